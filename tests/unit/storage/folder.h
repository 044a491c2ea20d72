#pragma once

/* A folder for one test's store, a clock that the test owns, and looks at the bytes. */

#include "storage/store.h"
#include "storage/undo_list.h"

typedef struct
{
  char *path;
  CordonTime now;
  CordonStoreOptions options;
} TestFolder;

/** test_folder_set_up, test_folder_tear_down: for CORDON_TEST_WITH; the state is a TestFolder. */
int test_folder_set_up (void **state);
int test_folder_tear_down (void **state);

/**
 * test_folder_open_store: Returns: (transfer full): the store in the folder of @state; fails where it does not
 * open.
 */
CordonStore *test_folder_open_store (void **state);

/** test_folder_execute: runs @sql on a file in it that nobody has open. Returns: SQLite's code. */
int test_folder_execute (const TestFolder *folder, const char *name, const char *sql);

/** test_folder_contains: whether a file in it has @text anywhere. */
gboolean test_folder_contains (const TestFolder *folder, const char *text);
gboolean test_folder_contains_bytes (const TestFolder *folder, gconstpointer bytes, gsize size);

/** test_folder_digest: Returns: (transfer full): of all names and contents. */
char *test_folder_digest (const TestFolder *folder);

/** test_folder_file: Returns: (transfer full): the path of the file called @name. */
char *test_folder_file (const TestFolder *folder, const char *name);

/** test_folder_count: Returns: how many names in it begin with @prefix. */
guint test_folder_count (const TestFolder *folder, const char *prefix);

/** test_remove_folder: the folder and what is in it. */
void test_remove_folder (const char *path);

/* Counters for the store's callbacks. */
void test_count_problem (CordonStoreProblem problem, const char *detail, gpointer data);
void test_first_undo (guint64 undo_id, const CordonGrant *grant, CordonUndoReason reason,
                      gint64 removed_wall_us, gpointer data);

/** test_has_problem: whether the store reported @problem. */
gboolean test_has_problem (const CordonStore *store, CordonStoreProblem problem);

/** assert_no_error_message: fails with the error's text. */
void assert_no_error_message (const GError *error);
