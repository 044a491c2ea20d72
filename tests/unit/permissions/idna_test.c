#include "tests/support/test.h"

#include "permissions/error.h"
#include "permissions/idna.h"

static void
domains_become_lower_case_a_labels (void **state)
{
  static const struct
  {
    const char *domain;
    const char *ascii;
  } cases[] = {
    { "Example.COM", "example.com" },
    { "b\303\274cher.example", "xn--bcher-kva.example" },
    { "B\303\234CHER.example", "xn--bcher-kva.example" },
    { "XN--BCHER-KVA.example", "xn--bcher-kva.example" },
    { "fa\303\237.example", "xn--fa-hia.example" },
    { "a_b.example", "a_b.example" },
    { "\357\274\245xample.org", "example.org" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ascii = cordon_idna_domain_to_ascii (cases[i].domain, -1, NULL);

      if (g_strcmp0 (ascii, cases[i].ascii) != 0)
        fail_msg ("%s: %s", cases[i].domain, ascii ? ascii : "refused");
    }
}

static void
what_idna_forbids_is_refused (void **state)
{
  static const char *const domains[] = { "", "xn--a.example", "\377.example", "\342\200\256x.example",
                                         "xn--.example" };

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    {
      g_autoptr (GError) error = NULL;

      if (cordon_idna_domain_to_ascii (domains[i], -1, &error))
        fail_msg ("accepted: %s", domains[i]);
      assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_SYNTAX));
    }
}

static void
labels_are_compared_in_either_form (void **state)
{
  assert_true (cordon_idna_domains_are_equivalent ("b\303\274cher.example", "XN--bcher-kva.EXAMPLE"));
  assert_false (cordon_idna_domains_are_equivalent ("bucher.example", "xn--bcher-kva.example"));
  assert_false (cordon_idna_domains_are_equivalent ("xn--a", "xn--a"));
}

static void
identities_compare_by_domain_label_and_user_octet (void **state)
{
  g_autoptr (CordonCallee) unicode = cordon_idna_parse_identity ("bob@B\303\234CHER.example", -1, NULL);
  g_autoptr (CordonCallee) ascii = cordon_idna_parse_identity ("bob@xn--bcher-kva.example", -1, NULL);
  g_autoptr (CordonCallee) other = cordon_idna_parse_identity ("Bob@xn--bcher-kva.example", -1, NULL);

  assert_true (cordon_callee_equal (unicode, ascii));
  assert_false (cordon_callee_equal (unicode, other));
  assert_string_equal (cordon_callee_to_string (unicode), "identity:bob@xn--bcher-kva.example");
}

static void
malformed_identities_are_refused (void **state)
{
  static const char *const identities[] = {
    "", "bob", "@x.example", "bob@", "a%41@x.example", "a@b@x.example", "bob@x.example:1", "bob@xn--a",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (identities); i++)
    {
      g_autoptr (GError) error = NULL;

      if (cordon_idna_parse_identity (identities[i], -1, &error))
        fail_msg ("accepted: %s", identities[i]);
      assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_CALLEE));
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (domains_become_lower_case_a_labels, "A-02"),
    CORDON_TEST (what_idna_forbids_is_refused, ""),
    CORDON_TEST (labels_are_compared_in_either_form, "D-08"),
    CORDON_TEST (identities_compare_by_domain_label_and_user_octet, "D-11"),
    CORDON_TEST (malformed_identities_are_refused, "D-07 D-09"),
  };

  return cordon_test_run (tests);
}
