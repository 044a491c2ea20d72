#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/capture_private.h"

#define SITE "https://call.example"

static CordonCapture *
redeem (World *world, guint64 document_id, const char *token, CordonFeature feature, const char *device)
{
  const CordonCaptureFacts facts = { .document_id = document_id, .feature = feature, .device = device };
  g_autoptr (GError) error = NULL;
  CordonCapture *capture = cordon_profile_redeem (world->profile, token, &facts, &error);

  if (capture == NULL)
    assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_TOKEN));
  else
    g_ptr_array_add (world->captures, capture);

  return capture;
}

static void
a_token_is_good_once_for_each_of_its_features (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA | MICROPHONE);
  guint64 id = cordon_document_get_id (page);

  assert_non_null (redeem (world, id, outcome->token, CORDON_FEATURE_CAMERA, "cam"));
  assert_null (redeem (world, id, outcome->token, CORDON_FEATURE_CAMERA, "cam"));
  /* Trying a token twice is no accident: what was left of it is void too. */
  assert_null (redeem (world, id, outcome->token, CORDON_FEATURE_MICROPHONE, "mic"));
}

static void
an_engine_without_a_token_gets_no_device (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  guint64 id = cordon_document_get_id (page);

  world_ask (world, page, CAMERA);
  assert_null (redeem (world, id, "", CORDON_FEATURE_CAMERA, "cam"));
  assert_null (redeem (world, id, NULL, CORDON_FEATURE_CAMERA, "cam"));
  assert_null (redeem (world, id, "00000000000000000000000000000000", CORDON_FEATURE_CAMERA, "cam"));
  assert_int_equal (world->user.began->len, 0);
}

static void
a_token_of_another_document_is_void_for_both (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);

  assert_null (redeem (world, cordon_document_get_id (other), outcome->token, CORDON_FEATURE_CAMERA, "cam"));
  assert_null (redeem (world, cordon_document_get_id (page), outcome->token, CORDON_FEATURE_CAMERA, "cam"));
}

static void
a_token_opens_no_other_feature_device_or_surface (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  guint64 id = cordon_document_get_id (page);
  Outcome *outcome = world_ask (world, page, CAMERA);

  assert_null (redeem (world, id, outcome->token, CORDON_FEATURE_MICROPHONE, "mic"));

  world->user.details.camera_device = "front";
  outcome = world_ask_spec (world, page, &(CordonRequestSpec){ .features = CAMERA, .user_chooses = TRUE });
  assert_string_equal (outcome->camera_device, "front");
  assert_null (redeem (world, id, outcome->token, CORDON_FEATURE_CAMERA, "back"));

  world->user.answer = CORDON_ANSWER_ALLOW_SURFACE;
  world->user.details = (CordonAnswerDetails){ .surface_id = 3, .surface_kind = CORDON_SURFACE_TAB };
  cordon_document_activated (page);
  outcome = world_ask (world, page, DISPLAY);
  assert_int_equal (outcome->surface_id, 3);
  assert_null (cordon_profile_redeem (world->profile, outcome->token,
                                      &(CordonCaptureFacts){ .document_id = id,
                                                             .feature = CORDON_FEATURE_DISPLAY_CAPTURE,
                                                             .surface_id = 4,
                                                             .surface_kind = CORDON_SURFACE_TAB },
                                      NULL));
}

static void
a_surface_is_captured_once_and_asked_for_again (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome, *again;
  CordonCapture *capture;

  world->user.answer = CORDON_ANSWER_ALLOW_SURFACE;
  world->user.details = (CordonAnswerDetails){ .surface_id = 3, .surface_kind = CORDON_SURFACE_WINDOW };
  cordon_document_activated (page);
  outcome = world_ask (world, page, DISPLAY);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_DISPLAY_CAPTURE), CORDON_STATE_PROMPT);
  capture = world_capture (world, page, outcome, CORDON_FEATURE_DISPLAY_CAPTURE);
  cordon_document_activated (page);
  again = world_ask (world, page, DISPLAY);
  assert_int_equal (again->n_done, 1);
  assert_int_equal (world->user.questions->len, 2);
  assert_true (cordon_capture_may_deliver (capture));
  cordon_capture_ended (capture);
  world_advance (world, CORDON_MINUTE_US);
  assert_int_equal (world_count_grants (world), 0);
}

static void
a_token_that_nobody_redeems_expires_and_its_grant_with_it (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);

  assert_int_equal (world_count_grants (world), 1);
  world_advance (world, 30 * CORDON_SECOND_US);
  assert_null (redeem (world, cordon_document_get_id (page), outcome->token, CORDON_FEATURE_CAMERA, "cam"));
  assert_int_equal (world_count_grants (world), 0);
  assert_int_equal (cordon_profile_get_call (world->profile, page), 0);
}

static void
a_capture_that_is_not_started_in_time_is_void (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonCapture *capture = redeem (world, cordon_document_get_id (page), outcome->token,
                                   CORDON_FEATURE_CAMERA, "cam");

  world->user.obeys = FALSE;
  world->time.mono_us += CORDON_CAPTURE_START_US;
  assert_false (cordon_capture_started (capture));
  world_settle (world);
  assert_false (cordon_capture_started (capture));
  assert_false (cordon_capture_may_deliver (capture));
  assert_true (world_has (world->user.stopped, outcome->capture_ids[CORDON_FEATURE_CAMERA]));
}

static void
a_token_is_judged_again_when_it_is_used (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  guint64 id = cordon_document_get_id (page);
  Outcome *revoked, *inactive, *gone;

  world->user.answer = CORDON_ANSWER_ALLOW;
  revoked = world_ask (world, page, CAMERA);
  cordon_profile_revoke (world->profile, world_find_grant (world, SITE, CORDON_FEATURE_CAMERA), NULL);
  assert_null (redeem (world, id, revoked->token, CORDON_FEATURE_CAMERA, "cam"));

  inactive = world_ask (world, page, CAMERA);
  cordon_document_set_fully_active (page, FALSE);
  assert_null (redeem (world, id, inactive->token, CORDON_FEATURE_CAMERA, "cam"));
  cordon_document_set_fully_active (page, TRUE);

  gone = world_ask (world, page, CAMERA);
  cordon_document_gone (page);
  assert_null (redeem (world, id, gone->token, CORDON_FEATURE_CAMERA, "cam"));
}

static void
starting_a_capture_twice_starts_it_once (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonCapture *capture = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);

  assert_true (cordon_capture_started (capture));
  assert_int_equal (world->user.began->len, 1);
  cordon_capture_ended (capture);
  assert_false (cordon_capture_started (capture));
  assert_false (cordon_capture_may_deliver (capture));
  assert_int_equal (world->user.began->len, 1);
  assert_int_equal (world->user.ended->len, 1);
}

static void
the_first_sample_is_a_use_of_the_grant (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonGrantTable const *table = cordon_store_peek_table (cordon_profile_get_store (world->profile));
  g_auto (CordonGrant) grant = { 0 };
  CordonCapture *capture;
  Outcome *outcome;
  guint64 id;

  world->user.answer = CORDON_ANSWER_ALLOW;
  outcome = world_ask (world, page, CAMERA);
  id = world_find_grant (world, SITE, CORDON_FEATURE_CAMERA);
  world->time.wall_us += CORDON_SECOND_US;
  world->time.mono_us += CORDON_SECOND_US;
  capture = world_redeem (world, page, outcome, CORDON_FEATURE_CAMERA);
  assert_true (cordon_capture_started (capture));
  cordon_capture_ended (capture);
  assert_true (cordon_grant_table_get (table, id, &grant));
  assert_int_equal (grant.last_used_wall_us, world->time.wall_us);
}

static void
the_user_s_stop_holds_before_it_returns_and_the_page_cannot_prevent_it (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome;
  CordonCapture *capture;

  world->user.answer = CORDON_ANSWER_ALLOW_VISIT;
  outcome = world_ask (world, page, CAMERA);
  capture = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);
  world->user.obeys = FALSE;
  cordon_profile_stop_capture (world->profile, cordon_capture_get_id (capture));
  assert_false (cordon_capture_may_deliver (capture));
  assert_false (cordon_capture_started (capture));
  assert_true (world_has (world->user.stopped, cordon_capture_get_id (capture)));
  /* What was given for this visit does not come back by itself. */
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  /* The light goes off after the last sample, not before. */
  assert_int_equal (world->user.ended->len, 0);
  cordon_capture_ended (capture);
  assert_int_equal (world->user.ended->len, 1);
}

static void
an_engine_that_does_not_stop_is_reported (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonCapture *capture = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);

  world->user.obeys = FALSE;
  cordon_profile_stop_capture (world->profile, cordon_capture_get_id (capture));
  world_advance (world, CORDON_CAPTURE_STOP_US - 1);
  assert_int_equal (world->user.n_violations, 0);
  world_advance (world, 1);
  assert_int_equal (world->user.n_violations, 1);
  /* Once more, by the way. */
  assert_int_equal (world->user.stopped->len, 2);
}

static void
access_ends_with_the_last_track_of_the_device (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *first = world_ask (world, page, CAMERA | MICROPHONE);
  Outcome *second = world_ask (world, page, CAMERA);
  CordonCapture *one = world_capture (world, page, first, CORDON_FEATURE_CAMERA);
  CordonCapture *two = world_capture (world, page, second, CORDON_FEATURE_CAMERA);
  CordonCapture *sound = world_capture (world, page, first, CORDON_FEATURE_MICROPHONE);

  assert_int_equal (world->user.questions->len, 1);
  cordon_capture_ended (one);
  world_settle (world);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
  cordon_capture_ended (two);
  world_settle (world);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_MICROPHONE), CORDON_STATE_GRANTED);
  assert_true (cordon_capture_may_deliver (sound));
}

static void
the_content_process_can_end_its_own_captures_only (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, "https://other.example");
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonCapture *capture = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);
  guint64 id = cordon_capture_get_id (capture);

  cordon_profile_track_ended (world->profile, other, id);
  assert_true (cordon_capture_may_deliver (capture));
  cordon_profile_track_ended (world->profile, page, id);
  assert_false (cordon_capture_may_deliver (capture));
  assert_true (world_has (world->user.stopped, id));
  world_settle (world);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
}

static void
unload_stops_what_the_document_opened_wherever_its_tracks_are (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) frame = world_open_frame (world, page, SITE, FALSE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  Outcome *of_frame = world_ask (world, frame, CAMERA);
  CordonCapture *capture = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);
  CordonCapture *stays = world_capture (world, frame, of_frame, CORDON_FEATURE_CAMERA);

  /* A track that was transferred to the frame still belongs to the page. */
  cordon_document_gone (page);
  world_settle (world);
  assert_false (cordon_capture_may_deliver (capture));
  assert_true (world_has (world->user.stopped, cordon_capture_get_id (capture)));
  assert_true (cordon_capture_may_deliver (stays));
  cordon_document_gone (frame);
  world_settle (world);
  assert_false (cordon_capture_may_deliver (stays));
  assert_int_equal (world_count_grants (world), 0);
}

/* The track is in the frame now; the capture is still the page's. */
static void
a_transferred_track_is_muted_shown_and_revoked_with_the_document_that_opened_it (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) frame = world_open_frame (world, page, "https://widget.example", FALSE);
  CordonCapture *capture;

  world->user.answer = CORDON_ANSWER_ALLOW;
  capture = world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  cordon_document_set_visible (frame, FALSE);
  cordon_document_gone (frame);
  world_settle (world);
  assert_true (cordon_capture_may_deliver (capture));
  assert_string_equal (world->user.last_use_origin, SITE);
  cordon_profile_set_indicators_visible (world->profile, cordon_document_get_tab_id (page), FALSE);
  assert_false (cordon_capture_may_deliver (capture));
  cordon_profile_set_indicators_visible (world->profile, cordon_document_get_tab_id (page), TRUE);
  assert_true (cordon_capture_may_deliver (capture));
  cordon_profile_revoke (world->profile, world_find_grant (world, SITE, CORDON_FEATURE_CAMERA), NULL);
  assert_false (cordon_capture_may_deliver (capture));
}

static void
closing_the_profile_stops_everything_and_denies_from_then_on (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  Outcome *token = world_ask (world, page, CAMERA);
  CordonCapture *capture = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);
  guint64 screen_id;
  Outcome *late;

  world->user.answer = CORDON_ANSWER_ALLOW_SURFACE;
  world->user.details = (CordonAnswerDetails){ .surface_id = 3, .surface_kind = CORDON_SURFACE_WINDOW };
  cordon_document_activated (page);
  screen_id = cordon_capture_get_id (
    world_capture (world, page, world_ask (world, page, DISPLAY), CORDON_FEATURE_DISPLAY_CAPTURE));

  cordon_profile_close (world->profile);
  assert_false (cordon_capture_may_deliver (capture));
  assert_true (world_has (world->user.stopped, outcome->capture_ids[CORDON_FEATURE_CAMERA]));
  assert_true (world_has (world->user.stopped, screen_id));
  assert_null (redeem (world, cordon_document_get_id (page), token->token, CORDON_FEATURE_CAMERA, "cam"));
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
  late = world_ask_only (world, page, &(CordonRequestSpec){ .features = CAMERA });
  assert_int_equal (late->n_done, 1);
  assert_int_equal (late->verdict, CORDON_DECISION_DENY);
  cordon_capture_ended (capture);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_token_is_good_once_for_each_of_its_features, "B-01", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (an_engine_without_a_token_gets_no_device, "B-01", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (a_token_of_another_document_is_void_for_both, "B-01", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (a_token_opens_no_other_feature_device_or_surface, "B-01 B-28 B-43",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (a_surface_is_captured_once_and_asked_for_again, "B-38 B-39 B-42",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (a_token_that_nobody_redeems_expires_and_its_grant_with_it, "B-03 B-04",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (a_capture_that_is_not_started_in_time_is_void, "B-01", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (a_token_is_judged_again_when_it_is_used, "B-01 B-31", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (starting_a_capture_twice_starts_it_once, "F-30", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (the_first_sample_is_a_use_of_the_grant, "B-36", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (the_user_s_stop_holds_before_it_returns_and_the_page_cannot_prevent_it, "F-01 F-11",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (an_engine_that_does_not_stop_is_reported, "F-01", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (access_ends_with_the_last_track_of_the_device, "B-04", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (the_content_process_can_end_its_own_captures_only, "B-04 B-32", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (unload_stops_what_the_document_opened_wherever_its_tracks_are, "B-33 B-53",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (a_transferred_track_is_muted_shown_and_revoked_with_the_document_that_opened_it, "B-53",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (closing_the_profile_stops_everything_and_denies_from_then_on, "B-01",
                      world_set_up_for_calls, world_tear_down),
  };

  return cordon_test_run (tests);
}
