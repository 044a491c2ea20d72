/* Two DTLS stacks over memory, each with Cordon on it or without. */

#pragma once

#include <openssl/err.h>
#include <string.h>

#include "isolation/certificate.h"
#include "isolation/dtls.h"
#include "isolation/gate.h"
#include "tests/support/test.h"

#define DTLS_NOW (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

typedef struct
{
  SSL_CTX *context;
  SSL *ssl;
  CordonSession *session; /* NULL: no Cordon on this end */
  CordonAssociation *association;
  CordonCertificate *certificate;
  gboolean ended;
  gboolean connected;
  guint8 received_alert;
} DtlsEnd;

typedef struct
{
  DtlsEnd client;
  DtlsEnd server;
} DtlsPair;

static inline int
dtls_accept_any (int preverified, X509_STORE_CTX *store)
{
  return 1;
}

static inline void
dtls_end_open (DtlsEnd *end, gboolean server, gboolean with_cordon)
{
  g_autoptr (GError) error = NULL;

  *end = (DtlsEnd){ 0 };
  end->context = SSL_CTX_new (DTLS_method ());
  end->certificate = cordon_certificate_mint ("https://site.example", 0, g_get_real_time (), &error);
  g_assert_no_error (error);
  if (!with_cordon)
    {
      SSL_CTX_set_verify (end->context, SSL_VERIFY_PEER, dtls_accept_any);
      return;
    }
  g_assert_true (cordon_dtls_prepare (end->context, &error));
  end->session = cordon_session_new (NULL);
}

/* Gives each end the other's fingerprint; call before dtls_end_begin(). */
static inline void
dtls_pair_signal (DtlsPair *pair)
{
  CordonFingerprint fingerprint;

  cordon_certificate_get_fingerprint (pair->server.certificate, CORDON_HASH_SHA_256, &fingerprint);
  if (pair->client.session)
    cordon_session_expect_fingerprints (pair->client.session, &fingerprint, 1);
  cordon_certificate_get_fingerprint (pair->client.certificate, CORDON_HASH_SHA_256, &fingerprint);
  if (pair->server.session)
    cordon_session_expect_fingerprints (pair->server.session, &fingerprint, 1);
}

static inline void
dtls_end_begin (DtlsEnd *end, gboolean server)
{
  g_autoptr (GError) error = NULL;

  end->ssl = SSL_new (end->context);
  SSL_set_options (end->ssl, SSL_OP_NO_QUERY_MTU);
  DTLS_set_link_mtu (end->ssl, 1400);
  SSL_set_bio (end->ssl, BIO_new (BIO_s_mem ()), BIO_new (BIO_s_mem ()));
  BIO_set_mem_eof_return (SSL_get_rbio (end->ssl), -1);
  g_assert_true (cordon_certificate_install (end->certificate, end->ssl, &error));
  if (server)
    SSL_set_accept_state (end->ssl);
  else
    SSL_set_connect_state (end->ssl);
  if (!end->session)
    return;
  end->association = cordon_session_add_association (end->session,
                                                     server ? CORDON_DTLS_SERVER : CORDON_DTLS_CLIENT);
  g_assert_nonnull (end->association);
  g_assert_true (cordon_dtls_configure (end->association, end->ssl, &error));
  g_assert_no_error (error);
}

static inline void
dtls_pair_open (DtlsPair *pair, gboolean client_cordon, gboolean server_cordon)
{
  dtls_end_open (&pair->client, FALSE, client_cordon);
  dtls_end_open (&pair->server, TRUE, server_cordon);
  dtls_pair_signal (pair);
}

static inline void
dtls_pair_begin (DtlsPair *pair)
{
  dtls_end_begin (&pair->client, FALSE);
  dtls_end_begin (&pair->server, TRUE);
}

static inline guint8
dtls_alert_of_error (void)
{
  const unsigned long code = ERR_peek_last_error ();
  const int reason = ERR_GET_REASON (code);

  return ERR_GET_LIB (code) == ERR_LIB_SSL && reason > 1000 && reason < 1256 ? (guint8) (reason - 1000) : 0;
}

static inline void
dtls_end_over (DtlsEnd *end)
{
  end->ended = TRUE;
  end->connected = FALSE;
  end->received_alert = end->association ? cordon_dtls_failed (end->association, end->ssl)
                                         : dtls_alert_of_error ();
}

static inline void
dtls_end_step (DtlsEnd *end)
{
  char byte;
  int result, kind;

  if (end->ended)
    return;
  ERR_clear_error ();
  if (!end->connected)
    {
      result = SSL_do_handshake (end->ssl);
      if (result == 1)
        {
          end->connected = !end->session || cordon_dtls_report (end->association, end->ssl);
          end->ended = !end->connected;
          return;
        }
    }
  else
    result = SSL_peek (end->ssl, &byte, 1);
  kind = SSL_get_error (end->ssl, result);
  if (result <= 0 && kind != SSL_ERROR_WANT_READ && kind != SSL_ERROR_WANT_WRITE)
    dtls_end_over (end);
}

static inline void
dtls_move (DtlsEnd *from, DtlsEnd *to)
{
  char data[65536];
  const int size = BIO_read (SSL_get_wbio (from->ssl), data, sizeof data);

  if (size > 0)
    BIO_write (SSL_get_rbio (to->ssl), data, size);
}

static inline void
dtls_pair_run (DtlsPair *pair)
{
  for (int i = 0; i < 12; i++)
    {
      dtls_end_step (&pair->client);
      dtls_move (&pair->client, &pair->server);
      dtls_end_step (&pair->server);
      dtls_move (&pair->server, &pair->client);
    }
}

static inline void
dtls_end_close (DtlsEnd *end)
{
  SSL_free (end->ssl);
  SSL_CTX_free (end->context);
  cordon_session_unref (end->session);
  cordon_certificate_unref (end->certificate);
  ERR_clear_error ();
}

static inline void
dtls_pair_close (DtlsPair *pair)
{
  dtls_end_close (&pair->client);
  dtls_end_close (&pair->server);
}
