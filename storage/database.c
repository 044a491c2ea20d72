#include "storage/database_private.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "permissions/error.h"
#include "storage/entry_bytes_private.h"
#include "storage/files_private.h"

#define LOG_HEADER_SIZE 32
#define FRAME_HEADER_SIZE 24
#define PAGE_SIZE 4096

/* No row of ours is nearly as long; what somebody planted does not fill memory. */
#define MAX_VALUE_SIZE (1024 * 1024)

/* The log is moved into the file when it has so many frames. */
#define LONG_LOG 2000

struct _CordonDatabase
{
  sqlite3 *connection;
  char *path;
  int n_frames; /* in the log, by its last commit */
  int mark;
  guint8 marked_header[LOG_HEADER_SIZE];
  sqlite3_stmt *statements[CORDON_N_STATEMENTS];
};

/* What SQLite's codes mean to a caller, and what to do next. */
static const struct
{
  int code;
  CordonError error;
  const char *next;
} meanings[] = {
  { SQLITE_BUSY, CORDON_ERROR_STORE_BUSY, "Close the other browser that has this profile open." },
  { SQLITE_LOCKED, CORDON_ERROR_STORE_BUSY, "Close the other browser that has this profile open." },
  { SQLITE_FULL, CORDON_ERROR_STORE_FULL, "Free some space on the disk and try again." },
  { SQLITE_READONLY, CORDON_ERROR_STORE_READ_ONLY, "Make the profile folder writable." },
  { SQLITE_CORRUPT, CORDON_ERROR_STORE_DAMAGED,
    "Close and open the profile: what verifies is recovered then." },
  { SQLITE_NOTADB, CORDON_ERROR_STORE_DAMAGED,
    "Close and open the profile: what verifies is recovered then." },
  { SQLITE_CANTOPEN, CORDON_ERROR_STORE_OPEN, "Check that the profile folder exists and who owns it." },
  { SQLITE_PERM, CORDON_ERROR_STORE_OPEN, "Check who owns the profile folder." },
  { SQLITE_IOERR, CORDON_ERROR_STORE_IO, "Check the disk; the system's log says more." },
  { SQLITE_CONSTRAINT, CORDON_ERROR_GRANT, "The store refuses what its rules forbid." },
};

void
cordon_database_set_error (CordonDatabase *database, int code, GError **error)
{
  const char *path = database ? database->path : "";

  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (meanings[i].code == (code & 0xff))
      {
        g_set_error (error, CORDON_ERROR, (gint) meanings[i].error, "%s: %s. %s", path, sqlite3_errstr (code),
                     meanings[i].next);
        return;
      }
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_STORE_IO, "%s: %s", path, sqlite3_errstr (code));
}

void
cordon_database_close (CordonDatabase *database)
{
  if (!database)
    return;

  for (guint i = 0; i < CORDON_N_STATEMENTS; i++)
    sqlite3_finalize (database->statements[i]);
  sqlite3_close_v2 (database->connection);
  g_free (database->path);
  g_free (database);
}

static int
on_commit (gpointer data, sqlite3 *connection, const char *name, int n_frames)
{
  CordonDatabase *database = data;

  database->n_frames = n_frames;
  return SQLITE_OK;
}

static int
open_log (const CordonDatabase *database, int flags)
{
  g_autofree char *path = g_strconcat (database->path, "-wal", NULL);

  return open (path, flags | O_CLOEXEC | O_NOFOLLOW);
}

static void
read_log_header (const CordonDatabase *database, guint8 out[LOG_HEADER_SIZE])
{
  int fd = open_log (database, O_RDONLY);

  memset (out, 0, LOG_HEADER_SIZE);
  if (fd < 0)
    return;
  if (pread (fd, out, LOG_HEADER_SIZE, 0) != LOG_HEADER_SIZE)
    memset (out, 0, LOG_HEADER_SIZE);
  close (fd);
}

void
cordon_database_mark (CordonDatabase *database)
{
  database->mark = database->n_frames;
  read_log_header (database, database->marked_header);
}

void
cordon_database_cut_log (CordonDatabase *database)
{
  guint8 header[LOG_HEADER_SIZE];
  off_t end = 0;
  int fd;

  /* A log with another header began anew with this transaction: everything before it is in the file. */
  read_log_header (database, header);
  if (memcmp (header, database->marked_header, sizeof header) == 0)
    end = LOG_HEADER_SIZE + (off_t) database->mark * (FRAME_HEADER_SIZE + PAGE_SIZE);
  fd = open_log (database, O_WRONLY);
  if (fd < 0)
    return;
  if (ftruncate (fd, end) == 0)
    (void) fsync (fd);
  close (fd);
}

void
cordon_database_keep_log (CordonDatabase *database)
{
  sqlite3_db_config (database->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

gboolean
cordon_database_tidy (CordonDatabase *database)
{
  int n_frames = -1;
  int n_moved = 0;

  if (database->n_frames <= LONG_LOG)
    return FALSE;
  return sqlite3_wal_checkpoint_v2 (database->connection, NULL, SQLITE_CHECKPOINT_PASSIVE, &n_frames,
                                    &n_moved)
           == SQLITE_OK
         && n_frames == n_moved;
}

static void
harden (CordonDatabase *database)
{
  sqlite3_db_config (database->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (database->connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (database->connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_limit (database->connection, SQLITE_LIMIT_LENGTH, MAX_VALUE_SIZE);
  sqlite3_limit (database->connection, SQLITE_LIMIT_ATTACHED, 0);
  cordon_entry_add_function (database->connection);
}

static int
open_writable (CordonDatabase *database)
{
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_READWRITE
              | SQLITE_OPEN_CREATE;
  int code;

  cordon_files_touch (database->path);
  code = sqlite3_open_v2 (database->path, &database->connection, flags, NULL);
  if (code != SQLITE_OK)
    return code;
  harden (database);
  sqlite3_wal_hook (database->connection, on_commit, database);
  return sqlite3_exec (database->connection, cordon_statement_get_set_up (FALSE), NULL, NULL, NULL);
}

/* Nothing beside the file can be made, so SQLite has to be told that nobody changes it. */
static int
open_immutable (CordonDatabase *database)
{
  g_autofree char *absolute = g_canonicalize_filename (database->path, NULL);
  g_autofree char *plain = g_filename_to_uri (absolute, NULL, NULL);
  g_autofree char *uri = g_strconcat (plain, "?immutable=1", NULL);
  int code = sqlite3_open_v2 (uri, &database->connection,
                              SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW
                                | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
                              NULL);

  if (code != SQLITE_OK)
    return code;
  harden (database);
  return sqlite3_exec (database->connection, cordon_statement_get_set_up (TRUE), NULL, NULL, NULL);
}

static int
open_connection (CordonDatabase *database, gboolean read_only)
{
  return read_only ? open_immutable (database) : open_writable (database);
}

static gboolean
means_read_only (int code)
{
  return (code & 0xff) == SQLITE_READONLY || (code & 0xff) == SQLITE_PERM || (code & 0xff) == SQLITE_CANTOPEN;
}

CordonDatabase *
cordon_database_open (const char *path, gboolean *read_only, GError **error)
{
  g_autoptr (CordonDatabase) database = g_new0 (CordonDatabase, 1);
  gboolean may_write = !*read_only;
  int code;

  database->path = g_strdup (path);
  code = open_connection (database, *read_only);
  if (may_write && means_read_only (code) && g_file_test (path, G_FILE_TEST_EXISTS))
    {
      sqlite3_close_v2 (database->connection);
      database->connection = NULL;
      code = open_connection (database, TRUE);
      *read_only = TRUE;
    }
  if (code == SQLITE_OK)
    return g_steal_pointer (&database);

  cordon_database_set_error (database, code, error);
  return NULL;
}

CordonDatabase *
cordon_database_open_scratch (void)
{
  g_autoptr (CordonDatabase) database = g_new0 (CordonDatabase, 1);

  database->path = g_strdup (":memory:");
  if (sqlite3_open_v2 (database->path, &database->connection, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE,
                       NULL)
        != SQLITE_OK
      || cordon_entry_add_function (database->connection) != SQLITE_OK)
    return NULL;
  return g_steal_pointer (&database);
}

sqlite3_stmt *
cordon_database_prepare (CordonDatabase *database, CordonStatement statement, GError **error)
{
  sqlite3_stmt **slot = &database->statements[statement];
  const char *sql = cordon_statement_get_sql (statement);
  int code = SQLITE_OK;

  if (!*slot)
    code = sqlite3_prepare_v3 (database->connection, sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL);
  if (code != SQLITE_OK)
    {
      cordon_database_set_error (database, code, error);
      return NULL;
    }
  if (sqlite3_stmt_busy (*slot))
    sqlite3_reset (*slot);
  return *slot;
}

int
cordon_database_step (CordonDatabase *database, sqlite3_stmt *statement, GError **error)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return code;
  sqlite3_reset (statement);
  if (code != SQLITE_DONE)
    cordon_database_set_error (database, code, error);
  return code;
}

gboolean
cordon_database_run (CordonDatabase *database, CordonStatement statement, GError **error)
{
  sqlite3_stmt *prepared = cordon_database_prepare (database, statement, error);
  int code;

  if (!prepared)
    return FALSE;
  while ((code = cordon_database_step (database, prepared, error)) == SQLITE_ROW)
    ;
  return code == SQLITE_DONE;
}

gboolean
cordon_database_execute (CordonDatabase *database, const char *script, GError **error)
{
  int code = sqlite3_exec (database->connection, script, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;
  cordon_database_set_error (database, code, error);
  return FALSE;
}

gint64
cordon_database_get_integer (CordonDatabase *database, CordonStatement statement)
{
  sqlite3_stmt *prepared = cordon_database_prepare (database, statement, NULL);
  gint64 value = 0;

  if (prepared && cordon_database_step (database, prepared, NULL) == SQLITE_ROW)
    value = sqlite3_column_int64 (prepared, 0);
  if (prepared)
    sqlite3_reset (prepared);
  return value;
}

int
cordon_database_get_version (CordonDatabase *database)
{
  return (int) cordon_database_get_integer (database, CORDON_STATEMENT_GET_VERSION);
}

gboolean
cordon_database_is_empty (CordonDatabase *database)
{
  sqlite3_stmt *prepared = cordon_database_prepare (database, CORDON_STATEMENT_COUNT_TABLES, NULL);
  gboolean empty = FALSE;

  if (prepared && cordon_database_step (database, prepared, NULL) == SQLITE_ROW)
    empty = sqlite3_column_int (prepared, 0) == 0;
  if (prepared)
    sqlite3_reset (prepared);
  return empty;
}

gboolean
cordon_database_has_table (CordonDatabase *database, const char *name)
{
  sqlite3_stmt *prepared = cordon_database_prepare (database, CORDON_STATEMENT_HAS_TABLE, NULL);
  gboolean found = FALSE;

  if (!prepared)
    return FALSE;
  sqlite3_bind_text (prepared, 1, name, -1, SQLITE_STATIC);
  if (cordon_database_step (database, prepared, NULL) == SQLITE_ROW)
    found = sqlite3_column_int (prepared, 0) > 0;
  sqlite3_reset (prepared);
  return found;
}

gboolean
cordon_database_in_transaction (CordonDatabase *database)
{
  return sqlite3_get_autocommit (database->connection) == 0;
}

/* Rows. */

void
cordon_database_bind_value (sqlite3_stmt *statement, int index, CordonColumnKind kind,
                            const CordonValue *value)
{
  gboolean ends;

  switch (kind)
    {
    case CORDON_COLUMN_NONE: break;
    case CORDON_COLUMN_INTEGER:
    case CORDON_COLUMN_TIME: sqlite3_bind_int64 (statement, index, value->integer); break;
    case CORDON_COLUMN_TEXT:
      /* Told that the text ends with its NUL, SQLite does not copy it for each constraint that looks at it. */
      ends = strlen (value->bytes) == value->size;
      sqlite3_bind_text (statement, index, value->bytes, ends ? -1 : (int) value->size, SQLITE_STATIC);
      break;
    case CORDON_COLUMN_BLOB:
      sqlite3_bind_blob (statement, index, value->bytes, (int) value->size, SQLITE_STATIC);
      break;
    }
}

static gboolean
read_value (sqlite3_stmt *statement, int column, CordonColumnKind kind, CordonValue *out_value)
{
  int type = sqlite3_column_type (statement, column);
  const char *bytes;

  if (cordon_column_is_integer (kind))
    {
      *out_value = cordon_value_integer (sqlite3_column_int64 (statement, column));
      return type == SQLITE_INTEGER;
    }
  if (kind == CORDON_COLUMN_TEXT)
    bytes = (const char *) sqlite3_column_text (statement, column);
  else
    bytes = sqlite3_column_blob (statement, column);
  *out_value = (CordonValue){ .bytes = bytes ? bytes : "",
                              .size = (gsize) sqlite3_column_bytes (statement, column) };
  return type == (kind == CORDON_COLUMN_TEXT ? SQLITE_TEXT : SQLITE_BLOB);
}

gboolean
cordon_database_read_row (sqlite3_stmt *statement, CordonTableId table, CordonRow *out_row)
{
  const CordonTableInfo *info = cordon_table_get_info (table);
  gboolean good = TRUE;

  out_row->table = table;
  out_row->id = sqlite3_column_int64 (statement, 0);
  for (guint i = 0; i < info->n_columns; i++)
    good &= read_value (statement, (int) i + 1, info->columns[i].kind, &out_row->values[i]);
  return good;
}

gboolean
cordon_database_read_blob (sqlite3_stmt *statement, int column, gpointer out, gsize size)
{
  const void *bytes = sqlite3_column_blob (statement, column);

  if (!bytes || (gsize) sqlite3_column_bytes (statement, column) != size)
    return FALSE;
  memcpy (out, bytes, size);
  return TRUE;
}
