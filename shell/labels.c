/*
 * The chrome's vocabulary.
 */

#include "shell/labels.h"

static const struct
{
  const char *icon;
  const char *words;
} features[] = {
  [CORDON_FEATURE_NONE] = { "dialog-question-symbolic", "Nothing" },
  [CORDON_FEATURE_CAMERA] = { "camera-web-symbolic", "Your camera" },
  [CORDON_FEATURE_MICROPHONE] = { "audio-input-microphone-symbolic", "Your microphone" },
  [CORDON_FEATURE_DISPLAY_CAPTURE] = { "video-display-symbolic", "Your screen" },
  [CORDON_FEATURE_SPEAKER_SELECTION] = { "audio-speakers-symbolic", "A choice of loudspeakers" },
  [CORDON_FEATURE_CAPTURED_SURFACE_CONTROL] = { "input-mouse-symbolic", "Control of what you share" },
  [CORDON_FEATURE_VIEWPORT_CAPTURE] = { "view-fullscreen-symbolic", "A picture of this tab" },
};

static const char *const answers[] = {
  [CORDON_ANSWER_DISMISS] = "Not now",
  [CORDON_ANSWER_IGNORE] = NULL,
  [CORDON_ANSWER_BLOCK_TEMPORARILY] = "Block for an hour",
  [CORDON_ANSWER_BLOCK_SESSION] = NULL,
  [CORDON_ANSWER_BLOCK] = "Always block",
  [CORDON_ANSWER_BLOCK_CALLEE] = "Never to this person",
  [CORDON_ANSWER_ALLOW_CALL] = "Allow for this call",
  [CORDON_ANSWER_ALLOW_VISIT] = "Allow this visit",
  [CORDON_ANSWER_ALLOW_SESSION] = NULL,
  [CORDON_ANSWER_ALLOW_UNTIL] = NULL,
  [CORDON_ANSWER_ALLOW] = "Always allow",
  [CORDON_ANSWER_ALLOW_CALLEE_CALL] = "Allow for this call",
  [CORDON_ANSWER_ALLOW_CALLEE] = "Always with this person",
  [CORDON_ANSWER_ALLOW_SURFACE] = "Share",
  [CORDON_ANSWER_ALLOW_ADDRESS_BOOK] = "Always with people I know",
};

static const char *const lifetimes[] = {
  [CORDON_LIFETIME_NONE] = "",
  [CORDON_LIFETIME_CALL] = "during this call",
  [CORDON_LIFETIME_VISIT] = "this visit",
  [CORDON_LIFETIME_SESSION] = "until the browser closes",
  [CORDON_LIFETIME_UNTIL_TIME] = "for a time",
  [CORDON_LIFETIME_UNTIL_UNUSED] = "until unused for 60 days",
  [CORDON_LIFETIME_UNTIL_REVOKED] = "until you take it back",
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
  return (guint) feature < G_N_ELEMENTS (features) ? features[feature].words : features[0].words;
}

const char *
shell_answer_words (CordonAnswer answer)
{
  return (guint) answer < G_N_ELEMENTS (answers) ? answers[answer] : NULL;
}

const char *
shell_lifetime_words (CordonLifetime lifetime)
{
  return (guint) lifetime < G_N_ELEMENTS (lifetimes) ? lifetimes[lifetime] : "";
}
