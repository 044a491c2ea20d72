#include "isolation/callee_table.h"

struct _CordonCalleeTable
{
  GPtrArray *callees;  /* index is number - 1; owns them */
  GHashTable *numbers; /* CordonCallee (not owned) → number */
};

CordonCalleeTable *
cordon_callee_table_new (void)
{
  CordonCalleeTable *table = g_new0 (CordonCalleeTable, 1);

  table->callees = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_callee_unref);
  table->numbers = g_hash_table_new (cordon_callee_hash, cordon_callee_equal);

  return table;
}

void
cordon_callee_table_free (CordonCalleeTable *table)
{
  if (!table)
    return;

  g_hash_table_unref (table->numbers);
  g_ptr_array_unref (table->callees);
  g_free (table);
}

guint32
cordon_callee_table_intern (CordonCalleeTable *table, const CordonCallee *callee)
{
  CordonCallee *kept;
  guint number;

  g_return_val_if_fail (table != NULL, CORDON_CALLEE_ID_NOBODY);

  if (!callee)
    return CORDON_CALLEE_ID_NOBODY;

  number = GPOINTER_TO_UINT (g_hash_table_lookup (table->numbers, callee));
  if (number != 0)
    return number;
  if (table->callees->len >= CORDON_CALLEE_TABLE_MAX)
    return CORDON_CALLEE_ID_NOBODY;

  kept = cordon_callee_ref (callee);
  g_ptr_array_add (table->callees, kept);
  g_hash_table_insert (table->numbers, kept, GUINT_TO_POINTER (table->callees->len));

  return table->callees->len;
}

const CordonCallee *
cordon_callee_table_get (const CordonCalleeTable *table, guint32 callee_id)
{
  g_return_val_if_fail (table != NULL, NULL);

  if (callee_id == CORDON_CALLEE_ID_NONE || callee_id > table->callees->len)
    return NULL;

  return g_ptr_array_index (table->callees, callee_id - 1);
}

const CordonCallee *
cordon_callee_table_find (const CordonCalleeTable *table, CordonLabel label)
{
  return cordon_callee_table_get (table, cordon_label_get_callee_id (label));
}
