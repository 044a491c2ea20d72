// The browser process of a C++ engine, as small as one can be: a profile, a chrome whose user says yes to one person,
// one content process, one document, one camera. No casts but those of the data pointers, and no wrapper.

#include <gio/gio.h>

#include <cstdio>
#include <cstring>

#include "permissions/broker.h"
#include "permissions/profile.h"
#include "permissions/socket_transport.h"
#include "ui-bridge/bridge.h"

#ifndef ENGINE_BUILD
#error "the engine's own configs must reach its targets"
#endif

namespace
{

constexpr guint64 kTab = 1;
constexpr guint64 kEngineDocument = 42;

struct Browser
{
  GMainLoop *loop = nullptr;
  CordonProfile *profile = nullptr;
  CordonBridge *bridge = nullptr;
  CordonSocketTransport *transport = nullptr;
  CordonChannel *channel = nullptr;
  CordonDocument *document = nullptr;
  CordonCapture *capture = nullptr;
};

// The trusted chrome.

gboolean
user_reads_and_clicks (gpointer data)
{
  auto *prompt = static_cast<CordonPrompt *> (data);
  const gint64 now = g_get_monotonic_time ();

  // A click before the prompt is armed answers nothing, and arms it anew: this user reads first.
  if (cordon_prompt_get_armed_at (prompt) > now)
    return G_SOURCE_CONTINUE;
  return !cordon_prompt_answer (prompt, CORDON_ANSWER_ALLOW_CALLEE, nullptr, now, nullptr);
}

void
show_prompt (gpointer, CordonPrompt *prompt)
{
  std::printf ("chrome: %s\n", cordon_prompt_get_summary (prompt));
  cordon_prompt_painted (prompt, g_get_monotonic_time ());
  g_timeout_add_full (G_PRIORITY_DEFAULT, 100, user_reads_and_clicks, cordon_prompt_ref (prompt),
                      [] (gpointer kept) { cordon_prompt_unref (static_cast<CordonPrompt *> (kept)); });
}

gboolean
draw_indicators (gpointer, guint64 tab_id)
{
  return tab_id == kTab;
}

void
stop_camera (gpointer data, guint64 capture_id, guint64)
{
  auto *browser = static_cast<Browser *> (data);

  std::printf ("camera: closed, whatever the page does\n");
  if (browser->capture && cordon_capture_get_id (browser->capture) == capture_id)
    cordon_capture_ended (browser->capture);
}

// The capturer. In an engine the token comes with the message that asks for the device.

void
open_camera (Browser *browser, const char *token)
{
  CordonCaptureFacts facts = {};
  g_autoptr (GError) error = nullptr;

  facts.document_id = cordon_document_get_id (browser->document);
  facts.feature = CORDON_FEATURE_CAMERA;
  browser->capture = cordon_profile_redeem (browser->profile, token, &facts, &error);
  if (!browser->capture || !cordon_capture_started (browser->capture))
    {
      std::printf ("camera: refused%s%s\n", error ? ": " : "", error ? error->message : "");
      g_main_loop_quit (browser->loop);
      return;
    }
  std::printf ("camera: open, for %s alone\n",
               cordon_callee_to_string (cordon_capture_get_obligations (browser->capture)->callee));

  CordonCapture *twice = cordon_profile_redeem (browser->profile, token, &facts, nullptr);
  std::printf ("camera: the same token again is %s\n", twice ? "ACCEPTED" : "refused");
  g_clear_pointer (&twice, cordon_capture_unref);
}

// What the renderer says on its standard output stands for the engine's other messages.
void
renderer_said (GObject *source, GAsyncResult *result, gpointer data)
{
  auto *browser = static_cast<Browser *> (data);
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, nullptr,
                                                                nullptr);

  if (!line)
    {
      g_main_loop_quit (browser->loop);
      return;
    }
  if (g_str_has_prefix (line, "open camera "))
    open_camera (browser, line + std::strlen ("open camera "));
  else
    std::printf ("page: %s\n", line);
  if (std::strcmp (line, "done") == 0)
    cordon_bridge_stop_capture (browser->bridge, cordon_capture_get_id (browser->capture));
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source), G_PRIORITY_DEFAULT, nullptr,
                                       renderer_said, browser);
}

// One channel for the process, one document for the navigation. The facts come from here, never from the page.

void
start_renderer (Browser *browser)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  CordonSocketFuncs funcs = {};
  CordonTransport transport = {};
  int ends[2];

  cordon_socket_transport_pair (ends, nullptr);
  g_subprocess_launcher_take_fd (launcher, ends[1], 3);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawn (launcher, nullptr, "./renderer", nullptr);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_subprocess_launcher_close (launcher);
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, nullptr, renderer_said, browser);

  funcs.data = browser;
  funcs.message = [] (gpointer data, GVariant *message) {
    cordon_channel_receive (static_cast<Browser *> (data)->channel, message, nullptr);
  };
  funcs.closed = [] (gpointer data, const GError *) {
    auto *self = static_cast<Browser *> (data);
    cordon_channel_detach (g_steal_pointer (&self->channel));
  };
  browser->transport = cordon_socket_transport_new (ends[0], nullptr, &funcs);
  transport.send = cordon_socket_transport_send;
  transport.send_version_page = cordon_socket_transport_send_version_page;
  transport.data = browser->transport;
  browser->channel = cordon_broker_attach (cordon_profile_get_broker (browser->profile), &transport, process);
}

gboolean
navigate (Browser *browser)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://talk.example", -1, nullptr);
  CordonDocumentFacts facts = { CORDON_DOCUMENT_FACTS_INIT };

  facts.origin = facts.top_level_origin = origin;
  facts.tab_id = kTab;
  facts.engine_id = kEngineDocument;
  facts.secure_context = CORDON_FACT_YES;
  facts.private_session = facts.active_mixed_content = facts.csp_blocks_webrtc = facts.cross_origin_isolated =
    CORDON_FACT_NO;
  facts.permissions_policy.known = TRUE;
  facts.permissions_policy.enabled = CORDON_FEATURE_BIT (CAMERA);
  browser->document = cordon_channel_commit_document (browser->channel, &facts, nullptr);
  if (!browser->document)
    return FALSE;
  cordon_document_set_fully_active (browser->document, TRUE);
  cordon_document_set_visible (browser->document, TRUE);
  cordon_document_set_focused (browser->document, TRUE);
  return TRUE;
}

} // namespace

int
main (int argc, char **argv)
{
  Browser browser;
  CordonChromeInterface chrome = {};
  g_autoptr (GError) error = nullptr;

  std::setvbuf (stdout, nullptr, _IOLBF, 0);
  browser.loop = g_main_loop_new (nullptr, FALSE);
  browser.profile = argc > 1 ? cordon_profile_open (argv[1], nullptr, &error) : nullptr;
  if (error)
    std::printf ("profile: %s\n", error->message);
  if (!browser.profile)
    browser.profile = cordon_profile_new_memory (nullptr);

  chrome.prompt = show_prompt;
  chrome.indicators_changed = draw_indicators;
  chrome.stop_capture = stop_camera;
  browser.bridge = cordon_bridge_new (browser.profile, &chrome, &browser);
  start_renderer (&browser);
  if (!navigate (&browser))
    return 1;
  g_main_loop_run (browser.loop);

  g_clear_pointer (&browser.capture, cordon_capture_unref);
  cordon_document_gone (browser.document);
  cordon_document_unref (browser.document);
  cordon_channel_detach (browser.channel);
  cordon_socket_transport_free (browser.transport);
  cordon_bridge_free (browser.bridge);
  cordon_profile_close (browser.profile);
  cordon_profile_unref (browser.profile);
  g_main_loop_unref (browser.loop);
  return 0;
}
