#include "storage/statement_private.h"

#define GRANT_COLUMNS \
  "origin, feature, answer, scope, lifetime, source, callee, device, pan_tilt_zoom, created_wall_us, " \
  "last_used_wall_us, expires_wall_us"

/* Before schema 5. */
#define OLD_ENTRY_COLUMNS \
  "kind, wall_us, origin, feature, answer, scope, lifetime, source, callee, grant_id, reason, detail, salt"

#define EIGHT_TIMES(marks) marks ", " marks ", " marks ", " marks ", " marks ", " marks ", " marks ", " marks

#define INDEX_OF(TABLE, VERB) \
  [CORDON_STATEMENT_ROWS + CORDON_TABLE_##TABLE * CORDON_N_VERBS + CORDON_VERB_##VERB]

/* clang-format off */
#define ROW_STATEMENTS(TABLE, name, columns, marks) \
  INDEX_OF (TABLE, LOAD) = "SELECT id, " columns ", mac FROM " name " WHERE id > ? ORDER BY id", \
  INDEX_OF (TABLE, LOAD_DOWN) = "SELECT id, " columns ", mac FROM " name " WHERE id < ? ORDER BY id DESC", \
  INDEX_OF (TABLE, GET) = "SELECT id, " columns ", mac FROM " name " WHERE id = ?", \
  INDEX_OF (TABLE, PUT) = "INSERT INTO " name " (id, " columns ", mac) VALUES (?, " marks ", ?)", \
  INDEX_OF (TABLE, DELETE) = "DELETE FROM " name " WHERE id = ?"

static const char *const statements[] = {
  [CORDON_STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
  [CORDON_STATEMENT_COMMIT] = "COMMIT",
  [CORDON_STATEMENT_ROLLBACK] = "ROLLBACK",
  [CORDON_STATEMENT_CHECKPOINT] = "PRAGMA wal_checkpoint (TRUNCATE)",
  [CORDON_STATEMENT_GET_APPLICATION_ID] = "PRAGMA application_id",
  [CORDON_STATEMENT_GET_VERSION] = "PRAGMA user_version",
  [CORDON_STATEMENT_COUNT_TABLES] = "SELECT count (*) FROM sqlite_schema",
  [CORDON_STATEMENT_HAS_TABLE] = "SELECT count (*) FROM sqlite_schema WHERE type = 'table' AND name = ?",
  [CORDON_STATEMENT_GET_SCHEMA] = "SELECT tbl_name, type, name, sql FROM sqlite_schema ORDER BY tbl_name, type, name",
  [CORDON_STATEMENT_GET_STORE] = "SELECT store_id, mac FROM store ORDER BY id",
  [CORDON_STATEMENT_PUT_STORE] = "INSERT OR REPLACE INTO store (id, store_id, mac) VALUES (?, ?, ?)",
  [CORDON_STATEMENT_GET_SEAL] = "SELECT * FROM seal WHERE id = 1", /* an older file has fewer columns */
  [CORDON_STATEMENT_PUT_SEAL] =
    "INSERT OR REPLACE INTO seal (id, schema, generation, n_rows, next_id, latest_wall_us, rows_mac, mac, head_mac) "
    "VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
  [CORDON_STATEMENT_GET_HEAD] =
    "SELECT last_sequence, last_mac, checkpoint_sequence, checkpoint_mac, mac FROM journal_head WHERE id = 1",
  [CORDON_STATEMENT_PUT_HEAD] =
    "INSERT OR REPLACE INTO journal_head (id, last_sequence, last_mac, checkpoint_sequence, checkpoint_mac, mac) "
    "VALUES (1, ?, ?, ?, ?, ?)",
  [CORDON_STATEMENT_PUT_ENTRY] = "INSERT INTO journal (id, entry, digest, mac) VALUES (?, ?, ?, ?)",
  [CORDON_STATEMENT_PUT_ENTRIES] =
    "INSERT OR FAIL INTO journal (id, entry, digest, mac) VALUES " EIGHT_TIMES ("(?, ?, ?, ?)"),
  [CORDON_STATEMENT_PUT_GRANTS] = "INSERT OR FAIL INTO grants (id, " GRANT_COLUMNS ", mac) VALUES "
    EIGHT_TIMES ("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
  [CORDON_STATEMENT_LOAD_ENTRIES] = "SELECT id, entry, digest, mac FROM journal WHERE id > ? ORDER BY id",
  [CORDON_STATEMENT_LOAD_OLD_ENTRIES] =
    "SELECT id, cordon_entry (" OLD_ENTRY_COLUMNS "), digest, mac FROM journal WHERE id > ? ORDER BY id",
  [CORDON_STATEMENT_BLANK_ENTRY] = "UPDATE journal SET entry = ? WHERE id = ?",
  [CORDON_STATEMENT_TRIM_ENTRIES] = "DELETE FROM journal WHERE id <= ?",
  [CORDON_STATEMENT_ENTRY_AT] = "SELECT mac FROM journal WHERE id = ?",
  [CORDON_STATEMENT_COUNT_ENTRIES] = "SELECT count (*) FROM journal",
  [CORDON_STATEMENT_IMPORT_FIREFOX] =
    "SELECT origin, type, permission, expireType, expireTime FROM moz_perms ORDER BY id",
  ROW_STATEMENTS (GRANT, "grants", GRANT_COLUMNS, "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"),
  ROW_STATEMENTS (UNDO, "undo", GRANT_COLUMNS ", removed_wall_us, reason", "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"),
  ROW_STATEMENTS (EMBARGO, "embargoes",
                  "origin, feature, dismissals, ignores, until_wall_us, reason, changed_wall_us, repeated",
                  "?, ?, ?, ?, ?, ?, ?, ?"),
  ROW_STATEMENTS (IDENTIFIER, "identifiers", "origin, purpose, secret, created_wall_us, used_wall_us", "?, ?, ?, ?, ?"),
  ROW_STATEMENTS (CONTINUITY, "continuity", "origin, peer, fingerprints, first_wall_us, last_wall_us", "?, ?, ?, ?, ?"),
  ROW_STATEMENTS (BLOCKED_CALLEE, "blocked_callees", "callee, origin, created_wall_us", "?, ?, ?"),
};
/* clang-format on */

G_STATIC_ASSERT (G_N_ELEMENTS (statements) == CORDON_N_STATEMENTS);

const char *
cordon_statement_get_sql (CordonStatement statement)
{
  return (guint) statement < CORDON_N_STATEMENTS ? statements[statement] : NULL;
}

const char *
cordon_statement_get_set_up (gboolean read_only)
{
  if (read_only)
    return "PRAGMA trusted_schema = OFF;"
           "PRAGMA cell_size_check = ON;"
           "PRAGMA temp_store = MEMORY;";
  return "PRAGMA locking_mode = EXCLUSIVE;"
         "PRAGMA trusted_schema = OFF;"
         "PRAGMA cell_size_check = ON;"
         "PRAGMA secure_delete = ON;"
         "PRAGMA synchronous = FULL;"
         "PRAGMA temp_store = MEMORY;"
         "PRAGMA page_size = 4096;"
         "PRAGMA journal_mode = WAL;";
}
