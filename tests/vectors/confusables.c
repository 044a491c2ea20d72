#include <string.h>

#include "tests/vectors/runners.h"
#include "ui-bridge/domain_display.h"

static void
run_display (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  JsonObject *expect = vector_member_object (object, "expect");
  const char *wanted = vector_member_string (expect, "verdict");
  g_autoptr (CordonDomainDisplay) display = cordon_domain_display_new (NULL);
  CordonDomainVerdict verdict = CORDON_DOMAIN_SUSPICIOUS;
  g_autofree char *shown = NULL;

  shown = cordon_domain_display_format (display, vector_member_string (object, "input"), &verdict);
  if (g_strcmp0 (wanted, "safe") == 0 && verdict == CORDON_DOMAIN_SUSPICIOUS)
    vector_skip (vector, "F-20: a callee's domain is shown more carefully than an address bar shows a host");
  else if (g_strcmp0 (wanted, "safe") == 0)
    vector_check_string (vector, "display", shown);
  else if (!g_str_is_ascii (shown))
    vector_fail (vector, "%s is shown as %s", wanted, shown);
}

static void
run_similar (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  JsonArray *protected_domains = vector_member_array (object, "protected_domains");
  const char *domain = vector_member_string (object, "hostname");
  g_autoptr (CordonDomainDisplay) display = cordon_domain_display_new (NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) known = NULL;

  if (!domain)
    domain = vector_member_string (object, "skeleton_lookup");
  for (guint i = 0; i < json_array_get_length (protected_domains); i++)
    g_strv_builder_add (builder, json_array_get_string_element (protected_domains, i));
  known = g_strv_builder_end (builder);
  vector_check_string (vector, "similar_to",
                       cordon_domain_display_find_similar (display, domain, (const char *const *) known));
}

static void
run_icu (VectorCase *vector)
{
  vector_skip (vector, "a case of ICU's own checker, to which Cordon adds no rule");
}

const VectorRunner vector_runners_confusables[] = {
  { "confusables", "chromium_idn_display", run_display },
  { "confusables", "chromium_similar_domain", run_similar },
  { "confusables", "icu_spoof", run_icu },
  { NULL, NULL, NULL },
};
