#include "storage/row_private.h"

#include <string.h>

#define INTEGER(name) \
  { \
    name, CORDON_COLUMN_INTEGER \
  }
#define TIME(name) \
  { \
    name, CORDON_COLUMN_TIME \
  }
#define TEXT(name) \
  { \
    name, CORDON_COLUMN_TEXT \
  }
#define BLOB(name) \
  { \
    name, CORDON_COLUMN_BLOB \
  }

/* clang-format off */
#define GRANT_COLUMNS \
  TEXT ("origin"), INTEGER ("feature"), INTEGER ("answer"), INTEGER ("scope"), INTEGER ("lifetime"), \
  INTEGER ("source"), TEXT ("callee"), TEXT ("device"), INTEGER ("pan_tilt_zoom"), TIME ("created_wall_us"), \
  TIME ("last_used_wall_us"), TIME ("expires_wall_us")

static const CordonTableInfo tables[] = {
  [CORDON_TABLE_NONE] = { "none", 0, 0, { { NULL, CORDON_COLUMN_NONE } } },
  [CORDON_TABLE_GRANT] = { "grants", 0, 12, { GRANT_COLUMNS } },
  [CORDON_TABLE_JOURNAL] = { "journal", 0, 13, {
    INTEGER ("kind"), TIME ("wall_us"), TEXT ("origin"), INTEGER ("feature"), INTEGER ("answer"), INTEGER ("scope"),
    INTEGER ("lifetime"), INTEGER ("source"), TEXT ("callee"), INTEGER ("grant_id"), INTEGER ("reason"),
    TEXT ("detail"), BLOB ("salt") } },
  [CORDON_TABLE_UNDO] = { "undo", 0, 14, { GRANT_COLUMNS, TIME ("removed_wall_us"), INTEGER ("reason") } },
  [CORDON_TABLE_EMBARGO] = { "embargoes", 2, 8, {
    TEXT ("origin"), INTEGER ("feature"), INTEGER ("dismissals"), INTEGER ("ignores"), TIME ("until_wall_us"),
    INTEGER ("reason"), TIME ("changed_wall_us"), INTEGER ("repeated") } },
  [CORDON_TABLE_IDENTIFIER] = { "identifiers", 2, 5, {
    TEXT ("origin"), INTEGER ("purpose"), BLOB ("secret"), TIME ("created_wall_us"), TIME ("used_wall_us") } },
  [CORDON_TABLE_CONTINUITY] = { "continuity", 2, 5, {
    TEXT ("origin"), TEXT ("peer"), TEXT ("fingerprints"), TIME ("first_wall_us"), TIME ("last_wall_us") } },
  [CORDON_TABLE_BLOCKED_CALLEE] = { "blocked_callees", 1, 3, {
    TEXT ("callee"), TEXT ("origin"), TIME ("created_wall_us") } },
};
/* clang-format on */

G_STATIC_ASSERT (G_N_ELEMENTS (tables) == CORDON_N_TABLES);

const CordonTableInfo *
cordon_table_get_info (CordonTableId table)
{
  return &tables[(guint) table < CORDON_N_TABLES ? table : CORDON_TABLE_NONE];
}

gboolean
cordon_column_is_integer (CordonColumnKind kind)
{
  return kind == CORDON_COLUMN_INTEGER || kind == CORDON_COLUMN_TIME;
}

CordonValue
cordon_value_text (const char *text)
{
  return (CordonValue){ .bytes = text ? text : "", .size = text ? strlen (text) : 0 };
}

CordonValue
cordon_value_blob (gconstpointer bytes, gsize size)
{
  return (CordonValue){ .bytes = bytes ? bytes : "", .size = bytes ? size : 0 };
}

CordonRow *
cordon_row_new (CordonTableId table, gint64 id)
{
  CordonRow *row = g_slice_new0 (CordonRow);

  row->size = sizeof *row;
  row->table = table;
  row->id = id;
  for (guint i = 0; i < CORDON_MAX_COLUMNS; i++)
    row->values[i].bytes = "";
  return row;
}

CordonRow *
cordon_row_copy (const CordonRow *row)
{
  guint n_columns = cordon_table_get_info (row->table)->n_columns;
  gsize size = sizeof *row;
  CordonRow *copy;
  char *end;

  for (guint i = 0; i < n_columns; i++)
    size += row->values[i].size + 1;
  copy = g_slice_alloc (size);
  *copy = *row;
  copy->size = (guint32) size;
  end = (char *) (copy + 1);
  for (guint i = 0; i < n_columns; i++)
    {
      if (row->values[i].size > 0)
        memcpy (end, row->values[i].bytes, row->values[i].size);
      end[row->values[i].size] = '\0';
      copy->values[i].bytes = end;
      end += row->values[i].size + 1;
    }
  return copy;
}

void
cordon_row_free (CordonRow *row)
{
  if (row)
    g_slice_free1 (row->size, row);
}

void
cordon_row_rebase (CordonRow *row, gint64 delta_us)
{
  const CordonTableInfo *info = cordon_table_get_info (row->table);

  for (guint i = 0; i < info->n_columns; i++)
    if (info->columns[i].kind == CORDON_COLUMN_TIME && row->values[i].integer != 0)
      row->values[i].integer = MAX (row->values[i].integer - delta_us, 1);
}
