/*
 * Transfer records: bytes that came out of a structured clone. What is imported exports to a record that says the
 * same.
 */

#include <stdint.h>

#include "isolation/transfer.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_round_trip (CordonGraph *graph, CordonNodeId node)
{
  g_autoptr (GBytes) record = cordon_graph_export (graph, node);
  CordonNodeId again = record ? cordon_graph_import (graph, record, NULL) : 0;

  g_assert_nonnull (record);
  g_assert_true (cordon_label_equal (cordon_graph_inlet (graph, again), cordon_graph_inlet (graph, node)));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (CordonGraph) graph = cordon_graph_new ();
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  CordonNodeId node = cordon_graph_import (graph, bytes, &error);

  g_assert_true ((node == 0) == (error != NULL));
  if (node != 0)
    {
      check_round_trip (graph, node);
      cordon_graph_update_import (graph, node, bytes, NULL);
    }

  return 0;
}
