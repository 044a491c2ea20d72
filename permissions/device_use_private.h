/*
 * Devices in use, over all pages of the profile: hardware that nobody has used for 3 s is let go, and had again before
 * the next sample (F-07 … F-09).
 */

#pragma once

#include "permissions/profile_private.h"

G_BEGIN_DECLS

/** CORDON_DEVICE_RELEASE_US: so long after its last use a device is let go (F-08). */
#define CORDON_DEVICE_RELEASE_US (3 * CORDON_SECOND_US)

CordonDeviceUses *cordon_device_uses_new (void);
void cordon_device_uses_free (CordonDeviceUses *devices);

/** cordon_devices_update: a capture of (@feature, @device) started, muted, unmuted or ended. */
void cordon_devices_update (CordonProfile *profile, CordonFeature feature, const char *device);

/** cordon_capture_resume: @capture is wanted again: has its device back, waits for the view, or ends. */
void cordon_capture_resume (CordonCapture *capture);

void cordon_devices_tick (CordonProfile *profile, CordonTime now);
gint64 cordon_devices_get_next_due (const CordonProfile *profile);

G_END_DECLS
