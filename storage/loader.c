#include "storage/loader_private.h"

/* How often the middle between two damaged places is tried. */
#define MAX_TRIES 256

/* Rows that come again and again out of pages that are linked in a circle end the reading. */
#define MAX_REPEATS 1000

typedef struct
{
  CordonLedger *ledger;
  CordonDatabase *database;
  CordonTableId table;
  CordonRowFunc func;
  gpointer data;
  CordonScan *scan;
  gint64 below; /* ids seen from above end here */
} Reader;

static void
read_one (Reader *reader, sqlite3_stmt *statement)
{
  const CordonTableInfo *info = cordon_table_get_info (reader->table);
  guint8 stored[CORDON_ROW_MAC_SIZE];
  guint8 mac[CORDON_MAC_SIZE];
  CordonRow row;

  if (!cordon_database_read_row (statement, reader->table, &row)
      || !cordon_database_read_blob (statement, (int) info->n_columns + 1, stored, sizeof stored))
    {
      reader->scan->n_bad++;
      return;
    }
  cordon_ledger_row_mac (reader->ledger, &row, mac);
  if (!cordon_mac_equal (mac, stored, sizeof stored))
    {
      reader->scan->n_bad++;
      return;
    }
  cordon_ledger_add_tally (&reader->ledger->state, mac, 0);
  reader->scan->n_good++;
  reader->func (&row, reader->data);
}

/* Upwards behind @after, until the end, damage, or what was seen from above. Returns: TRUE when nothing is left. */
static gboolean
read_up (Reader *reader, gint64 after, gint64 *out_last)
{
  sqlite3_stmt *statement = cordon_database_prepare (
    reader->database, cordon_statement_of (reader->table, CORDON_VERB_LOAD), NULL);
  int code = SQLITE_ERROR;
  guint n_repeats = 0;

  *out_last = after;
  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, after);
  while ((code = cordon_database_step (reader->database, statement, NULL)) == SQLITE_ROW)
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      if (id >= reader->below)
        {
          sqlite3_reset (statement);
          return TRUE;
        }
      /* A table whose rule of one row an id was taken away: a row twice would cancel out of the sum. */
      if (id <= *out_last)
        {
          reader->scan->n_bad++;
          if (++n_repeats < MAX_REPEATS)
            continue;
          sqlite3_reset (statement);
          return FALSE;
        }
      *out_last = id;
      read_one (reader, statement);
    }
  return code == SQLITE_DONE;
}

static void
read_down (Reader *reader, gint64 after)
{
  sqlite3_stmt *statement = cordon_database_prepare (
    reader->database, cordon_statement_of (reader->table, CORDON_VERB_LOAD_DOWN), NULL);

  if (!statement)
    return;
  sqlite3_bind_int64 (statement, 1, G_MAXINT64);
  while (cordon_database_step (reader->database, statement, NULL) == SQLITE_ROW)
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      if (id <= after || id >= reader->below)
        break;
      reader->below = id;
      read_one (reader, statement);
    }
  sqlite3_reset (statement);
}

/* Whether @after + @leap is still below what read_down () reached. A damaged file may hold any id. */
static gboolean
is_between (const Reader *reader, gint64 after, gint64 leap)
{
  return after < reader->below && (guint64) reader->below - (guint64) after > (guint64) leap;
}

/* Leaps over what cannot be read, ever further, until rows come again. */
static void
read_between (Reader *reader, gint64 after)
{
  gint64 leap = 1;

  for (guint i = 0; i < MAX_TRIES && is_between (reader, after, leap); i++)
    {
      gint64 last;

      if (read_up (reader, after + leap, &last))
        return;
      if (last > after + leap)
        {
          after = last;
          leap = 1;
        }
      else if (leap > G_MAXINT64 / 2)
        return;
      else
        leap *= 2;
    }
}

void
cordon_loader_scan (CordonLedger *ledger, CordonDatabase *database, CordonTableId table, CordonRowFunc func,
                    gpointer data, CordonScan *scan)
{
  Reader reader = { ledger, database, table, func, data, scan, G_MAXINT64 };
  gint64 last;

  if (read_up (&reader, G_MININT64, &last))
    return;
  scan->n_skipped++;
  read_down (&reader, last);
  read_between (&reader, last);
}

void
cordon_loader_scan_all (CordonLedger *ledger, CordonDatabase *database, CordonRowFunc func, gpointer data,
                        CordonScan *scan)
{
  for (guint table = 0; table < CORDON_N_TABLES; table++)
    {
      const char *name = cordon_table_get_info (table)->name;

      if (!cordon_statement_get_sql (cordon_statement_of (table, CORDON_VERB_LOAD)))
        continue;
      if (cordon_database_has_table (database, name))
        cordon_loader_scan (ledger, database, table, func, data, scan);
    }
}
