#include "isolation/dtls.h"

#include <openssl/evp.h>

#include "tests/unit/isolation/dtls_pair.h"

static const char id_one[] = "aaaaaaaaaaaaaaaaaaaaaaaa", id_two[] = "bbbbbbbbbbbbbbbbbbbbbbbb";
static const char id_evil[] = "eeeeeeeeeeeeeeeeeeeeeeee";

static const struct
{
  const char *name;
  CordonDtlsBinding client, server;
  gboolean connects;
} bindings[] = {
  { "both agree", { id_one, id_two, "bob", "alice", TRUE }, { id_two, id_one, "alice", "bob", TRUE }, TRUE },
  { "no identity on either side",
    { id_one, id_two, NULL, NULL, TRUE },
    { id_two, id_one, NULL, NULL, TRUE },
    TRUE },
  { "session of another call",
    { id_one, id_two, NULL, NULL, FALSE },
    { id_two, id_evil, NULL, NULL, FALSE },
    FALSE },
  { "other session at the client",
    { id_one, id_evil, NULL, NULL, FALSE },
    { id_two, id_one, NULL, NULL, FALSE },
    FALSE },
  { "assertion of another call",
    { id_one, id_two, "bob", "alice", FALSE },
    { id_two, id_one, "alice", "bob2", FALSE },
    FALSE },
  { "assertion removed",
    { id_one, id_two, "bob", NULL, FALSE },
    { id_two, id_one, NULL, NULL, FALSE },
    FALSE },
  { "assertion invented",
    { id_one, id_two, NULL, NULL, FALSE },
    { id_two, id_one, NULL, "mallory", FALSE },
    FALSE },
};

static void
a_handshake_is_bound_to_its_session_and_assertion (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bindings); i++)
    {
      DtlsPair pair;

      print_message ("%s\n", bindings[i].name);
      dtls_pair_open (&pair, TRUE, TRUE);
      dtls_pair_begin (&pair);
      assert_true (cordon_dtls_bind (pair.client.ssl, &bindings[i].client, NULL));
      assert_true (cordon_dtls_bind (pair.server.ssl, &bindings[i].server, NULL));
      dtls_pair_run (&pair);
      assert_int_equal (pair.client.connected && pair.server.connected, bindings[i].connects);
      if (!bindings[i].connects)
        {
          assert_int_equal (MAX (pair.client.received_alert, pair.server.received_alert), 47);
          assert_true (cordon_session_get_failure (pair.client.session) == CORDON_SESSION_FAILURE_BINDING
                       || cordon_session_get_failure (pair.server.session) == CORDON_SESSION_FAILURE_BINDING);
        }
      dtls_pair_close (&pair);
    }
}

static void
a_peer_without_the_binding_is_taken_only_where_that_is_not_strict (void **state)
{
  for (int strict = 0; strict < 2; strict++)
    {
      const CordonDtlsBinding binding = { id_one, id_two, NULL, NULL, strict };
      DtlsPair pair;

      dtls_pair_open (&pair, TRUE, FALSE);
      dtls_pair_begin (&pair);
      assert_true (cordon_dtls_bind (pair.client.ssl, &binding, NULL));
      dtls_pair_run (&pair);
      assert_int_equal (pair.client.connected, !strict);
      dtls_pair_close (&pair);
    }
}

static gboolean
hello_contains (DtlsPair *pair, const guint8 *needle, gsize size)
{
  char data[4096];
  int n;

  dtls_end_step (&pair->client);
  n = BIO_read (SSL_get_wbio (pair->client.ssl), data, sizeof data);
  assert_true (n > 0);
  return memmem (data, (gsize) n, needle, size) != NULL;
}

/* RFC 8844 3.2: the hash is of the JSON, not of its base64, so that another spelling of the padding is the same. */
static void
the_hash_is_of_the_octets_behind_the_base64 (void **state)
{
  static const char json[] = "{\"idp\":{\"domain\":\"idp.example\"},\"assertion\":\"words\"}";
  g_autofree char *value = g_base64_encode ((const guchar *) json, sizeof json - 1);
  g_autofree char *unpadded = g_strndup (value, strcspn (value, "="));
  const char *const spellings[] = { value, unpadded };
  guint8 extension[4 + 1 + 32] = { 0, 55, 0, 33, 32 };

  assert_int_equal (EVP_Digest (json, sizeof json - 1, extension + 5, NULL, EVP_sha256 (), NULL), 1);
  assert_string_not_equal (value, unpadded);
  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      const CordonDtlsBinding binding = { id_one, id_two, spellings[i], NULL, FALSE };
      DtlsPair pair;

      dtls_pair_open (&pair, TRUE, FALSE);
      dtls_pair_begin (&pair);
      assert_true (cordon_dtls_bind (pair.client.ssl, &binding, NULL));
      assert_true (hello_contains (&pair, extension, sizeof extension));
      dtls_pair_close (&pair);
    }
}

static void
an_identity_that_is_no_base64_is_the_assertion_of_nobody (void **state)
{
  const CordonDtlsBinding client = { id_one, id_two, NULL, NULL, FALSE };
  const CordonDtlsBinding server = { id_two, id_one, NULL, "", FALSE };
  DtlsPair pair;

  dtls_pair_open (&pair, TRUE, TRUE);
  dtls_pair_begin (&pair);
  assert_true (cordon_dtls_bind (pair.client.ssl, &client, NULL));
  assert_true (cordon_dtls_bind (pair.server.ssl, &server, NULL));
  dtls_pair_run (&pair);
  assert_false (pair.server.connected);
  assert_int_equal (pair.client.received_alert, 47);
  dtls_pair_close (&pair);
}

typedef struct
{
  unsigned int type;
  gsize size;
  guint8 body[300];
} RawExtension;

static int
add_raw (SSL *ssl, unsigned int type, unsigned int context, const unsigned char **out, size_t *out_size,
         X509 *certificate, size_t chain_index, int *out_alert, void *data)
{
  const RawExtension *raw = data;

  *out = raw->body;
  *out_size = raw->size;
  return 1;
}

static guint8
alert_for_extension (RawExtension *raw)
{
  const CordonDtlsBinding binding = { id_two, id_one, NULL, NULL, FALSE };
  DtlsPair pair;
  guint8 alert;

  dtls_pair_open (&pair, FALSE, TRUE);
  assert_int_equal (
    SSL_CTX_add_custom_ext (pair.client.context, raw->type,
                            SSL_EXT_DTLS_ONLY | SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO, add_raw,
                            NULL, raw, NULL, NULL),
    1);
  dtls_pair_begin (&pair);
  assert_true (cordon_dtls_bind (pair.server.ssl, &binding, NULL));
  dtls_pair_run (&pair);
  alert = pair.client.received_alert;
  assert_int_equal (pair.server.connected, alert == 0);
  if (alert != 0)
    assert_int_equal (cordon_session_get_failure (pair.server.session), CORDON_SESSION_FAILURE_BINDING);
  dtls_pair_close (&pair);
  return alert;
}

static void
malformed_extensions_get_decode_error_and_wrong_ones_illegal_parameter (void **state)
{
  static const struct
  {
    unsigned int type;
    gsize size;
    guint8 length;
    guint8 alert;
  } cases[] = {
    { 55, 1, 0, 0 },    { 55, 33, 32, 47 }, { 55, 0, 0, 50 },   { 55, 2, 0, 50 },
    { 55, 32, 31, 50 }, { 55, 34, 33, 50 }, { 55, 33, 31, 50 }, { 55, 33, 255, 50 },
    { 56, 25, 24, 47 }, { 56, 20, 19, 50 }, { 56, 1, 0, 50 },   { 56, 24, 24, 50 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RawExtension raw = { .type = cases[i].type, .size = cases[i].size };

      memset (raw.body, 'x', sizeof raw.body);
      raw.body[0] = cases[i].length;
      print_message ("%u: %u of %zu\n", cases[i].type, cases[i].length, cases[i].size);
      assert_int_equal (alert_for_extension (&raw), cases[i].alert);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (a_handshake_is_bound_to_its_session_and_assertion, "D-38"),
    CORDON_TEST (a_peer_without_the_binding_is_taken_only_where_that_is_not_strict, "D-38"),
    CORDON_TEST (the_hash_is_of_the_octets_behind_the_base64, "D-38"),
    CORDON_TEST (an_identity_that_is_no_base64_is_the_assertion_of_nobody, "D-38"),
    CORDON_TEST (malformed_extensions_get_decode_error_and_wrong_ones_illegal_parameter, "D-38"),
  };

  return cordon_test_run (tests);
}
