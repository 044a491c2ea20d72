/*
 * The ledger: what must be true of the whole file, under the file's own seal: which store it is, how many rows it
 * has and which, the latest wall time, the next id, the generation, and the head of the journal's chain.
 *
 * Every row's MAC is bound to the store and to the row's id. Half of each MAC is stored; the other half, which
 * nobody who reads the file can know, is added up over all rows, and the seal's second MAC covers the sum: a row
 * that is missing, or that was put back, breaks it. Both MACs cover the head of the journal's chain, so that an older
 * head with its shorter journal does not pass.
 */

#pragma once

#include "storage/database_private.h"
#include "storage/mac_private.h"

G_BEGIN_DECLS

#define CORDON_STORE_ID_SIZE 16
#define CORDON_TALLY_SIZE 16

/** CordonLedgerState: what a transaction changes; copied before it, and back when it fails. */
typedef struct
{
  gint64 schema;
  gint64 generation;
  gint64 n_rows;
  gint64 next_id;
  gint64 latest_wall_us;
  guint8 tally[CORDON_TALLY_SIZE];
  gint64 last_sequence;
  guint8 last_mac[CORDON_MAC_SIZE];
  gint64 checkpoint_sequence;
  guint8 checkpoint_mac[CORDON_MAC_SIZE];
  guint8 head_mac[CORDON_MAC_SIZE]; /* of the four above; the seal's MACs cover it from schema 3 on */
  gboolean head_changed;
} CordonLedgerState;

typedef struct
{
  CordonMac *root;
  CordonMac *rows;
  CordonMac *seal;
  CordonMac *journal;
  CordonMac *revocations;
  guint8 store_id[CORDON_STORE_ID_SIZE];
  guint8 salts[4096]; /* randomness for the journal, fetched in one go */
  gsize n_salt_bytes; /* of them not used yet, at the front */
  CordonLedgerState state;
} CordonLedger;

/** CordonSealState: how far the file's seal can be believed. */
typedef enum
{
  CORDON_SEAL_MISSING = 0, /* or damaged */
  CORDON_SEAL_VERIFIED,
} CordonSealState;

/** cordon_ledger_new: @root: (transfer full). */
CordonLedger *cordon_ledger_new (CordonMac *root);
void cordon_ledger_free (CordonLedger *ledger);

/**
 * cordon_ledger_found: writes both copies of the id and the first seal of an empty file. The id is new, unless the
 * ledger has adopted one.
 */
gboolean cordon_ledger_found (CordonLedger *ledger, CordonDatabase *database, GError **error);

/** cordon_ledger_adopt_id: this is the store's id. */
void cordon_ledger_adopt_id (CordonLedger *ledger, const guint8 store_id[CORDON_STORE_ID_SIZE]);

/** cordon_ledger_adopt: finds the store's id in the file. Returns: %FALSE when no copy of it verifies. */
gboolean cordon_ledger_adopt (CordonLedger *ledger, CordonDatabase *database);

/**
 * cordon_ledger_read_seal: sets the state from the seal, and the journal's head (last_sequence is -1 where that does
 * not verify or is not the seal's); the tally stays zero, for loading to add up.
 */
CordonSealState cordon_ledger_read_seal (CordonLedger *ledger, CordonDatabase *database);

/** cordon_ledger_tally_agrees: whether what was added up is what the seal says. */
gboolean cordon_ledger_tally_agrees (const CordonLedger *ledger, CordonDatabase *database);

/** cordon_ledger_write_seal: at the end of each transaction; the generation grows. */
gboolean cordon_ledger_write_seal (CordonLedger *ledger, CordonDatabase *database, GError **error);

/** cordon_ledger_row_mac: @out: the stored half, then the hidden one. */
void cordon_ledger_row_mac (const CordonLedger *ledger, const CordonRow *row, guint8 out[CORDON_MAC_SIZE]);

/** cordon_ledger_add_tally: a row comes or goes; the same operation. */
void cordon_ledger_add_tally (CordonLedgerState *state, const guint8 mac[CORDON_MAC_SIZE], gint64 n_rows);

gboolean
cordon_ledger_put_row (CordonLedger *ledger, CordonDatabase *database, const CordonRow *row, GError **error);

/** cordon_ledger_delete_row: @out_found: (nullable). None there is no failure. */
gboolean cordon_ledger_delete_row (CordonLedger *ledger, CordonDatabase *database, CordonTableId table,
                                   gint64 id, gboolean *out_found, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonLedger, cordon_ledger_free)

G_END_DECLS
