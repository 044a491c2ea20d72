#include "tests/support/test.h"

#include "permissions/error.h"
#include "permissions/origin.h"

static void
assert_refused (const char *text, gssize size)
{
  g_autoptr (GError) error = NULL;
  CordonOrigin *origin = cordon_origin_new (text, size, &error);

  if (origin)
    fail_msg ("accepted: %s", text);
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_ORIGIN));
}

static void
canonical_origins_serialise_to_themselves (void **state)
{
  static const char *const texts[] = {
    "https://example.org",
    "https://xn--bcher-kva.example",
    "http://example.org:8080",
    "https://example.org.",
    "https://[2001:db8::1]",
    "https://[::1]:8443",
    "https://[::]",
    "https://[1:0:0:2::3]",
    "https://[0:1:2:3:4:5:6:7]",
    "https://127.0.0.1",
    "http://f:0",
    "wss://a:1",
    "https://a_b.example",
    "https://256.com",
    "https://a..",
    "https://.",
    "ftp://example.org",
    "https://1.2.3.4.5.example",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CordonOrigin) origin = cordon_origin_new (texts[i], -1, &error);

      if (!origin)
        fail_msg ("%s: %s", texts[i], error->message);
      assert_string_equal (cordon_origin_to_string (origin), texts[i]);
      assert_false (cordon_origin_is_opaque (origin));
    }
}

static void
what_is_not_canonical_is_refused_and_never_repaired (void **state)
{
  static const char *const texts[] = {
    "",
    "null",
    "https://",
    "https:///",
    "https://example.org/",
    "https://example.org/x",
    "https://example.org?x",
    "https://example.org#x",
    "HTTPS://example.org",
    "https://Example.org",
    "https://b\303\274cher.example",
    "https://example.org:443",
    "http://example.org:80",
    "https://example.org:",
    "https://example.org:08443",
    "https://example.org:65536",
    "https://example.org:+1",
    "https://user@example.org",
    "https://example.org\\",
    "https://exa mple.org",
    "https://exa%6dple.org",
    "https://[2001:DB8::1]",
    "https://[2001:db8:0:0:0:0:0:1]",
    "https://[0:0:0:0:0:0:0:1]",
    "https://[::ffff:127.0.0.1]",
    "https://[::1",
    "https://::1",
    "https://[fe80::1%25eth0]",
    "https://127.1",
    "https://0x7f.0.0.1",
    "https://127.0.0.01",
    "https://1.2.3.256",
    "https://1.2.3.4.",
    "https://10.0.0.0x",
    "data:text/html,x",
    "blob:https://example.org/1",
    "about:blank",
    "file://",
    "file:///etc",
    "chrome-extension://abc",
    " https://example.org",
    "https://example.org ",
    "https://example.org\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused (texts[i], -1);
  assert_refused ("https://example.org\0.evil.example", 32);
  assert_refused ("https://example.org\0", 20);
}

static void
an_origin_that_is_too_long_is_refused (void **state)
{
  g_autoptr (GString) text = g_string_new ("https://");

  while (text->len <= CORDON_ORIGIN_MAX_SIZE)
    g_string_append (text, "a.");
  assert_refused (text->str, -1);
}

static CordonOrigin *
origin_of (const char *text)
{
  CordonOrigin *origin = cordon_origin_new (text, -1, NULL);

  assert_non_null (origin);
  return origin;
}

static void
scheme_host_and_port_all_tell_origins_apart (void **state)
{
  static const char *const others[] = {
    "https://b.example",  "https://a.example:8443", "http://a.example",
    "https://a.example.", "https://www.a.example",
  };
  g_autoptr (CordonOrigin) origin = origin_of ("https://a.example");
  g_autoptr (CordonOrigin) same = origin_of ("https://a.example");

  assert_true (cordon_origin_equal (origin, same));
  assert_int_equal (cordon_origin_hash (origin), cordon_origin_hash (same));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (CordonOrigin) other = origin_of (others[i]);

      assert_false (cordon_origin_equal (origin, other));
    }
}

static void
opaque_origins_equal_only_themselves (void **state)
{
  g_autoptr (CordonOrigin) origin = origin_of ("https://a.example");
  g_autoptr (CordonOrigin) first = cordon_origin_new_opaque ();
  g_autoptr (CordonOrigin) second = cordon_origin_new_opaque_from (origin);
  g_autoptr (CordonOrigin) third = cordon_origin_new_opaque_from (origin);

  assert_true (cordon_origin_equal (first, first));
  assert_false (cordon_origin_equal (first, second));
  assert_false (cordon_origin_equal (second, third));
  assert_false (cordon_origin_equal (second, origin));
  assert_false (cordon_origin_equal (NULL, NULL));
  assert_true (cordon_origin_is_opaque (NULL));
  assert_string_equal (cordon_origin_to_string (second), "null");
  assert_null (cordon_origin_get_host (second));
  assert_true (cordon_origin_equal (cordon_origin_get_precursor (third), origin));
}

static void
the_precursor_of_an_opaque_precursor_is_the_first_tuple (void **state)
{
  g_autoptr (CordonOrigin) origin = origin_of ("https://a.example");
  g_autoptr (CordonOrigin) first = cordon_origin_new_opaque_from (origin);
  g_autoptr (CordonOrigin) second = cordon_origin_new_opaque_from (first);

  assert_ptr_equal (cordon_origin_get_precursor (second), origin);
  assert_null (cordon_origin_get_precursor (origin));
}

static void
parts_are_those_of_the_text (void **state)
{
  g_autoptr (CordonOrigin) origin = origin_of ("https://[2001:db8::1]:8443");
  g_autoptr (CordonOrigin) plain = origin_of ("http://a.example");

  assert_string_equal (cordon_origin_get_scheme (origin), "https");
  assert_string_equal (cordon_origin_get_host (origin), "[2001:db8::1]");
  assert_int_equal (cordon_origin_get_port (origin), 8443);
  assert_int_equal (cordon_origin_get_port (plain), 80);
}

static void
a_tuple_is_built_from_canonical_parts_only (void **state)
{
  g_autoptr (CordonOrigin) elided = cordon_origin_new_tuple ("https", -1, "a.example", -1, 443, NULL);
  g_autoptr (CordonOrigin) file = cordon_origin_new_tuple ("file", -1, "", -1, 0, NULL);

  assert_string_equal (cordon_origin_to_string (elided), "https://a.example");
  assert_non_null (file);
  assert_null (cordon_origin_new_tuple ("file", -1, "", -1, 80, NULL));
  assert_null (cordon_origin_new_tuple ("https", -1, "", -1, 0, NULL));
  assert_null (cordon_origin_new_tuple ("http\0", 5, "a.example", -1, 0, NULL));
  assert_null (cordon_origin_new_tuple ("http", -1, "a.example\0b", 11, 0, NULL));
  assert_null (cordon_origin_new_tuple ("data", -1, "a.example", -1, 80, NULL));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (canonical_origins_serialise_to_themselves, "A-02"),
    CORDON_TEST (what_is_not_canonical_is_refused_and_never_repaired, "A-02 A-08"),
    CORDON_TEST (an_origin_that_is_too_long_is_refused, ""),
    CORDON_TEST (scheme_host_and_port_all_tell_origins_apart, "A-01 A-03"),
    CORDON_TEST (opaque_origins_equal_only_themselves, "A-08 A-09"),
    CORDON_TEST (the_precursor_of_an_opaque_precursor_is_the_first_tuple, "A-09"),
    CORDON_TEST (parts_are_those_of_the_text, ""),
    CORDON_TEST (a_tuple_is_built_from_canonical_parts_only, "A-02"),
  };

  return cordon_test_run (tests);
}
