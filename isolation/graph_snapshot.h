/*
 * The media graph as the debug page shows it. Reasons, callees and waiting narrowings stand here: for chrome, never
 * for script (C-03, C-78).
 */

#pragma once

#include "isolation/graph.h"

G_BEGIN_DECLS

/** CORDON_SNAPSHOT_MAX_NODES: how many nodes one snapshot holds; "truncated" says that there are more. */
#define CORDON_SNAPSHOT_MAX_NODES 2000

/**
 * cordon_graph_to_json:
 *
 * Returns: (transfer full): {"nodes": [{"id", "kind", "label", "inlet", "callee", "pending", "named", "inputs"}],
 *   "named", "internal", "removed", "truncated"}. Ids are text, "SLOT.GENERATION". Owner thread.
 */
CORDON_API char *cordon_graph_to_json (CordonGraph *graph);

G_END_DECLS
