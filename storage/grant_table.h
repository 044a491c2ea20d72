/*
 * The grant table: every live grant of a profile in memory, built for one question asked very often.
 */

#pragma once

#include "permissions/grant.h"

G_BEGIN_DECLS

typedef struct _CordonGrantTable CordonGrantTable;

/** CordonGrantQuery: what a request is about; members that do not apply are zero. */
typedef struct
{
  const CordonOrigin *origin; /* permission key */
  CordonFeature feature;
  const CordonCallee *callee;
  const char *device;
  guint64 call_id;
  guint64 surface_id;
  gboolean pan_tilt_zoom;
  gboolean
    any_device; /* with @device NULL: a grant for one device answers too (B-34); CordonGrantMatch.device says which */
} CordonGrantQuery;

/** CordonGrantMatch: the grant that answers in one scope. */
typedef struct
{
  guint64 id;
  CordonGrantAnswer answer;
  CordonScope scope;
  CordonLifetime lifetime;
  gint64 expires_wall_us;
  const char
    *device; /* the only device that it is for; NULL: all of the kind. Valid until the table changes. */
} CordonGrantMatch;

/**
 * cordon_grant_table_find: the live grant of exactly @scope that applies to @query at @wall_us; a block beats an
 * allow of the same scope. Expired grants never match, also after the wall clock was set back: the table remembers
 * the latest
 * @wall_us that it was shown.
 *
 * A grant that names a callee, a call, a surface or a device answers only a query that names the same one. Pan,
 * tilt and zoom is the stronger form: blocking the plain form blocks it, allowing it allows the plain form (B-12).
 * What a key does not have costs one look at its summary.
 *
 * Returns: %TRUE with *@out_match written, or %FALSE.
 */
CORDON_API gboolean cordon_grant_table_find (const CordonGrantTable *table, const CordonGrantQuery *query,
                                             CordonScope scope, gint64 wall_us, CordonGrantMatch *out_match);

/**
 * cordon_grant_table_find_narrowest: the first of surface, call, callee, origin that has an answer; one look-up
 * for all four.
 */
CORDON_API gboolean cordon_grant_table_find_narrowest (const CordonGrantTable *table,
                                                       const CordonGrantQuery *query, gint64 wall_us,
                                                       CordonGrantMatch *out_match);

/** cordon_grant_table_get: Returns: %TRUE and a copy of grant @id in @out_grant (clear it), or %FALSE. */
CORDON_API gboolean cordon_grant_table_get (const CordonGrantTable *table, guint64 id,
                                            CordonGrant *out_grant);

/** CordonGrantFunc: Returns: %FALSE to stop. @grant is valid during the call only. The table must not be changed. */
typedef gboolean (*CordonGrantFunc) (const CordonGrant *grant, gpointer data);

/** cordon_grant_table_foreach: each grant; @origin (nullable) and @feature (NONE: any) restrict. */
CORDON_API void cordon_grant_table_foreach (const CordonGrantTable *table, const CordonOrigin *origin,
                                            CordonFeature feature, CordonGrantFunc func, gpointer data);

/** cordon_grant_table_get_size: Returns: how many grants it holds. */
CORDON_API gsize cordon_grant_table_get_size (const CordonGrantTable *table);

/**
 * cordon_grant_table_latest_wall: Returns: the latest wall time that the table was shown; what lifetimes are
 * measured by.
 */
CORDON_API gint64 cordon_grant_table_latest_wall (const CordonGrantTable *table);

G_END_DECLS
