#include "storage/journal_writer_private.h"

#include <string.h>

#include "permissions/error.h"
#include "storage/entry_bytes_private.h"

#define SALT_SIZE 16
#define BLANK_MAX_SIZE 128

/* Of the statements that load entries. */
enum
{
  COLUMN_ID,
  COLUMN_ENTRY,
  COLUMN_DIGEST,
  COLUMN_MAC,
};

typedef struct
{
  gint64 numbers[3]; /* sequence, kind, time; little endian */
  guint8 digest[CORDON_MAC_SIZE];
  guint8 previous[CORDON_MAC_SIZE];
} ChainedBytes;

static void
chain (const CordonLedger *ledger, const CordonRow *row, const guint8 digest[CORDON_MAC_SIZE],
       const guint8 previous[CORDON_MAC_SIZE], guint8 out[CORDON_MAC_SIZE])
{
  ChainedBytes bytes = { .numbers = { GINT64_TO_LE (row->id),
                                      GINT64_TO_LE (row->values[CORDON_ENTRY_KIND].integer),
                                      GINT64_TO_LE (row->values[CORDON_ENTRY_WALL].integer) } };

  memcpy (bytes.digest, digest, sizeof bytes.digest);
  memcpy (bytes.previous, previous, sizeof bytes.previous);
  cordon_mac_compute (ledger->journal, &bytes, sizeof bytes, out);
}

/* What a blanked entry has in place of its salt. */
static void
blank_mark (const CordonLedger *ledger, gint64 sequence, const guint8 digest[CORDON_MAC_SIZE],
            guint8 out[CORDON_MAC_SIZE])
{
  guint8 bytes[sizeof sequence + CORDON_MAC_SIZE + 5] = "blank";
  gint64 number = GINT64_TO_LE (sequence);

  memcpy (bytes + 5, &number, sizeof number);
  memcpy (bytes + 5 + sizeof number, digest, CORDON_MAC_SIZE);
  cordon_mac_compute (ledger->journal, bytes, sizeof bytes, out);
}

/* What is left of an entry that was blanked. */
static gsize
write_blank (const CordonLedger *ledger, gint64 sequence, const CordonValue *kind, const CordonValue *wall,
             const guint8 digest[CORDON_MAC_SIZE], guint8 out[BLANK_MAX_SIZE])
{
  CordonRow row = { .table = CORDON_TABLE_JOURNAL };
  guint8 mark[CORDON_MAC_SIZE];

  blank_mark (ledger, sequence, digest, mark);
  row.values[CORDON_ENTRY_KIND] = *kind;
  row.values[CORDON_ENTRY_WALL] = *wall;
  row.values[CORDON_ENTRY_SALT] = cordon_value_blob (mark, sizeof mark);
  return cordon_entry_write (&row, out, BLANK_MAX_SIZE);
}

/* @sealed: all but its MAC. @group: (nullable): where the entry waits for others. */
static gboolean
put_entry (CordonLedger *ledger, CordonDatabase *database, const CordonRow *row, CordonSealedEntry *sealed,
           CordonEntryGroup *group, GError **error)
{
  CordonLedgerState *state = &ledger->state;

  chain (ledger, row, sealed->digest, state->last_mac, sealed->mac);
  if (group ? !cordon_entry_group_add (group, sealed, database, error)
            : !cordon_sealed_entry_write (sealed, database, error))
    return FALSE;

  memcpy (state->last_mac, sealed->mac, CORDON_MAC_SIZE);
  state->last_sequence = sealed->id;
  state->head_changed = TRUE;
  return TRUE;
}

/* The oldest quarter goes; what they were is signed for by the checkpoint. */
static gboolean
trim (CordonLedger *ledger, CordonDatabase *database, GError **error)
{
  CordonLedgerState *state = &ledger->state;
  gint64 up_to = state->last_sequence - CORDON_JOURNAL_MAX_ENTRIES * 3 / 4;
  sqlite3_stmt *statement;
  gboolean read = FALSE;

  if (state->last_sequence - state->checkpoint_sequence <= CORDON_JOURNAL_MAX_ENTRIES)
    return TRUE;
  statement = cordon_database_prepare (database, CORDON_STATEMENT_ENTRY_AT, error);
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, up_to);
  if (cordon_database_step (database, statement, error) == SQLITE_ROW)
    read = cordon_database_read_blob (statement, 0, state->checkpoint_mac, CORDON_MAC_SIZE);
  sqlite3_reset (statement);
  if (!read)
    return TRUE;

  state->checkpoint_sequence = up_to;
  statement = cordon_database_prepare (database, CORDON_STATEMENT_TRIM_ENTRIES, error);
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, up_to);
  return cordon_database_step (database, statement, error) == SQLITE_DONE;
}

static gboolean
take_salt (CordonLedger *ledger, guint8 out_salt[SALT_SIZE], GError **error)
{
  if (ledger->n_salt_bytes < SALT_SIZE && !cordon_mac_random (ledger->salts, sizeof ledger->salts))
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STORE_KEY, "The system has no randomness");
      return FALSE;
    }
  if (ledger->n_salt_bytes < SALT_SIZE)
    ledger->n_salt_bytes = sizeof ledger->salts;
  ledger->n_salt_bytes -= SALT_SIZE;
  memcpy (out_salt, ledger->salts + ledger->n_salt_bytes, SALT_SIZE);
  cordon_mac_wipe (ledger->salts + ledger->n_salt_bytes, SALT_SIZE);
  return TRUE;
}

gboolean
cordon_journal_writer_append (CordonLedger *ledger, CordonDatabase *database, const CordonRow *row,
                              CordonEntryGroup *group, GError **error)
{
  CordonRow entry = *row;
  CordonSealedEntry sealed;
  guint8 bytes[CORDON_ENTRY_MAX_SIZE];
  guint8 salt[SALT_SIZE];

  if (!take_salt (ledger, salt, error))
    return FALSE;
  entry.id = MAX (ledger->state.last_sequence, 0) + 1;
  entry.values[CORDON_ENTRY_SALT] = cordon_value_blob (salt, sizeof salt);
  sealed.id = entry.id;
  sealed.bytes = bytes;
  sealed.size = cordon_entry_write (&entry, bytes, sizeof bytes);
  if (sealed.size == 0)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_GRANT, "No entry of the journal is so long");
      return FALSE;
    }
  cordon_entry_digest (ledger->journal, entry.id, bytes, sealed.size, sealed.digest);
  return put_entry (ledger, database, &entry, &sealed, group, error) && trim (ledger, database, error);
}

/* Reading. */

typedef struct
{
  CordonRow row;
  const guint8 *bytes; /* these and what they are made of last until the statement moves */
  gsize size;
  guint8 digest[CORDON_MAC_SIZE];
  guint8 mac[CORDON_MAC_SIZE];
  gboolean readable;
  gboolean blank;
} Entry;

static void
read_entry (sqlite3_stmt *statement, GByteArray *texts, Entry *entry)
{
  entry->bytes = sqlite3_column_blob (statement, COLUMN_ENTRY);
  entry->size = entry->bytes ? (gsize) sqlite3_column_bytes (statement, COLUMN_ENTRY) : 0;
  entry->row.id = sqlite3_column_int64 (statement, COLUMN_ID);
  memset (entry->digest, 0, sizeof entry->digest);
  memset (entry->mac, 0, sizeof entry->mac);
  entry->readable = cordon_entry_read (entry->bytes, entry->size, texts, &entry->row);
  entry->readable &= sqlite3_column_type (statement, COLUMN_ENTRY) == SQLITE_BLOB;
  entry->readable &= cordon_database_read_blob (statement, COLUMN_DIGEST, entry->digest, CORDON_MAC_SIZE);
  entry->readable &= cordon_database_read_blob (statement, COLUMN_MAC, entry->mac, CORDON_MAC_SIZE);
  entry->blank = entry->row.values[CORDON_ENTRY_SALT].size == CORDON_MAC_SIZE;
}

/* Upwards from the first. */
static sqlite3_stmt *
load_entries (CordonDatabase *database, GError **error)
{
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_LOAD_ENTRIES, NULL);

  if (!statement)
    statement = cordon_database_prepare (database, CORDON_STATEMENT_LOAD_OLD_ENTRIES, error);
  if (statement)
    sqlite3_bind_int64 (statement, 1, 0);
  return statement;
}

/* Whether the entry says what was written, wherever it stands. */
static gboolean
verifies_alone (const CordonLedger *ledger, const Entry *entry)
{
  const CordonValue *values = entry->row.values;
  guint8 expected[CORDON_MAC_SIZE];
  guint8 blank[BLANK_MAX_SIZE];

  if (!entry->readable)
    return FALSE;
  if (entry->blank)
    return entry->size
             == write_blank (ledger, entry->row.id, &values[CORDON_ENTRY_KIND], &values[CORDON_ENTRY_WALL],
                             entry->digest, blank)
           && cordon_mac_equal (blank, entry->bytes, entry->size);
  cordon_entry_digest (ledger->journal, entry->row.id, entry->bytes, entry->size, expected);
  return cordon_mac_equal (expected, entry->digest, sizeof expected);
}

/* Blanking. */

typedef struct
{
  gint64 sequence;
  CordonValue kind;
  CordonValue wall;
  guint8 digest[CORDON_MAC_SIZE];
} FoundEntry;

static gboolean
blank_one (CordonLedger *ledger, CordonDatabase *database, const FoundEntry *entry, GError **error)
{
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_BLANK_ENTRY, error);
  guint8 bytes[BLANK_MAX_SIZE];
  gsize size;

  if (!statement)
    return FALSE;
  size = write_blank (ledger, entry->sequence, &entry->kind, &entry->wall, entry->digest, bytes);
  sqlite3_bind_blob (statement, 1, bytes, (int) size, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, entry->sequence);
  return cordon_database_step (database, statement, error) == SQLITE_DONE;
}

/* What cannot be read may tell of anybody. */
static gboolean
tells_of (const Entry *entry, const char *origin)
{
  const CordonValue *text = &entry->row.values[CORDON_ENTRY_ORIGIN];

  if (entry->readable && entry->blank)
    return FALSE;
  return !entry->readable || *origin == '\0'
         || (text->size == strlen (origin) && memcmp (text->bytes, origin, text->size) == 0);
}

static gboolean
find_entries (CordonDatabase *database, const char *origin, GArray *found, GError **error)
{
  sqlite3_stmt *statement = load_entries (database, error);
  g_autoptr (GByteArray) texts = g_byte_array_new ();
  gint64 last = 0;
  int code;

  if (!statement)
    return FALSE;
  while ((code = cordon_database_step (database, statement, error)) == SQLITE_ROW)
    {
      FoundEntry entry;
      Entry read;

      read_entry (statement, texts, &read);
      if (read.row.id <= last)
        break;
      last = read.row.id;
      if (!tells_of (&read, origin))
        continue;
      entry.sequence = read.row.id;
      entry.kind = read.row.values[CORDON_ENTRY_KIND];
      entry.wall = read.row.values[CORDON_ENTRY_WALL];
      memcpy (entry.digest, read.digest, sizeof entry.digest);
      g_array_append_val (found, entry);
    }
  sqlite3_reset (statement);
  return code == SQLITE_DONE || code == SQLITE_ROW;
}

gboolean
cordon_journal_writer_blank (CordonLedger *ledger, CordonDatabase *database, const char *origin,
                             GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (FoundEntry));

  if (!find_entries (database, origin, found, error))
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    if (!blank_one (ledger, database, &g_array_index (found, FoundEntry, i), error))
      return FALSE;
  return TRUE;
}

/* Walking. */

static void
note (CordonJournalReport *report, const Entry *entry, gboolean good)
{
  report->n_entries++;
  report->n_forgotten += entry->blank ? 1 : 0;
  report->last_sequence = (guint64) entry->row.id;
  if (report->first_sequence == 0)
    report->first_sequence = (guint64) entry->row.id;
  if (good)
    return;
  report->n_bad++;
  if (report->first_bad == 0)
    report->first_bad = (guint64) entry->row.id;
}

gboolean
cordon_journal_writer_walk (const CordonLedger *ledger, CordonDatabase *database, CordonEntryFunc func,
                            gpointer data, CordonJournalReport *out_report, GError **error)
{
  const CordonLedgerState *state = &ledger->state;
  sqlite3_stmt *statement = load_entries (database, error);
  g_autoptr (GByteArray) texts = g_byte_array_new ();
  guint8 previous[CORDON_MAC_SIZE];
  int code;

  *out_report = (CordonJournalReport){ .checkpoint_bad = state->last_sequence < 0 };
  memcpy (previous, state->checkpoint_mac, sizeof previous);
  if (!statement)
    return FALSE;
  while ((code = cordon_database_step (database, statement, error)) == SQLITE_ROW)
    {
      guint8 expected[CORDON_MAC_SIZE];
      Entry entry;
      gboolean good;

      read_entry (statement, texts, &entry);
      if ((guint64) entry.row.id <= out_report->last_sequence)
        {
          /* Pages that are linked in a circle would go on for ever. */
          out_report->n_bad++;
          break;
        }
      chain (ledger, &entry.row, entry.digest, previous, expected);
      good = verifies_alone (ledger, &entry) && cordon_mac_equal (expected, entry.mac, sizeof expected);
      memcpy (previous, entry.mac, sizeof previous);
      note (out_report, &entry, good);
      if (func && !func (&entry.row, good, entry.blank, data))
        break;
    }
  sqlite3_reset (statement);
  out_report->tail_missing = !cordon_mac_equal (previous, state->last_mac, sizeof previous);
  return code == SQLITE_DONE || code == SQLITE_ROW;
}

gboolean
cordon_journal_writer_copy (const CordonLedger *from_ledger, CordonDatabase *from, CordonLedger *to_ledger,
                            CordonDatabase *to, GError **error)
{
  sqlite3_stmt *statement = load_entries (from, NULL);
  g_autoptr (GByteArray) texts = g_byte_array_new ();
  gint64 last = 0;

  /* What cannot be read ends the copy without ending the recovery. */
  if (!statement)
    return TRUE;
  while (cordon_database_step (from, statement, NULL) == SQLITE_ROW)
    {
      CordonSealedEntry sealed;
      Entry entry;

      read_entry (statement, texts, &entry);
      if (entry.row.id <= last)
        break;
      last = entry.row.id;
      if (entry.row.id <= to_ledger->state.last_sequence || !verifies_alone (from_ledger, &entry))
        continue;
      sealed.id = entry.row.id;
      sealed.bytes = entry.bytes;
      sealed.size = entry.size;
      memcpy (sealed.digest, entry.digest, sizeof sealed.digest);
      if (!put_entry (to_ledger, to, &entry.row, &sealed, NULL, error))
        return FALSE;
    }
  sqlite3_reset (statement);
  return TRUE;
}
