/*
 * The profile's word about the network: what an administrator's `ip-mode` and `refuse-data-channels`, the session and
 * the devices in use mean for one connection. One call; its answer is for isolation/address_policy.h and for
 * cordon_session_set_limits().
 */

#pragma once

#include "permissions/network_limits.h"
#include "permissions/profile.h"

G_BEGIN_DECLS

/**
 * cordon_profile_get_network_limits: asked at each gathering, and again at CORDON_EVENT_NETWORK_CHANGED: a stricter
 * address mode holds from the next gathering, data channels are refused at once (E-41, C-75). Main thread.
 * @document: whose connection it is
 * @target: (nullable): the target identity of this very connection
 *
 * A document that has gone and a profile that is closed get the strictest.
 */
CORDON_API void
cordon_profile_get_network_limits (CordonProfile *profile, const CordonDocument *document,
                                   const CordonCallee *target, CordonNetworkLimits *out_limits);

G_END_DECLS
