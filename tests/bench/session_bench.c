/* What a confidential session costs: the handshake against OpenSSL alone and against OpenSSL that checks a fingerprint,
 * in the same run; a decision for every gate of a large connection; and the judging of an identity.
 */

#include <openssl/err.h>
#include <stdio.h>
#include <time.h>

#include "isolation/assertion.h"
#include "isolation/certificate.h"
#include "isolation/dtls.h"
#include "isolation/gate.h"
#include "isolation/identity.h"

#define N_HANDSHAKES 2000
#define N_GATES 1000
#define N_ROUNDS 200
#define N_IDENTITIES 2000

/* Who shakes hands. The first one again is the noise of the measure. */
typedef enum
{
  KIND_PLAIN = 0, /* no ALPN, any certificate */
  KIND_CHECKED,   /* ALPN, and the fingerprint that every WebRTC stack compares */
  KIND_CORDON,
  KIND_AGAIN,
} Kind;

#define N_KINDS 4

typedef struct
{
  SSL_CTX *context;
  SSL *ssl;
  CordonCertificate *certificate;
  CordonFingerprint fingerprint;
  CordonSession *session;
  CordonAssociation *association;
} End;

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare);
  return values[n / 2];
}

/* Of this thread alone: what else runs on the machine does not count. */
static double
cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static int
accept_any (int preverified, X509_STORE_CTX *store)
{
  return 1;
}

static int
accept_fingerprint (int preverified, X509_STORE_CTX *store)
{
  unsigned char digest[32];
  unsigned int size = 0;

  return X509_STORE_CTX_get_error_depth (store) == 0
         && X509_digest (X509_STORE_CTX_get0_cert (store), EVP_sha256 (), digest, &size) == 1
         && size == sizeof digest;
}

static int
select_first (SSL *ssl, const unsigned char **out, unsigned char *out_size, const unsigned char *list,
              unsigned int size, void *unused)
{
  *out = list + 1;
  *out_size = list[0];
  return SSL_TLSEXT_ERR_OK;
}

/* The same policy for all, set once for the context, as a WebRTC stack without Cordon would. */
static void
open_end (End *end, Kind kind)
{
  end->context = SSL_CTX_new (DTLS_method ());
  end->certificate = cordon_certificate_mint ("https://site.example", 0, g_get_real_time (), NULL);
  cordon_certificate_get_fingerprint (end->certificate, CORDON_HASH_SHA_256, &end->fingerprint);
  if (kind == KIND_CORDON)
    {
      g_assert_true (cordon_dtls_prepare (end->context, NULL));
      return;
    }
  SSL_CTX_set_verify (end->context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                      kind == KIND_CHECKED ? accept_fingerprint : accept_any);
  SSL_CTX_set_cipher_list (end->context, "ECDHE-ECDSA-AES128-GCM-SHA256");
  SSL_CTX_set1_groups_list (end->context, "P-256:X25519:P-384");
  SSL_CTX_set_tlsext_use_srtp (end->context, "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80");
  SSL_CTX_set_session_cache_mode (end->context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options (end->context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  if (kind != KIND_CHECKED)
    return;
  SSL_CTX_set_alpn_protos (end->context, (const unsigned char *) "\10c-webrtc", 9);
  SSL_CTX_set_alpn_select_cb (end->context, select_first, NULL);
}

static void
begin_end (End *end, const End *other, gboolean cordon, gboolean server)
{
  end->ssl = SSL_new (end->context);
  SSL_set_options (end->ssl, SSL_OP_NO_QUERY_MTU);
  DTLS_set_link_mtu (end->ssl, 1400);
  SSL_set_bio (end->ssl, BIO_new (BIO_s_mem ()), BIO_new (BIO_s_mem ()));
  BIO_set_mem_eof_return (SSL_get_rbio (end->ssl), -1);
  cordon_certificate_install (end->certificate, end->ssl, NULL);
  if (server)
    SSL_set_accept_state (end->ssl);
  else
    SSL_set_connect_state (end->ssl);
  if (!cordon)
    return;
  end->session = cordon_session_new (NULL);
  cordon_session_expect_fingerprints (end->session, &other->fingerprint, 1);
  cordon_session_require_confidential (end->session);
  end->association = cordon_session_add_association (end->session,
                                                     server ? CORDON_DTLS_SERVER : CORDON_DTLS_CLIENT);
  g_assert_true (cordon_dtls_configure (end->association, end->ssl, NULL));
}

static void
move (End *from, End *to)
{
  char data[16384];
  const int size = BIO_read (SSL_get_wbio (from->ssl), data, sizeof data);

  if (size > 0)
    BIO_write (SSL_get_rbio (to->ssl), data, size);
}

static double
handshake (End *client, End *server, gboolean cordon)
{
  const double begin = cpu_us ();
  double spent;

  begin_end (client, server, cordon, FALSE);
  begin_end (server, client, cordon, TRUE);
  while (!SSL_is_init_finished (client->ssl) || !SSL_is_init_finished (server->ssl))
    {
      SSL_do_handshake (client->ssl);
      move (client, server);
      SSL_do_handshake (server->ssl);
      move (server, client);
    }
  if (cordon)
    g_assert_true (cordon_dtls_report (client->association, client->ssl)
                   && cordon_dtls_report (server->association, server->ssl));
  spent = cpu_us () - begin;
  for (int i = 0; i < 2; i++)
    {
      End *end = i ? server : client;

      SSL_free (end->ssl);
      cordon_session_unref (g_steal_pointer (&end->session));
    }
  return spent;
}

static void
print_handshake (const char *name, const char *peer, double value, double peer_value)
{
  printf ("{\"name\": \"%s\", \"value\": %.1f, \"unit\": \"us\", \"peer\": \"%s\", \"peer_value\": %.1f, "
          "\"ratio\": %.4f}\n",
          name, value, peer, peer_value, value / peer_value);
}

/* Each round in another order: who comes behind whom finds other things in the caches. */
static void
shuffle (GRand *random, guint order[N_KINDS])
{
  for (guint i = N_KINDS - 1; i > 0; i--)
    {
      const guint other = (guint) g_rand_int_range (random, 0, (gint32) i + 1);
      const guint kept = order[i];

      order[i] = order[other];
      order[other] = kept;
    }
}

static void
bench_handshake (void)
{
  static double values[N_KINDS][N_HANDSHAKES];
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint order[N_KINDS] = { KIND_PLAIN, KIND_CHECKED, KIND_CORDON, KIND_AGAIN };
  End ends[N_KINDS][2] = { 0 };
  double middle[N_KINDS];

  for (guint kind = 0; kind < N_KINDS; kind++)
    for (int i = 0; i < 2; i++)
      open_end (&ends[kind][i], (Kind) kind);
  for (int i = -20; i < N_HANDSHAKES; i++)
    {
      shuffle (random, order);
      for (guint k = 0; k < N_KINDS; k++)
        values[order[k]][MAX (i, 0)] = handshake (&ends[order[k]][0], &ends[order[k]][1],
                                                  order[k] == KIND_CORDON);
    }
  for (guint kind = 0; kind < N_KINDS; kind++)
    middle[kind] = median (values[kind], N_HANDSHAKES);
  print_handshake ("handshake_c_webrtc", "OpenSSL alone", middle[KIND_CORDON], middle[KIND_PLAIN]);
  print_handshake ("handshake_c_webrtc_checked", "OpenSSL, one fingerprint", middle[KIND_CORDON],
                   middle[KIND_CHECKED]);
  print_handshake ("handshake_noise", "itself", middle[KIND_AGAIN], middle[KIND_PLAIN]);
  for (guint kind = 0; kind < N_KINDS; kind++)
    for (int i = 0; i < 2; i++)
      {
        SSL_CTX_free (ends[kind][i].context);
        cordon_certificate_unref (ends[kind][i].certificate);
      }
}

static CordonSession *
connected_session (const CordonFingerprint *peer)
{
  CordonSession *session = cordon_session_new (NULL);
  CordonAssociation *association;

  cordon_session_expect_fingerprints (session, peer, 1);
  cordon_session_require_confidential (session);
  association = cordon_session_add_association (session, CORDON_DTLS_CLIENT);
  cordon_association_begin (association, NULL);
  cordon_association_selected (association, (const guint8 *) "c-webrtc", 8);
  cordon_association_certificate (association, peer, 1);
  cordon_association_connected (association);
  return session;
}

static void
bench_gates (void)
{
  const CordonFingerprint peer = { .hash = CORDON_HASH_SHA_256, .digest = { 1 } };
  g_autoptr (CordonSession) session = connected_session (&peer);
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  double spent[N_ROUNDS];

  for (int i = 0; i < N_GATES; i++)
    cordon_session_add_gate (
      session, NULL, i % 2 ? cordon_label_new (CORDON_ISOLATION_PEER_IDENTITY, 1) : cordon_label_readable (),
      i % 2 ? bob : NULL);
  /* Each round finds the identity and loses it again: all gates are decided, half of them change, twice. */
  for (int i = 0; i < N_ROUNDS; i++)
    {
      const double begin = cpu_us ();

      cordon_session_identity_validated (session, bob, &peer, 1);
      spent[i] = cpu_us () - begin;
      cordon_session_expect_fingerprints (session, NULL, 0);
      cordon_session_expect_fingerprints (session, &peer, 1);
    }
  printf ("{\"name\": \"gate_1000_tracks\", \"value\": %.2f, \"unit\": \"us\"}\n", median (spent, N_ROUNDS));
}

static void
bench_identity (void)
{
  CordonFingerprint prints[4] = { 0 };
  double spent[N_IDENTITIES];
  g_autofree char *contents = NULL;

  for (int i = 0; i < 4; i++)
    prints[i] = (CordonFingerprint){ .hash = CORDON_HASH_SHA_256, .digest = { (guint8) i } };
  contents = cordon_assertion_write_contents (prints, 4);
  for (int i = 0; i < N_IDENTITIES; i++)
    {
      const double begin = cpu_us ();
      g_autoptr (CordonCallee) callee = cordon_identity_judge (
        "bob@b\303\274cher.example", contents, "xn--bcher-kva.example:8443", NULL, prints, 4, NULL, NULL);

      g_assert_nonnull (callee);
      spent[i] = cpu_us () - begin;
    }
  printf ("{\"name\": \"identity_validation\", \"value\": %.2f, \"unit\": \"us\"}\n",
          median (spent, N_IDENTITIES));
}

int
main (void)
{
  bench_handshake ();
  bench_gates ();
  bench_identity ();
  return 0;
}
