/*
 * Bits and bytes of a store's files are changed, the store closed or open. What then differs from what was stored
 * must have been reported, and nothing may stand there that nobody decided. Beside it, the same trial on a file of
 * the shape that another browser keeps its permissions in.
 */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "tests/fault/trial.h"
#include "tests/unit/storage/support.h"

#define N_ORIGINS 60
#define N_PEER_ROWS 400

static void
fill (CordonStore *store)
{
  for (guint i = 0; i < N_ORIGINS; i++)
    {
      g_autofree char *origin = g_strdup_printf ("https://site-%u.example", i);
      g_autofree char *callee = g_strdup_printf ("user-%u@idp.example", i);
      g_auto (CordonGrant)
        grant = test_grant (origin, i % 3 ? CORDON_FEATURE_CAMERA : CORDON_FEATURE_MICROPHONE);

      grant.answer = i % 5 == 0 ? CORDON_GRANT_BLOCK : CORDON_GRANT_ALLOW;
      if (i % 4 == 1)
        {
          grant.scope = CORDON_SCOPE_CALLEE;
          grant.callee = cordon_callee_new_identity (callee, -1, NULL);
        }
      cordon_store_set (store, &grant, NULL, NULL);
    }
}

static int
set_up (void **state)
{
  Trial *trial = trial_new ();
  CordonStore *store = cordon_store_open (trial->folder, &trial_options, NULL);

  fill (store);
  cordon_store_flush (store, NULL);
  trial->grants = grants_of (store);
  cordon_store_free (store);
  trial->image = image_take (trial->folder);
  *state = trial;
  return 0;
}

/* A run of noise, zeros or ones, or a piece of the file in the wrong place. */
static void
damage_bytes (Trial *trial, ImageFile *file)
{
  gsize size = MIN (file->size, (gsize) g_rand_int_range (trial->rand, 2, 3000));
  gsize at = (gsize) g_rand_int_range (trial->rand, 0, (gint32) (file->size - size + 1));
  gsize from = (gsize) g_rand_int_range (trial->rand, 0, (gint32) (file->size - size + 1));
  int how = g_rand_int_range (trial->rand, 0, 4);

  if (how == 0)
    memset (file->bytes + at, 0, size);
  else if (how == 1)
    memset (file->bytes + at, 0xff, size);
  else if (how == 2)
    memmove (file->bytes + at, file->bytes + from, size);
  else
    for (gsize i = 0; i < size; i++)
      file->bytes[at + i] = (guint8) g_rand_int (trial->rand);
}

static void
run_closed (Trial *trial, const char *name, guint n_trials, void (*damage) (Trial *, ImageFile *))
{
  ImageFile *file = image_find (trial->image, name);
  g_autofree guint8 *whole = g_memdup2 (file->bytes, file->size);

  for (guint i = 0; i < n_trials; i++)
    {
      memcpy (file->bytes, whole, file->size);
      damage (trial, file);
      image_lay_out (trial->image, trial->folder);
      trial_judge (trial);
      cordon_test_progress (name, i + 1, n_trials);
    }
  memcpy (file->bytes, whole, file->size);
}

static void
a_flipped_bit_changes_nothing_silently (void **state)
{
  Trial *trial = *state;

  run_closed (trial, "cordon.sqlite", is_long () ? 100000 : 1500, trial_flip);
  trial_show (trial);
  /* Next to nothing of the file is so important that everything is lost with it. */
  assert_true (trial->tally.n_refused * 100 < trial->tally.n_trials);
}

static void
runs_of_wrong_bytes_change_nothing_silently (void **state)
{
  run_closed (*state, "cordon.sqlite", is_long () ? 10000 : 400, damage_bytes);
  trial_show (*state);
}

static void
a_damaged_key_file_lets_nothing_through (void **state)
{
  Trial *trial = *state;

  run_closed (trial, "cordon.key", is_long () ? 2000 : 100, trial_flip);
  trial_show (trial);
  assert_int_equal (trial->tally.n_refused, trial->tally.n_trials);
}

/* While the store is open: it answers from memory, and what it writes afterwards goes through the damage. */
static void
damage_on_disk (Trial *trial, const char *name)
{
  g_autofree char *path = g_build_filename (trial->folder, name, NULL);
  FILE *stream = g_fopen (path, "r+b");
  long size;
  long at;
  int byte;

  if (!stream)
    return;
  fseek (stream, 0, SEEK_END);
  size = ftell (stream);
  if (size > 0)
    {
      at = g_rand_int_range (trial->rand, 0, (gint32) size);
      fseek (stream, at, SEEK_SET);
      byte = fgetc (stream);
      fseek (stream, at, SEEK_SET);
      fputc (byte ^ 1 << g_rand_int_range (trial->rand, 0, 8), stream);
    }
  fclose (stream);
}

static void
live_trial (Trial *trial)
{
  g_autofree char *grants = NULL;
  CordonStore *store;
  guint64 id;

  image_lay_out (trial->image, trial->folder);
  store = cordon_store_open (trial->folder, &trial_options, NULL);
  id = test_set_simple (store, "https://transient.example", CORDON_FEATURE_CAMERA);
  damage_on_disk (trial, g_rand_boolean (trial->rand) ? "cordon.sqlite" : "cordon.sqlite-wal");
  test_remove (store, id);
  grants = grants_of (store);
  assert_string_equal (grants, trial->grants);
  cordon_store_free (store);
  trial_judge (trial);
}

static void
damage_under_an_open_store_changes_nothing_silently (void **state)
{
  Trial *trial = *state;
  guint n_trials = is_long () ? 20000 : 300;

  for (guint i = 0; i < n_trials; i++)
    {
      live_trial (trial);
      cordon_test_progress ("an open store", i + 1, n_trials);
    }
  trial_show (*state);
}

/* The peer: the shape of another browser's file, one flipped bit, everything read. */

static void
make_peer (const char *path)
{
  sqlite3 *database = NULL;
  sqlite3_stmt *insert = NULL;

  sqlite3_open (path, &database);
  sqlite3_exec (database,
                "PRAGMA page_size = 4096; PRAGMA user_version = 12; BEGIN;"
                "CREATE TABLE moz_perms (id INTEGER PRIMARY KEY, origin TEXT, type TEXT, permission INTEGER,"
                " expireType INTEGER, expireTime INTEGER, modificationTime INTEGER)",
                NULL, NULL, NULL);
  sqlite3_prepare_v2 (database, "INSERT INTO moz_perms VALUES (?1, ?2, ?3, ?4, 0, 0, 1800000000000)", -1,
                      &insert, NULL);
  for (int i = 0; i < N_PEER_ROWS; i++)
    {
      g_autofree char *origin = g_strdup_printf ("https://site-%d.example", i);

      sqlite3_bind_int (insert, 1, i + 1);
      sqlite3_bind_text (insert, 2, origin, -1, SQLITE_STATIC);
      sqlite3_bind_text (insert, 3, i % 3 ? "camera" : "microphone", -1, SQLITE_STATIC);
      sqlite3_bind_int (insert, 4, i % 5 ? 1 : 2);
      sqlite3_step (insert);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  sqlite3_exec (database, "COMMIT", NULL, NULL, NULL);
  sqlite3_close (database);
}

static char *
read_peer (const char *path)
{
  GString *text = g_string_new (NULL);
  sqlite3_stmt *select = NULL;
  sqlite3 *database = NULL;
  int code = SQLITE_ERROR;

  sqlite3_open (path, &database);
  if (sqlite3_prepare_v2 (database, "SELECT origin, type, permission, expireType, expireTime FROM moz_perms",
                          -1, &select, NULL)
      == SQLITE_OK)
    while ((code = sqlite3_step (select)) == SQLITE_ROW)
      for (int column = 0; column < 5; column++)
        g_string_append_printf (text, "%s|", (const char *) sqlite3_column_text (select, column));
  sqlite3_finalize (select);
  sqlite3_close (database);
  if (code != SQLITE_DONE)
    g_string_assign (text, "error");
  return g_string_free (text, FALSE);
}

static void
the_peers_file_changes_silently_in_the_same_trial (void **state)
{
  Trial *trial = *state;
  g_autofree char *path = g_build_filename (trial->folder, "permissions.sqlite", NULL);
  g_autofree char *whole = NULL;
  guint n_trials = is_long () ? 100000 : 1000;
  guint n_silent = 0;
  ImageFile *file;
  Image *image;

  image_empty_folder (trial->folder);
  make_peer (path);
  whole = read_peer (path);
  image = image_take (trial->folder);
  file = image_find (image, "permissions.sqlite");
  for (guint i = 0; i < n_trials; i++)
    {
      guint32 at = (guint32) g_rand_int_range (trial->rand, 0, (gint32) file->size);
      guint8 bit = (guint8) (1u << g_rand_int_range (trial->rand, 0, 8));
      g_autofree char *text = NULL;

      file->bytes[at] ^= bit;
      image_lay_out (image, trial->folder);
      file->bytes[at] ^= bit;
      text = read_peer (path);
      n_silent += !g_str_equal (text, whole) && !g_str_equal (text, "error");
      cordon_test_progress ("the peer's shape", i + 1, n_trials);
    }
  /* Not under "silent", which is for what this store does. */
  cordon_test_figures ("trials=%u peer-silent=%u peer-silent-percent=%.1f", n_trials, n_silent,
                       n_silent * 100.0 / n_trials);
  assert_true (n_silent > 0);
  image_free (image);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_flipped_bit_changes_nothing_silently, "X-06", set_up, trial_tear_down),
    CORDON_TEST_WITH (runs_of_wrong_bytes_change_nothing_silently, "X-06", set_up, trial_tear_down),
    CORDON_TEST_WITH (a_damaged_key_file_lets_nothing_through, "X-06", set_up, trial_tear_down),
    CORDON_TEST_WITH (damage_under_an_open_store_changes_nothing_silently, "X-06", set_up, trial_tear_down),
    CORDON_TEST_WITH (the_peers_file_changes_silently_in_the_same_trial, "", set_up, trial_tear_down),
  };

  return cordon_test_run (tests);
}
