#include "ui-bridge/debug_private.h"

#include <string.h>

#include "permissions/json_private.h"
#include "ui-bridge/peer_name.h"

#define MAX_SIZE (1024 * 1024)
#define MAX_DEPTH 8
#define MAX_MEMBERS 2000

/* The members of graph and session snapshots. A level, a key, an address or an id of a transaction is none of them. */
static const char *const known_members[] = {
  "alpn",   "callee",   "closed", "confidential", "gate",     "id",      "identity", "inlet",
  "inputs", "internal", "kind",   "label",        "named",    "nodes",   "offered",  "pending",
  "reason", "removed",  "role",   "sessions",     "required", "session", "state",    "truncated",
};

static gboolean
is_known (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_members); i++)
    if (strcmp (known_members[i], name) == 0)
      return TRUE;
  return FALSE;
}

char *
cordon_debug_safe_text (const char *text, gboolean for_export)
{
  static const char ipv4[] = "(?<![0-9.])[0-9]{1,3}(\\.[0-9]{1,3}){3}(?![0-9.])";
  static const char ipv6[] = "(?<![0-9A-Za-z:])([0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z:])";
  g_autofree char *shown = cordon_display_all_text (text, NULL);
  g_autoptr (GRegex) four = NULL;
  g_autoptr (GRegex) six = NULL;
  g_autofree char *without_four = NULL;

  if (!for_export)
    return g_steal_pointer (&shown);
  four = g_regex_new (ipv4, 0, 0, NULL);
  six = g_regex_new (ipv6, 0, 0, NULL);
  without_four = g_regex_replace_literal (four, shown, -1, 0, "(address)", 0, NULL);
  return g_regex_replace_literal (six, without_four, -1, 0, "(address)", 0, NULL);
}

static JsonNode *copy_node (JsonNode *node, gboolean for_export);

static JsonNode *
copy_array (JsonArray *array, gboolean for_export)
{
  JsonNode *copy = json_node_alloc ();
  g_autoptr (JsonArray) kept = json_array_new ();
  const guint n_elements = MIN (json_array_get_length (array), MAX_MEMBERS);

  for (guint i = 0; i < n_elements; i++)
    json_array_add_element (kept, copy_node (json_array_get_element (array, i), for_export));
  return json_node_init_array (copy, kept);
}

static JsonNode *
copy_object (JsonObject *object, gboolean for_export)
{
  JsonNode *copy = json_node_alloc ();
  g_autoptr (JsonObject) kept = json_object_new ();
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l; l = l->next)
    if (is_known (l->data))
      json_object_set_member (kept, l->data,
                              copy_node (json_object_get_member (object, l->data), for_export));
  return json_node_init_object (copy, kept);
}

static JsonNode *
copy_node (JsonNode *node, gboolean for_export)
{
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    return copy_array (json_node_get_array (node), for_export);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return copy_object (json_node_get_object (node), for_export);
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return json_node_copy (node);
  text = cordon_debug_safe_text (json_node_get_string (node), for_export);
  return json_node_init_string (json_node_alloc (), text);
}

static JsonNode *
damaged (const char *why)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "damaged", why);
  return json_node_init_object (json_node_alloc (), object);
}

JsonNode *
cordon_debug_read_media (const char *text, gboolean for_export)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  const gsize size = strlen (text);
  JsonNode *root;

  if (size > MAX_SIZE)
    return damaged ("too large");
  if (!cordon_json_is_strict (text, size, MAX_DEPTH, NULL)
      || !json_parser_load_from_data (parser, text, (gssize) size, NULL))
    return damaged ("not JSON, or too deep");
  root = json_parser_get_root (parser);
  return root && JSON_NODE_HOLDS_OBJECT (root) ? copy_node (root, for_export) : damaged ("not an object");
}
