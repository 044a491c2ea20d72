#include "storage/callee_block_list.h"

#include "storage/fingerprints_private.h"
#include "storage/journal_private.h"
#include "storage/record_private.h"

enum
{
  CALLEE,
  ORIGIN,
  CREATED,
};

static CordonRow
key_row (const CordonCallee *callee)
{
  CordonRow row = { .table = CORDON_TABLE_BLOCKED_CALLEE };

  row.values[CALLEE] = cordon_value_text (cordon_callee_to_string (callee));
  row.values[ORIGIN] = cordon_value_text (NULL);
  return row;
}

static void
add_journal (CordonStore *store, CordonUnit *unit, const CordonCallee *callee, const CordonOrigin *origin,
             gboolean blocked)
{
  CordonJournalEntry entry = {
    .kind = CORDON_JOURNAL_CALLEE,
    .wall_us = cordon_grant_table_latest_wall (store->table),
    .origin = origin,
    .callee = callee,
    .scope = CORDON_SCOPE_CALLEE,
    .answer = CORDON_GRANT_BLOCK,
    .detail = blocked ? "blocked" : "unblocked",
  };

  cordon_journal_add (store, unit, &entry);
}

void
cordon_store_block_callee (CordonStore *store, const CordonCallee *callee, const CordonOrigin *origin,
                           gint64 wall_us, CordonStoreDone done, gpointer data)
{
  g_autoptr (CordonUnit) unit = NULL;
  CordonRow row;

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && callee != NULL);

  unit = cordon_unit_new (done, data);
  unit->user_decided = TRUE;
  row = key_row (callee);
  row.values[ORIGIN] = cordon_value_text (
    cordon_origin_is_opaque (origin) ? NULL : cordon_origin_to_string (origin));
  row.values[CREATED] = cordon_value_integer (MAX (wall_us, 0));
  cordon_grant_table_observe_wall (store->table, wall_us);
  cordon_records_put (store, unit, &row);
  add_journal (store, unit, callee, cordon_origin_is_opaque (origin) ? NULL : origin, TRUE);
  cordon_store_submit (store, g_steal_pointer (&unit));
}

void
cordon_store_unblock_callee (CordonStore *store, const CordonCallee *callee, CordonStoreDone done,
                             gpointer data)
{
  g_autoptr (CordonUnit) unit = NULL;
  CordonRow key;
  const CordonRow *row;

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && callee != NULL);

  unit = cordon_unit_new (done, data);
  unit->user_decided = TRUE;
  key = key_row (callee);
  row = cordon_records_find (store, &key);
  if (row && cordon_row_is_on_disk (row))
    cordon_unit_delete (unit, row->table, row->id);
  unit->forgotten = cordon_row_copy (&key);
  add_journal (store, unit, callee, NULL, FALSE);
  cordon_store_submit (store, g_steal_pointer (&unit));
}

gboolean
cordon_store_is_callee_blocked (CordonStore *store, const CordonCallee *callee)
{
  g_autoptr (GPtrArray) rows = NULL;
  CordonRow key;

  g_return_val_if_fail (store != NULL && store->thread == g_thread_self (), TRUE);

  if (!callee)
    return FALSE;
  key = key_row (callee);
  if (cordon_records_find (store, &key))
    return TRUE;
  if (cordon_callee_get_kind (callee) != CORDON_CALLEE_FINGERPRINTS)
    return FALSE;

  rows = cordon_records_rows (store, CORDON_TABLE_BLOCKED_CALLEE);
  for (guint i = 0; i < rows->len; i++)
    {
      const CordonRow *row = g_ptr_array_index (rows, i);

      if (g_str_has_prefix (row->values[CALLEE].bytes, "fingerprints:")
          && cordon_fingerprints_overlap (callee, row->values[CALLEE].bytes))
        return TRUE;
    }
  return FALSE;
}

void
cordon_store_foreach_blocked_callee (CordonStore *store, CordonBlockedCalleeFunc func, gpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && func != NULL);

  rows = cordon_records_rows (store, CORDON_TABLE_BLOCKED_CALLEE);
  for (guint i = 0; i < rows->len; i++)
    {
      const CordonRow *row = g_ptr_array_index (rows, i);
      g_autoptr (CordonCallee) callee = cordon_callee_parse (row->values[CALLEE].bytes, -1, NULL);
      g_autoptr (CordonOrigin)
        origin = row->values[ORIGIN].size ? cordon_origin_new (row->values[ORIGIN].bytes, -1, NULL) : NULL;

      if (callee)
        func (callee, origin, row->values[CREATED].integer, data);
    }
}
