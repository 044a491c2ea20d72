/*
 * The powerful features that Cordon governs: one table, one row each. Adding a feature is adding a row.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonFeature: what a page may ask for. Values are stored on disk: never renumber. */
typedef enum
{
  CORDON_FEATURE_NONE = 0,
  CORDON_FEATURE_CAMERA = 1,
  CORDON_FEATURE_MICROPHONE = 2,
  CORDON_FEATURE_DISPLAY_CAPTURE = 3,
  CORDON_FEATURE_SPEAKER_SELECTION = 4,
  CORDON_FEATURE_CAPTURED_SURFACE_CONTROL = 5,
  CORDON_FEATURE_VIEWPORT_CAPTURE = 6,
} CordonFeature;

#define CORDON_N_FEATURES 7

/** CordonFeatureSet: a set of features as bits; bit n stands for feature n. Zero is the empty set. */
typedef guint32 CordonFeatureSet;

#define CORDON_FEATURE_SET_OF(feature) ((CordonFeatureSet) (1u << (guint) (feature)))
/** CORDON_FEATURE_BIT: the bit of a feature by its short name: `CORDON_FEATURE_BIT (CAMERA)`. */
#define CORDON_FEATURE_BIT(NAME) CORDON_FEATURE_SET_OF (CORDON_FEATURE_##NAME)

/** CordonPromptKind: which of the chrome's dialogs asks for a feature. */
typedef enum
{
  CORDON_PROMPT_KIND_NONE = 0,
  CORDON_PROMPT_KIND_DEVICE,  /* camera and microphone, which may be asked for together (B-21) */
  CORDON_PROMPT_KIND_DISPLAY, /* screen, window or tab: always its own dialog (B-41) */
  CORDON_PROMPT_KIND_SPEAKER,
  CORDON_PROMPT_KIND_CONTROL,
} CordonPromptKind;

/** CordonIndicatorKind: what the chrome shows while the feature is in use (F-04). */
typedef enum
{
  CORDON_INDICATOR_KIND_NONE = 0,
  CORDON_INDICATOR_KIND_CAMERA,
  CORDON_INDICATOR_KIND_MICROPHONE,
  CORDON_INDICATOR_KIND_DISPLAY,
} CordonIndicatorKind;

/** CordonKeyKind: what decisions about a feature are kept under; see permissions/permission_key.h. */
typedef enum
{
  CORDON_KEY_TOP_LEVEL = 0, /* the top-level origin */
  CORDON_KEY_DOUBLE,        /* the top-level origin and the asking one */
} CordonKeyKind;

/** CordonFeatureInfo: one row of the feature table. */
typedef struct
{
  const char *name;           /* in the Permissions API, Permissions Policy, managed policy and the store */
  gboolean persists;          /* a yes may outlive the capture; FALSE: never stored as granted (B-39) */
  gboolean policy_controlled; /* default allowlist `self` */
  gboolean needs_activation;  /* transient activation before a prompt (B-40) */
  gboolean takes_callee;      /* may be granted towards a callee only (B-05) */
  CordonKeyKind key;
  CordonPromptKind prompt;
  CordonIndicatorKind indicator;
} CordonFeatureInfo;

/**
 * cordon_feature_get_info: Returns: (transfer none): the row; that of CORDON_FEATURE_NONE (nothing allowed) for a
 * bad value.
 */
CORDON_API const CordonFeatureInfo *cordon_feature_get_info (CordonFeature feature);

/** cordon_feature_to_string: Returns: (transfer none): the web's name of @feature, "none" for a bad value. */
CORDON_API const char *cordon_feature_to_string (CordonFeature feature);

/**
 * cordon_feature_from_string: Returns: the feature called @name, case-sensitively; CORDON_FEATURE_NONE for
 * another name (B-35).
 */
CORDON_API CordonFeature cordon_feature_from_string (const char *name);

G_END_DECLS
