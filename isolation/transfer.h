/*
 * Labels between agents. What script clones or transfers to a worker or another document of its agent cluster takes a
 * record along, made here and read here, so that a label survives the journey (C-18, C-19). The record travels inside
 * the engine's structured clone data; script never sees it.
 *
 * A transferred track stays a matter of the agent where its source lives: that one sends a new record with every
 * change.
 */

#pragma once

#include "isolation/graph.h"

G_BEGIN_DECLS

/** CORDON_TRANSFER_MAX_SIZE: bytes of the largest record. */
#define CORDON_TRANSFER_MAX_SIZE (CORDON_CALLEE_MAX_SIZE + 64)

/**
 * cordon_graph_export:
 * @node: a track, ImageBitmap, OffscreenCanvas or VideoFrame
 *
 * Changes nothing; where @node was transferred, cordon_graph_remove() it after.
 *
 * Returns: (transfer full) (nullable): the record; %NULL where @node is nothing that can travel
 */
CORDON_API GBytes *cordon_graph_export (CordonGraph *graph, CordonNodeId node);

/**
 * cordon_graph_import:
 *
 * Returns: the node on this side, with the label of the record; 0 with CORDON_ERROR_SYNTAX where the record is none,
 * and
 *   then the engine fails the message with DataCloneError
 */
CORDON_API CordonNodeId cordon_graph_import (CordonGraph *graph, GBytes *record, GError **error);

/**
 * cordon_graph_update_import: the source of a track that came from elsewhere changed there.
 *
 * Widens at once. Narrows in two phases, and only where table 4.6 lets a track of that provenance narrow.
 *
 * Returns: FALSE with CORDON_ERROR_SYNTAX, or with CORDON_ERROR_STATE for a narrowing that may not be; all as before
 */
CORDON_API gboolean cordon_graph_update_import (CordonGraph *graph, CordonNodeId node, GBytes *record,
                                                GError **error);

G_END_DECLS
