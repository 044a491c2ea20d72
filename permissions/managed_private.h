/*
 * The administrator's rules, as the profile uses them.
 */

#pragma once

#include "permissions/pipeline.h"
#include "permissions/profile.h"
#include "permissions/trust.h"

G_BEGIN_DECLS

/** cordon_profile_load_managed: reads @path (nullable) and watches it; a change rechecks captures and states. */
void cordon_profile_load_managed (CordonProfile *profile, const char *path);
/** cordon_profile_reload_managed: reads the file now. Returns: %FALSE where it does not parse. */
gboolean cordon_profile_reload_managed (CordonProfile *profile);
void cordon_profile_unload_managed (CordonProfile *profile);

/** cordon_profile_get_managed: what the administrator says of the permission key @key. */
CordonManagedVerdicts cordon_profile_get_managed (const CordonProfile *profile, const CordonOrigin *key);

/** cordon_profile_get_trust: which origins are trusted in this profile; valid until the rules change. */
CordonTrustOptions cordon_profile_get_trust (const CordonProfile *profile);

G_END_DECLS
