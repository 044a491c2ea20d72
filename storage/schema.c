#include "storage/schema_private.h"

#include <string.h>

/*
 * What no row may say, whoever wrote it: an origin has the shape of one, and is not one that the network could forge.
 * Whether its letters are canonical is judged where rows are written and read, on every way. Each row that is
 * written pays for each of these words: a prefix is a range here, since comparing is cheaper than GLOB, a function
 * costs as much as a column, no list has more than two members, since SQLite makes a table of a longer one, and what
 * nearly every row is comes first.
 */
#define NOT_PREFIX(column, scheme) " AND NOT (" column " >= '" scheme ":' AND " column " < '" scheme ";')"
#define CHECK_ORIGIN(column) \
  "CHECK (length (" column ") BETWEEN 9 AND 2048" \
  " AND ((" column " >= 'https://' AND " column " < 'https:0') OR (" column \
  " GLOB '?*://?*'" NOT_PREFIX (column, "http") NOT_PREFIX (column, "ws") NOT_PREFIX (column, "ftp") \
    NOT_PREFIX (column, "file") ")))"

/* Before schema 5: a pattern that is tried at each letter costs more than the row. */
#define CHECK_OLD_ORIGIN(column) \
  "CHECK (length (" column ") BETWEEN 9 AND 2048 AND " column " GLOB '?*://?*'" \
  " AND " column " NOT GLOB '*[^!-~]*'" NOT_PREFIX (column, "http") NOT_PREFIX (column, "ws") \
    NOT_PREFIX (column, "ftp") NOT_PREFIX (column, "file") " AND " column " = lower (" column "))"

#define CHECK_MAC "CHECK (length (mac) = 16)"

/* Rows are numbered from 1; what is above 2^62 is in memory only. */
#define ID "id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 4611686018427387903), "

/*
 * Granted display or viewport capture (features 3 and 6) does not exist, nor a lifetime that ends with the
 * process.
 */
#define COLUMNS_OF_GRANT(check_origin, scopes) \
  "origin TEXT NOT NULL " check_origin ", " \
  "feature INTEGER NOT NULL CHECK (feature BETWEEN 1 AND 6), " \
  "answer INTEGER NOT NULL CHECK (answer IN (0, 1)), " \
  "scope INTEGER NOT NULL CHECK (scope " scopes "), " \
  "lifetime INTEGER NOT NULL CHECK (lifetime BETWEEN 4 AND 6), " \
  "source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 5 AND source <> 4), " \
  "callee TEXT NOT NULL CHECK (length (callee) <= 4096 AND (scope = 3) = (callee <> '')), " \
  "device TEXT NOT NULL CHECK (length (device) <= 1024), " \
  "pan_tilt_zoom INTEGER NOT NULL CHECK (pan_tilt_zoom = 0 OR (pan_tilt_zoom = 1 AND feature = 1)), " \
  "created_wall_us INTEGER NOT NULL CHECK (created_wall_us >= 0), " \
  "last_used_wall_us INTEGER NOT NULL CHECK (last_used_wall_us >= 0), " \
  "expires_wall_us INTEGER NOT NULL CHECK (expires_wall_us >= 0), "

#define GRANT_CHECKS \
  "CHECK (NOT (answer = 1 AND feature IN (3, 6))), " \
  "CHECK (lifetime <> 4 OR expires_wall_us > 0)"

#define OLD_GRANT_COLUMNS COLUMNS_OF_GRANT (CHECK_OLD_ORIGIN ("origin"), "BETWEEN 3 AND 4")
#define GRANT_COLUMNS_4 COLUMNS_OF_GRANT (CHECK_OLD_ORIGIN ("origin"), "BETWEEN 3 AND 5")
#define GRANT_COLUMNS COLUMNS_OF_GRANT (CHECK_ORIGIN ("origin"), "BETWEEN 3 AND 5")

/* Towards whom the user knows there is a yes alone, of camera and microphone; for a no there is the block-list. */
#define BOOK_CHECK "CHECK (scope <> 5 OR (answer = 1 AND feature <= 2))"

static const char *const steps[] = {
  /* 1: who the store is, what it holds in all, and the grants. */
  "PRAGMA application_id = 0x4372646e;"
  "CREATE TABLE store ("
  "  id INTEGER PRIMARY KEY CHECK (id IN (1, 2)),"
  "  store_id BLOB NOT NULL CHECK (length (store_id) = 16),"
  "  mac BLOB NOT NULL CHECK (length (mac) = 32)) STRICT;"
  "CREATE TABLE seal ("
  "  id INTEGER PRIMARY KEY CHECK (id = 1),"
  "  schema INTEGER NOT NULL CHECK (schema > 0),"
  "  generation INTEGER NOT NULL CHECK (generation > 0),"
  "  n_rows INTEGER NOT NULL CHECK (n_rows >= 0),"
  "  next_id INTEGER NOT NULL CHECK (next_id > 0),"
  "  latest_wall_us INTEGER NOT NULL CHECK (latest_wall_us >= 0),"
  "  rows_mac BLOB NOT NULL CHECK (length (rows_mac) = 32),"
  "  mac BLOB NOT NULL CHECK (length (mac) = 32)) STRICT;"
  "CREATE TABLE grants (" ID OLD_GRANT_COLUMNS "mac BLOB NOT NULL " CHECK_MAC ", "
  "  UNIQUE (origin, feature, scope, callee, device, pan_tilt_zoom), " GRANT_CHECKS ") STRICT;"
  "PRAGMA user_version = 1;",

  /* 2: the journal and the small tables. */
  "CREATE TABLE journal ("
  "  id INTEGER PRIMARY KEY CHECK (id > 0),"
  "  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 11),"
  "  wall_us INTEGER NOT NULL CHECK (wall_us >= 0),"
  "  origin TEXT NOT NULL, feature INTEGER NOT NULL, answer INTEGER NOT NULL, scope INTEGER NOT NULL,"
  "  lifetime INTEGER NOT NULL, source INTEGER NOT NULL, callee TEXT NOT NULL, grant_id INTEGER NOT NULL,"
  "  reason INTEGER NOT NULL, detail TEXT NOT NULL CHECK (length (detail) <= 512),"
  "  salt BLOB NOT NULL CHECK (length (salt) IN (16, 32)),"
  "  digest BLOB NOT NULL CHECK (length (digest) = 32),"
  "  mac BLOB NOT NULL CHECK (length (mac) = 32)) STRICT;"
  "CREATE TABLE journal_head ("
  "  id INTEGER PRIMARY KEY CHECK (id = 1),"
  "  last_sequence INTEGER NOT NULL CHECK (last_sequence >= 0),"
  "  last_mac BLOB NOT NULL CHECK (length (last_mac) = 32),"
  "  checkpoint_sequence INTEGER NOT NULL CHECK (checkpoint_sequence BETWEEN 0 AND last_sequence),"
  "  checkpoint_mac BLOB NOT NULL CHECK (length (checkpoint_mac) = 32),"
  "  mac BLOB NOT NULL CHECK (length (mac) = 32)) STRICT;"
  "CREATE TABLE undo (" ID OLD_GRANT_COLUMNS "removed_wall_us INTEGER NOT NULL CHECK (removed_wall_us > 0), "
  "  reason INTEGER NOT NULL CHECK (reason IN (1, 2)), mac BLOB NOT NULL " CHECK_MAC ", " GRANT_CHECKS
  ") STRICT;"
  "CREATE TABLE embargoes (" ID "origin TEXT NOT NULL CHECK (length (origin) <= 2048),"
  "  feature INTEGER NOT NULL CHECK (feature BETWEEN 1 AND 6),"
  "  dismissals INTEGER NOT NULL CHECK (dismissals >= 0), ignores INTEGER NOT NULL CHECK (ignores >= 0),"
  "  until_wall_us INTEGER NOT NULL CHECK (until_wall_us >= 0),"
  "  reason INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 255),"
  "  changed_wall_us INTEGER NOT NULL CHECK (changed_wall_us >= 0),"
  "  repeated INTEGER NOT NULL CHECK (repeated IN (0, 1)),"
  "  mac BLOB NOT NULL " CHECK_MAC ", UNIQUE (origin, feature)) STRICT;"
  "CREATE TABLE identifiers (" ID "origin TEXT NOT NULL CHECK (length (origin) <= 2048),"
  "  purpose INTEGER NOT NULL CHECK (purpose BETWEEN 1 AND 3),"
  "  secret BLOB NOT NULL CHECK (length (secret) BETWEEN 1 AND 16384),"
  "  created_wall_us INTEGER NOT NULL CHECK (created_wall_us > 0),"
  "  used_wall_us INTEGER NOT NULL CHECK (used_wall_us > 0),"
  "  mac BLOB NOT NULL " CHECK_MAC ", UNIQUE (origin, purpose)) STRICT;"
  "CREATE TABLE continuity (" ID "origin TEXT NOT NULL CHECK (length (origin) <= 2048),"
  "  peer TEXT NOT NULL CHECK (length (peer) BETWEEN 1 AND 4096),"
  "  fingerprints TEXT NOT NULL CHECK (fingerprints GLOB 'fingerprints:?*'),"
  "  first_wall_us INTEGER NOT NULL CHECK (first_wall_us > 0),"
  "  last_wall_us INTEGER NOT NULL CHECK (last_wall_us > 0),"
  "  mac BLOB NOT NULL " CHECK_MAC ", UNIQUE (origin, peer)) STRICT;"
  "CREATE TABLE blocked_callees (" ID
  "callee TEXT NOT NULL UNIQUE CHECK (length (callee) BETWEEN 1 AND 4096),"
  "  origin TEXT NOT NULL CHECK (length (origin) <= 2048),"
  "  created_wall_us INTEGER NOT NULL CHECK (created_wall_us >= 0),"
  "  mac BLOB NOT NULL " CHECK_MAC ") STRICT;"
  "PRAGMA user_version = 2;",

  /* 3: the seal covers the head of the journal's chain. */
  ("ALTER TABLE seal ADD COLUMN head_mac BLOB CHECK (head_mac IS NULL OR length (head_mac) = 32);"
   "PRAGMA user_version = 3;"),

  /*
   * 4: a scope for the address book. What a CHECK says cannot be changed: the tables are made anew, in the place of
   * the old ones, so that a file grows no gaps.
   */
  "CREATE TEMP TABLE moved AS SELECT * FROM main.grants;"
  "DROP TABLE main.grants;"
  "CREATE TABLE grants (" ID GRANT_COLUMNS_4 "mac BLOB NOT NULL " CHECK_MAC ", "
  "  UNIQUE (origin, feature, scope, callee, device, pan_tilt_zoom), " GRANT_CHECKS ", " BOOK_CHECK
  ") STRICT;"
  "INSERT INTO grants SELECT * FROM moved;"
  "DROP TABLE moved;"
  "CREATE TEMP TABLE moved AS SELECT * FROM main.undo;"
  "DROP TABLE main.undo;"
  "CREATE TABLE undo (" ID GRANT_COLUMNS_4 "removed_wall_us INTEGER NOT NULL CHECK (removed_wall_us > 0), "
  "  reason INTEGER NOT NULL CHECK (reason IN (1, 2)), mac BLOB NOT NULL " CHECK_MAC ", " GRANT_CHECKS
  ", " BOOK_CHECK ") STRICT;"
  "INSERT INTO undo SELECT * FROM moved;"
  "DROP TABLE moved;"
  "PRAGMA user_version = 4;",

  /* 5: entries as the bytes that are signed, and checks of grants that cost less. */
  "CREATE TEMP TABLE moved AS SELECT * FROM main.grants;"
  "DROP TABLE main.grants;"
  "CREATE TABLE grants (" ID GRANT_COLUMNS "mac BLOB NOT NULL " CHECK_MAC ", "
  "  UNIQUE (origin, feature, scope, callee, device, pan_tilt_zoom), " GRANT_CHECKS ", " BOOK_CHECK
  ") STRICT;"
  "INSERT INTO grants SELECT * FROM moved;"
  "DROP TABLE moved;"
  "CREATE TEMP TABLE moved AS SELECT id, cordon_entry (kind, wall_us, origin, feature, answer, scope, lifetime,"
  "  source, callee, grant_id, reason, detail, salt) AS entry, digest, mac FROM main.journal;"
  "DROP TABLE main.journal;"
  "CREATE TABLE journal ("
  "  id INTEGER PRIMARY KEY CHECK (id > 0),"
  "  entry BLOB NOT NULL CHECK (length (entry) <= 8192),"
  "  digest BLOB NOT NULL CHECK (length (digest) = 32),"
  "  mac BLOB NOT NULL CHECK (length (mac) = 32)) STRICT;"
  "INSERT INTO journal SELECT id, entry, digest, mac FROM moved;"
  "DROP TABLE moved;"
  "PRAGMA user_version = 5;",
};

int
cordon_schema_version (void)
{
  return G_N_ELEMENTS (steps);
}

gboolean
cordon_schema_apply (CordonDatabase *database, int version, GError **error)
{
  for (int i = MAX (cordon_database_get_version (database), 0); i < version && i < cordon_schema_version ();
       i++)
    if (!cordon_database_execute (database, steps[i], error))
      return FALSE;
  return TRUE;
}

gboolean
cordon_schema_migrate (CordonDatabase *database, GError **error)
{
  if (cordon_database_get_version (database) >= cordon_schema_version ())
    return TRUE;
  if (!cordon_database_run (database, CORDON_STATEMENT_BEGIN, error))
    return FALSE;
  if (cordon_schema_apply (database, cordon_schema_version (), error)
      && cordon_database_run (database, CORDON_STATEMENT_COMMIT, error))
    return TRUE;
  if (cordon_database_in_transaction (database))
    cordon_database_run (database, CORDON_STATEMENT_ROLLBACK, NULL);
  return FALSE;
}

/* Entries as text; without those of tables that are nobody's business. */
static GPtrArray *
read_entries (CordonDatabase *database, GHashTable *tables)
{
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_GET_SCHEMA, NULL);
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_free);

  while (statement && cordon_database_step (database, statement, NULL) == SQLITE_ROW)
    {
      const char *texts[4];
      gboolean counts;

      for (int i = 0; i < 4; i++)
        {
          texts[i] = (const char *) sqlite3_column_text (statement, i);
          texts[i] = texts[i] ? texts[i] : "";
        }
      counts = !tables || g_hash_table_contains (tables, texts[0]) || !g_str_equal (texts[1], "table");
      if (counts)
        g_ptr_array_add (entries, g_strjoin ("\n", texts[0], texts[1], texts[2], texts[3], NULL));
    }
  return entries;
}

static GHashTable *
tables_of (const GPtrArray *entries)
{
  GHashTable *tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const char *entry = g_ptr_array_index (entries, i);

      g_hash_table_add (tables, g_strndup (entry, strcspn (entry, "\n")));
    }
  return tables;
}

gboolean
cordon_schema_is_intact (CordonDatabase *database)
{
  g_autoptr (CordonDatabase) scratch = cordon_database_open_scratch ();
  g_autoptr (GPtrArray) expected = NULL;
  g_autoptr (GHashTable) tables = NULL;
  g_autoptr (GPtrArray) found = NULL;

  if (!scratch || !cordon_schema_apply (scratch, cordon_schema_version (), NULL))
    return TRUE;
  expected = read_entries (scratch, NULL);
  tables = tables_of (expected);
  found = read_entries (database, tables);
  if (found->len != expected->len)
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    if (!g_str_equal (g_ptr_array_index (found, i), g_ptr_array_index (expected, i)))
      return FALSE;
  return TRUE;
}
