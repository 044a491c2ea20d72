/* Label lists of a ClientHello, and what a server makes of them. */

#include <stdint.h>
#include <string.h>

#include "isolation/association.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  CordonAlpnSet set = CORDON_ALPN_SET_NONE;
  const gboolean has_alpn = cordon_alpn_extension_parse (data, size, &set);

  g_assert ((set & ~CORDON_ALPN_SET_BOTH) == 0);
  for (int required = 0; required < 2; required++)
    {
      g_autoptr (CordonSession) session = cordon_session_new (NULL);
      CordonAssociation *association = cordon_session_add_association (session, CORDON_DTLS_SERVER);
      CordonAlpn selected = CORDON_ALPN_NONE;

      if (required)
        cordon_session_require_confidential (session);
      cordon_association_begin (association, NULL);
      if (!cordon_association_answer (association, has_alpn, set, &selected))
        continue;
      /* Only what was offered, and never less than what is required. */
      g_assert (selected == CORDON_ALPN_NONE ? !has_alpn && !required
                                             : (set & CORDON_ALPN_BIT (selected)) != 0);
      g_assert (!required || selected == CORDON_ALPN_C_WEBRTC);
    }
  if (size > 0)
    {
      g_autoptr (CordonSession) session = cordon_session_new (NULL);
      CordonAssociation *association = cordon_session_add_association (session, CORDON_DTLS_CLIENT);

      cordon_session_require_confidential (session);
      cordon_association_begin (association, NULL);
      g_assert (cordon_association_selected (association, data, size)
                == (size == 8 && memcmp (data, "c-webrtc", 8) == 0));
    }
  return 0;
}
