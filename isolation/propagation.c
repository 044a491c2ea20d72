/*
 * How labels travel. Widening follows the edges forward and joins; narrowing computes again those nodes that hold
 * nothing, in the order of their ranks, and stops at every node that holds something.
 */

#include "isolation/graph_private.h"
#include "isolation/label_cell_private.h"

static void
set_label (CordonGraph *graph, guint32 slot, CordonLabel label)
{
  CordonNode *node = node_at (graph, slot);
  CordonLabel before = node->label;

  node->label = label;
  if (node->cell && (node->flags & NODE_IS_REMOVED) == 0)
    cordon_label_cell_set (node->cell, label);

  cordon_graph_note_change (graph, slot, before);
}

static void
set_pending (CordonGraph *graph, guint32 slot, guint32 generation)
{
  CordonNode *node = node_at (graph, slot);
  CordonNodeId id = cordon_graph_slot_id (graph, slot);

  node->pending = generation;
  if (generation != 0 && (node->flags & NODE_IS_WAITING) == 0)
    {
      node->flags |= NODE_IS_WAITING;
      g_array_append_val (graph->waiting, id);
      if (graph->waiting->len > graph->n_nodes + graph->n_internal + graph->n_removed)
        cordon_graph_prune_waiting (graph);
    }
  if (node->cell)
    cordon_label_cell_arm (node->cell, generation);
}

static guint32
next_generation (CordonGraph *graph)
{
  graph->last_generation++;
  if (graph->last_generation == 0)
    graph->last_generation = 1;

  return graph->last_generation;
}

/* I3. Every change of what flows in makes a new generation: a confirmation is about the frames of before it. */
static void
rearm (CordonGraph *graph, guint32 slot)
{
  CordonNode *node = node_at (graph, slot);
  CordonLabel target = cordon_graph_compute_target (graph, slot);

  if (!label_equal (target, node->label))
    set_pending (graph, slot, next_generation (graph));
  else if (node->pending != 0)
    set_pending (graph, slot, 0);
}

CordonLabel
cordon_graph_compute_target (const CordonGraph *graph, guint32 slot)
{
  const CordonNode *node = node_at (graph, slot);
  CordonLabel target = node->own;

  for (guint32 number = node->first_in; number != 0;)
    {
      const CordonEdge *edge = edge_at (graph, number);

      target = label_join (target, node_output (node_at (graph, edge->from)));
      number = edge->next_in;
    }

  return target;
}

static void
queue (CordonGraph *graph, guint32 slot)
{
  CordonNode *node = node_at (graph, slot);

  if ((node->flags & NODE_IS_QUEUED) != 0)
    return;

  node->flags |= NODE_IS_QUEUED;
  g_array_append_val (graph->work, slot);
}

/* Joins @label into one node, and queues it where that changed what passes on. */
static void
widen_one (CordonGraph *graph, guint32 slot, CordonLabel label)
{
  CordonNode *node = node_at (graph, slot);
  CordonLabel wide = label_join (node->label, label);
  gboolean changes = !label_equal (wide, node->label);

  if (changes)
    set_label (graph, slot, wide);
  if (node->pending != 0)
    rearm (graph, slot);
  if (changes && !node_traits (node)->is_sealed)
    queue (graph, slot);
}

void
cordon_graph_widen_node (CordonGraph *graph, guint32 slot, CordonLabel label)
{
  widen_one (graph, slot, label);

  for (guint i = 0; i < graph->work->len; i++)
    {
      guint32 current = g_array_index (graph->work, guint32, i);
      CordonNode *node = node_at (graph, current);
      CordonLabel output = node_output (node);

      node->flags &= (guint8) ~NODE_IS_QUEUED;
      for (guint32 number = node->first_out; number != 0;)
        {
          const CordonEdge *edge = edge_at (graph, number);

          widen_one (graph, edge->into, output);
          number = edge->next_out;
        }
    }

  g_array_set_size (graph->work, 0);
}

/* What a narrower input means for one node. TRUE: what passes on from it may be narrower as well. */
static gboolean
narrow_one (CordonGraph *graph, guint32 slot)
{
  CordonNode *node = node_at (graph, slot);
  CordonLabel target;

  switch (node_traits (node)->hold)
    {
    case CORDON_HOLD_FOR_GOOD:
    case CORDON_HOLD_CONTENTS: return FALSE;
    case CORDON_HOLD_FRAMES: rearm (graph, slot); return FALSE;
    case CORDON_HOLD_NOTHING: break;
    }

  target = cordon_graph_compute_target (graph, slot);
  if (label_equal (target, node->label))
    return FALSE;

  set_label (graph, slot, target);

  return TRUE;
}

static void
queue_outputs (CordonGraph *graph, guint32 slot)
{
  for (guint32 number = node_at (graph, slot)->first_out; number != 0;)
    {
      const CordonEdge *edge = edge_at (graph, number);

      queue (graph, edge->into);
      number = edge->next_out;
    }
}

/* Those that hold something come last: they pass nothing on, and want to see all their inputs as they will be. */
static guint
narrowing_rank (const CordonNode *node)
{
  const CordonNodeTraits *traits = node_traits (node);

  return traits->hold == CORDON_HOLD_NOTHING ? traits->rank : CORDON_NODE_MAX_RANK + 1;
}

/* By rank, so that each node is computed once, after all its inputs (I5). */
static void
narrow_queued (CordonGraph *graph)
{
  for (guint rank = 0; rank <= CORDON_NODE_MAX_RANK + 1; rank++)
    for (guint i = 0; i < graph->work->len; i++)
      {
        guint32 slot = g_array_index (graph->work, guint32, i);
        CordonNode *node = node_at (graph, slot);

        if ((node->flags & NODE_IS_QUEUED) == 0 || narrowing_rank (node) != rank)
          continue;

        node->flags &= (guint8) ~NODE_IS_QUEUED;
        if (narrow_one (graph, slot) && !node_traits (node)->is_sealed)
          queue_outputs (graph, slot);
      }

  g_array_set_size (graph->work, 0);
}

void
cordon_graph_narrow_node (CordonGraph *graph, guint32 slot)
{
  queue (graph, slot);
  narrow_queued (graph);
}

void
cordon_graph_release_node (CordonGraph *graph, guint32 slot)
{
  CordonNode *node = node_at (graph, slot);
  CordonLabel target = cordon_graph_compute_target (graph, slot);

  if (node->pending != 0)
    set_pending (graph, slot, 0);
  if (label_equal (target, node->label))
    return;

  set_label (graph, slot, target);
  if (node_traits (node)->is_sealed)
    return;

  queue_outputs (graph, slot);
  narrow_queued (graph);
}
