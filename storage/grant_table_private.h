/*
 * What only the store does with the table: change it.
 */

#pragma once

#include "storage/grant_table.h"

G_BEGIN_DECLS

CordonGrantTable *cordon_grant_table_new (void);
void cordon_grant_table_free (CordonGrantTable *table);

/** cordon_grant_table_reserve: room for @n_grants, so that loading does not grow it step by step. */
void cordon_grant_table_reserve (CordonGrantTable *table, guint32 n_grants);

/**
 * cordon_grant_table_insert: adds a copy of @grant, which is valid, has an id that the table does not hold, and
 * whose place is free. Returns: %FALSE when the id or the place is taken, and then nothing changed.
 */
gboolean cordon_grant_table_insert (CordonGrantTable *table, const CordonGrant *grant);
gboolean cordon_grant_table_remove (CordonGrantTable *table, guint64 id);

/** cordon_grant_table_find_place: Returns: the id of the grant with the same key as @grant (B-29), or 0. */
guint64 cordon_grant_table_find_place (const CordonGrantTable *table, const CordonGrant *grant);

/**
 * cordon_grant_table_find_contradiction: Returns: the id of the weaker or stronger form that @grant overrides
 * (B-12), or 0.
 */
guint64 cordon_grant_table_find_contradiction (const CordonGrantTable *table, const CordonGrant *grant);

/** cordon_grant_table_touch: Returns: %TRUE when the time of last use moved forward. */
gboolean cordon_grant_table_touch (CordonGrantTable *table, guint64 id, gint64 wall_us);

/** cordon_grant_table_observe_wall: remembers @wall_us when it is the latest so far. */
void cordon_grant_table_observe_wall (const CordonGrantTable *table, gint64 wall_us);

/** cordon_grant_table_rebase: all times, and the latest one seen, move back by @delta_us >= 0. */
void cordon_grant_table_rebase (CordonGrantTable *table, gint64 delta_us);

/** cordon_grant_table_has_ended: whether the lifetime of grant @id is over at @wall_us. */
gboolean cordon_grant_table_has_ended (const CordonGrantTable *table, guint64 id, gint64 wall_us);

/**
 * cordon_grant_table_ended: Returns: (transfer full) (element-type guint64): the ids of all that have ended at
 * @wall_us.
 */
GArray *cordon_grant_table_ended (const CordonGrantTable *table, gint64 wall_us);

/** cordon_grant_table_next_deadline: Returns: when the next grant ends, or G_MAXINT64. */
gint64 cordon_grant_table_next_deadline (const CordonGrantTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonGrantTable, cordon_grant_table_free)

G_END_DECLS
