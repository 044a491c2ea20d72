/* The small tables, in a store in memory; store_test.c has them on disk. */

#include "permissions/limits.h"
#include "storage/callee_block_list.h"
#include "storage/clearing.h"
#include "storage/continuity_table.h"
#include "storage/embargo_table.h"
#include "storage/identifier_table.h"
#include "storage/undo_list.h"
#include "tests/unit/storage/support.h"

#define FINGERPRINT_A \
  "sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F"
#define FINGERPRINT_B \
  "sha-256 20:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F"

static void
embargo_counters_are_kept_per_key_and_feature (void **state)
{
  g_autoptr (CordonStore) store = cordon_store_new_memory (NULL);
  g_autoptr (CordonOrigin) a = cordon_origin_new ("https://a.example", -1, NULL);
  g_autoptr (CordonOrigin) b = cordon_origin_new ("https://b.example", -1, NULL);
  CordonEmbargo embargo = { .dismissals = 3,
                            .until_wall_us = WALL_US,
                            .reason = CORDON_REASON_EMBARGO_DISMISSED };
  CordonEmbargo found;

  cordon_store_set_embargo (store, a, CORDON_FEATURE_CAMERA, &embargo);
  assert_true (cordon_store_get_embargo (store, a, CORDON_FEATURE_CAMERA, &found));
  assert_int_equal (found.dismissals, 3);
  assert_int_equal (found.until_wall_us, WALL_US);
  assert_int_equal (found.reason, CORDON_REASON_EMBARGO_DISMISSED);
  assert_false (cordon_store_get_embargo (store, a, CORDON_FEATURE_MICROPHONE, &found));
  assert_false (cordon_store_get_embargo (store, b, CORDON_FEATURE_CAMERA, &found));
  cordon_store_set_embargo (store, a, CORDON_FEATURE_CAMERA, &(CordonEmbargo){ 0 });
  assert_false (cordon_store_get_embargo (store, a, CORDON_FEATURE_CAMERA, &found));
}

static void
a_blocked_callee_says_nothing_about_the_camera (void **state)
{
  static const char *const one[] = { FINGERPRINT_A };
  static const char *const two[] = { FINGERPRINT_A, FINGERPRINT_B };
  static const char *const other[] = { FINGERPRINT_B };
  g_autoptr (CordonStore) store = cordon_store_new_memory (NULL);
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  g_autoptr (CordonCallee) eve = cordon_callee_new_identity ("eve@idp.example", -1, NULL);
  g_autoptr (CordonCallee) key = cordon_callee_new_fingerprints (one, 1, NULL);
  g_autoptr (CordonCallee) keys = cordon_callee_new_fingerprints (two, 2, NULL);
  g_autoptr (CordonCallee) stranger = cordon_callee_new_fingerprints (other, 1, NULL);
  TestResult result = { 0 };

  cordon_store_block_callee (store, eve, NULL, WALL_US, test_result_done, &result);
  assert_true (cordon_store_is_callee_blocked (store, eve));
  test_wait (&result);
  assert_false (cordon_store_is_callee_blocked (store, bob));
  assert_int_equal (cordon_grant_table_get_size (cordon_store_peek_table (store)), 0);

  cordon_store_block_callee (store, key, NULL, WALL_US, NULL, NULL);
  assert_true (cordon_store_is_callee_blocked (store, keys));
  assert_false (cordon_store_is_callee_blocked (store, stranger));
  cordon_store_unblock_callee (store, eve, NULL, NULL);
  assert_false (cordon_store_is_callee_blocked (store, eve));
}

static void
salts_differ_by_origin_and_purpose_and_last (void **state)
{
  g_autoptr (CordonStore) store = cordon_store_new_memory (NULL);
  g_autoptr (CordonOrigin) a = cordon_origin_new ("https://a.example", -1, NULL);
  g_autoptr (CordonOrigin) b = cordon_origin_new ("https://b.example", -1, NULL);
  guint8 first[CORDON_IDENTIFIER_SALT_SIZE];
  guint8 again[CORDON_IDENTIFIER_SALT_SIZE];
  guint8 other[CORDON_IDENTIFIER_SALT_SIZE];

  assert_true (cordon_store_get_salt (store, a, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, WALL_US, first));
  assert_true (cordon_store_get_salt (store, a, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, WALL_US, again));
  assert_memory_equal (first, again, sizeof first);
  assert_true (cordon_store_get_salt (store, b, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, WALL_US, other));
  assert_memory_not_equal (first, other, sizeof first);
  assert_true (cordon_store_get_salt (store, a, CORDON_IDENTIFIER_CNAME, TRUE, WALL_US, other));
  assert_memory_not_equal (first, other, sizeof first);

  cordon_store_reset_identifiers (store, a, NULL, NULL);
  assert_true (cordon_store_get_salt (store, a, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, WALL_US, other));
  assert_memory_not_equal (first, other, sizeof first);
}

static void
an_identifier_nobody_uses_ends_like_a_cookie (void **state)
{
  g_autoptr (CordonStore) store = cordon_store_new_memory (NULL);
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://a.example", -1, NULL);
  g_autoptr (GBytes) value = g_bytes_new_static ("key", 3);
  gint64 late = WALL_US + CORDON_IDENTIFIER_LIFETIME_US;
  g_autoptr (GBytes) found = NULL;

  assert_true (
    cordon_store_put_identifier (store, origin, CORDON_IDENTIFIER_CERTIFICATE, value, TRUE, WALL_US));
  found = cordon_store_get_identifier (store, origin, CORDON_IDENTIFIER_CERTIFICATE, late);
  assert_true (g_bytes_equal (found, value));
  assert_null (cordon_store_get_identifier (store, origin, CORDON_IDENTIFIER_CERTIFICATE, late + 1));
}

static void
a_private_session_keeps_no_contact_list (void **state)
{
  static const char *const one[] = { FINGERPRINT_A };
  g_autoptr (CordonStore) store = cordon_store_new_memory (NULL);
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://a.example", -1, NULL);
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  g_autoptr (CordonCallee) key = cordon_callee_new_fingerprints (one, 1, NULL);

  assert_int_equal (cordon_store_note_peer (store, origin, bob, key, WALL_US), CORDON_CONTINUITY_UNKNOWN);
  assert_null (cordon_store_get_peer (store, origin, bob));
}

static void
clearing_takes_what_it_names_and_nothing_else (void **state)
{
  g_autoptr (CordonStore) store = cordon_store_new_memory (NULL);
  g_autoptr (CordonOrigin) a = cordon_origin_new ("https://a.example", -1, NULL);
  const CordonGrantTable *table = cordon_store_peek_table (store);
  CordonClearing clearing = { .what = CORDON_CLEAR_GRANTS,
                              .origin = a,
                              .except = CORDON_FEATURE_BIT (MICROPHONE) };
  TestResult result = { 0 };

  test_set_simple (store, "https://a.example", CORDON_FEATURE_CAMERA);
  test_set_simple (store, "https://a.example", CORDON_FEATURE_MICROPHONE);
  test_set_simple (store, "https://b.example", CORDON_FEATURE_CAMERA);
  cordon_store_clear (store, &clearing, NULL, NULL, test_result_done, &result);
  assert_int_equal (test_answer (table, "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), -1);
  assert_int_equal (test_answer (table, "https://a.example", CORDON_FEATURE_MICROPHONE, WALL_US), 1);
  assert_int_equal (test_answer (table, "https://b.example", CORDON_FEATURE_CAMERA, WALL_US), 1);
  test_wait (&result);
  assert_int_equal (result.code, -1);

  clearing = (CordonClearing){ .what = CORDON_CLEAR_GRANTS, .since_wall_us = WALL_US + 1 };
  cordon_store_clear (store, &clearing, NULL, NULL, NULL, NULL);
  assert_int_equal (cordon_grant_table_get_size (table), 2);
  clearing.since_wall_us = WALL_US;
  cordon_store_clear (store, &clearing, NULL, NULL, NULL, NULL);
  assert_int_equal (cordon_grant_table_get_size (table), 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (embargo_counters_are_kept_per_key_and_feature, ""),
    CORDON_TEST (a_blocked_callee_says_nothing_about_the_camera, ""),
    CORDON_TEST (salts_differ_by_origin_and_purpose_and_last, "G-05"),
    CORDON_TEST (an_identifier_nobody_uses_ends_like_a_cookie, ""),
    CORDON_TEST (a_private_session_keeps_no_contact_list, "G-24"),
    CORDON_TEST (clearing_takes_what_it_names_and_nothing_else, "B-52"),
  };

  return cordon_test_run (tests);
}
