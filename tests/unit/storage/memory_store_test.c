#include "storage/store.h"

#include "permissions/error.h"
#include "tests/unit/storage/support.h"

static void
a_second_yes_replaces_the_first (void **state)
{
  g_autoptr (CordonStore) store = cordon_store_new_memory (NULL);
  guint64 first = test_set_simple (store, "https://a.example", CORDON_FEATURE_CAMERA);
  guint64 second = test_set_simple (store, "https://a.example", CORDON_FEATURE_CAMERA);
  const CordonGrantTable *table = cordon_store_peek_table (store);
  g_auto (CordonGrant) grant = { 0 };

  assert_int_equal (cordon_grant_table_get_size (table), 1);
  assert_false (cordon_grant_table_get (table, first, &grant));
  assert_true (cordon_grant_table_get (table, second, &grant));
  assert_true (cordon_store_is_memory (store));
}

static void
taking_back_works_before_it_returns (void **state)
{
  g_autoptr (CordonStore) store = cordon_store_new_memory (NULL);
  guint64 id = test_set_simple (store, "https://a.example", CORDON_FEATURE_CAMERA);
  TestResult result = { 0 };

  cordon_store_remove (store, id, test_result_done, &result);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), -1);
  assert_false (result.called);
  test_wait (&result);
  assert_int_equal (result.code, -1);
  assert_int_equal (result.id, id);
  assert_int_equal (test_remove (store, id).code, CORDON_ERROR_STATE);
}

static void
what_the_rules_forbid_is_refused (void **state)
{
  g_autoptr (CordonStore) store = cordon_store_new_memory (NULL);
  g_auto (CordonGrant) display = test_grant ("https://a.example", CORDON_FEATURE_DISPLAY_CAPTURE);
  g_auto (CordonGrant) http = test_grant ("http://a.example", CORDON_FEATURE_CAMERA);
  g_auto (CordonGrant) opaque = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);

  cordon_origin_unref (opaque.origin);
  opaque.origin = cordon_origin_new_opaque ();
  assert_int_equal (test_set (store, &display).code, CORDON_ERROR_GRANT);
  assert_int_equal (test_set (store, &http).code, CORDON_ERROR_GRANT);
  assert_int_equal (test_set (store, &opaque).code, CORDON_ERROR_GRANT);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 0);
}

static void
a_strong_yes_takes_the_weak_no_away (void **state)
{
  g_autoptr (CordonStore) store = cordon_store_new_memory (NULL);
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);

  grant.answer = CORDON_GRANT_BLOCK;
  test_set (store, &grant);
  grant.answer = CORDON_GRANT_ALLOW;
  grant.pan_tilt_zoom = TRUE;
  test_set (store, &grant);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 1);
  assert_int_equal (
    test_answer (cordon_store_peek_table (store), "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), 1);
}

static gboolean
count_grant (const CordonGrant *grant, gpointer data)
{
  (*(guint *) data)++;
  return TRUE;
}

static void
ended_grants_go_and_are_told (void **state)
{
  g_autoptr (CordonStore) store = cordon_store_new_memory (NULL);
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  guint n_ended = 0;

  grant.lifetime = CORDON_LIFETIME_UNTIL_TIME;
  grant.expires_wall_us = WALL_US + CORDON_HOUR_US;
  test_set (store, &grant);
  assert_int_equal (cordon_store_expire (store, WALL_US, count_grant, &n_ended), grant.expires_wall_us);
  assert_int_equal (n_ended, 0);
  assert_int_equal (cordon_store_expire (store, grant.expires_wall_us, count_grant, &n_ended), G_MAXINT64);
  assert_int_equal (n_ended, 1);
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 0);
}

static void
what_waits_is_called_before_the_store_goes (void **state)
{
  CordonStore *store = cordon_store_new_memory (NULL);
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  TestResult result = { 0 };

  cordon_store_set (store, &grant, test_result_done, &result);
  assert_false (result.called);
  cordon_store_free (store);
  assert_true (result.called);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (a_second_yes_replaces_the_first, "B-29"),
    CORDON_TEST (taking_back_works_before_it_returns, "X-07"),
    CORDON_TEST (what_the_rules_forbid_is_refused, "B-39 B-54 A-04 A-08"),
    CORDON_TEST (a_strong_yes_takes_the_weak_no_away, "B-12"),
    CORDON_TEST (ended_grants_go_and_are_told, "B-30"),
    CORDON_TEST (what_waits_is_called_before_the_store_goes, ""),
  };

  return cordon_test_run (tests);
}
