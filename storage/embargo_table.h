/*
 * Embargo counters: how often a question was dismissed or ignored, and until when the next one is held back. The
 * rules are the caller's; here are the numbers, effective at once and written behind.
 */

#pragma once

#include "permissions/decision.h"
#include "permissions/origin.h"
#include "storage/store.h"

G_BEGIN_DECLS

/** CordonEmbargo: what is counted for one permission key and feature; zero-filled: nothing. */
typedef struct
{
  guint dismissals;
  guint ignores;
  gint64 until_wall_us; /* 0: not held back. Moves along when the wall clock is set back. */
  CordonReason reason;  /* EMBARGO_DISMISSED, EMBARGO_IGNORED, TEMPORARY_BLOCK, or NONE */
  gint64 changed_wall_us;
  gboolean repeated; /* was under embargo before: one more brings it back */
} CordonEmbargo;

/** cordon_store_get_embargo: Returns: %FALSE, with *@out_embargo zero-filled, when nothing is counted. */
CORDON_API gboolean cordon_store_get_embargo (CordonStore *store, const CordonOrigin *origin,
                                              CordonFeature feature, CordonEmbargo *out_embargo);

/** cordon_store_set_embargo: replaces what is counted; zero-filled forgets it. */
CORDON_API void cordon_store_set_embargo (CordonStore *store, const CordonOrigin *origin,
                                          CordonFeature feature, const CordonEmbargo *embargo);

/** CordonEmbargoFunc: valid during the call; the store must not be changed. */
typedef void (*CordonEmbargoFunc) (const CordonOrigin *origin, CordonFeature feature,
                                   const CordonEmbargo *embargo, gpointer data);

/** cordon_store_foreach_embargo: all of them, in no order. */
CORDON_API void cordon_store_foreach_embargo (CordonStore *store, CordonEmbargoFunc func, gpointer data);

G_END_DECLS
