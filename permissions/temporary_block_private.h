/*
 * Temporary blocks: "not now". For an hour, for every origin of the same site, so that a sub-domain cannot dodge it.
 * In memory only, on the monotonic clock. The site comes from the engine's list of public suffixes where it gives one.
 */

#pragma once

#include "permissions/profile.h"

G_BEGIN_DECLS

typedef struct _CordonTemporaryBlocks CordonTemporaryBlocks;

CordonTemporaryBlocks *cordon_temporary_blocks_new (CordonSiteFunc site);
void cordon_temporary_blocks_free (CordonTemporaryBlocks *blocks);

void cordon_temporary_blocks_add (CordonTemporaryBlocks *blocks, const CordonOrigin *origin,
                                  CordonFeature feature, gint64 until_mono_us);

gboolean cordon_temporary_blocks_contains (const CordonTemporaryBlocks *blocks, const CordonOrigin *origin,
                                           CordonFeature feature, gint64 mono_us);

/** cordon_temporary_blocks_remove: @origin's site (NULL: all), @feature (NONE: all). */
void cordon_temporary_blocks_remove (CordonTemporaryBlocks *blocks, const CordonOrigin *origin,
                                     CordonFeature feature);

/** cordon_temporary_blocks_purge: Returns: whether any had expired at @mono_us. */
gboolean cordon_temporary_blocks_purge (CordonTemporaryBlocks *blocks, gint64 mono_us);
gint64 cordon_temporary_blocks_get_next_end (const CordonTemporaryBlocks *blocks);

/** cordon_guess_site: Returns: (transfer full): the registrable domain of @host as far as its labels tell. */
char *cordon_guess_site (const char *host);

G_END_DECLS
