/*
 * Origin-clean and isolation at every sink. A case describes its media in words and its steps in the page's own calls;
 * both are read here and played on a media graph, and the sinks that the case names are asked.
 */

#include <string.h>

#include "isolation/graph.h"
#include "tests/vectors/runners.h"

typedef struct
{
  VectorCase *vector;
  CordonGraph *graph;
  GHashTable *things;    /* name → CordonNodeId */
  CordonNodeId resource; /* what was fetched; 0 for other media */
  CordonNodeId media;
  CordonNodeId last_made;
  CordonNodeId captured; /* of the element */
  CordonNodeId sound;
  gboolean loads;
  gboolean soils; /* a later range comes from elsewhere */
} Play;

/* Words. */

static gboolean
has (const char *text, const char *word)
{
  return text && strstr (text, word) != NULL;
}

static gboolean
comes_from_elsewhere (JsonObject *media)
{
  const char *origin = vector_member_string (media, "origin");
  const char *kind = vector_member_string (media, "kind");

  if (origin && (g_str_has_prefix (origin, "same,") || strcmp (origin, "same") == 0 || has (origin, "data:")))
    return FALSE;
  if (origin)
    return has (origin, "cross") || has (origin, "redirect");

  return has (kind, "cross-origin") || has (kind, "unclean") || has (kind, "redirected");
}

typedef enum
{
  CORS_NONE,
  CORS_ANONYMOUS,
  CORS_CREDENTIALS,
} Cors;

static Cors
asked_mode (JsonObject *media)
{
  const char *attribute = vector_member_string (media, "attribute");

  if (!attribute)
    attribute = vector_member_string (media, "cors");
  if (!attribute || strcmp (attribute, "<absent>") == 0 || strcmp (attribute, "none") == 0)
    return CORS_NONE;

  return strcmp (attribute, "use-credentials") == 0 ? CORS_CREDENTIALS : CORS_ANONYMOUS;
}

static Cors
allowed_mode (JsonObject *media)
{
  const char *server = vector_member_string (media, "server");

  if (!server)
    server = vector_member_string (media, "acao");
  if (!server || strcmp (server, "none") == 0 || has (server, "no CORS"))
    return CORS_NONE;

  return has (server, "credentials") || has (server, "ACAC") ? CORS_CREDENTIALS : CORS_ANONYMOUS;
}

/* Things. */

static void
name_thing (Play *play, const char *name, CordonNodeId node)
{
  g_hash_table_insert (play->things, g_strdup (name), g_memdup2 (&node, sizeof node));
}

static CordonNodeId
find_thing (Play *play, const char *name)
{
  const CordonNodeId *node = g_hash_table_lookup (play->things, name);

  return node ? *node : 0;
}

/* A canvas comes into being where a step first names it. */
static CordonNodeId
canvas_named (Play *play, const char *name)
{
  CordonNodeId canvas = find_thing (play, name);

  if (canvas == 0)
    {
      canvas = cordon_graph_add_bitmap (play->graph);
      name_thing (play, name, canvas);
    }

  return canvas;
}

static CordonNodeId
element_of (Play *play, CordonNodeId resource)
{
  CordonNodeId element = cordon_graph_add_element (play->graph);

  cordon_graph_attach (play->graph, resource, element);

  return element;
}

static CordonNodeId
make_remote_track (Play *play, JsonObject *media)
{
  CordonNodeId track = cordon_graph_add_track (play->graph, CORDON_SOURCE_REMOTE, NULL);

  cordon_graph_latch (play->graph, track, vector_member_string (media, "peerIdentity") != NULL);

  return track;
}

static void
make_media (Play *play, JsonObject *media)
{
  const char *kind = vector_member_string (media, "kind");
  gboolean foreign = comes_from_elsewhere (media);
  Cors asked = asked_mode (media);

  if (has (kind, "remote track"))
    {
      play->media = make_remote_track (play, media);
      return;
    }

  play->loads = !foreign || asked == CORS_NONE || allowed_mode (media) >= asked;
  play->soils = has (vector_member_string (media, "origin"), "same, then");
  play->resource = cordon_graph_add_resource (play->graph, !foreign || asked != CORS_NONE);
  play->media = play->resource;
  if (has (kind, "video") || has (kind, "audio"))
    play->media = element_of (play, play->resource);
  else if (has (kind, "ImageBitmap"))
    play->media = cordon_graph_derive (play->graph, play->resource, CORDON_DERIVE_IMAGE_BITMAP);
  else if (has (kind, "canvas"))
    {
      play->media = cordon_graph_add_bitmap (play->graph);
      cordon_graph_draw (play->graph, play->resource, play->media);
    }
}

/* Steps. */

/* What stands between the brackets; the media where there is nothing. */
static CordonNodeId
argument_of (Play *play, const char *call)
{
  const char *open = strchr (call, '(');
  g_autofree char *name = NULL;
  CordonNodeId thing;

  if (!open || open[1] == ')')
    return has (call, "transferFromImageBitmap") && play->last_made ? play->last_made : play->media;

  name = g_strndup (open + 1, strcspn (open + 1, ")"));
  thing = find_thing (play, name);
  if (thing != 0)
    return thing;
  if (has (name, "clean response") || has (name, "opaque response"))
    return cordon_graph_add_resource (play->graph, has (name, "clean"));
  if (g_str_has_prefix (name, "canvas"))
    return canvas_named (play, name);

  return play->media;
}

/* "canvas2.drawImage (x)" draws on canvas2; without a name it is "canvas". */
static CordonNodeId
receiver_of (Play *play, const char *step)
{
  g_autofree char *name = g_strndup (step, strcspn (step, ".( ="));

  return canvas_named (play,
                       g_str_has_prefix (name, "canvas") && step[strlen (name)] == '.' ? name : "canvas");
}

/* Returns: what the expression makes; 0 where it makes nothing. */
static CordonNodeId
evaluate (Play *play, const char *expression)
{
  CordonNodeId thing = find_thing (play, expression);

  if (thing != 0)
    return thing;
  if (has (expression, "createPattern"))
    return cordon_graph_derive (play->graph, argument_of (play, expression), CORDON_DERIVE_PATTERN);
  if (has (expression, "createImageBitmap"))
    return cordon_graph_derive (play->graph, argument_of (play, expression), CORDON_DERIVE_IMAGE_BITMAP);
  if (has (expression, "captureStream"))
    {
      play->captured = cordon_graph_derive (play->graph, play->media, CORDON_DERIVE_ELEMENT_CAPTURE);
      return play->captured;
    }

  return 0;
}

static void
assign (Play *play, const char *step, const char *equals)
{
  g_autofree char *name = g_strndup (step, (gsize) (equals - step));
  CordonNodeId value = evaluate (play, equals + strlen (" = "));

  if (g_str_has_suffix (name, "width") || g_str_has_suffix (name, "height"))
    cordon_graph_clear_bitmap (play->graph, receiver_of (play, step));
  else if (!g_str_has_suffix (name, "Style"))
    {
      name_thing (play, name, value);
      play->last_made = value;
    }
  else if (value != 0)
    cordon_graph_draw (play->graph, value, receiver_of (play, step));
}

static const char *
outcome (CordonVerdict verdict)
{
  return verdict == CORDON_VERDICT_ALLOW ? "ok" : "SecurityError";
}

static const char *
ask (Play *play, CordonSink sink, CordonNodeId node)
{
  return outcome (cordon_sink_verdict (sink, cordon_graph_label (play->graph, node)));
}

static void
check_step (Play *play, const char *step, const char *arrow)
{
  const char *seen = ask (play, CORDON_SINK_CANVAS_READ_BACK, receiver_of (play, step));

  if (strcmp (seen, arrow + strlen (" -> ")) != 0)
    vector_fail (play->vector, "%s, but %s", step, seen);
}

/* Those that change nothing about who may read. */
static gboolean
is_idle (const char *step)
{
  static const char *const idle[] = { "fillRect",       "strokeRect", "clearRect", "record",
                                      "recorder.start", "texImage2D", "read ",     "toDataURL",
                                      "getImageData",   NULL };

  for (guint i = 0; idle[i]; i++)
    if (has (step, idle[i]))
      return TRUE;

  return FALSE;
}

static void
play_step (Play *play, const char *step)
{
  const char *equals = strstr (step, " = ");
  const char *arrow = strstr (step, " -> ");

  if (has (step, " or "))
    return;
  if (arrow)
    check_step (play, step, arrow);
  else if (equals)
    assign (play, step, equals);
  else if (has (step, "drawImage") || has (step, "transferFromImageBitmap"))
    cordon_graph_draw (play->graph, argument_of (play, step), receiver_of (play, step));
  else if (has (step, "createMediaElementSource"))
    play->sound = cordon_graph_derive (play->graph, play->media, CORDON_DERIVE_AUDIO_SOURCE);
  else if (has (step, "createImageBitmap") || has (step, "createPattern") || has (step, "captureStream"))
    play->last_made = evaluate (play, step);
  else if (has (step, "reset"))
    cordon_graph_clear_bitmap (play->graph, receiver_of (play, step));
  else if (g_str_has_prefix (step, "play"))
    {
      if (play->soils)
        cordon_graph_soil_resource (play->graph, play->resource);
    }
  else if (!is_idle (step))
    vector_skip (play->vector, "a step that no runner knows");
}

/* Expectations. */

static const char *
ask_capture (Play *play, CordonNodeId canvas)
{
  return ask (play, CORDON_SINK_CANVAS_CAPTURE, canvas);
}

/* "drawImage+getImageData": one way in, one way out, on a fresh canvas. */
static const char *
ask_way (Play *play, const char *way)
{
  CordonNodeId canvas = cordon_graph_add_bitmap (play->graph);
  CordonNodeId source = play->media;

  if (g_str_has_prefix (way, "pattern"))
    source = cordon_graph_derive (play->graph, play->media, CORDON_DERIVE_PATTERN);
  cordon_graph_draw (play->graph, source, canvas);

  return g_str_has_suffix (way, "captureStream") ? ask_capture (play, canvas)
                                                 : ask (play, CORDON_SINK_CANVAS_READ_BACK, canvas);
}

/* A video that a case only names at its sinks is drawn there. */
static CordonNodeId
judged_canvas (Play *play, CordonNodeId canvas)
{
  return canvas != 0 ? canvas : canvas_named (play, "canvas");
}

static const char *
ask_recorder (Play *play)
{
  CordonNodeId track = play->captured;

  if (track == 0)
    track = cordon_graph_derive (play->graph, play->media, CORDON_DERIVE_ELEMENT_CAPTURE);

  return ask (play, CORDON_SINK_RECORDER, cordon_graph_derive (play->graph, track, CORDON_DERIVE_STREAM));
}

static gboolean
is_heard (Play *play)
{
  return cordon_label_is_readable (cordon_graph_inlet (play->graph, play->sound));
}

static gboolean
is_read (Play *play)
{
  return !cordon_graph_is_isolated (play->graph, play->captured != 0 ? play->captured : play->media);
}

/* Returns: what Cordon says at the sink of this name; NULL where none is meant. */
static const char *
answer (Play *play, const char *name, CordonNodeId canvas)
{
  static const char *const read_backs[] = { "toDataURL", "getImageData", "toBlob", NULL };

  if (g_strv_contains (read_backs, name))
    return ask (play, CORDON_SINK_CANVAS_READ_BACK, judged_canvas (play, canvas));
  if (strchr (name, '+'))
    return ask_way (play, name);
  if (strcmp (name, "convertToBlob") == 0)
    return ask (play, CORDON_SINK_CANVAS_CONVERT_TO_BLOB, judged_canvas (play, canvas));
  if (strcmp (name, "captureStream") == 0)
    return ask_capture (play, judged_canvas (play, canvas));
  if (has (name, "texImage2D"))
    return ask (play, CORDON_SINK_WEBGL_UPLOAD, play->media);
  if (g_str_has_prefix (name, "after changing crossOrigin"))
    return ask (play, CORDON_SINK_CANVAS_READ_BACK, judged_canvas (play, canvas));
  if (strcmp (name, "start") == 0)
    return ask_recorder (play);
  if (strcmp (name, "load") == 0)
    return play->loads ? "ok" : "error";
  if (strcmp (name, "samples") == 0)
    return is_heard (play) ? "not all zero" : "all zero";
  if (strcmp (name, "audio") == 0)
    return is_read (play) ? "sound" : "silence";
  if (strcmp (name, "video") == 0 || strcmp (name, "frames") == 0)
    return is_read (play) ? "picture" : "black";

  return NULL;
}

static gboolean
agrees (const char *expected, const char *actual)
{
  if (strcmp (expected, actual) == 0)
    return TRUE;
  if (strcmp (expected, "throws") == 0 || strcmp (expected, "still SecurityError") == 0)
    return strcmp (actual, "SecurityError") == 0;

  return FALSE;
}

static void
check_number (Play *play, const char *name, JsonNode *node)
{
  gint64 expected = json_node_get_value_type (node) == G_TYPE_BOOLEAN ? json_node_get_boolean (node)
                                                                      : json_node_get_int (node);
  gint64 actual = -1;

  if (strcmp (name, "video_track_muted") == 0)
    actual = !is_read (play);
  else if (strcmp (name, "video_tracks") == 0)
    actual = play->captured != 0;
  else if (strcmp (name, "audio_tracks") == 0)
    actual = 0;
  if (actual != expected)
    vector_fail (play->vector, "%s is %" G_GINT64_FORMAT, name, actual);
}

static void
check_expectations (Play *play, JsonObject *expect, CordonNodeId canvas)
{
  g_autoptr (GList) names = json_object_get_members (expect);

  for (GList *item = names; item; item = item->next)
    {
      const char *name = item->data;
      JsonNode *node = json_object_get_member (expect, name);
      const char *actual;

      if (JSON_NODE_HOLDS_OBJECT (node))
        check_expectations (play, json_node_get_object (node), canvas_named (play, name));
      else if (json_node_get_value_type (node) != G_TYPE_STRING)
        check_number (play, name, node);
      else if ((actual = answer (play, name, canvas)) == NULL)
        vector_fail (play->vector, "no runner knows the sink %s", name);
      else if (!agrees (json_node_get_string (node), actual))
        vector_fail (play->vector, "%s: %s", name, actual);
    }
}

static void
run_taint (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  JsonArray *steps = vector_member_array (object, "steps");
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  g_autoptr (GHashTable) things = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Play play = { .vector = vector, .graph = graph, .things = things, .loads = TRUE };

  make_media (&play, vector_member_object (object, "media"));
  for (guint i = 0; steps && play.loads && i < json_array_get_length (steps); i++)
    play_step (&play, json_array_get_string_element (steps, i));
  check_expectations (&play, vector_member_object (object, "expect"), 0);
}

const VectorRunner vector_runners_taint[] = {
  { "permissions", "taint", run_taint },
  { NULL, NULL, NULL },
};
