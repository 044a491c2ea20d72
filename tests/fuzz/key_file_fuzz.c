#include <string.h>

#include "storage/key_file_private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint8 key[CORDON_MAC_KEY_SIZE] = { 0 };
  guint8 again[CORDON_MAC_KEY_SIZE] = { 0 };

  if (cordon_key_file_parse ((const char *) data, size, key))
    g_assert_true (cordon_key_file_parse ((const char *) data, size, again)
                   && memcmp (key, again, sizeof key) == 0);
  else
    g_assert_cmpmem (key, sizeof key, again, sizeof again);
  return 0;
}
