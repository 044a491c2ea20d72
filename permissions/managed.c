#include "permissions/managed_private.h"

#include "permissions/profile_private.h"

void
cordon_profile_load_managed (CordonProfile *profile, const char *path)
{
}

void
cordon_profile_unload_managed (CordonProfile *profile)
{
}

CordonManagedVerdicts
cordon_profile_get_managed (const CordonProfile *profile, const CordonOrigin *key)
{
  return (CordonManagedVerdicts){ 0 };
}

CordonTrustOptions
cordon_profile_get_trust (const CordonProfile *profile)
{
  return (CordonTrustOptions){
    .resolves_localhost = TRUE,
    .allow_local_http = profile->allow_local_http,
  };
}
