/*
 * Capture handle: what a captured page tells those who capture it (B-45).
 */

#pragma once

#include "permissions/origin.h"

G_BEGIN_DECLS

/**
 * CordonCaptureHandleConfig: what the page passed to setCaptureHandleConfig(); zero-filled: it takes its handle
 * back.
 */
typedef struct
{
  gboolean expose_origin;
  const char *handle;                   /* UTF-8; NULL and "" are the same */
  const char *const *permitted_origins; /* NULL-terminated, nullable; "*" alone means everyone */
} CordonCaptureHandleConfig;

/** CordonCaptureHandle: the handle of one document; owner's thread. */
typedef struct _CordonCaptureHandle CordonCaptureHandle;

/**
 * cordon_capture_handle_check:
 *
 * Returns: (nullable): InvalidStateError outside a top-level document, TypeError for a handle of more than 1024 UTF-16
 * units, NotSupportedError for a permitted origin that is none or a `*` among others; %NULL: it may be set.
 */
CORDON_API const char *
cordon_capture_handle_check (const CordonCaptureHandleConfig *config, gboolean is_top_level);

/**
 * cordon_capture_handle_new: @config has passed the check; @origin is the captured document's. Returns: (transfer
 * full).
 */
CORDON_API CordonCaptureHandle *
cordon_capture_handle_new (const CordonCaptureHandleConfig *config, const CordonOrigin *origin);
CORDON_API void cordon_capture_handle_free (CordonCaptureHandle *handle);

/** CordonCaptureHandleView: what one capturer sees. Borrowed from the handle. */
typedef struct
{
  const char *handle;
  const CordonOrigin *origin; /* NULL where the page does not expose it */
} CordonCaptureHandleView;

/** cordon_capture_handle_get_view: Returns: %FALSE where @capturer is not permitted, or there is nothing to see. */
CORDON_API gboolean cordon_capture_handle_get_view (const CordonCaptureHandle *handle,
                                                    const CordonOrigin *capturer,
                                                    CordonCaptureHandleView *out_view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonCaptureHandle, cordon_capture_handle_free)

G_END_DECLS
