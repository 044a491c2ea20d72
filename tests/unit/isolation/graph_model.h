/* What the two halves of the model test share: the graph, the reference, and how to speak of both. */

#pragma once

#include "isolation/narrowing.h"
#include "isolation/observer.h"

#include "tests/support/test.h"
#include "tests/unit/isolation/graph_reference.h"

G_BEGIN_DECLS

#define N_CALLEES 4

typedef struct
{
  CordonGraph *graph;
  Reference *reference;
  GRand *random;
  GArray *ids;      /* CordonNodeId by reference number; 0 for sources */
  GArray *before;   /* gboolean by reference number: readable before this event */
  GHashTable *told; /* ids that the observer heard of in this event */
  CordonCallee *callees[N_CALLEES];
  guint64 seed;
  guint event;
} Model;

#define check(model, condition) \
  G_STMT_START \
  { \
    if (!(condition)) \
      fail_msg ("seed %" G_GUINT64_FORMAT ", event %u: %s", (model)->seed, (model)->event, #condition); \
  } \
  G_STMT_END

static inline guint
below (Model *model, guint limit)
{
  return (guint) g_rand_int_range (model->random, 0, (gint32) limit);
}

static inline CordonNodeId
id_of (Model *model, guint number)
{
  return g_array_index (model->ids, CordonNodeId, number);
}

static inline RefNode *
node_of (Model *model, guint number)
{
  return reference_node (model->reference, number);
}

static inline guint
source_of (Model *model, guint track)
{
  return g_array_index (node_of (model, track)->inputs, guint, 0);
}

/* The number of the node that a waiting narrowing is about: a track answers for its source. */
static inline guint
holder_of (Model *model, guint number)
{
  return node_of (model, number)->kind == REF_TRACK ? source_of (model, number) : number;
}

#define K(kind) (1U << REF_##kind)
#define TRACKS (K (TRACK) | K (ELEMENT_TRACK) | K (CANVAS_TRACK))
#define CANVASES (K (BITMAP) | K (PLACEHOLDER))
#define PICTURES (K (ELEMENT) | K (RESOURCE) | CANVASES | K (IMAGE_BITMAP))

/* One random event on both. @grows: nodes may be added. (graph_model_events.c) */
void model_play_event (Model *model, gboolean grows);

G_END_DECLS
