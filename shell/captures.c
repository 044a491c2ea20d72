/*
 * Tokens become captures here, and the engine's own capture states are held to them.
 */

#include "shell/captures.h"

#include "permissions/snapshot.h"
#include "shell/message.h"
#include "shell/tab.h"

#define CAPTURES_KEY "cordon-captures"

typedef struct
{
  CordonCapture *capture;
  CordonFeature feature;
  gint64 opened_mono_us;
  gboolean stopping; /* the engine was told to end it */
} Open;

struct _ShellCaptures
{
  ShellTab *tab;
  GPtrArray *open;           /* of Open */
  CordonFeatureSet expected; /* devices that the engine may ask for once more */
  gboolean display_expected;
  GPtrArray *display_requests; /* the engine's getDisplayMedia () questions that wait for Cordon's answer */
  guint64 surface_id;
  CordonSurfaceKind surface_kind;
  guint reconcile_source;
  guint closing_source;
  gint64 closing_mono_us;
  CordonFeatureSet closing; /* the engine was told to close them and has not reported it */
};

#define CLOSING_POLL_MS 100

/* The engine reports that a device is closed some seconds after it has closed it. */
#define REPORT_DELAY_US (4 * G_USEC_PER_SEC)

/* How the engine names the state of each kind. */
static const struct
{
  CordonFeature feature;
  const char *property;
} kinds[] = {
  { CORDON_FEATURE_CAMERA, "camera-capture-state" },
  { CORDON_FEATURE_MICROPHONE, "microphone-capture-state" },
  { CORDON_FEATURE_DISPLAY_CAPTURE, "display-capture-state" },
};

static void
open_free (Open *open)
{
  cordon_capture_ended (open->capture);
  cordon_capture_unref (open->capture);
  g_free (open);
}

/* Ending a capture redraws the chrome, which looks at this list: the entry leaves it first. */
static void
close_at (ShellCaptures *captures, guint index)
{
  open_free (g_ptr_array_steal_index (captures->open, index));
}

static void
close_down_to (ShellCaptures *captures, guint n_left)
{
  while (captures->open->len > n_left)
    close_at (captures, captures->open->len - 1);
}

static WebKitMediaCaptureState
get_state (ShellCaptures *captures, const char *property)
{
  WebKitMediaCaptureState state = WEBKIT_MEDIA_CAPTURE_STATE_NONE;
  g_object_get (shell_tab_get_view (captures->tab), property, &state, NULL);
  return state;
}

static gboolean look_while_closing (gpointer data);

/* The engine closes in its own time and notifies meanwhile: it is told once. */
static void
close_device (ShellCaptures *captures, gsize kind)
{
  CordonFeatureSet bit = CORDON_FEATURE_SET_OF (kinds[kind].feature);
  if ((captures->closing & bit)
      || get_state (captures, kinds[kind].property) == WEBKIT_MEDIA_CAPTURE_STATE_NONE)
    return;
  captures->closing |= bit;
  captures->closing_mono_us = g_get_monotonic_time ();
  if (captures->closing_source == 0)
    captures->closing_source = g_timeout_add (CLOSING_POLL_MS, look_while_closing, captures);
  g_object_set (shell_tab_get_view (captures->tab), kinds[kind].property, WEBKIT_MEDIA_CAPTURE_STATE_NONE,
                NULL);
}

static guint
count_open (ShellCaptures *captures, CordonFeature feature)
{
  guint n = 0;
  for (guint i = 0; i < captures->open->len; i++)
    if (((Open *) g_ptr_array_index (captures->open, i))->feature == feature)
      n++;
  return n;
}

typedef struct
{
  guint64 id;
  gboolean found;
} Search;

static gboolean
compare_capture (const CordonCaptureView *view, gpointer data)
{
  Search *search = data;
  search->found = view->use.capture_id == search->id;
  return !search->found;
}

static gboolean
is_over (ShellCaptures *captures, const Open *open)
{
  Search search = { .id = cordon_capture_get_id (open->capture) };
  cordon_profile_foreach_capture (shell_browser_get_profile (shell_tab_get_browser (captures->tab)),
                                  compare_capture, &search);
  return !search.found;
}

static void
drop_finished (ShellCaptures *captures)
{
  for (guint i = captures->open->len; i > 0; i--)
    {
      Open *open = g_ptr_array_index (captures->open, i - 1);
      if (is_over (captures, open))
        close_at (captures, i - 1);
    }
}

/* The engine alone, for benchmarks. */
static gboolean
is_bare (ShellCaptures *captures)
{
  return shell_browser_get_options (shell_tab_get_browser (captures->tab))->without_cordon;
}

/* An idle device is closed for good: otherwise the engine would remember its own grant and not ask again. */
static gboolean
reconcile (gpointer data)
{
  ShellCaptures *captures = data;
  captures->reconcile_source = 0;
  if (is_bare (captures))
    return G_SOURCE_REMOVE;
  drop_finished (captures);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (count_open (captures, kinds[i].feature) == 0)
      close_device (captures, i);
  return G_SOURCE_REMOVE;
}

void
shell_captures_reconcile (ShellCaptures *captures)
{
  if (captures->reconcile_source == 0)
    captures->reconcile_source = g_idle_add (reconcile, captures);
}

static void
note_state (ShellCaptures *captures, CordonFeature feature, WebKitMediaCaptureState state)
{
  if (state == WEBKIT_MEDIA_CAPTURE_STATE_NONE)
    captures->closing &= ~CORDON_FEATURE_SET_OF (feature);
  for (guint i = captures->open->len; i > 0; i--)
    {
      Open *open = g_ptr_array_index (captures->open, i - 1);
      if (open->feature != feature)
        continue;
      if (state != WEBKIT_MEDIA_CAPTURE_STATE_NONE)
        cordon_capture_set_muted (open->capture, state == WEBKIT_MEDIA_CAPTURE_STATE_MUTED);
      else if (g_get_monotonic_time () > open->opened_mono_us + REPORT_DELAY_US)
        close_at (captures, i - 1);
    }
}

/* The engine does not notify of each kind each time: all are looked at. */
static void
look (ShellCaptures *captures)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    note_state (captures, kinds[i].feature, get_state (captures, kinds[i].property));
}

static void
capture_state_changed (WebKitWebView *view, GParamSpec *property, ShellCaptures *captures)
{
  look (captures);
  shell_captures_reconcile (captures);
}

static gboolean
look_while_closing (gpointer data)
{
  ShellCaptures *captures = data;
  look (captures);
  if (captures->closing != 0 && g_get_monotonic_time () <= captures->closing_mono_us + REPORT_DELAY_US)
    return G_SOURCE_CONTINUE;
  captures->closing_source = 0;
  if (captures->closing != 0)
    shell_tab_kill_process (captures->tab, "a device was told to close and did not");
  return G_SOURCE_REMOVE;
}

/* A question about devices is answered with yes once for what has just been redeemed. */
static void
answer_device_request (ShellCaptures *captures, WebKitUserMediaPermissionRequest *request)
{
  CordonFeatureSet wanted = 0;
  if (webkit_user_media_permission_is_for_audio_device (request))
    wanted |= CORDON_FEATURE_BIT (MICROPHONE);
  if (webkit_user_media_permission_is_for_video_device (request))
    wanted |= CORDON_FEATURE_BIT (CAMERA);

  if (wanted != 0 && (wanted & ~captures->expected) == 0)
    {
      captures->expected &= ~wanted;
      webkit_permission_request_allow (WEBKIT_PERMISSION_REQUEST (request));
    }
  else
    webkit_permission_request_deny (WEBKIT_PERMISSION_REQUEST (request));
}

static void
answer_display_requests (ShellCaptures *captures, gboolean allow)
{
  while (captures->display_requests->len > 0)
    {
      g_autoptr (GObject) request = g_ptr_array_steal_index (captures->display_requests, 0);
      if (allow)
        webkit_permission_request_allow (WEBKIT_PERMISSION_REQUEST (request));
      else
        webkit_permission_request_deny (WEBKIT_PERMISSION_REQUEST (request));
      if (allow)
        return;
    }
}

static void
answer_display_request (ShellCaptures *captures, WebKitPermissionRequest *request)
{
  g_ptr_array_add (captures->display_requests, g_object_ref (request));
  if (!captures->display_expected)
    return;
  captures->display_expected = FALSE;
  answer_display_requests (captures, TRUE);
}

/* Names of devices are known to who has one of them open. */
static void
answer_info_request (ShellCaptures *captures, WebKitPermissionRequest *request)
{
  if (captures->open->len > 0)
    webkit_permission_request_allow (request);
  else
    webkit_permission_request_deny (request);
}

static gboolean
permission_request (WebKitWebView *view, WebKitPermissionRequest *request, ShellCaptures *captures)
{
  if (is_bare (captures))
    webkit_permission_request_allow (request);
  else if (WEBKIT_IS_DEVICE_INFO_PERMISSION_REQUEST (request))
    answer_info_request (captures, request);
  else if (!WEBKIT_IS_USER_MEDIA_PERMISSION_REQUEST (request))
    webkit_permission_request_deny (request); /* not Cordon's, and this browser asks for nothing else */
  else if (webkit_user_media_permission_is_for_display_device (
             WEBKIT_USER_MEDIA_PERMISSION_REQUEST (request)))
    answer_display_request (captures, request);
  else
    answer_device_request (captures, WEBKIT_USER_MEDIA_PERMISSION_REQUEST (request));
  return TRUE;
}

static WebKitPermissionState
to_engine (CordonState state)
{
  switch (state)
    {
    case CORDON_STATE_DENIED: return WEBKIT_PERMISSION_STATE_DENIED;
    case CORDON_STATE_PROMPT: return WEBKIT_PERMISSION_STATE_PROMPT;
    case CORDON_STATE_GRANTED: return WEBKIT_PERMISSION_STATE_GRANTED;
    }
  return WEBKIT_PERMISSION_STATE_DENIED;
}

/* The engine's own query, for what no binding reaches: workers. Its internal check before each capture goes here
 * too, so that a device that is open for a callee only still reads "prompt". */
static gboolean
query_permission_state (WebKitWebView *view, WebKitPermissionStateQuery *query, ShellCaptures *captures)
{
  CordonFeature feature = cordon_feature_from_string (webkit_permission_state_query_get_name (query));
  CordonDocument *document = shell_documents_get_main (shell_tab_get_documents (captures->tab));
  if (feature == CORDON_FEATURE_NONE)
    return FALSE;
  CordonDecision decision = { 0 };
  if (document)
    cordon_profile_decide (shell_browser_get_profile (shell_tab_get_browser (captures->tab)), document,
                           feature, NULL, &decision);
  WebKitPermissionState state = to_engine (cordon_decision_to_state (&decision));
  if (state == WEBKIT_PERMISSION_STATE_DENIED && (captures->expected & CORDON_FEATURE_SET_OF (feature)))
    state = WEBKIT_PERMISSION_STATE_PROMPT;
  webkit_permission_state_query_finish (query, state);
  cordon_decision_clear (&decision);
  return TRUE;
}

ShellCaptures *
shell_captures_new (ShellTab *tab)
{
  ShellCaptures *captures = g_new0 (ShellCaptures, 1);
  captures->tab = tab;
  captures->open = g_ptr_array_new ();
  captures->display_requests = g_ptr_array_new_with_free_func (g_object_unref);
  WebKitWebView *view = shell_tab_get_view (tab);
  g_object_set_data (G_OBJECT (view), CAPTURES_KEY, captures);
  g_signal_connect (view, "permission-request", G_CALLBACK (permission_request), captures);
  g_signal_connect (view, "query-permission-state", G_CALLBACK (query_permission_state), captures);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", kinds[i].property, NULL);
      g_signal_connect (view, signal, G_CALLBACK (capture_state_changed), captures);
    }
  return captures;
}

void
shell_captures_free (ShellCaptures *captures)
{
  g_signal_handlers_disconnect_by_data (shell_tab_get_view (captures->tab), captures);
  g_object_set_data (G_OBJECT (shell_tab_get_view (captures->tab)), CAPTURES_KEY, NULL);
  shell_captures_clear (captures);
  g_clear_handle_id (&captures->reconcile_source, g_source_remove);
  g_clear_handle_id (&captures->closing_source, g_source_remove);
  g_ptr_array_unref (captures->open);
  g_ptr_array_unref (captures->display_requests);
  g_free (captures);
}

static gboolean
open_one (ShellCaptures *captures, guint64 document_id, const char *token, CordonFeature feature)
{
  CordonProfile *profile = shell_browser_get_profile (shell_tab_get_browser (captures->tab));
  g_autoptr (GError) error = NULL;
  CordonCaptureFacts facts = { .document_id = document_id, .feature = feature };
  if (feature == CORDON_FEATURE_DISPLAY_CAPTURE)
    {
      facts.surface_id = captures->surface_id;
      facts.surface_kind = captures->surface_kind;
    }

  g_autoptr (CordonCapture) capture = cordon_profile_redeem (profile, token, &facts, &error);
  if (!capture || !cordon_capture_started (capture))
    {
      g_printerr ("cordon-shell: %s stays closed: %s\n", cordon_feature_to_string (feature),
                  error ? error->message : "its indicator cannot be shown");
      return FALSE;
    }
  Open *open = g_new0 (Open, 1);
  open->capture = g_steal_pointer (&capture);
  open->feature = feature;
  open->opened_mono_us = g_get_monotonic_time ();
  captures->closing &= ~CORDON_FEATURE_SET_OF (feature);
  g_ptr_array_add (captures->open, open);
  return TRUE;
}

gboolean
shell_captures_open (ShellCaptures *captures, guint64 document_id, const char *token,
                     CordonFeatureSet features)
{
  guint n_before = captures->open->len;
  gboolean all = features != 0 && shell_documents_has (shell_tab_get_documents (captures->tab), document_id);
  for (gsize i = 0; all && i < G_N_ELEMENTS (kinds); i++)
    if (features & CORDON_FEATURE_SET_OF (kinds[i].feature))
      all = open_one (captures, document_id, token, kinds[i].feature);

  if (!all)
    {
      close_down_to (captures, n_before);
      return FALSE;
    }
  captures->expected |= features & (CORDON_FEATURE_BIT (CAMERA) | CORDON_FEATURE_BIT (MICROPHONE));
  if (features & CORDON_FEATURE_BIT (DISPLAY_CAPTURE))
    {
      captures->display_expected = captures->display_requests->len == 0;
      answer_display_requests (captures, TRUE);
    }
  return TRUE;
}

static const char *
property_of (CordonFeature feature, gsize *out_kind)
{
  for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    if (kinds[kind].feature == feature)
      {
        *out_kind = kind;
        return kinds[kind].property;
      }
  g_return_val_if_reached (NULL);
}

/* The web process has been through what was sent before, the order to close the device included. */
static void
settled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (WebKitUserMessage)
    reply = webkit_web_view_send_message_to_page_finish (WEBKIT_WEB_VIEW (source), result, NULL);
  ShellCaptures *captures = g_object_get_data (source, CAPTURES_KEY);
  for (guint i = captures && reply ? captures->open->len : 0; i > 0; i--)
    if (((Open *) g_ptr_array_index (captures->open, i - 1))->stopping)
      close_at (captures, i - 1);
}

/*
 * The engine knows one state for each kind of device of a tab. The last capture of its kind is stopped there: its
 * tracks end with `ended`, and the page has no part in it. Of two, the binding ends the tracks of the one; the
 * other stays open.
 */
gboolean
shell_captures_stop (ShellCaptures *captures, guint64 capture_id)
{
  for (guint i = 0; i < captures->open->len; i++)
    {
      Open *open = g_ptr_array_index (captures->open, i);
      gsize kind = 0;
      if (cordon_capture_get_id (open->capture) != capture_id)
        continue;
      const char *property = property_of (open->feature, &kind);
      open->stopping = TRUE;
      if (count_open (captures, open->feature) > 1
          || get_state (captures, property) == WEBKIT_MEDIA_CAPTURE_STATE_NONE)
        close_at (captures, i);
      else
        {
          close_device (captures, kind);
          webkit_web_view_send_message_to_page (shell_tab_get_view (captures->tab),
                                                webkit_user_message_new (SHELL_MESSAGE_SETTLE, NULL), NULL,
                                                settled, NULL);
        }
      return TRUE;
    }
  return FALSE;
}

void
shell_captures_cancel_display (ShellCaptures *captures)
{
  captures->display_expected = FALSE;
  answer_display_requests (captures, FALSE);
}

void
shell_captures_choose_surface (ShellCaptures *captures, guint64 surface_id, CordonSurfaceKind kind)
{
  captures->surface_id = surface_id;
  captures->surface_kind = kind;
}

void
shell_captures_clear (ShellCaptures *captures)
{
  captures->expected = 0;
  shell_captures_cancel_display (captures);
  close_down_to (captures, 0);
}
