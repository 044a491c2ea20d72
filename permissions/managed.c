#include "permissions/managed_private.h"

#include "permissions/managed_policy.h"
#include "permissions/profile_private.h"
#include "storage/journal.h"

/* Rules hold from the moment they change: what they take away ends, what they decide is no question any more. */
static void
rules_changed (CordonManagedPolicy *policy, gpointer data)
{
  CordonProfile *profile = data;

  if (profile->is_closed)
    return;
  cordon_store_journal (profile->store, &(CordonJournalEntry){
                                          .kind = CORDON_JOURNAL_MANAGED,
                                          .wall_us = cordon_profile_now (profile).wall_us,
                                          .detail = "the administrator's rules changed",
                                        });
  cordon_profile_refresh_clients (profile);
  cordon_profile_recheck_captures (profile, NULL, CORDON_FEATURE_NONE);
  cordon_profile_states_changed (profile, NULL, CORDON_FEATURE_NONE);
  cordon_profile_emit (profile, &(CordonEvent){ .kind = CORDON_EVENT_NETWORK_CHANGED });
}

void
cordon_profile_load_managed (CordonProfile *profile, const char *path)
{
  profile->managed = cordon_managed_policy_new (path, rules_changed, profile);
}

gboolean
cordon_profile_reload_managed (CordonProfile *profile)
{
  gboolean good = cordon_managed_policy_reload (profile->managed);

  rules_changed (profile->managed, profile);

  return good;
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

  return profile->is_closed ? NULL : profile->managed;
}

CordonManagedVerdicts
cordon_profile_get_managed (const CordonProfile *profile, const CordonOrigin *key)
{
  return cordon_managed_rules_get_verdicts (cordon_managed_policy_get_rules (profile->managed), key);
}

gboolean
cordon_profile_may_offer_surface (CordonProfile *profile, const CordonOrigin *key, CordonSurfaceKind kind,
                                  const CordonOrigin *surface_origin)
{
  gboolean same_origin;

  g_return_val_if_fail (profile != NULL, FALSE);

  same_origin = kind == CORDON_SURFACE_TAB && cordon_origin_equal (key, surface_origin);

  return cordon_managed_rules_may_capture (cordon_managed_policy_get_rules (profile->managed), key, kind,
                                           same_origin);
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
