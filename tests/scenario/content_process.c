/* Plays a content process: an agent at the other end of a socket, which does what standard input says, a line at a
 * time, and tells on standard output what it hears.
 *
 *   query FEATURE             state WORD
 *   request FEATURE [CALLEE]  response VERDICT REASON TOKEN|- CAPTURE CALLEE|-
 *   cancel                    (the last request)
 *   end CAPTURE               (its track)
 *   clone CAPTURE
 *   raw HEX                   (bytes into the socket, whatever they are)
 *   envelope TYPE HEX         (a message with that body)
 *
 * and unasked: document ID ENGINE, gone ID, change FEATURE WORD, stopped CAPTURE, muted CAPTURE 0|1, lost
 */

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "permissions/agent.h"
#include "permissions/protocol.h"
#include "permissions/socket_transport.h"

#define SOCKET_DESCRIPTOR 3

typedef struct
{
  GMainLoop *loop;
  CordonSocketTransport *transport;
  CordonAgent *agent;
  guint64 document_id;
  guint64 request_id;
} Content;

static void
state_cb (CordonAgent *agent, CordonState state, gpointer data)
{
  printf ("state %s\n", cordon_state_to_string (state));
}

static void
response_cb (CordonAgent *agent, const CordonResponse *response, gpointer data)
{
  const CordonCallee *callee = response->obligations.callee;
  guint64 capture_id = 0;

  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    capture_id = MAX (capture_id, response->capture_ids[i]);
  printf ("response %s %s %s %" G_GUINT64_FORMAT " %s\n",
          cordon_decision_verdict_to_string (response->verdict), cordon_reason_to_string (response->reason),
          response->token ? response->token : "-", capture_id,
          callee ? cordon_callee_to_string (callee) : "-");
}

static void
document_known (gpointer data, guint64 document_id, guint64 engine_id)
{
  ((Content *) data)->document_id = document_id;
  printf ("document %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", document_id, engine_id);
}

static void
document_gone (gpointer data, guint64 document_id)
{
  printf ("gone %" G_GUINT64_FORMAT "\n", document_id);
}

static void
state_changed (gpointer data, guint64 document_id, CordonFeature feature, CordonState state)
{
  printf ("change %s %s\n", cordon_feature_to_string (feature), cordon_state_to_string (state));
}

static void
capture_stopped (gpointer data, guint64 document_id, guint64 capture_id, CordonFeature feature)
{
  printf ("stopped %" G_GUINT64_FORMAT "\n", capture_id);
}

static void
capture_muted (gpointer data, guint64 document_id, guint64 capture_id, gboolean muted)
{
  printf ("muted %" G_GUINT64_FORMAT " %d\n", capture_id, muted);
}

static gsize
read_hex (const char *text, guint8 *bytes, gsize max_size)
{
  gsize size = 0;

  for (; text && g_ascii_isxdigit (text[0]) && g_ascii_isxdigit (text[1]) && size < max_size; text += 2)
    bytes[size++] = (guint8) (g_ascii_xdigit_value (text[0]) * 16 + g_ascii_xdigit_value (text[1]));
  return size;
}

static void
request (Content *content, const char *feature, const char *callee)
{
  const CordonFeature wanted_feature = cordon_feature_from_string (feature);
  const CordonRequest wanted = { .features = CORDON_FEATURE_SET_OF (wanted_feature), .callee = callee };

  content->request_id = cordon_agent_request (content->agent, content->document_id, &wanted, response_cb,
                                              content);
}

static void
say_envelope (Content *content, const char *type, const char *hex)
{
  guint8 bytes[4096];
  const gsize size = read_hex (hex, bytes, sizeof bytes);
  g_autoptr (GVariant) message = g_variant_ref_sink (
    g_variant_new ("(u@ay)", (guint32) g_ascii_strtoull (type, NULL, 10),
                   g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, size, 1)));

  cordon_socket_transport_send (content->transport, message);
}

static void
say_raw (const char *hex)
{
  guint8 bytes[4096];
  const gsize size = read_hex (hex, bytes, sizeof bytes);

  if (write (SOCKET_DESCRIPTOR, bytes, size) < 0)
    perror ("write");
}

static void
obey (Content *content, char **words)
{
  const guint n_words = g_strv_length (words);
  const char *first = n_words > 0 ? words[0] : "";
  const char *second = n_words > 1 ? words[1] : "";

  if (strcmp (first, "query") == 0)
    cordon_agent_query (content->agent, content->document_id, cordon_feature_from_string (second), state_cb,
                        content);
  else if (strcmp (first, "request") == 0)
    request (content, second, n_words > 2 ? words[2] : NULL);
  else if (strcmp (first, "cancel") == 0)
    cordon_agent_cancel (content->agent, content->request_id);
  else if (strcmp (first, "end") == 0)
    cordon_agent_track_ended (content->agent, content->document_id, g_ascii_strtoull (second, NULL, 10));
  else if (strcmp (first, "clone") == 0)
    cordon_agent_track_cloned (content->agent, content->document_id, g_ascii_strtoull (second, NULL, 10));
  else if (strcmp (first, "raw") == 0)
    say_raw (second);
  else if (strcmp (first, "envelope") == 0)
    say_envelope (content, second, n_words > 2 ? words[2] : NULL);
}

static gboolean
can_read_command (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  Content *content = data;
  g_autofree char *line = NULL;
  g_auto (GStrv) words = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL)
    {
      g_main_loop_quit (content->loop);
      return G_SOURCE_REMOVE;
    }
  words = g_strsplit (g_strchomp (line), " ", -1);
  obey (content, words);
  return G_SOURCE_CONTINUE;
}

static void
message (gpointer data, GVariant *received)
{
  cordon_agent_receive (((Content *) data)->agent, received);
}

static void
version_page (gpointer data, int descriptor, gsize size)
{
  if (!cordon_agent_adopt_version_page (((Content *) data)->agent, descriptor, size, NULL))
    printf ("bad page\n");
}

static void
closed (gpointer data, const GError *error)
{
  cordon_agent_lost (((Content *) data)->agent);
  printf ("lost\n");
  g_main_loop_quit (((Content *) data)->loop);
}

int
main (void)
{
  Content content = { 0 };
  const CordonSocketFuncs funcs = { message, version_page, closed, &content };
  const CordonAgentEvents events = {
    .state_changed = state_changed,
    .capture_stopped = capture_stopped,
    .capture_muted = capture_muted,
    .document_known = document_known,
    .document_gone = document_gone,
    .data = &content,
  };
  GIOChannel *commands = g_io_channel_unix_new (STDIN_FILENO);

  setvbuf (stdout, NULL, _IOLBF, 0);
  content.loop = g_main_loop_new (NULL, FALSE);
  content.transport = cordon_socket_transport_new (SOCKET_DESCRIPTOR, NULL, &funcs);
  content.agent = cordon_agent_new (
    &(CordonAgentTransport){ cordon_socket_transport_send, content.transport });
  cordon_agent_set_events (content.agent, &events);
  g_io_add_watch (commands, G_IO_IN | G_IO_HUP, can_read_command, &content);
  cordon_agent_start (content.agent);
  g_main_loop_run (content.loop);

  cordon_agent_free (content.agent);
  cordon_socket_transport_free (content.transport);
  g_io_channel_unref (commands);
  g_main_loop_unref (content.loop);
  return 0;
}
