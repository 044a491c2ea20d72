/*
 * The shelf: stored grants over which a value of shorter life lies. Such a row stays on the disk and decides nothing;
 * when what lies over it ends by itself, it is in the table again. Where the user takes the key back, both go.
 *
 * A value lies over a row of the same key, and over the weaker or stronger form that it contradicts (B-12). What is
 * not on the disk never goes to the shelf: of two such values the newer one replaces the older (B-29).
 */

#pragma once

#include "storage/store_private.h"

G_BEGIN_DECLS

/** cordon_shelf_is_stored: whether @id is a row's. */
gboolean cordon_shelf_is_stored (guint64 id);

/**
 * cordon_shelf_overrides: whether @upper, of the same key but perhaps for the form, says what it says instead of
 * @lower.
 */
gboolean cordon_shelf_overrides (const CordonGrant *upper, const CordonGrant *lower);

/** cordon_shelf_insert: @grant enters the table; or the shelf, where something lies over it already. */
void cordon_shelf_insert (CordonStore *store, const CordonGrant *grant);

/** cordon_shelf_remove: @id leaves the table, or the shelf. */
void cordon_shelf_remove (CordonStore *store, guint64 id);

/**
 * cordon_shelf_arrange: after something came or went at @place, in either form: what is covered goes to the shelf,
 * what is not covered any more, and has not ended meanwhile, comes back (cordon_store_take_restored()).
 */
void cordon_shelf_arrange (CordonStore *store, const CordonGrant *place);

/**
 * cordon_shelf_collect_key: adds copies of all that a revocation of @id takes: itself, what lies over it and what
 * lies beneath that; each once. @grants: (element-type CordonGrant)
 */
void cordon_shelf_collect_key (const CordonStore *store, guint64 id, GPtrArray *grants);

G_END_DECLS
