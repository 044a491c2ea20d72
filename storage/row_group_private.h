/*
 * Rows that are inserted together: beginning and ending a statement costs SQLite about as much as a row does. For
 * transactions that are rolled back as a whole when anything fails.
 */

#pragma once

#include "storage/database_private.h"
#include "storage/mac_private.h"

G_BEGIN_DECLS

#define CORDON_ROW_GROUP_SIZE 8
#define CORDON_ROW_MAX_TAIL 2

/** CordonSealedRow: a row with what stands behind its columns: a MAC, or digest and MAC. */
typedef struct
{
  CordonRow row; /* its bytes are borrowed, but for an entry's salt */
  guint8 salt[CORDON_ROW_MAC_SIZE];
  guint8 tail[CORDON_ROW_MAX_TAIL][CORDON_MAC_SIZE];
  guint n_tail;
  int tail_size; /* of each */
} CordonSealedRow;

/** CordonRowGroup: zero-filled is empty; rows of one table, grants or the journal's. */
typedef struct
{
  guint n_rows;
  CordonSealedRow rows[CORDON_ROW_GROUP_SIZE];
} CordonRowGroup;

/** cordon_sealed_row_write: at once. */
gboolean cordon_sealed_row_write (const CordonSealedRow *sealed, CordonDatabase *database, GError **error);

/** cordon_row_group_add: @sealed, whose borrowed bytes have to last until the group is flushed, now or later. */
gboolean cordon_row_group_add (CordonRowGroup *group, const CordonSealedRow *sealed, CordonDatabase *database,
                               GError **error);

/** cordon_row_group_flush: writes what waits. The group is empty then, also where that failed. */
gboolean cordon_row_group_flush (CordonRowGroup *group, CordonDatabase *database, GError **error);

G_END_DECLS
