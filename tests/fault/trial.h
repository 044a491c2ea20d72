#pragma once

/* One profile, damaged again and again, and what came of it each time. */

#include "tests/fault/image.h"

typedef struct
{
  guint n_trials;
  guint n_same;     /* what was stored, nothing to report */
  guint n_mended;   /* what was stored, with a report */
  guint n_reported; /* less than was stored, with a report */
  guint n_refused;  /* could not be opened: everything reads prompt */
  guint n_silent;   /* less than was stored, and nobody was told */
  guint n_forged;   /* something that nobody decided */
} Tally;

typedef struct
{
  char *folder;
  Image *image;
  char *grants; /* what has to be in it */
  GRand *rand;
  Tally tally;
} Trial;

/** trial_options: a clock that stands still, and a key file. */
extern const CordonStoreOptions trial_options;

/** trial_new: in a folder of its own, with the test's seed. Returns: (transfer full): without image and grants. */
Trial *trial_new (void);

/** trial_tear_down: for CORDON_TEST_WITH; the state is a Trial. */
int trial_tear_down (void **state);

/** trial_flip: one bit of @file. */
void trial_flip (Trial *trial, ImageFile *file);

/** trial_judge: opens what lies in the folder, and counts. */
void trial_judge (Trial *trial);

/** trial_show: says what was counted; nothing may be silent or forged. */
void trial_show (const Trial *trial);
