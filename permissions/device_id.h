/*
 * The identifiers that pages see of devices, tracks and streams: unguessable elsewhere, useless for recognising anyone
 * (G-01 … G-07, G-11). Pure but for the random ones.
 */

#pragma once

#include "permissions/feature.h"
#include "permissions/origin.h"

G_BEGIN_DECLS

/** CordonDeviceKind: what enumerateDevices() lists. Surfaces are not among them and have no ids (G-22). */
typedef enum
{
  CORDON_DEVICE_NONE = 0,
  CORDON_DEVICE_AUDIO_INPUT,
  CORDON_DEVICE_VIDEO_INPUT,
  CORDON_DEVICE_AUDIO_OUTPUT,
} CordonDeviceKind;

#define CORDON_N_DEVICE_KINDS 4

/** cordon_device_kind_to_string: Returns: (transfer none): "audioinput" and its kin. */
CORDON_API const char *cordon_device_kind_to_string (CordonDeviceKind kind);

/** cordon_device_kind_to_feature: whose policy and capture open the kind; CORDON_FEATURE_NONE for a bad one (G-08). */
CORDON_API CordonFeature cordon_device_kind_to_feature (CordonDeviceKind kind);

#define CORDON_DEVICE_SALT_SIZE 32

/**
 * CordonDeviceSalts: the secrets that ids of one (origin, top-level origin) are made with: one of each site, so that
 * clearing either rotates them (G-05), and one of the document, for groups (G-07).
 */
typedef struct
{
  guint8 origin[CORDON_DEVICE_SALT_SIZE];
  guint8 top_level[CORDON_DEVICE_SALT_SIZE];
  guint8 document[CORDON_DEVICE_SALT_SIZE];
} CordonDeviceSalts;

/**
 * cordon_device_salts_new_document: a fresh group secret for a new document. Returns: %FALSE, with zeroes,
 * without randomness.
 */
CORDON_API gboolean cordon_device_salts_new_document (CordonDeviceSalts *salts);

/**
 * cordon_device_id_new:
 * @origin: the document's origin, @top_level_origin its top-level document's: a frame has ids of its own (G-02)
 * @hardware: the browser's own id of the device
 * @attempt: 0; more where the id is already taken by another device of the list
 *
 * Returns: (transfer full): 8 hexadecimal digits (G-01).
 */
CORDON_API char *cordon_device_id_new (const CordonDeviceSalts *salts, const CordonOrigin *origin,
                                       const CordonOrigin *top_level_origin, CordonDeviceKind kind,
                                       const char *hardware, guint attempt);

/**
 * cordon_group_id_new: Returns: (transfer full): the same for all devices of @hardware_group, fresh for each
 * document (G-07).
 */
CORDON_API char *cordon_group_id_new (const CordonDeviceSalts *salts, const char *hardware_group);

/**
 * cordon_media_id_new: Returns: (transfer full) (nullable): a random UUID for a stream or track (G-11); %NULL
 * without randomness.
 */
CORDON_API char *cordon_media_id_new (void);

/** cordon_device_label_sanitize: Returns: (transfer full): @label without the name of its owner (G-21). */
CORDON_API char *cordon_device_label_sanitize (const char *label);

G_END_DECLS
