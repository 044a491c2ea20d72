/*
 * The callees that the user never wants media towards, from anywhere. Outside descriptor state: a callee on
 * this list says nothing about the camera itself. Effective at once, also when writing fails.
 */

#pragma once

#include "permissions/callee.h"
#include "permissions/origin.h"
#include "storage/store.h"

G_BEGIN_DECLS

/**
 * cordon_store_block_callee: @origin: (nullable): where the user said so, for the list in the chrome. @done:
 * (nullable).
 */
CORDON_API void
cordon_store_block_callee (CordonStore *store, const CordonCallee *callee, const CordonOrigin *origin,
                           gint64 wall_us, CordonStoreDone done, gpointer data);

/** cordon_store_unblock_callee: takes @callee off the list once that is durable. @done: (nullable). */
CORDON_API void cordon_store_unblock_callee (CordonStore *store, const CordonCallee *callee,
                                             CordonStoreDone done, gpointer data);

/**
 * cordon_store_is_callee_blocked: whether @callee is on the list. A set of certificate fingerprints is blocked when
 * a set on the list shares one with it.
 */
CORDON_API gboolean cordon_store_is_callee_blocked (CordonStore *store, const CordonCallee *callee);

/** CordonBlockedCalleeFunc: @origin: (nullable). Valid during the call; the store must not be changed. */
typedef void (*CordonBlockedCalleeFunc) (const CordonCallee *callee, const CordonOrigin *origin,
                                         gint64 wall_us, gpointer data);

/** cordon_store_foreach_blocked_callee: the whole list, in no order. */
CORDON_API void
cordon_store_foreach_blocked_callee (CordonStore *store, CordonBlockedCalleeFunc func, gpointer data);

G_END_DECLS
