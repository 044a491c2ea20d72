#include "permissions/managed_private.h"

#include "permissions/managed_policy.h"
#include "permissions/profile_private.h"

/* Documents keep the trust that they were committed with; what the administrator blocks ends now. */
static void
rules_changed (CordonManagedPolicy *policy, gpointer data)
{
  CordonProfile *profile = cordon_profile_ref (data);

  cordon_profile_recheck_captures (profile, NULL, CORDON_FEATURE_NONE);
  cordon_profile_states_changed (profile, NULL, CORDON_FEATURE_NONE);
  cordon_profile_unref (profile);
}

void
cordon_profile_load_managed (CordonProfile *profile, const char *path)
{
  profile->managed = cordon_managed_policy_new (path, rules_changed, profile);
}

void
cordon_profile_unload_managed (CordonProfile *profile)
{
  g_clear_pointer (&profile->managed, cordon_managed_policy_free);
}

const CordonManagedPolicy *
cordon_profile_get_managed_policy (const CordonProfile *profile)
{
  g_return_val_if_fail (profile != NULL, NULL);

  return profile->managed;
}

CordonManagedVerdicts
cordon_profile_get_managed (const CordonProfile *profile, const CordonOrigin *key)
{
  return cordon_managed_rules_get_verdicts (cordon_managed_policy_get_rules (profile->managed), key);
}

CordonTrustOptions
cordon_profile_get_trust (const CordonProfile *profile)
{
  return (CordonTrustOptions){
    .resolves_localhost = TRUE,
    .allow_local_http = profile->allow_local_http,
    .exceptions = cordon_managed_rules_get_insecure_origins (
      cordon_managed_policy_get_rules (profile->managed)),
  };
}
