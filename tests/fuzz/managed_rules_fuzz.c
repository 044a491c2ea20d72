/* The administrator's file: it parses, or the error names a line; an opaque origin is never allowed anything. */

#include <glib.h>
#include <stdint.h>

#include "permissions/managed_rules.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_memdup2 (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CordonManagedRules)
    rules = cordon_managed_rules_parse (text ? text : "", (gssize) size, "file", &error);
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://a.example", -1, NULL);
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque ();
  CordonManagedVerdicts verdicts;

  g_assert_true ((rules == NULL) == (error != NULL));
  if (!rules)
    {
      g_assert_true (g_str_has_prefix (error->message, "file:"));
      return 0;
    }

  verdicts = cordon_managed_rules_get_verdicts (rules, origin);
  g_assert_cmpuint (verdicts.allowed & verdicts.blocked, ==, 0);
  g_assert_cmpuint (cordon_managed_rules_get_verdicts (rules, opaque).allowed, ==, 0);
  return 0;
}
