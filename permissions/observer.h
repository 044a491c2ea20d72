/*
 * Observers: who is told after the fact, in the order of the facts, safe against re-entrance. An event is a copy;
 * what an observer does in its callback happens after every observer has heard of the event before.
 */

#pragma once

#include "permissions/profile.h"

G_BEGIN_DECLS

typedef enum
{
  CORDON_EVENT_NONE = 0,
  CORDON_EVENT_GRANT_ADDED,
  CORDON_EVENT_GRANT_CHANGED, /* the same key has another answer or lifetime; a stored grant may lie beneath it */
  CORDON_EVENT_GRANT_REMOVED, /* carries the last values */
  CORDON_EVENT_CLEARED,       /* decisions of origin, or of all where it is NULL */
  CORDON_EVENT_STATE_CHANGED, /* of document_id and feature, to state */
  CORDON_EVENT_IDENTIFIERS_CLEARED, /* of origin, or all where it is NULL: whatever else keeps some forgets them too */
  CORDON_EVENT_NETWORK_CHANGED, /* the administrator's: ask cordon_profile_get_network_limits() for all that runs */
  CORDON_EVENT_GRANT_RESTORED, /* a stored grant is in effect again: what lay over it has ended */
} CordonEventKind;

/** CordonEvent: valid during the call. */
typedef struct
{
  CordonEventKind kind;
  const CordonGrant *grant; /* of the GRANT events; NULL else */
  CordonReason reason;      /* why it was removed */
  guint64 document_id;
  CordonFeature feature;
  CordonState state;
  const CordonOrigin *origin; /* of CLEARED and IDENTIFIERS_CLEARED */
} CordonEvent;

typedef void (*CordonObserverFunc) (CordonProfile *profile, const CordonEvent *event, gpointer data);

/** cordon_profile_add_observer: Returns: an id for cordon_profile_remove_observer(). May be called from an observer. */
CORDON_API guint cordon_profile_add_observer (CordonProfile *profile, CordonObserverFunc func, gpointer data);
/** cordon_profile_remove_observer: @func is not called again, not even for events that are under way. */
CORDON_API void cordon_profile_remove_observer (CordonProfile *profile, guint observer_id);

/**
 * CordonPermissionStatus: what the binding layer's PermissionStatus stands on. Its state is read when it is made and
 * when it changes; no change is delivered while the document is not fully active (B-35), and the state is read afresh
 * when it is active again.
 */
typedef struct _CordonPermissionStatus CordonPermissionStatus;

typedef void (*CordonStatusFunc) (CordonPermissionStatus *status, CordonState state, gpointer data);

/** CordonDescriptor: what is queried: camera towards a callee, camera with pan, tilt and zoom, … */
typedef struct
{
  CordonFeature feature;
  const CordonCallee *callee;
  gboolean pan_tilt_zoom;
} CordonDescriptor;

/**
 * cordon_permission_status_new: navigator.permissions.query().
 *
 * Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_STATE when @document is not fully active (the page gets
 * InvalidStateError), and then with CORDON_ERROR_SYNTAX for an unknown feature (TypeError); in this order.
 */
CORDON_API CordonPermissionStatus *
cordon_permission_status_new (CordonProfile *profile, CordonDocument *document,
                              const CordonDescriptor *descriptor, CordonStatusFunc func, gpointer data,
                              GError **error);
/** cordon_permission_status_free: no change is told any more; takes %NULL. */
CORDON_API void cordon_permission_status_free (CordonPermissionStatus *status);
/** cordon_permission_status_get_state: Returns: the state now; read afresh after the document was inactive (B-35). */
CORDON_API CordonState cordon_permission_status_get_state (const CordonPermissionStatus *status);

/**
 * cordon_profile_query: the state of @descriptor for @document, as the Permissions API says it; no side effects
 * (G-18).
 */
CORDON_API CordonState cordon_profile_query (CordonProfile *profile, const CordonDocument *document,
                                             const CordonDescriptor *descriptor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonPermissionStatus, cordon_permission_status_free)

G_END_DECLS
