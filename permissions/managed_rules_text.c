/* Reads the administrator's file. Whatever it does not know is an error: a misspelt rule must not be a rule less. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "permissions/error.h"
#include "permissions/json_private.h"
#include "permissions/managed_rules_private.h"

#define FILE_MAX_SIZE (4 * 1024 * 1024)
#define MAX_DEPTH 16

typedef struct
{
  const char *name;
  GHashTable *lines; /* JsonNode -> line */
  CordonManagedRules *rules;
  GError **error;
} Reader;

typedef gboolean (*ReadMember) (Reader *reader, JsonNode *node);

static guint
find_line (const Reader *reader, JsonNode *node)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (reader->lines, node));
}

static gboolean G_GNUC_PRINTF (3, 4) complain (const Reader *reader, JsonNode *node, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (reader->error, CORDON_ERROR, CORDON_ERROR_POLICY, "%s:%u: %s", reader->name,
               find_line (reader, node), text);
  return FALSE;
}

static const char *
get_text (JsonNode *node)
{
  return json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gboolean
add_origin (const Reader *reader, CordonOriginList *list, JsonNode *node)
{
  const char *text = get_text (node);
  CordonOriginPattern *pattern;

  if (!text)
    return complain (reader, node, "an origin is a string");
  if (strcmp (text, "*") == 0)
    {
      list->all = TRUE;
      return TRUE;
    }

  pattern = cordon_origin_pattern_new (text, -1, TRUE);
  if (!pattern)
    return complain (reader, node, "\"%s\" is no origin", text);
  if (!list->patterns)
    list->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_origin_pattern_free);
  g_ptr_array_add (list->patterns, pattern);
  return TRUE;
}

static gboolean
read_origins (Reader *reader, CordonOriginList *list, JsonNode *node)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return complain (reader, node, "a list of origins is wanted");

  array = json_node_get_array (node);
  list->present = TRUE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!add_origin (reader, list, json_array_get_element (array, i)))
      return FALSE;

  return TRUE;
}

static gboolean
read_features (Reader *reader, CordonOriginList lists[CORDON_N_FEATURES], JsonNode *node)
{
  g_autoptr (GList) names = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return complain (reader, node, "features with lists of origins are wanted");

  names = json_object_get_members (json_node_get_object (node));
  for (GList *link = names; link; link = link->next)
    {
      CordonFeature feature = cordon_feature_from_string (link->data);
      JsonNode *value = json_object_get_member (json_node_get_object (node), link->data);

      if (feature == CORDON_FEATURE_NONE)
        return complain (reader, value, "there is no feature \"%s\"", (const char *) link->data);
      if (!read_origins (reader, &lists[feature], value))
        return FALSE;
    }
  reader->rules->decides = TRUE;

  return TRUE;
}

static gboolean
read_allow (Reader *reader, JsonNode *node)
{
  return read_features (reader, reader->rules->allow, node);
}

static gboolean
read_block (Reader *reader, JsonNode *node)
{
  return read_features (reader, reader->rules->block, node);
}

static gboolean
read_capture (Reader *reader, JsonNode *node)
{
  static const char *const names[] = {
    [CORDON_CAPTURE_LIST_MONITOR] = "monitor",
    [CORDON_CAPTURE_LIST_WINDOW] = "window",
    [CORDON_CAPTURE_LIST_TAB] = "tab",
    [CORDON_CAPTURE_LIST_SAME_ORIGIN_TAB] = "same-origin-tab",
  };
  JsonObject *object;
  guint n_read = 0;

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_CAPTURE_LISTS);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return complain (reader, node, "kinds of surfaces with lists of origins are wanted");

  object = json_node_get_object (node);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *value = json_object_get_member (object, names[i]);

      if (!value)
        continue;
      if (!read_origins (reader, &reader->rules->capture[i], value))
        return FALSE;
      n_read++;
    }
  if (n_read != json_object_get_size (object))
    return complain (reader, node, "there is a kind of surface here that does not exist");

  return TRUE;
}

static gboolean
read_insecure_origins (Reader *reader, JsonNode *node)
{
  g_autoptr (GPtrArray) patterns = g_ptr_array_new ();
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return complain (reader, node, "a list of origins is wanted");

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      const char *const one[] = { get_text (element), NULL };
      g_auto (GStrv) rejected = NULL;
      g_autoptr (CordonTrustList) probe = NULL;

      if (!one[0])
        return complain (reader, element, "an origin is a string");
      probe = cordon_trust_list_new (one, &rejected);
      if (rejected[0])
        return complain (reader, element, "\"%s\" is neither an origin nor a host pattern", one[0]);
      g_ptr_array_add (patterns, (gpointer) one[0]);
    }
  g_ptr_array_add (patterns, NULL);
  reader->rules->insecure_origins = cordon_trust_list_new ((const char *const *) patterns->pdata, NULL);

  return TRUE;
}

static gboolean
read_ip_mode (Reader *reader, JsonNode *node)
{
  static const char *const names[] = {
    [CORDON_MANAGED_IP_MODE_ALL] = "all",
    [CORDON_MANAGED_IP_MODE_DEFAULT_ROUTE_AND_PRIVATE] = "default-route-and-private",
    [CORDON_MANAGED_IP_MODE_DEFAULT_ROUTE] = "default-route",
    [CORDON_MANAGED_IP_MODE_PROXY_ONLY] = "proxy-only",
  };
  const char *text = get_text (node);

  for (guint i = CORDON_MANAGED_IP_MODE_ALL; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text, names[i]) == 0)
      {
        reader->rules->ip_mode = (CordonManagedIpMode) i;
        return TRUE;
      }

  return complain (reader, node, "there is no such mode");
}

static gboolean
read_refuse_data_channels (Reader *reader, JsonNode *node)
{
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return complain (reader, node, "true or false is wanted");

  reader->rules->refuse_data_channels = json_node_get_boolean (node);
  return TRUE;
}

static const struct
{
  const char *name;
  ReadMember read;
} members[] = {
  { "allow", read_allow },     { "block", read_block },
  { "capture", read_capture }, { "insecure-origins", read_insecure_origins },
  { "ip-mode", read_ip_mode }, { "refuse-data-channels", read_refuse_data_channels },
};

static gboolean
read_member (Reader *reader, const char *name, JsonNode *node)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (strcmp (members[i].name, name) == 0)
      return members[i].read (reader, node);

  return complain (reader, node, "there is no rule \"%s\"", name);
}

static gboolean
read_root (Reader *reader, JsonNode *root)
{
  g_autoptr (GList) names = NULL;

  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (reader->error, CORDON_ERROR, CORDON_ERROR_POLICY, "%s:1: an object with rules is wanted",
                   reader->name);
      return FALSE;
    }

  names = json_object_get_members (json_node_get_object (root));
  for (GList *link = names; link; link = link->next)
    if (!read_member (reader, link->data, json_object_get_member (json_node_get_object (root), link->data)))
      return FALSE;

  return TRUE;
}

/* Where each value ends; a list or object that is complained about as a whole is found by its last line. */
static void
note_member (JsonParser *parser, JsonObject *object, const char *name, GHashTable *lines)
{
  g_hash_table_insert (lines, json_object_get_member (object, name),
                       GUINT_TO_POINTER (json_parser_get_current_line (parser)));
}

static void
note_element (JsonParser *parser, JsonArray *array, int index, GHashTable *lines)
{
  g_hash_table_insert (lines, json_array_get_element (array, (guint) index),
                       GUINT_TO_POINTER (json_parser_get_current_line (parser)));
}

/* The line of what stands at @at, or of the last thing before where nothing does. */
static guint
line_at (const char *text, gsize size, gsize at)
{
  guint line = 1;

  while (at == size && at > 0 && g_ascii_isspace (text[at - 1]))
    at = --size;
  for (gsize i = 0; i < at; i++)
    line += text[i] == '\n';
  return line;
}

CordonManagedRules *
cordon_managed_rules_parse (const char *json, gssize size, const char *name, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) lines = g_hash_table_new (NULL, NULL);
  g_autoptr (CordonManagedRules) rules = cordon_managed_rules_new_empty ();
  Reader reader = { name, lines, rules, error };
  gsize length, at = 0;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  length = size < 0 ? strlen (json) : (gsize) size;
  if (length > FILE_MAX_SIZE)
    {
      g_set_error (error, CORDON_ERROR, CORDON_ERROR_POLICY, "%s:1: longer than %d bytes", name,
                   FILE_MAX_SIZE);
      return NULL;
    }

  g_signal_connect (parser, "object-member", G_CALLBACK (note_member), lines);
  g_signal_connect (parser, "array-element", G_CALLBACK (note_element), lines);
  if (!cordon_json_is_strict (json, length, MAX_DEPTH, &at)
      || !json_parser_load_from_data (parser, json, (gssize) length, NULL))
    {
      g_set_error (error, CORDON_ERROR, CORDON_ERROR_POLICY,
                   "%s:%u: here it is no JSON that is read; one object is wanted, and no comments", name,
                   line_at (json, length, at));
      return NULL;
    }

  return read_root (&reader, json_parser_get_root (parser)) ? g_steal_pointer (&rules) : NULL;
}
