/*
 * Permissions Policy of one document: what it inherits from the frame that embeds it, and what its own header declares.
 * It can only take away.
 */

#pragma once

#include "permissions/declared_policy.h"
#include "permissions/fact.h"

G_BEGIN_DECLS

/** CordonPermissionsPolicy: immutable and reference-counted. */
typedef struct _CordonPermissionsPolicy CordonPermissionsPolicy;

/**
 * CordonPolicyInputs: how a document came to be. Everything is borrowed.
 *
 * @origin: the document's origin, after redirects and sandboxing
 * @parent: (nullable): the policy of the document that holds the frame element; %NULL for a top-level document
 * @container: (nullable): the frame element's `allow` attribute as it was when the navigation began
 * @header: (nullable): the response's own header
 */
typedef struct
{
  CordonPolicyOrigin origin;
  const CordonPermissionsPolicy *parent;
  const CordonDeclaredPolicy *container;
  const CordonDeclaredPolicy *header;
} CordonPolicyInputs;

/** cordon_permissions_policy_new: inheritance and declaration of one document. Returns: (transfer full). */
CORDON_API CordonPermissionsPolicy *cordon_permissions_policy_new (const CordonPolicyInputs *inputs);
CORDON_API CordonPermissionsPolicy *cordon_permissions_policy_ref (const CordonPermissionsPolicy *policy);
CORDON_API void cordon_permissions_policy_unref (CordonPermissionsPolicy *policy);

/** cordon_permissions_policy_is_enabled: a question without consequences: nothing is ever reported for it. */
CORDON_API gboolean cordon_permissions_policy_is_enabled (const CordonPermissionsPolicy *policy,
                                                          CordonFeature feature);

/** cordon_permissions_policy_is_enabled_for: as far as the document's policy goes, for a frame of @origin in it. */
CORDON_API gboolean cordon_permissions_policy_is_enabled_for (const CordonPermissionsPolicy *policy,
                                                              CordonFeature feature,
                                                              const CordonPolicyOrigin *origin);

/** CordonPolicyViolation: what to report when a page tried to use what its policy disables. Valid during the call. */
typedef struct
{
  CordonFeature feature;
  const char *endpoint; /* of the header's report-to; NULL: none */
} CordonPolicyViolation;

typedef void (*CordonPolicyReport) (const CordonPolicyViolation *violation, gpointer data);

/**
 * cordon_permissions_policy_use: an attempted use of every feature in @features.
 * @report: (nullable): called once for each that is disabled
 *
 * Returns: %TRUE when all of them are enabled; otherwise the whole call fails with NotAllowedError.
 */
CORDON_API gboolean cordon_permissions_policy_use (const CordonPermissionsPolicy *policy,
                                                   CordonFeatureSet features, CordonPolicyReport report,
                                                   gpointer data);

/** cordon_permissions_policy_get_verdicts: the fact of A-26 that a document is committed with. */
CORDON_API CordonPolicyVerdicts
cordon_permissions_policy_get_verdicts (const CordonPermissionsPolicy *policy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonPermissionsPolicy, cordon_permissions_policy_unref)

G_END_DECLS
