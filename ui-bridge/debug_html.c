#include "ui-bridge/debug_private.h"

static const char head[] =
  "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
  "<meta name=\"referrer\" content=\"no-referrer\">\n"
  "<title>cordon:debug</title>\n<style>\n"
  "body { font: 13px/1.45 system-ui, sans-serif; margin: 1.5em 2em 3em; color: #1f2328; background: #f6f7f9; }\n"
  "h1 { font-size: 20px; margin: 0 0 .2em; } h2 { font-size: 15px; margin: 1.4em 0 .4em; }\n"
  "h2::first-letter { text-transform: uppercase; }\n"
  "table { border-collapse: collapse; background: #fff; border: 1px solid #dde1e6; font-size: 12px; }\n"
  "th, td { text-align: left; vertical-align: top; padding: 4px 10px; border-bottom: 1px solid #e6e9ed;\n"
  "  overflow-wrap: break-word; max-width: 26em; }\n"
  "th { color: #57606a; font-weight: 600; background: #f0f2f5; }\n"
  "td { font-variant-numeric: tabular-nums; } th:nth-child(2), td:nth-child(2) { white-space: nowrap; }\n"
  "dl { display: grid; grid-template-columns: max-content auto; gap: 0 1em; margin: 0; }\n"
  "td dl { font-size: 11px; line-height: 1.35; gap: 0 .6em; white-space: nowrap; }\n"
  "dt { color: #57606a; } dd { margin: 0; } .none { color: #6e7781; }\n"
  "nav { display: flex; flex-wrap: wrap; gap: .3em 1em; align-items: center; margin: .6em 0 0; }\n"
  "nav a { color: inherit; } .count { color: #57606a; } section { overflow-x: auto; }\n"
  "tr:hover td { background: #f6f8fa; } .bad { color: #a40e26; font-weight: 600; }\n"
  "@media (prefers-color-scheme: dark) { body { color: #ddd; background: #16181b; }\n"
  "  table { background: #1e2125; border-color: #3a3f45; } th { background: #24282d; }\n"
  "  th, dt, .count, .none { color: #a0a7ae; } th, td { border-color: #33383e; } .bad { color: #ff9492; }\n"
  "  tr:hover td { background: #272c31; } input { color: inherit; background: #24282d; border: 1px solid #57606a; } }\n"
  "</style></head>\n<body>\n<h1>cordon:debug</h1>\n";

static void write_node (GString *html, JsonNode *node);

static void
write_text (GString *html, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (html, escaped);
}

/* Names come from here or from the list of known members, and are escaped all the same. */
static void
write_name (GString *html, const char *name)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (name), "_", ' ');

  write_text (html, spaced);
}

static void
write_object (GString *html, JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);

  g_string_append (html, "<dl>");
  for (GList *l = names; l; l = l->next)
    {
      g_string_append (html, "<dt>");
      write_name (html, l->data);
      g_string_append (html, "</dt><dd>");
      write_node (html, json_object_get_member (object, l->data));
      g_string_append (html, "</dd>");
    }
  g_string_append (html, "</dl>");
}

static void
write_row (GString *html, JsonObject *object, GList *columns)
{
  g_string_append (html, "<tr>");
  for (GList *l = columns; l; l = l->next)
    {
      g_string_append (html, "<td>");
      if (json_object_has_member (object, l->data))
        write_node (html, json_object_get_member (object, l->data));
      g_string_append (html, "</td>");
    }
  g_string_append (html, "</tr>\n");
}

static gboolean
holds_objects (JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      return FALSE;
  return TRUE;
}

/* Rows of one list mostly have the same members; a damaged entry has its own. */
static GList *
collect_columns (JsonArray *array)
{
  GList *columns = NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr (GList) names = json_object_get_members (json_array_get_object_element (array, i));

      for (GList *l = names; l; l = l->next)
        if (!g_list_find_custom (columns, l->data, (GCompareFunc) g_strcmp0))
          columns = g_list_append (columns, l->data);
    }
  return columns;
}

static void
write_table (GString *html, JsonArray *array, gboolean newest_first)
{
  g_autoptr (GList) columns = collect_columns (array);
  const guint n_rows = json_array_get_length (array);

  g_string_append (html, "<table><tr>");
  for (GList *l = columns; l; l = l->next)
    {
      g_string_append (html, "<th>");
      write_name (html, l->data);
      g_string_append (html, "</th>");
    }
  g_string_append (html, "</tr>\n");
  for (guint i = 0; i < n_rows; i++)
    write_row (html, json_array_get_object_element (array, newest_first ? n_rows - 1 - i : i), columns);
  g_string_append (html, "</table>\n");
}

static void
write_array (GString *html, JsonArray *array)
{
  if (json_array_get_length (array) == 0)
    {
      g_string_append (html, "<span class=\"none\">none</span>");
      return;
    }
  if (holds_objects (array))
    {
      write_table (html, array, FALSE);
      return;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_string_append (html, i > 0 ? ", " : "");
      write_node (html, json_array_get_element (array, i));
    }
}

static void
write_node (GString *html, JsonNode *node)
{
  g_autofree char *number = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    write_object (html, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    write_array (html, json_node_get_array (node));
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (html, "<span class=\"none\">\xe2\x80\x93</span>");
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    write_text (html, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (html, json_node_get_boolean (node) ? "yes" : "no");
  else
    {
      number = g_strdup_printf ("%.15g", json_node_get_double (node));
      g_string_append (html, number);
    }
}

/* The newest line is what somebody looks for. */
static gboolean
is_newest_first (const char *list)
{
  return g_str_equal (list, "decisions") || g_str_equal (list, "journal");
}

static void
write_list (GString *html, const char *name, JsonArray *array, const CordonDebugRequest *request)
{
  const guint n_lines = json_array_get_length (array);
  const char *empty = cordon_debug_explain_empty (name);

  if (n_lines == 0 && request->filter && *request->filter)
    empty = "No line has the text of the filter in it.";
  else if (n_lines == 0 && request->no_connections && g_str_equal (name, "connections"))
    empty = request->no_connections;
  if (n_lines > 0 && holds_objects (array))
    write_table (html, array, is_newest_first (name));
  else if (n_lines > 0)
    write_array (html, array);
  else
    {
      g_string_append (html, "<p class=none>");
      write_text (html, empty ? empty : "none");
      g_string_append (html, "</p>");
    }
}

/* Where to go: the lists with their sizes, a filter, and the same as text. The filter leads to this page again. */
static void
write_navigation (GString *html, JsonObject *object, GList *names, const CordonDebugRequest *request)
{
  g_autofree char *filter = g_utf8_make_valid (request->filter ? request->filter : "", -1);

  g_string_append (html, "<nav>");
  for (GList *l = names; l; l = l->next)
    {
      JsonNode *node = json_object_get_member (object, l->data);

      if (!JSON_NODE_HOLDS_ARRAY (node))
        continue;
      g_string_append_printf (html, "<a href=#%s>", (const char *) l->data);
      write_name (html, l->data);
      g_string_append_printf (html, "</a><span class=count>%u</span>",
                              json_array_get_length (json_node_get_array (node)));
    }
  g_string_append (html, "</nav>\n<nav><form action=cordon:debug><label>Only lines with "
                         "<input name=filter size=30 value=\"");
  write_text (html, filter);
  g_string_append (html,
                   "\"></label> <button>Filter</button></form><a href=cordon:debug>All</a>"
                   "<a href=\"cordon:debug?format=json\">As JSON</a>"
                   "<a href=\"cordon:debug?format=export\">As JSON to pass on: addresses masked</a></nav>\n");
}

char *
cordon_debug_write_html (JsonNode *snapshot, const CordonDebugRequest *request)
{
  JsonObject *object = json_node_get_object (snapshot);
  g_autoptr (GList) names = json_object_get_members (object);
  GString *html = g_string_new (head);

  write_navigation (html, object, names, request);
  for (GList *l = names; l; l = l->next)
    {
      JsonNode *node = json_object_get_member (object, l->data);

      g_string_append_printf (html, "<section id=%s><h2>", (const char *) l->data);
      write_name (html, l->data);
      g_string_append (html, "</h2>\n");
      if (JSON_NODE_HOLDS_ARRAY (node))
        write_list (html, l->data, json_node_get_array (node), request);
      else
        write_node (html, node);
      g_string_append (html, "</section>\n");
    }
  g_string_append (html, "\n</body></html>\n");
  return g_string_free (html, FALSE);
}
