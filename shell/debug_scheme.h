/*
 * cordon:debug, served by the browser process itself. No page can fetch, frame or open it.
 */

#pragma once

#include "shell/browser.h"

G_BEGIN_DECLS

#define SHELL_DEBUG_URI "cordon:debug"

void shell_debug_scheme_register (WebKitWebContext *context, ShellBrowser *browser);
gboolean shell_debug_scheme_owns (const char *uri);

/* shell_debug_collect: asks the web processes for their media graphs, then calls @done with the page in @format. */
typedef void (*ShellDebugDone) (char *text, gpointer data);
void shell_debug_collect (ShellBrowser *browser, gboolean as_json, ShellDebugDone done, gpointer data);

G_END_DECLS
