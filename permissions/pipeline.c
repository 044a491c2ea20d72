#include "permissions/pipeline.h"

#include <string.h>

/*
 * Who may say yes, highest first. The exits below stand in this order, and a user's yes never outranks the
 * administrator's no; what can only take away (trust, policies, activity) stands between them and is no provider.
 */
typedef enum
{
  PROVIDER_MANAGED_BLOCK,
  PROVIDER_MANAGED_ALLOW,
  PROVIDER_CALLEE_BLOCK,
  PROVIDER_SURFACE_GRANT,
  PROVIDER_CALL_GRANT,
  PROVIDER_CALLEE_GRANT,
  PROVIDER_ADDRESS_BOOK_GRANT,
  PROVIDER_ORIGIN_GRANT,
  PROVIDER_EMBARGO,
  PROVIDER_DEFAULT,
} Provider;

/* The scopes in which grants are looked for, most specific first. */
static const struct
{
  CordonScope scope;
  Provider provider;
} scope_order[] = {
  { CORDON_SCOPE_SURFACE, PROVIDER_SURFACE_GRANT },
  { CORDON_SCOPE_CALL, PROVIDER_CALL_GRANT },
  { CORDON_SCOPE_CALLEE, PROVIDER_CALLEE_GRANT },
  { CORDON_SCOPE_ADDRESS_BOOK, PROVIDER_ADDRESS_BOOK_GRANT },
  { CORDON_SCOPE_ORIGIN, PROVIDER_ORIGIN_GRANT },
};

G_STATIC_ASSERT (G_N_ELEMENTS (scope_order) == CORDON_SCOPE_ADDRESS_BOOK);
G_STATIC_ASSERT (CORDON_SCOPE_SURFACE < CORDON_SCOPE_CALL && CORDON_SCOPE_CALL < CORDON_SCOPE_CALLEE
                 && CORDON_SCOPE_CALLEE < CORDON_SCOPE_ORIGIN);
G_STATIC_ASSERT (PROVIDER_MANAGED_BLOCK == 0 && PROVIDER_MANAGED_ALLOW < PROVIDER_CALLEE_BLOCK);
G_STATIC_ASSERT (PROVIDER_CALLEE_BLOCK < PROVIDER_SURFACE_GRANT
                 && PROVIDER_SURFACE_GRANT < PROVIDER_CALL_GRANT);
G_STATIC_ASSERT (PROVIDER_CALL_GRANT < PROVIDER_CALLEE_GRANT
                 && PROVIDER_CALLEE_GRANT < PROVIDER_ADDRESS_BOOK_GRANT
                 && PROVIDER_ADDRESS_BOOK_GRANT < PROVIDER_ORIGIN_GRANT);
G_STATIC_ASSERT (PROVIDER_ORIGIN_GRANT < PROVIDER_EMBARGO && PROVIDER_EMBARGO < PROVIDER_DEFAULT);

/* The reasons of the exits ascend as the exits do, so that a number in the journal tells how far a request came. */
G_STATIC_ASSERT (CORDON_REASON_MISSING_FACTS < CORDON_REASON_MANAGED_POLICY);
G_STATIC_ASSERT (CORDON_REASON_MANAGED_POLICY < CORDON_REASON_OPAQUE_ORIGIN);
G_STATIC_ASSERT (CORDON_REASON_OPAQUE_ORIGIN < CORDON_REASON_INSECURE_CONTEXT);
G_STATIC_ASSERT (CORDON_REASON_INSECURE_CONTEXT < CORDON_REASON_PERMISSIONS_POLICY);
G_STATIC_ASSERT (CORDON_REASON_PERMISSIONS_POLICY < CORDON_REASON_MIXED_CONTENT);
G_STATIC_ASSERT (CORDON_REASON_MIXED_CONTENT < CORDON_REASON_CONTENT_SECURITY_POLICY);
G_STATIC_ASSERT (CORDON_REASON_CONTENT_SECURITY_POLICY < CORDON_REASON_NOT_FULLY_ACTIVE);
G_STATIC_ASSERT (CORDON_REASON_NOT_FULLY_ACTIVE < CORDON_REASON_FEATURE_RULE);
G_STATIC_ASSERT (CORDON_REASON_FEATURE_RULE < CORDON_REASON_REVOKED);
G_STATIC_ASSERT (CORDON_REASON_REVOKED < CORDON_REASON_CALLEE_BLOCKED);
G_STATIC_ASSERT (CORDON_REASON_CALLEE_BLOCKED < CORDON_REASON_GRANT);
G_STATIC_ASSERT (CORDON_REASON_GRANT < CORDON_REASON_EMBARGO_DISMISSED);
G_STATIC_ASSERT (CORDON_REASON_EMBARGO_DISMISSED < CORDON_REASON_DEFAULT);

static gboolean
feature_is_in (CordonFeature feature, CordonFeatureSet set)
{
  return (set & CORDON_FEATURE_SET_OF (feature)) != 0;
}

static gboolean
captures_surface (CordonFeature feature)
{
  return feature == CORDON_FEATURE_DISPLAY_CAPTURE || feature == CORDON_FEATURE_VIEWPORT_CAPTURE;
}

static gboolean
is_file (const CordonOrigin *origin)
{
  return strcmp (cordon_origin_get_scheme (origin), "file") == 0;
}

/* The facts that are fixed at commit. Those that change start as missing and read as "no". */
static gboolean
facts_are_complete (const CordonPipelineFacts *facts)
{
  return facts->origin && facts->key && facts->policy.known && facts->trustworthy != CORDON_FACT_MISSING
         && facts->secure_context != CORDON_FACT_MISSING && facts->key_may_hold_grants != CORDON_FACT_MISSING
         && facts->active_mixed_content != CORDON_FACT_MISSING
         && facts->csp_blocks_webrtc != CORDON_FACT_MISSING && facts->private_session != CORDON_FACT_MISSING
         && facts->cross_origin_isolated != CORDON_FACT_MISSING;
}

/* where no grant may be kept, only the administrator can have said yes. */
static gboolean
is_secure (const CordonPipelineFacts *facts, CordonFeature feature)
{
  if (facts->trustworthy != CORDON_FACT_YES || facts->secure_context != CORDON_FACT_YES)
    return FALSE;

  return facts->key_may_hold_grants == CORDON_FACT_YES || feature_is_in (feature, facts->managed.allowed);
}

/* Returns: the reason why nothing that was stored can help, or CORDON_REASON_NONE */
static CordonReason
find_denial (const CordonPipelineFacts *facts, const CordonPipelineQuery *query)
{
  CordonFeature feature = query->feature;

  if (cordon_feature_get_info (feature)->prompt == CORDON_PROMPT_KIND_NONE)
    return CORDON_REASON_BAD_REQUEST;
  if (!facts_are_complete (facts))
    return CORDON_REASON_MISSING_FACTS;
  if (feature_is_in (feature, facts->managed.blocked))
    return CORDON_REASON_MANAGED_POLICY;
  if (cordon_origin_is_opaque (facts->origin) || cordon_origin_is_opaque (facts->key) || is_file (facts->key))
    return CORDON_REASON_OPAQUE_ORIGIN;
  if (!is_secure (facts, feature))
    return CORDON_REASON_INSECURE_CONTEXT;
  if (!feature_is_in (feature, facts->policy.enabled))
    return CORDON_REASON_PERMISSIONS_POLICY;
  if (facts->active_mixed_content != CORDON_FACT_NO)
    return CORDON_REASON_MIXED_CONTENT;
  if (facts->csp_blocks_webrtc != CORDON_FACT_NO)
    return CORDON_REASON_CONTENT_SECURITY_POLICY;
  if (facts->fully_active != CORDON_FACT_YES)
    return CORDON_REASON_NOT_FULLY_ACTIVE;
  if (feature == CORDON_FEATURE_VIEWPORT_CAPTURE && facts->cross_origin_isolated != CORDON_FACT_YES)
    return CORDON_REASON_FEATURE_RULE;
  if (query->callee && !cordon_feature_get_info (feature)->takes_callee)
    return CORDON_REASON_FEATURE_RULE;
  if (query->revoked)
    return CORDON_REASON_REVOKED;

  return CORDON_REASON_NONE;
}

static gboolean
scope_applies (CordonScope scope, const CordonPipelineQuery *query)
{
  switch (scope)
    {
    case CORDON_SCOPE_SURFACE: return query->surface_id != 0;
    case CORDON_SCOPE_CALL: return query->call_id != 0;
    case CORDON_SCOPE_CALLEE: return query->callee != NULL;
    case CORDON_SCOPE_ADDRESS_BOOK: return query->callee != NULL && query->callee_in_book;
    case CORDON_SCOPE_ORIGIN: return TRUE;
    case CORDON_SCOPE_NONE: break;
    }

  return FALSE;
}

static void
conclude (CordonDecision *decision, CordonDecisionVerdict verdict, CordonReason reason)
{
  decision->verdict = verdict;
  decision->reason = reason;
}

/* B-11: whatever said yes, media that was asked for towards one callee goes to that callee only. */
static void
oblige (CordonDecision *decision, const CordonPipelineQuery *query, CordonScope scope)
{
  CordonObligations *obligations = &decision->obligations;

  obligations->callee = query->callee ? cordon_callee_ref (query->callee) : NULL;
  obligations->isolate = query->callee != NULL;
  obligations->call_id = scope == CORDON_SCOPE_CALL ? query->call_id : 0;
  obligations->surface_id = scope == CORDON_SCOPE_SURFACE ? query->surface_id : 0;
  if (cordon_feature_get_info (query->feature)->indicator != CORDON_INDICATOR_KIND_NONE)
    obligations->indicators = CORDON_FEATURE_SET_OF (query->feature);
}

/* A yes that was found. Where it may not be used the user is asked, and a later exit may still deny. */
static gboolean
may_use_allow (const CordonPipelineFacts *facts, const CordonPipelineQuery *query, CordonScope scope,
               CordonReason *out_ask_because)
{
  if (captures_surface (query->feature) && scope != CORDON_SCOPE_SURFACE)
    {
      *out_ask_because = CORDON_REASON_FEATURE_RULE;
      return FALSE;
    }
  if (feature_is_in (query->feature, facts->policy.wildcard))
    {
      *out_ask_because = CORDON_REASON_WILDCARD_DELEGATION;
      return FALSE;
    }

  return TRUE;
}

/* Returns: whether a grant decided */
static gboolean
decide_by_grants (const CordonPipelineFacts *facts, const CordonGrantTable *table,
                  const CordonPipelineQuery *query, gint64 wall_us, CordonDecision *decision,
                  CordonReason *out_ask_because)
{
  const CordonGrantQuery wanted = {
    .origin = facts->key,
    .feature = query->feature,
    .callee = query->callee,
    .device = query->device,
    .call_id = query->call_id,
    .surface_id = query->surface_id,
    .pan_tilt_zoom = query->pan_tilt_zoom,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scope_order); i++)
    {
      CordonScope scope = scope_order[i].scope;
      CordonGrantMatch match;

      if (!scope_applies (scope, query) || !cordon_grant_table_find (table, &wanted, scope, wall_us, &match))
        continue;

      decision->grant_id = match.id;
      if (match.answer != CORDON_GRANT_ALLOW)
        {
          conclude (decision, CORDON_DECISION_DENY,
                    scope == CORDON_SCOPE_CALLEE ? CORDON_REASON_CALLEE_BLOCKED : CORDON_REASON_GRANT);
          return TRUE;
        }
      if (!may_use_allow (facts, query, scope, out_ask_because))
        {
          decision->grant_id = 0;
          continue;
        }

      conclude (decision, CORDON_DECISION_ALLOW, CORDON_REASON_GRANT);
      oblige (decision, query, scope);
      return TRUE;
    }

  return FALSE;
}

/* The block-list stands before the grants of every scope: the callee's, and that of this site with him. */
static gboolean
is_callee_blocked (const CordonPipelineFacts *facts, const CordonGrantTable *table,
                   const CordonPipelineQuery *query, gint64 wall_us, guint64 *out_grant_id)
{
  const CordonGrantQuery wanted = { .origin = facts->key,
                                    .feature = query->feature,
                                    .callee = query->callee };
  CordonGrantMatch match;

  if (!query->callee)
    return FALSE;
  if (query->callee_blocked)
    return TRUE;
  if (!table || !cordon_grant_table_find (table, &wanted, CORDON_SCOPE_CALLEE, wall_us, &match)
      || match.answer == CORDON_GRANT_ALLOW)
    return FALSE;

  *out_grant_id = match.id;
  return TRUE;
}

/* The administrator's yes: as good as the user's, and like it never a yes to a capture of a surface. */
static gboolean
is_managed_allow (const CordonPipelineFacts *facts, CordonFeature feature)
{
  return feature_is_in (feature, facts->managed.allowed) && !captures_surface (feature);
}

void
cordon_pipeline_decide (const CordonPipelineFacts *facts, const CordonGrantTable *table,
                        const CordonPipelineQuery *query, CordonTime now, CordonDecision *out)
{
  CordonReason ask_because = CORDON_REASON_DEFAULT;

  g_return_if_fail (out != NULL);

  *out = (CordonDecision){ 0 };
  g_return_if_fail (facts != NULL);
  g_return_if_fail (query != NULL);

  out->feature = query->feature;
  out->reason = find_denial (facts, query);
  if (out->reason != CORDON_REASON_NONE)
    return;

  if (is_callee_blocked (facts, table, query, now.wall_us, &out->grant_id))
    {
      conclude (out, CORDON_DECISION_DENY, CORDON_REASON_CALLEE_BLOCKED);
      return;
    }
  if (is_managed_allow (facts, query->feature))
    {
      conclude (out, CORDON_DECISION_ALLOW, CORDON_REASON_MANAGED_POLICY);
      oblige (out, query, CORDON_SCOPE_ORIGIN);
      return;
    }
  if (table && decide_by_grants (facts, table, query, now.wall_us, out, &ask_because))
    return;

  if (query->embargo != CORDON_REASON_NONE)
    {
      conclude (out, CORDON_DECISION_DENY, query->embargo);
      return;
    }

  if (captures_surface (query->feature))
    ask_because = CORDON_REASON_FEATURE_RULE;
  conclude (out, CORDON_DECISION_PROMPT, ask_because);
}

CordonReadiness
cordon_pipeline_check_readiness (const CordonPipelineFacts *facts, CordonFeature feature,
                                 CordonReadinessStage stage, CordonTime now, CordonReason *out_reason)
{
  gboolean at_once = cordon_feature_get_info (feature)->needs_activation;
  CordonReason reason = CORDON_REASON_NONE;

  g_return_val_if_fail (facts != NULL, CORDON_READINESS_REFUSED);
  g_return_val_if_fail (out_reason != NULL, CORDON_READINESS_REFUSED);

  if (stage == CORDON_READINESS_STAGE_ASK && facts->visible != CORDON_FACT_YES)
    reason = CORDON_REASON_NOT_VISIBLE;
  else if ((at_once || stage == CORDON_READINESS_STAGE_DELIVER) && facts->focused != CORDON_FACT_YES)
    reason = CORDON_REASON_NOT_FOCUSED;
  else if (at_once && stage == CORDON_READINESS_STAGE_ASK && facts->activation_expires_mono_us <= now.mono_us)
    reason = CORDON_REASON_NO_ACTIVATION;

  *out_reason = reason;
  if (reason == CORDON_REASON_NONE)
    return CORDON_READINESS_READY;

  return at_once && stage == CORDON_READINESS_STAGE_ASK ? CORDON_READINESS_REFUSED : CORDON_READINESS_WAIT;
}
