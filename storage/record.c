#include "storage/record_private.h"

static gboolean
is_record_table (CordonTableId table)
{
  return table >= CORDON_TABLE_UNDO && table < CORDON_N_TABLES;
}

void
cordon_records_init (CordonStore *store)
{
  for (guint i = 0; i < CORDON_N_TABLES; i++)
    if (is_record_table (i))
      store->records[i] = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                                 (GDestroyNotify) cordon_row_free);
}

void
cordon_records_clear (CordonStore *store)
{
  for (guint i = 0; i < CORDON_N_TABLES; i++)
    g_clear_pointer (&store->records[i], g_hash_table_unref);
}

gboolean
cordon_row_is_on_disk (const CordonRow *row)
{
  return row->id > 0 && (guint64) row->id < CORDON_MEMORY_ID_BASE;
}

/* The key columns, each with its size before it, so that two texts never run together. */
static GBytes *
key_of (const CordonRow *row)
{
  const CordonTableInfo *info = cordon_table_get_info (row->table);
  GByteArray *key = g_byte_array_new ();

  if (info->n_key == 0)
    g_byte_array_append (key, (const guint8 *) &row->id, sizeof row->id);
  for (guint i = 0; i < info->n_key; i++)
    {
      const CordonValue *value = &row->values[i];
      guint64 head = cordon_column_is_integer (info->columns[i].kind) ? (guint64) value->integer
                                                                      : value->size;

      g_byte_array_append (key, (const guint8 *) &head, sizeof head);
      g_byte_array_append (key, (const guint8 *) value->bytes, (guint) value->size);
    }
  return g_byte_array_free_to_bytes (key);
}

const CordonRow *
cordon_records_find (const CordonStore *store, const CordonRow *key)
{
  g_autoptr (GBytes) bytes = key_of (key);

  g_return_val_if_fail (is_record_table (key->table), NULL);

  return g_hash_table_lookup (store->records[key->table], bytes);
}

gboolean
cordon_records_load (CordonStore *store, const CordonRow *row)
{
  g_return_val_if_fail (is_record_table (row->table), FALSE);

  if (cordon_records_find (store, row))
    return FALSE;
  g_hash_table_insert (store->records[row->table], key_of (row), cordon_row_copy (row));
  return TRUE;
}

const CordonRow *
cordon_records_put (CordonStore *store, CordonUnit *unit, const CordonRow *row)
{
  const CordonRow *old = row->id || cordon_table_get_info (row->table)->n_key
                           ? cordon_records_find (store, row)
                           : NULL;
  gboolean to_disk = unit && store->disk;
  gboolean was_on_disk = old && cordon_row_is_on_disk (old);
  CordonRow *copy = cordon_row_copy (row);

  if (was_on_disk || (old && !to_disk))
    copy->id = old->id;
  else
    copy->id = (gint64) (to_disk ? store->next_row_id++ : store->next_memory_id++);

  if (to_disk)
    cordon_unit_add (unit, was_on_disk ? CORDON_CHANGE_UPDATE : CORDON_CHANGE_PUT, cordon_row_copy (copy));
  g_hash_table_replace (store->records[row->table], key_of (copy), copy);
  return copy;
}

void
cordon_records_drop (CordonStore *store, CordonUnit *unit, const CordonRow *key)
{
  g_autoptr (GBytes) bytes = key_of (key);
  const CordonRow *old = g_hash_table_lookup (store->records[key->table], bytes);

  if (!old)
    return;
  if (unit && cordon_row_is_on_disk (old))
    cordon_unit_delete (unit, old->table, old->id);
  g_hash_table_remove (store->records[key->table], bytes);
}

GPtrArray *
cordon_records_rows (const CordonStore *store, CordonTableId table)
{
  GPtrArray *rows = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer row;

  g_return_val_if_fail (is_record_table (table), rows);

  g_hash_table_iter_init (&iter, store->records[table]);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (rows, row);
  return rows;
}
