/* From the agent to the profile and back: what a message turns into. */

#include "tests/support/test.h"

#include <string.h>

#include "permissions/agent.h"
#include "tests/support/world.h"

typedef struct
{
  World *world;
  CordonChannel *channel;
  CordonAgent *agent;
  CordonDocument *document;
  guint n_responses;
  CordonDecisionVerdict verdict;
  CordonReason reason;
  char exception[40];
  char token[40];
} Page;

static void
to_browser (gpointer data, GVariant *message)
{
  cordon_channel_receive (((Page *) data)->channel, message, NULL);
}

static void
to_agent (gpointer data, GVariant *message)
{
  cordon_agent_receive (((Page *) data)->agent, message);
}

static int
set_up (void **state)
{
  Page *page = g_new0 (Page, 1);
  CordonChannel *others;

  page->world = world_new ();
  others = page->world->channel;
  page->channel = cordon_broker_attach (cordon_profile_get_broker (page->world->profile),
                                        &(CordonTransport){ .send = to_agent, .data = page }, page);
  page->agent = cordon_agent_new (&(CordonAgentTransport){ to_browser, page });
  cordon_agent_start (page->agent);
  page->world->channel = page->channel;
  page->document = world_open (page->world, "https://page.example");
  page->world->channel = others;
  *state = page;
  return 0;
}

static int
tear_down (void **state)
{
  Page *page = *state;

  cordon_channel_detach (page->channel);
  cordon_agent_free (page->agent);
  cordon_document_unref (page->document);
  world_free (page->world);
  g_free (page);
  return 0;
}

static void
response_cb (CordonAgent *agent, const CordonResponse *response, gpointer data)
{
  Page *page = data;

  page->n_responses++;
  page->verdict = response->verdict;
  page->reason = response->reason;
  g_strlcpy (page->exception, response->exception ? response->exception : "", sizeof page->exception);
  g_strlcpy (page->token, response->token ? response->token : "", sizeof page->token);
}

static void
ask (Page *page, const CordonRequest *request)
{
  cordon_agent_request (page->agent, cordon_document_get_id (page->document), request, response_cb, page);
  world_settle (page->world);
}

static char *
find_device (gpointer data, const CordonDocument *document, CordonFeature feature, const char *page_id)
{
  if (feature == CORDON_FEATURE_CAMERA && strcmp (page_id, "0000beef") == 0)
    return g_strdup ("/dev/video3");
  return NULL;
}

static gboolean
redeems (Page *page, const char *device)
{
  const CordonCaptureFacts facts = {
    .document_id = cordon_document_get_id (page->document),
    .feature = CORDON_FEATURE_CAMERA,
    .device = device,
  };
  g_autoptr (CordonCapture) capture = cordon_profile_redeem (page->world->profile, page->token, &facts, NULL);

  return capture != NULL;
}

static void
the_device_that_a_page_names_is_the_one_that_is_granted (void **state)
{
  static const CordonDeviceMap map = { find_device, NULL };
  const CordonRequest request = { .features = CAMERA, .camera_device_id = "0000beef" };
  Page *page = *state;

  cordon_broker_set_device_map (cordon_profile_get_broker (page->world->profile), &map);
  ask (page, &request);
  assert_true (world_answer (page->world, CORDON_ANSWER_ALLOW_CALL));
  assert_int_equal (page->verdict, CORDON_DECISION_ALLOW);
  assert_true (redeems (page, "/dev/video3"));
  ask (page, &request);
  assert_int_equal (page->n_responses, 2);
  assert_false (redeems (page, "/dev/video0"));
}

static void
a_device_that_nobody_knows_over_constrains (void **state)
{
  static const CordonDeviceMap map = { find_device, NULL };
  const CordonRequest request = { .features = CAMERA, .camera_device_id = "/dev/video3" };
  Page *page = *state;

  cordon_broker_set_device_map (cordon_profile_get_broker (page->world->profile), &map);
  ask (page, &request);
  world_advance (page->world, 10 * CORDON_SECOND_US);
  assert_int_equal (page->n_responses, 1);
  assert_int_equal (page->verdict, CORDON_DECISION_DENY);
  assert_string_equal (page->exception, "OverconstrainedError");
}

static void
what_the_engine_found_out_is_told_to_the_page (void **state)
{
  const CordonRequest request = { .features = CAMERA, .fault = CORDON_REQUEST_FAULT_NO_DEVICE };
  Page *page = *state;

  ask (page, &request);
  world_advance (page->world, 10 * CORDON_SECOND_US);
  assert_int_equal (page->n_responses, 1);
  assert_string_equal (page->exception, "NotFoundError");
}

static void
a_callee_that_is_none_is_the_pages_mistake_and_asks_nobody (void **state)
{
  static const char *const names[] = { "", "bob", "@idp.example", "bob@", "bob@idp.example@evil.example" };
  Page *page = *state;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const CordonRequest request = { .features = CAMERA, .callee = names[i] };

      page->exception[0] = '\0';
      ask (page, &request);
      if (strcmp (page->exception, "TypeError") != 0)
        fail_msg ("\"%s\" gave \"%s\"", names[i], page->exception);
    }
  assert_int_equal (page->world->user.questions->len, 0);
}

static void
a_callee_in_another_writing_is_the_same_person (void **state)
{
  const CordonRequest request = { .features = CAMERA,
                                  .callee = "bob@B\xc3\x9c"
                                            "CHER.example" };
  Page *page = *state;

  ask (page, &request);
  assert_non_null (world_last_question (page->world));
  assert_string_equal (
    cordon_callee_to_string (cordon_question_get_callee (world_last_question (page->world))),
    "identity:bob@xn--bcher-kva.example");
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (the_device_that_a_page_names_is_the_one_that_is_granted, "B-20", set_up, tear_down),
    CORDON_TEST_WITH (a_device_that_nobody_knows_over_constrains, "", set_up, tear_down),
    CORDON_TEST_WITH (what_the_engine_found_out_is_told_to_the_page, "", set_up, tear_down),
    CORDON_TEST_WITH (a_callee_that_is_none_is_the_pages_mistake_and_asks_nobody, "", set_up, tear_down),
    CORDON_TEST_WITH (a_callee_in_another_writing_is_the_same_person, "", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
