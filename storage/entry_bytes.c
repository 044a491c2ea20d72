#include "storage/entry_bytes_private.h"

#include <string.h>

gsize
cordon_entry_write (const CordonRow *row, guint8 *out, gsize size)
{
  const CordonTableInfo *info = cordon_table_get_info (CORDON_TABLE_JOURNAL);
  gsize at = 0;

  for (guint i = 0; i < info->n_columns; i++)
    {
      const CordonValue *value = &row->values[i];
      gboolean is_integer = cordon_column_is_integer (info->columns[i].kind);
      gsize n_bytes = is_integer ? 0 : value->size;

      if (n_bytes > size || size - n_bytes < at + CORDON_MAC_MAX_NUMBER)
        return 0;
      at += cordon_mac_write_number (out + at, is_integer ? (guint64) value->integer : value->size);
      if (n_bytes > 0)
        memcpy (out + at, value->bytes, n_bytes);
      at += n_bytes;
    }
  return at;
}

/* Moves @at behind the number. */
static gboolean
read_number (const guint8 *bytes, gsize size, gsize *at, guint64 *out_number)
{
  *out_number = 0;
  for (guint shift = 0; shift < 64 && *at < size; shift += 7)
    {
      guint8 byte = bytes[(*at)++];

      *out_number |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_value (const guint8 *bytes, gsize size, gsize *at, CordonColumnKind kind, GByteArray *texts,
            CordonValue *out_value)
{
  guint64 number;

  if (!read_number (bytes, size, at, &number))
    return FALSE;
  if (cordon_column_is_integer (kind))
    {
      *out_value = cordon_value_integer ((gint64) number);
      return TRUE;
    }
  if (number > size - *at)
    return FALSE;
  *out_value = (CordonValue){ .bytes = (const char *) texts->data + texts->len, .size = (gsize) number };
  g_byte_array_append (texts, bytes + *at, (guint) number);
  g_byte_array_append (texts, (const guint8 *) "", 1);
  *at += (gsize) number;
  return TRUE;
}

gboolean
cordon_entry_read (const guint8 *bytes, gsize size, GByteArray *texts, CordonRow *out_row)
{
  const CordonTableInfo *info = cordon_table_get_info (CORDON_TABLE_JOURNAL);
  gboolean good = size < G_MAXUINT / 2;
  gsize at = 0;

  out_row->table = CORDON_TABLE_JOURNAL;
  for (guint i = 0; i < CORDON_MAX_COLUMNS; i++)
    out_row->values[i] = cordon_value_integer (0);
  if (!good)
    return FALSE;
  /* As long as it can become, so that no text moves. */
  g_byte_array_set_size (texts, (guint) size + CORDON_MAX_COLUMNS);
  g_byte_array_set_size (texts, 0);
  for (guint i = 0; good && i < info->n_columns; i++)
    good = read_value (bytes, size, &at, info->columns[i].kind, texts, &out_row->values[i]);
  return good && at == size;
}

void
cordon_entry_digest (const CordonMac *mac, gint64 sequence, const guint8 *bytes, gsize size,
                     guint8 out[CORDON_MAC_SIZE])
{
  cordon_mac_packed (mac, CORDON_TABLE_JOURNAL, sequence, bytes, size, out);
}

/* SQL's function. */

static gboolean
take_value (sqlite3_value *from, CordonColumnKind kind, CordonValue *out_value)
{
  int type = sqlite3_value_type (from);
  const char *bytes;

  if (cordon_column_is_integer (kind))
    {
      *out_value = cordon_value_integer (sqlite3_value_int64 (from));
      return type == SQLITE_INTEGER;
    }
  bytes = kind == CORDON_COLUMN_TEXT ? (const char *) sqlite3_value_text (from) : sqlite3_value_blob (from);
  *out_value = cordon_value_blob (bytes, (gsize) sqlite3_value_bytes (from));
  return type == (kind == CORDON_COLUMN_TEXT ? SQLITE_TEXT : SQLITE_BLOB);
}

/* A row that has values of other kinds is no entry: it is kept as nothing, which does not verify. */
static void
make_entry (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const CordonTableInfo *info = cordon_table_get_info (CORDON_TABLE_JOURNAL);
  CordonRow row = { .table = CORDON_TABLE_JOURNAL };
  gboolean good = (guint) n_values == info->n_columns;
  gsize size = 0;
  guint8 *bytes;

  for (guint i = 0; good && i < info->n_columns; i++)
    {
      good = take_value (values[i], info->columns[i].kind, &row.values[i]);
      size += row.values[i].size + CORDON_MAC_MAX_NUMBER;
    }
  if (!good)
    {
      sqlite3_result_zeroblob (context, 0);
      return;
    }
  bytes = g_malloc (size);
  sqlite3_result_blob (context, bytes, (int) cordon_entry_write (&row, bytes, size), g_free);
}

int
cordon_entry_add_function (sqlite3 *connection)
{
  int n_columns = (int) cordon_table_get_info (CORDON_TABLE_JOURNAL)->n_columns;

  return sqlite3_create_function_v2 (connection, "cordon_entry", n_columns,
                                     SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, make_entry,
                                     NULL, NULL, NULL);
}
