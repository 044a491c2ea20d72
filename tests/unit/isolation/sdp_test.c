#include "isolation/sdp.h"

#include <string.h>

#include "isolation/assertion.h"
#include "isolation/idp.h"
#include "tests/support/test.h"

#define PRINT_1 \
  "sha-256 DF:2E:AC:8A:FD:0A:8E:99:BF:5D:E8:3C:E7:FA:FB:08:3B:3C:54:1D:D7:D4:05:77:A0:72:9B:14:08:6D:0F:4C"
#define PRINT_2 "sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB"
#define HEAD "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
#define AUDIO "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"

static void
fingerprints_of_session_and_media_are_collected (void **state)
{
  g_autoptr (CordonSdp)
    sdp = cordon_sdp_read (HEAD "a=fingerprint:" PRINT_1 "\r\n" AUDIO "a=fingerprint:" PRINT_2 "\r\n" AUDIO
                                "a=fingerprint:" PRINT_1 "\r\n",
                           -1, NULL);
  g_autoptr (CordonSdp) later = cordon_sdp_read (HEAD AUDIO AUDIO "A=FinGerPrint:" PRINT_1 "\n", -1, NULL);
  g_autoptr (CordonSdp) none = cordon_sdp_read (HEAD AUDIO, -1, NULL);
  gsize n = 0;

  cordon_sdp_get_fingerprints (sdp, &n);
  assert_int_equal (n, 2);
  assert_true (cordon_sdp_has_fingerprint (later));
  assert_false (cordon_sdp_has_fingerprint (none));
}

static const char *const unsafe[] = {
  HEAD "a=fingerprint:md5 4A:AD\r\n",
  HEAD "a=fingerprint:" PRINT_1 " x\r\n",
  HEAD "a=fingerprint:\r\n",
  HEAD "a=tls-id:short\r\n",
  HEAD "a=tls-id:aaaaaaaaaaaaaaaaaaaa*\r\n",
  HEAD AUDIO
  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^20|1:32\r\n",
  HEAD AUDIO "A=CRYPTO:1 x\r\n",
  HEAD "k=clear:secret\r\n",
  HEAD "m=audio 9 RTP/AVP 0\r\n",
  HEAD "m=audio 9 RTP/SAVPF 0\r\n",
  HEAD "m=application 9 SCTP/DTLS 5000\r\n",
  HEAD "m=audio\r\n",
  HEAD "m=audio 9 UDP/XTLSX/RTP/SAVPF 0\r\na=fingerprint:" PRINT_1 "\r\n",
  HEAD "m=audio 9 TLSRTP 0\r\na=fingerprint:" PRINT_1 "\r\n",
  HEAD "m=application 9 SCTP 5000\r\na=fingerprint:" PRINT_1 "\r\n",
  HEAD AUDIO "a=fingerprint:" PRINT_1 "\r\nm=video 0 RTP/AVP 96\r\na=bundle-only\r\n",
  HEAD AUDIO "a=fingerprint:" PRINT_1 "\r\nm=video 0 RTP/AVP 96\r\na=bundle-only\r\n" AUDIO,
  HEAD "a=fingerprint:" PRINT_1 "\r\n" AUDIO "m=application 0 SCTP 5000\r\na=bundle-only\r\n",
  HEAD "m=audio 9 RTP/SAVPF 0\r\n" AUDIO "a=fingerprint:" PRINT_1 "\r\n",
  HEAD AUDIO "a=fingerprint:" PRINT_1 "\r\nm=audio 9 RTP/SAVPF 0\r\n",
  HEAD "m=audio 9 RTP/SAVPF 0\r\na=fingerprint:md5 4A:AD\r\n",
  HEAD "a=fingerprint sha-1\r\n",
  HEAD "a=fingerprint\r\n",
  HEAD "a=fingerprint:sha3-256\r\n",
  HEAD "a=fingerprint:sha3-256 4A:A\r\na=fingerprint:" PRINT_1 "\r\n",
  HEAD "a=fingerprint:sha@3 4A:AD\r\na=fingerprint:" PRINT_1 "\r\n",
  HEAD "a=fingerprint:sha3-256 4A:AD\r\n",
  HEAD "a=tls-id\r\n",
  HEAD "a=tls-id:aaaaaaaaaaaaaaaaaaaa\r\na=tls-id:short\r\n",
  HEAD "s=x\ra=fingerprint:" PRINT_2 "\r\na=fingerprint:" PRINT_1 "\r\n",
  HEAD "a=fingerprint:" PRINT_1 "\r",
  HEAD "a=fingerprint:" PRINT_1 "\r\r\n",
};

static void
a_description_that_is_not_safe_to_read_is_refused_whole (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (unsafe); i++)
    {
      g_autoptr (GError) error = NULL;

      print_message ("%s\n", unsafe[i] + strlen (HEAD));
      if (strstr (unsafe[i], "SCTP/DTLS 5000"))
        {
          g_autoptr (CordonSdp) sdp = cordon_sdp_read (unsafe[i], -1, &error);

          assert_non_null (sdp);
          continue;
        }
      assert_null (cordon_sdp_read (unsafe[i], -1, &error));
      assert_non_null (error);
    }
  assert_null (cordon_sdp_read ("v=0\0", 4, NULL));
  /* A rejected section may say what it likes. */
  {
    g_autoptr (CordonSdp) sdp = cordon_sdp_read (HEAD "m=audio 0 RTP/AVP 0\r\n", -1, NULL);
    g_autoptr (CordonSdp) bundled = cordon_sdp_read (
      HEAD "a=fingerprint:" PRINT_1 "\r\n" AUDIO "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=bundle-only\r\n"
           "m=video 0 RTP/SAVPF 96\r\na=bundle-only\r\n",
      -1, NULL);

    assert_non_null (sdp);
    assert_non_null (bundled);
  }
}

/* RFC 8122 5: newer hashes may stand beside the ones that everybody knows, and the weak ones say nothing. */
static void
fingerprints_under_other_hashes_are_passed_over_beside_known_ones (void **state)
{
  static const char *const others[] = { "md5 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B",
                                        "MD2 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B",
                                        "sha3-256 aa:bb:cc", "x 00" };
  CordonFingerprint known;

  assert_true (cordon_fingerprint_parse (PRINT_1, -1, &known, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *text = g_strconcat (HEAD "a=fingerprint:", others[i],
                                           "\r\n" AUDIO "a=fingerprint:" PRINT_1 "\r\n", NULL);
      g_autoptr (CordonSdp) sdp = cordon_sdp_read (text, -1, NULL);
      gsize n = 0;
      const CordonFingerprint *list;

      print_message ("%s\n", others[i]);
      assert_non_null (sdp);
      list = cordon_sdp_get_fingerprints (sdp, &n);
      assert_int_equal (n, 1);
      assert_true (cordon_fingerprint_equal (list, &known));
    }
}

/* RFC 8829 5.1.2: a section is DTLS by its profile or, under an old name, by a fingerprint that is meant for it. */
static void
old_names_of_profiles_are_dtls_where_a_fingerprint_says_so (void **state)
{
  static const char *const profiles[] = { "RTP/AVP", "RTP/AVPF", "RTP/SAVP", "RTP/SAVPF" };

  for (gsize i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      g_autofree char *session = g_strconcat (HEAD "a=fingerprint:" PRINT_1 "\r\nm=audio 9 ", profiles[i],
                                              " 0\r\n", NULL);
      g_autofree char *media = g_strconcat (HEAD "m=audio 9 ", profiles[i],
                                            " 0\r\na=fingerprint:" PRINT_1 "\r\n", NULL);
      g_autofree char *none = g_strconcat (HEAD "m=audio 9 ", profiles[i], " 0\r\n", NULL);
      g_autoptr (CordonSdp) by_session = cordon_sdp_read (session, -1, NULL);
      g_autoptr (CordonSdp) by_media = cordon_sdp_read (media, -1, NULL);

      assert_non_null (by_session);
      assert_non_null (by_media);
      assert_null (cordon_sdp_read (none, -1, NULL));
    }
}

static void
a_tls_id_is_random_and_of_its_grammar (void **state)
{
  g_autofree char *one = cordon_sdp_new_tls_id (NULL);
  g_autofree char *two = cordon_sdp_new_tls_id (NULL);
  g_autofree char *line = g_strconcat ("a=tls-id:", one, NULL);
  g_autofree char *read = cordon_sdp_parse_tls_id (line, -1, NULL);

  assert_string_not_equal (one, two);
  assert_string_equal (read, one);
}

static void
sections_that_are_not_bundled_have_a_tls_id_each (void **state)
{
#define ID(letters) "a=tls-id:aaaaaaaaaaaaaaaaaa" letters "\r\n"
  g_autoptr (CordonSdp)
    own = cordon_sdp_read (HEAD AUDIO ID ("01") ID ("02") AUDIO AUDIO "a=mid:2\r\n" ID ("03"), -1, NULL);
  g_autoptr (CordonSdp) shared = cordon_sdp_read (HEAD ID ("04") AUDIO AUDIO ID ("05"), -1, NULL);
  g_autoptr (CordonSdp) none = cordon_sdp_read (HEAD, -1, NULL);

  assert_int_equal (cordon_sdp_get_n_sections (own), 3);
  assert_string_equal (cordon_sdp_get_tls_id (own), "aaaaaaaaaaaaaaaaaa01");
  assert_string_equal (cordon_sdp_get_section_tls_id (own, 0), "aaaaaaaaaaaaaaaaaa01");
  assert_null (cordon_sdp_get_section_tls_id (own, 1));
  assert_string_equal (cordon_sdp_get_section_tls_id (own, 2), "aaaaaaaaaaaaaaaaaa03");
  assert_string_equal (cordon_sdp_get_section_tls_id (shared, 0), "aaaaaaaaaaaaaaaaaa04");
  assert_string_equal (cordon_sdp_get_section_tls_id (shared, 1), "aaaaaaaaaaaaaaaaaa05");
  assert_int_equal (cordon_sdp_get_n_sections (none), 0);
#undef ID
}

static void
only_the_first_identity_of_the_session_counts (void **state)
{
  g_autoptr (CordonSdp)
    two = cordon_sdp_read (HEAD "a=identity:Zmlyc3Q=\r\na=identity:c2Vjb25k\r\n" AUDIO, -1, NULL);
  g_autoptr (CordonSdp) media = cordon_sdp_read (HEAD AUDIO "a=identity:Zmlyc3Q=\r\n", -1, NULL);
  g_autoptr (CordonSdp) broken = cordon_sdp_read (HEAD "a=identity:%%%\r\na=identity:Zmlyc3Q=\r\n", -1, NULL);

  assert_string_equal (cordon_sdp_get_identity (two), "Zmlyc3Q=");
  assert_null (cordon_sdp_get_identity (media));
  /* A broken one is not the same as none. */
  assert_string_equal (cordon_sdp_get_identity (broken), "");
  /* Another attribute that begins alike is another attribute. */
  {
    g_autoptr (CordonSdp)
      alike = cordon_sdp_read (HEAD "a=identity-hint:x\r\na=identityx\r\n" AUDIO, -1, NULL);

    assert_non_null (alike);
    assert_null (cordon_sdp_get_identity (alike));
  }
}

static void
extensions_of_an_identity_are_told_apart (void **state)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *value = cordon_sdp_parse_identity ("a=identity:YWJj one two=2=x;y", -1, &list, NULL);
  const CordonSdpExtension *one, *two;

  assert_string_equal (value, "YWJj");
  assert_int_equal (list->len, 2);
  one = list->pdata[0];
  two = list->pdata[1];
  assert_string_equal (one->name, "one");
  assert_null (one->value);
  assert_string_equal (two->value, "2=x;y");
  assert_null (cordon_sdp_parse_identity ("a=identity:YWJj  one", -1, NULL, NULL));
  assert_null (cordon_sdp_parse_identity ("a=identity:YWJj =x", -1, NULL, NULL));
  assert_null (cordon_sdp_parse_identity ("a=identity: YWJj", -1, NULL, NULL));
}

static void
an_assertion_survives_its_way_through_a_description (void **state)
{
  char domain[] = "idp.example:8443", protocol[] = "x?y=1#z", word[] = "{\"a\":\"\\u00e9\"}";
  const CordonAssertion made = { domain, protocol, word };
  g_autofree char *value = cordon_assertion_to_value (&made);
  g_auto (CordonAssertion) read = { 0 };

  assert_true (cordon_assertion_parse (value, &read, NULL));
  assert_string_equal (read.domain, domain);
  assert_string_equal (read.protocol, protocol);
  assert_string_equal (read.assertion, word);
}

static void
malformed_assertions_are_refused (void **state)
{
  static const char *const bad[] = {
    "",
    "x",
    "{}",
    "[]",
    "null",
    "\"x\"",
    "{\"idp\":{\"domain\":\"d\"}}",
    "{\"assertion\":\"a\"}",
    "{\"idp\":[],\"assertion\":\"a\"}",
    "{\"idp\":{\"domain\":\"\"},\"assertion\":\"a\"}",
    "{\"idp\":{\"domain\":1},\"assertion\":\"a\"}",
    "{\"idp\":{\"domain\":\"d\",\"protocol\":null},\"assertion\":\"a\"}",
    "{\"idp\":{\"domain\":\"d\"},\"assertion\":1}",
    "{\"idp\":{\"domain\":\"d\"},\"assertion\":null}",
    "{\"idp\":{\"domain\":\"d\"},\"assertion\":\"a\"",
    "{\"idp\":{\"domain\":\"d\"},\"assertion\":\"\xff\"}",
  };
  g_autofree char *deep = g_strnfill (5000, '[');
  g_autofree char *deep_value = g_base64_encode ((const guchar *) deep, 5000);
  CordonAssertion out = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *value = g_base64_encode ((const guchar *) bad[i], strlen (bad[i]));

      print_message ("%s\n", bad[i]);
      assert_false (cordon_assertion_parse (value, &out, NULL));
      assert_null (out.domain);
    }
  assert_false (cordon_assertion_parse (deep_value, &out, NULL));
  assert_false (cordon_assertion_parse ("eyJ*", &out, NULL));
  assert_false (cordon_assertion_parse ("eyJ=AAAA", &out, NULL));
  /* Whole but for its padding. */
  {
    const char json[] = "{\"idp\":{\"domain\":\"d\"},\"assertion\":\"a\"}";
    g_autofree char *value = g_base64_encode ((const guchar *) json, sizeof json - 1);
    char *padding = strchr (value, '=');

    assert_non_null (padding);
    assert_true (cordon_assertion_parse (value, &out, NULL));
    cordon_assertion_clear (&out);
    *padding = '\0';
    assert_false (cordon_assertion_parse (value, &out, NULL));
  }
}

static void
contents_name_every_fingerprint_and_come_back_the_same (void **state)
{
  CordonFingerprint list[2];
  g_autofree char *json = NULL;
  g_autoptr (GArray) read = NULL;
  g_autoptr (GArray) other_order = NULL;

  assert_true (cordon_fingerprint_parse (PRINT_1, -1, &list[0], NULL));
  assert_true (cordon_fingerprint_parse (PRINT_2, -1, &list[1], NULL));
  json = cordon_assertion_write_contents (list, 2);
  read = cordon_assertion_parse_contents (json, -1, NULL);
  assert_int_equal (read->len, 2);
  assert_true (cordon_fingerprints_cover ((CordonFingerprint *) read->data, 2, list, 2));
  other_order = cordon_assertion_parse_contents (
    "{\"x\":[1],\"fingerprint\":[{\"digest\":\"4A:AD:B9:B1:3F:82:18:3B:54:02:"
    "12:DF:3E:5D:49:6B:19:E5:7C:AB\",\"z\":0,\"algorithm\":\"SHA-1\"}]}",
    -1, NULL);
  assert_int_equal (other_order->len, 1);
  assert_null (cordon_assertion_parse_contents ("{\"fingerprint\":{}}", -1, NULL));
  assert_null (cordon_assertion_parse_contents ("{\"fingerprint\":[5]}", -1, NULL));
  assert_null (cordon_assertion_parse_contents (
    "{\"fingerprint\":[{\"algorithm\":\"sha-256\",\"digest\":5}]}", -1, NULL));
}

/* Authorities and protocols as peers write them, and what is asked of the network. */
static const struct
{
  const char *domain, *protocol, *url;
} addresses[] = {
  { "idp.example", NULL, "https://idp.example/.well-known/idp-proxy/default" },
  { "idp.example:8443", "x?y=1", "https://idp.example:8443/.well-known/idp-proxy/x?y=1" },
  { "b\303\274cher.example", "p", "https://xn--bcher-kva.example/.well-known/idp-proxy/p" },
  { "idp.example", "a/b", NULL },
  { "idp.example", "a\\b", NULL },
  { "idp.example", "%2Fa", NULL },
  { "idp.example", "%5Ca", NULL },
  { "idp.example", "..", NULL },
  { "idp.example", ".%2E", NULL },
  { "idp.example", "..?x", NULL },
  { "idp.example", "", NULL },
  { "idp.example", "?x", NULL },
  { "idp.example", ".\t.", NULL },
  { "idp.example", "a b", NULL },
  { "idp.example", "...", "https://idp.example/.well-known/idp-proxy/..." },
  { "", NULL, NULL },
  { "a@b", NULL, NULL },
  { "a/b", NULL, NULL },
  { "a?b", NULL, NULL },
  { "a#b", NULL, NULL },
  { "a%40b", NULL, NULL },
  { "a b", NULL, NULL },
  { "a:", NULL, NULL },
  { "a:0", NULL, NULL },
  { "a:65536", NULL, NULL },
  { "a:+1", NULL, NULL },
  { "a:1:2", NULL, NULL },
  { ":443", NULL, NULL },
  { "[::1]", NULL, NULL },
  { "idp.example\n", NULL, NULL },
  { "idp.example\t", NULL, NULL },
  { "idp.example\r\nHost: evil", NULL, NULL },
  { "user:word@idp.example", NULL, NULL },
  /* What IDNA maps to the characters above. */
  { "evil\357\274\240idp.example", NULL, NULL },
  { "idp.example\357\274\217evil", NULL, NULL },
  { "idp.example\357\274\237evil", NULL, NULL },
  { "idp.example\357\274\203evil", NULL, NULL },
  { "idp.example\357\274\232443", NULL, NULL },
  { "idp\343\200\202example", NULL, "https://idp.example/.well-known/idp-proxy/default" },
  { "xn--", NULL, NULL },
  { "xn--\303\274.example", NULL, NULL },
  { "idp\302\255.example", NULL, "https://idp.example/.well-known/idp-proxy/default" },
  { "idp.example", "x\303\274", NULL },
  { "idp.example", "x%2e%2e%2f", NULL },
  { "idp.example", "x\177", NULL },
};

static void
providers_addresses_are_built_or_refused (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *url = cordon_idp_build_url (addresses[i].domain, addresses[i].protocol, NULL);

      print_message ("%s %s\n", addresses[i].domain, addresses[i].protocol ? addresses[i].protocol : "-");
      if (addresses[i].url)
        assert_string_equal (url, addresses[i].url);
      else
        assert_null (url);
    }
}

static void
redirects_go_to_https_only (void **state)
{
  assert_true (cordon_idp_may_redirect ("https://other.example/x"));
  assert_true (cordon_idp_may_redirect ("HTTPS://other.example/x"));
  assert_false (cordon_idp_may_redirect ("http://idp.example/x"));
  assert_false (cordon_idp_may_redirect ("https:/idp.example"));
  assert_false (cordon_idp_may_redirect ("https:///x"));
  assert_false (cordon_idp_may_redirect ("data:text/javascript,1"));
  assert_false (cordon_idp_may_redirect (" https://idp.example"));
}

static void
only_the_login_page_itself_ends_the_login (void **state)
{
  const char *url = "https://idp.example:8443/login?x#y";

  assert_true (cordon_idp_is_login_done (url, "https://idp.example:8443", "WEBRTC-LOGINDONE"));
  assert_false (cordon_idp_is_login_done (url, "https://idp.example:8443", "WEBRTC-LOGINDONE "));
  assert_false (cordon_idp_is_login_done (url, "https://idp.example:8443", "LOGINDONE"));
  assert_false (cordon_idp_is_login_done (url, "https://idp.example", "WEBRTC-LOGINDONE"));
  assert_false (cordon_idp_is_login_done (url, "https://evil.example:8443", "WEBRTC-LOGINDONE"));
  for (int written = 0; written < 2; written++)
    {
      url = written ? "https://idp.example:443/login" : "https://idp.example/login";
      assert_true (cordon_idp_is_login_done (url, "https://idp.example", "WEBRTC-LOGINDONE"));
      assert_true (cordon_idp_is_login_done (url, "https://idp.example:443", "WEBRTC-LOGINDONE"));
      assert_false (cordon_idp_is_login_done (url, "https://idp.example:4430", "WEBRTC-LOGINDONE"));
      assert_false (cordon_idp_is_login_done (url, "https://idp.example:8443", "WEBRTC-LOGINDONE"));
      assert_false (cordon_idp_is_login_done (url, "https://idp.example/", "WEBRTC-LOGINDONE"));
      assert_false (cordon_idp_is_login_done (url, "https://idp.example:443/x", "WEBRTC-LOGINDONE"));
      assert_false (cordon_idp_is_login_done (url, "", "WEBRTC-LOGINDONE"));
    }
  assert_false (
    cordon_idp_is_login_done ("http://idp.example/login", "http://idp.example", "WEBRTC-LOGINDONE"));
}

static void
error_details_have_their_names_both_ways (void **state)
{
  static const char *const names[] = { "idp-load-failure",  "idp-tls-failure",   "idp-bad-script-failure",
                                       "idp-token-expired", "idp-token-invalid", "idp-execution-failure",
                                       "idp-timeout",       "idp-need-login" };
  CordonIdpError error;

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_IDP_ERRORS);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      assert_true (cordon_idp_error_from_string (names[i], &error));
      assert_string_equal (cordon_idp_error_to_string (error), names[i]);
    }
  assert_false (cordon_idp_error_from_string ("idp-failure", &error));
}

static void
a_peer_may_list_only_so_many_fingerprints (void **state)
{
  CordonFingerprint prints[CORDON_FINGERPRINTS_MAX + 1];
  g_autoptr (GString) text = g_string_new (HEAD);

  for (guint i = 0; i <= CORDON_FINGERPRINTS_MAX; i++)
    {
      const gboolean over = i == CORDON_FINGERPRINTS_MAX;
      g_autofree char *print = NULL;
      g_autofree char *json = NULL;
      g_autoptr (CordonSdp) sdp = NULL;
      g_autoptr (GArray) contents = NULL;

      prints[i] = (CordonFingerprint){ .hash = CORDON_HASH_SHA_256, .digest = { (guint8) i } };
      print = cordon_fingerprint_to_string (&prints[i]);
      g_string_append_printf (text, "a=fingerprint:%s\r\n", print);
      json = cordon_assertion_write_contents (prints, i + 1);
      sdp = cordon_sdp_read (text->str, -1, NULL);
      contents = cordon_assertion_parse_contents (json, -1, NULL);
      assert_int_equal (sdp == NULL, over);
      assert_int_equal (contents == NULL, over);
    }
}

static void
what_is_too_large_is_not_read (void **state)
{
  for (int over = 0; over < 2; over++)
    {
      g_autofree char *spaces = g_strnfill (CORDON_SDP_MAX_SIZE + over, '\n');
      g_autoptr (CordonSdp) sdp = cordon_sdp_read (spaces, -1, NULL);
      g_autofree char *json = g_strnfill (CORDON_ASSERTION_MAX_SIZE + over, ' ');
      g_autoptr (GArray) list = NULL;

      memcpy (json, "{\"fingerprint\":[]}", 18);
      list = cordon_assertion_parse_contents (json, -1, NULL);
      assert_int_equal (sdp != NULL, !over);
      assert_int_equal (list != NULL, !over);
    }
}

static void
contents_under_other_hashes_cover_nothing_and_harm_nothing (void **state)
{
  g_autoptr (GArray) list = cordon_assertion_parse_contents (
    "{\"fingerprint\":[{\"algorithm\":\"sha3-256\",\"digest\":\"AA\"},{\"algorithm\":\"md5\",\"digest\":\"\"},"
    "{\"algorithm\":\"sha-1\",\"digest\":\"4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB\"}]}",
    -1, NULL);

  assert_non_null (list);
  assert_int_equal (list->len, 1);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (fingerprints_of_session_and_media_are_collected, "D-04 D-39"),
    CORDON_TEST (a_description_that_is_not_safe_to_read_is_refused_whole, "D-36 D-39 D-45"),
    CORDON_TEST (fingerprints_under_other_hashes_are_passed_over_beside_known_ones, "D-39"),
    CORDON_TEST (old_names_of_profiles_are_dtls_where_a_fingerprint_says_so, "D-36 D-45"),
    CORDON_TEST (a_tls_id_is_random_and_of_its_grammar, "D-38"),
    CORDON_TEST (sections_that_are_not_bundled_have_a_tls_id_each, "D-38"),
    CORDON_TEST (only_the_first_identity_of_the_session_counts, "D-02"),
    CORDON_TEST (extensions_of_an_identity_are_told_apart, "D-02"),
    CORDON_TEST (an_assertion_survives_its_way_through_a_description, "D-03"),
    CORDON_TEST (malformed_assertions_are_refused, "D-03"),
    CORDON_TEST (contents_name_every_fingerprint_and_come_back_the_same, "D-01 D-04"),
    CORDON_TEST (a_peer_may_list_only_so_many_fingerprints, ""),
    CORDON_TEST (what_is_too_large_is_not_read, "D-03"),
    CORDON_TEST (contents_under_other_hashes_cover_nothing_and_harm_nothing, "D-01 D-39"),
    CORDON_TEST (providers_addresses_are_built_or_refused, "D-13"),
    CORDON_TEST (redirects_go_to_https_only, "D-14"),
    CORDON_TEST (only_the_login_page_itself_ends_the_login, "D-21"),
    CORDON_TEST (error_details_have_their_names_both_ways, "D-20"),
  };

  return cordon_test_run (tests);
}
