/*
 * Time is passed in. A profile reads its clock once per event and hands the value down; tests own the clock.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/**
 * CordonTime: one reading of both clocks, microseconds. Wall for lifetimes, monotonic for intervals, never mixed
 * (X-08).
 */
typedef struct
{
  gint64 wall_us; /* since 1970-01-01 UTC */
  gint64 mono_us; /* since an arbitrary start, never set back */
} CordonTime;

/** CordonClock: where time comes from. Zero-filled means the system's clocks. */
typedef struct
{
  CordonTime (*now) (gpointer data);
  gpointer data;
} CordonClock;

#define CORDON_SECOND_US ((gint64) 1000000)
#define CORDON_MINUTE_US (60 * CORDON_SECOND_US)
#define CORDON_HOUR_US (60 * CORDON_MINUTE_US)
#define CORDON_DAY_US (24 * CORDON_HOUR_US)

/** cordon_clock_now: Returns: a reading of @clock, or of the system's clocks where @clock is %NULL or zero-filled. */
CORDON_API CordonTime cordon_clock_now (const CordonClock *clock);

G_END_DECLS
