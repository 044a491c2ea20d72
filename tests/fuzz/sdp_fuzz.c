/* Descriptions of peers: what is read of them must be complete, and lines must agree with the whole. */

#include <stdint.h>
#include <string.h>

#include "isolation/sdp.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (CordonSdp) sdp = cordon_sdp_read ((const char *) data, (gssize) size, NULL);
  g_autoptr (GPtrArray) extensions = NULL;
  g_autofree char *identity = cordon_sdp_parse_identity ((const char *) data, (gssize) size, &extensions,
                                                         NULL);
  g_autofree char *tls_id = cordon_sdp_parse_tls_id ((const char *) data, (gssize) size, NULL);
  CordonFingerprint fingerprint;
  gsize n = 0;

  if (sdp)
    {
      const CordonFingerprint *list = cordon_sdp_get_fingerprints (sdp, &n);

      g_assert (n <= CORDON_FINGERPRINTS_MAX && cordon_sdp_has_fingerprint (sdp) == (n > 0));
      for (gsize i = 0; i < n; i++)
        g_assert (cordon_fingerprint_equal (&list[i], &list[i]));
    }
  if (cordon_sdp_parse_fingerprint ((const char *) data, (gssize) size, &fingerprint, NULL))
    {
      g_autofree char *text = cordon_fingerprint_to_string (&fingerprint);
      CordonFingerprint again;

      g_assert (cordon_fingerprint_parse (text, -1, &again, NULL)
                && cordon_fingerprint_equal (&fingerprint, &again));
    }
  g_assert (!tls_id || strlen (tls_id) >= 20);
  return 0;
}
