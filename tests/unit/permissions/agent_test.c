#include "tests/support/test.h"

#include "tests/support/boundary_loop.h"

/* What the callbacks of one test have seen. */
typedef struct
{
  guint n_states;
  CordonState state;
  guint n_responses;
  CordonDecisionVerdict verdict;
  CordonReason reason;
  char exception[32];
  char token[40];
  char callee[80];
  gboolean isolate;
  guint64 capture_id;
  guint n_changes;
  guint n_stopped;
  guint n_muted;
  guint n_known;
  guint n_gone;
  CordonAgent *to_free;
} Seen;

static void
state_cb (CordonAgent *agent, CordonState state, gpointer data)
{
  Seen *seen = data;

  seen->n_states++;
  seen->state = state;
}

static void
response_cb (CordonAgent *agent, const CordonResponse *response, gpointer data)
{
  Seen *seen = data;
  const CordonObligations *obligations = &response->obligations;

  seen->n_responses++;
  seen->verdict = response->verdict;
  seen->reason = response->reason;
  g_strlcpy (seen->exception, response->exception ? response->exception : "", sizeof seen->exception);
  g_strlcpy (seen->token, response->token ? response->token : "", sizeof seen->token);
  g_strlcpy (seen->callee, obligations->callee ? cordon_callee_to_string (obligations->callee) : "",
             sizeof seen->callee);
  seen->isolate = obligations->isolate;
  seen->capture_id = response->capture_ids[CORDON_FEATURE_CAMERA];
  if (seen->to_free)
    cordon_agent_free (g_steal_pointer (&seen->to_free));
}

static void
state_changed_cb (gpointer data, guint64 document_id, CordonFeature feature, CordonState state)
{
  ((Seen *) data)->n_changes++;
}

static void
stopped_cb (gpointer data, guint64 document_id, guint64 capture_id, CordonFeature feature)
{
  ((Seen *) data)->n_stopped++;
}

static void
muted_cb (gpointer data, guint64 document_id, guint64 capture_id, gboolean muted)
{
  ((Seen *) data)->n_muted++;
}

static void
known_cb (gpointer data, guint64 document_id, guint64 engine_id)
{
  ((Seen *) data)->n_known++;
}

static void
gone_cb (gpointer data, guint64 document_id)
{
  ((Seen *) data)->n_gone++;
}

static void
watch (BoundaryLoop *loop, Seen *seen)
{
  const CordonAgentEvents events = {
    .state_changed = state_changed_cb,
    .capture_stopped = stopped_cb,
    .capture_muted = muted_cb,
    .document_known = known_cb,
    .document_gone = gone_cb,
    .data = seen,
  };

  cordon_agent_set_events (loop->agent, &events);
}

static guint64
request_camera (BoundaryLoop *loop, guint64 document_id, Seen *seen)
{
  const CordonRequest request = { .features = CORDON_FEATURE_BIT (CAMERA) };

  return cordon_agent_request (loop->agent, document_id, &request, response_cb, seen);
}

static void
an_unchanged_query_costs_no_message (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;
  guint64 id;

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  document = boundary_loop_commit (&loop, loop.channel);
  id = cordon_agent_find_document (loop.agent, 7);
  assert_int_equal (id, cordon_document_get_id (document));
  loop.states[CORDON_FEATURE_CAMERA] = CORDON_STATE_PROMPT;

  for (guint i = 0; i < 100; i++)
    cordon_agent_query (loop.agent, id, CORDON_FEATURE_CAMERA, state_cb, &seen);
  assert_int_equal (seen.n_states, 100);
  assert_int_equal (seen.state, CORDON_STATE_PROMPT);
  assert_int_equal (loop.n_queries, 1);
  assert_int_equal (loop.n_to_browser, 2); /* hello, query */

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
}

/* The word in the page is enough: the message about the change has not even arrived. */
static void
a_changed_word_voids_the_cache_before_any_message (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;
  CordonState cached = CORDON_STATE_DENIED;
  guint64 id;

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  document = boundary_loop_commit (&loop, loop.channel);
  id = cordon_document_get_id (document);
  loop.states[CORDON_FEATURE_CAMERA] = CORDON_STATE_GRANTED;
  cordon_agent_query (loop.agent, id, CORDON_FEATURE_CAMERA, state_cb, &seen);
  assert_true (cordon_agent_peek (loop.agent, id, CORDON_FEATURE_CAMERA, &cached));
  assert_int_equal (cached, CORDON_STATE_GRANTED);

  loop.hold = TRUE;
  cordon_document_tell_state (document, CORDON_FEATURE_CAMERA, CORDON_STATE_DENIED);
  assert_false (cordon_agent_peek (loop.agent, id, CORDON_FEATURE_CAMERA, &cached));
  loop.hold = FALSE;
  boundary_loop_deliver (&loop);
  assert_true (cordon_agent_peek (loop.agent, id, CORDON_FEATURE_CAMERA, &cached));
  assert_int_equal (cached, CORDON_STATE_DENIED);

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
}

static void
without_a_page_the_message_voids_the_cache (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;
  CordonState cached = CORDON_STATE_DENIED;
  guint64 id;

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, FALSE);
  watch (&loop, &seen);
  document = boundary_loop_commit (&loop, loop.channel);
  id = cordon_document_get_id (document);
  loop.states[CORDON_FEATURE_CAMERA] = CORDON_STATE_PROMPT;
  cordon_agent_query (loop.agent, id, CORDON_FEATURE_CAMERA, state_cb, &seen);
  assert_true (cordon_agent_peek (loop.agent, id, CORDON_FEATURE_CAMERA, &cached));

  cordon_document_set_fully_active (document, TRUE);
  assert_false (cordon_agent_peek (loop.agent, id, CORDON_FEATURE_CAMERA, &cached));
  assert_int_equal (seen.n_changes, 0);
  cordon_document_tell_state (document, CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED);
  assert_true (cordon_agent_peek (loop.agent, id, CORDON_FEATURE_CAMERA, &cached));
  assert_int_equal (cached, CORDON_STATE_GRANTED);
  assert_int_equal (seen.n_changes, 1);

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
}

static void
those_who_ask_meanwhile_share_one_answer (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  document = boundary_loop_commit (&loop, loop.channel);
  loop.hold = TRUE;
  for (guint i = 0; i < 50; i++)
    cordon_agent_query (loop.agent, cordon_document_get_id (document), CORDON_FEATURE_MICROPHONE, state_cb,
                        &seen);
  assert_int_equal (loop.n_queries, 1);
  assert_int_equal (seen.n_states, 0);
  boundary_loop_deliver (&loop);
  assert_int_equal (seen.n_states, 50);

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
}

static void
an_unknown_document_is_denied_without_a_message (void **state)
{
  BoundaryLoop loop;
  Seen seen = { .state = CORDON_STATE_GRANTED, .verdict = CORDON_DECISION_ALLOW };

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  cordon_agent_query (loop.agent, 4711, CORDON_FEATURE_CAMERA, state_cb, &seen);
  assert_int_equal (request_camera (&loop, 4711, &seen), 0);
  assert_int_equal (seen.state, CORDON_STATE_DENIED);
  assert_int_equal (seen.verdict, CORDON_DECISION_DENY);
  assert_int_equal (seen.n_responses, 1);
  assert_int_equal (loop.n_to_browser, 1);
  assert_int_equal (loop.n_violations, 0);
  boundary_loop_clear (&loop);
}

static void
an_allowing_response_carries_token_captures_and_obligations (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;
  g_autoptr (CordonCallee) callee = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  const CordonObligations obligations = { .callee = callee, .isolate = TRUE, .call_id = 3 };
  const guint64 capture_ids[CORDON_N_FEATURES] = { [CORDON_FEATURE_CAMERA] = 12 };
  const CordonRequestOutcome outcome = {
    .verdict = CORDON_DECISION_ALLOW,
    .reason = CORDON_REASON_USER_ALLOWED,
    .obligations = &obligations,
    .token = "00112233445566778899aabbccddeeff",
    .capture_ids = capture_ids,
  };

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  document = boundary_loop_commit (&loop, loop.channel);
  assert_int_not_equal (request_camera (&loop, cordon_document_get_id (document), &seen), 0);
  assert_int_equal (seen.n_responses, 0);
  boundary_loop_finish (&loop, 0, &outcome);

  assert_int_equal (seen.n_responses, 1);
  assert_int_equal (seen.verdict, CORDON_DECISION_ALLOW);
  assert_string_equal (seen.token, outcome.token);
  assert_string_equal (seen.callee, "identity:bob@idp.example");
  assert_true (seen.isolate);
  assert_int_equal (seen.capture_id, 12);

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
}

static void
only_the_last_track_of_a_capture_is_reported (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;
  const guint64 capture_ids[CORDON_N_FEATURES] = { [CORDON_FEATURE_CAMERA] = 12 };
  const CordonRequestOutcome outcome = { .verdict = CORDON_DECISION_ALLOW,
                                         .token = "t",
                                         .capture_ids = capture_ids };
  guint64 id;

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  document = boundary_loop_commit (&loop, loop.channel);
  id = cordon_document_get_id (document);
  request_camera (&loop, id, &seen);
  boundary_loop_finish (&loop, 0, &outcome);

  cordon_agent_track_cloned (loop.agent, id, 12);
  cordon_agent_track_ended (loop.agent, id, 12);
  assert_int_equal (loop.n_ended_tracks, 0);
  cordon_agent_track_ended (loop.agent, id, 12);
  assert_int_equal (loop.n_ended_tracks, 1);
  assert_int_equal (loop.last_ended_capture, 12);
  cordon_agent_track_ended (loop.agent, id, 12);
  cordon_agent_track_ended (loop.agent, id, 99);
  assert_int_equal (loop.n_ended_tracks, 1);

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
}

static void
tell_muted (BoundaryLoop *loop, CordonDocument *document, guint64 capture_id, gboolean muted)
{
  cordon_document_tell_capture_muted (document, capture_id, muted);
  boundary_loop_deliver (loop);
}

static void
a_failed_constraint_has_no_name_until_a_device_delivers (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  const guint64 screen[CORDON_N_FEATURES] = { [CORDON_FEATURE_DISPLAY_CAPTURE] = 11 };
  const guint64 camera[CORDON_N_FEATURES] = { [CORDON_FEATURE_CAMERA] = 12 };
  CordonRequestOutcome outcome = { .verdict = CORDON_DECISION_ALLOW, .token = "t", .capture_ids = screen };
  CordonDocument *document, *other;
  guint64 id;

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  document = boundary_loop_commit (&loop, loop.channel);
  other = boundary_loop_commit (&loop, loop.channel);
  id = cordon_document_get_id (document);
  assert_false (cordon_agent_may_name_constraint (loop.agent, id));
  request_camera (&loop, id, &seen);
  boundary_loop_finish (&loop, 0, &outcome);
  assert_false (cordon_agent_may_name_constraint (loop.agent, id));
  outcome.capture_ids = camera;
  request_camera (&loop, id, &seen);
  boundary_loop_finish (&loop, 0, &outcome);
  assert_false (cordon_agent_may_name_constraint (loop.agent, id));
  tell_muted (&loop, document, 12, TRUE);
  tell_muted (&loop, document, 11, FALSE);
  tell_muted (&loop, other, 12, FALSE);
  assert_false (cordon_agent_may_name_constraint (loop.agent, id));
  tell_muted (&loop, document, 12, FALSE);
  assert_true (cordon_agent_may_name_constraint (loop.agent, id));
  tell_muted (&loop, document, 12, TRUE);
  assert_true (cordon_agent_may_name_constraint (loop.agent, id));
  cordon_agent_track_ended (loop.agent, id, 12);
  assert_true (cordon_agent_may_name_constraint (loop.agent, id));
  assert_false (cordon_agent_may_name_constraint (loop.agent, cordon_document_get_id (other)));
  cordon_document_gone (document);
  boundary_loop_deliver (&loop);
  assert_false (cordon_agent_may_name_constraint (loop.agent, id));
  cordon_document_unref (document);
  cordon_document_unref (other);
  boundary_loop_clear (&loop);
}

static void
a_request_ends_once_when_its_document_goes (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  watch (&loop, &seen);
  document = boundary_loop_commit (&loop, loop.channel);
  request_camera (&loop, cordon_document_get_id (document), &seen);
  cordon_document_gone (document);
  assert_int_equal (seen.n_responses, 1);
  assert_int_equal (seen.reason, CORDON_REASON_GONE);
  assert_int_equal (seen.n_gone, 1);
  assert_int_equal (loop.held->len, 0);
  assert_int_equal (cordon_agent_find_document (loop.agent, 7), 0);
  assert_int_equal (loop.n_violations, 0);

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
  assert_int_equal (seen.n_responses, 1);
}

static void
requests_and_queries_end_once_when_the_transport_is_lost (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;
  guint64 id;

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  document = boundary_loop_commit (&loop, loop.channel);
  id = cordon_document_get_id (document);
  loop.hold = TRUE;
  request_camera (&loop, id, &seen);
  cordon_agent_query (loop.agent, id, CORDON_FEATURE_CAMERA, state_cb, &seen);
  cordon_agent_lost (loop.agent);
  assert_int_equal (seen.n_responses, 1);
  assert_int_equal (seen.n_states, 1);
  assert_int_equal (request_camera (&loop, id, &seen), 0);
  assert_int_equal (seen.n_responses, 2);

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
  assert_int_equal (seen.n_responses, 2);
}

static void
the_agent_may_be_freed_by_the_callback_of_a_request (void **state)
{
  BoundaryLoop loop;
  Seen first = { 0 }, second = { 0 };
  CordonDocument *document;
  const CordonRequestOutcome outcome = { .reason = CORDON_REASON_USER_BLOCKED };

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  document = boundary_loop_commit (&loop, loop.channel);
  request_camera (&loop, cordon_document_get_id (document), &first);
  request_camera (&loop, cordon_document_get_id (document), &second);
  loop.hold = TRUE;
  boundary_loop_finish (&loop, 0, &outcome);
  first.to_free = loop.agent;
  boundary_loop_deliver (&loop);
  loop.agent = NULL;
  assert_int_equal (first.n_responses, 1);
  assert_string_equal (first.exception, "NotAllowedError");
  assert_int_equal (second.n_responses, 1);
  assert_int_equal (second.reason, CORDON_REASON_GONE);

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
}

static void
a_cancelled_request_ends_once_and_its_late_token_is_dropped (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;
  const CordonRequestOutcome outcome = { .verdict = CORDON_DECISION_ALLOW, .token = "late" };
  guint64 request;

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  document = boundary_loop_commit (&loop, loop.channel);
  request = request_camera (&loop, cordon_document_get_id (document), &seen);
  loop.hold = TRUE;
  boundary_loop_finish (&loop, 0, &outcome);
  cordon_agent_cancel (loop.agent, request);
  boundary_loop_deliver (&loop);
  assert_int_equal (seen.n_responses, 1);
  assert_int_equal (seen.reason, CORDON_REASON_GONE);
  assert_int_equal (loop.n_violations, 0);

  request = request_camera (&loop, cordon_document_get_id (document), &seen);
  cordon_agent_cancel (loop.agent, request);
  cordon_agent_cancel (loop.agent, request);
  assert_int_equal (loop.n_cancels, 1);
  assert_int_equal (seen.n_responses, 2);

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
}

/* What would kill the channel is refused before it is sent, so that a page cannot kill its neighbours' process. */
static void
a_page_cannot_make_its_agent_break_the_rules (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;
  g_autofree char *too_long = g_strnfill (CORDON_CALLEE_MAX_SIZE + 1, 'a');
  const CordonRequest faults[] = {
    { .features = 0 },
    { .features = 1u },
    { .features = 1u << CORDON_N_FEATURES },
    { .features = CORDON_FEATURE_BIT (CAMERA), .callee = too_long },
    { .features = CORDON_FEATURE_BIT (CAMERA), .callee = "\xff@x" },
    { .features = CORDON_FEATURE_BIT (CAMERA), .camera_device_id = too_long },
    { .features = CORDON_FEATURE_BIT (CAMERA), .microphone_device_id = "\xc3" },
  };

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  document = boundary_loop_commit (&loop, loop.channel);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    assert_int_equal (
      cordon_agent_request (loop.agent, cordon_document_get_id (document), &faults[i], response_cb, &seen),
      0);
  assert_int_equal (seen.n_responses, G_N_ELEMENTS (faults));
  assert_int_equal (seen.reason, CORDON_REASON_BAD_REQUEST);
  assert_int_equal (loop.n_requests, 0);

  for (guint i = 0; i < 1000; i++)
    request_camera (&loop, cordon_document_get_id (document), &seen);
  assert_int_equal (seen.reason, CORDON_REASON_QUOTA);
  for (guint i = 0; i < 100000; i++)
    {
      cordon_document_invalidate (document);
      cordon_agent_query (loop.agent, cordon_document_get_id (document), CORDON_FEATURE_CAMERA, state_cb,
                          &seen);
    }
  assert_int_equal (seen.n_states, 100000);
  assert_int_equal (loop.n_violations, 0);
  assert_false (cordon_channel_is_dead (loop.channel));

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
}

static void
what_the_browser_side_cannot_have_said_is_dropped (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;
  g_autoptr (GVariant) nonsense = g_variant_ref_sink (g_variant_new_string ("allow"));
  g_autoptr (GVariant) wrong_way = cordon_message_new_hello (1);
  g_autoptr (GVariant) unasked = cordon_message_new_response (
    &(CordonResponseMessage){ .request_id = 99, .verdict = CORDON_DECISION_ALLOW, .token = "x" });
  g_autoptr (GVariant) stranger = cordon_message_new_changed (
    &(CordonChangedMessage){ .document_id = 5, .feature = CORDON_FEATURE_CAMERA });

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  watch (&loop, &seen);
  document = boundary_loop_commit (&loop, loop.channel);
  request_camera (&loop, cordon_document_get_id (document), &seen);
  cordon_agent_receive (loop.agent, nonsense);
  cordon_agent_receive (loop.agent, wrong_way);
  cordon_agent_receive (loop.agent, unasked);
  cordon_agent_receive (loop.agent, stranger);
  assert_int_equal (seen.n_responses, 0);
  assert_int_equal (seen.n_changes, 0);

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
}

static void
events_reach_the_document_they_are_for (void **state)
{
  BoundaryLoop loop;
  Seen seen = { 0 };
  CordonDocument *document;

  boundary_loop_init (&loop);
  boundary_loop_connect (&loop, TRUE);
  watch (&loop, &seen);
  document = boundary_loop_commit (&loop, loop.channel);
  cordon_document_tell_capture_stopped (document, 5, CORDON_FEATURE_CAMERA);
  cordon_document_tell_capture_muted (document, 5, TRUE);
  assert_int_equal (seen.n_known, 1);
  assert_int_equal (seen.n_stopped, 1);
  assert_int_equal (seen.n_muted, 1);
  cordon_document_gone (document);
  cordon_document_tell_capture_stopped (document, 6, CORDON_FEATURE_CAMERA);
  assert_int_equal (seen.n_stopped, 1);

  cordon_document_unref (document);
  boundary_loop_clear (&loop);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (an_unchanged_query_costs_no_message, ""),
    CORDON_TEST (a_changed_word_voids_the_cache_before_any_message, ""),
    CORDON_TEST (without_a_page_the_message_voids_the_cache, ""),
    CORDON_TEST (those_who_ask_meanwhile_share_one_answer, ""),
    CORDON_TEST (an_unknown_document_is_denied_without_a_message, "A-26"),
    CORDON_TEST (a_failed_constraint_has_no_name_until_a_device_delivers, "B-24"),
    CORDON_TEST (an_allowing_response_carries_token_captures_and_obligations, ""),
    CORDON_TEST (only_the_last_track_of_a_capture_is_reported, "B-04"),
    CORDON_TEST (a_request_ends_once_when_its_document_goes, ""),
    CORDON_TEST (requests_and_queries_end_once_when_the_transport_is_lost, ""),
    CORDON_TEST (the_agent_may_be_freed_by_the_callback_of_a_request, ""),
    CORDON_TEST (a_cancelled_request_ends_once_and_its_late_token_is_dropped, ""),
    CORDON_TEST (a_page_cannot_make_its_agent_break_the_rules, ""),
    CORDON_TEST (what_the_browser_side_cannot_have_said_is_dropped, ""),
    CORDON_TEST (events_reach_the_document_they_are_for, ""),
  };

  return cordon_test_run (tests);
}
