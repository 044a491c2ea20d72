/*
 * Names of the WebKitUserMessages between the two processes of the shell. Cordon's own messages travel inside
 * SHELL_MESSAGE_BROKER and SHELL_MESSAGE_AGENT and are opaque to the shell.
 */

#pragma once

#define SHELL_MESSAGE_BROKER "cordon.broker"             /* v, to the browser process */
#define SHELL_MESSAGE_AGENT "cordon.agent"               /* v, to the web process */
#define SHELL_MESSAGE_VERSION_PAGE "cordon.version-page" /* (t) and a descriptor, to the web process */

/* To the browser process. What they say of a document can only narrow what is known there. */
#define SHELL_MESSAGE_FRAME "shell.frame"           /* SHELL_FRAME_TYPE: a document begins */
#define SHELL_MESSAGE_FRAME_GONE "shell.frame-gone" /* (t) engine id */
#define SHELL_MESSAGE_CAPTURE "shell.capture"       /* (tsu) engine id, token, features; answered by (b) */
#define SHELL_MESSAGE_CANCEL_DISPLAY "shell.cancel-display" /* (t) engine id */

/* To the web process. */
#define SHELL_MESSAGE_REFUSED "shell.refused" /* (t) engine id: the document was not registered */
#define SHELL_MESSAGE_SETTLE "shell.settle"   /* answered by () when all that was sent before has been done */
#define SHELL_MESSAGE_LOCATE "shell.locate" /* (s) selector; answered by (bdddd) found, x, y, width, height */
#define SHELL_MESSAGE_GRAPH "shell.graph"   /* answered by a(tsst) node, kind, label, made of */
#define SHELL_MESSAGE_ISOLATE \
  "shell.isolate" /* tests: captured sources become isolated while they are in use */

/* Engine id; main frame; secure context; serialised origin; address; engine id of the document whose element holds the
 * frame, 0 where it was not found; that element's `allow` and declared address ("null" where it is sandboxed). */
#define SHELL_FRAME_TYPE "(tbbsstss)"
