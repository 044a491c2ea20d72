/*
 * What a capturer may do with a captured tab: read and change its zoom, forward the wheel, crop the picture,
 * learn where the pointer is (B-47, B-49, B-50). Pure; exceptions as in permissions/display_capture.h.
 */

#pragma once

#include "permissions/decision.h"
#include "permissions/display_capture.h"

G_BEGIN_DECLS

/** CordonControlAction: reading is free, writing needs policy and permission. */
typedef enum
{
  CORDON_CONTROL_READ = 0,
  CORDON_CONTROL_ZOOM, /* setZoomLevel() and its kin */
  CORDON_CONTROL_FORWARD_WHEEL,
} CordonControlAction;

/** CordonControlFacts: zero-filled refuses. */
typedef struct
{
  CordonDisplaySurface surface;
  gboolean capture_is_live;
  gboolean is_self_capture;
  gboolean in_trusted_handler; /* inside the handler of a trusted `click` or `input` event */
  gboolean policy_allows;
  CordonState permission; /* of captured-surface-control; PROMPT: the user will be asked */
} CordonControlFacts;

/**
 * cordon_capture_control_check: Returns: (nullable): InvalidStateError, NotSupportedError or NotAllowedError;
 * %NULL: go on.
 */
CORDON_API const char *
cordon_capture_control_check (CordonControlAction action, const CordonControlFacts *facts);

/** CordonCropState: what is left of the picture of one track. Zero is safe: nothing. */
typedef enum
{
  CORDON_CROP_NO_FRAMES = 0, /* the target is empty or not in the document: no frames at all */
  CORDON_CROP_TARGET,        /* the target's box only */
  CORDON_CROP_WHOLE,         /* the whole surface */
} CordonCropState;

/** cordon_crop_of_target: the state of a track that was cropped to a target. */
CORDON_API CordonCropState cordon_crop_of_target (gboolean is_attached, double width, double height);

/** cordon_crop_of_clone: a clone starts uncropped, whatever @original shows (B-49). */
CORDON_API CordonCropState cordon_crop_of_clone (CordonCropState original);

/** cordon_crop_widest: what the sharing indicator has to admit to: the widest of all clones. */
CORDON_API CordonCropState cordon_crop_widest (const CordonCropState *crops, gsize n_crops);

/** CordonCursorMode: the `cursor` constraint of a track. */
typedef enum
{
  CORDON_CURSOR_NEVER = 0,
  CORDON_CURSOR_MOTION,
  CORDON_CURSOR_ALWAYS,
} CordonCursorMode;

/** CordonMousePosition: in pixels of the surface; (-1, -1) means that the pointer left. */
typedef struct
{
  int x;
  int y;
} CordonMousePosition;

/** CordonCapturedMouse: what was told last; zero-filled at the start of a capture. */
typedef struct
{
  gboolean was_inside;
  CordonMousePosition last;
} CordonCapturedMouse;

/**
 * cordon_captured_mouse_move: the pointer is at @position, or outside where @is_inside is %FALSE.
 * @n_live: live clones of the capture's track
 *
 * Returns: %TRUE with what to tell in @out_position; %FALSE: tell nothing (B-50).
 */
CORDON_API gboolean cordon_captured_mouse_move (CordonCapturedMouse *mouse, CordonCursorMode cursor,
                                                guint n_live, gboolean is_inside,
                                                CordonMousePosition position,
                                                CordonMousePosition *out_position);

G_END_DECLS
