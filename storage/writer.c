/*
 * The writer thread: takes all units that wait, writes them in one transaction, and hands them back when it is
 * durable. Where one of them cannot be written, each is tried alone, so that it fails alone.
 */

#include <string.h>

#include "permissions/error.h"
#include "storage/disk_private.h"
#include "storage/journal_writer_private.h"

/* So many units are not kept waiting for the end of the turn. */
#define MAX_GATHERED 4096

static gboolean
apply_change (CordonDisk *disk, const CordonChange *change, GError **error)
{
  gboolean found;

  switch (change->kind)
    {
    case CORDON_CHANGE_NONE: return TRUE;
    case CORDON_CHANGE_PUT: return cordon_ledger_put_row (disk->ledger, disk->database, change->row, error);
    case CORDON_CHANGE_UPDATE:
      if (!cordon_ledger_delete_row (disk->ledger, disk->database, change->row->table, change->row->id,
                                     &found, error))
        return FALSE;
      return !found || cordon_ledger_put_row (disk->ledger, disk->database, change->row, error);
    case CORDON_CHANGE_DELETE:
      return cordon_ledger_delete_row (disk->ledger, disk->database, change->row->table, change->row->id,
                                       NULL, error);
    case CORDON_CHANGE_JOURNAL:
      return cordon_journal_writer_append (disk->ledger, disk->database, change->row, error);
    case CORDON_CHANGE_REDACT:
      return cordon_journal_writer_blank (disk->ledger, disk->database,
                                          change->row->values[CORDON_ENTRY_ORIGIN].bytes, error);
    }
  return FALSE;
}

static gboolean
apply_unit (CordonDisk *disk, const CordonUnit *unit, GError **error)
{
  CordonLedgerState *state = &disk->ledger->state;

  for (guint i = 0; i < unit->changes->len; i++)
    if (!apply_change (disk, &g_array_index (unit->changes, CordonChange, i), error))
      return FALSE;
  state->latest_wall_us = MAX (state->latest_wall_us, unit->latest_wall_us);
  if (unit->clock_was_set)
    state->latest_wall_us = unit->latest_wall_us;
  return TRUE;
}

/* A failed COMMIT may have left its pages in the log, to be found there after a crash. Writing again covers them. */
static void
cover_failed_commit (CordonDisk *disk)
{
  CordonLedgerState before = disk->ledger->state;

  if (cordon_database_run (disk->database, CORDON_STATEMENT_BEGIN, NULL)
      && cordon_ledger_write_seal (disk->ledger, disk->database, NULL)
      && cordon_database_run (disk->database, CORDON_STATEMENT_COMMIT, NULL))
    return;
  if (cordon_database_in_transaction (disk->database))
    cordon_database_run (disk->database, CORDON_STATEMENT_ROLLBACK, NULL);
  disk->ledger->state = before;
  cordon_database_cut_log (disk->database);
}

/* All of @units or none. */
static gboolean
write_units (CordonDisk *disk, CordonUnit *const *units, guint n_units, GError **error)
{
  CordonLedgerState before = disk->ledger->state;
  gboolean commits = FALSE;
  gboolean written;

  cordon_database_mark (disk->database);
  written = cordon_database_run (disk->database, CORDON_STATEMENT_BEGIN, error);

  for (guint i = 0; written && i < n_units; i++)
    written = apply_unit (disk, units[i], error);

  written = written && cordon_ledger_write_seal (disk->ledger, disk->database, error);
  if (written)
    {
      commits = TRUE;
      written = cordon_database_run (disk->database, CORDON_STATEMENT_COMMIT, error);
    }
  if (written)
    return TRUE;

  if (cordon_database_in_transaction (disk->database))
    cordon_database_run (disk->database, CORDON_STATEMENT_ROLLBACK, NULL);
  disk->ledger->state = before;
  if (commits)
    cover_failed_commit (disk);
  return FALSE;
}

static void
raise_counter (CordonDisk *disk, CordonUnit *const *units, guint n_units)
{
  gboolean decided = FALSE;

  for (guint i = 0; i < n_units; i++)
    decided |= units[i]->user_decided && !units[i]->error;
  if (decided && disk->keystore.set_counter
      && !disk->keystore.set_counter (disk->keystore.data, (guint64) disk->ledger->state.generation, NULL))
    units[0]->counter_failed = TRUE;
}

static void
write_batch (CordonDisk *disk, CordonUnit *const *units, guint n_units)
{
  gboolean scrub = FALSE;

  if (!write_units (disk, units, n_units, n_units == 1 ? &units[0]->error : NULL) && n_units > 1)
    for (guint i = 0; i < n_units; i++)
      write_units (disk, &units[i], 1, &units[i]->error);
  raise_counter (disk, units, n_units);
  for (guint i = 0; i < n_units; i++)
    scrub |= units[i]->scrub;
  if (scrub)
    units[n_units - 1]->moved_in = cordon_database_run (disk->database, CORDON_STATEMENT_CHECKPOINT, NULL);
  else
    units[n_units - 1]->moved_in = cordon_database_tidy (disk->database);
}

static GPtrArray *
take_queue (CordonDisk *disk)
{
  GPtrArray *units = g_ptr_array_new ();
  CordonUnit *unit;

  while ((unit = g_queue_pop_head (&disk->queue)))
    g_ptr_array_add (units, unit);
  return units;
}

static gpointer
run (gpointer data)
{
  CordonDisk *disk = data;

  g_mutex_lock (&disk->mutex);
  while (!disk->stopping || !g_queue_is_empty (&disk->queue))
    {
      g_autoptr (GPtrArray) units = NULL;

      if (!disk->kicked && !disk->stopping)
        {
          g_cond_wait (&disk->wake, &disk->mutex);
          continue;
        }
      disk->kicked = FALSE;
      units = take_queue (disk);
      if (units->len == 0)
        continue;
      disk->busy = TRUE;
      g_mutex_unlock (&disk->mutex);
      write_batch (disk, (CordonUnit *const *) units->pdata, units->len);
      for (guint i = 0; i < units->len; i++)
        cordon_store_finish (disk->store, g_ptr_array_index (units, i));
      g_mutex_lock (&disk->mutex);
      disk->busy = FALSE;
      g_cond_broadcast (&disk->idle);
    }
  g_mutex_unlock (&disk->mutex);
  return NULL;
}

void
cordon_writer_start (CordonDisk *disk)
{
  disk->writer = g_thread_new ("cordon-store", run, disk);
}

void
cordon_writer_stop (CordonDisk *disk)
{
  if (disk->kick)
    g_source_destroy (disk->kick);
  g_clear_pointer (&disk->kick, g_source_unref);
  if (!disk->writer)
    return;

  g_mutex_lock (&disk->mutex);
  disk->stopping = TRUE;
  g_cond_signal (&disk->wake);
  g_mutex_unlock (&disk->mutex);
  g_thread_join (g_steal_pointer (&disk->writer));
}

static void
kick_locked (CordonDisk *disk)
{
  disk->kicked = TRUE;
  g_cond_signal (&disk->wake);
}

static gboolean
on_turn_ended (gpointer data)
{
  CordonDisk *disk = data;

  g_clear_pointer (&disk->kick, g_source_unref);
  g_mutex_lock (&disk->mutex);
  kick_locked (disk);
  g_mutex_unlock (&disk->mutex);
  return G_SOURCE_REMOVE;
}

static void
kick_after_turn (CordonDisk *disk)
{
  if (disk->kick)
    return;
  disk->kick = g_idle_source_new ();
  g_source_set_priority (disk->kick, G_PRIORITY_DEFAULT);
  g_source_set_callback (disk->kick, on_turn_ended, disk, NULL);
  g_source_attach (disk->kick, disk->store->context);
}

void
cordon_disk_submit (CordonDisk *disk, CordonUnit *unit)
{
  gboolean at_once = unit->revoked != NULL;

  g_mutex_lock (&disk->mutex);
  g_queue_push_tail (&disk->queue, unit);
  if (at_once || disk->queue.length > MAX_GATHERED)
    kick_locked (disk);
  g_mutex_unlock (&disk->mutex);
  if (!at_once)
    kick_after_turn (disk);
}

gboolean
cordon_disk_is_busy (CordonDisk *disk)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&disk->mutex);

  return disk->busy || !g_queue_is_empty (&disk->queue);
}

static void
wait_locked (CordonDisk *disk)
{
  if (!g_queue_is_empty (&disk->queue))
    kick_locked (disk);
  while (disk->busy || !g_queue_is_empty (&disk->queue))
    g_cond_wait (&disk->idle, &disk->mutex);
}

void
cordon_disk_wait (CordonDisk *disk)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&disk->mutex);

  wait_locked (disk);
}

gboolean
cordon_disk_call (CordonDisk *disk, CordonDiskFunc func, gpointer data, GError **error)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&disk->mutex);

  wait_locked (disk);
  return func (disk, data, error);
}
