#include "isolation/sink.h"

#include <string.h>

#include "isolation/label_private.h"

#define SECURITY "SecurityError"

#define MAX_CHECKS 4

typedef struct
{
  const char *name;
  const char *source_row;
  /* In the order in which the API's own text looks for them; "SecurityError" is the verdict. Ends with NULL. */
  const char *checks[MAX_CHECKS + 1];
  CordonForm form;
  CordonForm late_form;
  gboolean is_rendering; /* C-46: never refused, whatever the label */
} SinkRow;

#define THROWS .checks = { SECURITY }

static const SinkRow sinks[] = {
  [CORDON_SINK_NONE] = { "none", "C-47", THROWS, CORDON_FORM_THROW, CORDON_FORM_THROW },
  [CORDON_SINK_CANVAS_DRAW] = { "canvas-draw",
                                "C-24",
                                { "InvalidStateError" },
                                CORDON_FORM_TAINT,
                                CORDON_FORM_NONE },
  [CORDON_SINK_CANVAS_PATTERN] = { "canvas-pattern", "C-24", .form = CORDON_FORM_TAINT,
                                   .late_form = CORDON_FORM_NONE },
  [CORDON_SINK_CANVAS_READ_BACK] = { "canvas-read-back",
                                     "C-25",
                                     { "IndexSizeError", SECURITY },
                                     CORDON_FORM_THROW,
                                     CORDON_FORM_NONE },
  [CORDON_SINK_CANVAS_CONVERT_TO_BLOB] = { "canvas-convert-to-blob",
                                           "C-26",
                                           { "InvalidStateError", SECURITY, "IndexSizeError" },
                                           CORDON_FORM_REJECT,
                                           CORDON_FORM_NONE },
  [CORDON_SINK_CREATE_IMAGE_BITMAP] = { "create-image-bitmap",
                                        "C-27",
                                        { "RangeError", "InvalidStateError" },
                                        CORDON_FORM_TAINT,
                                        CORDON_FORM_NONE },
  [CORDON_SINK_WEBGL_UPLOAD] = { "webgl-upload", "C-28", THROWS, CORDON_FORM_THROW, CORDON_FORM_NONE },
  [CORDON_SINK_WEBGPU_IMPORT] = { "webgpu-import",
                                  "C-29",
                                  { "InvalidStateError", SECURITY },
                                  CORDON_FORM_THROW,
                                  CORDON_FORM_NONE },
  [CORDON_SINK_WEBGPU_COPY] = { "webgpu-copy",
                                "C-29",
                                { "TypeError", SECURITY, "OperationError" },
                                CORDON_FORM_THROW,
                                CORDON_FORM_NONE },
  [CORDON_SINK_VIDEO_FRAME] = { "video-frame",
                                "C-30",
                                { "InvalidStateError", SECURITY },
                                CORDON_FORM_THROW,
                                CORDON_FORM_NONE },
  [CORDON_SINK_CANVAS_CAPTURE] = { "canvas-capture",
                                   "C-31",
                                   { SECURITY, "NotSupportedError" },
                                   CORDON_FORM_THROW,
                                   CORDON_FORM_MUTE },
  [CORDON_SINK_ELEMENT_CAPTURE] = { "element-capture", "C-16", .form = CORDON_FORM_MUTE,
                                    .late_form = CORDON_FORM_MUTE },
  [CORDON_SINK_AUDIO_STREAM_SOURCE] = { "audio-stream-source",
                                        "C-32",
                                        { "InvalidStateError" },
                                        CORDON_FORM_SILENCE,
                                        CORDON_FORM_SILENCE },
  [CORDON_SINK_AUDIO_TRACK_SOURCE] = { "audio-track-source",
                                       "C-32",
                                       { "InvalidStateError" },
                                       CORDON_FORM_SILENCE,
                                       CORDON_FORM_SILENCE },
  [CORDON_SINK_AUDIO_ELEMENT_SOURCE] = { "audio-element-source",
                                         "C-33",
                                         { "InvalidStateError" },
                                         CORDON_FORM_SILENCE,
                                         CORDON_FORM_SILENCE },
  [CORDON_SINK_RECORDER] = { "recorder",
                             "C-34 C-35",
                             { "InvalidStateError", SECURITY, "NotSupportedError" },
                             CORDON_FORM_THROW,
                             CORDON_FORM_DISCARD },
  [CORDON_SINK_TRACK_PROCESSOR] = { "track-processor",
                                    "C-36",
                                    { "TypeError", SECURITY },
                                    CORDON_FORM_THROW,
                                    CORDON_FORM_ERROR_STREAM },
  [CORDON_SINK_SENDER_TRANSFORM] = { "sender-transform", "C-37", .form = CORDON_FORM_WITHHOLD,
                                     .late_form = CORDON_FORM_WITHHOLD },
  [CORDON_SINK_RECEIVER_TRANSFORM] = { "receiver-transform", "C-37", .form = CORDON_FORM_WITHHOLD,
                                       .late_form = CORDON_FORM_WITHHOLD },
  [CORDON_SINK_TAKE_PHOTO] = { "take-photo",
                               "C-38",
                               { "InvalidStateError", SECURITY },
                               CORDON_FORM_REJECT,
                               CORDON_FORM_REJECT },
  [CORDON_SINK_GRAB_FRAME] = { "grab-frame",
                               "C-38",
                               { "InvalidStateError", SECURITY },
                               CORDON_FORM_REJECT,
                               CORDON_FORM_REJECT },
  [CORDON_SINK_PHOTO_SETTINGS] = { "photo-settings",
                                   "C-38",
                                   { "InvalidStateError", SECURITY },
                                   CORDON_FORM_REJECT,
                                   CORDON_FORM_REJECT },
  [CORDON_SINK_SHAPE_DETECTION] = { "shape-detection",
                                    "C-39",
                                    { SECURITY, "InvalidStateError" },
                                    CORDON_FORM_REJECT,
                                    CORDON_FORM_REJECT },
  [CORDON_SINK_SPEECH_RECOGNITION] = { "speech-recognition",
                                       "C-40",
                                       { "InvalidStateError", SECURITY },
                                       CORDON_FORM_THROW,
                                       CORDON_FORM_SILENCE },
  [CORDON_SINK_STATS] = { "stats", "C-41 C-42", .form = CORDON_FORM_ABSENT, .late_form = CORDON_FORM_ABSENT },
  [CORDON_SINK_SOURCE_LEVELS] = { "source-levels", "C-42", .form = CORDON_FORM_ABSENT,
                                  .late_form = CORDON_FORM_ABSENT },
  [CORDON_SINK_FRAME_METADATA] = { "frame-metadata", "C-43", .form = CORDON_FORM_COARSEN,
                                   .late_form = CORDON_FORM_COARSEN },
  [CORDON_SINK_TRACK_SETTINGS] = { "track-settings", "C-08", .form = CORDON_FORM_FREEZE,
                                   .late_form = CORDON_FORM_FREEZE },
  [CORDON_SINK_SURFACE_VIDEO] = { "surface-video", "C-44", .form = CORDON_FORM_BLACK,
                                  .late_form = CORDON_FORM_BLACK },
  [CORDON_SINK_SURFACE_AUDIO] = { "surface-audio", "C-44", .form = CORDON_FORM_SILENCE,
                                  .late_form = CORDON_FORM_SILENCE },
  [CORDON_SINK_REMOTE_PLAYBACK] = { "remote-playback",
                                    "C-45",
                                    { "InvalidStateError", "OperationError", "InvalidAccessError", SECURITY },
                                    CORDON_FORM_REJECT,
                                    CORDON_FORM_BLACK },
  [CORDON_SINK_PRESENTATION] = { "presentation", "C-45", .form = CORDON_FORM_BLACK,
                                 .late_form = CORDON_FORM_BLACK },
  [CORDON_SINK_EXTENSION_SCREENSHOT] = { "extension-screenshot", "C-45", .form = CORDON_FORM_BLACK,
                                         .late_form = CORDON_FORM_BLACK },
  [CORDON_SINK_PRINT] = { "print", "C-45", .form = CORDON_FORM_BLACK, .late_form = CORDON_FORM_BLACK },
  [CORDON_SINK_HTML_IN_CANVAS] = { "html-in-canvas", "C-45", .form = CORDON_FORM_BLACK,
                                   .late_form = CORDON_FORM_BLACK },
  [CORDON_SINK_CSS_ELEMENT] = { "css-element", "C-45", .form = CORDON_FORM_BLACK,
                                .late_form = CORDON_FORM_BLACK },
  [CORDON_SINK_RENDER] = { "render", "C-46", .form = CORDON_FORM_NONE, .late_form = CORDON_FORM_NONE,
                           .is_rendering = TRUE },
  [CORDON_SINK_FULLSCREEN] = { "fullscreen", "C-46", .form = CORDON_FORM_NONE, .late_form = CORDON_FORM_NONE,
                               .is_rendering = TRUE },
  [CORDON_SINK_PICTURE_IN_PICTURE] = { "picture-in-picture", "C-46", .form = CORDON_FORM_NONE,
                                       .late_form = CORDON_FORM_NONE, .is_rendering = TRUE },
  [CORDON_SINK_OUTPUT_DEVICE] = { "output-device", "C-46", .form = CORDON_FORM_NONE,
                                  .late_form = CORDON_FORM_NONE, .is_rendering = TRUE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (sinks) == CORDON_N_SINKS);

static const char *const form_names[] = {
  [CORDON_FORM_THROW] = "throw",       [CORDON_FORM_REJECT] = "reject",
  [CORDON_FORM_TAINT] = "taint",       [CORDON_FORM_SILENCE] = "silence",
  [CORDON_FORM_BLACK] = "black",       [CORDON_FORM_MUTE] = "mute",
  [CORDON_FORM_DISCARD] = "discard",   [CORDON_FORM_ERROR_STREAM] = "error-stream",
  [CORDON_FORM_WITHHOLD] = "withhold", [CORDON_FORM_ABSENT] = "absent",
  [CORDON_FORM_COARSEN] = "coarsen",   [CORDON_FORM_FREEZE] = "freeze",
  [CORDON_FORM_NONE] = "none",
};

G_STATIC_ASSERT (G_N_ELEMENTS (form_names) == CORDON_N_FORMS);

static const SinkRow *
row_of (CordonSink sink)
{
  return (guint) sink < CORDON_N_SINKS ? &sinks[sink] : &sinks[CORDON_SINK_NONE];
}

CordonVerdict
cordon_sink_verdict (CordonSink sink, CordonLabel label)
{
  if (sink == CORDON_SINK_NONE || (guint) sink >= CORDON_N_SINKS)
    return CORDON_VERDICT_REFUSE;
  if (label_is_readable (label) || sinks[sink].is_rendering)
    return CORDON_VERDICT_ALLOW;

  return CORDON_VERDICT_REFUSE;
}

CordonForm
cordon_sink_form (CordonSink sink)
{
  return row_of (sink)->form;
}

CordonForm
cordon_sink_late_form (CordonSink sink)
{
  return row_of (sink)->late_form;
}

const char *
cordon_sink_exception (CordonSink sink)
{
  const SinkRow *row = row_of (sink);

  for (guint i = 0; row->checks[i]; i++)
    if (strcmp (row->checks[i], SECURITY) == 0)
      return row->checks[i];

  return NULL;
}

const char *const *
cordon_sink_checks (CordonSink sink)
{
  return row_of (sink)->checks;
}

const char *
cordon_sink_first_exception (CordonSink sink, CordonLabel label, const char *const *failing)
{
  const char *const *checks = cordon_sink_checks (sink);

  for (guint i = 0; checks[i]; i++)
    {
      if (strcmp (checks[i], SECURITY) == 0)
        {
          if (cordon_sink_verdict (sink, label) == CORDON_VERDICT_REFUSE)
            return checks[i];
        }
      else if (failing && g_strv_contains (failing, checks[i]))
        return checks[i];
    }

  return NULL;
}

const char *
cordon_sink_source_row (CordonSink sink)
{
  return row_of (sink)->source_row;
}

const char *
cordon_sink_to_string (CordonSink sink)
{
  return row_of (sink)->name;
}

CordonSink
cordon_sink_from_string (const char *name)
{
  for (guint i = 0; name && i < CORDON_N_SINKS; i++)
    if (strcmp (name, sinks[i].name) == 0)
      return (CordonSink) i;

  return CORDON_SINK_NONE;
}

const char *
cordon_form_to_string (CordonForm form)
{
  return (guint) form < CORDON_N_FORMS ? form_names[form] : form_names[CORDON_FORM_THROW];
}

CordonForm
cordon_form_from_string (const char *name)
{
  for (guint i = 0; name && i < CORDON_N_FORMS; i++)
    if (strcmp (name, form_names[i]) == 0)
      return (CordonForm) i;

  return CORDON_FORM_THROW;
}
