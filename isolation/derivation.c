/* What is made of media: clones, captures, bitmaps and the rest. A new node has its label before anyone can name it. */

#include "isolation/graph_private.h"

/* Kinds whose contents can be drawn. */
static gboolean
is_drawable (CordonNodeKind kind)
{
  return kind == CORDON_NODE_PATTERN
         || (cordon_derive_get_traits (CORDON_DERIVE_PATTERN)->from & (1U << kind)) != 0;
}

static guint32
clone_node (CordonGraph *graph, guint32 slot)
{
  CordonNode original = *node_at (graph, slot);
  guint32 clone = cordon_graph_add_node (graph, (CordonNodeKind) original.kind, original.own, 0);

  if (clone == 0)
    return 0;

  /* A canvas capture that is mute for good begets one that is. An ended track has an ended clone. */
  node_at (graph, clone)->label = original.label;
  node_at (graph, clone)->flags |= original.flags & NODE_IS_ENDED;
  for (guint32 number = original.first_in; number != 0;)
    {
      guint32 from = edge_at (graph, number)->from;

      number = edge_at (graph, number)->next_in;
      cordon_graph_link (graph, from, clone);
    }

  return clone;
}

static guint32
derive_node (CordonGraph *graph, guint32 slot, const CordonDeriveTraits *traits)
{
  CordonLabel label = node_output (node_at (graph, slot));
  CordonLabel own = traits->is_live ? cordon_label_readable () : label;
  guint32 derived = cordon_graph_add_node (graph, traits->into, own, 0);

  if (derived == 0)
    return 0;

  node_at (graph, derived)->label = label;
  if (traits->is_live)
    cordon_graph_link (graph, slot, derived);

  return derived;
}

CordonNodeId
cordon_graph_derive (CordonGraph *graph, CordonNodeId id, CordonDerive how)
{
  const CordonDeriveTraits *traits = cordon_derive_get_traits (how);
  const CordonNode *node;
  guint32 slot;

  if (!cordon_graph_is_owned (graph))
    return 0;

  slot = cordon_graph_find_slot (graph, id);
  if (slot == 0)
    return 0;

  node = node_at (graph, slot);
  if ((traits->from & (1U << node->kind)) == 0)
    return 0;
  if (traits->of_readable_only && !label_is_readable (node_output (node)))
    return 0;

  if (how == CORDON_DERIVE_CLONE)
    return cordon_graph_slot_id (graph, clone_node (graph, slot));

  return cordon_graph_slot_id (graph, derive_node (graph, slot, traits));
}

gboolean
cordon_graph_draw (CordonGraph *graph, CordonNodeId source_id, CordonNodeId bitmap_id)
{
  CordonLabel label = cordon_label_unknown ();
  guint32 source, bitmap;
  gboolean is_known;

  if (!cordon_graph_is_owned (graph))
    return FALSE;

  source = cordon_graph_find_slot (graph, source_id);
  bitmap = cordon_graph_find_slot (graph, bitmap_id);
  if (bitmap == 0 || node_at (graph, bitmap)->kind != CORDON_NODE_BITMAP)
    return FALSE;

  /* Contents of nobody knows what are contents that nobody may read. */
  is_known = source != 0 && is_drawable ((CordonNodeKind) node_at (graph, source)->kind);
  if (is_known)
    label = node_output (node_at (graph, source));
  cordon_graph_widen_node (graph, bitmap, label);
  cordon_graph_notify (graph);

  return is_known;
}

gboolean
cordon_graph_clear_bitmap (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot;

  if (!cordon_graph_is_owned (graph))
    return FALSE;

  slot = cordon_graph_find_slot (graph, id);
  if (slot == 0 || node_traits (node_at (graph, slot))->hold != CORDON_HOLD_CONTENTS)
    return FALSE;

  cordon_graph_release_node (graph, slot);
  cordon_graph_notify (graph);

  return TRUE;
}
