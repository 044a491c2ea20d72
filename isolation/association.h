/*
 * An association: one DTLS handshake and what came of it, as facts. isolation/dtls.h reports them for OpenSSL; an
 * embedder with another stack reports the same by these calls, in this order:
 *
 *   NEW ──begin──► BEGUN ──label known──► LABELLED ──certificate matches──► VERIFIED ──finished──► CONNECTED
 *     any step, also CONNECTED, may end in FAILED or CLOSED; a fact out of order fails the session
 *
 * Every call that returns %FALSE means: stop the handshake now, with the alert of
 * cordon_session_failure_get_alert (cordon_session_get_failure (session)).
 */

#pragma once

#include "isolation/session.h"

G_BEGIN_DECLS

typedef enum
{
  CORDON_ASSOCIATION_NEW = 0,
  CORDON_ASSOCIATION_BEGUN,
  CORDON_ASSOCIATION_LABELLED,
  CORDON_ASSOCIATION_VERIFIED,
  CORDON_ASSOCIATION_CONNECTED,
  CORDON_ASSOCIATION_FAILED,
  CORDON_ASSOCIATION_CLOSED,
} CordonAssociationState;

#define CORDON_N_ASSOCIATION_STATES 7

/** CORDON_CERTIFICATE_MAX_DIGESTS: digests of one certificate that an association keeps. */
#define CORDON_CERTIFICATE_MAX_DIGESTS CORDON_N_HASHES

/**
 * cordon_association_begin: the handshake starts; the requirement is frozen (4.7).
 * @out_labels: (out) (optional): what a client must offer, and all that a server may select
 *
 * A client without need offers both labels, one in need only `c-webrtc` (C-62, C-63); after the first handshake of the
 * session only the latched label is left (C-69).
 *
 * Returns: %FALSE where the handshake must not start.
 */
CORDON_API gboolean cordon_association_begin (CordonAssociation *association, CordonAlpnSet *out_labels);

/**
 * cordon_association_offered: a client whose stack offered another set than cordon_association_begin() said (4.7
 * rows 9, 12).
 */
CORDON_API void cordon_association_offered (CordonAssociation *association, CordonAlpnSet labels);

/**
 * cordon_association_answer: a server has read the ClientHello.
 * @has_alpn: whether the extension was there and well-formed
 * @offered: the labels in it
 * @out_selected: what to answer; %CORDON_ALPN_NONE: no extension, the peer is taken for a `webrtc` one (C-67)
 */
CORDON_API gboolean cordon_association_answer (CordonAssociation *association, gboolean has_alpn,
                                               CordonAlpnSet offered, CordonAlpn *out_selected);

/**
 * cordon_association_selected: a client has read the ServerHello.
 * @label: (array length=size) (nullable): the octets of the selected protocol; none: the peer ignores ALPN
 *
 * That the label was offered is checked here, whatever the TLS library checked.
 */
CORDON_API gboolean cordon_association_selected (CordonAssociation *association, const guint8 *label,
                                                 gsize size);

/**
 * cordon_association_certificate: the peer has presented a certificate.
 * @digests: (array length=n): one digest for each hash that the caller can compute, SHA-256 at least
 */
CORDON_API gboolean cordon_association_certificate (CordonAssociation *association,
                                                    const CordonFingerprint *digests, gsize n);

/** cordon_association_connected: the handshake has finished; the first one latches the label of the session. */
CORDON_API gboolean cordon_association_connected (CordonAssociation *association);

/**
 * cordon_association_abort: the caller found a reason to stop, such as %CORDON_SESSION_FAILURE_BINDING; the
 * session fails.
 */
CORDON_API void cordon_association_abort (CordonAssociation *association, CordonSessionFailure failure);

/**
 * cordon_association_failed: the peer or the network ended it, with an authenticated alert or by time. @alert:
 * received, 0: none.
 */
CORDON_API void cordon_association_failed (CordonAssociation *association, guint8 alert);

/** cordon_association_closed: it ended in order. */
CORDON_API void cordon_association_closed (CordonAssociation *association);

/**
 * cordon_association_set_consent: whether the far address still consents to receive (E-09, E-14). A finished
 * handshake implies it.
 */
CORDON_API void cordon_association_set_consent (CordonAssociation *association, gboolean consent);

/** cordon_association_get_session: what the handshake has come to so far. The session is (transfer none). */
CORDON_API CordonSession *cordon_association_get_session (const CordonAssociation *association);
CORDON_API CordonDtlsRole cordon_association_get_role (const CordonAssociation *association);
CORDON_API CordonAssociationState cordon_association_get_state (const CordonAssociation *association);

/** cordon_association_get_label: Returns: what was selected on the wire; none also for a peer without ALPN. */
CORDON_API CordonAlpn cordon_association_get_label (const CordonAssociation *association);
CORDON_API guint8 cordon_association_get_received_alert (const CordonAssociation *association);

/**
 * cordon_association_get_certificate: Returns: (transfer none) (array length=out_n): digests of the peer's
 * certificate; none before.
 */
CORDON_API const CordonFingerprint *
cordon_association_get_certificate (const CordonAssociation *association, gsize *out_n);

/**
 * cordon_association_state_to_string: Returns: (transfer none): the state's name for logs and the debug page.
 */
CORDON_API const char *cordon_association_state_to_string (CordonAssociationState state);

G_END_DECLS
