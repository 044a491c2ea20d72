#include "tests/interop/call/browser.h"

#include "permissions/broker.h"
#include "permissions/call.h"
#include "permissions/observer.h"
#include "permissions/peer_book.h"
#include "permissions/request.h"
#include "permissions/settings.h"
#include "permissions/snapshot.h"
#include "tests/interop/call/media.h"
#include "ui-bridge/bridge.h"

#define TAB 1
#define CONNECTION 1
/* A hand takes so long to find the button; a prompt does not take a click before it is armed. */
#define HAND_US (700 * CORDON_SECOND_US / 1000)

#define DEVICES (CORDON_FEATURE_BIT (CAMERA) | CORDON_FEATURE_BIT (MICROPHONE))

struct _Browser
{
  const BrowserObserver *observer;
  gpointer data;

  guint speed;
  CordonTime began;
  gint64 skipped_us;

  CordonProfile *profile;
  CordonChannel *channel;
  CordonDocument *document;
  CordonBridge *bridge;
  CordonKeyring *keyring;
  GPtrArray *captures[MEDIA_MAX_TRACKS]; /* CordonCapture */
  guint64 call_id;
};

typedef struct
{
  Browser *browser;
  guint track;
} Want;

static CordonTime
read_clock (gpointer data)
{
  const Browser *browser = data;
  const gint64 passed = (g_get_monotonic_time () - browser->began.mono_us) * browser->speed
                        + browser->skipped_us;

  return (CordonTime){ .wall_us = browser->began.wall_us + passed,
                       .mono_us = browser->began.mono_us + passed };
}

CordonTime
browser_now (const Browser *browser)
{
  return read_clock ((gpointer) (guintptr) browser);
}

/* The chrome. */

typedef struct
{
  Browser *browser;
  CordonPrompt *prompt;
} Hand;

static void
hand_free (gpointer data)
{
  Hand *hand = data;

  cordon_prompt_unref (hand->prompt);
  g_free (hand);
}

static gboolean
on_hand (gpointer data)
{
  const Hand *hand = data;
  gsize n_callees = 0;

  cordon_prompt_get_callees (hand->prompt, &n_callees);
  cordon_prompt_painted (hand->prompt, browser_now (hand->browser).mono_us);
  hand->browser->skipped_us += HAND_US;
  browser_tick (hand->browser);
  cordon_prompt_answer (hand->prompt,
                        n_callees > 0 ? CORDON_ANSWER_ALLOW_CALLEE_CALL : CORDON_ANSWER_ALLOW_CALL, NULL,
                        browser_now (hand->browser).mono_us, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_prompt (gpointer data, CordonPrompt *prompt)
{
  Hand *hand = g_new0 (Hand, 1);

  hand->browser = data;
  hand->prompt = cordon_prompt_ref (prompt);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_hand, hand, hand_free);
}

static gboolean
on_indicators (gpointer data, guint64 tab_id)
{
  return TRUE;
}

static void
on_notice (gpointer data, CordonNotice notice, const CordonNoticeFacts *facts)
{
  const Browser *browser = data;

  if (notice == CORDON_NOTICE_SECURE_MEDIA)
    browser->observer->secure (facts->callee, browser->data);
  if (notice == CORDON_NOTICE_SECURE_MEDIA_WITHDRAWN)
    browser->observer->secure (NULL, browser->data);
  if (notice == CORDON_NOTICE_PEER_KEY_CHANGED)
    browser->observer->key_changed (browser->data);
}

static void
on_stop (gpointer data, guint64 capture_id, guint64 engine_document_id)
{
  Browser *browser = data;

  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    for (guint i = browser->captures[track]->len; i > 0; i--)
      {
        g_autoptr (CordonCapture) capture = cordon_capture_ref (browser->captures[track]->pdata[i - 1]);

        if (cordon_capture_get_id (capture) != capture_id)
          continue;
        g_ptr_array_remove_index (browser->captures[track], i - 1);
        browser->observer->stopped (track, browser->data);
        cordon_capture_ended (capture);
      }
}

static const CordonChromeInterface chrome = {
  .prompt = on_prompt,
  .indicators_changed = on_indicators,
  .notice = on_notice,
  .stop_capture = on_stop,
};

static void
on_event (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  const Browser *browser = data;

  if (event->kind == CORDON_EVENT_NETWORK_CHANGED)
    browser->observer->network_changed (browser->data);
  if (event->kind == CORDON_EVENT_IDENTIFIERS_CLEARED && event->origin)
    cordon_keyring_clear_origin (browser->keyring, cordon_origin_to_string (event->origin));
  else if (event->kind == CORDON_EVENT_IDENTIFIERS_CLEARED)
    cordon_keyring_reset (browser->keyring);
}

/* Life. */

static void
drop (gpointer data, GVariant *message)
{
}

static void
commit (Browser *browser)
{
  static const CordonTransport transport = { .send = drop };
  g_autoptr (CordonOrigin) origin = cordon_origin_new (BROWSER_ORIGIN, -1, NULL);
  g_autoptr (GError) error = NULL;
  const CordonDocumentFacts facts = {
    CORDON_DOCUMENT_FACTS_INIT,
    .origin = origin,
    .top_level_origin = origin,
    .tab_id = TAB,
    .engine_id = TAB,
    .permissions_policy = { .known = TRUE, .enabled = (1u << CORDON_N_FEATURES) - 2 },
    .secure_context = CORDON_FACT_YES,
    .private_session = CORDON_FACT_NO,
    .active_mixed_content = CORDON_FACT_NO,
    .csp_blocks_webrtc = CORDON_FACT_NO,
    .cross_origin_isolated = CORDON_FACT_NO,
  };

  browser->channel = cordon_broker_attach (cordon_profile_get_broker (browser->profile), &transport, browser);
  browser->document = cordon_channel_commit_document (browser->channel, &facts, &error);
  if (!browser->document)
    g_error ("%s", error->message);
  cordon_document_set_fully_active (browser->document, TRUE);
  cordon_document_set_visible (browser->document, TRUE);
  cordon_document_set_focused (browser->document, TRUE);
}

Browser *
browser_new (const char *folder, const char *policy, guint speed, const BrowserObserver *observer,
             gpointer data)
{
  Browser *browser = g_new0 (Browser, 1);
  const CordonProfileOptions options = { .clock = { read_clock, browser }, .managed_policy = policy };
  g_autoptr (GError) error = NULL;
  CordonPeerBook book;

  browser->observer = observer;
  browser->data = data;
  browser->speed = speed;
  browser->began = (CordonTime){ .wall_us = g_get_real_time (), .mono_us = g_get_monotonic_time () };
  for (guint i = 0; i < MEDIA_MAX_TRACKS; i++)
    browser->captures[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_capture_unref);
  browser->profile = folder ? cordon_profile_open (folder, &options, &error)
                            : cordon_profile_new_memory (&options);
  if (!browser->profile)
    g_error ("%s", error->message);
  browser->keyring = cordon_keyring_new (cordon_profile_is_private (browser->profile));
  book = cordon_profile_get_peer_book (browser->profile);
  cordon_keyring_set_peer_book (browser->keyring, &book);
  cordon_profile_add_observer (browser->profile, on_event, browser);
  browser->bridge = cordon_bridge_new (browser->profile, &chrome, browser);
  commit (browser);
  return browser;
}

void
browser_free (Browser *browser)
{
  if (!browser)
    return;
  if (browser->call_id != 0)
    cordon_bridge_connection_ended (browser->bridge, browser->call_id, 0);
  cordon_document_gone (browser->document);
  cordon_document_unref (browser->document);
  cordon_channel_detach (browser->channel);
  cordon_bridge_free (browser->bridge);
  cordon_keyring_free (browser->keyring);
  cordon_profile_unref (browser->profile);
  for (guint i = 0; i < MEDIA_MAX_TRACKS; i++)
    g_ptr_array_unref (browser->captures[i]);
  g_free (browser);
}

void
browser_tick (Browser *browser)
{
  cordon_profile_tick (browser->profile);
  cordon_bridge_tick (browser->bridge);
}

/* Captures. */

static gboolean
open_device (Browser *browser, guint track, const char *token, CordonFeature feature)
{
  const CordonCaptureFacts facts = { .document_id = cordon_document_get_id (browser->document),
                                     .feature = feature };
  CordonCapture *capture = cordon_profile_redeem (browser->profile, token, &facts, NULL);

  if (!capture)
    return FALSE;
  g_ptr_array_add (browser->captures[track], capture);
  return cordon_capture_started (capture);
}

static void
on_result (CordonProfile *profile, const CordonRequestResult *result, gpointer data)
{
  g_autofree Want *want = data;
  Browser *browser = want->browser;
  const gboolean open = result->verdict == CORDON_DECISION_ALLOW
                        && open_device (browser, want->track, result->token, CORDON_FEATURE_CAMERA)
                        && open_device (browser, want->track, result->token, CORDON_FEATURE_MICROPHONE);

  browser->observer->captured (want->track, open ? &result->obligations : NULL, browser->data);
}

void
browser_capture (Browser *browser, guint track, const CordonCallee *callee)
{
  const CordonRequestSpec spec = { .features = DEVICES, .callee = callee };
  Want *want = g_new0 (Want, 1);

  want->browser = browser;
  want->track = track;
  cordon_profile_request (browser->profile, browser->document, &spec, on_result, want);
}

typedef struct
{
  guint64 capture_ids[2];
  guint64 grant_ids[2];
  guint n;
} Stand;

static gboolean
note_grant (const CordonCaptureView *view, gpointer data)
{
  Stand *stand = data;

  for (guint i = 0; i < stand->n; i++)
    if (view->use.capture_id == stand->capture_ids[i])
      stand->grant_ids[i] = view->grant_id;
  return TRUE;
}

void
browser_revoke (Browser *browser, guint track)
{
  Stand stand = { .n = MIN (browser->captures[track]->len, 2) };

  for (guint i = 0; i < stand.n; i++)
    stand.capture_ids[i] = cordon_capture_get_id (browser->captures[track]->pdata[i]);
  cordon_profile_foreach_capture (browser->profile, note_grant, &stand);
  for (guint i = 0; i < stand.n; i++)
    cordon_profile_revoke (browser->profile, stand.grant_ids[i], NULL);
}

void
browser_clear_identifiers (Browser *browser)
{
  cordon_profile_clear (browser->profile, &(CordonClear){ .identifiers = TRUE });
}

/* The connection. */

void
browser_get_limits (Browser *browser, const CordonCallee *target, CordonNetworkLimits *out_limits)
{
  cordon_profile_get_network_limits (browser->profile, browser->document, target, out_limits);
}

CordonKeyring *
browser_get_keyring (Browser *browser)
{
  return browser->keyring;
}

void
browser_connected (Browser *browser)
{
  browser->call_id = cordon_profile_connection_opened (browser->profile, browser->document, CONNECTION);
}

void
browser_lost_consent (Browser *browser)
{
  cordon_profile_connection_consent_lost (browser->profile, browser->document, CONNECTION);
}

gboolean
browser_has_call (const Browser *browser)
{
  return cordon_profile_get_call (browser->profile, browser->document) != 0;
}

void
browser_report (Browser *browser, const CordonConnection *facts)
{
  CordonConnection whole = *facts;

  if (browser->call_id == 0)
    return;
  whole.tab_id = TAB;
  whole.call_id = browser->call_id;
  whole.connection_id = CONNECTION;
  cordon_bridge_report_connection (browser->bridge, &whole);
}

char *
browser_render (Browser *browser, CordonDebugFormat format, const char *graph)
{
  g_autoptr (GVariant) graphs = g_variant_ref_sink (g_variant_new_strv (&graph, 1));
  const CordonDebugRequest request = {
    .format = format,
    .connections = cordon_bridge_get_connections (browser->bridge),
    .media_graphs = graphs,
    .for_export = TRUE,
  };

  return cordon_debug_page_render (browser->profile, &request, NULL);
}
