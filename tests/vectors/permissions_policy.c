#include <string.h>

#include "permissions/permissions_policy.h"
#include "tests/vectors/engine_url.h"
#include "tests/vectors/runners.h"

#define NOT_BY_DEFAULT "no feature of Cordon is on, or off, everywhere by default"

/* Origins of a case: `opaque:NAME` is the same instance each time, everything else a URL. */
typedef struct
{
  GHashTable *opaque; /* name -> CordonOrigin */
} Origins;

static void
origins_init (Origins *origins)
{
  origins->opaque = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) cordon_origin_unref);
}

static CordonOrigin *
origins_get (Origins *origins, const char *text)
{
  CordonOrigin *origin;

  if (!text)
    return NULL;
  if (!g_str_has_prefix (text, "opaque"))
    return engine_origin_of (text);

  origin = g_hash_table_lookup (origins->opaque, text);
  if (!origin)
    {
      origin = cordon_origin_new_opaque ();
      g_hash_table_insert (origins->opaque, g_strdup (text), origin);
    }
  return cordon_origin_ref (origin);
}

/* One item of a list. */

static void
run_allowlist_origins (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *origin_text = vector_member_string (object, "origin");
  gboolean header = g_strcmp0 (vector_member_string (object, "syntax"), "header") == 0;
  g_autoptr (CordonOriginPattern)
    pattern = cordon_origin_pattern_new (vector_member_string (object, "pattern"), -1, header);
  g_autoptr (CordonOrigin) origin = NULL;
  CordonOriginPatternParts parts;

  vector_check_boolean (vector, "parses", pattern != NULL);
  if (!pattern)
    return;

  parts = cordon_origin_pattern_get_parts (pattern);
  vector_check_string (vector, "scheme", parts.scheme);
  vector_check_string (vector, "host", parts.host);
  vector_check_int (vector, "port", parts.port);
  vector_check_boolean (vector, "host_wildcard", parts.host_wildcard);
  vector_check_boolean (vector, "port_wildcard", parts.port_wildcard);
  if (!origin_text)
    return;

  origin = strcmp (origin_text, "opaque") == 0 ? cordon_origin_new_opaque () : engine_origin_of (origin_text);
  vector_check_boolean (vector, "matches", cordon_origin_pattern_matches (pattern, origin));
}

/* Whole texts. */

static CordonDeclaredPolicy *
parse_by_syntax (VectorCase *vector, const CordonPolicyOrigin *self, const CordonPolicyOrigin *src,
                 guint *out_problems)
{
  JsonObject *object = vector_get_object (vector);
  const char *syntax = vector_member_string (object, "syntax");
  const char *input = vector_member_string (object, "input");
  JsonObject *both = vector_member_object (object, "input");
  g_autoptr (CordonDeclaredPolicy) header = NULL;

  if (both)
    {
      header = cordon_declared_policy_parse_header (vector_member_string (both, "Permissions-Policy"), -1,
                                                    self);
      return cordon_declared_policy_parse_legacy_header (vector_member_string (both, "Feature-Policy"), -1,
                                                         self, header, out_problems);
    }
  if (strcmp (syntax, "Permissions-Policy-header") == 0)
    return cordon_declared_policy_parse_header (input, -1, self);
  if (!src->origin)
    return cordon_declared_policy_parse_legacy_header (input, -1, self, NULL, out_problems);

  return cordon_declared_policy_parse_allow (input, -1, self, src, out_problems);
}

static gboolean
has_origin (JsonArray *expected, const CordonAllowlistParts *parts, const CordonOrigin *src)
{
  guint n_named = 0;

  /* A tuple `src` counts among the origins of these cases. */
  if (parts->src && !cordon_origin_is_opaque (parts->src))
    {
      n_named++;
      if (json_array_get_length (expected) != 1
          || strcmp (json_array_get_string_element (expected, 0), cordon_origin_to_string (src)) != 0)
        return FALSE;
    }
  for (guint i = 0; parts->patterns && i < parts->patterns->len; i++, n_named++)
    if (n_named >= json_array_get_length (expected)
        || strcmp (json_array_get_string_element (expected, n_named),
                   cordon_origin_pattern_to_string (parts->patterns->pdata[i]))
             != 0)
      return FALSE;

  return n_named == json_array_get_length (expected);
}

static void
check_list (VectorCase *vector, const CordonDeclaredPolicy *policy, JsonObject *expected,
            const CordonOrigin *src)
{
  const char *name = vector_member_string (expected, "feature");
  CordonFeature feature = cordon_feature_from_string (name);
  CordonAllowlistParts parts = cordon_declared_policy_get_parts (policy, feature);

  if (!cordon_declared_policy_declares (policy, feature))
    {
      vector_fail (vector, "%s is not declared", name);
      return;
    }
  if (parts.all != vector_member_boolean (expected, "all_origins"))
    vector_fail (vector, "%s: all is %d", name, parts.all);
  if ((parts.all || (parts.src && cordon_origin_is_opaque (parts.src)))
      != vector_member_boolean (expected, "opaque_src"))
    vector_fail (vector, "%s: opaque src is wrong", name);
  if (g_strcmp0 (vector_member_string (expected, "self"),
                 parts.self ? cordon_origin_to_string (parts.self) : NULL)
      != 0)
    vector_fail (vector, "%s: self is wrong", name);
  if (g_strcmp0 (vector_member_string (expected, "report_to"), parts.report_to) != 0)
    vector_fail (vector, "%s: report-to is %s", name, parts.report_to ? parts.report_to : "none");
  if (!has_origin (vector_member_array (expected, "origins"), &parts, src))
    vector_fail (vector, "%s: the origins are wrong", name);
}

static void
run_parser (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  JsonArray *expected = vector_member_array (object, "expect");
  JsonArray *warnings = vector_member_array (object, "warnings");
  const char *src_text = vector_member_string (object, "src_origin");
  g_autoptr (CordonOrigin) self_origin = engine_origin_of (vector_member_string (object, "self_origin"));
  g_autoptr (CordonOrigin) src_origin = src_text ? engine_origin_of (src_text) : NULL;
  const CordonPolicyOrigin self = { self_origin, NULL };
  const CordonPolicyOrigin src = { src_origin, NULL };
  guint n_problems = 0;
  guint n_declared = 0;
  g_autoptr (CordonDeclaredPolicy) policy = parse_by_syntax (vector, &self, &src, &n_problems);

  for (guint i = 0; i < json_array_get_length (expected); i++)
    check_list (vector, policy, json_array_get_object_element (expected, i), src_origin);
  for (guint i = CORDON_FEATURE_NONE + 1; i < CORDON_N_FEATURES; i++)
    n_declared += cordon_declared_policy_declares (policy, (CordonFeature) i);
  if (n_declared != json_array_get_length (expected))
    vector_fail (vector, "%u features are declared", n_declared);
  if (warnings && json_array_get_length (warnings) != n_problems)
    vector_fail (vector, "%u problems", n_problems);
}

static char *
decode_hex (const char *hex)
{
  GString *text = g_string_new (NULL);

  for (; hex[0] && hex[1]; hex += 2)
    g_string_append_c (text, (char) (g_ascii_xdigit_value (hex[0]) * 16 + g_ascii_xdigit_value (hex[1])));

  return g_string_free (text, FALSE);
}

static void
run_legacy_syntax (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *hex = vector_member_string (object, "input_hex");
  g_autofree char *input = hex ? decode_hex (hex) : g_strdup (vector_member_string (object, "input"));
  g_autoptr (CordonOrigin) self_origin = cordon_origin_new ("https://example.com", -1, NULL);
  const CordonPolicyOrigin self = { self_origin, NULL };
  guint n_problems = 0;
  g_autoptr (CordonDeclaredPolicy)
    policy = cordon_declared_policy_parse_legacy_header (input, -1, &self, NULL, &n_problems);

  vector_check_boolean (vector, "warnings", policy && n_problems > 0);
}

/* Frame trees. */

typedef struct
{
  Origins origins;
  GHashTable *documents; /* name -> CordonPermissionsPolicy */
  GHashTable *owners;    /* name -> CordonOrigin */
} Tree;

static void
tree_init (Tree *tree)
{
  origins_init (&tree->origins);
  tree->documents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) cordon_permissions_policy_unref);
  tree->owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) cordon_origin_unref);
}

static void
tree_clear (Tree *tree)
{
  g_hash_table_unref (tree->origins.opaque);
  g_hash_table_unref (tree->documents);
  g_hash_table_unref (tree->owners);
}

/* (transfer full) @origin */
static const CordonPermissionsPolicy *
tree_put (Tree *tree, const char *name, const char *parent, CordonOrigin *origin,
          const CordonDeclaredPolicy *header, const CordonDeclaredPolicy *container)
{
  const CordonPolicyInputs inputs = {
    .origin = { origin, NULL },
    .parent = parent ? g_hash_table_lookup (tree->documents, parent) : NULL,
    .container = container,
    .header = header,
  };
  CordonPermissionsPolicy *policy = cordon_permissions_policy_new (&inputs);

  g_hash_table_insert (tree->documents, g_strdup (name), policy);
  g_hash_table_insert (tree->owners, g_strdup (name), origin);
  return policy;
}

/* (transfer full) @origin; @declared: (nullable): the frame's declared origin where it is another one */
static const CordonPermissionsPolicy *
tree_add (Tree *tree, const char *name, const char *parent, CordonOrigin *origin, CordonOrigin *declared,
          const char *header_text, const char *allow)
{
  const CordonPolicyOrigin own = { origin, NULL };
  const CordonPolicyOrigin target = { declared ? declared : origin, NULL };
  const CordonPolicyOrigin embedder = { parent ? g_hash_table_lookup (tree->owners, parent) : NULL, NULL };
  g_autoptr (CordonDeclaredPolicy)
    header = header_text ? cordon_declared_policy_parse_header (header_text, -1, &own) : NULL;
  g_autoptr (CordonDeclaredPolicy)
    container = allow && parent ? cordon_declared_policy_parse_allow (allow, -1, &embedder, &target, NULL)
                                : NULL;

  return tree_put (tree, name, parent, origin, header, container);
}

/* The cases name kinds of features; one of Cordon's stands in for "default self", a made-up name for the others. */
static char *
bind_feature (const char *text, CordonFeature feature)
{
  g_auto (GStrv) parts = text ? g_strsplit (text, "default-self", -1) : NULL;

  return parts ? g_strjoinv (cordon_feature_to_string (feature), parts) : NULL;
}

/*
 * A list that was parsed already. All origins but opaque ones is what the two schemes alone say; the opaque src
 * is a word of the attribute.
 */
static CordonDeclaredPolicy *
parse_lists (JsonArray *lists, const CordonPolicyOrigin *self, const CordonPolicyOrigin *target,
             CordonFeature feature)
{
  g_autoptr (GString) header = g_string_new (NULL);
  g_autoptr (GString) allow = g_string_new (NULL);
  gboolean src = FALSE;

  for (guint i = 0; i < json_array_get_length (lists); i++)
    {
      JsonObject *list = json_array_get_object_element (lists, i);
      JsonArray *origins = vector_member_array (list, "allowed_origins");
      g_autofree char *name = bind_feature (vector_member_string (list, "feature"), feature);

      src = src || vector_member_boolean (list, "opaque_src");
      g_string_append_printf (header, "%s%s=(%s%s", i > 0 ? ", " : "", name,
                              vector_has_member (list, "self_if_matches") ? " self" : "",
                              vector_member_boolean (list, "all_origins") ? " \"https:\" \"http:\"" : "");
      g_string_append_printf (allow, "%s 'src'%s", name,
                              vector_has_member (list, "self_if_matches") ? " 'self'" : "");
      for (guint j = 0; origins && j < json_array_get_length (origins); j++)
        {
          g_string_append_printf (header, " \"%s\"", json_array_get_string_element (origins, j));
          g_string_append_printf (allow, " %s", json_array_get_string_element (origins, j));
        }
      g_string_append (header, ")");
      g_string_append (allow, ";");
    }

  return src ? cordon_declared_policy_parse_allow (allow->str, -1, self, target, NULL)
             : cordon_declared_policy_parse_header (header->str, -1, self);
}

static void
add_parsed_document (Tree *tree, JsonObject *document, CordonFeature feature)
{
  const char *parent = vector_member_string (document, "parent");
  JsonArray *header_lists = vector_member_array (document, "header_parsed");
  JsonArray *container_lists = vector_member_array (document, "container_policy_parsed");
  CordonOrigin *origin = origins_get (&tree->origins, vector_member_string (document, "origin"));
  const CordonPolicyOrigin own = { origin, NULL };
  const CordonPolicyOrigin embedder = { parent ? g_hash_table_lookup (tree->owners, parent) : NULL, NULL };
  g_autoptr (CordonDeclaredPolicy) header = header_lists ? parse_lists (header_lists, &own, &own, feature)
                                                         : NULL;
  g_autoptr (CordonDeclaredPolicy)
    container = container_lists && parent ? parse_lists (container_lists, &embedder, &own, feature) : NULL;

  tree_put (tree, vector_member_string (document, "doc"), parent, origin, header, container);
}

static void
build_tree (VectorCase *vector, Tree *tree, CordonFeature feature)
{
  JsonArray *documents = vector_member_array (vector_get_object (vector), "documents");

  for (guint i = 0; i < json_array_get_length (documents); i++)
    {
      JsonObject *document = json_array_get_object_element (documents, i);
      g_autofree char *header = bind_feature (vector_member_string (document, "header"), feature);
      g_autofree char *allow = bind_feature (vector_member_string (document, "allow"), feature);

      if (vector_has_tag (vector, "use-parsed-form"))
        add_parsed_document (tree, document, feature);
      else
        tree_add (tree, vector_member_string (document, "doc"), vector_member_string (document, "parent"),
                  origins_get (&tree->origins, vector_member_string (document, "origin")), NULL, header,
                  allow);
    }
}

/* Returns: how many expectations speak of a feature that Cordon has */
static guint
check_tree (VectorCase *vector, Tree *tree, JsonArray *expected, CordonFeature feature)
{
  guint n_checked = 0;

  for (guint i = 0; i < json_array_get_length (expected); i++)
    {
      JsonObject *row = json_array_get_object_element (expected, i);
      const char *name = vector_member_string (row, "doc");
      const char *kind = vector_member_string (row, "feature");
      const CordonPermissionsPolicy *policy = g_hash_table_lookup (tree->documents, name);
      g_autoptr (CordonOrigin) other = origins_get (&tree->origins, vector_member_string (row, "for_origin"));
      const CordonPolicyOrigin origin = { other ? other : g_hash_table_lookup (tree->owners, name), NULL };
      gboolean enabled;

      if (strcmp (kind, "default-self") != 0 && strcmp (kind, "unknown-feature") != 0)
        continue;
      enabled = cordon_permissions_policy_is_enabled_for (
        policy, strcmp (kind, "default-self") == 0 ? feature : CORDON_FEATURE_NONE, &origin);
      if (enabled != vector_member_boolean (row, "enabled"))
        vector_fail (vector, "%s: %s is %s", name, cordon_feature_to_string (feature),
                     enabled ? "on" : "off");
      n_checked++;
    }

  return n_checked;
}

static void
run_inheritance (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  JsonArray *expected = vector_member_array (object, "expect");
  guint n_checked = 0;

  for (guint i = CORDON_FEATURE_NONE + 1; i < CORDON_N_FEATURES; i++)
    {
      Tree tree;

      tree_init (&tree);
      build_tree (vector, &tree, (CordonFeature) i);
      n_checked += check_tree (vector, &tree, expected, (CordonFeature) i);
      tree_clear (&tree);
    }
  if (n_checked < json_array_get_length (expected) * (CORDON_N_FEATURES - 1))
    vector_skip (vector, NOT_BY_DEFAULT);
}

/* Scenarios: top, frame, nested. */

static const CordonPermissionsPolicy *
add_scenario_document (Tree *tree, JsonObject *object, const char *name, const char *parent)
{
  JsonObject *document = vector_member_object (object, name);

  if (!document)
    return NULL;

  return tree_add (tree, name, parent,
                   origins_get (&tree->origins, vector_member_string (document, "origin")), NULL,
                   vector_member_string (document, "header"), vector_member_string (document, "allow"));
}

static gboolean
is_enabled (Tree *tree, const char *name, CordonFeature feature)
{
  const CordonPermissionsPolicy *policy = g_hash_table_lookup (tree->documents, name);

  return policy && cordon_permissions_policy_is_enabled (policy, feature);
}

/* The features that a call such as getUserMedia({audio:true,video:true}) needs. */
static CordonFeatureSet
features_of_call (const char *call, CordonFeature feature)
{
  CordonFeatureSet features = 0;

  if (!g_str_has_prefix (call, "getUserMedia"))
    return CORDON_FEATURE_SET_OF (feature);
  if (strstr (call, "audio"))
    features |= CORDON_FEATURE_BIT (MICROPHONE);
  if (strstr (call, "video"))
    features |= CORDON_FEATURE_BIT (CAMERA);

  return features;
}

static void
collect_report (const CordonPolicyViolation *violation, gpointer data)
{
  g_ptr_array_add (data, (gpointer) cordon_feature_to_string (violation->feature));
}

static void
check_call (VectorCase *vector, const CordonPermissionsPolicy *policy, CordonFeatureSet features)
{
  JsonObject *expect = vector_member_object (vector_get_object (vector), "expect");
  JsonObject *report = vector_member_object (expect, "report");
  const char *result = vector_member_string (expect, "result");
  g_autoptr (GPtrArray) reported = g_ptr_array_new ();
  gboolean allowed = cordon_permissions_policy_use (policy, features, collect_report, reported);

  if (result && allowed != (strcmp (result, "OK") == 0))
    vector_fail (vector, "the call is %s", allowed ? "allowed" : "refused");
  if (report
      && (reported->len != 1 || strcmp (reported->pdata[0], vector_member_string (report, "featureId")) != 0))
    vector_fail (vector, "%u reports", reported->len);
}

static void
check_navigations (VectorCase *vector, Tree *tree, JsonObject *frame, CordonFeature feature)
{
  const char *allow = vector_member_string (frame, "allow");
  CordonOrigin *declared = g_hash_table_lookup (tree->owners, "frame");
  const CordonPermissionsPolicy *policy;

  vector_check_boolean (vector, "enabled_in_frame_before", is_enabled (tree, "frame", feature));

  /* The document that the frame goes to by itself has an opaque origin of its own; back is the first instance. */
  policy = tree_add (tree, "elsewhere", "top", cordon_origin_new_opaque (), declared, NULL, allow);
  vector_check_boolean (vector, "enabled_in_frame_after_navigation",
                        cordon_permissions_policy_is_enabled (policy, feature));
  policy = tree_add (tree, "back", "top", cordon_origin_ref (declared), declared, NULL, allow);
  vector_check_boolean (vector, "enabled_in_frame_after_back",
                        cordon_permissions_policy_is_enabled (policy, feature));
}

static void
check_scenario (VectorCase *vector, Tree *tree, const CordonPermissionsPolicy *innermost,
                CordonFeature feature)
{
  JsonObject *object = vector_get_object (vector);
  JsonObject *expect = vector_member_object (object, "expect");
  JsonObject *frame = vector_member_object (object, "frame");
  const char *call = vector_member_string (object, "call");
  const char *media = vector_member_string (expect, "getUserMedia_video");

  vector_check_boolean (vector, "enabled", cordon_permissions_policy_is_enabled (innermost, feature));
  vector_check_boolean (vector, "enabled_in_top", is_enabled (tree, "top", feature));
  vector_check_boolean (vector, "enabled_in_frame", is_enabled (tree, "frame", feature));
  vector_check_boolean (vector, "enabled_in_nested", is_enabled (tree, "nested", feature));
  if (frame && vector_member_string (frame, "then_navigates_itself_to"))
    check_navigations (vector, tree, frame, feature);
  if (media && cordon_permissions_policy_is_enabled (innermost, CORDON_FEATURE_CAMERA))
    vector_fail (vector, "the camera is allowed");
  if (vector_member_string (expect, "state"))
    vector_check_string (vector, "state",
                         cordon_permissions_policy_is_enabled (innermost, feature) ? "prompt" : "denied");
  else if (call)
    check_call (vector, innermost, features_of_call (call, feature));
}

static void
run_scenarios (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *name = vector_member_string (object, "feature");
  CordonFeature feature = name ? cordon_feature_from_string (name) : CORDON_FEATURE_CAMERA;
  const CordonPermissionsPolicy *top;
  const CordonPermissionsPolicy *frame;
  const CordonPermissionsPolicy *nested;
  Tree tree;

  if (feature == CORDON_FEATURE_NONE)
    {
      vector_skip (vector, "a feature that Cordon does not govern");
      return;
    }

  tree_init (&tree);
  top = add_scenario_document (&tree, object, "top", NULL);
  frame = add_scenario_document (&tree, object, "frame", "top");
  nested = add_scenario_document (&tree, object, "nested", "frame");
  check_scenario (vector, &tree, nested ? nested : frame ? frame : top, feature);
  tree_clear (&tree);
}

const VectorRunner vector_runners_permissions_policy[] = {
  { "permissions_policy", "chromium_allowlist_origins", run_allowlist_origins },
  { "permissions_policy", "chromium_inheritance", run_inheritance },
  { "permissions_policy", "chromium_legacy_syntax_validity", run_legacy_syntax },
  { "permissions_policy", "chromium_parser", run_parser },
  { "permissions_policy", "wpt_scenarios", run_scenarios },
  { NULL, NULL, NULL },
};
