/*
 * The browser: one profile, the engine's context that goes with it, and its window. A private window is another browser
 * in memory.
 */

#pragma once

#include <webkit/webkit.h>

#include "shell/options.h"
#include "ui-bridge/bridge.h"

G_BEGIN_DECLS

typedef struct _ShellBrowser ShellBrowser;
typedef struct _ShellWindow ShellWindow;
typedef struct _ShellTab ShellTab;

/*
 * shell_browser_new: opens the profile of @options, or a private one. Never fails: where the profile cannot be opened,
 * the browser runs in memory with everything at "prompt" and shell_browser_get_problem() says why.
 */
ShellBrowser *
shell_browser_new (GtkApplication *application, const ShellOptions *options, gboolean private_session);
void shell_browser_free (ShellBrowser *browser);

const char *shell_browser_get_problem (ShellBrowser *browser);
gboolean shell_browser_is_private (ShellBrowser *browser);
const ShellOptions *shell_browser_get_options (ShellBrowser *browser);
GtkApplication *shell_browser_get_application (ShellBrowser *browser);
CordonProfile *shell_browser_get_profile (ShellBrowser *browser);
CordonBridge *shell_browser_get_bridge (ShellBrowser *browser);
ShellWindow *shell_browser_get_window (ShellBrowser *browser);

/* shell_browser_new_view: @related (nullable): the view whose script opens the new one. */
WebKitWebView *shell_browser_new_view (ShellBrowser *browser, WebKitWebView *related);

/* The certificate that --trust-certificate names, for the hosts of --trust-host only. */
void shell_browser_trust_certificate (ShellBrowser *browser, WebKitNetworkSession *session);
gboolean shell_browser_trusts (ShellBrowser *browser, const char *host, GTlsCertificate *certificate);

/* shell_browser_open: in a new tab. */
ShellTab *shell_browser_open (ShellBrowser *browser, const char *uri);
ShellTab *shell_browser_find_tab (ShellBrowser *browser, guint64 tab_id);

G_END_DECLS
