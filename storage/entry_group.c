#include "storage/entry_group_private.h"

#include <string.h>

/* Returns: the index of the parameter behind. */
static int
bind (sqlite3_stmt *statement, int index, const CordonSealedEntry *entry)
{
  sqlite3_bind_int64 (statement, index++, entry->id);
  sqlite3_bind_blob (statement, index++, entry->bytes, (int) entry->size, SQLITE_STATIC);
  sqlite3_bind_blob (statement, index++, entry->digest, CORDON_MAC_SIZE, SQLITE_STATIC);
  sqlite3_bind_blob (statement, index++, entry->mac, CORDON_MAC_SIZE, SQLITE_STATIC);
  return index;
}

static gboolean
write_entries (const CordonSealedEntry *entries, guint n_entries, CordonStatement name,
               CordonDatabase *database, GError **error)
{
  sqlite3_stmt *statement = cordon_database_prepare (database, name, error);
  int index = 1;

  if (!statement)
    return FALSE;
  for (guint i = 0; i < n_entries; i++)
    index = bind (statement, index, &entries[i]);
  return cordon_database_step (database, statement, error) == SQLITE_DONE;
}

gboolean
cordon_sealed_entry_write (const CordonSealedEntry *entry, CordonDatabase *database, GError **error)
{
  return write_entries (entry, 1, CORDON_STATEMENT_PUT_ENTRY, database, error);
}

gboolean
cordon_entry_group_flush (CordonEntryGroup *group, CordonDatabase *database, GError **error)
{
  guint n_entries = group->n_entries;
  gboolean written = TRUE;

  if (n_entries == CORDON_ROW_GROUP_SIZE)
    written = write_entries (group->entries, n_entries, CORDON_STATEMENT_PUT_ENTRIES, database, error);
  else
    for (guint i = 0; written && i < n_entries; i++)
      written = cordon_sealed_entry_write (&group->entries[i], database, error);
  group->n_entries = 0;
  group->n_bytes = 0;
  return written;
}

gboolean
cordon_entry_group_add (CordonEntryGroup *group, const CordonSealedEntry *entry, CordonDatabase *database,
                        GError **error)
{
  CordonSealedEntry *place;

  if (entry->size > sizeof group->bytes - group->n_bytes
      && !cordon_entry_group_flush (group, database, error))
    return FALSE;
  if (entry->size > sizeof group->bytes)
    return cordon_sealed_entry_write (entry, database, error);
  place = &group->entries[group->n_entries++];
  *place = *entry;
  place->bytes = memcpy (group->bytes + group->n_bytes, entry->bytes, entry->size);
  group->n_bytes += entry->size;
  return group->n_entries < CORDON_ROW_GROUP_SIZE || cordon_entry_group_flush (group, database, error);
}
