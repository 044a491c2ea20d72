/* A page in a process of its own, a browser, a chrome and a user, joined by a socket: from the request to the last
 * sample, and what is left when the process dies on the way.
 */

#include "tests/unit/ui-bridge/chrome.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "permissions/document_private.h"
#include "permissions/socket_transport.h"

#define PATIENCE_US (90 * G_USEC_PER_SEC)

/* The content process as the browser sees it. */
typedef struct
{
  Chrome *chrome;
  GSubprocess *process;
  CordonSocketTransport *transport;
  CordonChannel *channel;
  CordonDocument *document;
  GString *heard; /* lines that the process has told */
  gboolean is_lost;
  guint n_refused;
} Site;

static void
received (gpointer data, GVariant *message)
{
  Site *site = data;

  if (site->channel && !cordon_channel_receive (site->channel, message, NULL))
    site->n_refused++;
}

static void
closed (gpointer data, const GError *error)
{
  Site *site = data;

  site->is_lost = TRUE;
  cordon_channel_detach (g_steal_pointer (&site->channel));
}

static void
line_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  Site *site = data;
  gsize size = 0;
  const char *text = bytes ? g_bytes_get_data (bytes, &size) : NULL;

  if (size == 0)
    return;
  g_string_append_len (site->heard, text, (gssize) size);
  g_input_stream_read_bytes_async (G_INPUT_STREAM (source), 4096, 0, NULL, line_read, site);
}

static char *
find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (self);

  return g_build_filename (folder, "content_process", NULL);
}

static Site *
site_open (Chrome *chrome)
{
  static const CordonSocketFuncs socket_funcs = { received, NULL, closed, NULL };
  g_autoptr (GSubprocessLauncher)
    launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  g_autofree char *program = find_program ();
  CordonSocketFuncs funcs = socket_funcs;
  Site *site = g_new0 (Site, 1);
  int ends[2];

  site->chrome = chrome;
  site->heard = g_string_new (NULL);
  assert_true (cordon_socket_transport_pair (ends, NULL));
  g_subprocess_launcher_take_fd (launcher, ends[1], 3);
  site->process = g_subprocess_launcher_spawn (launcher, &error, program, NULL);
  if (!site->process)
    fail_msg ("%s", error->message);
  g_subprocess_launcher_close (launcher);
  g_input_stream_read_bytes_async (g_subprocess_get_stdout_pipe (site->process), 4096, 0, NULL, line_read,
                                   site);

  funcs.data = site;
  site->transport = cordon_socket_transport_new (ends[0], NULL, &funcs);
  site->channel = cordon_broker_attach (cordon_profile_get_broker (chrome->world->profile),
                                        &(CordonTransport){ cordon_socket_transport_send,
                                                            cordon_socket_transport_send_version_page,
                                                            site->transport },
                                        site);
  return site;
}

/* Lets the machine run until @text was told, and takes everything up to its line's end. Returns the rest of it. */
static char *
hear (Site *site, const char *text)
{
  const gint64 begin = g_get_monotonic_time ();

  for (;;)
    {
      char *found = strstr (site->heard->str, text);
      char *line_end = found ? strchr (found, '\n') : NULL;

      if (line_end)
        {
          char *rest = g_strndup (found + strlen (text), (gsize) (line_end - found) - strlen (text));

          g_string_erase (site->heard, 0, line_end + 1 - site->heard->str);
          return g_strstrip (rest);
        }
      if (g_get_monotonic_time () - begin > PATIENCE_US)
        fail_msg ("the content process never said \"%s\", but \"%s\"", text, site->heard->str);
      cordon_profile_tick (site->chrome->world->profile);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (200);
    }
}

static void
expect (Site *site, const char *text)
{
  g_free (hear (site, text));
}

static void
wait_until (Site *site, gboolean (*holds) (Site *site))
{
  const gint64 begin = g_get_monotonic_time ();

  while (!holds (site))
    {
      if (g_get_monotonic_time () - begin > PATIENCE_US)
        fail_msg ("it never came to that");
      cordon_profile_tick (site->chrome->world->profile);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (200);
    }
}

static void
tell (Site *site, const char *line)
{
  g_autofree char *text = g_strconcat (line, "\n", NULL);

  assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (site->process), text, strlen (text),
                                          NULL, NULL, NULL));
  g_output_stream_flush (g_subprocess_get_stdin_pipe (site->process), NULL, NULL);
}

static void
site_navigate (Site *site, const char *url)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new (url, -1, NULL);
  const CordonDocumentFacts facts = {
    CORDON_DOCUMENT_FACTS_INIT,
    .origin = origin,
    .top_level_origin = origin,
    .tab_id = 77,
    .engine_id = 4242,
    .permissions_policy = { .known = TRUE, .enabled = (1u << CORDON_N_FEATURES) - 2 },
    .secure_context = CORDON_FACT_YES,
    .private_session = CORDON_FACT_NO,
    .active_mixed_content = CORDON_FACT_NO,
    .csp_blocks_webrtc = CORDON_FACT_NO,
    .cross_origin_isolated = CORDON_FACT_NO,
  };

  site->document = cordon_channel_commit_document (site->channel, &facts, NULL);
  assert_non_null (site->document);
  cordon_document_set_fully_active (site->document, TRUE);
  cordon_document_set_visible (site->document, TRUE);
  cordon_document_set_focused (site->document, TRUE);
  expect (site, "document ");
}

static gboolean
is_lost (Site *site)
{
  return site->is_lost;
}

static void
site_kill (Site *site)
{
  g_subprocess_send_signal (site->process, SIGKILL);
  wait_until (site, is_lost);
  world_settle (site->chrome->world);
}

static void
site_close (Site *site)
{
  if (!site->is_lost)
    site_kill (site);
  g_subprocess_wait (site->process, NULL, NULL);
  for (guint i = 0; i < 10; i++)
    g_main_context_iteration (NULL, FALSE);
  cordon_document_unref (site->document);
  cordon_socket_transport_free (site->transport);
  g_object_unref (site->process);
  g_string_free (site->heard, TRUE);
  g_free (site);
}

static gboolean
is_asked (Site *site)
{
  return cordon_bridge_get_prompt (site->chrome->bridge, 77) != NULL;
}

/* Asks, and lets the user say yes to this call. Returns the token; *@out_capture_id is what the process heard. */
static char *
obtain_token (Site *site, guint64 *out_capture_id)
{
  g_autofree char *answer = NULL;
  g_auto (GStrv) words = NULL;

  tell (site, "request camera");
  wait_until (site, is_asked);
  assert_string_equal (cordon_prompt_get_origin (chrome_last_prompt (site->chrome)), "https://page.example");
  assert_true (chrome_answer (site->chrome, CORDON_ANSWER_ALLOW_CALL));
  answer = hear (site, "response allow ");
  words = g_strsplit (answer, " ", -1);
  assert_int_equal (g_strv_length (words), 4);
  *out_capture_id = g_ascii_strtoull (words[2], NULL, 10);
  return g_strdup (words[1]);
}

static CordonCapture *
redeem (Site *site, const char *token)
{
  const CordonCaptureFacts facts = {
    .document_id = cordon_document_get_id (site->document),
    .feature = CORDON_FEATURE_CAMERA,
    .device = "cam-1",
  };

  return cordon_profile_redeem (site->chrome->world->profile, token, &facts, NULL);
}

/* A process with a page of one site, as most of what follows begins. */
static Site *
site_show (Chrome *chrome)
{
  Site *site = site_open (chrome);

  site_navigate (site, "https://page.example");
  return site;
}

/* Asked, allowed, redeemed, started. */
static CordonCapture *
site_capture (Site *site, guint64 *out_capture_id)
{
  g_autofree char *token = obtain_token (site, out_capture_id);
  CordonCapture *capture = redeem (site, token);

  assert_true (cordon_capture_started (capture));
  return capture;
}

static void
from_request_to_the_last_sample (void **state)
{
  Chrome *chrome = *state;
  Site *site = site_show (chrome);
  g_autoptr (CordonCapture) capture = NULL;
  g_autofree char *token = NULL;
  g_autofree char *command = NULL;
  guint64 capture_id = 0;

  tell (site, "query camera");
  expect (site, "state prompt");
  token = obtain_token (site, &capture_id);
  capture = redeem (site, token);
  assert_non_null (capture);
  assert_int_equal (cordon_capture_get_id (capture), capture_id);
  assert_null (redeem (site, token));
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_OFF);
  assert_true (cordon_capture_started (capture));
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_LIVE);
  assert_true (cordon_capture_may_deliver (capture));

  tell (site, "query camera");
  expect (site, "state granted");
  world_advance (chrome->world, CORDON_MINUTE_US);
  command = g_strdup_printf ("clone %" G_GUINT64_FORMAT "\nend %" G_GUINT64_FORMAT, capture_id, capture_id);
  tell (site, command);
  tell (site, "query microphone");
  expect (site, "state prompt");
  assert_true (cordon_capture_may_deliver (capture));
  g_free (command);
  command = g_strdup_printf ("end %" G_GUINT64_FORMAT, capture_id);
  tell (site, command);
  expect (site, "change camera prompt");
  assert_false (cordon_capture_may_deliver (capture));
  cordon_capture_ended (capture);
  world_settle (chrome->world);
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_OFF);
  assert_int_equal (world_count_grants (chrome->world), 0);
  tell (site, "query camera");
  expect (site, "state prompt");
  assert_int_equal (chrome->n_violations, 0);
  site_close (site);
}

static void
the_users_stop_reaches_the_process_and_needs_no_consent_of_it (void **state)
{
  Chrome *chrome = *state;
  Site *site = site_show (chrome);
  guint64 capture_id = 0;
  g_autoptr (CordonCapture) capture = site_capture (site, &capture_id);

  g_subprocess_send_signal (site->process, SIGSTOP);
  cordon_bridge_stop_capture (chrome->bridge, capture_id);
  assert_false (cordon_capture_may_deliver (capture));
  g_subprocess_send_signal (site->process, SIGCONT);
  expect (site, "stopped ");
  site_close (site);
}

/* The browser mutes, not the page: it hears of it, in the order in which it happened. */
static void
the_page_hears_when_the_browser_mutes_and_unmutes (void **state)
{
  Chrome *chrome = *state;
  Site *site = site_show (chrome);
  guint64 capture_id = 0;
  g_autoptr (CordonCapture) capture = site_capture (site, &capture_id);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *muted = g_strdup_printf ("muted %" G_GUINT64_FORMAT " 1", capture_id);
      g_autofree char *unmuted = g_strdup_printf ("muted %" G_GUINT64_FORMAT " 0", capture_id);

      cordon_bridge_set_indicators_visible (chrome->bridge, 0, FALSE);
      cordon_bridge_set_indicators_visible (chrome->bridge, 0, TRUE);
      expect (site, muted);
      expect (site, unmuted);
    }
  cordon_capture_ended (capture);
  site_close (site);
}

static void
isolated_media_is_bound_to_its_callee_up_to_the_page (void **state)
{
  Chrome *chrome = *state;
  Site *site = site_show (chrome);
  g_autofree char *answer = NULL;

  tell (site, "request camera bob@idp.example");
  wait_until (site, is_asked);
  assert_true (cordon_prompt_offers (chrome_last_prompt (chrome), CORDON_ANSWER_ALLOW_CALLEE));
  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW_CALLEE));
  answer = hear (site, "response allow ");
  assert_true (g_str_has_suffix (answer, " identity:bob@idp.example"));
  /* A plain request is another matter. */
  tell (site, "query camera");
  expect (site, "state prompt");
  site_close (site);
}

static void
a_no_reaches_the_page_as_a_no (void **state)
{
  Chrome *chrome = *state;
  Site *site = site_show (chrome);

  tell (site, "request microphone");
  wait_until (site, is_asked);
  assert_true (chrome_answer (chrome, CORDON_ANSWER_BLOCK));
  expect (site, "response deny user-blocked - 0 -");
  expect (site, "change microphone denied");
  site_close (site);
}

static void
a_page_in_the_background_waits_and_is_asked_when_it_is_seen (void **state)
{
  Chrome *chrome = *state;
  Site *site = site_show (chrome);

  cordon_document_set_visible (site->document, FALSE);
  cordon_document_set_focused (site->document, FALSE);
  tell (site, "request camera");
  tell (site, "query camera");
  expect (site, "state prompt");
  world_advance (chrome->world, CORDON_MINUTE_US);
  assert_false (is_asked (site));
  cordon_document_set_visible (site->document, TRUE);
  wait_until (site, is_asked);
  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW_CALL));
  tell (site, "query microphone");
  expect (site, "state prompt");
  assert_null (strstr (site->heard->str, "response"));
  cordon_document_set_focused (site->document, TRUE);
  expect (site, "response allow ");
  site_close (site);
}

static void
a_process_killed_before_it_asks_leaves_nothing (void **state)
{
  Chrome *chrome = *state;
  Site *site = site_show (chrome);

  site_kill (site);
  assert_null (site->channel);
  assert_int_equal (chrome->n_violations, 0);
  site_close (site);
}

static void
a_process_killed_while_the_user_is_asked_takes_its_question_along (void **state)
{
  Chrome *chrome = *state;
  Site *site = site_show (chrome);
  CordonPrompt *prompt;

  tell (site, "request camera");
  wait_until (site, is_asked);
  prompt = chrome_armed_prompt (chrome);
  site_kill (site);
  assert_int_equal (chrome->withdrawn->len, 1);
  assert_false (cordon_prompt_answer (prompt, CORDON_ANSWER_ALLOW, NULL, chrome_now (chrome), NULL));
  assert_int_equal (world_count_grants (chrome->world), 0);
  site_close (site);
}

static void
a_process_killed_with_its_token_leaves_a_void_token (void **state)
{
  Chrome *chrome = *state;
  Site *site = site_show (chrome);
  g_autofree char *token = NULL;
  guint64 capture_id = 0;

  token = obtain_token (site, &capture_id);
  site_kill (site);
  assert_null (redeem (site, token));
  assert_int_equal (world_count_grants (chrome->world), 0);
  site_close (site);
}

static void
a_process_killed_before_its_capture_started_gets_no_sample (void **state)
{
  Chrome *chrome = *state;
  Site *site = site_show (chrome);
  g_autoptr (CordonCapture) capture = NULL;
  g_autofree char *token = NULL;
  guint64 capture_id = 0;

  token = obtain_token (site, &capture_id);
  capture = redeem (site, token);
  site_kill (site);
  assert_false (cordon_capture_started (capture));
  assert_false (cordon_capture_may_deliver (capture));
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_OFF);
  site_close (site);
}

static void
a_process_killed_while_it_captures_is_stopped_and_shown_as_stopped (void **state)
{
  Chrome *chrome = *state;
  Site *site = site_show (chrome);
  guint64 capture_id = 0;
  g_autoptr (CordonCapture) capture = site_capture (site, &capture_id);

  world_advance (chrome->world, CORDON_MINUTE_US);
  site_kill (site);
  assert_false (cordon_capture_may_deliver (capture));
  assert_true (world_has (chrome->stopped, capture_id));
  cordon_capture_ended (capture);
  world_settle (chrome->world);
  assert_int_equal (chrome->drawn[CORDON_LIGHT_CAMERA], CORDON_LIGHT_OFF);
  assert_int_equal (world_count_grants (chrome->world), 0);
  site_close (site);
}

/* Bytes that are no frame, a frame that is no message, and a message that is another's. */
static void
a_process_that_breaks_the_rules_is_cut_off (void **state)
{
  static const char *const attacks[] = {
    "envelope 99 00",
    "envelope 1 01000000",                                         /* hello again */
    "envelope 2 0100000000000000efbeadde000000000100000000000000", /* a query, for somebody else's document */
    "envelope 2 0100000000000000efbeadde",                         /* half a query */
    "envelope 10 00",                                              /* an answer of the browser's */
  };
  Chrome *chrome = *state;

  for (guint i = 0; i < G_N_ELEMENTS (attacks); i++)
    {
      Site *site = site_show (chrome);

      tell (site, attacks[i]);
      while (chrome->n_violations == i)
        g_main_context_iteration (NULL, TRUE);
      assert_ptr_equal (chrome->violator, site);
      assert_true (cordon_channel_is_dead (site->channel));
      assert_true (cordon_document_is_gone (site->document));
      site_close (site);
    }
  assert_int_equal (chrome->n_violations, G_N_ELEMENTS (attacks));
}

static void
bytes_that_are_no_frame_end_the_connection (void **state)
{
  static const char *const attacks[] = { "raw ffffffffffffffff", "raw 0100000000000040",
                                         "raw 0200000008000000aabbccddeeff0011" };
  Chrome *chrome = *state;

  for (guint i = 0; i < G_N_ELEMENTS (attacks); i++)
    {
      Site *site = site_show (chrome);

      tell (site, attacks[i]);
      wait_until (site, is_lost);
      assert_null (site->channel);
      site_close (site);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (from_request_to_the_last_sample, "B-01 B-04 F-01 F-30", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (the_users_stop_reaches_the_process_and_needs_no_consent_of_it, "F-01", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (the_page_hears_when_the_browser_mutes_and_unmutes, "F-12", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (isolated_media_is_bound_to_its_callee_up_to_the_page, "B-05 B-10", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_no_reaches_the_page_as_a_no, "", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_page_in_the_background_waits_and_is_asked_when_it_is_seen, "B-15", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_process_killed_before_it_asks_leaves_nothing, "", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_process_killed_while_the_user_is_asked_takes_its_question_along, "", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_process_killed_with_its_token_leaves_a_void_token, "B-33", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_process_killed_before_its_capture_started_gets_no_sample, "B-33", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_process_killed_while_it_captures_is_stopped_and_shown_as_stopped, "B-33",
                      chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_process_that_breaks_the_rules_is_cut_off, "", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (bytes_that_are_no_frame_end_the_connection, "", chrome_set_up, chrome_tear_down),
  };

  return cordon_test_run (tests);
}
