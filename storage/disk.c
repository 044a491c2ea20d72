#include "storage/disk_private.h"

#include <sys/stat.h>
#include <unistd.h>

#include "permissions/error.h"
#include "storage/clock_guard_private.h"
#include "storage/contents_private.h"
#include "storage/files_private.h"
#include "storage/key_file_private.h"
#include "storage/schema_private.h"

static CordonDisk *
disk_new (CordonStore *store, const CordonStoreOptions *options)
{
  CordonDisk *disk = g_new0 (CordonDisk, 1);

  disk->store = store;
  disk->lock = -1;
  disk->keystore = options ? options->keystore : (CordonKeystore){ 0 };
  g_mutex_init (&disk->mutex);
  g_cond_init (&disk->wake);
  g_cond_init (&disk->idle);
  return disk;
}

static const char *
disk_set_directory (CordonDisk *disk, const char *directory)
{
  g_free (disk->directory);
  disk->directory = cordon_files_resolve (directory);
  return disk->directory;
}

void
cordon_disk_close (CordonDisk *disk)
{
  gboolean moved_in = FALSE;

  if (!disk)
    return;

  cordon_writer_stop (disk);
  if (disk->database && !disk->read_only)
    moved_in = cordon_database_run (disk->database, CORDON_STATEMENT_CHECKPOINT, NULL);
  cordon_database_close (disk->database);
  if (moved_in && disk->revocations && disk->n_revoking == 0 && disk->store->late->len == 0)
    cordon_revocation_log_clear (disk->revocations);
  cordon_revocation_log_close (disk->revocations);
  cordon_ledger_free (disk->ledger);
  if (disk->lock >= 0)
    close (disk->lock);
  g_mutex_clear (&disk->mutex);
  g_cond_clear (&disk->wake);
  g_cond_clear (&disk->idle);
  g_free (disk->directory);
  g_free (disk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonDisk, cordon_disk_close)

static char *
database_path (const CordonDisk *disk)
{
  return g_build_filename (disk->directory, CORDON_DATABASE_NAME, NULL);
}

static gboolean
is_new (const CordonDisk *disk)
{
  g_autofree char *path = database_path (disk);
  struct stat facts;

  return stat (path, &facts) != 0 || facts.st_size == 0;
}

static gboolean
get_key (CordonDisk *disk, gboolean create, GError **error)
{
  guint8 key[CORDON_MAC_KEY_SIZE] = { 0 };
  gboolean found;

  if (disk->keystore.get_key)
    found = disk->keystore.get_key (disk->keystore.data, key, error);
  else
    found = cordon_key_file_load (disk->directory, create, key, error);
  if (found)
    disk->ledger = cordon_ledger_new (cordon_mac_new (key));
  cordon_mac_wipe (key, sizeof key);
  if (!found && error && !*error)
    g_set_error_literal (
      error, CORDON_ERROR, CORDON_ERROR_STORE_KEY,
      "The keystore does not give the integrity key. Unlock it and open the profile again.");
  return found;
}

static gboolean
open_database (CordonDisk *disk, GError **error)
{
  g_autofree char *path = database_path (disk);

  disk->database = cordon_database_open (path, &disk->read_only, error);
  return disk->database != NULL;
}

static gboolean
read_counter (CordonDisk *disk, guint64 *out_counter)
{
  g_autoptr (GError) failure = NULL;

  *out_counter = 0;
  if (!disk->keystore.get_counter)
    return FALSE;
  if (disk->keystore.get_counter (disk->keystore.data, out_counter, &failure) && *out_counter <= G_MAXINT64)
    return TRUE;
  cordon_store_report (disk->store, CORDON_STORE_PROBLEM_COUNTER,
                       failure ? failure->message : "The keystore does not give its counter");
  return FALSE;
}

/* The log of revocations is made when a store was opened for the first time, and stays. */
static void
report_vanished (CordonDisk *disk)
{
  g_autofree char *log = g_build_filename (disk->directory, CORDON_REVOCATION_LOG_NAME, NULL);
  g_autofree char *detail = NULL;
  guint64 counter;

  if (!g_file_test (log, G_FILE_TEST_EXISTS) && !(read_counter (disk, &counter) && counter > 0))
    return;
  detail = g_strdup_printf ("There was a store in %s and it is gone or empty; everything is asked again. "
                            "Restore it from a backup to have it back",
                            disk->directory);
  cordon_store_report (disk->store, CORDON_STORE_PROBLEM_ROWS_MISSING, detail);
}

static void
report_torn (CordonDisk *disk)
{
  g_autofree char *detail = g_strdup_printf (
    "What was written to %s last, before the power failed or by then, cannot be read; it is asked again",
    disk->directory);

  cordon_store_report (disk->store, CORDON_STORE_PROBLEM_ROWS_MISSING, detail);
}

static gboolean
means_damage (const GError *error)
{
  return g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STORE_DAMAGED);
}

static gboolean
write_first (CordonDisk *disk, GError **error)
{
  guint64 counter;

  if (disk->read_only)
    {
      g_set_error (error, CORDON_ERROR, CORDON_ERROR_STORE_READ_ONLY,
                   "There is no store in %s and the medium is read-only. Make the profile folder writable.",
                   disk->directory);
      return FALSE;
    }
  report_vanished (disk);
  if (read_counter (disk, &counter))
    disk->ledger->state.generation = (gint64) counter;
  if (cordon_database_run (disk->database, CORDON_STATEMENT_BEGIN, error)
      && cordon_schema_apply (disk->database, cordon_schema_version (), error)
      && cordon_ledger_found (disk->ledger, disk->database, error)
      && cordon_database_run (disk->database, CORDON_STATEMENT_COMMIT, error))
    return TRUE;
  if (cordon_database_in_transaction (disk->database))
    cordon_database_run (disk->database, CORDON_STATEMENT_ROLLBACK, NULL);
  return FALSE;
}

/* Damage. */

static void
report_rows (CordonDisk *disk, const CordonContents *result)
{
  g_autofree char *bad = g_strdup_printf ("%" G_GUINT64_FORMAT
                                          " rows of %s do not verify and read as if nobody had decided",
                                          result->scan.n_bad + result->n_refused, disk->directory);
  g_autofree char *missing = g_strdup_printf (
    "Rows of %s that were stored are not there any more; what they said is asked again", disk->directory);

  if (result->scan.n_bad > 0 || result->n_refused > 0)
    cordon_store_report (disk->store, CORDON_STORE_PROBLEM_ROW_DAMAGED, bad);
  if (result->scan.n_bad == 0 && !(result->tally_agrees && result->head_bad))
    cordon_store_report (disk->store, CORDON_STORE_PROBLEM_ROWS_MISSING, missing);
  if (result->head_bad)
    cordon_store_report (disk->store, CORDON_STORE_PROBLEM_JOURNAL_DAMAGED,
                         "The journal was cut off or changed; the entries that verify were kept");
}

static gboolean
reload (CordonDisk *disk, GError **error)
{
  CordonContents result;

  cordon_contents_drop (disk->store);
  if (!open_database (disk, error))
    return FALSE;
  cordon_contents_load (disk, &result);
  return TRUE;
}

/*
 * The verified rows are in memory either way; where no fresh file can be made, they are used and nothing is
 * written.
 */
static gboolean
recover (CordonDisk *disk, gboolean blocks_only, const CordonEvidence *evidence, gint64 min_generation,
         GError **error)
{
  CordonRecovery recovery = { .blocks_only = blocks_only,
                              .evidence = evidence,
                              .min_generation = min_generation,
                              .wall_us = cordon_clock_now (&disk->store->clock).wall_us };
  g_autoptr (GError) failure = NULL;
  g_autofree char *detail = NULL;

  if (!disk->read_only && cordon_recovery_run (disk, &recovery, &failure))
    {
      g_autofree char *aside = recovery.aside;

      detail = g_strdup_printf ("%" G_GUINT64_FORMAT
                                " rows that verify were kept; the damaged file is now %s in %s",
                                recovery.n_kept, aside ? aside : "gone", disk->directory);
      cordon_store_report (disk->store, CORDON_STORE_PROBLEM_RECOVERED, detail);
      return reload (disk, error);
    }

  detail = g_strdup_printf (
    "The damaged store in %s cannot be replaced (%s); nothing is written until it can", disk->directory,
    failure ? failure->message : "the medium is read-only");
  cordon_store_report (disk->store, CORDON_STORE_PROBLEM_READ_ONLY, detail);
  disk->read_only = TRUE;
  if (blocks_only)
    cordon_contents_drop (disk->store);
  else if (evidence)
    cordon_contents_drop_unproven (disk->store, evidence);
  return TRUE;
}

static gboolean
recover_from (CordonDisk *disk, const CordonContents *result, GError **error)
{
  g_autoptr (CordonEvidence) evidence = cordon_contents_get_evidence (disk, result);

  return recover (disk, FALSE, evidence, 0, error);
}

static gboolean
check_rollback (CordonDisk *disk, GError **error)
{
  guint64 counter;

  if (!read_counter (disk, &counter) || (gint64) counter <= disk->ledger->state.generation)
    return TRUE;

  cordon_store_report (disk->store, CORDON_STORE_PROBLEM_ROLLED_BACK,
                       "The store is an older copy of itself: what it allows is asked again, "
                       "what it blocks stays blocked");
  return recover (disk, TRUE, NULL, (gint64) counter, error);
}

/* What the file is. */

typedef enum
{
  FILE_UNKNOWN = 0, /* not ours, or so damaged that it cannot be told */
  FILE_NEW,
  FILE_OURS,
  FILE_NEWER,
} FileKind;

static FileKind
judge_file (CordonDisk *disk)
{
  int version = cordon_database_get_version (disk->database);
  gboolean ours = cordon_ledger_adopt (disk->ledger, disk->database);

  if (ours)
    {
      /* The seal knows the schema as well, so that a damaged header does not pass for a newer version. */
      CordonSealState seal = cordon_ledger_read_seal (disk->ledger, disk->database);

      if (version <= cordon_schema_version ())
        return FILE_OURS;
      return seal == CORDON_SEAL_VERIFIED && disk->ledger->state.schema <= cordon_schema_version ()
               ? FILE_OURS
               : FILE_NEWER;
    }
  if (cordon_database_get_integer (disk->database, CORDON_STATEMENT_GET_APPLICATION_ID)
        == CORDON_APPLICATION_ID
      && version > cordon_schema_version ())
    return FILE_NEWER;
  /* A process that died before its first commit leaves a file without tables. */
  return version == 0 && cordon_database_is_empty (disk->database) ? FILE_NEW : FILE_UNKNOWN;
}

/* The seal, or the tables themselves, know better which version this is. */
static gboolean
version_is_wrong (CordonDisk *disk)
{
  int version = cordon_database_get_version (disk->database);

  if (version > cordon_schema_version () || version < disk->ledger->state.schema)
    return TRUE;
  return version < cordon_schema_version () && cordon_schema_is_intact (disk->database);
}

/* What stands in the way of a newer schema is damage, and rows are recovered into a file that has it. */
static gboolean
migrate (CordonDisk *disk, gboolean *out_damaged, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (cordon_schema_migrate (disk->database, &failure))
    return TRUE;
  *out_damaged = means_damage (failure) || g_error_matches (failure, CORDON_ERROR, CORDON_ERROR_GRANT);
  if (!*out_damaged)
    g_propagate_error (error, g_steal_pointer (&failure));
  return *out_damaged;
}

static gboolean
open_ours (CordonDisk *disk, GError **error)
{
  gboolean header_bad = version_is_wrong (disk);
  gboolean upgrade = disk->ledger->state.schema < cordon_schema_version () && !disk->read_only;
  gboolean schema_bad = FALSE;
  CordonContents result;

  if (!header_bad && !disk->read_only)
    {
      if (!migrate (disk, &header_bad, error))
        return FALSE;
      schema_bad = !cordon_schema_is_intact (disk->database);
    }
  cordon_contents_load (disk, &result);
  disk->ledger->state.head_changed = upgrade;
  if (cordon_contents_are_damaged (&result) || header_bad || result.n_refused > 0)
    report_rows (disk, &result);
  if ((cordon_contents_are_damaged (&result) || header_bad || schema_bad)
      && !recover_from (disk, &result, error))
    return FALSE;
  return check_rollback (disk, error);
}

/* Neither header nor schema can be read. What verifies is found all the same, or the file stays as it is. */
static gboolean
open_unreadable (CordonDisk *disk, GError **error)
{
  CordonContents result;
  gboolean recovered;

  if (!cordon_mend_open (disk))
    {
      g_set_error (error, CORDON_ERROR, CORDON_ERROR_STORE_DAMAGED,
                   "%s/%s cannot be read as a store with this key. "
                   "Restore it from a backup, or move it away to begin anew.",
                   disk->directory, CORDON_DATABASE_NAME);
      return FALSE;
    }
  cordon_contents_load (disk, &result);
  report_rows (disk, &result);
  recovered = recover_from (disk, &result, error);
  if (disk->read_only)
    g_clear_pointer (&disk->database, cordon_database_close);
  cordon_mend_remove (disk);
  return recovered && (disk->read_only || check_rollback (disk, error));
}

/* A log that cannot be moved into the file may hold what was taken back: then nothing of the file is believed. */
static gboolean
is_readable (CordonDisk *disk)
{
  g_autofree char *log = g_build_filename (disk->directory, CORDON_DATABASE_NAME "-wal", NULL);
  struct stat facts;

  if (!disk->read_only)
    return TRUE;
  if (stat (log, &facts) == 0 && facts.st_size > 0)
    {
      cordon_store_report (
        disk->store, CORDON_STORE_PROBLEM_READ_ONLY,
        "The medium is read-only and the last writes cannot be read: everything is asked again. "
        "Make the profile folder writable.");
      return FALSE;
    }
  cordon_store_report (disk->store, CORDON_STORE_PROBLEM_READ_ONLY,
                       "The medium is read-only: nothing that is decided now outlives this session. "
                       "Make the profile folder writable.");
  return TRUE;
}

static gboolean
open_kind (CordonDisk *disk, gboolean fresh, GError **error)
{
  FileKind kind = FILE_UNKNOWN;

  if (!is_readable (disk))
    return TRUE;
  if (fresh)
    kind = FILE_NEW;
  else if (disk->database)
    kind = judge_file (disk);

  switch (kind)
    {
    case FILE_NEW: return write_first (disk, error);
    case FILE_OURS: return open_ours (disk, error);
    case FILE_NEWER:
      disk->read_only = TRUE;
      cordon_store_report (
        disk->store, CORDON_STORE_PROBLEM_NEWER_SCHEMA,
        "The store was written by a newer version. Use that one; until then everything is asked again.");
      return TRUE;
    case FILE_UNKNOWN: return open_unreadable (disk, error);
    }
  return FALSE;
}

/* What was taken back just before the process died. */
static void
replay_revocations (CordonDisk *disk)
{
  g_autoptr (GArray) ids = NULL;
  CordonUnit *unit;

  if (!disk->ledger->revocations)
    return;
  disk->revocations = cordon_revocation_log_open (disk->directory, disk->ledger->revocations);
  ids = cordon_revocation_log_read (disk->revocations);
  if (ids->len == 0)
    return;
  unit = cordon_unit_new (NULL, NULL);
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      disk->store->next_row_id = MAX (disk->store->next_row_id, (guint64) id + 1);
      cordon_grant_table_remove (disk->store->table, (guint64) id);
      cordon_unit_delete (unit, CORDON_TABLE_GRANT, id);
      cordon_unit_will_revoke (unit, (guint64) id);
    }
  unit->user_decided = TRUE;
  unit->scrub = TRUE; /* so that the log of revocations can be emptied */
  cordon_store_submit (disk->store, unit);
}

CordonDisk *
cordon_disk_open (CordonStore *store, const char *directory, const CordonStoreOptions *options,
                  GError **error)
{
  g_autoptr (CordonDisk) disk = disk_new (store, options);
  g_autoptr (GError) open_error = NULL;
  GError *lock_error = NULL;
  g_autofree char *path = NULL;
  gboolean needs_mending;
  gboolean torn = FALSE;
  gboolean fresh;

  if (!cordon_files_prepare (directory, error))
    return NULL;
  directory = disk_set_directory (disk, directory);
  if (!cordon_files_check (directory, error))
    return NULL;
  disk->lock = cordon_files_lock (directory, &lock_error);
  if (lock_error)
    {
      g_propagate_error (error, lock_error);
      return NULL;
    }
  disk->read_only = disk->lock < 0;
  path = database_path (disk);
  if (!disk->read_only)
    {
      cordon_recovery_finish_switch (directory, cordon_clock_now (&store->clock).wall_us);
      cordon_mend_remove (disk);
      cordon_files_set_strange_journal_aside (path);
    }

  needs_mending = !disk->read_only && cordon_mend_is_needed (disk, &torn);
  disk->log_lost = needs_mending;
  fresh = is_new (disk) && !needs_mending;
  if (!get_key (disk, fresh, error))
    return NULL;
  if (!needs_mending && !open_database (disk, &open_error) && (fresh || !means_damage (open_error)))
    {
      g_propagate_error (error, g_steal_pointer (&open_error));
      return NULL;
    }
  store->disk = disk;
  if (torn)
    report_torn (disk);
  if (!open_kind (disk, fresh, error))
    {
      store->disk = NULL;
      return NULL;
    }
  store->read_only = disk->read_only;
  if (!disk->read_only)
    cordon_database_run (disk->database, CORDON_STATEMENT_CHECKPOINT, NULL);
  cordon_writer_start (disk);
  replay_revocations (disk);
  cordon_clock_guard_check (store, cordon_clock_now (&store->clock).wall_us);
  return g_steal_pointer (&disk);
}
