#include "isolation/transfer.h"

#include "permissions/error.h"
#include "tests/unit/isolation/graph_fixture.h"

static CordonNodeId
travel (CordonGraph *from, CordonNodeId node, CordonGraph *to)
{
  g_autoptr (GBytes) record = cordon_graph_export (from, node);
  g_autoptr (GError) error = NULL;
  CordonNodeId there;

  assert_non_null (record);
  assert_true (g_bytes_get_size (record) <= CORDON_TRANSFER_MAX_SIZE);
  there = cordon_graph_import (to, record, &error);
  assert_null (error);
  assert_int_not_equal (there, 0);

  return there;
}

static void
transferred_track_is_for_the_same_callee (void **state)
{
  g_autoptr (CordonGraph) page = cordon_graph_new ();
  g_autoptr (CordonGraph) worker = cordon_graph_new ();
  CordonNodeId camera, there;
  const CordonCallee *callee;

  /* The same callee has another number on the other side. */
  camera_for (worker, "eve@idp.example");
  camera = camera_for (page, "bob@idp.example");
  there = travel (page, camera, worker);

  assert_isolated (worker, there);
  callee = cordon_callee_table_find (cordon_graph_get_callees (worker), cordon_graph_label (worker, there));
  assert_string_equal (cordon_callee_to_string (callee), "identity:bob@idp.example");
}

static void
plain_track_stays_plain (void **state)
{
  g_autoptr (CordonGraph) page = cordon_graph_new ();
  g_autoptr (CordonGraph) worker = cordon_graph_new ();

  assert_readable (worker, travel (page, plain_camera (page), worker));
}

static void
unclean_bitmap_makes_a_workers_canvas_unclean (void **state)
{
  g_autoptr (CordonGraph) page = cordon_graph_new ();
  g_autoptr (CordonGraph) worker = cordon_graph_new ();
  CordonNodeId element = element_playing (page, isolated_camera (page));
  CordonNodeId bitmap = travel (page, cordon_graph_derive (page, element, CORDON_DERIVE_IMAGE_BITMAP),
                                worker);
  CordonNodeId canvas = cordon_graph_add_bitmap (worker);

  cordon_graph_draw (worker, bitmap, canvas);
  assert_int_equal (verdict (worker, CORDON_SINK_CANVAS_CONVERT_TO_BLOB, canvas), CORDON_VERDICT_REFUSE);
}

static void
offscreen_canvas_travels_with_its_contents (void **state)
{
  g_autoptr (CordonGraph) page = cordon_graph_new ();
  g_autoptr (CordonGraph) worker = cordon_graph_new ();
  CordonNodeId canvas = cordon_graph_add_bitmap (page), there;

  cordon_graph_draw (page, element_playing (page, isolated_camera (page)), canvas);
  there = travel (page, canvas, worker);
  assert_isolated (worker, there);
  cordon_graph_clear_bitmap (worker, there);
  assert_readable (worker, there);
}

static void
mute_canvas_capture_is_mute_on_the_other_side (void **state)
{
  g_autoptr (CordonGraph) page = cordon_graph_new ();
  g_autoptr (CordonGraph) worker = cordon_graph_new ();
  CordonNodeId canvas = cordon_graph_add_bitmap (page);
  CordonNodeId track = cordon_graph_derive (page, canvas, CORDON_DERIVE_CANVAS_CAPTURE);
  CordonNodeId there = travel (page, track, worker);
  g_autoptr (GBytes) later = NULL;

  assert_true (cordon_label_is_readable (cordon_graph_inlet (worker, there)));
  cordon_graph_draw (page, element_playing (page, isolated_camera (page)), canvas);
  later = cordon_graph_export (page, track);
  assert_true (cordon_graph_update_import (worker, there, later, NULL));
  assert_false (cordon_label_is_readable (cordon_graph_inlet (worker, there)));
  assert_false (cordon_label_is_readable (cordon_graph_inlet (page, track)));
  assert_readable (worker, there);
}

static void
pending_track_narrows_there_when_it_did_here (void **state)
{
  g_autoptr (CordonGraph) page = cordon_graph_new ();
  g_autoptr (CordonGraph) worker = cordon_graph_new ();
  CordonNodeId remote = cordon_graph_add_track (page, CORDON_SOURCE_REMOTE, NULL);
  CordonNodeId there = travel (page, remote, worker);
  g_autoptr (GBytes) later = NULL;

  assert_isolated (worker, there);
  cordon_graph_latch (page, remote, FALSE);
  confirm (page, remote);
  later = cordon_graph_export (page, remote);
  assert_true (cordon_graph_update_import (worker, there, later, NULL));
  assert_isolated (worker, there);
  confirm (worker, there);
  assert_readable (worker, there);
}

static void
no_record_narrows_a_track_that_never_narrows (void **state)
{
  g_autoptr (CordonGraph) page = cordon_graph_new ();
  g_autoptr (CordonGraph) worker = cordon_graph_new ();
  CordonNodeId remote = cordon_graph_add_track (page, CORDON_SOURCE_REMOTE, NULL);
  CordonNodeId camera = travel (page, isolated_camera (page), worker);
  CordonNodeId confidential;
  g_autoptr (GBytes) readable = cordon_graph_export (page, plain_camera (page));
  g_autoptr (GError) error = NULL;

  cordon_graph_latch (page, remote, TRUE);
  confidential = travel (page, remote, worker);
  assert_false (cordon_graph_update_import (worker, camera, readable, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STATE));
  assert_false (cordon_graph_update_import (worker, confidential, readable, NULL));
  assert_int_equal (cordon_graph_get_pending (worker, camera), 0);
  assert_isolated (worker, camera);
  assert_isolated (worker, confidential);
}

/* Table 4.6, by provenance: whether a record of the track may ever narrow what came from it elsewhere. */
static gboolean
narrows_elsewhere (CordonGraph *page, CordonNodeId track)
{
  g_autoptr (CordonGraph) worker = cordon_graph_new ();
  g_autoptr (CordonGraph) second_worker = cordon_graph_new ();
  CordonNodeId there = travel (page, track, worker);
  CordonNodeId further = travel (worker, there, second_worker);
  g_autoptr (GBytes) readable = cordon_graph_export (page, plain_camera (page));
  gboolean narrows;

  assert_isolated (worker, there);
  assert_isolated (second_worker, further);
  narrows = cordon_graph_update_import (worker, there, readable, NULL);
  /* A second journey changes nothing about that. */
  assert_int_equal (cordon_graph_update_import (second_worker, further, readable, NULL), narrows);
  assert_isolated (worker, there);

  return narrows;
}

static void
only_what_may_become_accessible_here_may_elsewhere (void **state)
{
  g_autoptr (CordonGraph) page = cordon_graph_new ();
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  const CordonObligations plain = { .surface_id = 1 };
  const CordonObligations bound = { .surface_id = 2, .callee = bob, .isolate = TRUE };
  CordonNodeId surface = cordon_graph_add_surface (page);
  CordonNodeId screen = cordon_graph_add_track (page, CORDON_SOURCE_DISPLAY, &plain);
  CordonNodeId confidential = cordon_graph_add_track (page, CORDON_SOURCE_REMOTE, NULL);
  CordonNodeId foreign = plain_camera (page);

  cordon_graph_attach (page, element_playing (page, isolated_camera (page)), surface);
  cordon_graph_capture_surface (page, surface, screen);
  cordon_graph_latch (page, confidential, TRUE);
  cordon_graph_isolate (page, foreign, CORDON_ISOLATION_CROSS_ORIGIN, NULL);

  assert_true (narrows_elsewhere (page, cordon_graph_add_track (page, CORDON_SOURCE_REMOTE, NULL)));
  assert_true (narrows_elsewhere (page, screen));
  assert_false (narrows_elsewhere (page, cordon_graph_add_track (page, CORDON_SOURCE_DISPLAY, &bound)));
  assert_false (narrows_elsewhere (page, confidential));
  assert_false (narrows_elsewhere (page, isolated_camera (page)));
  assert_false (narrows_elsewhere (page, foreign));
}

static void
a_far_track_widens_at_once (void **state)
{
  g_autoptr (CordonGraph) page = cordon_graph_new ();
  g_autoptr (CordonGraph) worker = cordon_graph_new ();
  CordonNodeId element = cordon_graph_add_element (page);
  CordonNodeId capture = cordon_graph_derive (page, element, CORDON_DERIVE_ELEMENT_CAPTURE);
  CordonNodeId there = travel (page, capture, worker);
  g_autoptr (CordonLabelCell) cell = cordon_graph_ref_cell (worker, there);
  g_autoptr (GBytes) later = NULL;

  assert_true (cordon_label_cell_is_readable (cell));
  cordon_graph_attach (page, cordon_graph_add_resource (page, FALSE), element);
  later = cordon_graph_export (page, capture);
  assert_true (cordon_graph_update_import (worker, there, later, NULL));
  assert_false (cordon_label_cell_is_readable (cell));
}

static void
only_what_can_travel_has_a_record (void **state)
{
  g_autoptr (CordonGraph) page = cordon_graph_new ();
  CordonNodeId element = element_playing (page, plain_camera (page));

  assert_null (cordon_graph_export (page, element));
  assert_null (cordon_graph_export (page, 0));
  assert_null (cordon_graph_export (page, cordon_graph_derive (page, element, CORDON_DERIVE_PATTERN)));
}

static GBytes *
record_of (guint8 version, guint8 kind, guint8 reasons, const char *callee)
{
  g_autoptr (GVariant)
    variant = g_variant_ref_sink (g_variant_new ("(yyybs)", version, kind, reasons, TRUE, callee));

  return g_variant_get_data_as_bytes (variant);
}

static void
bad_records_are_refused_and_change_nothing (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  guint8 track = CORDON_NODE_TRACK;
  GBytes *bad[] = {
    g_bytes_new_static ("", 0),
    g_bytes_new_static ("\1\7", 2),
    record_of (2, track, 0, ""),
    record_of (1, CORDON_NODE_ELEMENT, 0, ""),
    record_of (1, CORDON_N_NODE_KINDS, 0, ""),
    record_of (1, track, 16, ""),
    record_of (1, track, 0, "identity:bob@idp.example"),
    record_of (1, track, 255, "identity:bob@idp.example"),
    record_of (1, track, CORDON_ISOLATION_PEER_IDENTITY, "bob"),
    record_of (1, CORDON_NODE_VIDEO_FRAME, CORDON_ISOLATION_PENDING, ""),
    g_bytes_new_take (g_malloc0 (CORDON_TRANSFER_MAX_SIZE + 1), CORDON_TRANSFER_MAX_SIZE + 1),
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_int_equal (cordon_graph_import (graph, bad[i], &error), 0);
      assert_non_null (error);
      assert_int_equal (cordon_graph_get_n_nodes (graph), 0);
      g_bytes_unref (bad[i]);
    }
  assert_int_equal (cordon_graph_import (graph, NULL, NULL), 0);
}

static void
records_without_a_callee_are_for_nobody (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  g_autoptr (GBytes) nobody = record_of (1, CORDON_NODE_TRACK, CORDON_ISOLATION_PEER_IDENTITY, "");
  g_autoptr (GBytes) unknown = record_of (1, CORDON_NODE_TRACK, 255, "");
  CordonNodeId first = cordon_graph_import (graph, nobody, NULL);
  CordonNodeId second = cordon_graph_import (graph, unknown, NULL);

  assert_int_equal (cordon_label_get_callee_id (cordon_graph_label (graph, first)), CORDON_CALLEE_ID_NOBODY);
  assert_false (cordon_label_is_known (cordon_graph_label (graph, second)));
}

static void
updates_are_for_what_came_from_elsewhere (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  g_autoptr (GBytes) readable = record_of (1, CORDON_NODE_TRACK, 0, "");
  CordonNodeId camera = isolated_camera (graph);

  assert_false (cordon_graph_update_import (graph, camera, readable, NULL));
  assert_false (cordon_graph_update_import (graph, 0, readable, NULL));
  assert_isolated (graph, camera);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (transferred_track_is_for_the_same_callee, "C-19"),
    CORDON_TEST (plain_track_stays_plain, "C-11"),
    CORDON_TEST (unclean_bitmap_makes_a_workers_canvas_unclean, "C-18 C-26"),
    CORDON_TEST (offscreen_canvas_travels_with_its_contents, "C-18"),
    CORDON_TEST (mute_canvas_capture_is_mute_on_the_other_side, "C-31"),
    CORDON_TEST (pending_track_narrows_there_when_it_did_here, "C-19 C-81"),
    CORDON_TEST (no_record_narrows_a_track_that_never_narrows, "C-19 C-81"),
    CORDON_TEST (only_what_may_become_accessible_here_may_elsewhere, "C-19 C-81"),
    CORDON_TEST (a_far_track_widens_at_once, "C-19"),
    CORDON_TEST (only_what_can_travel_has_a_record, ""),
    CORDON_TEST (bad_records_are_refused_and_change_nothing, ""),
    CORDON_TEST (records_without_a_callee_are_for_nobody, "C-19"),
    CORDON_TEST (updates_are_for_what_came_from_elsewhere, ""),
  };

  return cordon_test_run (tests);
}
