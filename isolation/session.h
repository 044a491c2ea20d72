/*
 * A session: the isolation state of one peer connection (C-50 … C-78). A pure state machine that is fed with facts of
 * the handshakes, of the signalling and of the identity's validation; it never reads a socket, a clock or an SDP.
 * It lives wherever DTLS runs, and belongs to the thread that made it.
 *
 *              association begins          first handshake done, label decided once (C-69)
 *      NEW ───────────────────► HANDSHAKING ──────────────► ACCESSIBLE     `webrtc`, or a peer without ALPN
 *       │                            │     └──────────────► CONFIDENTIAL   `c-webrtc`
 *       │                            │                         │
 *       ├──── requirement not met, labels disagree, wrong certificate, wrong identity ────► FAILED
 *       └──── closed by its owner ─────────────────────────────────────────────────────────► CLOSED (also from FAILED)
 *
 *   NEW           nothing was sent; a requirement may still be raised
 *   HANDSHAKING   the requirement is frozen; no association has finished; nothing leaves
 *   ACCESSIBLE    received media is the page's; isolated tracks leave as black and silence
 *   CONFIDENTIAL  received media is isolated for ever; isolated tracks leave for the validated callee only
 *   FAILED        nothing leaves and nothing will (C-65)
 *   CLOSED        the same, by the owner's wish
 *
 * There is no way between ACCESSIBLE and CONFIDENTIAL, in either direction (C-70, C-71).
 */

#pragma once

#include <glib.h>

#include "isolation/alpn.h"
#include "isolation/fingerprint.h"
#include "permissions/callee.h"
#include "permissions/network_limits.h"

G_BEGIN_DECLS

typedef struct _CordonSession CordonSession;

/** CordonAssociation: one DTLS association of a session (isolation/association.h); the session owns it. */
typedef struct _CordonAssociation CordonAssociation;

/** CordonGate: one track in one session (isolation/gate.h); reference-counted. */
typedef struct _CordonGate CordonGate;

typedef enum
{
  CORDON_SESSION_NEW = 0,
  CORDON_SESSION_HANDSHAKING,
  CORDON_SESSION_ACCESSIBLE,
  CORDON_SESSION_CONFIDENTIAL,
  CORDON_SESSION_FAILED,
  CORDON_SESSION_CLOSED,
} CordonSessionState;

#define CORDON_N_SESSION_STATES 6

/** CordonSessionFailure: why a session failed; for chrome and debug page, never for script (C-78). */
typedef enum
{
  CORDON_SESSION_FAILURE_NONE = 0,
  CORDON_SESSION_FAILURE_NOT_CONFIDENTIAL, /* required, and the peer chose or knows only less (4.7 rows 6, 8, 10, 12) */
  CORDON_SESSION_FAILURE_NO_COMMON_LABEL, /* the peer offered only other protocols (C-66) */
  CORDON_SESSION_FAILURE_NOT_OFFERED,     /* the peer selected what was not offered (4.7 row 13, Q-32) */
  CORDON_SESSION_FAILURE_DISAGREEMENT,    /* two associations, two labels (4.7 row 14) */
  CORDON_SESSION_FAILURE_RELAY,           /* a relay endpoint was given an isolated track (C-73) */
  CORDON_SESSION_FAILURE_CERTIFICATE,     /* no fingerprint matches (D-06, D-12, D-39) */
  CORDON_SESSION_FAILURE_BINDING,         /* the peer is bound to another session or assertion (D-38) */
  CORDON_SESSION_FAILURE_IDENTITY,        /* not the target identity (D-25, D-27) */
  CORDON_SESSION_FAILURE_ORDER,           /* facts came in an order that no handshake has */
  CORDON_SESSION_FAILURE_TRANSPORT,       /* the peer or the network ended the first handshake */
} CordonSessionFailure;

#define CORDON_N_SESSION_FAILURES 11

typedef enum
{
  CORDON_DTLS_CLIENT = 0,
  CORDON_DTLS_SERVER,
} CordonDtlsRole;

/** CordonIdentityState: what is known of the peer's identity. */
typedef enum
{
  CORDON_IDENTITY_NONE = 0,
  CORDON_IDENTITY_PENDING,
  CORDON_IDENTITY_FAILED, /* worse than none, and chrome says so */
  CORDON_IDENTITY_VALID,
} CordonIdentityState;

#define CORDON_N_IDENTITY_STATES 4

/** CordonSessionPolicy: zero-filled is an ordinary browser. */
typedef struct
{
  gboolean relay; /* records or forwards for others: the promise is never offered nor accepted (C-73) */
  gboolean refuse_data_channels; /* none beside confidential media (C-75) */
} CordonSessionPolicy;

/**
 * CordonSessionObserver: called on the session's thread after the state is consistent again. Any member may be
 * %NULL.
 */
typedef struct
{
  void (*state_changed) (CordonSession *session, CordonSessionState from, gpointer data);
  void (*identity_changed) (CordonSession *session, gpointer data);
  void (*gate_changed) (CordonSession *session, CordonGate *gate, gpointer data);

  /* Both facts hold, label and identity: media on this session comes from @peer and no site can see it; %NULL: no more
   * (C-77, F-19). */
  void (*secure_media_changed) (CordonSession *session, const CordonCallee *peer, gpointer data);
} CordonSessionObserver;

/** cordon_session_new: @policy: (nullable). Returns: (transfer full). */
CORDON_API CordonSession *cordon_session_new (const CordonSessionPolicy *policy);
CORDON_API CordonSession *cordon_session_ref (CordonSession *session);
CORDON_API void cordon_session_unref (CordonSession *session);

/** cordon_session_set_observer: @observer: (nullable): static storage; one at a time. */
CORDON_API void
cordon_session_set_observer (CordonSession *session, const CordonSessionObserver *observer, gpointer data);

/**
 * cordon_session_set_limits: what the profile says of the network now, at the start and after each change. Where data
 * channels are refused that holds at once, for those that are open as well: the owner closes them and takes no more.
 */
CORDON_API void cordon_session_set_limits (CordonSession *session, const CordonNetworkLimits *limits);

/**
 * cordon_session_require_confidential: a track with a peer identity is attached. A gate for such a track calls it.
 *
 * Returns: whether the handshake will carry the requirement; %FALSE once it has begun: the track is blanked then
 * (C-55, C-70).
 */
CORDON_API gboolean cordon_session_require_confidential (CordonSession *session);

/**
 * cordon_session_expect_fingerprints:
 * @fingerprints: (array length=n): every `a=fingerprint` of the remote description
 *
 * Another set than before voids the identity at once (D-27); the same set, in any order, changes nothing (D-26). An
 * association that showed a certificate of the old set ends first (cordon_association_closed()), because no identity
 * of the new one holds beside it (D-06).
 */
CORDON_API void
cordon_session_expect_fingerprints (CordonSession *session, const CordonFingerprint *fingerprints, gsize n);

/** cordon_session_get_expected_fingerprints: Returns: (transfer none) (array length=out_n). */
CORDON_API const CordonFingerprint *
cordon_session_get_expected_fingerprints (const CordonSession *session, gsize *out_n);

/**
 * cordon_session_wants_hash: whether a digest of the peer's certificate under @hash can matter: SHA-256 always, those
 * that the description lists, and the strong ones while a track is bound to a set of fingerprints.
 */
CORDON_API gboolean cordon_session_wants_hash (const CordonSession *session, CordonHash hash);

/** cordon_session_add_association: Returns: (transfer none) (nullable): %NULL once failed or closed. */
CORDON_API CordonAssociation *cordon_session_add_association (CordonSession *session, CordonDtlsRole role);

/** cordon_session_close: nothing leaves from now on. What was received stays as isolated as it was (C-71). */
CORDON_API void cordon_session_close (CordonSession *session);

/**
 * cordon_session_set_target: the one identity that this connection is for (D-22).
 *
 * Returns: %FALSE with CORDON_ERROR_STATE where another one is set already; the web's name is InvalidModificationError.
 */
CORDON_API gboolean cordon_session_set_target (CordonSession *session, const CordonCallee *target,
                                               GError **error);

/**
 * cordon_session_identity_pending: an assertion is being validated. A valid identity of the same fingerprints
 * stays meanwhile.
 */
CORDON_API void cordon_session_identity_pending (CordonSession *session);

/**
 * cordon_session_identity_validated:
 * @identity: what the provider vouched for, an identity callee
 * @attested: (array length=n): the fingerprints that it vouched for
 *
 * It counts only if it covers every expected fingerprint, is the target if there is one, and covers the certificate of
 * every finished association (D-05, D-06). The first one becomes the target (D-22).
 *
 * Returns: whether it counts; if not, the identity has failed.
 */
CORDON_API gboolean cordon_session_identity_validated (CordonSession *session, const CordonCallee *identity,
                                                       const CordonFingerprint *attested, gsize n);

/**
 * cordon_session_identify_by_fingerprints: the user knows the peer as this set of certificates; it counts
 * while a certificate of the handshake is in it.
 */
CORDON_API gboolean cordon_session_identify_by_fingerprints (CordonSession *session,
                                                             const CordonCallee *fingerprints);

/**
 * cordon_session_identity_failed: validation failed. With a target the session fails (D-25); without, only the
 * identity does (D-24).
 */
CORDON_API void cordon_session_identity_failed (CordonSession *session);

/**
 * cordon_session_identity_absent: the remote description carries none. With a target, and none valid, the session
 * fails (D-27, D-46).
 */
CORDON_API void cordon_session_identity_absent (CordonSession *session);

/**
 * cordon_session_get_state: how the session stands; a failure that is not %CORDON_SESSION_FAILURE_NONE says why
 * it failed.
 */
CORDON_API CordonSessionState cordon_session_get_state (const CordonSession *session);
CORDON_API CordonSessionFailure cordon_session_get_failure (const CordonSession *session);
CORDON_API gboolean cordon_session_is_required (const CordonSession *session);

/** cordon_session_get_label: Returns: the latched label; %CORDON_ALPN_NONE before. It outlives failure and close. */
CORDON_API CordonAlpn cordon_session_get_label (const CordonSession *session);
CORDON_API CordonIdentityState cordon_session_get_identity_state (const CordonSession *session);

/** cordon_session_get_identity: Returns: (transfer none) (nullable): the valid identity. */
CORDON_API const CordonCallee *cordon_session_get_identity (const CordonSession *session);
/** cordon_session_get_target: Returns: (transfer none) (nullable). */
CORDON_API const CordonCallee *cordon_session_get_target (const CordonSession *session);

/**
 * cordon_session_get_secure_peer: Returns: (transfer none) (nullable): whom chrome may name beside this media
 * (C-77).
 */
CORDON_API const CordonCallee *cordon_session_get_secure_peer (const CordonSession *session);

/**
 * cordon_session_may_open_data_channel: data is never isolated (C-74); the policy may refuse it beside isolated
 * media (C-75). Asked for a section of a description, for a channel that script opens, and for one that the peer did.
 */
CORDON_API gboolean cordon_session_may_open_data_channel (const CordonSession *session);

/** cordon_session_state_to_string: Returns: (transfer none): the name for logs and the debug page. */
CORDON_API const char *cordon_session_state_to_string (CordonSessionState state);
CORDON_API const char *cordon_session_failure_to_string (CordonSessionFailure failure);
/** cordon_session_failure_explain: Returns: (transfer none): a sentence for the debug page. */
CORDON_API const char *cordon_session_failure_explain (CordonSessionFailure failure);
/** cordon_session_failure_get_alert: Returns: the TLS alert that says it to the peer, 0 for none. */
CORDON_API guint8 cordon_session_failure_get_alert (CordonSessionFailure failure);
CORDON_API const char *cordon_identity_state_to_string (CordonIdentityState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonSession, cordon_session_unref)

G_END_DECLS
