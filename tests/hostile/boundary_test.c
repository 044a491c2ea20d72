/* A content process that says everything it must not say. Each time: one violation, a dead channel, nothing changed. */

#include "tests/support/test.h"

#include <string.h>

#include "permissions/error.h"
#include "tests/support/boundary_loop.h"

typedef struct
{
  BoundaryLoop loop;
  CordonChannel *channel;
  CordonDocument *document;
  CordonChannel *other_channel;
  CordonDocument *other_document;
  guint64 id;
  guint64 foreign_id;
} Fixture;

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  boundary_loop_init (&fixture->loop);
  fixture->channel = boundary_loop_attach_raw (&fixture->loop, &fixture->channel);
  fixture->other_channel = boundary_loop_attach_raw (&fixture->loop, &fixture->other_channel);
  fixture->document = boundary_loop_commit (&fixture->loop, fixture->channel);
  fixture->other_document = boundary_loop_commit (&fixture->loop, fixture->other_channel);
  fixture->id = cordon_document_get_id (fixture->document);
  fixture->foreign_id = cordon_document_get_id (fixture->other_document);
  *state = fixture;
  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  cordon_document_unref (fixture->document);
  cordon_document_unref (fixture->other_document);
  boundary_loop_clear (&fixture->loop);
  g_free (fixture);
  return 0;
}

static gboolean
say (Fixture *fixture, GVariant *message)
{
  const gboolean taken = cordon_channel_receive (fixture->channel, message, NULL);

  g_variant_unref (message);
  return taken;
}

static void
say_hello (Fixture *fixture)
{
  assert_true (say (fixture, cordon_message_new_hello (CORDON_PROTOCOL_VERSION)));
}

static GVariant *
query (guint64 query_id, guint64 document_id)
{
  return cordon_message_new_query (&(CordonQueryMessage){ query_id, document_id, CORDON_FEATURE_CAMERA });
}

static GVariant *
request (guint64 request_id, guint64 document_id)
{
  return cordon_message_new_request (&(CordonRequestMessage){
    .request_id = request_id, .document_id = document_id, .features = CORDON_FEATURE_BIT (CAMERA) });
}

/* Dead, told once, and deaf: also what would have been right is refused now, and nobody else suffers. */
static void
expect_killed (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) right = query (1000000, fixture->id);
  const guint n_queries = fixture->loop.n_queries;
  const guint n_requests = fixture->loop.n_requests;

  assert_true (cordon_channel_is_dead (fixture->channel));
  assert_int_equal (fixture->loop.n_violations, 1);
  assert_ptr_equal (fixture->loop.violator, &fixture->channel);
  assert_true (cordon_document_is_gone (fixture->document));
  assert_int_equal (fixture->loop.held->len, 0);
  for (guint i = 0; i < 3; i++)
    {
      assert_false (cordon_channel_receive (fixture->channel, right, &error));
      assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_VIOLATION));
      g_clear_error (&error);
    }
  assert_int_equal (fixture->loop.n_violations, 1);
  assert_int_equal (fixture->loop.n_queries, n_queries);
  assert_int_equal (fixture->loop.n_requests, n_requests);
  assert_null (cordon_channel_commit_document (fixture->channel, NULL, &error));
  assert_false (cordon_channel_is_dead (fixture->other_channel));
  assert_false (cordon_document_is_gone (fixture->other_document));
}

static void
expect_refused (Fixture *fixture, GVariant *message)
{
  const guint n_queries = fixture->loop.n_queries;
  const guint n_requests = fixture->loop.n_requests;
  const guint n_ended = fixture->loop.n_ended_tracks;
  const guint n_sent = fixture->loop.n_to_agent;

  assert_false (say (fixture, message));
  assert_int_equal (fixture->loop.n_queries, n_queries);
  assert_int_equal (fixture->loop.n_requests, n_requests);
  assert_int_equal (fixture->loop.n_ended_tracks, n_ended);
  assert_int_equal (fixture->loop.n_to_agent, n_sent);
  expect_killed (fixture);
}

static void
nothing_but_hello_is_taken_first (void **state)
{
  Fixture *fixture = *state;

  expect_refused (fixture, query (1, fixture->id));
}

static void
a_request_before_hello_kills (void **state)
{
  Fixture *fixture = *state;

  expect_refused (fixture, request (1, fixture->id));
}

static void
a_second_hello_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  expect_refused (fixture, cordon_message_new_hello (CORDON_PROTOCOL_VERSION));
}

static void
another_version_of_the_protocol_kills (void **state)
{
  Fixture *fixture = *state;

  expect_refused (fixture, cordon_message_new_hello (CORDON_PROTOCOL_VERSION + 1));
}

static void
a_message_in_the_wrong_direction_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  expect_refused (fixture, cordon_message_new_response (&(CordonResponseMessage){
                             .request_id = 1, .verdict = CORDON_DECISION_ALLOW, .token = "mine" }));
}

static void
a_query_for_another_processs_document_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  expect_refused (fixture, query (1, fixture->foreign_id));
}

static void
a_request_for_another_processs_document_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  expect_refused (fixture, request (1, fixture->foreign_id));
}

static void
ending_another_processs_capture_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  expect_refused (fixture, cordon_message_new_track_ended (fixture->foreign_id, 1));
}

static void
a_guessed_document_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  expect_refused (fixture, query (1, fixture->id + 1));
}

static void
document_zero_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  expect_refused (fixture, request (1, 0));
}

static void
a_query_id_that_was_there_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  assert_true (say (fixture, query (5, fixture->id)));
  expect_refused (fixture, query (5, fixture->id));
}

static void
a_request_id_that_was_there_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  assert_true (say (fixture, request (5, fixture->id)));
  expect_refused (fixture, request (4, fixture->id));
}

static void
a_request_with_id_zero_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  expect_refused (fixture, request (0, fixture->id));
}

static void
cancelling_what_was_never_asked_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  assert_true (say (fixture, request (1, fixture->id)));
  expect_refused (fixture, cordon_message_new_cancel (2));
}

static void
forgetting_a_living_document_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  expect_refused (fixture, cordon_message_new_forgotten (fixture->id));
}

static void
a_document_that_was_forgotten_cannot_be_named_again (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  cordon_document_gone (fixture->document);
  assert_true (say (fixture, query (1, fixture->id)));
  assert_int_equal (fixture->loop.n_queries, 0);
  assert_true (say (fixture, request (1, fixture->id)));
  assert_int_equal (fixture->loop.n_requests, 0);
  assert_true (say (fixture, cordon_message_new_forgotten (fixture->id)));
  expect_refused (fixture, query (2, fixture->id));
}

static void
too_many_open_requests_kill (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  for (guint i = 1; i <= CORDON_MESSAGE_MAX_OPEN_REQUESTS; i++)
    assert_true (say (fixture, request (i, fixture->id)));
  assert_int_equal (fixture->loop.held->len, CORDON_MESSAGE_MAX_OPEN_REQUESTS);
  expect_refused (fixture, request (1000, fixture->id));
}

/* Each type, as often as its row says at one instant, and once more. */
static void
more_than_the_quota_of_each_message_kills (void **state)
{
  for (guint type = CORDON_MESSAGE_QUERY; type < CORDON_MESSAGE_DOCUMENT; type++)
    {
      const CordonMessageInfo *info = cordon_message_get_info ((CordonMessageType) type);
      Fixture *fixture = *state;
      guint i = 0;

      say_hello (fixture);
      for (i = 0; i < info->burst + 1; i++)
        {
          GVariant *message = NULL;

          if (type == CORDON_MESSAGE_QUERY)
            message = query (i + 1, fixture->id);
          else if (type == CORDON_MESSAGE_TRACK_ENDED)
            message = cordon_message_new_track_ended (fixture->id, i);
          else if (type == CORDON_MESSAGE_REQUEST)
            message = request (i + 1, fixture->id);
          else
            break;
          if (type == CORDON_MESSAGE_REQUEST && fixture->loop.held->len > 0)
            boundary_loop_finish (&fixture->loop, 0, &(CordonRequestOutcome){ 0 });
          if (!say (fixture, message))
            break;
        }
      if (i > 0)
        {
          assert_int_equal (i, info->burst);
          expect_killed (fixture);
        }
      tear_down (state);
      set_up (state);
    }
}

static GVariant *
envelope (guint32 type, const void *bytes, gsize size)
{
  return g_variant_ref_sink (
    g_variant_new ("(u@ay)", type, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, size, 1)));
}

static void
every_malformed_message_kills (void **state)
{
  static const guint8 junk[CORDON_MESSAGE_MAX_SIZE + 100] = { 0xff };
  Fixture *fixture = *state;

  for (guint i = 0; i < 200; i++)
    {
      const guint32 type = i % (CORDON_N_MESSAGES + 3);
      const gsize size = i < 20 ? 1 : i * i % sizeof junk;
      GVariant *message = envelope (type, junk, size);
      CordonMessage opened = { 0 };
      const gboolean well_formed = cordon_message_open (message, CORDON_DIRECTION_TO_BROWSER, &opened, NULL);

      cordon_message_clear (&opened);
      if (well_formed)
        {
          g_variant_unref (message);
          continue;
        }
      say_hello (fixture);
      expect_refused (fixture, message);
      tear_down (state);
      set_up (state);
      fixture = *state;
    }
}

static void
other_variants_than_an_envelope_kill (void **state)
{
  GVariant *deep = g_variant_new_uint32 (1);
  Fixture *fixture = *state;

  for (guint i = 0; i < 60; i++)
    deep = g_variant_new_variant (deep);
  expect_refused (fixture, g_variant_ref_sink (deep));
}

static void
a_request_for_unknown_features_kills (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  expect_refused (fixture, cordon_message_new_request (&(CordonRequestMessage){
                             .request_id = 1, .document_id = fixture->id, .features = 0x80000000u }));
}

static void
an_overlong_callee_kills (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *callee = g_strnfill (CORDON_CALLEE_MAX_SIZE + 1, 'a');

  say_hello (fixture);
  expect_refused (
    fixture, cordon_message_new_request (&(CordonRequestMessage){ .request_id = 1,
                                                                  .document_id = fixture->id,
                                                                  .features = CORDON_FEATURE_BIT (CAMERA),
                                                                  .callee = callee }));
}

static void
what_was_open_ends_when_its_process_breaks_the_rules (void **state)
{
  Fixture *fixture = *state;

  say_hello (fixture);
  assert_true (say (fixture, request (1, fixture->id)));
  assert_int_equal (fixture->loop.held->len, 1);
  expect_refused (fixture, cordon_message_new_hello (1));
  assert_int_equal (fixture->loop.n_gone, 1);
}

static void
send_nowhere (gpointer data, GVariant *message)
{
}

/* The embedder may throw the channel away from inside the callback that tells of the violation. */
static void
detach_in_violation (gpointer data, gpointer process, const GError *error)
{
  Fixture *fixture = data;

  cordon_channel_detach (fixture->channel);
  fixture->channel = NULL;
}

static void
a_channel_may_be_detached_while_its_violation_is_told (void **state)
{
  Fixture *fixture = *state;
  const CordonBrokerHost host = { .violation = detach_in_violation, .data = fixture };
  CordonBroker *broker = cordon_broker_new_with_host (&host);
  const CordonTransport transport = { .send = send_nowhere };
  g_autoptr (GVariant) junk = g_variant_ref_sink (g_variant_new_boolean (TRUE));
  g_autoptr (GError) error = NULL;

  cordon_channel_detach (fixture->channel);
  fixture->channel = cordon_broker_attach (broker, &transport, NULL);
  assert_false (cordon_channel_receive (fixture->channel, junk, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_VIOLATION));
  assert_null (fixture->channel);
  cordon_broker_free (broker);
}

static gpointer
say_hello_elsewhere (gpointer data)
{
  g_autoptr (GVariant) hello = cordon_message_new_hello (CORDON_PROTOCOL_VERSION);

  return GINT_TO_POINTER (cordon_channel_receive (data, hello, NULL));
}

/* A mistake of the embedder, not of the process: nothing is taken, and nobody is killed for it. */
static void
a_message_on_another_thread_is_not_taken (void **state)
{
  Fixture *fixture = *state;
  GThread *thread;

  g_log_set_always_fatal (G_LOG_LEVEL_ERROR);
  g_test_expect_message ("Cordon", G_LOG_LEVEL_CRITICAL, "*cordon_document_set_is_owned*");
  thread = g_thread_new ("other", say_hello_elsewhere, fixture->channel);
  assert_false (GPOINTER_TO_INT (g_thread_join (thread)));
  g_test_assert_expected_messages ();
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  assert_int_equal (fixture->loop.n_violations, 0);
  assert_int_equal (fixture->loop.n_to_agent, 0);
  say_hello (fixture);
}

/* A million bytes of dice: nothing may crash, and nothing that the table does not list may be done. */
static void
random_messages_never_get_past_the_table (void **state)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (20261122);
  guint8 bytes[64];

  for (guint round = 0; round < 3000; round++)
    {
      Fixture *fixture = *state;

      say_hello (fixture);
      for (guint i = 0; i < 20 && !cordon_channel_is_dead (fixture->channel); i++)
        {
          const gsize size = (gsize) g_rand_int_range (dice, 0, sizeof bytes);

          for (gsize j = 0; j < size; j++)
            bytes[j] = (guint8) g_rand_int_range (dice, 0, j % 8 == 0 ? 256 : 2);
          if (size >= 16 && g_rand_boolean (dice))
            memcpy (bytes + 8, &fixture->id, 8);
          say (fixture, envelope ((guint32) g_rand_int_range (dice, 0, CORDON_N_MESSAGES + 1), bytes, size));
        }
      assert_true (fixture->loop.n_violations <= 1);
      assert_false (cordon_channel_is_dead (fixture->other_channel));
      tear_down (state);
      set_up (state);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (nothing_but_hello_is_taken_first, "", set_up, tear_down),
    CORDON_TEST_WITH (a_request_before_hello_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (a_second_hello_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (another_version_of_the_protocol_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (a_message_in_the_wrong_direction_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (a_query_for_another_processs_document_kills, "A-26", set_up, tear_down),
    CORDON_TEST_WITH (a_request_for_another_processs_document_kills, "A-26", set_up, tear_down),
    CORDON_TEST_WITH (ending_another_processs_capture_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (a_guessed_document_kills, "A-26", set_up, tear_down),
    CORDON_TEST_WITH (document_zero_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (a_query_id_that_was_there_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (a_request_id_that_was_there_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (a_request_with_id_zero_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (cancelling_what_was_never_asked_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (forgetting_a_living_document_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (a_document_that_was_forgotten_cannot_be_named_again, "", set_up, tear_down),
    CORDON_TEST_WITH (too_many_open_requests_kill, "", set_up, tear_down),
    CORDON_TEST_WITH (more_than_the_quota_of_each_message_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (every_malformed_message_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (other_variants_than_an_envelope_kill, "", set_up, tear_down),
    CORDON_TEST_WITH (a_request_for_unknown_features_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (an_overlong_callee_kills, "", set_up, tear_down),
    CORDON_TEST_WITH (what_was_open_ends_when_its_process_breaks_the_rules, "", set_up, tear_down),
    CORDON_TEST_WITH (a_channel_may_be_detached_while_its_violation_is_told, "", set_up, tear_down),
    CORDON_TEST_WITH (a_message_on_another_thread_is_not_taken, "", set_up, tear_down),
    CORDON_TEST_WITH (random_messages_never_get_past_the_table, "", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
