#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/limits.h"

#define SITE "https://call.example"
#define BOB "bob@idp.example"

static int
set_up (void **state)
{
  *state = world_new ();

  return 0;
}

static void
a_yes_leads_to_a_token_and_a_token_to_a_device (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA | MICROPHONE);
  CordonCapture *camera, *microphone;

  assert_int_equal (outcome->n_done, 0);
  assert_int_equal (world->user.questions->len, 1);
  assert_int_equal (cordon_question_get_features (world_last_question (world)), CAMERA | MICROPHONE);
  assert_string_equal (
    cordon_origin_to_string (cordon_question_get_top_level_origin (world_last_question (world))), SITE);

  assert_true (world_answer (world, CORDON_ANSWER_ALLOW_CALL));
  world_expect_allowed (outcome);
  assert_int_not_equal (outcome->call_id, 0);

  camera = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);
  microphone = world_capture (world, page, outcome, CORDON_FEATURE_MICROPHONE);
  assert_int_equal (cordon_capture_get_id (camera), outcome->capture_ids[CORDON_FEATURE_CAMERA]);
  assert_true (world_has (world->user.began, cordon_capture_get_id (microphone)));
  assert_int_equal (cordon_profile_get_call (world->profile, page), outcome->call_id);

  cordon_capture_ended (camera);
  cordon_capture_ended (microphone);
  world_settle (world);
  assert_int_equal (cordon_profile_get_call (world->profile, page), 0);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  assert_int_equal (world_count_grants (world), 0);
}

static void
a_stored_yes_asks_nobody_and_still_needs_a_token (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *first = NULL, *second = NULL;

  world_user_always (world, CORDON_ANSWER_ALLOW);
  first = world_ask (world, page, CAMERA);
  second = world_ask (world, page, CAMERA);
  world_expect_allowed (second);
  assert_int_equal (second->reason, CORDON_REASON_GRANT);
  assert_string_not_equal (first->token, second->token);
  assert_int_equal (world->user.questions->len, 1);
}

static void
a_state_other_than_prompt_never_shows_a_question (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *blocked = NULL, *again = NULL, *microphone = NULL;

  world_user_always (world, CORDON_ANSWER_BLOCK);
  blocked = world_ask (world, page, CAMERA);
  world_expect_denied (blocked, CORDON_REASON_USER_BLOCKED, "NotAllowedError");
  for (guint i = 0; i < 3; i++)
    {
      again = world_ask (world, page, CAMERA);
      world_advance (world, 2 * CORDON_SECOND_US);
      world_expect_denied (again, CORDON_REASON_GRANT, "NotAllowedError");
    }
  assert_int_equal (world->user.questions->len, 1);

  /* A decision about one thing says nothing about another. */
  world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  microphone = world_ask (world, page, MICROPHONE);
  world_expect_allowed (microphone);
  assert_int_equal (world->user.questions->len, 2);
}

static void
a_hidden_page_waits_and_is_asked_when_it_is_seen (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = NULL;

  cordon_document_set_visible (page, FALSE);
  cordon_document_set_focused (page, FALSE);
  outcome = world_ask (world, page, CAMERA);
  world_advance (world, CORDON_HOUR_US);
  assert_int_equal (outcome->n_done, 0);
  assert_int_equal (world->user.questions->len, 0);

  cordon_document_set_visible (page, TRUE);
  world_settle (world);
  assert_int_equal (world->user.questions->len, 1);
  assert_true (world_answer (world, CORDON_ANSWER_ALLOW_VISIT));
  assert_int_equal (outcome->n_done, 0);

  cordon_document_set_focused (page, TRUE);
  world_settle (world);
  world_expect_allowed (outcome);
}

static void
a_stored_yes_does_not_start_a_hidden_page (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  Outcome *second = NULL;
  world_user_always (world, CORDON_ANSWER_ALLOW);
  world_ask (world, page, CAMERA);
  cordon_document_set_visible (page, FALSE);
  second = world_ask (world, page, CAMERA);
  assert_int_equal (second->n_done, 0);
  cordon_document_set_visible (page, TRUE);
  world_settle (world);
  world_expect_allowed (second);
}

static void
a_yes_that_was_revoked_before_the_focus_came_gives_nothing (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = NULL;

  cordon_document_set_focused (page, FALSE);
  outcome = world_ask (world, page, CAMERA);
  world_answer (world, CORDON_ANSWER_ALLOW);
  assert_int_equal (outcome->n_done, 0);
  assert_true (
    cordon_profile_revoke (world->profile, world_find_grant (world, SITE, CORDON_FEATURE_CAMERA), NULL));
  cordon_document_set_focused (page, TRUE);
  world_advance (world, 2 * CORDON_SECOND_US);
  world_expect_denied (outcome, CORDON_REASON_REVOKED, "NotAllowedError");
}

static void
the_page_hears_what_it_may_know_at_once (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *nothing = world_ask_only (world, page, &(CordonRequestSpec){ 0 });
  Outcome *mixed = world_ask_only (world, page, &(CordonRequestSpec){ .features = CAMERA | DISPLAY });
  Outcome *inactive = NULL, *empty_and_inactive = NULL;

  world_expect_denied (nothing, CORDON_REASON_BAD_REQUEST, "TypeError");
  world_expect_denied (mixed, CORDON_REASON_BAD_REQUEST, "TypeError");
  cordon_document_set_fully_active (page, FALSE);
  inactive = world_ask_only (world, page, &(CordonRequestSpec){ .features = CAMERA });
  world_expect_denied (inactive, CORDON_REASON_NOT_FULLY_ACTIVE, "InvalidStateError");
  empty_and_inactive = world_ask_only (world, page, &(CordonRequestSpec){ 0 });
  world_expect_denied (empty_and_inactive, CORDON_REASON_BAD_REQUEST, "TypeError");
  assert_int_equal (world->user.questions->len, 0);
}

static void
one_refused_kind_refuses_the_whole_request (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  Outcome *both = NULL;
  world_user_always (world, CORDON_ANSWER_BLOCK);
  world_ask (world, page, CAMERA);
  world->user.answer = CORDON_ANSWER_ALLOW;
  both = world_ask (world, page, CAMERA | MICROPHONE);
  world_advance (world, 2 * CORDON_SECOND_US);
  world_expect_denied (both, CORDON_REASON_GRANT, "NotAllowedError");
  assert_int_equal (world->user.questions->len, 1);
  assert_int_equal (world_find_grant (world, SITE, CORDON_FEATURE_MICROPHONE), 0);
}

static void
one_kind_that_the_policy_forbids_refuses_the_whole_request_before_any_device_is_looked_at (void **state)
{
  World *world = *state;
  CordonDocumentFacts facts = world_usual_facts (7);
  const CordonRequestSpec no_device = { .features = CAMERA | MICROPHONE,
                                        .fault = CORDON_REQUEST_FAULT_NO_DEVICE };
  g_autoptr (CordonDocument) page = NULL;
  Outcome *both, *without_devices, *alone;

  facts.permissions_policy.enabled = MICROPHONE;
  page = world_commit (world, SITE, SITE, &facts);
  both = world_ask (world, page, CAMERA | MICROPHONE);
  without_devices = world_ask_spec (world, page, &no_device);
  world_advance (world, 2 * CORDON_SECOND_US);
  world_expect_denied (both, CORDON_REASON_PERMISSIONS_POLICY, "NotAllowedError");
  world_expect_denied (without_devices, CORDON_REASON_PERMISSIONS_POLICY, "NotAllowedError");
  assert_int_equal (world->user.questions->len, 0);
  alone = world_ask (world, page, MICROPHONE);
  assert_int_equal (alone->n_done, 0);
  assert_int_equal (world->user.questions->len, 1);
}

/* The engine says that the frame is secure; its chain says otherwise. */
static void
the_chain_of_ancestors_is_looked_at_whatever_the_engine_says (void **state)
{
  World *world = *state;
  CordonDocumentFacts facts = world_usual_facts (7);
  g_autoptr (CordonDocument) frame = world_commit (world, SITE, "http://plain.example", &facts);
  Outcome *outcome = world_ask (world, frame, CAMERA);

  world_advance (world, 2 * CORDON_SECOND_US);
  world_expect_denied (outcome, CORDON_REASON_INSECURE_CONTEXT, "NotAllowedError");
  assert_int_equal (world_state (world, frame, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
  assert_int_equal (world->user.questions->len, 0);
}

static void
screen_sharing_wants_a_gesture_and_the_focus_at_once (void **state)
{
  World *world = *state;
  const CordonRequestSpec spec = { .features = DISPLAY };
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *cold = world_ask_only (world, page, &spec);
  Outcome *late = NULL, *unfocused = NULL, *warm = NULL, *spent = NULL;

  world_expect_denied (cold, CORDON_REASON_NO_ACTIVATION, "InvalidStateError");
  cordon_document_activated (page);
  world_advance (world, CORDON_ACTIVATION_US);
  late = world_ask_only (world, page, &spec);
  world_expect_denied (late, CORDON_REASON_NO_ACTIVATION, "InvalidStateError");

  cordon_document_activated (page);
  cordon_document_set_focused (page, FALSE);
  unfocused = world_ask_only (world, page, &spec);
  world_expect_denied (unfocused, CORDON_REASON_NOT_FOCUSED, "InvalidStateError");
  cordon_document_set_focused (page, TRUE);

  warm = world_ask (world, page, DISPLAY);
  assert_int_equal (warm->n_done, 0);
  assert_int_equal (world->user.questions->len, 1);
  spent = world_ask_only (world, page, &spec);
  world_expect_denied (spent, CORDON_REASON_NO_ACTIVATION, "InvalidStateError");
}

static void
faults_of_display_constraints_have_their_own_names (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *syntax = NULL, *floor = NULL;

  cordon_document_activated (page);
  syntax = world_ask_only (world, page,
                           &(CordonRequestSpec){ .features = DISPLAY, .fault = CORDON_REQUEST_FAULT_SYNTAX });
  world_expect_denied (syntax, CORDON_REASON_BAD_REQUEST, "TypeError");
  floor = world_ask_only (
    world, page, &(CordonRequestSpec){ .features = DISPLAY, .fault = CORDON_REQUEST_FAULT_BELOW_FLOOR });
  world_expect_denied (floor, CORDON_REASON_BAD_REQUEST, "OverconstrainedError");
}

static void
missing_devices_and_constraints_hide_behind_a_denial (void **state)
{
  World *world = *state;
  const CordonRequestSpec none = { .features = CAMERA, .fault = CORDON_REQUEST_FAULT_NO_DEVICE };
  const CordonRequestSpec constrained = { .features = CAMERA, .fault = CORDON_REQUEST_FAULT_OVERCONSTRAINED };
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *prompt = world_ask_spec (world, page, &none);
  Outcome *prompt_constrained = world_ask_spec (world, page, &constrained);

  Outcome *denied = NULL, *denied_constrained = NULL;
  world_expect_denied (prompt, CORDON_REASON_BAD_REQUEST, "NotFoundError");
  world_expect_denied (prompt_constrained, CORDON_REASON_BAD_REQUEST, "OverconstrainedError");
  world_user_always (world, CORDON_ANSWER_BLOCK);
  world_ask (world, page, CAMERA);
  denied = world_ask_spec (world, page, &none);
  denied_constrained = world_ask_spec (world, page, &constrained);
  world_advance (world, CORDON_MINUTE_US);
  world_expect_denied (denied, CORDON_REASON_GRANT, "NotAllowedError");
  world_expect_denied (denied_constrained, CORDON_REASON_GRANT, "NotAllowedError");
}

static void
a_callee_request_is_narrower_and_does_not_open_the_wider_one (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *isolated = NULL, *again = NULL;

  world_user_always (world, CORDON_ANSWER_ALLOW_CALLEE);
  isolated = world_ask_callee (world, page, CAMERA, BOB);
  world_expect_allowed (isolated);
  assert_true (isolated->isolate);
  again = world_ask_callee (world, page, CAMERA, BOB);
  world_expect_allowed (again);
  assert_true (again->isolate);
  assert_int_equal (world->user.questions->len, 1);

  world->user.answers = FALSE;
  world_capture (world, page, isolated, CORDON_FEATURE_CAMERA);
  world_ask_callee (world, page, CAMERA, "eve@idp.example");
  assert_int_equal (world->user.questions->len, 2);
  world_answer (world, CORDON_ANSWER_DISMISS);
  world_ask (world, page, CAMERA);
  assert_int_equal (world->user.questions->len, 3);
  assert_null (cordon_question_get_callee (world_last_question (world)));
}

static void
a_plain_yes_answers_a_callee_request_as_isolated_media (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *plain = NULL, *isolated = NULL;

  world_user_always (world, CORDON_ANSWER_ALLOW);
  plain = world_ask (world, page, CAMERA);
  assert_false (plain->isolate);
  isolated = world_ask_callee (world, page, CAMERA, BOB);
  world_expect_allowed (isolated);
  assert_true (isolated->isolate);
  assert_int_equal (world->user.questions->len, 1);
}

static void
pan_tilt_and_zoom_is_the_stronger_form (void **state)
{
  World *world = *state;
  const CordonRequestSpec strong = { .features = CAMERA, .pan_tilt_zoom = TRUE };
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  Outcome *asked = NULL, *weak_again = NULL, *denied = NULL;
  world_user_always (world, CORDON_ANSWER_ALLOW);
  world_ask (world, page, CAMERA);
  asked = world_ask_spec (world, page, &strong);
  assert_int_equal (world->user.questions->len, 2);
  world_expect_allowed (asked);
  weak_again = world_ask (world, page, CAMERA);
  world_expect_allowed (weak_again);
  assert_int_equal (world->user.questions->len, 2);

  {
    g_autoptr (CordonDocument) other = world_open (world, "https://other.example");

    NULL;
    world->user.answer = CORDON_ANSWER_BLOCK;
    world_ask (world, other, CAMERA);
    denied = world_ask_spec (world, other, &strong);
    world_advance (world, 2 * CORDON_SECOND_US);
    world_expect_denied (denied, CORDON_REASON_GRANT, "NotAllowedError");
  }
}

static void
a_frame_uses_the_grant_of_its_top_level_page_but_not_through_a_wildcard (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) frame = world_open_frame (world, page, "https://widget.example", FALSE);
  g_autoptr (CordonDocument) wild = world_open_frame (world, page, "https://any.example", TRUE);

  Outcome *delegated = NULL, *wildcard = NULL;
  world_user_always (world, CORDON_ANSWER_ALLOW);
  world_ask (world, page, CAMERA);
  delegated = world_ask (world, frame, CAMERA);
  world_expect_allowed (delegated);
  assert_int_equal (world->user.questions->len, 1);

  world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  wildcard = world_ask (world, wild, CAMERA);
  world_expect_allowed (wildcard);
  assert_int_equal (world->user.questions->len, 2);
  assert_false (cordon_question_offers (world_last_question (world), CORDON_ANSWER_ALLOW));
  assert_non_null (cordon_question_get_frame_origin (world_last_question (world)));
  world_ask (world, wild, CAMERA);
  assert_int_equal (world->user.questions->len, 3);
  assert_int_equal (world_state (world, wild, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  assert_non_null (world_redeem (world, wild, wildcard, CORDON_FEATURE_CAMERA));
}

/* The stored yes is not used there, and what is asked for is isolated all the same. */
static void
a_callee_request_through_a_wildcard_is_isolated_too (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) wild = world_open_frame (world, page, "https://any.example", TRUE);
  const CordonObligations *obligations;
  Outcome *outcome;

  world_user_always (world, CORDON_ANSWER_ALLOW);
  world_ask (world, page, CAMERA);
  world->user.answer = CORDON_ANSWER_ALLOW_CALLEE_CALL;
  outcome = world_ask_callee (world, wild, CAMERA, BOB);
  world_expect_allowed (outcome);
  assert_int_equal (world->user.questions->len, 2);
  assert_true (outcome->isolate);
  obligations = cordon_capture_get_obligations (world_capture (world, wild, outcome, CORDON_FEATURE_CAMERA));
  assert_true (obligations->isolate);
  assert_string_equal (cordon_callee_get_display (obligations->callee), BOB);
}

static void
an_insecure_page_is_refused_without_a_question (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, "http://plain.example");
  Outcome *outcome = world_ask (world, page, CAMERA);

  world_expect_denied (outcome, CORDON_REASON_INSECURE_CONTEXT, "NotAllowedError");
  assert_int_equal (world->user.questions->len, 0);
  assert_int_equal (world->user.n_notices[CORDON_NOTICE_REQUEST_DENIED], 1);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_yes_leads_to_a_token_and_a_token_to_a_device, "B-01 B-03", set_up, world_tear_down),
    CORDON_TEST_WITH (a_stored_yes_asks_nobody_and_still_needs_a_token, "B-01 B-17", set_up, world_tear_down),
    CORDON_TEST_WITH (a_state_other_than_prompt_never_shows_a_question, "B-17 B-22", set_up, world_tear_down),
    CORDON_TEST_WITH (a_hidden_page_waits_and_is_asked_when_it_is_seen, "B-15 A-23", set_up, world_tear_down),
    CORDON_TEST_WITH (a_stored_yes_does_not_start_a_hidden_page, "B-15 A-23", set_up, world_tear_down),
    CORDON_TEST_WITH (a_yes_that_was_revoked_before_the_focus_came_gives_nothing, "B-15 B-31", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (the_page_hears_what_it_may_know_at_once, "B-16 B-41", set_up, world_tear_down),
    CORDON_TEST_WITH (one_refused_kind_refuses_the_whole_request, "A-20", set_up, world_tear_down),
    CORDON_TEST_WITH (
      one_kind_that_the_policy_forbids_refuses_the_whole_request_before_any_device_is_looked_at, "A-20",
      set_up, world_tear_down),
    CORDON_TEST_WITH (the_chain_of_ancestors_is_looked_at_whatever_the_engine_says, "A-05 A-06", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (screen_sharing_wants_a_gesture_and_the_focus_at_once, "B-40", set_up, world_tear_down),
    CORDON_TEST_WITH (faults_of_display_constraints_have_their_own_names, "B-40", set_up, world_tear_down),
    CORDON_TEST_WITH (missing_devices_and_constraints_hide_behind_a_denial, "B-23", set_up, world_tear_down),
    CORDON_TEST_WITH (a_plain_yes_answers_a_callee_request_as_isolated_media, "B-11", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (pan_tilt_and_zoom_is_the_stronger_form, "B-12", set_up, world_tear_down),
    CORDON_TEST_WITH (a_callee_request_through_a_wildcard_is_isolated_too, "B-11 C-02", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (an_insecure_page_is_refused_without_a_question, "A-04", set_up, world_tear_down),
    CORDON_TEST_WITH (a_frame_uses_the_grant_of_its_top_level_page_but_not_through_a_wildcard, "A-10 F-14",
                      set_up, world_tear_down),
    CORDON_TEST_WITH (a_callee_request_is_narrower_and_does_not_open_the_wider_one, "B-05 B-08 B-10 B-11",
                      set_up, world_tear_down),
  };

  return cordon_test_run (tests);
}
