/*
 * Gathering and serving the debug page.
 */

#include "shell/debug_scheme.h"

#include <libsoup/soup.h>
#include <string.h>

#include "shell/message.h"
#include "shell/tab.h"
#include "shell/window.h"
#include "ui-bridge/debug_page.h"

/* What is empty here is empty for a reason that only this browser knows. */
#define NO_CONNECTIONS \
  "None was reported to this browser: WebKitGTK keeps peer connections to itself, and as Debian 12 builds it, pages " \
  "have no RTCPeerConnection at all. A call between two processes with all of this is played by ./dev call."

typedef struct
{
  ShellBrowser *browser;
  ShellDebugForm form;
  char *filter;
  ShellDebugDone done;
  gpointer data;
  GVariantBuilder graphs;
  guint n_waiting;
} Collection;

static void
finish (Collection *collection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) graphs = g_variant_ref_sink (g_variant_builder_end (&collection->graphs));
  CordonBridge *bridge = shell_browser_get_bridge (collection->browser);
  const CordonDebugRequest request = {
    .format = collection->form == SHELL_DEBUG_PAGE ? CORDON_DEBUG_HTML : CORDON_DEBUG_JSON,
    .connections = cordon_bridge_get_connections (bridge),
    .prompts = cordon_bridge_get_prompts (bridge),
    .media_graphs = graphs,
    .filter = collection->filter,
    .no_connections = NO_CONNECTIONS,
    .for_export = collection->form == SHELL_DEBUG_EXPORT,
  };
  char *text = cordon_debug_page_render (shell_browser_get_profile (collection->browser), &request, &error);
  collection->done (text ? text : g_strdup (error->message), collection->data);
  g_free (collection->filter);
  g_free (collection);
}

static void
graph_arrived (GObject *source, GAsyncResult *result, gpointer data)
{
  Collection *collection = data;
  g_autoptr (WebKitUserMessage)
    reply = webkit_web_view_send_message_to_page_finish (WEBKIT_WEB_VIEW (source), result, NULL);
  GVariant *parameters = reply ? webkit_user_message_get_parameters (reply) : NULL;
  if (parameters && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(s)")))
    g_variant_builder_add_value (&collection->graphs, g_variant_get_child_value (parameters, 0));
  if (--collection->n_waiting == 0)
    finish (collection);
}

static void
ask_tab (gpointer tab, gpointer data)
{
  Collection *collection = data;
  WebKitWebView *view = shell_tab_get_view (tab);
  const char *uri = webkit_web_view_get_uri (view);
  if (!uri || shell_debug_scheme_owns (uri))
    return;
  collection->n_waiting++;
  webkit_web_view_send_message_to_page (view, webkit_user_message_new (SHELL_MESSAGE_GRAPH, NULL), NULL,
                                        graph_arrived, collection);
}

void
shell_debug_collect (ShellBrowser *browser, ShellDebugForm form, const char *filter, ShellDebugDone done,
                     gpointer data)
{
  Collection *collection = g_new0 (Collection, 1);
  *collection = (Collection){
    .browser = browser,
    .form = form,
    .filter = g_strdup (filter),
    .done = done,
    .data = data,
    .n_waiting = 1,
  };
  g_variant_builder_init (&collection->graphs, G_VARIANT_TYPE ("as"));
  shell_window_foreach_tab (shell_browser_get_window (browser), ask_tab, collection);
  if (--collection->n_waiting == 0)
    finish (collection);
}

/* What stands behind the question mark: `filter=TEXT`, `format=json` or `format=export`. */
static ShellDebugForm
read_query (const char *uri, char **out_filter)
{
  const char *query = strchr (uri, '?');
  g_autoptr (GHashTable) words = query ? g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL)
                                       : NULL;
  const char *format = words ? g_hash_table_lookup (words, "format") : NULL;
  *out_filter = words ? g_strdup (g_hash_table_lookup (words, "filter")) : NULL;
  if (g_strcmp0 (format, "json") == 0)
    return SHELL_DEBUG_JSON;
  return g_strcmp0 (format, "export") == 0 ? SHELL_DEBUG_EXPORT : SHELL_DEBUG_PAGE;
}

/* The page runs no script and loads nothing, whatever is in it. */
static void
serve (char *text, gpointer data)
{
  g_autoptr (WebKitURISchemeRequest) request = data;
  g_autofree char *filter = NULL;
  ShellDebugForm form = read_query (webkit_uri_scheme_request_get_uri (request), &filter);
  gsize size = strlen (text);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, (gssize) size, g_free);
  g_autoptr (WebKitURISchemeResponse) response = webkit_uri_scheme_response_new (stream, (gint64) size);
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  soup_message_headers_append (headers, "Content-Security-Policy",
                               "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  webkit_uri_scheme_response_set_http_headers (response, headers);
  webkit_uri_scheme_response_set_content_type (
    response, form == SHELL_DEBUG_PAGE ? "text/html; charset=utf-8" : "text/plain; charset=utf-8");
  webkit_uri_scheme_response_set_status (response, 200, NULL);
  webkit_uri_scheme_request_finish_with_response (request, response);
}

static void
requested (WebKitURISchemeRequest *request, gpointer data)
{
  ShellBrowser *browser = data;
  WebKitWebView *view = webkit_uri_scheme_request_get_web_view (request);
  const char *shown = view ? webkit_web_view_get_uri (view) : NULL;
  if (!shown || !shell_debug_scheme_owns (shown))
    {
      g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "not for pages");
      webkit_uri_scheme_request_finish_error (request, error);
      return;
    }
  g_autofree char *filter = NULL;
  ShellDebugForm form = read_query (webkit_uri_scheme_request_get_uri (request), &filter);
  shell_debug_collect (browser, form, filter, serve, g_object_ref (request));
}

void
shell_debug_scheme_register (WebKitWebContext *context, ShellBrowser *browser)
{
  WebKitSecurityManager *security = webkit_web_context_get_security_manager (context);
  webkit_web_context_register_uri_scheme (context, "cordon", requested, browser, NULL);
  webkit_security_manager_register_uri_scheme_as_display_isolated (security, "cordon");
  webkit_security_manager_register_uri_scheme_as_local (security, "cordon");
}

gboolean
shell_debug_scheme_owns (const char *uri)
{
  return uri && g_ascii_strncasecmp (uri, "cordon:", strlen ("cordon:")) == 0;
}
