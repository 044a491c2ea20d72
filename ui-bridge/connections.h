/*
 * Connections: what the chrome may say of each running connection, and of a call as a whole. Only facts of the
 * handshake and of a validated identity count; what a page says of its peer is not among them (C-77).
 *
 * Nothing here opens or closes a gate (F-26, D-41). No secret is among the members (F-23).
 */

#pragma once

#include "isolation/freshness.h"
#include "isolation/gate.h"
#include "permissions/presenter.h"

G_BEGIN_DECLS

/** CordonAssurance: who says that the peer is who he is. Each has a look of its own (F-21). */
typedef enum
{
  CORDON_ASSURANCE_NONE = 0, /* nobody: whatever name the page shows is the page's */
  CORDON_ASSURANCE_FAILED,   /* somebody tried to prove it and could not: shown as worse than nobody */
  CORDON_ASSURANCE_KEYS,     /* the keys are those that the user knows him by */
  CORDON_ASSURANCE_PROVIDER, /* an identity provider vouched for him */
} CordonAssurance;

#define CORDON_N_ASSURANCES 4

/** cordon_assurance_to_string: Returns: (transfer none): "none" for a bad value. */
CORDON_API const char *cordon_assurance_to_string (CordonAssurance assurance);

/**
 * CordonConnectionTrack: one track that is sent over a connection, and whether its content leaves (F-22). Zero-filled:
 * nothing leaves. For the chrome and the debug page only: script never learns a reason (C-78).
 */
typedef struct
{
  const char *name;  /* the engine's word for it, such as its mid or "video"; borrowed */
  gboolean isolated; /* no script can read it */
  CordonGateVerdict verdict;
  CordonGateReason reason;
} CordonConnectionTrack;

/** CordonConnection: the characteristics of one connection (F-22, F-23). Strings may be %NULL; borrowed. */
typedef struct
{
  guint64 tab_id;
  guint64 call_id;
  guint64 connection_id;    /* the engine's, unique in the call */
  const CordonCallee *peer; /* whom the assurance is about; NULL: nobody */
  CordonAssurance assurance;
  gboolean confidential; /* the latched label: no site can see this media */
  gboolean key_changed;  /* known before with another key (D-40) */
  const char *label;     /* what ALPN settled on: cordon_alpn_to_string(); NULL: no handshake has finished */
  const char *dtls_version;
  const char *cipher;
  const char *srtp_profile;
  gboolean forward_secret;
  const char *own_certificate;    /* cordon_fingerprint_to_string() of what this end shows */
  const char *peer_certificate;   /* and of what the peer has shown */
  const char *check_value;        /* to compare aloud: isolation/sas.h; NULL: none yet */
  gboolean check_compared;        /* the user said that it is the same there (F-25) */
  CordonFreshnessState freshness; /* whether the peer still agrees to be sent to (E-09) */
  guint
    address_mode; /* cordon_address_mode_get_number() of its last gathering; 0: it has not gathered (E-24) */
  const CordonConnectionTrack *tracks; /* what is sent; borrowed */
  gsize n_tracks;
} CordonConnection;

/** cordon_connection_is_secure: the label and the identity both hold (F-19). */
CORDON_API gboolean cordon_connection_is_secure (const CordonConnection *facts);

/**
 * CordonConnectionsChanged: @secure: all of @call_id's connections are confidential and each peer is verified
 * (F-19, F-31).
 */
typedef void (*CordonConnectionsChanged) (gpointer data, guint64 call_id, gboolean secure);

typedef struct _CordonConnections CordonConnections;

/** cordon_connections_new: @changed runs when the answer for a call changes, after it has. */
CORDON_API CordonConnections *cordon_connections_new (CordonConnectionsChanged changed, gpointer data);
/** cordon_connections_free: @connections may be %NULL. */
CORDON_API void cordon_connections_free (CordonConnections *connections);

/**
 * cordon_connections_report: a connection is new, or something about it is. Copied.
 *
 * Returns: whether the peer's key changed and nobody was told yet (F-24).
 */
CORDON_API gboolean cordon_connections_report (CordonConnections *connections, const CordonConnection *facts);

/** cordon_connections_compared: the user compared the check value of a connection. */
CORDON_API void cordon_connections_compared (CordonConnections *connections, guint64 call_id,
                                             guint64 connection_id, gboolean same);

/** cordon_connections_ended: one connection; @connection_id 0: all of the call. */
CORDON_API void
cordon_connections_ended (CordonConnections *connections, guint64 call_id, guint64 connection_id);

/** cordon_connections_is_secure: %FALSE for a call without connections. */
CORDON_API gboolean cordon_connections_is_secure (const CordonConnections *connections, guint64 call_id);

/** CordonConnectionFunc: Returns: %FALSE to stop. The set must not be changed. */
typedef gboolean (*CordonConnectionFunc) (const CordonConnection *connection, gpointer data);
/** cordon_connections_foreach: @call_id 0: of all calls. */
CORDON_API void cordon_connections_foreach (const CordonConnections *connections, guint64 call_id,
                                            CordonConnectionFunc func, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonConnections, cordon_connections_free)

G_END_DECLS
