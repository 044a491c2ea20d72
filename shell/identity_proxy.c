#include "shell/identity_proxy.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <webkit/webkit.h>

/* Longer scripts are none. */
#define SCRIPT_MAX_SIZE (1024 * 1024)
#define MAX_REDIRECTS 5

/* What the provider's script finds. Only what registers while the script first runs is ever used (D-16). */
static const char prepare_realm[] =
  "(() => { let open = true; let provider = null;"
  " Object.defineProperty (globalThis, 'rtcIdentityProvider', { value: Object.freeze ({"
  "   register (given) { if (!open || typeof given !== 'object' || given === null) throw new TypeError ();"
  "     provider = given; } }) });"
  " Object.defineProperty (globalThis, 'cordonRealm', { value: Object.freeze ({"
  "   close () { open = false; return provider !== null && typeof provider.validateAssertion === 'function'; },"
  "   validate (assertion, origin) { return provider.validateAssertion (assertion, origin); } }) }); })()";

static const char validate_call[] =
  "try { const result = await cordonRealm.validate (assertion, origin);"
  " const text = (value) => typeof value === 'string' ? value : null;"
  " return JSON.stringify ({ identity: text (result?.identity), contents: text (result?.contents) });"
  "} catch (error) { return JSON.stringify ({ failed: true, detail: String (error?.errorDetail ?? ''),"
  " info: String (error?.idpErrorInfo ?? '').slice (0, 1024) }); }";

/* One validation; each operation under way holds a reference. */
typedef struct
{
  ShellIdentityProxy *proxy; /* NULL: nobody waits any more */
  guint64 id;
  char *url; /* where the script was really found; its origin is the realm's (D-14) */
  char *assertion;
  char *origin;
  char *script;
  guint n_redirects;
  GCancellable *cancellable;
  WebKitNetworkSession *network;
  WebKitWebView *view;
} Realm;

struct _ShellIdentityProxy
{
  ShellBrowser *browser;
  CordonIdentityValidator *validator;
  SoupSession *soup;
  GHashTable *realms; /* id -> Realm */
};

static void
realm_clear (Realm *realm)
{
  g_clear_object (&realm->cancellable);
  g_clear_object (&realm->view);
  g_clear_object (&realm->network);
  g_free (realm->url);
  g_free (realm->assertion);
  g_free (realm->origin);
  g_free (realm->script);
}

static void
realm_release (Realm *realm)
{
  g_rc_box_release_full (realm, (GDestroyNotify) realm_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Realm, realm_release)

static void
realm_leave (gpointer data)
{
  Realm *realm = data;
  realm->proxy = NULL;
  g_cancellable_cancel (realm->cancellable);
  realm_release (realm);
}

/* The answer: exactly one, and none where nobody waits. The realm goes with it. */
static void
fail (Realm *realm, CordonIdpError error, guint http_status, const char *info)
{
  const CordonIdpFailure failure = { .error = error, .http_status = http_status, .error_info = info };
  ShellIdentityProxy *proxy = g_steal_pointer (&realm->proxy);
  if (!proxy)
    return;
  cordon_identity_validator_fail (proxy->validator, realm->id, &failure, g_get_monotonic_time ());
  g_hash_table_remove (proxy->realms, &realm->id);
}

static const char *
member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* Only two details are the script's to choose (D-20); whatever else it says is a failure of its own. */
static void
fail_by_script (Realm *realm, JsonObject *said)
{
  CordonIdpError error = CORDON_IDP_ERROR_EXECUTION;
  const char *detail = member (said, "detail");
  if (!detail || !cordon_idp_error_from_string (detail, &error)
      || (error != CORDON_IDP_ERROR_TOKEN_EXPIRED && error != CORDON_IDP_ERROR_TOKEN_INVALID))
    error = CORDON_IDP_ERROR_EXECUTION;
  fail (realm, error, 0, member (said, "info"));
}

static void
validated (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Realm) realm = data;
  g_autoptr (JSCValue)
    value = webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (source), result, NULL);
  g_autofree char *text = value ? jsc_value_to_string (value) : NULL;
  g_autoptr (JsonNode) node = text ? json_from_string (text, NULL) : NULL;
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    {
      fail (realm, CORDON_IDP_ERROR_EXECUTION, 0, NULL);
      return;
    }
  JsonObject *said = json_node_get_object (node);
  if (json_object_has_member (said, "failed"))
    {
      fail_by_script (realm, said);
      return;
    }
  ShellIdentityProxy *proxy = g_steal_pointer (&realm->proxy);
  if (!proxy)
    return;
  cordon_identity_validator_answer (proxy->validator, realm->id, member (said, "identity"),
                                    member (said, "contents"), g_get_monotonic_time ());
  g_hash_table_remove (proxy->realms, &realm->id);
}

static void
registered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Realm) realm = data;
  g_autoptr (JSCValue)
    value = webkit_web_view_evaluate_javascript_finish (WEBKIT_WEB_VIEW (source), result, NULL);
  g_auto (GVariantDict) arguments = G_VARIANT_DICT_INIT (NULL);
  if (!value || !jsc_value_to_boolean (value))
    {
      fail (realm, CORDON_IDP_ERROR_BAD_SCRIPT, 0, NULL);
      return;
    }
  g_variant_dict_insert (&arguments, "assertion", "s", realm->assertion);
  g_variant_dict_insert (&arguments, "origin", "s", realm->origin);
  webkit_web_view_call_async_javascript_function (WEBKIT_WEB_VIEW (source), validate_call, -1,
                                                  g_variant_dict_end (&arguments), NULL, NULL,
                                                  realm->cancellable, validated, g_rc_box_acquire (realm));
}

static void
realm_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Realm) realm = data;
  g_autoptr (JSCValue)
    value = webkit_web_view_evaluate_javascript_finish (WEBKIT_WEB_VIEW (source), result, NULL);
  if (!value)
    {
      fail (realm, CORDON_IDP_ERROR_EXECUTION, 0, NULL);
      return;
    }
  /* The door closes in the same run of the engine: a timer that the script has set does not find it open. */
  g_autofree char *script = g_strconcat (realm->script, "\n;cordonRealm.close ()", NULL);
  webkit_web_view_evaluate_javascript (WEBKIT_WEB_VIEW (source), script, -1, NULL, realm->url,
                                       realm->cancellable, registered, g_rc_box_acquire (realm));
}

static void
document_loaded (WebKitWebView *view, WebKitLoadEvent event, Realm *realm)
{
  if (event != WEBKIT_LOAD_FINISHED || !realm->proxy)
    return;
  g_signal_handlers_disconnect_by_data (view, realm);
  webkit_web_view_evaluate_javascript (view, prepare_realm, -1, NULL, NULL, realm->cancellable, realm_ready,
                                       g_rc_box_acquire (realm));
}

/* An empty document of the provider's origin, in an engine session that shares nothing with the user's. */
static void
run_script (Realm *realm)
{
  g_autoptr (WebKitWebContext) context = webkit_web_context_new ();
  realm->network = webkit_network_session_new_ephemeral ();
  shell_browser_trust_certificate (realm->proxy->browser, realm->network);
  realm->view = g_object_ref_sink (
    g_object_new (WEBKIT_TYPE_WEB_VIEW, "web-context", context, "network-session", realm->network, NULL));
  g_signal_connect (realm->view, "load-changed", G_CALLBACK (document_loaded), realm);
  webkit_web_view_load_html (realm->view, "<!doctype html><title>Identity provider</title>", realm->url);
}

static void fetch (Realm *realm);

/* D-14: each hop is https; it moves the script's origin, never the domain that it may speak for. */
static void
follow (Realm *realm, SoupMessage *message)
{
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                       "Location");
  g_autofree char *target = location ? g_uri_resolve_relative (realm->url, location, G_URI_FLAGS_NONE, NULL)
                                     : NULL;
  if (!target || ++realm->n_redirects > MAX_REDIRECTS || !cordon_idp_may_redirect (target))
    {
      fail (realm, CORDON_IDP_ERROR_LOAD, soup_message_get_status (message), NULL);
      return;
    }
  g_free (realm->url);
  realm->url = g_steal_pointer (&target);
  fetch (realm);
}

static void
fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Realm) realm = data;
  g_autoptr (GError) error = NULL;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  guint status = soup_message_get_status (message);
  if (!realm->proxy)
    return;
  if (!body)
    fail (realm, error->domain == G_TLS_ERROR ? CORDON_IDP_ERROR_TLS : CORDON_IDP_ERROR_LOAD, 0, NULL);
  else if (SOUP_STATUS_IS_REDIRECTION (status))
    follow (realm, message);
  else if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    fail (realm, CORDON_IDP_ERROR_LOAD, status, NULL);
  else if (g_bytes_get_size (body) > SCRIPT_MAX_SIZE
           || !g_utf8_validate (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL))
    fail (realm, CORDON_IDP_ERROR_BAD_SCRIPT, 0, NULL);
  else
    {
      realm->script = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
      run_script (realm);
    }
}

static gboolean
accept_certificate (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags faults,
                    Realm *realm)
{
  const char *host = g_uri_get_host (soup_message_get_uri (message));
  return realm->proxy && shell_browser_trusts (realm->proxy->browser, host, certificate);
}

static void
fetch (Realm *realm)
{
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, realm->url);
  if (!message)
    {
      fail (realm, CORDON_IDP_ERROR_LOAD, 0, NULL);
      return;
    }
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate), realm);
  soup_session_send_and_read_async (realm->proxy->soup, message, G_PRIORITY_DEFAULT, realm->cancellable,
                                    fetched, g_rc_box_acquire (realm));
}

static void
validate (guint64 id, const char *url, const char *assertion, const char *origin, gpointer data)
{
  ShellIdentityProxy *proxy = data;
  Realm *realm = g_rc_box_new0 (Realm);
  realm->proxy = proxy;
  realm->id = id;
  realm->url = g_strdup (url);
  realm->assertion = g_strdup (assertion);
  realm->origin = g_strdup (origin);
  realm->cancellable = g_cancellable_new ();
  g_hash_table_insert (proxy->realms, &realm->id, realm);
  fetch (realm);
}

static void
cancel (guint64 id, gpointer data)
{
  ShellIdentityProxy *proxy = data;
  g_hash_table_remove (proxy->realms, &id);
}

const CordonIdentityProxy *
shell_identity_proxy_get_interface (void)
{
  static const CordonIdentityProxy interface = { .validate = validate, .cancel = cancel };
  return &interface;
}

void
shell_identity_proxy_set_validator (ShellIdentityProxy *proxy, CordonIdentityValidator *validator)
{
  proxy->validator = validator;
}

ShellIdentityProxy *
shell_identity_proxy_new (ShellBrowser *browser)
{
  ShellIdentityProxy *proxy = g_new0 (ShellIdentityProxy, 1);
  proxy->browser = browser;
  proxy->soup = soup_session_new ();
  proxy->realms = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, realm_leave);
  return proxy;
}

void
shell_identity_proxy_free (ShellIdentityProxy *proxy)
{
  g_clear_pointer (&proxy->realms, g_hash_table_unref);
  g_clear_object (&proxy->soup);
  g_free (proxy);
}
