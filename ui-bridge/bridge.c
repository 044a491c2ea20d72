#include "ui-bridge/bridge.h"

#include "permissions/settings.h"
#include "permissions/snapshot.h"

struct _CordonBridge
{
  CordonProfile *profile;
  CordonChromeInterface chrome;
  gpointer chrome_data;
  CordonPromptQueue *prompts;
  CordonIndicators *indicators;
  CordonConnections *connections;
  GSource *timer;   /* for the next light that may go off */
  GSource *arrival; /* connects it to a profile in which something goes on already */
};

static gint64
now_mono_us (const CordonBridge *bridge)
{
  return cordon_profile_now (bridge->profile).mono_us;
}

static void
ask (gpointer data, CordonQuestion *question)
{
  CordonBridge *bridge = data;

  cordon_prompt_queue_push (bridge->prompts, question);
}

static void
withdrawn (gpointer data, CordonQuestion *question)
{
  CordonBridge *bridge = data;

  cordon_prompt_queue_withdraw (bridge->prompts, question);
}

static void
show_prompt (gpointer data, CordonPrompt *prompt)
{
  CordonBridge *bridge = data;

  if (bridge->chrome.prompt)
    bridge->chrome.prompt (bridge->chrome_data, prompt);
}

static void
withdraw_prompt (gpointer data, CordonPrompt *prompt)
{
  CordonBridge *bridge = data;

  if (bridge->chrome.prompt_withdrawn)
    bridge->chrome.prompt_withdrawn (bridge->chrome_data, prompt);
}

static void
clear_timer (CordonBridge *bridge)
{
  if (bridge->timer)
    g_source_destroy (bridge->timer);
  g_clear_pointer (&bridge->timer, g_source_unref);
}

static gboolean
timer_fired (gpointer data)
{
  CordonBridge *bridge = data;

  clear_timer (bridge);
  cordon_bridge_tick (bridge);
  return G_SOURCE_REMOVE;
}

/* A source's time is that of the system; with an injected clock it only asks again, and the clock's owner ticks. */
static void
set_timer (CordonBridge *bridge)
{
  const gint64 next = cordon_indicators_get_next (bridge->indicators);
  const gint64 delay_us = next == G_MAXINT64 ? 0 : MAX (next - now_mono_us (bridge), 1000);

  clear_timer (bridge);
  if (next == G_MAXINT64)
    return;
  bridge->timer = g_timeout_source_new ((guint) MIN (delay_us / 1000 + 1, 60000));
  g_source_set_callback (bridge->timer, timer_fired, bridge, NULL);
  g_source_attach (bridge->timer, g_main_context_get_thread_default ());
}

static gboolean
lights_changed (gpointer data, guint64 tab_id)
{
  CordonBridge *bridge = data;

  set_timer (bridge);
  return bridge->chrome.indicators_changed && bridge->chrome.indicators_changed (bridge->chrome_data, tab_id);
}

static gboolean
use_began (gpointer data, const CordonUse *use)
{
  CordonBridge *bridge = data;

  return cordon_indicators_begin (bridge->indicators, use, now_mono_us (bridge));
}

static void
use_changed (gpointer data, const CordonUse *use)
{
  CordonBridge *bridge = data;

  cordon_indicators_change (bridge->indicators, use, now_mono_us (bridge));
}

static void
use_ended (gpointer data, const CordonUse *use)
{
  CordonBridge *bridge = data;

  cordon_indicators_end (bridge->indicators, use->capture_id, now_mono_us (bridge));
}

/* What a notice says about a call changes the strip first, so that both tell the same. */
static void
notice (gpointer data, CordonNotice kind, const CordonNoticeFacts *facts)
{
  CordonBridge *bridge = data;

  switch (kind)
    {
    case CORDON_NOTICE_CALL_STARTED:
      cordon_indicators_call_started (bridge->indicators, facts->call_id, facts->tab_id,
                                      facts->top_level_origin);
      break;
    case CORDON_NOTICE_CALL_ENDED: cordon_indicators_call_ended (bridge->indicators, facts->call_id); break;
    case CORDON_NOTICE_SECURE_MEDIA:
    case CORDON_NOTICE_SECURE_MEDIA_WITHDRAWN:
      cordon_indicators_call_peer (bridge->indicators, facts->call_id, facts->callee,
                                   kind == CORDON_NOTICE_SECURE_MEDIA);
      break;
    case CORDON_NOTICE_NONE:
    case CORDON_NOTICE_MIXED_CONTENT:
    case CORDON_NOTICE_PEER_KEY_CHANGED:
    case CORDON_NOTICE_STORE_PROBLEM:
    case CORDON_NOTICE_REQUEST_DENIED:
    case CORDON_NOTICE_GRANTS_UNUSED:
    case CORDON_NOTICE_CAPTURE_UNTRUSTED: break;
    }
  if (bridge->chrome.notice)
    bridge->chrome.notice (bridge->chrome_data, kind, facts);
}

static void
stop_capture (gpointer data, guint64 capture_id, guint64 engine_document_id)
{
  CordonBridge *bridge = data;

  if (bridge->chrome.stop_capture)
    bridge->chrome.stop_capture (bridge->chrome_data, capture_id, engine_document_id);
}

static void
violation (gpointer data, gpointer process, const GError *error)
{
  CordonBridge *bridge = data;

  if (bridge->chrome.violation)
    bridge->chrome.violation (bridge->chrome_data, process, error);
}

static gboolean
find_peer (const CordonConnection *connection, gpointer data)
{
  *(const CordonConnection **) data = connection;
  return connection->peer == NULL;
}

static void
tell_of_call (CordonBridge *bridge, CordonNotice kind, guint64 call_id)
{
  const CordonConnection *connection = NULL;
  CordonNoticeFacts facts = { .call_id = call_id };

  cordon_connections_foreach (bridge->connections, call_id, find_peer, &connection);
  if (connection)
    {
      facts.tab_id = connection->tab_id;
      facts.callee = connection->peer;
    }
  if (bridge->chrome.notice)
    bridge->chrome.notice (bridge->chrome_data, kind, &facts);
}

static gboolean
show_peer (const CordonConnection *connection, gpointer data)
{
  CordonBridge *bridge = data;

  cordon_indicators_call_peer (bridge->indicators, connection->call_id, connection->peer,
                               cordon_connections_is_secure (bridge->connections, connection->call_id));
  return TRUE;
}

/* The strip says it before a notice does. */
static void
security_changed (gpointer data, guint64 call_id, gboolean secure)
{
  CordonBridge *bridge = data;

  cordon_connections_foreach (bridge->connections, call_id, show_peer, bridge);
  tell_of_call (bridge, secure ? CORDON_NOTICE_SECURE_MEDIA : CORDON_NOTICE_SECURE_MEDIA_WITHDRAWN, call_id);
}

static gboolean
note_document (const CordonDocumentView *view, gpointer data)
{
  *(gboolean *) data = TRUE;
  return FALSE;
}

static gboolean
note_call (const CordonCallView *view, gpointer data)
{
  CordonBridge *bridge = data;

  if (view->end == CORDON_CALL_END_NONE)
    cordon_indicators_call_started (bridge->indicators, view->id, view->tab_id, view->top_level_origin);
  return TRUE;
}

static void
clear_arrival (CordonBridge *bridge)
{
  if (bridge->arrival)
    g_source_destroy (bridge->arrival);
  g_clear_pointer (&bridge->arrival, g_source_unref);
}

/* Calls that go on were announced to the chrome before; questions and uses the profile tells again by itself. */
static gboolean
arrive (gpointer data)
{
  static const CordonPresenterInterface presenter = {
    .ask = ask,
    .withdrawn = withdrawn,
    .use_began = use_began,
    .use_changed = use_changed,
    .use_ended = use_ended,
    .notice = notice,
    .stop_capture = stop_capture,
    .violation = violation,
  };
  CordonBridge *bridge = data;

  clear_arrival (bridge);
  cordon_profile_foreach_call (bridge->profile, note_call, bridge);
  cordon_profile_set_presenter (bridge->profile, &presenter, bridge);
  return G_SOURCE_REMOVE;
}

CordonBridge *
cordon_bridge_new (CordonProfile *profile, const CordonChromeInterface *chrome, gpointer data)
{
  gboolean has_documents = FALSE;
  CordonBridge *bridge;

  g_return_val_if_fail (profile != NULL && chrome != NULL, NULL);

  bridge = g_new0 (CordonBridge, 1);
  bridge->profile = cordon_profile_ref (profile);
  bridge->chrome = *chrome;
  bridge->chrome_data = data;
  bridge->prompts = cordon_prompt_queue_new (
    &(CordonPromptQueueFuncs){ .show = show_prompt, .withdrawn = withdraw_prompt, .data = bridge });
  bridge->indicators = cordon_indicators_new (lights_changed, bridge);
  bridge->connections = cordon_connections_new (security_changed, bridge);
  cordon_profile_foreach_document (profile, note_document, &has_documents);
  if (!has_documents)
    {
      arrive (bridge);
      return bridge;
    }
  bridge->arrival = g_idle_source_new ();
  g_source_set_priority (bridge->arrival, G_PRIORITY_HIGH);
  g_source_set_callback (bridge->arrival, arrive, bridge, NULL);
  g_source_attach (bridge->arrival, g_main_context_get_thread_default ());
  return bridge;
}

void
cordon_bridge_free (CordonBridge *bridge)
{
  if (!bridge)
    return;
  if (!bridge->arrival)
    cordon_profile_set_presenter (bridge->profile, NULL, NULL);
  clear_arrival (bridge);
  clear_timer (bridge);
  cordon_prompt_queue_free (bridge->prompts);
  cordon_connections_free (bridge->connections);
  cordon_indicators_free (bridge->indicators);
  cordon_profile_unref (bridge->profile);
  g_free (bridge);
}

CordonProfile *
cordon_bridge_get_profile (const CordonBridge *bridge)
{
  return bridge->profile;
}

const CordonIndicators *
cordon_bridge_get_indicators (const CordonBridge *bridge)
{
  return bridge->indicators;
}

CordonPrompt *
cordon_bridge_get_prompt (const CordonBridge *bridge, guint64 tab_id)
{
  return cordon_prompt_queue_get_shown (bridge->prompts, tab_id);
}

const CordonPromptQueue *
cordon_bridge_get_prompts (const CordonBridge *bridge)
{
  return bridge->prompts;
}

void
cordon_bridge_disturbed (CordonBridge *bridge, guint64 tab_id)
{
  cordon_prompt_queue_disturb (bridge->prompts, tab_id, now_mono_us (bridge));
}

void
cordon_bridge_set_indicators_visible (CordonBridge *bridge, guint64 tab_id, gboolean visible)
{
  cordon_profile_set_indicators_visible (bridge->profile, tab_id, visible);
}

void
cordon_bridge_stop_capture (CordonBridge *bridge, guint64 capture_id)
{
  cordon_profile_stop_capture (bridge->profile, capture_id);
}

static gboolean
collect_captures (const CordonIndicator *indicator, gpointer data)
{
  for (gsize i = 0; i < indicator->n_uses; i++)
    g_array_append_val ((GArray *) data, indicator->uses[i].capture_id);
  return TRUE;
}

void
cordon_bridge_stop_tab (CordonBridge *bridge, guint64 tab_id)
{
  g_autoptr (GArray) captures = g_array_new (FALSE, FALSE, sizeof (guint64));

  cordon_indicators_foreach (bridge->indicators, tab_id, collect_captures, captures);
  for (guint i = 0; i < captures->len; i++)
    cordon_profile_stop_capture (bridge->profile, g_array_index (captures, guint64, i));
}

void
cordon_bridge_end_call (CordonBridge *bridge, guint64 call_id)
{
  cordon_profile_end_call (bridge->profile, call_id);
}

void
cordon_bridge_report_connection (CordonBridge *bridge, const CordonConnection *facts)
{
  g_return_if_fail (facts != NULL && facts->call_id != 0 && facts->connection_id != 0);

  if (cordon_connections_report (bridge->connections, facts))
    tell_of_call (bridge, CORDON_NOTICE_PEER_KEY_CHANGED, facts->call_id);
  cordon_connections_foreach (bridge->connections, facts->call_id, show_peer, bridge);
}

void
cordon_bridge_connection_ended (CordonBridge *bridge, guint64 call_id, guint64 connection_id)
{
  cordon_connections_ended (bridge->connections, call_id, connection_id);
}

void
cordon_bridge_check_compared (CordonBridge *bridge, guint64 call_id, guint64 connection_id, gboolean same)
{
  cordon_connections_compared (bridge->connections, call_id, connection_id, same);
}

const CordonConnections *
cordon_bridge_get_connections (const CordonBridge *bridge)
{
  return bridge->connections;
}

void
cordon_bridge_tick (CordonBridge *bridge)
{
  cordon_indicators_tick (bridge->indicators, now_mono_us (bridge));
  set_timer (bridge);
}
