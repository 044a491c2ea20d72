/*
 * Key continuity on disk: which certificate fingerprints a peer had last time, as one site saw it (D-40). What it
 * means: permissions/continuity.h.
 */

#pragma once

#include "permissions/continuity.h"
#include "storage/store.h"

G_BEGIN_DECLS

/**
 * cordon_store_note_peer: compares and remembers; the peers of one origin are CORDON_CONTINUITY_MAX_PEERS at most.
 * @peer: the verified identity that the key belongs to
 * @fingerprints: a callee of kind FINGERPRINTS
 */
CORDON_API CordonContinuity cordon_store_note_peer (CordonStore *store, const CordonOrigin *origin,
                                                    const CordonCallee *peer,
                                                    const CordonCallee *fingerprints, gint64 wall_us);

/** cordon_store_get_peer: Returns: (transfer full) (nullable): the remembered fingerprints, as @origin saw them. */
CORDON_API CordonCallee *
cordon_store_get_peer (CordonStore *store, const CordonOrigin *origin, const CordonCallee *peer);

/** CordonPeerFunc: valid during the call; the store must not be changed. */
typedef void (*CordonPeerFunc) (const CordonOrigin *origin, const CordonCallee *peer,
                                const CordonCallee *fingerprints, gint64 first_wall_us, gint64 last_wall_us,
                                gpointer data);

/** cordon_store_foreach_peer: all of them, in no order. */
CORDON_API void cordon_store_foreach_peer (CordonStore *store, CordonPeerFunc func, gpointer data);

G_END_DECLS
