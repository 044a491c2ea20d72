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
  "td { font-variant-numeric: tabular-nums; }\n"
  "dl { display: grid; grid-template-columns: max-content auto; gap: 0 1em; margin: 0; }\n"
  "td dl { font-size: 11px; line-height: 1.35; gap: 0 .6em; white-space: nowrap; }\n"
  "dt { color: #57606a; } dd { margin: 0; } .none { color: #8c959f; }\n"
  "@media (prefers-color-scheme: dark) { body { color: #ddd; background: #16181b; }\n"
  "  table { background: #1e2125; border-color: #3a3f45; } th { background: #24282d; }\n"
  "  th, dt { color: #a0a7ae; } th, td { border-color: #33383e; } }\n"
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
write_table (GString *html, JsonArray *array)
{
  g_autoptr (GList) columns = collect_columns (array);

  g_string_append (html, "<table><tr>");
  for (GList *l = columns; l; l = l->next)
    {
      g_string_append (html, "<th>");
      write_name (html, l->data);
      g_string_append (html, "</th>");
    }
  g_string_append (html, "</tr>\n");
  for (guint i = 0; i < json_array_get_length (array); i++)
    write_row (html, json_array_get_object_element (array, i), columns);
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
      write_table (html, array);
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

char *
cordon_debug_write_html (JsonNode *snapshot)
{
  JsonObject *object = json_node_get_object (snapshot);
  g_autoptr (GList) names = json_object_get_members (object);
  GString *html = g_string_new (head);

  for (GList *l = names; l; l = l->next)
    {
      g_string_append (html, "<h2>");
      write_name (html, l->data);
      g_string_append (html, "</h2>\n");
      write_node (html, json_object_get_member (object, l->data));
    }
  g_string_append (html, "\n</body></html>\n");
  return g_string_free (html, FALSE);
}
