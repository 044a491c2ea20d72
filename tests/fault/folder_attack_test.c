/*
 * Somebody who can write the profile's folder, but does not have the key: the embedder's keystore holds it. Nothing
 * that they do makes a camera open that the user closed; at worst everything is asked again. Here: names in the folder.
 */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fault/image.h"
#include "tests/fault/scene.h"
#include "tests/unit/storage/folder.h"
#include "tests/unit/storage/support.h"

#define PAGE_SIZE 4096
#define LOG_NAME SCENE_FILE "-wal"

static void
plant_link (const char *path, const char *victim)
{
  g_unlink (path);
  assert_int_equal (symlink (victim, path), 0);
}

static void
plant_pipe (const char *path, const char *victim)
{
  g_unlink (path);
  assert_int_equal (mkfifo (path, 0600), 0);
}

static void
plant_folder (const char *path, const char *victim)
{
  g_unlink (path);
  assert_int_equal (g_mkdir (path, 0700), 0);
}

static void
links_pipes_and_folders_are_neither_followed_nor_waited_for (void **state)
{
  static void (*const plants[]) (const char *path, const char *victim) = { plant_link, plant_pipe,
                                                                           plant_folder };
  static const char *const names[] = { SCENE_FILE,          LOG_NAME,          SCENE_FILE "-journal",
                                       SCENE_FILE "-shm",   "cordon.lock",     "cordon.revoked",
                                       "cordon.key",        SCENE_FILE ".new", SCENE_FILE ".part",
                                       SCENE_FILE ".mended" };

  for (guint i = 0; i < G_N_ELEMENTS (names) * G_N_ELEMENTS (plants); i++)
    {
      Scene *scene = *state;
      g_autofree char *path = scene_file (scene, names[i / G_N_ELEMENTS (plants)]);
      g_autofree char *victim = scene_file (scene, "letter");
      g_autofree char *aside = scene_file (scene, "aside");
      g_autofree char *letter = NULL;
      g_autoptr (GError) error = NULL;
      gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);
      struct stat facts;
      CordonStore *store;

      assert_true (g_file_set_contents_full (victim, "dear", -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
      if (there)
        scene_copy_file (path, aside);
      plants[i % G_N_ELEMENTS (plants)](path, victim);
      alarm (120);
      store = cordon_store_open (scene->folder, &scene->options, &error);
      /* The last two are leftovers that opening removes. */
      if (i >= 8 * G_N_ELEMENTS (plants))
        scene_check_closed (store);
      else
        assert_non_null (strstr (error->message, "is not a plain file"));
      cordon_store_free (store);
      alarm (0);
      assert_true (g_file_get_contents (victim, &letter, NULL, NULL));
      assert_string_equal (letter, "dear");
      assert_int_equal (g_stat (victim, &facts), 0);
      assert_int_equal (facts.st_mode & 0777, 0644);
      g_remove (path);
      if (there)
        scene_copy_file (aside, path);
    }
}

static void
a_profile_behind_a_link_is_one_all_the_same (void **state)
{
  Scene *scene = *state;
  g_autofree char *link = g_strconcat (scene->folder, ".link", NULL);
  CordonStore *store;

  assert_int_equal (symlink (scene->folder, link), 0);
  store = cordon_store_open (link, &scene->options, NULL);
  assert_non_null (store);
  assert_int_equal (scene_answer (store, ALLOWED), 1);
  cordon_store_free (store);
  g_unlink (link);
}

/* A rollback journal of another database, that names a third file: SQLite would remove that one. */
static void
a_planted_rollback_journal_removes_and_changes_nothing (void **state)
{
  static const guint8 head[] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
  Scene *scene = *state;
  g_autofree char *path = scene_file (scene, SCENE_FILE "-journal");
  g_autofree char *victim = scene_file (scene, "letter");
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 header[512] = { 0 };
  guint8 number[4];
  guint32 sum = 0;

  assert_true (g_file_set_contents (victim, "dear", -1, NULL));
  memcpy (header, head, sizeof head);
  scene_put_number (header + 16, 1, 4); /* so many pages had the file: it would be cut off to one */
  scene_put_number (header + 20, 512, 4);
  scene_put_number (header + 24, PAGE_SIZE, 4);
  g_byte_array_append (bytes, header, sizeof header);
  scene_put_number (number, PAGE_SIZE * 262144 / PAGE_SIZE + 1, 4);
  g_byte_array_append (bytes, number, 4);
  g_byte_array_append (bytes, (const guint8 *) victim, (guint) strlen (victim));
  for (const char *at = victim; *at; at++)
    sum += (guint32) *at;
  scene_put_number (number, (guint32) strlen (victim), 4);
  g_byte_array_append (bytes, number, 4);
  scene_put_number (number, sum, 4);
  g_byte_array_append (bytes, number, 4);
  g_byte_array_append (bytes, head, sizeof head);
  assert_true (g_file_set_contents (path, (const char *) bytes->data, (gssize) bytes->len, NULL));

  scene_expect (scene, 1, 0, FALSE);
  assert_true (g_file_test (victim, G_FILE_TEST_EXISTS));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (links_pipes_and_folders_are_neither_followed_nor_waited_for, "X-06", scene_set_up,
                      scene_tear_down),
    CORDON_TEST_WITH (a_profile_behind_a_link_is_one_all_the_same, "", scene_set_up, scene_tear_down),
    CORDON_TEST_WITH (a_planted_rollback_journal_removes_and_changes_nothing, "X-06", scene_set_up,
                      scene_tear_down),
  };

  return cordon_test_run (tests);
}
