#pragma once

/* A trusted chrome for tests: it holds what it is shown, over a world. */

#include "tests/support/test.h"

#include "tests/support/world.h"
#include "ui-bridge/bridge.h"

typedef struct
{
  World *world;
  CordonBridge *bridge;
  GPtrArray *prompts; /* CordonPrompt, all that were shown, in order */
  GPtrArray *withdrawn;
  gboolean blind; /* it cannot draw the strip */
  guint n_drawn;
  CordonLight drawn[CORDON_N_LIGHT_KINDS]; /* of the whole browser, when last drawn */
  guint n_notices[CORDON_NOTICE_CAPTURE_UNTRUSTED + 1];
  char *last_callee; /* of the last notice */
  GArray *stopped;   /* guint64 */
  guint n_violations;
  gpointer violator;
} Chrome;

/* State of a cmocka test: a new world with a bridge to a new chrome. */
int chrome_set_up (void **state);
int chrome_tear_down (void **state);

/* Makes the bridge; for a chrome whose first one is gone. */
void chrome_connect (Chrome *chrome);

/* The prompt that was shown last, painted, and long enough ago. */
CordonPrompt *chrome_last_prompt (Chrome *chrome);
CordonPrompt *chrome_armed_prompt (Chrome *chrome);
gboolean chrome_answer (Chrome *chrome, CordonAnswer answer);

gint64 chrome_now (const Chrome *chrome);
