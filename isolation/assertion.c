#include "isolation/assertion.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "permissions/error.h"
#include "permissions/json_private.h"

/* Deeper JSON is not read. */
#define MAX_DEPTH 16

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX, what);
  return FALSE;
}

/* Returns: (transfer full) (nullable): the parser, with an object at its root. */
static JsonParser *
parse_object (const char *json, gsize size, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonNode *root;

  if (size > CORDON_ASSERTION_MAX_SIZE || !cordon_json_is_strict (json, size, MAX_DEPTH, NULL))
    {
      refuse (error, "not JSON of a size and depth that is read");
      return NULL;
    }
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, json, (gssize) size, NULL)
      || !(root = json_parser_get_root (parser)) || !JSON_NODE_HOLDS_OBJECT (root))
    {
      refuse (error, "not a JSON object");
      return NULL;
    }
  return g_steal_pointer (&parser);
}

/* Returns: (transfer none) (nullable): the member, if it is a string. */
static const char *
string_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gboolean
read_provider (JsonObject *root, CordonAssertion *assertion)
{
  JsonNode *node = json_object_get_member (root, "idp");
  JsonObject *idp;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  idp = json_node_get_object (node);
  assertion->domain = g_strdup (string_member (idp, "domain"));
  assertion->protocol = g_strdup (json_object_has_member (idp, "protocol") ? string_member (idp, "protocol")
                                                                           : CORDON_IDP_DEFAULT_PROTOCOL);
  return assertion->domain && *assertion->domain && assertion->protocol;
}

/* g_base64_decode() passes over what is no base64. */
static gboolean
is_base64 (const char *text)
{
  const gsize size = strlen (text);
  gsize body = size;

  if (size == 0 || size % 4 != 0)
    return FALSE;
  while (body > 0 && size - body < 2 && text[body - 1] == '=')
    body--;
  for (gsize i = 0; i < body; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;
  return TRUE;
}

gboolean
cordon_assertion_parse (const char *value, CordonAssertion *out, GError **error)
{
  g_auto (CordonAssertion) assertion = { 0 };
  g_autoptr (JsonParser) parser = NULL;
  g_autofree guchar *json = NULL;
  JsonObject *root;
  gsize size = 0;

  g_return_val_if_fail (value != NULL && out != NULL, FALSE);

  if (!is_base64 (value))
    return refuse (error, "the identity is not base64");
  json = g_base64_decode (value, &size);
  parser = parse_object ((const char *) json, size, error);
  if (!parser)
    return FALSE;
  root = json_node_get_object (json_parser_get_root (parser));
  if (!read_provider (root, &assertion))
    return refuse (error, "the identity names no provider");
  assertion.assertion = g_strdup (string_member (root, "assertion"));
  if (!assertion.assertion)
    return refuse (error, "the identity holds no assertion");
  *out = assertion;
  assertion = (CordonAssertion){ 0 };
  return TRUE;
}

static char *
to_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

char *
cordon_assertion_to_value (const CordonAssertion *assertion)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *json = NULL;

  g_return_val_if_fail (assertion != NULL && assertion->domain && assertion->protocol && assertion->assertion,
                        NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "idp");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "domain");
  json_builder_add_string_value (builder, assertion->domain);
  json_builder_set_member_name (builder, "protocol");
  json_builder_add_string_value (builder, assertion->protocol);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "assertion");
  json_builder_add_string_value (builder, assertion->assertion);
  json_builder_end_object (builder);
  json = to_json (builder);
  return g_base64_encode ((const guchar *) json, strlen (json));
}

void
cordon_assertion_clear (CordonAssertion *assertion)
{
  g_clear_pointer (&assertion->domain, g_free);
  g_clear_pointer (&assertion->protocol, g_free);
  g_clear_pointer (&assertion->assertion, g_free);
}

char *
cordon_assertion_write_contents (const CordonFingerprint *fingerprints, gsize n)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  g_return_val_if_fail (fingerprints != NULL || n == 0, NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "fingerprint");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *digest = cordon_fingerprint_digest_to_string (&fingerprints[i]);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "algorithm");
      json_builder_add_string_value (builder, cordon_hash_to_string (fingerprints[i].hash));
      json_builder_set_member_name (builder, "digest");
      json_builder_add_string_value (builder, digest);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return to_json (builder);
}

static gboolean
read_entry (GArray *list, JsonNode *node, GError **error)
{
  CordonFingerprint fingerprint;
  const char *algorithm, *digest;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, "a fingerprint of the contents is not an object");
  algorithm = string_member (json_node_get_object (node), "algorithm");
  digest = string_member (json_node_get_object (node), "digest");
  if (!algorithm || !digest)
    return refuse (error, "a fingerprint of the contents lacks algorithm or digest");
  if (cordon_hash_from_string (algorithm, -1) == CORDON_HASH_NONE)
    return TRUE;
  if (!cordon_fingerprint_parse_parts (algorithm, digest, &fingerprint, error))
    return FALSE;
  if (list->len == CORDON_FINGERPRINTS_MAX)
    return refuse (error, "the contents list too many fingerprints");
  g_array_append_val (list, fingerprint);
  return TRUE;
}

GArray *
cordon_assertion_parse_contents (const char *json, gssize size, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (CordonFingerprint));
  g_autoptr (JsonParser) parser = NULL;
  JsonNode *node;
  JsonArray *array;

  g_return_val_if_fail (json != NULL, NULL);

  parser = parse_object (json, size < 0 ? strlen (json) : (gsize) size, error);
  if (!parser)
    return NULL;
  node = json_object_get_member (json_node_get_object (json_parser_get_root (parser)), "fingerprint");
  if (!node || !JSON_NODE_HOLDS_ARRAY (node))
    {
      refuse (error, "the contents hold no list of fingerprints");
      return NULL;
    }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_entry (list, json_array_get_element (array, i), error))
      return NULL;
  return g_steal_pointer (&list);
}
