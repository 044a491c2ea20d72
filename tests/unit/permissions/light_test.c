/* The light of a capture: what the chrome is told while something is in use, and what waits for it. */

#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/capture_control.h"
#include "permissions/capture_private.h"

#define SITE "https://call.example"

static void
nothing_flows_before_the_indicator_is_on (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonCapture *capture = world_redeem (world, page, outcome, CORDON_FEATURE_CAMERA);

  assert_false (cordon_capture_may_deliver (capture));
  world->user.hides_indicators = TRUE;
  assert_false (cordon_capture_started (capture));
  assert_false (cordon_capture_may_deliver (capture));
  assert_int_equal (world->user.began->len, 0);
}

static void
a_hidden_or_lost_indicator_mutes_until_it_is_back (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonCapture *capture = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);

  cordon_profile_set_indicators_visible (world->profile, 1, FALSE);
  assert_false (cordon_capture_may_deliver (capture));
  cordon_document_set_visible (page, FALSE);
  cordon_profile_set_indicators_visible (world->profile, 1, TRUE);
  assert_false (cordon_capture_may_deliver (capture));
  cordon_document_set_visible (page, TRUE);
  assert_true (cordon_capture_may_deliver (capture));

  cordon_profile_set_presenter (world->profile, NULL, NULL);
  assert_false (cordon_capture_may_deliver (capture));
}

static void
a_capture_that_began_in_the_dark_waits_for_its_light_and_its_view (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  const guint64 tab_id = cordon_document_get_tab_id (page);
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonCapture *capture = world_redeem (world, page, outcome, CORDON_FEATURE_CAMERA);

  world->user.hides_indicators = TRUE;
  assert_false (cordon_capture_started (capture));
  cordon_document_set_visible (page, FALSE);
  world->user.hides_indicators = FALSE;
  cordon_profile_set_indicators_visible (world->profile, tab_id, FALSE);
  cordon_profile_set_indicators_visible (world->profile, tab_id, TRUE);
  assert_int_equal (world->user.began->len, 1);
  assert_false (cordon_capture_may_deliver (capture));
  cordon_document_set_visible (page, TRUE);
  assert_true (cordon_capture_may_deliver (capture));
}

/* What the chrome hears, where a test has to hear more than the world's user does. */
typedef struct
{
  CordonCapture *ends; /* when its light goes on */
  guint n_began;
  guint n_changed;
  guint n_warnings;   /* of what the system captures */
  gboolean was_muted; /* in the last word */
  gboolean was_cropped;
} Chrome;

static gboolean
chrome_began (gpointer data, const CordonUse *use)
{
  Chrome *chrome = data;

  chrome->n_began++;
  chrome->was_muted = use->muted;
  if (chrome->ends != NULL)
    cordon_capture_ended (chrome->ends);

  return TRUE;
}

static void
chrome_changed (gpointer data, const CordonUse *use)
{
  ((Chrome *) data)->n_changed++;
  ((Chrome *) data)->was_muted = use->muted;
  ((Chrome *) data)->was_cropped = use->cropped;
}

static void
chrome_notice (gpointer data, CordonNotice notice, const CordonNoticeFacts *facts)
{
  ((Chrome *) data)->n_warnings += notice == CORDON_NOTICE_CAPTURE_UNTRUSTED;
}

static const CordonPresenterInterface chrome_presenter = {
  .use_began = chrome_began,
  .use_changed = chrome_changed,
  .notice = chrome_notice,
};

static gboolean
keep_view (const CordonCaptureView *view, gpointer data)
{
  *(CordonCaptureView *) data = *view;

  return FALSE;
}

static CordonCaptureView
look (World *world)
{
  CordonCaptureView view = { 0 };

  cordon_profile_foreach_capture (world->profile, keep_view, &view);

  return view;
}

static void
muting_is_told_once_and_only_of_what_runs (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  const guint64 tab_id = cordon_document_get_tab_id (page);
  CordonCapture *capture = world_redeem (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  Chrome chrome = { 0 };

  cordon_profile_set_presenter (world->profile, &chrome_presenter, &chrome);
  cordon_capture_set_muted (capture, TRUE);
  assert_true (cordon_capture_started (capture));
  assert_int_equal (chrome.n_began, 1);
  assert_false (chrome.was_muted);
  assert_int_equal (chrome.n_changed, 0);

  cordon_capture_set_muted (capture, TRUE);
  cordon_capture_set_muted (capture, TRUE);
  assert_int_equal (chrome.n_changed, 1);
  assert_true (chrome.was_muted && look (world).use.muted && look (world).delivering);
  cordon_capture_set_muted (capture, FALSE);
  assert_int_equal (chrome.n_changed, 2);
  assert_false (chrome.was_muted || look (world).use.muted);

  /* Without its light it is as good as muted. */
  cordon_profile_set_indicators_visible (world->profile, tab_id, FALSE);
  assert_true (look (world).use.muted);
  cordon_profile_set_presenter (world->profile, NULL, NULL);
}

static void
a_capture_that_ends_when_its_light_goes_on_is_not_spoken_of_again (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Chrome chrome = { 0 };

  world->user.answer = CORDON_ANSWER_ALLOW_SURFACE;
  world->user.details = (CordonAnswerDetails){ .surface_id = 3, .surface_kind = CORDON_SURFACE_WINDOW };
  cordon_document_activated (page);
  chrome.ends = world_redeem (world, page, world_ask (world, page, DISPLAY), CORDON_FEATURE_DISPLAY_CAPTURE);
  assert_int_equal (look (world).use.surface_id, 3);
  cordon_profile_set_presenter (world->profile, &chrome_presenter, &chrome);
  assert_false (cordon_capture_started (chrome.ends));
  assert_int_equal (chrome.n_began, 1);
  assert_int_equal (chrome.n_warnings, 0);
  cordon_profile_set_presenter (world->profile, NULL, NULL);
}

static void
a_crop_is_told_as_long_as_it_is_true_of_every_track (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCropState tracks[] = { CORDON_CROP_TARGET, CORDON_CROP_TARGET };
  Chrome chrome = { 0 };
  CordonCapture *capture, *camera;

  camera = world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  cordon_capture_set_crop (camera, CORDON_CROP_NO_FRAMES);
  assert_false (look (world).use.cropped);
  cordon_capture_ended (camera);

  world->user.answer = CORDON_ANSWER_ALLOW_SURFACE;
  world->user.details = (CordonAnswerDetails){ .surface_id = 3, .surface_kind = CORDON_SURFACE_WINDOW };
  cordon_document_activated (page);
  capture = world_capture (world, page, world_ask (world, page, DISPLAY), CORDON_FEATURE_DISPLAY_CAPTURE);
  cordon_profile_set_presenter (world->profile, &chrome_presenter, &chrome);
  assert_false (look (world).use.cropped);

  cordon_capture_set_crop (capture, cordon_crop_widest (tracks, 1));
  assert_true (look (world).use.cropped && chrome.was_cropped);
  assert_int_equal (chrome.n_changed, 1);
  tracks[0] = CORDON_CROP_NO_FRAMES;
  cordon_capture_set_crop (capture, cordon_crop_widest (tracks, 1));
  assert_true (chrome.was_cropped);
  assert_int_equal (chrome.n_changed, 1);
  tracks[1] = cordon_crop_of_clone (tracks[0]);
  cordon_capture_set_crop (capture, cordon_crop_widest (tracks, 2));
  assert_false (look (world).use.cropped || chrome.was_cropped);
  assert_int_equal (chrome.n_changed, 2);
  cordon_profile_set_presenter (world->profile, NULL, NULL);
  cordon_capture_set_crop (capture, CORDON_CROP_TARGET);
  cordon_capture_ended (capture);
}

static void
a_capture_that_never_began_ends_without_a_word_and_keeps_its_device_s_name (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  const CordonCaptureFacts facts = { .document_id = cordon_document_get_id (page),
                                     .feature = CORDON_FEATURE_CAMERA,
                                     .device = "front" };
  CordonCapture *capture = cordon_profile_redeem (world->profile, outcome->token, &facts, NULL);

  g_ptr_array_add (world->captures, capture);
  assert_string_equal (look (world).device, "front");
  cordon_capture_ended (capture);
  assert_int_equal (world->user.ended->len, 0);
  assert_int_equal (look (world).use.capture_id, 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (nothing_flows_before_the_indicator_is_on, "F-01 F-30", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (a_hidden_or_lost_indicator_mutes_until_it_is_back, "F-02 F-09 F-30",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (a_capture_that_began_in_the_dark_waits_for_its_light_and_its_view, "F-09 F-30",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (muting_is_told_once_and_only_of_what_runs, "F-02", world_set_up_for_calls,
                      world_tear_down),
    CORDON_TEST_WITH (a_capture_that_ends_when_its_light_goes_on_is_not_spoken_of_again, "F-01",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (a_crop_is_told_as_long_as_it_is_true_of_every_track, "B-49 F-17",
                      world_set_up_for_calls, world_tear_down),
    CORDON_TEST_WITH (a_capture_that_never_began_ends_without_a_word_and_keeps_its_device_s_name, "F-01",
                      world_set_up_for_calls, world_tear_down),
  };

  return cordon_test_run (tests);
}
