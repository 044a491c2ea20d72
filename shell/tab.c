/*
 * A tab's life: navigations, messages, the engine's questions.
 */

#include "shell/tab.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "permissions/broker.h"
#include "shell/debug_scheme.h"
#include "shell/delay.h"
#include "shell/message.h"
#include "shell/window.h"

struct _ShellTab
{
  guint64 id;
  ShellBrowser *browser;
  WebKitWebView *view;
  CordonChannel *channel; /* to the web process that shows the page now; NULL: none has spoken */
  guint64 page_id;
  ShellDocuments *documents;
  ShellCaptures *captures;
  guint close_source;
  char *chrome_load;    /* what the chrome itself asked for, and a page may not */
  gboolean shows_debug; /* the committed page is the chrome's own */
  char *refusal;
};

/* Tabs are numbered once per process run, over all browsers. */
static guint64
next_id (void)
{
  static guint64 last;
  return ++last;
}

/* Whether the process of the channel is still the one that the view talks to. */
static gboolean
is_current (ShellTab *tab)
{
  return tab->page_id == webkit_web_view_get_page_id (tab->view);
}

static void
send_to_agent (gpointer data, GVariant *message)
{
  ShellTab *tab = data;
  shell_delay ("tell");
  if (is_current (tab))
    shell_tab_send (tab, SHELL_MESSAGE_AGENT, g_variant_new_variant (message));
}

static void
send_version_page (gpointer data, int descriptor, gsize size)
{
  ShellTab *tab = data;
  g_autoptr (GUnixFDList) descriptors = g_unix_fd_list_new ();
  g_unix_fd_list_append (descriptors, descriptor, NULL);
  WebKitUserMessage *message = webkit_user_message_new_with_fd_list (
    SHELL_MESSAGE_VERSION_PAGE, g_variant_new ("(t)", (guint64) size), descriptors);
  webkit_web_view_send_message_to_page (tab->view, message, NULL, NULL, NULL);
}

/* Another process (or the first) shows this tab: it can speak for nothing yet. */
static void
attach (ShellTab *tab)
{
  CordonBroker *broker = cordon_profile_get_broker (shell_browser_get_profile (tab->browser));
  tab->page_id = webkit_web_view_get_page_id (tab->view);
  tab->channel = cordon_broker_attach (
    broker, &(CordonTransport){ .send = send_to_agent, .send_version_page = send_version_page, .data = tab },
    tab);
}

static void
detach (ShellTab *tab)
{
  shell_documents_clear (tab->documents);
  shell_captures_clear (tab->captures);
  g_clear_pointer (&tab->channel, cordon_channel_detach);
}

static CordonChannel *
get_channel (ShellTab *tab)
{
  if (tab->channel && !is_current (tab))
    detach (tab);
  if (!tab->channel)
    attach (tab);
  return tab->channel;
}

static void
load_changed (WebKitWebView *view, WebKitLoadEvent event, ShellTab *tab)
{
  if (event == WEBKIT_LOAD_COMMITTED)
    {
      g_clear_pointer (&tab->refusal, g_free);
      tab->shows_debug = shell_debug_scheme_owns (webkit_web_view_get_uri (view));
      shell_captures_clear (tab->captures);
      get_channel (tab);
      shell_documents_committed (tab->documents, webkit_web_view_get_uri (view));
    }
  shell_window_tab_changed (shell_browser_get_window (tab->browser), tab);
}

static void
process_terminated (WebKitWebView *view, WebKitWebProcessTerminationReason reason, ShellTab *tab)
{
  detach (tab);
  shell_documents_committed (tab->documents, NULL);
  shell_window_tab_changed (shell_browser_get_window (tab->browser), tab);
}

static gboolean
capture_message (ShellTab *tab, WebKitUserMessage *message)
{
  guint64 document_id = 0;
  const char *token = NULL;
  CordonFeatureSet features = 0;
  g_variant_get (webkit_user_message_get_parameters (message), "(t&su)", &document_id, &token, &features);
  shell_delay ("capture");
  gboolean opened = shell_captures_open (tab->captures, document_id, token, features);
  webkit_user_message_send_reply (
    message, webkit_user_message_new (SHELL_MESSAGE_CAPTURE, g_variant_new ("(b)", opened)));
  return TRUE;
}

/* Each name comes with one type; anything else is not one of our messages. */
static gboolean
has_type (WebKitUserMessage *message, const char *name, const char *type)
{
  GVariant *parameters = webkit_user_message_get_parameters (message);
  return g_str_equal (webkit_user_message_get_name (message), name) && parameters
         && g_variant_is_of_type (parameters, G_VARIANT_TYPE (type));
}

static gboolean
user_message_received (WebKitWebView *view, WebKitUserMessage *message, ShellTab *tab)
{
  GVariant *parameters = webkit_user_message_get_parameters (message);
  if (has_type (message, SHELL_MESSAGE_BROKER, "v"))
    {
      g_autoptr (GVariant) inner = g_variant_get_variant (parameters);
      cordon_channel_receive (get_channel (tab), inner, NULL);
    }
  else if (has_type (message, SHELL_MESSAGE_FRAME, SHELL_FRAME_TYPE))
    {
      shell_delay ("frame");
      shell_documents_begin (tab->documents, get_channel (tab), parameters);
    }
  else if (has_type (message, SHELL_MESSAGE_FRAME_GONE, "(t)"))
    {
      shell_delay ("gone");
      shell_documents_end (tab->documents, parameters);
    }
  else if (has_type (message, SHELL_MESSAGE_CAPTURE, "(tsu)"))
    return capture_message (tab, message);
  else if (has_type (message, SHELL_MESSAGE_CANCEL_DISPLAY, "(t)"))
    shell_captures_cancel_display (tab->captures);
  return TRUE;
}

/* cordon:debug shows what no page may see or point at: it opens from the address bar, and from itself. */
static gboolean
may_navigate (ShellTab *tab, WebKitPolicyDecision *decision)
{
  WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action (
    WEBKIT_NAVIGATION_POLICY_DECISION (decision));
  const char *uri = webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
  return !shell_debug_scheme_owns (uri) || tab->shows_debug || g_strcmp0 (uri, tab->chrome_load) == 0;
}

static gboolean
decide_policy (WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type,
               ShellTab *tab)
{
  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    {
      shell_documents_response (tab->documents, WEBKIT_RESPONSE_POLICY_DECISION (decision));
      return FALSE;
    }
  if (may_navigate (tab, decision))
    return FALSE;
  webkit_policy_decision_ignore (decision);
  return TRUE;
}

static GtkWidget *
create (WebKitWebView *view, WebKitNavigationAction *action, ShellTab *tab)
{
  ShellTab *made = shell_tab_new (tab->browser, view);
  shell_window_add_tab (shell_browser_get_window (tab->browser), made);
  return GTK_WIDGET (made->view);
}

/* window.close (), which the engine allows to what script has opened; the view still runs the call that asked. */
static gboolean
close_later (gpointer data)
{
  ShellTab *tab = data;
  tab->close_source = 0;
  shell_window_close_tab (shell_browser_get_window (tab->browser), tab);
  return G_SOURCE_REMOVE;
}

static void
close_asked (WebKitWebView *view, ShellTab *tab)
{
  if (tab->close_source == 0)
    tab->close_source = g_idle_add (close_later, tab);
}

/* A list of choices is a window of its own, as wide and as high as the page likes, with its words: none of it may lie
 * over a question (F-13). */
static gboolean
show_option_menu (WebKitWebView *view, WebKitOptionMenu *menu, GdkRectangle *area, ShellTab *tab)
{
  if (!cordon_bridge_get_prompt (shell_browser_get_bridge (tab->browser), tab->id))
    return FALSE;
  webkit_option_menu_close (menu);
  return TRUE;
}

static void
title_changed (WebKitWebView *view, GParamSpec *property, ShellTab *tab)
{
  shell_window_tab_changed (shell_browser_get_window (tab->browser), tab);
}

/* A real click or key in the view: the one fact about activation that the browser process sees for itself. */
static void
activated (ShellTab *tab)
{
  shell_documents_activated (tab->documents);
}

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, ShellTab *tab)
{
  activated (tab);
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, ShellTab *tab)
{
  if (key != GDK_KEY_Escape)
    activated (tab);
  return FALSE;
}

static void
watch_input (ShellTab *tab)
{
  GtkGesture *click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), tab);
  gtk_widget_add_controller (GTK_WIDGET (tab->view), GTK_EVENT_CONTROLLER (click));

  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), tab);
  gtk_widget_add_controller (GTK_WIDGET (tab->view), keys);
}

ShellTab *
shell_tab_new (ShellBrowser *browser, WebKitWebView *related)
{
  ShellTab *tab = g_new0 (ShellTab, 1);
  tab->id = next_id ();
  tab->browser = browser;
  tab->view = g_object_ref_sink (shell_browser_new_view (browser, related));
  gtk_widget_set_vexpand (GTK_WIDGET (tab->view), TRUE);
  tab->documents = shell_documents_new (tab);
  tab->captures = shell_captures_new (tab);
  watch_input (tab);

  g_signal_connect (tab->view, "load-changed", G_CALLBACK (load_changed), tab);
  g_signal_connect (tab->view, "notify::title", G_CALLBACK (title_changed), tab);
  g_signal_connect (tab->view, "notify::uri", G_CALLBACK (title_changed), tab);
  g_signal_connect (tab->view, "create", G_CALLBACK (create), tab);
  g_signal_connect (tab->view, "close", G_CALLBACK (close_asked), tab);
  g_signal_connect (tab->view, "show-option-menu", G_CALLBACK (show_option_menu), tab);
  g_signal_connect (tab->view, "decide-policy", G_CALLBACK (decide_policy), tab);
  g_signal_connect (tab->view, "user-message-received", G_CALLBACK (user_message_received), tab);
  g_signal_connect (tab->view, "web-process-terminated", G_CALLBACK (process_terminated), tab);
  return tab;
}

void
shell_tab_free (ShellTab *tab)
{
  g_signal_handlers_disconnect_by_data (tab->view, tab);
  g_clear_handle_id (&tab->close_source, g_source_remove);
  detach (tab);
  shell_captures_free (tab->captures);
  shell_documents_free (tab->documents);
  g_object_unref (tab->view);
  g_free (tab->chrome_load);
  g_free (tab->refusal);
  g_free (tab);
}

guint64
shell_tab_get_id (ShellTab *tab)
{
  return tab->id;
}

WebKitWebView *
shell_tab_get_view (ShellTab *tab)
{
  return tab->view;
}

ShellBrowser *
shell_tab_get_browser (ShellTab *tab)
{
  return tab->browser;
}

ShellDocuments *
shell_tab_get_documents (ShellTab *tab)
{
  return tab->documents;
}

ShellCaptures *
shell_tab_get_captures (ShellTab *tab)
{
  return tab->captures;
}

void
shell_tab_load (ShellTab *tab, const char *text)
{
  g_autofree char *uri = strstr (text, ":") ? g_strdup (text) : g_strconcat ("https://", text, NULL);
  g_free (tab->chrome_load);
  tab->chrome_load = g_strdup (uri);
  webkit_web_view_load_uri (tab->view, uri);
}

CordonOrigin *
shell_tab_get_origin (ShellTab *tab)
{
  const CordonOrigin *origin = shell_documents_get_origin (tab->documents);
  return origin ? cordon_origin_ref (origin) : NULL;
}

void
shell_tab_close_menu (ShellTab *tab)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (tab->view));
  for (; child; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_popover_popdown (GTK_POPOVER (child));
}

void
shell_tab_set_refusal (ShellTab *tab, const char *words)
{
  g_free (tab->refusal);
  tab->refusal = g_strdup (words);
}

const char *
shell_tab_get_refusal (ShellTab *tab)
{
  return tab->refusal;
}

void
shell_tab_set_seen (ShellTab *tab, gboolean visible, gboolean focused)
{
  shell_documents_set_seen (tab->documents, visible, focused);
}

void
shell_tab_kill_process (ShellTab *tab, const char *why)
{
  g_printerr ("cordon-shell: the page's process broke the rules (%s) and was stopped.\n", why);
  webkit_web_view_terminate_web_process (tab->view);
}

void
shell_tab_send (ShellTab *tab, const char *name, GVariant *parameters)
{
  webkit_web_view_send_message_to_page (tab->view, webkit_user_message_new (name, parameters), NULL, NULL,
                                        NULL);
}
