#include "tests/support/test.h"

#include "permissions/trust.h"

static const CordonTrustOptions resolving = { .resolves_localhost = TRUE };

static CordonOrigin *
origin_of (const char *text)
{
  CordonOrigin *origin = g_str_equal (text, "file://") ? cordon_origin_new_tuple ("file", -1, "", -1, 0, NULL)
                                                       : cordon_origin_new (text, -1, NULL);

  if (!origin)
    fail_msg ("not an origin: %s", text);
  return origin;
}

static gboolean
is_trustworthy (const char *text, const CordonTrustOptions *options)
{
  g_autoptr (CordonOrigin) origin = origin_of (text);

  return cordon_origin_is_trustworthy (origin, options);
}

static void
trust_goes_by_scheme_and_loopback_alone (void **state)
{
  static const struct
  {
    const char *origin;
    gboolean trusted;
    gboolean trusted_resolving;
  } cases[] = {
    { "https://a.example", TRUE, TRUE },        { "https://a.example:1", TRUE, TRUE },
    { "wss://a.example", TRUE, TRUE },          { "http://a.example", FALSE, FALSE },
    { "ws://a.example", FALSE, FALSE },         { "http://127.0.0.1", TRUE, TRUE },
    { "http://127.1.2.3:8080", TRUE, TRUE },    { "ftp://127.0.0.1", TRUE, TRUE },
    { "http://128.0.0.1", FALSE, FALSE },       { "http://[::1]", TRUE, TRUE },
    { "http://[::2]", FALSE, FALSE },           { "http://[::7f00:1]", FALSE, FALSE },
    { "http://[::ffff:7f00:1]", FALSE, FALSE }, { "http://localhost", FALSE, TRUE },
    { "http://localhost.", FALSE, TRUE },       { "http://a.b.localhost:1", FALSE, TRUE },
    { "http://a.localhost.", FALSE, TRUE },     { "http://localhost.evil.example", FALSE, FALSE },
    { "http://evillocalhost", FALSE, FALSE },   { "http://localhost6", FALSE, FALSE },
    { "http://127.example.com", FALSE, FALSE }, { "file://", TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      if (is_trustworthy (cases[i].origin, NULL) != cases[i].trusted)
        fail_msg ("%s", cases[i].origin);
      if (is_trustworthy (cases[i].origin, &resolving) != cases[i].trusted_resolving)
        fail_msg ("%s, resolving", cases[i].origin);
    }
}

static void
opaque_origins_and_nobody_are_not_trustworthy (void **state)
{
  g_autoptr (CordonOrigin) secure = origin_of ("https://a.example");
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque_from (secure);

  assert_false (cordon_origin_is_trustworthy (opaque, &resolving));
  assert_false (cordon_origin_is_trustworthy (NULL, &resolving));
}

static void
files_may_be_refused (void **state)
{
  assert_false (is_trustworthy ("file://", &(CordonTrustOptions){ .refuse_files = TRUE }));
}

static void
configured_exceptions_are_trustworthy_and_still_no_key (void **state)
{
  static const char *const patterns[] = { "http://plain.example:8080", "*.lab.example", NULL };
  g_autoptr (CordonTrustList) list = cordon_trust_list_new (patterns, NULL);
  const CordonTrustOptions options = { .exceptions = list };
  g_autoptr (CordonOrigin) excepted = origin_of ("http://plain.example:8080");

  assert_true (cordon_origin_is_trustworthy (excepted, &options));
  assert_false (cordon_origin_may_be_key (excepted, &options));
  assert_true (is_trustworthy ("http://a.b.lab.example:99", &options));
  assert_false (is_trustworthy ("http://plain.example", &options));
  assert_false (is_trustworthy ("http://lab.example", &options));
}

static void
exception_patterns_that_say_too_much_are_rejected (void **state)
{
  static const char *const patterns[] = {
    "*",
    "*.example",
    "*.co.uk",
    "foo.*.com",
    "foo*.example.com",
    "*foo.example.com",
    "http://*.a.example",
    "a.example",
    "**.a.example",
    "*.",
    "10.20.30.*",
    "10.20.*.40",
    "*.40",
    "null",
    "*.1.2.3.4.5",
    "*.a..example",
    NULL,
  };
  g_auto (GStrv) rejected = NULL;
  g_autoptr (CordonTrustList) list = cordon_trust_list_new (patterns, &rejected);

  assert_non_null (list);
  for (gsize i = 0; patterns[i]; i++)
    if (!g_strv_contains ((const char *const *) rejected, patterns[i]))
      fail_msg ("accepted: %s", patterns[i]);
}

static void
good_patterns_are_all_taken (void **state)
{
  static const char *const patterns[] = {
    "http://plain.example", "*.lab.example", "*.site.co.uk", "*.site.uk", "10.*.30.40", "*.30.40", NULL
  };
  g_auto (GStrv) rejected = NULL;
  g_autoptr (CordonTrustList) list = cordon_trust_list_new (patterns, &rejected);
  g_autoptr (CordonOrigin) country = origin_of ("http://www.site.uk");
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque_from (country);

  assert_int_equal (g_strv_length (rejected), 0);
  assert_true (cordon_trust_list_contains (list, country));
  assert_false (cordon_trust_list_contains (list, opaque));
  assert_false (cordon_trust_list_contains (NULL, country));
  assert_false (cordon_origin_is_local (opaque, &resolving));
}

static CordonFact
check_chain (const char *self, const char *parent, const char *top)
{
  g_autoptr (CordonOrigin) origin = origin_of (self);
  g_autoptr (CordonOrigin) first = origin_of (parent);
  g_autoptr (CordonOrigin) second = origin_of (top);
  const CordonOrigin *const ancestors[] = { first, second };

  return cordon_secure_context_check (origin, ancestors, 2, NULL);
}

static void
one_insecure_ancestor_makes_the_context_insecure (void **state)
{
  assert_int_equal (check_chain ("https://a.example", "https://b.example", "https://c.example"),
                    CORDON_FACT_YES);
  assert_int_equal (check_chain ("https://a.example", "https://b.example", "http://c.example"),
                    CORDON_FACT_NO);
  assert_int_equal (check_chain ("https://a.example", "http://b.example", "https://c.example"),
                    CORDON_FACT_NO);
  assert_int_equal (check_chain ("http://a.example", "https://b.example", "https://c.example"),
                    CORDON_FACT_NO);
}

static void
a_sandboxed_ancestor_counts_as_what_it_would_have_been (void **state)
{
  g_autoptr (CordonOrigin) secure = origin_of ("https://a.example");
  g_autoptr (CordonOrigin) plain = origin_of ("http://a.example");
  g_autoptr (CordonOrigin) from_secure = cordon_origin_new_opaque_from (secure);
  g_autoptr (CordonOrigin) from_plain = cordon_origin_new_opaque_from (plain);
  g_autoptr (CordonOrigin) from_nothing = cordon_origin_new_opaque ();
  const CordonOrigin *const good[] = { from_secure };
  const CordonOrigin *const bad[] = { from_plain };
  const CordonOrigin *const unknown[] = { from_nothing };
  const CordonOrigin *const missing[] = { NULL };

  assert_int_equal (cordon_secure_context_check (secure, good, 1, NULL), CORDON_FACT_YES);
  assert_int_equal (cordon_secure_context_check (secure, bad, 1, NULL), CORDON_FACT_NO);
  assert_int_equal (cordon_secure_context_check (secure, unknown, 1, NULL), CORDON_FACT_NO);
  assert_int_equal (cordon_secure_context_check (secure, missing, 1, NULL), CORDON_FACT_NO);
}

static gboolean
may_be_key (const char *text, gboolean developer_switch)
{
  g_autoptr (CordonOrigin) origin = origin_of (text);
  const CordonTrustOptions options = { .resolves_localhost = TRUE, .allow_local_http = developer_switch };

  return cordon_origin_may_be_key (origin, &options);
}

static void
only_origins_that_cannot_be_forged_hold_grants (void **state)
{
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque ();

  assert_true (may_be_key ("https://a.example", FALSE));
  assert_false (may_be_key ("http://a.example", TRUE));
  assert_false (may_be_key ("wss://a.example", TRUE));
  assert_false (may_be_key ("file://", TRUE));
  assert_false (may_be_key ("http://localhost:8000", FALSE));
  assert_true (may_be_key ("http://localhost:8000", TRUE));
  assert_true (may_be_key ("http://127.0.0.1", TRUE));
  assert_false (cordon_origin_may_be_key (opaque, NULL));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (trust_goes_by_scheme_and_loopback_alone, "A-07"),
    CORDON_TEST (opaque_origins_and_nobody_are_not_trustworthy, "A-07"),
    CORDON_TEST (files_may_be_refused, "A-07"),
    CORDON_TEST (configured_exceptions_are_trustworthy_and_still_no_key, "A-07 A-04"),
    CORDON_TEST (exception_patterns_that_say_too_much_are_rejected, "A-07"),
    CORDON_TEST (good_patterns_are_all_taken, "A-07"),
    CORDON_TEST (one_insecure_ancestor_makes_the_context_insecure, "A-06"),
    CORDON_TEST (a_sandboxed_ancestor_counts_as_what_it_would_have_been, "A-06 A-09"),
    CORDON_TEST (only_origins_that_cannot_be_forged_hold_grants, "A-04 A-08"),
  };

  return cordon_test_run (tests);
}
