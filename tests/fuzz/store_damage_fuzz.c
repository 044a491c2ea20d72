/*
 * A store that was left without being closed, with bytes of its files changed: the input says which. What was taken
 * back or blocked is never allowed again, and nothing is that nobody decided.
 *
 * The input: six bytes for each change: the file, what is done, where (three bytes, big endian), and a value.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "storage/journal.h"
#include "storage/store.h"
#include "tests/fuzz/folder.h"
#include "tests/fuzz/known_store.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define WALL_US FUZZ_STORE_WALL_US
#define N_ORIGINS 12
#define CHANGE_SIZE 6
#define MAX_CHANGES 64

static const char *const names[] = { "cordon.sqlite", "cordon.sqlite-wal", "cordon.revoked" };

typedef struct
{
  guint8 *bytes[G_N_ELEMENTS (names)];
  gsize sizes[G_N_ELEMENTS (names)];
} Files;

static void
note_id (CordonStore *store, guint64 grant_id, const GError *error, gpointer data)
{
  *(guint64 *) data = grant_id;
}

static guint64
set_one (CordonStore *store, guint i, CordonGrantAnswer answer)
{
  g_autofree char *name = g_strdup_printf ("https://site-%u.example", i);
  g_auto (CordonGrant) grant = {
    .origin = cordon_origin_new (name, -1, NULL),
    .feature = CORDON_FEATURE_CAMERA,
    .answer = answer,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = CORDON_LIFETIME_UNTIL_REVOKED,
    .source = CORDON_GRANT_SOURCE_USER,
    .created_wall_us = WALL_US,
  };
  guint64 id = 0;

  cordon_store_set (store, &grant, note_id, &id);
  g_assert_true (cordon_store_flush (store, NULL));
  return id;
}

/* Every third site is taken back, every third one blocked; both only in the log. */
static void
live (const char *folder, Files *files)
{
  CordonStore *store = fuzz_store_open (folder);
  guint64 ids[N_ORIGINS];

  for (guint i = 0; i < N_ORIGINS; i++)
    ids[i] = set_one (store, i, CORDON_GRANT_ALLOW);
  cordon_store_free (store);
  store = fuzz_store_open (folder);
  for (guint i = 0; i < N_ORIGINS; i++)
    if (i % 3 == 0)
      cordon_store_remove (store, ids[i], NULL, NULL);
    else if (i % 3 == 1)
      set_one (store, i, CORDON_GRANT_BLOCK);
  g_assert_true (cordon_store_flush (store, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      if (!g_file_get_contents (path, (char **) &files->bytes[i], &files->sizes[i], NULL))
        g_error ("cannot read %s", path);
    }
  cordon_store_free (store);
}

/* Made once; each input begins with a copy. */
static const Files *
get_files (void)
{
  static Files files;

  if (!files.bytes[0])
    {
      g_autofree char *folder = fuzz_folder_new ("unused", (const guint8 *) "", 0);

      live (folder, &files);
      fuzz_folder_remove (folder);
    }
  return &files;
}

static void
change (guint8 *bytes, gsize *size, const guint8 *at)
{
  gsize where = (gsize) at[2] << 16 | (gsize) at[3] << 8 | at[4];

  if (*size == 0)
    return;
  where %= *size;
  switch (at[1] % 4)
    {
    case 0: bytes[where] ^= at[5]; break;
    case 1: memset (bytes + where, at[5], MIN (*size - where, 512)); break;
    case 2: memmove (bytes + where, bytes, MIN (*size - where, (gsize) at[5] * 16)); break;
    default: *size = where; break;
    }
}

static gboolean
check_grant (const CordonGrant *grant, gpointer data)
{
  guint number = (guint) g_ascii_strtoull (cordon_origin_to_string (grant->origin) + strlen ("https://site-"),
                                           NULL, 10);

  g_assert_true (number < N_ORIGINS);
  g_assert_true (grant->answer == CORDON_GRANT_BLOCK ? number % 3 == 1 : number % 3 == 2);
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const Files *files = get_files ();
  guint n_changes = (guint) MIN (size / CHANGE_SIZE, MAX_CHANGES);
  g_autofree char *folder = NULL;
  CordonStore *store;

  /*
   * Who takes away the log of revocations and damages the rest can bring back what it held: that is a counter's
   * task.
   */
  for (guint file = 0; file < G_N_ELEMENTS (names); file++)
    {
      g_autofree guint8 *bytes = g_memdup2 (files->bytes[file], MAX (files->sizes[file], 1));
      gsize left = files->sizes[file];
      g_autofree char *path = NULL;

      for (guint i = 0; i < n_changes; i++)
        if (data[i * CHANGE_SIZE] % 2 == file)
          change (bytes, &left, data + i * CHANGE_SIZE);
      if (!folder)
        folder = fuzz_folder_new (names[file], bytes, left);
      path = g_build_filename (folder, names[file], NULL);
      g_file_set_contents_full (path, (const char *) bytes, (gssize) left, G_FILE_SET_CONTENTS_NONE, 0600,
                                NULL);
    }
  store = fuzz_store_open (folder);
  if (store)
    {
      CordonJournalReport report;

      cordon_grant_table_foreach (cordon_store_peek_table (store), NULL, CORDON_FEATURE_NONE, check_grant,
                                  NULL);
      cordon_store_verify_journal (store, &report, NULL);
      cordon_store_free (store);
    }
  fuzz_folder_remove (folder);
  return 0;
}
