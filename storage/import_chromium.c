/*
 * Preferences: JSON; under profile.content_settings.exceptions one object for each kind of setting, its members named
 * `PRIMARY PATTERN,SECONDARY PATTERN`.
 */

#include <json-glib/json-glib.h>
#include <string.h>

#include "permissions/error.h"
#include "permissions/json_private.h"
#include "storage/import_private.h"

#define MAX_SIZE (64 * 1024 * 1024)
#define MAX_DEPTH 200 /* as that browser reads it */

/* Microseconds from 1601 to 1970. */
#define EPOCH_DISTANCE_US G_GINT64_CONSTANT (11644473600000000)

enum
{
  SETTING_ALLOW = 1,
  SETTING_BLOCK = 2,
};

static const struct
{
  const char *kind;
  CordonFeature feature;
} kinds[] = {
  { "media_stream_camera", CORDON_FEATURE_CAMERA },
  { "media_stream_mic", CORDON_FEATURE_MICROPHONE },
  { "display_capture", CORDON_FEATURE_DISPLAY_CAPTURE },
  { "speaker_selection", CORDON_FEATURE_SPEAKER_SELECTION },
};

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* Numbers stand as numbers or as texts. */
static gint64
get_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!node || !JSON_NODE_HOLDS_VALUE (node))
    return 0;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_ascii_strtoll (json_node_get_string (node), NULL, 10);
  return json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

/* A pattern without a port is for all ports; only the usual one of them is taken over. */
static char *
origin_of_pattern (const char *pattern, gsize size)
{
  g_autofree char *text = g_strndup (pattern, size);

  if (g_str_has_prefix (text, "https://") && g_str_has_suffix (text, ":443"))
    text[size - strlen (":443")] = '\0';
  return g_steal_pointer (&text);
}

/* Another second pattern means: only where that site embeds it. Stars are patterns of many origins. */
static gboolean
is_for_itself (const char *name, gsize size)
{
  const char *second = name[size] == ',' ? name + size + 1 : "*";

  return g_str_equal (second, "*") || (strlen (second) == size && strncmp (second, name, size) == 0);
}

static void
read_member (const char *name, JsonObject *value, CordonFeature feature, GPtrArray *array)
{
  const char *comma = strchr (name, ',');
  gsize size = comma ? (gsize) (comma - name) : strlen (name);
  g_autofree char *origin = origin_of_pattern (name, size);
  gint64 setting = get_number (value, "setting");
  gint64 expires_us = get_number (value, "expiration");
  CordonForeign *foreign = cordon_foreign_add (array, origin, feature);

  foreign->known = setting == SETTING_ALLOW || setting == SETTING_BLOCK;
  foreign->answer = setting == SETTING_ALLOW ? CORDON_GRANT_ALLOW : CORDON_GRANT_BLOCK;
  if (expires_us != 0)
    foreign->expires_wall_us = expires_us > EPOCH_DISTANCE_US ? expires_us - EPOCH_DISTANCE_US : 1;
  if (strchr (origin, '*') || !is_for_itself (name, size))
    foreign->left_out = CORDON_IMPORT_LEFT_ORIGIN;
  else if (get_number (value, "session_model") != 0)
    foreign->left_out = CORDON_IMPORT_LEFT_SESSION;
}

static void
read_kind (JsonObject *kind, CordonFeature feature, GPtrArray *array)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, kind);
  while (json_object_iter_next (&iter, &name, &node))
    if (JSON_NODE_HOLDS_OBJECT (node))
      read_member (name, json_node_get_object (node), feature, array);
}

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list arguments;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (
    error, CORDON_ERROR, CORDON_ERROR_IMPORT,
    "This is not a Preferences file with site settings (%s). Name the one in that browser's profile folder.",
    why);
  return FALSE;
}

gboolean
cordon_import_parse_chromium (const char *text, gsize size, GPtrArray *array, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *exceptions = NULL;
  JsonNode *root;
  gsize at = 0;

  if (size > MAX_SIZE)
    return refuse (error, "larger than %d MiB", MAX_SIZE >> 20);
  if (!cordon_json_is_strict (text, size, MAX_DEPTH, &at)
      || !json_parser_load_from_data (parser, text, (gssize) size, NULL))
    return refuse (error, "not one JSON value: wrong at byte %" G_GSIZE_FORMAT, at);

  root = json_parser_get_root (parser);
  if (JSON_NODE_HOLDS_OBJECT (root))
    exceptions = get_object (
      get_object (get_object (json_node_get_object (root), "profile"), "content_settings"), "exceptions");
  if (!exceptions)
    return refuse (error, "no profile.content_settings.exceptions");

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      JsonObject *kind = get_object (exceptions, kinds[i].kind);

      if (kind)
        read_kind (kind, kinds[i].feature, array);
    }
  return TRUE;
}

gboolean
cordon_import_read_chromium (const char *path, GPtrArray *array, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *text = NULL;
  gsize size = 0;

  if (g_file_get_contents (path, &text, &size, &failure))
    return cordon_import_parse_chromium (text, size, array, error);
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_IMPORT,
               "%s. Name the Preferences file in that browser's profile folder.", failure->message);
  return FALSE;
}
