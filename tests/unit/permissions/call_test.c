#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/limits.h"

#define SITE "https://call.example"

typedef struct
{
  guint n_open;
  CordonCallView last;
} Calls;

static gboolean
count (const CordonCallView *view, gpointer data)
{
  Calls *calls = data;

  calls->n_open += view->end == CORDON_CALL_END_NONE;
  calls->last = *view;

  return TRUE;
}

static Calls
look (World *world)
{
  Calls calls = { 0 };

  cordon_profile_foreach_call (world->profile, count, &calls);

  return calls;
}

static CordonCapture *
start_camera (World *world, CordonDocument *page)
{
  return world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
}

static void
a_call_opens_with_its_first_grant_and_ends_with_its_last_track (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera = start_camera (world, page);

  assert_int_equal (look (world).n_open, 1);
  assert_int_equal (look (world).last.n_captures, 1);
  assert_int_equal (world->user.n_notices[CORDON_NOTICE_CALL_STARTED], 1);
  cordon_capture_ended (camera);
  world_settle (world);
  assert_int_equal (look (world).n_open, 0);
  assert_int_equal (look (world).last.end, CORDON_CALL_END_PAGE);
  assert_int_equal (world->user.n_notices[CORDON_NOTICE_CALL_ENDED], 1);
}

static void
a_connection_keeps_the_call_but_not_the_camera (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera = start_camera (world, page);
  guint64 call_id = cordon_profile_get_call (world->profile, page);

  assert_int_equal (cordon_profile_connection_opened (world->profile, page, 1), call_id);
  cordon_capture_ended (camera);
  world_settle (world);
  assert_int_equal (cordon_profile_get_call (world->profile, page), call_id);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  cordon_profile_connection_closed (world->profile, page, 1);
  assert_int_equal (look (world).last.end, CORDON_CALL_END_PAGE);
}

static void
a_call_opens_with_media_alone_and_asks_nobody (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  assert_int_not_equal (cordon_profile_connection_opened (world->profile, page, 1), 0);
  assert_int_equal (world->user.n_notices[CORDON_NOTICE_CALL_STARTED], 1);
  assert_int_equal (world->user.questions->len, 0);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  assert_int_equal (world_count_grants (world), 0);
}

static void
ending_from_the_chrome_ends_grants_tracks_and_tokens (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera = start_camera (world, page);
  Outcome *token = world_ask (world, page, CAMERA);

  cordon_profile_connection_opened (world->profile, page, 1);
  cordon_profile_end_call (world->profile, cordon_profile_get_call (world->profile, page));
  assert_false (cordon_capture_may_deliver (camera));
  assert_true (world_has (world->user.stopped, cordon_capture_get_id (camera)));
  assert_null (world_redeem (world, page, token, CORDON_FEATURE_CAMERA));
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  assert_int_equal (look (world).last.end, CORDON_CALL_END_CHROME);
}

static void
ending_a_call_also_stops_captures_of_stored_grants_and_keeps_the_grants (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera;

  world->user.answer = CORDON_ANSWER_ALLOW;
  camera = start_camera (world, page);
  cordon_profile_end_call (world->profile, cordon_profile_get_call (world->profile, page));
  assert_false (cordon_capture_may_deliver (camera));
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
}

static void
unload_ends_the_call_and_a_later_visit_is_asked_again (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) later = NULL;

  start_camera (world, page);
  cordon_document_gone (page);
  world_settle (world);
  assert_int_equal (look (world).last.end, CORDON_CALL_END_UNLOAD);
  assert_int_equal (world_count_grants (world), 0);

  later = world_open (world, SITE);
  assert_int_equal (world_state (world, later, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
}

static void
another_tab_or_another_origin_s_frame_is_not_in_the_call (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) frame = world_open_frame (world, page, SITE, FALSE);
  g_autoptr (CordonDocument) widget = world_open_frame (world, page, "https://ad.example", FALSE);
  g_autoptr (CordonDocument) tab = world_open (world, SITE);

  start_camera (world, page);
  assert_int_equal (world_state (world, frame, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
  assert_int_equal (world_state (world, widget, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  assert_int_equal (world_state (world, tab, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
}

static void
losing_the_peer_s_consent_on_the_last_connection_ends_the_call (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera = start_camera (world, page);

  cordon_profile_connection_opened (world->profile, page, 1);
  cordon_profile_connection_opened (world->profile, page, 2);
  cordon_profile_connection_consent_lost (world->profile, page, 1);
  assert_true (cordon_capture_may_deliver (camera));
  cordon_profile_connection_consent_lost (world->profile, page, 2);
  assert_false (cordon_capture_may_deliver (camera));
  assert_int_equal (look (world).last.end, CORDON_CALL_END_CONSENT);
}

static void
nothing_going_on_for_a_while_ends_the_call (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  /* He answered, and the page never came to the front to be given what it asked for. */
  world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  cordon_document_set_focused (page, FALSE);
  world_ask (world, page, CAMERA);
  world_advance (world, CORDON_CALL_IDLE_US - 1);
  cordon_profile_call_activity (world->profile, page);
  world_advance (world, CORDON_CALL_IDLE_US - 1);
  assert_int_equal (look (world).n_open, 1);
  world_advance (world, 1);
  assert_int_equal (look (world).last.end, CORDON_CALL_END_IDLE);
  assert_int_equal (world_count_grants (world), 0);
}

/* Who only listens is in a call too; that the other end still consents is the connection's to know (E-09). */
static void
a_connection_is_never_idle (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  cordon_profile_connection_opened (world->profile, page, 1);
  world_advance (world, 3 * CORDON_CALL_IDLE_US);
  assert_int_equal (look (world).n_open, 1);
  cordon_profile_connection_closed (world->profile, page, 1);
  assert_int_equal (look (world).last.end, CORDON_CALL_END_PAGE);
}

static void
a_live_capture_is_never_idle (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera = start_camera (world, page);

  world_advance (world, 3 * CORDON_CALL_IDLE_US);
  assert_true (cordon_capture_may_deliver (camera));
}

static void
a_page_that_becomes_mixed_loses_its_call_at_once (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera = start_camera (world, page);

  cordon_document_set_active_mixed_content (page);
  assert_false (cordon_capture_may_deliver (camera));
  assert_int_equal (look (world).last.end, CORDON_CALL_END_MIXED);
  assert_int_equal (world->user.n_notices[CORDON_NOTICE_MIXED_CONTENT], 1);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
}

static void
a_call_without_a_capture_ends_as_well_when_its_page_becomes_mixed (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, SITE);

  cordon_profile_connection_opened (world->profile, page, 1);
  cordon_profile_connection_opened (world->profile, other, 2);
  cordon_document_set_active_mixed_content (page);
  assert_int_equal (cordon_profile_get_call (world->profile, page), 0);
  assert_int_not_equal (cordon_profile_get_call (world->profile, other), 0);
  assert_int_equal (world->user.n_notices[CORDON_NOTICE_MIXED_CONTENT], 1);
  assert_int_equal (world->user.n_notices[CORDON_NOTICE_CALL_ENDED], 1);
}

static void
a_call_towards_one_person_ends_like_any_other (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome;
  CordonCapture *camera;

  world->user.answer = CORDON_ANSWER_ALLOW_CALLEE_CALL;
  outcome = world_ask_callee (world, page, CAMERA, "bob@idp.example");
  assert_int_equal (outcome->verdict, CORDON_DECISION_ALLOW);
  assert_true (outcome->isolate);
  camera = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);
  assert_string_equal (cordon_callee_get_display (cordon_capture_get_obligations (camera)->callee),
                       "bob@idp.example");
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  cordon_capture_ended (camera);
  world_settle (world);
  assert_int_equal (world_count_grants (world), 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_call_opens_with_its_first_grant_and_ends_with_its_last_track, "B-03 F-10",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (a_connection_keeps_the_call_but_not_the_camera, "B-03 B-04", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (a_call_opens_with_media_alone_and_asks_nobody, "B-13 B-14 F-10", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (ending_from_the_chrome_ends_grants_tracks_and_tokens, "B-03 F-10 F-11",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (ending_a_call_also_stops_captures_of_stored_grants_and_keeps_the_grants, "F-11",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (unload_ends_the_call_and_a_later_visit_is_asked_again, "B-03 B-33",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (another_tab_or_another_origin_s_frame_is_not_in_the_call, "B-03",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (losing_the_peer_s_consent_on_the_last_connection_ends_the_call, "B-03",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (nothing_going_on_for_a_while_ends_the_call, "B-03", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (a_connection_is_never_idle, "F-10", world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (a_live_capture_is_never_idle, "", world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (a_page_that_becomes_mixed_loses_its_call_at_once, "A-21 A-22", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (a_call_without_a_capture_ends_as_well_when_its_page_becomes_mixed, "A-22",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (a_call_towards_one_person_ends_like_any_other, "B-03 B-05", world_set_up_for_calls,
                      world_tear_down),
  };

  return cordon_test_run (tests);
}
