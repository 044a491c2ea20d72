/*
 * A request: one getUserMedia(), getDisplayMedia() or kin of a registered document, from its arrival to its one answer.
 *
 * The queue is per tab. What may be asked together is asked together (B-21); nothing is asked unless the state is
 * prompt (B-17), the document is in view and, after the yes, its tab has the focus (B-15). A dismissed question
 * stores nothing and leaves its requests pending (B-18). The answer carries a capture token; there is no other way to
 * a device (B-01).
 */

#pragma once

#include "permissions/profile.h"

G_BEGIN_DECLS

/**
 * CordonRequestSpec: what is asked for. Copied. Device ids are the hardware's: the broker translates the page's
 * (G-01).
 */
typedef struct
{
  CordonFeatureSet features;
  const CordonCallee *callee; /* already canonical; NULL: plain media */
  gboolean pan_tilt_zoom;     /* the stronger form of camera (B-12) */
  gboolean wants_audio;       /* getDisplayMedia() with audio (B-44) */
  const char *camera_device;  /* the only one that will do; NULL: any */
  const char *microphone_device;
  gboolean user_chooses;    /* more than one device is left: ask even where permission exists (B-28) */
  CordonRequestFault fault; /* what the engine found out about constraints and devices */
} CordonRequestSpec;

/** CordonRequestResult: how a request ended. Valid during the callback only. */
typedef struct
{
  guint64 request_id;
  CordonDecisionVerdict verdict; /* DENY or ALLOW */
  CordonReason reason;
  const char *exception;     /* DOMException name when denied; NULL when allowed */
  CordonFeatureSet features; /* granted features; the token is redeemed once for each */
  CordonObligations obligations;
  const char *token; /* one-use capture token (32 hexadecimal digits); NULL when denied */
  guint64 capture_ids[CORDON_N_FEATURES]; /* by feature; what `track_ended` will name; 0: not granted */
  const char *camera_device;              /* the hardware the token is good for; NULL: any of the kind */
  const char *microphone_device;
  const char *speaker_device;
  guint64 surface_id;
  CordonSurfaceKind surface_kind;
  gboolean share_audio;
} CordonRequestResult;

/** CordonRequestDone: exactly once per request, also when the document or the profile goes. */
typedef void (*CordonRequestDone) (CordonProfile *profile, const CordonRequestResult *result, gpointer data);

/**
 * cordon_profile_request: asks for @document.
 *
 * @done may run before this returns (refusals that the page may learn at once); automatic denials of a stored or
 * embargoed "no" come after a random 250 to 1250 ms, so that they do not tell from a quick user.
 *
 * Returns: an id for cordon_profile_cancel_request(), 0 where @done has already run.
 */
CORDON_API guint64 cordon_profile_request (CordonProfile *profile, CordonDocument *document,
                                           const CordonRequestSpec *spec, CordonRequestDone done,
                                           gpointer data);

/** cordon_profile_cancel_request: the page gave up; @done runs with CORDON_REASON_GONE. Unknown ids do nothing. */
CORDON_API void cordon_profile_cancel_request (CordonProfile *profile, guint64 request_id);

G_END_DECLS
