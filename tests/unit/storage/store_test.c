#include "storage/store.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "permissions/error.h"
#include "storage/callee_block_list.h"
#include "storage/clearing.h"
#include "storage/continuity_table.h"
#include "storage/embargo_table.h"
#include "storage/identifier_table.h"
#include "storage/journal.h"
#include "storage/store_private.h"
#include "storage/undo_list.h"
#include "tests/unit/storage/folder.h"
#include "tests/unit/storage/support.h"

static guint
count_problems (const CordonStore *store)
{
  guint n_problems = 0;

  cordon_store_foreach_problem (store, test_count_problem, &n_problems);
  return n_problems;
}

static void
a_grant_outlives_the_process_and_a_revoked_one_does_not (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  guint64 revoked;

  test_set_simple (store, "https://a.example", CORDON_FEATURE_CAMERA);
  revoked = test_set_simple (store, "https://b.example", CORDON_FEATURE_CAMERA);
  assert_int_equal (test_remove (store, revoked).code, -1);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), 1);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://b.example", CORDON_FEATURE_CAMERA, WALL_US), -1);
  assert_int_equal (count_problems (store), 0);
  cordon_store_free (store);
}

static void
a_grant_counts_when_it_is_durable_and_not_before (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  TestResult result = { 0 };

  cordon_store_set (store, &grant, test_result_done, &result);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), -1);
  test_wait (&result);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), 1);
  cordon_store_free (store);
}

static void
a_no_takes_the_yes_away_at_once (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  TestResult result = { 0 };

  test_set (store, &grant);
  grant.answer = CORDON_GRANT_BLOCK;
  cordon_store_set (store, &grant, test_result_done, &result);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), -1);
  test_wait (&result);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), 0);
  cordon_store_free (store);
}

static void
revoking_what_is_on_its_way_wins (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  guint64 first = test_set (store, &grant).id;
  TestResult set = { 0 };
  TestResult removed = { 0 };

  cordon_store_set (store, &grant, test_result_done, &set);
  cordon_store_remove (store, first, test_result_done, &removed);
  test_wait (&removed);
  test_wait (&set);
  assert_int_equal (set.code, CORDON_ERROR_GONE);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 0);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 0);
  cordon_store_free (store);
}

static void
many_sets_at_one_place_leave_one_row (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);

  for (guint i = 0; i < 50; i++)
    {
      grant.answer = i % 3 == 0 ? CORDON_GRANT_BLOCK : CORDON_GRANT_ALLOW;
      cordon_store_set (store, &grant, NULL, NULL);
    }
  assert_true (cordon_store_flush (store, NULL));
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 1);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 1);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), 1);
  assert_int_equal (count_problems (store), 0);
  cordon_store_free (store);
}

static gsize
log_size (void **state)
{
  g_autofree char *path = test_folder_file (*state, "cordon.sqlite-wal");
  struct stat facts;

  return stat (path, &facts) == 0 ? (gsize) facts.st_size : 0;
}

#define N_LONG_TURN 300

/* The writer begins long before such a turn has ended; it must not end the transaction. */
static void
a_long_turn_is_one_transaction_and_a_bad_decision_in_it_fails_alone (void **state)
{
  TestResult results[N_LONG_TURN] = { 0 };
  CordonStore *store = test_folder_open_store (state);
  gsize before;

  before = log_size (state);
  for (guint i = 0; i < N_LONG_TURN; i++)
    {
      g_autofree char *origin = g_strdup_printf ("https://site-%u.example", i);
      g_auto (CordonGrant) grant = test_grant (origin, CORDON_FEATURE_CAMERA);

      /* A number that is taken: the file refuses the row. */
      if (i == 200)
        store->next_row_id--;
      cordon_store_set (store, &grant, test_result_done, &results[i]);
    }
  g_usleep (20000);
  assert_int_equal (log_size (state), before);

  assert_false (cordon_store_flush (store, NULL));
  assert_true (log_size (state) > before);
  for (guint i = 0; i < N_LONG_TURN; i++)
    {
      assert_true (results[i].called);
      assert_int_equal (results[i].code, i == 200 ? CORDON_ERROR_GRANT : -1);
    }
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), N_LONG_TURN - 1);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), N_LONG_TURN - 1);
  assert_int_equal (count_problems (store), 0);
  cordon_store_free (store);
}

static void
grants_of_a_call_or_visit_never_reach_the_disk (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);

  grant.lifetime = CORDON_LIFETIME_VISIT;
  cordon_store_set (store, &grant, NULL, NULL);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), 1);
  grant.scope = CORDON_SCOPE_CALL;
  grant.lifetime = CORDON_LIFETIME_CALL;
  grant.call_id = 4;
  test_set (store, &grant);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 2);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 0);
  cordon_store_free (store);
}

static void
a_second_opener_is_told_who_has_it (void **state)
{
  TestFolder *folder = *state;
  CordonStore *store = test_folder_open_store (state);
  g_autoptr (GError) error = NULL;

  assert_null (cordon_store_open (folder->path, &folder->options, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STORE_BUSY));
  assert_non_null (strstr (error->message, "another browser"));
  cordon_store_free (store);
  store = test_folder_open_store (state);
  cordon_store_free (store);
}

static void
files_are_closed_to_others (void **state)
{
  static const char *const names[] = { "cordon.sqlite", "cordon.sqlite-wal", "cordon.key", "cordon.lock",
                                       "cordon.revoked" };
  TestFolder *folder = *state;
  CordonStore *store = test_folder_open_store (state);
  struct stat facts;

  test_set_simple (store, "https://a.example", CORDON_FEATURE_CAMERA);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder->path, names[i], NULL);

      assert_int_equal (g_stat (path, &facts), 0);
      assert_int_equal (facts.st_mode & 0777, 0600);
    }
  assert_int_equal (g_stat (folder->path, &facts), 0);
  assert_int_equal (facts.st_mode & 0777, 0700);
  cordon_store_free (store);
}

static void
the_clock_set_back_a_year_revives_nothing (void **state)
{
  TestFolder *folder = *state;
  CordonStore *store = test_folder_open_store (state);
  const CordonGrantTable *table = cordon_store_peek_table (store);
  g_auto (CordonGrant) ends = test_grant ("https://ends.example", CORDON_FEATURE_CAMERA);
  g_auto (CordonGrant) lives = test_grant ("https://lives.example", CORDON_FEATURE_CAMERA);
  gint64 back;

  ends.lifetime = lives.lifetime = CORDON_LIFETIME_UNTIL_TIME;
  ends.expires_wall_us = WALL_US + CORDON_HOUR_US;
  lives.expires_wall_us = WALL_US + 3 * CORDON_HOUR_US;
  test_set (store, &ends);
  test_set (store, &lives);
  cordon_store_expire (store, WALL_US + 2 * CORDON_HOUR_US, NULL, NULL);
  assert_int_equal (cordon_grant_table_get_size (table), 1);
  cordon_store_free (store);

  folder->now.wall_us = back = WALL_US - 365 * CORDON_DAY_US;
  store = test_folder_open_store (state);
  table = cordon_store_peek_table (store);
  assert_int_equal (test_answer (table, "https://ends.example", CORDON_FEATURE_CAMERA, back), -1);
  assert_int_equal (test_answer (table, "https://lives.example", CORDON_FEATURE_CAMERA, back), 1);
  assert_int_equal (
    test_answer (table, "https://lives.example", CORDON_FEATURE_CAMERA, back + CORDON_HOUR_US), -1);
  assert_int_equal (count_problems (store), 1);
  cordon_store_free (store);

  folder->now.wall_us = back + 2 * CORDON_HOUR_US;
  store = test_folder_open_store (state);
  cordon_store_expire (store, folder->now.wall_us, NULL, NULL);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 0);
  cordon_store_free (store);
}

static void
use_is_remembered (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  g_auto (CordonGrant) found = { 0 };
  guint64 id;

  grant.lifetime = CORDON_LIFETIME_UNTIL_UNUSED;
  id = test_set (store, &grant).id;
  cordon_store_touch (store, id, WALL_US + 5);
  cordon_store_free (store);
  store = test_folder_open_store (state);
  assert_true (cordon_grant_table_get (cordon_store_peek_table (store), id, &found));
  assert_int_equal (found.last_used_wall_us, WALL_US + 5);
  assert_int_equal (count_problems (store), 0);
  cordon_store_free (store);
}

static guint64
first_undo (CordonStore *store)
{
  guint64 id = 0;

  cordon_store_foreach_undo (store, WALL_US, test_first_undo, &id);
  return id;
}

static void
what_was_taken_back_can_be_undone (void **state)
{
  CordonStore *store = test_folder_open_store (state);
  TestResult result = { 0 };

  test_remove (store, test_set_simple (store, "https://a.example", CORDON_FEATURE_CAMERA));
  cordon_store_free (store);
  store = test_folder_open_store (state);
  assert_int_not_equal (first_undo (store), 0);
  cordon_store_undo (store, first_undo (store), WALL_US, test_result_done, &result);
  test_wait (&result);
  assert_int_equal (result.code, -1);
  assert_int_equal (first_undo (store), 0);
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), 1);
  assert_int_equal (first_undo (store), 0);
  cordon_store_free (store);
}

#define FINGERPRINT_A \
  "sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F"
#define FINGERPRINT_B \
  "sha-256 20:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F"

static void
small_tables_outlive_the_process (void **state)
{
  static const char *const a[] = { FINGERPRINT_A };
  static const char *const b[] = { FINGERPRINT_B };
  CordonStore *store = test_folder_open_store (state);
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://a.example", -1, NULL);
  g_autoptr (CordonOrigin) other = cordon_origin_new ("https://b.example", -1, NULL);
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  g_autoptr (CordonCallee) key_a = cordon_callee_new_fingerprints (a, 1, NULL);
  g_autoptr (CordonCallee) key_b = cordon_callee_new_fingerprints (b, 1, NULL);
  CordonEmbargo embargo = { .ignores = 4, .until_wall_us = WALL_US + CORDON_DAY_US };
  guint8 salt[CORDON_IDENTIFIER_SALT_SIZE];
  guint8 again[CORDON_IDENTIFIER_SALT_SIZE];

  assert_int_equal (cordon_store_note_peer (store, origin, bob, key_a, WALL_US), CORDON_CONTINUITY_FIRST);
  cordon_store_set_embargo (store, origin, CORDON_FEATURE_CAMERA, &embargo);
  cordon_store_block_callee (store, bob, origin, WALL_US, NULL, NULL);
  assert_true (cordon_store_get_salt (store, origin, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, WALL_US, salt));
  cordon_store_free (store);

  store = test_folder_open_store (state);
  assert_int_equal (cordon_store_note_peer (store, origin, bob, key_a, WALL_US), CORDON_CONTINUITY_SAME);
  assert_int_equal (cordon_store_note_peer (store, other, bob, key_b, WALL_US), CORDON_CONTINUITY_FIRST);
  assert_int_equal (cordon_store_note_peer (store, origin, bob, key_b, WALL_US), CORDON_CONTINUITY_CHANGED);
  assert_int_equal (cordon_store_note_peer (store, origin, bob, key_b, WALL_US), CORDON_CONTINUITY_SAME);
  assert_true (cordon_store_get_embargo (store, origin, CORDON_FEATURE_CAMERA, &embargo));
  assert_int_equal (embargo.ignores, 4);
  assert_true (cordon_store_is_callee_blocked (store, bob));
  assert_true (cordon_store_get_salt (store, origin, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, WALL_US, again));
  assert_memory_equal (salt, again, sizeof salt);
  assert_int_equal (count_problems (store), 0);
  cordon_store_free (store);
}

static void
one_reset_covers_all_identifiers_and_the_contact_list (void **state)
{
  static const char *const a[] = { FINGERPRINT_A };
  TestFolder *folder = *state;
  CordonStore *store = test_folder_open_store (state);
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://call.example", -1, NULL);
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@secret-idp.example", -1, NULL);
  g_autoptr (CordonCallee) key = cordon_callee_new_fingerprints (a, 1, NULL);
  g_autoptr (GBytes) certificate = g_bytes_new_static ("CERTIFICATE-BYTES", 17);
  guint8 salt[CORDON_IDENTIFIER_SALT_SIZE];
  guint8 again[CORDON_IDENTIFIER_SALT_SIZE];
  TestResult result = { 0 };

  cordon_store_note_peer (store, origin, bob, key, WALL_US);
  cordon_store_get_salt (store, origin, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, WALL_US, salt);
  cordon_store_put_identifier (store, origin, CORDON_IDENTIFIER_CERTIFICATE, certificate, TRUE, WALL_US);
  assert_true (cordon_store_flush (store, NULL));
  assert_true (test_folder_contains (folder, "secret-idp"));
  assert_true (test_folder_contains (folder, "CERTIFICATE-BYTES"));

  cordon_store_reset_identifiers (store, NULL, test_result_done, &result);
  assert_null (cordon_store_get_peer (store, origin, bob));
  assert_null (cordon_store_get_identifier (store, origin, CORDON_IDENTIFIER_CERTIFICATE, WALL_US));
  test_wait (&result);
  assert_false (test_folder_contains (folder, "secret-idp"));
  assert_false (test_folder_contains (folder, "CERTIFICATE-BYTES"));
  assert_false (test_folder_contains_bytes (folder, salt, sizeof salt));
  cordon_store_get_salt (store, origin, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, WALL_US, again);
  assert_memory_not_equal (salt, again, sizeof salt);
  cordon_store_free (store);
}

static void
a_forgotten_site_leaves_no_byte_behind (void **state)
{
  TestFolder *folder = *state;
  CordonStore *store = test_folder_open_store (state);
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://forget-me.example", -1, NULL);
  CordonClearing clearing = { .what = CORDON_CLEAR_ALL, .origin = origin };
  CordonJournalReport report;
  TestResult result = { 0 };

  test_set_simple (store, "https://forget-me.example", CORDON_FEATURE_CAMERA);
  test_set_simple (store, "https://keep-me.example", CORDON_FEATURE_CAMERA);
  test_remove (store, test_set_simple (store, "https://forget-me.example", CORDON_FEATURE_MICROPHONE));
  assert_true (test_folder_contains (folder, "forget-me"));
  cordon_store_clear (store, &clearing, NULL, NULL, test_result_done, &result);
  test_wait (&result);
  assert_int_equal (result.code, -1);
  assert_false (test_folder_contains (folder, "forget-me"));
  assert_true (test_folder_contains (folder, "keep-me"));
  assert_true (cordon_store_verify_journal (store, &report, NULL));
  assert_int_equal (report.n_forgotten, 3);
  cordon_store_free (store);
  assert_false (test_folder_contains (folder, "forget-me"));
}

#define PUT(from, bytes, to) \
  "UPDATE journal SET entry = CAST (substr (entry, 1, " #from ") || x'" bytes "' || substr (entry, " #to \
  ") AS BLOB)" \
  " WHERE id = 1"

/* No MAC covers the members of a blanked entry; so it must not have any. Here each is one byte but the time, eight. */
static void
nothing_is_written_into_a_forgotten_entry (void **state)
{
  static const char *const changes[] = {
    PUT (18, "03746f6c", 20), /* a detail */
    PUT (15, "03746f6c", 17), /* a callee */
    PUT (10, "0201", 13),     /* feature and answer */
  };
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://forget-me.example", -1, NULL);
  const CordonClearing clearing = { .what = CORDON_CLEAR_ALL, .origin = origin };
  CordonStore *store = test_folder_open_store (state);

  test_set_simple (store, "https://forget-me.example", CORDON_FEATURE_CAMERA);
  cordon_store_clear (store, &clearing, NULL, NULL, NULL, NULL);
  cordon_store_free (store);
  test_folder_execute (*state, "cordon.sqlite", "CREATE TABLE keep AS SELECT * FROM journal");
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      CordonJournalReport report;

      assert_int_equal (test_folder_execute (*state, "cordon.sqlite", changes[i]), SQLITE_OK);
      store = test_folder_open_store (state);
      assert_false (cordon_store_verify_journal (store, &report, NULL));
      assert_int_equal (report.first_bad, 1);
      cordon_store_free (store);
      test_folder_execute (
        *state, "cordon.sqlite",
        "UPDATE journal SET entry = (SELECT entry FROM keep WHERE keep.id = 1) WHERE id = 1");
      store = test_folder_open_store (state);
      assert_true (cordon_store_verify_journal (store, &report, NULL));
      cordon_store_free (store);
    }
}

static void
a_private_session_leaves_no_byte_behind (void **state)
{
  TestFolder *folder = *state;
  CordonStore *normal = test_folder_open_store (state);
  CordonStore *store = cordon_store_new_memory (&folder->options);
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://private.example", -1, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint8 salt[CORDON_IDENTIFIER_SALT_SIZE];

  test_set_simple (normal, "https://normal.example", CORDON_FEATURE_CAMERA);
  before = test_folder_digest (folder);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://normal.example", CORDON_FEATURE_CAMERA, WALL_US),
    -1);
  test_remove (store, test_set_simple (store, "https://private.example", CORDON_FEATURE_CAMERA));
  test_set_simple (store, "https://private.example", CORDON_FEATURE_CAMERA);
  cordon_store_get_salt (store, origin, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, WALL_US, salt);
  cordon_store_journal (store, &(CordonJournalEntry){ .kind = CORDON_JOURNAL_REFUSED, .origin = origin });
  cordon_store_free (store);
  after = test_folder_digest (folder);
  assert_string_equal (before, after);
  cordon_store_free (normal);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_grant_outlives_the_process_and_a_revoked_one_does_not, "X-07", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_grant_counts_when_it_is_durable_and_not_before, "X-07", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_no_takes_the_yes_away_at_once, "X-07", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (revoking_what_is_on_its_way_wins, "X-07", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (many_sets_at_one_place_leave_one_row, "B-29", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_long_turn_is_one_transaction_and_a_bad_decision_in_it_fails_alone, "X-07",
                      test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (grants_of_a_call_or_visit_never_reach_the_disk, "", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_second_opener_is_told_who_has_it, "X-06", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (files_are_closed_to_others, "X-09", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (the_clock_set_back_a_year_revives_nothing, "X-08", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (use_is_remembered, "", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (what_was_taken_back_can_be_undone, "", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (small_tables_outlive_the_process, "G-24", test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (one_reset_covers_all_identifiers_and_the_contact_list, "G-13 G-24 G-05 X-09",
                      test_folder_set_up, test_folder_tear_down),
    CORDON_TEST_WITH (a_forgotten_site_leaves_no_byte_behind, "X-09", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (nothing_is_written_into_a_forgotten_entry, "", test_folder_set_up,
                      test_folder_tear_down),
    CORDON_TEST_WITH (a_private_session_leaves_no_byte_behind, "B-37", test_folder_set_up,
                      test_folder_tear_down),
  };

  return cordon_test_run (tests);
}
