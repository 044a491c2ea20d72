#include "isolation/output.h"

#include "tests/support/test.h"

static CordonLabel
isolated (void)
{
  return cordon_label_new (CORDON_ISOLATION_CONFIDENTIAL_SESSION, CORDON_CALLEE_ID_NONE);
}

static void
no_encoded_frame_of_isolated_media_reaches_script (void **state)
{
  CordonLabel plain = cordon_label_readable ();

  assert_int_equal (cordon_output_encoded_route (TRUE, TRUE, isolated ()), CORDON_ENCODED_NOTHING);
  assert_int_equal (cordon_output_encoded_route (TRUE, FALSE, isolated ()), CORDON_ENCODED_BYPASS);
  assert_int_equal (cordon_output_encoded_route (FALSE, TRUE, isolated ()), CORDON_ENCODED_BYPASS);
  assert_int_equal (cordon_output_encoded_route (FALSE, TRUE, cordon_label_unknown ()),
                    CORDON_ENCODED_BYPASS);

  assert_int_equal (cordon_output_encoded_route (TRUE, TRUE, plain), CORDON_ENCODED_SCRIPT);
  assert_int_equal (cordon_output_encoded_route (FALSE, TRUE, plain), CORDON_ENCODED_SCRIPT);
  assert_int_equal (cordon_output_encoded_route (TRUE, FALSE, plain), CORDON_ENCODED_BYPASS);
}

static void
isolated_areas_of_a_tab_are_black_or_taint_the_capture (void **state)
{
  assert_int_equal (cordon_output_surface (CORDON_SURFACE_TAB, FALSE, isolated ()),
                    CORDON_SURFACE_TREATMENT_BLACKEN);
  assert_int_equal (cordon_output_surface (CORDON_SURFACE_VIEWPORT, FALSE, isolated ()),
                    CORDON_SURFACE_TREATMENT_BLACKEN);
  assert_int_equal (cordon_output_surface (CORDON_SURFACE_NONE, FALSE, isolated ()),
                    CORDON_SURFACE_TREATMENT_BLACKEN);
  assert_int_equal (cordon_output_surface (CORDON_SURFACE_TAB, TRUE, isolated ()),
                    CORDON_SURFACE_TREATMENT_TAINT);
  assert_int_equal (cordon_output_surface (CORDON_SURFACE_WINDOW, TRUE, isolated ()),
                    CORDON_SURFACE_TREATMENT_TAINT);
  assert_int_equal (cordon_output_surface (CORDON_SURFACE_MONITOR, FALSE, isolated ()),
                    CORDON_SURFACE_TREATMENT_WARN);
  assert_int_equal (cordon_output_surface (CORDON_SURFACE_TAB, FALSE, cordon_label_readable ()),
                    CORDON_SURFACE_TREATMENT_SHOW);
}

static void
isolated_media_leaves_only_for_displays_of_this_browser (void **state)
{
  static const CordonSink far[] = { CORDON_SINK_REMOTE_PLAYBACK, CORDON_SINK_PRESENTATION };
  static const CordonSink copies[] = { CORDON_SINK_EXTENSION_SCREENSHOT, CORDON_SINK_PRINT,
                                       CORDON_SINK_HTML_IN_CANVAS, CORDON_SINK_CSS_ELEMENT };

  for (guint i = 0; i < G_N_ELEMENTS (far); i++)
    {
      assert_int_equal (cordon_output_verdict (far[i], FALSE, isolated ()), CORDON_VERDICT_REFUSE);
      assert_int_equal (cordon_output_verdict (far[i], TRUE, isolated ()), CORDON_VERDICT_ALLOW);
      assert_int_equal (cordon_output_verdict (far[i], FALSE, cordon_label_readable ()),
                        CORDON_VERDICT_ALLOW);
    }
  for (guint i = 0; i < G_N_ELEMENTS (copies); i++)
    assert_int_equal (cordon_output_verdict (copies[i], TRUE, isolated ()), CORDON_VERDICT_REFUSE);
  assert_int_equal (cordon_output_verdict (CORDON_SINK_CANVAS_READ_BACK, TRUE, isolated ()),
                    CORDON_VERDICT_REFUSE);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (no_encoded_frame_of_isolated_media_reaches_script, "C-37"),
    CORDON_TEST (isolated_areas_of_a_tab_are_black_or_taint_the_capture, "C-44"),
    CORDON_TEST (isolated_media_leaves_only_for_displays_of_this_browser, "C-45"),
  };

  return cordon_test_run (tests);
}
