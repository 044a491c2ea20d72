/*
 * A frame's document as the binding layer sees it: its JavaScript realm, and the id under which Cordon knows it
 * once the browser process has registered it. Until then questions wait; where it was not registered, the answer is no.
 */

#pragma once

#include <jsc/jsc.h>

#include "shell/extension/page.h"

G_BEGIN_DECLS

typedef struct _ShellFrame ShellFrame;

/* shell_frame_new: @engine_id: the number by which the page and the browser process name this document. */
ShellFrame *shell_frame_new (ShellPage *page, guint64 engine_id);
ShellFrame *shell_frame_ref (ShellFrame *frame);
void shell_frame_unref (ShellFrame *frame);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShellFrame, shell_frame_unref)

/*
 * shell_frame_install: puts the bindings in front of the engine's functions in @context, before any script of the
 * page.
 */
void shell_frame_install (ShellFrame *frame, JSCContext *context);

/*
 * shell_frame_renew: the window of an initial document serves the next one as well, with its bindings: what script has
 * bent in it meanwhile must not be there when bindings are installed, so that they never are a second time.
 */
void shell_frame_renew (ShellFrame *frame, ShellPage *page, guint64 engine_id, JSCContext *context);

guint64 shell_frame_get_engine_id (ShellFrame *frame);

/* shell_frame_get_page: Returns: (transfer none) (nullable): %NULL once the document has gone. */
ShellPage *shell_frame_get_page (ShellFrame *frame);

/*
 * shell_frame_when_known: runs @func when the document is registered or refused (id 0), at once where that is
 * settled.
 */
typedef void (*ShellFrameKnown) (ShellFrame *frame, guint64 document_id, gpointer data);
void shell_frame_when_known (ShellFrame *frame, ShellFrameKnown func, gpointer data);

void shell_frame_set_known (ShellFrame *frame, guint64 document_id);
guint64 shell_frame_get_document_id (ShellFrame *frame);

/* shell_frame_gone: the document was replaced or removed: what waits is refused. */
void shell_frame_gone (ShellFrame *frame);

/* What C tells the realm; each is set once by its family's file. */
typedef enum
{
  SHELL_LISTENER_REACTION, /* (node, reaction), to the realm that watches the node's object */
  SHELL_LISTENER_ORPHAN,   /* (node, reaction), to any: that realm has gone */
  SHELL_LISTENER_STATE,    /* (feature name, state) */
  SHELL_LISTENER_STOPPED,  /* (capture id, "") */
  SHELL_LISTENER_RENEWED,  /* ("", ""): the window has another document now */
} ShellListener;

#define SHELL_N_LISTENERS 5

void shell_frame_listen (ShellFrame *frame, ShellListener listener, JSCValue *function);

/* What the realm said to it. */
typedef enum
{
  SHELL_TOLD_FAILED = 0, /* it threw, at the end of its stack for instance */
  SHELL_TOLD_NOBODY,     /* it is not this realm's to do */
  SHELL_TOLD_DONE,
} ShellTold;

/* shell_frame_tell: reaches the realm for as long as script can, also after its document has gone. */
ShellTold shell_frame_tell (ShellFrame *frame, ShellListener listener, const char *first, const char *second);

/* shell_frame_get_context: Returns: (transfer none) (nullable): %NULL once the document has gone. */
JSCContext *shell_frame_get_context (ShellFrame *frame);

G_END_DECLS
