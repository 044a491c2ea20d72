#include "storage/import.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "permissions/error.h"
#include "storage/import_private.h"
#include "tests/unit/storage/folder.h"
#include "tests/unit/storage/support.h"

static const CordonImportItem *
find_item (const CordonImportReport *report, const char *origin, const char *feature,
           CordonGrantAnswer answer)
{
  for (guint i = 0; i < report->items->len; i++)
    {
      const CordonImportItem *item = g_ptr_array_index (report->items, i);

      if (g_str_equal (item->origin, origin) && g_str_equal (item->feature, feature)
          && item->answer == answer)
        return item;
    }
  return NULL;
}

static void
assert_left (const CordonImportReport *report, const char *origin, const char *feature,
             CordonGrantAnswer answer, CordonImportLeftOut why)
{
  const CordonImportItem *item = find_item (report, origin, feature, answer);

  assert_non_null (item);
  assert_string_equal (cordon_import_left_out_to_string (item->left_out),
                       cordon_import_left_out_to_string (why));
}

/*
 * Facts of the format: type, permission 1 = allow, 2 = deny, 3 = prompt; expireType 0 never, 1 session, 2 time,
 * 3 policy.
 */
static char *
write_firefox (const TestFolder *folder)
{
  assert_int_equal (
    test_folder_execute (
      folder, "permissions.sqlite",
      "CREATE TABLE moz_perms (id INTEGER PRIMARY KEY, origin TEXT, type TEXT, permission INTEGER,"
      " expireType INTEGER, expireTime INTEGER, modificationTime INTEGER);"
      "INSERT INTO moz_perms VALUES (1, 'https://yes.example', 'camera', 1, 0, 0, 0),"
      " (2, 'https://no.example', 'microphone', 2, 0, 0, 0), (3, 'http://plain.example', 'camera', 1, 0, 0, 0),"
      " (4, 'https://screen.example', 'screen', 1, 0, 0, 0), (5, 'https://screen.example', 'screen', 2, 0, 0, 0),"
      " (6, 'https://box.example^userContextId=2', 'camera', 1, 0, 0, 0),"
      " (7, 'https://session.example', 'camera', 1, 1, 0, 0), (8, 'https://old.example', 'camera', 1, 2, 1000, 0),"
      " (9, 'https://ask.example', 'camera', 3, 0, 0, 0), (10, 'https://yes.example', 'cookie', 1, 0, 0, 0),"
      " (11, 'https://both.example', 'camera', 1, 0, 0, 0), (12, 'https://both.example', 'camera', 2, 0, 0, 0),"
      " (13, 'https://device.example', 'camera^front', 1, 0, 0, 0),"
      " (14, 'https://until.example', 'speaker', 1, 2, 1900000000000, 0)"),
    SQLITE_OK);
  return test_folder_file (folder, "permissions.sqlite");
}

static void
only_what_the_rules_allow_is_taken_over (void **state)
{
  TestFolder *folder = *state;
  g_autoptr (CordonStore) store = cordon_store_new_memory (&folder->options);
  const CordonGrantTable *table = cordon_store_peek_table (store);
  g_autofree char *path = write_firefox (folder);
  g_autoptr (CordonImportReport) report = cordon_import (store, CORDON_IMPORT_FIREFOX, path, WALL_US, NULL);

  assert_non_null (report);
  assert_int_equal (report->items->len, 13);
  assert_int_equal (report->n_taken, 5);
  assert_int_equal (report->n_blocks, 3);
  assert_int_equal (test_answer (table, "https://yes.example", CORDON_FEATURE_CAMERA, WALL_US), 1);
  assert_int_equal (test_answer (table, "https://no.example", CORDON_FEATURE_MICROPHONE, WALL_US), 0);
  assert_int_equal (test_answer (table, "https://screen.example", CORDON_FEATURE_DISPLAY_CAPTURE, WALL_US),
                    0);
  assert_int_equal (test_answer (table, "https://both.example", CORDON_FEATURE_CAMERA, WALL_US), 0);
  assert_int_equal (test_answer (table, "https://until.example", CORDON_FEATURE_SPEAKER_SELECTION, WALL_US),
                    1);
  assert_left (report, "http://plain.example", "camera", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_HTTP);
  assert_left (report, "https://screen.example", "display-capture", CORDON_GRANT_ALLOW,
               CORDON_IMPORT_LEFT_FORBIDDEN);
  assert_left (report, "https://box.example^userContextId=2", "camera", CORDON_GRANT_ALLOW,
               CORDON_IMPORT_LEFT_ORIGIN);
  assert_left (report, "https://session.example", "camera", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_SESSION);
  assert_left (report, "https://old.example", "camera", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_EXPIRED);
  assert_left (report, "https://ask.example", "camera", CORDON_GRANT_BLOCK, CORDON_IMPORT_LEFT_UNKNOWN);
  assert_left (report, "https://both.example", "camera", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_BLOCKED);
  assert_left (report, "https://device.example", "camera", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_UNKNOWN);
}

static void
importing_twice_changes_nothing_the_second_time (void **state)
{
  TestFolder *folder = *state;
  g_autoptr (CordonStore) store = cordon_store_new_memory (&folder->options);
  g_autofree char *path = write_firefox (folder);
  g_autoptr (CordonImportReport)
    first = cordon_import (store, CORDON_IMPORT_FIREFOX, folder->path, WALL_US, NULL);
  gsize size = cordon_grant_table_get_size (cordon_store_peek_table (store));
  g_autoptr (CordonImportReport)
    second = cordon_import (store, CORDON_IMPORT_FIREFOX, folder->path, WALL_US, NULL);

  assert_int_equal (first->n_taken, 5);
  assert_int_equal (second->n_taken, 0);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), size);
  assert_left (second, "https://yes.example", "camera", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_SAME);
}

static void
what_the_user_decided_here_stays (void **state)
{
  TestFolder *folder = *state;
  g_autoptr (CordonStore) store = cordon_store_new_memory (&folder->options);
  g_autofree char *path = write_firefox (folder);
  g_auto (CordonGrant) grant = test_grant ("https://yes.example", CORDON_FEATURE_CAMERA);
  g_autoptr (CordonImportReport) report = NULL;

  grant.answer = CORDON_GRANT_BLOCK;
  test_set (store, &grant);
  report = cordon_import (store, CORDON_IMPORT_FIREFOX, path, WALL_US, NULL);
  assert_left (report, "https://yes.example", "camera", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_DECIDED);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://yes.example", CORDON_FEATURE_CAMERA, WALL_US), 0);
}

static void
patterns_of_many_sites_are_left_out (void **state)
{
  static const char text[] =
    "{\"profile\": {\"content_settings\": {\"exceptions\": {"
    "\"media_stream_camera\": {\"https://yes.example:443,*\": {\"setting\": 1},"
    " \"https://[*.]many.example:443,*\": {\"setting\": 1}, \"https://port.example:8443,*\": {\"setting\": 2},"
    " \"https://in.example:443,https://out.example:443\": {\"setting\": 1},"
    " \"https://once.example:443,*\": {\"setting\": 1, \"session_model\": 2},"
    " \"https://gone.example:443,*\": {\"setting\": 1, \"expiration\": \"13000000000000000\"}},"
    "\"media_stream_mic\": {\"http://plain.example:80,*\": {\"setting\": 1}, \"https://bad.example:443,*\": 7},"
    "\"display_capture\": {\"https://yes.example:443,*\": {\"setting\": 1}},"
    "\"cookies\": {\"https://yes.example:443,*\": {\"setting\": 1}}}}}}";
  TestFolder *folder = *state;
  g_autoptr (CordonStore) store = cordon_store_new_memory (&folder->options);
  g_autofree char *path = test_folder_file (folder, "Preferences");
  g_autoptr (CordonImportReport) report = NULL;

  assert_true (g_file_set_contents (path, text, -1, NULL));
  report = cordon_import (store, CORDON_IMPORT_CHROMIUM, folder->path, WALL_US, NULL);
  assert_non_null (report);
  assert_int_equal (report->n_taken, 2);
  assert_left (report, "https://[*.]many.example", "camera", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_ORIGIN);
  assert_left (report, "https://in.example", "camera", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_ORIGIN);
  assert_left (report, "https://once.example", "camera", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_SESSION);
  assert_left (report, "https://gone.example", "camera", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_EXPIRED);
  assert_left (report, "http://plain.example:80", "microphone", CORDON_GRANT_ALLOW, CORDON_IMPORT_LEFT_HTTP);
  assert_left (report, "https://yes.example", "display-capture", CORDON_GRANT_ALLOW,
               CORDON_IMPORT_LEFT_FORBIDDEN);
  assert_int_equal (test_answer (cordon_store_peek_table (store), "https://port.example:8443",
                                 CORDON_FEATURE_CAMERA, WALL_US),
                    0);
}

/* The parser below would let half of it leak; the sanitizer's build sees it. */
static void
a_file_that_is_not_one_json_value_is_refused_with_the_place (void **state)
{
  static const struct
  {
    const char *text;
    const char *why;
  } cases[] = {
    { "{\"profile\": {}}\n{\"profile\": [1]}", "wrong at byte 16)" },
    { "{\"profile\": {\"content_settings\": [", "wrong at byte 34)" },
    { "{\"profile\": {\"\\ud800x\": 1}}", "wrong at byte 20)" },
    { "{\"profile\": {}, // all of it\n}", "wrong at byte 16)" },
    { "", "wrong at byte 0)" },
    { "[]", "no profile.content_settings.exceptions)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) array = cordon_foreign_new_array ();
      g_autoptr (GError) error = NULL;

      assert_false (cordon_import_parse_chromium (cases[i].text, strlen (cases[i].text), array, &error));
      assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_IMPORT));
      print_message ("%s\n", error->message);
      assert_non_null (strstr (error->message, cases[i].why));
      assert_non_null (strstr (error->message, "Name the one in that browser's profile folder."));
      assert_int_equal (array->len, 0);
    }
}

static void
a_pipe_or_a_device_is_not_waited_for (void **state)
{
  TestFolder *folder = *state;
  g_autoptr (CordonStore) store = cordon_store_new_memory (&folder->options);
  g_autofree char *pipe = test_folder_file (folder, "Preferences");
  const char *const paths[] = { pipe, "/dev/zero", folder->path };

  assert_int_equal (mkfifo (pipe, 0600), 0);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (cordon_import (store, i % 2 ? CORDON_IMPORT_FIREFOX : CORDON_IMPORT_CHROMIUM, paths[i / 2],
                                  WALL_US, &error));
      assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_IMPORT));
      assert_non_null (strstr (error->message, "Name another file."));
    }
}

static void
what_stands_there_twice_is_taken_once (void **state)
{
  static const char text[] =
    "{\"profile\": {\"content_settings\": {\"exceptions\": {\"media_stream_camera\": {"
    "\"https://twice.example:443,*\": {\"setting\": 1},"
    "\"https://twice.example:443,https://twice.example:443\": {\"setting\": 1}}}}}}";
  TestFolder *folder = *state;
  g_autoptr (CordonStore) store = cordon_store_new_memory (&folder->options);
  g_autofree char *path = test_folder_file (folder, "Preferences");
  g_autoptr (CordonImportReport) report = NULL;

  assert_true (g_file_set_contents (path, text, -1, NULL));
  report = cordon_import (store, CORDON_IMPORT_CHROMIUM, path, WALL_US, NULL);
  assert_int_equal (report->items->len, 2);
  assert_int_equal (((CordonImportItem *) report->items->pdata[0])->left_out, CORDON_IMPORT_TAKEN);
  assert_int_equal (((CordonImportItem *) report->items->pdata[1])->left_out, CORDON_IMPORT_LEFT_SAME);
}

static void
an_expiry_before_all_time_has_passed (void **state)
{
  static const char text[] =
    "{\"profile\": {\"content_settings\": {\"exceptions\": {\"media_stream_mic\":"
    " {\"https://a.example:443,*\": {\"setting\": 1, \"expiration\": \"-9223372036854775808\"}}}}}}";
  g_autoptr (GPtrArray) array = cordon_foreign_new_array ();

  assert_true (cordon_import_parse_chromium (text, strlen (text), array, NULL));
  assert_int_equal (array->len, 1);
  assert_int_equal (((CordonForeign *) array->pdata[0])->expires_wall_us, 1);
}

static void
a_foreign_file_is_not_changed_and_nonsense_is_refused (void **state)
{
  TestFolder *folder = *state;
  g_autoptr (CordonStore) store = cordon_store_new_memory (&folder->options);
  g_autofree char *path = write_firefox (folder);
  g_autofree char *before = test_folder_digest (folder);
  g_autoptr (CordonImportReport) report = cordon_import (store, CORDON_IMPORT_FIREFOX, path, WALL_US, NULL);
  g_autofree char *after = test_folder_digest (folder);
  g_autoptr (GError) error = NULL;

  assert_non_null (report);
  assert_string_equal (before, after);
  assert_null (cordon_import (store, CORDON_IMPORT_CHROMIUM, path, WALL_US, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_IMPORT));
  g_clear_error (&error);
  assert_true (g_file_set_contents (path, "no database", -1, NULL));
  assert_null (cordon_import (store, CORDON_IMPORT_FIREFOX, path, WALL_US, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_IMPORT));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (only_what_the_rules_allow_is_taken_over, "A-04 B-39", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (importing_twice_changes_nothing_the_second_time, "B-29", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (what_the_user_decided_here_stays, "", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (patterns_of_many_sites_are_left_out, "", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST (a_file_that_is_not_one_json_value_is_refused_with_the_place, ""),
    CORDON_TEST_WITH (a_pipe_or_a_device_is_not_waited_for, "", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (what_stands_there_twice_is_taken_once, "", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST (an_expiry_before_all_time_has_passed, ""),
    CORDON_TEST_WITH (a_foreign_file_is_not_changed_and_nonsense_is_refused, "", test_folder_set_up,
                      test_folder_tear_down),
  };

  return cordon_test_run (tests);
}
