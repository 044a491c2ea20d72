/*
 * What a node of the media graph can be. One table says for each kind how it holds its label, whether anything passes
 * on from it, and what happens when its media becomes isolated while it is in use.
 */

#pragma once

#include "isolation/sink.h"

G_BEGIN_DECLS

/** CordonSource: the provenance of table 4.6. */
typedef enum
{
  CORDON_SOURCE_NONE = 0,  /* refused */
  CORDON_SOURCE_CAPTURE,   /* local camera or microphone */
  CORDON_SOURCE_DISPLAY,   /* screen, window, tab */
  CORDON_SOURCE_REMOTE,    /* from a peer connection */
  CORDON_SOURCE_GENERATED, /* VideoTrackGenerator, Web Audio destination: script's own */
} CordonSource;

#define CORDON_N_SOURCES 5

typedef enum
{
  CORDON_NODE_NONE = 0,
  CORDON_NODE_CAPTURE_SOURCE,
  CORDON_NODE_DISPLAY_SOURCE,
  CORDON_NODE_REMOTE_SOURCE,
  CORDON_NODE_GENERATED_SOURCE,
  CORDON_NODE_FAR_SOURCE, /* the source of a track that came from another agent (isolation/transfer.h) */
  CORDON_NODE_RESOURCE,
  CORDON_NODE_TRACK,
  CORDON_NODE_ELEMENT_TRACK, /* of HTMLMediaElement.captureStream () */
  CORDON_NODE_CANVAS_TRACK,  /* of canvas.captureStream (): mutes for good, never isolated (C-31) */
  CORDON_NODE_STREAM,
  CORDON_NODE_ELEMENT,
  CORDON_NODE_BITMAP,      /* canvas, OffscreenCanvas */
  CORDON_NODE_PLACEHOLDER, /* the canvas that shows an OffscreenCanvas */
  CORDON_NODE_IMAGE_BITMAP,
  CORDON_NODE_PATTERN,
  CORDON_NODE_TEXTURE,
  CORDON_NODE_VIDEO_FRAME,  /* VideoFrame, AudioData */
  CORDON_NODE_AUDIO_SOURCE, /* the three source nodes of Web Audio: silence is all that passes (C-20) */
  CORDON_NODE_RECORDER,
  CORDON_NODE_PROCESSOR,
  CORDON_NODE_SENDER,
  CORDON_NODE_SURFACE,
} CordonNodeKind;

#define CORDON_N_NODE_KINDS 23

/** CordonDerive: how script makes one thing of another. */
typedef enum
{
  CORDON_DERIVE_NONE = 0,
  CORDON_DERIVE_CLONE,           /* track.clone (), cropTo (): the same sources, callee and reasons (C-12) */
  CORDON_DERIVE_STREAM,          /* new MediaStream ([track]) */
  CORDON_DERIVE_ELEMENT_CAPTURE, /* element → track (C-16) */
  CORDON_DERIVE_CANVAS_CAPTURE,  /* canvas → track; ask CORDON_SINK_CANVAS_CAPTURE before */
  CORDON_DERIVE_PATTERN,         /* keeps what its source was then (C-17) */
  CORDON_DERIVE_IMAGE_BITMAP, /* createImageBitmap, transferToImageBitmap, its structured clone (C-18, C-27) */
  CORDON_DERIVE_TEXTURE,      /* of readable media only: ask CORDON_SINK_WEBGL_UPLOAD or _WEBGPU_… before */
  CORDON_DERIVE_VIDEO_FRAME,  /* of readable media only (C-21, C-30) */
  CORDON_DERIVE_PLACEHOLDER,  /* the canvas that shows an OffscreenCanvas */
  CORDON_DERIVE_AUDIO_SOURCE, /* track, stream or element → source node (C-32, C-33) */
  CORDON_DERIVE_RECORDER,     /* stream or track → recorder (C-34, C-35) */
  CORDON_DERIVE_PROCESSOR,    /* of readable media only (C-36) */
  CORDON_DERIVE_SENDER,       /* track → sender; the session decides per label (C-56) */
} CordonDerive;

#define CORDON_N_DERIVES 14

/**
 * cordon_node_kind_sink: the sink whose late form says what a widening does here; CORDON_SINK_NONE:
 * nothing but the label.
 */
CORDON_API CordonSink cordon_node_kind_sink (CordonNodeKind kind);

/** cordon_node_kind_to_string: Returns: (transfer none): "element-track"; "none" for what is no kind. */
CORDON_API const char *cordon_node_kind_to_string (CordonNodeKind kind);
/** cordon_node_kind_from_string: CORDON_NODE_NONE where there is none of this name. */
CORDON_API CordonNodeKind cordon_node_kind_from_string (const char *name);
/** cordon_derive_to_string: Returns: (transfer none): "clone". */
CORDON_API const char *cordon_derive_to_string (CordonDerive how);
/** cordon_derive_from_string: CORDON_DERIVE_NONE where there is none of this name. */
CORDON_API CordonDerive cordon_derive_from_string (const char *name);
/** cordon_source_to_string: Returns: (transfer none): "capture". */
CORDON_API const char *cordon_source_to_string (CordonSource source);
/** cordon_source_from_string: CORDON_SOURCE_NONE where there is none of this name. */
CORDON_API CordonSource cordon_source_from_string (const char *name);

G_END_DECLS
