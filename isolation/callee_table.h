/*
 * The callees that the labels of one graph name, each under a small number. Numbers are never reused, and mean
 * nothing outside their table. Owner thread only.
 */

#pragma once

#include "isolation/label.h"
#include "permissions/callee.h"

G_BEGIN_DECLS

typedef struct _CordonCalleeTable CordonCalleeTable;

/** CORDON_CALLEE_TABLE_MAX: callees that one table keeps. One more is nobody. */
#define CORDON_CALLEE_TABLE_MAX 65536

/** cordon_callee_table_new: Returns: (transfer full): an empty table. */
CORDON_API CordonCalleeTable *cordon_callee_table_new (void);
/** cordon_callee_table_free: %NULL is nothing. */
CORDON_API void cordon_callee_table_free (CordonCalleeTable *table);

/**
 * cordon_callee_table_intern: Returns: the number of @callee; CORDON_CALLEE_ID_NOBODY for %NULL or a
 * full table.
 */
CORDON_API guint32 cordon_callee_table_intern (CordonCalleeTable *table, const CordonCallee *callee);

/**
 * cordon_callee_table_get: Returns: (transfer none) (nullable): %NULL for none, nobody, or a number of
 * another table.
 */
CORDON_API const CordonCallee *cordon_callee_table_get (const CordonCalleeTable *table, guint32 callee_id);

/**
 * cordon_callee_table_find: whom media of @label may go to. Returns: (transfer none) (nullable):
 * %NULL: nobody in particular.
 */
CORDON_API const CordonCallee *cordon_callee_table_find (const CordonCalleeTable *table, CordonLabel label);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonCalleeTable, cordon_callee_table_free)

G_END_DECLS
