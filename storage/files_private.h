/*
 * The files of a store: one folder, 0700, with everything in it 0600.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CORDON_DATABASE_NAME "cordon.sqlite"
#define CORDON_FRESH_NAME "cordon.sqlite.new"
#define CORDON_LOCK_NAME "cordon.lock"

/**
 * cordon_files_prepare: makes the folder where it is missing and closes it to others. %FALSE with
 * CORDON_ERROR_STORE_OPEN.
 */
gboolean cordon_files_prepare (const char *directory, GError **error);

/**
 * cordon_files_resolve: where @directory really is: SQLite follows no symbolic link to its files, and a home folder may
 * be one. Returns: (transfer full).
 */
char *cordon_files_resolve (const char *directory);

/**
 * cordon_files_check: nothing but plain files stands where the store's files are to be: no pipe that opening waits
 * for, no symbolic link to somebody else's file. %FALSE with CORDON_ERROR_STORE_OPEN.
 */
gboolean cordon_files_check (const char *directory, GError **error);

/**
 * cordon_files_set_strange_journal_aside: a store never leaves a rollback journal beside a file that has a log, nor one
 * that names other files. SQLite would play it into the file, and could remove what it names.
 */
void cordon_files_set_strange_journal_aside (const char *database);

/**
 * cordon_files_lock: one opener at a time, across processes and within one. Ends with the process.
 *
 * Returns: a descriptor, or -1 with CORDON_ERROR_STORE_BUSY or _OPEN. On a medium that cannot be written there is
 * nobody to keep out: -1 without an error.
 */
int cordon_files_lock (const char *directory, GError **error);

/** cordon_files_write: writes a small file so that a crash leaves the old or the new one. %FALSE with errno. */
gboolean cordon_files_write (const char *directory, const char *name, const char *data, gsize size);

/** cordon_files_sync_directory: makes what was renamed in it durable. */
void cordon_files_sync_directory (const char *directory);

/** cordon_files_touch: makes an empty file with mode 0600 where there is none, closes it to others where there is. */
void cordon_files_touch (const char *path);

/**
 * cordon_files_move_aside: renames @name and its log. Returns: (transfer full) (nullable): the new name, %NULL
 * with errno.
 */
char *cordon_files_move_aside (const char *directory, const char *name, gint64 wall_us);

G_END_DECLS
