/*
 * Years of use in one go: many grants come, are used, go, and the store is opened again and again. Memory and files
 * stay within what the number of live grants explains.
 */

#include <glib/gstdio.h>
#include <malloc.h>
#include <sys/stat.h>

#include "storage/clearing.h"
#include "storage/journal.h"
#include "tests/fault/image.h"
#include "tests/unit/storage/support.h"

#define BATCH 5000
#define BYTES_OF_MEMORY_EACH 400
#define BYTES_OF_FILE_EACH 400
#define BYTES_BESIDE (32 * 1024 * 1024)

static CordonTime
fixed_time (gpointer data)
{
  return (CordonTime){ WALL_US, 1 };
}

static const CordonStoreOptions options = { .clock = { fixed_time, NULL } };

static guint64
folder_size (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;
  guint64 size = 0;

  while ((name = g_dir_read_name (directory)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      struct stat facts;

      if (g_stat (file, &facts) == 0)
        size += (guint64) facts.st_size;
    }
  return size;
}

static void
note_id (CordonStore *store, guint64 grant_id, const GError *error, gpointer data)
{
  assert_null (error);
  g_array_append_val ((GArray *) data, grant_id);
}

static void
add_grants (CordonStore *store, guint begin, guint n_grants, GArray *ids)
{
  for (guint i = begin; i < begin + n_grants; i++)
    {
      g_autofree char *origin = g_strdup_printf ("https://site-%u.example", i);
      g_auto (CordonGrant)
        grant = test_grant (origin, i % 2 ? CORDON_FEATURE_CAMERA : CORDON_FEATURE_MICROPHONE);

      cordon_store_set (store, &grant, note_id, ids);
      if (i % BATCH == BATCH - 1)
        assert_true (cordon_store_flush (store, NULL));
    }
  assert_true (cordon_store_flush (store, NULL));
}

static void
check_bounds (const char *folder, const char *when, guint n_grants)
{
  struct mallinfo2 info = mallinfo2 ();
  guint64 memory = info.uordblks + info.hblkhd;
  guint64 files = folder_size (folder);

  cordon_test_figures ("memory-%s=%.1fMB files-%s=%.1fMB", when, (double) memory / 1e6, when,
                       (double) files / 1e6);
  assert_true (memory < (guint64) n_grants * BYTES_OF_MEMORY_EACH + BYTES_BESIDE);
  assert_true (files < (guint64) n_grants * BYTES_OF_FILE_EACH + BYTES_BESIDE);
}

static CordonStore *
reopen (CordonStore *store, const char *folder, guint n_grants)
{
  CordonJournalReport report;

  cordon_store_free (store);
  store = cordon_store_open (folder, &options, NULL);
  assert_non_null (store);
  assert_int_equal (count_all_problems (store), 0);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), n_grants);
  assert_true (cordon_store_verify_journal (store, &report, NULL));
  assert_true (report.n_entries <= CORDON_JOURNAL_MAX_ENTRIES);
  return store;
}

static void
memory_and_files_stay_within_what_is_stored (void **state)
{
  guint n_grants = is_long () ? 1000000 : 20000;
  g_autofree char *folder = image_scratch ();
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  CordonStore *store = cordon_store_open (folder, &options, NULL);
  CordonClearing clearing = { .what = CORDON_CLEAR_ALL };

  cordon_test_figures ("trials=%u lost=0 forged=0", n_grants);
  add_grants (store, 0, n_grants, ids);
  check_bounds (folder, "full", n_grants);
  store = reopen (store, folder, n_grants);

  /* Half of them are used, the others taken back. */
  for (guint i = 0; i < n_grants; i++)
    {
      if (i % 2)
        cordon_store_touch (store, g_array_index (ids, guint64, i), WALL_US + i);
      else
        cordon_store_remove (store, g_array_index (ids, guint64, i), NULL, NULL);
      if (i % BATCH == BATCH - 1)
        assert_true (cordon_store_flush (store, NULL));
      cordon_test_progress ("grants used and taken back", i + 1, n_grants);
    }
  store = reopen (store, folder, n_grants / 2);
  check_bounds (folder, "half", n_grants);

  cordon_store_clear (store, &clearing, NULL, NULL, NULL, NULL);
  assert_true (cordon_store_flush (store, NULL));
  store = reopen (store, folder, 0);
  add_grants (store, n_grants, 1000, ids);
  store = reopen (store, folder, 1000);
  cordon_store_free (store);
  image_empty_folder (folder);
  g_rmdir (folder);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (memory_and_files_stay_within_what_is_stored, ""),
  };

  return cordon_test_run (tests);
}
