/*
 * The inside of the graph, for the files that share it: graph.c (nodes), edges.c, propagation.c (labels), sources.c,
 * derivation.c, narrowing.c, observer.c, snapshot.c.
 *
 * Invariants, true whenever no propagation runs:
 *   I1  a node's label covers its own label and what passes on from each of its inputs;
 *   I2  it is exactly that union where the kind holds nothing;
 *   I3  a node that holds frames has a pending generation exactly where its label is wider than that union;
 *   I4  a node's cell, where it has one, holds its label; a removed node's cell is unknown;
 *   I5  no cycle of edges consists of nodes that hold nothing (the table of kinds has no such cycle).
 */

#pragma once

#include "isolation/graph.h"
#include "isolation/label_private.h"
#include "isolation/narrowing.h"
#include "isolation/node_kind_private.h"
#include "isolation/observer.h"
#include "isolation/slot_pool_private.h"

G_BEGIN_DECLS

#define NODE_IS_REMOVED (1U << 0)  /* the engine's object is gone; others still depend on it */
#define NODE_IS_INTERNAL (1U << 1) /* the source of tracks: the engine never had a name for it */
#define NODE_IS_ENDED (1U << 2)    /* a track; still shown as a last frame */
#define NODE_IS_LATCHED (1U << 3)  /* a remote source whose session label is known */
#define NODE_IS_QUEUED (1U << 4)   /* in the work list of a propagation */
#define NODE_IS_MARKED (1U << 5)   /* reached by the collector */
#define NODE_IS_WAITING (1U << 6)  /* in the list of narrowings */
#define NODE_MAY_NARROW (1U << 7)  /* a far source whose provenance lets it */

/* 48 bytes: a hundred thousand of them, edges included, stay under 16 MiB. */
typedef struct
{
  guint32 first_out;  /* edge; the free-list link of a free slot */
  guint32 generation; /* of the slot: the high half of the node's id */
  CordonLabel own;    /* what it would have without inputs */
  CordonLabel label;  /* what it has: the inlet */
  CordonLabelCell *cell;
  guint32 first_in;
  guint32 pending; /* the generation of a narrowing that waits; 0: none */
  guint8 kind;
  guint8 flags;
} CordonNode;

G_STATIC_ASSERT (sizeof (CordonNode) == 48);

typedef struct
{
  guint32 next_out; /* the free-list link of a free slot */
  guint32 prev_out;
  guint32 next_in;
  guint32 prev_in;
  guint32 from; /* node slots */
  guint32 into;
} CordonEdge;

struct _CordonGraph
{
  grefcount n_refs;
  GThread *owner;
  CordonSlotPool nodes;
  CordonSlotPool edges;
  CordonCalleeTable *callees;
  gsize n_nodes;    /* with an id */
  gsize n_internal; /* sources */
  gsize n_removed;  /* without an id, but still in memory */
  gsize collect_at; /* how many removed ones make a search for cycles worth it */
  guint32 last_generation;
  GArray *work;    /* guint32: slots of a propagation that runs */
  GArray *waiting; /* CordonNodeId: candidates for a narrowing; may hold stale ones */

  CordonGraphObserver observer;
  gpointer observer_data;
  GDestroyNotify observer_destroy;
  GArray *changes;  /* CordonChange: not delivered yet */
  guint n_finished; /* of them, those whose event is over */
  gboolean is_notifying;
};

/* Nodes (graph.c). */

static inline CordonNode *
node_at (const CordonGraph *graph, guint32 slot)
{
  return (CordonNode *) cordon_slot_pool_get (&graph->nodes, slot);
}

static inline CordonEdge *
edge_at (const CordonGraph *graph, guint32 number)
{
  return (CordonEdge *) cordon_slot_pool_get (&graph->edges, number);
}

static inline const CordonNodeTraits *
node_traits (const CordonNode *node)
{
  return cordon_node_kind_get_traits ((CordonNodeKind) node->kind);
}

/* What passes on from a node. */
static inline CordonLabel
node_output (const CordonNode *node)
{
  return node_traits (node)->is_sealed ? cordon_label_readable () : node->label;
}

/* Returns: the slot of a node that the engine may still name; 0 where there is none. */
guint32 cordon_graph_find_slot (const CordonGraph *graph, CordonNodeId id);
/* As above, also removed and internal ones. */
guint32 cordon_graph_find_any_slot (const CordonGraph *graph, CordonNodeId id);
/* The source of a track; 0 where it has none. Otherwise the node itself. */
guint32 cordon_graph_find_holder (const CordonGraph *graph, CordonNodeId id);
CordonNodeId cordon_graph_slot_id (const CordonGraph *graph, guint32 slot);
/* Returns: 0 where the graph is full. */
guint32 cordon_graph_add_node (CordonGraph *graph, CordonNodeKind kind, CordonLabel own, guint flags);
/* A source of @source_kind and its first track (sources.c). Returns: the track; 0 where the graph is full. */
CordonNodeId
cordon_graph_add_labelled_track (CordonGraph *graph, CordonNodeKind source_kind, CordonLabel label);
CordonLabelCell *cordon_graph_ref_slot_cell (CordonGraph *graph, guint32 slot);
/* TRUE on the thread that made the graph; says so otherwise. */
gboolean cordon_graph_is_owned (const CordonGraph *graph);

/* Edges (edges.c): lists only, no labels. */

guint32 cordon_graph_find_edge (const CordonGraph *graph, guint32 from, guint32 into);
void cordon_graph_link (CordonGraph *graph, guint32 from, guint32 into);
void cordon_graph_unlink (CordonGraph *graph, guint32 edge);

/* Labels (propagation.c). Each restores the invariants; none notifies. */

/* What the node's own label and inputs come to. */
CordonLabel cordon_graph_compute_target (const CordonGraph *graph, guint32 slot);
/* The node, and all that hangs on it, become at least @label. */
void cordon_graph_widen_node (CordonGraph *graph, guint32 slot, CordonLabel label);
/* The node's inputs, or its own label, became narrower. */
void cordon_graph_narrow_node (CordonGraph *graph, guint32 slot);
/* Lets go of what a node holds: its label becomes its target, and so on from there. */
void cordon_graph_release_node (CordonGraph *graph, guint32 slot);

/* Forgets the narrowings that wait no more (narrowing.c). */
void cordon_graph_prune_waiting (CordonGraph *graph);

/* Changes (observer.c). */

void cordon_graph_note_change (CordonGraph *graph, guint32 slot, CordonLabel before);
/* Delivers what was noted. Nothing of the caller's may depend on a node pointer after it. */
void cordon_graph_notify (CordonGraph *graph);

G_END_DECLS
