#include "permissions/permissions_policy.h"

struct _CordonPermissionsPolicy
{
  gatomicrefcount ref_count;
  CordonOrigin *origin;
  char *domain;
  CordonDeclaredPolicy *header;
  CordonFeatureSet inherited;
  CordonFeatureSet wildcard; /* inherited only through a `*` in some container's list */
};

static CordonPolicyOrigin
own_origin (const CordonPermissionsPolicy *policy)
{
  return (CordonPolicyOrigin){ policy->origin, policy->domain };
}

static gboolean
inherits (const CordonPermissionsPolicy *policy, CordonFeature feature)
{
  return (policy->inherited & CORDON_FEATURE_SET_OF (feature)) != 0;
}

/* "Get feature value for origin": inheritance and header alone, without the default allowlist. */
static gboolean
header_lets (const CordonPermissionsPolicy *policy, CordonFeature feature, const CordonPolicyOrigin *origin)
{
  if (!inherits (policy, feature))
    return FALSE;
  if (!cordon_declared_policy_declares (policy->header, feature))
    return TRUE;

  return cordon_declared_policy_match (policy->header, feature, origin) != CORDON_POLICY_MATCH_NONE;
}

/*
 * "Define an inherited policy for feature in container at origin". Returns: how the frame gets the feature, if it
 * does.
 */
static CordonPolicyMatch
inherit (const CordonPolicyInputs *inputs, CordonFeature feature)
{
  const CordonPermissionsPolicy *parent = inputs->parent;
  CordonPolicyOrigin embedder;
  gboolean at_home;

  if (!parent)
    return CORDON_POLICY_MATCH_NAMED;

  embedder = own_origin (parent);
  if (!header_lets (parent, feature, &embedder) || !header_lets (parent, feature, &inputs->origin))
    return CORDON_POLICY_MATCH_NONE;

  /* The default allowlist of all of these features is `self`. */
  at_home = cordon_policy_origin_equal (&inputs->origin, &embedder);
  if (!cordon_declared_policy_declares (inputs->container, feature))
    return at_home ? CORDON_POLICY_MATCH_NAMED : CORDON_POLICY_MATCH_NONE;

  switch (cordon_declared_policy_match (inputs->container, feature, &inputs->origin))
    {
    case CORDON_POLICY_MATCH_NONE: return CORDON_POLICY_MATCH_NONE;
    case CORDON_POLICY_MATCH_WILDCARD:
      return at_home ? CORDON_POLICY_MATCH_NAMED : CORDON_POLICY_MATCH_WILDCARD;
    case CORDON_POLICY_MATCH_NAMED: return CORDON_POLICY_MATCH_NAMED;
    }

  return CORDON_POLICY_MATCH_NONE;
}

CordonPermissionsPolicy *
cordon_permissions_policy_new (const CordonPolicyInputs *inputs)
{
  CordonPermissionsPolicy *policy = g_new0 (CordonPermissionsPolicy, 1);

  g_atomic_ref_count_init (&policy->ref_count);
  g_return_val_if_fail (inputs != NULL && inputs->origin.origin != NULL, policy);

  policy->origin = cordon_origin_ref (inputs->origin.origin);
  policy->domain = g_strdup (inputs->origin.domain);
  policy->header = inputs->header ? cordon_declared_policy_ref (inputs->header) : NULL;
  for (guint i = CORDON_FEATURE_NONE + 1; i < CORDON_N_FEATURES; i++)
    {
      CordonFeatureSet bit = CORDON_FEATURE_SET_OF (i);
      CordonPolicyMatch match = inherit (inputs, (CordonFeature) i);

      if (match != CORDON_POLICY_MATCH_NONE)
        policy->inherited |= bit;
      if (match == CORDON_POLICY_MATCH_WILDCARD || (inputs->parent && inputs->parent->wildcard & bit))
        policy->wildcard |= bit;
    }

  return policy;
}

CordonPermissionsPolicy *
cordon_permissions_policy_ref (const CordonPermissionsPolicy *policy)
{
  CordonPermissionsPolicy *mutable_policy = (CordonPermissionsPolicy *) (guintptr) policy;

  g_return_val_if_fail (policy != NULL, NULL);

  g_atomic_ref_count_inc (&mutable_policy->ref_count);
  return mutable_policy;
}

void
cordon_permissions_policy_unref (CordonPermissionsPolicy *policy)
{
  if (!policy || !g_atomic_ref_count_dec (&policy->ref_count))
    return;

  cordon_origin_unref (policy->origin);
  cordon_declared_policy_unref (policy->header);
  g_free (policy->domain);
  g_free (policy);
}

gboolean
cordon_permissions_policy_is_enabled_for (const CordonPermissionsPolicy *policy, CordonFeature feature,
                                          const CordonPolicyOrigin *origin)
{
  CordonPolicyOrigin own;

  g_return_val_if_fail (policy != NULL && policy->origin != NULL, FALSE);
  g_return_val_if_fail (origin != NULL && origin->origin != NULL, FALSE);

  if (feature <= CORDON_FEATURE_NONE || (guint) feature >= CORDON_N_FEATURES
      || !header_lets (policy, feature, origin))
    return FALSE;
  if (cordon_declared_policy_declares (policy->header, feature))
    return TRUE;

  own = own_origin (policy);
  return cordon_policy_origin_equal (&own, origin);
}

gboolean
cordon_permissions_policy_is_enabled (const CordonPermissionsPolicy *policy, CordonFeature feature)
{
  CordonPolicyOrigin own;

  g_return_val_if_fail (policy != NULL, FALSE);

  own = own_origin (policy);
  return cordon_permissions_policy_is_enabled_for (policy, feature, &own);
}

gboolean
cordon_permissions_policy_use (const CordonPermissionsPolicy *policy, CordonFeatureSet features,
                               CordonPolicyReport report, gpointer data)
{
  gboolean all = TRUE;

  g_return_val_if_fail (policy != NULL, FALSE);

  for (guint i = CORDON_FEATURE_NONE + 1; i < CORDON_N_FEATURES; i++)
    {
      CordonFeature feature = (CordonFeature) i;
      CordonPolicyViolation violation = { .feature = feature };

      if (!(features & CORDON_FEATURE_SET_OF (feature))
          || cordon_permissions_policy_is_enabled (policy, feature))
        continue;
      all = FALSE;
      violation.endpoint = cordon_declared_policy_get_parts (policy->header, feature).report_to;
      if (report)
        report (&violation, data);
    }

  return all && features != 0;
}

CordonPolicyVerdicts
cordon_permissions_policy_get_verdicts (const CordonPermissionsPolicy *policy)
{
  CordonPolicyVerdicts verdicts = { .known = TRUE };

  g_return_val_if_fail (policy != NULL, (CordonPolicyVerdicts){ 0 });

  for (guint i = CORDON_FEATURE_NONE + 1; i < CORDON_N_FEATURES; i++)
    if (cordon_permissions_policy_is_enabled (policy, (CordonFeature) i))
      verdicts.enabled |= CORDON_FEATURE_SET_OF (i);
  verdicts.wildcard = policy->wildcard & verdicts.enabled;

  return verdicts;
}
