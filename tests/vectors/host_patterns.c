#include <string.h>

#include "permissions/origin_pattern.h"
#include "tests/vectors/engine_url.h"
#include "tests/vectors/runners.h"

/*
 * These cases are about another syntax for sets of hosts; where a pattern names a web scheme, Cordon has the same set
 * under a spelling of its own: `*.` for `[*.]`, and `:*` where a missing port means any.
 *
 * Returns: (transfer full) (nullable): Cordon's spelling
 */
static char *
translate (const char *pattern)
{
  g_autoptr (GString) text = NULL;
  const char *host;

  if (!g_str_has_prefix (pattern, "http://") && !g_str_has_prefix (pattern, "https://"))
    return NULL;

  text = g_string_new (pattern);
  g_string_replace (text, "[*.]", "*.", 1);
  host = strstr (text->str, "://") + 3;
  if (!strchr (host, ':') && !strchr (host, '/'))
    g_string_append (text, ":*");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Back into the cases' spelling. */
static char *
write_canonical (const CordonOriginPattern *pattern)
{
  const CordonOriginPatternParts parts = cordon_origin_pattern_get_parts (pattern);
  const char *wildcard = !parts.host_wildcard ? "" : *parts.host ? "[*.]" : "*";

  if (parts.port != 0)
    return g_strdup_printf ("%s://%s%s:%u", parts.scheme, wildcard, parts.host, parts.port);

  return g_strdup_printf ("%s://%s%s", parts.scheme, wildcard, parts.host);
}

static void
run_host_patterns (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *op = vector_member_string (object, "op");
  const char *expected = vector_member_string (object, "expect");
  gboolean expected_true = vector_member_boolean (object, "expect");
  g_autofree char *text = translate (vector_member_string (object, "pattern"));
  g_autoptr (CordonOriginPattern) pattern = text ? cordon_origin_pattern_new (text, -1, TRUE) : NULL;
  g_autofree char *canonical = pattern ? write_canonical (pattern) : g_strdup ("");

  if (!text)
    vector_skip (vector, "A-03: a pattern names its scheme, and the scheme is one of the web's");
  else if (strcmp (op, "valid") == 0 && (pattern != NULL) != expected_true)
    vector_fail (vector, "it is %s", pattern ? "a pattern" : "none");
  else if (strcmp (op, "canonical") == 0 && g_strcmp0 (canonical, expected) != 0)
    vector_fail (vector, "it is %s", canonical);
  else if (strcmp (op, "matches") == 0)
    {
      g_autoptr (CordonOrigin) origin = engine_origin_of (vector_member_string (object, "url"));
      gboolean matches = pattern && cordon_origin_pattern_matches (pattern, origin);

      if (matches != expected_true)
        vector_fail (vector, "it %s", matches ? "matches" : "does not match");
    }
}

const VectorRunner vector_runners_host_patterns[] = {
  { "chromium_content_settings", "host_patterns", run_host_patterns },
  { NULL, NULL, NULL },
};
