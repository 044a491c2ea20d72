/*
 * Grants that are inserted together: beginning and ending a statement costs SQLite about as much as a row does. For
 * transactions that are rolled back as a whole when anything fails.
 */

#pragma once

#include "storage/database_private.h"
#include "storage/mac_private.h"

G_BEGIN_DECLS

#define CORDON_ROW_GROUP_SIZE 8

/** CordonSealedRow: a row of a grant with its MAC. */
typedef struct
{
  const CordonRow *row; /* borrowed */
  guint8 mac[CORDON_ROW_MAC_SIZE];
} CordonSealedRow;

/** CordonRowGroup: zero-filled is empty. */
typedef struct
{
  guint n_rows;
  CordonSealedRow rows[CORDON_ROW_GROUP_SIZE];
} CordonRowGroup;

/**
 * cordon_row_group_add: @row has to last until the group is flushed, now or later.
 * @mac: CORDON_ROW_MAC_SIZE bytes
 */
gboolean cordon_row_group_add (CordonRowGroup *group, const CordonRow *row, const guint8 *mac,
                               CordonDatabase *database, GError **error);

/** cordon_row_group_flush: writes what waits. The group is empty then, also where that failed. */
gboolean cordon_row_group_flush (CordonRowGroup *group, CordonDatabase *database, GError **error);

G_END_DECLS
