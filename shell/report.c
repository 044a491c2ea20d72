/*
 * Questions of a driver:
 *   {"ask": "widgets"}                        every visible named widget with its place in the window
 *   {"ask": "element", "text": "#start"}  an element of the current page, in the window
 *   {"ask": "evaluate", "text": "…"}        runs in the current page, as its own script would; the value as JSON
 *   {"ask": "facts"}                          decisions with their reasons, and grants
 *   {"ask": "debug"}                          the debug page as JSON
 *   {"ask": "identity", "text": "v=0…", "origin": "https://…", "target": "bob@…"}  setRemoteDescription ()
 *   {"ask": "open", "text": "…"} {"ask": "isolate"} {"ask": "quit"}
 */

#include "shell/report.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <json-glib/json-glib.h>

#include "permissions/snapshot.h"
#include "shell/debug_scheme.h"
#include "shell/identity_check.h"
#include "shell/labels.h"
#include "shell/message.h"
#include "shell/tab.h"
#include "shell/window.h"

struct _ShellReport
{
  ShellBrowser *browser; /* the normal one; a driver of a private window finds it by its title */
  GDataInputStream *input;
  GOutputStream *output;
  GCancellable *cancellable;
};

/* The window that the user would be looking at. */
static ShellBrowser *
front (ShellReport *report)
{
  GtkWindow *active = gtk_application_get_active_window (shell_browser_get_application (report->browser));
  ShellBrowser *browser = active ? g_object_get_data (G_OBJECT (active), "browser") : NULL;
  return browser ? browser : report->browser;
}

static void
answer (ShellReport *report, JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, FALSE);
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  g_output_stream_write_all (report->output, line, strlen (line), NULL, NULL, NULL);
}

static JsonBuilder *
begin (void)
{
  JsonBuilder *builder = json_builder_new ();
  json_builder_begin_object (builder);
  return builder;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value ? value : "");
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_box (JsonBuilder *builder, double x, double y, double width, double height)
{
  add_number (builder, "x", x);
  add_number (builder, "y", y);
  add_number (builder, "width", width);
  add_number (builder, "height", height);
}

static const char *
text_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));
  return NULL;
}

/* All text under a widget, so that a test can read what a person reads. */
static void
collect_text (GtkWidget *widget, GString *text)
{
  const char *own = text_of (widget);
  if (own && *own)
    g_string_append_printf (text, "%s%s", text->len ? "\n" : "", own);
  if (GTK_IS_LABEL (widget) || (GTK_IS_BUTTON (widget) && own))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child))
      collect_text (child, text);
}

static void
add_widget (JsonBuilder *builder, GtkWidget *widget, GtkWidget *window)
{
  graphene_rect_t area;
  double x = 0, y = 0;
  const char *name = gtk_widget_get_name (widget);
  if (name && g_ascii_islower (*name) && gtk_widget_compute_bounds (widget, window, &area))
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gtk_native_get_surface_transform (GTK_NATIVE (window), &x, &y);
      collect_text (widget, text);
      json_builder_begin_object (builder);
      add_text (builder, "name", name);
      add_text (builder, "text", text->str);
      json_builder_set_member_name (builder, "sensitive");
      json_builder_add_boolean_value (builder, gtk_widget_is_sensitive (widget));
      add_box (builder, area.origin.x + x, area.origin.y + y, area.size.width, area.size.height);
      json_builder_end_object (builder);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_child_visible (child) && gtk_widget_get_visible (child))
      add_widget (builder, child, window);
}

static void
answer_widgets (ShellReport *report)
{
  g_autoptr (JsonBuilder) builder = begin ();
  GtkWidget *window = GTK_WIDGET (shell_window_get_window (shell_browser_get_window (front (report))));
  add_text (builder, "title", gtk_window_get_title (GTK_WINDOW (window)));
  add_box (builder, 0, 0, gtk_widget_get_width (window), gtk_widget_get_height (window));
  json_builder_set_member_name (builder, "widgets");
  json_builder_begin_array (builder);
  add_widget (builder, window, window);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  answer (report, builder);
}

static ShellTab *
current (ShellReport *report)
{
  return shell_window_get_current (shell_browser_get_window (front (report)));
}

static void
located (GObject *source, GAsyncResult *result, gpointer data)
{
  ShellReport *report = data;
  GtkWidget *view = GTK_WIDGET (source), *window = GTK_WIDGET (gtk_widget_get_root (view));
  gboolean found = FALSE;
  double x = 0, y = 0, width = 0, height = 0, left = 0, top = 0;
  graphene_rect_t area;
  g_autoptr (WebKitUserMessage)
    reply = webkit_web_view_send_message_to_page_finish (WEBKIT_WEB_VIEW (source), result, NULL);
  if (reply)
    g_variant_get (webkit_user_message_get_parameters (reply), "(bdddd)", &found, &x, &y, &width, &height);
  if (!window || !gtk_widget_compute_bounds (view, window, &area))
    return;
  gtk_native_get_surface_transform (GTK_NATIVE (window), &left, &top);

  g_autoptr (JsonBuilder) builder = begin ();
  json_builder_set_member_name (builder, "found");
  json_builder_add_boolean_value (builder, found);
  add_box (builder, x + area.origin.x + left, y + area.origin.y + top, width, height);
  json_builder_end_object (builder);
  answer (report, builder);
}

static void
evaluated (GObject *source, GAsyncResult *result, gpointer data)
{
  ShellReport *report = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue)
    value = webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (source), result, &error);
  g_autoptr (JsonBuilder) builder = begin ();
  g_autofree char *text = value ? jsc_value_to_string (value) : NULL;
  add_text (builder, error ? "error" : "value", error ? error->message : text);
  json_builder_end_object (builder);
  answer (report, builder);
}

static void
debugged (char *text, gpointer data)
{
  ShellReport *report = data;
  g_autofree char *json = text;
  g_autoptr (JsonBuilder) builder = begin ();
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  json_builder_set_member_name (builder, "debug");
  json_builder_add_value (builder, node ? g_steal_pointer (&node) : json_node_new (JSON_NODE_NULL));
  json_builder_end_object (builder);
  answer (report, builder);
}

static gboolean
add_decision (const CordonLogEntry *entry, gpointer data)
{
  JsonBuilder *builder = data;
  json_builder_begin_object (builder);
  add_number (builder, "serial", (double) entry->serial);
  add_text (builder, "kind", cordon_log_kind_to_string (entry->kind));
  add_text (builder, "origin", entry->origin ? cordon_origin_to_string (entry->origin) : "");
  add_text (builder, "feature", cordon_feature_to_string (entry->feature));
  add_text (builder, "verdict", cordon_decision_verdict_to_string (entry->verdict));
  add_text (builder, "reason", cordon_reason_to_string (entry->reason));
  add_text (builder, "detail", entry->detail);
  json_builder_end_object (builder);
  return TRUE;
}

static gboolean
add_grant (const CordonGrant *grant, gpointer data)
{
  JsonBuilder *builder = data;
  json_builder_begin_object (builder);
  add_text (builder, "origin", cordon_origin_to_string (grant->origin));
  add_text (builder, "feature", cordon_feature_to_string (grant->feature));
  add_text (builder, "answer", grant->answer == CORDON_GRANT_ALLOW ? "allow" : "block");
  add_text (builder, "callee", grant->callee ? cordon_callee_get_display (grant->callee) : "");
  add_text (builder, "lifetime", shell_lifetime_words (grant->lifetime));
  json_builder_end_object (builder);
  return TRUE;
}

static void
answer_facts (ShellReport *report)
{
  g_autoptr (JsonBuilder) builder = begin ();
  CordonProfile *profile = shell_browser_get_profile (front (report));
  json_builder_set_member_name (builder, "decisions");
  json_builder_begin_array (builder);
  cordon_profile_foreach_decision (profile, add_decision, builder);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "grants");
  json_builder_begin_array (builder);
  cordon_profile_foreach_grant (profile, NULL, CORDON_FEATURE_NONE, add_grant, builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  answer (report, builder);
}

static void
answer_done (ShellReport *report)
{
  g_autoptr (JsonBuilder) builder = begin ();
  add_text (builder, "done", "yes");
  json_builder_end_object (builder);
  answer (report, builder);
}

static void
identified (JsonBuilder *builder, gpointer data)
{
  answer (data, builder);
}

static void
check_identity (ShellReport *report, JsonObject *question)
{
  const char *target = json_object_get_string_member_with_default (question, "target", "");
  shell_identity_check (front (report), json_object_get_string_member_with_default (question, "text", ""),
                        json_object_get_string_member_with_default (question, "origin", ""),
                        *target ? target : NULL, identified, report);
}

static void
handle (ShellReport *report, JsonObject *question)
{
  const char *ask = json_object_get_string_member_with_default (question, "ask", "");
  const char *text = json_object_get_string_member_with_default (question, "text", "");
  WebKitWebView *view = current (report) ? shell_tab_get_view (current (report)) : NULL;

  if (g_str_equal (ask, "widgets"))
    answer_widgets (report);
  else if (g_str_equal (ask, "facts"))
    answer_facts (report);
  else if (g_str_equal (ask, "element") && view)
    webkit_web_view_send_message_to_page (
      view, webkit_user_message_new (SHELL_MESSAGE_LOCATE, g_variant_new ("(s)", text)), NULL, located,
      report);
  else if (g_str_equal (ask, "evaluate") && view)
    webkit_web_view_call_async_javascript_function (view, text, -1, NULL, NULL, NULL, NULL, evaluated,
                                                    report);
  else if (g_str_equal (ask, "identity"))
    check_identity (report, question);
  else if (g_str_equal (ask, "debug"))
    shell_debug_collect (front (report), SHELL_DEBUG_JSON, NULL, debugged, report);
  else
    {
      if (g_str_equal (ask, "open"))
        shell_browser_open (front (report), text);
      else if (g_str_equal (ask, "load") && view)
        shell_tab_load (current (report), text);
      else if (g_str_equal (ask, "isolate") && view)
        shell_tab_send (current (report), SHELL_MESSAGE_ISOLATE, NULL);
      else if (g_str_equal (ask, "quit"))
        g_application_quit (G_APPLICATION (shell_browser_get_application (report->browser)));
      answer_done (report);
    }
}

static void
line_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL,
                                                                &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  ShellReport *report = data;
  if (!line)
    {
      g_application_quit (G_APPLICATION (shell_browser_get_application (report->browser)));
      return;
    }
  g_autoptr (JsonNode) node = json_from_string (line, NULL);
  if (node && JSON_NODE_HOLDS_OBJECT (node))
    handle (report, json_node_get_object (node));
  g_data_input_stream_read_line_async (report->input, G_PRIORITY_DEFAULT, report->cancellable, line_read,
                                       report);
}

ShellReport *
shell_report_new (ShellBrowser *browser, int fd)
{
  ShellReport *report = g_new0 (ShellReport, 1);
  g_autoptr (GInputStream) input = g_unix_input_stream_new (fd, FALSE);
  report->browser = browser;
  report->input = g_data_input_stream_new (input);
  report->output = g_unix_output_stream_new (fd, FALSE);
  report->cancellable = g_cancellable_new ();
  g_data_input_stream_read_line_async (report->input, G_PRIORITY_DEFAULT, report->cancellable, line_read,
                                       report);
  return report;
}

void
shell_report_free (ShellReport *report)
{
  g_cancellable_cancel (report->cancellable);
  g_object_unref (report->cancellable);
  g_object_unref (report->input);
  g_object_unref (report->output);
  g_free (report);
}
