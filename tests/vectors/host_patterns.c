#include <string.h>

#include "permissions/origin_pattern.h"
#include "tests/vectors/engine_url.h"
#include "tests/vectors/runners.h"

/*
 * These cases are about another syntax for sets of hosts; Cordon has the same sets under a spelling of its own:
 * `*.` for `[*.]`, and `:*` where a missing port means any. A pattern without a scheme is there the set of both
 * schemes of the web; here it is two patterns, and what holds of the case has to hold of the pair.
 */

typedef struct
{
  gboolean is_pair; /* no scheme was written */
  CordonOriginPattern *patterns[2];
} Pair;

/* Returns: (transfer full): Cordon's spelling for one scheme */
static char *
translate (const char *scheme, const char *place)
{
  g_autoptr (GString) text = g_string_new (place);

  g_string_replace (text, "[*.]", *place && strcmp (place, "[*.]") == 0 ? "*" : "*.", 1);
  if (!strchr (text->str, ':') && !strchr (text->str, '/'))
    g_string_append (text, ":*");

  return g_strdup_printf ("%s://%s", scheme, text->str);
}

/* Returns: why @text cannot be one of Cordon's patterns at all; %NULL where @pair is filled. */
static const char *
read_pair (const char *text, Pair *pair)
{
  static const char *const schemes[] = { "http", "https" };
  const char *colon = strstr (text, "://");
  const char *place = colon ? colon + 3 : text;

  if (strstr (text, "\\x"))
    return "A-03: a host is written in ASCII; the engine knows its other spellings";
  if (*place == '[' && !g_str_has_prefix (place, "[*.]"))
    return "A-03: no pattern names an IPv6 address";
  pair->is_pair = !colon || g_str_has_prefix (text, "*://");
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autofree char *spelt = translate (schemes[i], place);

      if (pair->is_pair || (g_str_has_prefix (text, schemes[i]) && text + strlen (schemes[i]) == colon))
        pair->patterns[i] = cordon_origin_pattern_new (spelt, -1, TRUE);
      else if (!pair->is_pair && !g_str_has_prefix (text, "http"))
        return "A-03: a pattern is of the web's schemes";
    }

  return NULL;
}

/* Back into the cases' spelling; "" for no pattern. */
static char *
write_canonical (const Pair *pair)
{
  const CordonOriginPattern *pattern = pair->patterns[0] ? pair->patterns[0] : pair->patterns[1];
  CordonOriginPatternParts parts;
  g_autoptr (GString) text = g_string_new (NULL);

  if (!pattern)
    return g_strdup ("");
  parts = cordon_origin_pattern_get_parts (pattern);
  if (!pair->is_pair)
    g_string_append_printf (text, "%s://", parts.scheme);
  if (parts.host_wildcard)
    g_string_append (text, *parts.host ? "[*.]" : "*");
  g_string_append (text, parts.host);
  if (parts.port != 0)
    g_string_append_printf (text, ":%u", parts.port);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
matches (const Pair *pair, const char *url)
{
  g_autoptr (CordonOrigin) origin = engine_origin_of (url);

  for (gsize i = 0; i < G_N_ELEMENTS (pair->patterns); i++)
    if (pair->patterns[i] && cordon_origin_pattern_matches (pair->patterns[i], origin))
      return TRUE;

  return FALSE;
}

static void
judge (VectorCase *vector, JsonObject *object, const Pair *pair)
{
  const char *op = vector_member_string (object, "op");
  const char *expected = vector_member_string (object, "expect");
  const gboolean expected_true = vector_member_boolean (object, "expect");
  const gboolean is_valid = pair->patterns[0] || pair->patterns[1];
  g_autofree char *canonical = write_canonical (pair);

  if (pair->is_pair && !pair->patterns[0] != !pair->patterns[1])
    vector_fail (vector, "it is a pattern of one scheme only");
  else if (strcmp (op, "valid") == 0 && is_valid != expected_true)
    vector_fail (vector, "it is %s", is_valid ? "a pattern" : "none");
  else if (strcmp (op, "canonical") == 0 && g_strcmp0 (canonical, expected) != 0)
    vector_fail (vector, "it is %s", canonical);
  else if (strcmp (op, "matches") == 0
           && matches (pair, vector_member_string (object, "url")) != expected_true)
    vector_fail (vector, "it %s", expected_true ? "does not match" : "matches");
}

static void
run_host_patterns (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  Pair pair = { FALSE, { NULL, NULL } };
  const char *reason = read_pair (vector_member_string (object, "pattern"), &pair);

  if (reason)
    vector_skip (vector, reason);
  else
    judge (vector, object, &pair);
  g_clear_pointer (&pair.patterns[0], cordon_origin_pattern_free);
  g_clear_pointer (&pair.patterns[1], cordon_origin_pattern_free);
}

const VectorRunner vector_runners_host_patterns[] = {
  { "chromium_content_settings", "host_patterns", run_host_patterns },
  { NULL, NULL, NULL },
};
