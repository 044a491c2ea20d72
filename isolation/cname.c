#include "isolation/cname.h"

#include <openssl/rand.h>

#include "permissions/error.h"

char *
cordon_cname_new (GError **error)
{
  guint8 bits[CORDON_CNAME_N_BITS / 8];

  if (RAND_bytes (bits, sizeof bits) != 1)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_FAILED, "no random bits for a CNAME");
      return NULL;
    }
  return g_base64_encode (bits, sizeof bits);
}
