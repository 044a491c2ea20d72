#include "isolation/observer.h"

#include "isolation/graph_private.h"

#define MAX_STEPS 8

typedef struct
{
  const char *name;
  CordonStep steps[MAX_STEPS]; /* ends with CORDON_STEP_NONE */
} ReactionRow;

static const ReactionRow reactions[] = {
  [CORDON_REACTION_NONE] = { "none", { CORDON_STEP_NONE } },
  [CORDON_REACTION_ISOLATION_CHANGE] = { "isolation-change", { CORDON_STEP_FIRE_ISOLATION_CHANGE } },
  [CORDON_REACTION_MUTE] = { "mute",
                             { CORDON_STEP_MUTED_TRUE, CORDON_STEP_FIRE_MUTE,
                               CORDON_STEP_FIRE_ISOLATION_CHANGE } },
  [CORDON_REACTION_MUTE_FOR_GOOD] = { "mute-for-good", { CORDON_STEP_MUTED_TRUE, CORDON_STEP_FIRE_MUTE } },
  [CORDON_REACTION_UNMUTE] = { "unmute",
                               { CORDON_STEP_FIRE_ISOLATION_CHANGE, CORDON_STEP_MUTED_FALSE,
                                 CORDON_STEP_FIRE_UNMUTE } },
  [CORDON_REACTION_DISCARD] = { "discard",
                                { CORDON_STEP_STOP, CORDON_STEP_DISCARD, CORDON_STEP_INACTIVE,
                                  CORDON_STEP_FIRE_ERROR, CORDON_STEP_FIRE_DATA, CORDON_STEP_FIRE_STOP } },
  [CORDON_REACTION_ERROR_STREAM] = { "error-stream", { CORDON_STEP_DROP_QUEUE, CORDON_STEP_ERROR_STREAM } },
  [CORDON_REACTION_SILENCE] = { "silence", { CORDON_STEP_SILENCE } },
  [CORDON_REACTION_SOUND] = { "sound", { CORDON_STEP_SOUND } },
  [CORDON_REACTION_REDECIDE] = { "redecide", { CORDON_STEP_ASK_SESSION } },
  [CORDON_REACTION_REEVALUATE] = { "reevaluate", { CORDON_STEP_NONE } },
};

G_STATIC_ASSERT (G_N_ELEMENTS (reactions) == CORDON_N_REACTIONS);

static const char *const step_names[] = {
  [CORDON_STEP_NONE] = "none",
  [CORDON_STEP_STOP] = "stop",
  [CORDON_STEP_DISCARD] = "discard",
  [CORDON_STEP_INACTIVE] = "inactive",
  [CORDON_STEP_FIRE_ERROR] = "fire-error",
  [CORDON_STEP_FIRE_DATA] = "fire-data",
  [CORDON_STEP_FIRE_STOP] = "fire-stop",
  [CORDON_STEP_DROP_QUEUE] = "drop-queue",
  [CORDON_STEP_ERROR_STREAM] = "error-stream",
  [CORDON_STEP_MUTED_TRUE] = "muted-true",
  [CORDON_STEP_FIRE_MUTE] = "fire-mute",
  [CORDON_STEP_MUTED_FALSE] = "muted-false",
  [CORDON_STEP_FIRE_UNMUTE] = "fire-unmute",
  [CORDON_STEP_FIRE_ISOLATION_CHANGE] = "fire-isolationchange",
  [CORDON_STEP_SILENCE] = "silence",
  [CORDON_STEP_SOUND] = "sound",
  [CORDON_STEP_ASK_SESSION] = "ask-session",
};

G_STATIC_ASSERT (G_N_ELEMENTS (step_names) == CORDON_N_STEPS);

/* What a change of readability means for a kind: becoming isolated, becoming readable. */
static const struct
{
  CordonReaction isolated;
  CordonReaction readable;
} kind_reactions[CORDON_N_NODE_KINDS] = {
  [CORDON_NODE_TRACK] = { CORDON_REACTION_ISOLATION_CHANGE, CORDON_REACTION_ISOLATION_CHANGE },
  [CORDON_NODE_ELEMENT_TRACK] = { CORDON_REACTION_MUTE, CORDON_REACTION_UNMUTE },
  [CORDON_NODE_CANVAS_TRACK] = { CORDON_REACTION_MUTE_FOR_GOOD, CORDON_REACTION_NONE },
  [CORDON_NODE_ELEMENT] = { CORDON_REACTION_REEVALUATE, CORDON_REACTION_REEVALUATE },
  [CORDON_NODE_AUDIO_SOURCE] = { CORDON_REACTION_SILENCE, CORDON_REACTION_SOUND },
  [CORDON_NODE_RECORDER] = { CORDON_REACTION_DISCARD, CORDON_REACTION_NONE },
  [CORDON_NODE_PROCESSOR] = { CORDON_REACTION_ERROR_STREAM, CORDON_REACTION_NONE },
  [CORDON_NODE_SENDER] = { CORDON_REACTION_REDECIDE, CORDON_REACTION_REDECIDE },
};

void
cordon_graph_set_observer (CordonGraph *graph, CordonGraphObserver observer, gpointer user_data,
                           GDestroyNotify destroy)
{
  GDestroyNotify old_destroy;
  gpointer old_data;

  if (!cordon_graph_is_owned (graph))
    return;

  old_destroy = graph->observer_destroy;
  old_data = graph->observer_data;
  graph->observer = observer;
  graph->observer_data = user_data;
  graph->observer_destroy = destroy;
  if (old_destroy)
    old_destroy (old_data);
}

void
cordon_graph_note_change (CordonGraph *graph, guint32 slot, CordonLabel before)
{
  const CordonNode *node = node_at (graph, slot);
  gboolean is_readable = cordon_label_is_readable (node->label);
  CordonChange change = { .kind = (CordonNodeKind) node->kind, .before = before, .after = node->label };

  if (!graph->observer || (node->flags & (NODE_IS_REMOVED | NODE_IS_INTERNAL)) != 0)
    return;
  /* A sender goes by the callee as well; for all others only readability counts (C-80). */
  if (is_readable == cordon_label_is_readable (before) && change.kind != CORDON_NODE_SENDER)
    return;

  change.reaction = is_readable ? kind_reactions[node->kind].readable : kind_reactions[node->kind].isolated;
  if (change.reaction == CORDON_REACTION_NONE)
    return;

  change.node = cordon_graph_slot_id (graph, slot);
  g_array_append_val (graph->changes, change);
}

/* The event is over: what it noted early may have widened further since. */
static void
finish_changes (CordonGraph *graph)
{
  for (; graph->n_finished < graph->changes->len; graph->n_finished++)
    {
      CordonChange *change = &g_array_index (graph->changes, CordonChange, graph->n_finished);

      change->after = cordon_graph_inlet (graph, change->node);
    }
}

void
cordon_graph_notify (CordonGraph *graph)
{
  finish_changes (graph);
  /* What an observer causes is appended here, and delivered by the loop that is already running. */
  if (graph->is_notifying || graph->changes->len == 0)
    return;

  cordon_graph_ref (graph);
  graph->is_notifying = TRUE;
  for (guint i = 0; i < graph->changes->len; i++)
    {
      CordonChange change = g_array_index (graph->changes, CordonChange, i);

      if (graph->observer && cordon_graph_find_slot (graph, change.node) != 0)
        graph->observer (graph, &change, graph->observer_data);
    }
  g_array_set_size (graph->changes, 0);
  graph->n_finished = 0;
  graph->is_notifying = FALSE;
  cordon_graph_unref (graph);
}

const CordonStep *
cordon_reaction_get_steps (CordonReaction reaction)
{
  return reactions[(guint) reaction < CORDON_N_REACTIONS ? reaction : CORDON_REACTION_NONE].steps;
}

const char *
cordon_reaction_to_string (CordonReaction reaction)
{
  return reactions[(guint) reaction < CORDON_N_REACTIONS ? reaction : CORDON_REACTION_NONE].name;
}

const char *
cordon_step_to_string (CordonStep step)
{
  return step_names[(guint) step < CORDON_N_STEPS ? step : CORDON_STEP_NONE];
}
