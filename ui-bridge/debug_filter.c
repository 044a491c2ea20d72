#include "ui-bridge/debug_private.h"

#include <string.h>

static gboolean
text_matches (const char *text, const char *wanted)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, wanted) != NULL;
}

static gboolean
node_matches (JsonNode *node, const char *wanted)
{
  g_autoptr (GList) children = NULL;

  if (JSON_NODE_HOLDS_VALUE (node))
    return json_node_get_value_type (node) == G_TYPE_STRING
           && text_matches (json_node_get_string (node), wanted);
  if (JSON_NODE_HOLDS_OBJECT (node))
    children = json_object_get_values (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    children = json_array_get_elements (json_node_get_array (node));
  for (GList *l = children; l; l = l->next)
    if (node_matches (l->data, wanted))
      return TRUE;
  return FALSE;
}

static JsonNode *
filter_list (JsonArray *lines, const char *wanted)
{
  g_autoptr (JsonArray) kept = json_array_new ();

  for (guint i = 0; i < json_array_get_length (lines); i++)
    if (node_matches (json_array_get_element (lines, i), wanted))
      json_array_add_element (kept, json_node_copy (json_array_get_element (lines, i)));
  return json_node_init_array (json_node_alloc (), kept);
}

JsonNode *
cordon_debug_filter (JsonNode *snapshot, const char *text)
{
  JsonObject *whole = json_node_get_object (snapshot);
  g_autoptr (JsonObject) kept = json_object_new ();
  g_autoptr (GList) names = json_object_get_members (whole);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *wanted = g_utf8_casefold (valid, -1);

  for (GList *l = names; l; l = l->next)
    {
      JsonNode *node = json_object_get_member (whole, l->data);

      json_object_set_member (kept, l->data,
                              JSON_NODE_HOLDS_ARRAY (node) ? filter_list (json_node_get_array (node), wanted)
                                                           : json_node_copy (node));
    }
  return json_node_init_object (json_node_alloc (), kept);
}
