#include "tests/support/test.h"

#include "ui-bridge/domain_display.h"

typedef struct
{
  const char *domain;
  const char *shown;
  CordonDomainVerdict verdict;
} DisplayCase;

static void
assert_shown (const DisplayCase *cases, gsize n_cases)
{
  g_autoptr (CordonDomainDisplay) display = cordon_domain_display_new (NULL);

  assert_non_null (display);
  for (gsize i = 0; i < n_cases; i++)
    {
      CordonDomainVerdict verdict;
      g_autofree char *shown = cordon_domain_display_format (display, cases[i].domain, &verdict);

      assert_string_equal (shown, cases[i].shown);
      assert_int_equal (verdict, cases[i].verdict);
    }
}

static void
domains_at_home_in_their_script_are_shown_in_unicode (void **state)
{
  static const DisplayCase cases[] = {
    { "idp.example", "idp.example", CORDON_DOMAIN_SAFE },
    { "xn--strae-oqa.example", "xn--strae-oqa.example", CORDON_DOMAIN_SUSPICIOUS },
    { "xn--bcher-kva.de", "b\u00fccher.de", CORDON_DOMAIN_SAFE },
    { "xn--wgv71a119e.jp", "\u65e5\u672c\u8a9e.jp", CORDON_DOMAIN_SAFE },
    { "xn--3e0bk47br7k.kr", "\ud55c\uad6d\uc5b4.kr", CORDON_DOMAIN_SAFE },
    { "xn--lcka3d1b.jp", "\u30ab\u30bf\u30ab\u30ca.jp", CORDON_DOMAIN_SAFE },
    { "xn--y9j3b8e6e328tv2ya.jp", "\u6f22\u5b57\u3072\u3089\u30ab\u30ca.jp", CORDON_DOMAIN_SAFE },
    { "xn--5ek909fo6p.tw", "\u4e2d\u6587\u3105.tw", CORDON_DOMAIN_SAFE },
    { "xn--v8j.jp", "\u304c.jp", CORDON_DOMAIN_SAFE },
    { "xn--80adxhks.ru", "\u043c\u043e\u0441\u043a\u0432\u0430.ru", CORDON_DOMAIN_SAFE },
  };

  assert_shown (cases, G_N_ELEMENTS (cases));
}

static void
domains_that_could_mislead_stay_in_a_labels (void **state)
{
  static const DisplayCase cases[] = {
    { "xn--80ak6aa92e.com", "xn--80ak6aa92e.com",
      CORDON_DOMAIN_SUSPICIOUS }, /* all Cyrillic, reads as Latin */
    { "xn--bnk-5cd.example", "xn--bnk-5cd.example", CORDON_DOMAIN_SUSPICIOUS }, /* one Cyrillic letter */
    { "xn--bcher-kva.com", "xn--bcher-kva.com", CORDON_DOMAIN_SUSPICIOUS },
    { "xn--google-gn7i.com", "xn--google-gn7i.com", CORDON_DOMAIN_SUSPICIOUS }, /* a stroke beside ASCII */
    { "xn--zz-@@.com", "xn--zz-@@.com", CORDON_DOMAIN_INVALID },
    { "b\u00fccher.de", "b\u00fccher.de", CORDON_DOMAIN_INVALID }, /* not the form a callee holds */
  };

  assert_shown (cases, G_N_ELEMENTS (cases));
}

static void
domains_that_look_alike_are_found (void **state)
{
  static const char *const known[] = { "idp.example", "bank.test", NULL };
  g_autoptr (CordonDomainDisplay) display = cordon_domain_display_new (NULL);

  assert_string_equal (cordon_domain_display_find_similar (display, "b\u0430nk.test", known), "bank.test");
  assert_string_equal (cordon_domain_display_find_similar (display, "login.b\u00e4nk.test", known),
                       "bank.test");
  assert_string_equal (cordon_domain_display_find_similar (display, "\u0131dp.example", known),
                       "idp.example");
  assert_null (cordon_domain_display_find_similar (display, "bank.test", known));
  assert_null (cordon_domain_display_find_similar (display, "login.bank.test", known));
  assert_null (cordon_domain_display_find_similar (display, "tank.test", known));
  assert_null (cordon_domain_display_find_similar (display, "test", known));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (domains_at_home_in_their_script_are_shown_in_unicode, "F-20"),
    CORDON_TEST (domains_that_could_mislead_stay_in_a_labels, "F-20"),
    CORDON_TEST (domains_that_look_alike_are_found, "F-20"),
  };

  return cordon_test_run (tests);
}
