#include "isolation/alpn.h"

#include <string.h>

static const char *const names[] = {
  [CORDON_ALPN_NONE] = "",
  [CORDON_ALPN_WEBRTC] = "webrtc",
  [CORDON_ALPN_C_WEBRTC] = "c-webrtc",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_ALPNS);
G_STATIC_ASSERT (sizeof "webrtc" + sizeof "c-webrtc" <= CORDON_ALPN_LIST_MAX_SIZE);

const char *
cordon_alpn_to_string (CordonAlpn alpn)
{
  g_return_val_if_fail ((guint) alpn < CORDON_N_ALPNS, "");
  return names[alpn];
}

CordonAlpn
cordon_alpn_from_octets (const guint8 *octets, gsize size)
{
  g_return_val_if_fail (octets != NULL || size == 0, CORDON_ALPN_NONE);

  for (guint i = CORDON_ALPN_WEBRTC; i < CORDON_N_ALPNS; i++)
    if (strlen (names[i]) == size && memcmp (names[i], octets, size) == 0)
      return (CordonAlpn) i;
  return CORDON_ALPN_NONE;
}

gsize
cordon_alpn_list_write (CordonAlpnSet set, guint8 out_list[CORDON_ALPN_LIST_MAX_SIZE])
{
  gsize used = 0;

  g_return_val_if_fail (out_list != NULL, 0);

  for (guint i = CORDON_ALPN_WEBRTC; i < CORDON_N_ALPNS; i++)
    if (set & CORDON_ALPN_BIT (i))
      {
        const gsize length = strlen (names[i]);

        out_list[used] = (guint8) length;
        memcpy (out_list + used + 1, names[i], length);
        used += length + 1;
      }
  return used;
}

gboolean
cordon_alpn_list_parse (const guint8 *list, gsize size, CordonAlpnSet *out_set)
{
  CordonAlpnSet set = CORDON_ALPN_SET_NONE;

  g_return_val_if_fail (list != NULL || size == 0, FALSE);
  g_return_val_if_fail (out_set != NULL, FALSE);

  if (size == 0)
    return FALSE;
  for (gsize at = 0; at < size;)
    {
      const gsize length = list[at];

      if (length == 0 || length > size - at - 1)
        return FALSE;
      /* An unknown name sets the bit of "none", which no set of ours asks for. */
      set |= CORDON_ALPN_BIT (cordon_alpn_from_octets (list + at + 1, length));
      at += length + 1;
    }
  *out_set = set & CORDON_ALPN_SET_BOTH;
  return TRUE;
}

gboolean
cordon_alpn_extension_parse (const guint8 *body, gsize size, CordonAlpnSet *out_set)
{
  g_return_val_if_fail (body != NULL || size == 0, FALSE);

  if (size < 2 || (gsize) (body[0] << 8 | body[1]) != size - 2)
    return FALSE;
  return cordon_alpn_list_parse (body + 2, size - 2, out_set);
}
