#include "storage/row_group_private.h"

#include <string.h>

/* Returns: the index of the parameter behind. */
static int
bind (sqlite3_stmt *statement, int index, const CordonSealedRow *sealed)
{
  const CordonTableInfo *info = cordon_table_get_info (CORDON_TABLE_GRANT);

  sqlite3_bind_int64 (statement, index++, sealed->row->id);
  for (guint i = 0; i < info->n_columns; i++)
    cordon_database_bind_value (statement, index++, info->columns[i].kind, &sealed->row->values[i]);
  sqlite3_bind_blob (statement, index++, sealed->mac, CORDON_ROW_MAC_SIZE, SQLITE_STATIC);
  return index;
}

static gboolean
write_rows (const CordonSealedRow *rows, guint n_rows, CordonStatement name, CordonDatabase *database,
            GError **error)
{
  sqlite3_stmt *statement = cordon_database_prepare (database, name, error);
  int index = 1;

  if (!statement)
    return FALSE;
  for (guint i = 0; i < n_rows; i++)
    index = bind (statement, index, &rows[i]);
  return cordon_database_step (database, statement, error) == SQLITE_DONE;
}

gboolean
cordon_row_group_flush (CordonRowGroup *group, CordonDatabase *database, GError **error)
{
  CordonStatement one = cordon_statement_of (CORDON_TABLE_GRANT, CORDON_VERB_PUT);
  guint n_rows = group->n_rows;
  gboolean written = TRUE;

  if (n_rows == CORDON_ROW_GROUP_SIZE)
    written = write_rows (group->rows, n_rows, CORDON_STATEMENT_PUT_GRANTS, database, error);
  else
    for (guint i = 0; written && i < n_rows; i++)
      written = write_rows (&group->rows[i], 1, one, database, error);
  group->n_rows = 0;
  return written;
}

gboolean
cordon_row_group_add (CordonRowGroup *group, const CordonRow *row, const guint8 *mac,
                      CordonDatabase *database, GError **error)
{
  CordonSealedRow *sealed = &group->rows[group->n_rows++];

  sealed->row = row;
  memcpy (sealed->mac, mac, CORDON_ROW_MAC_SIZE);
  return group->n_rows < CORDON_ROW_GROUP_SIZE || cordon_row_group_flush (group, database, error);
}
