/*
 * What an administrator decided: the parsed content of the managed policy file. Immutable; the highest provider.
 * docs/permissions.md shows a whole file. All members may be missing:
 *
 *   "allow", "block"         feature name to a list of origins; a pattern of permissions/origin_pattern.h, or "*"
 *   "capture"                "monitor", "window", "tab", "same-origin-tab": who may be offered such a surface
 *   "insecure-origins"       exceptions of A-07
 *   "ip-mode"                "all", "default-route-and-private", "default-route", "proxy-only"
 *   "refuse-data-channels"   true or false
 */

#pragma once

#include "permissions/origin.h"
#include "permissions/pipeline.h"
#include "permissions/presenter.h"
#include "permissions/trust.h"

G_BEGIN_DECLS

/** CordonManagedRules: reference-counted. */
typedef struct _CordonManagedRules CordonManagedRules;

/**
 * CordonManagedIpMode: which local addresses calls may show; the modes of R8828, loosest first. Zero: left to the
 * user.
 */
typedef enum
{
  CORDON_MANAGED_IP_MODE_UNSET = 0,
  CORDON_MANAGED_IP_MODE_ALL = 1,
  CORDON_MANAGED_IP_MODE_DEFAULT_ROUTE_AND_PRIVATE = 2,
  CORDON_MANAGED_IP_MODE_DEFAULT_ROUTE = 3,
  CORDON_MANAGED_IP_MODE_PROXY_ONLY = 4,
} CordonManagedIpMode;

/**
 * cordon_managed_rules_parse:
 * @name: what errors call the text, for instance its path
 *
 * Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_POLICY, whose message begins with `NAME:LINE: `.
 */
CORDON_API CordonManagedRules *
cordon_managed_rules_parse (const char *json, gssize size, const char *name, GError **error);

/** cordon_managed_rules_new_empty: Returns: (transfer full): rules that say nothing. */
CORDON_API CordonManagedRules *cordon_managed_rules_new_empty (void);

/**
 * cordon_managed_rules_new_block_all: Returns: (transfer full): rules for a file that cannot be read: nothing is
 * allowed.
 */
CORDON_API CordonManagedRules *cordon_managed_rules_new_block_all (void);

/** cordon_managed_rules_ref: one more reference, and one less; unref takes %NULL. Any thread. */
CORDON_API CordonManagedRules *cordon_managed_rules_ref (const CordonManagedRules *rules);
CORDON_API void cordon_managed_rules_unref (CordonManagedRules *rules);

/** cordon_managed_rules_get_verdicts: what the pipeline takes for permission key @key. */
CORDON_API CordonManagedVerdicts cordon_managed_rules_get_verdicts (const CordonManagedRules *rules,
                                                                    const CordonOrigin *key);

/**
 * cordon_managed_rules_may_capture: whether the picker may offer @key a surface of @kind; a list that the file does not
 * have allows all.
 * @same_origin: a tab of the same origin as @key, which has a list of its own
 */
CORDON_API gboolean cordon_managed_rules_may_capture (const CordonManagedRules *rules,
                                                      const CordonOrigin *key, CordonSurfaceKind kind,
                                                      gboolean same_origin);

/** cordon_managed_rules_get_insecure_origins: Returns: (transfer none): the exceptions of A-07. */
CORDON_API const CordonTrustList *cordon_managed_rules_get_insecure_origins (const CordonManagedRules *rules);
/** cordon_managed_rules_get_ip_mode: Returns: the mode that the administrator prescribes for local addresses. */
CORDON_API CordonManagedIpMode cordon_managed_rules_get_ip_mode (const CordonManagedRules *rules);
/** cordon_managed_rules_refuses_data_channels: whether data channels are refused beside isolated media (C-75). */
CORDON_API gboolean cordon_managed_rules_refuses_data_channels (const CordonManagedRules *rules);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonManagedRules, cordon_managed_rules_unref)

G_END_DECLS
