#include "isolation/narrowing.h"

#include "isolation/graph_private.h"
#include "isolation/label_cell_private.h"

guint32
cordon_graph_get_pending (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot;

  if (!cordon_graph_is_owned (graph))
    return 0;

  slot = cordon_graph_find_holder (graph, id);

  return slot != 0 ? node_at (graph, slot)->pending : 0;
}

gboolean
cordon_graph_confirm (CordonGraph *graph, CordonNodeId id, guint32 generation)
{
  guint32 slot;

  if (!cordon_graph_is_owned (graph) || generation == 0)
    return FALSE;

  slot = cordon_graph_find_holder (graph, id);
  if (slot == 0 || node_at (graph, slot)->pending != generation)
    return FALSE;

  cordon_graph_release_node (graph, slot);
  cordon_graph_notify (graph);

  return TRUE;
}

CordonLabelCell *
cordon_graph_ref_source_cell (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot;

  if (!cordon_graph_is_owned (graph))
    return cordon_label_cell_new (cordon_label_unknown ());

  slot = cordon_graph_find_holder (graph, id);

  return slot != 0 ? cordon_graph_ref_slot_cell (graph, slot)
                   : cordon_label_cell_new (cordon_label_unknown ());
}

static gboolean
is_confirmed (const CordonNode *node)
{
  return node->pending != 0 && node->cell && cordon_label_cell_confirmed (node->cell) == node->pending;
}

/* Returns: the node of an entry that still waits; 0, and the entry may go, otherwise. */
static guint32
waiting_slot (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot = cordon_graph_find_any_slot (graph, id);
  CordonNode *node = slot != 0 ? node_at (graph, slot) : NULL;

  if (node && node->pending != 0)
    return slot;
  if (node)
    node->flags &= (guint8) ~NODE_IS_WAITING;

  return 0;
}

/* Releases may append entries behind those that are looked at; they are looked at as well. */
static guint
walk_waiting (CordonGraph *graph, gboolean applies)
{
  guint n_kept = 0, n_applied = 0;

  for (guint i = 0; i < graph->waiting->len; i++)
    {
      CordonNodeId id = g_array_index (graph->waiting, CordonNodeId, i);
      guint32 slot = waiting_slot (graph, id);

      if (slot != 0 && applies && is_confirmed (node_at (graph, slot)))
        {
          cordon_graph_release_node (graph, slot);
          n_applied++;
          slot = waiting_slot (graph, id);
        }
      if (slot != 0)
        g_array_index (graph->waiting, CordonNodeId, n_kept++) = id;
    }
  g_array_set_size (graph->waiting, n_kept);

  return n_applied;
}

void
cordon_graph_prune_waiting (CordonGraph *graph)
{
  walk_waiting (graph, FALSE);
}

guint
cordon_graph_apply_narrowings (CordonGraph *graph)
{
  guint n_applied;

  if (!cordon_graph_is_owned (graph))
    return 0;

  n_applied = walk_waiting (graph, TRUE);
  cordon_graph_notify (graph);

  return n_applied;
}

/* The engine knows a source by its tracks only. */
static CordonNodeId
public_id (const CordonGraph *graph, CordonNodeId id)
{
  guint32 slot = cordon_graph_find_any_slot (graph, id);
  const CordonNode *node = node_at (graph, slot);

  if ((node->flags & NODE_IS_INTERNAL) == 0 || node->first_out == 0)
    return id;

  return cordon_graph_slot_id (graph, edge_at (graph, node->first_out)->into);
}

gsize
cordon_graph_list_pending (CordonGraph *graph, CordonNodeId *nodes, gsize n_nodes)
{
  gsize n_pending = 0;

  if (!cordon_graph_is_owned (graph))
    return 0;

  cordon_graph_prune_waiting (graph);
  for (guint i = 0; i < graph->waiting->len; i++)
    {
      if (n_pending < n_nodes)
        nodes[n_pending] = public_id (graph, g_array_index (graph->waiting, CordonNodeId, i));
      n_pending++;
    }

  return n_pending;
}
