/*
 * cordon:debug, served by the browser process itself. No page can fetch, frame or open it.
 */

#pragma once

#include "shell/browser.h"

G_BEGIN_DECLS

#define SHELL_DEBUG_URI "cordon:debug"

void shell_debug_scheme_register (WebKitWebContext *context, ShellBrowser *browser);
gboolean shell_debug_scheme_owns (const char *uri);

typedef enum
{
  SHELL_DEBUG_PAGE = 0,
  SHELL_DEBUG_JSON,
  SHELL_DEBUG_EXPORT, /* JSON without addresses and private sessions */
} ShellDebugForm;

/* shell_debug_collect: asks the web processes for their media graphs, then calls @done with all of it in @form. */
typedef void (*ShellDebugDone) (char *text, gpointer data);
void shell_debug_collect (ShellBrowser *browser, ShellDebugForm form, const char *filter, ShellDebugDone done,
                          gpointer data);

G_END_DECLS
