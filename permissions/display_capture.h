/*
 * The rules of getDisplayMedia() and getViewportMedia() that need nobody to be asked (B-38 … B-48). Pure; either
 * process.
 *
 * Exceptions are names of DOMExceptions (or TypeError), static; NULL means that the call may go on.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonRangeConstraint: one numeric constraint as the page wrote it; zero-filled: none. A bare number is `ideal`. */
typedef struct
{
  gboolean has_min;
  gboolean has_exact;
  gboolean has_max;
  double max;
} CordonRangeConstraint;

/** CordonDisplayOptions: what the page passed; zero-filled is `getDisplayMedia({})`. */
typedef struct
{
  gboolean video_is_false;
  gboolean wants_audio;
  gboolean has_advanced;            /* in video or audio */
  gboolean has_required_constraint; /* `min` or `exact` of any constraint that is not listed here */
  CordonRangeConstraint width;
  CordonRangeConstraint height;
  CordonRangeConstraint frame_rate;
} CordonDisplayOptions;

/** CordonDisplayMoment: the facts of the moment of the call; zero-filled refuses. */
typedef struct
{
  gboolean fully_active;
  gboolean focused;
  gboolean has_activation;
  gboolean policy_allows;
} CordonDisplayMoment;

/**
 * cordon_display_options_check: Returns: (nullable): InvalidStateError, TypeError, NotAllowedError,
 * OverconstrainedError (B-40).
 */
CORDON_API const char *
cordon_display_options_check (const CordonDisplayOptions *options, const CordonDisplayMoment *moment);

/** CordonDisplayTracks: what a capture gives (B-43). */
typedef struct
{
  guint n_video;
  guint n_audio;
} CordonDisplayTracks;

/** cordon_display_count_tracks: @audio_shared: the user ticked the audio of the surface (B-44). */
CORDON_API CordonDisplayTracks cordon_display_count_tracks (const CordonDisplayOptions *options,
                                                            gboolean audio_shared);

/** CordonDisplaySurface: the web's kinds, for constraints and settings; `displaySurface`. */
typedef enum
{
  CORDON_DISPLAY_SURFACE_NONE = 0,
  CORDON_DISPLAY_SURFACE_BROWSER,
  CORDON_DISPLAY_SURFACE_WINDOW,
  CORDON_DISPLAY_SURFACE_MONITOR,
} CordonDisplaySurface;

/**
 * cordon_display_surface_to_string: the names that logs and the debug page use, both ways; an unknown name reads
 * as zero.
 */
CORDON_API const char *cordon_display_surface_to_string (CordonDisplaySurface surface);
CORDON_API CordonDisplaySurface cordon_display_surface_from_string (const char *name);

/** CordonOfferedSurface: one entry of the picker. */
typedef struct
{
  guint64 id;
  CordonDisplaySurface surface;
  gboolean is_own_tab; /* the tab that asks */
} CordonOfferedSurface;

/** CordonOfferHints: what the page would like to see first; zero-filled: nothing. */
typedef struct
{
  CordonDisplaySurface preferred;
  gboolean prefers_own_tab;
  gboolean avoids_own_tab;
} CordonOfferHints;

/**
 * cordon_display_arrange_offer: orders @surfaces by @hints, in place and stably. All stay: hints steer and never
 * restrict (B-38).
 */
CORDON_API void cordon_display_arrange_offer (CordonOfferedSurface *surfaces, gsize n_surfaces,
                                              const CordonOfferHints *hints);

/**
 * cordon_display_check_focus_behavior: setFocusBehavior().
 * @started_mono_us: when the capture started; 0: not yet
 *
 * Returns: (nullable): InvalidStateError once the focus decision is final, about 1 s after the start, or at the second
 * call (B-38).
 */
CORDON_API const char *
cordon_display_check_focus_behavior (gint64 started_mono_us, gboolean was_set, gint64 mono_us);

/** CordonSurfacePresence: whether the captured surface is there (B-46). */
typedef enum
{
  CORDON_SURFACE_PRESENCE_GONE = 0, /* closed: final */
  CORDON_SURFACE_PRESENCE_HIDDEN,   /* minimised or otherwise without pictures */
  CORDON_SURFACE_PRESENCE_SHOWN,
} CordonSurfacePresence;

/**
 * cordon_surface_presence_change: Returns: (nullable): the track's event: "mute", "unmute", "ended"; %NULL for
 * none.
 */
CORDON_API const char *
cordon_surface_presence_change (CordonSurfacePresence *presence, CordonSurfacePresence next);

/** CordonSurfacePart: what may lie between the edges of a captured surface (B-44). Zero is never captured. */
typedef enum
{
  CORDON_SURFACE_PART_UNKNOWN = 0,
  CORDON_SURFACE_PART_BROWSER_DIALOG, /* the picker, a prompt: what the browser asks its user */
  CORDON_SURFACE_PART_BEHIND,         /* what shows through a translucent surface */
  CORDON_SURFACE_PART_HIDDEN_WINDOW,  /* a window of the shared program that is not visible */
  CORDON_SURFACE_PART_OFF_SCREEN, /* what the user cannot see now: beyond the edge, under another window */
  CORDON_SURFACE_PART_SHOWN,      /* the surface itself, as the user sees it */
} CordonSurfacePart;

#define CORDON_N_SURFACE_PARTS 6

/** cordon_surface_part_may_be_captured: whether the compositor puts @part into the frames of a capture (B-44). */
CORDON_API gboolean cordon_surface_part_may_be_captured (CordonSurfacePart part);

/** CordonViewportFacts: for getViewportMedia() (B-48); zero-filled refuses. */
typedef struct
{
  gboolean cross_origin_isolated;
  gboolean document_policy_allows;
  CordonDisplayMoment moment;
} CordonViewportFacts;

/** cordon_viewport_check: Returns: (nullable): SecurityError, then those of cordon_display_options_check(). */
CORDON_API const char *
cordon_viewport_check (const CordonViewportFacts *facts, const CordonDisplayOptions *options);

G_END_DECLS
