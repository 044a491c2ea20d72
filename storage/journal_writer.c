#include "storage/journal_writer_private.h"

#include <string.h>

#include "permissions/error.h"

#define SALT_SIZE 16

/* The columns behind the row's own in the statements. */
#define COLUMN_DIGEST (CORDON_ENTRY_SALT + 2)
#define COLUMN_MAC (CORDON_ENTRY_SALT + 3)

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

/* @group: (nullable): where the entry waits for others. */
static gboolean
put_entry (CordonLedger *ledger, CordonDatabase *database, const CordonRow *row,
           const guint8 digest[CORDON_MAC_SIZE], CordonRowGroup *group, GError **error)
{
  const CordonValue *salt = &row->values[CORDON_ENTRY_SALT];
  CordonSealedRow sealed = { .row = *row, .n_tail = 2, .tail_size = CORDON_MAC_SIZE };
  CordonLedgerState *state = &ledger->state;

  memcpy (sealed.salt, salt->bytes, MIN (salt->size, sizeof sealed.salt));
  memcpy (sealed.tail[0], digest, CORDON_MAC_SIZE);
  chain (ledger, row, digest, state->last_mac, sealed.tail[1]);
  if (group ? !cordon_row_group_add (group, &sealed, database, error)
            : !cordon_sealed_row_write (&sealed, database, error))
    return FALSE;

  memcpy (state->last_mac, sealed.tail[1], CORDON_MAC_SIZE);
  state->last_sequence = row->id;
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
                              CordonRowGroup *group, GError **error)
{
  CordonRow entry = *row;
  guint8 salt[SALT_SIZE];
  guint8 digest[CORDON_MAC_SIZE];

  if (!take_salt (ledger, salt, error))
    return FALSE;
  entry.id = MAX (ledger->state.last_sequence, 0) + 1;
  entry.values[CORDON_ENTRY_SALT] = cordon_value_blob (salt, sizeof salt);
  cordon_mac_row (ledger->journal, &entry, digest);
  return put_entry (ledger, database, &entry, digest, group, error) && trim (ledger, database, error);
}

/* Blanking. */

static gboolean
blank_one (CordonLedger *ledger, CordonDatabase *database, gint64 sequence, const guint8 *digest,
           GError **error)
{
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_BLANK_ENTRY, error);
  guint8 mark[CORDON_MAC_SIZE];

  if (!statement)
    return FALSE;
  blank_mark (ledger, sequence, digest, mark);
  sqlite3_bind_blob (statement, 1, mark, sizeof mark, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, sequence);
  return cordon_database_step (database, statement, error) == SQLITE_DONE;
}

typedef struct
{
  gint64 sequence;
  guint8 digest[CORDON_MAC_SIZE];
} FoundEntry;

gboolean
cordon_journal_writer_blank (CordonLedger *ledger, CordonDatabase *database, const char *origin,
                             GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (FoundEntry));
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_FIND_ENTRIES, error);
  int code = SQLITE_DONE;

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, origin, -1, SQLITE_STATIC);
  while ((code = cordon_database_step (database, statement, error)) == SQLITE_ROW)
    {
      FoundEntry entry = { .sequence = sqlite3_column_int64 (statement, 0) };

      if (found->len > 0 && entry.sequence <= g_array_index (found, FoundEntry, found->len - 1).sequence)
        {
          sqlite3_reset (statement);
          code = SQLITE_DONE;
          break;
        }
      if (cordon_database_read_blob (statement, 1, entry.digest, sizeof entry.digest))
        g_array_append_val (found, entry);
    }
  if (code != SQLITE_DONE)
    return FALSE;

  for (guint i = 0; i < found->len; i++)
    {
      const FoundEntry *entry = &g_array_index (found, FoundEntry, i);

      if (!blank_one (ledger, database, entry->sequence, entry->digest, error))
        return FALSE;
    }
  return TRUE;
}

/* Reading. */

typedef struct
{
  CordonRow row;
  guint8 digest[CORDON_MAC_SIZE];
  guint8 mac[CORDON_MAC_SIZE];
  gboolean readable;
  gboolean blank;
} Entry;

static void
read_entry (sqlite3_stmt *statement, Entry *entry)
{
  entry->readable = cordon_database_read_row (statement, CORDON_TABLE_JOURNAL, &entry->row);
  entry->readable &= cordon_database_read_blob (statement, COLUMN_DIGEST, entry->digest, CORDON_MAC_SIZE);
  entry->readable &= cordon_database_read_blob (statement, COLUMN_MAC, entry->mac, CORDON_MAC_SIZE);
  entry->blank = entry->row.values[CORDON_ENTRY_SALT].size == CORDON_MAC_SIZE;
}

/* No MAC covers what a blanked entry says besides kind and time: it must say nothing. */
static gboolean
says_nothing (const CordonRow *row)
{
  for (guint i = CORDON_ENTRY_ORIGIN; i < CORDON_ENTRY_SALT; i++)
    if (row->values[i].integer != 0 || row->values[i].size != 0)
      return FALSE;
  return TRUE;
}

/* Whether the entry says what was written, wherever it stands. */
static gboolean
verifies_alone (const CordonLedger *ledger, const Entry *entry)
{
  guint8 expected[CORDON_MAC_SIZE];

  if (!entry->readable)
    return FALSE;
  if (entry->blank)
    {
      blank_mark (ledger, entry->row.id, entry->digest, expected);
      return cordon_mac_equal (expected, entry->row.values[CORDON_ENTRY_SALT].bytes, sizeof expected)
             && says_nothing (&entry->row);
    }
  cordon_mac_row (ledger->journal, &entry->row, expected);
  return cordon_mac_equal (expected, entry->digest, sizeof expected);
}

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
  sqlite3_stmt *statement = cordon_database_prepare (database, CORDON_STATEMENT_LOAD_ENTRIES, error);
  guint8 previous[CORDON_MAC_SIZE];
  int code;

  *out_report = (CordonJournalReport){ .checkpoint_bad = state->last_sequence < 0 };
  memcpy (previous, state->checkpoint_mac, sizeof previous);
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, 0);
  while ((code = cordon_database_step (database, statement, error)) == SQLITE_ROW)
    {
      guint8 expected[CORDON_MAC_SIZE];
      Entry entry;
      gboolean good;

      read_entry (statement, &entry);
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
  sqlite3_stmt *statement = cordon_database_prepare (from, CORDON_STATEMENT_LOAD_ENTRIES, NULL);
  gint64 last = 0;

  /* What cannot be read ends the copy without ending the recovery. */
  if (!statement)
    return TRUE;
  sqlite3_bind_int64 (statement, 1, last);
  while (cordon_database_step (from, statement, NULL) == SQLITE_ROW)
    {
      Entry entry;

      read_entry (statement, &entry);
      if (entry.row.id <= last)
        break;
      last = entry.row.id;
      if (entry.row.id <= to_ledger->state.last_sequence || !verifies_alone (from_ledger, &entry))
        continue;
      if (!put_entry (to_ledger, to, &entry.row, entry.digest, NULL, error))
        return FALSE;
    }
  sqlite3_reset (statement);
  return TRUE;
}
