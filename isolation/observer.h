/*
 * What the engine must do when a label changes while media is in use. One observer per graph; it hears of each node
 * whose readability really changed, once per change, after all labels hold (C-80).
 */

#pragma once

#include "isolation/graph.h"

G_BEGIN_DECLS

/** CordonReaction: what a change means for its node. */
typedef enum
{
  CORDON_REACTION_NONE = 0,
  CORDON_REACTION_ISOLATION_CHANGE, /* queue a task that fires `isolationchange` (C-80) */
  CORDON_REACTION_MUTE,             /* element capture (C-16); with `isolationchange` */
  CORDON_REACTION_MUTE_FOR_GOOD,    /* canvas capture; its `isolated` stays false (C-31) */
  CORDON_REACTION_UNMUTE,           /* element capture */
  CORDON_REACTION_DISCARD,          /* recorder (C-35) */
  CORDON_REACTION_ERROR_STREAM,     /* track processor (C-36) */
  CORDON_REACTION_SILENCE,          /* source node of Web Audio: its cell already says so (C-15) */
  CORDON_REACTION_SOUND,            /* and again audible */
  CORDON_REACTION_REDECIDE,         /* sender: ask the session again (C-55, C-56) */
  CORDON_REACTION_REEVALUATE,       /* element: its protection changed (C-15) */
} CordonReaction;

#define CORDON_N_REACTIONS 11

/** CordonStep: one thing to do, in the order of cordon_reaction_get_steps(). */
typedef enum
{
  CORDON_STEP_NONE = 0,
  CORDON_STEP_STOP,         /* stop gathering */
  CORDON_STEP_DISCARD,      /* all data gathered; a later blob holds none of it */
  CORDON_STEP_INACTIVE,     /* state = "inactive" */
  CORDON_STEP_FIRE_ERROR,   /* `error`, SecurityError */
  CORDON_STEP_FIRE_DATA,    /* `dataavailable`, with an empty blob */
  CORDON_STEP_FIRE_STOP,    /* `stop` */
  CORDON_STEP_DROP_QUEUE,   /* frames that wait to be read */
  CORDON_STEP_ERROR_STREAM, /* the readable stream, SecurityError */
  CORDON_STEP_MUTED_TRUE,   /* track.muted, then `mute` */
  CORDON_STEP_FIRE_MUTE,
  CORDON_STEP_MUTED_FALSE,
  CORDON_STEP_FIRE_UNMUTE,
  CORDON_STEP_FIRE_ISOLATION_CHANGE,
  CORDON_STEP_SILENCE, /* exact zeros from the next quantum on */
  CORDON_STEP_SOUND,
  CORDON_STEP_ASK_SESSION, /* cordon_session_may_send () */
} CordonStep;

#define CORDON_N_STEPS 17

typedef struct
{
  CordonNodeId node;
  CordonNodeKind kind;
  CordonLabel before; /* inlet */
  CordonLabel after;
  CordonReaction reaction;
} CordonChange;

/** CordonGraphObserver: may call any function of the graph; what that causes is delivered after @change. */
typedef void (*CordonGraphObserver) (CordonGraph *graph, const CordonChange *change, gpointer user_data);

/** cordon_graph_set_observer: @observer (nullable) replaces the one before. */
CORDON_API void cordon_graph_set_observer (CordonGraph *graph, CordonGraphObserver observer,
                                           gpointer user_data, GDestroyNotify destroy);

/** cordon_reaction_get_steps: Returns: (transfer none): what to do, ended by CORDON_STEP_NONE. */
CORDON_API const CordonStep *cordon_reaction_get_steps (CordonReaction reaction);
/** cordon_reaction_to_string: Returns: (transfer none): "discard". */
CORDON_API const char *cordon_reaction_to_string (CordonReaction reaction);
/** cordon_step_to_string: Returns: (transfer none): "fire-error". */
CORDON_API const char *cordon_step_to_string (CordonStep step);

G_END_DECLS
