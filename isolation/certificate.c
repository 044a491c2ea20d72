#include "isolation/certificate.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#include "isolation/dtls_private.h"
#include "permissions/error.h"

#define SERIAL_SIZE 16
#define NAME_SIZE 16

struct _CordonCertificate
{
  gatomicrefcount n_refs;
  EVP_PKEY *key;
  X509 *x509;
  char *origin;
  char handle[CORDON_CERTIFICATE_HANDLE_SIZE + 1];
  gint64 expires_wall_us;
};

static gboolean
random_hex (char *out, gsize n_bytes)
{
  guint8 bytes[32];

  g_return_val_if_fail (n_bytes <= sizeof bytes, FALSE);
  if (RAND_bytes (bytes, (int) n_bytes) != 1)
    return FALSE;
  for (gsize i = 0; i < n_bytes; i++)
    g_snprintf (out + 2 * i, 3, "%02x", bytes[i]);
  return TRUE;
}

static gboolean
set_serial (X509 *x509)
{
  guint8 bytes[SERIAL_SIZE];
  BIGNUM *number;
  gboolean set;

  if (RAND_bytes (bytes, sizeof bytes) != 1)
    return FALSE;
  /* Positive, and never shorter than it looks. */
  bytes[0] = (guint8) ((bytes[0] & 0x7f) | 0x40);
  number = BN_bin2bn (bytes, sizeof bytes, NULL);
  set = number && BN_to_ASN1_INTEGER (number, X509_get_serialNumber (x509)) != NULL;
  BN_free (number);
  return set;
}

static gboolean
set_name (X509 *x509)
{
  X509_NAME *name = X509_get_subject_name (x509);
  char text[2 * NAME_SIZE + 1];

  return random_hex (text, NAME_SIZE)
         && X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const unsigned char *) text, -1, -1, 0)
              == 1
         && X509_set_issuer_name (x509, name) == 1;
}

static gint64
round_to_day (gint64 wall_us, gboolean up)
{
  const gint64 days = wall_us / CORDON_DAY_US + (up && wall_us % CORDON_DAY_US != 0 ? 1 : 0);

  return days * CORDON_DAY_US / G_USEC_PER_SEC;
}

/*
 * Whole days, and the beginning a day back: a peer with a slow clock sees a valid certificate, and two that were minted
 * in the same moment for two sites do not tell so. The lifetime is kept here, not by the peer (D-30, D-31).
 */
static gboolean
set_times (X509 *x509, gint64 wall_us, gint64 expires_wall_us)
{
  const gint64 begin = round_to_day (wall_us - CORDON_DAY_US, FALSE);
  const gint64 end = round_to_day (expires_wall_us, TRUE);

  return ASN1_TIME_set (X509_getm_notBefore (x509), (time_t) begin) != NULL
         && ASN1_TIME_set (X509_getm_notAfter (x509), (time_t) end) != NULL;
}

static gboolean
fill (CordonCertificate *certificate, gint64 wall_us)
{
  certificate->key = EVP_EC_gen ("P-256");
  certificate->x509 = X509_new ();
  return certificate->key && certificate->x509
         && random_hex (certificate->handle, CORDON_CERTIFICATE_HANDLE_SIZE / 2)
         && X509_set_version (certificate->x509, X509_VERSION_3) == 1 && set_serial (certificate->x509)
         && set_name (certificate->x509)
         && set_times (certificate->x509, wall_us, certificate->expires_wall_us)
         && X509_set_pubkey (certificate->x509, certificate->key) == 1
         && X509_sign (certificate->x509, certificate->key, EVP_sha256 ()) > 0;
}

CordonCertificate *
cordon_certificate_mint (const char *origin, gint64 lifetime_us, gint64 wall_us, GError **error)
{
  g_autoptr (CordonCertificate) certificate = NULL;

  g_return_val_if_fail (origin != NULL, NULL);
  g_return_val_if_fail (lifetime_us >= 0, NULL);

  if (lifetime_us == 0)
    lifetime_us = CORDON_CERTIFICATE_DEFAULT_US;
  certificate = g_new0 (CordonCertificate, 1);
  g_atomic_ref_count_init (&certificate->n_refs);
  certificate->origin = g_strdup (origin);
  certificate->expires_wall_us = wall_us + MIN (lifetime_us, CORDON_CERTIFICATE_MAX_US);
  if (!fill (certificate, wall_us))
    {
      cordon_dtls_set_error (error, "to mint a certificate");
      return NULL;
    }
  return g_steal_pointer (&certificate);
}

CordonCertificate *
cordon_certificate_ref (CordonCertificate *certificate)
{
  g_return_val_if_fail (certificate != NULL, NULL);
  g_atomic_ref_count_inc (&certificate->n_refs);
  return certificate;
}

void
cordon_certificate_unref (CordonCertificate *certificate)
{
  if (!certificate || !g_atomic_ref_count_dec (&certificate->n_refs))
    return;
  EVP_PKEY_free (certificate->key);
  X509_free (certificate->x509);
  g_free (certificate->origin);
  g_free (certificate);
}

const char *
cordon_certificate_get_handle (const CordonCertificate *certificate)
{
  g_return_val_if_fail (certificate != NULL, "");
  return certificate->handle;
}

const char *
cordon_certificate_get_origin (const CordonCertificate *certificate)
{
  g_return_val_if_fail (certificate != NULL, "");
  return certificate->origin;
}

gint64
cordon_certificate_get_expires (const CordonCertificate *certificate)
{
  g_return_val_if_fail (certificate != NULL, 0);
  return certificate->expires_wall_us;
}

gboolean
cordon_certificate_get_fingerprint (const CordonCertificate *certificate, CordonHash hash,
                                    CordonFingerprint *out)
{
  CordonFingerprint digests[CORDON_CERTIFICATE_MAX_DIGESTS];
  gsize n;

  g_return_val_if_fail (certificate != NULL && out != NULL, FALSE);

  n = cordon_dtls_digests (certificate->x509, digests);
  for (gsize i = 0; i < n; i++)
    if (digests[i].hash == hash)
      {
        *out = digests[i];
        return TRUE;
      }
  return FALSE;
}

gboolean
cordon_certificate_may_use (const CordonCertificate *certificate, const char *origin, gint64 wall_us,
                            GError **error)
{
  g_return_val_if_fail (certificate != NULL && origin != NULL, FALSE);

  if (strcmp (certificate->origin, origin) != 0)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE,
                           "the certificate was made for another origin");
      return FALSE;
    }
  if (wall_us >= certificate->expires_wall_us)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE, "the certificate has expired");
      return FALSE;
    }
  return TRUE;
}

gboolean
cordon_certificate_install (const CordonCertificate *certificate, SSL *ssl, GError **error)
{
  g_return_val_if_fail (certificate != NULL && ssl != NULL, FALSE);

  if (SSL_use_certificate (ssl, certificate->x509) == 1 && SSL_use_PrivateKey (ssl, certificate->key) == 1)
    return TRUE;
  return cordon_dtls_set_error (error, "the certificate");
}
