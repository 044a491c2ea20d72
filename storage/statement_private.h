/*
 * Every statement that the store ever runs, by name.
 */

#pragma once

#include <glib.h>

#include "storage/row_private.h"

/* What each table of rows has. */
typedef enum
{
  CORDON_VERB_LOAD = 0,  /* all behind an id, upwards */
  CORDON_VERB_LOAD_DOWN, /* all before an id, downwards */
  CORDON_VERB_GET,
  CORDON_VERB_PUT,
  CORDON_VERB_DELETE,
} CordonVerb;

#define CORDON_N_VERBS 5

typedef enum
{
  CORDON_STATEMENT_NONE = 0,
  CORDON_STATEMENT_BEGIN,
  CORDON_STATEMENT_COMMIT,
  CORDON_STATEMENT_ROLLBACK,
  CORDON_STATEMENT_CHECKPOINT,
  CORDON_STATEMENT_GET_APPLICATION_ID,
  CORDON_STATEMENT_GET_VERSION,
  CORDON_STATEMENT_COUNT_TABLES,
  CORDON_STATEMENT_HAS_TABLE,
  CORDON_STATEMENT_GET_SCHEMA, /* table, kind, name and text of each entry */
  CORDON_STATEMENT_GET_STORE,
  CORDON_STATEMENT_PUT_STORE,
  CORDON_STATEMENT_GET_SEAL,
  CORDON_STATEMENT_PUT_SEAL,
  CORDON_STATEMENT_GET_HEAD,
  CORDON_STATEMENT_PUT_HEAD,
  CORDON_STATEMENT_PUT_ENTRY,
  CORDON_STATEMENT_PUT_ENTRIES, /* and grants: as many as a row group has; what fails ends the transaction */
  CORDON_STATEMENT_PUT_GRANTS,
  CORDON_STATEMENT_LOAD_ENTRIES,
  CORDON_STATEMENT_LOAD_OLD_ENTRIES, /* of a file from before schema 5, as if it was a newer one */
  CORDON_STATEMENT_BLANK_ENTRY,
  CORDON_STATEMENT_TRIM_ENTRIES,
  CORDON_STATEMENT_ENTRY_AT,
  CORDON_STATEMENT_COUNT_ENTRIES,
  CORDON_STATEMENT_IMPORT_FIREFOX, /* of a foreign file */
  CORDON_STATEMENT_ROWS,           /* from here on: table * CORDON_N_VERBS + verb */
} CordonStatement;

#define CORDON_N_STATEMENTS (CORDON_STATEMENT_ROWS + CORDON_N_TABLES * CORDON_N_VERBS)

static inline CordonStatement
cordon_statement_of (CordonTableId table, CordonVerb verb)
{
  return (CordonStatement) (CORDON_STATEMENT_ROWS + (guint) table * CORDON_N_VERBS + (guint) verb);
}

/** cordon_statement_get_sql: Returns: (transfer none) (nullable): %NULL where a table does not have the verb. */
const char *cordon_statement_get_sql (CordonStatement statement);

/** cordon_statement_get_set_up: Returns: (transfer none): what a connection runs first. */
const char *cordon_statement_get_set_up (gboolean read_only);
