/*
 * Sinks: every place where script could read, copy, record or transform media. One row each, with what refusing looks
 * like there (C-24 … C-47). A kind that has no row is refused: a new engine feature opts in by adding one.
 */

#pragma once

#include "isolation/label.h"

G_BEGIN_DECLS

typedef enum
{
  CORDON_SINK_NONE = 0,               /* always refused */
  CORDON_SINK_CANVAS_DRAW,            /* drawImage */
  CORDON_SINK_CANVAS_PATTERN,         /* fillStyle, strokeStyle set to a pattern */
  CORDON_SINK_CANVAS_READ_BACK,       /* getImageData, toDataURL, toBlob */
  CORDON_SINK_CANVAS_CONVERT_TO_BLOB, /* OffscreenCanvas.convertToBlob */
  CORDON_SINK_CREATE_IMAGE_BITMAP,
  CORDON_SINK_WEBGL_UPLOAD,         /* texImage2D, texSubImage2D, texImage3D, texSubImage3D */
  CORDON_SINK_WEBGPU_IMPORT,        /* importExternalTexture */
  CORDON_SINK_WEBGPU_COPY,          /* copyExternalImageToTexture */
  CORDON_SINK_VIDEO_FRAME,          /* new VideoFrame (source) */
  CORDON_SINK_CANVAS_CAPTURE,       /* canvas.captureStream */
  CORDON_SINK_ELEMENT_CAPTURE,      /* HTMLMediaElement.captureStream */
  CORDON_SINK_AUDIO_STREAM_SOURCE,  /* createMediaStreamSource */
  CORDON_SINK_AUDIO_TRACK_SOURCE,   /* createMediaStreamTrackSource */
  CORDON_SINK_AUDIO_ELEMENT_SOURCE, /* createMediaElementSource */
  CORDON_SINK_RECORDER,             /* MediaRecorder.start, and a recorder that runs */
  CORDON_SINK_TRACK_PROCESSOR,      /* MediaStreamTrackProcessor */
  CORDON_SINK_SENDER_TRANSFORM,     /* RTCRtpScriptTransform, createEncodedStreams on a sender */
  CORDON_SINK_RECEIVER_TRANSFORM,   /* the same on a receiver */
  CORDON_SINK_TAKE_PHOTO,           /* ImageCapture */
  CORDON_SINK_GRAB_FRAME,
  CORDON_SINK_PHOTO_SETTINGS,
  CORDON_SINK_SHAPE_DETECTION,    /* BarcodeDetector, FaceDetector, TextDetector */
  CORDON_SINK_SPEECH_RECOGNITION, /* SpeechRecognition.start (track) */
  CORDON_SINK_STATS,              /* getStats members that follow sound */
  CORDON_SINK_SOURCE_LEVELS,      /* getSynchronizationSources, getContributingSources: audioLevel */
  CORDON_SINK_FRAME_METADATA,     /* requestVideoFrameCallback, getVideoPlaybackQuality, track.stats */
  CORDON_SINK_TRACK_SETTINGS,     /* settings that follow content: zoom of auto-framing, faces, blur */
  CORDON_SINK_SURFACE_VIDEO,      /* screen, window, tab, viewport capture of what shows the media */
  CORDON_SINK_SURFACE_AUDIO,      /* tab and system audio capture of what sounds */
  CORDON_SINK_REMOTE_PLAYBACK,
  CORDON_SINK_PRESENTATION, /* cast */
  CORDON_SINK_EXTENSION_SCREENSHOT,
  CORDON_SINK_PRINT,
  CORDON_SINK_HTML_IN_CANVAS, /* drawElement and its kin */
  CORDON_SINK_CSS_ELEMENT,    /* element () as an image */
  CORDON_SINK_RENDER,         /* the element itself: the one permitted use, with those below */
  CORDON_SINK_FULLSCREEN,
  CORDON_SINK_PICTURE_IN_PICTURE,
  CORDON_SINK_OUTPUT_DEVICE, /* setSinkId to an output that the user consented to */
} CordonSink;

#define CORDON_N_SINKS 40

/** CordonVerdict: ALLOW: as if Cordon were not there. REFUSE: do what the sink's failure form says. */
typedef enum
{
  CORDON_VERDICT_REFUSE = 0,
  CORDON_VERDICT_ALLOW = 1,
} CordonVerdict;

/** CordonForm: what refusing looks like. */
typedef enum
{
  CORDON_FORM_THROW = 0, /* throw the exception, synchronously; nothing else happens */
  CORDON_FORM_REJECT,    /* reject the promise with the exception */
  CORDON_FORM_TAINT,     /* go on, with cordon_graph_draw() or _derive(): what is made is not readable */
  CORDON_FORM_SILENCE,   /* go on; every sample is exactly zero */
  CORDON_FORM_BLACK,     /* go on; the areas of the media are black */
  CORDON_FORM_MUTE,    /* the track mutes, fires `mute`, emits nothing; video keeps the last readable frame */
  CORDON_FORM_DISCARD, /* stop, throw away all that was gathered; see cordon_reaction_get_steps() */
  CORDON_FORM_ERROR_STREAM, /* error the stream with the exception, drop what is queued */
  CORDON_FORM_WITHHOLD,     /* nothing reaches script; the pipeline goes around it or starves */
  CORDON_FORM_ABSENT,       /* the members are not there (isolation/side_doors.h) */
  CORDON_FORM_COARSEN,      /* clocks are coarse, members that time content are not there */
  CORDON_FORM_FREEZE,       /* the value of before, no change event */
  CORDON_FORM_NONE,         /* never refused: rendering to the user (C-46) */
} CordonForm;

#define CORDON_N_FORMS 13

/**
 * cordon_sink_verdict: any thread, wait-free: a look-up and a comparison. Unregistered kinds are
 * refused (C-47).
 */
CORDON_API CordonVerdict cordon_sink_verdict (CordonSink sink, CordonLabel label);

/** cordon_sink_form: what a refusal looks like when script arrives. */
CORDON_API CordonForm cordon_sink_form (CordonSink sink);

/**
 * cordon_sink_late_form: what it looks like where the media becomes isolated while the sink is open
 * (C-15, C-31, C-35, C-36).
 */
CORDON_API CordonForm cordon_sink_late_form (CordonSink sink);

/**
 * cordon_sink_exception: Returns: (transfer none) (nullable): the DOMException's name; %NULL where
 * nothing is thrown, now or late.
 */
CORDON_API const char *cordon_sink_exception (CordonSink sink);

/**
 * cordon_sink_checks: what may be thrown here, in the order in which the API's specification looks (C-30, C-34, C-40).
 * Where one sink stands for several functions it is the union: an engine skips what its function does not look for.
 *
 * Returns: (transfer none) (array zero-terminated=1): exceptions; "SecurityError" stands for Cordon's verdict and
 * is not
 *   there where a refusal throws nothing
 */
CORDON_API const char *const *cordon_sink_checks (CordonSink sink);

/**
 * cordon_sink_first_exception:
 * @failing: (nullable) (array zero-terminated=1): names of the engine's own checks that fail now
 *
 * Returns: (transfer none) (nullable): what to throw or reject with; %NULL: nothing
 */
CORDON_API const char *
cordon_sink_first_exception (CordonSink sink, CordonLabel label, const char *const *failing);

/** cordon_sink_source_row: Returns: (transfer none): the requirement row, "C-25". */
CORDON_API const char *cordon_sink_source_row (CordonSink sink);

/** cordon_sink_to_string: Returns: (transfer none): "canvas-read-back"; "none" for what is not registered. */
CORDON_API const char *cordon_sink_to_string (CordonSink sink);
/** cordon_sink_from_string: CORDON_SINK_NONE where there is none of this name. */
CORDON_API CordonSink cordon_sink_from_string (const char *name);
/** cordon_form_to_string: Returns: (transfer none): "error-stream". */
CORDON_API const char *cordon_form_to_string (CordonForm form);
/** cordon_form_from_string: CORDON_FORM_THROW where there is none of this name. */
CORDON_API CordonForm cordon_form_from_string (const char *name);

G_END_DECLS
