#include "tools/cordon-profile/report.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

/* What is longer pushes the rest of its own row, not of all. A site's name is never cut off. */
#define MAX_PADDED 36

typedef struct
{
  char *text;
  JsonNode *node;
} Cell;

struct _Report
{
  GStrv headings;
  GPtrArray *rows; /* GArray of Cell */
};

static void
cell_clear (gpointer data)
{
  Cell *cell = data;

  g_free (cell->text);
  json_node_unref (cell->node);
}

Report *
report_new (const char *const *headings)
{
  Report *report = g_new0 (Report, 1);

  report->headings = g_strdupv ((char **) headings);
  report->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return report;
}

void
report_free (Report *report)
{
  g_strfreev (report->headings);
  g_ptr_array_unref (report->rows);
  g_free (report);
}

/* Bidirectional controls turn a line around; other controls move the cursor. */
static gboolean
is_plain (gunichar character)
{
  GUnicodeType type = g_unichar_type (character);

  return type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && type != G_UNICODE_SURROGATE
         && type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *
printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  GString *out = g_string_new (NULL);

  for (const char *at = valid; *at; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (is_plain (character))
        g_string_append_unichar (out, character);
      else
        g_string_append_printf (out, "<U+%04X>", character);
    }
  return g_string_free (out, FALSE);
}

void
report_begin_row (Report *report)
{
  GArray *row = g_array_new (FALSE, FALSE, sizeof (Cell));

  g_array_set_clear_func (row, cell_clear);
  g_ptr_array_add (report->rows, row);
}

static void
add_cell (Report *report, char *text, JsonNode *node)
{
  Cell cell = { text, node };
  GArray *row = report->rows->pdata[report->rows->len - 1];

  g_array_append_val (row, cell);
}

void
report_add (Report *report, const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);

  json_node_set_string (node, valid);
  add_cell (report, printable (text), node);
}

void
report_add_named (Report *report, const char *name, const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, name);
  add_cell (report, printable (text), node);
}

void
report_add_number (Report *report, guint64 number)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_int (node, (gint64) number);
  add_cell (report, g_strdup_printf ("%" G_GUINT64_FORMAT, number), node);
}

void
report_add_bool (Report *report, gboolean value)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_boolean (node, value);
  add_cell (report, g_strdup (value ? "yes" : "no"), node);
}

void
report_add_callee (Report *report, const CordonCallee *callee)
{
  report_add_named (report, callee ? cordon_callee_to_string (callee) : "",
                    callee ? cordon_callee_get_display (callee) : "");
}

void
report_add_time (Report *report, gint64 wall_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC);
  g_autofree char *exact = wall_us && time ? g_date_time_format (time, "%Y-%m-%d %H:%M:%SZ") : g_strdup ("");
  g_autofree char *text = wall_us && time ? g_date_time_format (time, "%Y-%m-%d %H:%MZ") : g_strdup ("");

  report_add_named (report, exact, text);
}

static const Cell *
cell_at (const Report *report, guint row, guint column)
{
  const GArray *cells = report->rows->pdata[row];

  return &g_array_index (cells, Cell, column);
}

/* Nothing, or a plain no, in every row. */
static gboolean
says_nothing (const Report *report, guint column)
{
  for (guint i = 0; i < report->rows->len; i++)
    {
      const Cell *cell = cell_at (report, i, column);
      gboolean no = json_node_get_value_type (cell->node) == G_TYPE_BOOLEAN
                    && !json_node_get_boolean (cell->node);

      if (cell->text[0] && !no)
        return FALSE;
    }
  return TRUE;
}

/* How wide each column is; 0: it is left out. */
static glong *
measure (const Report *report, const char *const *beside)
{
  guint n_columns = g_strv_length (report->headings);
  glong *widths = g_new0 (glong, n_columns);

  for (guint column = 0; column < n_columns; column++)
    {
      const char *heading = report->headings[column];

      if (says_nothing (report, column) || (beside && g_strv_contains (beside, heading)))
        continue;
      widths[column] = g_utf8_strlen (heading, -1);
      for (guint i = 0; i < report->rows->len; i++)
        {
          glong width = g_utf8_strlen (cell_at (report, i, column)->text, -1);

          if (width <= MAX_PADDED)
            widths[column] = MAX (widths[column], width);
        }
    }
  return widths;
}

static void
print_table (const Report *report, const char *const *beside)
{
  guint n_columns = g_strv_length (report->headings);
  g_autofree glong *widths = measure (report, beside);

  for (guint i = 0; i <= report->rows->len; i++)
    {
      GString *line = g_string_new (NULL);

      for (guint column = 0; column < n_columns; column++)
        {
          const char *text = i == 0 ? report->headings[column] : cell_at (report, i - 1, column)->text;

          if (widths[column] > 0)
            g_string_append_printf (line, "%s%*s", text,
                                    (int) MAX (widths[column] - g_utf8_strlen (text, -1), 0) + 2, "");
        }
      printf ("%s\n", g_strchomp (line->str));
      g_string_free (line, TRUE);
    }
}

static char *
member_name (const char *heading)
{
  g_autofree char *lower = g_ascii_strdown (heading, -1);

  return g_strdelimit (g_steal_pointer (&lower), " ", '_');
}

char *
report_to_json (const Report *report)
{
  JsonArray *array = json_array_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < report->rows->len; i++)
    {
      const GArray *row = report->rows->pdata[i];
      JsonObject *object = json_object_new ();

      for (guint column = 0; column < row->len; column++)
        {
          g_autofree char *name = member_name (report->headings[column]);

          json_object_set_member (object, name, json_node_copy (g_array_index (row, Cell, column).node));
        }
      json_array_add_object_element (array, object);
    }
  json_node_take_array (root, array);
  return json_to_string (root, TRUE);
}

static void
print_json (const Report *report)
{
  g_autofree char *text = report_to_json (report);

  printf ("%s\n", text);
}

void
report_keep_last (Report *report, guint n)
{
  if (report->rows->len > n)
    g_ptr_array_remove_range (report->rows, 0, report->rows->len - n);
}

void
report_print_records (const Report *report, gboolean json)
{
  guint n_columns = g_strv_length (report->headings);

  if (json)
    {
      print_json (report);
      return;
    }
  for (guint i = 0; i < report->rows->len; i++)
    {
      if (i > 0)
        printf ("\n");
      for (guint column = 0; column < n_columns; column++)
        if (cell_at (report, i, column)->text[0])
          printf ("%-14s %s\n", report->headings[column], cell_at (report, i, column)->text);
    }
}

void
report_print (const Report *report, gboolean json, const char *const *beside, const char *nothing)
{
  if (json)
    print_json (report);
  else if (report->rows->len == 0)
    printf ("%s\n", nothing);
  else
    print_table (report, beside);
}
