/*
 * What ICE asks before it acts: may checks leave yet, are the credentials our own, is this one remote too many, does a
 * flow need masking. One for each connection.
 */

#pragma once

#include "isolation/entropy.h"

G_BEGIN_DECLS

/** CORDON_ICE_MAX_REMOTE_UFRAGS: peers of one offer whose checks are answered (E-06). */
#define CORDON_ICE_MAX_REMOTE_UFRAGS 16

typedef struct _CordonIceGuard CordonIceGuard;

/**
 * cordon_ice_guard_new: @hold: no check leaves before cordon_ice_guard_go(), gathering may go on (E-39). Returns:
 * (nullable): %NULL without entropy.
 */
CORDON_API CordonIceGuard *cordon_ice_guard_new (gboolean hold, const CordonEntropy *entropy);
CORDON_API void cordon_ice_guard_free (CordonIceGuard *guard);

/** cordon_ice_guard_go: the callee has answered. */
CORDON_API void cordon_ice_guard_go (CordonIceGuard *guard);
CORDON_API gboolean cordon_ice_guard_may_gather (const CordonIceGuard *guard);
CORDON_API gboolean cordon_ice_guard_may_check (const CordonIceGuard *guard);

/** cordon_ice_guard_get_ufrag, _get_password: made here, readable by script, never chosen by it (E-05). */
CORDON_API const char *cordon_ice_guard_get_ufrag (const CordonIceGuard *guard);
CORDON_API const char *cordon_ice_guard_get_password (const CordonIceGuard *guard);

/** cordon_ice_guard_restart: new credentials for an ICE restart. Returns: %FALSE without entropy: the old ones stay. */
CORDON_API gboolean cordon_ice_guard_restart (CordonIceGuard *guard);

/**
 * cordon_ice_guard_check_local: a local description that script hands back: %FALSE where its credentials are not
 * ours (E-05).
 */
CORDON_API gboolean cordon_ice_guard_check_local (const CordonIceGuard *guard, const char *sdp, gssize size,
                                                  GError **error);

/** cordon_ice_guard_may_answer: a check came from @remote_ufrag: %FALSE for one peer too many (E-06). */
CORDON_API gboolean cordon_ice_guard_may_answer (CordonIceGuard *guard, const char *remote_ufrag);

/** CordonFlow: a flow over TCP or UDP. */
typedef struct
{
  gboolean tcp;      /* to the far endpoint itself */
  gboolean dtls;     /* everything in it is DTLS or SRTP keyed by it */
  gboolean masked;   /* payload masked as WebSocket does */
  gboolean turn_tcp; /* TCP only as far as a TURN server */
} CordonFlow;

/**
 * cordon_flow_may_run: protocols other than DTLS over TCP need masking; DTLS does not, nor SRTP through TURN over
 * TCP (E-21, E-22).
 */
CORDON_API gboolean cordon_flow_may_run (const CordonFlow *flow);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonIceGuard, cordon_ice_guard_free)

G_END_DECLS
