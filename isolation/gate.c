#include "isolation/gate.h"

#include "isolation/session_private.h"

static const char *const verdicts[] = {
  [CORDON_GATE_NOTHING] = "nothing",
  [CORDON_GATE_PAUSED] = "paused",
  [CORDON_GATE_BLANK] = "blank",
  [CORDON_GATE_CONTENT] = "content",
};

G_STATIC_ASSERT (G_N_ELEMENTS (verdicts) == CORDON_N_GATE_VERDICTS);

static const struct
{
  const char *name;
  CordonGateVerdict verdict;
  const char *explanation;
} reasons[] = {
  [CORDON_GATE_REASON_NONE] = { "none", CORDON_GATE_NOTHING, "Nothing was decided." },
  [CORDON_GATE_REASON_NOT_CONNECTED] = { "not-connected", CORDON_GATE_NOTHING, "No handshake has finished." },
  [CORDON_GATE_REASON_SESSION_FAILED] = { "session-failed", CORDON_GATE_NOTHING, "The session has failed." },
  [CORDON_GATE_REASON_SESSION_CLOSED] = { "session-closed", CORDON_GATE_NOTHING, "The session is closed." },
  [CORDON_GATE_REASON_CONSENT_LOST] = { "consent-lost", CORDON_GATE_NOTHING,
                                        "The far address no longer consents to receive." },
  [CORDON_GATE_REASON_REVOKED] = { "revoked", CORDON_GATE_BLANK,
                                   "The user took the consent to this track back." },
  [CORDON_GATE_REASON_PAUSED] = { "paused", CORDON_GATE_PAUSED, "The track is muted or disabled." },
  [CORDON_GATE_REASON_NO_CALLEE] = { "no-callee", CORDON_GATE_BLANK,
                                     "The track is isolated and bound to nobody." },
  [CORDON_GATE_REASON_NO_PROMISE] = { "no-promise", CORDON_GATE_BLANK,
                                      "The peer has not promised to keep the media from its site." },
  [CORDON_GATE_REASON_NO_IDENTITY] = { "no-identity", CORDON_GATE_BLANK, "The peer has shown no identity." },
  [CORDON_GATE_REASON_IDENTITY_PENDING] = { "identity-pending", CORDON_GATE_BLANK,
                                            "The peer's identity is still being validated." },
  [CORDON_GATE_REASON_IDENTITY_FAILED] = { "identity-failed", CORDON_GATE_BLANK,
                                           "The peer's identity could not be validated." },
  [CORDON_GATE_REASON_OTHER_IDENTITY] = { "other-identity", CORDON_GATE_BLANK,
                                          "The peer is somebody else than the track is for." },
  [CORDON_GATE_REASON_OTHER_CERTIFICATE] = { "other-certificate", CORDON_GATE_BLANK,
                                             "The certificate of the handshake is not the callee's." },
  [CORDON_GATE_REASON_PLAIN] = { "plain", CORDON_GATE_CONTENT, "The track is not isolated." },
  [CORDON_GATE_REASON_MATCH] = { "match", CORDON_GATE_CONTENT,
                                 "The session is confidential and the peer is whom the track is for." },
};

G_STATIC_ASSERT (G_N_ELEMENTS (reasons) == CORDON_N_GATE_REASONS);

#define IS_OWNER(session) ((session)->owner == g_thread_self ())
#define WORD(verdict, reason) ((guint) (verdict) | (guint) (reason) << 8)

/* C-51, for one association that carries media. */
static CordonGateReason
judge_callee (const CordonSession *session, const CordonAssociation *association, const CordonCallee *callee)
{
  const CordonSessionIdentity *identity = &session->identity;

  if (cordon_callee_get_kind (callee) == CORDON_CALLEE_FINGERPRINTS)
    return cordon_session_identity_holds (callee, NULL, association) ? CORDON_GATE_REASON_MATCH
                                                                     : CORDON_GATE_REASON_OTHER_CERTIFICATE;
  switch (identity->state)
    {
    case CORDON_IDENTITY_NONE: return CORDON_GATE_REASON_NO_IDENTITY;
    case CORDON_IDENTITY_PENDING: return CORDON_GATE_REASON_IDENTITY_PENDING;
    case CORDON_IDENTITY_FAILED: return CORDON_GATE_REASON_IDENTITY_FAILED;
    case CORDON_IDENTITY_VALID: break;
    }
  if (!cordon_callee_equal (identity->callee, callee))
    return CORDON_GATE_REASON_OTHER_IDENTITY;
  return cordon_session_identity_holds (callee, identity->attested, association)
           ? CORDON_GATE_REASON_MATCH
           : CORDON_GATE_REASON_OTHER_CERTIFICATE;
}

static CordonGateReason
judge_label (const CordonSession *session, const CordonAssociation *association, const CordonGateFacts *facts)
{
  if (cordon_label_is_readable (facts->label))
    return CORDON_GATE_REASON_PLAIN;
  if (cordon_label_get_reasons (facts->label) != CORDON_ISOLATION_PEER_IDENTITY || !facts->callee
      || cordon_label_get_callee_id (facts->label) == CORDON_CALLEE_ID_NOBODY)
    return CORDON_GATE_REASON_NO_CALLEE;
  if (session->label != CORDON_ALPN_C_WEBRTC)
    return CORDON_GATE_REASON_NO_PROMISE;
  return judge_callee (session, association, facts->callee);
}

static CordonGateReason
judge_association (const CordonSession *session, const CordonAssociation *association,
                   const CordonGateFacts *facts)
{
  if (association->state != CORDON_ASSOCIATION_CONNECTED)
    return CORDON_GATE_REASON_NOT_CONNECTED;
  if (!association->consent)
    return CORDON_GATE_REASON_CONSENT_LOST;
  if (facts->revoked)
    return CORDON_GATE_REASON_REVOKED;
  if (facts->paused)
    return CORDON_GATE_REASON_PAUSED;
  return judge_label (session, association, facts);
}

/* A gate without an association of its own takes the worst of those that run: one bad path shuts it. */
static CordonGateReason
judge_all (const CordonSession *session, const CordonGateFacts *facts)
{
  CordonGateReason worst = CORDON_GATE_REASON_NOT_CONNECTED;
  gboolean any = FALSE;

  for (const CordonAssociation *association = session->associations; association;
       association = association->next)
    {
      CordonGateReason reason;

      if (association->state != CORDON_ASSOCIATION_CONNECTED)
        continue;
      reason = judge_association (session, association, facts);
      if (!any || reasons[reason].verdict < reasons[worst].verdict)
        worst = reason;
      any = TRUE;
    }
  return worst;
}

static CordonGateReason
judge (const CordonSession *session, const CordonGateFacts *facts, CordonGateVerdict *out_verdict)
{
  CordonGateReason reason;

  if (session->state == CORDON_SESSION_FAILED)
    reason = CORDON_GATE_REASON_SESSION_FAILED;
  else if (session->state == CORDON_SESSION_CLOSED)
    reason = CORDON_GATE_REASON_SESSION_CLOSED;
  else if (facts->association)
    reason = judge_association (session, facts->association, facts);
  else
    reason = judge_all (session, facts);
  *out_verdict = reasons[reason].verdict;
  return reason;
}

gboolean
cordon_gate_decide (CordonGate *gate)
{
  CordonGateVerdict verdict = CORDON_GATE_NOTHING;
  const CordonGateReason reason = judge (gate->session, &gate->facts, &verdict);
  const guint word = WORD (verdict, reason);

  if (atomic_load (&gate->word) == word)
    return FALSE;
  atomic_store (&gate->word, word);
  return TRUE;
}

void
cordon_gate_orphan (CordonGate *gate)
{
  gate->session = NULL;
  gate->facts.association = NULL;
  atomic_store (&gate->word, WORD (CORDON_GATE_NOTHING, CORDON_GATE_REASON_SESSION_CLOSED));
}

static void
take_label (CordonGate *gate, CordonLabel label, const CordonCallee *callee)
{
  CordonCallee *old = gate->callee;

  gate->facts.label = label;
  gate->callee = callee ? cordon_callee_ref (callee) : NULL;
  gate->facts.callee = gate->callee;
  if (callee && cordon_callee_get_kind (callee) == CORDON_CALLEE_FINGERPRINTS)
    gate->session->has_sets = TRUE;
  g_clear_pointer (&old, cordon_callee_unref);
  /* A track bound to somebody asks for the promise; one that is only cross-origin does not (C-53). */
  if (cordon_label_get_reasons (label) & CORDON_ISOLATION_PEER_IDENTITY && cordon_label_is_known (label))
    cordon_session_require_confidential (gate->session);
}

CordonGate *
cordon_session_add_gate (CordonSession *session, CordonAssociation *association, CordonLabel label,
                         const CordonCallee *callee)
{
  CordonGate *gate;

  g_return_val_if_fail (session != NULL && IS_OWNER (session), NULL);
  g_return_val_if_fail (association == NULL || association->session == session, NULL);

  gate = g_new0 (CordonGate, 1);
  g_atomic_ref_count_init (&gate->n_refs);
  gate->session = session;
  gate->facts.association = association;
  take_label (gate, label, callee);
  if (!session->gates)
    session->gates = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_gate_unref);
  g_ptr_array_add (session->gates, gate);
  cordon_gate_decide (gate);
  return gate;
}

void
cordon_session_remove_gate (CordonSession *session, CordonGate *gate)
{
  g_return_if_fail (session != NULL && IS_OWNER (session));
  g_return_if_fail (gate != NULL && gate->session == session);

  cordon_gate_orphan (gate);
  g_ptr_array_remove_fast (session->gates, gate);
}

static void
decide_again (CordonGate *gate)
{
  CordonSession *session = gate->session;

  if (cordon_gate_decide (gate) && session->observer && session->observer->gate_changed)
    {
      g_autoptr (CordonGate) held = cordon_gate_ref (gate);
      g_autoptr (CordonSession) held_session = cordon_session_ref (session);

      session->observer->gate_changed (held_session, held, session->observer_data);
    }
}

void
cordon_gate_set_label (CordonGate *gate, CordonLabel label, const CordonCallee *callee)
{
  g_return_if_fail (gate != NULL);

  if (!gate->session)
    return;
  g_return_if_fail (IS_OWNER (gate->session));
  take_label (gate, label, callee);
  decide_again (gate);
}

void
cordon_gate_set_paused (CordonGate *gate, gboolean paused)
{
  g_return_if_fail (gate != NULL);

  if (!gate->session)
    return;
  g_return_if_fail (IS_OWNER (gate->session));
  gate->facts.paused = !!paused;
  decide_again (gate);
}

void
cordon_gate_revoke (CordonGate *gate)
{
  g_return_if_fail (gate != NULL);

  gate->facts.revoked = TRUE;
  if (gate->session)
    decide_again (gate);
}

CordonGate *
cordon_gate_ref (CordonGate *gate)
{
  g_return_val_if_fail (gate != NULL, NULL);
  g_atomic_ref_count_inc (&gate->n_refs);
  return gate;
}

void
cordon_gate_unref (CordonGate *gate)
{
  if (!gate || !g_atomic_ref_count_dec (&gate->n_refs))
    return;
  g_clear_pointer (&gate->callee, cordon_callee_unref);
  g_free (gate);
}

CordonGateVerdict
cordon_gate_get_verdict (const CordonGate *gate)
{
  return gate ? (CordonGateVerdict) (atomic_load (&gate->word) & 0xff) : CORDON_GATE_NOTHING;
}

CordonGateReason
cordon_gate_get_reason (const CordonGate *gate)
{
  return gate ? (CordonGateReason) (atomic_load (&gate->word) >> 8) : CORDON_GATE_REASON_NONE;
}

CordonGateVerdict
cordon_session_may_send (const CordonSession *session, CordonLabel label, const CordonCallee *callee)
{
  CordonGateVerdict verdict = CORDON_GATE_NOTHING;

  g_return_val_if_fail (session != NULL, CORDON_GATE_NOTHING);

  const CordonGateFacts once = { .label = label, .callee = callee };

  judge (session, &once, &verdict);
  return verdict;
}

const char *
cordon_gate_verdict_to_string (CordonGateVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < CORDON_N_GATE_VERDICTS, "");
  return verdicts[verdict];
}

const char *
cordon_gate_reason_to_string (CordonGateReason reason)
{
  g_return_val_if_fail ((guint) reason < CORDON_N_GATE_REASONS, "");
  return reasons[reason].name;
}

const char *
cordon_gate_reason_explain (CordonGateReason reason)
{
  g_return_val_if_fail ((guint) reason < CORDON_N_GATE_REASONS, "");
  return reasons[reason].explanation;
}
