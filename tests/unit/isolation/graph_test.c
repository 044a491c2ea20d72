#include "isolation/graph_private.h"
#include "isolation/transfer.h"

#include "tests/unit/isolation/graph_fixture.h"

static void
a_node_that_is_not_there_is_isolated (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId camera = plain_camera (graph);

  cordon_graph_remove (graph, camera);

  assert_isolated (graph, camera);
  assert_isolated (graph, 0);
  assert_isolated (graph, 12345);
  assert_isolated (graph, G_MAXUINT64);
  assert_int_equal (verdict (graph, CORDON_SINK_CANVAS_READ_BACK, camera), CORDON_VERDICT_REFUSE);
}

static void
ids_are_never_reused (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < 5000; i++)
    {
      CordonNodeId id = i % 2 ? cordon_graph_add_element (graph) : cordon_graph_add_bitmap (graph);

      assert_int_not_equal (id, 0);
      assert_true (g_hash_table_add (seen, g_memdup2 (&id, sizeof id)));
      cordon_graph_remove (graph, id);
    }
  assert_int_equal (cordon_graph_get_n_nodes (graph), 0);
}

static void
stream_is_the_union_of_its_tracks (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId bob = camera_for (graph, "bob@idp.example");
  CordonNodeId eve = camera_for (graph, "eve@idp.example");
  CordonNodeId plain = plain_camera (graph);
  CordonNodeId stream = cordon_graph_derive (graph, plain, CORDON_DERIVE_STREAM);
  CordonLabel bob_before = cordon_graph_label (graph, bob);

  assert_readable (graph, stream);
  assert_true (cordon_graph_attach (graph, bob, stream));
  assert_non_null (
    cordon_callee_table_find (cordon_graph_get_callees (graph), cordon_graph_label (graph, stream)));

  assert_true (cordon_graph_attach (graph, eve, stream));
  assert_null (
    cordon_callee_table_find (cordon_graph_get_callees (graph), cordon_graph_label (graph, stream)));
  assert_int_equal (cordon_label_get_callee_id (cordon_graph_label (graph, stream)), CORDON_CALLEE_ID_NOBODY);

  /* The tracks are what they were: each sender decides on its own track. */
  assert_true (cordon_label_equal (cordon_graph_label (graph, bob), bob_before));
  assert_readable (graph, plain);
  assert_int_equal (verdict (graph, CORDON_SINK_RENDER, stream), CORDON_VERDICT_ALLOW);
  assert_int_equal (verdict (graph, CORDON_SINK_RECORDER, stream), CORDON_VERDICT_REFUSE);
}

static void
removing_a_track_from_a_stream_narrows_the_stream (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId plain = plain_camera (graph);
  CordonNodeId bob = isolated_camera (graph);
  CordonNodeId stream = cordon_graph_derive (graph, plain, CORDON_DERIVE_STREAM);

  cordon_graph_attach (graph, bob, stream);
  assert_isolated (graph, stream);
  assert_true (cordon_graph_detach (graph, bob, stream));
  assert_readable (graph, stream);
  assert_false (cordon_graph_detach (graph, bob, stream));
}

static void
local_srcobject_does_not_make_an_element_readable (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId element = element_playing (graph, isolated_camera (graph));
  CordonNodeId plain_element = element_playing (graph, plain_camera (graph));
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);

  assert_isolated (graph, element);
  assert_readable (graph, plain_element);
  assert_true (cordon_graph_draw (graph, plain_element, canvas));
  assert_int_equal (verdict (graph, CORDON_SINK_CANVAS_READ_BACK, canvas), CORDON_VERDICT_ALLOW);
  assert_true (cordon_graph_draw (graph, element, canvas));
  assert_int_equal (verdict (graph, CORDON_SINK_CANVAS_READ_BACK, canvas), CORDON_VERDICT_REFUSE);
}

static void
element_is_judged_again_when_its_stream_changes (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId video = plain_camera (graph);
  CordonNodeId audio = isolated_camera (graph);
  CordonNodeId stream = cordon_graph_derive (graph, video, CORDON_DERIVE_STREAM);
  CordonNodeId element = cordon_graph_add_element (graph);
  CordonNodeId sound = 0;
  g_autoptr (CordonLabelCell) cell = NULL;

  cordon_graph_attach (graph, stream, element);
  sound = cordon_graph_derive (graph, element, CORDON_DERIVE_AUDIO_SOURCE);
  cell = cordon_graph_ref_cell (graph, sound);
  assert_true (cordon_label_cell_is_readable (cell));

  cordon_graph_attach (graph, audio, stream);
  assert_isolated (graph, element);
  assert_false (cordon_label_cell_is_readable (cell));
}

static void
the_last_frame_keeps_an_element_isolated (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId camera = isolated_camera (graph);
  CordonNodeId stream = cordon_graph_derive (graph, camera, CORDON_DERIVE_STREAM);
  CordonNodeId element = cordon_graph_add_element (graph);

  cordon_graph_attach (graph, stream, element);
  cordon_graph_set_ended (graph, camera);
  assert_isolated (graph, element);
  cordon_graph_detach (graph, camera, stream);
  assert_isolated (graph, element);
  cordon_graph_detach_inputs (graph, element);
  assert_isolated (graph, element);

  confirm (graph, element);
  assert_readable (graph, element);
}

static void
removing_a_node_frees_nothing_that_hangs_on_it (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId camera = isolated_camera (graph);
  CordonNodeId stream = cordon_graph_derive (graph, camera, CORDON_DERIVE_STREAM);
  CordonNodeId element = cordon_graph_add_element (graph);

  cordon_graph_attach (graph, stream, element);
  cordon_graph_remove (graph, camera);
  cordon_graph_remove (graph, stream);
  assert_isolated (graph, element);
  assert_int_equal (cordon_graph_get_pending (graph, element), 0);
  assert_int_equal (cordon_graph_get_n_nodes (graph), 1);

  cordon_graph_remove (graph, element);
  assert_int_equal (graph->n_removed, 0);
  assert_int_equal (graph->n_internal, 0);
}

static void
circles_of_removed_nodes_are_found (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();

  for (guint i = 0; i < 1000; i++)
    {
      CordonNodeId element = cordon_graph_add_element (graph);
      CordonNodeId track = cordon_graph_derive (graph, element, CORDON_DERIVE_ELEMENT_CAPTURE);
      CordonNodeId stream = cordon_graph_derive (graph, track, CORDON_DERIVE_STREAM);

      assert_true (cordon_graph_attach (graph, stream, element));
      cordon_graph_remove (graph, stream);
      cordon_graph_remove (graph, track);
      cordon_graph_remove (graph, element);
    }
  assert_int_equal (cordon_graph_get_n_nodes (graph), 0);
  assert_true (graph->n_removed < 300);
}

static void
an_element_that_plays_its_own_capture_stays_isolated (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId element = element_playing (graph, isolated_camera (graph));
  CordonNodeId capture = cordon_graph_derive (graph, element, CORDON_DERIVE_ELEMENT_CAPTURE);
  CordonNodeId loop = cordon_graph_derive (graph, capture, CORDON_DERIVE_STREAM);

  assert_isolated (graph, loop);
  cordon_graph_detach_inputs (graph, element);
  cordon_graph_attach (graph, loop, element);
  assert_isolated (graph, element);
  assert_isolated (graph, capture);
}

static void
edges_go_only_where_media_can_flow (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = plain_camera (graph);
  CordonNodeId stream = cordon_graph_add_stream (graph);
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);

  assert_false (cordon_graph_attach (graph, stream, track));
  assert_false (cordon_graph_attach (graph, stream, stream));
  assert_false (cordon_graph_attach (graph, canvas, stream));
  assert_false (cordon_graph_attach (graph, track, 0));
  assert_true (cordon_graph_attach (graph, track, stream));
  assert_true (cordon_graph_attach (graph, track, stream));
  assert_true (cordon_graph_detach (graph, track, stream));
  assert_false (cordon_graph_detach (graph, track, stream));
}

static void
media_of_an_unknown_source_isolates_what_it_flows_into (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId stream = cordon_graph_add_stream (graph);
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);

  assert_false (cordon_graph_attach (graph, 4711, stream));
  assert_isolated (graph, stream);
  assert_false (cordon_graph_draw (graph, 4711, canvas));
  assert_isolated (graph, canvas);
}

static void
cell_of_a_removed_node_is_unknown_for_good (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId camera = plain_camera (graph);
  g_autoptr (CordonLabelCell) cell = cordon_graph_ref_cell (graph, camera);
  g_autoptr (CordonLabelCell) none = cordon_graph_ref_cell (graph, 99);

  assert_true (cordon_label_cell_is_readable (cell));
  assert_false (cordon_label_cell_is_readable (none));
  cordon_graph_remove (graph, camera);
  assert_false (cordon_label_cell_is_readable (cell));
  plain_camera (graph);
  assert_false (cordon_label_cell_is_readable (cell));
}

static void
cells_outlive_the_graph_and_say_no (void **state)
{
  CordonGraph *graph = cordon_graph_new ();
  g_autoptr (CordonLabelCell) cell = cordon_graph_ref_cell (graph, plain_camera (graph));

  assert_true (cordon_label_cell_is_readable (cell));
  cordon_graph_unref (graph);
  assert_false (cordon_label_cell_is_readable (cell));
}

static void
surface_that_shows_isolated_media_says_so (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId window = cordon_graph_add_surface (graph);
  CordonNodeId element = element_playing (graph, isolated_camera (graph));
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);

  assert_true (cordon_graph_attach (graph, canvas, window));
  assert_int_equal (verdict (graph, CORDON_SINK_SURFACE_VIDEO, window), CORDON_VERDICT_ALLOW);
  cordon_graph_draw (graph, element, canvas);
  assert_int_equal (verdict (graph, CORDON_SINK_SURFACE_VIDEO, window), CORDON_VERDICT_REFUSE);
  cordon_graph_clear_bitmap (graph, canvas);
  assert_int_equal (verdict (graph, CORDON_SINK_SURFACE_VIDEO, window), CORDON_VERDICT_ALLOW);
  cordon_graph_attach (graph, element, window);
  assert_int_equal (verdict (graph, CORDON_SINK_SURFACE_VIDEO, window), CORDON_VERDICT_REFUSE);
}

typedef struct
{
  CordonGraph *graph;
  CordonNodeId canvas, camera, element, remote;
  GBytes *record;
  guint n_calls;
  guint n_done; /* calls that did something */
} Elsewhere;

/* Every call that changes the graph, or that reads what only its owner may read. */
static gpointer
use_from_elsewhere (gpointer data)
{
  Elsewhere *other = data;
  CordonGraph *graph = other->graph;
  const CordonObligations plain = { .isolate = FALSE };
  CordonNodeId pending[1];
  const gboolean done[] = {
    cordon_graph_add_track (graph, CORDON_SOURCE_CAPTURE, &plain) != 0,
    cordon_graph_add_resource (graph, TRUE) != 0,
    cordon_graph_add_element (graph) != 0,
    cordon_graph_derive (graph, other->camera, CORDON_DERIVE_CLONE) != 0,
    cordon_graph_attach (graph, other->camera, other->element),
    cordon_graph_draw (graph, other->element, other->canvas),
    cordon_graph_clear_bitmap (graph, other->canvas),
    cordon_graph_latch (graph, other->remote, TRUE),
    cordon_graph_isolate (graph, other->camera, CORDON_ISOLATION_CROSS_ORIGIN, NULL),
    cordon_graph_get_pending (graph, other->remote) != 0,
    cordon_graph_confirm (graph, other->remote, 1),
    cordon_graph_apply_narrowings (graph) != 0,
    cordon_graph_list_pending (graph, pending, 1) != 0,
    cordon_graph_import (graph, other->record, NULL) != 0,
    cordon_graph_export (graph, other->camera) != NULL,
  };

  cordon_graph_remove (graph, other->camera);
  cordon_graph_set_ended (graph, other->camera);
  other->n_calls = G_N_ELEMENTS (done) + 2;
  for (guint i = 0; i < G_N_ELEMENTS (done); i++)
    if (done[i])
      other->n_done |= 1u << i;

  return NULL;
}

static void
another_thread_changes_nothing (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  Elsewhere other = {
    .graph = graph,
    .canvas = cordon_graph_add_bitmap (graph),
    .camera = plain_camera (graph),
    .remote = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL),
  };
  g_autoptr (GBytes) record = cordon_graph_export (graph, other.camera);
  GThread *thread;
  gsize n_nodes;

  other.element = element_playing (graph, isolated_camera (graph));
  other.record = record;
  cordon_graph_draw (graph, other.element, other.canvas);
  cordon_graph_latch (graph, other.remote, FALSE);
  n_nodes = cordon_graph_get_n_nodes (graph);
  for (guint i = 0; i < 17; i++)
    g_test_expect_message ("Cordon", G_LOG_LEVEL_CRITICAL, "*owner*");
  thread = g_thread_new ("elsewhere", use_from_elsewhere, &other);
  g_thread_join (thread);
  g_test_assert_expected_messages ();
  assert_int_equal (other.n_calls, 17);
  assert_int_equal (other.n_done, 0);
  assert_int_equal (cordon_graph_get_n_nodes (graph), n_nodes);
  assert_readable (graph, other.camera);
  assert_isolated (graph, other.remote);
  assert_isolated (graph, other.canvas);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (a_node_that_is_not_there_is_isolated, ""),
    CORDON_TEST (ids_are_never_reused, ""),
    CORDON_TEST (stream_is_the_union_of_its_tracks, "C-13"),
    CORDON_TEST (removing_a_track_from_a_stream_narrows_the_stream, "C-13"),
    CORDON_TEST (local_srcobject_does_not_make_an_element_readable, "C-14 C-25"),
    CORDON_TEST (element_is_judged_again_when_its_stream_changes, "C-15 C-33"),
    CORDON_TEST (the_last_frame_keeps_an_element_isolated, "C-15 C-22"),
    CORDON_TEST (removing_a_node_frees_nothing_that_hangs_on_it, ""),
    CORDON_TEST (circles_of_removed_nodes_are_found, ""),
    CORDON_TEST (an_element_that_plays_its_own_capture_stays_isolated, "C-16"),
    CORDON_TEST (edges_go_only_where_media_can_flow, ""),
    CORDON_TEST (media_of_an_unknown_source_isolates_what_it_flows_into, "C-47"),
    CORDON_TEST (cell_of_a_removed_node_is_unknown_for_good, ""),
    CORDON_TEST (cells_outlive_the_graph_and_say_no, ""),
    CORDON_TEST (surface_that_shows_isolated_media_says_so, "C-44"),
    CORDON_TEST (another_thread_changes_nothing, ""),
  };

  return cordon_test_run (tests);
}
