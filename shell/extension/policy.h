/*
 * What the web process tells about a frame: only what narrows, because a hostile process could say anything.
 */

#pragma once

#include <webkit/webkit-web-process-extension.h>

#include "shell/extension/page.h"

G_BEGIN_DECLS

/* shell_policy_describe: Returns: (transfer floating): SHELL_FRAME_TYPE. */
GVariant *
shell_policy_describe (ShellPage *page, WebKitFrame *web_frame, JSCContext *context, guint64 engine_id);

/* shell_policy_locate: where an element of the main frame is, in the view; for the journey's pointer. */
GVariant *shell_policy_locate (WebKitWebPage *page, const char *selector);

G_END_DECLS
