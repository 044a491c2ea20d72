#include "isolation/entropy.h"

#include <sys/random.h>

gboolean
cordon_entropy_fill (const CordonEntropy *entropy, guint8 *out, gsize size)
{
  g_return_val_if_fail (out != NULL || size == 0, FALSE);

  if (entropy && entropy->fill)
    return entropy->fill (out, size, entropy->data);
  /* Up to 256 octets come whole (getrandom(2)); nothing here asks for more. */
  g_return_val_if_fail (size <= 256, FALSE);
  return getrandom (out, size, 0) == (gssize) size;
}
