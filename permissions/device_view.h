/*
 * The devices as the documents of a profile see them: ids, labels and exposure (G-01 … G-10, B-51). The embedder tells
 * what is plugged in; captures and consent of the profile decide who sees how much of it. Main thread of the profile.
 */

#pragma once

#include "permissions/enumeration.h"
#include "permissions/profile.h"

G_BEGIN_DECLS

/** CordonDevicesChanged: @document gets a `devicechange`. */
typedef void (*CordonDevicesChanged) (CordonProfile *profile, CordonDocument *document, gpointer data);

/** cordon_profile_set_devices_changed: who tells the pages; %NULL: nobody. */
CORDON_API void
cordon_profile_set_devices_changed (CordonProfile *profile, CordonDevicesChanged changed, gpointer data);

/** cordon_profile_set_hardware: what is plugged in, best first. Copied. */
CORDON_API void
cordon_profile_set_hardware (CordonProfile *profile, const CordonHardware *hardware, gsize n_hardware);

/**
 * cordon_profile_may_enumerate: %FALSE: the promise of enumerateDevices() waits, for ever where the document has
 * gone.
 */
CORDON_API gboolean cordon_profile_may_enumerate (CordonProfile *profile, CordonDocument *document);

/** cordon_profile_foreach_device: what enumerateDevices() of @document resolves with. */
CORDON_API void cordon_profile_foreach_device (CordonProfile *profile, CordonDocument *document,
                                               CordonDeviceFunc func, gpointer data);

/** cordon_profile_find_device: Returns: (transfer none) (nullable): the hardware behind the id that @document knows. */
CORDON_API const char *cordon_profile_find_device (CordonProfile *profile, CordonDocument *document,
                                                   CordonDeviceKind kind, const char *device_id);

/** cordon_profile_check_sink: setSinkId() of @document; see cordon_enumeration_check_sink(). */
CORDON_API const char *
cordon_profile_check_sink (CordonProfile *profile, CordonDocument *document, const char *device_id);

/** cordon_profile_withdraw_devices: takes the exposure of @document back (G-09). */
CORDON_API void cordon_profile_withdraw_devices (CordonProfile *profile, CordonDocument *document);

/** cordon_profile_bar_identifiers: @origin may not keep cookies, and so no ids beyond this browser session (G-04). */
CORDON_API void
cordon_profile_bar_identifiers (CordonProfile *profile, const CordonOrigin *origin, gboolean barred);

G_END_DECLS
