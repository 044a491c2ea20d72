#include "isolation/graph_private.h"
#include "isolation/label_cell_private.h"

/* A slot that was used this often is never used again, so that ids stay unique. */
#define LAST_GENERATION G_MAXUINT32

/* How many removed nodes may wait before the graph looks for cycles among them. */
#define MIN_REMOVED_TO_COLLECT 64

#define NODE_IS_NAMELESS (NODE_IS_REMOVED | NODE_IS_INTERNAL)

CordonGraph *
cordon_graph_new (void)
{
  CordonGraph *graph = g_new0 (CordonGraph, 1);

  g_ref_count_init (&graph->n_refs);
  graph->owner = g_thread_self ();
  cordon_slot_pool_init (&graph->nodes, sizeof (CordonNode));
  cordon_slot_pool_init (&graph->edges, sizeof (CordonEdge));
  graph->callees = cordon_callee_table_new ();
  graph->work = g_array_new (FALSE, FALSE, sizeof (guint32));
  graph->waiting = g_array_new (FALSE, FALSE, sizeof (CordonNodeId));
  graph->collect_at = MIN_REMOVED_TO_COLLECT;
  graph->changes = g_array_new (FALSE, FALSE, sizeof (CordonChange));

  return graph;
}

CordonGraph *
cordon_graph_ref (CordonGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NULL);

  g_ref_count_inc (&graph->n_refs);

  return graph;
}

static void
void_cell (CordonNode *node)
{
  if (!node->cell)
    return;

  cordon_label_cell_set (node->cell, cordon_label_unknown ());
  cordon_label_cell_arm (node->cell, 0);
  g_clear_pointer (&node->cell, cordon_label_cell_unref);
}

static void
graph_free (CordonGraph *graph)
{
  for (guint32 slot = 1; slot < graph->nodes.n_slots; slot++)
    void_cell (node_at (graph, slot));
  if (graph->observer_destroy)
    graph->observer_destroy (graph->observer_data);

  g_array_unref (graph->changes);
  g_array_unref (graph->waiting);
  g_array_unref (graph->work);
  cordon_callee_table_free (graph->callees);
  cordon_slot_pool_clear (&graph->edges);
  cordon_slot_pool_clear (&graph->nodes);
  g_free (graph);
}

void
cordon_graph_unref (CordonGraph *graph)
{
  if (graph && g_ref_count_dec (&graph->n_refs))
    graph_free (graph);
}

gboolean
cordon_graph_is_owned (const CordonGraph *graph)
{
  g_return_val_if_fail (graph != NULL, FALSE);
  if (graph->owner != g_thread_self ())
    {
      g_critical ("isolation: only the owner thread may use a graph");
      return FALSE;
    }

  return TRUE;
}

guint32
cordon_graph_find_any_slot (const CordonGraph *graph, CordonNodeId id)
{
  guint32 slot = (guint32) id;
  const CordonNode *node;

  if (slot == 0 || slot >= graph->nodes.n_slots)
    return 0;

  node = node_at (graph, slot);
  if (node->kind == CORDON_NODE_NONE || node->generation != (guint32) (id >> 32))
    return 0;

  return slot;
}

guint32
cordon_graph_find_slot (const CordonGraph *graph, CordonNodeId id)
{
  guint32 slot = cordon_graph_find_any_slot (graph, id);

  if (slot == 0 || (node_at (graph, slot)->flags & NODE_IS_NAMELESS) != 0)
    return 0;

  return slot;
}

guint32
cordon_graph_find_holder (const CordonGraph *graph, CordonNodeId id)
{
  guint32 slot = cordon_graph_find_slot (graph, id);
  guint32 edge;

  if (slot == 0 || node_at (graph, slot)->kind != CORDON_NODE_TRACK)
    return slot;

  edge = node_at (graph, slot)->first_in;

  return edge != 0 ? edge_at (graph, edge)->from : 0;
}

CordonNodeId
cordon_graph_slot_id (const CordonGraph *graph, guint32 slot)
{
  return slot != 0 ? ((CordonNodeId) node_at (graph, slot)->generation << 32) | slot : 0;
}

guint32
cordon_graph_add_node (CordonGraph *graph, CordonNodeKind kind, CordonLabel own, guint flags)
{
  guint32 slot, generation;
  CordonNode *node;

  if (kind == CORDON_NODE_NONE
      || graph->n_nodes + graph->n_internal + graph->n_removed >= CORDON_GRAPH_MAX_NODES)
    return 0;

  slot = cordon_slot_pool_take (&graph->nodes);
  node = node_at (graph, slot);
  generation = node->generation + 1;
  *node = (CordonNode){
    .generation = generation, .kind = (guint8) kind, .flags = (guint8) flags, .own = own, .label = own
  };
  if ((flags & NODE_IS_INTERNAL) != 0)
    graph->n_internal++;
  else
    graph->n_nodes++;

  return slot;
}

static CordonNodeId
add_readable_node (CordonGraph *graph, CordonNodeKind kind)
{
  if (!cordon_graph_is_owned (graph))
    return 0;

  return cordon_graph_slot_id (graph, cordon_graph_add_node (graph, kind, cordon_label_readable (), 0));
}

CordonNodeId
cordon_graph_add_stream (CordonGraph *graph)
{
  return add_readable_node (graph, CORDON_NODE_STREAM);
}

CordonNodeId
cordon_graph_add_element (CordonGraph *graph)
{
  return add_readable_node (graph, CORDON_NODE_ELEMENT);
}

CordonNodeId
cordon_graph_add_bitmap (CordonGraph *graph)
{
  return add_readable_node (graph, CORDON_NODE_BITMAP);
}

CordonNodeId
cordon_graph_add_surface (CordonGraph *graph)
{
  return add_readable_node (graph, CORDON_NODE_SURFACE);
}

static void
link_and_widen (CordonGraph *graph, guint32 source, guint32 target)
{
  if (cordon_graph_find_edge (graph, source, target) != 0)
    return;

  cordon_graph_link (graph, source, target);
  cordon_graph_widen_node (graph, target, node_output (node_at (graph, source)));
  cordon_graph_notify (graph);
}

gboolean
cordon_graph_attach (CordonGraph *graph, CordonNodeId from, CordonNodeId into)
{
  guint32 source, target;

  if (!cordon_graph_is_owned (graph))
    return FALSE;

  source = cordon_graph_find_slot (graph, from);
  target = cordon_graph_find_slot (graph, into);
  if (target == 0)
    return FALSE;

  /* Media of a source that nobody knows: nothing may be read of what it flows into. */
  if (source == 0)
    {
      node_at (graph, target)->own = cordon_label_unknown ();
      cordon_graph_widen_node (graph, target, cordon_label_unknown ());
      cordon_graph_notify (graph);
      return FALSE;
    }

  if ((node_traits (node_at (graph, target))->inputs & (1U << node_at (graph, source)->kind)) == 0)
    return FALSE;

  link_and_widen (graph, source, target);

  return TRUE;
}

/* A node that nothing names and nothing depends on goes, and with it inputs of which the same is then true. */
static void
free_unused (CordonGraph *graph, guint32 slot)
{
  GArray *unused = graph->work;

  g_array_append_val (unused, slot);
  while (unused->len > 0)
    {
      guint32 current = g_array_index (unused, guint32, unused->len - 1);
      CordonNode *node = node_at (graph, current);

      g_array_set_size (unused, unused->len - 1);
      while (node->first_in != 0)
        {
          guint32 from = edge_at (graph, node->first_in)->from;
          CordonNode *source = node_at (graph, from);

          cordon_graph_unlink (graph, node->first_in);
          if ((source->flags & NODE_IS_NAMELESS) != 0 && source->first_out == 0)
            g_array_append_val (unused, from);
        }

      void_cell (node);
      node->kind = CORDON_NODE_NONE;
      if ((node->flags & NODE_IS_REMOVED) != 0)
        graph->n_removed--;
      else
        graph->n_internal--;
      if (node->generation != LAST_GENERATION)
        cordon_slot_pool_give_back (&graph->nodes, current);
    }
}

static void
free_if_unused (CordonGraph *graph, guint32 slot)
{
  const CordonNode *node = node_at (graph, slot);

  if (node->kind != CORDON_NODE_NONE && (node->flags & NODE_IS_NAMELESS) != 0 && node->first_out == 0)
    free_unused (graph, slot);
}

gboolean
cordon_graph_capture_surface (CordonGraph *graph, CordonNodeId surface, CordonNodeId track)
{
  guint32 from, into;

  if (!cordon_graph_is_owned (graph))
    return FALSE;

  from = cordon_graph_find_slot (graph, surface);
  into = cordon_graph_find_holder (graph, track);
  if (from == 0 || into == 0 || node_at (graph, into)->kind != CORDON_NODE_DISPLAY_SOURCE)
    return FALSE;

  link_and_widen (graph, from, into);

  return TRUE;
}

static void
detach_edge (CordonGraph *graph, guint32 edge)
{
  guint32 target = edge_at (graph, edge)->into;
  guint32 source = edge_at (graph, edge)->from;

  cordon_graph_unlink (graph, edge);
  cordon_graph_narrow_node (graph, target);
  free_if_unused (graph, source);
}

gboolean
cordon_graph_detach (CordonGraph *graph, CordonNodeId from, CordonNodeId into)
{
  guint32 source, target, edge;

  if (!cordon_graph_is_owned (graph))
    return FALSE;

  source = cordon_graph_find_slot (graph, from);
  target = cordon_graph_find_slot (graph, into);
  edge = source != 0 && target != 0 ? cordon_graph_find_edge (graph, source, target) : 0;
  if (edge == 0)
    return FALSE;

  detach_edge (graph, edge);
  cordon_graph_notify (graph);

  return TRUE;
}

void
cordon_graph_detach_inputs (CordonGraph *graph, CordonNodeId into)
{
  guint32 target;

  if (!cordon_graph_is_owned (graph))
    return;

  target = cordon_graph_find_slot (graph, into);
  if (target == 0 || node_traits (node_at (graph, target))->is_track)
    return;

  while (node_at (graph, target)->first_in != 0)
    detach_edge (graph, node_at (graph, target)->first_in);
  cordon_graph_notify (graph);
}

static void
mark_inputs (CordonGraph *graph, guint32 slot)
{
  GArray *marked = graph->work;

  node_at (graph, slot)->flags |= NODE_IS_MARKED;
  g_array_append_val (marked, slot);
  while (marked->len > 0)
    {
      guint32 current = g_array_index (marked, guint32, marked->len - 1);

      g_array_set_size (marked, marked->len - 1);
      for (guint32 number = node_at (graph, current)->first_in; number != 0;)
        {
          const CordonEdge *edge = edge_at (graph, number);
          CordonNode *source = node_at (graph, edge->from);

          number = edge->next_in;
          if ((source->flags & NODE_IS_MARKED) != 0)
            continue;
          source->flags |= NODE_IS_MARKED;
          g_array_append_val (marked, edge->from);
        }
    }
}

static void
cut_outputs (CordonGraph *graph, guint32 slot)
{
  CordonNode *node = node_at (graph, slot);

  while (node->first_out != 0)
    cordon_graph_unlink (graph, node->first_out);
}

/* Script can tie removed nodes into a circle (an element that plays its own capture): find those by reachability. */
static void
collect_cycles (CordonGraph *graph)
{
  for (guint32 slot = 1; slot < graph->nodes.n_slots; slot++)
    {
      CordonNode *node = node_at (graph, slot);

      if (node->kind != CORDON_NODE_NONE && (node->flags & (NODE_IS_NAMELESS | NODE_IS_MARKED)) == 0)
        mark_inputs (graph, slot);
    }

  for (guint32 slot = 1; slot < graph->nodes.n_slots; slot++)
    {
      CordonNode *node = node_at (graph, slot);

      /* What no live node depends on can lose its outputs: they all lead to nodes of the same sort. */
      if (node->kind != CORDON_NODE_NONE
          && (node->flags & (NODE_IS_REMOVED | NODE_IS_MARKED)) == NODE_IS_REMOVED)
        {
          cut_outputs (graph, slot);
          free_unused (graph, slot);
        }
      node->flags &= (guint8) ~NODE_IS_MARKED;
    }

  graph->collect_at = 2 * graph->n_removed + MIN_REMOVED_TO_COLLECT;
}

void
cordon_graph_remove (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot;
  CordonNode *node;

  if (!cordon_graph_is_owned (graph))
    return;

  slot = cordon_graph_find_slot (graph, id);
  if (slot == 0)
    return;

  node = node_at (graph, slot);
  node->flags |= NODE_IS_REMOVED;
  graph->n_nodes--;
  graph->n_removed++;
  void_cell (node);

  if (node->first_out == 0)
    free_unused (graph, slot);
  else if (graph->n_removed > graph->collect_at)
    collect_cycles (graph);
}

CordonLabel
cordon_graph_inlet (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot;

  g_return_val_if_fail (graph != NULL, cordon_label_unknown ());

  slot = cordon_graph_find_slot (graph, id);

  return slot != 0 ? node_at (graph, slot)->label : cordon_label_unknown ();
}

CordonLabel
cordon_graph_label (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot;

  g_return_val_if_fail (graph != NULL, cordon_label_unknown ());

  slot = cordon_graph_find_slot (graph, id);

  return slot != 0 ? node_output (node_at (graph, slot)) : cordon_label_unknown ();
}

gboolean
cordon_graph_is_isolated (CordonGraph *graph, CordonNodeId id)
{
  return !label_is_readable (cordon_graph_label (graph, id));
}

CordonNodeKind
cordon_graph_get_kind (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot;

  g_return_val_if_fail (graph != NULL, CORDON_NODE_NONE);

  slot = cordon_graph_find_slot (graph, id);

  return slot != 0 ? (CordonNodeKind) node_at (graph, slot)->kind : CORDON_NODE_NONE;
}

gsize
cordon_graph_get_n_nodes (CordonGraph *graph)
{
  g_return_val_if_fail (graph != NULL, 0);

  return graph->n_nodes;
}

const CordonCalleeTable *
cordon_graph_get_callees (CordonGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NULL);

  return graph->callees;
}

CordonLabelCell *
cordon_graph_ref_slot_cell (CordonGraph *graph, guint32 slot)
{
  CordonNode *node = node_at (graph, slot);

  if (!node->cell)
    {
      node->cell = cordon_label_cell_new (node->label);
      cordon_label_cell_arm (node->cell, node->pending);
    }

  return cordon_label_cell_ref (node->cell);
}

CordonLabelCell *
cordon_graph_ref_cell (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot = cordon_graph_is_owned (graph) ? cordon_graph_find_slot (graph, id) : 0;

  if (slot == 0)
    return cordon_label_cell_new (cordon_label_unknown ());

  return cordon_graph_ref_slot_cell (graph, slot);
}
