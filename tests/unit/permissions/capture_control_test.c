#include "tests/support/test.h"

#include "permissions/capture_control.h"

static const CordonControlFacts good = {
  .surface = CORDON_DISPLAY_SURFACE_BROWSER,
  .capture_is_live = TRUE,
  .in_trusted_handler = TRUE,
  .policy_allows = TRUE,
  .permission = CORDON_STATE_GRANTED,
};

static void
assert_name (const char *actual, const char *expected)
{
  if (g_strcmp0 (actual, expected) != 0)
    fail_msg ("%s, not %s", actual ? actual : "nothing", expected ? expected : "nothing");
}

static void
reading_is_free_and_writing_needs_policy_and_permission (void **state)
{
  CordonControlFacts facts = good;

  assert_name (cordon_capture_control_check (CORDON_CONTROL_ZOOM, &facts), NULL);
  assert_name (cordon_capture_control_check (CORDON_CONTROL_FORWARD_WHEEL, &facts), NULL);
  facts.permission = CORDON_STATE_PROMPT;
  assert_name (cordon_capture_control_check (CORDON_CONTROL_ZOOM, &facts), NULL);
  facts.permission = CORDON_STATE_DENIED;
  assert_name (cordon_capture_control_check (CORDON_CONTROL_ZOOM, &facts), "NotAllowedError");
  assert_name (cordon_capture_control_check (CORDON_CONTROL_FORWARD_WHEEL, &facts), "NotAllowedError");
  assert_name (cordon_capture_control_check (CORDON_CONTROL_READ, &facts), NULL);
  facts = good;
  facts.policy_allows = FALSE;
  assert_name (cordon_capture_control_check (CORDON_CONTROL_FORWARD_WHEEL, &facts), "NotAllowedError");
  assert_name (cordon_capture_control_check (CORDON_CONTROL_READ, &facts), NULL);
}

static void
zoom_changes_inside_a_trusted_handler_only (void **state)
{
  CordonControlFacts facts = good;

  facts.in_trusted_handler = FALSE;
  assert_name (cordon_capture_control_check (CORDON_CONTROL_ZOOM, &facts), "InvalidStateError");
  assert_name (cordon_capture_control_check (CORDON_CONTROL_READ, &facts), NULL);
}

static void
a_page_controls_neither_itself_nor_what_is_no_tab (void **state)
{
  CordonControlFacts facts = good;

  facts.is_self_capture = TRUE;
  assert_name (cordon_capture_control_check (CORDON_CONTROL_FORWARD_WHEEL, &facts), "InvalidStateError");
  facts = good;
  facts.surface = CORDON_DISPLAY_SURFACE_WINDOW;
  assert_name (cordon_capture_control_check (CORDON_CONTROL_ZOOM, &facts), "NotSupportedError");
  assert_name (cordon_capture_control_check (CORDON_CONTROL_READ, &facts), "NotSupportedError");
  facts = good;
  facts.capture_is_live = FALSE;
  assert_name (cordon_capture_control_check (CORDON_CONTROL_READ, &facts), "InvalidStateError");
  assert_name (cordon_capture_control_check (CORDON_CONTROL_ZOOM, &(CordonControlFacts){ 0 }),
               "InvalidStateError");
}

static void
a_clone_of_a_cropped_track_starts_uncropped (void **state)
{
  const CordonCropState cropped = cordon_crop_of_target (TRUE, 100, 50);
  const CordonCropState both[] = { cropped, cordon_crop_of_clone (cropped) };

  assert_int_equal (cropped, CORDON_CROP_TARGET);
  assert_int_equal (both[1], CORDON_CROP_WHOLE);
  assert_int_equal (cordon_crop_widest (both, 1), CORDON_CROP_TARGET);
  assert_int_equal (cordon_crop_widest (both, 2), CORDON_CROP_WHOLE);
}

static void
an_empty_or_detached_crop_target_gives_no_frames (void **state)
{
  assert_int_equal (cordon_crop_of_target (FALSE, 100, 50), CORDON_CROP_NO_FRAMES);
  assert_int_equal (cordon_crop_of_target (TRUE, 0, 50), CORDON_CROP_NO_FRAMES);
  assert_int_equal (cordon_crop_of_target (TRUE, 100, 0), CORDON_CROP_NO_FRAMES);
  assert_int_equal (cordon_crop_widest (NULL, 0), CORDON_CROP_NO_FRAMES);
}

static void
the_pointer_is_told_while_it_may_be_drawn_and_a_clone_lives (void **state)
{
  CordonCapturedMouse mouse = { 0 };
  CordonMousePosition told = { 0 };
  const CordonMousePosition here = { 3, 4 };
  const CordonMousePosition there = { 5, 4 };

  assert_false (cordon_captured_mouse_move (&mouse, CORDON_CURSOR_NEVER, 1, TRUE, here, &told));
  assert_false (cordon_captured_mouse_move (&mouse, CORDON_CURSOR_ALWAYS, 0, TRUE, here, &told));
  assert_false (cordon_captured_mouse_move (&mouse, CORDON_CURSOR_ALWAYS, 1, FALSE, here, &told));
  assert_true (cordon_captured_mouse_move (&mouse, CORDON_CURSOR_MOTION, 1, TRUE, here, &told));
  assert_int_equal (told.x, 3);
  assert_false (cordon_captured_mouse_move (&mouse, CORDON_CURSOR_MOTION, 1, TRUE, here, &told));
  assert_true (cordon_captured_mouse_move (&mouse, CORDON_CURSOR_ALWAYS, 2, TRUE, there, &told));
  assert_true (cordon_captured_mouse_move (&mouse, CORDON_CURSOR_ALWAYS, 1, FALSE, here, &told));
  assert_int_equal (told.x, -1);
  assert_int_equal (told.y, -1);
  assert_false (cordon_captured_mouse_move (&mouse, CORDON_CURSOR_ALWAYS, 1, FALSE, here, &told));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (reading_is_free_and_writing_needs_policy_and_permission, "B-47"),
    CORDON_TEST (zoom_changes_inside_a_trusted_handler_only, "B-47"),
    CORDON_TEST (a_page_controls_neither_itself_nor_what_is_no_tab, "B-47"),
    CORDON_TEST (a_clone_of_a_cropped_track_starts_uncropped, "B-49"),
    CORDON_TEST (an_empty_or_detached_crop_target_gives_no_frames, "B-49"),
    CORDON_TEST (the_pointer_is_told_while_it_may_be_drawn_and_a_clone_lives, "B-50"),
  };

  return cordon_test_run (tests);
}
