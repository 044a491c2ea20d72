/*
 * The throttle: requests that fail one after the other are a probe for devices (B-26), and are answered later and
 * later. Per requesting origin, on the monotonic clock, in memory.
 */

#pragma once

#include "permissions/origin.h"

G_BEGIN_DECLS

typedef struct _CordonThrottle CordonThrottle;

/* So many failures are free within the window; each further one doubles the delay, up to the longest. */
#define CORDON_THROTTLE_FREE 5
#define CORDON_THROTTLE_WINDOW_US (60 * CORDON_SECOND_US)
#define CORDON_THROTTLE_FIRST_US CORDON_SECOND_US
#define CORDON_THROTTLE_LONGEST_US (30 * CORDON_SECOND_US)

CordonThrottle *cordon_throttle_new (void);
void cordon_throttle_free (CordonThrottle *throttle);

/** cordon_throttle_failed: a request of @origin failed. Returns: by how much its result is held back, microseconds. */
gint64 cordon_throttle_failed (CordonThrottle *throttle, const CordonOrigin *origin, gint64 mono_us);

/** cordon_throttle_succeeded: @origin got what it asked for: its failures are forgotten. */
void cordon_throttle_succeeded (CordonThrottle *throttle, const CordonOrigin *origin);

G_END_DECLS
