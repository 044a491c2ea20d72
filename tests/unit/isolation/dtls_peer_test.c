#include "isolation/dtls.h"

#include <openssl/x509v3.h>

#include "isolation/sas.h"
#include "tests/unit/isolation/dtls_pair.h"

typedef struct
{
  int nid;
  const char *value;
} Extension;

/* Roots and the sites they vouch for. */
typedef struct
{
  const char *name;
  Extension root[3];
  Extension site[4];
  const char *common_name;
  const char *domain; /* that is asked for */
  int rsa_bits;       /* of the site's key; 0: P-256 */
  gint64 days;        /* from now */
  gboolean holds;
} ChainCase;

#define CA \
  { \
    NID_basic_constraints, "critical,CA:TRUE" \
  }
#define LEAF \
  { \
    NID_basic_constraints, "CA:FALSE" \
  }
#define SHOP \
  { \
    NID_subject_alt_name, "DNS:shop.example" \
  }

static const ChainCase chains[] = {
  { "a site", { CA }, { LEAF, SHOP }, "x", "shop.example", 0, 0, TRUE },
  { "for servers",
    { CA },
    { LEAF, SHOP, { NID_ext_key_usage, "serverAuth" } },
    "x",
    "shop.example",
    0,
    0,
    TRUE },
  { "for clients",
    { CA },
    { LEAF, SHOP, { NID_ext_key_usage, "clientAuth" } },
    "x",
    "shop.example",
    0,
    0,
    FALSE },
  { "for mail",
    { CA },
    { LEAF, SHOP, { NID_ext_key_usage, "emailProtection" } },
    "x",
    "shop.example",
    0,
    0,
    FALSE },
  { "another name", { CA }, { LEAF, SHOP }, "x", "evil.example", 0, 0, FALSE },
  { "a name below", { CA }, { LEAF, SHOP }, "x", "a.shop.example", 0, 0, FALSE },
  { "a name above", { CA }, { LEAF, SHOP }, "x", "example", 0, 0, FALSE },
  { "any name below, by a leading dot", { CA }, { LEAF, SHOP }, "x", ".example", 0, 0, FALSE },
  { "no name", { CA }, { LEAF, SHOP }, "x", "", 0, 0, FALSE },
  { "a star",
    { CA },
    { LEAF, { NID_subject_alt_name, "DNS:*.shop.example" } },
    "x",
    "a.shop.example",
    0,
    0,
    TRUE },
  { "a star above",
    { CA },
    { LEAF, { NID_subject_alt_name, "DNS:*.shop.example" } },
    "x",
    "shop.example",
    0,
    0,
    FALSE },
  { "a star for two",
    { CA },
    { LEAF, { NID_subject_alt_name, "DNS:*.shop.example" } },
    "x",
    "a.b.shop.example",
    0,
    0,
    FALSE },
  { "a star in a word",
    { CA },
    { LEAF, { NID_subject_alt_name, "DNS:s*.shop.example" } },
    "x",
    "sop.shop.example",
    0,
    0,
    FALSE },
  { "a star for a whole domain",
    { CA },
    { LEAF, { NID_subject_alt_name, "DNS:*.example" } },
    "x",
    "shop.example",
    0,
    0,
    FALSE },
  { "a common name only", { CA }, { LEAF }, "shop.example", "shop.example", 0, 0, FALSE },
  { "a common name beside another",
    { CA },
    { LEAF, { NID_subject_alt_name, "DNS:other.example" } },
    "shop.example",
    "shop.example",
    0,
    0,
    FALSE },
  { "A-labels",
    { CA },
    { LEAF, { NID_subject_alt_name, "DNS:xn--bcher-kva.example" } },
    "x",
    "xn--bcher-kva.example",
    0,
    0,
    TRUE },
  { "U-labels are not asked for",
    { CA },
    { LEAF, { NID_subject_alt_name, "DNS:xn--bcher-kva.example" } },
    "x",
    "b\303\274cher.example",
    0,
    0,
    FALSE },
  { "within constraints",
    { CA, { NID_name_constraints, "critical,permitted;DNS:shop.example" } },
    { LEAF, SHOP },
    "x",
    "shop.example",
    0,
    0,
    TRUE },
  { "outside constraints",
    { CA, { NID_name_constraints, "critical,permitted;DNS:other.example" } },
    { LEAF, SHOP },
    "x",
    "shop.example",
    0,
    0,
    FALSE },
  { "excluded",
    { CA, { NID_name_constraints, "critical,excluded;DNS:example" } },
    { LEAF, SHOP },
    "x",
    "shop.example",
    0,
    0,
    FALSE },
  { "a root that is none", { LEAF }, { LEAF, SHOP }, "x", "shop.example", 0, 0, FALSE },
  { "a short key", { CA }, { LEAF, SHOP }, "x", "shop.example", 1024, 0, FALSE },
  { "expired", { CA }, { LEAF, SHOP }, "x", "shop.example", 0, 2, FALSE },
  { "not yet valid", { CA }, { LEAF, SHOP }, "x", "shop.example", 0, -2, FALSE },
};

static X509 *
issue (EVP_PKEY *issuer_key, X509 *issuer, EVP_PKEY *key, const char *common_name,
       const Extension *extensions, gsize n)
{
  X509 *x509 = X509_new ();
  X509V3_CTX context;
  X509_NAME *name;

  X509_set_version (x509, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (x509), 7);
  X509_gmtime_adj (X509_getm_notBefore (x509), -3600);
  X509_gmtime_adj (X509_getm_notAfter (x509), 86400);
  X509_set_pubkey (x509, key);
  name = X509_get_subject_name (x509);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const unsigned char *) common_name, -1, -1, 0);
  X509_set_issuer_name (x509, issuer ? X509_get_subject_name (issuer) : name);
  X509V3_set_ctx (&context, issuer ? issuer : x509, x509, NULL, NULL, 0);
  for (gsize i = 0; i < n && extensions[i].value; i++)
    {
      X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, &context, extensions[i].nid,
                                                       extensions[i].value);

      assert_non_null (extension);
      X509_add_ext (x509, extension, -1);
      X509_EXTENSION_free (extension);
    }
  assert_true (X509_sign (x509, issuer_key, EVP_sha256 ()) > 0);
  return x509;
}

typedef struct
{
  EVP_PKEY *root_key, *key;
  X509 *root, *site;
  X509_STORE *trusted;
} Chain;

static void
chain_open (Chain *chain, const ChainCase *wanted)
{
  chain->root_key = EVP_EC_gen ("P-256");
  chain->key = wanted->rsa_bits ? EVP_RSA_gen ((unsigned int) wanted->rsa_bits) : EVP_EC_gen ("P-256");
  chain->root = issue (chain->root_key, NULL, chain->root_key, "Root", wanted->root,
                       G_N_ELEMENTS (wanted->root));
  chain->site = issue (chain->root_key, chain->root, chain->key, wanted->common_name, wanted->site,
                       G_N_ELEMENTS (wanted->site));
  chain->trusted = X509_STORE_new ();
  X509_STORE_add_cert (chain->trusted, chain->root);
}

static void
chain_close (Chain *chain)
{
  X509_STORE_free (chain->trusted);
  X509_free (chain->site);
  X509_free (chain->root);
  EVP_PKEY_free (chain->key);
  EVP_PKEY_free (chain->root_key);
}

/* A call whose server shows the site's certificate. */
static void
call_site (DtlsPair *pair, const Chain *chain)
{
  CordonFingerprint digests[CORDON_CERTIFICATE_MAX_DIGESTS];

  dtls_pair_open (pair, TRUE, FALSE);
  SSL_CTX_set_security_level (pair->client.context, 0);
  SSL_CTX_set_security_level (pair->server.context, 0);
  assert_int_equal (cordon_dtls_digests (chain->site, digests), 5);
  cordon_session_expect_fingerprints (pair->client.session, digests, 5);
  dtls_pair_begin (pair);
  SSL_certs_clear (pair->server.ssl);
  assert_int_equal (SSL_use_certificate (pair->server.ssl, chain->site), 1);
  assert_int_equal (SSL_use_PrivateKey (pair->server.ssl, chain->key), 1);
  dtls_pair_run (pair);
  assert_true (pair->client.connected);
}

static void
a_chain_proves_a_domain_only_as_it_would_for_a_site (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (chains); i++)
    {
      const gint64 now = g_get_real_time () + chains[i].days * CORDON_DAY_US;
      Chain chain;
      DtlsPair pair;

      print_message ("%s\n", chains[i].name);
      chain_open (&chain, &chains[i]);
      call_site (&pair, &chain);
      assert_int_equal (cordon_dtls_verify_domain (pair.client.association, pair.client.ssl, chain.trusted,
                                                   chains[i].domain, now, NULL),
                        chains[i].holds);
      assert_int_equal (cordon_session_get_identity_state (pair.client.session),
                        chains[i].holds ? CORDON_IDENTITY_VALID : CORDON_IDENTITY_NONE);
      dtls_pair_close (&pair);
      chain_close (&chain);
    }
}

static void
a_certificate_that_chains_to_a_trusted_root_fills_the_identity_slot (void **state)
{
  g_autoptr (CordonCallee) shop = cordon_callee_new_identity ("*@shop.example", -1, NULL);
  X509_STORE *empty = X509_STORE_new ();
  const gint64 now = g_get_real_time ();
  Chain chain;
  DtlsPair pair;

  chain_open (&chain, &chains[0]);
  call_site (&pair, &chain);
  assert_false (
    cordon_dtls_verify_domain (pair.client.association, pair.client.ssl, empty, "shop.example", now, NULL));
  assert_int_equal (cordon_session_get_identity_state (pair.client.session), CORDON_IDENTITY_NONE);
  assert_true (cordon_dtls_verify_domain (pair.client.association, pair.client.ssl, chain.trusted,
                                          "shop.example", now, NULL));
  assert_true (cordon_callee_equal (cordon_session_get_identity (pair.client.session), shop));
  dtls_pair_close (&pair);
  chain_close (&chain);
  X509_STORE_free (empty);
}

/* The proof of one handshake is no proof for another. */
static void
a_chain_of_another_association_proves_nothing (void **state)
{
  const gint64 now = g_get_real_time ();
  DtlsPair site, stranger;
  Chain chain;

  chain_open (&chain, &chains[0]);
  call_site (&site, &chain);
  dtls_pair_open (&stranger, TRUE, FALSE);
  dtls_pair_begin (&stranger);
  dtls_pair_run (&stranger);
  assert_true (stranger.client.connected);
  assert_false (cordon_dtls_verify_domain (stranger.client.association, site.client.ssl, chain.trusted,
                                           "shop.example", now, NULL));
  assert_int_equal (cordon_session_get_identity_state (stranger.client.session), CORDON_IDENTITY_NONE);
  dtls_pair_close (&stranger);
  dtls_pair_close (&site);
  chain_close (&chain);
}

/* Between two people stands one who holds a handshake with each. */
static void
both_ends_read_the_same_words_and_a_man_in_the_middle_makes_them_differ (void **state)
{
  guint8 alice[CORDON_SAS_SIZE], bob[CORDON_SAS_SIZE], again[CORDON_SAS_SIZE];
  DtlsPair calls[2];
  g_autofree char *of_alice = NULL;
  g_autofree char *of_bob = NULL;

  for (int i = 0; i < 2; i++)
    {
      dtls_pair_open (&calls[i], TRUE, TRUE);
      dtls_pair_begin (&calls[i]);
      assert_false (cordon_dtls_get_sas (calls[i].client.ssl, again));
      dtls_pair_run (&calls[i]);
      assert_true (cordon_dtls_get_sas (calls[i].client.ssl, alice));
      assert_true (cordon_dtls_get_sas (calls[i].server.ssl, bob));
      assert_memory_equal (alice, bob, CORDON_SAS_SIZE);
    }
  /* Alice is the client of the first call, Bob the server of the second. */
  assert_true (cordon_dtls_get_sas (calls[0].client.ssl, alice));
  of_alice = cordon_sas_to_letters (alice);
  of_bob = cordon_sas_to_letters (bob);
  assert_memory_not_equal (alice, bob, CORDON_SAS_SIZE);
  print_message ("%s, %s\n", of_alice, of_bob);
  /* Reading it changes nothing: no gate, no identity. */
  assert_int_equal (cordon_session_get_identity_state (calls[0].client.session), CORDON_IDENTITY_NONE);
  for (int i = 0; i < 2; i++)
    dtls_pair_close (&calls[i]);
}

/* What another implementation has to compute to read the same. */
static void
the_string_is_the_exporter_s_and_needs_a_secret_of_its_own (void **state)
{
  static const char label[] = "EXPERIMENTAL-short-authentication-string";

  for (int without = 0; without < 2; without++)
    {
      guint8 sas[CORDON_SAS_SIZE], expected[CORDON_SAS_SIZE], context[64];
      CordonFingerprint print;
      DtlsPair pair;

      dtls_pair_open (&pair, FALSE, TRUE);
      if (without)
        SSL_CTX_set_options (pair.client.context, SSL_OP_NO_EXTENDED_MASTER_SECRET);
      dtls_pair_begin (&pair);
      dtls_pair_run (&pair);
      assert_true (pair.server.connected);
      assert_int_equal (cordon_dtls_get_sas (pair.server.ssl, sas), !without);
      if (!without)
        {
          cordon_certificate_get_fingerprint (pair.client.certificate, CORDON_HASH_SHA_256, &print);
          memcpy (context, print.digest, 32);
          cordon_certificate_get_fingerprint (pair.server.certificate, CORDON_HASH_SHA_256, &print);
          memcpy (context + 32, print.digest, 32);
          assert_int_equal (SSL_export_keying_material (pair.client.ssl, expected, sizeof expected, label,
                                                        sizeof label - 1, context, sizeof context, 1),
                            1);
          assert_memory_equal (sas, expected, sizeof expected);
        }
      dtls_pair_close (&pair);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (a_chain_proves_a_domain_only_as_it_would_for_a_site, "D-43"),
    CORDON_TEST (a_certificate_that_chains_to_a_trusted_root_fills_the_identity_slot, "D-43"),
    CORDON_TEST (a_chain_of_another_association_proves_nothing, "D-43"),
    CORDON_TEST (the_string_is_the_exporter_s_and_needs_a_secret_of_its_own, "D-42"),
    CORDON_TEST (both_ends_read_the_same_words_and_a_man_in_the_middle_makes_them_differ, "D-42"),
  };

  return cordon_test_run (tests);
}
