/*
 * Wires profile, bridge, engine and window together.
 */

#include "shell/browser.h"

#include <glib/gi18n.h>

#include "permissions/settings.h"
#include "shell/debug_scheme.h"
#include "shell/origin_label.h"
#include "shell/tab.h"
#include "shell/window.h"

struct _ShellBrowser
{
  GtkApplication *application; /* outlives every browser */
  const ShellOptions *options;
  gboolean private_session;
  char *problem;
  CordonProfile *profile;
  CordonBridge *bridge;
  WebKitWebContext *context;
  WebKitNetworkSession *session;
  GTlsCertificate *certificate; /* nullable: trusted beside the system's, for some hosts */
  ShellWindow *window;
  CordonTime started;
  guint tick_source; /* for a clock of our own */
};

#define TICK_MS 100

static void
ask (gpointer data, CordonPrompt *prompt)
{
  ShellBrowser *browser = data;
  shell_window_show_prompt (browser->window, prompt);
}

static void
prompt_withdrawn (gpointer data, CordonPrompt *prompt)
{
  ShellBrowser *browser = data;
  shell_window_withdraw_prompt (browser->window, prompt);
}

static gboolean
indicators_changed (gpointer data, guint64 tab_id)
{
  ShellBrowser *browser = data;
  return browser->window && shell_window_update_indicators (browser->window, tab_id);
}

static void
notice (gpointer data, CordonNotice what, const CordonNoticeFacts *facts)
{
  ShellBrowser *browser = data;
  if (browser->window)
    shell_window_show_notice (browser->window, what, facts);
}

static void
stop_capture (gpointer data, guint64 capture_id, guint64 engine_document_id)
{
  shell_window_stop_capture (((ShellBrowser *) data)->window, capture_id);
}

static void
violation (gpointer data, gpointer process, const GError *error)
{
  shell_tab_kill_process (process, error->message);
}

static CordonTime
slow_time (gpointer data)
{
  const ShellBrowser *browser = data;
  CordonTime real = cordon_clock_now (NULL);
  gint64 passed = (real.mono_us - browser->started.mono_us) / browser->options->slowness;
  return (CordonTime){ browser->started.wall_us + passed, browser->started.mono_us + passed };
}

static gboolean
tick (gpointer data)
{
  cordon_profile_tick (((ShellBrowser *) data)->profile);
  return G_SOURCE_CONTINUE;
}

/* Whoever brings a clock tells the profile when to look at it. */
static CordonClock
make_clock (ShellBrowser *browser)
{
  if (browser->options->slowness == 1)
    return (CordonClock){ NULL, NULL };
  browser->started = cordon_clock_now (NULL);
  browser->tick_source = g_timeout_add (TICK_MS, tick, browser);
  return (CordonClock){ slow_time, browser };
}

/* A profile that cannot be opened must not stop the user, and must not grant anything either. */
static CordonProfile *
open_profile (ShellBrowser *browser)
{
  g_autoptr (GError) error = NULL;
  const CordonProfileOptions profile_options = { .clock = make_clock (browser),
                                                 .site = shell_registrable_domain,
                                                 .managed_policy = browser->options->managed_policy };
  if (browser->private_session || !browser->options->profile_path)
    return cordon_profile_new_memory (&profile_options);

  g_mkdir_with_parents (browser->options->profile_path, 0700);
  CordonProfile *profile = cordon_profile_open (browser->options->profile_path, &profile_options, &error);
  if (profile)
    return profile;
  browser->problem = g_strdup_printf (
    _ ("The permissions in %1$s cannot be used. Every site will ask again; nothing is saved.\n%2$s"),
    browser->options->profile_path, error->message);
  return cordon_profile_new_memory (&profile_options);
}

static void
initialize_web_process (WebKitWebContext *context, ShellBrowser *browser)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program);
  g_autofree char *extensions = g_build_filename (folder, "web-process", NULL);
  webkit_web_context_set_web_process_extensions_directory (context, extensions);
}

void
shell_browser_trust_certificate (ShellBrowser *browser, WebKitNetworkSession *session)
{
  for (char **host = browser->options->trusted_hosts; browser->certificate && host && *host; host++)
    webkit_network_session_allow_tls_certificate_for_host (session, browser->certificate, *host);
}

gboolean
shell_browser_trusts (ShellBrowser *browser, const char *host, GTlsCertificate *certificate)
{
  const char *const *hosts = (const char *const *) browser->options->trusted_hosts;
  return browser->certificate && hosts && host && g_strv_contains (hosts, host)
         && g_tls_certificate_is_same (browser->certificate, certificate);
}

static void
load_certificate (ShellBrowser *browser)
{
  g_autoptr (GError) error = NULL;
  if (!browser->options->trusted_certificate)
    return;
  browser->certificate = g_tls_certificate_new_from_file (browser->options->trusted_certificate, &error);
  if (!browser->certificate)
    g_printerr ("cordon-shell: %s\n", error->message);
}

static void
set_up_engine (ShellBrowser *browser)
{
  browser->context = webkit_web_context_new ();
  if (browser->private_session || !browser->options->profile_path)
    browser->session = webkit_network_session_new_ephemeral ();
  else
    {
      g_autofree char *data = g_build_filename (browser->options->profile_path, "engine", NULL);
      browser->session = webkit_network_session_new (data, data);
    }
  if (!browser->options->without_cordon)
    g_signal_connect (browser->context, "initialize-web-process-extensions",
                      G_CALLBACK (initialize_web_process), browser);
  load_certificate (browser);
  shell_browser_trust_certificate (browser, browser->session);
  shell_debug_scheme_register (browser->context, browser);
}

ShellBrowser *
shell_browser_new (GtkApplication *application, const ShellOptions *options, gboolean private_session)
{
  static const CordonChromeInterface chrome = {
    .prompt = ask,
    .prompt_withdrawn = prompt_withdrawn,
    .indicators_changed = indicators_changed,
    .notice = notice,
    .stop_capture = stop_capture,
    .violation = violation,
  };
  ShellBrowser *browser = g_new0 (ShellBrowser, 1);
  browser->application = application;
  browser->options = options;
  browser->private_session = private_session;
  browser->profile = open_profile (browser);
  if (options->quiet_prompts)
    cordon_profile_set_quiet_prompts (browser->profile,
                                      CORDON_FEATURE_BIT (CAMERA) | CORDON_FEATURE_BIT (MICROPHONE));
  set_up_engine (browser);
  browser->window = shell_window_new (browser);
  g_object_set_data (G_OBJECT (shell_window_get_window (browser->window)), "browser", browser);
  browser->bridge = cordon_bridge_new (browser->profile, &chrome, browser);
  return browser;
}

void
shell_browser_free (ShellBrowser *browser)
{
  g_clear_handle_id (&browser->tick_source, g_source_remove);
  g_clear_pointer (&browser->bridge, cordon_bridge_free);
  g_clear_pointer (&browser->window, shell_window_free);
  cordon_profile_close (browser->profile);
  g_clear_pointer (&browser->profile, cordon_profile_unref);
  g_clear_object (&browser->session);
  g_clear_object (&browser->context);
  g_clear_object (&browser->certificate);
  g_free (browser->problem);
  g_free (browser);
}

const char *
shell_browser_get_problem (ShellBrowser *browser)
{
  return browser->problem;
}

gboolean
shell_browser_is_private (ShellBrowser *browser)
{
  return browser->private_session;
}

const ShellOptions *
shell_browser_get_options (ShellBrowser *browser)
{
  return browser->options;
}

GtkApplication *
shell_browser_get_application (ShellBrowser *browser)
{
  return browser->application;
}

CordonProfile *
shell_browser_get_profile (ShellBrowser *browser)
{
  return browser->profile;
}

CordonBridge *
shell_browser_get_bridge (ShellBrowser *browser)
{
  return browser->bridge;
}

ShellWindow *
shell_browser_get_window (ShellBrowser *browser)
{
  return browser->window;
}

/* The page cache would bring documents back without their bindings being installed anew: off. */
static WebKitSettings *
make_settings (ShellBrowser *browser)
{
  WebKitSettings *settings = webkit_settings_new ();
  webkit_settings_set_enable_media_stream (settings, TRUE);
  webkit_settings_set_enable_mock_capture_devices (settings, browser->options->mock_devices);
  webkit_settings_set_enable_page_cache (settings, FALSE);
  webkit_settings_set_media_playback_requires_user_gesture (settings, FALSE);
  webkit_settings_set_enable_back_forward_navigation_gestures (settings, FALSE);
  webkit_settings_set_hardware_acceleration_policy (settings, WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER);
  return settings;
}

WebKitWebView *
shell_browser_new_view (ShellBrowser *browser, WebKitWebView *related)
{
  if (related)
    return g_object_new (WEBKIT_TYPE_WEB_VIEW, "related-view", related, "settings",
                         webkit_web_view_get_settings (related), NULL);
  g_autoptr (WebKitSettings) settings = make_settings (browser);
  return g_object_new (WEBKIT_TYPE_WEB_VIEW, "web-context", browser->context, "network-session",
                       browser->session, "settings", settings, NULL);
}

ShellTab *
shell_browser_open (ShellBrowser *browser, const char *uri)
{
  ShellTab *tab = shell_tab_new (browser, NULL);
  shell_window_add_tab (browser->window, tab);
  shell_tab_load (tab, uri);
  return tab;
}

ShellTab *
shell_browser_find_tab (ShellBrowser *browser, guint64 tab_id)
{
  return shell_window_find_tab (browser->window, tab_id);
}
