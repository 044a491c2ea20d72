#include "tests/support/test.h"

#include "permissions/clock.h"
#include "permissions/error.h"
#include "permissions/feature.h"

static void
names_lead_to_features_and_back (void **state)
{
  static const char *const names[] = {
    "camera",           "microphone", "display-capture", "speaker-selection", "captured-surface-control",
    "viewport-capture",
  };

  assert_int_equal (G_N_ELEMENTS (names), CORDON_N_FEATURES - 1);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CordonFeature feature = cordon_feature_from_string (names[i]);

      assert_int_equal (feature, i + 1);
      assert_string_equal (cordon_feature_to_string (feature), names[i]);
      assert_true (cordon_feature_get_info (feature)->policy_controlled);
      assert_int_not_equal (cordon_feature_get_info (feature)->prompt, CORDON_PROMPT_KIND_NONE);
    }
}

static void
other_names_are_no_feature (void **state)
{
  static const char *const names[] = { "", "none", "Camera", "camera ", "geolocation", "push" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    assert_int_equal (cordon_feature_from_string (names[i]), CORDON_FEATURE_NONE);
}

static void
a_value_out_of_range_is_no_feature (void **state)
{
  static const int values[] = { -1, CORDON_N_FEATURES, 1 << 20 };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      assert_string_equal (cordon_feature_to_string ((CordonFeature) values[i]), "none");
      assert_false (cordon_feature_get_info ((CordonFeature) values[i])->persists);
    }
}

static void
captures_of_a_surface_never_persist (void **state)
{
  assert_false (cordon_feature_get_info (CORDON_FEATURE_DISPLAY_CAPTURE)->persists);
  assert_false (cordon_feature_get_info (CORDON_FEATURE_VIEWPORT_CAPTURE)->persists);
  assert_true (cordon_feature_get_info (CORDON_FEATURE_CAMERA)->persists);
}

static void
every_error_code_has_its_own_name (void **state)
{
  for (int i = CORDON_ERROR_FAILED; i <= CORDON_ERROR_IMPORT; i++)
    for (int j = CORDON_ERROR_FAILED; j < i; j++)
      assert_string_not_equal (cordon_error_to_string ((CordonError) i),
                               cordon_error_to_string ((CordonError) j));
  assert_string_equal (cordon_error_to_string ((CordonError) 1000), "failed");
}

static CordonTime
fixed_time (gpointer data)
{
  return *(CordonTime *) data;
}

static void
a_clock_is_asked_once_and_the_system_without_one (void **state)
{
  CordonTime time = { .wall_us = 5, .mono_us = 7 };
  const CordonClock clock = { fixed_time, &time };
  const CordonClock none = { 0 };

  assert_int_equal (cordon_clock_now (&clock).wall_us, 5);
  assert_int_equal (cordon_clock_now (&clock).mono_us, 7);
  assert_true (cordon_clock_now (&none).wall_us > 0);
  assert_true (cordon_clock_now (NULL).mono_us > 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (names_lead_to_features_and_back, "A-16"),
    CORDON_TEST (other_names_are_no_feature, "B-35"),
    CORDON_TEST (a_value_out_of_range_is_no_feature, ""),
    CORDON_TEST (captures_of_a_surface_never_persist, "B-39"),
    CORDON_TEST (every_error_code_has_its_own_name, ""),
    CORDON_TEST (a_clock_is_asked_once_and_the_system_without_one, ""),
  };

  return cordon_test_run (tests);
}
