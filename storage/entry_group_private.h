/*
 * Entries of the journal that are inserted together, as rows of grants are: see storage/row_group_private.h.
 */

#pragma once

#include "storage/database_private.h"
#include "storage/mac_private.h"
#include "storage/row_group_private.h"

G_BEGIN_DECLS

/** CordonSealedEntry: an entry with what binds it to the one before. */
typedef struct
{
  gint64 id;
  const guint8 *bytes; /* borrowed */
  gsize size;
  guint8 digest[CORDON_MAC_SIZE];
  guint8 mac[CORDON_MAC_SIZE];
} CordonSealedEntry;

/** CordonEntryGroup: zero-filled is empty. Not to be moved: its entries point into it. */
typedef struct
{
  guint n_entries;
  gsize n_bytes;
  CordonSealedEntry entries[CORDON_ROW_GROUP_SIZE];
  guint8 bytes[2048]; /* a longer entry does not wait */
} CordonEntryGroup;

/** cordon_sealed_entry_write: at once. */
gboolean cordon_sealed_entry_write (const CordonSealedEntry *entry, CordonDatabase *database, GError **error);

/** cordon_entry_group_add: takes a copy, written now or later. */
gboolean cordon_entry_group_add (CordonEntryGroup *group, const CordonSealedEntry *entry,
                                 CordonDatabase *database, GError **error);

/** cordon_entry_group_flush: writes what waits. The group is empty then, also where that failed. */
gboolean cordon_entry_group_flush (CordonEntryGroup *group, CordonDatabase *database, GError **error);

G_END_DECLS
