/*
 * Records: everything kept that is not a grant and not the journal: small tables, whole in memory, changed there at
 * once and written behind.
 */

#pragma once

#include "storage/store_private.h"

G_BEGIN_DECLS

void cordon_records_init (CordonStore *store);
void cordon_records_clear (CordonStore *store);

/** cordon_records_load: @row comes from the disk. Returns: %FALSE when its key is there already. */
gboolean cordon_records_load (CordonStore *store, const CordonRow *row);

/**
 * cordon_records_find: Returns: (transfer none) (nullable): the row with the key columns of @key; valid until
 * the next change.
 */
const CordonRow *cordon_records_find (const CordonStore *store, const CordonRow *key);

/**
 * cordon_records_put: replaces or adds @row, whose id is set here.
 * @unit: (nullable): what makes it durable; %NULL keeps it in memory only
 */
const CordonRow *cordon_records_put (CordonStore *store, CordonUnit *unit, const CordonRow *row);

/** cordon_records_drop: takes the row with @key's key columns out of memory and, by @unit, off the disk. */
void cordon_records_drop (CordonStore *store, CordonUnit *unit, const CordonRow *key);

/** cordon_records_rows: Returns: (transfer container): the rows of @table, valid until the next change. */
GPtrArray *cordon_records_rows (const CordonStore *store, CordonTableId table);

gboolean cordon_row_is_on_disk (const CordonRow *row);

G_END_DECLS
