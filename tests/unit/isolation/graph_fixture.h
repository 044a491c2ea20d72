#pragma once

/* What the tests of the graph share: a graph with the usual media in it. */

#include "isolation/graph.h"
#include "isolation/narrowing.h"

#include "tests/support/test.h"

static inline CordonNodeId
plain_camera (CordonGraph *graph)
{
  const CordonObligations plain = { .isolate = FALSE };

  return cordon_graph_add_track (graph, CORDON_SOURCE_CAPTURE, &plain);
}

static inline CordonNodeId
camera_for (CordonGraph *graph, const char *identity)
{
  g_autoptr (CordonCallee) callee = cordon_callee_new_identity (identity, -1, NULL);
  CordonObligations bound = { .callee = callee, .isolate = TRUE };

  assert_non_null (callee);

  return cordon_graph_add_track (graph, CORDON_SOURCE_CAPTURE, &bound);
}

static inline CordonNodeId
isolated_camera (CordonGraph *graph)
{
  return camera_for (graph, "bob@idp.example");
}

/* An element that plays a stream of one track. */
static inline CordonNodeId
element_playing (CordonGraph *graph, CordonNodeId track)
{
  CordonNodeId stream = cordon_graph_derive (graph, track, CORDON_DERIVE_STREAM);
  CordonNodeId element = cordon_graph_add_element (graph);

  assert_true (cordon_graph_attach (graph, stream, element));

  return element;
}

static inline void
confirm (CordonGraph *graph, CordonNodeId node)
{
  guint32 generation = cordon_graph_get_pending (graph, node);

  assert_int_not_equal (generation, 0);
  assert_true (cordon_graph_confirm (graph, node, generation));
}

static inline CordonVerdict
verdict (CordonGraph *graph, CordonSink sink, CordonNodeId node)
{
  return cordon_sink_verdict (sink, cordon_graph_label (graph, node));
}

#define assert_isolated(graph, node) assert_true (cordon_graph_is_isolated ((graph), (node)))
#define assert_readable(graph, node) assert_false (cordon_graph_is_isolated ((graph), (node)))
