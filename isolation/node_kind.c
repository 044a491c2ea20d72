#include "isolation/node_kind_private.h"

#include <string.h>

#define BIT(kind) (1U << CORDON_NODE_##kind)
#define SOURCES \
  (BIT (FAR_SOURCE) | BIT (CAPTURE_SOURCE) | BIT (DISPLAY_SOURCE) | BIT (REMOTE_SOURCE) \
   | BIT (GENERATED_SOURCE))
#define TRACKS (BIT (TRACK) | BIT (ELEMENT_TRACK) | BIT (CANVAS_TRACK))
#define CANVASES (BIT (BITMAP) | BIT (PLACEHOLDER))
#define PICTURES (BIT (ELEMENT) | BIT (RESOURCE) | CANVASES | BIT (IMAGE_BITMAP) | BIT (VIDEO_FRAME))

const CordonNodeTraits cordon_node_kind_traits[CORDON_N_NODE_KINDS] = {
  [CORDON_NODE_NONE] = { .name = "none" },
  [CORDON_NODE_CAPTURE_SOURCE] = { .name = "capture-source", .is_source = TRUE },
  [CORDON_NODE_DISPLAY_SOURCE] = { .name = "display-source",
                                   .inputs = BIT (SURFACE),
                                   .hold = CORDON_HOLD_FRAMES,
                                   .is_source = TRUE },
  [CORDON_NODE_REMOTE_SOURCE] = { .name = "remote-source", .hold = CORDON_HOLD_FRAMES, .is_source = TRUE },
  [CORDON_NODE_GENERATED_SOURCE] = { .name = "generated-source", .is_source = TRUE },
  [CORDON_NODE_FAR_SOURCE] = { .name = "far-source", .hold = CORDON_HOLD_FRAMES, .is_source = TRUE },
  [CORDON_NODE_RESOURCE] = { .name = "resource", .is_source = TRUE },
  [CORDON_NODE_TRACK] = { .name = "track",
                          .inputs = SOURCES,
                          .hold = CORDON_HOLD_NOTHING,
                          .is_track = TRUE,
                          .rank = 1 },
  [CORDON_NODE_ELEMENT_TRACK] = { .name = "element-track",
                                  .inputs = BIT (ELEMENT),
                                  .hold = CORDON_HOLD_NOTHING,
                                  .sink = CORDON_SINK_ELEMENT_CAPTURE,
                                  .is_track = TRUE,
                                  .rank = 1 },
  [CORDON_NODE_CANVAS_TRACK] = { .name = "canvas-track",
                                 .inputs = CANVASES,
                                 .sink = CORDON_SINK_CANVAS_CAPTURE,
                                 .is_sealed = TRUE,
                                 .is_track = TRUE },
  [CORDON_NODE_STREAM] = { .name = "stream", .inputs = TRACKS, .hold = CORDON_HOLD_NOTHING, .rank = 2 },
  [CORDON_NODE_ELEMENT] = { .name = "element",
                            .inputs = TRACKS | BIT (STREAM) | BIT (RESOURCE),
                            .hold = CORDON_HOLD_FRAMES },
  [CORDON_NODE_BITMAP] = { .name = "bitmap", .hold = CORDON_HOLD_CONTENTS },
  [CORDON_NODE_PLACEHOLDER] = { .name = "placeholder", .inputs = BIT (BITMAP), .hold = CORDON_HOLD_FRAMES },
  [CORDON_NODE_IMAGE_BITMAP] = { .name = "image-bitmap" },
  [CORDON_NODE_PATTERN] = { .name = "pattern" },
  [CORDON_NODE_TEXTURE] = { .name = "texture" },
  [CORDON_NODE_VIDEO_FRAME] = { .name = "video-frame" },
  [CORDON_NODE_AUDIO_SOURCE] = { .name = "audio-source",
                                 .inputs = TRACKS | BIT (STREAM) | BIT (ELEMENT),
                                 .hold = CORDON_HOLD_FRAMES,
                                 .sink = CORDON_SINK_AUDIO_STREAM_SOURCE,
                                 .is_sealed = TRUE },
  [CORDON_NODE_RECORDER] = { .name = "recorder",
                             .inputs = TRACKS | BIT (STREAM),
                             .sink = CORDON_SINK_RECORDER },
  [CORDON_NODE_PROCESSOR] = { .name = "processor", .inputs = TRACKS, .sink = CORDON_SINK_TRACK_PROCESSOR },
  [CORDON_NODE_SENDER] = { .name = "sender", .inputs = TRACKS, .hold = CORDON_HOLD_NOTHING, .rank = 2 },
  [CORDON_NODE_SURFACE] = { .name = "surface",
                            .inputs = BIT (ELEMENT) | CANVASES,
                            .hold = CORDON_HOLD_NOTHING,
                            .rank = 1 },
};

G_STATIC_ASSERT (CORDON_N_NODE_KINDS <= 32);

static const CordonDeriveTraits derives[] = {
  [CORDON_DERIVE_NONE] = { .name = "none" },
  [CORDON_DERIVE_CLONE] = { .name = "clone", .from = TRACKS, .is_live = TRUE }, /* into: its own kind */
  [CORDON_DERIVE_STREAM] = { .name = "stream", .from = TRACKS, .into = CORDON_NODE_STREAM, .is_live = TRUE },
  [CORDON_DERIVE_ELEMENT_CAPTURE] = { .name = "element-capture",
                                      .from = BIT (ELEMENT),
                                      .into = CORDON_NODE_ELEMENT_TRACK,
                                      .is_live = TRUE },
  [CORDON_DERIVE_CANVAS_CAPTURE] = { .name = "canvas-capture",
                                     .from = CANVASES,
                                     .into = CORDON_NODE_CANVAS_TRACK,
                                     .is_live = TRUE,
                                     .of_readable_only = TRUE },
  [CORDON_DERIVE_PATTERN] = { .name = "pattern", .from = PICTURES, .into = CORDON_NODE_PATTERN },
  [CORDON_DERIVE_IMAGE_BITMAP] = { .name = "image-bitmap",
                                   .from = PICTURES,
                                   .into = CORDON_NODE_IMAGE_BITMAP },
  [CORDON_DERIVE_TEXTURE] = { .name = "texture",
                              .from = PICTURES,
                              .into = CORDON_NODE_TEXTURE,
                              .of_readable_only = TRUE },
  [CORDON_DERIVE_VIDEO_FRAME] = { .name = "video-frame",
                                  .from = PICTURES,
                                  .into = CORDON_NODE_VIDEO_FRAME,
                                  .of_readable_only = TRUE },
  [CORDON_DERIVE_PLACEHOLDER] = { .name = "placeholder",
                                  .from = BIT (BITMAP),
                                  .into = CORDON_NODE_PLACEHOLDER,
                                  .is_live = TRUE },
  [CORDON_DERIVE_AUDIO_SOURCE] = { .name = "audio-source",
                                   .from = TRACKS | BIT (STREAM) | BIT (ELEMENT),
                                   .into = CORDON_NODE_AUDIO_SOURCE,
                                   .is_live = TRUE },
  [CORDON_DERIVE_RECORDER] = { .name = "recorder",
                               .from = TRACKS | BIT (STREAM),
                               .into = CORDON_NODE_RECORDER,
                               .is_live = TRUE,
                               .of_readable_only = TRUE },
  [CORDON_DERIVE_PROCESSOR] = { .name = "processor",
                                .from = TRACKS,
                                .into = CORDON_NODE_PROCESSOR,
                                .is_live = TRUE,
                                .of_readable_only = TRUE },
  [CORDON_DERIVE_SENDER] = { .name = "sender", .from = TRACKS, .into = CORDON_NODE_SENDER, .is_live = TRUE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (derives) == CORDON_N_DERIVES);

static const struct
{
  const char *name;
  CordonNodeKind kind;
} sources[] = {
  [CORDON_SOURCE_NONE] = { "none", CORDON_NODE_NONE },
  [CORDON_SOURCE_CAPTURE] = { "capture", CORDON_NODE_CAPTURE_SOURCE },
  [CORDON_SOURCE_DISPLAY] = { "display", CORDON_NODE_DISPLAY_SOURCE },
  [CORDON_SOURCE_REMOTE] = { "remote", CORDON_NODE_REMOTE_SOURCE },
  [CORDON_SOURCE_GENERATED] = { "generated", CORDON_NODE_GENERATED_SOURCE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (sources) == CORDON_N_SOURCES);

const CordonDeriveTraits *
cordon_derive_get_traits (CordonDerive how)
{
  return (guint) how < CORDON_N_DERIVES ? &derives[how] : &derives[CORDON_DERIVE_NONE];
}

CordonNodeKind
cordon_source_to_node_kind (CordonSource source)
{
  return (guint) source < CORDON_N_SOURCES ? sources[source].kind : CORDON_NODE_NONE;
}

CordonSink
cordon_node_kind_sink (CordonNodeKind kind)
{
  return cordon_node_kind_get_traits (kind)->sink;
}

const char *
cordon_node_kind_to_string (CordonNodeKind kind)
{
  return cordon_node_kind_get_traits (kind)->name;
}

CordonNodeKind
cordon_node_kind_from_string (const char *name)
{
  for (guint i = 0; name && i < CORDON_N_NODE_KINDS; i++)
    if (strcmp (name, cordon_node_kind_traits[i].name) == 0)
      return (CordonNodeKind) i;

  return CORDON_NODE_NONE;
}

const char *
cordon_derive_to_string (CordonDerive how)
{
  return cordon_derive_get_traits (how)->name;
}

CordonDerive
cordon_derive_from_string (const char *name)
{
  for (guint i = 0; name && i < CORDON_N_DERIVES; i++)
    if (strcmp (name, derives[i].name) == 0)
      return (CordonDerive) i;

  return CORDON_DERIVE_NONE;
}

const char *
cordon_source_to_string (CordonSource source)
{
  return (guint) source < CORDON_N_SOURCES ? sources[source].name : sources[CORDON_SOURCE_NONE].name;
}

CordonSource
cordon_source_from_string (const char *name)
{
  for (guint i = 0; name && i < CORDON_N_SOURCES; i++)
    if (strcmp (name, sources[i].name) == 0)
      return (CordonSource) i;

  return CORDON_SOURCE_NONE;
}
