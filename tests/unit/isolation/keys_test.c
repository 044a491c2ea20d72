#include "isolation/keyring.h"

#include <openssl/x509.h>
#include <string.h>

#include "isolation/cname.h"
#include "isolation/gate.h"
#include "tests/support/test.h"

#define NOW (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define SITE "https://site.example"
#define BOB "bob@idp.example"
#define OTHER "https://other.example"

static CordonFingerprint
fingerprint_of (const CordonCertificate *certificate)
{
  CordonFingerprint fingerprint = { 0 };

  assert_true (cordon_certificate_get_fingerprint (certificate, CORDON_HASH_SHA_256, &fingerprint));
  return fingerprint;
}

static void
each_call_has_a_new_key_unless_the_site_keeps_one (void **state)
{
  g_autoptr (CordonKeyring) keyring = cordon_keyring_new (FALSE);
  CordonCertificate *calls[6];
  CordonFingerprint prints[6];

  for (int i = 0; i < 6; i++)
    {
      calls[i] = cordon_keyring_for_call (keyring, i < 5 ? SITE : OTHER, i == 2 || i == 3 || i == 5, NOW,
                                          NULL);
      assert_non_null (calls[i]);
      prints[i] = fingerprint_of (calls[i]);
    }
  for (int i = 0; i < 6; i++)
    for (int j = 0; j < i; j++)
      assert_int_equal (cordon_fingerprint_equal (&prints[i], &prints[j]), i == 3 && j == 2);
  for (int i = 0; i < 6; i++)
    cordon_certificate_unref (calls[i]);
}

static void
a_kept_key_ends_with_its_lifetime (void **state)
{
  g_autoptr (CordonKeyring) keyring = cordon_keyring_new (FALSE);
  g_autoptr (CordonCertificate) first = cordon_keyring_for_call (keyring, SITE, TRUE, NOW, NULL);
  g_autoptr (CordonCertificate)
    last = cordon_keyring_for_call (keyring, SITE, TRUE, NOW + CORDON_CERTIFICATE_DEFAULT_US - 1, NULL);
  g_autoptr (CordonCertificate)
    next = cordon_keyring_for_call (keyring, SITE, TRUE, NOW + CORDON_CERTIFICATE_DEFAULT_US, NULL);

  assert_ptr_equal (first, last);
  assert_ptr_not_equal (first, next);
}

static void
lifetimes_have_their_default_and_their_ceiling (void **state)
{
  static const struct
  {
    gint64 asked_us, given_us;
  } cases[] = { { 0, 30 * CORDON_DAY_US },
                { CORDON_DAY_US, CORDON_DAY_US },
                { 365 * CORDON_DAY_US, 365 * CORDON_DAY_US },
                { 365 * CORDON_DAY_US + 1, 365 * CORDON_DAY_US },
                { G_MAXINT64, 365 * CORDON_DAY_US } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordonCertificate)
        certificate = cordon_certificate_mint (SITE, cases[i].asked_us, NOW, NULL);

      assert_int_equal (cordon_certificate_get_expires (certificate) - NOW, cases[i].given_us);
    }
}

static X509 *
x509_of (const CordonCertificate *certificate)
{
  SSL_CTX *context = SSL_CTX_new (DTLS_method ());
  SSL *ssl = SSL_new (context);
  X509 *x509;

  assert_true (cordon_certificate_install (certificate, ssl, NULL));
  x509 = X509_dup (SSL_get_certificate (ssl));
  SSL_free (ssl);
  SSL_CTX_free (context);
  return x509;
}

/* Two certificates of one moment do not tell it: neither end of their lives has a time of day. */
static void
assert_whole_days (X509 *x509)
{
  struct tm begin, end;
  int days = 0, seconds = 0;

  assert_int_equal (ASN1_TIME_to_tm (X509_get0_notBefore (x509), &begin), 1);
  assert_int_equal (ASN1_TIME_to_tm (X509_get0_notAfter (x509), &end), 1);
  assert_int_equal (begin.tm_hour + begin.tm_min + begin.tm_sec, 0);
  assert_int_equal (end.tm_hour + end.tm_min + end.tm_sec, 0);
  /* Valid from a day before to what was asked for, at least. */
  assert_true (NOW / G_USEC_PER_SEC - timegm (&begin) >= 86400);
  assert_int_equal (ASN1_TIME_diff (&days, &seconds, X509_get0_notBefore (x509), X509_get0_notAfter (x509)),
                    1);
  assert_in_range (days, 31, 33);
}

static void
a_certificate_says_nothing_about_user_or_device (void **state)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const personal[] = { g_get_user_name (), g_get_host_name (), g_get_real_name (),
                                   "site.example" };

  for (int i = 0; i < 16; i++)
    {
      g_autoptr (CordonCertificate) certificate = cordon_certificate_mint (SITE, 0, NOW, NULL);
      X509 *x509 = x509_of (certificate);
      BIGNUM *serial = ASN1_INTEGER_to_BN (X509_get_serialNumber (x509), NULL);
      char *name = X509_NAME_oneline (X509_get_subject_name (x509), NULL, 0);
      char *number = BN_bn2hex (serial);
      guint8 *der = NULL;
      const int size = i2d_X509 (x509, &der);

      assert_int_equal (strlen (name), strlen ("/CN=") + 32);
      assert_int_equal (BN_num_bits (serial), 127);
      assert_true (g_hash_table_add (seen, g_strdup (name)));
      assert_true (g_hash_table_add (seen, g_strdup (number)));
      assert_int_equal (X509_get_ext_count (x509), 0);
      assert_whole_days (x509);
      for (gsize p = 0; p < G_N_ELEMENTS (personal); p++)
        if (strlen (personal[p]) > 3)
          assert_null (memmem (der, (gsize) size, personal[p], strlen (personal[p])));
      OPENSSL_free (der);
      OPENSSL_free (name);
      OPENSSL_free (number);
      BN_free (serial);
      X509_free (x509);
    }
}

static void
a_certificate_is_refused_when_expired_or_of_another_origin (void **state)
{
  g_autoptr (CordonKeyring) keyring = cordon_keyring_new (FALSE);
  g_autoptr (CordonCertificate)
    certificate = cordon_keyring_generate (keyring, SITE, CORDON_DAY_US, NOW, NULL);
  const char *handle = cordon_certificate_get_handle (certificate);
  g_autoptr (CordonCertificate)
    found = cordon_keyring_find (keyring, SITE, handle, NOW + CORDON_DAY_US - 1, NULL);
  g_autoptr (GError) error = NULL;

  assert_ptr_equal (found, certificate);
  assert_null (cordon_keyring_find (keyring, OTHER, handle, NOW, &error));
  assert_non_null (error);
  assert_null (cordon_keyring_find (keyring, SITE, handle, NOW + CORDON_DAY_US, NULL));
  assert_null (cordon_keyring_find (keyring, SITE, "0123", NOW, NULL));
  assert_int_equal (strlen (handle), CORDON_CERTIFICATE_HANDLE_SIZE);
}

static void
cnames_are_random_and_kept_on_request_only (void **state)
{
  g_autoptr (CordonKeyring) keyring = cordon_keyring_new (FALSE);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *kept = cordon_keyring_get_cname (keyring, SITE, TRUE, NULL);
  g_autofree char *again = cordon_keyring_get_cname (keyring, SITE, TRUE, NULL);
  g_autofree char *other = cordon_keyring_get_cname (keyring, OTHER, TRUE, NULL);
  guint32 all_and = 0xffffffff, all_or = 0;

  assert_string_equal (kept, again);
  assert_string_not_equal (kept, other);
  for (int i = 0; i < 1000; i++)
    {
      char *cname = cordon_keyring_get_cname (keyring, SITE, FALSE, NULL);
      gsize size = 0;
      g_autofree guchar *bits = g_base64_decode (cname, &size);
      guint32 word;

      assert_int_equal (size * 8, CORDON_CNAME_N_BITS);
      for (gsize at = 0; at < size; at += sizeof word)
        {
          memcpy (&word, bits + at, sizeof word);
          all_and &= word;
          all_or |= word;
        }
      assert_string_not_equal (cname, kept);
      assert_true (g_hash_table_add (seen, cname));
    }
  /* No bit is ever fixed. */
  assert_int_equal (all_and, 0);
  assert_int_equal (all_or, 0xffffffff);
}

/* A book of one page: "origin peer" to keys. */
static CordonContinuity
note_peer (const CordonOrigin *origin, const CordonCallee *peer, const CordonCallee *keys, gpointer data)
{
  char *key = g_strdup_printf ("%s %s", cordon_origin_to_string (origin), cordon_callee_to_string (peer));
  g_autofree char *old = g_strdup (g_hash_table_lookup (data, key));

  g_hash_table_insert (data, key, g_strdup (cordon_callee_to_string (keys)));
  if (!old)
    return CORDON_CONTINUITY_FIRST;
  return g_str_equal (old, cordon_callee_to_string (keys)) ? CORDON_CONTINUITY_SAME
                                                           : CORDON_CONTINUITY_CHANGED;
}

static gboolean
is_of (gpointer key, gpointer value, gpointer origin)
{
  return !origin || g_str_has_prefix (key, cordon_origin_to_string (origin));
}

static void
forget_peers (const CordonOrigin *origin, gpointer data)
{
  g_hash_table_foreach_remove (data, is_of, (gpointer) (guintptr) origin);
}

static GHashTable *
give_book (CordonKeyring *keyring)
{
  GHashTable *page = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  cordon_keyring_set_peer_book (keyring, &(CordonPeerBook){ note_peer, forget_peers, page });
  return page;
}

static void
continuity_tells_of_a_change_once_and_authorises_nothing (void **state)
{
  g_autoptr (CordonKeyring) keyring = cordon_keyring_new (FALSE);
  g_autoptr (CordonKeyring) secret = cordon_keyring_new (TRUE);
  g_autoptr (CordonKeyring) bookless = cordon_keyring_new (FALSE);
  g_autoptr (GHashTable) page = give_book (keyring);
  g_autoptr (GHashTable) secret_page = give_book (secret);
  CordonFingerprint one = { .hash = CORDON_HASH_SHA_256, .digest = { 1 } };
  CordonFingerprint two = { .hash = CORDON_HASH_SHA_256, .digest = { 2 } };
  CordonFingerprint weak = { .hash = CORDON_HASH_SHA_1, .digest = { 1 } };

  assert_int_equal (cordon_keyring_saw_peer (keyring, SITE, BOB, &one), CORDON_CONTINUITY_FIRST);
  assert_int_equal (cordon_keyring_saw_peer (keyring, SITE, BOB, &one), CORDON_CONTINUITY_SAME);
  assert_int_equal (cordon_keyring_saw_peer (keyring, SITE, BOB, &two), CORDON_CONTINUITY_CHANGED);
  assert_int_equal (cordon_keyring_saw_peer (keyring, SITE, BOB, &two), CORDON_CONTINUITY_SAME);
  /* Another site says BOB as well: nothing is shared. */
  assert_int_equal (cordon_keyring_saw_peer (keyring, OTHER, BOB, &two), CORDON_CONTINUITY_FIRST);
  assert_int_equal (cordon_keyring_saw_peer (keyring, SITE, BOB, &weak), CORDON_CONTINUITY_UNKNOWN);
  for (int i = 0; i < 2; i++)
    {
      assert_int_equal (cordon_keyring_saw_peer (secret, SITE, BOB, &one), CORDON_CONTINUITY_UNKNOWN);
      assert_int_equal (cordon_keyring_saw_peer (bookless, SITE, BOB, &one), CORDON_CONTINUITY_UNKNOWN);
      /* A word of the site's. */
      assert_int_equal (cordon_keyring_saw_peer (keyring, SITE, "bob", &one), CORDON_CONTINUITY_UNKNOWN);
    }
  assert_int_equal (g_hash_table_size (secret_page), 0);
}

static void
a_known_key_opens_no_gate (void **state)
{
  g_autoptr (CordonKeyring) keyring = cordon_keyring_new (FALSE);
  g_autoptr (GHashTable) page = give_book (keyring);
  g_autoptr (CordonSession) session = cordon_session_new (NULL);
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity (BOB, -1, NULL);
  const CordonFingerprint peer = { .hash = CORDON_HASH_SHA_256, .digest = { 1 } };
  CordonAssociation *association = cordon_session_add_association (session, CORDON_DTLS_CLIENT);
  CordonGate *gate = cordon_session_add_gate (session, NULL,
                                              cordon_label_new (CORDON_ISOLATION_PEER_IDENTITY, 1), bob);

  cordon_session_expect_fingerprints (session, &peer, 1);
  assert_true (cordon_association_begin (association, NULL));
  assert_true (cordon_association_selected (association, (const guint8 *) "c-webrtc", 8));
  assert_true (cordon_association_certificate (association, &peer, 1));
  assert_true (cordon_association_connected (association));
  for (int call = 0; call < 3; call++)
    assert_int_equal (cordon_keyring_saw_peer (keyring, SITE, BOB, &peer),
                      call ? CORDON_CONTINUITY_SAME : CORDON_CONTINUITY_FIRST);
  assert_int_equal (cordon_gate_get_verdict (gate), CORDON_GATE_BLANK);
  assert_null (cordon_session_get_secure_peer (session));
}

static void
one_reset_forgets_keys_names_and_peers (void **state)
{
  for (int whole = 0; whole < 2; whole++)
    {
      g_autoptr (CordonKeyring) keyring = cordon_keyring_new (FALSE);
      g_autoptr (GHashTable) page = give_book (keyring);
      const CordonFingerprint print = { .hash = CORDON_HASH_SHA_256, .digest = { 1 } };
      const char *const sites[] = { SITE, OTHER };
      CordonCertificate *kept[2], *generated[2];
      char *cnames[2];

      for (int i = 0; i < 2; i++)
        {
          kept[i] = cordon_keyring_for_call (keyring, sites[i], TRUE, NOW, NULL);
          generated[i] = cordon_keyring_generate (keyring, sites[i], 0, NOW, NULL);
          cnames[i] = cordon_keyring_get_cname (keyring, sites[i], TRUE, NULL);
          cordon_keyring_saw_peer (keyring, sites[i], BOB, &print);
        }
      if (whole)
        cordon_keyring_reset (keyring);
      else
        cordon_keyring_clear_origin (keyring, SITE);
      for (int i = 0; i < 2; i++)
        {
          const gboolean gone = whole || i == 0;
          g_autoptr (CordonCertificate) call = cordon_keyring_for_call (keyring, sites[i], TRUE, NOW, NULL);
          g_autoptr (CordonCertificate) found = cordon_keyring_find (
            keyring, sites[i], cordon_certificate_get_handle (generated[i]), NOW, NULL);
          g_autofree char *cname = cordon_keyring_get_cname (keyring, sites[i], TRUE, NULL);

          assert_int_equal (call != kept[i], gone);
          assert_int_equal (found == NULL, gone);
          assert_int_equal (strcmp (cname, cnames[i]) != 0, gone);
          assert_int_equal (cordon_keyring_saw_peer (keyring, sites[i], BOB, &print),
                            gone ? CORDON_CONTINUITY_FIRST : CORDON_CONTINUITY_SAME);
          cordon_certificate_unref (kept[i]);
          cordon_certificate_unref (generated[i]);
          g_free (cnames[i]);
        }
    }
}

static void
the_keyring_is_bounded (void **state)
{
  g_autoptr (CordonKeyring) keyring = cordon_keyring_new (FALSE);
  g_autoptr (CordonCertificate) first = cordon_keyring_generate (keyring, SITE, 0, NOW, NULL);

  for (int i = 0; i < CORDON_KEYRING_MAX_CERTIFICATES; i++)
    cordon_certificate_unref (cordon_keyring_generate (keyring, SITE, 0, NOW, NULL));
  assert_null (cordon_keyring_find (keyring, SITE, cordon_certificate_get_handle (first), NOW, NULL));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (each_call_has_a_new_key_unless_the_site_keeps_one, "D-28 D-29 G-14"),
    CORDON_TEST (a_kept_key_ends_with_its_lifetime, "D-29"),
    CORDON_TEST (lifetimes_have_their_default_and_their_ceiling, "D-30"),
    CORDON_TEST (a_certificate_says_nothing_about_user_or_device, "D-31"),
    CORDON_TEST (a_certificate_is_refused_when_expired_or_of_another_origin, "D-29 D-32 D-37"),
    CORDON_TEST (cnames_are_random_and_kept_on_request_only, "G-12"),
    CORDON_TEST (continuity_tells_of_a_change_once_and_authorises_nothing, "D-40 F-24 G-24"),
    CORDON_TEST (a_known_key_opens_no_gate, "D-41"),
    CORDON_TEST (one_reset_forgets_keys_names_and_peers, "G-13 G-15"),
    CORDON_TEST (the_keyring_is_bounded, ""),
  };

  return cordon_test_run (tests);
}
