#include "permissions/decision.h"

static const struct
{
  const char *name;
  const char *sentence;
} reasons[] = {
  [CORDON_REASON_NONE] = { "none", "Nothing was decided." },
  [CORDON_REASON_MISSING_FACTS] = { "missing-facts", "The engine left out a fact about the document." },
  [CORDON_REASON_MANAGED_POLICY] = { "managed-policy", "The administrator's policy decides." },
  [CORDON_REASON_OPAQUE_ORIGIN] = { "opaque-origin",
                                    "The document has no origin that could hold a permission." },
  [CORDON_REASON_INSECURE_CONTEXT] = { "insecure-context",
                                       "The document, or one it is embedded in, could be forged on the network." },
  [CORDON_REASON_PERMISSIONS_POLICY] = { "permissions-policy",
                                         "Permissions Policy disables the feature here." },
  [CORDON_REASON_MIXED_CONTENT] = { "mixed-content", "The document runs active mixed content." },
  [CORDON_REASON_CONTENT_SECURITY_POLICY] = { "content-security-policy",
                                              "The document's Content Security Policy blocks calls." },
  [CORDON_REASON_NOT_FULLY_ACTIVE] = { "not-fully-active", "The document is not fully active." },
  [CORDON_REASON_FEATURE_RULE] = { "feature-rule", "The feature's own rule decides." },
  [CORDON_REASON_REVOKED] = { "revoked", "The call or token that the request leans on was revoked." },
  [CORDON_REASON_CALLEE_BLOCKED] = { "callee-blocked", "The user never calls this person." },
  [CORDON_REASON_GRANT] = { "grant", "A decision of the user answers." },
  [CORDON_REASON_WILDCARD_DELEGATION] = { "wildcard-delegation",
                                          "The frame got the feature by a wildcard; the user is asked each time." },
  [CORDON_REASON_EMBARGO_DISMISSED] = { "embargo-dismissed", "The user dismissed the question too often." },
  [CORDON_REASON_EMBARGO_IGNORED] = { "embargo-ignored", "The user ignored the question too often." },
  [CORDON_REASON_TEMPORARY_BLOCK] = { "temporary-block", "The user blocked the feature for now." },
  [CORDON_REASON_DEFAULT] = { "default", "Nobody has decided yet." },
  [CORDON_REASON_NOT_VISIBLE] = { "not-visible", "The document is not in view." },
  [CORDON_REASON_NOT_FOCUSED] = { "not-focused", "The document does not have the focus." },
  [CORDON_REASON_NO_ACTIVATION] = { "no-activation", "The user did not just act on the document." },
  [CORDON_REASON_USER_ALLOWED] = { "user-allowed", "The user answered yes." },
  [CORDON_REASON_USER_BLOCKED] = { "user-blocked", "The user answered no." },
  [CORDON_REASON_DISMISSED] = { "dismissed", "The user closed the question without an answer." },
  [CORDON_REASON_QUOTA] = { "quota", "The document has too many open requests." },
  [CORDON_REASON_STORE] = { "store", "The decision could not be made durable." },
  [CORDON_REASON_GONE] = { "gone", "The document went away meanwhile." },
  [CORDON_REASON_BAD_REQUEST] = { "bad-request", "The request asks for nothing that exists." },
};

G_STATIC_ASSERT (G_N_ELEMENTS (reasons) == CORDON_N_REASONS);

static const char *const verdicts[] = {
  [CORDON_DECISION_DENY] = "deny",
  [CORDON_DECISION_PROMPT] = "prompt",
  [CORDON_DECISION_ALLOW] = "allow",
};

static const char *const states[] = {
  [CORDON_STATE_DENIED] = "denied",
  [CORDON_STATE_PROMPT] = "prompt",
  [CORDON_STATE_GRANTED] = "granted",
};

void
cordon_obligations_copy_into (const CordonObligations *obligations, CordonObligations *target)
{
  CordonObligations copy;

  g_return_if_fail (obligations != NULL);
  g_return_if_fail (target != NULL);

  copy = *obligations;
  copy.callee = obligations->callee ? cordon_callee_ref (obligations->callee) : NULL;
  cordon_obligations_clear (target);
  *target = copy;
}

void
cordon_obligations_clear (CordonObligations *obligations)
{
  if (!obligations)
    return;

  cordon_callee_unref (obligations->callee);
  *obligations = (CordonObligations){ 0 };
}

void
cordon_decision_clear (CordonDecision *decision)
{
  if (!decision)
    return;

  cordon_obligations_clear (&decision->obligations);
  *decision = (CordonDecision){ 0 };
}

CordonState
cordon_decision_to_state (const CordonDecision *decision)
{
  g_return_val_if_fail (decision != NULL, CORDON_STATE_DENIED);

  switch (decision->verdict)
    {
    case CORDON_DECISION_DENY: return CORDON_STATE_DENIED;
    case CORDON_DECISION_PROMPT: return CORDON_STATE_PROMPT;
    case CORDON_DECISION_ALLOW:
      if (decision->feature == CORDON_FEATURE_DISPLAY_CAPTURE
          || decision->feature == CORDON_FEATURE_VIEWPORT_CAPTURE)
        return CORDON_STATE_PROMPT;
      return CORDON_STATE_GRANTED;
    }

  return CORDON_STATE_DENIED;
}

const char *
cordon_decision_verdict_to_string (CordonDecisionVerdict verdict)
{
  guint index = (guint) verdict;

  return verdicts[index < G_N_ELEMENTS (verdicts) ? index : CORDON_DECISION_DENY];
}

const char *
cordon_state_to_string (CordonState state)
{
  guint index = (guint) state;

  return states[index < G_N_ELEMENTS (states) ? index : CORDON_STATE_DENIED];
}

const char *
cordon_reason_to_string (CordonReason reason)
{
  guint index = (guint) reason;

  return reasons[index < G_N_ELEMENTS (reasons) ? index : CORDON_REASON_NONE].name;
}

const char *
cordon_reason_explain (CordonReason reason)
{
  guint index = (guint) reason;

  return reasons[index < G_N_ELEMENTS (reasons) ? index : CORDON_REASON_NONE].sentence;
}
