#pragma once

/*
 * A script of decisions played on a store, what is known of each of them, and what may be found afterwards: no
 * grant that failed, no acknowledged one lost, none that was taken back.
 */

#include "storage/store.h"

typedef enum
{
  STEP_ALLOW,
  STEP_BLOCK,
  STEP_REMOVE,
  STEP_CLEAR,
} StepKind;

typedef enum
{
  STEP_NOT_BEGUN = 0,
  STEP_BEGUN_UNSEEN, /* the process may have died inside the call */
  STEP_BEGUN,        /* the call returned */
  STEP_ACKNOWLEDGED,
  STEP_FAILED,
  STEP_SKIPPED, /* there was nothing to take back */
} StepState;

typedef struct
{
  StepKind kind;
  guint place;
  gboolean wait; /* for its end, before the next */
} Step;

/* What a place may say: bits. */
#define SAYS_NOTHING 1u
#define SAYS_ALLOW 2u
#define SAYS_BLOCK 4u

#define SCRIPT_N_STEPS 16
#define SCRIPT_N_PLACES 4

/** ScriptFunc: hears of each change of a step's state at once. */
typedef void (*ScriptFunc) (guint step, StepState state, gpointer data);

/** script_play: plays all steps on @store and waits for them. */
void script_play (CordonStore *store, ScriptFunc func, gpointer data);

/** script_expect: Returns: what @place may say; @power_cut: what was not acknowledged may also be as before. */
guint script_expect (const StepState states[SCRIPT_N_STEPS], guint place, gboolean power_cut);

/** script_found: Returns: what @place says in @store. */
guint script_found (const CordonStore *store, guint place);
