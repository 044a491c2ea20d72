#include "storage/grant_row_private.h"

#include <string.h>

CordonRow
cordon_grant_to_row (const CordonGrant *grant, CordonTableId table)
{
  CordonRow row = { .table = table, .id = (gint64) grant->id };

  for (guint i = 0; i < CORDON_MAX_COLUMNS; i++)
    row.values[i].bytes = "";
  row.values[CORDON_GRANT_ORIGIN] = cordon_value_text (cordon_origin_to_string (grant->origin));
  row.values[CORDON_GRANT_FEATURE] = cordon_value_integer (grant->feature);
  row.values[CORDON_GRANT_ANSWER] = cordon_value_integer (grant->answer);
  row.values[CORDON_GRANT_SCOPE_COLUMN] = cordon_value_integer (grant->scope);
  row.values[CORDON_GRANT_LIFETIME] = cordon_value_integer (grant->lifetime);
  row.values[CORDON_GRANT_SOURCE] = cordon_value_integer (grant->source);
  row.values[CORDON_GRANT_CALLEE] = cordon_value_text (grant->callee ? cordon_callee_to_string (grant->callee)
                                                                     : NULL);
  row.values[CORDON_GRANT_DEVICE] = cordon_value_text (grant->device);
  row.values[CORDON_GRANT_PAN_TILT_ZOOM] = cordon_value_integer (grant->pan_tilt_zoom != FALSE);
  row.values[CORDON_GRANT_CREATED] = cordon_value_integer (grant->created_wall_us);
  row.values[CORDON_GRANT_LAST_USED] = cordon_value_integer (grant->last_used_wall_us);
  row.values[CORDON_GRANT_EXPIRES] = cordon_value_integer (grant->expires_wall_us);
  return row;
}

/* Enumerations are compared before they are cast, so that no value of the file becomes one by truncation. */
static gboolean
has_small_integers (const CordonRow *row)
{
  static const guint columns[] = { CORDON_GRANT_FEATURE,  CORDON_GRANT_ANSWER, CORDON_GRANT_SCOPE_COLUMN,
                                   CORDON_GRANT_LIFETIME, CORDON_GRANT_SOURCE, CORDON_GRANT_PAN_TILT_ZOOM };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (row->values[columns[i]].integer < 0 || row->values[columns[i]].integer > 255)
      return FALSE;
  return row->values[CORDON_GRANT_PAN_TILT_ZOOM].integer <= 1 && row->id > 0;
}

static gboolean
has_no_nul (const CordonValue *value)
{
  return memchr (value->bytes, '\0', value->size) == NULL;
}

static CordonOrigin *
parse_origin (const CordonValue *text, const CordonOrigin *hint)
{
  if (hint && strlen (cordon_origin_to_string (hint)) == text->size
      && memcmp (cordon_origin_to_string (hint), text->bytes, text->size) == 0)
    return cordon_origin_ref (hint);
  return cordon_origin_new (text->bytes, (gssize) text->size, NULL);
}

gboolean
cordon_grant_from_row (const CordonRow *row, const CordonOrigin *origin, CordonGrant *out_grant)
{
  const CordonValue *values = row->values;
  g_auto (CordonGrant) grant = { 0 };

  if (!has_small_integers (row) || !has_no_nul (&values[CORDON_GRANT_DEVICE]))
    return FALSE;

  grant.id = (guint64) row->id;
  grant.origin = parse_origin (&values[CORDON_GRANT_ORIGIN], origin);
  grant.feature = (CordonFeature) values[CORDON_GRANT_FEATURE].integer;
  grant.answer = (CordonGrantAnswer) values[CORDON_GRANT_ANSWER].integer;
  grant.scope = (CordonScope) values[CORDON_GRANT_SCOPE_COLUMN].integer;
  grant.lifetime = (CordonLifetime) values[CORDON_GRANT_LIFETIME].integer;
  grant.source = (CordonGrantSource) values[CORDON_GRANT_SOURCE].integer;
  if (values[CORDON_GRANT_CALLEE].size)
    grant.callee = cordon_callee_parse (values[CORDON_GRANT_CALLEE].bytes,
                                        (gssize) values[CORDON_GRANT_CALLEE].size, NULL);
  if (values[CORDON_GRANT_DEVICE].size)
    grant.device = g_strndup (values[CORDON_GRANT_DEVICE].bytes, values[CORDON_GRANT_DEVICE].size);
  grant.pan_tilt_zoom = values[CORDON_GRANT_PAN_TILT_ZOOM].integer != 0;
  grant.created_wall_us = values[CORDON_GRANT_CREATED].integer;
  grant.last_used_wall_us = values[CORDON_GRANT_LAST_USED].integer;
  grant.expires_wall_us = values[CORDON_GRANT_EXPIRES].integer;

  if (!grant.origin || !grant.callee != !values[CORDON_GRANT_CALLEE].size
      || !cordon_grant_may_persist (&grant))
    return FALSE;
  *out_grant = grant;
  grant = (CordonGrant){ 0 };
  return TRUE;
}
