#include "isolation/dtls.h"

#include <openssl/err.h>
#include <string.h>

#include "isolation/dtls_private.h"
#include "permissions/error.h"

/* Forward secrecy always, authenticated encryption always (D-35); no NULL cipher can stand here (D-36). */
static const char ciphers[] =
  "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
  "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305";
static const char groups[] = "P-256:X25519:P-384";
static const char srtp_profiles[] = "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80";

/* Resumption would skip the certificate, renegotiation would replace it. */
static const guint64 options = SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION
                               | SSL_OP_CIPHER_SERVER_PREFERENCE
                               | SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION;

gboolean
cordon_dtls_set_error (GError **error, const char *what)
{
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_DTLS, "the TLS library refused %s", what);
  return FALSE;
}

static void
dtls_free (void *parent, void *data, CRYPTO_EX_DATA *ex, int index, long argument, void *pointer)
{
  CordonDtls *dtls = data;

  if (!dtls)
    return;
  cordon_dtls_clear_binding (dtls);
  g_free (dtls);
}

/* OpenSSL numbers ex_data for the process; the number is constant once drawn. */
static int
data_index (void)
{
  static gsize index_plus_one;

  if (g_once_init_enter (&index_plus_one))
    {
      const int index = SSL_get_ex_new_index (0, NULL, NULL, NULL, dtls_free);

      g_once_init_leave (&index_plus_one, (gsize) index + 1);
    }
  return (int) index_plus_one - 1;
}

CordonDtls *
cordon_dtls_get (const SSL *ssl)
{
  return SSL_get_ex_data (ssl, data_index ());
}

static guint8
session_alert (const CordonAssociation *association)
{
  const CordonSession *session = cordon_association_get_session (association);

  return cordon_session_failure_get_alert (cordon_session_get_failure (session));
}

/* Server: the whole decision is taken here, before anything is answered; a client without ALPN is seen here too. */
static int
client_hello_cb (SSL *ssl, int *out_alert, void *unused)
{
  CordonDtls *dtls = cordon_dtls_get (ssl);
  const unsigned char *body = NULL;
  size_t size = 0;
  CordonAlpnSet offered = CORDON_ALPN_SET_NONE;
  gboolean has_alpn;

  if (!dtls)
    return SSL_CLIENT_HELLO_SUCCESS;
  *out_alert = SSL_AD_INTERNAL_ERROR;
  if (!dtls->association || cordon_association_get_role (dtls->association) != CORDON_DTLS_SERVER)
    return SSL_CLIENT_HELLO_ERROR;
  has_alpn = SSL_client_hello_get0_ext (ssl, TLSEXT_TYPE_application_layer_protocol_negotiation, &body, &size)
             == 1;
  if (has_alpn && !cordon_alpn_extension_parse (body, size, &offered))
    {
      *out_alert = SSL_AD_DECODE_ERROR;
      return SSL_CLIENT_HELLO_ERROR;
    }
  if (dtls->answered)
    return SSL_CLIENT_HELLO_SUCCESS;
  if (!cordon_association_begin (dtls->association, NULL)
      || !cordon_association_answer (dtls->association, has_alpn, offered, &dtls->answer))
    {
      *out_alert = session_alert (dtls->association);
      return SSL_CLIENT_HELLO_ERROR;
    }
  dtls->answered = TRUE;
  return SSL_CLIENT_HELLO_SUCCESS;
}

static int
alpn_select_cb (SSL *ssl, const unsigned char **out_label, unsigned char *out_size, const unsigned char *list,
                unsigned int list_size, void *unused)
{
  const CordonDtls *dtls = cordon_dtls_get (ssl);
  const char *label;

  if (!dtls)
    return SSL_TLSEXT_ERR_NOACK;
  if (dtls->answer == CORDON_ALPN_NONE)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  label = cordon_alpn_to_string (dtls->answer);
  *out_label = (const unsigned char *) label;
  *out_size = (unsigned char) strlen (label);
  return SSL_TLSEXT_ERR_OK;
}

static gboolean
report_selected (CordonDtls *dtls, const SSL *ssl)
{
  const unsigned char *label = NULL;
  unsigned int size = 0;

  if (cordon_association_get_state (dtls->association) != CORDON_ASSOCIATION_BEGUN)
    return cordon_association_get_state (dtls->association) == CORDON_ASSOCIATION_LABELLED;
  SSL_get0_alpn_selected (ssl, &label, &size);
  return cordon_association_selected (dtls->association, label, size);
}

/* Client: the library calls this when all extensions of the ServerHello are read; it is the one place before the
 * certificate where an alert of our choice can be sent. */
static int
server_name_cb (SSL *ssl, int *out_alert, void *unused)
{
  CordonDtls *dtls = cordon_dtls_get (ssl);

  if (!dtls || SSL_is_server (ssl))
    return SSL_TLSEXT_ERR_NOACK;
  *out_alert = SSL_AD_INTERNAL_ERROR;
  if (!dtls->association)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  if (!report_selected (dtls, ssl))
    {
      *out_alert = session_alert (dtls->association);
      return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
  return SSL_TLSEXT_ERR_OK;
}

static void
prepared_free (void *parent, void *data, CRYPTO_EX_DATA *ex, int index, long argument, void *pointer)
{
  EVP_MD_free (data);
}

static int
prepared_index (void)
{
  static gsize index_plus_one;

  if (g_once_init_enter (&index_plus_one))
    {
      const int index = SSL_CTX_get_ex_new_index (0, NULL, NULL, NULL, prepared_free);

      g_once_init_leave (&index_plus_one, (gsize) index + 1);
    }
  return (int) index_plus_one - 1;
}

/*
 * Of the hashes that @session asks for; of all where it is NULL. @sha_256: (nullable): at hand already: OpenSSL looks
 * for an implementation each time that it is only given the name. The certificate is encoded once for all.
 */
static gsize
write_digests (const X509 *certificate, const CordonSession *session, const EVP_MD *sha_256,
               CordonFingerprint *out_digests)
{
  static const struct
  {
    CordonHash hash;
    const EVP_MD *(*method) (void);
  } methods[] = {
    { CORDON_HASH_SHA_512, EVP_sha512 }, { CORDON_HASH_SHA_384, EVP_sha384 },
    { CORDON_HASH_SHA_256, EVP_sha256 }, { CORDON_HASH_SHA_224, EVP_sha224 },
    { CORDON_HASH_SHA_1, EVP_sha1 },
  };
  unsigned char *octets = NULL;
  const int n_octets = i2d_X509 (certificate, &octets);
  gsize n = 0;

  G_STATIC_ASSERT (G_N_ELEMENTS (methods) == CORDON_N_HASHES - 1);

  for (gsize i = 0; n_octets > 0 && i < G_N_ELEMENTS (methods); i++)
    {
      const gboolean is_sha_256 = methods[i].hash == CORDON_HASH_SHA_256;
      const EVP_MD *method = is_sha_256 && sha_256 ? sha_256 : methods[i].method ();
      unsigned int size = 0;

      if (session && !cordon_session_wants_hash (session, methods[i].hash))
        continue;
      memset (&out_digests[n], 0, sizeof out_digests[n]);
      if (EVP_Digest (octets, (size_t) n_octets, out_digests[n].digest, &size, method, NULL) != 1
          || size != cordon_hash_get_size (methods[i].hash))
        continue;
      out_digests[n++].hash = methods[i].hash;
    }
  OPENSSL_free (octets);
  return n;
}

gsize
cordon_dtls_digests (const X509 *certificate, CordonFingerprint out_digests[CORDON_CERTIFICATE_MAX_DIGESTS])
{
  g_return_val_if_fail (certificate != NULL, 0);
  return write_digests (certificate, NULL, NULL, out_digests);
}

static gboolean
report_certificate (CordonDtls *dtls, const SSL *ssl, const X509 *certificate)
{
  const CordonSession *session = cordon_association_get_session (dtls->association);
  const EVP_MD *sha_256 = SSL_CTX_get_ex_data (SSL_get_SSL_CTX (ssl), prepared_index ());
  CordonFingerprint digests[CORDON_CERTIFICATE_MAX_DIGESTS];

  if (!SSL_is_server (ssl) && !report_selected (dtls, ssl))
    return FALSE;
  return cordon_association_certificate (dtls->association, digests,
                                         write_digests (certificate, session, sha_256, digests));
}

/* Instead of the library's verification: chains, names and times do not count here (RFC 8122), the fingerprint does.
 * The error maps to bad_certificate (D-12). */
static int
verify_cb (X509_STORE_CTX *store, void *unused)
{
  const SSL *ssl = X509_STORE_CTX_get_ex_data (store, SSL_get_ex_data_X509_STORE_CTX_idx ());
  CordonDtls *dtls = cordon_dtls_get (ssl);
  const X509 *certificate = X509_STORE_CTX_get0_cert (store);

  if (!dtls)
    return X509_verify_cert (store);
  if (!dtls->association || !certificate || !report_certificate (dtls, ssl, certificate)
      || !cordon_dtls_is_bound (dtls))
    {
      X509_STORE_CTX_set_error (store, X509_V_ERR_CERT_REJECTED);
      return 0;
    }
  X509_STORE_CTX_set_error (store, X509_V_OK);
  return 1;
}

gboolean
cordon_dtls_prepare (SSL_CTX *context, GError **error)
{
  EVP_MD *sha_256;

  g_return_val_if_fail (context != NULL, FALSE);

  SSL_CTX_set_client_hello_cb (context, client_hello_cb, NULL);
  SSL_CTX_set_alpn_select_cb (context, alpn_select_cb, NULL);
  SSL_CTX_set_tlsext_servername_callback (context, server_name_cb);
  SSL_CTX_set_cert_verify_callback (context, verify_cb, NULL);
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options (context, options);
  if (SSL_CTX_set_cipher_list (context, ciphers) != 1)
    return cordon_dtls_set_error (error, "the cipher list");
  if (SSL_CTX_set1_groups_list (context, groups) != 1)
    return cordon_dtls_set_error (error, "the key exchange groups");
  /* This one returns 0 for success. */
  if (SSL_CTX_set_tlsext_use_srtp (context, srtp_profiles) != 0)
    return cordon_dtls_set_error (error, "the SRTP profiles");
  if (!cordon_dtls_add_binding (context))
    return cordon_dtls_set_error (error, "the extensions that bind a handshake to its session");
  if (SSL_CTX_get_ex_data (context, prepared_index ()))
    return TRUE;
  sha_256 = EVP_MD_fetch (NULL, "SHA2-256", NULL);
  if (!sha_256 || SSL_CTX_set_ex_data (context, prepared_index (), sha_256) != 1)
    {
      EVP_MD_free (sha_256);
      return cordon_dtls_set_error (error, "a mark on the context");
    }
  return TRUE;
}

/* The lists are the context's, made once; an SSL that was given another list gets this one back. */
static gboolean
set_policy (SSL *ssl, GError **error)
{
  SSL_CTX *context = SSL_get_SSL_CTX (ssl);

  if (!SSL_CTX_get_ex_data (context, prepared_index ()))
    return cordon_dtls_set_error (error, "a context that was not prepared");
  SSL_set_options (ssl, options);
  SSL_set_verify (ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  if (SSL_set_min_proto_version (ssl, DTLS1_2_VERSION) != 1)
    return cordon_dtls_set_error (error, "DTLS 1.2 as the lowest version");
  if (SSL_get_ciphers (ssl) != SSL_CTX_get_ciphers (context) && SSL_set_cipher_list (ssl, ciphers) != 1)
    return cordon_dtls_set_error (error, "the cipher list");
  return TRUE;
}

static gboolean
offer_labels (CordonAssociation *association, SSL *ssl, GError **error)
{
  CordonAlpnSet labels = CORDON_ALPN_SET_NONE;
  guint8 list[CORDON_ALPN_LIST_MAX_SIZE];
  gsize size;

  if (!cordon_association_begin (association, &labels))
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE, "the session may not begin a handshake");
      return FALSE;
    }
  size = cordon_alpn_list_write (labels, list);
  /* This one, too, returns 0 for success. */
  if (SSL_set_alpn_protos (ssl, list, (unsigned int) size) != 0)
    return cordon_dtls_set_error (error, "the list of labels");
  return TRUE;
}

gboolean
cordon_dtls_configure (CordonAssociation *association, SSL *ssl, GError **error)
{
  CordonDtls *dtls;

  g_return_val_if_fail (association != NULL, FALSE);
  g_return_val_if_fail (ssl != NULL, FALSE);
  g_return_val_if_fail (cordon_dtls_get (ssl) == NULL, FALSE);

  if (!SSL_is_dtls (ssl))
    return cordon_dtls_set_error (error, "media over a transport that is not DTLS");
  if (!set_policy (ssl, error))
    return FALSE;
  dtls = g_new0 (CordonDtls, 1);
  dtls->association = association;
  if (SSL_set_ex_data (ssl, data_index (), dtls) != 1)
    {
      g_free (dtls);
      return cordon_dtls_set_error (error, "a place for the association");
    }
  if (cordon_association_get_role (association) == CORDON_DTLS_CLIENT)
    {
      SSL_set_connect_state (ssl);
      return offer_labels (association, ssl, error);
    }
  SSL_set_accept_state (ssl);
  return TRUE;
}

void
cordon_dtls_forget (SSL *ssl)
{
  CordonDtls *dtls;

  g_return_if_fail (ssl != NULL);

  dtls = cordon_dtls_get (ssl);
  if (dtls)
    dtls->association = NULL;
}

gboolean
cordon_dtls_report (CordonAssociation *association, SSL *ssl)
{
  const CordonDtls *dtls;

  g_return_val_if_fail (association != NULL, FALSE);
  g_return_val_if_fail (ssl != NULL, FALSE);

  dtls = cordon_dtls_get (ssl);
  if (!dtls || dtls->association != association || !SSL_is_init_finished (ssl))
    {
      cordon_association_abort (association, CORDON_SESSION_FAILURE_ORDER);
      return FALSE;
    }
  /* A resumed session showed no certificate; options forbid it, an embedder could still force it. */
  if (SSL_session_reused (ssl))
    {
      cordon_association_abort (association, CORDON_SESSION_FAILURE_CERTIFICATE);
      return FALSE;
    }
  return cordon_association_connected (association);
}

guint8
cordon_dtls_failed (CordonAssociation *association, SSL *ssl)
{
  const unsigned long code = ERR_peek_last_error ();
  const int reason = ERR_GET_REASON (code);
  guint8 alert = 0;

  g_return_val_if_fail (association != NULL, 0);
  g_return_val_if_fail (ssl != NULL, 0);

  if (ERR_GET_LIB (code) == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET
      && reason < SSL_AD_REASON_OFFSET + 256)
    alert = (guint8) (reason - SSL_AD_REASON_OFFSET);
  if ((SSL_get_shutdown (ssl) & SSL_RECEIVED_SHUTDOWN) && alert == 0)
    cordon_association_closed (association);
  else
    cordon_association_failed (association, alert);
  return alert;
}

gboolean
cordon_dtls_get_facts (const SSL *ssl, CordonDtlsFacts *out_facts)
{
  const SSL_CIPHER *cipher;
  const SRTP_PROTECTION_PROFILE *profile;
  const CordonDtls *dtls;
  CordonDtlsFacts facts = { 0 };
  int exchange;

  g_return_val_if_fail (ssl != NULL && out_facts != NULL, FALSE);

  cipher = SSL_get_current_cipher (ssl);
  dtls = cordon_dtls_get (ssl);
  if (!SSL_is_init_finished (ssl) || !cipher || !dtls)
    return FALSE;
  exchange = SSL_CIPHER_get_kx_nid (cipher);
  facts.version = SSL_get_version (ssl);
  facts.cipher = SSL_CIPHER_get_name (cipher);
  facts.forward_secret = exchange == NID_kx_ecdhe || exchange == NID_kx_dhe || exchange == NID_kx_any;
  facts.authenticated_encryption = SSL_CIPHER_is_aead (cipher) == 1;
  facts.bound = dtls->saw_session_id && dtls->saw_identity_hash;
  if (dtls->association)
    facts.label = cordon_association_get_label (dtls->association);
  /* The getter takes a pointer to non-const and changes nothing. */
  profile = SSL_get_selected_srtp_profile ((SSL *) (guintptr) ssl);
  facts.srtp_profile = profile ? profile->name : NULL;
  *out_facts = facts;
  return TRUE;
}
