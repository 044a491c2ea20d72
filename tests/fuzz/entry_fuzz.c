#include <string.h>

#include "storage/entry_bytes_private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_same (const CordonRow *row, const CordonRow *again)
{
  const CordonTableInfo *info = cordon_table_get_info (CORDON_TABLE_JOURNAL);

  for (guint i = 0; i < info->n_columns; i++)
    if (cordon_column_is_integer (info->columns[i].kind))
      g_assert_true (row->values[i].integer == again->values[i].integer);
    else
      g_assert_cmpmem (row->values[i].bytes, row->values[i].size, again->values[i].bytes,
                       again->values[i].size);
}

/* What was read says the same when it is written and read again, and every text ends where it says. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const CordonTableInfo *info = cordon_table_get_info (CORDON_TABLE_JOURNAL);
  g_autoptr (GByteArray) texts = g_byte_array_new ();
  g_autoptr (GByteArray) texts_again = g_byte_array_new ();
  g_autofree guint8 *bytes = g_malloc (size + CORDON_MAX_COLUMNS * CORDON_MAC_MAX_NUMBER);
  CordonRow row = { 0 };
  CordonRow again = { 0 };
  gsize written;

  if (!cordon_entry_read (data, size, texts, &row))
    return 0;
  for (guint i = 0; i < info->n_columns; i++)
    if (!cordon_column_is_integer (info->columns[i].kind))
      g_assert_true (row.values[i].bytes[row.values[i].size] == '\0');
  written = cordon_entry_write (&row, bytes, size + CORDON_MAX_COLUMNS * CORDON_MAC_MAX_NUMBER);
  g_assert_true (written > 0 && written <= size);
  g_assert_true (cordon_entry_read (bytes, written, texts_again, &again));
  check_same (&row, &again);
  return 0;
}
