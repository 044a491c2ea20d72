/*
 * A capture: a device or surface that is really open, made from a one-use token. It carries the obligations.
 */

#pragma once

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
CORDON_API guint64 cordon_capture_get_id (const CordonCapture *capture);
CORDON_API const CordonObligations *cordon_capture_get_obligations (const CordonCapture *capture);

/**
 * cordon_capture_started: before the first sample; the indicator is on when it returns. %FALSE: deliver nothing
 * (F-30).
 */
CORDON_API gboolean cordon_capture_started (CordonCapture *capture);
/** cordon_capture_set_muted: the engine muted or unmuted the source (F-07). */
CORDON_API void cordon_capture_set_muted (CordonCapture *capture, gboolean muted);
/** cordon_capture_ended: after the last sample. */
CORDON_API void cordon_capture_ended (CordonCapture *capture);
/** cordon_capture_may_deliver: whether samples may flow now: started, not stopped, indicator shown. */
CORDON_API gboolean cordon_capture_may_deliver (const CordonCapture *capture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonCapture, cordon_capture_unref)

G_END_DECLS
