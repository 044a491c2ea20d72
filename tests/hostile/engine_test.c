/* An engine that ignores what it is obliged to: whatever it tries, it holds no capture that may deliver, and the user
 * sees what is open.
 */

#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/capture_private.h"

#define SITE "https://call.example"
#define BOB "bob@idp.example"

static int
set_up (void **state)
{
  World *world = world_new ();

  world->user.answers = TRUE;
  world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  world->user.obeys = FALSE;
  *state = world;

  return 0;
}

static CordonCapture *
redeem (World *world, CordonDocument *document, const char *token, CordonFeature feature)
{
  const CordonCaptureFacts facts = { .document_id = cordon_document_get_id (document), .feature = feature };
  CordonCapture *capture = cordon_profile_redeem (world->profile, token, &facts, NULL);

  if (capture != NULL)
    g_ptr_array_add (world->captures, capture);

  return capture;
}

static void
it_opens_nothing_with_what_it_was_not_given (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, "https://other.example");
  Outcome *camera = world_ask (world, page, CAMERA);

  assert_null (redeem (world, page, "0123456789abcdef0123456789abcdef", CORDON_FEATURE_CAMERA));
  assert_null (redeem (world, other, camera->token, CORDON_FEATURE_CAMERA));
  camera = world_ask (world, page, CAMERA);
  assert_null (redeem (world, page, camera->token, CORDON_FEATURE_MICROPHONE));
  camera = world_ask (world, page, CAMERA);
  assert_non_null (redeem (world, page, camera->token, CORDON_FEATURE_CAMERA));
  assert_null (redeem (world, page, camera->token, CORDON_FEATURE_CAMERA));
  assert_int_equal (world->user.began->len, 0);
}

static void
it_cannot_lose_the_callee_on_the_way (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *isolated;
  CordonCapture *capture;

  world->user.answer = CORDON_ANSWER_ALLOW_CALLEE;
  isolated = world_ask_callee (world, page, CAMERA, BOB);
  capture = redeem (world, page, isolated->token, CORDON_FEATURE_CAMERA);
  assert_non_null (capture);
  assert_true (cordon_capture_get_obligations (capture)->isolate);
  assert_string_equal (cordon_callee_get_display (cordon_capture_get_obligations (capture)->callee), BOB);
  assert_int_equal (cordon_capture_get_obligations (capture)->indicators, CAMERA);
}

static void
it_cannot_keep_a_device_that_the_user_stopped (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *capture = world_capture (world, page, world_ask (world, page, CAMERA),
                                          CORDON_FEATURE_CAMERA);

  cordon_profile_stop_capture (world->profile, cordon_capture_get_id (capture));
  cordon_capture_set_muted (capture, TRUE);
  cordon_capture_set_muted (capture, FALSE);
  assert_false (cordon_capture_started (capture));
  assert_false (cordon_capture_may_deliver (capture));
  /* Its light stays on as long as it has not let go, and then it is reported. */
  assert_int_equal (world->user.ended->len, 0);
  world_advance (world, CORDON_CAPTURE_STOP_US);
  assert_int_equal (world->user.n_violations, 1);
  assert_int_equal (world->user.ended->len, 1);
}

static void
it_cannot_start_in_the_dark (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *capture = redeem (world, page, world_ask (world, page, CAMERA)->token,
                                   CORDON_FEATURE_CAMERA);

  cordon_profile_set_presenter (world->profile, NULL, NULL);
  assert_false (cordon_capture_started (capture));
  assert_false (cordon_capture_may_deliver (capture));
  cordon_document_set_visible (page, FALSE);
  cordon_document_set_visible (page, TRUE);
  assert_false (cordon_capture_may_deliver (capture));
}

static void
it_cannot_save_tokens_for_later (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonCapture *capture;

  world_advance (world, CORDON_MINUTE_US);
  assert_null (redeem (world, page, outcome->token, CORDON_FEATURE_CAMERA));
  capture = redeem (world, page, world_ask (world, page, CAMERA)->token, CORDON_FEATURE_CAMERA);
  world_advance (world, CORDON_MINUTE_US);
  assert_false (cordon_capture_started (capture));
  assert_int_equal (world_count_grants (world), 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (it_opens_nothing_with_what_it_was_not_given, "B-01", set_up, world_tear_down),
    CORDON_TEST_WITH (it_cannot_lose_the_callee_on_the_way, "B-05 B-10", set_up, world_tear_down),
    CORDON_TEST_WITH (it_cannot_keep_a_device_that_the_user_stopped, "F-01 F-11 B-31", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (it_cannot_start_in_the_dark, "F-30", set_up, world_tear_down),
    CORDON_TEST_WITH (it_cannot_save_tokens_for_later, "B-01 B-03", set_up, world_tear_down),
  };

  return cordon_test_run (tests);
}
