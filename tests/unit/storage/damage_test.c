/* Files that somebody changed by hand, lost, or brought back from the past. */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "permissions/error.h"
#include "storage/journal.h"
#include "storage/store.h"
#include "tests/unit/storage/folder.h"
#include "tests/unit/storage/support.h"

static void
expect_error (void **state, CordonError code, const char *next_step)
{
  TestFolder *folder = *state;
  g_autoptr (GError) error = NULL;

  assert_null (cordon_store_open (folder->path, &folder->options, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, code));
  assert_non_null (strstr (error->message, next_step));
}

static int
tamper (void **state, const char *sql)
{
  return test_folder_execute (*state, "cordon.sqlite", sql);
}

static void
tamper_well (void **state, const char *sql)
{
  assert_int_equal (tamper (state, sql), SQLITE_OK);
}

static int
answer (const CordonStore *store, const char *origin)
{
  return test_answer (cordon_store_peek_table (store), origin, CORDON_FEATURE_CAMERA, WALL_US);
}

static void
fill (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) block = test_grant ("https://b.example", CORDON_FEATURE_CAMERA);

  block.answer = CORDON_GRANT_BLOCK;
  test_set_simple (store, "https://a.example", CORDON_FEATURE_CAMERA);
  test_set (store, &block);
  test_set_simple (store, "https://c.example", CORDON_FEATURE_CAMERA);
  cordon_store_free (store);
}

static void
an_edited_row_reads_prompt_and_costs_no_other (void **state)
{
  TestFolder *folder = *state;
  CordonStore *store;

  fill (state);
  tamper_well (state, "UPDATE grants SET answer = 1 WHERE origin = 'https://b.example'");
  store = test_folder_open_store (state);
  assert_int_equal (answer (store, "https://a.example"), 1);
  assert_int_equal (answer (store, "https://b.example"), -1);
  assert_int_equal (answer (store, "https://c.example"), 1);
  assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_ROW_DAMAGED));
  assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_RECOVERED));
  assert_int_equal (test_folder_count (folder, "cordon.sqlite.damaged-"), 1);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (answer (store, "https://c.example"), 1);
  assert_false (test_has_problem (store, CORDON_STORE_PROBLEM_ROW_DAMAGED));
  cordon_store_free (store);
}

static void
swapped_rows_read_prompt (void **state)
{
  CordonStore *store;

  fill (state);
  tamper_well (state, "CREATE TEMP TABLE t AS SELECT * FROM grants; DELETE FROM grants;"
                      "UPDATE t SET id = 4 - id WHERE id IN (1, 3); INSERT INTO grants SELECT * FROM t");
  store = test_folder_open_store (state);
  assert_int_equal (answer (store, "https://a.example"), -1);
  assert_int_equal (answer (store, "https://b.example"), 0);
  assert_int_equal (answer (store, "https://c.example"), -1);
  assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_ROW_DAMAGED));
  cordon_store_free (store);
}

static void
a_row_of_another_store_reads_prompt (void **state)
{
  void *other_state = NULL;
  g_autofree char *attach = NULL;
  CordonStore *store;

  fill (state);
  test_folder_set_up (&other_state);
  fill (&other_state);
  attach = g_strdup_printf ("ATTACH '%s/cordon.sqlite' AS other; DELETE FROM grants WHERE id = 1;"
                            "INSERT INTO grants SELECT * FROM other.grants WHERE id = 1",
                            ((TestFolder *) other_state)->path);
  tamper_well (state, attach);
  store = test_folder_open_store (state);
  assert_int_equal (answer (store, "https://a.example"), -1);
  assert_int_equal (answer (store, "https://c.example"), 1);
  cordon_store_free (store);
  test_folder_tear_down (&other_state);
}

static void
a_deleted_row_is_missed (void **state)
{
  CordonStore *store;

  fill (state);
  tamper_well (state, "DELETE FROM grants WHERE origin = 'https://b.example'");
  store = test_folder_open_store (state);
  assert_int_equal (answer (store, "https://a.example"), 1);
  assert_int_equal (answer (store, "https://b.example"), -1);
  assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_ROWS_MISSING));
  cordon_store_free (store);
}

static void
the_file_itself_refuses_nonsense (void **state)
{
  /* Each differs from a good row in one thing. */
  static const char *const values[] = {
    "9, 'http://a.example', 1, 1, 4, 6, 1, '', '', 0, 1, 0, 0", /* plain http */
    "9, 'null', 1, 1, 4, 6, 1, '', '', 0, 1, 0, 0",             /* opaque */
    "9, 'httpsx.example', 1, 1, 4, 6, 1, '', '', 0, 1, 0, 0",
    "9, 'ftp://a.example', 1, 1, 4, 6, 1, '', '', 0, 1, 0, 0",
    "9, 'ws://a.example', 1, 1, 4, 6, 1, '', '', 0, 1, 0, 0",
    "9, 'file:///a', 1, 1, 4, 6, 1, '', '', 0, 1, 0, 0",
    "9, 'https://d.example', 3, 1, 4, 6, 1, '', '', 0, 1, 0, 0",   /* granted display capture */
    "9, 'https://d.example', 6, 1, 4, 6, 1, '', '', 0, 1, 0, 0",   /* granted viewport capture */
    "9, 'https://d.example', 7, 1, 4, 6, 1, '', '', 0, 1, 0, 0",   /* no such feature */
    "9, 'https://d.example', 1, 2, 4, 6, 1, '', '', 0, 1, 0, 0",   /* no such answer */
    "9, 'https://d.example', 1, 1, 2, 6, 1, '', '', 0, 1, 0, 0",   /* a call's grant does not outlive it */
    "9, 'https://d.example', 1, 1, 4, 2, 1, '', '', 0, 1, 0, 0",   /* nor a visit's */
    "9, 'https://d.example', 1, 1, 4, 6, 4, '', '', 0, 1, 0, 0",   /* an administrator's is never stored */
    "9, 'https://d.example', 1, 1, 3, 6, 1, '', '', 0, 1, 0, 0",   /* towards nobody */
    "9, 'https://d.example', 1, 1, 4, 6, 1, 'x', '', 0, 1, 0, 0",  /* a callee without the scope */
    "9, 'https://d.example', 2, 1, 4, 6, 1, '', '', 1, 1, 0, 0",   /* a microphone that pans */
    "9, 'https://d.example', 1, 1, 4, 4, 1, '', '', 0, 1, 0, 0",   /* until no time */
    "9, 'https://a.example', 1, 0, 4, 6, 1, '', '', 0, 1, 0, 0",   /* a second row at one place */
    "0, 'https://d.example', 1, 1, 4, 6, 1, '', '', 0, 1, 0, 0",   /* no id */
    "9, 'https://d.example', 'x', 1, 4, 6, 1, '', '', 0, 1, 0, 0", /* STRICT */
  };

  fill (state);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *sql = g_strdup_printf ("INSERT INTO grants VALUES (%s, zeroblob (16))", values[i]);

      assert_int_equal (tamper (state, sql), SQLITE_CONSTRAINT);
    }
  tamper_well (
    state,
    "INSERT INTO grants VALUES (9, 'https://d.example', 1, 1, 4, 6, 1, '', '', 0, 1, 0, 0, zeroblob (16))");
}

static void
a_newer_store_is_read_only_and_asks (void **state)
{
  TestFolder *folder = *state;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_auto (CordonGrant) grant = test_grant ("https://d.example", CORDON_FEATURE_CAMERA);
  CordonStore *store;

  fill (state);
  tamper_well (state, "PRAGMA user_version = 99; UPDATE seal SET schema = 99");
  before = test_folder_digest (folder);
  store = test_folder_open_store (state);
  assert_true (cordon_store_is_read_only (store));
  assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_NEWER_SCHEMA));
  assert_int_equal (answer (store, "https://a.example"), -1);
  assert_int_equal (test_set (store, &grant).code, CORDON_ERROR_STORE_READ_ONLY);
  assert_int_equal (answer (store, "https://d.example"), -1);
  grant.lifetime = CORDON_LIFETIME_VISIT;
  assert_int_equal (test_set (store, &grant).code, -1);
  assert_int_equal (answer (store, "https://d.example"), 1);
  cordon_store_free (store);
  after = test_folder_digest (folder);
  assert_string_equal (before, after);
}

static void
a_damaged_version_does_not_pass_for_a_newer_one (void **state)
{
  CordonStore *store;

  fill (state);
  tamper_well (state, "PRAGMA user_version = 99");
  store = test_folder_open_store (state);
  assert_false (cordon_store_is_read_only (store));
  assert_int_equal (answer (store, "https://a.example"), 1);
  cordon_store_free (store);
}

static void
a_lost_key_changes_nothing_and_says_what_to_do (void **state)
{
  g_autofree char *key = test_folder_file (*state, "cordon.key");
  g_autofree char *aside = test_folder_file (*state, "backup");
  CordonStore *store;

  fill (state);
  assert_int_equal (g_rename (key, aside), 0);
  expect_error (state, CORDON_ERROR_STORE_KEY, "Restore it from a backup");
  assert_int_equal (g_rename (aside, key), 0);
  store = test_folder_open_store (state);
  assert_int_equal (answer (store, "https://a.example"), 1);
  cordon_store_free (store);
}

static void
a_foreign_file_is_refused_and_left_alone (void **state)
{
  g_autofree char *path = test_folder_file (*state, "cordon.sqlite");
  g_autofree char *contents = NULL;

  fill (state);
  assert_true (g_file_set_contents (path, "this is no database at all, but somebody's letter", -1, NULL));
  expect_error (state, CORDON_ERROR_STORE_DAMAGED, "");
  assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  assert_non_null (strstr (contents, "letter"));
}

static void
a_folder_that_cannot_be_made_is_named (void **state)
{
  TestFolder *folder = *state;
  g_autofree char *file = test_folder_file (folder, "file");
  g_autofree char *below = g_build_filename (file, "profile", NULL);
  g_autoptr (GError) error = NULL;

  assert_true (g_file_set_contents (file, "", -1, NULL));
  assert_null (cordon_store_open (below, &folder->options, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STORE_OPEN));
  assert_non_null (strstr (error->message, below));
}

static void
a_store_that_vanished_is_told_of (void **state)
{
  g_autofree char *path = test_folder_file (*state, "cordon.sqlite");
  CordonStore *store;

  fill (state);
  assert_int_equal (g_unlink (path), 0);
  store = test_folder_open_store (state);
  assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_ROWS_MISSING));
  cordon_store_free (store);
}

/* A keystore that holds a key and a counter. */

typedef struct
{
  guint64 counter;
} Keystore;

static gboolean
get_key (gpointer data, guint8 key[32], GError **error)
{
  memset (key, 7, 32);
  return TRUE;
}

static gboolean
get_counter (gpointer data, guint64 *out_counter, GError **error)
{
  *out_counter = ((Keystore *) data)->counter;
  return TRUE;
}

static gboolean
set_counter (gpointer data, guint64 counter, GError **error)
{
  Keystore *keystore = data;

  assert_true (counter > keystore->counter);
  keystore->counter = counter;
  return TRUE;
}

static void
an_older_copy_allows_nothing_and_still_blocks (void **state)
{
  TestFolder *folder = *state;
  Keystore keystore = { 0 };
  g_autofree char *path = test_folder_file (folder, "cordon.sqlite");
  g_autofree char *old = NULL;
  gsize size = 0;
  CordonStore *store;

  folder->options.keystore = (CordonKeystore){ get_key, get_counter, set_counter, &keystore };
  fill (state);
  assert_true (g_file_get_contents (path, &old, &size, NULL));
  store = test_folder_open_store (state);
  test_set_simple (store, "https://later.example", CORDON_FEATURE_CAMERA);
  cordon_store_free (store);
  assert_true (g_file_set_contents (path, old, (gssize) size, NULL));

  store = test_folder_open_store (state);
  assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_ROLLED_BACK));
  assert_int_equal (answer (store, "https://a.example"), -1);
  assert_int_equal (answer (store, "https://b.example"), 0);
  assert_int_equal (answer (store, "https://c.example"), -1);
  cordon_store_free (store);
  store = test_folder_open_store (state);
  assert_false (test_has_problem (store, CORDON_STORE_PROBLEM_ROLLED_BACK));
  assert_int_equal (answer (store, "https://b.example"), 0);
  cordon_store_free (store);
}

static gboolean
refuse_counter (gpointer data, guint64 counter, GError **error)
{
  return FALSE;
}

static void
a_keystore_that_refuses_the_counter_is_told_of (void **state)
{
  TestFolder *folder = *state;
  Keystore keystore = { 0 };
  CordonStore *store;

  folder->options.keystore = (CordonKeystore){ get_key, get_counter, refuse_counter, &keystore };
  store = test_folder_open_store (state);
  test_set_simple (store, "https://a.example", CORDON_FEATURE_CAMERA);
  assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_COUNTER));
  assert_int_equal (answer (store, "https://a.example"), 1);
  cordon_store_free (store);
}

/* The journal. */

static CordonJournalReport
verify (void **state, gboolean expected)
{
  CordonStore *store = test_folder_open_store (state);
  CordonJournalReport report;

  assert_int_equal (cordon_store_verify_journal (store, &report, NULL), expected);
  cordon_store_free (store);
  return report;
}

static void
a_changed_or_missing_entry_breaks_the_chain (void **state)
{
  static const char *const changes[] = {
    "UPDATE journal SET entry = (SELECT entry FROM journal WHERE id = 3) WHERE id = 2",
    "UPDATE journal SET entry = CAST (replace (CAST (entry AS TEXT), '.example', '.EXAMPLE') AS BLOB) WHERE id = 2",
    "UPDATE journal SET entry = substr (entry, 1, length (entry) - 1) WHERE id = 2",
    "UPDATE journal SET entry = CAST (entry || 'x' AS BLOB) WHERE id = 2",
    "UPDATE journal SET entry = zeroblob (0) WHERE id = 2",
    "UPDATE journal SET entry = zeroblob (8000) WHERE id = 2",
    "UPDATE journal SET digest = zeroblob (32) WHERE id = 2",
    "UPDATE journal SET mac = zeroblob (32) WHERE id = 2",
    "DELETE FROM journal WHERE id = 2",
    "DELETE FROM journal WHERE id = 3",
    "DELETE FROM journal WHERE id = 1",
    "UPDATE journal SET id = 9 WHERE id = 3",
    /* As one that was cleared, but for the mark that only the owner of the key can make. */
    "UPDATE journal SET entry = CAST (x'0101' || zeroblob (10) || x'20' || zeroblob (32) AS BLOB) WHERE id = 2",
  };

  fill (state);
  assert_int_equal (verify (state, TRUE).n_entries, 3);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *save = g_strdup_printf (
        "CREATE TABLE IF NOT EXISTS keep AS SELECT * FROM journal;"
        "CREATE TABLE IF NOT EXISTS keep_head AS SELECT * FROM journal_head; %s",
        changes[i]);

      tamper_well (state, save);
      verify (state, FALSE);
      tamper_well (state, "DELETE FROM journal; INSERT INTO journal SELECT * FROM keep;"
                          "DELETE FROM journal_head; INSERT INTO journal_head SELECT * FROM keep_head");
      verify (state, TRUE);
    }
}

/* Without the head nothing could be appended: what verifies goes into a fresh file, and somebody is told. */
static void
a_changed_head_of_the_journal_is_told_of_and_made_anew (void **state)
{
  static const char *const changes[] = {
    "UPDATE journal_head SET last_sequence = 2, last_mac = (SELECT mac FROM journal WHERE id = 2)",
    "UPDATE journal_head SET checkpoint_sequence = checkpoint_sequence + 1",
    "DELETE FROM journal_head",
  };

  fill (state);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      CordonStore *store;

      tamper_well (state, changes[i]);
      store = test_folder_open_store (state);
      assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_JOURNAL_DAMAGED));
      assert_int_equal (answer (store, "https://a.example"), 1);
      test_set_simple (store, "https://later.example", CORDON_FEATURE_CAMERA);
      cordon_store_free (store);
      assert_true (verify (state, TRUE).n_entries > 3);
    }
}

static gboolean
count_entry (const CordonJournalEntry *entry, gpointer data)
{
  (*(guint *) data)++;
  return TRUE;
}

static void
a_long_journal_is_trimmed_behind_a_signed_checkpoint (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  CordonJournalEntry entry = { .kind = CORDON_JOURNAL_REFUSED, .wall_us = WALL_US, .detail = "dismissed" };
  CordonJournalReport report;
  guint n_entries = 0;

  for (guint i = 0; i < CORDON_JOURNAL_MAX_ENTRIES + 500; i++)
    cordon_store_journal (store, &entry);
  assert_true (cordon_store_flush (store, NULL));
  assert_true (cordon_store_verify_journal (store, &report, NULL));
  assert_true (report.n_entries <= CORDON_JOURNAL_MAX_ENTRIES);
  assert_true (report.first_sequence > 1);
  assert_int_equal (report.last_sequence, CORDON_JOURNAL_MAX_ENTRIES + 500);
  assert_true (cordon_store_read_journal (store, 20, count_entry, &n_entries, NULL));
  assert_int_equal (n_entries, 20);
  cordon_store_free (store);
  assert_true (verify (state, TRUE).first_sequence > 1);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (an_edited_row_reads_prompt_and_costs_no_other, "X-06", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (swapped_rows_read_prompt, "X-06", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (a_row_of_another_store_reads_prompt, "X-06", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (a_deleted_row_is_missed, "X-06", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (the_file_itself_refuses_nonsense, "B-29 B-39 A-04 A-08", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_newer_store_is_read_only_and_asks, "X-10", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (a_damaged_version_does_not_pass_for_a_newer_one, "", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_lost_key_changes_nothing_and_says_what_to_do, "X-06", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_foreign_file_is_refused_and_left_alone, "X-06", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_folder_that_cannot_be_made_is_named, "X-06", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_store_that_vanished_is_told_of, "X-06", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (an_older_copy_allows_nothing_and_still_blocks, "X-06", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_keystore_that_refuses_the_counter_is_told_of, "", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_changed_or_missing_entry_breaks_the_chain, "", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_changed_head_of_the_journal_is_told_of_and_made_anew, "", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_long_journal_is_trimmed_behind_a_signed_checkpoint, "", test_folder_set_up,
                      test_folder_tear_down),
  };

  return cordon_test_run (tests);
}
