/* Permissions-Policy texts: the first byte says which, the rest is the text. A policy only ever takes away. */

#include <glib.h>
#include <stdint.h>

#include "permissions/permissions_policy.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static CordonDeclaredPolicy *
parse (uint8_t kind, const char *text, gssize size, const CordonPolicyOrigin *self,
       const CordonPolicyOrigin *target)
{
  switch (kind % 3)
    {
    case 0: return cordon_declared_policy_parse_header (text, size, self);
    case 1: return cordon_declared_policy_parse_allow (text, size, self, target, NULL);
    default: return cordon_declared_policy_parse_legacy_header (text, size, self, NULL, NULL);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (CordonOrigin) app = cordon_origin_new ("https://app.example", -1, NULL);
  g_autoptr (CordonOrigin) widget = cordon_origin_new ("https://widget.example", -1, NULL);
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque ();
  const CordonPolicyOrigin self = { app, NULL };
  const CordonPolicyOrigin target = { widget, NULL };
  const CordonPolicyOrigin nobody = { opaque, NULL };
  const CordonPolicyInputs top_inputs = { .origin = self };
  g_autoptr (CordonPermissionsPolicy) top = cordon_permissions_policy_new (&top_inputs);
  g_autoptr (CordonDeclaredPolicy) declared = NULL;
  g_autoptr (CordonPermissionsPolicy) frame = NULL;
  g_autofree char *text = NULL;
  CordonPolicyVerdicts verdicts;

  if (size == 0)
    return 0;
  text = g_memdup2 (data + 1, size - 1);
  declared = parse (data[0], text ? text : "", (gssize) size - 1, &self, &target);

  for (guint i = CORDON_FEATURE_NONE + 1; i < CORDON_N_FEATURES; i++)
    {
      CordonPolicyMatch match = cordon_declared_policy_match (declared, (CordonFeature) i, &nobody);

      g_assert_true (match != CORDON_POLICY_MATCH_NAMED);
    }

  frame = cordon_permissions_policy_new (
    &(CordonPolicyInputs){ .origin = target, .parent = top, .container = declared, .header = declared });
  verdicts = cordon_permissions_policy_get_verdicts (frame);
  for (guint i = CORDON_FEATURE_NONE + 1; i < CORDON_N_FEATURES; i++)
    if (verdicts.enabled & CORDON_FEATURE_SET_OF (i))
      g_assert_true (cordon_declared_policy_declares (declared, (CordonFeature) i));
  g_assert_cmpuint (verdicts.wildcard & ~verdicts.enabled, ==, 0);

  return 0;
}
