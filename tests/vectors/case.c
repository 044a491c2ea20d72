#include "tests/vectors/vectors.h"

#include <string.h>

/* json-glib's strings end at a NUL: the loader writes this noncharacter in its place. */
#define NUL_MARK "\xef\xb7\x90"

struct _VectorCase
{
  const char *topic;
  const char *set;
  JsonObject *object;
  const char *skip;
  GString *failures;
};

VectorCase *
vector_case_new (const char *topic, const char *set, JsonObject *object)
{
  VectorCase *vector = g_new0 (VectorCase, 1);

  vector->topic = topic;
  vector->set = set;
  vector->object = json_object_ref (object);
  vector->failures = g_string_new (NULL);

  return vector;
}

void
vector_case_free (VectorCase *vector)
{
  if (!vector)
    return;

  json_object_unref (vector->object);
  g_string_free (vector->failures, TRUE);
  g_free (vector);
}

static const VectorException *
find_exception (VectorCase *vector)
{
  for (const VectorException *exception = vector_exceptions; exception->topic; exception++)
    if (strcmp (exception->topic, vector->topic) == 0 && strcmp (exception->set, vector->set) == 0
        && (!exception->tag || vector_has_tag (vector, exception->tag))
        && (!exception->applies || exception->applies (vector)))
      return exception;

  return NULL;
}

VectorVerdict
vector_case_run (VectorCase *vector, const VectorRunner *runner)
{
  const VectorException *exception;

  runner->run (vector);
  if (vector->skip)
    return VECTOR_SKIPPED;
  if (vector->failures->len == 0)
    return VECTOR_PASSED;

  exception = find_exception (vector);
  if (!exception)
    return VECTOR_FAILED;

  g_string_printf (vector->failures, "%s: %s", exception->row, exception->reason);
  vector->skip = vector->failures->str;
  return VECTOR_SKIPPED;
}

const char *
vector_case_get_message (VectorCase *vector)
{
  return vector->skip ? vector->skip : vector->failures->str;
}

JsonObject *
vector_get_object (VectorCase *vector)
{
  return vector->object;
}

const char *
vector_get_id (VectorCase *vector)
{
  const char *id = vector_member_string (vector->object, "id");

  return id ? id : "(no id)";
}

const char *
vector_get_set (VectorCase *vector)
{
  return vector->set;
}

gboolean
vector_has_tag (VectorCase *vector, const char *tag)
{
  JsonArray *tags = vector_member_array (vector->object, "tags");

  for (guint i = 0; tags && i < json_array_get_length (tags); i++)
    if (g_strcmp0 (json_array_get_string_element (tags, i), tag) == 0)
      return TRUE;

  return FALSE;
}

void
vector_skip (VectorCase *vector, const char *reason)
{
  if (!vector->skip)
    vector->skip = reason;
}

void
vector_fail (VectorCase *vector, const char *format, ...)
{
  va_list arguments;

  if (vector->failures->len > 0)
    g_string_append (vector->failures, "; ");
  va_start (arguments, format);
  g_string_append_vprintf (vector->failures, format, arguments);
  va_end (arguments);
}

static JsonNode *
get_expected (VectorCase *vector, const char *name)
{
  JsonObject *expect = vector_member_object (vector->object, "expect");

  return expect ? json_object_get_member (expect, name) : NULL;
}

void
vector_check_boolean (VectorCase *vector, const char *name, gboolean actual)
{
  JsonNode *expected = get_expected (vector, name);

  if (!expected || json_node_get_value_type (expected) != G_TYPE_BOOLEAN)
    return;
  if (!json_node_get_boolean (expected) != !actual)
    vector_fail (vector, "%s is %s", name, actual ? "true" : "false");
}

void
vector_check_int (VectorCase *vector, const char *name, gint64 actual)
{
  JsonNode *expected = get_expected (vector, name);

  if (!expected || json_node_get_value_type (expected) != G_TYPE_INT64)
    return;
  if (json_node_get_int (expected) != actual)
    vector_fail (vector, "%s is %" G_GINT64_FORMAT, name, actual);
}

void
vector_check_string (VectorCase *vector, const char *name, const char *actual)
{
  JsonNode *expected = get_expected (vector, name);

  if (!expected)
    return;
  if (JSON_NODE_HOLDS_NULL (expected) ? actual != NULL
                                      : g_strcmp0 (json_node_get_string (expected), actual) != 0)
    vector_fail (vector, "%s is %s", name, actual ? actual : "null");
}

gboolean
vector_has_member (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) && !json_object_get_null_member (object, name);
}

JsonObject *
vector_member_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
vector_member_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

gboolean
vector_member_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

gint64
vector_member_int (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

const char *
vector_member_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

char *
vector_member_bytes (JsonObject *object, const char *name, gsize *out_size)
{
  const char *text = vector_member_string (object, name);
  GString *bytes;
  const char *mark;

  *out_size = 0;
  if (!text)
    return NULL;

  bytes = g_string_new (NULL);
  while ((mark = strstr (text, NUL_MARK)))
    {
      g_string_append_len (bytes, text, mark - text);
      g_string_append_c (bytes, '\0');
      text = mark + strlen (NUL_MARK);
    }
  g_string_append (bytes, text);

  *out_size = bytes->len;
  return g_string_free (bytes, FALSE);
}
