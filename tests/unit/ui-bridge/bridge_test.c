#include "tests/unit/ui-bridge/chrome.h"

/* A page that has the camera, from the click to the first sample. */
static CordonCapture *
start_camera (Chrome *chrome, CordonDocument *document)
{
  Outcome *outcome = world_ask (chrome->world, document, CAMERA);

  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW_CALL));
  return world_capture (chrome->world, document, outcome, CORDON_FEATURE_CAMERA);
}

static void
the_light_is_drawn_before_the_first_sample_and_goes_after_the_last (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  Outcome *outcome = world_ask (chrome->world, document, CAMERA);
  CordonCapture *capture;

  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW_CALL));
  capture = world_redeem (chrome->world, document, outcome, CORDON_FEATURE_CAMERA);
  assert_false (cordon_capture_may_deliver (capture));
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_OFF);
  assert_true (cordon_capture_started (capture));
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_LIVE);
  assert_true (cordon_capture_may_deliver (capture));

  world_advance (chrome->world, 10 * CORDON_SECOND_US);
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_LIVE);
  cordon_capture_ended (capture);
  assert_false (cordon_capture_may_deliver (capture));
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_OFF);
}

static void
a_chrome_that_cannot_draw_gets_no_samples (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  Outcome *outcome = world_ask (chrome->world, document, CAMERA);
  CordonCapture *capture;

  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW_CALL));
  chrome->blind = TRUE;
  capture = world_redeem (chrome->world, document, outcome, CORDON_FEATURE_CAMERA);
  assert_false (cordon_capture_started (capture));
  assert_false (cordon_capture_may_deliver (capture));
}

/* The user ticked the sound of the shared window. */
static void
the_sound_of_a_shared_surface_has_a_light_of_its_own (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  const CordonRequestSpec spec = { .features = DISPLAY, .wants_audio = TRUE };
  const CordonPromptSurface window = { .surface_id = 5, .kind = CORDON_SURFACE_WINDOW };
  const CordonAnswerDetails with_sound = { .share_audio = TRUE };
  CordonPrompt *prompt;
  Outcome *outcome;
  g_autoptr (CordonCapture) capture = NULL;
  CordonCaptureFacts facts = { .feature = CORDON_FEATURE_DISPLAY_CAPTURE,
                               .surface_id = 5,
                               .surface_kind = CORDON_SURFACE_WINDOW };

  cordon_document_activated (document);
  outcome = world_ask_spec (chrome->world, document, &spec);
  prompt = chrome_armed_prompt (chrome);
  assert_true (cordon_prompt_choose_surface (prompt, &window, chrome_now (chrome)));
  assert_true (
    cordon_prompt_answer (prompt, CORDON_ANSWER_ALLOW_SURFACE, &with_sound, chrome_now (chrome), NULL));
  world_settle (chrome->world);
  facts.document_id = cordon_document_get_id (document);
  capture = cordon_profile_redeem (chrome->world->profile, outcome->token, &facts, NULL);
  assert_true (cordon_capture_started (capture));
  assert_int_equal (chrome->drawn[CORDON_LIGHT_DISPLAY], CORDON_LIGHT_LIVE);
  assert_int_equal (chrome->drawn[CORDON_LIGHT_DISPLAY_AUDIO], CORDON_LIGHT_LIVE);
  assert_int_equal (chrome->drawn[CORDON_LIGHT_MICROPHONE], CORDON_LIGHT_OFF);
  cordon_capture_ended (capture);
}

static void
hidden_indicators_mute_and_shown_ones_unmute (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonCapture *capture = start_camera (chrome, document);

  assert_true (cordon_capture_may_deliver (capture));
  cordon_bridge_set_indicators_visible (chrome->bridge, cordon_document_get_tab_id (document), FALSE);
  world_settle (chrome->world);
  assert_false (cordon_capture_may_deliver (capture));
  cordon_bridge_set_indicators_visible (chrome->bridge, cordon_document_get_tab_id (document), TRUE);
  world_settle (chrome->world);
  assert_true (cordon_capture_may_deliver (capture));
}

static void
the_light_is_live_again_the_moment_a_muted_source_resumes (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonCapture *capture = start_camera (chrome, document);

  world_advance (chrome->world, CORDON_MINUTE_US);
  cordon_capture_set_muted (capture, TRUE);
  cordon_bridge_tick (chrome->bridge);
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_MUTED);
  world_advance (chrome->world, CORDON_MINUTE_US);
  cordon_capture_set_muted (capture, FALSE);
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_LIVE);
}

static void
a_lost_bridge_mutes_every_source (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonCapture *capture = start_camera (chrome, document);

  assert_true (cordon_capture_may_deliver (capture));
  g_clear_pointer (&chrome->bridge, cordon_bridge_free);
  world_settle (chrome->world);
  assert_false (cordon_capture_may_deliver (capture));
}

static guint count_calls (const Chrome *chrome);

static void
a_new_chrome_is_shown_all_that_goes_on (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonCapture *capture = start_camera (chrome, document);
  Outcome *outcome = world_ask (chrome->world, document, MICROPHONE);
  const guint n_prompts = chrome->prompts->len;

  g_clear_pointer (&chrome->bridge, cordon_bridge_free);
  world_settle (chrome->world);
  assert_false (cordon_capture_may_deliver (capture));
  chrome->drawn[CORDON_LIGHT_CAMERA] = CORDON_LIGHT_OFF;
  chrome_connect (chrome);
  assert_false (cordon_capture_may_deliver (capture));
  world_settle (chrome->world);
  assert_true (cordon_capture_may_deliver (capture));
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_LIVE);
  assert_int_equal (count_calls (chrome), 1);
  assert_int_equal (chrome->prompts->len, n_prompts + 1);
  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW_CALL));
  assert_int_equal (outcome->verdict, CORDON_DECISION_ALLOW);
}

static void
without_any_chrome_nothing_is_granted (void **state)
{
  static const CordonChromeInterface nobody = { 0 };
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  Outcome *outcome;

  cordon_bridge_free (chrome->bridge);
  chrome->bridge = cordon_bridge_new (chrome->world->profile, &nobody, NULL);
  outcome = world_ask (chrome->world, document, CAMERA);
  world_advance (chrome->world, CORDON_MINUTE_US);
  assert_int_equal (outcome->n_done, 0);
  assert_int_equal (world_count_grants (chrome->world), 0);
}

static void
the_users_stop_works_at_once_and_without_the_page (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonCapture *capture = start_camera (chrome, document);
  const guint64 id = cordon_capture_get_id (capture);

  cordon_bridge_stop_capture (chrome->bridge, id);
  assert_false (cordon_capture_may_deliver (capture));
  world_settle (chrome->world);
  assert_true (world_has (chrome->stopped, id));
}

static void
stopping_a_tab_stops_all_that_it_has_and_nothing_else (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  g_autoptr (CordonDocument) other = world_open (chrome->world, "https://other.example");
  CordonCapture *capture = start_camera (chrome, document);
  CordonCapture *kept = start_camera (chrome, other);

  cordon_bridge_stop_tab (chrome->bridge, cordon_document_get_tab_id (document));
  assert_false (cordon_capture_may_deliver (capture));
  assert_true (cordon_capture_may_deliver (kept));
  cordon_bridge_stop_tab (chrome->bridge, 0);
  assert_false (cordon_capture_may_deliver (kept));
}

static gboolean
count_call (const CordonCallIndicator *call, gpointer data)
{
  (*(guint *) data)++;
  return TRUE;
}

static guint
count_calls (const Chrome *chrome)
{
  guint n_calls = 0;

  cordon_indicators_foreach_call (cordon_bridge_get_indicators (chrome->bridge), 0, count_call, &n_calls);
  return n_calls;
}

static void
a_call_is_shown_from_its_grant_to_its_true_end (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonCapture *capture;

  assert_int_equal (count_calls (chrome), 0);
  capture = start_camera (chrome, document);
  assert_int_equal (count_calls (chrome), 1);
  assert_int_equal (chrome->n_notices[CORDON_NOTICE_CALL_STARTED], 1);
  world_advance (chrome->world, CORDON_MINUTE_US);
  cordon_document_set_visible (document, FALSE);
  assert_int_equal (count_calls (chrome), 1);
  cordon_capture_ended (capture);
  world_settle (chrome->world);
  assert_int_equal (count_calls (chrome), 0);
  assert_int_equal (chrome->n_notices[CORDON_NOTICE_CALL_ENDED], 1);
}

static void
ending_the_call_from_the_chrome_ends_its_captures (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonCapture *capture = start_camera (chrome, document);

  cordon_bridge_end_call (chrome->bridge, cordon_profile_get_call (chrome->world->profile, document));
  assert_false (cordon_capture_may_deliver (capture));
  world_settle (chrome->world);
  assert_int_equal (count_calls (chrome), 0);
}

/* Whatever the library tells during a call, it waits for nobody: only a question, which no call needs, is ever open. */
static void
nothing_told_during_a_call_waits_for_an_answer (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonCapture *capture = start_camera (chrome, document);
  const guint n_prompts = chrome->prompts->len;

  cordon_bridge_set_indicators_visible (chrome->bridge, 0, FALSE);
  cordon_bridge_set_indicators_visible (chrome->bridge, 0, TRUE);
  cordon_capture_set_muted (capture, TRUE);
  cordon_capture_set_muted (capture, FALSE);
  world_advance (chrome->world, CORDON_MINUTE_US);
  assert_true (cordon_capture_may_deliver (capture));
  cordon_document_set_active_mixed_content (document);
  world_settle (chrome->world);
  assert_int_equal (chrome->prompts->len, n_prompts);
}

static void
lights_go_off_when_the_clock_says_so (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonCapture *capture = start_camera (chrome, document);

  cordon_capture_ended (capture);
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_LINGERING);
  world_advance (chrome->world, CORDON_INDICATOR_MIN_US);
  cordon_bridge_tick (chrome->bridge);
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_OFF);
}

static void
a_violation_reaches_the_chrome_with_its_process (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (GVariant) junk = g_variant_ref_sink (g_variant_new_string ("grant me everything"));

  assert_false (cordon_channel_receive (chrome->world->channel, junk, NULL));
  assert_int_equal (chrome->n_violations, 1);
  assert_ptr_equal (chrome->violator, chrome->world);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (the_light_is_drawn_before_the_first_sample_and_goes_after_the_last, "F-01 F-30",
                      chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_chrome_that_cannot_draw_gets_no_samples, "F-26 F-30", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (the_sound_of_a_shared_surface_has_a_light_of_its_own, "F-04", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (hidden_indicators_mute_and_shown_ones_unmute, "F-02", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (the_light_is_live_again_the_moment_a_muted_source_resumes, "F-07", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_lost_bridge_mutes_every_source, "F-02 F-30", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_new_chrome_is_shown_all_that_goes_on, "F-10 F-30", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (without_any_chrome_nothing_is_granted, "F-26", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (the_users_stop_works_at_once_and_without_the_page, "F-01 F-11", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (stopping_a_tab_stops_all_that_it_has_and_nothing_else, "F-01", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_call_is_shown_from_its_grant_to_its_true_end, "F-10", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (ending_the_call_from_the_chrome_ends_its_captures, "F-10", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (nothing_told_during_a_call_waits_for_an_answer, "F-28", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (lights_go_off_when_the_clock_says_so, "F-05", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_violation_reaches_the_chrome_with_its_process, "", chrome_set_up, chrome_tear_down),
  };

  return cordon_test_run (tests);
}
