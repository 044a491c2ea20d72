/*
 * MediaStream and MediaStreamTrack: nodes and edges.
 */

#include "isolation/graph.h"
#include "isolation/observer.h"
#include "shell/delay.h"
#include "shell/extension/native.h"
#include "shell/extension/process.h"

#define GRAPH (shell_process_get_graph ())
#define NODE(number) ((CordonNodeId) (number))

/* The label that the decision obliges. A capture that this process was never granted is for nobody. */
static double
add_capture_track (const char *capture, gboolean display, const char *track_id, ShellFrame *frame)
{
  const CordonObligations *obligations = shell_process_find_obligations (
    g_ascii_strtoull (capture, NULL, 10));
  shell_delay ("label");
  CordonNodeId node = cordon_graph_add_track (GRAPH, display ? CORDON_SOURCE_DISPLAY : CORDON_SOURCE_CAPTURE,
                                              obligations);
  if (display)
    cordon_graph_capture_surface (GRAPH, shell_process_get_surface (), node);
  shell_process_remember_track (track_id, node, capture);
  return (double) node;
}

static double
add_generated_track (ShellFrame *frame)
{
  return (double) cordon_graph_add_track (GRAPH, CORDON_SOURCE_GENERATED, NULL);
}

/* A track that came from another realm; 0, which every sink refuses, where none of this process has its id. */
static double
find_track (const char *track_id, ShellFrame *frame)
{
  CordonNodeId node = shell_process_find_track (track_id);
  return node ? (double) cordon_graph_derive (GRAPH, node, CORDON_DERIVE_CLONE) : 0.0;
}

/* A track that script made, and that is about to be transferred. */
static void
remember_track (double track, const char *track_id, ShellFrame *frame)
{
  if (shell_process_find_track (track_id) == 0)
    shell_process_remember_track (track_id, NODE (track), "");
}

/* Returns: (transfer full): the capture that a track of this id was made from; "" for none. */
static char *
find_capture (const char *track_id, ShellFrame *frame)
{
  const char *capture = shell_process_find_track_capture (track_id);
  return g_strdup (capture ? capture : "");
}

static double
clone_track (double track, const char *track_id, const char *capture, ShellFrame *frame)
{
  CordonNodeId node = cordon_graph_derive (GRAPH, NODE (track), CORDON_DERIVE_CLONE);
  shell_process_remember_track (track_id, node, capture);
  return (double) node;
}

static double
add_stream (ShellFrame *frame)
{
  return (double) cordon_graph_add_stream (GRAPH);
}

static gboolean
attach (double from, double into, ShellFrame *frame)
{
  return cordon_graph_attach (GRAPH, NODE (from), NODE (into));
}

static gboolean
detach (double from, double into, ShellFrame *frame)
{
  return cordon_graph_detach (GRAPH, NODE (from), NODE (into));
}

static gboolean
is_isolated (double node, ShellFrame *frame)
{
  return cordon_graph_is_isolated (GRAPH, NODE (node));
}

static void
remove_node (double node, ShellFrame *frame)
{
  cordon_graph_remove (GRAPH, NODE (node));
}

static void
on_reaction (JSCValue *function, ShellFrame *frame)
{
  shell_frame_listen (frame, SHELL_LISTENER_REACTION, function);
}

static void
on_orphan (JSCValue *function, ShellFrame *frame)
{
  shell_frame_listen (frame, SHELL_LISTENER_ORPHAN, function);
}

static void
on_renewed (JSCValue *function, ShellFrame *frame)
{
  shell_frame_listen (frame, SHELL_LISTENER_RENEWED, function);
}

static gboolean
call_later (gpointer data)
{
  JSCValue *function = data;
  g_autoptr (JSCValue) result = jsc_value_function_call (function, G_TYPE_NONE);
  jsc_context_clear_exception (jsc_value_get_context (function));
  return G_SOURCE_REMOVE;
}

/* Queues a task: an event never fires inside the call that caused it. */
static void
later (JSCValue *function, ShellFrame *frame)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, call_later, g_object_ref (function), g_object_unref);
}

const ShellNative shell_track_natives[] = {
  { "addCaptureTrack", G_CALLBACK (add_capture_track), "n:sbs" },
  { "addGeneratedTrack", G_CALLBACK (add_generated_track), "n:" },
  { "findTrack", G_CALLBACK (find_track), "n:s" },
  { "rememberTrack", G_CALLBACK (remember_track), "-:ns" },
  { "findCapture", G_CALLBACK (find_capture), "s:s" },
  { "cloneTrack", G_CALLBACK (clone_track), "n:nss" },
  { "addStream", G_CALLBACK (add_stream), "n:" },
  { "attach", G_CALLBACK (attach), "b:nn" },
  { "detach", G_CALLBACK (detach), "b:nn" },
  { "isIsolated", G_CALLBACK (is_isolated), "b:n" },
  { "removeNode", G_CALLBACK (remove_node), "-:n" },
  { "onReaction", G_CALLBACK (on_reaction), "-:v" },
  { "onOrphan", G_CALLBACK (on_orphan), "-:v" },
  { "onRenewed", G_CALLBACK (on_renewed), "-:v" },
  { "later", G_CALLBACK (later), "-:v" },
  { NULL, NULL, NULL },
};
