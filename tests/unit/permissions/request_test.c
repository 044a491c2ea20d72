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

static int
tear_down (void **state)
{
  world_free (*state);

  return 0;
}

static void
a_yes_leads_to_a_token_and_a_token_to_a_device (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autofree Outcome *outcome = world_ask (world, page, CAMERA | MICROPHONE);
  CordonCapture *camera, *microphone;

  assert_int_equal (outcome->n_done, 0);
  assert_int_equal (world->user.questions->len, 1);
  assert_int_equal (cordon_question_get_features (world_last_question (world)), CAMERA | MICROPHONE);
  assert_string_equal (
    cordon_origin_to_string (cordon_question_get_top_level_origin (world_last_question (world))), SITE);

  assert_true (world_answer (world, CORDON_ANSWER_ALLOW_CALL));
  assert_int_equal (outcome->n_done, 1);
  assert_int_equal (outcome->verdict, CORDON_DECISION_ALLOW);
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

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_yes_leads_to_a_token_and_a_token_to_a_device, "B-01 B-03", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
