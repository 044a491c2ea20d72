/*
 * A store's file whose journal somebody changed with a database tool: what is still shown of it is what was written.
 *
 * The input: for each change four bytes and a value. The bytes: the row, the column, what is put there, and the
 * length of the value, or the other row.
 */

#include <sqlite3.h>
#include <string.h>

#include "storage/callee_block_list.h"
#include "storage/clearing.h"
#include "storage/journal.h"
#include "tests/fuzz/folder.h"
#include "tests/fuzz/known_store.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define FILE_NAME "cordon.sqlite"
#define WALL_US FUZZ_STORE_WALL_US
#define N_ORIGINS 6
#define CHANGE_SIZE 4
#define MAX_CHANGES 32

/* Above these, what is put there is the value of another row, or the row goes. */
#define COPY 240
#define DELETE 250

typedef struct
{
  char *bytes;
  gsize size;
  GPtrArray *entries; /* char *, by sequence from 1 */
} Template;

typedef struct
{
  const guint8 *at;
  gsize left;
} Input;

static char *
describe (const CordonJournalEntry *entry)
{
  return g_strdup_printf ("%d %" G_GINT64_FORMAT " %d %s %d %d %d %d %d %s %" G_GUINT64_FORMAT " %d %s",
                          (int) entry->kind, entry->wall_us, entry->forgotten,
                          entry->origin ? cordon_origin_to_string (entry->origin) : "-", (int) entry->feature,
                          (int) entry->answer, (int) entry->scope, (int) entry->lifetime, (int) entry->source,
                          entry->callee ? cordon_callee_to_string (entry->callee) : "-", entry->grant_id,
                          (int) entry->reason, entry->detail ? entry->detail : "-");
}

static gboolean
note_entry (const CordonJournalEntry *entry, gpointer data)
{
  GPtrArray *entries = data;

  g_ptr_array_add (entries, describe (entry));
  g_assert_cmpuint (entries->len, ==, entry->sequence);
  return TRUE;
}

static void
set_one (CordonStore *store, guint i)
{
  g_autofree char *name = g_strdup_printf ("https://site-%u.example", i);
  g_auto (CordonGrant) grant = {
    .origin = cordon_origin_new (name, -1, NULL),
    .feature = CORDON_FEATURE_CAMERA,
    .answer = i % 2 ? CORDON_GRANT_BLOCK : CORDON_GRANT_ALLOW,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = CORDON_LIFETIME_UNTIL_REVOKED,
    .source = CORDON_GRANT_SOURCE_USER,
    .created_wall_us = WALL_US,
  };

  cordon_store_set (store, &grant, NULL, NULL);
}

/* A bit of everything; the first site is forgotten, so that its entries are blank. */
static void
live (CordonStore *store)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://site-0.example", -1, NULL);
  g_autoptr (CordonCallee) callee = cordon_callee_parse ("identity:bob@idp.example", -1, NULL);
  const CordonClearing clearing = { .what = CORDON_CLEAR_ALL, .origin = origin };
  const CordonJournalEntry managed = { .kind = CORDON_JOURNAL_MANAGED,
                                       .wall_us = WALL_US,
                                       .detail = "a policy" };

  for (guint i = 0; i < N_ORIGINS; i++)
    set_one (store, i);
  cordon_store_journal (store, &managed);
  if (callee)
    cordon_store_block_callee (store, callee, NULL, WALL_US, NULL, NULL);
  g_assert_true (cordon_store_flush (store, NULL));
  cordon_store_clear (store, &clearing, NULL, NULL, NULL, NULL);
  g_assert_true (cordon_store_flush (store, NULL));
}

/* Made once; each input begins with a copy. */
static const Template *
get_template (void)
{
  static Template template;

  if (!template.bytes)
    {
      g_autofree char *folder = fuzz_folder_new ("unused", (const guint8 *) "", 0);
      g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
      CordonStore *store = fuzz_store_open (folder);

      template.entries = g_ptr_array_new ();
      live (store);
      g_assert_true (cordon_store_read_journal (store, 0, note_entry, template.entries, NULL));
      cordon_store_free (store);
      g_assert_true (g_file_get_contents (path, &template.bytes, &template.size, NULL));
      fuzz_folder_remove (folder);
    }
  return &template;
}

static guint8
take (Input *input)
{
  if (input->left == 0)
    return 0;
  input->left--;
  return *input->at++;
}

static void
bind_value (sqlite3_stmt *statement, guint8 what, const guint8 *bytes, int size)
{
  gint64 number = 0;

  memcpy (&number, bytes, MIN ((gsize) size, sizeof number));
  switch (what % 5)
    {
    case 0: sqlite3_bind_int64 (statement, 1, number); break;
    case 1: sqlite3_bind_text (statement, 1, (const char *) bytes, size, SQLITE_STATIC); break;
    case 2: sqlite3_bind_blob (statement, 1, bytes, size, SQLITE_STATIC); break;
    case 3: sqlite3_bind_zeroblob (statement, 1, size); break;
    default: sqlite3_bind_null (statement, 1); break;
    }
}

/* One value, or a whole row where the statement has no place for one. */
static void
change (sqlite3 *database, const char *sql, guint8 row, guint8 what, const guint8 *bytes, int size)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL) == SQLITE_OK)
    {
      if (strchr (sql, '?'))
        bind_value (statement, what, bytes, size);
      sqlite3_bind_int (statement, sqlite3_bind_parameter_index (statement, ":row"), row);
      sqlite3_step (statement);
    }
  sqlite3_finalize (statement);
}

/* The names of the columns of a table; whatever they are. */
static GPtrArray *
columns_of (sqlite3 *database, const char *table)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (
    sqlite3_prepare_v2 (database, "SELECT name FROM pragma_table_info (?)", -1, &statement, NULL), ==,
    SQLITE_OK);
  sqlite3_bind_text (statement, 1, table, -1, SQLITE_STATIC);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_ptr_array_add (columns, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
  sqlite3_finalize (statement);
  return columns;
}

static void
change_one (sqlite3 *database, const GPtrArray *journal, const GPtrArray *head, Input *input)
{
  const guint8 row = take (input), column = take (input), what = take (input), length = take (input);
  const int size = what < COPY ? (int) MIN (length, input->left) : 0;
  const gboolean in_head = column % 4 == 3;
  const GPtrArray *columns = in_head ? head : journal;
  g_autofree char *sql = NULL;

  if (columns->len == 0)
    return;
  if (what >= DELETE)
    sql = g_strdup ("DELETE FROM journal WHERE id = :row");
  else if (what >= COPY)
    sql = g_strdup_printf (
      "UPDATE journal SET \"%1$s\" = (SELECT \"%1$s\" FROM journal WHERE id = %2$u) WHERE id = :row",
      (const char *) journal->pdata[column % journal->len], length);
  else
    sql = g_strdup_printf ("UPDATE %s SET \"%s\" = ?1 WHERE id = :row", in_head ? "journal_head" : "journal",
                           (const char *) columns->pdata[column / 4 % columns->len]);
  change (database, sql, in_head ? 1 : row, what, input->at, size);
  input->at += size;
  input->left -= (gsize) size;
}

static void
change_file (const char *folder, Input *input)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autoptr (GPtrArray) journal = NULL;
  g_autoptr (GPtrArray) head = NULL;
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_exec (database,
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON;",
                NULL, NULL, NULL);
  journal = columns_of (database, "journal");
  head = columns_of (database, "journal_head");
  for (guint i = 0; i < MAX_CHANGES && input->left >= CHANGE_SIZE; i++)
    change_one (database, journal, head, input);
  sqlite3_close (database);
}

static gboolean
check_entry (const CordonJournalEntry *entry, gpointer data)
{
  const Template *template = data;
  g_autofree char *text = describe (entry);

  if (entry->kind == CORDON_JOURNAL_RECOVERED)
    return TRUE;
  g_assert_cmpuint (entry->sequence, >, 0);
  g_assert_cmpuint (entry->sequence, <=, template->entries->len);
  g_assert_cmpstr (text, ==, template->entries->pdata[entry->sequence - 1]);
  return TRUE;
}

static void
count_problem (CordonStoreProblem problem, const char *detail, gpointer data)
{
  (*(guint *) data)++;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const Template *template = get_template ();
  g_autofree char *folder = fuzz_folder_new (FILE_NAME, (const guint8 *) template->bytes, template->size);
  Input input = { data, size };
  CordonStore *store;

  change_file (folder, &input);
  store = fuzz_store_open (folder);
  if (store)
    {
      CordonJournalReport report;
      guint n_problems = 0;

      cordon_store_read_journal (store, 0, check_entry, (gpointer) template, NULL);
      cordon_store_foreach_problem (store, count_problem, &n_problems);
      if (cordon_store_verify_journal (store, &report, NULL) && n_problems == 0)
        g_assert_cmpuint (report.n_entries, ==, template->entries->len);
      cordon_store_free (store);
    }
  fuzz_folder_remove (folder);
  return 0;
}
