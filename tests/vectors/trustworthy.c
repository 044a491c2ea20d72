#include <string.h>

#include "permissions/trust.h"
#include "tests/vectors/engine_url.h"
#include "tests/vectors/runners.h"

/* The engines that wrote these cases resolve localhost themselves. */
static const CordonTrustOptions engine_options = { .resolves_localhost = TRUE };

static gboolean
is_url_trustworthy (const char *text, gsize size)
{
  g_auto (EngineUrl) url = { 0 };
  g_autoptr (CordonOrigin) origin = NULL;

  if (engine_url_inherits (text) || g_str_has_prefix (text, "data:"))
    return TRUE;

  engine_url_parse (text, size, &url);
  origin = engine_url_make_origin (&url);
  return cordon_origin_is_trustworthy (origin, &engine_options);
}

static void
run_is_trustworthy (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *layer = vector_member_string (object, "layer");
  gsize size;
  g_autofree char *text = vector_member_bytes (object, "url", &size);
  g_autoptr (CordonOrigin) origin = NULL;

  if (vector_has_tag (vector, "custom-scheme") || vector_has_tag (vector, "firefox-scheme"))
    vector_skip (vector, "registering schemes is the engine's; Cordon knows those of the web");
  else if (g_strcmp0 (layer, "browser-internal") == 0)
    vector_skip (vector, "the browser's own pages ask nobody");
  else if (g_strcmp0 (layer, "url") == 0)
    vector_check_boolean (vector, "potentially_trustworthy", is_url_trustworthy (text, size));
  else
    {
      origin = g_strcmp0 (layer, "opaque") == 0 ? cordon_origin_new_opaque () : engine_origin_of (text);
      vector_check_boolean (vector, "potentially_trustworthy",
                            cordon_origin_is_trustworthy (origin, &engine_options));
      vector_check_boolean (vector, "is_localhost", cordon_origin_is_local (origin, &engine_options));
    }
}

static void
check_rejected (VectorCase *vector, JsonArray *patterns)
{
  JsonObject *expect = vector_member_object (vector_get_object (vector), "expect");
  JsonArray *kept = vector_member_array (expect, "kept");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  g_auto (GStrv) rejected = NULL;
  g_autoptr (CordonTrustList) trusted = NULL;

  for (guint i = 0; i < json_array_get_length (patterns); i++)
    g_strv_builder_add (builder, json_array_get_string_element (patterns, i));
  list = g_strv_builder_end (builder);
  trusted = cordon_trust_list_new ((const char *const *) list, &rejected);
  if (kept && g_strv_length (list) - g_strv_length (rejected) != json_array_get_length (kept))
    vector_fail (vector, "%u rejected", g_strv_length (rejected));
}

static void
run_allowlist (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *pattern = vector_member_string (object, "pattern");
  const char *url = vector_member_string (object, "url");
  g_auto (GStrv) patterns = NULL;
  g_autoptr (CordonTrustList) list = NULL;
  g_autoptr (CordonOrigin) origin = NULL;
  CordonTrustOptions options = engine_options;

  if (vector_member_array (object, "patterns"))
    {
      check_rejected (vector, vector_member_array (object, "patterns"));
      return;
    }

  patterns = g_strsplit (pattern, ",", -1);
  list = cordon_trust_list_new ((const char *const *) patterns, NULL);
  origin = engine_origin_of (url);
  options.exceptions = list;
  vector_check_boolean (vector, "allowlisted", cordon_trust_list_contains (list, origin));
  vector_check_boolean (vector, "potentially_trustworthy", cordon_origin_is_trustworthy (origin, &options));
}

/* The origin of a document that @creator made by the words of the case. */
static CordonOrigin *
make_document (const CordonOrigin *creator, const char *words)
{
  if (g_str_has_suffix (words, "http: URI"))
    return cordon_origin_new ("http://other.example", -1, NULL);
  if (g_str_has_suffix (words, "https: URI"))
    return cordon_origin_new ("https://other.example", -1, NULL);
  if (g_str_has_suffix (words, "data: URL"))
    return cordon_origin_new_opaque_from (creator);

  return cordon_origin_ref (creator);
}

static CordonOrigin *
make_creator (const char *scheme)
{
  g_autofree char *text = g_strdup_printf ("%s://site.example", scheme);

  return cordon_origin_new (text, -1, NULL);
}

static void
run_documents (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *load_as = vector_member_string (object, "load_as");
  const char *words = vector_member_string (object, "document");
  g_autoptr (CordonOrigin) creator = make_creator (vector_member_string (object, "creator_scheme"));
  g_autoptr (CordonOrigin) document = make_document (creator, words);
  const CordonOrigin *const ancestors[] = { creator };
  gsize n_ancestors = g_str_has_suffix (load_as, "iframe") ? 1 : 0;

  if (g_str_has_prefix (load_as, "sandboxed"))
    {
      g_autoptr (CordonOrigin) unsandboxed = g_steal_pointer (&document);

      document = cordon_origin_new_opaque_from (unsandboxed);
    }

  vector_check_boolean (vector, "is_secure_context",
                        cordon_secure_context_check (document, ancestors, n_ancestors, &engine_options)
                          == CORDON_FACT_YES);
}

/* "https document", or "https subframe inside http top level". */
static CordonFact
check_creator (const char *words, CordonOrigin **out_origin)
{
  const char *inside = strstr (words, " inside ");
  g_auto (GStrv) own = g_strsplit (words, " ", 2);
  g_auto (GStrv) outer = inside ? g_strsplit (inside + strlen (" inside "), " ", 2) : NULL;
  g_autoptr (CordonOrigin) top = outer ? make_creator (outer[0]) : NULL;
  const CordonOrigin *const ancestors[] = { top };

  *out_origin = make_creator (own[0]);
  return cordon_secure_context_check (*out_origin, ancestors, top ? 1 : 0, &engine_options);
}

/* A dedicated worker's script has the origin of its creator, or it does not load. */
static gboolean
script_loads (const char *worker, const CordonOrigin *creator)
{
  const char *script = strstr (worker, ", ");
  g_autofree char *scheme = NULL;

  if (!script || !g_str_has_prefix (worker, "dedicated") || !g_str_has_suffix (worker, " script"))
    return TRUE;

  scheme = g_strndup (script + 2, strcspn (script + 2, " "));
  return strcmp (scheme, cordon_origin_get_scheme (creator)) == 0;
}

static void
check_sequence (VectorCase *vector, JsonArray *sequence)
{
  g_autoptr (CordonOrigin) first = NULL;
  g_autoptr (CordonOrigin) second = NULL;
  CordonFact first_secure = check_creator ("https subframe inside https top level", &first);
  CordonFact second_secure = check_creator ("https subframe inside http top level", &second);

  if (json_array_get_length (sequence) != 2)
    {
      vector_skip (vector, "a sequence that this runner does not know");
      return;
    }

  /* A shared worker keeps the security of its first client, and another one does not get through to it. */
  vector_check_boolean (vector, "first_is_secure_context", first_secure == CORDON_FACT_YES);
  if (first_secure == second_secure)
    vector_fail (vector, "the second client is as secure as the first");
}

static void
check_nested_frame (VectorCase *vector)
{
  g_autoptr (CordonOrigin) top = make_creator ("https");
  g_autoptr (CordonOrigin) other = cordon_origin_new ("https://other.example", -1, NULL);
  g_autoptr (CordonOrigin) sandboxed = cordon_origin_new_opaque_from (other);
  g_autoptr (CordonOrigin) child = cordon_origin_new_opaque_from (top);
  const CordonOrigin *const ancestors[] = { sandboxed, top };

  vector_check_boolean (vector, "is_secure_context",
                        cordon_secure_context_check (child, ancestors, 2, &engine_options)
                          == CORDON_FACT_YES);
}

static void
run_workers_and_frames (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  JsonObject *expect = vector_member_object (object, "expect");
  const char *worker = vector_member_string (object, "worker");
  g_autoptr (CordonOrigin) creator = NULL;
  CordonFact secure;

  if (vector_member_array (object, "sequence"))
    {
      check_sequence (vector, vector_member_array (object, "sequence"));
      return;
    }
  if (!worker)
    {
      check_nested_frame (vector);
      return;
    }

  secure = check_creator (vector_member_string (object, "creator"), &creator);
  vector_check_boolean (vector, "is_secure_context", secure == CORDON_FACT_YES);
  if (vector_has_member (expect, "load") == script_loads (worker, creator))
    vector_fail (vector, "the script %s", script_loads (worker, creator) ? "loads" : "does not load");
}

const VectorRunner vector_runners_trustworthy[] = {
  { "trustworthy", "chromium_allowlist", run_allowlist },
  { "trustworthy", "chromium_is_potentially_trustworthy", run_is_trustworthy },
  { "trustworthy", "firefox_secure_context", run_is_trustworthy },
  { "trustworthy", "wpt_documents", run_documents },
  { "trustworthy", "wpt_workers_and_frames", run_workers_and_frames },
  { NULL, NULL, NULL },
};
