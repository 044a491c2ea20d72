/* Opening a store, every MAC verified and every grant in the table, beside a bare scan of the same rows by SQLite. */

#include <sqlite3.h>

#include "tests/bench/store_bench.h"

#define N_GRANTS 100000
#define N_REPEATS 5

static void
fill (const char *folder)
{
  g_autoptr (CordonStore) store = cordon_store_open (folder, NULL, NULL);

  for (guint i = 0; i < N_GRANTS; i++)
    {
      CordonGrant grant = bench_grant (i);

      cordon_store_set (store, &grant, NULL, NULL);
      cordon_grant_clear (&grant);
    }
  cordon_store_flush (store, NULL);
}

static double
time_open (const char *folder)
{
  gint64 start = bench_now_ns ();
  CordonStore *store = cordon_store_open (folder, NULL, NULL);
  gint64 end = bench_now_ns ();

  g_assert_cmpuint (cordon_grant_table_get_size (cordon_store_peek_table (store)), ==, N_GRANTS);
  cordon_store_free (store);
  return (double) (end - start) / 1e6;
}

static double
time_scan (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "cordon.sqlite", NULL);
  sqlite3_stmt *scan = NULL;
  sqlite3 *database = NULL;
  guint n_rows = 0;
  gint64 start = bench_now_ns ();
  gint64 end;

  sqlite3_open (path, &database);
  sqlite3_prepare_v2 (database, "SELECT * FROM grants", -1, &scan, NULL);
  while (sqlite3_step (scan) == SQLITE_ROW)
    {
      for (int column = 0; column < sqlite3_column_count (scan); column++)
        if (sqlite3_column_type (scan, column) == SQLITE_INTEGER)
          sqlite3_column_int64 (scan, column);
        else
          sqlite3_column_blob (scan, column);
      n_rows++;
    }
  sqlite3_finalize (scan);
  end = bench_now_ns ();
  sqlite3_close (database);
  g_assert_cmpuint (n_rows, ==, N_GRANTS);
  return (double) (end - start) / 1e6;
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("cordon-bench-XXXXXX", NULL);
  double best_open = G_MAXDOUBLE;
  double best_scan = G_MAXDOUBLE;

  fill (folder);
  for (guint i = 0; i < N_REPEATS; i++)
    {
      best_open = MIN (best_open, time_open (folder));
      best_scan = MIN (best_scan, time_scan (folder));
    }
  printf (
    "{\"name\": \"open_100000\", \"value\": %.1f, \"unit\": \"ms\", \"peer\": \"bare scan of the same rows\", "
    "\"peer_value\": %.1f, \"ratio\": %.2f}\n",
    best_open, best_scan, best_open / best_scan);
  bench_remove_folder (folder);
  return 0;
}
