/* Stores as earlier versions left them, in tests/fixtures. */

#include <string.h>

#include "storage/journal.h"
#include "storage/store.h"
#include "tests/unit/storage/folder.h"
#include "tests/unit/storage/support.h"

static int
answer (const CordonStore *store, const char *origin)
{
  return test_answer (cordon_store_peek_table (store), origin, CORDON_FEATURE_CAMERA, WALL_US);
}

static void
tamper_well (void **state, const char *sql)
{
  assert_int_equal (test_folder_execute (*state, "cordon.sqlite", sql), 0);
}

static void
lay_out_fixture (const TestFolder *folder, const char *name)
{
  static const char *const files[] = { "cordon.sqlite", "cordon.key" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = g_build_filename ("tests", "fixtures", name, files[i], NULL);
      g_autofree char *to = test_folder_file (folder, files[i]);
      g_autofree char *contents = NULL;
      gsize size = 0;

      assert_true (g_file_get_contents (from, &contents, &size, NULL));
      assert_true (g_file_set_contents (to, contents, (gssize) size, NULL));
    }
}

static void
an_old_store_is_taken_along (void **state)
{
  static const struct
  {
    const char *fixture;
    guint n_grants;
    const char *allowed;
    const char *blocked;
    CordonFeature blocked_feature;
  } cases[] = {
    { "store_schema_1", 6, "https://meet.example", "https://ads.example", CORDON_FEATURE_MICROPHONE },
    { "store_schema_2", 3, "https://c.example", "https://a.example", CORDON_FEATURE_CAMERA },
    { "store_schema_3", 4, "https://c.example", "https://a.example", CORDON_FEATURE_CAMERA },
    { "store_schema_4", 5, "https://c.example", "https://a.example", CORDON_FEATURE_CAMERA },
  };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      CordonStore *store;
      CordonJournalReport report;

      /* Each is opened twice: as it was, and as it is after that. */
      if (i % 2 == 0)
        lay_out_fixture (*state, cases[i / 2].fixture);
      store = test_folder_open_store (state);
      assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), cases[i / 2].n_grants);
      assert_int_equal (answer (store, cases[i / 2].allowed), 1);
      assert_int_equal (test_answer (cordon_store_peek_table (store), cases[i / 2].blocked,
                                     cases[i / 2].blocked_feature, WALL_US),
                        0);
      assert_false (test_has_problem (store, CORDON_STORE_PROBLEM_ROW_DAMAGED));
      assert_false (test_has_problem (store, CORDON_STORE_PROBLEM_ROWS_MISSING));
      assert_false (test_has_problem (store, CORDON_STORE_PROBLEM_JOURNAL_DAMAGED));
      assert_false (test_has_problem (store, CORDON_STORE_PROBLEM_RECOVERED));
      test_set_simple (store, cases[i / 2].allowed, CORDON_FEATURE_CAMERA);
      assert_true (cordon_store_verify_journal (store, &report, NULL));
      cordon_store_free (store);
    }
}

/* The tables are made anew on the way; what they held is there, and the new scope fits into them. */
static void
an_old_store_takes_the_address_book_and_keeps_its_undo_list (void **state)
{
  g_auto (CordonGrant) book = test_grant ("https://e.example", CORDON_FEATURE_CAMERA);
  CordonStore *store;
  guint64 undo_id = 0;

  lay_out_fixture (*state, "store_schema_3");
  store = test_folder_open_store (state);
  cordon_store_foreach_undo (store, WALL_US, test_first_undo, &undo_id);
  assert_int_not_equal (undo_id, 0);
  book.scope = CORDON_SCOPE_ADDRESS_BOOK;
  assert_int_equal (test_set (store, &book).code, -1);
  cordon_store_undo (store, undo_id, WALL_US, NULL, NULL);
  assert_true (cordon_store_flush (store, NULL));
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (answer (store, "https://d.example"), 1);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 6);
  assert_false (test_has_problem (store, CORDON_STORE_PROBLEM_ROW_DAMAGED));
  cordon_store_free (store);
}

typedef struct
{
  guint n_entries;
  guint n_forgotten;
  char *origins; /* of each in its order, a dot where there is none */
} ToldEntries;

static gboolean
note_entry (const CordonJournalEntry *entry, gpointer data)
{
  ToldEntries *told = data;
  g_autofree char *before = g_steal_pointer (&told->origins);

  told->n_entries++;
  told->n_forgotten += entry->forgotten ? 1 : 0;
  told->origins = g_strconcat (before ? before : "",
                               entry->origin ? cordon_origin_to_string (entry->origin) + 8 : ".", " ", NULL);
  return TRUE;
}

/* Entries become bytes on the way and still say the same; one that somebody changed before is still noticed. */
static void
an_old_store_s_journal_is_read_as_it_was_written (void **state)
{
  static const char *const changes[] = { NULL, "UPDATE journal SET origin = 'https://x.example' WHERE id = 6",
                                         "UPDATE journal SET detail = 'x' WHERE id = 1" };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      ToldEntries told = { 0 };
      CordonStore *store;
      CordonJournalReport report;

      lay_out_fixture (*state, "store_schema_4");
      if (changes[i])
        tamper_well (state, changes[i]);
      store = test_folder_open_store (state);
      assert_int_equal (cordon_store_verify_journal (store, &report, NULL), i == 0);
      assert_int_equal (report.n_bad, i > 0);
      assert_true (cordon_store_read_journal (store, 0, note_entry, &told, NULL));
      assert_int_equal (told.n_forgotten, i < 2);
      if (i == 0)
        assert_string_equal (told.origins, ". d.example d.example a.example b.example c.example c.example "
                                           "e.example . ");
      cordon_store_free (store);
      g_free (told.origins);
    }
}

static void
an_old_store_with_a_damaged_row_is_taken_along_without_it (void **state)
{
  CordonJournalReport report;
  ToldEntries told = { 0 };
  CordonStore *store;

  lay_out_fixture (*state, "store_schema_2");
  /* What the newer tables would not take in. */
  tamper_well (state, "PRAGMA ignore_check_constraints = ON;"
                      "UPDATE grants SET feature = 9 WHERE origin = 'https://d.example'");
  store = test_folder_open_store (state);
  assert_int_equal (answer (store, "https://c.example"), 1);
  assert_int_equal (answer (store, "https://a.example"), 0);
  assert_int_equal (answer (store, "https://d.example"), -1);
  assert_true (test_has_problem (store, CORDON_STORE_PROBLEM_ROW_DAMAGED));
  assert_true (cordon_store_verify_journal (store, &report, NULL));
  assert_true (cordon_store_read_journal (store, 0, note_entry, &told, NULL));
  assert_int_equal (told.n_entries, 17); /* and the one that tells of the recovery */
  g_free (told.origins);
  cordon_store_free (store);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (an_old_store_is_taken_along, "", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (an_old_store_takes_the_address_book_and_keeps_its_undo_list, "B-09 X-10",
                      test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (an_old_store_s_journal_is_read_as_it_was_written, "X-10", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (an_old_store_with_a_damaged_row_is_taken_along_without_it, "", test_folder_set_up,
                      test_folder_tear_down),
  };

  return cordon_test_run (tests);
}
