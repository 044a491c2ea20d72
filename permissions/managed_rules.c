#include "permissions/managed_rules.h"

#include <string.h>

#include "permissions/managed_rules_private.h"

CordonManagedRules *
cordon_managed_rules_new_empty (void)
{
  CordonManagedRules *rules = g_new0 (CordonManagedRules, 1);

  g_atomic_ref_count_init (&rules->ref_count);
  return rules;
}

CordonManagedRules *
cordon_managed_rules_new_block_all (void)
{
  CordonManagedRules *rules = cordon_managed_rules_new_empty ();

  rules->block_all = TRUE;
  rules->refuse_data_channels = TRUE;
  rules->ip_mode = CORDON_MANAGED_IP_MODE_PROXY_ONLY;
  return rules;
}

CordonManagedRules *
cordon_managed_rules_ref (const CordonManagedRules *rules)
{
  CordonManagedRules *mutable_rules = (CordonManagedRules *) (guintptr) rules;

  g_return_val_if_fail (rules != NULL, NULL);

  g_atomic_ref_count_inc (&mutable_rules->ref_count);
  return mutable_rules;
}

static void
origin_list_clear (CordonOriginList *list)
{
  g_clear_pointer (&list->patterns, g_ptr_array_unref);
}

void
cordon_managed_rules_unref (CordonManagedRules *rules)
{
  if (!rules || !g_atomic_ref_count_dec (&rules->ref_count))
    return;

  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    {
      origin_list_clear (&rules->allow[i]);
      origin_list_clear (&rules->block[i]);
    }
  for (guint i = 0; i < CORDON_N_CAPTURE_LISTS; i++)
    origin_list_clear (&rules->capture[i]);
  cordon_trust_list_unref (rules->insecure_origins);
  g_free (rules);
}

static gboolean
origin_list_contains (const CordonOriginList *list, const CordonOrigin *origin)
{
  if (list->all)
    return TRUE;
  for (guint i = 0; list->patterns && i < list->patterns->len; i++)
    if (cordon_origin_pattern_matches (list->patterns->pdata[i], origin))
      return TRUE;

  return FALSE;
}

CordonManagedVerdicts
cordon_managed_rules_get_verdicts (const CordonManagedRules *rules, const CordonOrigin *key)
{
  CordonManagedVerdicts verdicts = { 0 };

  g_return_val_if_fail (rules != NULL, (CordonManagedVerdicts){ .blocked = ~(CordonFeatureSet) 0 });

  if (rules->block_all)
    return (CordonManagedVerdicts){ .blocked = ~(CordonFeatureSet) 0 };
  if (!rules->decides || cordon_origin_is_opaque (key))
    return verdicts;

  for (guint i = CORDON_FEATURE_NONE + 1; i < CORDON_N_FEATURES; i++)
    {
      if (origin_list_contains (&rules->block[i], key))
        verdicts.blocked |= CORDON_FEATURE_SET_OF (i);
      else if (origin_list_contains (&rules->allow[i], key))
        verdicts.allowed |= CORDON_FEATURE_SET_OF (i);
    }

  return verdicts;
}

static CordonCaptureList
find_capture_list (CordonSurfaceKind kind, gboolean same_origin)
{
  switch (kind)
    {
    case CORDON_SURFACE_MONITOR: return CORDON_CAPTURE_LIST_MONITOR;
    case CORDON_SURFACE_WINDOW: return CORDON_CAPTURE_LIST_WINDOW;
    case CORDON_SURFACE_TAB:
      return same_origin ? CORDON_CAPTURE_LIST_SAME_ORIGIN_TAB : CORDON_CAPTURE_LIST_TAB;
    case CORDON_SURFACE_VIEWPORT: return CORDON_CAPTURE_LIST_SAME_ORIGIN_TAB;
    case CORDON_SURFACE_NONE: break;
    }

  return CORDON_N_CAPTURE_LISTS;
}

gboolean
cordon_managed_rules_may_capture (const CordonManagedRules *rules, const CordonOrigin *key,
                                  CordonSurfaceKind kind, gboolean same_origin)
{
  CordonCaptureList index = find_capture_list (kind, same_origin);

  g_return_val_if_fail (rules != NULL, FALSE);

  if (rules->block_all || index == CORDON_N_CAPTURE_LISTS || cordon_origin_is_opaque (key))
    return FALSE;

  return !rules->capture[index].present || origin_list_contains (&rules->capture[index], key);
}

const CordonTrustList *
cordon_managed_rules_get_insecure_origins (const CordonManagedRules *rules)
{
  return rules ? rules->insecure_origins : NULL;
}

CordonManagedIpMode
cordon_managed_rules_get_ip_mode (const CordonManagedRules *rules)
{
  g_return_val_if_fail (rules != NULL, CORDON_MANAGED_IP_MODE_PROXY_ONLY);

  return rules->ip_mode;
}

gboolean
cordon_managed_rules_refuses_data_channels (const CordonManagedRules *rules)
{
  g_return_val_if_fail (rules != NULL, TRUE);

  return rules->refuse_data_channels;
}
