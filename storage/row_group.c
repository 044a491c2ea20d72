#include "storage/row_group_private.h"

#include <string.h>

#include "storage/journal_private.h"

static CordonStatement
statement_for (CordonTableId table, gboolean many)
{
  if (table == CORDON_TABLE_JOURNAL)
    return many ? CORDON_STATEMENT_PUT_ENTRIES : CORDON_STATEMENT_PUT_ENTRY;
  return many ? CORDON_STATEMENT_PUT_GRANTS : cordon_statement_of (table, CORDON_VERB_PUT);
}

/* Returns: the index of the parameter behind. */
static int
bind (sqlite3_stmt *statement, int index, const CordonSealedRow *sealed)
{
  const CordonTableInfo *info = cordon_table_get_info (sealed->row.table);

  sqlite3_bind_int64 (statement, index++, sealed->row.id);
  for (guint i = 0; i < info->n_columns; i++)
    cordon_database_bind_value (statement, index++, info->columns[i].kind, &sealed->row.values[i]);
  for (guint i = 0; i < sealed->n_tail; i++)
    sqlite3_bind_blob (statement, index++, sealed->tail[i], sealed->tail_size, SQLITE_STATIC);
  return index;
}

gboolean
cordon_sealed_row_write (const CordonSealedRow *sealed, CordonDatabase *database, GError **error)
{
  sqlite3_stmt *statement = cordon_database_prepare (database, statement_for (sealed->row.table, FALSE),
                                                     error);

  if (!statement)
    return FALSE;
  bind (statement, 1, sealed);
  return cordon_database_step (database, statement, error) == SQLITE_DONE;
}

static gboolean
write_all (const CordonRowGroup *group, CordonDatabase *database, GError **error)
{
  sqlite3_stmt *statement = cordon_database_prepare (database, statement_for (group->rows[0].row.table, TRUE),
                                                     error);
  int index = 1;

  if (!statement)
    return FALSE;
  for (guint i = 0; i < group->n_rows; i++)
    index = bind (statement, index, &group->rows[i]);
  return cordon_database_step (database, statement, error) == SQLITE_DONE;
}

gboolean
cordon_row_group_flush (CordonRowGroup *group, CordonDatabase *database, GError **error)
{
  guint n_rows = group->n_rows;
  gboolean written = TRUE;

  if (n_rows == CORDON_ROW_GROUP_SIZE)
    written = write_all (group, database, error);
  else
    for (guint i = 0; written && i < n_rows; i++)
      written = cordon_sealed_row_write (&group->rows[i], database, error);
  group->n_rows = 0;
  return written;
}

gboolean
cordon_row_group_add (CordonRowGroup *group, const CordonSealedRow *sealed, CordonDatabase *database,
                      GError **error)
{
  CordonSealedRow *row = &group->rows[group->n_rows++];

  *row = *sealed;
  if (row->row.table == CORDON_TABLE_JOURNAL)
    row->row.values[CORDON_ENTRY_SALT].bytes = (const char *) row->salt;
  return group->n_rows < CORDON_ROW_GROUP_SIZE || cordon_row_group_flush (group, database, error);
}
