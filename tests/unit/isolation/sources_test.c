#include "tests/unit/isolation/graph_fixture.h"

static CordonIsolation
reasons (CordonGraph *graph, CordonNodeId node)
{
  return cordon_label_get_reasons (cordon_graph_label (graph, node));
}

static void
capture_for_a_callee_is_isolated_from_creation (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId camera = camera_for (graph, "bob@idp.example");
  CordonNodeId microphone = camera_for (graph, "bob@idp.example");
  const CordonCallee *callee;

  assert_isolated (graph, camera);
  assert_isolated (graph, microphone);
  assert_int_equal (reasons (graph, camera), CORDON_ISOLATION_PEER_IDENTITY);
  callee = cordon_callee_table_find (cordon_graph_get_callees (graph), cordon_graph_label (graph, camera));
  assert_string_equal (cordon_callee_to_string (callee), "identity:bob@idp.example");
}

static void
plain_capture_is_the_pages (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();

  assert_readable (graph, plain_camera (graph));
}

static void
capture_without_obligations_is_for_nobody (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  const CordonObligations no_callee = { .isolate = TRUE };
  CordonNodeId skipped = cordon_graph_add_track (graph, CORDON_SOURCE_CAPTURE, NULL);
  CordonNodeId unbound = cordon_graph_add_track (graph, CORDON_SOURCE_CAPTURE, &no_callee);

  assert_isolated (graph, skipped);
  assert_isolated (graph, unbound);
  assert_int_equal (reasons (graph, skipped), CORDON_ISOLATION_PEER_IDENTITY);
  assert_int_equal (reasons (graph, unbound), CORDON_ISOLATION_PEER_IDENTITY);
  assert_null (
    cordon_callee_table_find (cordon_graph_get_callees (graph), cordon_graph_label (graph, unbound)));
  assert_int_equal (cordon_graph_add_track (graph, CORDON_SOURCE_NONE, &no_callee), 0);
}

static void
nothing_makes_a_callees_capture_readable (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId camera = isolated_camera (graph);

  assert_false (cordon_graph_latch (graph, camera, FALSE));
  assert_int_equal (cordon_graph_get_pending (graph, camera), 0);
  assert_false (cordon_graph_confirm (graph, camera, 1));
  assert_false (cordon_graph_confirm (graph, camera, 0));
  assert_false (cordon_graph_clear_bitmap (graph, camera));
  assert_false (cordon_graph_soil_resource (graph, camera));
  cordon_graph_detach_inputs (graph, camera);
  cordon_graph_set_ended (graph, camera);
  assert_int_equal (cordon_graph_apply_narrowings (graph), 0);
  assert_isolated (graph, camera);
}

static void
remote_track_is_pending_until_its_session_is_known (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);

  assert_int_equal (reasons (graph, track), CORDON_ISOLATION_PENDING);
  assert_int_equal (verdict (graph, CORDON_SINK_TRACK_PROCESSOR, track), CORDON_VERDICT_REFUSE);
  assert_true (cordon_graph_latch (graph, track, FALSE));
  assert_isolated (graph, track);
  confirm (graph, track);
  assert_readable (graph, track);
}

static void
confidential_session_isolates_for_good (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);

  assert_true (cordon_graph_latch (graph, track, TRUE));
  assert_int_equal (reasons (graph, track), CORDON_ISOLATION_CONFIDENTIAL_SESSION);
  assert_int_equal (cordon_graph_get_pending (graph, track), 0);
  assert_isolated (graph, track);

  assert_true (cordon_graph_latch (graph, track, TRUE));
  g_test_expect_message ("Cordon", G_LOG_LEVEL_CRITICAL, "*latched once*");
  assert_false (cordon_graph_latch (graph, track, FALSE));
  g_test_assert_expected_messages ();
  assert_isolated (graph, track);
}

static void
plain_session_stays_plain (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);

  cordon_graph_latch (graph, track, FALSE);
  confirm (graph, track);
  g_test_expect_message ("Cordon", G_LOG_LEVEL_CRITICAL, "*latched once*");
  assert_false (cordon_graph_latch (graph, track, TRUE));
  g_test_expect_message ("Cordon", G_LOG_LEVEL_CRITICAL, "*cannot become isolated*");
  assert_false (cordon_graph_isolate (graph, track, CORDON_ISOLATION_CROSS_ORIGIN, NULL));
  g_test_assert_expected_messages ();
  assert_readable (graph, track);
}

/* An isolated track goes to oneself through two peer connections: the far end is a remote track of a confidential
 * session, whatever the sending side's label was.
 */
static void
loop_through_a_connection_does_not_launder (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId camera = isolated_camera (graph);
  CordonNodeId sender = cordon_graph_derive (graph, camera, CORDON_DERIVE_SENDER);
  CordonNodeId received = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);

  assert_isolated (graph, sender);
  assert_isolated (graph, received);
  cordon_graph_latch (graph, received, TRUE);
  cordon_graph_draw (graph, element_playing (graph, received), canvas);
  assert_int_equal (verdict (graph, CORDON_SINK_CANVAS_READ_BACK, canvas), CORDON_VERDICT_REFUSE);
}

static void
clones_of_a_remote_track_share_its_source (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);
  CordonNodeId clone = cordon_graph_derive (graph, track, CORDON_DERIVE_CLONE);

  cordon_graph_remove (graph, track);
  assert_true (cordon_graph_latch (graph, clone, FALSE));
  confirm (graph, clone);
  assert_readable (graph, clone);
}

static void
generators_make_accessible_media (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId track = cordon_graph_add_track (graph, CORDON_SOURCE_GENERATED, NULL);

  assert_readable (graph, track);
  g_test_expect_message ("Cordon", G_LOG_LEVEL_CRITICAL, "*cannot become isolated*");
  assert_false (cordon_graph_isolate (graph, track, CORDON_ISOLATION_CROSS_ORIGIN, NULL));
  g_test_assert_expected_messages ();
  assert_readable (graph, track);
}

static void
local_capture_can_become_isolated_later_through_the_hook (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  CordonNodeId camera = plain_camera (graph);
  CordonNodeId clone = cordon_graph_derive (graph, camera, CORDON_DERIVE_CLONE);

  assert_true (cordon_graph_isolate (graph, camera, CORDON_ISOLATION_PEER_IDENTITY, bob));
  assert_isolated (graph, camera);
  assert_isolated (graph, clone);

  assert_true (cordon_graph_isolate (graph, camera, CORDON_ISOLATION_CROSS_ORIGIN, NULL));
  assert_int_equal (reasons (graph, clone), CORDON_ISOLATION_PEER_IDENTITY | CORDON_ISOLATION_CROSS_ORIGIN);
}

static void
resource_that_turns_foreign_stays_foreign (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId clean = cordon_graph_add_resource (graph, TRUE);
  CordonNodeId foreign = cordon_graph_add_resource (graph, FALSE);

  assert_readable (graph, clean);
  assert_int_equal (reasons (graph, foreign), CORDON_ISOLATION_CROSS_ORIGIN);
  assert_true (cordon_graph_soil_resource (graph, clean));
  assert_isolated (graph, clean);
  assert_false (cordon_graph_soil_resource (graph, plain_camera (graph)));
}

static void
ending_muting_and_disabling_say_nothing_about_isolation (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId bob = isolated_camera (graph);
  CordonNodeId plain = plain_camera (graph);

  cordon_graph_set_ended (graph, bob);
  cordon_graph_set_ended (graph, plain);
  assert_isolated (graph, bob);
  assert_readable (graph, plain);
  assert_isolated (graph, cordon_graph_derive (graph, bob, CORDON_DERIVE_CLONE));
}

static void
recorder_asks_only_about_live_tracks (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId bob = isolated_camera (graph);
  CordonNodeId stream = cordon_graph_derive (graph, bob, CORDON_DERIVE_STREAM);

  cordon_graph_attach (graph, plain_camera (graph), stream);
  assert_int_equal (cordon_sink_verdict (CORDON_SINK_RECORDER, cordon_graph_live_label (graph, stream)),
                    CORDON_VERDICT_REFUSE);
  cordon_graph_set_ended (graph, bob);
  assert_int_equal (cordon_sink_verdict (CORDON_SINK_RECORDER, cordon_graph_live_label (graph, stream)),
                    CORDON_VERDICT_ALLOW);
  assert_isolated (graph, stream);
  assert_false (cordon_label_is_known (cordon_graph_live_label (graph, 0)));
}

static void
a_full_graph_refuses (void **state)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  CordonNodeId last = 1;

  for (guint i = 0; i < CORDON_GRAPH_MAX_NODES; i++)
    last = cordon_graph_add_bitmap (graph);
  assert_int_not_equal (last, 0);
  assert_int_equal (cordon_graph_add_bitmap (graph), 0);
  assert_int_equal (plain_camera (graph), 0);
  assert_isolated (graph, 0);

  cordon_graph_remove (graph, last);
  assert_int_equal (plain_camera (graph), 0);
  assert_int_equal (cordon_graph_get_n_nodes (graph), CORDON_GRAPH_MAX_NODES - 1);
  assert_int_not_equal (cordon_graph_add_bitmap (graph), 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (capture_for_a_callee_is_isolated_from_creation, "C-01 C-02 C-03"),
    CORDON_TEST (plain_capture_is_the_pages, "C-11"),
    CORDON_TEST (capture_without_obligations_is_for_nobody, "C-02"),
    CORDON_TEST (nothing_makes_a_callees_capture_readable, "C-01 C-81"),
    CORDON_TEST (remote_track_is_pending_until_its_session_is_known, "C-05 C-81"),
    CORDON_TEST (confidential_session_isolates_for_good, "C-04 C-81"),
    CORDON_TEST (plain_session_stays_plain, "C-81"),
    CORDON_TEST (loop_through_a_connection_does_not_launder, "C-09"),
    CORDON_TEST (clones_of_a_remote_track_share_its_source, "C-12"),
    CORDON_TEST (generators_make_accessible_media, "C-21 C-81"),
    CORDON_TEST (local_capture_can_become_isolated_later_through_the_hook, "C-06 C-55"),
    CORDON_TEST (resource_that_turns_foreign_stays_foreign, "C-03 C-81"),
    CORDON_TEST (ending_muting_and_disabling_say_nothing_about_isolation, "C-22"),
    CORDON_TEST (recorder_asks_only_about_live_tracks, "C-34"),
    CORDON_TEST (a_full_graph_refuses, ""),
  };

  return cordon_test_run (tests);
}
