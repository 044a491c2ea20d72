/*
 * Tabs, address bar, origin chip, strip, card.
 */

#include "shell/window.h"

#include <glib/gi18n.h>

#include "shell/debug_scheme.h"
#include "shell/labels.h"
#include "shell/origin_label.h"
#include "shell/permission_list.h"
#include "shell/prompt_area.h"
#include "shell/strip.h"
#include "shell/tab.h"

struct _ShellWindow
{
  ShellBrowser *browser;
  GtkWidget *window;
  GtkNotebook *notebook;
  GtkEntry *address;
  GtkWidget *chip;
  GtkLabel *chip_label;
  GtkImage *chip_icon;
  GtkWidget *refusal; /* beside the chip: something was refused without a question */
  GtkLabel *message;  /* the problem of the profile, or the last notice */
  GtkWidget *strip;
  GtkOverlay *overlay;
  GtkWidget *list;
  ShellPromptArea *prompts;
  GPtrArray *tabs; /* of ShellTab, as in the notebook */
};

ShellTab *
shell_window_get_current (ShellWindow *window)
{
  int page = gtk_notebook_get_current_page (window->notebook);
  return page >= 0 && (guint) page < window->tabs->len ? g_ptr_array_index (window->tabs, page) : NULL;
}

ShellTab *
shell_window_find_tab (ShellWindow *window, guint64 tab_id)
{
  for (guint i = 0; i < window->tabs->len; i++)
    if (shell_tab_get_id (g_ptr_array_index (window->tabs, i)) == tab_id)
      return g_ptr_array_index (window->tabs, i);
  return NULL;
}

void
shell_window_foreach_tab (ShellWindow *window, GFunc func, gpointer data)
{
  g_ptr_array_foreach (window->tabs, func, data);
}

/* Cards hang under the chip, which stands further right in a private window. */
static void
align_cards (ShellWindow *window)
{
  graphene_rect_t chip;
  if (gtk_widget_compute_bounds (window->chip, window->window, &chip))
    shell_prompt_area_set_margin (window->prompts, (int) chip.origin.x);
}

/* The chip says whose page this is, from the committed address; the page has no say in it (F-14). */
static void
update_chip (ShellWindow *window, ShellTab *tab)
{
  const char *uri = webkit_web_view_get_uri (shell_tab_get_view (tab));
  g_autoptr (CordonOrigin) origin = shell_tab_get_origin (tab);
  g_autofree char *text = cordon_display_origin (origin);
  gboolean own = uri && shell_debug_scheme_owns (uri);
  gboolean safe = origin && !cordon_origin_is_opaque (origin)
                  && g_str_equal (cordon_origin_get_scheme (origin), "https");

  shell_origin_label_set (window->chip_label, own ? "Cordon" : origin ? text : _ ("New tab"));
  gtk_image_set_from_icon_name (window->chip_icon, own    ? "emblem-system-symbolic"
                                                   : safe ? "channel-secure-symbolic"
                                                          : "channel-insecure-symbolic");
  gtk_widget_remove_css_class (window->chip, "unsafe");
  if (origin && !safe && !own)
    gtk_widget_add_css_class (window->chip, "unsafe");
  gtk_editable_set_text (GTK_EDITABLE (window->address), uri ? uri : "");
  gtk_widget_set_visible (window->refusal, shell_tab_get_refusal (tab) != NULL);
  gtk_widget_set_tooltip_text (window->refusal, shell_tab_get_refusal (tab));
  align_cards (window);
}

static void
update_seen (ShellWindow *window)
{
  ShellTab *current = shell_window_get_current (window);
  gboolean mapped = gtk_widget_get_mapped (window->window);
  gboolean focused = gtk_window_is_active (GTK_WINDOW (window->window));
  for (guint i = 0; i < window->tabs->len; i++)
    {
      ShellTab *tab = g_ptr_array_index (window->tabs, i);
      shell_tab_set_seen (tab, mapped && tab == current, focused && tab == current);
    }
}

static void
current_changed (ShellWindow *window)
{
  ShellTab *tab = shell_window_get_current (window);
  shell_prompt_area_set_current (window->prompts, tab);
  if (!tab)
    return;
  update_chip (window, tab);
  update_seen (window);
  shell_strip_show (window->strip, shell_browser_get_bridge (window->browser), shell_tab_get_id (tab));
}

/* The new page is current only after this signal. */
static gboolean
current_changed_later (gpointer data)
{
  current_changed (data);
  return G_SOURCE_REMOVE;
}

static void
page_switched (GtkNotebook *notebook, GtkWidget *page, guint number, ShellWindow *window)
{
  g_idle_add (current_changed_later, window);
}

static void
active_changed (GtkWindow *gtk_window, GParamSpec *property, ShellWindow *window)
{
  CordonBridge *bridge = shell_browser_get_bridge (window->browser);
  if (bridge)
    cordon_bridge_disturbed (bridge, 0);
  update_seen (window);
}

/* What nobody can see must not be delivered either (F-02). A desktop tells of minimising by a state. */
static void
map_changed (ShellWindow *window)
{
  CordonBridge *bridge = shell_browser_get_bridge (window->browser);
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window->window));
  gboolean seen = gtk_widget_get_mapped (window->window) && surface
                  && !(gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED);
  if (bridge)
    cordon_bridge_set_indicators_visible (bridge, 0, seen);
  update_seen (window);
}

static void
realized (GtkWidget *widget, ShellWindow *window)
{
  g_signal_connect_swapped (gtk_native_get_surface (GTK_NATIVE (widget)), "notify::state",
                            G_CALLBACK (map_changed), window);
}

void
shell_window_tab_changed (ShellWindow *window, ShellTab *tab)
{
  const char *title = webkit_web_view_get_title (shell_tab_get_view (tab));
  GtkWidget *label = gtk_notebook_get_tab_label (window->notebook, GTK_WIDGET (shell_tab_get_view (tab)));
  if (label)
    gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (label)),
                        title && *title ? title : _ ("New tab"));
  if (tab == shell_window_get_current (window))
    update_chip (window, tab);
}

static GtkWidget *
make_tab_label (ShellTab *tab)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *light = gtk_image_new_from_icon_name ("media-record-symbolic");
  gtk_widget_add_css_class (light, "tab-light");
  gtk_accessible_update_property (GTK_ACCESSIBLE (light), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("This tab uses a device"), -1);
  gtk_widget_set_visible (light, FALSE);
  GtkWidget *label = gtk_label_new (_ ("New tab"));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 18);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), light);
  gtk_box_append (GTK_BOX (box), label);
  g_autofree char *name = g_strdup_printf ("tab-%" G_GUINT64_FORMAT, shell_tab_get_id (tab));
  gtk_widget_set_name (box, name);
  return box;
}

void
shell_window_add_tab (ShellWindow *window, ShellTab *tab)
{
  GtkWidget *view = GTK_WIDGET (shell_tab_get_view (tab));
  g_ptr_array_add (window->tabs, tab);
  int page = gtk_notebook_append_page (window->notebook, view, make_tab_label (tab));
  gtk_notebook_set_current_page (window->notebook, page);
}

static void
address_entered (GtkEntry *entry, ShellWindow *window)
{
  ShellTab *tab = shell_window_get_current (window);
  if (tab)
    shell_tab_load (tab, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
new_tab (GtkButton *button, ShellWindow *window)
{
  shell_browser_open (window->browser, "about:blank");
}

void
shell_window_close_tab (ShellWindow *window, ShellTab *tab)
{
  guint page = 0;
  if (window->tabs->len < 2 || !g_ptr_array_find (window->tabs, tab, &page))
    return;
  g_ptr_array_steal_index (window->tabs, page);
  gtk_notebook_remove_page (window->notebook, (int) page);
  shell_tab_free (tab);
  current_changed (window);
}

static void
close_tab (GtkButton *button, ShellWindow *window)
{
  ShellTab *tab = shell_window_get_current (window);
  if (tab)
    shell_window_close_tab (window, tab);
}

static void
go_back (GtkButton *button, ShellWindow *window)
{
  webkit_web_view_go_back (shell_tab_get_view (shell_window_get_current (window)));
}

static void
reload (GtkButton *button, ShellWindow *window)
{
  webkit_web_view_reload (shell_tab_get_view (shell_window_get_current (window)));
}

static void
open_debug (GtkButton *button, ShellWindow *window)
{
  shell_browser_open (window->browser, SHELL_DEBUG_URI);
}

static void
private_closed (GtkWidget *widget, ShellBrowser *browser)
{
  g_idle_add_once ((GSourceOnceFunc) shell_browser_free, browser);
}

static void
open_private (GtkButton *button, ShellWindow *window)
{
  ShellBrowser *browser = shell_browser_new (shell_browser_get_application (window->browser),
                                             shell_browser_get_options (window->browser), TRUE);
  GtkWindow *made = shell_window_get_window (shell_browser_get_window (browser));
  g_signal_connect (made, "destroy", G_CALLBACK (private_closed), browser);
  gtk_window_present (made);
  ShellTab *tab = shell_window_get_current (window);
  const char *uri = webkit_web_view_get_uri (shell_tab_get_view (tab));
  shell_browser_open (browser, uri ? uri : "about:blank");
}

static void
toggle_list (GtkButton *button, ShellWindow *window)
{
  gboolean show = !gtk_widget_get_visible (window->list);
  ShellTab *tab = shell_window_get_current (window);
  if (show)
    shell_permission_list_show (window->list, shell_browser_get_profile (window->browser),
                                tab ? shell_documents_get_main (shell_tab_get_documents (tab)) : NULL);
  gtk_widget_set_visible (window->list, show);
}

static GtkWidget *
add_button (GtkBox *box, const char *icon, const char *tip, const char *name, GCallback clicked,
            ShellWindow *window)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_widget_set_name (button, name);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", clicked, window);
  gtk_box_append (box, button);
  return button;
}

static GtkWidget *
make_chip (ShellWindow *window)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  window->chip_icon = GTK_IMAGE (gtk_image_new_from_icon_name ("channel-insecure-symbolic"));
  window->chip_label = GTK_LABEL (gtk_label_new (_ ("New tab")));
  gtk_label_set_ellipsize (window->chip_label,
                           PANGO_ELLIPSIZE_START); /* the end of a host name is what counts */
  gtk_label_set_max_width_chars (window->chip_label, 40);
  gtk_label_set_width_chars (window->chip_label, 12);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (window->chip_icon));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (window->chip_label));
  window->chip = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (window->chip), content);
  gtk_widget_set_name (window->chip, "chip");
  gtk_widget_add_css_class (window->chip, "chip");
  gtk_widget_set_focus_on_click (window->chip, FALSE);
  gtk_widget_set_tooltip_text (window->chip, _ ("Permissions of this site"));
  g_signal_connect (window->chip, "clicked", G_CALLBACK (toggle_list), window);
  return window->chip;
}

static GtkWidget *
make_bar (ShellWindow *window)
{
  GtkBox *bar = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (bar), "bar");
  if (shell_browser_is_private (window->browser))
    {
      GtkWidget *badge = gtk_label_new (_ ("Private"));
      gtk_widget_add_css_class (badge, "private-badge");
      gtk_box_append (bar, badge);
    }
  add_button (bar, "go-previous-symbolic", _ ("Back"), "back", G_CALLBACK (go_back), window);
  add_button (bar, "view-refresh-symbolic", _ ("Reload"), "reload", G_CALLBACK (reload), window);
  gtk_box_append (bar, make_chip (window));
  gtk_box_append (bar, shell_prompt_area_get_chip (window->prompts));
  window->refusal = add_button (bar, "action-unavailable-symbolic", _ ("Refused without a question"),
                                "refusal", G_CALLBACK (toggle_list), window);
  gtk_widget_add_css_class (window->refusal, "refused");
  gtk_widget_set_visible (window->refusal, FALSE);
  window->address = GTK_ENTRY (gtk_entry_new ());
  gtk_widget_set_name (GTK_WIDGET (window->address), "address");
  gtk_widget_set_hexpand (GTK_WIDGET (window->address), TRUE);
  g_signal_connect (window->address, "activate", G_CALLBACK (address_entered), window);
  gtk_box_append (bar, GTK_WIDGET (window->address));
  add_button (bar, "tab-new-symbolic", _ ("New tab"), "new-tab", G_CALLBACK (new_tab), window);
  add_button (bar, "window-close-symbolic", _ ("Close tab"), "close-tab", G_CALLBACK (close_tab), window);
  if (!shell_browser_is_private (window->browser))
    add_button (bar, "weather-clear-night-symbolic", _ ("Private window"), "private-window",
                G_CALLBACK (open_private), window);
  add_button (bar, "utilities-terminal-symbolic", _ ("What Cordon knows"), "debug", G_CALLBACK (open_debug),
              window);
  return GTK_WIDGET (bar);
}

static GtkWidget *
make_message (ShellWindow *window)
{
  window->message = GTK_LABEL (gtk_label_new (shell_browser_get_problem (window->browser)));
  gtk_label_set_wrap (window->message, TRUE);
  gtk_label_set_xalign (window->message, 0);
  gtk_widget_add_css_class (GTK_WIDGET (window->message), "message");
  gtk_widget_set_name (GTK_WIDGET (window->message), "message");
  gtk_widget_set_visible (GTK_WIDGET (window->message), shell_browser_get_problem (window->browser) != NULL);
  return GTK_WIDGET (window->message);
}

ShellWindow *
shell_window_new (ShellBrowser *browser)
{
  const ShellOptions *options = shell_browser_get_options (browser);
  ShellWindow *window = g_new0 (ShellWindow, 1);
  window->browser = browser;
  window->tabs = g_ptr_array_new ();
  window->window = gtk_application_window_new (shell_browser_get_application (browser));
  gtk_window_set_title (GTK_WINDOW (window->window),
                        shell_browser_is_private (browser) ? "Cordon (private)" : "Cordon");
  gtk_window_set_default_size (GTK_WINDOW (window->window), options->width, options->height);
  gtk_window_set_decorated (GTK_WINDOW (window->window), options->report_fd < 0);
  if (shell_browser_is_private (browser))
    gtk_widget_add_css_class (window->window, "private");

  window->notebook = GTK_NOTEBOOK (gtk_notebook_new ());
  gtk_notebook_set_scrollable (window->notebook, TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (window->notebook), TRUE);
  g_signal_connect (window->notebook, "switch-page", G_CALLBACK (page_switched), window);
  window->strip = shell_strip_new ();
  window->list = shell_permission_list_new ();
  window->overlay = GTK_OVERLAY (gtk_overlay_new ());
  gtk_overlay_set_child (window->overlay, GTK_WIDGET (window->notebook));
  gtk_overlay_add_overlay (window->overlay, window->list);
  window->prompts = shell_prompt_area_new (browser, window->window, window->overlay);

  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (column), make_bar (window));
  gtk_box_append (GTK_BOX (column), window->strip);
  gtk_box_append (GTK_BOX (column), make_message (window));
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (window->overlay));
  gtk_window_set_child (GTK_WINDOW (window->window), column);
  gtk_window_set_focus (GTK_WINDOW (window->window), GTK_WIDGET (window->address));
  g_signal_connect (window->window, "notify::is-active", G_CALLBACK (active_changed), window);
  g_signal_connect (window->window, "realize", G_CALLBACK (realized), window);
  g_signal_connect_data (window->window, "map", G_CALLBACK (map_changed), window, NULL,
                         G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  g_signal_connect_data (window->window, "unmap", G_CALLBACK (map_changed), window, NULL,
                         G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  return window;
}

void
shell_window_free (ShellWindow *window)
{
  g_signal_handlers_disconnect_by_data (window->notebook, window);
  g_signal_handlers_disconnect_by_data (window->window, window);
  if (gtk_native_get_surface (GTK_NATIVE (window->window)))
    g_signal_handlers_disconnect_by_data (gtk_native_get_surface (GTK_NATIVE (window->window)), window);
  g_idle_remove_by_data (window);
  for (guint i = 0; i < window->tabs->len; i++)
    shell_tab_free (g_ptr_array_index (window->tabs, i));
  g_ptr_array_unref (window->tabs);
  shell_prompt_area_free (window->prompts);
  gtk_window_destroy (GTK_WINDOW (window->window));
  g_free (window);
}

GtkWindow *
shell_window_get_window (ShellWindow *window)
{
  return GTK_WINDOW (window->window);
}

void
shell_window_show_prompt (ShellWindow *window, CordonPrompt *prompt)
{
  ShellTab *tab = shell_window_find_tab (window, cordon_prompt_get_tab_id (prompt));
  if (!tab)
    return;
  gtk_widget_set_visible (window->list, FALSE);
  shell_tab_close_menu (tab);
  shell_prompt_area_show (window->prompts, prompt, tab);
}

void
shell_window_withdraw_prompt (ShellWindow *window, CordonPrompt *prompt)
{
  shell_prompt_area_remove_closed (window->prompts);
}

/* A tab in the background shows its light in its label; what is current shows it in the strip. */
gboolean
shell_window_update_indicators (ShellWindow *window, guint64 tab_id)
{
  ShellTab *tab = shell_window_find_tab (window, tab_id);
  CordonBridge *bridge = shell_browser_get_bridge (window->browser);
  if (!tab || !bridge)
    return FALSE;

  const CordonIndicators *indicators = cordon_bridge_get_indicators (bridge);
  gboolean lit = FALSE;
  for (guint kind = 0; kind < CORDON_N_LIGHT_KINDS; kind++)
    lit = lit || cordon_indicators_get_light (indicators, tab_id, (CordonLightKind) kind) != CORDON_LIGHT_OFF;
  GtkWidget *label = gtk_notebook_get_tab_label (window->notebook, GTK_WIDGET (shell_tab_get_view (tab)));
  if (label)
    gtk_widget_set_visible (gtk_widget_get_first_child (label), lit);
  if (tab == shell_window_get_current (window))
    shell_strip_show (window->strip, bridge, tab_id);
  shell_captures_reconcile (shell_tab_get_captures (tab));
  return gtk_widget_get_mapped (window->window);
}

/* A refusal that nobody was asked about is no secret: it stands beside the chip, and a click leads to why (F-28). */
static void
show_refusal (ShellWindow *window, const CordonNoticeFacts *facts)
{
  ShellTab *tab = shell_window_find_tab (window, facts->tab_id);
  if (!tab)
    return;
  g_autofree char *words = g_strdup_printf (_ ("%1$s refused. %2$s"), shell_feature_name (facts->feature),
                                            cordon_reason_explain (facts->reason));
  shell_tab_set_refusal (tab, words);
  if (tab == shell_window_get_current (window))
    update_chip (window, tab);
}

void
shell_window_show_notice (ShellWindow *window, CordonNotice what, const CordonNoticeFacts *facts)
{
  if (what == CORDON_NOTICE_REQUEST_DENIED)
    show_refusal (window, facts);
  if (what != CORDON_NOTICE_STORE_PROBLEM && what != CORDON_NOTICE_MIXED_CONTENT)
    return;
  g_autofree char *detail = cordon_display_all_text (facts->detail, NULL);
  gtk_label_set_text (window->message,
                      what == CORDON_NOTICE_MIXED_CONTENT ? _ (
                        "This page loads parts that anybody on the network can change: its call was ended.")
                                                          : detail);
  gtk_widget_set_visible (GTK_WIDGET (window->message), TRUE);
}

void
shell_window_stop_capture (ShellWindow *window, guint64 capture_id)
{
  for (guint i = 0; i < window->tabs->len; i++)
    if (shell_captures_stop (shell_tab_get_captures (g_ptr_array_index (window->tabs, i)), capture_id))
      return;
}
