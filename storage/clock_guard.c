#include "storage/clock_guard_private.h"

#include "storage/grant_row_private.h"
#include "storage/record_private.h"

typedef struct
{
  CordonUnit *unit;
  gint64 delta_us;
} Move;

static gboolean
move_grant (const CordonGrant *grant, gpointer data)
{
  Move *move = data;
  CordonRow row = cordon_grant_to_row (grant, CORDON_TABLE_GRANT);

  if (grant->id < CORDON_MEMORY_ID_BASE)
    {
      cordon_row_rebase (&row, move->delta_us);
      cordon_unit_add (move->unit, CORDON_CHANGE_UPDATE, cordon_row_copy (&row));
    }
  return TRUE;
}

static void
move_records (CordonStore *store, CordonUnit *unit, gint64 delta_us)
{
  for (guint table = CORDON_TABLE_UNDO; table < CORDON_N_TABLES; table++)
    {
      g_autoptr (GPtrArray) rows = cordon_records_rows (store, table);

      for (guint i = 0; i < rows->len; i++)
        {
          CordonRow *row = g_ptr_array_index (rows, i);

          cordon_row_rebase (row, delta_us);
          if (cordon_row_is_on_disk (row))
            cordon_unit_add (unit, CORDON_CHANGE_UPDATE, cordon_row_copy (row));
        }
    }
}

void
cordon_clock_guard_check (CordonStore *store, gint64 wall_us)
{
  gint64 delta_us = cordon_grant_table_latest_wall (store->table) - wall_us;
  Move move = { .delta_us = delta_us };

  if (delta_us <= CORDON_CLOCK_TOLERANCE_US || wall_us <= 0)
    return;

  /* What had ended by the latest time goes first: moved along, it would come back. */
  cordon_store_end_grants (store, NULL, NULL);
  move.unit = cordon_unit_new (NULL, NULL);
  cordon_grant_table_foreach (store->table, NULL, CORDON_FEATURE_NONE, move_grant, &move);
  cordon_grant_table_foreach (store->shelf, NULL, CORDON_FEATURE_NONE, move_grant, &move);
  move_records (store, move.unit, delta_us);
  cordon_grant_table_rebase (store->table, delta_us);
  cordon_grant_table_rebase (store->shelf, delta_us);
  move.unit->clock_was_set = TRUE;
  cordon_store_submit (store, move.unit);
  cordon_store_report (
    store, CORDON_STORE_PROBLEM_CLOCK_SET_BACK,
    "The clock was set back; what ends at a time ends as much earlier. Check the system's date.");
}
