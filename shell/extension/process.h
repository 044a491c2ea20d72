/*
 * What all pages of one web process share: the media graph, and the realm that no page can reach, in which the
 * maps from objects to nodes live.
 */

#pragma once

#include <jsc/jsc.h>

#include "isolation/graph.h"
#include "shell/extension/page.h"

G_BEGIN_DECLS

CordonGraph *shell_process_get_graph (void);

/* shell_process_get_surface: the node of the screen, on which every element of this process plays. */
CordonNodeId shell_process_get_surface (void);

/* A WeakMap from objects of any realm to node numbers, and one from wrappers to the text of what they stand for. */
JSCValue *shell_process_get_nodes (JSCContext *any);
JSCValue *shell_process_get_disguises (JSCContext *any);

/* The captures that pages of this process were granted: what the decision obliges, by capture id. */
void shell_process_keep_obligations (guint64 capture_id, const CordonObligations *obligations);
const CordonObligations *shell_process_find_obligations (guint64 capture_id);

/* Tracks by the engine's own id of them, which survives a transfer. */
void shell_process_remember_track (const char *track_id, CordonNodeId node, const char *capture);
CordonNodeId shell_process_find_track (const char *track_id);
const char *shell_process_find_track_capture (const char *track_id);

/* shell_process_end_track: Returns: FALSE where that track is known to have ended already. */
gboolean shell_process_end_track (const char *track_id);

/*
 * Realms. shell_process_add_frame: Returns: the number of a ShellFrame, which is known until it is removed.
 * shell_process_remember_realm: bindings are being installed in @context for it. Returns: (transfer full): an
 * object for what C calls of the realm, which lives as long as the realm.
 * shell_process_find_realm: Returns: (transfer none) (nullable): whose bindings are in @context already.
 */
guint64 shell_process_add_frame (ShellFrame *frame);
void shell_process_remove_frame (guint64 number);
JSCValue *shell_process_remember_realm (JSCContext *context, guint64 number);
ShellFrame *shell_process_find_realm (JSCContext *context);

/* shell_process_describe: Returns: (transfer floating): `(s)`, the media graph as JSON for the debug page. */
GVariant *shell_process_describe (void);

/* shell_process_isolate_captures: for tests: every captured source of the process becomes isolated now. */
void shell_process_isolate_captures (void);

G_END_DECLS
