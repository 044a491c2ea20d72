#include "tests/unit/isolation/graph_fixture.h"

static void
clone_of_a_clone_of_a_clone_is_for_the_same_callee (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = camera_for (graph, "bob@idp.example");
  CordonLabel label = cordon_graph_label (graph, track);

  for (guint i = 0; i < 3; i++)
    {
      track = cordon_graph_derive (graph, track, CORDON_DERIVE_CLONE);
      assert_true (cordon_label_equal (cordon_graph_label (graph, track), label));
    }
}

static void
clearing_a_part_of_a_bitmap_cleans_nothing (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId element = element_playing (graph, isolated_camera (graph));
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);

  cordon_graph_draw (graph, element, canvas);
  /* clearRect () is a drawing of nothing; there is no call for it. A draw of readable media does not clean either. */
  cordon_graph_draw (graph, element_playing (graph, plain_camera (graph)), canvas);
  assert_isolated (graph, canvas);
  assert_true (cordon_graph_clear_bitmap (graph, canvas));
  assert_readable (graph, canvas);
}

static void
contents_keep_their_taint_when_the_source_turns_readable (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId remote = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);
  CordonNodeId element = element_playing (graph, remote);
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);

  cordon_graph_draw (graph, element, canvas);
  cordon_graph_latch (graph, remote, FALSE);
  confirm (graph, remote);
  confirm (graph, element);
  assert_readable (graph, element);
  assert_isolated (graph, canvas);
}

static void
pattern_keeps_what_its_source_was (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId element = element_playing (graph, isolated_camera (graph));
  CordonNodeId source = cordon_graph_add_bitmap (graph);
  CordonNodeId clean = cordon_graph_derive (graph, source, CORDON_DERIVE_PATTERN);
  CordonNodeId unclean = 0;
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);

  cordon_graph_draw (graph, element, source);
  unclean = cordon_graph_derive (graph, source, CORDON_DERIVE_PATTERN);
  cordon_graph_clear_bitmap (graph, source);

  cordon_graph_draw (graph, clean, canvas);
  assert_readable (graph, canvas);
  cordon_graph_draw (graph, unclean, canvas);
  assert_isolated (graph, canvas);
  assert_false (cordon_graph_clear_bitmap (graph, unclean));
}

static void
image_bitmap_of_isolated_video_is_made_and_unclean (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId element = element_playing (graph, isolated_camera (graph));
  CordonNodeId bitmap = cordon_graph_derive (graph, element, CORDON_DERIVE_IMAGE_BITMAP);
  CordonNodeId copy = cordon_graph_derive (graph, bitmap, CORDON_DERIVE_IMAGE_BITMAP);
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);

  assert_int_not_equal (bitmap, 0);
  assert_isolated (graph, bitmap);
  cordon_graph_remove (graph, bitmap);
  assert_isolated (graph, copy);
  cordon_graph_draw (graph, copy, canvas);
  assert_isolated (graph, canvas);
}

static void
sinks_that_throw_have_nothing_to_make (void **state)
{
  static const CordonDerive of_pictures[] = { CORDON_DERIVE_TEXTURE, CORDON_DERIVE_VIDEO_FRAME };
  static const CordonDerive of_tracks[] = { CORDON_DERIVE_RECORDER, CORDON_DERIVE_PROCESSOR };
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId isolated = isolated_camera (graph), plain = plain_camera (graph);
  CordonNodeId element = element_playing (graph, isolated), plain_element = element_playing (graph, plain);
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);
  gsize n_nodes;

  cordon_graph_draw (graph, element, canvas);
  n_nodes = cordon_graph_get_n_nodes (graph);
  for (guint i = 0; i < G_N_ELEMENTS (of_pictures); i++)
    {
      assert_int_equal (cordon_graph_derive (graph, element, of_pictures[i]), 0);
      assert_int_equal (cordon_graph_derive (graph, isolated, of_tracks[i]), 0);
    }
  assert_int_equal (cordon_graph_derive (graph, canvas, CORDON_DERIVE_CANVAS_CAPTURE), 0);
  assert_int_equal (cordon_graph_get_n_nodes (graph), n_nodes);

  for (guint i = 0; i < G_N_ELEMENTS (of_pictures); i++)
    {
      assert_readable (graph, cordon_graph_derive (graph, plain_element, of_pictures[i]));
      assert_readable (graph, cordon_graph_derive (graph, plain, of_tracks[i]));
    }
}

static void
web_audio_carries_no_taint_because_silence_enters (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId isolated = isolated_camera (graph);
  CordonNodeId node = cordon_graph_derive (graph, isolated, CORDON_DERIVE_AUDIO_SOURCE);
  CordonNodeId of_stream = cordon_graph_derive (
    graph, cordon_graph_derive (graph, isolated, CORDON_DERIVE_STREAM), CORDON_DERIVE_AUDIO_SOURCE);
  CordonNodeId of_element = cordon_graph_derive (graph, element_playing (graph, isolated),
                                                 CORDON_DERIVE_AUDIO_SOURCE);
  CordonNodeId plain = cordon_graph_derive (graph, plain_camera (graph), CORDON_DERIVE_AUDIO_SOURCE);
  g_autoptr (CordonLabelCell) cell = cordon_graph_ref_cell (graph, node);
  g_autoptr (CordonLabelCell) plain_cell = cordon_graph_ref_cell (graph, plain);

  assert_int_not_equal (node, 0);
  assert_readable (graph, node);
  assert_false (cordon_label_cell_is_readable (cell));
  assert_false (cordon_label_is_readable (cordon_graph_inlet (graph, of_stream)));
  assert_false (cordon_label_is_readable (cordon_graph_inlet (graph, of_element)));
  assert_true (cordon_label_cell_is_readable (plain_cell));
}

static void
canvas_capture_mutes_for_good_and_is_never_isolated (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);
  CordonNodeId track = cordon_graph_derive (graph, canvas, CORDON_DERIVE_CANVAS_CAPTURE);
  g_autoptr (CordonLabelCell) cell = cordon_graph_ref_cell (graph, track);
  CordonNodeId clone;

  assert_true (cordon_label_cell_is_readable (cell));
  cordon_graph_draw (graph, element_playing (graph, isolated_camera (graph)), canvas);
  assert_false (cordon_label_cell_is_readable (cell));
  assert_readable (graph, track);

  assert_true (cordon_graph_clear_bitmap (graph, canvas));
  assert_readable (graph, canvas);
  assert_false (cordon_label_cell_is_readable (cell));

  clone = cordon_graph_derive (graph, track, CORDON_DERIVE_CLONE);
  assert_false (cordon_label_is_readable (cordon_graph_inlet (graph, clone)));
  assert_true (cordon_label_is_readable (
    cordon_graph_inlet (graph, cordon_graph_derive (graph, canvas, CORDON_DERIVE_CANVAS_CAPTURE))));
}

static void
element_capture_follows_its_element (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId element = cordon_graph_add_element (graph);
  CordonNodeId clean = cordon_graph_add_resource (graph, TRUE),
               foreign = cordon_graph_add_resource (graph, FALSE);
  CordonNodeId track = cordon_graph_derive (graph, element, CORDON_DERIVE_ELEMENT_CAPTURE);

  cordon_graph_attach (graph, clean, element);
  assert_readable (graph, track);

  cordon_graph_detach_inputs (graph, element);
  cordon_graph_attach (graph, foreign, element);
  assert_isolated (graph, track);

  cordon_graph_detach_inputs (graph, element);
  cordon_graph_attach (graph, clean, element);
  assert_isolated (graph, track);
  confirm (graph, element);
  assert_readable (graph, track);
}

static void
placeholder_shows_what_its_offscreen_canvas_holds (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId offscreen = cordon_graph_add_bitmap (graph);
  CordonNodeId placeholder = cordon_graph_derive (graph, offscreen, CORDON_DERIVE_PLACEHOLDER);
  CordonNodeId bitmap = cordon_graph_derive (graph, element_playing (graph, isolated_camera (graph)),
                                             CORDON_DERIVE_IMAGE_BITMAP);

  assert_readable (graph, placeholder);
  cordon_graph_draw (graph, bitmap, offscreen);
  assert_isolated (graph, placeholder);
  assert_false (cordon_graph_clear_bitmap (graph, placeholder));

  cordon_graph_clear_bitmap (graph, offscreen);
  assert_isolated (graph, placeholder);
  confirm (graph, placeholder);
  assert_readable (graph, placeholder);
}

static void
sender_has_the_label_of_its_track (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId bob = camera_for (graph, "bob@idp.example");
  CordonNodeId plain = plain_camera (graph);
  CordonNodeId sender = cordon_graph_derive (graph, plain, CORDON_DERIVE_SENDER);

  assert_readable (graph, sender);
  cordon_graph_detach (graph, plain, sender);
  cordon_graph_attach (graph, bob, sender);
  assert_true (cordon_label_equal (cordon_graph_label (graph, sender), cordon_graph_label (graph, bob)));
}

static void
nothing_is_derived_of_what_cannot_be (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = plain_camera (graph);
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);

  assert_int_equal (cordon_graph_derive (graph, 0, CORDON_DERIVE_CLONE), 0);
  assert_int_equal (cordon_graph_derive (graph, canvas, CORDON_DERIVE_CLONE), 0);
  assert_int_equal (cordon_graph_derive (graph, track, CORDON_DERIVE_PATTERN), 0);
  assert_int_equal (cordon_graph_derive (graph, track, CORDON_DERIVE_NONE), 0);
  assert_int_equal (cordon_graph_derive (graph, track, (CordonDerive) 99), 0);
  assert_false (cordon_graph_draw (graph, canvas, track));
  assert_false (cordon_graph_clear_bitmap (graph, track));
}

static void
drawing_what_has_no_picture_taints (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);

  assert_false (cordon_graph_draw (graph, plain_camera (graph), canvas));
  assert_isolated (graph, canvas);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (clone_of_a_clone_of_a_clone_is_for_the_same_callee, "C-12"),
    CORDON_TEST (clearing_a_part_of_a_bitmap_cleans_nothing, "C-17"),
    CORDON_TEST (contents_keep_their_taint_when_the_source_turns_readable, "C-15 C-17"),
    CORDON_TEST (pattern_keeps_what_its_source_was, "C-17 C-18 C-24"),
    CORDON_TEST (image_bitmap_of_isolated_video_is_made_and_unclean, "C-18 C-27"),
    CORDON_TEST (sinks_that_throw_have_nothing_to_make, "C-21 C-28 C-29 C-30 C-31 C-34 C-36"),
    CORDON_TEST (web_audio_carries_no_taint_because_silence_enters, "C-20 C-32 C-33"),
    CORDON_TEST (canvas_capture_mutes_for_good_and_is_never_isolated, "C-31 C-81"),
    CORDON_TEST (element_capture_follows_its_element, "C-16 C-81"),
    CORDON_TEST (placeholder_shows_what_its_offscreen_canvas_holds, "C-18"),
    CORDON_TEST (sender_has_the_label_of_its_track, "C-50 C-56"),
    CORDON_TEST (nothing_is_derived_of_what_cannot_be, ""),
    CORDON_TEST (drawing_what_has_no_picture_taints, "C-47"),
  };

  return cordon_test_run (tests);
}
