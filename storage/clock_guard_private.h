/*
 * The guard against a wall clock that was set back: all times move back by as much, so that nothing that had
 * ended comes back and nothing lives longer than it would have.
 */

#pragma once

#include "storage/store_private.h"

G_BEGIN_DECLS

/**
 * CORDON_CLOCK_TOLERANCE_US: a clock is set back by so much without lifetimes being moved; until it has caught
 * up, time stands.
 */
#define CORDON_CLOCK_TOLERANCE_US CORDON_HOUR_US

/** cordon_clock_guard_check: @wall_us is what the clock says now. */
void cordon_clock_guard_check (CordonStore *store, gint64 wall_us);

G_END_DECLS
