/*
 * Words and pictures of the chrome, by table.
 */

#pragma once

#include "permissions/grant.h"
#include "permissions/presenter.h"
#include "ui-bridge/prompt.h"

G_BEGIN_DECLS

const char *shell_feature_icon (CordonFeature feature);
const char *shell_feature_words (CordonFeature feature); /* "Your camera" */
const char *shell_feature_name (CordonFeature feature);  /* "Camera" */
/* shell_answer_words: Returns: (nullable): %NULL for an answer that has no button. */
const char *shell_answer_words (CordonAnswer answer);
/* shell_device_scope_words: Returns: (nullable): what a yes covers, where a feature has more than one device (B-19). */
const char *shell_device_scope_words (CordonFeature feature, CordonDeviceScope scope);
const char *shell_lifetime_words (CordonLifetime lifetime);

G_END_DECLS
