#include "storage/embargo_table.h"

#include "storage/record_private.h"

enum
{
  ORIGIN,
  FEATURE,
  DISMISSALS,
  IGNORES,
  UNTIL,
  REASON,
  CHANGED,
  REPEATED,
};

static CordonRow
key_row (const CordonOrigin *origin, CordonFeature feature)
{
  CordonRow row = { .table = CORDON_TABLE_EMBARGO };

  row.values[ORIGIN] = cordon_value_text (cordon_origin_to_string (origin));
  row.values[FEATURE] = cordon_value_integer (feature);
  return row;
}

static CordonEmbargo
from_row (const CordonRow *row)
{
  return (CordonEmbargo){
    .dismissals = (guint) row->values[DISMISSALS].integer,
    .ignores = (guint) row->values[IGNORES].integer,
    .until_wall_us = row->values[UNTIL].integer,
    .reason = (CordonReason) row->values[REASON].integer,
    .changed_wall_us = row->values[CHANGED].integer,
    .repeated = row->values[REPEATED].integer != 0,
  };
}

gboolean
cordon_store_get_embargo (CordonStore *store, const CordonOrigin *origin, CordonFeature feature,
                          CordonEmbargo *out_embargo)
{
  CordonRow key = key_row (origin, feature);
  const CordonRow *row;

  g_return_val_if_fail (store != NULL && store->thread == g_thread_self () && out_embargo != NULL, FALSE);

  *out_embargo = (CordonEmbargo){ 0 };
  row = cordon_origin_is_opaque (origin) ? NULL : cordon_records_find (store, &key);
  if (!row)
    return FALSE;
  *out_embargo = from_row (row);
  return TRUE;
}

static gboolean
is_empty (const CordonEmbargo *embargo)
{
  return embargo->dismissals == 0 && embargo->ignores == 0 && embargo->until_wall_us == 0
         && !embargo->repeated;
}

void
cordon_store_set_embargo (CordonStore *store, const CordonOrigin *origin, CordonFeature feature,
                          const CordonEmbargo *embargo)
{
  g_autoptr (CordonUnit) unit = NULL;
  CordonRow row = key_row (origin, feature);

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && embargo != NULL);
  g_return_if_fail (!cordon_origin_is_opaque (origin) && feature != CORDON_FEATURE_NONE);

  unit = cordon_unit_new (NULL, NULL);
  row.values[DISMISSALS] = cordon_value_integer (embargo->dismissals);
  row.values[IGNORES] = cordon_value_integer (embargo->ignores);
  row.values[UNTIL] = cordon_value_integer (MAX (embargo->until_wall_us, 0));
  row.values[REASON] = cordon_value_integer (embargo->reason);
  row.values[CHANGED] = cordon_value_integer (MAX (embargo->changed_wall_us, 0));
  row.values[REPEATED] = cordon_value_integer (embargo->repeated != FALSE);
  if (is_empty (embargo))
    cordon_records_drop (store, unit, &row);
  else
    cordon_records_put (store, unit, &row);
  cordon_store_submit (store, g_steal_pointer (&unit));
}

void
cordon_store_foreach_embargo (CordonStore *store, CordonEmbargoFunc func, gpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && func != NULL);

  rows = cordon_records_rows (store, CORDON_TABLE_EMBARGO);
  for (guint i = 0; i < rows->len; i++)
    {
      const CordonRow *row = g_ptr_array_index (rows, i);
      g_autoptr (CordonOrigin) origin = cordon_origin_new (row->values[ORIGIN].bytes, -1, NULL);
      CordonEmbargo embargo = from_row (row);

      if (origin)
        func (origin, (CordonFeature) row->values[FEATURE].integer, &embargo, data);
    }
}
