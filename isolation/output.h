/*
 * Where isolated media leaves by another way than a script's read: an encoder with a script in it, the capture of a
 * surface that shows it, a far display, paper (C-37, C-44, C-45). Pure functions of a label and of facts.
 */

#pragma once

#include "isolation/sink.h"
#include "permissions/surface.h"

G_BEGIN_DECLS

/** CordonEncodedRoute: the way of encoded frames past a script transform (C-37). Script sees frames on SCRIPT only. */
typedef enum
{
  CORDON_ENCODED_NOTHING = 0, /* sender: nothing is sent while the transform sits there */
  CORDON_ENCODED_BYPASS,      /* receiver: straight to the decoder */
  CORDON_ENCODED_SCRIPT,      /* through the transform */
} CordonEncodedRoute;

/** cordon_output_encoded_route: @label is the sender's or receiver's track's; asked for every frame. */
CORDON_API CordonEncodedRoute cordon_output_encoded_route (gboolean is_sender, gboolean has_script_transform,
                                                           CordonLabel label);

/** CordonSurfaceTreatment: what becomes of an area that shows isolated media (C-44, Q-23). */
typedef enum
{
  CORDON_SURFACE_TREATMENT_BLACKEN = 0, /* the area is black, the sound is left out, in the capture only */
  CORDON_SURFACE_TREATMENT_TAINT, /* cordon_graph_capture_surface(): the whole capture has the same reasons */
  CORDON_SURFACE_TREATMENT_WARN,  /* out of the browser's hands: chrome warns before and during */
  CORDON_SURFACE_TREATMENT_SHOW,  /* nothing is isolated */
} CordonSurfaceTreatment;

/** cordon_output_surface: @taints: the embedder's policy is to taint where it could blacken. */
CORDON_API CordonSurfaceTreatment cordon_output_surface (CordonSurfaceKind kind, gboolean taints,
                                                         CordonLabel label);

/**
 * cordon_output_verdict: remote playback, cast, print and their kin (C-45).
 * @is_own_display: the target is a display that this browser alone controls
 *
 * Returns: as cordon_sink_verdict(); own displays allow remote playback and presentation
 */
CORDON_API CordonVerdict cordon_output_verdict (CordonSink sink, gboolean is_own_display, CordonLabel label);

G_END_DECLS
