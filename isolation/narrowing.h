/*
 * How a label becomes narrower: in two phases, so that no frame of the isolated time is read in the accessible one.
 *
 * 1. The graph notices that a node could narrow (a remote track's session is plain; an element got another source),
 *    keeps
 *    the wide label, and gives the request a generation.
 * 2. Whoever moves the media of that node confirms the generation when the last frame of the old kind has left: the
 *    media
 * thread through the node's cell, or the owner thread by cordon_graph_confirm(). Then the label narrows, and with it
 *    what hangs on it; further nodes that hold frames get generations of their own.
 *
 * A widening in between voids the request. Nodes that hold frames: remote and display sources, elements, the
 * source nodes of Web Audio, canvases that show an OffscreenCanvas. A track answers for its source.
 */

#pragma once

#include "isolation/graph.h"

G_BEGIN_DECLS

/** cordon_graph_get_pending: Returns: the generation that @node waits for; 0: none. Owner thread. */
CORDON_API guint32 cordon_graph_get_pending (CordonGraph *graph, CordonNodeId node);

/**
 * cordon_graph_confirm: the last frame of before @generation has left @node. Owner thread; applies at once.
 *
 * Returns: TRUE where the label narrowed; FALSE: stale generation, or nothing to do
 */
CORDON_API gboolean cordon_graph_confirm (CordonGraph *graph, CordonNodeId node, guint32 generation);

/**
 * cordon_graph_ref_source_cell: the cell of the source that @track shares with its clones; the media thread of that
 * source confirms there. Returns: (transfer full)
 */
CORDON_API CordonLabelCell *cordon_graph_ref_source_cell (CordonGraph *graph, CordonNodeId track);

/**
 * cordon_graph_apply_narrowings: applies what media threads confirmed through cells. Returns: how many
 * nodes narrowed.
 */
CORDON_API guint cordon_graph_apply_narrowings (CordonGraph *graph);

/** cordon_graph_list_pending: up to @n_nodes nodes that wait. Returns: how many wait in all. */
CORDON_API gsize cordon_graph_list_pending (CordonGraph *graph, CordonNodeId *nodes, gsize n_nodes);

G_END_DECLS
