#include "tests/support/test.h"

#include "permissions/clock.h"
#include "permissions/display_capture.h"

#undef MAX
#define MAX(number) \
  { \
    .has_max = TRUE, .max = (number) \
  }

static const CordonDisplayMoment good = { .fully_active = TRUE,
                                          .focused = TRUE,
                                          .has_activation = TRUE,
                                          .policy_allows = TRUE };

static void
assert_name (const char *actual, const char *expected)
{
  if (g_strcmp0 (actual, expected) != 0)
    fail_msg ("%s, not %s", actual ? actual : "nothing", expected ? expected : "nothing");
}

static void
options_fail_with_the_name_of_their_rule (void **state)
{
  static const struct
  {
    CordonDisplayOptions options;
    const char *exception;
  } cases[] = {
    { { 0 }, NULL },
    { { .wants_audio = TRUE }, NULL },
    { { .video_is_false = TRUE }, "TypeError" },
    { { .video_is_false = TRUE, .wants_audio = TRUE }, "TypeError" },
    { { .has_advanced = TRUE }, "TypeError" },
    { { .has_required_constraint = TRUE }, "TypeError" },
    { { .width = { .has_min = TRUE } }, "TypeError" },
    { { .height = { .has_exact = TRUE } }, "TypeError" },
    { { .frame_rate = { .has_exact = TRUE } }, "TypeError" },
    { { .width = MAX (0) }, "OverconstrainedError" },
    { { .width = MAX (-1) }, "OverconstrainedError" },
    { { .height = MAX (0.5) }, "OverconstrainedError" },
    { { .frame_rate = MAX (0) }, "OverconstrainedError" },
    { { .frame_rate = MAX (G_MINDOUBLE) }, "OverconstrainedError" },
    { { .width = MAX (1), .height = MAX (1), .frame_rate = MAX (1) }, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_name (cordon_display_options_check (&cases[i].options, &good), cases[i].exception);
}

static void
the_moment_fails_before_and_behind_the_options (void **state)
{
  const CordonDisplayOptions fine = { 0 };
  const CordonDisplayOptions wrong = { .video_is_false = TRUE };
  CordonDisplayMoment moment = good;

  moment.policy_allows = FALSE;
  assert_name (cordon_display_options_check (&fine, &moment), "NotAllowedError");
  assert_name (cordon_display_options_check (&wrong, &moment), "TypeError");
  moment.focused = FALSE;
  assert_name (cordon_display_options_check (&fine, &moment), "InvalidStateError");
  assert_name (cordon_display_options_check (&wrong, &moment), "TypeError");
  moment.has_activation = FALSE;
  assert_name (cordon_display_options_check (&wrong, &moment), "InvalidStateError");
  moment = good;
  moment.fully_active = FALSE;
  assert_name (cordon_display_options_check (&fine, &moment), "InvalidStateError");
  assert_name (cordon_display_options_check (&fine, &(CordonDisplayMoment){ 0 }), "InvalidStateError");
}

static void
a_capture_gives_one_picture_and_at_most_one_sound (void **state)
{
  const CordonDisplayOptions silent = { 0 };
  const CordonDisplayOptions sound = { .wants_audio = TRUE };

  assert_int_equal (cordon_display_count_tracks (&silent, TRUE).n_video, 1);
  assert_int_equal (cordon_display_count_tracks (&silent, TRUE).n_audio, 0);
  assert_int_equal (cordon_display_count_tracks (&sound, FALSE).n_audio, 0);
  assert_int_equal (cordon_display_count_tracks (&sound, TRUE).n_audio, 1);
}

static void
hints_order_the_offer_and_take_nothing_away (void **state)
{
  CordonOfferedSurface offered[] = {
    { 1, CORDON_DISPLAY_SURFACE_MONITOR, FALSE }, { 2, CORDON_DISPLAY_SURFACE_WINDOW, FALSE },
    { 3, CORDON_DISPLAY_SURFACE_BROWSER, TRUE },  { 4, CORDON_DISPLAY_SURFACE_BROWSER, FALSE },
    { 5, CORDON_DISPLAY_SURFACE_MONITOR, FALSE },
  };
  static const guint64 wanted[] = { 4, 1, 2, 5, 3 };
  static const guint64 own_first[] = { 3, 1, 5, 4, 2 };

  cordon_display_arrange_offer (
    offered, 5, &(CordonOfferHints){ .preferred = CORDON_DISPLAY_SURFACE_BROWSER, .avoids_own_tab = TRUE });
  for (gsize i = 0; i < 5; i++)
    assert_int_equal (offered[i].id, wanted[i]);
  cordon_display_arrange_offer (
    offered, 5, &(CordonOfferHints){ .preferred = CORDON_DISPLAY_SURFACE_MONITOR, .prefers_own_tab = TRUE });
  for (gsize i = 0; i < 5; i++)
    assert_int_equal (offered[i].id, own_first[i]);
  cordon_display_arrange_offer (NULL, 0, &(CordonOfferHints){ 0 });
}

static void
the_focus_decision_closes_after_a_second (void **state)
{
  const gint64 start = 100 * CORDON_SECOND_US;

  assert_name (cordon_display_check_focus_behavior (0, FALSE, start), NULL);
  assert_name (cordon_display_check_focus_behavior (start, FALSE, start + CORDON_SECOND_US - 1), NULL);
  assert_name (cordon_display_check_focus_behavior (start, FALSE, start + CORDON_SECOND_US),
               "InvalidStateError");
  assert_name (cordon_display_check_focus_behavior (start, TRUE, start), "InvalidStateError");
}

static void
a_surface_mutes_unmutes_and_ends_once (void **state)
{
  CordonSurfacePresence presence = CORDON_SURFACE_PRESENCE_SHOWN;

  assert_name (cordon_surface_presence_change (&presence, CORDON_SURFACE_PRESENCE_SHOWN), NULL);
  assert_name (cordon_surface_presence_change (&presence, CORDON_SURFACE_PRESENCE_HIDDEN), "mute");
  assert_name (cordon_surface_presence_change (&presence, CORDON_SURFACE_PRESENCE_HIDDEN), NULL);
  assert_name (cordon_surface_presence_change (&presence, CORDON_SURFACE_PRESENCE_SHOWN), "unmute");
  assert_name (cordon_surface_presence_change (&presence, CORDON_SURFACE_PRESENCE_GONE), "ended");
  assert_name (cordon_surface_presence_change (&presence, CORDON_SURFACE_PRESENCE_SHOWN), NULL);
  assert_int_equal (presence, CORDON_SURFACE_PRESENCE_GONE);
}

static void
the_viewport_needs_isolation_and_document_policy_first (void **state)
{
  const CordonDisplayOptions options = { 0 };
  CordonViewportFacts facts = { .cross_origin_isolated = TRUE,
                                .document_policy_allows = TRUE,
                                .moment = good };

  assert_name (cordon_viewport_check (&facts, &options), NULL);
  facts.moment.has_activation = FALSE;
  assert_name (cordon_viewport_check (&facts, &options), "InvalidStateError");
  facts.document_policy_allows = FALSE;
  assert_name (cordon_viewport_check (&facts, &options), "SecurityError");
  facts.document_policy_allows = TRUE;
  facts.cross_origin_isolated = FALSE;
  assert_name (cordon_viewport_check (&facts, &options), "SecurityError");
}

static void
only_what_the_user_sees_of_the_surface_itself_is_in_its_frames (void **state)
{
  for (guint part = 0; part < CORDON_N_SURFACE_PARTS; part++)
    assert_int_equal (cordon_surface_part_may_be_captured ((CordonSurfacePart) part),
                      part == CORDON_SURFACE_PART_SHOWN);
  assert_false (cordon_surface_part_may_be_captured ((CordonSurfacePart) 99));
}

static void
surface_names_read_back (void **state)
{
  for (int i = CORDON_DISPLAY_SURFACE_BROWSER; i <= CORDON_DISPLAY_SURFACE_MONITOR; i++)
    assert_int_equal (
      cordon_display_surface_from_string (cordon_display_surface_to_string ((CordonDisplaySurface) i)), i);
  assert_int_equal (cordon_display_surface_from_string ("application"), CORDON_DISPLAY_SURFACE_NONE);
  assert_string_equal (cordon_display_surface_to_string ((CordonDisplaySurface) 9), "none");
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (options_fail_with_the_name_of_their_rule, "B-40"),
    CORDON_TEST (the_moment_fails_before_and_behind_the_options, "B-40"),
    CORDON_TEST (a_capture_gives_one_picture_and_at_most_one_sound, "B-43 B-44"),
    CORDON_TEST (hints_order_the_offer_and_take_nothing_away, "B-38"),
    CORDON_TEST (the_focus_decision_closes_after_a_second, "B-38"),
    CORDON_TEST (a_surface_mutes_unmutes_and_ends_once, "B-46"),
    CORDON_TEST (the_viewport_needs_isolation_and_document_policy_first, "B-48"),
    CORDON_TEST (only_what_the_user_sees_of_the_surface_itself_is_in_its_frames, "B-44"),
    CORDON_TEST (surface_names_read_back, ""),
  };

  return cordon_test_run (tests);
}
