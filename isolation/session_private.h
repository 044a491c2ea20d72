#pragma once

#include <stdatomic.h>

#include "isolation/gate.h"

/* An identity, and the certificates for which it holds. */
typedef struct
{
  CordonIdentityState state;
  CordonCallee *callee;
  GArray *attested; /* CordonFingerprint; NULL where the callee is itself a set of them */
} CordonSessionIdentity;

struct _CordonSession
{
  gatomicrefcount n_refs;
  GThread *owner;
  CordonSessionPolicy policy;
  CordonSessionState state;
  CordonSessionFailure failure;
  CordonAlpn label;
  gboolean required;
  gboolean begun;    /* the requirement is frozen */
  gboolean limited;  /* the profile refuses data channels beside isolated media */
  gboolean has_sets; /* a callee that is a set of fingerprints was named */
  CordonFingerprint *expected;
  guint n_expected;
  CordonSessionIdentity identity;
  CordonCallee *target;
  CordonCallee *secure_peer;       /* what the observer was told last */
  CordonAssociation *associations; /* a list, in the order of their making */
  GPtrArray *gates;                /* NULL before the first */
  const CordonSessionObserver *observer;
  gpointer observer_data;
};

struct _CordonAssociation
{
  CordonAssociation *next;
  CordonSession *session;
  CordonDtlsRole role;
  CordonAssociationState state;
  CordonAlpnSet offered; /* client: what was offered; server: what may be answered */
  CordonAlpn label;
  guint8 received_alert;
  gboolean consent;
  guint n_digests;
  CordonFingerprint digests[CORDON_CERTIFICATE_MAX_DIGESTS];
};

/* What a gate decides by, beside the session. */
typedef struct
{
  const CordonAssociation *association; /* NULL: all */
  CordonLabel label;
  const CordonCallee *callee;
  gboolean paused;
  gboolean revoked;
} CordonGateFacts;

struct _CordonGate
{
  gatomicrefcount n_refs;
  atomic_uint word;       /* verdict | reason << 8 */
  CordonSession *session; /* NULL once removed */
  CordonGateFacts facts;
  CordonCallee *callee; /* keeps that of the facts */
};

/* The one setter of the state. Failure and closing may come in any state but the same or CLOSED. */
void cordon_session_set_state (CordonSession *session, CordonSessionState state);
gboolean cordon_session_may_change (CordonSessionState from, CordonSessionState to);
void cordon_session_fail (CordonSession *session, CordonSessionFailure failure);

/* Decides all gates and the secure peer anew and tells the observer what changed. The last step of every fact. */
void cordon_session_settle (CordonSession *session, CordonSessionState from, gboolean identity_changed);

/* Whether the peer of @association has shown a certificate of @attested or, where that is NULL, of the set @callee. */
gboolean cordon_session_identity_holds (const CordonCallee *callee, const GArray *attested,
                                        const CordonAssociation *association);

gboolean cordon_association_may_change (CordonAssociationState from, CordonAssociationState to);
gboolean cordon_association_carries (const CordonAssociation *association);
CordonAssociation *cordon_association_new (CordonSession *session, CordonDtlsRole role);
void cordon_association_free (CordonAssociation *association);

/* Decides @gate; whether the word changed. */
gboolean cordon_gate_decide (CordonGate *gate);
void cordon_gate_orphan (CordonGate *gate);
