/*
 * The writer thread: writes the units of one turn in one transaction, and hands them back when it is durable. Many of
 * them are written while more still come; the commit waits for the end of the turn. Where one of them cannot be
 * written, each is tried alone, so that it fails alone.
 */

#include <string.h>

#include "permissions/error.h"
#include "storage/disk_private.h"
#include "storage/journal_writer_private.h"

/* So many units are one transaction whether the turn has ended or not. */
#define MAX_GATHERED 4096

/* So many, and the writer begins with them before the turn has ended. */
#define ENOUGH_TO_BEGIN 4

/* A transaction that is being written: all of its units become durable, or none. */
typedef struct
{
  CordonLedgerState before;
  gboolean good; /* nothing has failed so far */
  CordonRowGroup grants;
  CordonEntryGroup entries;
  GError *error;
} Transaction;

static gboolean
flush_groups (CordonDisk *disk, Transaction *transaction, GError **error)
{
  return cordon_row_group_flush (&transaction->grants, disk->database, error)
         && cordon_entry_group_flush (&transaction->entries, disk->database, error);
}

static gboolean
puts_grant (const CordonChange *change)
{
  return change->kind == CORDON_CHANGE_PUT && change->row->table == CORDON_TABLE_GRANT;
}

static gboolean
put_grant (CordonDisk *disk, Transaction *transaction, const CordonChange *change, GError **error)
{
  CordonLedgerState *state = &disk->ledger->state;

  cordon_ledger_add_tally (state, change->mac, 1);
  state->next_id = MAX (state->next_id, change->row->id + 1);
  return cordon_row_group_add (&transaction->grants, change->row, change->mac, disk->database, error);
}

/* Whatever looks at rows that are there has to see all of them. */
static gboolean
apply_in_order (CordonDisk *disk, Transaction *transaction, const CordonChange *change, GError **error)
{
  gboolean found;

  if (!flush_groups (disk, transaction, error))
    return FALSE;
  switch (change->kind)
    {
    case CORDON_CHANGE_NONE:
    case CORDON_CHANGE_JOURNAL: return TRUE;
    case CORDON_CHANGE_PUT: return cordon_ledger_put_row (disk->ledger, disk->database, change->row, error);
    case CORDON_CHANGE_UPDATE:
      if (!cordon_ledger_delete_row (disk->ledger, disk->database, change->row->table, change->row->id,
                                     &found, error))
        return FALSE;
      return !found || cordon_ledger_put_row (disk->ledger, disk->database, change->row, error);
    case CORDON_CHANGE_DELETE:
      return cordon_ledger_delete_row (disk->ledger, disk->database, change->row->table, change->row->id,
                                       NULL, error);
    case CORDON_CHANGE_REDACT:
      return cordon_journal_writer_blank (disk->ledger, disk->database,
                                          change->row->values[CORDON_ENTRY_ORIGIN].bytes, error);
    }
  return FALSE;
}

static gboolean
apply_change (CordonDisk *disk, Transaction *transaction, const CordonChange *change, GError **error)
{
  if (change->kind == CORDON_CHANGE_JOURNAL)
    return cordon_journal_writer_append (disk->ledger, disk->database, change->row, &transaction->entries,
                                         error);
  if (puts_grant (change))
    return put_grant (disk, transaction, change, error);
  return apply_in_order (disk, transaction, change, error);
}

static gboolean
apply_unit (CordonDisk *disk, Transaction *transaction, const CordonUnit *unit)
{
  CordonLedgerState *state = &disk->ledger->state;

  for (guint i = 0; i < unit->changes->len; i++)
    if (!apply_change (disk, transaction, &g_array_index (unit->changes, CordonChange, i),
                       &transaction->error))
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

static void
begin (CordonDisk *disk, Transaction *transaction)
{
  *transaction = (Transaction){ .before = disk->ledger->state };
  cordon_database_mark (disk->database);
  transaction->good = cordon_database_run (disk->database, CORDON_STATEMENT_BEGIN, &transaction->error);
}

static void
apply (CordonDisk *disk, Transaction *transaction, CordonUnit *const *units, guint n_units)
{
  for (guint i = 0; transaction->good && i < n_units; i++)
    transaction->good = apply_unit (disk, transaction, units[i]);
}

static gboolean
commit (CordonDisk *disk, Transaction *transaction, GError **error)
{
  gboolean sealed = transaction->good && flush_groups (disk, transaction, &transaction->error)
                    && cordon_ledger_write_seal (disk->ledger, disk->database, &transaction->error);

  if (sealed && cordon_database_run (disk->database, CORDON_STATEMENT_COMMIT, &transaction->error))
    return TRUE;

  if (cordon_database_in_transaction (disk->database))
    cordon_database_run (disk->database, CORDON_STATEMENT_ROLLBACK, NULL);
  disk->ledger->state = transaction->before;
  if (sealed)
    cover_failed_commit (disk);
  g_propagate_error (error, g_steal_pointer (&transaction->error));
  return FALSE;
}

static void
write_alone (CordonDisk *disk, CordonUnit *unit)
{
  Transaction transaction;

  begin (disk, &transaction);
  apply (disk, &transaction, &unit, 1);
  commit (disk, &transaction, &unit->error);
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

/* Moves what waits behind @units. */
static void
take_queue (CordonDisk *disk, GPtrArray *units)
{
  CordonUnit *unit;

  while ((unit = g_queue_pop_head (&disk->queue)))
    g_ptr_array_add (units, unit);
}

/* Until the turn has ended, or there is so much that the end need not be waited for. */
static void
wait_for_work_locked (CordonDisk *disk)
{
  while (!disk->kicked && !disk->stopping && disk->queue.length < ENOUGH_TO_BEGIN)
    {
      disk->rests = TRUE;
      g_cond_wait (&disk->wake, &disk->mutex);
      disk->rests = FALSE;
    }
}

/* A signal costs a system call also where nobody waits. */
static void
wake_locked (CordonDisk *disk)
{
  if (disk->rests)
    g_cond_signal (&disk->wake);
  disk->rests = FALSE;
}

/*
 * Writes what comes until the turn has ended, so that a long one is in the database by then but for the commit.
 * Entered and left with the mutex held.
 */
static void
gather_locked (CordonDisk *disk, Transaction *transaction, GPtrArray *units)
{
  gboolean ended;

  do
    {
      guint n_before = units->len;

      wait_for_work_locked (disk);
      take_queue (disk, units);
      ended = disk->kicked || disk->stopping || units->len >= MAX_GATHERED;
      if (ended)
        disk->kicked = FALSE;
      g_mutex_unlock (&disk->mutex);
      if (n_before == 0 && units->len > 0)
        begin (disk, transaction);
      if (units->len > n_before)
        apply (disk, transaction, (CordonUnit *const *) units->pdata + n_before, units->len - n_before);
      g_mutex_lock (&disk->mutex);
    }
  while (!ended);
}

static void
finish_batch (CordonDisk *disk, Transaction *transaction, GPtrArray *units)
{
  CordonUnit *const *each = (CordonUnit *const *) units->pdata;
  gboolean scrub = FALSE;

  if (!commit (disk, transaction, units->len == 1 ? &each[0]->error : NULL) && units->len > 1)
    for (guint i = 0; i < units->len; i++)
      write_alone (disk, each[i]);
  raise_counter (disk, each, units->len);
  for (guint i = 0; i < units->len; i++)
    scrub |= each[i]->scrub;
  each[units->len - 1]->moved_in = scrub
                                     ? cordon_database_run (disk->database, CORDON_STATEMENT_CHECKPOINT, NULL)
                                     : cordon_database_tidy (disk->database);
  cordon_store_finish (disk->store, each, units->len);
}

/* One transaction, from its first unit to its last. Entered and left with the mutex held. */
static void
write_turn_locked (CordonDisk *disk)
{
  g_autoptr (GPtrArray) units = g_ptr_array_new ();
  Transaction transaction = { 0 };

  disk->busy = TRUE;
  gather_locked (disk, &transaction, units);
  g_mutex_unlock (&disk->mutex);
  if (units->len > 0)
    finish_batch (disk, &transaction, units);
  g_mutex_lock (&disk->mutex);
  disk->busy = FALSE;
  g_cond_broadcast (&disk->idle);
}

static gpointer
run (gpointer data)
{
  CordonDisk *disk = data;

  g_mutex_lock (&disk->mutex);
  while (!disk->stopping || !g_queue_is_empty (&disk->queue))
    {
      wait_for_work_locked (disk);
      if (disk->busy)
        g_cond_wait (&disk->idle, &disk->mutex);
      else
        write_turn_locked (disk);
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
  wake_locked (disk);
  g_mutex_unlock (&disk->mutex);
  g_thread_join (g_steal_pointer (&disk->writer));
}

static void
kick_locked (CordonDisk *disk)
{
  disk->kicked = TRUE;
  wake_locked (disk);
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

/* The keys of the ledger stay as they are once the writer runs. */
static void
seal_grants (const CordonDisk *disk, CordonUnit *unit)
{
  for (guint i = 0; i < unit->changes->len; i++)
    {
      CordonChange *change = &g_array_index (unit->changes, CordonChange, i);

      if (puts_grant (change))
        cordon_ledger_row_mac (disk->ledger, change->row, change->mac);
    }
}

void
cordon_disk_submit (CordonDisk *disk, CordonUnit *unit)
{
  gboolean at_once = unit->revoked != NULL;

  seal_grants (disk, unit);
  g_mutex_lock (&disk->mutex);
  g_queue_push_tail (&disk->queue, unit);
  if (at_once)
    kick_locked (disk);
  else if (disk->queue.length >= ENOUGH_TO_BEGIN)
    wake_locked (disk);
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

/*
 * Who has to wait anyway does the writer's work, where that one rests: no thread has to be woken for it. A keystore
 * is promised the writer's thread.
 */
static void
wait_locked (CordonDisk *disk)
{
  while (disk->busy || !g_queue_is_empty (&disk->queue))
    {
      disk->kicked = TRUE;
      if (!disk->busy && !disk->keystore.set_counter)
        write_turn_locked (disk);
      else
        {
          wake_locked (disk);
          g_cond_wait (&disk->idle, &disk->mutex);
        }
    }
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
