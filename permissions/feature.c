#include "permissions/feature.h"

#include <string.h>

static const CordonFeatureInfo features[] = {
  [CORDON_FEATURE_NONE] = { .name = "none" },
  [CORDON_FEATURE_CAMERA] = {
    .name = "camera",
    .persists = TRUE,
    .policy_controlled = TRUE,
    .takes_callee = TRUE,
    .prompt = CORDON_PROMPT_KIND_DEVICE,
    .indicator = CORDON_INDICATOR_KIND_CAMERA,
  },
  [CORDON_FEATURE_MICROPHONE] = {
    .name = "microphone",
    .persists = TRUE,
    .policy_controlled = TRUE,
    .takes_callee = TRUE,
    .prompt = CORDON_PROMPT_KIND_DEVICE,
    .indicator = CORDON_INDICATOR_KIND_MICROPHONE,
  },
  [CORDON_FEATURE_DISPLAY_CAPTURE] = {
    .name = "display-capture",
    .policy_controlled = TRUE,
    .needs_activation = TRUE,
    .prompt = CORDON_PROMPT_KIND_DISPLAY,
    .indicator = CORDON_INDICATOR_KIND_DISPLAY,
  },
  [CORDON_FEATURE_SPEAKER_SELECTION] = {
    .name = "speaker-selection",
    .persists = TRUE,
    .policy_controlled = TRUE,
    .needs_activation = TRUE,
    .prompt = CORDON_PROMPT_KIND_SPEAKER,
  },
  [CORDON_FEATURE_CAPTURED_SURFACE_CONTROL] = {
    .name = "captured-surface-control",
    .policy_controlled = TRUE,
    .needs_activation = TRUE,
    .prompt = CORDON_PROMPT_KIND_CONTROL,
  },
  [CORDON_FEATURE_VIEWPORT_CAPTURE] = {
    .name = "viewport-capture",
    .policy_controlled = TRUE,
    .needs_activation = TRUE,
    .prompt = CORDON_PROMPT_KIND_DISPLAY,
    .indicator = CORDON_INDICATOR_KIND_DISPLAY,
  },
};

G_STATIC_ASSERT (G_N_ELEMENTS (features) == CORDON_N_FEATURES);
G_STATIC_ASSERT (CORDON_N_FEATURES <= 8 * sizeof (CordonFeatureSet));

const CordonFeatureInfo *
cordon_feature_get_info (CordonFeature feature)
{
  guint index = (guint) feature;

  return &features[index < G_N_ELEMENTS (features) ? index : CORDON_FEATURE_NONE];
}

const char *
cordon_feature_to_string (CordonFeature feature)
{
  return cordon_feature_get_info (feature)->name;
}

CordonFeature
cordon_feature_from_string (const char *name)
{
  g_return_val_if_fail (name != NULL, CORDON_FEATURE_NONE);

  for (guint i = CORDON_FEATURE_NONE + 1; i < G_N_ELEMENTS (features); i++)
    if (strcmp (features[i].name, name) == 0)
      return (CordonFeature) i;

  return CORDON_FEATURE_NONE;
}
