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
} CordonGrantQuery;

/** CordonGrantMatch: the grant that answers in one scope. */
typedef struct
{
  guint64 id;
  CordonGrantAnswer answer;
  CordonScope scope;
  CordonLifetime lifetime;
  gint64 expires_wall_us;
} CordonGrantMatch;

/**
 * cordon_grant_table_find: the live grant of exactly @scope that applies to @query at @wall_us; a block beats an allow of
 * the same scope. Expired grants never match.
 *
 * Returns: %TRUE with *@out_match written, or %FALSE.
 */
CORDON_API gboolean cordon_grant_table_find (const CordonGrantTable *table,
                                             const CordonGrantQuery *query,
                                             CordonScope scope,
                                             gint64 wall_us,
                                             CordonGrantMatch *out_match);

/** cordon_grant_table_get: Returns: %TRUE and a copy of grant @id in @out_grant (clear it), or %FALSE. */
CORDON_API gboolean cordon_grant_table_get (const CordonGrantTable *table, guint64 id, CordonGrant *out_grant);

/** CordonGrantFunc: Returns: %FALSE to stop. @grant is valid during the call only. The table must not be changed. */
typedef gboolean (*CordonGrantFunc) (const CordonGrant *grant, gpointer data);

/** cordon_grant_table_foreach: each grant; @origin (nullable) and @feature (NONE: any) restrict. */
CORDON_API void cordon_grant_table_foreach (const CordonGrantTable *table,
                                            const CordonOrigin *origin,
                                            CordonFeature feature,
                                            CordonGrantFunc func,
                                            gpointer data);

CORDON_API gsize cordon_grant_table_get_size (const CordonGrantTable *table);

G_END_DECLS
