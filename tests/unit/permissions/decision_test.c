#include "tests/support/test.h"

#include "permissions/decision.h"

static void
zero_denies_without_a_reason (void **state)
{
  const CordonDecision decision = { 0 };

  assert_int_equal (decision.verdict, CORDON_DECISION_DENY);
  assert_int_equal (cordon_decision_to_state (&decision), CORDON_STATE_DENIED);
  assert_string_equal (cordon_reason_to_string (decision.reason), "none");
}

static void
captures_of_a_surface_are_never_reported_granted (void **state)
{
  for (int i = CORDON_FEATURE_CAMERA; i < CORDON_N_FEATURES; i++)
    {
      const CordonDecision decision = { .verdict = CORDON_DECISION_ALLOW, .feature = (CordonFeature) i };
      gboolean surface = i == CORDON_FEATURE_DISPLAY_CAPTURE || i == CORDON_FEATURE_VIEWPORT_CAPTURE;

      assert_int_equal (cordon_decision_to_state (&decision),
                        surface ? CORDON_STATE_PROMPT : CORDON_STATE_GRANTED);
    }
}

static void
every_reason_has_a_name_and_a_sentence (void **state)
{
  for (int i = 0; i < CORDON_N_REASONS; i++)
    {
      assert_true (strlen (cordon_reason_explain ((CordonReason) i)) > 10);
      for (int j = 0; j < i; j++)
        assert_string_not_equal (cordon_reason_to_string ((CordonReason) i),
                                 cordon_reason_to_string ((CordonReason) j));
    }
  assert_string_equal (cordon_reason_to_string ((CordonReason) 500), "none");
  assert_string_equal (cordon_state_to_string ((CordonState) 9), "denied");
  assert_string_equal (cordon_decision_verdict_to_string ((CordonDecisionVerdict) 9), "deny");
}

static void
obligations_keep_their_callee_alive (void **state)
{
  CordonCallee *bob = cordon_callee_new_identity ("bob@x.example", -1, NULL);
  CordonObligations first = { .callee = bob, .isolate = TRUE, .call_id = 4 };
  g_auto (CordonObligations) second = { 0 };

  cordon_obligations_copy_into (&first, &second);
  cordon_obligations_clear (&first);
  assert_null (first.callee);
  assert_string_equal (cordon_callee_get_display (second.callee), "bob@x.example");
  assert_true (second.isolate);
  assert_int_equal (second.call_id, 4);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (zero_denies_without_a_reason, ""),
    CORDON_TEST (captures_of_a_surface_are_never_reported_granted, "B-39"),
    CORDON_TEST (every_reason_has_a_name_and_a_sentence, ""),
    CORDON_TEST (obligations_keep_their_callee_alive, ""),
  };

  return cordon_test_run (tests);
}
