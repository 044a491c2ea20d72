#include "isolation/association.h"

#include <string.h>

#include "isolation/session_private.h"

#define TO(state) (1u << CORDON_ASSOCIATION_##state)
#define ENDS (TO (FAILED) | TO (CLOSED))

static const struct
{
  const char *name;
  guint next;
} states[] = {
  [CORDON_ASSOCIATION_NEW] = { "new", TO (BEGUN) | ENDS },
  [CORDON_ASSOCIATION_BEGUN] = { "begun", TO (LABELLED) | ENDS },
  [CORDON_ASSOCIATION_LABELLED] = { "labelled", TO (VERIFIED) | ENDS },
  [CORDON_ASSOCIATION_VERIFIED] = { "verified", TO (CONNECTED) | ENDS },
  [CORDON_ASSOCIATION_CONNECTED] = { "connected", ENDS },
  [CORDON_ASSOCIATION_FAILED] = { "failed", 0 },
  [CORDON_ASSOCIATION_CLOSED] = { "closed", 0 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (states) == CORDON_N_ASSOCIATION_STATES);

#define IS_OWNER(association) ((association)->session->owner == g_thread_self ())

CordonAssociation *
cordon_association_new (CordonSession *session, CordonDtlsRole role)
{
  CordonAssociation *association = g_new0 (CordonAssociation, 1);

  association->session = session;
  association->role = role;
  return association;
}

void
cordon_association_free (CordonAssociation *association)
{
  g_free (association);
}

gboolean
cordon_association_may_change (CordonAssociationState from, CordonAssociationState to)
{
  return (states[from].next & (1u << to)) != 0;
}

gboolean
cordon_association_carries (const CordonAssociation *association)
{
  return association->state == CORDON_ASSOCIATION_CONNECTED && association->consent;
}

/* The one setter. Its callers have asked whether the step is allowed. */
static void
set_state (CordonAssociation *association, CordonAssociationState state)
{
  g_return_if_fail (cordon_association_may_change (association->state, state));
  association->state = state;
}

static gboolean
is_over (const CordonAssociation *association)
{
  return association->state == CORDON_ASSOCIATION_FAILED || association->state == CORDON_ASSOCIATION_CLOSED;
}

static gboolean
session_is_over (const CordonAssociation *association)
{
  return association->session->state == CORDON_SESSION_FAILED
         || association->session->state == CORDON_SESSION_CLOSED;
}

static gboolean
fail (CordonAssociation *association, CordonSessionFailure failure)
{
  CordonSession *session = association->session;
  const CordonSessionState from = session->state;

  if (!is_over (association))
    set_state (association, CORDON_ASSOCIATION_FAILED);
  cordon_session_fail (session, failure);
  cordon_session_settle (session, from, FALSE);
  return FALSE;
}

/* Each fact comes through here: nothing is learned after the end, and nothing out of order. */
static gboolean
advance (CordonAssociation *association, CordonAssociationState to)
{
  if (is_over (association) || session_is_over (association))
    return FALSE;
  if (!cordon_association_may_change (association->state, to))
    return fail (association, CORDON_SESSION_FAILURE_ORDER);
  set_state (association, to);
  return TRUE;
}

/* What this side may end with: the latched label, or what its need and its nature leave. */
static CordonAlpnSet
permitted_labels (const CordonSession *session)
{
  CordonAlpnSet set = CORDON_ALPN_SET_BOTH;

  if (session->label != CORDON_ALPN_NONE)
    set &= CORDON_ALPN_BIT (session->label);
  if (session->required && session->label == CORDON_ALPN_NONE)
    set &= CORDON_ALPN_BIT (CORDON_ALPN_C_WEBRTC);
  if (session->policy.relay)
    set &= ~CORDON_ALPN_BIT (CORDON_ALPN_C_WEBRTC);
  return set;
}

gboolean
cordon_association_begin (CordonAssociation *association, CordonAlpnSet *out_labels)
{
  g_return_val_if_fail (association != NULL && IS_OWNER (association), FALSE);

  CordonSession *session = association->session;
  const CordonSessionState from = session->state;

  if (!advance (association, CORDON_ASSOCIATION_BEGUN))
    return FALSE;
  association->offered = permitted_labels (session);
  if (association->offered == CORDON_ALPN_SET_NONE)
    return fail (association, CORDON_SESSION_FAILURE_RELAY);
  session->begun = TRUE;
  if (from == CORDON_SESSION_NEW)
    cordon_session_set_state (session, CORDON_SESSION_HANDSHAKING);
  if (out_labels)
    *out_labels = association->offered;
  cordon_session_settle (session, from, FALSE);
  return TRUE;
}

void
cordon_association_offered (CordonAssociation *association, CordonAlpnSet labels)
{
  g_return_if_fail (association != NULL && IS_OWNER (association));
  g_return_if_fail (association->role == CORDON_DTLS_CLIENT);
  g_return_if_fail (association->state == CORDON_ASSOCIATION_BEGUN);

  association->offered = labels & CORDON_ALPN_SET_BOTH;
}

/* Whether the session can live with @label, none standing for `webrtc` (C-67). */
static CordonSessionFailure
judge_label (const CordonSession *session, CordonAlpn label)
{
  const CordonAlpn meant = label == CORDON_ALPN_NONE ? CORDON_ALPN_WEBRTC : label;

  if (permitted_labels (session) & CORDON_ALPN_BIT (meant))
    return CORDON_SESSION_FAILURE_NONE;
  if (session->label != CORDON_ALPN_NONE)
    return CORDON_SESSION_FAILURE_DISAGREEMENT;
  return meant == CORDON_ALPN_WEBRTC ? CORDON_SESSION_FAILURE_NOT_CONFIDENTIAL : CORDON_SESSION_FAILURE_RELAY;
}

/* A server has no preference of its own but `webrtc` first (C-64); need and latch have narrowed @permitted already. */
static CordonSessionFailure
choose_label (const CordonSession *session, CordonAlpnSet permitted, CordonAlpnSet offered,
              CordonAlpn *out_label)
{
  const CordonAlpnSet common = permitted & offered;

  if (common == CORDON_ALPN_SET_NONE)
    {
      if (session->label != CORDON_ALPN_NONE)
        return CORDON_SESSION_FAILURE_DISAGREEMENT;
      return offered & CORDON_ALPN_BIT (CORDON_ALPN_WEBRTC) ? CORDON_SESSION_FAILURE_NOT_CONFIDENTIAL
                                                            : CORDON_SESSION_FAILURE_NO_COMMON_LABEL;
    }
  *out_label = common & CORDON_ALPN_BIT (CORDON_ALPN_WEBRTC) ? CORDON_ALPN_WEBRTC : CORDON_ALPN_C_WEBRTC;
  return CORDON_SESSION_FAILURE_NONE;
}

gboolean
cordon_association_answer (CordonAssociation *association, gboolean has_alpn, CordonAlpnSet offered,
                           CordonAlpn *out_selected)
{
  CordonAlpn label = CORDON_ALPN_NONE;
  CordonSessionFailure failure;

  g_return_val_if_fail (association != NULL && IS_OWNER (association), FALSE);
  g_return_val_if_fail (association->role == CORDON_DTLS_SERVER, FALSE);

  if (!advance (association, CORDON_ASSOCIATION_LABELLED))
    return FALSE;
  if (has_alpn)
    failure = choose_label (association->session, permitted_labels (association->session), offered, &label);
  else
    failure = judge_label (association->session, CORDON_ALPN_NONE);
  if (failure != CORDON_SESSION_FAILURE_NONE)
    return fail (association, failure);
  association->label = label;
  if (out_selected)
    *out_selected = label;
  return TRUE;
}

gboolean
cordon_association_selected (CordonAssociation *association, const guint8 *label, gsize size)
{
  CordonAlpn selected;
  CordonSessionFailure failure;

  g_return_val_if_fail (association != NULL && IS_OWNER (association), FALSE);
  g_return_val_if_fail (association->role == CORDON_DTLS_CLIENT, FALSE);
  g_return_val_if_fail (label != NULL || size == 0, FALSE);

  if (!advance (association, CORDON_ASSOCIATION_LABELLED))
    return FALSE;
  selected = cordon_alpn_from_octets (label, size);
  if (size > 0 && (selected == CORDON_ALPN_NONE || !(association->offered & CORDON_ALPN_BIT (selected))))
    return fail (association, CORDON_SESSION_FAILURE_NOT_OFFERED);
  failure = judge_label (association->session, selected);
  if (failure != CORDON_SESSION_FAILURE_NONE)
    return fail (association, failure);
  association->label = selected;
  return TRUE;
}

gboolean
cordon_association_certificate (CordonAssociation *association, const CordonFingerprint *digests, gsize n)
{
  g_return_val_if_fail (association != NULL && IS_OWNER (association), FALSE);
  g_return_val_if_fail (digests != NULL || n == 0, FALSE);
  g_return_val_if_fail (n <= CORDON_CERTIFICATE_MAX_DIGESTS, FALSE);

  CordonSession *session = association->session;

  if (!advance (association, CORDON_ASSOCIATION_VERIFIED))
    return FALSE;
  if (!cordon_fingerprints_match_certificate (session->expected, session->n_expected, digests, n))
    return fail (association, CORDON_SESSION_FAILURE_CERTIFICATE);
  memcpy (association->digests, digests, n * sizeof *digests);
  association->n_digests = (guint) n;
  if (session->identity.state == CORDON_IDENTITY_VALID
      && !cordon_session_identity_holds (session->identity.callee, session->identity.attested, association))
    return fail (association, CORDON_SESSION_FAILURE_CERTIFICATE);
  return TRUE;
}

static CordonSessionFailure
latch (CordonSession *session, CordonAlpn selected)
{
  const CordonSessionFailure failure = judge_label (session, selected);

  if (failure != CORDON_SESSION_FAILURE_NONE || session->label != CORDON_ALPN_NONE)
    return failure;
  session->label = selected == CORDON_ALPN_C_WEBRTC ? CORDON_ALPN_C_WEBRTC : CORDON_ALPN_WEBRTC;
  cordon_session_set_state (session, session->label == CORDON_ALPN_C_WEBRTC ? CORDON_SESSION_CONFIDENTIAL
                                                                            : CORDON_SESSION_ACCESSIBLE);
  return CORDON_SESSION_FAILURE_NONE;
}

gboolean
cordon_association_connected (CordonAssociation *association)
{
  g_return_val_if_fail (association != NULL && IS_OWNER (association), FALSE);

  CordonSession *session = association->session;
  const CordonSessionState from = session->state;
  CordonSessionFailure failure;

  if (!advance (association, CORDON_ASSOCIATION_CONNECTED))
    return FALSE;
  failure = latch (session, association->label);
  if (failure != CORDON_SESSION_FAILURE_NONE)
    return fail (association, failure);
  association->consent = TRUE;
  cordon_session_settle (session, from, FALSE);
  return TRUE;
}

void
cordon_association_abort (CordonAssociation *association, CordonSessionFailure failure)
{
  g_return_if_fail (association != NULL && IS_OWNER (association));
  g_return_if_fail (failure != CORDON_SESSION_FAILURE_NONE);
  fail (association, failure);
}

static void
end (CordonAssociation *association, CordonAssociationState state)
{
  CordonSession *session = association->session;
  const CordonSessionState from = session->state;

  if (is_over (association))
    return;
  set_state (association, state);
  /* Before the latch there is nothing to fall back to (C-65); after it, the other associations go on. */
  if (session->label == CORDON_ALPN_NONE)
    cordon_session_fail (session, CORDON_SESSION_FAILURE_TRANSPORT);
  cordon_session_settle (session, from, FALSE);
}

void
cordon_association_failed (CordonAssociation *association, guint8 alert)
{
  g_return_if_fail (association != NULL && IS_OWNER (association));

  if (!is_over (association))
    association->received_alert = alert;
  end (association, CORDON_ASSOCIATION_FAILED);
}

void
cordon_association_closed (CordonAssociation *association)
{
  g_return_if_fail (association != NULL && IS_OWNER (association));
  end (association, CORDON_ASSOCIATION_CLOSED);
}

void
cordon_association_set_consent (CordonAssociation *association, gboolean consent)
{
  g_return_if_fail (association != NULL && IS_OWNER (association));

  if (association->state != CORDON_ASSOCIATION_CONNECTED || association->consent == !!consent)
    return;
  association->consent = !!consent;
  cordon_session_settle (association->session, association->session->state, FALSE);
}

CordonSession *
cordon_association_get_session (const CordonAssociation *association)
{
  g_return_val_if_fail (association != NULL, NULL);
  return association->session;
}

CordonDtlsRole
cordon_association_get_role (const CordonAssociation *association)
{
  g_return_val_if_fail (association != NULL, CORDON_DTLS_CLIENT);
  return association->role;
}

CordonAssociationState
cordon_association_get_state (const CordonAssociation *association)
{
  g_return_val_if_fail (association != NULL, CORDON_ASSOCIATION_NEW);
  return association->state;
}

CordonAlpn
cordon_association_get_label (const CordonAssociation *association)
{
  g_return_val_if_fail (association != NULL, CORDON_ALPN_NONE);
  return association->label;
}

guint8
cordon_association_get_received_alert (const CordonAssociation *association)
{
  g_return_val_if_fail (association != NULL, 0);
  return association->received_alert;
}

const CordonFingerprint *
cordon_association_get_certificate (const CordonAssociation *association, gsize *out_n)
{
  g_return_val_if_fail (association != NULL && out_n != NULL, NULL);

  *out_n = association->n_digests;
  return association->digests;
}

const char *
cordon_association_state_to_string (CordonAssociationState state)
{
  g_return_val_if_fail ((guint) state < CORDON_N_ASSOCIATION_STATES, "");
  return states[state].name;
}
