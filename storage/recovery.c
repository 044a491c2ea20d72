/*
 * Recovery: the rows that verify go into a fresh file, the damaged one is kept under another name. The fresh file
 * is complete and durable under CORDON_FRESH_NAME before anything is renamed, so a crash at any point leaves one of
 * the two.
 */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "permissions/error.h"
#include "storage/disk_private.h"
#include "storage/files_private.h"
#include "storage/journal_writer_private.h"
#include "storage/loader_private.h"
#include "storage/schema_private.h"

#define PART_NAME "cordon.sqlite.part"

/* Numbers that may have been given out with what was lost are not given out again. */
#define ID_LEAP 1000000

typedef struct
{
  CordonLedger *ledger;
  CordonDatabase *database;
  CordonRecovery *recovery;
  GHashTable *seen; /* ids */
  GError *error;
} Copy;

static gboolean
may_keep (const CordonRecovery *recovery, const CordonRow *row)
{
  if (recovery->evidence && !cordon_evidence_speaks_for (recovery->evidence, row))
    return FALSE;
  return !recovery->blocks_only || cordon_row_blocks (row);
}

static void
copy_row (const CordonRow *row, gpointer data)
{
  Copy *copy = data;
  g_autoptr (GError) error = NULL;

  if (copy->error || !may_keep (copy->recovery, row))
    return;
  if (!g_hash_table_add (copy->seen, g_memdup2 (&row->id, sizeof row->id)))
    return;
  if (cordon_ledger_put_row (copy->ledger, copy->database, row, &error))
    copy->recovery->n_kept++;
  else if (!g_error_matches (error, CORDON_ERROR, CORDON_ERROR_GRANT))
    copy->error = g_steal_pointer (&error);
}

static void
remove_part (const char *directory, const char *suffix)
{
  g_autofree char *name = g_strconcat (PART_NAME, suffix, NULL);
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_unlink (path);
}

static gboolean
fill (CordonDisk *disk, Copy *copy)
{
  CordonScan scan = { 0 };
  CordonLedgerState old = disk->ledger->state;
  CordonLedgerState *state = &copy->ledger->state;

  state->generation = MAX (MAX (old.generation, copy->recovery->min_generation), state->generation);
  state->latest_wall_us = MAX (old.latest_wall_us, state->latest_wall_us);
  state->next_id = MAX (old.next_id, state->next_id);
  cordon_loader_scan_all (disk->ledger, disk->database, copy_row, copy, &scan);
  state->next_id += ID_LEAP;
  if (!copy->error && cordon_database_has_table (disk->database, "journal"))
    cordon_journal_writer_copy (disk->ledger, disk->database, copy->ledger, copy->database, &copy->error);
  return copy->error == NULL;
}

static gboolean
add_journal (Copy *copy)
{
  CordonRow row = { .table = CORDON_TABLE_JOURNAL };
  g_autofree char *detail = g_strdup_printf ("kept=%" G_GUINT64_FORMAT, copy->recovery->n_kept);

  for (guint i = 0; i < CORDON_MAX_COLUMNS; i++)
    row.values[i].bytes = "";
  row.values[CORDON_ENTRY_KIND] = cordon_value_integer (CORDON_JOURNAL_RECOVERED);
  row.values[CORDON_ENTRY_WALL] = cordon_value_integer (MAX (copy->recovery->wall_us, 1));
  row.values[CORDON_ENTRY_DETAIL] = cordon_value_text (detail);
  return cordon_journal_writer_append (copy->ledger, copy->database, &row, NULL, &copy->error);
}

static gboolean
write_part (CordonDisk *disk, Copy *copy)
{
  if (!cordon_database_run (copy->database, CORDON_STATEMENT_BEGIN, &copy->error)
      || !cordon_schema_apply (copy->database, cordon_schema_version (), &copy->error)
      || !cordon_ledger_found (copy->ledger, copy->database, &copy->error) || !fill (disk, copy)
      || !add_journal (copy) || !cordon_ledger_write_seal (copy->ledger, copy->database, &copy->error)
      || !cordon_database_run (copy->database, CORDON_STATEMENT_COMMIT, &copy->error))
    return FALSE;
  return cordon_database_run (copy->database, CORDON_STATEMENT_CHECKPOINT, &copy->error);
}

static gboolean
rename_in (const char *directory, const char *from, const char *to)
{
  g_autofree char *from_path = g_build_filename (directory, from, NULL);
  g_autofree char *to_path = g_build_filename (directory, to, NULL);

  return g_rename (from_path, to_path) == 0;
}

static char *
switch_files (const char *directory, gint64 wall_us)
{
  g_autofree char *main_path = g_build_filename (directory, CORDON_DATABASE_NAME, NULL);
  g_autofree char *aside = NULL;

  if (g_file_test (main_path, G_FILE_TEST_EXISTS))
    aside = cordon_files_move_aside (directory, CORDON_DATABASE_NAME, wall_us);
  cordon_files_sync_directory (directory);
  rename_in (directory, CORDON_FRESH_NAME, CORDON_DATABASE_NAME);
  cordon_files_sync_directory (directory);
  return g_steal_pointer (&aside);
}

void
cordon_recovery_finish_switch (const char *directory, gint64 wall_us)
{
  g_autofree char *path = g_build_filename (directory, CORDON_FRESH_NAME, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    g_free (switch_files (directory, wall_us));
}

static Copy *
copy_new (CordonDisk *disk, CordonRecovery *recovery)
{
  Copy *copy = g_new0 (Copy, 1);

  copy->recovery = recovery;
  copy->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  copy->ledger = cordon_ledger_new (cordon_mac_new_copy (disk->ledger->root));
  cordon_ledger_adopt_id (copy->ledger, disk->ledger->store_id);
  return copy;
}

static void
copy_free (Copy *copy)
{
  cordon_database_close (copy->database);
  cordon_ledger_free (copy->ledger);
  g_hash_table_unref (copy->seen);
  g_clear_error (&copy->error);
  g_free (copy);
}

gboolean
cordon_recovery_run (CordonDisk *disk, CordonRecovery *recovery, GError **error)
{
  g_autofree char *path = g_build_filename (disk->directory, PART_NAME, NULL);
  Copy *copy = copy_new (disk, recovery);
  gboolean read_only = FALSE;
  gboolean written = FALSE;

  remove_part (disk->directory, "");
  remove_part (disk->directory, "-wal");
  copy->database = cordon_database_open (path, &read_only, &copy->error);
  if (copy->database && !read_only)
    written = write_part (disk, copy);
  g_clear_pointer (&copy->database, cordon_database_close);
  if (written && !rename_in (disk->directory, PART_NAME, CORDON_FRESH_NAME))
    written = FALSE;
  if (written)
    {
      cordon_files_sync_directory (disk->directory);
      g_clear_pointer (&disk->database, cordon_database_close);
      recovery->aside = switch_files (disk->directory, recovery->wall_us);
    }
  else
    {
      remove_part (disk->directory, "");
      remove_part (disk->directory, "-wal");
      if (copy->error)
        g_propagate_error (error, g_steal_pointer (&copy->error));
      else
        g_set_error (error, CORDON_ERROR, CORDON_ERROR_STORE_IO, "%s: %s", path, g_strerror (errno));
    }
  copy_free (copy);
  return written;
}
