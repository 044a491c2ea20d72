/* The two TLS extensions of RFC 8844: they tie a handshake to the SDP session and to the identity assertion in it, so
 * that neither can be replayed into another call (D-38). */

#include <openssl/evp.h>
#include <string.h>

#include "isolation/dtls_private.h"
#include "permissions/error.h"

#define EXTENSION_IDENTITY_HASH 55
#define EXTENSION_SESSION_ID 56
#define HASH_SIZE 32
#define TLS_ID_MIN 20
#define TLS_ID_MAX 255

static const unsigned int where = SSL_EXT_DTLS_ONLY | SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO
                                  | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;

/* Both bodies are one vector with a length octet in front. */
static int
write_vector (const void *data, gsize size, const unsigned char **out, size_t *out_size)
{
  guint8 *body = g_malloc (size + 1);

  body[0] = (guint8) size;
  if (size > 0)
    memcpy (body + 1, data, size);
  *out = body;
  *out_size = size + 1;
  return 1;
}

static gboolean
vector_is (const unsigned char *body, size_t size, const void *data, gsize data_size)
{
  return size == data_size + 1 && body[0] == data_size
         && (data_size == 0 || memcmp (body + 1, data, data_size) == 0);
}

static int
add_cb (SSL *ssl, unsigned int type, unsigned int context, const unsigned char **out, size_t *out_size,
        X509 *certificate, size_t chain_index, int *out_alert, void *unused)
{
  const CordonDtls *dtls = cordon_dtls_get (ssl);

  if (!dtls || !dtls->binding)
    return 0;
  if (type == EXTENSION_IDENTITY_HASH)
    return write_vector (dtls->local_hash, dtls->has_local_assertion ? HASH_SIZE : 0, out, out_size);
  if (!dtls->local_tls_id)
    return 0;
  return write_vector (dtls->local_tls_id, strlen (dtls->local_tls_id), out, out_size);
}

static void
free_cb (SSL *ssl, unsigned int type, unsigned int context, const unsigned char *out, void *unused)
{
  g_free ((gpointer) (guintptr) out);
}

/* Whether the body is one vector of a size that the extension may have: a hash or nothing, a tls-id. */
static gboolean
is_well_formed (unsigned int type, const unsigned char *in, size_t size)
{
  if (size == 0 || size != (size_t) in[0] + 1)
    return FALSE;
  return type == EXTENSION_IDENTITY_HASH ? in[0] == 0 || in[0] == HASH_SIZE : in[0] >= TLS_ID_MIN;
}

static gboolean
matches (CordonDtls *dtls, unsigned int type, const unsigned char *in, size_t size)
{
  if (type == EXTENSION_IDENTITY_HASH)
    {
      dtls->saw_identity_hash = TRUE;
      return vector_is (in, size, dtls->remote_hash, dtls->has_remote_assertion ? HASH_SIZE : 0);
    }
  dtls->saw_session_id = TRUE;
  return !dtls->remote_tls_id || vector_is (in, size, dtls->remote_tls_id, strlen (dtls->remote_tls_id));
}

static int
parse_cb (SSL *ssl, unsigned int type, unsigned int context, const unsigned char *in, size_t size,
          X509 *certificate, size_t chain_index, int *out_alert, void *unused)
{
  CordonDtls *dtls = cordon_dtls_get (ssl);

  if (!dtls || !dtls->binding)
    return 1;
  *out_alert = SSL_AD_DECODE_ERROR;
  if (is_well_formed (type, in, size))
    {
      if (matches (dtls, type, in, size))
        return 1;
      *out_alert = SSL_AD_ILLEGAL_PARAMETER;
    }
  if (dtls->association)
    cordon_association_abort (dtls->association, CORDON_SESSION_FAILURE_BINDING);
  return 0;
}

gboolean
cordon_dtls_add_binding (SSL_CTX *context)
{
  return SSL_CTX_add_custom_ext (context, EXTENSION_IDENTITY_HASH, where, add_cb, free_cb, NULL, parse_cb,
                                 NULL)
           == 1
         && SSL_CTX_add_custom_ext (context, EXTENSION_SESSION_ID, where, add_cb, free_cb, NULL, parse_cb,
                                    NULL)
              == 1;
}

gboolean
cordon_dtls_is_bound (const CordonDtls *dtls)
{
  if (!dtls->binding || !dtls->strict || (dtls->saw_session_id && dtls->saw_identity_hash))
    return TRUE;
  cordon_association_abort (dtls->association, CORDON_SESSION_FAILURE_BINDING);
  return FALSE;
}

void
cordon_dtls_clear_binding (CordonDtls *dtls)
{
  g_clear_pointer (&dtls->local_tls_id, g_free);
  g_clear_pointer (&dtls->remote_tls_id, g_free);
}

static gboolean
tls_id_fits (const char *tls_id)
{
  return !tls_id || (strlen (tls_id) >= TLS_ID_MIN && strlen (tls_id) <= TLS_ID_MAX);
}

/* The octets behind the base64 are hashed, so that padding makes no difference (RFC 8844 3.2). What is no base64 has
 * the hash of nothing, which no well-formed assertion has. */
static gboolean
hash (const char *assertion, guint8 *out_hash)
{
  g_autofree char *padded = NULL;
  g_autofree guchar *octets = NULL;
  gsize size = 0;

  if (!assertion)
    return TRUE;
  padded = g_strdup_printf ("%.*s===", (int) strcspn (assertion, "="), assertion);
  padded[strlen (padded) / 4 * 4] = '\0';
  octets = g_base64_decode (padded, &size);
  return EVP_Digest (octets, size, out_hash, NULL, EVP_sha256 (), NULL) == 1;
}

gboolean
cordon_dtls_bind (SSL *ssl, const CordonDtlsBinding *binding, GError **error)
{
  CordonDtls *dtls;

  g_return_val_if_fail (ssl != NULL, FALSE);
  g_return_val_if_fail (binding != NULL, FALSE);

  dtls = cordon_dtls_get (ssl);
  g_return_val_if_fail (dtls != NULL, FALSE);
  if (!tls_id_fits (binding->local_tls_id) || !tls_id_fits (binding->remote_tls_id))
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX, "a tls-id has 20 to 255 characters");
      return FALSE;
    }
  if (!hash (binding->local_assertion, dtls->local_hash)
      || !hash (binding->remote_assertion, dtls->remote_hash))
    return cordon_dtls_set_error (error, "to hash an assertion");
  cordon_dtls_clear_binding (dtls);
  dtls->local_tls_id = g_strdup (binding->local_tls_id);
  dtls->remote_tls_id = g_strdup (binding->remote_tls_id);
  dtls->has_local_assertion = binding->local_assertion != NULL;
  dtls->has_remote_assertion = binding->remote_assertion != NULL;
  dtls->strict = binding->strict;
  dtls->binding = TRUE;
  return TRUE;
}
