#include "tests/support/test.h"

#include "permissions/callee.h"
#include "permissions/error.h"

#define DIGEST \
  "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"
#define OTHER \
  "FF:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"

static void
identities_have_a_user_and_a_canonical_domain (void **state)
{
  static const char *const good[] = {
    "bob@idp.example", "user%40133@identity.example.com",
    "a%25b@x.example", "b\303\266b@xn--bcher-kva.example",
    "bob@localhost",
  };
  static const char *const bad[] = {
    "",
    "bob",
    "@idp.example",
    "bob@",
    "bob@idp@example",
    "a%41@x.example",
    "a%4@x.example",
    "a%@x.example",
    "bob@IDP.example",
    "bob@b\303\274cher.example",
    "bob@idp.example.",
    "bob@.example",
    "bob@a..example",
    "bob@idp.example:8443",
    "bob@idp.example/x",
    "b\nob@idp.example",
    "b\xff@idp.example",
    "bob @idp.example\n",
    "bob@[::1]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (CordonCallee) callee = cordon_callee_new_identity (good[i], -1, NULL);

      if (!callee)
        fail_msg ("%s", good[i]);
      assert_int_equal (cordon_callee_get_kind (callee), CORDON_CALLEE_IDENTITY);
      assert_string_equal (cordon_callee_get_display (callee), good[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      if (cordon_callee_new_identity (bad[i], -1, &error))
        fail_msg ("accepted: %s", bad[i]);
      assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_CALLEE));
    }
  assert_null (cordon_callee_new_identity ("bob@idp.example\0x", 17, NULL));
}

static CordonCallee *
identity (const char *text)
{
  CordonCallee *callee = cordon_callee_new_identity (text, -1, NULL);

  assert_non_null (callee);
  return callee;
}

static void
a_label_of_the_domain_has_63_bytes_at_most (void **state)
{
  g_autofree char *label = g_strnfill (63, 'a');
  g_autofree char *fits = g_strdup_printf ("bob@%s.example", label);
  g_autofree char *long_label = g_strdup_printf ("bob@%sa.example", label);
  g_autofree char *long_domain = g_strdup_printf ("bob@%s.%s.%s.%s", label, label, label, label);
  g_autoptr (CordonCallee) callee = cordon_callee_new_identity (fits, -1, NULL);

  assert_non_null (callee);
  assert_null (cordon_callee_new_identity (long_label, -1, NULL));
  assert_null (cordon_callee_new_identity (long_domain, -1, NULL));
}

static void
users_are_compared_octet_for_octet (void **state)
{
  g_autoptr (CordonCallee) bob = identity ("bob@x.example");
  g_autoptr (CordonCallee) same = identity ("bob@x.example");
  g_autoptr (CordonCallee) upper = identity ("Bob@x.example");
  g_autoptr (CordonCallee) elsewhere = identity ("bob@y.example");

  assert_true (cordon_callee_equal (bob, same));
  assert_int_equal (cordon_callee_hash (bob), cordon_callee_hash (same));
  assert_false (cordon_callee_equal (bob, upper));
  assert_false (cordon_callee_equal (bob, elsewhere));
  assert_false (cordon_callee_equal (NULL, NULL));
}

static void
a_fingerprint_set_is_canonical_whatever_its_order (void **state)
{
  static const char *const one[] = { "sha-256 " DIGEST, "SHA-256 " OTHER };
  static const char *const two[] = {
    "sha-256 ff:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff",
    "sha-256 " DIGEST,
    "sha-256 " DIGEST,
  };
  g_autoptr (CordonCallee) first = cordon_callee_new_fingerprints (one, 2, NULL);
  g_autoptr (CordonCallee) second = cordon_callee_new_fingerprints (two, 3, NULL);
  g_autoptr (CordonCallee) fewer = cordon_callee_new_fingerprints (one, 1, NULL);

  assert_true (cordon_callee_equal (first, second));
  assert_false (cordon_callee_equal (first, fewer));
  assert_string_equal (cordon_callee_to_string (first), "fingerprints:sha-256 " DIGEST ",sha-256 " OTHER);
  assert_int_equal (cordon_callee_get_kind (first), CORDON_CALLEE_FINGERPRINTS);
}

static void
a_set_holds_a_certificate_by_algorithm_and_digest (void **state)
{
  static const char *const set[] = { "sha-256 " DIGEST };
  g_autoptr (CordonCallee) callee = cordon_callee_new_fingerprints (set, 1, NULL);
  g_autoptr (CordonCallee) bob = identity ("bob@x.example");

  assert_true (cordon_callee_has_fingerprint (callee, "sha-256", DIGEST));
  assert_true (cordon_callee_has_fingerprint (
    callee, "SHA-256",
    "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff"));
  assert_false (cordon_callee_has_fingerprint (callee, "sha-256", OTHER));
  assert_false (cordon_callee_has_fingerprint (callee, "sha-512", DIGEST));
  assert_false (cordon_callee_has_fingerprint (callee, "sha-256", "00:11"));
  assert_false (cordon_callee_has_fingerprint (bob, "sha-256", DIGEST));
}

static void
weak_or_malformed_fingerprints_are_refused (void **state)
{
  static const char *const bad[] = {
    "",
    "sha-256",
    "sha-256 ",
    "sha-256 00:11",
    "md5 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
    "sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33",
    "sha-256  " DIGEST,
    "sha-256 " DIGEST ":00",
    "sha-256 GG:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
    "sha-256 00-11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
    "sha-256 " DIGEST " ",
    "sha-256 " DIGEST "," OTHER,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    if (cordon_callee_new_fingerprints (&bad[i], 1, NULL))
      fail_msg ("accepted: %s", bad[i]);
  assert_null (cordon_callee_new_fingerprints (NULL, 0, NULL));
}

static void
parsing_reads_what_was_written_and_nothing_else (void **state)
{
  static const char *const bad[] = {
    "",
    "bob@x.example",
    "identity:",
    "identity:Bob",
    "fingerprints:",
    "fingerprints:sha-256 " OTHER ",sha-256 " DIGEST,
    ("fingerprints:SHA-256 " DIGEST),
    "other:bob@x.example",
  };
  static const char *const good[] = { "identity:bob@x.example",
                                      "fingerprints:sha-256 " DIGEST ",sha-256 " OTHER };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    if (cordon_callee_parse (bad[i], -1, NULL))
      fail_msg ("accepted: %s", bad[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (CordonCallee) callee = cordon_callee_parse (good[i], -1, NULL);

      assert_non_null (callee);
      assert_string_equal (cordon_callee_to_string (callee), good[i]);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (identities_have_a_user_and_a_canonical_domain, "D-07 D-09"),
    CORDON_TEST (a_label_of_the_domain_has_63_bytes_at_most, "D-07"),
    CORDON_TEST (users_are_compared_octet_for_octet, "D-11"),
    CORDON_TEST (a_fingerprint_set_is_canonical_whatever_its_order, "B-06"),
    CORDON_TEST (a_set_holds_a_certificate_by_algorithm_and_digest, "B-07"),
    CORDON_TEST (weak_or_malformed_fingerprints_are_refused, "B-06"),
    CORDON_TEST (parsing_reads_what_was_written_and_nothing_else, ""),
  };

  return cordon_test_run (tests);
}
