/*
 * Facts that the embedder has to give: a fact that was not given denies.
 */

#pragma once

#include "permissions/feature.h"

G_BEGIN_DECLS

/** CordonFact: zero is "was not set" and denies. */
typedef enum
{
  CORDON_FACT_MISSING = 0,
  CORDON_FACT_NO = 1,
  CORDON_FACT_YES = 2,
} CordonFact;

/**
 * CordonPolicyVerdicts: what Permissions Policy says of this document, by feature; see
 * permissions/permissions_policy.h.
 */
typedef struct
{
  gboolean known;            /* FALSE: the fact is missing, so everything is denied */
  CordonFeatureSet enabled;  /* features that the policy leaves enabled */
  CordonFeatureSet wildcard; /* enabled only through a wildcard delegation: stored grants are not reused */
} CordonPolicyVerdicts;

G_END_DECLS
