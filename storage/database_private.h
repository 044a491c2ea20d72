/*
 * One connection to one file. Used by one thread at a time: the opener's, then the writer's.
 */

#pragma once

#include <sqlite3.h>

#include "storage/statement_private.h"

G_BEGIN_DECLS

typedef struct _CordonDatabase CordonDatabase;

/**
 * cordon_database_open: opens @path, exclusively and for writing where the medium allows it.
 * @read_only: (inout): asks for a read-only connection, or tells that there was no other
 *
 * Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_STORE_….
 */
CordonDatabase *cordon_database_open (const char *path, gboolean *read_only, GError **error);

/** cordon_database_open_scratch: one in memory, for comparing. Returns: (transfer full) (nullable). */
CordonDatabase *cordon_database_open_scratch (void);
void cordon_database_close (CordonDatabase *database);

/** cordon_database_prepare: Returns: (transfer none) (nullable): the statement, reset, nothing bound. */
sqlite3_stmt *cordon_database_prepare (CordonDatabase *database, CordonStatement statement, GError **error);

/**
 * cordon_database_step: Returns: SQLITE_ROW, SQLITE_DONE, or another code with @error set; resets all but at a
 * row.
 */
int cordon_database_step (CordonDatabase *database, sqlite3_stmt *statement, GError **error);

/** cordon_database_run: a statement without values, to its end. */
gboolean cordon_database_run (CordonDatabase *database, CordonStatement statement, GError **error);

/** cordon_database_execute: a script of the schema. */
gboolean cordon_database_execute (CordonDatabase *database, const char *script, GError **error);

/** cordon_database_get_integer: the first value of the first row, or 0. */
gint64 cordon_database_get_integer (CordonDatabase *database, CordonStatement statement);
int cordon_database_get_version (CordonDatabase *database);

/** cordon_database_is_empty: whether it surely has no table; %FALSE when it cannot be read. */
gboolean cordon_database_is_empty (CordonDatabase *database);
gboolean cordon_database_has_table (CordonDatabase *database, const char *name);

/**
 * cordon_database_mark: remembers where the log ends, before a transaction.
 * cordon_database_cut_log: cuts off what a failed COMMIT left behind the mark, past SQLite: it must not come back
 * as committed
 *   after a crash.
 */
void cordon_database_mark (CordonDatabase *database);
void cordon_database_cut_log (CordonDatabase *database);

/** cordon_database_keep_log: closing leaves file and log as they are. */
void cordon_database_keep_log (CordonDatabase *database);

/**
 * cordon_database_tidy: moves the log into the file where it has grown long. Returns: whether nothing is in the
 * log that is not in the file.
 */
gboolean cordon_database_tidy (CordonDatabase *database);

/** cordon_database_in_transaction: whether one is open; a failed COMMIT may have left it or not. */
gboolean cordon_database_in_transaction (CordonDatabase *database);

/* Rows. The texts of a read row are valid until the statement moves. */
void cordon_database_bind_value (sqlite3_stmt *statement, int index, CordonColumnKind kind,
                                 const CordonValue *value);

/** cordon_database_read_row: Returns: %FALSE when a value has a kind that its column does not have. */
gboolean cordon_database_read_row (sqlite3_stmt *statement, CordonTableId table, CordonRow *out_row);
gboolean cordon_database_read_blob (sqlite3_stmt *statement, int column, gpointer out, gsize size);

/** cordon_database_error: @code is one of SQLite's; the message says what to do next. */
void cordon_database_set_error (CordonDatabase *database, int code, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonDatabase, cordon_database_close)

G_END_DECLS
