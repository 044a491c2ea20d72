#include "storage/undo_list.h"

#include "permissions/error.h"
#include "permissions/limits.h"
#include "storage/grant_row_private.h"
#include "storage/journal_private.h"
#include "storage/record_private.h"
#include "storage/undo_list_private.h"

static const char *const names[] = {
  [CORDON_UNDO_NONE] = "none",
  [CORDON_UNDO_REVOKED] = "revoked",
  [CORDON_UNDO_UNUSED] = "unused",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_UNDO_REASONS);

const char *
cordon_undo_reason_to_string (CordonUndoReason reason)
{
  return names[(guint) reason < CORDON_N_UNDO_REASONS ? reason : CORDON_UNDO_NONE];
}

/* A list that people read; what is older falls off. */
#define MAX_ROWS 1000

static void
make_room (CordonStore *store, CordonUnit *unit)
{
  g_autoptr (GPtrArray) rows = NULL;
  const CordonRow *oldest = NULL;

  if (g_hash_table_size (store->records[CORDON_TABLE_UNDO]) < MAX_ROWS)
    return;
  rows = cordon_records_rows (store, CORDON_TABLE_UNDO);
  for (guint i = 0; i < rows->len; i++)
    {
      const CordonRow *row = g_ptr_array_index (rows, i);

      if (!oldest || row->id < oldest->id)
        oldest = row;
    }
  cordon_records_drop (store, unit, oldest);
}

void
cordon_undo_list_add (CordonStore *store, CordonUnit *unit, const CordonGrant *grant, CordonUndoReason reason)
{
  CordonRow row = cordon_grant_to_row (grant, CORDON_TABLE_UNDO);

  make_room (store, unit);
  row.id = 0;
  row.values[CORDON_UNDO_REMOVED] = cordon_value_integer (
    MAX (cordon_grant_table_latest_wall (store->table), 1));
  row.values[CORDON_UNDO_REASON] = cordon_value_integer (reason);
  cordon_records_put (store, unit, &row);
}

static gboolean
has_ended (const CordonRow *row, gint64 wall_us)
{
  return row->values[CORDON_UNDO_REMOVED].integer + CORDON_UNDO_US <= wall_us;
}

void
cordon_undo_list_expire (CordonStore *store)
{
  g_autoptr (GPtrArray) rows = cordon_records_rows (store, CORDON_TABLE_UNDO);
  g_autoptr (CordonUnit) unit = cordon_unit_new (NULL, NULL);

  for (guint i = 0; i < rows->len; i++)
    if (has_ended (g_ptr_array_index (rows, i), cordon_grant_table_latest_wall (store->table)))
      cordon_records_drop (store, unit, g_ptr_array_index (rows, i));
  if (unit->changes->len > 0)
    cordon_store_submit (store, g_steal_pointer (&unit));
}

void
cordon_store_foreach_undo (CordonStore *store, gint64 wall_us, CordonUndoFunc func, gpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && func != NULL);

  cordon_grant_table_observe_wall (store->table, wall_us);
  rows = cordon_records_rows (store, CORDON_TABLE_UNDO);
  for (guint i = 0; i < rows->len; i++)
    {
      const CordonRow *row = g_ptr_array_index (rows, i);
      g_auto (CordonGrant) grant = { 0 };

      if (!has_ended (row, cordon_grant_table_latest_wall (store->table))
          && cordon_grant_from_row (row, NULL, &grant))
        func ((guint64) row->id, &grant, (CordonUndoReason) row->values[CORDON_UNDO_REASON].integer,
              row->values[CORDON_UNDO_REMOVED].integer, data);
    }
}

void
cordon_store_undo (CordonStore *store, guint64 undo_id, gint64 wall_us, CordonStoreDone done, gpointer data)
{
  CordonRow key = { .table = CORDON_TABLE_UNDO, .id = (gint64) undo_id };
  g_auto (CordonGrant) grant = { 0 };
  g_autoptr (CordonUnit) unit = NULL;
  const CordonRow *row;

  g_return_if_fail (store != NULL && store->thread == g_thread_self ());

  cordon_grant_table_observe_wall (store->table, wall_us);
  wall_us = cordon_grant_table_latest_wall (store->table);
  row = cordon_records_find (store, &key);
  if (!row || has_ended (row, wall_us) || !cordon_grant_from_row (row, NULL, &grant)
      || (grant.expires_wall_us != 0 && grant.expires_wall_us <= wall_us))
    {
      unit = cordon_unit_new (done, data);
      cordon_store_finish_with_error (store, g_steal_pointer (&unit),
                                      g_error_new (CORDON_ERROR, CORDON_ERROR_STATE,
                                                   "There is nothing to undo under %" G_GUINT64_FORMAT,
                                                   undo_id));
      return;
    }

  unit = cordon_unit_new (done, data);
  grant.id = 0;
  if (grant.lifetime == CORDON_LIFETIME_UNTIL_UNUSED)
    grant.last_used_wall_us = wall_us;
  if (cordon_row_is_on_disk (row))
    cordon_unit_delete (unit, CORDON_TABLE_UNDO, row->id);
  unit->forgotten = cordon_row_copy (row);
  cordon_store_set_in_unit (store, g_steal_pointer (&unit), &grant, CORDON_JOURNAL_UNDONE);
}
