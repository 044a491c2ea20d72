/*
 * A page of the web process: Cordon's agent for it, and its frames.
 */

#pragma once

#include <webkit/webkit-web-process-extension.h>

#include "permissions/agent.h"

G_BEGIN_DECLS

typedef struct _ShellPage ShellPage;
typedef struct _ShellFrame ShellFrame;

ShellPage *shell_page_new (WebKitWebPage *web_page);
void shell_page_free (ShellPage *page);

/* shell_page_window_cleared: a document begins in @web_frame; script has not run in it yet. */
void shell_page_window_cleared (ShellPage *page, WebKitFrame *web_frame, WebKitScriptWorld *world);

CordonAgent *shell_page_get_agent (ShellPage *page);

/*
 * shell_page_send: to the browser process; @reply (nullable) gets the answer's parameters, or %NULL where there
 * was none.
 */
typedef void (*ShellReply) (GVariant *parameters, gpointer data);
void
shell_page_send (ShellPage *page, const char *name, GVariant *parameters, ShellReply reply, gpointer data);

/* shell_page_frame_gone: the document of @frame was unloaded. */
void shell_page_frame_gone (ShellPage *page, ShellFrame *frame);

/* shell_page_list_frames: Returns: (transfer container): the documents that live now. */
GList *shell_page_list_frames (ShellPage *page);

G_END_DECLS
