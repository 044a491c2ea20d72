/*
 * A declared policy: what a Permissions-Policy header or an iframe's `allow` attribute says, feature by feature. Parsed
 * only; permissions/permissions_policy.h says what follows from it.
 */

#pragma once

#include "permissions/feature.h"
#include "permissions/origin.h"
#include "permissions/origin_pattern.h"

G_BEGIN_DECLS

/**
 * CordonPolicyOrigin: an origin and what the page made of its `document.domain`. Policies compare by same origin-domain
 * grants never do.
 */
typedef struct
{
  const CordonOrigin *origin;
  const char *domain; /* NULL: the page did not set document.domain */
} CordonPolicyOrigin;

/** cordon_policy_origin_equal: same origin-domain (HTML). */
CORDON_API gboolean cordon_policy_origin_equal (const CordonPolicyOrigin *a, const CordonPolicyOrigin *b);

/** CordonDeclaredPolicy: immutable and reference-counted. */
typedef struct _CordonDeclaredPolicy CordonDeclaredPolicy;

/**
 * cordon_declared_policy_parse_header: a Permissions-Policy header, several of them joined by commas.
 * @self: the document's origin, for `self`
 *
 * Returns: (transfer full): empty where @text is no Structured Field dictionary.
 */
CORDON_API CordonDeclaredPolicy *
cordon_declared_policy_parse_header (const char *text, gssize size, const CordonPolicyOrigin *self);

/**
 * cordon_declared_policy_parse_allow: an `allow` attribute.
 * @self: the origin of the document that the frame element is in, for `'self'`
 * @target: the declared origin of the frame, for `'src'` and for an empty list: that of its `src`, an opaque one
 * when it
 *   is sandboxed, and then the very instance that the document gets
 * @out_n_problems: (out) (optional): what was skipped
 *
 * The first of a repeated feature counts.
 */
CORDON_API CordonDeclaredPolicy *
cordon_declared_policy_parse_allow (const char *text, gssize size, const CordonPolicyOrigin *self,
                                    const CordonPolicyOrigin *target, guint *out_n_problems);

/**
 * cordon_declared_policy_parse_legacy_header: a Feature-Policy header, where the Permissions-Policy header says
 * nothing of a feature.
 * @base: (nullable): what the Permissions-Policy header says; it wins
 */
CORDON_API CordonDeclaredPolicy *
cordon_declared_policy_parse_legacy_header (const char *text, gssize size, const CordonPolicyOrigin *self,
                                            const CordonDeclaredPolicy *base, guint *out_n_problems);

/** cordon_declared_policy_ref: one more reference, and one less; unref takes %NULL. */
CORDON_API CordonDeclaredPolicy *cordon_declared_policy_ref (const CordonDeclaredPolicy *policy);
CORDON_API void cordon_declared_policy_unref (CordonDeclaredPolicy *policy);

/** CordonPolicyMatch: how an allowlist takes an origin. Zero: it does not. */
typedef enum
{
  CORDON_POLICY_MATCH_NONE = 0,
  CORDON_POLICY_MATCH_WILDCARD, /* by `*` alone */
  CORDON_POLICY_MATCH_NAMED,    /* by self, src or an origin pattern */
} CordonPolicyMatch;

/** cordon_declared_policy_declares: whether @policy (nullable) says anything of @feature. */
CORDON_API gboolean cordon_declared_policy_declares (const CordonDeclaredPolicy *policy,
                                                     CordonFeature feature);

/**
 * cordon_declared_policy_match: whether the allowlist of @feature takes @origin; an opaque one only by self, src
 * and `*`.
 */
CORDON_API CordonPolicyMatch cordon_declared_policy_match (const CordonDeclaredPolicy *policy,
                                                           CordonFeature feature,
                                                           const CordonPolicyOrigin *origin);

/** CordonAllowlistParts: one allowlist, for introspection and tests. Borrowed from the policy. */
typedef struct
{
  gboolean all;
  const CordonOrigin *self;
  const CordonOrigin *src;
  const GPtrArray *patterns; /* CordonOriginPattern */
  const char *report_to;
} CordonAllowlistParts;

/** cordon_declared_policy_get_parts: Returns: what the policy says of one feature; strings are (transfer none). */
CORDON_API CordonAllowlistParts cordon_declared_policy_get_parts (const CordonDeclaredPolicy *policy,
                                                                  CordonFeature feature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonDeclaredPolicy, cordon_declared_policy_unref)

G_END_DECLS
