#include "isolation/narrowing.h"

#include "tests/unit/isolation/graph_fixture.h"

static CordonNodeId
plain_remote (CordonGraph *graph)
{
  CordonNodeId track = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);

  assert_true (cordon_graph_latch (graph, track, FALSE));

  return track;
}

static void
media_thread_confirms_through_the_cell_of_the_source (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = plain_remote (graph);
  g_autoptr (CordonLabelCell) source = cordon_graph_ref_source_cell (graph, track);
  g_autoptr (CordonLabelCell) cell = cordon_graph_ref_cell (graph, track);
  guint32 generation = cordon_label_cell_pending (source);

  assert_int_not_equal (generation, 0);
  assert_int_equal (generation, cordon_graph_get_pending (graph, track));
  assert_int_equal (cordon_graph_apply_narrowings (graph), 0);
  assert_false (cordon_label_cell_is_readable (cell));

  assert_true (cordon_label_cell_confirm (source, generation));
  assert_false (cordon_label_cell_is_readable (cell));
  assert_int_equal (cordon_graph_apply_narrowings (graph), 1);
  assert_true (cordon_label_cell_is_readable (cell));
  assert_int_equal (cordon_label_cell_pending (source), 0);
}

static void
what_holds_frames_is_confirmed_on_its_own (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = plain_remote (graph);
  CordonNodeId element = element_playing (graph, track);
  CordonNodeId sound = cordon_graph_derive (graph, track, CORDON_DERIVE_AUDIO_SOURCE);

  assert_int_equal (cordon_graph_get_pending (graph, element), 0);
  confirm (graph, track);
  assert_readable (graph, track);
  assert_isolated (graph, element);
  assert_false (cordon_label_is_readable (cordon_graph_inlet (graph, sound)));

  confirm (graph, sound);
  assert_true (cordon_label_is_readable (cordon_graph_inlet (graph, sound)));
  assert_isolated (graph, element);
  confirm (graph, element);
  assert_readable (graph, element);
}

static void
widening_in_between_voids_the_request (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId element = cordon_graph_add_element (graph);
  CordonNodeId clean = cordon_graph_add_resource (graph, TRUE),
               foreign = cordon_graph_add_resource (graph, FALSE);
  guint32 generation;

  cordon_graph_attach (graph, foreign, element);
  cordon_graph_detach (graph, foreign, element);
  generation = cordon_graph_get_pending (graph, element);
  assert_int_not_equal (generation, 0);

  cordon_graph_attach (graph, foreign, element);
  assert_int_equal (cordon_graph_get_pending (graph, element), 0);
  assert_false (cordon_graph_confirm (graph, element, generation));

  cordon_graph_detach (graph, foreign, element);
  cordon_graph_attach (graph, clean, element);
  assert_false (cordon_graph_confirm (graph, element, generation));
  assert_isolated (graph, element);
  confirm (graph, element);
  assert_readable (graph, element);
}

static void
late_confirmation_through_a_cell_says_nothing (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId element = cordon_graph_add_element (graph);
  CordonNodeId foreign = cordon_graph_add_resource (graph, FALSE);
  g_autoptr (CordonLabelCell) cell = cordon_graph_ref_cell (graph, element);
  guint32 generation;

  cordon_graph_attach (graph, foreign, element);
  cordon_graph_detach (graph, foreign, element);
  generation = cordon_label_cell_pending (cell);
  assert_true (cordon_label_cell_confirm (cell, generation));

  /* Confirmed, but the owner widened and asked anew before it looked. */
  cordon_graph_attach (graph, foreign, element);
  cordon_graph_detach (graph, foreign, element);
  assert_int_equal (cordon_graph_apply_narrowings (graph), 0);
  assert_false (cordon_label_cell_is_readable (cell));
}

static void
a_partly_narrower_source_narrows_to_what_is_left (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId bob = camera_for (graph, "bob@idp.example");
  CordonNodeId stream = cordon_graph_derive (graph, bob, CORDON_DERIVE_STREAM);
  CordonNodeId remote = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);
  CordonNodeId element = cordon_graph_add_element (graph);

  cordon_graph_attach (graph, remote, stream);
  cordon_graph_attach (graph, stream, element);
  cordon_graph_latch (graph, remote, FALSE);
  confirm (graph, remote);
  confirm (graph, element);
  assert_isolated (graph, element);
  assert_true (cordon_label_equal (cordon_graph_label (graph, element), cordon_graph_label (graph, bob)));
}

static void
those_that_wait_are_listed_by_a_name_that_the_engine_knows (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = plain_remote (graph);
  CordonNodeId waiting[4] = { 0 };

  assert_int_equal (cordon_graph_list_pending (graph, waiting, G_N_ELEMENTS (waiting)), 1);
  assert_int_equal (waiting[0], track);
  confirm (graph, track);
  assert_int_equal (cordon_graph_list_pending (graph, waiting, G_N_ELEMENTS (waiting)), 0);
}

static void
removed_nodes_leave_the_list (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();

  for (guint i = 0; i < 1000; i++)
    cordon_graph_remove (graph, plain_remote (graph));
  assert_int_equal (cordon_graph_list_pending (graph, NULL, 0), 0);
  assert_int_equal (cordon_graph_apply_narrowings (graph), 0);
}

static void
toggling_a_source_does_not_pile_up_requests (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId element = cordon_graph_add_element (graph);
  CordonNodeId foreign = cordon_graph_add_resource (graph, FALSE);
  CordonNodeId waiting[4];

  for (guint i = 0; i < 1000; i++)
    {
      cordon_graph_attach (graph, foreign, element);
      cordon_graph_detach (graph, foreign, element);
    }
  assert_int_equal (cordon_graph_list_pending (graph, waiting, G_N_ELEMENTS (waiting)), 1);
}

static void
display_capture_narrows_when_the_isolated_content_has_left (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  const CordonObligations plain = { .surface_id = 1 };
  CordonNodeId track = cordon_graph_add_track (graph, CORDON_SOURCE_DISPLAY, &plain);
  CordonNodeId surface = cordon_graph_add_surface (graph);
  CordonNodeId element = element_playing (graph, isolated_camera (graph));

  assert_true (cordon_graph_capture_surface (graph, surface, track));
  assert_readable (graph, track);
  cordon_graph_attach (graph, element, surface);
  assert_isolated (graph, track);
  cordon_graph_detach (graph, element, surface);
  assert_isolated (graph, track);
  confirm (graph, track);
  assert_readable (graph, track);
  assert_false (cordon_graph_capture_surface (graph, surface, plain_camera (graph)));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (media_thread_confirms_through_the_cell_of_the_source, "C-05 C-81"),
    CORDON_TEST (what_holds_frames_is_confirmed_on_its_own, "C-05 C-81"),
    CORDON_TEST (widening_in_between_voids_the_request, "C-81"),
    CORDON_TEST (late_confirmation_through_a_cell_says_nothing, "C-81"),
    CORDON_TEST (a_partly_narrower_source_narrows_to_what_is_left, "C-06 C-81"),
    CORDON_TEST (those_that_wait_are_listed_by_a_name_that_the_engine_knows, ""),
    CORDON_TEST (removed_nodes_leave_the_list, ""),
    CORDON_TEST (toggling_a_source_does_not_pile_up_requests, ""),
    CORDON_TEST (display_capture_narrows_when_the_isolated_content_has_left, "C-44 C-81"),
  };

  return cordon_test_run (tests);
}
