#include "isolation/fingerprint.h"

#include <string.h>

#include "isolation/alpn.h"
#include "isolation/sas.h"
#include "tests/support/test.h"

#define SHA_1 "4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB"

static void
fingerprints_are_read_strictly (void **state)
{
  static const struct
  {
    const char *text;
    gboolean valid;
  } cases[] = {
    { "sha-1 " SHA_1, TRUE },
    { "SHA-1 " SHA_1, TRUE },
    { "sha-1 4a:ad:b9:b1:3f:82:18:3b:54:02:12:df:3e:5d:49:6b:19:e5:7c:ab", TRUE },
    { "sha-256 " SHA_1, FALSE },
    { "md5 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B", FALSE },
    { "md2 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B", FALSE },
    { "sha-1  " SHA_1, FALSE },
    { "sha-1\t" SHA_1, FALSE },
    { " sha-1 " SHA_1, FALSE },
    { "sha-1 " SHA_1 " ", FALSE },
    { "sha-1 " SHA_1 ":00", FALSE },
    { "sha-1 " SHA_1 ":", FALSE },
    { "sha-1 4A-AD-B9-B1-3F-82-18-3B-54-02-12-DF-3E-5D-49-6B-19-E5-7C-AB", FALSE },
    { "sha-1 4G:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB", FALSE },
    { "sha-1", FALSE },
    { "sha-1 ", FALSE },
    { " ", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CordonFingerprint out = { 0 };

      print_message ("'%s'\n", cases[i].text);
      assert_int_equal (cordon_fingerprint_parse (cases[i].text, -1, &out, NULL), cases[i].valid);
      assert_int_equal (out.hash, cases[i].valid ? CORDON_HASH_SHA_1 : CORDON_HASH_NONE);
      if (cases[i].valid)
        {
          g_autofree char *text = cordon_fingerprint_to_string (&out);

          assert_string_equal (text, "sha-1 " SHA_1);
        }
    }
}

static void
a_zero_fingerprint_equals_nothing (void **state)
{
  const CordonFingerprint zero = { 0 };

  assert_false (cordon_fingerprint_equal (&zero, &zero));
  assert_false (cordon_fingerprints_match_certificate (&zero, 1, &zero, 1));
  assert_false (cordon_fingerprints_cover (&zero, 1, &zero, 1));
  assert_false (cordon_fingerprints_cover (&zero, 1, NULL, 0));
}

static void
a_weak_match_beside_a_strong_mismatch_does_not_count (void **state)
{
  const CordonFingerprint strong = { .hash = CORDON_HASH_SHA_256, .digest = { 1 } };
  const CordonFingerprint weak = { .hash = CORDON_HASH_SHA_1, .digest = { 1 } };
  const CordonFingerprint other = { .hash = CORDON_HASH_SHA_256, .digest = { 2 } };
  const CordonFingerprint listed[2] = { weak, strong }, shown[2] = { other, weak },
                          right[2] = { strong, weak };

  assert_false (cordon_fingerprints_match_certificate (listed, 2, shown, 2));
  assert_true (cordon_fingerprints_match_certificate (listed, 2, right, 2));
  assert_true (cordon_fingerprints_match_certificate (&weak, 1, shown, 2));
}

static void
label_lists_are_read_strictly (void **state)
{
  static const struct
  {
    const char *list;
    gsize size;
    gboolean valid;
    CordonAlpnSet set;
  } cases[] = {
    { "\6webrtc\10c-webrtc", 16, TRUE, CORDON_ALPN_SET_BOTH },
    { "\10c-webrtc\6webrtc", 16, TRUE, CORDON_ALPN_SET_BOTH },
    { "\6webrtc", 7, TRUE, CORDON_ALPN_BIT (CORDON_ALPN_WEBRTC) },
    { "\10c-webrtc", 9, TRUE, CORDON_ALPN_BIT (CORDON_ALPN_C_WEBRTC) },
    { "\2h2\6webrtc", 10, TRUE, CORDON_ALPN_BIT (CORDON_ALPN_WEBRTC) },
    { "\10C-WEBRTC\6Webrtc", 16, TRUE, CORDON_ALPN_SET_NONE },
    { "\7webrtc ", 8, TRUE, CORDON_ALPN_SET_NONE },
    { "\5webrt", 6, TRUE, CORDON_ALPN_SET_NONE },
    { "\6webrt", 6, FALSE, 0 },
    { "\0\6webrtc", 8, FALSE, 0 },
    { "\6webrtc\0", 8, FALSE, 0 },
    { "\6webrtc\10", 8, FALSE, 0 },
    { "", 0, FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CordonAlpnSet set = 99;
      guint8 body[64] = { 0, (guint8) cases[i].size };
      CordonAlpnSet again = 99;

      assert_int_equal (cordon_alpn_list_parse ((const guint8 *) cases[i].list, cases[i].size, &set),
                        cases[i].valid);
      assert_int_equal (set, cases[i].valid ? cases[i].set : 99);
      memcpy (body + 2, cases[i].list, cases[i].size);
      assert_int_equal (cordon_alpn_extension_parse (body, cases[i].size + 2, &again), cases[i].valid);
      assert_int_equal (again, set);
      assert_false (cordon_alpn_extension_parse (body, cases[i].size + 3, &again));
    }
}

static void
labels_are_their_exact_octets (void **state)
{
  static const guint8 webrtc[] = { 0x77, 0x65, 0x62, 0x72, 0x74, 0x63 };
  static const guint8 c_webrtc[] = { 0x63, 0x2d, 0x77, 0x65, 0x62, 0x72, 0x74, 0x63 };

  assert_int_equal (cordon_alpn_from_octets (webrtc, sizeof webrtc), CORDON_ALPN_WEBRTC);
  assert_int_equal (cordon_alpn_from_octets (c_webrtc, sizeof c_webrtc), CORDON_ALPN_C_WEBRTC);
  assert_memory_equal (cordon_alpn_to_string (CORDON_ALPN_WEBRTC), webrtc, sizeof webrtc);
  assert_memory_equal (cordon_alpn_to_string (CORDON_ALPN_C_WEBRTC), c_webrtc, sizeof c_webrtc);
  assert_int_equal (cordon_alpn_from_octets (c_webrtc, 0), CORDON_ALPN_NONE);
}

static void
short_authentication_strings_are_rendered_as_zrtp_does (void **state)
{
  static const guint8 high[] = { 0x80, 0, 0, 0 }, all[] = { 0xff, 0xff, 0, 0 };
  g_autofree char *high_letters = cordon_sas_to_letters (high);
  g_autofree char *all_letters = cordon_sas_to_letters (all);
  g_autofree char *words = cordon_sas_to_words (all);

  assert_string_equal (high_letters, "oyyy");
  assert_string_equal (all_letters, "999o");
  assert_string_equal (words, "Zulu Yucatan");
  for (int i = 0; i < 256; i++)
    assert_string_not_equal (cordon_sas_get_word ((guint8) i, FALSE), cordon_sas_get_word ((guint8) i, TRUE));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (fingerprints_are_read_strictly, "D-39"),
    CORDON_TEST (a_zero_fingerprint_equals_nothing, ""),
    CORDON_TEST (a_weak_match_beside_a_strong_mismatch_does_not_count, "D-39"),
    CORDON_TEST (label_lists_are_read_strictly, "C-60"),
    CORDON_TEST (labels_are_their_exact_octets, "C-60"),
    CORDON_TEST (short_authentication_strings_are_rendered_as_zrtp_does, "D-42"),
  };

  return cordon_test_run (tests);
}
