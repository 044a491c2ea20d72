/*
 * What enumerateDevices() tells one document, and when `devicechange` fires (G-08 … G-10, G-22). Dies with its
 * document.
 */

#pragma once

#include "permissions/device_id.h"
#include "permissions/feature.h"

G_BEGIN_DECLS

/** CordonEnumeration: one document's view of the devices; its owner's thread. */
typedef struct _CordonEnumeration CordonEnumeration;

/** CordonHardware: a device that the browser knows. Copied. */
typedef struct
{
  CordonDeviceKind kind;
  const char *id;    /* never shown to a page */
  const char *group; /* devices of one piece of equipment share it; nullable */
  const char *label; /* nullable */
} CordonHardware;

/** CordonDeviceInfo: what the page gets. Borrowed from the list. */
typedef struct
{
  CordonDeviceKind kind;
  const char *device_id;
  const char *label;
  const char *group_id;
  gboolean has_capabilities; /* FALSE: InputDeviceInfo.getCapabilities() gives {} (G-08) */
} CordonDeviceInfo;

/** CordonDeviceFunc: once for each entry, in order. */
typedef void (*CordonDeviceFunc) (const CordonDeviceInfo *info, gpointer data);

/**
 * cordon_enumeration_new:
 * @salts: copied
 * @enabled: the features that the document's policy enables; kinds of others are not even hinted at
 *
 * Returns: (transfer full): a view of nothing, not in view.
 */
CORDON_API CordonEnumeration *
cordon_enumeration_new (const CordonDeviceSalts *salts, const CordonOrigin *origin,
                        const CordonOrigin *top_level_origin, CordonFeatureSet enabled);
CORDON_API void cordon_enumeration_free (CordonEnumeration *enumeration);

/* What changes. Each returns whether the document gets a `devicechange` now (G-10). */

/** cordon_enumeration_set_hardware: what is plugged in, best first. */
CORDON_API gboolean cordon_enumeration_set_hardware (CordonEnumeration *enumeration,
                                                     const CordonHardware *hardware, gsize n_hardware);

/**
 * cordon_enumeration_set_in_view: whether enumeration may proceed: fully active and in view. What waited is told
 * then.
 */
CORDON_API gboolean cordon_enumeration_set_in_view (CordonEnumeration *enumeration, gboolean in_view);

/**
 * cordon_enumeration_captured: the document captured from a camera or microphone: from now until it ends, or until
 * cordon_enumeration_withdraw(), it sees all of that kind (G-09). A microphone also shows the outputs of its
 * group (B-51).
 */
CORDON_API gboolean cordon_enumeration_captured (CordonEnumeration *enumeration, CordonFeature feature);

/** cordon_enumeration_output_granted: the user chose this output for the page (B-51). @hardware: the browser's id. */
CORDON_API gboolean cordon_enumeration_output_granted (CordonEnumeration *enumeration, const char *hardware);

/** cordon_enumeration_withdraw: takes the exposure back, at any time (G-09). */
CORDON_API gboolean cordon_enumeration_withdraw (CordonEnumeration *enumeration);

/** cordon_enumeration_may_proceed: %FALSE: the promise waits. */
CORDON_API gboolean cordon_enumeration_may_proceed (const CordonEnumeration *enumeration);

/** cordon_enumeration_foreach: the list as the page gets it now. */
CORDON_API void
cordon_enumeration_foreach (const CordonEnumeration *enumeration, CordonDeviceFunc func, gpointer data);

/** cordon_enumeration_find_hardware: Returns: (transfer none) (nullable): the device behind an id, exposed or not. */
CORDON_API const char *cordon_enumeration_find_hardware (const CordonEnumeration *enumeration,
                                                         CordonDeviceKind kind, const char *device_id);

/**
 * cordon_enumeration_check_sink: setSinkId() (B-51).
 *
 * Returns: (nullable): NotAllowedError where the policy disables it or the output was not consented to,
 * NotFoundError for an unknown id; %NULL: it may be used. The default output, "", needs nothing.
 */
CORDON_API const char *
cordon_enumeration_check_sink (const CordonEnumeration *enumeration, const char *device_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonEnumeration, cordon_enumeration_free)

G_END_DECLS
