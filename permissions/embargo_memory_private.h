/*
 * What the store remembers of the embargoes.
 */

#pragma once

#include "permissions/profile.h"

G_BEGIN_DECLS

/** cordon_profile_load_embargoes: when the profile opens. */
void cordon_profile_load_embargoes (CordonProfile *profile);

/** cordon_profile_embargo_counted: the counts of (@origin, @feature) changed and are remembered. */
void
cordon_profile_embargo_counted (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature);

/**
 * cordon_profile_embargo_reset: the user decided: counts of @origin (NULL: all) for @feature (NONE: all) are
 * forgotten.
 */
void cordon_profile_embargo_reset (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature);

G_END_DECLS
