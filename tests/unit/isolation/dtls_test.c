#include "isolation/dtls.h"

#include "tests/unit/isolation/dtls_pair.h"

/* What an end does, in the rows of table 4.7 that can be played with real handshakes. */
typedef enum
{
  END_PLAIN,     /* Cordon, no requirement */
  END_NEED,      /* Cordon, an isolated track */
  END_RELAY,     /* Cordon, a relay endpoint */
  END_NO_ALPN,   /* another stack without ALPN */
  END_WEBRTC,    /* another stack that offers only `webrtc` */
  END_OTHER,     /* another stack that offers another protocol */
  END_UNOFFERED, /* another stack that answers a label that was not offered */
} EndKind;

static const char *const kind_names[] = { "plain",       "need",  "relay",    "no-alpn",
                                          "webrtc-only", "other", "unoffered" };

static const struct
{
  EndKind client, server;
  gboolean connects;
  CordonAlpn label;
  guint8 client_alert, server_alert; /* received */
} handshakes[] = {
  { END_PLAIN, END_PLAIN, TRUE, CORDON_ALPN_WEBRTC, 0, 0 },
  { END_PLAIN, END_NEED, TRUE, CORDON_ALPN_C_WEBRTC, 0, 0 },
  { END_NEED, END_PLAIN, TRUE, CORDON_ALPN_C_WEBRTC, 0, 0 },
  { END_NEED, END_NEED, TRUE, CORDON_ALPN_C_WEBRTC, 0, 0 },
  { END_PLAIN, END_NO_ALPN, TRUE, CORDON_ALPN_WEBRTC, 0, 0 },
  { END_NEED, END_NO_ALPN, FALSE, CORDON_ALPN_NONE, 0, 120 },
  { END_NO_ALPN, END_PLAIN, TRUE, CORDON_ALPN_WEBRTC, 0, 0 },
  { END_NO_ALPN, END_NEED, FALSE, CORDON_ALPN_NONE, 120, 0 },
  { END_WEBRTC, END_PLAIN, TRUE, CORDON_ALPN_WEBRTC, 0, 0 },
  { END_WEBRTC, END_NEED, FALSE, CORDON_ALPN_NONE, 120, 0 },
  { END_NEED, END_RELAY, FALSE, CORDON_ALPN_NONE, 120, 0 },
  { END_RELAY, END_NEED, FALSE, CORDON_ALPN_NONE, 120, 0 },
  { END_PLAIN, END_RELAY, TRUE, CORDON_ALPN_WEBRTC, 0, 0 },
  { END_OTHER, END_PLAIN, FALSE, CORDON_ALPN_NONE, 120, 0 },
  { END_NEED, END_UNOFFERED, FALSE, CORDON_ALPN_NONE, 0, 47 },
};

static int
answer_webrtc (SSL *ssl, const unsigned char **out, unsigned char *out_size, const unsigned char *list,
               unsigned int size, void *unused)
{
  *out = (const unsigned char *) "webrtc";
  *out_size = 6;
  return SSL_TLSEXT_ERR_OK;
}

static gboolean
is_cordon (EndKind kind)
{
  return kind <= END_RELAY;
}

static void
dress (DtlsEnd *end, EndKind kind)
{
  if (kind == END_NEED)
    cordon_session_require_confidential (end->session);
  if (kind == END_RELAY)
    {
      const CordonSessionPolicy policy = { .relay = TRUE };

      cordon_session_unref (end->session);
      end->session = cordon_session_new (&policy);
    }
  if (kind == END_WEBRTC)
    SSL_CTX_set_alpn_protos (end->context, (const unsigned char *) "\6webrtc", 7);
  if (kind == END_OTHER)
    SSL_CTX_set_alpn_protos (end->context, (const unsigned char *) "\2h2", 3);
  if (kind == END_UNOFFERED)
    SSL_CTX_set_alpn_select_cb (end->context, answer_webrtc, NULL);
}

static void
open_kinds (DtlsPair *pair, EndKind client, EndKind server)
{
  dtls_pair_open (pair, is_cordon (client), is_cordon (server));
  dress (&pair->client, client);
  dress (&pair->server, server);
  dtls_pair_signal (pair);
  dtls_pair_begin (pair);
}

static void
check_end (const DtlsEnd *end, gboolean connects, CordonAlpn label)
{
  if (!end->session)
    return;
  assert_int_equal (end->connected, connects);
  assert_int_equal (cordon_session_get_label (end->session), label);
  assert_int_equal (cordon_session_get_state (end->session) == CORDON_SESSION_FAILED, !connects);
}

static void
real_handshakes_end_as_the_label_table_says (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (handshakes); i++)
    {
      DtlsPair pair;

      print_message ("%s to %s\n", kind_names[handshakes[i].client], kind_names[handshakes[i].server]);
      open_kinds (&pair, handshakes[i].client, handshakes[i].server);
      dtls_pair_run (&pair);
      check_end (&pair.client, handshakes[i].connects, handshakes[i].label);
      check_end (&pair.server, handshakes[i].connects, handshakes[i].label);
      assert_int_equal (pair.client.received_alert, handshakes[i].client_alert);
      /* Newer libraries see an unoffered label before Cordon does, and call it decode_error. */
      if (!(handshakes[i].server_alert == 47 && pair.server.received_alert == 50))
        assert_int_equal (pair.server.received_alert, handshakes[i].server_alert);
      dtls_pair_close (&pair);
    }
}

static gboolean
contains (const void *data, int size, const char *needle, gsize needle_size)
{
  return memmem (data, (gsize) size, needle, needle_size) != NULL;
}

static void
the_client_hello_carries_the_labels_and_nothing_in_signalling_does (void **state)
{
  static const char both[] = "\0\20\0\x12\0\x10\6webrtc\10c-webrtc";
  static const char one[] = "\0\20\0\x0b\0\x09\10c-webrtc";

  for (int need = 0; need < 2; need++)
    {
      char data[4096];
      DtlsPair pair;
      int size;

      open_kinds (&pair, need ? END_NEED : END_PLAIN, END_PLAIN);
      dtls_end_step (&pair.client);
      size = BIO_read (SSL_get_wbio (pair.client.ssl), data, sizeof data);
      assert_true (size > 0);
      assert_int_equal (contains (data, size, both, sizeof both - 1), !need);
      assert_int_equal (contains (data, size, one, sizeof one - 1), need);
      dtls_pair_close (&pair);
    }
}

static void
a_certificate_of_somebody_else_gets_bad_certificate (void **state)
{
  /* Once the client meets a stranger, once the server does. */
  for (int at_server = 0; at_server < 2; at_server++)
    {
      g_autoptr (CordonCertificate)
        other = cordon_certificate_mint ("https://x.example", 0, g_get_real_time (), NULL);
      CordonFingerprint wrong;
      DtlsPair pair;

      dtls_pair_open (&pair, TRUE, TRUE);
      assert_true (cordon_certificate_get_fingerprint (other, CORDON_HASH_SHA_256, &wrong));
      cordon_session_expect_fingerprints (at_server ? pair.server.session : pair.client.session, &wrong, 1);
      dtls_pair_begin (&pair);
      dtls_pair_run (&pair);
      assert_false (pair.client.connected);
      assert_false (pair.server.connected);
      assert_int_equal (at_server ? pair.client.received_alert : pair.server.received_alert, 42);
      assert_int_equal (cordon_session_get_failure (at_server ? pair.server.session : pair.client.session),
                        CORDON_SESSION_FAILURE_CERTIFICATE);
      dtls_pair_close (&pair);
    }
}

static void
a_client_without_certificate_is_refused (void **state)
{
  DtlsPair pair;

  dtls_pair_open (&pair, FALSE, TRUE);
  dtls_pair_begin (&pair);
  SSL_certs_clear (pair.client.ssl);
  dtls_pair_run (&pair);
  assert_false (pair.server.connected);
  /* Before it had finished for the client either: handshake_failure. */
  assert_int_equal (pair.client.received_alert, 40);
  assert_int_equal (cordon_session_get_state (pair.server.session), CORDON_SESSION_FAILED);
  dtls_pair_close (&pair);
}

static void
fingerprints_of_every_hash_match_and_the_strongest_decides (void **state)
{
  for (CordonHash hash = CORDON_HASH_SHA_1; hash <= CORDON_HASH_SHA_512; hash++)
    for (int weak_liar = 0; weak_liar < 2; weak_liar++)
      {
        CordonFingerprint list[2];
        DtlsPair pair;

        dtls_pair_open (&pair, TRUE, FALSE);
        assert_true (cordon_certificate_get_fingerprint (pair.server.certificate, hash, &list[0]));
        assert_true (
          cordon_certificate_get_fingerprint (pair.server.certificate, CORDON_HASH_SHA_1, &list[1]));
        if (weak_liar)
          list[0].digest[0] ^= 1;
        cordon_session_expect_fingerprints (pair.client.session, list, hash == CORDON_HASH_SHA_1 ? 1 : 2);
        dtls_pair_begin (&pair);
        dtls_pair_run (&pair);
        assert_int_equal (pair.client.connected, !weak_liar);
        dtls_pair_close (&pair);
      }
}

static void
connect_with_ciphers (const char *ciphers, gboolean *out_connected, CordonDtlsFacts *out_facts)
{
  DtlsPair pair;

  dtls_pair_open (&pair, FALSE, TRUE);
  assert_int_equal (SSL_CTX_set_cipher_list (pair.client.context, ciphers), 1);
  dtls_pair_begin (&pair);
  dtls_pair_run (&pair);
  *out_connected = pair.server.connected;
  if (pair.server.connected)
    assert_true (cordon_dtls_get_facts (pair.server.ssl, out_facts));
  dtls_pair_close (&pair);
}

static void
only_forward_secret_authenticated_ciphers_are_taken (void **state)
{
  static const char *const refused[] = { "AES128-SHA",
                                         "AES128-GCM-SHA256",
                                         "ECDHE-ECDSA-AES128-SHA",
                                         "eNULL:@SECLEVEL=0",
                                         "ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0",
                                         "PSK-AES128-CBC-SHA:@SECLEVEL=0",
                                         "aNULL:@SECLEVEL=0" };
  CordonDtlsFacts facts = { 0 };
  gboolean connected = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      print_message ("%s\n", refused[i]);
      connect_with_ciphers (refused[i], &connected, &facts);
      assert_false (connected);
    }
  connect_with_ciphers ("ECDHE-ECDSA-AES128-GCM-SHA256:AES128-SHA", &connected, &facts);
  assert_true (connected);
  assert_true (facts.forward_secret);
  assert_true (facts.authenticated_encryption);
}

static void
older_versions_than_dtls_1_2_are_refused (void **state)
{
  for (int old_server = 0; old_server < 2; old_server++)
    {
      DtlsPair pair;
      DtlsEnd *old = old_server ? &pair.server : &pair.client;

      dtls_pair_open (&pair, old_server, !old_server);
      SSL_CTX_set_cipher_list (old->context, "ALL:@SECLEVEL=0");
      SSL_CTX_set_min_proto_version (old->context, DTLS1_VERSION);
      SSL_CTX_set_max_proto_version (old->context, DTLS1_VERSION);
      dtls_pair_begin (&pair);
      dtls_pair_run (&pair);
      assert_false (pair.server.connected || pair.client.connected);
      dtls_pair_close (&pair);
    }
}

/* Every stack of SRTP would have to read a master key identifier; none is ever negotiated. */
static void
srtp_is_offered_without_a_master_key_identifier (void **state)
{
  static const char offer[] = "\0\x0e\0\x09\0\6\0\7\0\x08\0\1\0";
  char data[4096];
  DtlsPair pair;
  int size;

  open_kinds (&pair, END_PLAIN, END_PLAIN);
  dtls_end_step (&pair.client);
  size = BIO_read (SSL_get_wbio (pair.client.ssl), data, sizeof data);
  assert_true (size > 0);
  assert_true (contains (data, size, offer, sizeof offer - 1));
  dtls_pair_close (&pair);
}

/* A handshake that is cut short shows no certificate. */
static void
no_handshake_is_cut_short_by_an_earlier_one (void **state)
{
  for (int forced_client = 0; forced_client < 2; forced_client++)
    {
      DtlsPair first, second;

      dtls_pair_open (&first, forced_client, !forced_client);
      if (forced_client)
        SSL_CTX_set_session_id_context (first.server.context, (const unsigned char *) "x", 1);
      dtls_pair_begin (&first);
      dtls_pair_run (&first);
      assert_true (first.client.connected && first.server.connected);

      /* The same contexts again: an embedder that forces the old session, or a peer that asks for it. */
      second = first;
      second.client.session = forced_client ? cordon_session_new (NULL) : NULL;
      second.server.session = forced_client ? NULL : cordon_session_new (NULL);
      second.client.connected = second.server.connected = FALSE;
      dtls_pair_signal (&second);
      dtls_pair_begin (&second);
      assert_int_equal (SSL_set_session (second.client.ssl, SSL_get_session (first.client.ssl)), 1);
      dtls_pair_run (&second);
      if (forced_client && SSL_session_reused (second.client.ssl))
        assert_int_equal (cordon_session_get_failure (second.client.session),
                          CORDON_SESSION_FAILURE_CERTIFICATE);
      else
        {
          assert_true (second.client.connected && second.server.connected);
          assert_false (SSL_session_reused (second.server.ssl));
          assert_non_null (SSL_get0_peer_certificate (second.server.ssl));
        }
      if (forced_client)
        assert_true (SSL_session_reused (second.client.ssl));
      SSL_free (second.client.ssl);
      SSL_free (second.server.ssl);
      cordon_session_unref (second.client.session);
      cordon_session_unref (second.server.session);
      dtls_pair_close (&first);
    }
}

static int
trust_everybody (X509_STORE_CTX *store, void *unused)
{
  return 1;
}

static void
an_embedder_that_verifies_by_itself_gets_no_session (void **state)
{
  for (int at_server = 0; at_server < 2; at_server++)
    {
      DtlsPair pair;

      dtls_pair_open (&pair, TRUE, TRUE);
      SSL_CTX_set_cert_verify_callback (at_server ? pair.server.context : pair.client.context,
                                        trust_everybody, NULL);
      dtls_pair_begin (&pair);
      dtls_pair_run (&pair);
      assert_false (at_server ? pair.server.connected : pair.client.connected);
      assert_int_equal (cordon_session_get_state (at_server ? pair.server.session : pair.client.session),
                        CORDON_SESSION_FAILED);
      dtls_pair_close (&pair);
    }
}

static void
a_lenient_embedder_changes_nothing_about_the_fingerprint (void **state)
{
  for (int at_server = 0; at_server < 2; at_server++)
    {
      const CordonFingerprint other = { .hash = CORDON_HASH_SHA_256, .digest = { 1 } };
      DtlsPair pair;
      DtlsEnd *end = at_server ? &pair.server : &pair.client;

      dtls_pair_open (&pair, TRUE, TRUE);
      cordon_session_expect_fingerprints (end->session, &other, 1);
      dtls_pair_begin (&pair);
      SSL_set_verify (end->ssl, SSL_VERIFY_PEER, dtls_accept_any);
      dtls_pair_run (&pair);
      assert_false (end->connected);
      assert_int_equal (cordon_session_get_failure (end->session), CORDON_SESSION_FAILURE_CERTIFICATE);
      dtls_pair_close (&pair);
    }
}

static void
a_context_serves_others_as_without_cordon (void **state)
{
  for (int trusted = 0; trusted < 2; trusted++)
    {
      DtlsPair pair;

      dtls_pair_open (&pair, FALSE, FALSE);
      assert_true (cordon_dtls_prepare (pair.client.context, NULL));
      SSL_CTX_set_verify (pair.client.context, SSL_VERIFY_PEER, NULL);
      dtls_pair_begin (&pair);
      if (trusted)
        X509_STORE_add_cert (SSL_CTX_get_cert_store (pair.client.context),
                             SSL_get_certificate (pair.server.ssl));
      dtls_pair_run (&pair);
      assert_int_equal (pair.client.connected, trusted);
      dtls_pair_close (&pair);
    }
}

static int
make_cookie (SSL *ssl, unsigned char *out, unsigned int *out_size)
{
  memcpy (out, "cookie", 6);
  *out_size = 6;
  return 1;
}

static int
check_cookie (SSL *ssl, const unsigned char *cookie, unsigned int size)
{
  return size == 6 && memcmp (cookie, "cookie", 6) == 0;
}

static void
a_cookie_changes_nothing_about_the_labels (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (handshakes); i++)
    {
      DtlsPair pair;

      if (!is_cordon (handshakes[i].server))
        continue;
      print_message ("%s to %s\n", kind_names[handshakes[i].client], kind_names[handshakes[i].server]);
      dtls_pair_open (&pair, is_cordon (handshakes[i].client), TRUE);
      dress (&pair.client, handshakes[i].client);
      dress (&pair.server, handshakes[i].server);
      SSL_CTX_set_options (pair.server.context, SSL_OP_COOKIE_EXCHANGE);
      SSL_CTX_set_cookie_generate_cb (pair.server.context, make_cookie);
      SSL_CTX_set_cookie_verify_cb (pair.server.context, check_cookie);
      dtls_pair_signal (&pair);
      dtls_pair_begin (&pair);
      dtls_pair_run (&pair);
      check_end (&pair.client, handshakes[i].connects, handshakes[i].label);
      check_end (&pair.server, handshakes[i].connects, handshakes[i].label);
      assert_int_equal (pair.client.received_alert, handshakes[i].client_alert);
      dtls_pair_close (&pair);
    }
}

static void
the_inspector_reads_all_characteristics (void **state)
{
  CordonDtlsFacts client, server;
  guint8 client_sas[CORDON_SAS_SIZE], server_sas[CORDON_SAS_SIZE];
  DtlsPair pair;

  open_kinds (&pair, END_NEED, END_PLAIN);
  assert_false (cordon_dtls_get_facts (pair.client.ssl, &client));
  assert_false (cordon_dtls_get_sas (pair.client.ssl, client_sas));
  dtls_pair_run (&pair);
  assert_true (cordon_dtls_get_facts (pair.client.ssl, &client));
  assert_true (cordon_dtls_get_facts (pair.server.ssl, &server));
  assert_string_equal (client.version, "DTLSv1.2");
  assert_string_equal (client.cipher, "ECDHE-ECDSA-AES128-GCM-SHA256");
  assert_string_equal (client.srtp_profile, "SRTP_AEAD_AES_128_GCM");
  assert_int_equal (client.label, CORDON_ALPN_C_WEBRTC);
  assert_true (client.forward_secret && client.authenticated_encryption && server.forward_secret);
  assert_true (cordon_dtls_get_sas (pair.client.ssl, client_sas));
  assert_true (cordon_dtls_get_sas (pair.server.ssl, server_sas));
  assert_memory_equal (client_sas, server_sas, CORDON_SAS_SIZE);
  dtls_pair_close (&pair);
}

static void
a_peer_of_the_mandatory_profile_is_understood (void **state)
{
  CordonDtlsFacts facts;
  DtlsPair pair;

  dtls_pair_open (&pair, FALSE, TRUE);
  SSL_CTX_set_tlsext_use_srtp (pair.client.context, "SRTP_AES128_CM_SHA1_80");
  dtls_pair_begin (&pair);
  dtls_pair_run (&pair);
  assert_true (pair.server.connected);
  assert_true (cordon_dtls_get_facts (pair.server.ssl, &facts));
  assert_string_equal (facts.srtp_profile, "SRTP_AES128_CM_SHA1_80");
  dtls_pair_close (&pair);
}

typedef struct
{
  int n_no_renegotiation;
  int n_handshakes;
} Seen;

static void
on_info (const SSL *ssl, int where, int value)
{
  Seen *seen = SSL_get_app_data (ssl);

  if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && (value & 0xff) == SSL_AD_NO_RENEGOTIATION)
    seen->n_no_renegotiation++;
}

static void
renegotiation_is_refused (void **state)
{
  Seen seen = { 0 };
  DtlsPair pair;

  dtls_pair_open (&pair, FALSE, TRUE);
  dtls_pair_begin (&pair);
  SSL_set_app_data (pair.client.ssl, &seen);
  SSL_set_info_callback (pair.client.ssl, on_info);
  dtls_pair_run (&pair);
  assert_true (pair.server.connected);
  assert_int_equal (SSL_renegotiate (pair.client.ssl), 1);
  SSL_do_handshake (pair.client.ssl);
  for (int i = 0; i < 4; i++)
    {
      char byte;

      dtls_move (&pair.client, &pair.server);
      SSL_read (pair.server.ssl, &byte, 1);
      dtls_move (&pair.server, &pair.client);
      SSL_do_handshake (pair.client.ssl);
    }
  assert_true (seen.n_no_renegotiation >= 1);
  /* And the server's label and certificate are the ones of the one handshake. */
  assert_int_equal (SSL_num_renegotiations (pair.server.ssl), 0);
  assert_int_equal (cordon_session_get_state (pair.server.session), CORDON_SESSION_ACCESSIBLE);
  dtls_pair_close (&pair);
}

static void
a_peer_may_not_ask_a_client_to_renegotiate (void **state)
{
  DtlsPair pair;
  char byte;

  dtls_pair_open (&pair, TRUE, FALSE);
  dtls_pair_begin (&pair);
  dtls_pair_run (&pair);
  assert_true (pair.client.connected);
  SSL_renegotiate (pair.server.ssl);
  SSL_do_handshake (pair.server.ssl);
  for (int i = 0; i < 4; i++)
    {
      dtls_move (&pair.server, &pair.client);
      SSL_read (pair.client.ssl, &byte, 1);
      dtls_move (&pair.client, &pair.server);
      SSL_do_handshake (pair.server.ssl);
    }
  assert_int_equal (SSL_num_renegotiations (pair.client.ssl), 0);
  assert_int_equal (SSL_get_state (pair.client.ssl), TLS_ST_OK);
  dtls_pair_close (&pair);
}

static void
only_dtls_is_configured (void **state)
{
  SSL_CTX *context = SSL_CTX_new (TLS_method ());
  SSL *ssl = SSL_new (context);
  g_autoptr (CordonSession) session = cordon_session_new (NULL);
  g_autoptr (GError) error = NULL;

  assert_false (
    cordon_dtls_configure (cordon_session_add_association (session, CORDON_DTLS_CLIENT), ssl, &error));
  assert_non_null (error);
  SSL_free (ssl);
  SSL_CTX_free (context);
}

static void
a_forgotten_association_ends_the_handshake (void **state)
{
  for (int at_server = 0; at_server < 2; at_server++)
    {
      DtlsPair pair;

      open_kinds (&pair, END_PLAIN, END_PLAIN);
      cordon_dtls_forget (at_server ? pair.server.ssl : pair.client.ssl);
      dtls_pair_run (&pair);
      assert_false (at_server ? pair.client.connected : pair.server.connected);
      dtls_pair_close (&pair);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (real_handshakes_end_as_the_label_table_says, "C-64 C-65 C-66 C-67 C-73"),
    CORDON_TEST (the_client_hello_carries_the_labels_and_nothing_in_signalling_does, "C-60 C-61 C-62 C-63"),
    CORDON_TEST (a_certificate_of_somebody_else_gets_bad_certificate, "D-12"),
    CORDON_TEST (a_client_without_certificate_is_refused, "D-12"),
    CORDON_TEST (fingerprints_of_every_hash_match_and_the_strongest_decides, "D-39"),
    CORDON_TEST (only_forward_secret_authenticated_ciphers_are_taken, "D-35 D-36"),
    CORDON_TEST (older_versions_than_dtls_1_2_are_refused, "D-35"),
    CORDON_TEST (srtp_is_offered_without_a_master_key_identifier, "D-36"),
    CORDON_TEST (no_handshake_is_cut_short_by_an_earlier_one, "D-12"),
    CORDON_TEST (an_embedder_that_verifies_by_itself_gets_no_session, "D-12"),
    CORDON_TEST (a_lenient_embedder_changes_nothing_about_the_fingerprint, "D-12"),
    CORDON_TEST (a_context_serves_others_as_without_cordon, ""),
    CORDON_TEST (a_cookie_changes_nothing_about_the_labels, "C-64 C-66"),
    CORDON_TEST (the_inspector_reads_all_characteristics, "F-22 F-23"),
    CORDON_TEST (a_peer_of_the_mandatory_profile_is_understood, "D-35"),
    CORDON_TEST (renegotiation_is_refused, "D-36"),
    CORDON_TEST (a_peer_may_not_ask_a_client_to_renegotiate, "D-36"),
    CORDON_TEST (only_dtls_is_configured, "D-45"),
    CORDON_TEST (a_forgotten_association_ends_the_handshake, ""),
  };

  return cordon_test_run (tests);
}
