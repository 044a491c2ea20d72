/*
 * HMAC-SHA-256 over rows and small messages: what makes the file's word believable.
 */

#pragma once

#include "storage/row_private.h"

G_BEGIN_DECLS

#define CORDON_MAC_KEY_SIZE 32
#define CORDON_MAC_SIZE 32

/** CORDON_ROW_MAC_SIZE: so much of a row's MAC is stored; the other half never leaves memory and feeds the tally. */
#define CORDON_ROW_MAC_SIZE 16

/** CordonMac: a key, ready for use. Immutable; any thread. */
typedef struct _CordonMac CordonMac;

CordonMac *cordon_mac_new (const guint8 key[CORDON_MAC_KEY_SIZE]);

CordonMac *cordon_mac_new_copy (const CordonMac *mac);

/** cordon_mac_derive: a key of its own for @label, bound to @context. Returns: (transfer full). */
CordonMac *
cordon_mac_derive (const CordonMac *mac, const char *label, gconstpointer context, gsize context_size);
void cordon_mac_free (CordonMac *mac);

void cordon_mac_compute (const CordonMac *mac, gconstpointer data, gsize size, guint8 out[CORDON_MAC_SIZE]);

/** cordon_mac_row: over table, id and every value in its order. */
void cordon_mac_row (const CordonMac *mac, const CordonRow *row, guint8 out[CORDON_MAC_SIZE]);

/** CORDON_MAC_MAX_NUMBER: the most bytes that a number takes. */
#define CORDON_MAC_MAX_NUMBER 10

/** cordon_mac_write_number: as a MAC takes numbers in. Returns: how many bytes. */
gsize cordon_mac_write_number (guint8 *out, guint64 number);

/** cordon_mac_packed: cordon_mac_row() where the values are bytes already. */
void cordon_mac_packed (const CordonMac *mac, CordonTableId table, gint64 id, gconstpointer values,
                        gsize size, guint8 out[CORDON_MAC_SIZE]);

/** cordon_mac_equal: in constant time. */
gboolean cordon_mac_equal (gconstpointer a, gconstpointer b, gsize size);

/** cordon_mac_random: Returns: %FALSE when the system has no randomness. */
gboolean cordon_mac_random (gpointer out, gsize size);

/** cordon_mac_wipe: zeroes that no compiler removes. */
void cordon_mac_wipe (gpointer data, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonMac, cordon_mac_free)

G_END_DECLS
