/*
 * Durable grants in batches, beside SQLite itself with the same rows in the same table but for its CHECKs, WAL and
 * synchronous = FULL, alone with the file, and the same number of rows in each transaction. The store also makes the
 * MAC, writes a journal entry for each and the seal for all, and has every grant in memory in the end.
 */

#include <sqlite3.h>

#include "tests/bench/store_bench.h"

/* So many that both move their logs into their files on the way. */
#define N_BATCHES 240
#define N_REPEATS 3

static double
time_store (guint batch)
{
  g_autofree char *folder = g_dir_make_tmp ("cordon-bench-XXXXXX", NULL);
  CordonStore *store = cordon_store_open (folder, NULL, NULL);
  gint64 start = bench_now_ns ();
  gint64 end;

  for (guint i = 0; i < N_BATCHES; i++)
    {
      for (guint j = 0; j < batch; j++)
        {
          CordonGrant grant = bench_grant (i * batch + j);

          cordon_store_set (store, &grant, NULL, NULL);
          cordon_grant_clear (&grant);
        }
      g_assert_true (cordon_store_flush (store, NULL));
    }
  end = bench_now_ns ();
  g_assert_cmpuint (cordon_grant_table_get_size (cordon_store_peek_table (store)), ==, N_BATCHES * batch);
  cordon_store_free (store);
  bench_remove_folder (folder);
  return (double) N_BATCHES * batch * 1e9 / (double) (end - start);
}

static void
run_sql (sqlite3 *database, const char *sql)
{
  if (sqlite3_exec (database, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (database));
}

static void
bind_text (sqlite3_stmt *insert, int index, const char *text)
{
  sqlite3_bind_text (insert, index, text ? text : "", -1, SQLITE_STATIC);
}

/* Every column that the store's own row has, its MAC too, as bytes that cost nothing to come by. */
static void
bind_grant (sqlite3_stmt *insert, gint64 id, const CordonGrant *grant)
{
  static const guint8 mac[16] = { 1 };
  const gint64 numbers[] = { grant->feature, grant->answer, grant->scope, grant->lifetime, grant->source };

  sqlite3_bind_int64 (insert, 1, id);
  bind_text (insert, 2, cordon_origin_to_string (grant->origin));
  for (int i = 0; i < (int) G_N_ELEMENTS (numbers); i++)
    sqlite3_bind_int64 (insert, 3 + i, numbers[i]);
  bind_text (insert, 8, grant->callee ? cordon_callee_to_string (grant->callee) : NULL);
  bind_text (insert, 9, grant->device);
  sqlite3_bind_int64 (insert, 10, grant->pan_tilt_zoom);
  sqlite3_bind_int64 (insert, 11, grant->created_wall_us);
  sqlite3_bind_int64 (insert, 12, grant->last_used_wall_us);
  sqlite3_bind_int64 (insert, 13, grant->expires_wall_us);
  sqlite3_bind_blob (insert, 14, mac, sizeof mac, SQLITE_STATIC);
}

static void
insert_batch (sqlite3 *database, sqlite3_stmt *insert, guint begin, guint batch)
{
  run_sql (database, "BEGIN IMMEDIATE");
  for (guint i = begin; i < begin + batch; i++)
    {
      CordonGrant grant = bench_grant (i);

      bind_grant (insert, i + 1, &grant);
      g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
      sqlite3_reset (insert);
      cordon_grant_clear (&grant);
    }
  run_sql (database, "COMMIT");
}

static double
time_sqlite (guint batch)
{
  g_autofree char *folder = g_dir_make_tmp ("cordon-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "raw.sqlite", NULL);
  sqlite3_stmt *insert = NULL;
  sqlite3 *database = NULL;
  gint64 start;
  gint64 end;

  sqlite3_open (path, &database);
  run_sql (database,
           "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
           "CREATE TABLE grants (id INTEGER PRIMARY KEY, origin TEXT NOT NULL, feature INTEGER NOT NULL,"
           " answer INTEGER NOT NULL, scope INTEGER NOT NULL, lifetime INTEGER NOT NULL,"
           " source INTEGER NOT NULL, callee TEXT NOT NULL, device TEXT NOT NULL,"
           " pan_tilt_zoom INTEGER NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL,"
           " expires INTEGER NOT NULL, mac BLOB NOT NULL,"
           " UNIQUE (origin, feature, scope, callee, device, pan_tilt_zoom)) STRICT");
  sqlite3_prepare_v3 (database, "INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", -1,
                      SQLITE_PREPARE_PERSISTENT, &insert, NULL);
  start = bench_now_ns ();
  for (guint i = 0; i < N_BATCHES; i++)
    insert_batch (database, insert, i * batch, batch);
  end = bench_now_ns ();
  sqlite3_finalize (insert);
  sqlite3_close (database);
  bench_remove_folder (folder);
  return (double) N_BATCHES * batch * 1e9 / (double) (end - start);
}

static void
report (guint batch)
{
  double best_store = 0;
  double best_sqlite = 0;

  for (guint i = 0; i < N_REPEATS; i++)
    {
      double store = time_store (batch);
      double sqlite = time_sqlite (batch);

      best_store = MAX (best_store, store);
      best_sqlite = MAX (best_sqlite, sqlite);
    }
  printf (
    "{\"name\": \"durable_%u\", \"value\": %.0f, \"unit\": \"grants/s\", \"peer\": \"SQLite, WAL and FULL\", "
    "\"peer_value\": %.0f, \"ratio\": %.2f}\n",
    batch, best_store, best_sqlite, best_store / best_sqlite);
}

int
main (void)
{
  report (1);
  report (32);
  report (256);
  return 0;
}
