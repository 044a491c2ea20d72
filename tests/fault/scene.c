#include "tests/fault/scene.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "storage/clearing.h"
#include "tests/fault/image.h"
#include "tests/unit/storage/folder.h"
#include "tests/unit/storage/support.h"

static CordonTime
fixed_time (gpointer data)
{
  return (CordonTime){ WALL_US, 1 };
}

static gboolean
get_key (gpointer data, guint8 key[32], GError **error)
{
  memset (key, ((Scene *) data)->key, 32);
  return TRUE;
}

static gboolean
get_counter (gpointer data, guint64 *out_counter, GError **error)
{
  *out_counter = ((Scene *) data)->counter;
  return TRUE;
}

static gboolean
set_counter (gpointer data, guint64 counter, GError **error)
{
  ((Scene *) data)->counter = counter;
  return TRUE;
}

CordonStore *
scene_open (Scene *scene)
{
  g_autoptr (GError) error = NULL;
  CordonStore *store = cordon_store_open (scene->folder, &scene->options, &error);

  assert_no_error_message (error);
  return store;
}

int
scene_answer (const CordonStore *store, const char *origin)
{
  return test_answer (cordon_store_peek_table (store), origin, CORDON_FEATURE_CAMERA, WALL_US);
}

char *
scene_file (const Scene *scene, const char *name)
{
  return g_build_filename (scene->folder, name, NULL);
}

static void
block (CordonStore *store, const char *name)
{
  g_auto (CordonGrant) grant = test_grant (name, CORDON_FEATURE_CAMERA);

  grant.answer = CORDON_GRANT_BLOCK;
  test_set (store, &grant);
}

static void
clear (CordonStore *store, const char *name)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new (name, -1, NULL);
  CordonClearing clearing = { .what = CORDON_CLEAR_GRANTS, .origin = origin };
  TestResult result = { 0 };

  cordon_store_clear (store, &clearing, NULL, NULL, test_result_done, &result);
  test_wait (&result);
}

void
scene_copy_file (const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;

  assert_true (g_file_get_contents (from, &bytes, &size, NULL));
  assert_true (g_file_set_contents (to, bytes, (gssize) size, NULL));
}

static void
fill (Scene *scene)
{
  static const char *const names[] = { ALLOWED, REVOKED, REPLACED, CLEARED };
  g_autofree char *path = scene_file (scene, SCENE_FILE);
  CordonStore *store = scene_open (scene);
  guint64 revoked = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint64 id = test_set_simple (store, names[i], CORDON_FEATURE_CAMERA);

      revoked = g_str_equal (names[i], REVOKED) ? id : revoked;
    }
  cordon_store_free (store);
  scene_copy_file (path, scene->old);

  store = scene_open (scene);
  block (store, BLOCKED);
  test_remove (store, revoked);
  block (store, REPLACED);
  clear (store, CLEARED);
  cordon_store_free (store);
}

Scene *
scene_new (guint8 key, gboolean with_counter)
{
  Scene *scene = g_new0 (Scene, 1);

  scene->folder = image_scratch ();
  scene->old = g_strconcat (scene->folder, ".old", NULL);
  scene->key = key;
  scene->options.clock.now = fixed_time;
  scene->options.keystore = (CordonKeystore){ get_key, with_counter ? get_counter : NULL,
                                              with_counter ? set_counter : NULL, scene };
  fill (scene);
  return scene;
}

void
scene_free (Scene *scene)
{
  test_remove_folder (scene->folder);
  g_unlink (scene->old);
  g_free (scene->folder);
  g_free (scene->old);
  g_free (scene);
}

int
scene_set_up (void **state)
{
  *state = scene_new (7, FALSE);
  return 0;
}

int
scene_set_up_with_counter (void **state)
{
  *state = scene_new (7, TRUE);
  return 0;
}

int
scene_tear_down (void **state)
{
  scene_free (*state);
  return 0;
}

/* With everything off that could refuse it; the old copy is there as "old". */
void
scene_tamper (const Scene *scene, const char *sql)
{
  g_autofree char *path = scene_file (scene, SCENE_FILE);
  g_autofree char *attach = g_strdup_printf ("ATTACH '%s' AS old", scene->old);
  sqlite3 *database = NULL;
  char *message = NULL;

  assert_int_equal (sqlite3_open (path, &database), SQLITE_OK);
  sqlite3_db_config (database, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  sqlite3_exec (database, "PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON", NULL, NULL,
                NULL);
  assert_int_equal (sqlite3_exec (database, attach, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_exec (database, sql, NULL, NULL, &message);
  if (message)
    print_message ("%s\n", message);
  assert_null (message);
  sqlite3_close (database);
}

/* What the user closed is closed, whatever else was lost. */
void
scene_check_closed (const CordonStore *store)
{
  assert_int_not_equal (scene_answer (store, REVOKED), 1);
  assert_int_not_equal (scene_answer (store, REPLACED), 1);
  assert_int_not_equal (scene_answer (store, CLEARED), 1);
  assert_int_not_equal (scene_answer (store, BLOCKED), 1);
}

void
scene_expect (Scene *scene, int allowed, int blocked, gboolean told)
{
  CordonStore *store = scene_open (scene);

  scene_check_closed (store);
  assert_int_equal (scene_answer (store, ALLOWED), allowed);
  assert_int_equal (scene_answer (store, BLOCKED), blocked);
  if (told)
    assert_true (count_all_problems (store) > 0);
  cordon_store_free (store);

  /* It stays so, and it goes on. */
  store = scene_open (scene);
  scene_check_closed (store);
  assert_int_equal (scene_answer (store, ALLOWED), allowed);
  assert_int_equal (scene_answer (store, BLOCKED), blocked);
  test_set_simple (store, "https://later.example", CORDON_FEATURE_CAMERA);
  cordon_store_free (store);
}

void
scene_put_number (guint8 *at, guint32 number, guint size)
{
  for (guint i = 0; i < size; i++)
    at[i] = (guint8) (number >> (8 * (size - 1 - i)));
}
