/* What the profile tells the devices. */

#pragma once

#include "permissions/device_view.h"
#include "permissions/document_private.h"

G_BEGIN_DECLS

typedef struct _CordonDeviceViews CordonDeviceViews;

CordonDeviceViews *cordon_device_views_new (void);
void cordon_device_views_free (CordonDeviceViews *devices);

/** cordon_device_views_document_changed: activity, view and end of @document. */
void cordon_device_views_document_changed (CordonProfile *profile, CordonDocument *document,
                                           CordonDocumentChange change);

/** CordonDeviceTest: @device is a hardware id. */
typedef gboolean (*CordonDeviceTest) (const char *device, gpointer data);

/** cordon_device_views_all: FALSE also where nothing of the kind is plugged in, or nobody has said what is. */
gboolean cordon_device_views_all (const CordonProfile *profile, CordonFeature feature, CordonDeviceTest test,
                                  gpointer data);

/**
 * cordon_device_views_captured: a device of @feature is live for @document: it sees its kind, and keeps its ids
 * (G-03, G-09).
 */
void cordon_device_views_captured (CordonProfile *profile, CordonDocument *document, CordonFeature feature);

/** cordon_device_views_output_granted: the user chose the output @hardware for @document (B-51). */
void
cordon_device_views_output_granted (CordonProfile *profile, CordonDocument *document, const char *hardware);

/** cordon_device_views_grant_stored: a decision for @origin is kept on disk, so its ids are (G-03). */
void cordon_device_views_grant_stored (CordonProfile *profile, const CordonOrigin *origin);

/** cordon_device_views_identifiers_reset: the ids of @origin (NULL: of all) are others from now on (G-05). */
void cordon_device_views_identifiers_reset (CordonProfile *profile, const CordonOrigin *origin);

G_END_DECLS
