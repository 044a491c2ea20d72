/*
 * Every number of the consent rules in one place, each with where it comes from.
 */

#pragma once

#include "permissions/clock.h"

/* Embargo, the adopted practice of one large browser: dismissed or ignored prompts hold further ones back. */
#define CORDON_EMBARGO_DISMISSALS 3
#define CORDON_EMBARGO_IGNORES 4
#define CORDON_EMBARGO_QUIET_DISMISSALS 1
#define CORDON_EMBARGO_QUIET_IGNORES 2
#define CORDON_EMBARGO_US (7 * CORDON_DAY_US)

/* One-time grants. */
#define CORDON_VISIT_HIDDEN_US (5 * CORDON_MINUTE_US) /* hidden and not capturing */
#define CORDON_VISIT_MAX_US (16 * CORDON_HOUR_US)

/* A block for now, keyed so that a sub-domain cannot dodge it. */
#define CORDON_TEMPORARY_BLOCK_US CORDON_HOUR_US

/* Grants that nobody uses, and how long their removal can be undone. */
#define CORDON_UNUSED_US (60 * CORDON_DAY_US)
#define CORDON_UNDO_US (30 * CORDON_DAY_US)

/* A prompt takes no answer so soon after paint, focus, move or resize. */
#define CORDON_ARMING_US (CORDON_SECOND_US / 2)

/* An automatic denial is answered after a random time, so that it cannot be told from a user's. */
#define CORDON_AUTO_DENIAL_MIN_US (CORDON_SECOND_US / 4)
#define CORDON_AUTO_DENIAL_MAX_US (CORDON_SECOND_US + CORDON_SECOND_US / 4)

/* Transient activation (HTML leaves it to the engine: "at most a few seconds"). */
#define CORDON_ACTIVATION_US (5 * CORDON_SECOND_US)

/* A call without connection and live sink ends by itself. */
#define CORDON_CALL_IDLE_US (10 * CORDON_MINUTE_US)

/* The window in which setFocusBehavior() still works (B-38). */
#define CORDON_FOCUS_DECISION_US CORDON_SECOND_US

/* Capture handle, in UTF-16 code units (B-45). */
#define CORDON_CAPTURE_HANDLE_MAX_UNITS 1024

/* Smallest `max` constraint on a captured surface (B-40): width and height in pixels, frame rate in frames a second. */
#define CORDON_DISPLAY_FLOOR_PIXELS 1
#define CORDON_DISPLAY_FLOOR_RATE 1.0

/* A deviceId that a page sees: 32 bits of it identify (G-01). */
#define CORDON_DEVICE_ID_BITS 32
