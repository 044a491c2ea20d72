#include "isolation/observer.h"

#include "tests/unit/isolation/graph_fixture.h"

typedef struct
{
  GString *log; /* "kind:reaction " per change */
  CordonNodeId detach_from;
  CordonNodeId detach_into;
} Listener;

static void
listen (CordonGraph *graph, const CordonChange *change, gpointer user_data)
{
  Listener *listener = user_data;

  g_string_append_printf (listener->log, "%s:%s ", cordon_node_kind_to_string (change->kind),
                          cordon_reaction_to_string (change->reaction));
  /* Labels hold before anyone hears of them. */
  assert_true (cordon_label_equal (cordon_graph_inlet (graph, change->node), change->after));
  if (listener->detach_from != 0)
    {
      CordonNodeId from = listener->detach_from;

      listener->detach_from = 0;
      cordon_graph_detach (graph, from, listener->detach_into);
    }
}

static CordonGraph *
listened_graph (Listener *listener)
{
  CordonGraph *graph = cordon_graph_new ();

  listener->log = g_string_new (NULL);
  cordon_graph_set_observer (graph, listen, listener, NULL);

  return graph;
}

static void
expect (Listener *listener, const char *log)
{
  assert_string_equal (listener->log->str, log);
  g_string_truncate (listener->log, 0);
}

static void
isolation_change_is_told_once_per_actual_change (void **state)
{
  Listener listener = { 0 };
  g_autoptr (CordonGraph) graph = listened_graph (&listener);
  CordonNodeId camera = plain_camera (graph);

  cordon_graph_isolate (graph, camera, CORDON_ISOLATION_CROSS_ORIGIN, NULL);
  expect (&listener, "track:isolation-change ");
  cordon_graph_isolate (graph, camera, CORDON_ISOLATION_CROSS_ORIGIN, NULL);
  cordon_graph_isolate (graph, camera, CORDON_ISOLATION_PEER_IDENTITY, NULL);
  expect (&listener, "");
  g_string_free (listener.log, TRUE);
}

static void
remote_track_changes_once_when_its_session_is_plain (void **state)
{
  Listener listener = { 0 };
  g_autoptr (CordonGraph) graph = listened_graph (&listener);
  CordonNodeId plain = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);
  CordonNodeId confidential = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);

  cordon_graph_latch (graph, plain, FALSE);
  cordon_graph_latch (graph, confidential, TRUE);
  expect (&listener, "");
  confirm (graph, plain);
  expect (&listener, "track:isolation-change ");
  g_string_free (listener.log, TRUE);
}

static void
running_recorder_discards_in_order (void **state)
{
  static const CordonStep order[] = { CORDON_STEP_STOP,       CORDON_STEP_DISCARD,   CORDON_STEP_INACTIVE,
                                      CORDON_STEP_FIRE_ERROR, CORDON_STEP_FIRE_DATA, CORDON_STEP_FIRE_STOP,
                                      CORDON_STEP_NONE };
  Listener listener = { 0 };
  g_autoptr (CordonGraph) graph = listened_graph (&listener);
  CordonNodeId stream = cordon_graph_derive (graph, plain_camera (graph), CORDON_DERIVE_STREAM);
  CordonNodeId recorder = cordon_graph_derive (graph, stream, CORDON_DERIVE_RECORDER);
  CordonNodeId bob = isolated_camera (graph);
  const CordonStep *steps = cordon_reaction_get_steps (CORDON_REACTION_DISCARD);

  cordon_graph_attach (graph, bob, stream);
  expect (&listener, "recorder:discard ");
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    assert_int_equal (steps[i], order[i]);

  /* Once discarded, for good. */
  cordon_graph_detach (graph, bob, stream);
  cordon_graph_attach (graph, bob, stream);
  expect (&listener, "");
  assert_isolated (graph, recorder);
  g_string_free (listener.log, TRUE);
}

static void
running_processor_errors_its_stream (void **state)
{
  Listener listener = { 0 };
  g_autoptr (CordonGraph) graph = listened_graph (&listener);
  CordonNodeId camera = plain_camera (graph);
  CordonNodeId processor = cordon_graph_derive (graph, camera, CORDON_DERIVE_PROCESSOR);
  const CordonStep *steps = cordon_reaction_get_steps (CORDON_REACTION_ERROR_STREAM);

  cordon_graph_isolate (graph, camera, CORDON_ISOLATION_CROSS_ORIGIN, NULL);
  assert_non_null (strstr (listener.log->str, "processor:error-stream "));
  assert_int_equal (steps[0], CORDON_STEP_DROP_QUEUE);
  assert_int_equal (steps[1], CORDON_STEP_ERROR_STREAM);
  assert_isolated (graph, processor);
  g_string_free (listener.log, TRUE);
}

static void
element_capture_mutes_and_unmutes (void **state)
{
  Listener listener = { 0 };
  g_autoptr (CordonGraph) graph = listened_graph (&listener);
  CordonNodeId element = cordon_graph_add_element (graph);
  CordonNodeId foreign = cordon_graph_add_resource (graph, FALSE);

  cordon_graph_derive (graph, element, CORDON_DERIVE_ELEMENT_CAPTURE);
  cordon_graph_attach (graph, foreign, element);
  expect (&listener, "element:reevaluate element-track:mute ");
  cordon_graph_detach (graph, foreign, element);
  expect (&listener, "");
  confirm (graph, element);
  expect (&listener, "element:reevaluate element-track:unmute ");
  g_string_free (listener.log, TRUE);
}

static void
canvas_capture_mutes_without_isolation_change (void **state)
{
  Listener listener = { 0 };
  g_autoptr (CordonGraph) graph = listened_graph (&listener);
  CordonNodeId canvas = cordon_graph_add_bitmap (graph);
  CordonNodeId bitmap = cordon_graph_derive (graph, element_playing (graph, isolated_camera (graph)),
                                             CORDON_DERIVE_IMAGE_BITMAP);

  g_string_truncate (listener.log, 0);
  cordon_graph_derive (graph, canvas, CORDON_DERIVE_CANVAS_CAPTURE);
  cordon_graph_draw (graph, bitmap, canvas);
  expect (&listener, "canvas-track:mute-for-good ");
  cordon_graph_clear_bitmap (graph, canvas);
  cordon_graph_draw (graph, bitmap, canvas);
  expect (&listener, "");
  for (const CordonStep *step = cordon_reaction_get_steps (CORDON_REACTION_MUTE_FOR_GOOD); *step; step++)
    assert_int_not_equal (*step, CORDON_STEP_FIRE_ISOLATION_CHANGE);
  g_string_free (listener.log, TRUE);
}

static void
web_audio_and_sender_hear_of_a_late_change (void **state)
{
  Listener listener = { 0 };
  g_autoptr (CordonGraph) graph = listened_graph (&listener);
  CordonNodeId camera = plain_camera (graph);

  cordon_graph_derive (graph, camera, CORDON_DERIVE_AUDIO_SOURCE);
  cordon_graph_derive (graph, camera, CORDON_DERIVE_SENDER);
  cordon_graph_isolate (graph, camera, CORDON_ISOLATION_CROSS_ORIGIN, NULL);
  assert_non_null (strstr (listener.log->str, "audio-source:silence "));
  assert_non_null (strstr (listener.log->str, "sender:redecide "));
  g_string_free (listener.log, TRUE);
}

static void
sender_hears_of_another_callee (void **state)
{
  Listener listener = { 0 };
  g_autoptr (CordonGraph) graph = listened_graph (&listener);
  CordonNodeId bob = camera_for (graph, "bob@idp.example"), eve = camera_for (graph, "eve@idp.example");
  CordonNodeId sender = cordon_graph_derive (graph, bob, CORDON_DERIVE_SENDER);

  cordon_graph_attach (graph, eve, sender);
  expect (&listener, "sender:redecide ");
  g_string_free (listener.log, TRUE);
}

static void
sender_hears_what_the_session_of_a_forwarded_track_is (void **state)
{
  Listener listener = { 0 };
  g_autoptr (CordonGraph) graph = listened_graph (&listener);
  CordonNodeId remote = cordon_graph_add_track (graph, CORDON_SOURCE_REMOTE, NULL);

  cordon_graph_derive (graph, remote, CORDON_DERIVE_SENDER);
  cordon_graph_latch (graph, remote, TRUE);
  assert_non_null (strstr (listener.log->str, "sender:redecide "));
  g_string_free (listener.log, TRUE);
}

static void
an_observer_may_change_the_graph (void **state)
{
  Listener listener = { 0 };
  g_autoptr (CordonGraph) graph = listened_graph (&listener);
  CordonNodeId camera = plain_camera (graph), bob = isolated_camera (graph);
  CordonNodeId stream = cordon_graph_derive (graph, camera, CORDON_DERIVE_STREAM);
  CordonNodeId capture, element = cordon_graph_add_element (graph);

  cordon_graph_attach (graph, stream, element);
  capture = cordon_graph_derive (graph, element, CORDON_DERIVE_ELEMENT_CAPTURE);
  listener.detach_from = bob;
  listener.detach_into = stream;
  cordon_graph_attach (graph, bob, stream);
  expect (&listener, "element:reevaluate element-track:mute ");
  assert_readable (graph, stream);
  assert_isolated (graph, capture);
  g_string_free (listener.log, TRUE);
}

static void
destroy_marks (gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
observer_data_is_let_go (void **state)
{
  CordonGraph *graph = cordon_graph_new ();
  gboolean first = FALSE, second = FALSE;

  cordon_graph_set_observer (graph, listen, &first, destroy_marks);
  cordon_graph_set_observer (graph, listen, &second, destroy_marks);
  assert_true (first);
  assert_false (second);
  cordon_graph_unref (graph);
  assert_true (second);
}

static void
names_exist_for_all (void **state)
{
  for (guint i = 0; i < CORDON_N_REACTIONS; i++)
    assert_non_null (cordon_reaction_to_string ((CordonReaction) i));
  for (guint i = 0; i < CORDON_N_STEPS; i++)
    assert_non_null (cordon_step_to_string ((CordonStep) i));
  assert_string_equal (cordon_reaction_to_string ((CordonReaction) 77), "none");
  assert_int_equal (*cordon_reaction_get_steps ((CordonReaction) 77), CORDON_STEP_NONE);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (isolation_change_is_told_once_per_actual_change, "C-80 C-06"),
    CORDON_TEST (remote_track_changes_once_when_its_session_is_plain, "C-05 C-80"),
    CORDON_TEST (running_recorder_discards_in_order, "C-35"),
    CORDON_TEST (running_processor_errors_its_stream, "C-36"),
    CORDON_TEST (element_capture_mutes_and_unmutes, "C-16"),
    CORDON_TEST (canvas_capture_mutes_without_isolation_change, "C-31"),
    CORDON_TEST (web_audio_and_sender_hear_of_a_late_change, "C-15 C-55"),
    CORDON_TEST (sender_hears_of_another_callee, "C-56"),
    CORDON_TEST (sender_hears_what_the_session_of_a_forwarded_track_is, "C-56"),
    CORDON_TEST (an_observer_may_change_the_graph, ""),
    CORDON_TEST (observer_data_is_let_go, ""),
    CORDON_TEST (names_exist_for_all, ""),
  };

  return cordon_test_run (tests);
}
