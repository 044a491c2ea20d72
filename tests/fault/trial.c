#include "tests/fault/trial.h"

#include <glib/gstdio.h>

#include "permissions/error.h"
#include "tests/unit/storage/support.h"

static CordonTime
fixed_time (gpointer data)
{
  return (CordonTime){ WALL_US, 1 };
}

const CordonStoreOptions trial_options = { .clock = { fixed_time, NULL } };

Trial *
trial_new (void)
{
  Trial *trial = g_new0 (Trial, 1);

  trial->folder = image_scratch ();
  trial->rand = cordon_test_rand_new ();
  return trial;
}

int
trial_tear_down (void **state)
{
  Trial *trial = *state;

  image_empty_folder (trial->folder);
  g_rmdir (trial->folder);
  image_free (trial->image);
  g_rand_free (trial->rand);
  g_free (trial->grants);
  g_free (trial->folder);
  g_free (trial);
  return 0;
}

void
trial_flip (Trial *trial, ImageFile *file)
{
  const gint32 at = g_rand_int_range (trial->rand, 0, (gint32) file->size);

  file->bytes[at] ^= (guint8) (1u << g_rand_int_range (trial->rand, 0, 8));
}

void
trial_judge (Trial *trial)
{
  g_autoptr (GError) error = NULL;
  CordonStore *store = cordon_store_open (trial->folder, &trial_options, &error);
  g_autofree char *grants = store ? grants_of (store) : NULL;
  gboolean told = !store || count_all_problems (store) > 0;
  Tally *tally = &trial->tally;

  assert_true (store || error->domain == CORDON_ERROR);
  tally->n_trials++;
  if (!store)
    tally->n_refused++;
  else if (!is_subset (grants, trial->grants))
    tally->n_forged++;
  else if (g_str_equal (grants, trial->grants))
    *(told ? &tally->n_mended : &tally->n_same) += 1;
  else
    *(told ? &tally->n_reported : &tally->n_silent) += 1;
  cordon_store_free (store);
}

void
trial_show (const Trial *trial)
{
  const Tally *tally = &trial->tally;

  cordon_test_figures ("trials=%u silent=%u forged=%u unchanged=%u mended=%u told=%u refused=%u",
                       tally->n_trials, tally->n_silent, tally->n_forged, tally->n_same, tally->n_mended,
                       tally->n_reported, tally->n_refused);
  assert_int_equal (tally->n_silent, 0);
  assert_int_equal (tally->n_forged, 0);
}
