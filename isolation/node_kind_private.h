/* What the graph itself knows of a kind. */

#pragma once

#include "isolation/node_kind.h"

G_BEGIN_DECLS

/* How a node keeps the label that it once had. */
typedef enum
{
  CORDON_HOLD_FOR_GOOD = 0, /* nothing narrows it */
  CORDON_HOLD_CONTENTS,     /* until the whole bitmap is cleared (C-17) */
  CORDON_HOLD_FRAMES,       /* until the last frame is confirmed to have left (isolation/narrowing.h) */
  CORDON_HOLD_NOTHING,      /* it is exactly what its inputs are */
} CordonHold;

typedef struct
{
  const char *name;
  guint32 inputs; /* bits of the kinds that may flow into it */
  CordonHold hold;
  CordonSink sink;
  gboolean is_sealed; /* what passes on is readable, because nothing protected passes on (C-20, C-31) */
  gboolean is_track;
  gboolean is_source;
  guint8 rank; /* a node that holds nothing stands after all of its inputs that hold nothing */
} CordonNodeTraits;

/* The highest rank in the table. */
#define CORDON_NODE_MAX_RANK 2

typedef struct
{
  const char *name;
  guint32 from; /* bits of the kinds that can be derived so */
  CordonNodeKind into;
  gboolean is_live;          /* an edge stays; otherwise only the label of this moment is copied */
  gboolean of_readable_only; /* the sink before it throws, so there is nothing to make */
} CordonDeriveTraits;

extern const CordonNodeTraits cordon_node_kind_traits[CORDON_N_NODE_KINDS];

/* Never %NULL; CORDON_NODE_NONE's for what is no kind. */
static inline const CordonNodeTraits *
cordon_node_kind_get_traits (CordonNodeKind kind)
{
  return &cordon_node_kind_traits[(guint) kind < CORDON_N_NODE_KINDS ? kind : CORDON_NODE_NONE];
}

const CordonDeriveTraits *cordon_derive_get_traits (CordonDerive how);

/* The node that stands for a source of this provenance; CORDON_NODE_NONE for none. */
CordonNodeKind cordon_source_to_node_kind (CordonSource source);

G_END_DECLS
