/*
 * The managed policy file and its changes. Main thread of its profile.
 *
 * No file means no rules. A file that does not parse never loosens anything: at the start nothing is allowed, later the
 * last good rules stay.
 */

#pragma once

#include "permissions/managed_rules.h"

G_BEGIN_DECLS

typedef struct _CordonManagedPolicy CordonManagedPolicy;

/** CordonManagedPolicyChanged: after the rules or the error changed; not from inside cordon_managed_policy_new(). */
typedef void (*CordonManagedPolicyChanged) (CordonManagedPolicy *policy, gpointer data);

/**
 * cordon_managed_policy_new: reads @path and watches it.
 * @path: (nullable): %NULL: there is no file and never will be
 *
 * Returns: (transfer full): always; what went wrong is in cordon_managed_policy_get_error().
 */
CORDON_API CordonManagedPolicy *
cordon_managed_policy_new (const char *path, CordonManagedPolicyChanged changed, gpointer data);

/** cordon_managed_policy_free: stops watching. @policy may be %NULL. */
CORDON_API void cordon_managed_policy_free (CordonManagedPolicy *policy);

/** cordon_managed_policy_get_rules: Returns: (transfer none): the rules in force. */
CORDON_API const CordonManagedRules *cordon_managed_policy_get_rules (const CordonManagedPolicy *policy);

/** cordon_managed_policy_get_error: Returns: (transfer none) (nullable): why the file as it is now is not in force. */
CORDON_API const GError *cordon_managed_policy_get_error (const CordonManagedPolicy *policy);

/**
 * cordon_managed_policy_reload: reads the file again; the watch does it by itself. Returns: %FALSE with the error
 * set.
 */
CORDON_API gboolean cordon_managed_policy_reload (CordonManagedPolicy *policy);

typedef struct _CordonProfile CordonProfile;

/**
 * cordon_profile_get_managed_policy: the administrator's file of @profile, for what is not a permission:
 * surfaces, address mode, data channels, and what is wrong with the file. Returns: (transfer none) (nullable):
 * %NULL for a closed profile.
 */
CORDON_API const CordonManagedPolicy *cordon_profile_get_managed_policy (const CordonProfile *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonManagedPolicy, cordon_managed_policy_free)

G_END_DECLS
