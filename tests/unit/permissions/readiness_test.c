#include "permissions/clock.h"
#include "permissions/pipeline.h"

#include "tests/support/test.h"

#define NOW ((CordonTime){ .wall_us = 1000 * CORDON_DAY_US, .mono_us = 50 * CORDON_SECOND_US })

static const CordonPipelineFacts seen = {
  .fully_active = CORDON_FACT_YES,
  .visible = CORDON_FACT_YES,
  .focused = CORDON_FACT_YES,
};

static void
expect (const CordonPipelineFacts *facts, CordonFeature feature, CordonReadinessStage stage,
        CordonReadiness readiness, CordonReason reason)
{
  CordonReason actual = CORDON_REASON_BAD_REQUEST;

  assert_int_equal (cordon_pipeline_check_readiness (facts, feature, stage, NOW, &actual), readiness);
  assert_int_equal (actual, reason);
}

/* A fact that was never said is as if it were not so. */
static void
a_device_request_waits_for_the_view_and_its_result_for_the_focus (void **state)
{
  static const CordonFact not_so[] = { CORDON_FACT_NO, CORDON_FACT_MISSING };
  const CordonFeature camera = CORDON_FEATURE_CAMERA;

  expect (&seen, camera, CORDON_READINESS_STAGE_ASK, CORDON_READINESS_READY, CORDON_REASON_NONE);
  expect (&seen, camera, CORDON_READINESS_STAGE_DELIVER, CORDON_READINESS_READY, CORDON_REASON_NONE);
  for (gsize i = 0; i < G_N_ELEMENTS (not_so); i++)
    {
      CordonPipelineFacts facts = seen;

      facts.focused = not_so[i];
      expect (&facts, camera, CORDON_READINESS_STAGE_ASK, CORDON_READINESS_READY, CORDON_REASON_NONE);
      expect (&facts, camera, CORDON_READINESS_STAGE_DELIVER, CORDON_READINESS_WAIT,
              CORDON_REASON_NOT_FOCUSED);
      facts.visible = not_so[i];
      expect (&facts, camera, CORDON_READINESS_STAGE_ASK, CORDON_READINESS_WAIT, CORDON_REASON_NOT_VISIBLE);
    }
}

static void
a_display_request_is_refused_without_focus_or_activation (void **state)
{
  static const CordonFact not_so[] = { CORDON_FACT_NO, CORDON_FACT_MISSING };
  const CordonFeature display = CORDON_FEATURE_DISPLAY_CAPTURE;
  CordonPipelineFacts facts = seen;

  expect (&facts, display, CORDON_READINESS_STAGE_ASK, CORDON_READINESS_REFUSED, CORDON_REASON_NO_ACTIVATION);
  facts.activation_expires_mono_us = NOW.mono_us;
  expect (&facts, display, CORDON_READINESS_STAGE_ASK, CORDON_READINESS_REFUSED, CORDON_REASON_NO_ACTIVATION);
  facts.activation_expires_mono_us = NOW.mono_us + 1;
  expect (&facts, display, CORDON_READINESS_STAGE_ASK, CORDON_READINESS_READY, CORDON_REASON_NONE);
  for (gsize i = 0; i < G_N_ELEMENTS (not_so); i++)
    {
      facts.focused = not_so[i];
      expect (&facts, display, CORDON_READINESS_STAGE_ASK, CORDON_READINESS_REFUSED,
              CORDON_REASON_NOT_FOCUSED);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (a_device_request_waits_for_the_view_and_its_result_for_the_focus, "A-26 B-15"),
    CORDON_TEST (a_display_request_is_refused_without_focus_or_activation, "A-26 B-40"),
  };

  return cordon_test_run (tests);
}
