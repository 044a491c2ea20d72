/*
 * Random media graphs, event by event, against the slow reference: every label, every waiting narrowing and every
 * notification must agree after every event. CORDON_TEST_SEED repeats a run; CORDON_TEST_LONG makes it long.
 */

#include "tests/unit/isolation/graph_model.h"

static const RefLabel nothing = { 0, 0 };

static void
hear (CordonGraph *graph, const CordonChange *change, gpointer user_data)
{
  Model *model = user_data;
  CordonNodeId id = change->node;

  check (model, cordon_label_equal (cordon_graph_inlet (graph, id), change->after));
  if (change->reaction == CORDON_REACTION_REDECIDE)
    return;
  /* Once per actual change: one event changes a node's readability at most once. */
  check (model, g_hash_table_add (model->told, g_memdup2 (&id, sizeof id)));
}

static Model *
model_new (guint64 seed)
{
  Model *model = g_new0 (Model, 1);

  model->seed = seed;
  model->random = g_rand_new_with_seed ((guint32) seed);
  model->graph = cordon_graph_new ();
  model->reference = reference_new ();
  model->ids = g_array_new (FALSE, TRUE, sizeof (CordonNodeId));
  model->before = g_array_new (FALSE, TRUE, sizeof (gboolean));
  model->told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < N_CALLEES; i++)
    {
      g_autofree char *name = g_strdup_printf ("user%u@idp.example", i);

      model->callees[i] = cordon_callee_new_identity (name, -1, NULL);
    }
  cordon_graph_set_observer (model->graph, hear, model, NULL);

  return model;
}

static void
model_free (Model *model)
{
  for (guint i = 0; i < N_CALLEES; i++)
    cordon_callee_unref (model->callees[i]);
  cordon_graph_unref (model->graph);
  reference_free (model->reference);
  g_rand_free (model->random);
  g_array_unref (model->ids);
  g_array_unref (model->before);
  g_hash_table_unref (model->told);
  g_free (model);
}

/* Comparison. */

static gboolean
agrees (Model *model, CordonLabel label, RefLabel expected)
{
  const CordonCallee *callee = cordon_callee_table_find (cordon_graph_get_callees (model->graph), label);
  guint32 id = cordon_label_get_callee_id (label);

  if (!cordon_label_is_known (label) || cordon_label_get_reasons (label) != expected.reasons)
    return FALSE;
  if (expected.callee > 0)
    return callee && cordon_callee_equal (callee, model->callees[expected.callee - 1]);

  return id == (expected.callee == 0 ? CORDON_CALLEE_ID_NONE : CORDON_CALLEE_ID_NOBODY);
}

static gboolean
is_heard (RefKind kind)
{
  return (TRACKS | K (ELEMENT) | K (AUDIO_SOURCE) | K (RECORDER)) >> kind & 1U;
}

/* Latched kinds tell of the way into isolation only. */
static gboolean
should_be_told (Model *model, guint number, gboolean is_readable)
{
  const RefNode *node = node_of (model, number);

  if (number >= model->before->len || !is_heard (node->kind) || node->is_removed
      || id_of (model, number) == 0)
    return FALSE;
  if (is_readable && (node->kind == REF_CANVAS_TRACK || node->kind == REF_RECORDER))
    return FALSE;

  return g_array_index (model->before, gboolean, number) != is_readable;
}

static void
compare_node (Model *model, guint number)
{
  static const CordonSink sinks[] = { CORDON_SINK_CANVAS_READ_BACK, CORDON_SINK_RECORDER,
                                      CORDON_SINK_VIDEO_FRAME };
  const RefNode *node = node_of (model, number);
  CordonNodeId id = id_of (model, number);
  CordonLabel label = cordon_graph_label (model->graph, id);

  if (id == 0)
    return;
  if (node->is_removed)
    {
      check (model, !cordon_label_is_known (label));
      return;
    }

  check (model, agrees (model, label, reference_output (node)));
  check (model, agrees (model, cordon_graph_inlet (model->graph, id), node->label));
  for (guint i = 0; i < G_N_ELEMENTS (sinks); i++)
    check (model, (cordon_sink_verdict (sinks[i], label) == CORDON_VERDICT_ALLOW)
                    == (reference_output (node).reasons == 0));
  check (model, g_hash_table_contains (model->told, &id)
                  == should_be_told (model, number, node->label.reasons == 0));
}

static void
compare_waiting (Model *model, guint number)
{
  const RefNode *node = node_of (model, number);
  const RefNode *holder;

  if (node->is_removed || id_of (model, number) == 0)
    return;

  holder = node_of (model, holder_of (model, number));
  check (model, (cordon_graph_get_pending (model->graph, id_of (model, number)) != 0)
                  == (ref_holds_frames (holder->kind) && !ref_equal (holder->label, holder->target)));
}

static void
compare_live (Model *model, guint number)
{
  const RefNode *node = node_of (model, number);
  RefLabel live = nothing;

  if (node->kind != REF_STREAM || node->is_removed)
    return;

  for (guint i = 0; i < node->inputs->len; i++)
    {
      const RefNode *track = node_of (model, g_array_index (node->inputs, guint, i));

      if (!track->is_ended)
        live = ref_join (live, reference_output (track));
    }
  check (model, agrees (model, cordon_graph_live_label (model->graph, id_of (model, number)), live));
}

static void
compare (Model *model)
{
  reference_settle (model->reference);
  for (guint number = 0; number < model->ids->len; number++)
    {
      compare_node (model, number);
      compare_waiting (model, number);
      compare_live (model, number);
    }
}

static void
remember (Model *model)
{
  g_array_set_size (model->before, model->ids->len);
  for (guint number = 0; number < model->ids->len; number++)
    g_array_index (model->before, gboolean, number) = node_of (model, number)->label.reasons == 0;
}

static void
play (guint64 seed, guint n_nodes, guint n_events, guint compare_every)
{
  Model *model = model_new (seed);

  for (model->event = 0; model->event < n_events || model->ids->len < n_nodes; model->event++)
    {
      gboolean looks = model->event % compare_every == 0 && model->ids->len > n_nodes / 2;

      g_hash_table_remove_all (model->told);
      if (looks || compare_every == 1)
        remember (model);
      model_play_event (model, model->ids->len < n_nodes);
      if (looks || compare_every == 1)
        compare (model);
      else
        reference_settle (model->reference);
    }
  model_free (model);
}

static void
small_graphs_agree_after_every_event (void **state)
{
  guint64 seed = cordon_test_seed ();
  guint n_runs = g_getenv ("CORDON_TEST_LONG") ? 3000 : 12;

  for (guint i = 0; i < n_runs; i++)
    {
      play (seed + i, 60 + i % 90, 700, 1);
      cordon_test_progress ("graphs", i + 1, n_runs);
    }
  cordon_test_figures ("trials=%u", n_runs * 700);
}

static void
graphs_of_thousands_of_nodes_agree (void **state)
{
  guint64 seed = cordon_test_seed ();
  guint n_runs = g_getenv ("CORDON_TEST_LONG") ? 20 : 1;

  for (guint i = 0; i < n_runs; i++)
    play (seed + i, 2500, 2500, 25);
  cordon_test_figures ("trials=%u", n_runs * 2500);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (small_graphs_agree_after_every_event, "C-12 C-13 C-15 C-17 C-80 C-81"),
    CORDON_TEST (graphs_of_thousands_of_nodes_agree, "C-81"),
  };

  return cordon_test_run (tests);
}
