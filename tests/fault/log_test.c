/*
 * A store that was left without being closed: what was decided last is in the log beside the file. File and log are
 * then damaged, alone and together. What verifies of both comes back, what was taken back does not, and nothing is
 * missing without somebody being told.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "permissions/error.h"
#include "tests/fault/trial.h"
#include "tests/unit/storage/folder.h"
#include "tests/unit/storage/support.h"

#define N_ORIGINS 40
#define FILE_NAME "cordon.sqlite"
#define LOG_NAME "cordon.sqlite-wal"
#define HEADER_SIZE 100
#define PAGE_SIZE 4096
#define LOG_HEADER_SIZE 32
#define FRAME_SIZE (24 + PAGE_SIZE)

static char *
origin_of (guint i)
{
  return g_strdup_printf ("https://site-%u.example", i);
}

static guint64
set_one (CordonStore *store, guint i, CordonGrantAnswer answer, CordonLifetime lifetime)
{
  g_autofree char *origin = origin_of (i);
  g_auto (CordonGrant) grant = test_grant (origin, CORDON_FEATURE_CAMERA);

  grant.answer = answer;
  grant.lifetime = lifetime;
  if (lifetime == CORDON_LIFETIME_UNTIL_TIME)
    grant.expires_wall_us = WALL_US + CORDON_HOUR_US;
  return test_set (store, &grant).id;
}

/* In the file: everything allowed for ever. In the log: some taken back, some replaced, some new. */
static void
live (const char *folder, Trial *trial)
{
  CordonStore *store = cordon_store_open (folder, &trial_options, NULL);
  guint64 ids[N_ORIGINS];

  for (guint i = 0; i < N_ORIGINS; i++)
    ids[i] = set_one (store, i, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED);
  cordon_store_free (store);
  store = cordon_store_open (folder, &trial_options, NULL);
  for (guint i = 0; i < N_ORIGINS; i++)
    switch (i % 4)
      {
      case 0: test_remove (store, ids[i]); break;
      case 1: set_one (store, i, CORDON_GRANT_BLOCK, CORDON_LIFETIME_UNTIL_REVOKED); break;
      case 2: set_one (store, i, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_TIME); break;
      default: set_one (store, N_ORIGINS + i, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED); break;
      }
  trial->grants = grants_of (store);
  trial->image = image_take (folder);
  cordon_store_free (store);
}

static int
set_up (void **state)
{
  Trial *trial = trial_new ();

  live (trial->folder, trial);
  assert_true (image_find (trial->image, LOG_NAME)->size > 10 * FRAME_SIZE);
  *state = trial;
  return 0;
}

static CordonStore *
open_left_behind (Trial *trial)
{
  image_lay_out (trial->image, trial->folder);
  return cordon_store_open (trial->folder, &trial_options, NULL);
}

static guint
count_files (const Trial *trial, const char *prefix)
{
  TestFolder folder = { .path = trial->folder };

  return test_folder_count (&folder, prefix);
}

static void
expect_everything (Trial *trial)
{
  g_autofree char *grants = NULL;
  CordonStore *store = open_left_behind (trial);

  assert_non_null (store);
  grants = grants_of (store);
  assert_string_equal (grants, trial->grants);
  assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_RECOVERED));
  assert_false (cordon_store_is_read_only (store));
  test_set_simple (store, "https://later.example", CORDON_FEATURE_CAMERA);
  cordon_store_free (store);
  /* The file and its log, as they were found. */
  assert_int_equal (count_files (trial, "cordon.sqlite.damaged-"), 2);
  assert_int_equal (count_files (trial, "cordon.sqlite.mended"), 0);

  store = cordon_store_open (trial->folder, &trial_options, NULL);
  assert_int_equal (count_all_problems (store), 0);
  cordon_store_free (store);
}

static void
a_damaged_header_beside_a_log_costs_nothing (void **state)
{
  Trial *trial = *state;
  ImageFile *file = image_find (trial->image, FILE_NAME);

  memset (file->bytes, 0, HEADER_SIZE);
  expect_everything (trial);
  memset (file->bytes, 0xa5, PAGE_SIZE);
  expect_everything (trial);
}

static void
a_page_that_the_log_has_anew_needs_no_mending (void **state)
{
  Trial *trial = *state;
  ImageFile *file = image_find (trial->image, FILE_NAME);
  g_autofree char *grants = NULL;
  CordonStore *store;

  /* The header still looks like one. */
  memset (file->bytes + HEADER_SIZE, 0x55, PAGE_SIZE - HEADER_SIZE);
  store = open_left_behind (trial);
  grants = grants_of (store);
  assert_string_equal (grants, trial->grants);
  cordon_store_free (store);
}

static void
a_damaged_header_of_the_log_costs_nothing (void **state)
{
  Trial *trial = *state;
  ImageFile *log = image_find (trial->image, LOG_NAME);

  for (guint at = 0; at < LOG_HEADER_SIZE; at++)
    {
      /* What the first page's sums go on from is needed to verify it. */
      if (at == 24)
        break;
      log->bytes[at] ^= 0x10;
      expect_everything (trial);
      log->bytes[at] ^= 0x10;
    }
}

static void
a_file_cut_off_to_nothing_is_no_new_store_beside_a_log (void **state)
{
  Trial *trial = *state;
  CordonStore *store;

  image_find (trial->image, FILE_NAME)->size = 0;
  store = open_left_behind (trial);
  if (store)
    {
      g_autofree char *grants = grants_of (store);

      assert_true (is_subset (grants, trial->grants));
      assert_true (count_all_problems (store) > 0);
    }
  cordon_store_free (store);
  assert_true (count_files (trial, LOG_NAME) + count_files (trial, "cordon.sqlite.damaged-") > 0);
}

/* Damages the frame that comes first in the log, so that SQLite would read none of them. */
static void
lose_first_frame (Trial *trial)
{
  image_find (trial->image, LOG_NAME)->bytes[LOG_HEADER_SIZE + 24 + 100] ^= 1;
}

static void
check_nothing_is_back (Trial *trial, const CordonStore *store)
{
  g_autofree char *grants = grants_of (store);

  assert_true (is_subset (grants, trial->grants));
  assert_true (count_all_problems (store) > 0);
  for (guint i = 0; i < N_ORIGINS; i += 4)
    {
      g_autofree char *origin = origin_of (i);

      assert_int_equal (test_answer (cordon_store_peek_table (store), origin, CORDON_FEATURE_CAMERA, WALL_US),
                        -1);
    }
}

static void
what_the_lost_part_of_the_log_took_back_stays_taken_back (void **state)
{
  Trial *trial = *state;
  CordonStore *store;

  lose_first_frame (trial);
  store = open_left_behind (trial);
  check_nothing_is_back (trial, store);
  /* What stands behind the lost frame is not lost with it. */
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://site-79.example", CORDON_FEATURE_CAMERA, WALL_US),
    1);
  cordon_store_free (store);
}

/* Damages each frame of a page, so that the page is as it was before. Returns: how many there were. */
static guint
lose_page (ImageFile *log, guint32 page)
{
  guint n_lost = 0;

  for (gsize at = LOG_HEADER_SIZE; at + FRAME_SIZE <= log->size; at += FRAME_SIZE)
    {
      guint32 number = 0;

      memcpy (&number, log->bytes + at, sizeof number);
      if (GUINT32_FROM_BE (number) != page)
        continue;
      log->bytes[at + 24 + 2000] ^= 4;
      n_lost++;
    }
  return n_lost;
}

static void
lose_each_page (Trial *trial, guint32 max_page)
{
  ImageFile *log = image_find (trial->image, LOG_NAME);
  g_autofree guint8 *whole = g_memdup2 (log->bytes, log->size);
  guint n_pages = 0;

  for (guint32 page = 1; page <= max_page; page++)
    {
      CordonStore *store;

      if (lose_page (log, page) == 0)
        continue;
      n_pages++;
      store = open_left_behind (trial);
      if (store)
        check_nothing_is_back (trial, store);
      cordon_store_free (store);
      memcpy (log->bytes, whole, log->size);
    }
  assert_true (n_pages > 5);
}

static void
a_page_that_only_the_file_has_brings_nothing_back (void **state)
{
  lose_each_page (*state, 200);
}

/* With a page that the file does not have at all, the journal would be gone as well. */
static void
the_journal_speaks_where_the_log_of_revocations_is_gone (void **state)
{
  Trial *trial = *state;

  image_find (trial->image, "cordon.revoked")->size = 0;
  lose_each_page (trial, (guint32) (image_find (trial->image, FILE_NAME)->size / PAGE_SIZE));
}

static void
a_log_that_a_power_cut_tore_is_told_of (void **state)
{
  Trial *trial = *state;
  ImageFile *log = image_find (trial->image, LOG_NAME);
  CordonStore *store;

  log->bytes[log->size - 10] ^= 1;
  store = open_left_behind (trial);
  check_nothing_is_back (trial, store);
  assert_false (test_has_problem (store, CORDON_STORE_PROBLEM_RECOVERED));
  cordon_store_free (store);
}

static void
what_cannot_be_mended_stays_as_it_is (void **state)
{
  Trial *trial = *state;
  ImageFile *file = image_find (trial->image, FILE_NAME);
  ImageFile *log = image_find (trial->image, LOG_NAME);
  g_autoptr (GError) error = NULL;

  memset (file->bytes, 0x33, file->size);
  memset (log->bytes + LOG_HEADER_SIZE, 0x44, log->size - LOG_HEADER_SIZE);
  image_lay_out (trial->image, trial->folder);
  assert_null (cordon_store_open (trial->folder, &trial_options, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STORE_DAMAGED));
  assert_non_null (strstr (error->message, "backup"));
  for (guint i = 0; i < trial->image->files->len; i++)
    {
      const ImageFile *before = g_ptr_array_index (trial->image->files, i);
      g_autofree char *path = g_build_filename (trial->folder, before->name, NULL);
      g_autofree char *bytes = NULL;
      gsize size = 0;

      assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      assert_int_equal (size, before->size);
      assert_memory_equal (bytes, before->bytes, size);
    }
}

/* Trials. */

static void
run (Trial *trial, const char *what, guint n_trials, guint n_log_bits, guint n_file_bits)
{
  ImageFile *file = image_find (trial->image, FILE_NAME);
  ImageFile *log = image_find (trial->image, LOG_NAME);
  g_autofree guint8 *whole_file = g_memdup2 (file->bytes, file->size);
  g_autofree guint8 *whole_log = g_memdup2 (log->bytes, log->size);

  for (guint i = 0; i < n_trials; i++)
    {
      for (guint bit = 0; bit < n_log_bits; bit++)
        trial_flip (trial, log);
      for (guint bit = 0; bit < n_file_bits; bit++)
        trial_flip (trial, file);
      image_lay_out (trial->image, trial->folder);
      trial_judge (trial);
      memcpy (file->bytes, whole_file, file->size);
      memcpy (log->bytes, whole_log, log->size);
      cordon_test_progress (what, i + 1, n_trials);
    }
  trial_show (trial);
}

static void
a_flipped_bit_in_the_log_changes_nothing_silently (void **state)
{
  run (*state, "one bit of the log", is_long () ? 20000 : 300, 1, 0);
}

static void
flipped_bits_in_file_and_log_change_nothing_silently (void **state)
{
  run (*state, "bits of file and log", is_long () ? 10000 : 200, 3, 3);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_damaged_header_beside_a_log_costs_nothing, "X-06 X-07", set_up, trial_tear_down),
    CORDON_TEST_WITH (a_page_that_the_log_has_anew_needs_no_mending, "X-06", set_up, trial_tear_down),
    CORDON_TEST_WITH (a_damaged_header_of_the_log_costs_nothing, "X-06", set_up, trial_tear_down),
    CORDON_TEST_WITH (a_file_cut_off_to_nothing_is_no_new_store_beside_a_log, "X-06", set_up,
                      trial_tear_down),
    CORDON_TEST_WITH (what_the_lost_part_of_the_log_took_back_stays_taken_back, "X-07", set_up,
                      trial_tear_down),
    CORDON_TEST_WITH (a_page_that_only_the_file_has_brings_nothing_back, "X-07", set_up, trial_tear_down),
    CORDON_TEST_WITH (the_journal_speaks_where_the_log_of_revocations_is_gone, "X-07", set_up,
                      trial_tear_down),
    CORDON_TEST_WITH (a_log_that_a_power_cut_tore_is_told_of, "X-06", set_up, trial_tear_down),
    CORDON_TEST_WITH (what_cannot_be_mended_stays_as_it_is, "X-06", set_up, trial_tear_down),
    CORDON_TEST_WITH (a_flipped_bit_in_the_log_changes_nothing_silently, "X-06", set_up, trial_tear_down),
    CORDON_TEST_WITH (flipped_bits_in_file_and_log_change_nothing_silently, "X-06", set_up, trial_tear_down),
  };

  return cordon_test_run (tests);
}
