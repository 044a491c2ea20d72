/*
 * Media elements: what plays, and what may be told of it.
 */

#include "isolation/narrowing.h"
#include "isolation/sink.h"
#include "shell/extension/native.h"
#include "shell/extension/process.h"

#define GRAPH (shell_process_get_graph ())
#define NODE(number) ((CordonNodeId) (number))

static double
add_element (ShellFrame *frame)
{
  return (double) cordon_graph_add_element (GRAPH);
}

/*
 * What plays is on the screen: a capture of the screen by a page of this process has from now on its label too
 * (C-44).
 */
static gboolean
show (double shown, ShellFrame *frame)
{
  return cordon_graph_attach (GRAPH, NODE (shown), shell_process_get_surface ());
}

/* Another source plays. The engine has let the last frame of the old one go when the new one delivers; this layer
 * learns of that when the element loads anew, which it has by the time that the setter returns. */
static void
source_replaced (double before, double element, ShellFrame *frame)
{
  cordon_graph_detach (GRAPH, NODE (before), NODE (element));
  guint32 generation = cordon_graph_get_pending (GRAPH, NODE (element));
  if (generation)
    cordon_graph_confirm (GRAPH, NODE (element), generation);
}

static gboolean
refuses_frame_metadata (double element, ShellFrame *frame)
{
  return cordon_sink_verdict (CORDON_SINK_FRAME_METADATA, cordon_graph_label (GRAPH, NODE (element)))
         == CORDON_VERDICT_REFUSE;
}

const ShellNative shell_element_natives[] = {
  { "addElement", G_CALLBACK (add_element), "n:" },
  { "show", G_CALLBACK (show), "b:n" },
  { "sourceReplaced", G_CALLBACK (source_replaced), "-:nn" },
  { "refusesFrameMetadata", G_CALLBACK (refuses_frame_metadata), "b:n" },
  { NULL, NULL, NULL },
};
