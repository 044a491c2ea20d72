/* Where media comes from, and the few ways in which a source's own label changes: table 4.6. */

#include "isolation/graph_private.h"
#include "isolation/label_cell_private.h"

static CordonLabel
label_of_obligations (CordonGraph *graph, const CordonObligations *obligations)
{
  if (!obligations)
    return cordon_label_new (CORDON_ISOLATION_PEER_IDENTITY, CORDON_CALLEE_ID_NOBODY);
  if (!obligations->isolate && !obligations->callee)
    return cordon_label_readable ();

  return cordon_label_new (CORDON_ISOLATION_PEER_IDENTITY,
                           cordon_callee_table_intern (graph->callees, obligations->callee));
}

static CordonLabel
first_label (CordonGraph *graph, CordonSource source, const CordonObligations *obligations)
{
  switch (source)
    {
    case CORDON_SOURCE_NONE: break;
    case CORDON_SOURCE_CAPTURE:
    case CORDON_SOURCE_DISPLAY: return label_of_obligations (graph, obligations);
    case CORDON_SOURCE_REMOTE: return cordon_label_new (CORDON_ISOLATION_PENDING, CORDON_CALLEE_ID_NONE);
    case CORDON_SOURCE_GENERATED: return cordon_label_readable ();
    }

  return cordon_label_unknown ();
}

CordonNodeId
cordon_graph_add_labelled_track (CordonGraph *graph, CordonNodeKind source_kind, CordonLabel label)
{
  guint32 track = cordon_graph_add_node (graph, CORDON_NODE_TRACK, cordon_label_readable (), 0);
  guint32 source = track != 0 ? cordon_graph_add_node (graph, source_kind, label, NODE_IS_INTERNAL) : 0;

  /* No source, no track: removing it again leaves nothing behind. */
  if (source == 0)
    {
      cordon_graph_remove (graph, cordon_graph_slot_id (graph, track));
      return 0;
    }

  node_at (graph, track)->label = label;
  cordon_graph_link (graph, source, track);

  return cordon_graph_slot_id (graph, track);
}

CordonNodeId
cordon_graph_add_track (CordonGraph *graph, CordonSource source, const CordonObligations *obligations)
{
  if (!cordon_graph_is_owned (graph))
    return 0;

  return cordon_graph_add_labelled_track (graph, cordon_source_to_node_kind (source),
                                          first_label (graph, source, obligations));
}

CordonNodeId
cordon_graph_add_resource (CordonGraph *graph, gboolean clean)
{
  CordonLabel label = clean ? cordon_label_readable ()
                            : cordon_label_new (CORDON_ISOLATION_CROSS_ORIGIN, CORDON_CALLEE_ID_NONE);

  if (!cordon_graph_is_owned (graph))
    return 0;

  return cordon_graph_slot_id (graph, cordon_graph_add_node (graph, CORDON_NODE_RESOURCE, label, 0));
}

static void
widen_own (CordonGraph *graph, guint32 slot, CordonLabel label)
{
  CordonNode *node = node_at (graph, slot);

  node->own = label_join (node->own, label);
  cordon_graph_widen_node (graph, slot, label);
  cordon_graph_notify (graph);
}

gboolean
cordon_graph_soil_resource (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot;

  if (!cordon_graph_is_owned (graph))
    return FALSE;

  slot = cordon_graph_find_slot (graph, id);
  if (slot == 0 || node_at (graph, slot)->kind != CORDON_NODE_RESOURCE)
    return FALSE;

  widen_own (graph, slot, cordon_label_new (CORDON_ISOLATION_CROSS_ORIGIN, CORDON_CALLEE_ID_NONE));

  return TRUE;
}

gboolean
cordon_graph_isolate (CordonGraph *graph, CordonNodeId id, CordonIsolation reasons,
                      const CordonCallee *callee)
{
  guint32 callee_id = CORDON_CALLEE_ID_NONE;
  guint32 slot;

  if (!cordon_graph_is_owned (graph))
    return FALSE;

  slot = cordon_graph_find_holder (graph, id);
  if (slot == 0)
    return FALSE;

  /* Table 4.6: a remote track's label is its session's; what script generates has no source to become isolated. */
  if (node_at (graph, slot)->kind != CORDON_NODE_CAPTURE_SOURCE
      && node_at (graph, slot)->kind != CORDON_NODE_DISPLAY_SOURCE)
    {
      g_critical ("isolation: a %s cannot become isolated",
                  cordon_node_kind_to_string (cordon_graph_get_kind (graph, id)));
      return FALSE;
    }

  if (callee)
    callee_id = cordon_callee_table_intern (graph->callees, callee);
  widen_own (graph, slot, cordon_label_new (reasons, callee_id));

  return TRUE;
}

static gboolean
latch_source (CordonGraph *graph, guint32 slot, gboolean confidential)
{
  CordonNode *node = node_at (graph, slot);

  node->flags |= NODE_IS_LATCHED;
  if (!confidential)
    {
      node->own = cordon_label_readable ();
      cordon_graph_narrow_node (graph, slot);
      return TRUE;
    }

  /* "pending" gives way at once: what remains lets no more through than it did. */
  node->own = cordon_label_new (CORDON_ISOLATION_CONFIDENTIAL_SESSION, CORDON_CALLEE_ID_NONE);
  cordon_graph_widen_node (graph, slot, node->own);
  cordon_graph_release_node (graph, slot);

  return TRUE;
}

gboolean
cordon_graph_latch (CordonGraph *graph, CordonNodeId id, gboolean confidential)
{
  guint32 slot;
  const CordonNode *node;
  gboolean is_latched;

  if (!cordon_graph_is_owned (graph))
    return FALSE;

  slot = cordon_graph_find_holder (graph, id);
  node = slot != 0 ? node_at (graph, slot) : NULL;
  if (!node || node->kind != CORDON_NODE_REMOTE_SOURCE)
    return FALSE;

  is_latched = (node->flags & NODE_IS_LATCHED) != 0;
  if (is_latched && confidential == label_is_readable (node->own))
    {
      g_critical ("isolation: a session's label is latched once");
      return FALSE;
    }
  if (!is_latched)
    latch_source (graph, slot, confidential);
  cordon_graph_notify (graph);

  return TRUE;
}

void
cordon_graph_set_ended (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot;

  if (!cordon_graph_is_owned (graph))
    return;

  slot = cordon_graph_find_slot (graph, id);
  if (slot != 0 && node_traits (node_at (graph, slot))->is_track)
    node_at (graph, slot)->flags |= NODE_IS_ENDED;
}

CordonLabel
cordon_graph_live_label (CordonGraph *graph, CordonNodeId id)
{
  guint32 slot;
  CordonLabel label;

  g_return_val_if_fail (graph != NULL, cordon_label_unknown ());

  slot = cordon_graph_find_slot (graph, id);
  if (slot == 0)
    return cordon_label_unknown ();
  if (node_at (graph, slot)->kind != CORDON_NODE_STREAM)
    return node_output (node_at (graph, slot));

  label = node_at (graph, slot)->own;
  for (guint32 number = node_at (graph, slot)->first_in; number != 0;)
    {
      const CordonEdge *edge = edge_at (graph, number);
      const CordonNode *track = node_at (graph, edge->from);

      if ((track->flags & NODE_IS_ENDED) == 0)
        label = label_join (label, node_output (track));
      number = edge->next_in;
    }

  return label;
}
