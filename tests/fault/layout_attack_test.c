/*
 * Somebody who can write the profile's folder, but does not have the key: the embedder's keystore holds it. Nothing
 * that they do makes a camera open that the user closed; at worst everything is asked again. Here: the schema and the
 * pages.
 */

#include <sqlite3.h>
#include <string.h>

#include "permissions/error.h"
#include "storage/journal.h"
#include "tests/fault/image.h"
#include "tests/fault/scene.h"
#include "tests/unit/storage/folder.h"
#include "tests/unit/storage/support.h"

#define PAGE_SIZE 4096

/* The schema. */

static const char *const changes[] = {
  /* What the store writes undoes what the user closed. */
  "CREATE TRIGGER hand AFTER INSERT ON journal BEGIN DELETE FROM grants WHERE answer = 0; END",
  "CREATE TRIGGER hand AFTER INSERT ON seal BEGIN UPDATE grants SET answer = 1; END",
  /* A table that is none. */
  "ALTER TABLE grants RENAME TO kept; CREATE VIEW grants AS SELECT id, origin, feature, 1 AS answer, scope, lifetime,"
  " source, callee, device, pan_tilt_zoom, created_wall_us, last_used_wall_us, expires_wall_us, mac FROM kept",
  "CREATE TABLE kept AS SELECT * FROM grants; DROP TABLE grants; CREATE TABLE grants (id INTEGER PRIMARY KEY, origin,"
  " feature, answer AS (1), scope, lifetime, source, callee, device, pan_tilt_zoom, created_wall_us,"
  " last_used_wall_us, expires_wall_us, mac); INSERT INTO grants SELECT id, origin, feature, scope, lifetime, source,"
  " callee, device, pan_tilt_zoom, created_wall_us, last_used_wall_us, expires_wall_us, mac FROM kept",
  "ALTER TABLE grants RENAME TO kept; CREATE VIRTUAL TABLE grants USING fts5 (id, origin, mac)",
  /* Nothing is checked any more, and rows are what nobody expects. */
  "CREATE TABLE copy AS SELECT * FROM grants; DROP TABLE grants; ALTER TABLE copy RENAME TO grants;"
  "INSERT INTO grants SELECT 'one', origin, 'camera', x'01', 1e300, NULL, source, zeroblob (900000), device, 7,"
  " created_wall_us, last_used_wall_us, expires_wall_us, mac FROM grants LIMIT 1;"
  "INSERT INTO grants SELECT 100, cast (x'68747470733a2f2fff00fe' AS TEXT), feature, answer, scope, lifetime,"
  " source, callee, device, pan_tilt_zoom, created_wall_us, last_used_wall_us, expires_wall_us, mac FROM grants"
  " LIMIT 1;"
  "INSERT INTO grants SELECT 101, printf ('https://%.*c', 3000000, 'x'), feature, answer, scope, lifetime,"
  " source, callee, device, pan_tilt_zoom, created_wall_us, last_used_wall_us, expires_wall_us, mac FROM grants"
  " LIMIT 1",
  "INSERT INTO grants SELECT -9223372036854775808, origin || 'x', feature, answer, scope, lifetime, source, callee,"
  " device, pan_tilt_zoom, created_wall_us, last_used_wall_us, expires_wall_us, mac FROM grants LIMIT 1;"
  "INSERT INTO grants SELECT 9223372036854775807, origin || 'y', feature, answer, scope, lifetime, source, callee,"
  " device, pan_tilt_zoom, created_wall_us, last_used_wall_us, expires_wall_us, mac FROM grants LIMIT 1",
  "UPDATE seal SET n_rows = 9223372036854775807, next_id = -1, latest_wall_us = 9223372036854775807",
  /* Entries of the schema itself. */
  "INSERT INTO sqlite_master VALUES ('trigger', 'hand', 'grants', 0, 'CREATE TRIGGER hand nonsense')",
  "INSERT INTO sqlite_master VALUES ('table', 'grants', 'grants', 3, 'CREATE TABLE grants (a)')",
  "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'undo')"
  " WHERE name = 'grants'",
  "UPDATE sqlite_master SET rootpage = 1 WHERE name = 'grants'",
  "UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'journal'",
  "UPDATE sqlite_master SET sql = replace (sql, 'CHECK', 'CHECK (load_extension (''hand''))"
  " CHECK') WHERE name = 'grants'",
  "DELETE FROM sqlite_master",
  "DROP TABLE grants",
  "DROP TABLE seal",
  "DROP TABLE journal_head",
  "PRAGMA application_id = 7",
  "PRAGMA user_version = 0",
  "PRAGMA user_version = -1",
  "PRAGMA encoding = 'UTF-16'",
  "PRAGMA auto_vacuum = FULL; VACUUM",
  "PRAGMA journal_mode = DELETE",
};

static void
a_changed_schema_allows_nothing (void **state)
{
  guint n_refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      Scene *scene = scene_new (7, i % 2);
      g_autoptr (GError) error = NULL;
      CordonStore *store;

      scene_tamper (scene, changes[i]);
      for (guint round = 0; round < 2; round++)
        {
          store = cordon_store_open (scene->folder, &scene->options, &error);
          if (!store)
            {
              assert_true (error->domain == CORDON_ERROR);
              n_refused++;
              break;
            }
          scene_check_closed (store);
          assert_true (scene_answer (store, BLOCKED) == 0 || round > 0 || count_all_problems (store) > 0);
          if (!cordon_store_is_read_only (store))
            test_set_simple (store, "https://later.example", CORDON_FEATURE_CAMERA);
          cordon_store_free (store);
        }
      if (error)
        print_message ("refused: %s\n  %s\n", changes[i], error->message);
      scene_free (scene);
    }
  assert_int_equal (n_refused, 0);
}

/* Pages. */

/* An inner page all of whose children are one and the same. */
static void
make_inner_page (guint8 *page, guint32 child)
{
  guint n_cells = 400;

  memset (page, 0, PAGE_SIZE);
  page[0] = 5;
  scene_put_number (page + 3, n_cells, 2);
  scene_put_number (page + 5, PAGE_SIZE - n_cells * 5, 2);
  scene_put_number (page + 8, child, 4);
  for (guint i = 0; i < n_cells; i++)
    {
      guint at = PAGE_SIZE - (i + 1) * 5;

      scene_put_number (page + 12 + 2 * i, at, 2);
      scene_put_number (page + at, child, 4);
      page[at + 4] = 1;
    }
}

static guint32
root_of (const Scene *scene, const char *table)
{
  g_autofree char *path = scene_file (scene, SCENE_FILE);
  g_autofree char *sql = g_strdup_printf ("SELECT rootpage FROM sqlite_master WHERE name = '%s'", table);
  sqlite3_stmt *statement = NULL;
  sqlite3 *database = NULL;
  guint32 root;

  sqlite3_open (path, &database);
  assert_int_equal (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), SQLITE_OK);
  assert_int_equal (sqlite3_step (statement), SQLITE_ROW);
  root = (guint32) sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (database);
  return root;
}

/* Few pages that, followed from the root, are 400 to the power of @depth. */
static void
link_in_circles (const Scene *scene, const char *table, guint depth)
{
  g_autofree char *path = scene_file (scene, SCENE_FILE);
  guint32 root = root_of (scene, table);
  GByteArray *bytes = g_byte_array_new ();
  g_autofree char *contents = NULL;
  gsize size = 0;
  guint32 leaf;

  assert_true (g_file_get_contents (path, &contents, &size, NULL));
  g_byte_array_append (bytes, (const guint8 *) contents, (guint) size);
  /* The rows go to the end; the pages between are inner ones. */
  leaf = (guint32) (size / PAGE_SIZE) + 1;
  g_byte_array_append (bytes, bytes->data + (gsize) (root - 1) * PAGE_SIZE, PAGE_SIZE);
  for (guint i = 1; i < depth; i++)
    {
      guint8 page[PAGE_SIZE];

      make_inner_page (page, leaf + i - 1);
      g_byte_array_append (bytes, page, sizeof page);
    }
  make_inner_page (bytes->data + (gsize) (root - 1) * PAGE_SIZE, leaf + depth - 1);
  scene_put_number (bytes->data + 28, bytes->len / PAGE_SIZE, 4);
  scene_put_number (bytes->data + 92, 0, 4);
  memcpy (bytes->data + 92, bytes->data + 24, 4);
  assert_true (g_file_set_contents (path, (const char *) bytes->data, (gssize) bytes->len, NULL));
  g_byte_array_unref (bytes);
}

static void
pages_in_circles_end_and_allow_nothing (void **state)
{
  static const char *const tables[] = { "grants", "journal", "seal", "store", "undo", "journal_head" };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (guint depth = 1; depth < 17; depth += 5)
      {
        Scene *scene = scene_new (7, FALSE);
        CordonStore *store;

        link_in_circles (scene, tables[i], depth);
        store = cordon_store_open (scene->folder, &scene->options, NULL);
        if (store)
          {
            CordonJournalReport report;

            scene_check_closed (store);
            cordon_store_verify_journal (store, &report, NULL);
          }
        cordon_store_free (store);
        scene_free (scene);
      }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_changed_schema_allows_nothing, "X-06", NULL, NULL),
    CORDON_TEST_WITH (pages_in_circles_end_and_allow_nothing, "X-06", NULL, NULL),
  };

  return cordon_test_run (tests);
}
