/*
 * An entry of the journal as bytes: its values one behind the other, as its digest takes them in. What is stored is
 * what was signed, so that an entry is verified without being taken apart.
 */

#pragma once

#include <sqlite3.h>

#include "storage/mac_private.h"

G_BEGIN_DECLS

/** CORDON_ENTRY_MAX_SIZE: of the longest that is written, with an origin and a callee as long as they can be. */
#define CORDON_ENTRY_MAX_SIZE 8192

/** cordon_entry_write: the values of @row in their order. Returns: how many bytes; 0: they do not fit into @size. */
gsize cordon_entry_write (const CordonRow *row, guint8 *out, gsize size);

/**
 * cordon_entry_read:
 * @texts: what @out_row points to afterwards, each text with a NUL behind it
 *
 * Returns: %FALSE where the bytes are no entry; values that could not be read are empty.
 */
gboolean cordon_entry_read (const guint8 *bytes, gsize size, GByteArray *texts, CordonRow *out_row);

/** cordon_entry_digest: what entry @sequence says, signed. */
void cordon_entry_digest (const CordonMac *mac, gint64 sequence, const guint8 *bytes, gsize size,
                          guint8 out[CORDON_MAC_SIZE]);

/** cordon_entry_add_function: SQL's cordon_entry(): the columns that an entry had before schema 5, as bytes. */
int cordon_entry_add_function (sqlite3 *connection);

G_END_DECLS
