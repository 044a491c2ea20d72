/* What a confidential session costs: the handshake against OpenSSL alone and against OpenSSL that checks a fingerprint,
 * in the same run; a decision for every gate of a large connection; and the judging of an identity.
 */

#include <openssl/err.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "isolation/assertion.h"
#include "isolation/certificate.h"
#include "isolation/dtls.h"
#include "isolation/gate.h"
#include "isolation/identity.h"

#define N_ROUNDS 700
#define N_WARM 2
#define N_MEASURED 5
#define N_PER_CONTEXT 4
#define N_GATES 1000
#define N_GATE_ROUNDS 200
#define N_IDENTITIES 2000

/* Who shakes hands. The first one again is the noise of the measure. */
typedef enum
{
  KIND_PLAIN = 0, /* no ALPN, any certificate */
  KIND_CHECKED,   /* ALPN, and the fingerprint that every WebRTC stack compares */
  KIND_FEWEST, /* the same in the fewest calls: no state, no chain, nothing that could be decided otherwise */
  KIND_CORDON,
  KIND_AGAIN,
} Kind;

#define N_KINDS 5

typedef struct
{
  Kind kind;
  SSL_CTX *context;
  SSL *ssl;
  CordonCertificate *certificate;
  CordonFingerprint fingerprint;
  CordonFingerprint expected; /* of the other end */
  EVP_MD *sha_256;
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

/* A move to another processor would leave the caches behind. Where that is not allowed, the figures are noisier. */
static void
stay_here (void)
{
  const int here = sched_getcpu ();
  cpu_set_t set;

  if (here < 0)
    return;
  CPU_ZERO (&set);
  CPU_SET ((gsize) here, &set);
  sched_setaffinity (0, sizeof set, &set);
}

static int
accept_any (int preverified, X509_STORE_CTX *store)
{
  return 1;
}

/* Called once for each thing that the library dislikes about a self-made certificate, and once more at the end. */
static int
check_fingerprint (int preverified, X509_STORE_CTX *store)
{
  unsigned char digest[32];
  unsigned int size = 0;
  const End *end = SSL_get_app_data (
    X509_STORE_CTX_get_ex_data (store, SSL_get_ex_data_X509_STORE_CTX_idx ()));

  return !preverified
         || (X509_digest (X509_STORE_CTX_get0_cert (store), EVP_sha256 (), digest, &size) == 1
             && memcmp (digest, end->expected.digest, sizeof digest) == 0);
}

static int
accept_fingerprint (X509_STORE_CTX *store, void *data)
{
  const End *end = data;
  unsigned char *octets = NULL, digest[32];
  unsigned int size = 0;
  const int n_octets = i2d_X509 (X509_STORE_CTX_get0_cert (store), &octets);
  const int fits = n_octets > 0
                   && EVP_Digest (octets, (size_t) n_octets, digest, &size, end->sha_256, NULL) == 1
                   && memcmp (digest, end->expected.digest, sizeof digest) == 0;

  OPENSSL_free (octets);
  X509_STORE_CTX_set_error (store, fits ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
  return fits;
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
set_policy (SSL_CTX *context)
{
  SSL_CTX_set_cipher_list (
    context, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
             "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305");
  SSL_CTX_set1_groups_list (context, "P-256:X25519:P-384");
  SSL_CTX_set_tlsext_use_srtp (context, "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80");
  SSL_CTX_set_min_proto_version (context, DTLS1_2_VERSION);
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options (context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
}

static void
open_end (End *end, Kind kind)
{
  end->kind = kind;
  end->context = SSL_CTX_new (DTLS_method ());
  end->certificate = cordon_certificate_mint ("https://site.example", 0, g_get_real_time (), NULL);
  cordon_certificate_get_fingerprint (end->certificate, CORDON_HASH_SHA_256, &end->fingerprint);
  if (kind == KIND_CORDON)
    {
      g_assert_true (cordon_dtls_prepare (end->context, NULL));
      return;
    }
  set_policy (end->context);
  SSL_CTX_set_verify (end->context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                      kind == KIND_CHECKED ? check_fingerprint : accept_any);
  if (kind != KIND_CHECKED && kind != KIND_FEWEST)
    return;
  if (kind == KIND_FEWEST)
    {
      end->sha_256 = EVP_MD_fetch (NULL, "SHA2-256", NULL);
      SSL_CTX_set_cert_verify_callback (end->context, accept_fingerprint, end);
    }
  SSL_CTX_set_alpn_protos (end->context, (const unsigned char *) "\10c-webrtc", 9);
  SSL_CTX_set_alpn_select_cb (end->context, select_first, NULL);
}

static void
close_end (End *end)
{
  SSL_CTX_free (end->context);
  EVP_MD_free (end->sha_256);
  cordon_certificate_unref (end->certificate);
  *end = (End){ 0 };
}

static void
open_ends (End ends[N_KINDS][2])
{
  for (guint kind = 0; kind < N_KINDS; kind++)
    {
      open_end (&ends[kind][0], (Kind) kind);
      open_end (&ends[kind][1], (Kind) kind);
      ends[kind][0].expected = ends[kind][1].fingerprint;
      ends[kind][1].expected = ends[kind][0].fingerprint;
    }
}

static void
begin_end (End *end, gboolean server)
{
  end->ssl = SSL_new (end->context);
  if (end->kind == KIND_CHECKED)
    SSL_set_app_data (end->ssl, end);
  SSL_set_options (end->ssl, SSL_OP_NO_QUERY_MTU);
  DTLS_set_link_mtu (end->ssl, 1400);
  SSL_set_bio (end->ssl, BIO_new (BIO_s_mem ()), BIO_new (BIO_s_mem ()));
  BIO_set_mem_eof_return (SSL_get_rbio (end->ssl), -1);
  cordon_certificate_install (end->certificate, end->ssl, NULL);
  if (server)
    SSL_set_accept_state (end->ssl);
  else
    SSL_set_connect_state (end->ssl);
  if (end->kind != KIND_CORDON)
    return;
  end->session = cordon_session_new (NULL);
  cordon_session_expect_fingerprints (end->session, &end->expected, 1);
  cordon_session_require_confidential (end->session);
  end->association = cordon_session_add_association (end->session,
                                                     server ? CORDON_DTLS_SERVER : CORDON_DTLS_CLIENT);
  g_assert_true (cordon_dtls_configure (end->association, end->ssl, NULL));
}

static void
end_end (End *end)
{
  SSL_free (g_steal_pointer (&end->ssl));
  cordon_session_unref (g_steal_pointer (&end->session));
}

static void
move (End *from, End *to)
{
  char data[16384];
  const int size = BIO_read (SSL_get_wbio (from->ssl), data, sizeof data);

  if (size > 0)
    BIO_write (SSL_get_rbio (to->ssl), data, size);
}

/* From nothing to nothing: what an end allocates and frees belongs to it. */
static double
handshake (End *client, End *server)
{
  const double begin = cpu_us ();

  begin_end (client, FALSE);
  begin_end (server, TRUE);
  while (!SSL_is_init_finished (client->ssl) || !SSL_is_init_finished (server->ssl))
    {
      SSL_do_handshake (client->ssl);
      move (client, server);
      SSL_do_handshake (server->ssl);
      move (server, client);
    }
  if (client->kind == KIND_CORDON)
    g_assert_true (cordon_dtls_report (client->association, client->ssl)
                   && cordon_dtls_report (server->association, server->ssl));
  end_end (client);
  end_end (server);
  return cpu_us () - begin;
}

/* A few in a row, the first of them not counted: each kind finds its own traces in the caches, and not those of the
 * kinds that happen to be more alike. */
static double
handshakes (End ends[2])
{
  double values[N_MEASURED];

  for (int i = -N_WARM; i < N_MEASURED; i++)
    values[MAX (i, 0)] = handshake (&ends[0], &ends[1]);
  return median (values, N_MEASURED);
}

/* Each round in another order. */
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

/* The ratio is the middle one of all rounds: both figures of a round saw the same machine. */
static void
print_handshake (const char *name, const char *peer, const double values[N_ROUNDS],
                 const double peer_values[N_ROUNDS])
{
  static double sorted[N_ROUNDS], peer_sorted[N_ROUNDS], ratios[N_ROUNDS];

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      sorted[i] = values[i];
      peer_sorted[i] = peer_values[i];
      ratios[i] = values[i] / peer_values[i];
    }
  printf ("{\"name\": \"%s\", \"value\": %.1f, \"unit\": \"us\", \"peer\": \"%s\", \"peer_value\": %.1f, "
          "\"ratio\": %.4f}\n",
          name, median (sorted, N_ROUNDS), peer, median (peer_sorted, N_ROUNDS), median (ratios, N_ROUNDS));
}

static void
bench_handshake (void)
{
  static double values[N_KINDS][N_ROUNDS];
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint order[N_KINDS] = { KIND_PLAIN, KIND_CHECKED, KIND_FEWEST, KIND_CORDON, KIND_AGAIN };
  End ends[N_KINDS][2] = { 0 };

  stay_here ();
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      /* Now and then others, elsewhere in memory. */
      if (i % N_PER_CONTEXT == 0)
        open_ends (ends);
      shuffle (random, order);
      for (guint k = 0; k < N_KINDS; k++)
        values[order[k]][i] = handshakes (ends[order[k]]);
      for (guint k = 0; i % N_PER_CONTEXT == N_PER_CONTEXT - 1 && k < 2 * N_KINDS; k++)
        close_end (&ends[k / 2][k % 2]);
    }
  print_handshake ("handshake_c_webrtc", "OpenSSL alone", values[KIND_CORDON], values[KIND_PLAIN]);
  print_handshake ("handshake_c_webrtc_checked", "OpenSSL, one fingerprint", values[KIND_CORDON],
                   values[KIND_CHECKED]);
  print_handshake ("handshake_c_webrtc_fewest", "OpenSSL, fewest calls", values[KIND_CORDON],
                   values[KIND_FEWEST]);
  print_handshake ("handshake_noise", "itself", values[KIND_AGAIN], values[KIND_PLAIN]);
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
  double spent[N_GATE_ROUNDS];

  for (int i = 0; i < N_GATES; i++)
    cordon_session_add_gate (
      session, NULL, i % 2 ? cordon_label_new (CORDON_ISOLATION_PEER_IDENTITY, 1) : cordon_label_readable (),
      i % 2 ? bob : NULL);
  /* Each round finds the identity and loses it again: all gates are decided, half of them change, twice. */
  for (int i = 0; i < N_GATE_ROUNDS; i++)
    {
      const double begin = cpu_us ();

      cordon_session_identity_validated (session, bob, &peer, 1);
      spent[i] = cpu_us () - begin;
      cordon_session_expect_fingerprints (session, NULL, 0);
      cordon_session_expect_fingerprints (session, &peer, 1);
    }
  printf ("{\"name\": \"gate_1000_tracks\", \"value\": %.2f, \"unit\": \"us\"}\n",
          median (spent, N_GATE_ROUNDS));
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
