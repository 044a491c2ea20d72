#include "tests/unit/ui-bridge/chrome.h"

#include <string.h>

#include "permissions/error.h"

static gboolean
answer (Chrome *chrome, CordonPrompt *prompt, CordonAnswer choice)
{
  g_autoptr (GError) error = NULL;
  const gboolean taken = cordon_prompt_answer (prompt, choice, NULL, chrome_now (chrome), &error);

  if (!taken)
    assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STATE));
  world_settle (chrome->world);
  return taken;
}

static void
a_yes_before_paint_or_within_half_a_second_changes_nothing (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  Outcome *outcome = world_ask (chrome->world, document, CAMERA);
  CordonPrompt *prompt = chrome_last_prompt (chrome);

  assert_false (answer (chrome, prompt, CORDON_ANSWER_ALLOW_CALL));
  world_advance (chrome->world, CORDON_MINUTE_US);
  assert_false (answer (chrome, prompt, CORDON_ANSWER_ALLOW_CALL));
  cordon_prompt_painted (prompt, chrome_now (chrome));
  assert_false (answer (chrome, prompt, CORDON_ANSWER_ALLOW_CALL));
  assert_false (answer (chrome, prompt, CORDON_ANSWER_BLOCK));
  assert_int_equal (cordon_prompt_get_armed_at (prompt), chrome_now (chrome) + CORDON_PROMPT_ARMING_US);
  world_advance (chrome->world, CORDON_PROMPT_ARMING_US - 1);
  assert_int_equal (cordon_prompt_get_state (prompt, chrome_now (chrome)), CORDON_PROMPT_ARMING);
  assert_int_equal (outcome->n_done, 0);
  assert_int_equal (world_count_grants (chrome->world), 0);
  assert_true (cordon_prompt_is_open (prompt));
  world_advance (chrome->world, 1);
  assert_true (answer (chrome, prompt, CORDON_ANSWER_ALLOW_CALL));
  assert_int_equal (outcome->n_done, 1);
  assert_int_equal (outcome->verdict, CORDON_DECISION_ALLOW);
}

static void
what_the_page_moves_resizes_or_focuses_starts_the_delay_anew (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  Outcome *outcome = world_ask (chrome->world, document, CAMERA);
  CordonPrompt *prompt = chrome_armed_prompt (chrome);

  for (guint i = 0; i < 5; i++)
    {
      cordon_bridge_disturbed (chrome->bridge, cordon_document_get_tab_id (document));
      world_advance (chrome->world, CORDON_PROMPT_ARMING_US - 1);
      assert_int_equal (cordon_prompt_get_state (prompt, chrome_now (chrome)), CORDON_PROMPT_ARMING);
    }
  cordon_prompt_disturbed (prompt, 0);
  world_advance (chrome->world, 1);
  assert_true (answer (chrome, prompt, CORDON_ANSWER_ALLOW_CALL));
  assert_int_equal (outcome->n_done, 1);
}

/* A game in which one has to click as fast as one can. */
static void
rapid_clicks_never_get_through (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonPrompt *prompt;

  world_ask (chrome->world, document, CAMERA);
  prompt = chrome_last_prompt (chrome);
  cordon_prompt_painted (prompt, chrome_now (chrome));
  for (guint i = 0; i < 50; i++)
    {
      world_advance (chrome->world, CORDON_PROMPT_ARMING_US / 3);
      assert_false (answer (chrome, prompt, CORDON_ANSWER_ALLOW));
    }
  world_advance (chrome->world, CORDON_PROMPT_ARMING_US);
  assert_true (answer (chrome, prompt, CORDON_ANSWER_ALLOW));
}

static void
what_is_not_on_the_screen_takes_no_answer_and_arms_anew (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonPrompt *prompt;

  world_ask (chrome->world, document, CAMERA);
  prompt = chrome_armed_prompt (chrome);
  cordon_prompt_hidden (prompt);
  world_advance (chrome->world, CORDON_MINUTE_US);
  assert_int_equal (cordon_prompt_get_state (prompt, chrome_now (chrome)), CORDON_PROMPT_SHOWN);
  assert_false (answer (chrome, prompt, CORDON_ANSWER_ALLOW));
  cordon_prompt_painted (prompt, chrome_now (chrome));
  assert_int_equal (cordon_prompt_get_state (prompt, chrome_now (chrome)), CORDON_PROMPT_ARMING);
  world_advance (chrome->world, CORDON_PROMPT_ARMING_US);
  assert_true (answer (chrome, prompt, CORDON_ANSWER_ALLOW));
  cordon_prompt_hidden (prompt);
  assert_false (cordon_prompt_is_open (prompt));
}

/* A second paint is no way around a disturbance. */
static void
painting_again_does_not_arm_earlier (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonPrompt *prompt;

  world_ask (chrome->world, document, CAMERA);
  prompt = chrome_last_prompt (chrome);
  cordon_prompt_painted (prompt, chrome_now (chrome));
  cordon_prompt_disturbed (prompt, chrome_now (chrome) + CORDON_SECOND_US);
  cordon_prompt_painted (prompt, 0);
  assert_int_equal (cordon_prompt_get_armed_at (prompt),
                    chrome_now (chrome) + CORDON_SECOND_US + CORDON_PROMPT_ARMING_US);
}

static void
a_repeated_or_late_answer_changes_nothing (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  Outcome *outcome = world_ask (chrome->world, document, CAMERA);
  CordonPrompt *prompt = chrome_armed_prompt (chrome);

  assert_true (answer (chrome, prompt, CORDON_ANSWER_BLOCK));
  assert_false (answer (chrome, prompt, CORDON_ANSWER_ALLOW));
  assert_false (answer (chrome, prompt, CORDON_ANSWER_DISMISS));
  world_advance (chrome->world, 2 * CORDON_SECOND_US);
  assert_int_equal (outcome->n_done, 1);
  assert_int_equal (outcome->verdict, CORDON_DECISION_DENY);
  assert_int_equal (world_state (chrome->world, document, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
  assert_int_equal (chrome->withdrawn->len, 0);
}

static void
a_withdrawn_prompt_takes_no_answer (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonPrompt *prompt;

  world_ask (chrome->world, document, CAMERA);
  prompt = chrome_armed_prompt (chrome);
  cordon_document_gone (document);
  world_settle (chrome->world);
  assert_int_equal (chrome->withdrawn->len, 1);
  assert_ptr_equal (g_ptr_array_index (chrome->withdrawn, 0), prompt);
  assert_false (answer (chrome, prompt, CORDON_ANSWER_ALLOW));
  assert_int_equal (world_count_grants (chrome->world), 0);
  assert_int_equal (cordon_prompt_get_state (prompt, chrome_now (chrome)), CORDON_PROMPT_CLOSED);
}

static void
refusing_is_the_default_and_stores_nothing (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonPrompt *prompt;

  world_ask (chrome->world, document, CAMERA);
  prompt = chrome_last_prompt (chrome);
  assert_int_equal (cordon_prompt_get_default_answer (prompt), CORDON_ANSWER_DISMISS);
  cordon_prompt_painted (prompt, chrome_now (chrome));
  assert_true (answer (chrome, prompt, cordon_prompt_get_default_answer (prompt)));
  assert_int_equal (world_count_grants (chrome->world), 0);
  assert_int_equal (world_state (chrome->world, document, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
}

static void
what_is_not_on_offer_is_not_taken (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  CordonPrompt *prompt;

  world_ask (chrome->world, document, CAMERA);
  prompt = chrome_armed_prompt (chrome);
  assert_false (cordon_prompt_offers (prompt, CORDON_ANSWER_ALLOW_CALLEE));
  assert_false (answer (chrome, prompt, CORDON_ANSWER_ALLOW_CALLEE));
  assert_false (answer (chrome, prompt, CORDON_ANSWER_ALLOW_SURFACE));
  assert_true (cordon_prompt_is_open (prompt));
}

static void
it_names_who_asks_and_whom_the_media_may_go_to (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  g_autoptr (CordonDocument)
    frame = world_open_frame (chrome->world, document, "https://frame.example", FALSE);
  const CordonPromptCallee *callees;
  CordonPrompt *prompt;
  gsize n_callees = 0;

  world_ask_callee (chrome->world, frame, CAMERA, "bob@idp.example");
  prompt = chrome_last_prompt (chrome);
  callees = cordon_prompt_get_callees (prompt, &n_callees);
  assert_string_equal (cordon_prompt_get_origin (prompt), "https://page.example");
  assert_string_equal (cordon_prompt_get_frame_origin (prompt), "https://frame.example");
  assert_int_equal (n_callees, 1);
  assert_string_equal (callees[0].name.text, "bob @ idp.example");
  assert_non_null (strstr (cordon_prompt_get_summary (prompt), "bob @ idp.example (not verified yet)"));
  assert_non_null (strstr (cordon_prompt_get_summary (prompt), "https://frame.example"));
}

static void
a_name_that_the_site_claims_is_never_shown_as_verified (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  gsize n_callees = 9;

  world_ask_callee (chrome->world, document, CAMERA, "bob@idp.example");
  assert_false (cordon_prompt_is_verified (chrome_last_prompt (chrome)));
  assert_true (cordon_prompt_offers (chrome_last_prompt (chrome), CORDON_ANSWER_ALLOW_CALLEE));
  chrome_answer (chrome, CORDON_ANSWER_DISMISS);
  world_ask (chrome->world, document, MICROPHONE);
  cordon_prompt_get_callees (chrome_last_prompt (chrome), &n_callees);
  assert_int_equal (n_callees, 0);
  assert_false (cordon_prompt_is_verified (chrome_last_prompt (chrome)));
}

static void
it_says_whether_a_yes_covers_this_device_or_all (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  Outcome *outcome = world_ask (chrome->world, document, CAMERA);
  CordonPrompt *prompt = chrome_last_prompt (chrome);

  assert_int_equal (cordon_prompt_get_device_scope (prompt, CORDON_FEATURE_CAMERA),
                    CORDON_DEVICE_SCOPE_ALL_OF_KIND);
  cordon_prompt_choose_device (prompt, CORDON_FEATURE_CAMERA, "cam-2");
  assert_int_equal (cordon_prompt_get_device_scope (prompt, CORDON_FEATURE_CAMERA),
                    CORDON_DEVICE_SCOPE_THIS_DEVICE);
  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW_CALL));
  assert_string_equal (outcome->camera_device, "cam-2");
}

static void
a_viewport_prompt_has_its_surface_and_takes_no_other (void **state)
{
  Chrome *chrome = *state;
  CordonDocumentFacts facts = world_usual_facts (41);
  const CordonPromptSurface monitor = { .surface_id = 3, .kind = CORDON_SURFACE_MONITOR };
  g_autoptr (CordonDocument) document = NULL;
  CordonPrompt *prompt;
  Outcome *outcome;

  facts.cross_origin_isolated = CORDON_FACT_YES;
  document = world_commit (chrome->world, "https://page.example", "https://page.example", &facts);
  cordon_document_activated (document);
  outcome = world_ask (chrome->world, document, CORDON_FEATURE_BIT (VIEWPORT_CAPTURE));
  prompt = chrome_armed_prompt (chrome);
  assert_false (cordon_prompt_choose_surface (prompt, &monitor, chrome_now (chrome)));
  assert_true (answer (chrome, prompt, CORDON_ANSWER_ALLOW_SURFACE));
  assert_int_equal (outcome->verdict, CORDON_DECISION_ALLOW);
  assert_int_equal (outcome->surface_id, 41);
}

static gboolean
write_device (const CordonGrant *grant, gpointer data)
{
  g_string_append_printf (data, "%s=%s ", cordon_feature_to_string (grant->feature),
                          grant->device != NULL ? grant->device : "any");
  return TRUE;
}

static void
the_devices_that_were_chosen_are_those_that_are_granted (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  g_autoptr (GString) list = g_string_new (NULL);
  CordonPrompt *prompt;

  world_ask (chrome->world, document, CAMERA | MICROPHONE);
  prompt = chrome_last_prompt (chrome);
  assert_false (cordon_prompt_is_private (prompt));
  cordon_prompt_choose_device (prompt, CORDON_FEATURE_MICROPHONE, "mic-2");
  assert_int_equal (cordon_prompt_get_device_scope (prompt, CORDON_FEATURE_MICROPHONE),
                    CORDON_DEVICE_SCOPE_THIS_DEVICE);
  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW));
  cordon_profile_foreach_grant (chrome->world->profile, NULL, CORDON_FEATURE_MICROPHONE, write_device, list);
  cordon_profile_foreach_grant (chrome->world->profile, NULL, CORDON_FEATURE_CAMERA, write_device, list);
  assert_string_equal (list->str, "microphone=mic-2 camera=any ");
}

static void
no_surface_is_chosen_before_the_user_can_see_the_choice (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  const CordonPromptSurface tab = { .surface_id = 4, .kind = CORDON_SURFACE_TAB };
  const CordonPromptSurface nothing = { .kind = CORDON_SURFACE_TAB };
  CordonPrompt *prompt;

  cordon_document_activated (document);
  world_ask (chrome->world, document, DISPLAY);
  prompt = chrome_last_prompt (chrome);
  assert_false (cordon_prompt_choose_surface (prompt, &tab, chrome_now (chrome)));
  cordon_prompt_painted (prompt, chrome_now (chrome));
  assert_false (cordon_prompt_choose_surface (prompt, &nothing, chrome_now (chrome)));
  assert_true (cordon_prompt_choose_surface (prompt, &tab, chrome_now (chrome)));
}

static void
surfaces_carry_their_risk (void **state)
{
  static const struct
  {
    CordonPromptSurface surface;
    CordonRisk risk;
  } cases[] = {
    { { 1, CORDON_SURFACE_TAB, FALSE }, CORDON_RISK_TAB },
    { { 1, CORDON_SURFACE_VIEWPORT, FALSE }, CORDON_RISK_TAB },
    { { 1, CORDON_SURFACE_WINDOW, FALSE }, CORDON_RISK_WINDOW },
    { { 1, CORDON_SURFACE_WINDOW, TRUE }, CORDON_RISK_EVERYTHING },
    { { 1, CORDON_SURFACE_MONITOR, FALSE }, CORDON_RISK_EVERYTHING },
    { { 1, CORDON_SURFACE_NONE, FALSE }, CORDON_RISK_EVERYTHING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_int_equal (cordon_prompt_surface_get_risk (&cases[i].surface), cases[i].risk);
}

static void
a_monitor_takes_a_choice_and_then_a_separate_yes (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  const CordonPromptSurface monitor = { .surface_id = 3, .kind = CORDON_SURFACE_MONITOR };
  const CordonPromptSurface tab = { .surface_id = 4, .kind = CORDON_SURFACE_TAB };
  CordonPrompt *prompt;
  Outcome *outcome;

  cordon_document_activated (document);
  outcome = world_ask (chrome->world, document, DISPLAY);
  prompt = chrome_armed_prompt (chrome);
  assert_false (answer (chrome, prompt, CORDON_ANSWER_ALLOW_SURFACE));
  assert_true (cordon_prompt_choose_surface (prompt, &tab, chrome_now (chrome)));
  assert_int_equal (cordon_prompt_get_state (prompt, chrome_now (chrome)), CORDON_PROMPT_ARMED);
  assert_true (cordon_prompt_choose_surface (prompt, &monitor, chrome_now (chrome)));
  assert_false (answer (chrome, prompt, CORDON_ANSWER_ALLOW_SURFACE));
  world_advance (chrome->world, CORDON_PROMPT_ARMING_US);
  assert_true (answer (chrome, prompt, CORDON_ANSWER_ALLOW_SURFACE));
  assert_int_equal (outcome->verdict, CORDON_DECISION_ALLOW);
  assert_int_equal (outcome->surface_id, 3);
}

static void
sound_is_shared_by_its_own_tick_and_only_where_it_was_asked_for (void **state)
{
  Chrome *chrome = *state;
  const CordonPromptSurface window = { .surface_id = 5, .kind = CORDON_SURFACE_WINDOW };

  for (guint i = 0; i < 4; i++)
    {
      const gboolean wants_audio = (i & 1) != 0, ticked = (i & 2) != 0;
      g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
      const CordonRequestSpec spec = { .features = DISPLAY, .wants_audio = wants_audio };
      CordonPrompt *prompt;
      Outcome *outcome;

      cordon_document_activated (document);
      outcome = world_ask_spec (chrome->world, document, &spec);
      prompt = chrome_armed_prompt (chrome);
      assert_int_equal (cordon_prompt_wants_audio (prompt), wants_audio);
      cordon_prompt_set_share_audio (prompt, ticked);
      assert_true (cordon_prompt_choose_surface (prompt, &window, chrome_now (chrome)));
      assert_true (answer (chrome, prompt, CORDON_ANSWER_ALLOW_SURFACE));
      assert_int_equal (outcome->share_audio, wants_audio && ticked);
    }
}

static void
a_camera_that_may_be_turned_is_called_one (void **state)
{
  Chrome *chrome = *state;
  const CordonRequestSpec spec = { .features = CAMERA, .pan_tilt_zoom = TRUE };
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  g_autoptr (CordonDocument) plain = world_open (chrome->world, "https://plain.example");

  world_ask_spec (chrome->world, document, &spec);
  assert_true (cordon_prompt_wants_pan_tilt_zoom (chrome_last_prompt (chrome)));
  assert_non_null (strstr (cordon_prompt_get_summary (chrome_last_prompt (chrome)), "turn and zoom"));
  world_ask (chrome->world, plain, CAMERA);
  assert_false (cordon_prompt_wants_pan_tilt_zoom (chrome_last_prompt (chrome)));
  assert_null (strstr (cordon_prompt_get_summary (chrome_last_prompt (chrome)), "turn"));
}

static void
one_prompt_of_a_tab_is_shown_at_a_time (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, "https://page.example");
  g_autoptr (CordonDocument) other_tab = world_open (chrome->world, "https://other.example");
  CordonPrompt *first;

  world_ask (chrome->world, document, CAMERA);
  first = chrome_last_prompt (chrome);
  world_ask_callee (chrome->world, document, CAMERA, "bob@idp.example");
  assert_int_equal (chrome->prompts->len, 1);
  world_ask (chrome->world, other_tab, CAMERA);
  assert_int_equal (chrome->prompts->len, 2);
  cordon_prompt_painted (first, chrome_now (chrome));
  world_advance (chrome->world, CORDON_PROMPT_ARMING_US);
  assert_true (answer (chrome, first, CORDON_ANSWER_BLOCK_TEMPORARILY));
  assert_ptr_not_equal (cordon_bridge_get_prompt (chrome->bridge, cordon_document_get_tab_id (document)),
                        first);
}

static void
every_state_has_a_name (void **state)
{
  for (guint i = 0; i < CORDON_N_PROMPT_STATES; i++)
    assert_true (strlen (cordon_prompt_state_to_string ((CordonPromptState) i)) > 0);
  assert_string_equal (cordon_prompt_state_to_string ((CordonPromptState) 99), "closed");
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_yes_before_paint_or_within_half_a_second_changes_nothing, "F-13 B-27", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (what_the_page_moves_resizes_or_focuses_starts_the_delay_anew, "F-13", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (painting_again_does_not_arm_earlier, "F-13", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (rapid_clicks_never_get_through, "F-13", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (what_is_not_on_the_screen_takes_no_answer_and_arms_anew, "F-13", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_repeated_or_late_answer_changes_nothing, "F-13", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_withdrawn_prompt_takes_no_answer, "F-13", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (refusing_is_the_default_and_stores_nothing, "F-13", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (what_is_not_on_offer_is_not_taken, "", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (it_names_who_asks_and_whom_the_media_may_go_to, "F-14 B-08", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_name_that_the_site_claims_is_never_shown_as_verified, "F-14", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (it_says_whether_a_yes_covers_this_device_or_all, "B-19", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_viewport_prompt_has_its_surface_and_takes_no_other, "B-48", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (the_devices_that_were_chosen_are_those_that_are_granted, "B-19 B-20", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (no_surface_is_chosen_before_the_user_can_see_the_choice, "B-38 F-13", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST (surfaces_carry_their_risk, "F-16"),
    CORDON_TEST_WITH (a_monitor_takes_a_choice_and_then_a_separate_yes, "F-16", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (sound_is_shared_by_its_own_tick_and_only_where_it_was_asked_for, "B-44", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_camera_that_may_be_turned_is_called_one, "B-12", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (one_prompt_of_a_tab_is_shown_at_a_time, "", chrome_set_up, chrome_tear_down),
    CORDON_TEST (every_state_has_a_name, ""),
  };

  return cordon_test_run (tests);
}
