#include "tests/support/test.h"

#include "ui-bridge/peer_name.h"

static void
hidden_characters_are_made_visible (void **state)
{
  static const struct
  {
    const char *text;
    const char *shown;
  } cases[] = {
    { "plain", "plain" },
    { "a\nb", "a<U+000A>b" },
    { "\xe2\x80\xae"
      "moc.knab",
      "<U+202E>moc.knab" },
    { "x\xe2\x81\xa6y", "x<U+2066>y" },
    { "zero\xe2\x80\x8bwidth", "zero<U+200B>width" },
    { "nb\xc2\xa0space", "nb<U+00A0>space" },
    { "hangul\xe3\x85\xa4 filler", "hangul<U+3164> filler" },
    { "\x1b[31m", "<U+001B>[31m" },
    { "bad\xff", "bad\xef\xbf\xbd" },
    { NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = cordon_display_text (cases[i].text);

      assert_string_equal (shown, cases[i].shown);
    }
}

static void
a_long_text_keeps_both_ends (void **state)
{
  g_autofree char *middle = g_strnfill (5000, 'x');
  g_autofree char *text = g_strconcat ("begin", middle, "end.example", NULL);
  g_autofree char *shown = cordon_display_text (text);

  assert_true (g_utf8_strlen (shown, -1) <= CORDON_DISPLAY_MAX_CHARS);
  assert_true (g_str_has_prefix (shown, "begin"));
  assert_true (g_str_has_suffix (shown, "end.example"));
}

static void
an_escaped_at_sign_never_suggests_another_domain (void **state)
{
  g_autoptr (CordonCallee)
    callee = cordon_callee_new_identity ("admin%40bank.example@evil.example", -1, NULL);
  g_auto (CordonPeerName) name = { 0 };

  assert_non_null (callee);
  cordon_peer_name_init (&name, callee);
  assert_string_equal (name.user, "admin%40bank.example");
  assert_string_equal (name.domain, "evil.example");
  assert_true (name.suspicious);
}

static void
an_ordinary_identity_shows_user_and_domain_apart (void **state)
{
  g_autoptr (CordonCallee) callee = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  g_auto (CordonPeerName) name = { 0 };

  cordon_peer_name_init (&name, callee);
  assert_string_equal (name.user, "bob");
  assert_string_equal (name.domain, "idp.example");
  assert_string_equal (name.text, "bob @ idp.example");
  assert_false (name.suspicious);
}

static void
an_opaque_origin_has_no_name (void **state)
{
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque ();
  g_autofree char *shown = cordon_display_origin (opaque);

  assert_string_equal (shown, "(opaque origin)");
}

/* "Aleph Bet" before the `@` would otherwise pull the domain and the words behind it to its other side. */
static void
a_name_from_right_to_left_keeps_to_itself (void **state)
{
  g_autoptr (CordonCallee) callee = cordon_callee_new_identity ("\xd7\x90\xd7\x91@idp.example", -1, NULL);
  g_auto (CordonPeerName) name = { 0 };
  g_autofree char *plain = cordon_display_isolate ("bob");

  assert_non_null (callee);
  cordon_peer_name_init (&name, callee);
  assert_string_equal (name.text, "\xe2\x80\x8e\xe2\x81\xa8\xd7\x90\xd7\x91\xe2\x81\xa9 @ idp.example");
  assert_string_equal (name.domain, "idp.example");
  assert_string_equal (plain, "bob");
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (hidden_characters_are_made_visible, "F-20"),
    CORDON_TEST (a_long_text_keeps_both_ends, ""),
    CORDON_TEST (an_escaped_at_sign_never_suggests_another_domain, "F-20"),
    CORDON_TEST (an_ordinary_identity_shows_user_and_domain_apart, ""),
    CORDON_TEST (an_opaque_origin_has_no_name, ""),
    CORDON_TEST (a_name_from_right_to_left_keeps_to_itself, "F-20"),
  };

  return cordon_test_run (tests);
}
