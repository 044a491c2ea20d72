#include "tests/interop/call/plain_key.h"

#include <openssl/pem.h>
#include <stdio.h>

#include "isolation/dtls.h"

struct _PlainKey
{
  EVP_PKEY *key;
  X509 *certificate;
};

static X509 *
make_certificate (EVP_PKEY *key)
{
  X509 *certificate = X509_new ();
  X509_NAME *name = X509_get_subject_name (certificate);

  ASN1_INTEGER_set (X509_get_serialNumber (certificate), 1);
  X509_gmtime_adj (X509_getm_notBefore (certificate), -86400);
  X509_gmtime_adj (X509_getm_notAfter (certificate), 86400 * 30);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const unsigned char *) "WebRTC", -1, -1, 0);
  X509_set_issuer_name (certificate, name);
  X509_set_pubkey (certificate, key);
  X509_sign (certificate, key, EVP_sha256 ());
  return certificate;
}

PlainKey *
plain_key_open (const char *path)
{
  PlainKey *key = g_new0 (PlainKey, 1);
  FILE *file = fopen (path, "r");

  if (file)
    {
      key->key = PEM_read_PrivateKey (file, NULL, NULL, NULL);
      key->certificate = PEM_read_X509 (file, NULL, NULL, NULL);
    }
  else
    {
      key->key = EVP_EC_gen ("P-256");
      key->certificate = make_certificate (key->key);
      file = fopen (path, "w");
      PEM_write_PrivateKey (file, key->key, NULL, NULL, 0, NULL, NULL);
      PEM_write_X509 (file, key->certificate);
    }
  fclose (file);
  if (!key->key || !key->certificate)
    g_error ("%s has no key", path);
  return key;
}

void
plain_key_free (PlainKey *key)
{
  if (!key)
    return;
  EVP_PKEY_free (key->key);
  X509_free (key->certificate);
  g_free (key);
}

void
plain_key_install (const PlainKey *key, SSL *ssl)
{
  SSL_use_certificate (ssl, key->certificate);
  SSL_use_PrivateKey (ssl, key->key);
}

void
plain_key_get_fingerprint (const PlainKey *key, CordonFingerprint *out_fingerprint)
{
  CordonFingerprint digests[CORDON_CERTIFICATE_MAX_DIGESTS];
  const gsize n = cordon_dtls_digests (key->certificate, digests);

  for (gsize i = 0; i < n; i++)
    if (digests[i].hash == CORDON_HASH_SHA_256)
      *out_fingerprint = digests[i];
}
