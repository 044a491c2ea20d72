/*
 * The content process, with the small library alone: a page that wants to be seen by one person, gets a camera, and
 * tries to read it.
 */

#include <stdio.h>

#include "isolation/graph.h"
#include "isolation/sink.h"
#include "permissions/agent.h"
#include "permissions/socket_transport.h"

#define SOCKET_DESCRIPTOR 3 /* where the browser process put it */
#define ENGINE_DOCUMENT 42

typedef struct
{
  GMainLoop *loop;
  CordonSocketTransport *transport;
  CordonAgent *agent;
  CordonGraph *graph;
  guint64 document_id;
  guint64 capture_id;
} Page;

/* video.srcObject = stream; context.drawImage (video, …); context.getImageData (…) */
static void
draw_and_read (Page *page, CordonNodeId track)
{
  const CordonNodeId stream = cordon_graph_add_stream (page->graph);
  const CordonNodeId element = cordon_graph_add_element (page->graph);
  const CordonNodeId canvas = cordon_graph_add_bitmap (page->graph);

  cordon_graph_attach (page->graph, track, stream);
  cordon_graph_attach (page->graph, stream, element);
  cordon_graph_draw (page->graph, element, canvas);
  switch (cordon_sink_verdict (CORDON_SINK_CANVAS_READ_BACK, cordon_graph_label (page->graph, canvas)))
    {
    case CORDON_VERDICT_ALLOW: puts ("READ the picture"); break;
    case CORDON_VERDICT_REFUSE:
      printf ("getImageData () threw %s\n", cordon_sink_exception (CORDON_SINK_CANVAS_READ_BACK));
      break;
    }
}

static void
answered (CordonAgent *agent, const CordonResponse *response, gpointer data)
{
  Page *page = data;
  CordonNodeId track;

  if (response->verdict != CORDON_DECISION_ALLOW)
    {
      printf ("getUserMedia () rejected with %s\n", response->exception);
      g_main_loop_quit (page->loop);
      return;
    }
  page->capture_id = response->capture_ids[CORDON_FEATURE_CAMERA];
  printf ("open camera %s\n", response->token);
  track = cordon_graph_add_track (page->graph, CORDON_SOURCE_CAPTURE, &response->obligations);
  printf ("track.isolated is %s\n", cordon_graph_is_isolated (page->graph, track) ? "true" : "FALSE");
  draw_and_read (page, track);
  puts ("done");
}

static void
document_known (gpointer data, guint64 document_id, guint64 engine_id)
{
  Page *page = data;
  const CordonRequest request = {
    .features = CORDON_FEATURE_BIT (CAMERA),
    .callee = "bob@idp.example",
  };

  if (engine_id != ENGINE_DOCUMENT)
    return;
  page->document_id = document_id;
  cordon_agent_request (page->agent, document_id, &request, answered, page);
}

static void
capture_stopped (gpointer data, guint64 document_id, guint64 capture_id, CordonFeature feature)
{
  Page *page = data;

  printf ("the track %s ended\n", capture_id == page->capture_id ? "of the camera" : "of SOMETHING ELSE");
  g_main_loop_quit (page->loop);
}

static void
received (gpointer data, GVariant *message)
{
  cordon_agent_receive (((Page *) data)->agent, message);
}

static void
version_page (gpointer data, int descriptor, gsize size)
{
  cordon_agent_adopt_version_page (((Page *) data)->agent, descriptor, size, NULL);
}

static void
closed (gpointer data, const GError *error)
{
  cordon_agent_lost (((Page *) data)->agent);
  g_main_loop_quit (((Page *) data)->loop);
}

int
main (void)
{
  Page page = { 0 };
  const CordonSocketFuncs funcs = { received, version_page, closed, &page };
  const CordonAgentEvents events = {
    .document_known = document_known,
    .capture_stopped = capture_stopped,
    .data = &page,
  };

  setvbuf (stdout, NULL, _IOLBF, 0);
  page.loop = g_main_loop_new (NULL, FALSE);
  page.graph = cordon_graph_new ();
  page.transport = cordon_socket_transport_new (SOCKET_DESCRIPTOR, NULL, &funcs);
  page.agent = cordon_agent_new (&(CordonAgentTransport){ cordon_socket_transport_send, page.transport });
  cordon_agent_set_events (page.agent, &events);
  cordon_agent_start (page.agent);
  g_main_loop_run (page.loop);

  cordon_agent_free (page.agent);
  cordon_socket_transport_free (page.transport);
  cordon_graph_unref (page.graph);
  g_main_loop_unref (page.loop);
  return 0;
}
