#include "isolation/session_private.h"

#include "permissions/error.h"

#define TO(state) (1u << CORDON_SESSION_##state)

static const struct
{
  const char *name;
  guint next; /* the states that may follow */
} states[] = {
  [CORDON_SESSION_NEW] = { "new", TO (HANDSHAKING) | TO (FAILED) | TO (CLOSED) },
  [CORDON_SESSION_HANDSHAKING] = { "handshaking",
                                   TO (ACCESSIBLE) | TO (CONFIDENTIAL) | TO (FAILED) | TO (CLOSED) },
  [CORDON_SESSION_ACCESSIBLE] = { "accessible", TO (FAILED) | TO (CLOSED) },
  [CORDON_SESSION_CONFIDENTIAL] = { "confidential", TO (FAILED) | TO (CLOSED) },
  [CORDON_SESSION_FAILED] = { "failed", TO (CLOSED) },
  [CORDON_SESSION_CLOSED] = { "closed", 0 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (states) == CORDON_N_SESSION_STATES);

/* The alerts: 120 no_application_protocol, 47 illegal_parameter, 42 bad_certificate, 80 internal_error. */
static const struct
{
  const char *name;
  guint8 alert;
  const char *explanation;
} failures[] = {
  [CORDON_SESSION_FAILURE_NONE] = { "none", 0, "The session has not failed." },
  [CORDON_SESSION_FAILURE_NOT_CONFIDENTIAL] = { "not-confidential", 120,
                                                "An isolated track needs a confidential session and the peer did not "
                                                "promise one." },
  [CORDON_SESSION_FAILURE_NO_COMMON_LABEL] = { "no-common-label", 120,
                                               "The peer offered no label that this side may select." },
  [CORDON_SESSION_FAILURE_NOT_OFFERED] = { "not-offered", 47,
                                           "The peer selected a label that was not offered." },
  [CORDON_SESSION_FAILURE_DISAGREEMENT] = { "disagreement", 120,
                                            "Two associations of the connection ended with different labels." },
  [CORDON_SESSION_FAILURE_RELAY] = { "relay", 80, "A relay endpoint cannot promise confidentiality." },
  [CORDON_SESSION_FAILURE_CERTIFICATE] = { "certificate", 42,
                                           "The peer's certificate matches no fingerprint of its description or "
                                           "identity." },
  [CORDON_SESSION_FAILURE_BINDING] = { "binding", 47,
                                       "The handshake is bound to another session or to another assertion." },
  [CORDON_SESSION_FAILURE_IDENTITY] = { "identity", 42,
                                        "The peer is not the one whom the connection is for." },
  [CORDON_SESSION_FAILURE_ORDER] = { "order", 80, "The handshake was reported in an order that none has." },
  [CORDON_SESSION_FAILURE_TRANSPORT] = { "transport", 0,
                                         "The peer or the network ended the first handshake." },
};

G_STATIC_ASSERT (G_N_ELEMENTS (failures) == CORDON_N_SESSION_FAILURES);

#define IS_OWNER(session) ((session)->owner == g_thread_self ())

CordonSession *
cordon_session_new (const CordonSessionPolicy *policy)
{
  CordonSession *session = g_new0 (CordonSession, 1);

  g_atomic_ref_count_init (&session->n_refs);
  session->owner = g_thread_self ();
  if (policy)
    session->policy = *policy;
  return session;
}

CordonSession *
cordon_session_ref (CordonSession *session)
{
  g_return_val_if_fail (session != NULL, NULL);
  g_atomic_ref_count_inc (&session->n_refs);
  return session;
}

void
cordon_session_unref (CordonSession *session)
{
  if (!session || !g_atomic_ref_count_dec (&session->n_refs))
    return;
  for (guint i = 0; session->gates && i < session->gates->len; i++)
    cordon_gate_orphan (session->gates->pdata[i]);
  g_clear_pointer (&session->gates, g_ptr_array_unref);
  while (session->associations)
    {
      CordonAssociation *association = session->associations;

      session->associations = association->next;
      cordon_association_free (association);
    }
  g_free (session->expected);
  g_clear_pointer (&session->identity.attested, g_array_unref);
  g_clear_pointer (&session->identity.callee, cordon_callee_unref);
  g_clear_pointer (&session->target, cordon_callee_unref);
  g_clear_pointer (&session->secure_peer, cordon_callee_unref);
  g_free (session);
}

void
cordon_session_set_limits (CordonSession *session, const CordonNetworkLimits *limits)
{
  g_return_if_fail (session != NULL && limits != NULL && IS_OWNER (session));
  session->limited = !limits->data_channels;
}

void
cordon_session_set_observer (CordonSession *session, const CordonSessionObserver *observer, gpointer data)
{
  g_return_if_fail (session != NULL && IS_OWNER (session));
  session->observer = observer;
  session->observer_data = data;
}

gboolean
cordon_session_may_change (CordonSessionState from, CordonSessionState to)
{
  return (states[from].next & (1u << to)) != 0;
}

void
cordon_session_set_state (CordonSession *session, CordonSessionState state)
{
  /* A wrong order of facts is caught where the fact arrives; this is the net below. */
  if (!cordon_session_may_change (session->state, state))
    {
      g_critical ("a session cannot go from %s to %s", states[session->state].name, states[state].name);
      if (!cordon_session_may_change (session->state, CORDON_SESSION_FAILED))
        return;
      session->failure = CORDON_SESSION_FAILURE_ORDER;
      state = CORDON_SESSION_FAILED;
    }
  session->state = state;
}

void
cordon_session_fail (CordonSession *session, CordonSessionFailure failure)
{
  if (session->state == CORDON_SESSION_FAILED || session->state == CORDON_SESSION_CLOSED)
    return;
  session->failure = failure;
  cordon_session_set_state (session, CORDON_SESSION_FAILED);
}

gboolean
cordon_session_require_confidential (CordonSession *session)
{
  g_return_val_if_fail (session != NULL && IS_OWNER (session), FALSE);

  if (session->begun || session->state != CORDON_SESSION_NEW)
    return session->required;
  session->required = TRUE;
  return TRUE;
}

CordonAssociation *
cordon_session_add_association (CordonSession *session, CordonDtlsRole role)
{
  CordonAssociation *association;
  CordonAssociation **end;

  g_return_val_if_fail (session != NULL && IS_OWNER (session), NULL);

  if (session->state == CORDON_SESSION_FAILED || session->state == CORDON_SESSION_CLOSED)
    return NULL;
  association = cordon_association_new (session, role);
  for (end = &session->associations; *end; end = &(*end)->next)
    ;
  *end = association;
  return association;
}

void
cordon_session_close (CordonSession *session)
{
  g_return_if_fail (session != NULL && IS_OWNER (session));

  const CordonSessionState from = session->state;

  if (from == CORDON_SESSION_CLOSED)
    return;
  cordon_session_set_state (session, CORDON_SESSION_CLOSED);
  cordon_session_settle (session, from, FALSE);
}

/* Whom the facts of both kinds name: the label's promise, and an identity that holds on every running association. */
static const CordonCallee *
find_secure_peer (const CordonSession *session)
{
  guint n_carrying = 0;

  if (session->state != CORDON_SESSION_CONFIDENTIAL || session->identity.state != CORDON_IDENTITY_VALID)
    return NULL;
  for (const CordonAssociation *association = session->associations; association;
       association = association->next)
    {
      if (!cordon_association_carries (association))
        continue;
      if (!cordon_session_identity_holds (session->identity.callee, session->identity.attested, association))
        return NULL;
      n_carrying++;
    }
  return n_carrying > 0 ? session->identity.callee : NULL;
}

static gboolean
same_callee (const CordonCallee *a, const CordonCallee *b)
{
  return a == b || (a && b && cordon_callee_equal (a, b));
}

static gboolean
update_secure_peer (CordonSession *session)
{
  const CordonCallee *peer = find_secure_peer (session);
  CordonCallee *old = session->secure_peer;

  if (same_callee (peer, old))
    return FALSE;
  session->secure_peer = peer ? cordon_callee_ref (peer) : NULL;
  g_clear_pointer (&old, cordon_callee_unref);
  return TRUE;
}

static GPtrArray *
decide_gates (CordonSession *session)
{
  GPtrArray *changed = NULL;

  for (guint i = 0; session->gates && i < session->gates->len; i++)
    {
      CordonGate *gate = session->gates->pdata[i];

      if (!cordon_gate_decide (gate))
        continue;
      if (!changed)
        changed = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_gate_unref);
      g_ptr_array_add (changed, cordon_gate_ref (gate));
    }
  return changed;
}

void
cordon_session_settle (CordonSession *session, CordonSessionState from, gboolean identity_changed)
{
  const CordonSessionObserver *observer = session->observer;
  gpointer data = session->observer_data;
  g_autoptr (GPtrArray) changed = decide_gates (session);
  const gboolean peer_changed = update_secure_peer (session);
  const gboolean state_changed = session->state != from;
  g_autoptr (CordonSession) held = observer ? cordon_session_ref (session) : NULL;

  if (!observer)
    return;
  if (state_changed && observer->state_changed)
    observer->state_changed (held, from, data);
  if (identity_changed && observer->identity_changed)
    observer->identity_changed (held, data);
  for (guint i = 0; changed && observer->gate_changed && i < changed->len; i++)
    observer->gate_changed (held, changed->pdata[i], data);
  if (peer_changed && observer->secure_media_changed)
    observer->secure_media_changed (held, held->secure_peer, data);
}

CordonSessionState
cordon_session_get_state (const CordonSession *session)
{
  g_return_val_if_fail (session != NULL, CORDON_SESSION_NEW);
  return session->state;
}

CordonSessionFailure
cordon_session_get_failure (const CordonSession *session)
{
  g_return_val_if_fail (session != NULL, CORDON_SESSION_FAILURE_NONE);
  return session->failure;
}

gboolean
cordon_session_is_required (const CordonSession *session)
{
  g_return_val_if_fail (session != NULL, TRUE);
  return session->required;
}

CordonAlpn
cordon_session_get_label (const CordonSession *session)
{
  g_return_val_if_fail (session != NULL, CORDON_ALPN_NONE);
  return session->label;
}

const CordonCallee *
cordon_session_get_secure_peer (const CordonSession *session)
{
  g_return_val_if_fail (session != NULL, NULL);
  return session->secure_peer;
}

gboolean
cordon_session_may_open_data_channel (const CordonSession *session)
{
  g_return_val_if_fail (session != NULL, FALSE);

  if (session->state == CORDON_SESSION_FAILED || session->state == CORDON_SESSION_CLOSED)
    return FALSE;
  return !(session->policy.refuse_data_channels || session->limited)
         || !(session->required || session->label == CORDON_ALPN_C_WEBRTC);
}

CordonLabel
cordon_session_get_received_label (const CordonSession *session)
{
  g_return_val_if_fail (session != NULL, cordon_label_unknown ());

  switch (session->label)
    {
    case CORDON_ALPN_WEBRTC: return cordon_label_readable ();
    case CORDON_ALPN_C_WEBRTC:
      return cordon_label_new (CORDON_ISOLATION_CONFIDENTIAL_SESSION, CORDON_CALLEE_ID_NONE);
    case CORDON_ALPN_NONE: break;
    }
  return cordon_label_new (CORDON_ISOLATION_PENDING, CORDON_CALLEE_ID_NONE);
}

const char *
cordon_session_state_to_string (CordonSessionState state)
{
  g_return_val_if_fail ((guint) state < CORDON_N_SESSION_STATES, "");
  return states[state].name;
}

const char *
cordon_session_failure_to_string (CordonSessionFailure failure)
{
  g_return_val_if_fail ((guint) failure < CORDON_N_SESSION_FAILURES, "");
  return failures[failure].name;
}

const char *
cordon_session_failure_explain (CordonSessionFailure failure)
{
  g_return_val_if_fail ((guint) failure < CORDON_N_SESSION_FAILURES, "");
  return failures[failure].explanation;
}

guint8
cordon_session_failure_get_alert (CordonSessionFailure failure)
{
  g_return_val_if_fail ((guint) failure < CORDON_N_SESSION_FAILURES, 80);
  return failures[failure].alert;
}
