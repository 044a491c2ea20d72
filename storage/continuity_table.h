/*
 * Key continuity: which certificate fingerprints a peer had last time, as one site saw it (D-40). Advisory: nothing
 * is ever authorised by a match (D-41). A contact list by its nature: one per origin, never from a private session,
 * gone with the site's identifiers (G-24).
 */

#pragma once

#include "permissions/callee.h"
#include "permissions/continuity.h"
#include "permissions/origin.h"
#include "storage/store.h"

G_BEGIN_DECLS

/** cordon_continuity_to_string: Returns: (transfer none): a stable name. */
CORDON_API const char *cordon_continuity_to_string (CordonContinuity continuity);

/**
 * cordon_store_note_peer: compares and remembers.
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
