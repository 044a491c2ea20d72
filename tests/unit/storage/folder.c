#include "tests/unit/storage/folder.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "tests/unit/storage/support.h"

static CordonTime
read_clock (gpointer data)
{
  const TestFolder *folder = data;

  return folder->now;
}

int
test_folder_set_up (void **state)
{
  TestFolder *folder = g_new0 (TestFolder, 1);

  folder->path = g_dir_make_tmp ("cordon-store-XXXXXX", NULL);
  folder->now = (CordonTime){ WALL_US, 1 };
  folder->options.clock = (CordonClock){ read_clock, folder };
  *state = folder;
  return folder->path ? 0 : -1;
}

void
test_remove_folder (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory && (name = g_dir_read_name (directory)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

int
test_folder_tear_down (void **state)
{
  TestFolder *folder = *state;

  test_remove_folder (folder->path);
  g_free (folder->path);
  g_free (folder);
  return 0;
}

char *
test_folder_file (const TestFolder *folder, const char *name)
{
  return g_build_filename (folder->path, name, NULL);
}

int
test_folder_execute (const TestFolder *folder, const char *name, const char *sql)
{
  g_autofree char *path = test_folder_file (folder, name);
  sqlite3 *database = NULL;
  int code;

  assert_int_equal (sqlite3_open (path, &database), SQLITE_OK);
  code = sqlite3_exec (database, sql, NULL, NULL, NULL);
  sqlite3_close (database);
  return code;
}

gboolean
test_folder_contains_bytes (const TestFolder *folder, gconstpointer bytes, gsize size)
{
  g_autoptr (GDir) directory = g_dir_open (folder->path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)))
    {
      g_autofree char *file = test_folder_file (folder, name);
      g_autofree char *contents = NULL;
      gsize length = 0;

      if (g_file_get_contents (file, &contents, &length, NULL) && memmem (contents, length, bytes, size))
        return TRUE;
    }
  return FALSE;
}

gboolean
test_folder_contains (const TestFolder *folder, const char *text)
{
  return test_folder_contains_bytes (folder, text, strlen (text));
}

guint
test_folder_count (const TestFolder *folder, const char *prefix)
{
  g_autoptr (GDir) directory = g_dir_open (folder->path, 0, NULL);
  const char *name;
  guint n_files = 0;

  while ((name = g_dir_read_name (directory)))
    n_files += g_str_has_prefix (name, prefix) ? 1 : 0;
  return n_files;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
test_folder_digest (const TestFolder *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder->path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *name;

  while ((name = g_dir_read_name (directory)))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *file = test_folder_file (folder, g_ptr_array_index (names, i));
      g_autofree char *contents = NULL;
      gsize length = 0;

      g_checksum_update (checksum, g_ptr_array_index (names, i), -1);
      if (g_file_get_contents (file, &contents, &length, NULL))
        g_checksum_update (checksum, (const guchar *) contents, (gssize) length);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

void
test_count_problem (CordonStoreProblem problem, const char *detail, gpointer data)
{
  print_message ("problem %s: %s\n", cordon_store_problem_to_string (problem), detail);
  (*(guint *) data)++;
}

typedef struct
{
  CordonStoreProblem wanted;
  gboolean found;
} ProblemSearch;

static void
search_problem (CordonStoreProblem problem, const char *detail, gpointer data)
{
  ProblemSearch *search = data;

  search->found |= problem == search->wanted;
}

gboolean
test_has_problem (const CordonStore *store, CordonStoreProblem problem)
{
  ProblemSearch search = { problem, FALSE };

  cordon_store_foreach_problem (store, search_problem, &search);
  return search.found;
}

void
test_first_undo (guint64 undo_id, const CordonGrant *grant, CordonUndoReason reason, gint64 removed_wall_us,
                 gpointer data)
{
  guint64 *id = data;

  if (*id == 0)
    *id = undo_id;
}

void
assert_no_error_message (const GError *error)
{
  assert_string_equal (error ? error->message : "", "");
}

CordonStore *
test_folder_open_store (void **state)
{
  TestFolder *folder = *state;
  g_autoptr (GError) error = NULL;
  CordonStore *store = cordon_store_open (folder->path, &folder->options, &error);

  assert_no_error_message (error);
  assert_non_null (store);
  return store;
}
