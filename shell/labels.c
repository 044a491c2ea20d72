/*
 * The chrome's vocabulary.
 */

#include "shell/labels.h"

#include <glib/gi18n.h>

static const struct
{
  const char *icon;
  const char *words;
  const char *name;
} features[] = {
  [CORDON_FEATURE_NONE] = { "dialog-question-symbolic", N_ ("Nothing"), N_ ("Nothing") },
  [CORDON_FEATURE_CAMERA] = { "camera-web-symbolic", N_ ("Your camera"), N_ ("Camera") },
  [CORDON_FEATURE_MICROPHONE] = { "audio-input-microphone-symbolic", N_ ("Your microphone"),
                                  N_ ("Microphone") },
  [CORDON_FEATURE_DISPLAY_CAPTURE] = { "video-display-symbolic", N_ ("Your screen"), N_ ("Screen") },
  [CORDON_FEATURE_SPEAKER_SELECTION] = { "audio-speakers-symbolic", N_ ("A choice of loudspeakers"),
                                         N_ ("Loudspeakers") },
  [CORDON_FEATURE_CAPTURED_SURFACE_CONTROL] = { "input-mouse-symbolic", N_ ("Control of what you share"),
                                                N_ ("Control of what is shared") },
  [CORDON_FEATURE_VIEWPORT_CAPTURE] = { "view-fullscreen-symbolic", N_ ("A picture of this tab"),
                                        N_ ("Picture of a tab") },
};

static const char *const answers[] = {
  [CORDON_ANSWER_DISMISS] = N_ ("Not now"),
  [CORDON_ANSWER_IGNORE] = NULL,
  [CORDON_ANSWER_BLOCK_TEMPORARILY] = N_ ("Block for an hour"),
  [CORDON_ANSWER_BLOCK_SESSION] = NULL,
  [CORDON_ANSWER_BLOCK] = N_ ("Always block"),
  [CORDON_ANSWER_BLOCK_CALLEE] = N_ ("Never to this person"),
  [CORDON_ANSWER_ALLOW_CALL] = N_ ("Allow for this call"),
  [CORDON_ANSWER_ALLOW_VISIT] = N_ ("Allow this visit"),
  [CORDON_ANSWER_ALLOW_SESSION] = NULL,
  [CORDON_ANSWER_ALLOW_UNTIL] = NULL,
  [CORDON_ANSWER_ALLOW] = N_ ("Always allow"),
  [CORDON_ANSWER_ALLOW_CALLEE_CALL] = N_ ("Allow for this call"),
  [CORDON_ANSWER_ALLOW_CALLEE] = N_ ("Always with this person"),
  [CORDON_ANSWER_ALLOW_SURFACE] = N_ ("Share"),
  [CORDON_ANSWER_ALLOW_ADDRESS_BOOK] = N_ ("Always with people I know"),
};

static const char *const lifetimes[] = {
  [CORDON_LIFETIME_NONE] = "",
  [CORDON_LIFETIME_CALL] = N_ ("during this call"),
  [CORDON_LIFETIME_VISIT] = N_ ("this visit"),
  [CORDON_LIFETIME_SESSION] = N_ ("until the browser closes"),
  [CORDON_LIFETIME_UNTIL_TIME] = N_ ("for a time"),
  [CORDON_LIFETIME_UNTIL_UNUSED] = N_ ("until unused for 60 days"),
  [CORDON_LIFETIME_UNTIL_REVOKED] = N_ ("until you take it back"),
};

G_STATIC_ASSERT (G_N_ELEMENTS (features) == CORDON_N_FEATURES);
G_STATIC_ASSERT (G_N_ELEMENTS (answers) == CORDON_N_ANSWERS);

const char *
shell_feature_icon (CordonFeature feature)
{
  return (guint) feature < G_N_ELEMENTS (features) ? features[feature].icon : features[0].icon;
}

const char *
shell_feature_words (CordonFeature feature)
{
  return (guint) feature < G_N_ELEMENTS (features) ? _ (features[feature].words) : _ (features[0].words);
}

const char *
shell_feature_name (CordonFeature feature)
{
  return (guint) feature < G_N_ELEMENTS (features) ? _ (features[feature].name) : _ (features[0].name);
}

const char *
shell_answer_words (CordonAnswer answer)
{
  return (guint) answer < G_N_ELEMENTS (answers) && answers[answer] ? _ (answers[answer]) : NULL;
}

const char *
shell_device_scope_words (CordonFeature feature, CordonDeviceScope scope)
{
  if (feature != CORDON_FEATURE_CAMERA && feature != CORDON_FEATURE_MICROPHONE)
    return NULL;
  gboolean camera = feature == CORDON_FEATURE_CAMERA;
  if (scope == CORDON_DEVICE_SCOPE_THIS_DEVICE)
    return camera ? _ ("a yes covers this camera only") : _ ("a yes covers this microphone only");
  return camera ? _ ("a yes covers every camera of this computer")
                : _ ("a yes covers every microphone of this computer");
}

const char *
shell_lifetime_words (CordonLifetime lifetime)
{
  gboolean has_words = (guint) lifetime < G_N_ELEMENTS (lifetimes) && *lifetimes[lifetime];
  return has_words ? _ (lifetimes[lifetime]) : "";
}
