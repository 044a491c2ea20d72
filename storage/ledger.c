#include "storage/ledger_private.h"

#include <string.h>

#include "permissions/error.h"
#include "storage/schema_private.h"

/* So many copies of the id are looked at; there are two. */
#define MAX_COPIES 16

CordonLedger *
cordon_ledger_new (CordonMac *root)
{
  CordonLedger *ledger = g_new0 (CordonLedger, 1);

  ledger->root = root;
  ledger->state.next_id = 1;
  return ledger;
}

static void
drop_keys (CordonLedger *ledger)
{
  g_clear_pointer (&ledger->rows, cordon_mac_free);
  g_clear_pointer (&ledger->seal, cordon_mac_free);
  g_clear_pointer (&ledger->journal, cordon_mac_free);
  g_clear_pointer (&ledger->revocations, cordon_mac_free);
}

void
cordon_ledger_free (CordonLedger *ledger)
{
  if (!ledger)
    return;

  drop_keys (ledger);
  cordon_mac_free (ledger->root);
  g_free (ledger);
}

/* A key for each use, all bound to this one store. */
void
cordon_ledger_adopt_id (CordonLedger *ledger, const guint8 store_id[CORDON_STORE_ID_SIZE])
{
  drop_keys (ledger);
  memcpy (ledger->store_id, store_id, CORDON_STORE_ID_SIZE);
  ledger->rows = cordon_mac_derive (ledger->root, "rows", store_id, CORDON_STORE_ID_SIZE);
  ledger->seal = cordon_mac_derive (ledger->root, "seal", store_id, CORDON_STORE_ID_SIZE);
  ledger->journal = cordon_mac_derive (ledger->root, "journal", store_id, CORDON_STORE_ID_SIZE);
  ledger->revocations = cordon_mac_derive (ledger->root, "revocations", store_id, CORDON_STORE_ID_SIZE);
}

static void
mac_of_id (const CordonLedger *ledger, const guint8 store_id[CORDON_STORE_ID_SIZE],
           guint8 out[CORDON_MAC_SIZE])
{
  g_autoptr (CordonMac) mac = cordon_mac_derive (ledger->root, "store", NULL, 0);

  cordon_mac_compute (mac, store_id, CORDON_STORE_ID_SIZE, out);
}

gboolean
cordon_ledger_found (CordonLedger *ledger, CordonDatabase *database, GError **error)
{
  guint8 store_id[CORDON_STORE_ID_SIZE];
  guint8 mac[CORDON_MAC_SIZE];

  memcpy (store_id, ledger->store_id, sizeof store_id);
  if (!ledger->rows && !cordon_mac_random (store_id, sizeof store_id))
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STORE_KEY, "The system has no randomness");
      return FALSE;
    }

  cordon_ledger_adopt_id (ledger, store_id);
  ledger->state.head_changed = cordon_database_has_table (database, "journal_head");
  mac_of_id (ledger, store_id, mac);
  for (int copy = 1; copy <= 2; copy++)
    {
      sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_PUT_STORE, error);

      if (!statement)
        return FALSE;
      sqlite3_bind_int (statement, 1, copy);
      sqlite3_bind_blob (statement, 2, store_id, sizeof store_id, SQLITE_STATIC);
      sqlite3_bind_blob (statement, 3, mac, sizeof mac, SQLITE_STATIC);
      if (cordon_database_step (database, statement, error) != SQLITE_DONE)
        return FALSE;
    }
  return cordon_ledger_write_seal (ledger, database, error);
}

gboolean
cordon_ledger_adopt (CordonLedger *ledger, CordonDatabase *database)
{
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_GET_STORE, NULL);
  gboolean found = FALSE;
  guint n_tries = 0;

  while (statement && !found && n_tries++ < MAX_COPIES
         && cordon_database_step (database, statement, NULL) == SQLITE_ROW)
    {
      guint8 store_id[CORDON_STORE_ID_SIZE];
      guint8 mac[CORDON_MAC_SIZE];
      guint8 expected[CORDON_MAC_SIZE];

      if (!cordon_database_read_blob (statement, 0, store_id, sizeof store_id)
          || !cordon_database_read_blob (statement, 1, mac, sizeof mac))
        continue;
      mac_of_id (ledger, store_id, expected);
      found = cordon_mac_equal (mac, expected, sizeof mac);
      if (found)
        cordon_ledger_adopt_id (ledger, store_id);
    }
  if (statement)
    sqlite3_reset (statement);
  return found;
}

/* The seal. */

/* All of its columns, in the file's order; the last is there from schema 3 on. */
enum
{
  SEAL_ID,
  SEAL_SCHEMA,
  SEAL_GENERATION,
  SEAL_N_ROWS,
  SEAL_NEXT_ID,
  SEAL_LATEST_WALL,
  SEAL_ROWS_MAC,
  SEAL_MAC,
  SEAL_HEAD_MAC,
};

typedef struct
{
  gint64 numbers[5]; /* schema, generation, n_rows, next_id, latest_wall_us; little endian */
  guint8 tally[CORDON_TALLY_SIZE];
  guint8 head[CORDON_MAC_SIZE]; /* from schema 3 on */
} SealedBytes;

static void
mac_of_seal (const CordonLedger *ledger, guint8 mac[CORDON_MAC_SIZE], guint8 rows_mac[CORDON_MAC_SIZE])
{
  const CordonLedgerState *state = &ledger->state;
  SealedBytes bytes = { .numbers = { GINT64_TO_LE (state->schema), GINT64_TO_LE (state->generation),
                                     GINT64_TO_LE (state->n_rows), GINT64_TO_LE (state->next_id),
                                     GINT64_TO_LE (state->latest_wall_us) } };
  gsize head_size = state->schema >= 3 ? sizeof bytes.head : 0;
  guint8 without_tally[sizeof bytes.numbers + sizeof bytes.head];

  memcpy (bytes.tally, state->tally, sizeof bytes.tally);
  memcpy (bytes.head, state->head_mac, sizeof bytes.head);
  memcpy (without_tally, bytes.numbers, sizeof bytes.numbers);
  memcpy (without_tally + sizeof bytes.numbers, bytes.head, sizeof bytes.head);
  cordon_mac_compute (ledger->seal, without_tally, sizeof bytes.numbers + head_size, mac);
  cordon_mac_compute (ledger->seal, &bytes, G_STRUCT_OFFSET (SealedBytes, head) + head_size, rows_mac);
}

static void
mac_of_head (const CordonLedger *ledger, guint8 mac[CORDON_MAC_SIZE])
{
  const CordonLedgerState *state = &ledger->state;
  gint64 numbers[2] = { GINT64_TO_LE (state->last_sequence), GINT64_TO_LE (state->checkpoint_sequence) };
  guint8 bytes[sizeof numbers + 2 * CORDON_MAC_SIZE];

  memcpy (bytes, numbers, sizeof numbers);
  memcpy (bytes + sizeof numbers, state->last_mac, CORDON_MAC_SIZE);
  memcpy (bytes + sizeof numbers + CORDON_MAC_SIZE, state->checkpoint_mac, CORDON_MAC_SIZE);
  cordon_mac_compute (ledger->journal, bytes, sizeof bytes, mac);
}

static gboolean
write_head (CordonLedger *ledger, CordonDatabase *database, GError **error)
{
  CordonLedgerState *state = &ledger->state;
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_PUT_HEAD, error);

  if (!statement)
    return FALSE;
  mac_of_head (ledger, state->head_mac);
  sqlite3_bind_int64 (statement, 1, state->last_sequence);
  sqlite3_bind_blob (statement, 2, state->last_mac, CORDON_MAC_SIZE, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, state->checkpoint_sequence);
  sqlite3_bind_blob (statement, 4, state->checkpoint_mac, CORDON_MAC_SIZE, SQLITE_STATIC);
  sqlite3_bind_blob (statement, 5, state->head_mac, CORDON_MAC_SIZE, SQLITE_STATIC);
  if (cordon_database_step (database, statement, error) != SQLITE_DONE)
    return FALSE;
  state->head_changed = FALSE;
  return TRUE;
}

gboolean
cordon_ledger_write_seal (CordonLedger *ledger, CordonDatabase *database, GError **error)
{
  CordonLedgerState *state = &ledger->state;
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_PUT_SEAL, error);
  guint8 mac[CORDON_MAC_SIZE];
  guint8 rows_mac[CORDON_MAC_SIZE];

  if (!statement || (state->head_changed && !write_head (ledger, database, error)))
    return FALSE;
  state->schema = cordon_schema_version ();
  state->generation++;
  mac_of_seal (ledger, mac, rows_mac);
  sqlite3_bind_int64 (statement, 1, state->schema);
  sqlite3_bind_int64 (statement, 2, state->generation);
  sqlite3_bind_int64 (statement, 3, state->n_rows);
  sqlite3_bind_int64 (statement, 4, state->next_id);
  sqlite3_bind_int64 (statement, 5, state->latest_wall_us);
  sqlite3_bind_blob (statement, 6, rows_mac, sizeof rows_mac, SQLITE_STATIC);
  sqlite3_bind_blob (statement, 7, mac, sizeof mac, SQLITE_STATIC);
  sqlite3_bind_blob (statement, 8, state->head_mac, sizeof state->head_mac, SQLITE_STATIC);
  return cordon_database_step (database, statement, error) == SQLITE_DONE;
}

static gboolean
read_head (CordonLedger *ledger, CordonDatabase *database)
{
  CordonLedgerState *state = &ledger->state;
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_GET_HEAD, NULL);
  guint8 mac[CORDON_MAC_SIZE];
  guint8 expected[CORDON_MAC_SIZE];
  gboolean read = FALSE;

  if (statement && cordon_database_step (database, statement, NULL) == SQLITE_ROW)
    {
      state->last_sequence = sqlite3_column_int64 (statement, 0);
      state->checkpoint_sequence = sqlite3_column_int64 (statement, 2);
      read = cordon_database_read_blob (statement, 1, state->last_mac, CORDON_MAC_SIZE)
             && cordon_database_read_blob (statement, 3, state->checkpoint_mac, CORDON_MAC_SIZE)
             && cordon_database_read_blob (statement, 4, mac, sizeof mac);
    }
  if (statement)
    sqlite3_reset (statement);
  if (!read)
    return FALSE;
  mac_of_head (ledger, expected);
  return cordon_mac_equal (mac, expected, sizeof mac)
         && (state->schema < 3 || cordon_mac_equal (mac, state->head_mac, sizeof mac));
}

CordonSealState
cordon_ledger_read_seal (CordonLedger *ledger, CordonDatabase *database)
{
  CordonLedgerState *state = &ledger->state;
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_GET_SEAL, NULL);
  guint8 mac[CORDON_MAC_SIZE];
  guint8 expected[CORDON_MAC_SIZE];
  guint8 rows_mac[CORDON_MAC_SIZE];
  gboolean read = FALSE;

  *state = (CordonLedgerState){ .next_id = 1 };
  if (statement && cordon_database_step (database, statement, NULL) == SQLITE_ROW)
    {
      state->schema = sqlite3_column_int64 (statement, SEAL_SCHEMA);
      state->generation = sqlite3_column_int64 (statement, SEAL_GENERATION);
      state->n_rows = sqlite3_column_int64 (statement, SEAL_N_ROWS);
      state->next_id = sqlite3_column_int64 (statement, SEAL_NEXT_ID);
      state->latest_wall_us = sqlite3_column_int64 (statement, SEAL_LATEST_WALL);
      read = cordon_database_read_blob (statement, SEAL_MAC, mac, sizeof mac)
             && (state->schema < 3
                 || cordon_database_read_blob (statement, SEAL_HEAD_MAC, state->head_mac, CORDON_MAC_SIZE));
    }
  if (statement)
    sqlite3_reset (statement);

  mac_of_seal (ledger, expected, rows_mac);
  if (!read || !cordon_mac_equal (mac, expected, sizeof mac))
    {
      *state = (CordonLedgerState){ .next_id = 1 };
      return CORDON_SEAL_MISSING;
    }
  if (state->schema >= 2 && !read_head (ledger, database))
    state->last_sequence = -1;
  return CORDON_SEAL_VERIFIED;
}

gboolean
cordon_ledger_tally_agrees (const CordonLedger *ledger, CordonDatabase *database)
{
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_GET_SEAL, NULL);
  guint8 rows_mac[CORDON_MAC_SIZE];
  guint8 mac[CORDON_MAC_SIZE];
  guint8 expected[CORDON_MAC_SIZE];
  gboolean read = FALSE;

  if (statement && cordon_database_step (database, statement, NULL) == SQLITE_ROW)
    read = cordon_database_read_blob (statement, SEAL_ROWS_MAC, rows_mac, sizeof rows_mac);
  if (statement)
    sqlite3_reset (statement);
  mac_of_seal (ledger, mac, expected);
  return read && cordon_mac_equal (rows_mac, expected, sizeof expected);
}

/* Rows. */

void
cordon_ledger_row_mac (const CordonLedger *ledger, const CordonRow *row, guint8 out[CORDON_MAC_SIZE])
{
  cordon_mac_row (ledger->rows, row, out);
}

void
cordon_ledger_add_tally (CordonLedgerState *state, const guint8 mac[CORDON_MAC_SIZE], gint64 n_rows)
{
  for (gsize i = 0; i < CORDON_TALLY_SIZE; i++)
    state->tally[i] ^= mac[CORDON_ROW_MAC_SIZE + i];
  state->n_rows += n_rows;
}

gboolean
cordon_ledger_put_row (CordonLedger *ledger, CordonDatabase *database, const CordonRow *row, GError **error)
{
  const CordonTableInfo *info = cordon_table_get_info (row->table);
  sqlite3_stmt *statement = cordon_database_prepare (
    database, cordon_statement_of (row->table, CORDON_VERB_PUT), error);
  guint8 mac[CORDON_MAC_SIZE];

  if (!statement)
    return FALSE;
  cordon_ledger_row_mac (ledger, row, mac);
  sqlite3_bind_int64 (statement, 1, row->id);
  for (guint i = 0; i < info->n_columns; i++)
    cordon_database_bind_value (statement, (int) i + 2, info->columns[i].kind, &row->values[i]);
  sqlite3_bind_blob (statement, (int) info->n_columns + 2, mac, CORDON_ROW_MAC_SIZE, SQLITE_STATIC);
  if (cordon_database_step (database, statement, error) != SQLITE_DONE)
    return FALSE;

  cordon_ledger_add_tally (&ledger->state, mac, 1);
  ledger->state.next_id = MAX (ledger->state.next_id, row->id + 1);
  return TRUE;
}

gboolean
cordon_ledger_delete_row (CordonLedger *ledger, CordonDatabase *database, CordonTableId table, gint64 id,
                          gboolean *out_found, GError **error)
{
  sqlite3_stmt *statement = cordon_database_prepare (database, cordon_statement_of (table, CORDON_VERB_GET),
                                                     error);
  guint8 mac[CORDON_MAC_SIZE];
  CordonRow row;
  int code;

  if (out_found)
    *out_found = FALSE;
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  code = cordon_database_step (database, statement, error);
  if (code != SQLITE_ROW)
    return code == SQLITE_DONE;

  cordon_database_read_row (statement, table, &row);
  cordon_ledger_row_mac (ledger, &row, mac);
  sqlite3_reset (statement);

  statement = cordon_database_prepare (database, cordon_statement_of (table, CORDON_VERB_DELETE), error);
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  if (cordon_database_step (database, statement, error) != SQLITE_DONE)
    return FALSE;
  cordon_ledger_add_tally (&ledger->state, mac, -1);
  if (out_found)
    *out_found = TRUE;
  return TRUE;
}
