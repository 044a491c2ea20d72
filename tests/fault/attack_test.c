/*
 * Somebody who can write the profile's folder, but does not have the key: the embedder's keystore holds it. Nothing
 * that they do makes a camera open that the user closed; at worst everything is asked again. Here: rows, seals and
 * journals with good MACs, from another time.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "permissions/error.h"
#include "storage/journal.h"
#include "tests/fault/image.h"
#include "tests/fault/scene.h"
#include "tests/unit/storage/folder.h"
#include "tests/unit/storage/support.h"

#define BRING_BACK(name) "INSERT INTO grants SELECT * FROM old.grants WHERE origin = '" name "';"

static void
an_old_row_that_is_put_back_allows_nothing (void **state)
{
  scene_tamper (*state, BRING_BACK (REVOKED) BRING_BACK (CLEARED));
  scene_expect (*state, 1, 0, TRUE);
}

static void
an_old_row_in_the_place_of_another_allows_nothing (void **state)
{
  scene_tamper (*state, "DELETE FROM grants WHERE origin = '" ALLOWED "';" BRING_BACK (REVOKED));
  scene_expect (*state, -1, 0, TRUE);
}

static void
an_old_yes_in_the_place_of_a_no_allows_nothing (void **state)
{
  scene_tamper (*state, "DELETE FROM grants WHERE origin = '" REPLACED "';" BRING_BACK (REPLACED));
  scene_expect (*state, 1, 0, TRUE);
}

static void
old_rows_beside_a_damaged_one_allow_nothing (void **state)
{
  scene_tamper (*state, "UPDATE grants SET answer = 1 WHERE origin = '" BLOCKED "';" BRING_BACK (REVOKED)
                          BRING_BACK (CLEARED));
  scene_expect (*state, 1, -1, TRUE);
}

/* Each row twice leaves the sum as it was. */
static void
an_old_row_put_back_twice_allows_nothing (void **state)
{
  scene_tamper (*state, "CREATE TABLE copy AS SELECT * FROM grants; DROP TABLE grants;"
                        "ALTER TABLE copy RENAME TO grants;" BRING_BACK (REVOKED) BRING_BACK (REVOKED));
  scene_expect (*state, 1, 0, TRUE);
}

static void
without_its_journal_an_old_row_allows_nothing_where_a_counter_is (void **state)
{
  scene_tamper (*state, "DELETE FROM journal;" BRING_BACK (REVOKED));
  scene_expect (*state, -1, 0, TRUE);
}

/* The journal as well, from the time before: the seal knows its head. */
static void
an_old_journal_does_not_pass (void **state)
{
  scene_tamper (
    *state, "DELETE FROM journal; DELETE FROM journal_head; INSERT INTO journal SELECT * FROM old.journal;"
            "INSERT INTO journal_head SELECT * FROM old.journal_head;" BRING_BACK (REVOKED));
  scene_expect (*state, -1, 0, TRUE);
}

static void
a_journal_that_is_cut_back_to_an_older_head_is_told_of (void **state)
{
  CordonStore *store;

  scene_tamper (
    *state, "DELETE FROM journal; DELETE FROM journal_head; INSERT INTO journal SELECT * FROM old.journal;"
            "INSERT INTO journal_head SELECT * FROM old.journal_head;");
  store = scene_open (*state);
  assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_JOURNAL_DAMAGED));
  cordon_store_free (store);
}

/* And the seal's own copy of it. */
static void
an_older_head_in_the_seal_too_does_not_pass (void **state)
{
  scene_tamper (
    *state, "DELETE FROM journal; DELETE FROM journal_head; INSERT INTO journal SELECT * FROM old.journal;"
            "INSERT INTO journal_head SELECT * FROM old.journal_head;"
            "UPDATE seal SET head_mac = (SELECT head_mac FROM old.seal);" BRING_BACK (REVOKED));
  scene_expect (*state, -1, 0, TRUE);
}

static void
entries_in_another_order_do_not_verify (void **state)
{
  Scene *scene = *state;
  CordonJournalReport report;
  CordonStore *store;

  scene_tamper (
    scene, "UPDATE journal SET id = -id WHERE id IN (2, 3); UPDATE journal SET id = 5 + id WHERE id < 0");
  store = scene_open (scene);
  assert_false (cordon_store_verify_journal (store, &report, NULL));
  assert_true (report.n_bad > 0);
  cordon_store_free (store);
}

static void
an_older_copy_of_the_file_allows_nothing_where_a_counter_is (void **state)
{
  Scene *scene = *state;
  g_autofree char *path = scene_file (scene, SCENE_FILE);

  scene_copy_file (scene->old, path);
  scene_expect (scene, -1, -1, TRUE);
}

static void
an_older_seal_in_the_new_file_allows_nothing_where_a_counter_is (void **state)
{
  scene_tamper (*state, "DELETE FROM seal; INSERT INTO seal SELECT * FROM old.seal;" BRING_BACK (REVOKED));
  scene_expect (*state, -1, 0, TRUE);
}

static void
a_store_without_its_seal_allows_nothing_where_a_counter_is (void **state)
{
  scene_tamper (*state, "DELETE FROM seal;" BRING_BACK (REVOKED));
  scene_expect (*state, -1, 0, TRUE);
}

static void
files_of_two_stores_do_not_change_places (void **state)
{
  Scene *scene = *state;
  Scene *other = scene_new (8, FALSE);
  g_autofree char *ours = scene_file (scene, SCENE_FILE);
  g_autofree char *theirs = scene_file (other, SCENE_FILE);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  scene_copy_file (theirs, ours);
  assert_true (g_file_get_contents (ours, &before, NULL, NULL));
  assert_null (cordon_store_open (scene->folder, &scene->options, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STORE_DAMAGED));
  assert_non_null (strstr (error->message, "backup"));
  assert_true (g_file_get_contents (ours, &after, NULL, NULL));
  assert_string_equal (before, after);
  scene_free (other);
}

static void
another_stores_log_of_revocations_takes_nothing_back (void **state)
{
  Scene *scene = *state;
  g_autofree char *path = scene_file (scene, "cordon.revoked");
  guint8 noise[240];

  for (guint i = 0; i < sizeof noise; i++)
    noise[i] = (guint8) (i % 24 == 0 ? i / 24 + 1 : 0);
  assert_true (g_file_set_contents (path, (const char *) noise, sizeof noise, NULL));
  scene_expect (scene, 1, 0, FALSE);
  assert_int_equal (g_unlink (path), 0);
  scene_expect (scene, 1, 0, FALSE);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (an_old_row_that_is_put_back_allows_nothing, "X-06 X-07", scene_set_up, scene_tear_down),
    CORDON_TEST_WITH (an_old_row_in_the_place_of_another_allows_nothing, "X-06", scene_set_up,
                      scene_tear_down),
    CORDON_TEST_WITH (an_old_yes_in_the_place_of_a_no_allows_nothing, "X-06", scene_set_up, scene_tear_down),
    CORDON_TEST_WITH (old_rows_beside_a_damaged_one_allow_nothing, "X-06", scene_set_up, scene_tear_down),
    CORDON_TEST_WITH (an_old_row_put_back_twice_allows_nothing, "X-06", scene_set_up, scene_tear_down),
    CORDON_TEST_WITH (without_its_journal_an_old_row_allows_nothing_where_a_counter_is, "X-06",
                      scene_set_up_with_counter, scene_tear_down),
    CORDON_TEST_WITH (an_old_journal_does_not_pass, "X-06", scene_set_up_with_counter, scene_tear_down),
    CORDON_TEST_WITH (a_journal_that_is_cut_back_to_an_older_head_is_told_of, "", scene_set_up,
                      scene_tear_down),
    CORDON_TEST_WITH (an_older_head_in_the_seal_too_does_not_pass, "X-06", scene_set_up_with_counter,
                      scene_tear_down),
    CORDON_TEST_WITH (entries_in_another_order_do_not_verify, "", scene_set_up, scene_tear_down),
    CORDON_TEST_WITH (an_older_copy_of_the_file_allows_nothing_where_a_counter_is, "X-06",
                      scene_set_up_with_counter, scene_tear_down),
    CORDON_TEST_WITH (an_older_seal_in_the_new_file_allows_nothing_where_a_counter_is, "X-06",
                      scene_set_up_with_counter, scene_tear_down),
    CORDON_TEST_WITH (a_store_without_its_seal_allows_nothing_where_a_counter_is, "X-06",
                      scene_set_up_with_counter, scene_tear_down),
    CORDON_TEST_WITH (files_of_two_stores_do_not_change_places, "X-06", scene_set_up, scene_tear_down),
    CORDON_TEST_WITH (another_stores_log_of_revocations_takes_nothing_back, "", scene_set_up,
                      scene_tear_down),
  };

  return cordon_test_run (tests);
}
