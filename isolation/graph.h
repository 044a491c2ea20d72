/*
 * The media graph of one agent: which media is made of which, and what label each node has because of it. The binding
 * reports what happened (a clone, a draw, a new srcObject); the graph concludes. It never holds media.
 *
 * A label widens before the call that caused it returns, also in the cells that other threads read. It narrows only
 * as isolation/narrowing.h says, and only where table 4.6 of the requirements has a way.
 *
 * Owner thread only, except for cells. Any wrong node gives the unknown label, which every sink refuses.
 */

#pragma once

#include "isolation/callee_table.h"
#include "isolation/label_cell.h"
#include "isolation/node_kind.h"
#include "permissions/decision.h"

G_BEGIN_DECLS

typedef struct _CordonGraph CordonGraph;

/** CordonNodeId: names one node for ever: never reused, 0 is no node. */
typedef guint64 CordonNodeId;

/** CORDON_GRAPH_MAX_NODES: nodes that one graph keeps; beyond, new ones are 0, and so refused everywhere. */
#define CORDON_GRAPH_MAX_NODES 1000000

/** cordon_graph_new: Returns: (transfer full): an empty graph, owned by the calling thread. */
CORDON_API CordonGraph *cordon_graph_new (void);
/** cordon_graph_ref: owner thread. */
CORDON_API CordonGraph *cordon_graph_ref (CordonGraph *graph);
/** cordon_graph_unref: with the last reference, cells that are still held become unknown for good. */
CORDON_API void cordon_graph_unref (CordonGraph *graph);

/* Sources and tracks. */

/**
 * cordon_graph_add_track:
 * @obligations: (nullable): of the decision, for CORDON_SOURCE_CAPTURE and CORDON_SOURCE_DISPLAY; without them their
 *   tracks are for nobody. %NULL for the other sources.
 *
 * A new source and its first track; the label holds before this returns (C-02). Remote tracks are pending until
 * cordon_graph_latch() (C-05).
 */
CORDON_API CordonNodeId cordon_graph_add_track (CordonGraph *graph, CordonSource source,
                                                const CordonObligations *obligations);

/**
 * cordon_graph_add_resource: what an element or image fetched. @clean: same origin, or CORS said yes,
 * at every hop.
 */
CORDON_API CordonNodeId cordon_graph_add_resource (CordonGraph *graph, gboolean clean);

/**
 * cordon_graph_soil_resource: a later hop or range came from another origin (at once). FALSE: @node is
 * no resource.
 */
CORDON_API gboolean cordon_graph_soil_resource (CordonGraph *graph, CordonNodeId node);

/**
 * cordon_graph_latch:
 * @node: a remote track, or a clone of one
 * @confidential: whether its DTLS association negotiated `c-webrtc`
 *
 * Confidential: isolated for good (C-04). Otherwise asks for the one narrowing that a remote track has (C-05); see
 * isolation/narrowing.h. Once per source; a second, different answer is refused and reported.
 */
CORDON_API gboolean cordon_graph_latch (CordonGraph *graph, CordonNodeId node, gboolean confidential);

/**
 * cordon_graph_isolate: the hook of C-55: a source becomes isolated after it was accessible. Reasons
 * only add.
 */
CORDON_API gboolean cordon_graph_isolate (CordonGraph *graph, CordonNodeId node, CordonIsolation reasons,
                                          const CordonCallee *callee);

/* What is made of media. */

/** cordon_graph_add_stream: an empty MediaStream. */
CORDON_API CordonNodeId cordon_graph_add_stream (CordonGraph *graph);
/** cordon_graph_add_element: an audio or video element that plays nothing yet. */
CORDON_API CordonNodeId cordon_graph_add_element (CordonGraph *graph);
/** cordon_graph_add_bitmap: a canvas, clean and empty. ImageBitmaps, patterns, textures are derived. */
CORDON_API CordonNodeId cordon_graph_add_bitmap (CordonGraph *graph);
/** cordon_graph_add_surface: a window, tab or viewport that shows elements and may be captured (C-44). */
CORDON_API CordonNodeId cordon_graph_add_surface (CordonGraph *graph);

/**
 * cordon_graph_capture_surface: the policy that taints instead of blackening: the display capture @track has from now
 * on the label of all that @surface shows (C-44). Without this call the compositor asks CORDON_SINK_SURFACE_VIDEO per
 * area.
 */
CORDON_API gboolean cordon_graph_capture_surface (CordonGraph *graph, CordonNodeId surface,
                                                  CordonNodeId track);

/**
 * cordon_graph_derive: a node made from @node by @how; CORDON_DERIVE_… in isolation/node_kind.h says what each keeps.
 *
 * Returns: the new node; 0 where @node cannot be derived so
 */
CORDON_API CordonNodeId cordon_graph_derive (CordonGraph *graph, CordonNodeId node, CordonDerive how);

/**
 * cordon_graph_attach: media flows from @from into @into: track to stream, stream to element (`srcObject`), track to
 * recorder, element to surface. FALSE: no such edge is possible. Attaching twice is attaching once.
 */
CORDON_API gboolean cordon_graph_attach (CordonGraph *graph, CordonNodeId from, CordonNodeId into);

/**
 * cordon_graph_detach: the edge is gone. An element, a source node of Web Audio keep their label until
 * confirmed.
 */
CORDON_API gboolean cordon_graph_detach (CordonGraph *graph, CordonNodeId from, CordonNodeId into);

/** cordon_graph_detach_inputs: all edges into a stream, element or sender: srcObject = null, load () (C-15). */
CORDON_API void cordon_graph_detach_inputs (CordonGraph *graph, CordonNodeId into);

/**
 * cordon_graph_draw: contents of @source are now in @bitmap (drawImage, a pattern set,
 * transferFromImageBitmap): C-17, C-24.
 */
CORDON_API gboolean cordon_graph_draw (CordonGraph *graph, CordonNodeId source, CordonNodeId bitmap);

/**
 * cordon_graph_clear_bitmap: the whole bitmap was cleared: `width`, `height`, reset (); not clearRect
 * () (C-17).
 */
CORDON_API gboolean cordon_graph_clear_bitmap (CordonGraph *graph, CordonNodeId bitmap);

/** cordon_graph_remove: the engine's object is gone. What was made of it keeps its label. */
CORDON_API void cordon_graph_remove (CordonGraph *graph, CordonNodeId node);

/* Questions. */

/** cordon_graph_label: what a sink on @node reads. The unknown label for a node that is not there. */
CORDON_API CordonLabel cordon_graph_label (CordonGraph *graph, CordonNodeId node);

/**
 * cordon_graph_inlet: what arrives at @node; differs from the label where nothing but silence or
 * stillness passes on (C-20, C-31).
 */
CORDON_API CordonLabel cordon_graph_inlet (CordonGraph *graph, CordonNodeId node);

/** cordon_graph_set_ended: a track ended. It keeps its label, and so does what shows its last frame (C-22). */
CORDON_API void cordon_graph_set_ended (CordonGraph *graph, CordonNodeId track);

/** cordon_graph_live_label: the union over the tracks of a stream that have not ended: what a recorder asks (C-34). */
CORDON_API CordonLabel cordon_graph_live_label (CordonGraph *graph, CordonNodeId stream);

/** cordon_graph_is_isolated: MediaStreamTrack.isolated (C-03, C-80). TRUE for a node that is not there. */
CORDON_API gboolean cordon_graph_is_isolated (CordonGraph *graph, CordonNodeId node);

/** cordon_graph_get_kind: CORDON_NODE_NONE for a node that is not there. */
CORDON_API CordonNodeKind cordon_graph_get_kind (CordonGraph *graph, CordonNodeId node);
/** cordon_graph_get_n_nodes: those that the engine still names. */
CORDON_API gsize cordon_graph_get_n_nodes (CordonGraph *graph);

/** cordon_graph_get_callees: Returns: (transfer none): what the callee ids of this graph's labels mean. */
CORDON_API const CordonCalleeTable *cordon_graph_get_callees (CordonGraph *graph);

/**
 * cordon_graph_ref_cell: the inlet's label for other threads. Unknown for good once @node is removed.
 * Returns: (transfer full).
 */
CORDON_API CordonLabelCell *cordon_graph_ref_cell (CordonGraph *graph, CordonNodeId node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonGraph, cordon_graph_unref)

G_END_DECLS
