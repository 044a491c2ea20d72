/*
 * Where Cordon follows a requirement row, or a decision in the design, rather than a case. The one place for it.
 */

#include <string.h>

#include "tests/vectors/vectors.h"

static gboolean
is_data_or_about (VectorCase *vector)
{
  const char *url = vector_member_string (vector_get_object (vector), "url");

  return url && (g_str_has_prefix (url, "data:") || g_str_has_prefix (url, "about:"));
}

/* The provider failed, and what it said is kept. */
static gboolean
is_offer_with_failing_provider (VectorCase *vector)
{
  return g_strcmp0 (vector_member_string (vector_get_object (vector), "call"), "createOffer") == 0;
}

static gboolean
has_step (VectorCase *vector, const char *op, const char *member, const char *value)
{
  JsonArray *steps = vector_member_array (vector_get_object (vector), "steps");

  for (guint i = 0; steps && i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);

      if (g_strcmp0 (vector_member_string (step, "op"), op) == 0
          && g_strcmp0 (vector_member_string (step, member), value) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
counts_long_background (VectorCase *vector)
{
  return has_step (vector, "notifications", "kind", "background-long-timeout");
}

static gboolean
looks_from_a_private_session (VectorCase *vector)
{
  return has_step (vector, "query", "profile", "private");
}

/* Something for the session is said about what was decided for good, and the case then looks what is left of that. */
static gboolean
shadows_what_is_stored (VectorCase *vector)
{
  JsonArray *steps = vector_member_array (vector_get_object (vector), "steps");
  g_autoptr (GHashTable) stored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; steps && i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      const char *origin = vector_member_string (step, "origin");
      const char *type = vector_member_string (step, "type");
      g_autofree char *key = g_strdup_printf ("%s %s", origin ? origin : "", type ? type : "");

      if (g_strcmp0 (vector_member_string (step, "op"), "add") != 0)
        continue;
      if (g_strcmp0 (vector_member_string (step, "expire"), "session") != 0)
        g_hash_table_add (stored, g_steal_pointer (&key));
      else if (g_hash_table_contains (stored, key))
        return TRUE;
    }

  return FALSE;
}

static gboolean
says_no_for_a_tab (VectorCase *vector)
{
  return vector_has_tag (vector, "firefox-specific") && has_step (vector, "add_for_tab", "action", "deny");
}

/* A final dot, and an empty label before it, are part of a host's name in a URL. */
static gboolean
ends_in_a_dot (VectorCase *vector)
{
  const char *pattern = vector_member_string (vector_get_object (vector), "pattern");
  const char *op = vector_member_string (vector_get_object (vector), "op");

  return g_str_has_suffix (pattern, "..")
         || (g_str_has_suffix (pattern, "m.") && g_str_equal (op, "canonical"));
}

const VectorException vector_exceptions[] = {
  { "chromium_content_settings", "host_patterns", ends_in_a_dot, NULL, "A-03",
    "a host with a final dot is another host, as it is in a URL; nothing is cut from it" },
  { "chromium_content_settings", "one_time", counts_long_background, NULL, "B-30",
    "out of sight a one-time grant ends after 5 minutes, and after 16 hours wherever it is" },
  { "chromium_content_settings", "host_settings_map", looks_from_a_private_session, NULL, "B-37",
    "a private session has a store of its own and inherits nothing" },
  { "firefox_permissions", "permission_manager", shadows_what_is_stored, NULL, "B-29",
    "a value for the session lies over the stored row, which is in effect again after it" },
  { "firefox_permissions", "permission_manager", says_no_for_a_tab, NULL, "A-01",
    "a no for one tab is for the exact origin, as every decision is" },
  { "identity", "fingerprint_attribute", NULL, "length-mismatch-accepted-by-firefox", "D-39",
    "a digest of another length than its hash has can match nothing" },
  { "identity", "idp_scenarios", is_offer_with_failing_provider, NULL, "Q-13",
    "an offer that fails by its provider fails with RTCError and the detail" },
  { "trustworthy", "chromium_is_potentially_trustworthy", is_data_or_about, "about-or-data", "A-09",
    "data: and about: other than about:blank and about:srcdoc follow the specification" },
  { "url", "chromium_origin", NULL, "file-scheme", "Q-19",
    "the serialisation of a file origin with a host keeps it; no file origin is a permission key" },
  { NULL, NULL, NULL, NULL, NULL, NULL },
};
