#include "isolation/graph_private.h"

/* Walks both lists in step, so that the shorter one bounds the cost. */
guint32
cordon_graph_find_edge (const CordonGraph *graph, guint32 from, guint32 into)
{
  guint32 out = node_at (graph, from)->first_out;
  guint32 in = node_at (graph, into)->first_in;

  while (out != 0 && in != 0)
    {
      const CordonEdge *out_edge = edge_at (graph, out);
      const CordonEdge *in_edge = edge_at (graph, in);

      if (out_edge->into == into)
        return out;
      if (in_edge->from == from)
        return in;

      out = out_edge->next_out;
      in = in_edge->next_in;
    }

  return 0;
}

void
cordon_graph_link (CordonGraph *graph, guint32 from, guint32 into)
{
  guint32 number = cordon_slot_pool_take (&graph->edges);
  CordonEdge *edge = edge_at (graph, number);
  CordonNode *source = node_at (graph, from);
  CordonNode *target = node_at (graph, into);

  *edge = (CordonEdge){
    .from = from, .into = into, .next_out = source->first_out, .next_in = target->first_in
  };
  if (edge->next_out != 0)
    edge_at (graph, edge->next_out)->prev_out = number;
  if (edge->next_in != 0)
    edge_at (graph, edge->next_in)->prev_in = number;
  source->first_out = number;
  target->first_in = number;
}

void
cordon_graph_unlink (CordonGraph *graph, guint32 number)
{
  CordonEdge *edge = edge_at (graph, number);

  if (edge->prev_out != 0)
    edge_at (graph, edge->prev_out)->next_out = edge->next_out;
  else
    node_at (graph, edge->from)->first_out = edge->next_out;
  if (edge->next_out != 0)
    edge_at (graph, edge->next_out)->prev_out = edge->prev_out;

  if (edge->prev_in != 0)
    edge_at (graph, edge->prev_in)->next_in = edge->next_in;
  else
    node_at (graph, edge->into)->first_in = edge->next_in;
  if (edge->next_in != 0)
    edge_at (graph, edge->next_in)->prev_in = edge->prev_in;

  cordon_slot_pool_give_back (&graph->edges, number);
}
