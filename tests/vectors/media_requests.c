/* getUserMedia(), getDisplayMedia(), enumerateDevices() and audio outputs: what a page is told, and when. */

#include <string.h>

#include "permissions/device_id.h"
#include "permissions/display_capture.h"
#include "permissions/enumeration.h"
#include "tests/vectors/consent.h"
#include "tests/vectors/runners.h"

#define SITE "https://www.example.org"
#define ELSEWHERE "https://elsewhere.example"

typedef struct
{
  World *world;
  CordonDocument *page;
  CordonFeatureSet enabled;
  CordonFeatureSet captured;
  gboolean away;
} Stage;

static const CordonHardware hardware[] = {
  { CORDON_DEVICE_AUDIO_INPUT, "mic-1", "set-1", "Microphone" },
  { CORDON_DEVICE_VIDEO_INPUT, "cam-1", "set-1", "Camera" },
  { CORDON_DEVICE_AUDIO_OUTPUT, "out-1", "set-1", "Loudspeaker" },
};

static CordonEnumeration *
enumeration_for (Stage *stage, const char *site, guint8 filler)
{
  g_autoptr (CordonOrigin) origin = world_origin (site);
  g_autoptr (CordonOrigin) top = world_origin (SITE);
  CordonDeviceSalts salts;
  CordonEnumeration *enumeration;

  memset (&salts, filler, sizeof salts);
  memset (salts.top_level, 1, sizeof salts.top_level);
  cordon_device_salts_new_document (&salts);
  enumeration = cordon_enumeration_new (&salts, origin, top, stage->enabled);
  cordon_enumeration_set_hardware (enumeration, hardware, G_N_ELEMENTS (hardware));
  cordon_enumeration_set_in_view (enumeration, !stage->away);
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (stage->captured & 1u << i)
      cordon_enumeration_captured (enumeration, (CordonFeature) i);

  return enumeration;
}

static void
context (VectorCase *vector, JsonObject *step, gpointer state)
{
  Stage *stage = state;
  const char *header = vector_member_string (step, "header");

  if (header && g_str_has_prefix (header, "microphone=()"))
    stage->enabled &= ~CORDON_FEATURE_BIT (MICROPHONE);
  if (header && g_str_has_prefix (header, "camera=()"))
    stage->enabled &= ~CORDON_FEATURE_BIT (CAMERA);
  if (vector_has_member (step, "secure") && !vector_member_boolean (step, "secure"))
    {
      CordonDocumentFacts facts = world_usual_facts (2);

      facts.secure_context = CORDON_FACT_NO;
      cordon_document_unref (stage->page);
      stage->page = world_commit (stage->world, SITE, SITE, &facts);
    }
}

static void
exposed (VectorCase *vector, JsonObject *step, gpointer state)
{
  vector_skip (vector, "which objects a global has is the engine's; Cordon denies what they would ask");
}

static void
user_answer (VectorCase *vector, JsonObject *step, gpointer state)
{
  World *world = ((Stage *) state)->world;

  world->user.answer = g_strcmp0 (vector_member_string (step, "value"), "deny") == 0
                         ? CORDON_ANSWER_BLOCK
                         : CORDON_ANSWER_ALLOW_CALL;
}

static void
check_error (VectorCase *vector, JsonObject *step, const char *exception)
{
  const char *expect = vector_member_string (step, "expect_error");

  if (g_strcmp0 (expect, exception && *exception ? exception : NULL) != 0)
    vector_fail (vector, "%s: %s, expected %s", vector_member_string (step, "op"), exception,
                 expect ? expect : "success");
}

static void
get_user_media (VectorCase *vector, JsonObject *step, gpointer state)
{
  Stage *stage = state;
  CordonFeatureSet features = 0;
  Outcome *outcome;

  if (vector_member_boolean (step, "video"))
    features |= CAMERA;
  if (vector_member_boolean (step, "audio"))
    features |= MICROPHONE;
  outcome = world_ask (stage->world, stage->page, features);
  world_advance (stage->world, 2 * CORDON_SECOND_US);
  check_error (vector, step, outcome->exception);
  if (outcome->verdict == CORDON_DECISION_ALLOW)
    stage->captured |= features;
}

static void enumerate_devices (VectorCase *vector, JsonObject *step, gpointer state);

typedef struct
{
  JsonArray *kinds;
  VectorCase *vector;
} KindCheck;

static void
check_kind (const CordonDeviceInfo *info, gpointer data)
{
  const KindCheck *check = data;
  gboolean found = FALSE;

  for (guint i = 0; i < json_array_get_length (check->kinds); i++)
    found = found
            || g_strcmp0 (json_array_get_string_element (check->kinds, i),
                          cordon_device_kind_to_string (info->kind))
                 == 0;
  if (!found)
    vector_fail (check->vector, "a device of kind %s is listed", cordon_device_kind_to_string (info->kind));
}

static void
enumerate_devices (VectorCase *vector, JsonObject *step, gpointer state)
{
  Stage *stage = state;
  g_autoptr (CordonEnumeration) enumeration = enumeration_for (stage, SITE, 1);
  gboolean pending = !cordon_enumeration_may_proceed (enumeration);

  if (vector_member_string (step, "expect"))
    consent_check_string (vector, step, "expect", pending ? "pending" : "resolves");
  if (vector_member_array (step, "expect_kinds_subset"))
    cordon_enumeration_foreach (enumeration, check_kind,
                                &(KindCheck){ vector_member_array (step, "expect_kinds_subset"), vector });
}

static void
collect_device (const CordonDeviceInfo *info, gpointer data)
{
  g_ptr_array_add (data, g_strdup (info->device_id));
  g_ptr_array_add (data, g_strdup (info->label));
  g_ptr_array_add (data, g_strdup (info->group_id));
}

static void
compare_member (VectorCase *vector, JsonObject *expect, const char *member, GPtrArray *a, GPtrArray *b,
                guint offset)
{
  const char *wanted = vector_member_string (expect, member);

  for (guint i = offset; wanted && i < a->len && i < b->len; i += 3)
    if (g_str_equal (wanted, "equal") != (g_strcmp0 (a->pdata[i], b->pdata[i]) == 0))
      vector_fail (vector, "%s: %s and %s", member, (const char *) a->pdata[i], (const char *) b->pdata[i]);
}

static void
compare_devices (VectorCase *vector, JsonObject *step, gpointer state)
{
  Stage *stage = state;
  gboolean cross = strstr (vector_member_string (step, "with"), "cross-origin") != NULL;
  g_autoptr (CordonEnumeration) here = enumeration_for (stage, SITE, 1);
  g_autoptr (CordonEnumeration) there = enumeration_for (stage, cross ? ELSEWHERE : SITE, cross ? 2 : 1);
  g_autoptr (GPtrArray) a = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) b = g_ptr_array_new_with_free_func (g_free);
  JsonObject *expect = vector_member_object (step, "expect");

  cordon_enumeration_foreach (here, collect_device, a);
  cordon_enumeration_foreach (there, collect_device, b);
  compare_member (vector, expect, "deviceId", a, b, 0);
  compare_member (vector, expect, "label", a, b, 1);
  compare_member (vector, expect, "groupId", a, b, 2);
  if (g_strcmp0 (vector_member_string (expect, "count"), "equal") == 0 && a->len != b->len)
    vector_fail (vector, "%u and %u devices", a->len / 3, b->len / 3);
}

/* Reading constraints is the binding layer's; this one knows what the cases use. */

static void
read_range (JsonObject *track, const char *name, CordonRangeConstraint *out_range)
{
  JsonObject *range = vector_member_object (track, name);

  if (!range)
    return;
  out_range->has_min = vector_has_member (range, "min");
  out_range->has_exact = vector_has_member (range, "exact");
  out_range->has_max = vector_has_member (range, "max");
  if (out_range->has_max)
    out_range->max = json_object_get_double_member (range, "max");
}

static gboolean
has_required (JsonObject *track)
{
  g_autoptr (GList) members = json_object_get_members (track);

  for (GList *l = members; l; l = l->next)
    {
      JsonObject *range = vector_member_object (track, l->data);

      if (range && (vector_has_member (range, "exact") || vector_has_member (range, "min")))
        return TRUE;
    }

  return FALSE;
}

static void
read_track (JsonObject *track, CordonDisplayOptions *options)
{
  options->has_advanced = options->has_advanced || vector_has_member (track, "advanced");
  options->has_required_constraint = options->has_required_constraint || has_required (track);
  read_range (track, "width", &options->width);
  read_range (track, "height", &options->height);
  read_range (track, "frameRate", &options->frame_rate);
}

static CordonDisplayOptions
read_options (JsonObject *step)
{
  JsonObject *constraints = vector_member_object (step, "constraints");
  CordonDisplayOptions options = { 0 };
  JsonNode *video, *audio;

  if (!constraints)
    return options;
  video = json_object_get_member (constraints, "video");
  audio = json_object_get_member (constraints, "audio");
  options.video_is_false = video && JSON_NODE_HOLDS_VALUE (video) && !json_node_get_boolean (video);
  options.wants_audio = audio
                        && (JSON_NODE_HOLDS_OBJECT (audio)
                            || (JSON_NODE_HOLDS_VALUE (audio) && json_node_get_boolean (audio)));
  if (video && JSON_NODE_HOLDS_OBJECT (video))
    read_track (json_node_get_object (video), &options);
  if (audio && JSON_NODE_HOLDS_OBJECT (audio))
    read_track (json_node_get_object (audio), &options);

  return options;
}

static CordonRequestFault
find_fault (const CordonDisplayOptions *options)
{
  static const CordonDisplayMoment moment = { TRUE, TRUE, TRUE, TRUE };
  const char *exception = cordon_display_options_check (options, &moment);

  if (g_strcmp0 (exception, "TypeError") == 0)
    return CORDON_REQUEST_FAULT_SYNTAX;

  return exception ? CORDON_REQUEST_FAULT_BELOW_FLOOR : CORDON_REQUEST_FAULT_NONE;
}

static void
check_display (VectorCase *vector, JsonObject *step, const CordonDisplayOptions *options,
               const Outcome *outcome)
{
  JsonObject *expect = vector_member_object (step, "expect");
  CordonDisplayTracks tracks = cordon_display_count_tracks (options, outcome->share_audio);

  check_error (vector, step, outcome->exception);
  if (!expect || outcome->verdict != CORDON_DECISION_ALLOW)
    return;
  consent_check_int (vector, expect, "video", tracks.n_video);
  consent_check_int (vector, expect, "audio", tracks.n_audio);
}

static void
get_display_media (VectorCase *vector, JsonObject *step, gpointer state)
{
  Stage *stage = state;
  CordonDisplayOptions options = read_options (step);
  const CordonRequestSpec spec = { .features = DISPLAY,
                                   .wants_audio = options.wants_audio,
                                   .fault = find_fault (&options) };
  Outcome *outcome;

  if (vector_member_object (step, "expect_settings"))
    {
      vector_skip (vector, "the settings of a track are the engine's");
      return;
    }
  stage->world->user.answer = CORDON_ANSWER_ALLOW_SURFACE;
  stage->world->user.details = (CordonAnswerDetails){ .surface_id = 1,
                                                      .surface_kind = CORDON_SURFACE_WINDOW };
  if (vector_member_boolean (step, "user_activation"))
    cordon_document_activated (stage->page);
  outcome = world_ask_only (stage->world, stage->page, &spec);
  if (g_strcmp0 (vector_member_string (step, "settled"), "immediately") == 0 && outcome->n_done == 0)
    vector_fail (vector, "the promise is still pending");
  world_advance (stage->world, 2 * CORDON_SECOND_US);
  check_display (vector, step, &options, outcome);
}

static void
select_audio_output (VectorCase *vector, JsonObject *step, gpointer state)
{
  Stage *stage = state;
  Outcome *outcome;

  if (vector_member_boolean (step, "user_activation"))
    cordon_document_activated (stage->page);
  outcome = world_ask_only (stage->world, stage->page,
                            &(CordonRequestSpec){ .features = CORDON_FEATURE_BIT (SPEAKER_SELECTION) });
  if (g_strcmp0 (vector_member_string (step, "settled"), "immediately") == 0 && outcome->n_done == 0)
    vector_fail (vector, "the promise is still pending");
  world_settle (stage->world);
  check_error (vector, step, outcome->exception);
}

static void
take_output (const CordonDeviceInfo *info, gpointer data)
{
  char **id = data;

  if (info->kind == CORDON_DEVICE_AUDIO_OUTPUT && !*id)
    *id = g_strdup (info->device_id);
}

static void
set_sink_id (VectorCase *vector, JsonObject *step, gpointer state)
{
  g_autoptr (CordonEnumeration) enumeration = enumeration_for (state, SITE, 1);
  const char *id = vector_member_string (step, "id");
  JsonArray *one_of = vector_member_array (step, "expect_one_of");
  g_autofree char *output = NULL;
  const char *exception;

  cordon_enumeration_foreach (enumeration, take_output, &output);
  exception = cordon_enumeration_check_sink (enumeration, id && id[0] == '<' ? output : id);
  if (!one_of)
    {
      check_error (vector, step, exception);
      return;
    }
  for (guint i = 0; i < json_array_get_length (one_of); i++)
    if (g_strcmp0 (json_array_get_string_element (one_of, i), exception ? exception : "ok") == 0)
      return;
  vector_fail (vector, "setSinkId: %s", exception ? exception : "ok");
}

static void
leave (VectorCase *vector, JsonObject *step, gpointer state)
{
  Stage *stage = state;

  stage->away = TRUE;
  cordon_document_set_fully_active (stage->page, FALSE);
}

static void
come_back (VectorCase *vector, JsonObject *step, gpointer state)
{
  Stage *stage = state;

  stage->away = FALSE;
  cordon_document_set_fully_active (stage->page, TRUE);
}

/* After coming back the list may be had again; an engine that did not keep the page never asks. */
static void
if_restored (VectorCase *vector, JsonObject *step, gpointer state)
{
  g_autoptr (CordonEnumeration) enumeration = enumeration_for (state, SITE, 1);

  consent_check_string (vector, step, "expect",
                        cordon_enumeration_may_proceed (enumeration) ? "resolves" : "pending");
}

static void
nothing (VectorCase *vector, JsonObject *step, gpointer state)
{
}

static void
run (VectorCase *vector)
{
  static const ConsentOp ops[] = {
    { "context", context },
    { "exposed", exposed },
    { "user_answer", user_answer },
    { "getUserMedia", get_user_media },
    { "enumerateDevices", enumerate_devices },
    { "compare_devices", compare_devices },
    { "getDisplayMedia", get_display_media },
    { "selectAudioOutput", select_audio_output },
    { "setSinkId", set_sink_id },
    { "detach", leave },
    { "navigate_away", leave },
    { "history_back", come_back },
    { "if_restored", if_restored },
    { "if_not_restored", nothing },
  };
  Stage stage = { .world = world_new (), .enabled = (1u << CORDON_N_FEATURES) - 2 };

  stage.world->user.answers = TRUE;
  stage.world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  stage.page = world_open (stage.world, SITE);
  consent_play (vector, ops, G_N_ELEMENTS (ops), &stage);
  cordon_document_unref (stage.page);
  world_free (stage.world);
}

const VectorRunner vector_runners_media_requests[] = {
  { "permissions", "media_requests", run },
  { NULL, NULL, NULL },
};
