/*
 * The agent: the content process's side of the boundary. It asks, caches and forgets; it decides nothing.
 * One object per process; the thread that made it.
 */

#pragma once

#include "permissions/clock.h"
#include "permissions/decision.h"

G_BEGIN_DECLS

typedef struct _CordonAgent CordonAgent;

typedef struct
{
  void (*send) (gpointer data, GVariant *message); /* to cordon_channel_receive(); (transfer none) */
  gpointer data;
} CordonAgentTransport;

/** cordon_agent_new: @transport is copied. Returns: (transfer full): an agent that knows no document yet. */
CORDON_API CordonAgent *cordon_agent_new (const CordonAgentTransport *transport);

/** cordon_agent_free: ends what is open, each with its callback. May be called from a callback. @agent may be %NULL. */
CORDON_API void cordon_agent_free (CordonAgent *agent);

/** cordon_agent_set_clock: for tests; the system's clocks otherwise. */
CORDON_API void cordon_agent_set_clock (CordonAgent *agent, const CordonClock *clock);

/**
 * cordon_agent_start: says hello, once, when both directions of the transport work; then the documents become
 * known.
 */
CORDON_API void cordon_agent_start (CordonAgent *agent);

/**
 * cordon_agent_lost: the transport is gone: everything open ends with CORDON_REASON_GONE, everything later is
 * denied.
 */
CORDON_API void cordon_agent_lost (CordonAgent *agent);

/** cordon_agent_receive: a message from the broker. Anything malformed is dropped. */
CORDON_API void cordon_agent_receive (CordonAgent *agent, GVariant *message);

/**
 * cordon_agent_adopt_version_page: maps the read-only page; while its word is unchanged cached answers need no
 * message.
 */
CORDON_API gboolean cordon_agent_adopt_version_page (CordonAgent *agent, int descriptor, gsize size,
                                                     GError **error);

/**
 * cordon_agent_find_document: Returns: Cordon's id of the live document that the engine calls @engine_id; 0: not
 * known (yet).
 */
CORDON_API guint64 cordon_agent_find_document (CordonAgent *agent, guint64 engine_id);

/** CordonAgentQuery…: navigator.permissions.query(): at once from the cache, or after one message. */
typedef void (*CordonAgentStateFunc) (CordonAgent *agent, CordonState state, gpointer data);

/**
 * cordon_agent_peek: the cached state, when it is still valid. Returns: %FALSE when a message is needed. No
 * message, no allocation.
 */
CORDON_API gboolean cordon_agent_peek (CordonAgent *agent, guint64 document_id, CordonFeature feature,
                                       CordonState *out_state);

/**
 * cordon_agent_query: calls @func exactly once, maybe before it returns (when cached); DENIED when the document
 * is unknown.
 */
CORDON_API void cordon_agent_query (CordonAgent *agent, guint64 document_id, CordonFeature feature,
                                    CordonAgentStateFunc func, gpointer data);

/** CordonRequest: what getUserMedia(), getDisplayMedia() and their kin ask for. */
typedef struct
{
  CordonFeatureSet features;
  const char *callee; /* the page's peerIdentity, raw UTF-8; NULL: none. The browser side validates it. */
  gboolean pan_tilt_zoom;
  gboolean wants_audio;         /* getDisplayMedia with audio */
  gboolean user_chooses;        /* more than one device is left: ask even where permission exists (B-28) */
  CordonRequestFault fault;     /* what the engine found out about constraints and devices */
  const char *camera_device_id; /* the page's deviceId constraint (a per-origin id), nullable */
  const char *microphone_device_id;
} CordonRequest;

/** CordonResponse: how a request ended. */
typedef struct
{
  CordonDecisionVerdict verdict; /* ALLOW or DENY; a pending request has no response */
  CordonReason reason;
  const char *exception; /* DOMException name for the page when denied; NULL when allowed */
  CordonObligations obligations;
  const char *token;                      /* one-use capture token for the capturer; NULL when denied */
  guint64 capture_ids[CORDON_N_FEATURES]; /* by feature, for cordon_agent_track_ended(); 0: not granted */
} CordonResponse;

/**
 * CordonAgentResponseFunc: exactly once per request, also when the document or the process goes. @response valid
 * during the call.
 */
typedef void (*CordonAgentResponseFunc) (CordonAgent *agent, const CordonResponse *response, gpointer data);

/**
 * cordon_agent_request: asks; what the browser side could not take (nothing asked for, over-long strings, too many open
 * requests of one document) is denied here, maybe before this returns.
 *
 * Returns: an id for cordon_agent_cancel(), 0 where @func has already run.
 */
CORDON_API guint64 cordon_agent_request (CordonAgent *agent, guint64 document_id,
                                         const CordonRequest *request, CordonAgentResponseFunc func,
                                         gpointer data);

/**
 * cordon_agent_cancel: the page gave up: the callback runs with CORDON_REASON_GONE before this returns. Unknown
 * ids do nothing.
 */
CORDON_API void cordon_agent_cancel (CordonAgent *agent, guint64 request_id);

/** CordonAgentEvents: what the browser side tells without being asked. Called on the agent's thread. */
typedef struct
{
  /* PermissionStatus: fire `change`. */
  void (*state_changed) (gpointer data, guint64 document_id, CordonFeature feature, CordonState state);
  /* Its tracks end now (B-31). */
  void (*capture_stopped) (gpointer data, guint64 document_id, guint64 capture_id, CordonFeature feature);
  /* F-12. */
  void (*capture_muted) (gpointer data, guint64 document_id, guint64 capture_id, gboolean muted);
  void (*document_known) (gpointer data, guint64 document_id, guint64 engine_id);
  void (*document_gone) (gpointer data, guint64 document_id);
  gpointer data;
} CordonAgentEvents;

/** cordon_agent_set_events: who is told what arrives unasked; @events is copied, %NULL tells nobody. */
CORDON_API void cordon_agent_set_events (CordonAgent *agent, const CordonAgentEvents *events);

/* What the content process reports; it can only lower, never raise. Each response brings one track per capture. */

/** cordon_agent_track_cloned: another track shares @capture_id. */
CORDON_API void cordon_agent_track_cloned (CordonAgent *agent, guint64 document_id, guint64 capture_id);

/** cordon_agent_track_ended: a track made from @capture_id ended; the last one closes the capture (B-04). */
CORDON_API void cordon_agent_track_ended (CordonAgent *agent, guint64 document_id, guint64 capture_id);

/**
 * cordon_agent_may_name_constraint: whether an OverconstrainedError for @document_id says which constraint failed.
 * Until a camera or a microphone of the document has begun to deliver its `constraint` is empty: a token alone,
 * which may never be used, tells a page nothing of the devices (B-24).
 */
CORDON_API gboolean cordon_agent_may_name_constraint (CordonAgent *agent, guint64 document_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonAgent, cordon_agent_free)

G_END_DECLS
