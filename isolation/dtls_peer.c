/* What a running association says of its peer beyond the fingerprint: a value to compare aloud, a name by X.509. */

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "isolation/dtls_private.h"
#include "permissions/error.h"

/* A label that is in no registry begins like this (RFC 5705 4). */
static const char sas_label[] = "EXPERIMENTAL-short-authentication-string";

/* Before TLS 1.3 two handshakes could be made to share a master secret, but for RFC 7627; then nothing exported would
 * tell them apart. */
static gboolean
has_unique_secret (SSL *ssl)
{
  return SSL_version (ssl) != DTLS1_2_VERSION || SSL_get_extms_support (ssl) == 1;
}

static gboolean
digest_of (const X509 *certificate, guint8 *out)
{
  unsigned int size = 0;

  return certificate && X509_digest (certificate, EVP_sha256 (), out, &size) == 1 && size == 32;
}

gboolean
cordon_dtls_get_sas (SSL *ssl, guint8 out_sas[CORDON_SAS_SIZE])
{
  guint8 context[64];
  const X509 *own, *peer;
  gboolean server;

  g_return_val_if_fail (ssl != NULL && out_sas != NULL, FALSE);

  if (!SSL_is_init_finished (ssl) || !has_unique_secret (ssl))
    return FALSE;
  server = SSL_is_server (ssl) == 1;
  own = SSL_get_certificate (ssl);
  peer = SSL_get0_peer_certificate (ssl);
  /* The client's first, at both ends. */
  if (!digest_of (server ? peer : own, context) || !digest_of (server ? own : peer, context + 32))
    return FALSE;
  return SSL_export_keying_material (ssl, out_sas, CORDON_SAS_SIZE, sas_label, sizeof sas_label - 1, context,
                                     sizeof context, 1)
         == 1;
}

static gboolean
chain_holds (SSL *ssl, X509_STORE *roots, const char *domain, gint64 wall_us)
{
  X509_STORE_CTX *store = X509_STORE_CTX_new ();
  X509 *peer = SSL_get0_peer_certificate (ssl);
  gboolean holds = FALSE;

  if (store && peer && X509_STORE_CTX_init (store, roots, peer, SSL_get_peer_cert_chain (ssl)) == 1)
    {
      X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param (store);

      X509_VERIFY_PARAM_set_time (parameters, (time_t) (wall_us / G_USEC_PER_SEC));
      /* A site's certificate, not one that was issued for mail or for a client; no link weaker than 112 bits. */
      X509_VERIFY_PARAM_set_purpose (parameters, X509_PURPOSE_SSL_SERVER);
      X509_VERIFY_PARAM_set_auth_level (parameters, 2);
      X509_VERIFY_PARAM_set_hostflags (parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS
                                                     | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
      holds = X509_VERIFY_PARAM_set1_host (parameters, domain, strlen (domain)) == 1
              && X509_verify_cert (store) == 1;
    }
  X509_STORE_CTX_free (store);
  ERR_clear_error ();
  return holds;
}

gboolean
cordon_dtls_verify_domain (CordonAssociation *association, SSL *ssl, X509_STORE *roots, const char *domain,
                           gint64 wall_us, GError **error)
{
  g_return_val_if_fail (association != NULL && ssl != NULL && roots != NULL && domain != NULL, FALSE);

  g_autofree char *name = g_strdup_printf ("*@%s", domain);
  g_autoptr (CordonCallee) identity = cordon_callee_new_identity (name, -1, error);
  CordonSession *session = cordon_association_get_session (association);
  const CordonDtls *dtls = cordon_dtls_get (ssl);
  const CordonFingerprint *digests;
  gsize n = 0;

  if (!identity)
    return FALSE;
  if (!dtls || dtls->association != association || !SSL_is_init_finished (ssl)
      || !chain_holds (ssl, roots, domain, wall_us))
    {
      g_set_error (error, CORDON_ERROR, CORDON_ERROR_IDENTITY, "the peer's certificate does not prove %s",
                   domain);
      return FALSE;
    }
  digests = cordon_association_get_certificate (association, &n);
  if (cordon_session_identity_validated (session, identity, digests, n))
    return TRUE;
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_IDENTITY, "%s is not whom the connection is for", domain);
  return FALSE;
}
