#include "isolation/graph_snapshot.h"

#include "isolation/graph_private.h"

static void
append_string (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (const char *byte = text; *byte; byte++)
    {
      if (*byte == '"' || *byte == '\\')
        g_string_append_printf (json, "\\%c", *byte);
      else if ((guchar) *byte < 0x20 || *byte == '<')
        g_string_append_printf (json, "\\u%04x", (guint) *byte);
      else
        g_string_append_c (json, *byte);
    }
  g_string_append_c (json, '"');
}

static void
append_member (GString *json, const char *name, const char *text)
{
  g_string_append_printf (json, ",\"%s\":", name);
  append_string (json, text);
}

static void
append_id (GString *json, const CordonGraph *graph, guint32 slot)
{
  g_string_append_printf (json, "\"%u.%u\"", slot, node_at (graph, slot)->generation);
}

static void
append_inputs (GString *json, const CordonGraph *graph, guint32 slot)
{
  gboolean is_first = TRUE;

  g_string_append (json, ",\"inputs\":[");
  for (guint32 number = node_at (graph, slot)->first_in; number != 0;)
    {
      const CordonEdge *edge = edge_at (graph, number);

      if (!is_first)
        g_string_append_c (json, ',');
      append_id (json, graph, edge->from);
      is_first = FALSE;
      number = edge->next_in;
    }
  g_string_append_c (json, ']');
}

static void
append_node (GString *json, const CordonGraph *graph, guint32 slot)
{
  const CordonNode *node = node_at (graph, slot);
  const CordonCallee *callee = cordon_callee_table_find (graph->callees, node->label);
  g_autofree char *label = cordon_label_describe (node_output (node));
  g_autofree char *inlet = cordon_label_describe (node->label);

  g_string_append (json, "{\"id\":");
  append_id (json, graph, slot);
  append_member (json, "kind", node_traits (node)->name);
  append_member (json, "label", label);
  append_member (json, "inlet", inlet);
  append_member (json, "callee", callee ? cordon_callee_to_string (callee) : "");
  g_string_append_printf (json, ",\"pending\":%u,\"named\":%s", node->pending,
                          (node->flags & (NODE_IS_REMOVED | NODE_IS_INTERNAL)) == 0 ? "true" : "false");
  append_inputs (json, graph, slot);
  g_string_append_c (json, '}');
}

char *
cordon_graph_to_json (CordonGraph *graph)
{
  g_autoptr (GString) json = g_string_new ("{\"nodes\":[");
  guint n_nodes = 0;

  if (!cordon_graph_is_owned (graph))
    return g_strdup ("{}");

  for (guint32 slot = 1; slot < graph->nodes.n_slots && n_nodes < CORDON_SNAPSHOT_MAX_NODES; slot++)
    {
      if (node_at (graph, slot)->kind == CORDON_NODE_NONE)
        continue;
      if (n_nodes++ > 0)
        g_string_append_c (json, ',');
      append_node (json, graph, slot);
    }
  g_string_append_printf (json, "],\"named\":%" G_GSIZE_FORMAT ",\"internal\":%" G_GSIZE_FORMAT,
                          graph->n_nodes, graph->n_internal);
  g_string_append_printf (json, ",\"removed\":%" G_GSIZE_FORMAT ",\"truncated\":%s}", graph->n_removed,
                          graph->n_nodes + graph->n_internal + graph->n_removed > n_nodes ? "true" : "false");

  return g_string_free (g_steal_pointer (&json), FALSE);
}
