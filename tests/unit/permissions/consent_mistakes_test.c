/* Mistakes that permission systems have made, each as a test of what must not happen here. */

#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/limits.h"

#define SITE "https://call.example"
#define SPEAKER CORDON_FEATURE_BIT (SPEAKER_SELECTION)

static int
set_up (void **state)
{
  World *world = world_new ();

  world->user.answers = TRUE;
  *state = world;

  return 0;
}

static void
a_decision_about_one_feature_never_writes_another (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      CordonState before[CORDON_N_FEATURES];

      for (guint j = 1; j < CORDON_N_FEATURES; j++)
        before[j] = world_state (world, page, (CordonFeature) j);
      world->user.answer = CORDON_ANSWER_BLOCK;
      cordon_document_activated (page);
      world_ask (world, page, CORDON_FEATURE_SET_OF (i));
      for (guint j = 1; j < CORDON_N_FEATURES; j++)
        if (j != i)
          assert_int_equal (world_state (world, page, (CordonFeature) j), before[j]);
    }
}

static void
a_closed_dialog_is_not_a_no (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  world->user.answer = CORDON_ANSWER_DISMISS;
  world_ask (world, page, CAMERA);
  world->user.answer = CORDON_ANSWER_IGNORE;
  world_ask (world, page, CAMERA);
  assert_int_equal (world_count_grants (world), 0);
  world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  assert_int_equal (world_ask (world, page, CAMERA)->verdict, CORDON_DECISION_ALLOW);
}

static void
asking_every_time_still_opens_the_device (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  for (guint i = 0; i < 3; i++)
    {
      CordonCapture *capture = world_capture (world, page, world_ask (world, page, CAMERA),
                                              CORDON_FEATURE_CAMERA);

      assert_true (cordon_capture_may_deliver (capture));
      cordon_capture_ended (capture);
      world_settle (world);
    }
  assert_int_equal (world->user.questions->len, 3);
}

static void
a_nonsense_token_costs_a_good_one_nothing (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  static const char *const nonsense[] = { "", "0", "g0000000000000000000000000000000", "token" };
  Outcome *outcome;

  world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  outcome = world_ask (world, page, CAMERA);
  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    assert_null (cordon_profile_redeem (
      world->profile, nonsense[i],
      &(CordonCaptureFacts){ .document_id = cordon_document_get_id (page), .feature = CORDON_FEATURE_CAMERA },
      NULL));
  assert_non_null (world_redeem (world, page, outcome, CORDON_FEATURE_CAMERA));
}

static void
a_frame_s_request_and_query_use_the_same_key (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) frame = world_open_frame (world, page, "https://widget.example", FALSE);
  g_autoptr (CordonDocument) alone = world_open (world, "https://widget.example");

  world->user.answer = CORDON_ANSWER_ALLOW;
  world_ask (world, frame, CAMERA);
  assert_int_equal (world_state (world, frame, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
  assert_int_equal (world_state (world, alone, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
}

static void
a_blocked_output_needs_no_question_and_is_no_yes (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *again;

  world->user.answer = CORDON_ANSWER_BLOCK;
  cordon_document_activated (page);
  world_ask (world, page, SPEAKER);
  cordon_document_activated (page);
  again = world_ask (world, page, SPEAKER);
  world_advance (world, 2 * CORDON_SECOND_US);
  assert_int_equal (again->verdict, CORDON_DECISION_DENY);
  assert_int_equal (world->user.questions->len, 1);
}

static void
a_new_screen_request_does_not_answer_or_cancel_the_open_one (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *first, *second;

  world->user.answers = FALSE;
  cordon_document_activated (page);
  first = world_ask (world, page, DISPLAY);
  cordon_document_activated (page);
  second = world_ask (world, page, DISPLAY);
  assert_int_equal (first->n_done + second->n_done, 0);
  assert_int_equal (world->user.questions->len, 1);
  assert_true (cordon_question_is_open (world_last_question (world)));
}

static void
a_stop_from_the_chrome_leaves_no_grace_for_the_page (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *capture;

  world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  capture = world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  cordon_profile_stop_capture (world->profile, cordon_capture_get_id (capture));
  world->user.answers = FALSE;
  assert_int_equal (world_ask (world, page, CAMERA)->n_done, 0);
  assert_int_equal (world->user.questions->len, 2);
}

static void
a_grant_of_one_page_load_is_not_found_by_the_number_of_its_tab (void **state)
{
  World *world = *state;
  CordonDocument *page = world_open_in (world, SITE, 40);
  g_autoptr (CordonDocument) other = NULL;

  world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  cordon_document_gone (page);
  cordon_document_unref (page);
  other = world_open_in (world, SITE, 40);
  assert_int_equal (world_state (world, other, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
}

static void
a_display_grant_is_never_matched_by_another_request (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  world->user.answer = CORDON_ANSWER_ALLOW_SURFACE;
  world->user.details = (CordonAnswerDetails){ .surface_id = 9, .surface_kind = CORDON_SURFACE_WINDOW };
  cordon_document_activated (page);
  world_capture (world, page, world_ask (world, page, DISPLAY), CORDON_FEATURE_DISPLAY_CAPTURE);
  world->user.answers = FALSE;
  cordon_document_activated (page);
  assert_int_equal (world_ask (world, page, DISPLAY)->n_done, 0);
  assert_int_equal (world->user.questions->len, 2);
}

static void
set_grant (World *world, CordonGrantAnswer answer, CordonLifetime lifetime, const char *device)
{
  g_autoptr (CordonOrigin) origin = world_origin (SITE);
  const CordonGrant grant = {
    .origin = origin,
    .feature = CORDON_FEATURE_CAMERA,
    .answer = answer,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = lifetime,
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .device = (char *) (guintptr) device,
    .created_wall_us = world->time.wall_us,
  };

  assert_true (cordon_profile_set_grant (world->profile, &grant, NULL, NULL, NULL));
  world_settle (world);
}

static CordonCapture *
redeem_device (World *world, CordonDocument *page, const char *device)
{
  const CordonCaptureFacts facts = { .document_id = cordon_document_get_id (page),
                                     .feature = CORDON_FEATURE_CAMERA,
                                     .device = device };
  CordonCapture *capture = cordon_profile_redeem (world->profile, world_ask (world, page, CAMERA)->token,
                                                  &facts, NULL);

  if (capture != NULL)
    g_ptr_array_add (world->captures, capture);

  return capture;
}

/* The page asked for any camera and the engine picks one: the yes is for all but the one that was refused. */
static void
a_device_that_was_refused_is_not_opened_by_a_yes_to_all (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  set_grant (world, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED, NULL);
  set_grant (world, CORDON_GRANT_BLOCK, CORDON_LIFETIME_UNTIL_REVOKED, "bedroom");
  assert_null (redeem_device (world, page, "bedroom"));
  assert_non_null (redeem_device (world, page, "desk"));
}

/* Also where no prompt gave it and it is in use all the time. */
static void
a_visit_ends_after_sixteen_hours_whoever_gave_it (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera;

  set_grant (world, CORDON_GRANT_ALLOW, CORDON_LIFETIME_VISIT, NULL);
  camera = world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  world_advance (world, CORDON_VISIT_MAX_US - CORDON_SECOND_US);
  assert_true (cordon_capture_may_deliver (camera));
  world_advance (world, CORDON_SECOND_US);
  assert_false (cordon_capture_may_deliver (camera));
  assert_int_equal (world_count_grants (world), 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_decision_about_one_feature_never_writes_another, "B-29", set_up, world_tear_down),
    CORDON_TEST_WITH (a_closed_dialog_is_not_a_no, "B-18", set_up, world_tear_down),
    CORDON_TEST_WITH (asking_every_time_still_opens_the_device, "B-01 B-03", set_up, world_tear_down),
    CORDON_TEST_WITH (a_nonsense_token_costs_a_good_one_nothing, "B-01", set_up, world_tear_down),
    CORDON_TEST_WITH (a_frame_s_request_and_query_use_the_same_key, "A-10", set_up, world_tear_down),
    CORDON_TEST_WITH (a_blocked_output_needs_no_question_and_is_no_yes, "B-17 B-51", set_up, world_tear_down),
    CORDON_TEST_WITH (a_new_screen_request_does_not_answer_or_cancel_the_open_one, "B-41", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (a_stop_from_the_chrome_leaves_no_grace_for_the_page, "F-11 B-04", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (a_grant_of_one_page_load_is_not_found_by_the_number_of_its_tab, "B-03", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (a_device_that_was_refused_is_not_opened_by_a_yes_to_all, "B-20 B-34", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (a_visit_ends_after_sixteen_hours_whoever_gave_it, "B-30", set_up, world_tear_down),
    CORDON_TEST_WITH (a_display_grant_is_never_matched_by_another_request, "B-38 B-39", set_up,
                      world_tear_down),
  };

  return cordon_test_run (tests);
}
