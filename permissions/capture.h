/*
 * A capture: a device or surface that is really open, made from a one-use token. It carries the obligations.
 */

#pragma once

#include "permissions/capture_control.h"
#include "permissions/decision.h"
#include "permissions/presenter.h"

G_BEGIN_DECLS

typedef struct _CordonCapture CordonCapture;

/** CordonCaptureFacts: what the capturer is about to open; must agree with what was granted. */
typedef struct
{
  guint64 document_id; /* the document that it opens it for; another one's token is refused */
  CordonFeature feature;
  const char *device; /* hardware id */
  guint64 surface_id;
  CordonSurfaceKind surface_kind;
} CordonCaptureFacts;

/**
 * cordon_capture_ref: the holder's reference, the id that chrome and messages name, and what the engine must do
 * with the media (transfer none). Main thread.
 */
CORDON_API CordonCapture *cordon_capture_ref (CordonCapture *capture);
CORDON_API void cordon_capture_unref (CordonCapture *capture);
/** cordon_capture_get_id: Returns: the id that chrome and messages name; never 0. */
CORDON_API guint64 cordon_capture_get_id (const CordonCapture *capture);
/**
 * cordon_capture_get_obligations: Returns: (transfer none): what the engine must do with the media, first of all
 * isolate it (C-02).
 */
CORDON_API const CordonObligations *cordon_capture_get_obligations (const CordonCapture *capture);

/**
 * cordon_capture_started: before the first sample; the indicator is on when it returns. %FALSE: deliver nothing
 * (F-30).
 */
CORDON_API gboolean cordon_capture_started (CordonCapture *capture);
/**
 * cordon_capture_set_muted: the engine muted or unmuted the source (F-07, F-12); @muted is also for a capture whose
 * tracks are all disabled. Unmuting may wait for the document's view, where the device was released meanwhile (F-09).
 */
CORDON_API void cordon_capture_set_muted (CordonCapture *capture, gboolean muted);
/**
 * cordon_capture_set_crop: @widest is what cordon_crop_widest () makes of all tracks of a display capture, after
 * each crop, clone and end of one. Indicators say that less than the whole is shared only as long as that is true
 * of every track (B-49, F-17); until the first call, and of anything else than a display, they say the whole.
 */
CORDON_API void cordon_capture_set_crop (CordonCapture *capture, CordonCropState widest);
/** CordonCaptureFailure: why a device that was granted could not be had (B-25). */
typedef enum
{
  CORDON_CAPTURE_FAILURE_OTHER = 0,
  CORDON_CAPTURE_FAILURE_HARDWARE, /* hardware, system or another page holds it */
} CordonCaptureFailure;

/**
 * cordon_capture_failed: it ends without a sample, or with no more. Returns: (transfer none): the DOMException for the
 * page (B-25).
 */
CORDON_API const char *cordon_capture_failed (CordonCapture *capture, CordonCaptureFailure failure);
/** cordon_capture_ended: after the last sample. */
CORDON_API void cordon_capture_ended (CordonCapture *capture);
/** cordon_capture_may_deliver: whether samples may flow now: started, not stopped, indicator shown. */
CORDON_API gboolean cordon_capture_may_deliver (const CordonCapture *capture);

/** CordonCapturer: what holds the hardware; zero-filled: nobody. Main thread. */
typedef struct
{
  /* No capture of any page has used @device for 3 s: let it go (F-08). @device is nullable. */
  void (*release) (gpointer data, CordonFeature feature, const char *device);
  /* It is wanted again. FALSE: it cannot be had, and the capture ends (F-09). */
  gboolean (*reacquire) (gpointer data, CordonFeature feature, const char *device);
  gpointer data;
} CordonCapturer;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonCapture, cordon_capture_unref)

G_END_DECLS
