#include "tests/support/test.h"

#include "ui-bridge/indicator.h"

#define T0 (100 * CORDON_SECOND_US)

typedef struct
{
  CordonIndicators *indicators;
  CordonOrigin *page;
  CordonOrigin *frame;
  guint n_changes;
  guint64 last_tab;
  gboolean can_show;
} Fixture;

static gboolean
changed (gpointer data, guint64 tab_id)
{
  Fixture *fixture = data;

  fixture->n_changes++;
  fixture->last_tab = tab_id;
  return fixture->can_show;
}

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->can_show = TRUE;
  fixture->page = cordon_origin_new ("https://page.example", -1, NULL);
  fixture->frame = cordon_origin_new ("https://frame.example", -1, NULL);
  fixture->indicators = cordon_indicators_new (changed, fixture);
  *state = fixture;
  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  cordon_indicators_free (fixture->indicators);
  cordon_origin_unref (fixture->page);
  cordon_origin_unref (fixture->frame);
  g_free (fixture);
  return 0;
}

static CordonUse
use_of (const Fixture *fixture, guint64 capture_id, CordonFeature feature)
{
  return (CordonUse){
    .capture_id = capture_id, .feature = feature, .top_level_origin = fixture->page, .tab_id = 1, .call_id = 9
  };
}

static CordonLight
light (const Fixture *fixture, CordonLightKind kind)
{
  return cordon_indicators_get_light (fixture->indicators, 0, kind);
}

static void
light_is_on_when_begin_returns_and_each_edge_is_announced (void **state)
{
  Fixture *fixture = *state;
  CordonUse use = use_of (fixture, 1, CORDON_FEATURE_CAMERA);

  assert_true (cordon_indicators_begin (fixture->indicators, &use, T0));
  assert_int_equal (fixture->n_changes, 1);
  assert_int_equal (light (fixture, CORDON_LIGHT_CAMERA), CORDON_LIGHT_LIVE);
  use.muted = TRUE;
  cordon_indicators_change (fixture->indicators, &use, T0 + 4 * CORDON_SECOND_US);
  cordon_indicators_tick (fixture->indicators, T0 + 4 * CORDON_SECOND_US);
  assert_int_equal (light (fixture, CORDON_LIGHT_CAMERA), CORDON_LIGHT_MUTED);
  assert_true (fixture->n_changes >= 2);
  fixture->n_changes = 0;
  use.muted = FALSE;
  cordon_indicators_change (fixture->indicators, &use, T0 + 5 * CORDON_SECOND_US);
  assert_int_equal (fixture->n_changes, 1);
  assert_int_equal (light (fixture, CORDON_LIGHT_CAMERA), CORDON_LIGHT_LIVE);
  cordon_indicators_end (fixture->indicators, 1, T0 + 9 * CORDON_SECOND_US);
  assert_int_equal (fixture->n_changes, 2);
  assert_int_equal (light (fixture, CORDON_LIGHT_CAMERA), CORDON_LIGHT_OFF);
}

static void
a_chrome_that_cannot_show_the_light_says_so_to_the_source (void **state)
{
  Fixture *fixture = *state;
  const CordonUse use = use_of (fixture, 1, CORDON_FEATURE_CAMERA);
  CordonIndicators *headless = cordon_indicators_new (NULL, NULL);

  fixture->can_show = FALSE;
  assert_false (cordon_indicators_begin (fixture->indicators, &use, T0));
  assert_false (cordon_indicators_begin (headless, &use, T0));
  cordon_indicators_free (headless);
}

static void
a_capture_of_ten_milliseconds_is_shown_for_three_seconds (void **state)
{
  Fixture *fixture = *state;
  const CordonUse use = use_of (fixture, 1, CORDON_FEATURE_MICROPHONE);

  assert_int_equal (CORDON_INDICATOR_MIN_US, 3 * 1000000);
  cordon_indicators_begin (fixture->indicators, &use, T0);
  cordon_indicators_end (fixture->indicators, 1, T0 + 10000);
  assert_int_equal (light (fixture, CORDON_LIGHT_MICROPHONE), CORDON_LIGHT_LINGERING);
  assert_int_equal (cordon_indicators_get_next (fixture->indicators), T0 + 3 * CORDON_SECOND_US);
  cordon_indicators_tick (fixture->indicators, T0 + 3 * CORDON_SECOND_US - 1);
  assert_int_equal (light (fixture, CORDON_LIGHT_MICROPHONE), CORDON_LIGHT_LINGERING);
  cordon_indicators_tick (fixture->indicators, T0 + 3 * CORDON_SECOND_US);
  assert_int_equal (light (fixture, CORDON_LIGHT_MICROPHONE), CORDON_LIGHT_OFF);
  assert_int_equal (cordon_indicators_get_next (fixture->indicators), G_MAXINT64);
}

static void
a_source_that_wakes_for_a_moment_shows_as_live_for_three_seconds (void **state)
{
  Fixture *fixture = *state;
  CordonUse use = use_of (fixture, 1, CORDON_FEATURE_CAMERA);

  use.muted = TRUE;
  cordon_indicators_begin (fixture->indicators, &use, T0);
  cordon_indicators_tick (fixture->indicators, T0 + 10 * CORDON_SECOND_US);
  assert_int_equal (light (fixture, CORDON_LIGHT_CAMERA), CORDON_LIGHT_MUTED);
  use.muted = FALSE;
  cordon_indicators_change (fixture->indicators, &use, T0 + 20 * CORDON_SECOND_US);
  use.muted = TRUE;
  cordon_indicators_change (fixture->indicators, &use, T0 + 20 * CORDON_SECOND_US + 10);
  assert_int_equal (light (fixture, CORDON_LIGHT_CAMERA), CORDON_LIGHT_LIVE);
  assert_int_equal (cordon_indicators_get_next (fixture->indicators), T0 + 23 * CORDON_SECOND_US);
  cordon_indicators_tick (fixture->indicators, T0 + 23 * CORDON_SECOND_US);
  assert_int_equal (light (fixture, CORDON_LIGHT_CAMERA), CORDON_LIGHT_MUTED);
}

static void
stopping_one_of_two_leaves_the_light_on (void **state)
{
  Fixture *fixture = *state;
  const CordonUse first = use_of (fixture, 1, CORDON_FEATURE_CAMERA);
  const CordonUse second = use_of (fixture, 2, CORDON_FEATURE_CAMERA);

  cordon_indicators_begin (fixture->indicators, &first, T0);
  cordon_indicators_begin (fixture->indicators, &second, T0);
  cordon_indicators_end (fixture->indicators, 1, T0 + 10 * CORDON_SECOND_US);
  assert_int_equal (light (fixture, CORDON_LIGHT_CAMERA), CORDON_LIGHT_LIVE);
  cordon_indicators_end (fixture->indicators, 2, T0 + 10 * CORDON_SECOND_US);
  assert_int_equal (light (fixture, CORDON_LIGHT_CAMERA), CORDON_LIGHT_OFF);
}

static void
a_muted_one_does_not_hide_a_live_one (void **state)
{
  Fixture *fixture = *state;
  CordonUse first = use_of (fixture, 1, CORDON_FEATURE_CAMERA);
  const CordonUse second = use_of (fixture, 2, CORDON_FEATURE_CAMERA);

  first.muted = TRUE;
  cordon_indicators_begin (fixture->indicators, &second, T0);
  cordon_indicators_begin (fixture->indicators, &first, T0);
  cordon_indicators_tick (fixture->indicators, T0 + 10 * CORDON_SECOND_US);
  assert_int_equal (light (fixture, CORDON_LIGHT_CAMERA), CORDON_LIGHT_LIVE);
}

static void
camera_microphone_display_and_its_sound_have_lights_of_their_own (void **state)
{
  Fixture *fixture = *state;
  CordonUse screen = use_of (fixture, 1, CORDON_FEATURE_DISPLAY_CAPTURE);
  const CordonUse microphone = use_of (fixture, 2, CORDON_FEATURE_MICROPHONE);

  cordon_indicators_begin (fixture->indicators, &screen, T0);
  assert_int_equal (light (fixture, CORDON_LIGHT_DISPLAY), CORDON_LIGHT_LIVE);
  assert_int_equal (light (fixture, CORDON_LIGHT_DISPLAY_AUDIO), CORDON_LIGHT_OFF);
  assert_int_equal (light (fixture, CORDON_LIGHT_CAMERA), CORDON_LIGHT_OFF);
  screen.share_audio = TRUE;
  cordon_indicators_change (fixture->indicators, &screen, T0);
  assert_int_equal (light (fixture, CORDON_LIGHT_DISPLAY_AUDIO), CORDON_LIGHT_LIVE);
  cordon_indicators_begin (fixture->indicators, &microphone, T0);
  cordon_indicators_end (fixture->indicators, 1, T0 + 10 * CORDON_SECOND_US);
  assert_int_equal (light (fixture, CORDON_LIGHT_DISPLAY), CORDON_LIGHT_OFF);
  assert_int_equal (light (fixture, CORDON_LIGHT_DISPLAY_AUDIO), CORDON_LIGHT_OFF);
  assert_int_equal (light (fixture, CORDON_LIGHT_MICROPHONE), CORDON_LIGHT_LIVE);
}

typedef struct
{
  guint n_lines;
  guint n_uses;
  guint64 surface_id;
  CordonSurfaceKind surface_kind;
  gboolean cropped;
  gboolean foreign_frame;
} Lines;

static gboolean
count_line (const CordonIndicator *indicator, gpointer data)
{
  Lines *lines = data;

  lines->n_lines++;
  lines->n_uses += (guint) indicator->n_uses;
  lines->foreign_frame |= !cordon_origin_equal (indicator->frame_origin, indicator->top_level_origin);
  if (indicator->n_uses > 0)
    {
      lines->surface_id = indicator->uses[0].surface_id;
      lines->surface_kind = indicator->uses[0].surface_kind;
      lines->cropped = indicator->uses[0].cropped;
    }
  return TRUE;
}

static void
a_shared_surface_is_named_and_its_switch_is_seen (void **state)
{
  Fixture *fixture = *state;
  CordonUse screen = use_of (fixture, 1, CORDON_FEATURE_DISPLAY_CAPTURE);
  Lines lines = { 0 };

  screen.surface_id = 5;
  screen.surface_kind = CORDON_SURFACE_WINDOW;
  cordon_indicators_begin (fixture->indicators, &screen, T0);
  cordon_indicators_foreach (fixture->indicators, 1, count_line, &lines);
  assert_int_equal (lines.surface_id, 5);
  assert_int_equal (lines.surface_kind, CORDON_SURFACE_WINDOW);
  assert_false (lines.cropped);

  fixture->n_changes = 0;
  screen.surface_id = 6;
  screen.surface_kind = CORDON_SURFACE_MONITOR;
  screen.cropped = TRUE;
  cordon_indicators_change (fixture->indicators, &screen, T0 + 1);
  assert_int_equal (fixture->n_changes, 1);
  cordon_indicators_foreach (fixture->indicators, 1, count_line, &lines);
  assert_int_equal (lines.surface_id, 6);
  assert_int_equal (lines.surface_kind, CORDON_SURFACE_MONITOR);
  assert_true (lines.cropped);
}

static void
frames_workers_and_background_tabs_are_counted_under_top_and_frame_origin (void **state)
{
  Fixture *fixture = *state;
  const CordonUse top = use_of (fixture, 1, CORDON_FEATURE_CAMERA);
  const CordonUse worker = use_of (fixture, 2, CORDON_FEATURE_CAMERA);
  CordonUse frame = use_of (fixture, 3, CORDON_FEATURE_CAMERA);
  CordonUse background = use_of (fixture, 4, CORDON_FEATURE_MICROPHONE);
  Lines tab = { 0 }, all = { 0 };

  frame.frame_origin = fixture->frame;
  background.tab_id = 2;
  cordon_indicators_begin (fixture->indicators, &top, T0);
  cordon_indicators_begin (fixture->indicators, &worker, T0);
  cordon_indicators_begin (fixture->indicators, &frame, T0);
  cordon_indicators_begin (fixture->indicators, &background, T0);

  cordon_indicators_foreach (fixture->indicators, 1, count_line, &tab);
  assert_int_equal (tab.n_lines, 2);
  assert_int_equal (tab.n_uses, 3);
  assert_true (tab.foreign_frame);
  cordon_indicators_foreach (fixture->indicators, 0, count_line, &all);
  assert_int_equal (all.n_lines, 3);
  assert_int_equal (light (fixture, CORDON_LIGHT_MICROPHONE), CORDON_LIGHT_LIVE);
  assert_int_equal (cordon_indicators_get_light (fixture->indicators, 1, CORDON_LIGHT_MICROPHONE),
                    CORDON_LIGHT_OFF);
}

static gboolean
find_call (const CordonCallIndicator *call, gpointer data)
{
  CordonCallIndicator *found = data;

  *found = *call;
  return FALSE;
}

static void
a_call_is_shown_until_it_ends_whatever_its_captures_do (void **state)
{
  Fixture *fixture = *state;
  const CordonUse use = use_of (fixture, 1, CORDON_FEATURE_CAMERA);
  CordonCallIndicator call = { 0 };

  cordon_indicators_call_started (fixture->indicators, 9, 1, fixture->page);
  cordon_indicators_begin (fixture->indicators, &use, T0);
  cordon_indicators_end (fixture->indicators, 1, T0 + 60 * CORDON_SECOND_US);
  cordon_indicators_tick (fixture->indicators, T0 + 600 * CORDON_SECOND_US);
  cordon_indicators_foreach_call (fixture->indicators, 1, find_call, &call);
  assert_int_equal (call.call_id, 9);
  cordon_indicators_call_ended (fixture->indicators, 9);
  call.call_id = 0;
  cordon_indicators_foreach_call (fixture->indicators, 0, find_call, &call);
  assert_int_equal (call.call_id, 0);
}

static void
one_unverified_member_makes_the_whole_call_unverified (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  g_autoptr (CordonCallee) carol = cordon_callee_new_identity ("carol@idp.example", -1, NULL);
  CordonCallIndicator call = { 0 };

  cordon_indicators_call_started (fixture->indicators, 9, 1, fixture->page);
  cordon_indicators_foreach_call (fixture->indicators, 0, find_call, &call);
  assert_false (call.secure);
  cordon_indicators_call_peer (fixture->indicators, 9, bob, TRUE);
  cordon_indicators_foreach_call (fixture->indicators, 0, find_call, &call);
  assert_true (call.secure);
  cordon_indicators_call_peer (fixture->indicators, 9, carol, FALSE);
  cordon_indicators_foreach_call (fixture->indicators, 0, find_call, &call);
  assert_int_equal (call.n_callees, 2);
  assert_false (call.secure);
  cordon_indicators_call_peer (fixture->indicators, 9, carol, TRUE);
  cordon_indicators_foreach_call (fixture->indicators, 0, find_call, &call);
  assert_int_equal (call.n_callees, 2);
  assert_true (call.secure);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (light_is_on_when_begin_returns_and_each_edge_is_announced, "F-03", set_up, tear_down),
    CORDON_TEST_WITH (a_chrome_that_cannot_show_the_light_says_so_to_the_source, "", set_up, tear_down),
    CORDON_TEST_WITH (a_capture_of_ten_milliseconds_is_shown_for_three_seconds, "F-05", set_up, tear_down),
    CORDON_TEST_WITH (a_source_that_wakes_for_a_moment_shows_as_live_for_three_seconds, "F-05", set_up,
                      tear_down),
    CORDON_TEST_WITH (stopping_one_of_two_leaves_the_light_on, "F-06", set_up, tear_down),
    CORDON_TEST_WITH (a_muted_one_does_not_hide_a_live_one, "F-06", set_up, tear_down),
    CORDON_TEST_WITH (camera_microphone_display_and_its_sound_have_lights_of_their_own, "F-04", set_up,
                      tear_down),
    CORDON_TEST_WITH (a_shared_surface_is_named_and_its_switch_is_seen, "F-15 F-17", set_up, tear_down),
    CORDON_TEST_WITH (frames_workers_and_background_tabs_are_counted_under_top_and_frame_origin, "F-27",
                      set_up, tear_down),
    CORDON_TEST_WITH (a_call_is_shown_until_it_ends_whatever_its_captures_do, "", set_up, tear_down),
    CORDON_TEST_WITH (one_unverified_member_makes_the_whole_call_unverified, "F-31", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
