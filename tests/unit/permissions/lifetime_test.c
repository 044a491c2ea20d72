#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/capture_private.h"
#include "permissions/limits.h"
#include "storage/undo_list.h"

#define SITE "https://call.example"

static int
set_up (void **state)
{
  World *world = world_new ();

  world_user_always (world, CORDON_ANSWER_ALLOW_VISIT);
  *state = world;

  return 0;
}

static void
one_time_grant_ends_when_the_last_tab_closes (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) one = world_open (world, SITE);
  g_autoptr (CordonDocument) two = world_open (world, SITE);
  g_autoptr (CordonDocument) later = NULL;

  world_ask (world, one, CAMERA);
  assert_int_equal (world_camera_state (world, two), CORDON_STATE_GRANTED);
  cordon_document_gone (one);
  assert_int_equal (world_camera_state (world, two), CORDON_STATE_GRANTED);
  cordon_document_gone (two);
  assert_int_equal (world_count_grants (world), 0);
  later = world_open (world, SITE);
  assert_int_equal (world_camera_state (world, later), CORDON_STATE_PROMPT);
}

static void
one_time_grant_survives_a_navigation_within_its_origin (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) one = world_open (world, SITE);
  g_autoptr (CordonDocument) two = NULL;

  world_ask (world, one, CAMERA);
  two = world_open_in (world, SITE, cordon_document_get_tab_id (one));
  cordon_document_gone (one);
  assert_int_equal (world_camera_state (world, two), CORDON_STATE_GRANTED);
}

static void
one_time_grant_ends_five_minutes_after_it_was_last_seen (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  world_ask (world, page, CAMERA);
  cordon_document_set_visible (page, FALSE);
  world_advance (world, CORDON_VISIT_HIDDEN_US - 1);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);
  cordon_document_set_visible (page, TRUE);
  cordon_document_set_visible (page, FALSE);
  world_advance (world, CORDON_VISIT_HIDDEN_US - 1);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);
  world_advance (world, 1);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

/* That another page of the site goes, or stays out of sight, is nobody looking. */
static void
one_time_grant_is_not_seen_because_a_hidden_page_does_something (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, SITE);

  world_ask (world, page, CAMERA);
  cordon_document_set_visible (page, FALSE);
  cordon_document_set_visible (other, FALSE);
  world_advance (world, CORDON_VISIT_HIDDEN_US - CORDON_MINUTE_US);
  cordon_document_gone (other);
  world_advance (world, CORDON_MINUTE_US - 1);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);
  world_advance (world, 1);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static void
one_time_grant_was_in_use_until_a_capture_that_never_began_was_given_up (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  const gint64 used_us = CORDON_CAPTURE_START_US / 2;

  assert_non_null (world_redeem (world, page, outcome, CORDON_FEATURE_CAMERA));
  cordon_document_set_visible (page, FALSE);
  world_advance (world, used_us);
  cordon_profile_track_ended (world->profile, page, outcome->capture_ids[CORDON_FEATURE_CAMERA]);
  world_advance (world, CORDON_VISIT_HIDDEN_US - 1);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);
  world_advance (world, 1);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static void
one_time_grant_in_use_does_not_end_out_of_sight (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA | MICROPHONE);
  CordonCapture *camera = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);

  cordon_document_set_visible (page, FALSE);
  world_advance (world, CORDON_HOUR_US);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_MICROPHONE), CORDON_STATE_PROMPT);
  cordon_capture_ended (camera);
  world_advance (world, CORDON_VISIT_HIDDEN_US - 1);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);
  world_advance (world, 1);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static void
one_time_grant_ends_after_sixteen_hours_even_in_use (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonCapture *camera = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);

  world_advance (world, CORDON_VISIT_MAX_US - CORDON_SECOND_US);
  assert_true (cordon_capture_may_deliver (camera));
  world_advance (world, 2 * CORDON_SECOND_US);
  assert_false (cordon_capture_may_deliver (camera));
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static void
one_time_grant_ends_at_suspend (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  world_ask (world, page, CAMERA);
  cordon_profile_suspended (world->profile);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static void
a_grant_until_a_time_ends_then_with_its_tracks (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome;
  CordonCapture *camera;

  world->user.answer = CORDON_ANSWER_ALLOW_UNTIL;
  world->user.details.expires_wall_us = world->time.wall_us + CORDON_HOUR_US;
  outcome = world_ask (world, page, CAMERA);
  camera = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);
  world_advance (world, CORDON_HOUR_US - 1);
  assert_true (cordon_capture_may_deliver (camera));
  world_advance (world, 1);
  assert_false (cordon_capture_may_deliver (camera));
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
  assert_int_equal (world_count_grants (world), 0);
}

static void
setting_the_clock_back_lengthens_nothing (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  world->user.answer = CORDON_ANSWER_ALLOW_UNTIL;
  world->user.details.expires_wall_us = world->time.wall_us + CORDON_HOUR_US;
  world_ask (world, page, CAMERA);
  world->time.wall_us -= 365 * CORDON_DAY_US;
  world_advance (world, CORDON_HOUR_US);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static guint64 last_undo;

static void
remember_undo (guint64 id, const CordonGrant *grant, CordonUndoReason reason, gint64 wall_us, gpointer data)
{
  last_undo = id;
}

static void
unused_for_sixty_days_it_ends_and_may_be_given_back_for_thirty (void **state)
{
  g_autofree char *path = g_dir_make_tmp ("cordon-XXXXXX", NULL);
  World *world = world_new_at (path);
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonStore *store = cordon_profile_get_store (world->profile);

  world->user.answers = TRUE;
  world->user.answer = CORDON_ANSWER_ALLOW;
  world_ask (world, page, CAMERA);
  world_advance (world, 59 * CORDON_DAY_US);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);
  world_advance (world, 2 * CORDON_DAY_US);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
  assert_int_equal (world->user.n_notices[CORDON_NOTICE_GRANTS_UNUSED], 1);

  last_undo = 0;
  cordon_store_foreach_undo (store, world->time.wall_us, remember_undo, NULL);
  assert_true (cordon_profile_undo (world->profile, last_undo, NULL));
  world_settle (world);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);

  world_advance (world, 61 * CORDON_DAY_US);
  last_undo = 0;
  cordon_store_foreach_undo (store, world->time.wall_us, remember_undo, NULL);
  assert_int_not_equal (last_undo, 0);
  world_advance (world, 31 * CORDON_DAY_US);
  assert_false (cordon_profile_undo (world->profile, last_undo, NULL));
  world_free (world);
}

static void
use_keeps_a_grant_from_ending_unused (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  world->user.answer = CORDON_ANSWER_ALLOW;
  world_ask (world, page, CAMERA);
  for (guint i = 0; i < 3; i++)
    {
      world_advance (world, 50 * CORDON_DAY_US);
      world_ask (world, page, CAMERA);
    }
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);
  assert_int_equal (world->user.questions->len, 1);
}

static void
session_decisions_end_with_the_session_and_stored_ones_do_not (void **state)
{
  g_autofree char *path = g_dir_make_tmp ("cordon-XXXXXX", NULL);
  World *world = world_new_at (path);
  CordonDocument *page = world_open (world, SITE);

  world->user.answers = TRUE;
  world->user.answer = CORDON_ANSWER_ALLOW_SESSION;
  world_ask (world, page, CAMERA);
  world->user.answer = CORDON_ANSWER_BLOCK;
  world_ask (world, page, MICROPHONE);
  world->user.answer = CORDON_ANSWER_ALLOW_CALLEE;
  world_ask_callee (world, page, CAMERA, "bob@idp.example");
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);
  cordon_document_unref (page);
  world_restart (world, path);

  page = world_open (world, SITE);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_MICROPHONE), CORDON_STATE_DENIED);
  cordon_document_unref (page);
  world_free (world);
}

static void
a_temporary_block_lasts_an_hour_and_no_sub_domain_dodges_it (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) sub = world_open (world, "https://www.call.example");
  g_autoptr (CordonDocument) other = world_open (world, "https://other.example");

  world->user.answer = CORDON_ANSWER_BLOCK_TEMPORARILY;
  world_ask (world, page, CAMERA);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_DENIED);
  assert_int_equal (world_camera_state (world, sub), CORDON_STATE_DENIED);
  assert_int_equal (world_camera_state (world, other), CORDON_STATE_PROMPT);
  world_advance (world, CORDON_TEMPORARY_BLOCK_US - 1);
  assert_int_equal (world_camera_state (world, sub), CORDON_STATE_DENIED);
  world_advance (world, 1);
  assert_int_equal (world_camera_state (world, sub), CORDON_STATE_PROMPT);
  assert_int_equal (world_count_grants (world), 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (one_time_grant_ends_when_the_last_tab_closes, "B-02 B-03 B-30", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (one_time_grant_survives_a_navigation_within_its_origin, "B-02", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (one_time_grant_ends_five_minutes_after_it_was_last_seen, "B-30", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (one_time_grant_was_in_use_until_a_capture_that_never_began_was_given_up, "B-30", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (one_time_grant_is_not_seen_because_a_hidden_page_does_something, "B-30", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (one_time_grant_in_use_does_not_end_out_of_sight, "B-30", set_up, world_tear_down),
    CORDON_TEST_WITH (one_time_grant_ends_after_sixteen_hours_even_in_use, "B-30", set_up, world_tear_down),
    CORDON_TEST_WITH (one_time_grant_ends_at_suspend, "B-30", set_up, world_tear_down),
    CORDON_TEST_WITH (a_grant_until_a_time_ends_then_with_its_tracks, "B-30 B-31", set_up, world_tear_down),
    CORDON_TEST_WITH (setting_the_clock_back_lengthens_nothing, "B-30 X-08", set_up, world_tear_down),
    CORDON_TEST (unused_for_sixty_days_it_ends_and_may_be_given_back_for_thirty, "B-30"),
    CORDON_TEST_WITH (use_keeps_a_grant_from_ending_unused, "B-30", set_up, world_tear_down),
    CORDON_TEST (session_decisions_end_with_the_session_and_stored_ones_do_not, "B-02 B-30"),
    CORDON_TEST_WITH (a_temporary_block_lasts_an_hour_and_no_sub_domain_dodges_it, "B-22 B-30", set_up,
                      world_tear_down),
  };

  return cordon_test_run (tests);
}
