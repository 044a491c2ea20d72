#include "ui-bridge/debug_column_private.h"

#include "ui-bridge/debug_private.h"

void
cordon_debug_add_text (CordonDebugPage *page, const char *name, const char *text)
{
  g_autofree char *safe = text ? cordon_debug_safe_text (text, page->request->for_export) : NULL;

  json_builder_set_member_name (page->json, name);
  if (safe)
    json_builder_add_string_value (page->json, safe);
  else
    json_builder_add_null_value (page->json);
}

void
cordon_debug_add_flag (CordonDebugPage *page, const char *name, gboolean flag)
{
  json_builder_set_member_name (page->json, name);
  json_builder_add_boolean_value (page->json, flag);
}

void
cordon_debug_add_time (CordonDebugPage *page, const char *name, gint64 wall_us)
{
  g_autoptr (GDateTime) seconds = wall_us > 0 ? g_date_time_new_from_unix_utc (wall_us / CORDON_SECOND_US)
                                              : NULL;
  g_autofree char *text = seconds ? g_date_time_format_iso8601 (seconds) : NULL;

  cordon_debug_add_text (page, name, text);
}

void
cordon_debug_write_string (CordonDebugPage *page, const CordonDebugColumn *column, const void *value)
{
  cordon_debug_add_text (page, column->name, *(const char *const *) value);
}

void
cordon_debug_write_origin (CordonDebugPage *page, const CordonDebugColumn *column, const void *value)
{
  const CordonOrigin *origin = *(const CordonOrigin *const *) value;

  cordon_debug_add_text (page, column->name, origin ? cordon_origin_to_string (origin) : NULL);
}

void
cordon_debug_write_callee (CordonDebugPage *page, const CordonDebugColumn *column, const void *value)
{
  const CordonCallee *callee = *(const CordonCallee *const *) value;

  cordon_debug_add_text (page, column->name, callee ? cordon_callee_to_string (callee) : NULL);
}

void
cordon_debug_write_flag (CordonDebugPage *page, const CordonDebugColumn *column, const void *value)
{
  cordon_debug_add_flag (page, column->name, *(const gboolean *) value);
}

void
cordon_debug_write_id (CordonDebugPage *page, const CordonDebugColumn *column, const void *value)
{
  const guint64 id = *(const guint64 *) value;
  g_autofree char *text = id != 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, id) : NULL;

  cordon_debug_add_text (page, column->name, text);
}

void
cordon_debug_write_count (CordonDebugPage *page, const CordonDebugColumn *column, const void *value)
{
  json_builder_set_member_name (page->json, column->name);
  json_builder_add_int_value (page->json, *(const guint *) value);
}

void
cordon_debug_write_number (CordonDebugPage *page, const CordonDebugColumn *column, const void *value)
{
  json_builder_set_member_name (page->json, column->name);
  json_builder_add_int_value (page->json, (gint64) MIN (*(const guint64 *) value, G_MAXINT64));
}

void
cordon_debug_write_size (CordonDebugPage *page, const CordonDebugColumn *column, const void *value)
{
  json_builder_set_member_name (page->json, column->name);
  json_builder_add_int_value (page->json, (gint64) * (const gsize *) value);
}

void
cordon_debug_write_time (CordonDebugPage *page, const CordonDebugColumn *column, const void *value)
{
  cordon_debug_add_time (page, column->name, *(const gint64 *) value);
}

void
cordon_debug_write_name (CordonDebugPage *page, const CordonDebugColumn *column, const void *value)
{
  cordon_debug_add_text (page, column->name, column->to_name (*(const guint *) value));
}

void
cordon_debug_add_line (CordonDebugPage *page, const CordonDebugColumn *columns, gsize n_columns,
                       const void *view)
{
  json_builder_begin_object (page->json);
  for (gsize i = 0; i < n_columns; i++)
    columns[i].write (page, &columns[i], (const char *) view + columns[i].offset);
  json_builder_end_object (page->json);
}
