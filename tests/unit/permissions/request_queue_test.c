#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/limits.h"

#define SITE "https://call.example"

static int
set_up (void **state)
{
  *state = world_new ();

  return 0;
}

static void
a_dismissed_question_stores_nothing_and_the_promise_waits (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);

  world_answer (world, CORDON_ANSWER_DISMISS);
  world_advance (world, CORDON_HOUR_US);
  assert_int_equal (outcome->n_done, 0);
  assert_int_equal (world_count_grants (world), 0);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  assert_int_equal (world->user.questions->len, 1);

  cordon_document_gone (page);
  world_expect_denied (outcome, CORDON_REASON_GONE, "AbortError");
}

static void
a_question_without_a_presenter_stays_open_and_grants_nothing (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = NULL;

  cordon_profile_set_presenter (world->profile, NULL, NULL);
  outcome = world_ask (world, page, CAMERA);
  world_advance (world, CORDON_DAY_US);
  assert_int_equal (outcome->n_done, 0);
  assert_int_equal (world_count_grants (world), 0);
}

static void
requests_of_one_turn_are_asked_together_and_answered_each (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *camera = world_ask_only (world, page, &(CordonRequestSpec){ .features = CAMERA });
  Outcome *microphone = world_ask_only (world, page, &(CordonRequestSpec){ .features = MICROPHONE });
  Outcome *late = NULL;

  world_settle (world);
  assert_int_equal (world->user.questions->len, 1);
  assert_int_equal (cordon_question_get_features (world_last_question (world)), CAMERA | MICROPHONE);
  late = world_ask (world, page, CAMERA);
  assert_int_equal (world->user.questions->len, 1);
  world_answer (world, CORDON_ANSWER_ALLOW_CALL);
  world_expect_allowed (camera);
  world_expect_allowed (microphone);
  world_expect_allowed (late);
  assert_int_equal (camera->features, CAMERA);
  assert_int_equal (microphone->features, MICROPHONE);
  assert_int_equal (camera->call_id, microphone->call_id);
}

static void
screen_sharing_has_its_own_question_even_in_the_same_turn (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  Outcome *screen = NULL;
  cordon_document_activated (page);
  world_ask_only (world, page, &(CordonRequestSpec){ .features = CAMERA });
  screen = world_ask_only (world, page, &(CordonRequestSpec){ .features = DISPLAY });
  world_settle (world);
  assert_int_equal (world->user.questions->len, 1);
  assert_int_equal (cordon_question_get_kind (world_last_question (world)), CORDON_PROMPT_KIND_DEVICE);
  world_answer (world, CORDON_ANSWER_BLOCK);

  assert_int_equal (world->user.questions->len, 2);
  assert_int_equal (cordon_question_get_kind (world_last_question (world)), CORDON_PROMPT_KIND_DISPLAY);
  assert_int_equal (cordon_question_get_features (world_last_question (world)), DISPLAY);
  world->user.details = (CordonAnswerDetails){ .surface_id = 7, .surface_kind = CORDON_SURFACE_WINDOW };
  assert_true (world_answer (world, CORDON_ANSWER_ALLOW_SURFACE));
  world_expect_allowed (screen);
}

static void
two_screen_requests_are_two_questions (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *first = NULL, *second = NULL;

  cordon_document_activated (page);
  first = world_ask_only (world, page, &(CordonRequestSpec){ .features = DISPLAY });
  cordon_document_activated (page);
  second = world_ask_only (world, page, &(CordonRequestSpec){ .features = DISPLAY });
  world_settle (world);
  world->user.details = (CordonAnswerDetails){ .surface_id = 7, .surface_kind = CORDON_SURFACE_WINDOW };
  assert_true (world_answer (world, CORDON_ANSWER_ALLOW_SURFACE));
  world_expect_allowed (first);
  assert_int_equal (second->n_done, 0);
  assert_int_equal (world->user.questions->len, 2);
}

static void
automatic_denials_come_after_a_random_while (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  Outcome *early = NULL, *late = NULL;
  world_user_always (world, CORDON_ANSWER_BLOCK);
  world_ask (world, page, CAMERA);

  world->random = 0;
  early = world_ask (world, page, CAMERA);
  world_advance (world, CORDON_AUTO_DENIAL_MIN_US - 1);
  assert_int_equal (early->n_done, 0);
  world_advance (world, 1);
  world_expect_denied (early, CORDON_REASON_GRANT, "NotAllowedError");

  world->random = (guint32) (CORDON_AUTO_DENIAL_MAX_US - CORDON_AUTO_DENIAL_MIN_US);
  late = world_ask (world, page, CAMERA);
  world_advance (world, CORDON_AUTO_DENIAL_MAX_US - 1);
  assert_int_equal (late->n_done, 0);
  world_advance (world, 1);
  world_expect_denied (late, CORDON_REASON_GRANT, "NotAllowedError");
}

static void
a_probe_for_devices_becomes_slower_and_slower (void **state)
{
  World *world = *state;
  const CordonRequestSpec probe = { .features = CAMERA, .fault = CORDON_REQUEST_FAULT_NO_DEVICE };
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  guint n_immediate = 0;

  for (guint i = 0; i < 8; i++)
    {
      Outcome *outcome = world_ask_spec (world, page, &probe);

      n_immediate += outcome->n_done;
      world_advance (world, CORDON_SECOND_US / 2);
      if (i == 7)
        assert_int_equal (outcome->n_done, 0);
      world_advance (world, 5 * CORDON_SECOND_US);
      assert_int_equal (outcome->n_done, 1);
    }
  assert_int_equal (n_immediate, 5);
}

static void
a_request_of_the_user_s_choice_asks_although_permission_exists (void **state)
{
  World *world = *state;
  const CordonRequestSpec picker = { .features = CAMERA, .user_chooses = TRUE };
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  Outcome *second = NULL;
  world_user_always (world, CORDON_ANSWER_ALLOW);
  world_ask (world, page, CAMERA);
  world->user.details.camera_device = "usb-2";
  second = world_ask_spec (world, page, &picker);
  assert_int_equal (world->user.questions->len, 2);
  assert_true (cordon_question_is_picker (world_last_question (world)));
  world_expect_allowed (second);
  assert_string_equal (second->camera_device, "usb-2");
}

static void
a_question_that_another_tab_answered_is_withdrawn (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) one = world_open (world, SITE);
  g_autoptr (CordonDocument) two = world_open (world, SITE);
  Outcome *first = world_ask (world, one, CAMERA);
  Outcome *second = world_ask (world, two, CAMERA);

  assert_int_equal (world->user.questions->len, 2);
  assert_true (world_answer (world, CORDON_ANSWER_ALLOW));
  world_expect_allowed (second);
  world_expect_allowed (first);
  assert_int_equal (world->user.n_withdrawn, 1);
  assert_false (cordon_question_is_open (world->user.questions->pdata[0]));
}

static void
a_question_of_two_kinds_goes_when_one_of_them_is_refused_elsewhere (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonOrigin) key = world_origin (SITE);
  Outcome *both = world_ask (world, page, CAMERA | MICROPHONE);

  assert_true (cordon_question_is_open (world_last_question (world)));
  assert_true (cordon_profile_set_state (world->profile, key, CORDON_FEATURE_CAMERA, CORDON_STATE_DENIED,
                                         CORDON_GRANT_SOURCE_SETTINGS, NULL));
  world_settle (world);
  world_advance (world, 2 * CORDON_SECOND_US);
  world_expect_denied (both, CORDON_REASON_GRANT, "NotAllowedError");
  assert_false (cordon_question_is_open (world_last_question (world)));
  assert_int_equal (world->user.n_withdrawn, 1);
}

static void
a_question_stays_while_one_of_those_who_share_it_waits (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *first = world_ask_only (world, page, &(CordonRequestSpec){ .features = CAMERA });
  Outcome *second = world_ask_only (world, page, &(CordonRequestSpec){ .features = CAMERA });

  world_settle (world);
  cordon_profile_cancel_request (world->profile, first->id);
  world_settle (world);
  assert_true (cordon_question_is_open (world_last_question (world)));
  assert_int_equal (world->user.n_withdrawn, 0);
  world_answer (world, CORDON_ANSWER_ALLOW_CALL);
  world_expect_allowed (second);
  world_expect_denied (first, CORDON_REASON_GONE, "AbortError");
}

static void
tabs_do_not_hold_each_other_up (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) one = world_open (world, SITE);
  g_autoptr (CordonDocument) two = world_open (world, "https://other.example");
  Outcome *first = world_ask (world, one, CAMERA);
  Outcome *second = world_ask (world, two, CAMERA);

  world_answer (world, CORDON_ANSWER_ALLOW_CALL);
  assert_int_equal (first->n_done, 0);
  world_expect_allowed (second);
}

static void
a_request_dies_with_its_document (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonQuestion *question = world_last_question (world);

  cordon_document_gone (page);
  world_settle (world);
  world_expect_denied (outcome, CORDON_REASON_GONE, "AbortError");
  assert_int_equal (world->user.n_withdrawn, 1);
  assert_false (cordon_question_answer (question, CORDON_ANSWER_ALLOW, NULL, NULL));
  assert_int_equal (world_count_grants (world), 0);
}

static void
a_cancelled_request_is_answered_once_and_its_question_goes (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);

  cordon_profile_cancel_request (world->profile, outcome->id);
  cordon_profile_cancel_request (world->profile, outcome->id);
  world_settle (world);
  world_expect_denied (outcome, CORDON_REASON_GONE, "AbortError");
  assert_int_equal (world->user.n_withdrawn, 1);
}

static void
a_yes_whose_document_went_away_meanwhile_leaves_no_call_grant (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);

  assert_true (cordon_question_answer (world_last_question (world), CORDON_ANSWER_ALLOW_CALL, NULL, NULL));
  cordon_document_gone (page);
  world_settle (world);
  world_expect_denied (outcome, CORDON_REASON_GONE, "AbortError");
  assert_int_equal (world_count_grants (world), 0);
}

static void
embargo_follows_three_dismissals_and_a_decision_of_the_user_stands_above_it (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonOrigin) origin = world_origin (SITE);
  Outcome *held = NULL, *after = NULL;

  world_user_always (world, CORDON_ANSWER_DISMISS);
  for (guint i = 0; i < 3; i++)
    world_ask (world, page, CAMERA);
  assert_int_equal (world->user.questions->len, 3);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
  held = world_ask (world, page, CAMERA);
  world_advance (world, 2 * CORDON_SECOND_US);
  world_expect_denied (held, CORDON_REASON_EMBARGO_DISMISSED, "NotAllowedError");
  assert_int_equal (world->user.questions->len, 3);

  assert_true (cordon_profile_set_state (world->profile, origin, CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED,
                                         CORDON_GRANT_SOURCE_SETTINGS, NULL));
  world_settle (world);
  after = world_ask (world, page, CAMERA);
  world_expect_allowed (after);
}

static void
leaving_a_question_open_four_times_is_an_embargo (void **state)
{
  World *world = *state;

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (CordonDocument) page = world_open (world, SITE);

      world_ask (world, page, MICROPHONE);
      assert_int_equal (world->user.questions->len, i + 1);
      cordon_document_gone (page);
      world_settle (world);
    }
  {
    g_autoptr (CordonDocument) page = world_open (world, SITE);

    assert_int_equal (world_state (world, page, CORDON_FEATURE_MICROPHONE), CORDON_STATE_DENIED);
    assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
    world_advance (world, CORDON_EMBARGO_US + CORDON_SECOND_US);
    assert_int_equal (world_state (world, page, CORDON_FEATURE_MICROPHONE), CORDON_STATE_PROMPT);
  }
}

static void
quiet_questions_are_held_back_sooner (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  NULL;
  cordon_profile_set_quiet_prompts (world->profile, CAMERA);
  world_ask (world, page, CAMERA);
  assert_true (cordon_question_is_quiet (world_last_question (world)));
  world_answer (world, CORDON_ANSWER_DISMISS);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_dismissed_question_stores_nothing_and_the_promise_waits, "B-18", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (a_question_without_a_presenter_stays_open_and_grants_nothing, "B-01 B-18", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (requests_of_one_turn_are_asked_together_and_answered_each, "B-21", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (screen_sharing_has_its_own_question_even_in_the_same_turn, "B-41", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (two_screen_requests_are_two_questions, "B-38 B-41", set_up, world_tear_down),
    CORDON_TEST_WITH (automatic_denials_come_after_a_random_while, "B-23", set_up, world_tear_down),
    CORDON_TEST_WITH (a_probe_for_devices_becomes_slower_and_slower, "B-26", set_up, world_tear_down),
    CORDON_TEST_WITH (a_request_of_the_user_s_choice_asks_although_permission_exists, "B-28", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (a_question_that_another_tab_answered_is_withdrawn, "B-17", set_up, world_tear_down),
    CORDON_TEST_WITH (a_question_of_two_kinds_goes_when_one_of_them_is_refused_elsewhere, "A-20 B-17", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (a_question_stays_while_one_of_those_who_share_it_waits, "B-21", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (tabs_do_not_hold_each_other_up, "B-22", set_up, world_tear_down),
    CORDON_TEST_WITH (a_request_dies_with_its_document, "B-18 B-33", set_up, world_tear_down),
    CORDON_TEST_WITH (a_cancelled_request_is_answered_once_and_its_question_goes, "B-18", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (a_yes_whose_document_went_away_meanwhile_leaves_no_call_grant, "B-03 B-33", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (leaving_a_question_open_four_times_is_an_embargo, "B-22", set_up, world_tear_down),
    CORDON_TEST_WITH (quiet_questions_are_held_back_sooner, "B-22", set_up, world_tear_down),
    CORDON_TEST_WITH (embargo_follows_three_dismissals_and_a_decision_of_the_user_stands_above_it, "B-22",
                      set_up, world_tear_down),
  };

  return cordon_test_run (tests);
}
