/* What lies beneath a value of shorter life: it stays on the disk, decides nothing, and comes back or goes. */

#include "storage/clearing.h"
#include "storage/grant_table_private.h"
#include "tests/unit/storage/folder.h"
#include "tests/unit/storage/support.h"

#include "permissions/error.h"
#include "permissions/limits.h"

#define SITE "https://a.example"

static guint64
set (CordonStore *store, CordonGrantAnswer answer, CordonLifetime lifetime, gboolean pan_tilt_zoom)
{
  g_auto (CordonGrant) grant = test_grant (SITE, CORDON_FEATURE_CAMERA);
  TestResult result;

  grant.answer = answer;
  grant.lifetime = lifetime;
  grant.pan_tilt_zoom = pan_tilt_zoom;
  grant.expires_wall_us = lifetime == CORDON_LIFETIME_UNTIL_TIME ? WALL_US + CORDON_HOUR_US : 0;
  result = test_set (store, &grant);
  assert_int_equal (result.code, -1);

  return result.id;
}

static int
answer (CordonStore *store)
{
  return test_answer (cordon_store_peek_table (store), SITE, CORDON_FEATURE_CAMERA, WALL_US);
}

static int
answer_to_strong (CordonStore *store)
{
  g_autoptr (CordonOrigin) key = cordon_origin_new (SITE, -1, NULL);
  CordonGrantQuery query = { .origin = key, .feature = CORDON_FEATURE_CAMERA, .pan_tilt_zoom = TRUE };
  CordonGrantMatch match;

  if (!cordon_grant_table_find (cordon_store_peek_table (store), &query, CORDON_SCOPE_ORIGIN, WALL_US,
                                &match))
    return -1;
  return match.answer == CORDON_GRANT_ALLOW;
}

static gsize
n_beneath (CordonStore *store)
{
  return cordon_grant_table_get_size (cordon_store_peek_shelf (store));
}

static guint
n_restored (CordonStore *store)
{
  g_autoptr (GArray) restored = cordon_store_take_restored (store);

  return restored->len;
}

static void
what_is_stored_lies_beneath_and_comes_back (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  guint64 stored = set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED, FALSE);
  guint64 session = set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION, FALSE);
  g_autoptr (GArray) restored = NULL;
  g_auto (CordonGrant) found = { 0 };

  assert_int_equal (answer (store), 0);
  assert_int_equal (n_beneath (store), 1);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 1);
  assert_true (cordon_store_get_grant (store, stored, &found));
  session = set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_VISIT, FALSE);
  assert_int_equal (n_beneath (store), 1);
  assert_int_equal (n_restored (store), 0);

  cordon_store_end (store, session, NULL, NULL);
  assert_int_equal (answer (store), 1);
  restored = cordon_store_take_restored (store);
  assert_int_equal (restored->len, 1);
  assert_int_equal (g_array_index (restored, guint64, 0), stored);
  assert_int_equal (n_beneath (store), 0);
  cordon_store_free (store);
}

static void
the_row_stays_on_the_disk_all_the_time (void **state)
{
  CordonStore *store = test_folder_open_store (state);

  set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_UNTIL_REVOKED, FALSE);
  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_SESSION, FALSE);
  assert_int_equal (answer (store), 1);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (answer (store), 0);
  assert_int_equal (n_beneath (store), 0);
  cordon_store_free (store);
}

static void
a_lasting_decision_replaces_both (void **state)
{
  CordonStore *store = test_folder_open_store (state);

  set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_UNTIL_REVOKED, FALSE);
  set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION, FALSE);
  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_UNUSED, FALSE);
  assert_int_equal (answer (store), 1);
  assert_int_equal (n_beneath (store), 0);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (answer (store), 1);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 1);
  cordon_store_free (store);
}

/* By the id of either one. */
static void
taking_either_back_takes_both_for_good (void **state)
{
  for (guint which = 0; which < 2; which++)
    {
      CordonStore *store = test_folder_open_store (state);
      guint64 ids[2] = { set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED, FALSE),
                         set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION, FALSE) };

      cordon_store_remove (store, ids[which], NULL, NULL);
      assert_int_equal (answer (store), -1);
      assert_int_equal (n_beneath (store), 0);
      assert_int_equal (n_restored (store), 0);
      cordon_store_free (store);

      store = test_folder_open_store (state);
      assert_int_equal (answer (store), -1);
      cordon_store_free (store);
    }
}

static void
what_was_taken_back_from_beneath_can_be_undone (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  guint64 session, undo_id = 0;

  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED, FALSE);
  session = set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION, FALSE);
  cordon_store_remove (store, session, NULL, NULL);
  cordon_store_foreach_undo (store, WALL_US, test_first_undo, &undo_id);
  assert_int_not_equal (undo_id, 0);
  cordon_store_undo (store, undo_id, WALL_US, NULL, NULL);
  assert_true (cordon_store_flush (store, NULL));
  assert_int_equal (answer (store), 1);
  cordon_store_free (store);
}

static void
clearing_leaves_nothing_beneath (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  const CordonClearing clearing = { .what = CORDON_CLEAR_GRANTS, .since_wall_us = WALL_US + 1 };
  g_auto (CordonGrant) session = test_grant (SITE, CORDON_FEATURE_CAMERA);

  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED, FALSE);
  session.lifetime = CORDON_LIFETIME_SESSION;
  session.answer = CORDON_GRANT_BLOCK;
  session.created_wall_us = WALL_US + 2;
  test_set (store, &session);
  cordon_store_clear (store, &clearing, NULL, NULL, NULL, NULL);
  assert_int_equal (answer (store), -1);
  assert_int_equal (n_beneath (store), 0);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (answer (store), -1);
  cordon_store_free (store);
}

/* What was decided before the clearing is cleared, also where it is not on the disk yet. */
static void
clearing_takes_what_is_on_its_way (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  const CordonClearing camera = { .what = CORDON_CLEAR_GRANTS, .features = CORDON_FEATURE_BIT (CAMERA) };
  g_auto (CordonGrant) cleared = test_grant (SITE, CORDON_FEATURE_CAMERA);
  g_auto (CordonGrant) kept = test_grant (SITE, CORDON_FEATURE_MICROPHONE);
  TestResult result = { 0 };

  cordon_store_set (store, &cleared, test_result_done, &result);
  cordon_store_set (store, &kept, NULL, NULL);
  cordon_store_clear (store, &camera, NULL, NULL, NULL, NULL);
  test_wait (&result);
  assert_int_equal (result.code, CORDON_ERROR_GONE);
  assert_true (cordon_store_flush (store, NULL));
  assert_int_equal (answer (store), -1);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (answer (store), -1);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 1);
  cordon_store_free (store);
}

static gboolean
count (const CordonGrant *grant, gpointer data)
{
  (*(guint *) data)++;
  return TRUE;
}

static void
what_ended_beneath_does_not_come_back (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  guint64 session;
  guint n_ended = 0;

  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_TIME, FALSE);
  session = set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION, FALSE);
  assert_int_equal (cordon_store_expire (store, WALL_US, NULL, NULL), WALL_US + CORDON_HOUR_US);

  /* The other one ends first, but too late. */
  cordon_store_wall_now (store, (CordonTime){ .wall_us = WALL_US + CORDON_HOUR_US });
  cordon_store_end (store, session, NULL, NULL);
  assert_int_equal (n_restored (store), 0);
  assert_int_equal (answer (store), -1);
  cordon_store_expire (store, WALL_US + CORDON_HOUR_US, count, &n_ended);
  assert_int_equal (n_ended, 1);
  assert_int_equal (n_beneath (store), 0);
  cordon_store_free (store);
}

static void
sixty_days_run_beneath_as_well (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  guint64 stored = set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_UNUSED, FALSE);
  guint64 undo_id = 0;

  set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION, FALSE);
  cordon_store_touch (store, stored, WALL_US + CORDON_DAY_US);
  cordon_store_expire (store, WALL_US + CORDON_UNUSED_US, NULL, NULL);
  assert_int_equal (n_beneath (store), 1);
  cordon_store_expire (store, WALL_US + CORDON_UNUSED_US + CORDON_DAY_US, NULL, NULL);
  assert_int_equal (n_beneath (store), 0);
  cordon_store_foreach_undo (store, WALL_US + CORDON_UNUSED_US + CORDON_DAY_US, test_first_undo, &undo_id);
  assert_int_not_equal (undo_id, 0);
  cordon_store_free (store);
}

static void
both_ending_at_once_leave_nothing (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) visit = test_grant (SITE, CORDON_FEATURE_CAMERA);
  guint n_ended = 0;

  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_TIME, FALSE);
  visit.lifetime = CORDON_LIFETIME_VISIT;
  visit.expires_wall_us = WALL_US + CORDON_HOUR_US;
  test_set (store, &visit);
  cordon_store_expire (store, WALL_US + CORDON_HOUR_US, count, &n_ended);
  assert_int_equal (n_ended, 2);
  assert_int_equal (n_restored (store), 0);
  assert_int_equal (answer (store), -1);
  cordon_store_free (store);
}

static void
a_weak_no_covers_a_strong_yes_and_gives_it_back (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  guint64 session;

  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED, TRUE);
  session = set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION, FALSE);
  assert_int_equal (answer (store), 0);
  assert_int_equal (answer_to_strong (store), 0);
  assert_int_equal (n_beneath (store), 1);
  cordon_store_end (store, session, NULL, NULL);
  assert_int_equal (answer_to_strong (store), 1);

  session = set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION, FALSE);
  cordon_store_remove (store, session, NULL, NULL);
  assert_int_equal (answer_to_strong (store), -1);
  cordon_store_free (store);
}

/* A row with a value over it in each form: taking one back leaves nothing of the three, nor what they covered. */
static void
taking_back_reaches_everything_that_covers_everything (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  guint64 session;

  set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_UNTIL_REVOKED, FALSE);
  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_SESSION, TRUE);
  session = set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_SESSION, FALSE);
  assert_int_equal (n_beneath (store), 1);
  cordon_store_remove (store, session, NULL, NULL);
  assert_int_equal (answer (store), -1);
  assert_int_equal (n_beneath (store), 0);
  cordon_store_free (store);
}

static void
what_is_on_its_way_arrives_beneath_what_was_said_since (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) lasting = test_grant (SITE, CORDON_FEATURE_CAMERA);
  guint64 session;

  cordon_store_set (store, &lasting, NULL, NULL);
  session = set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION, FALSE);
  assert_true (cordon_store_flush (store, NULL));
  assert_int_equal (answer (store), 0);
  assert_int_equal (n_beneath (store), 1);
  cordon_store_end (store, session, NULL, NULL);
  assert_int_equal (answer (store), 1);
  cordon_store_free (store);
}

static void
the_end_of_the_old_one_does_not_stop_the_new_one (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) renewed = test_grant (SITE, CORDON_FEATURE_CAMERA);
  TestResult result = { 0 };

  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_TIME, FALSE);
  cordon_store_set (store, &renewed, test_result_done, &result);
  cordon_store_expire (store, WALL_US + CORDON_HOUR_US, NULL, NULL);
  test_wait (&result);
  assert_int_equal (result.code, -1);
  assert_int_equal (answer (store), 1);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (answer (store), 1);
  cordon_store_free (store);
}

static void
a_no_that_lasts_takes_the_yes_above_and_beneath_at_once (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) block = test_grant (SITE, CORDON_FEATURE_CAMERA);
  TestResult result = { 0 };

  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED, FALSE);
  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_SESSION, FALSE);
  block.answer = CORDON_GRANT_BLOCK;
  cordon_store_set (store, &block, test_result_done, &result);
  assert_int_equal (answer (store), -1);
  assert_int_equal (n_beneath (store), 0);
  test_wait (&result);
  assert_int_equal (answer (store), 0);
  cordon_store_free (store);
}

/* The no beneath is what holds until the new one is on the disk. */
static void
a_no_over_a_no_never_opens_a_gap (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) block = test_grant (SITE, CORDON_FEATURE_CAMERA);
  TestResult result = { 0 };

  set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_UNTIL_REVOKED, FALSE);
  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_SESSION, FALSE);
  block.answer = CORDON_GRANT_BLOCK;
  cordon_store_set (store, &block, test_result_done, &result);
  assert_int_equal (answer (store), 0);
  test_wait (&result);
  assert_int_equal (answer (store), 0);
  assert_int_equal (n_beneath (store), 0);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 1);
  cordon_store_free (store);
}

static void
a_clock_set_back_moves_what_lies_beneath (void **state)
{
  TestFolder *folder = *state;
  CordonStore *store = test_folder_open_store (state);
  const gint64 back_us = 30 * CORDON_DAY_US;
  guint64 stored = set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_TIME, FALSE);
  g_auto (CordonGrant) found = { 0 };

  test_set_simple (store, "https://other.example", CORDON_FEATURE_CAMERA);
  set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION, FALSE);
  cordon_store_expire (store, WALL_US, NULL, NULL);
  cordon_store_expire (store, WALL_US - back_us, NULL, NULL);
  assert_true (cordon_store_get_grant (store, stored, &found));
  assert_int_equal (found.expires_wall_us, WALL_US + CORDON_HOUR_US - back_us);
  cordon_store_free (store);

  folder->now.wall_us = WALL_US - back_us;
  store = test_folder_open_store (state);
  cordon_grant_clear (&found);
  assert_true (cordon_store_get_grant (store, stored, &found));
  assert_int_equal (found.expires_wall_us, WALL_US + CORDON_HOUR_US - back_us);
  cordon_store_free (store);
}

static void
in_memory_the_newer_value_replaces_the_older (void **state)
{
  CordonStore *store = cordon_store_new_memory (NULL);
  guint64 session;

  set (store, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED, FALSE);
  session = set (store, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION, FALSE);
  assert_int_equal (n_beneath (store), 0);
  cordon_store_end (store, session, NULL, NULL);
  assert_int_equal (answer (store), -1);
  cordon_store_free (store);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (what_is_stored_lies_beneath_and_comes_back, "B-29 B-30", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (the_row_stays_on_the_disk_all_the_time, "B-29", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_lasting_decision_replaces_both, "B-29", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (taking_either_back_takes_both_for_good, "B-31 X-07", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (what_was_taken_back_from_beneath_can_be_undone, "B-36", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (clearing_leaves_nothing_beneath, "B-36", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (clearing_takes_what_is_on_its_way, "B-36 X-07", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (what_ended_beneath_does_not_come_back, "B-30", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (sixty_days_run_beneath_as_well, "B-30", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (both_ending_at_once_leave_nothing, "B-30", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (a_weak_no_covers_a_strong_yes_and_gives_it_back, "B-12", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (taking_back_reaches_everything_that_covers_everything, "B-12 B-31", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (what_is_on_its_way_arrives_beneath_what_was_said_since, "B-29", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (the_end_of_the_old_one_does_not_stop_the_new_one, "B-29", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_no_that_lasts_takes_the_yes_above_and_beneath_at_once, "X-07", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_no_over_a_no_never_opens_a_gap, "X-07", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (a_clock_set_back_moves_what_lies_beneath, "X-08", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST (in_memory_the_newer_value_replaces_the_older, "B-29 B-37"),
  };

  return cordon_test_run (tests);
}
