/* ICE candidates of peers and pages, and what policies make of them. */

#include <stdint.h>
#include <string.h>

#include "isolation/address_policy.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_auto (CordonCandidate) candidate = { 0 };
  g_auto (CordonCandidate) again = { 0 };
  g_autofree char *text = NULL;

  if (!cordon_candidate_parse ((const char *) data, (gssize) size, &candidate, NULL))
    return 0;
  text = cordon_candidate_to_string (&candidate);
  g_assert (cordon_candidate_parse (text, -1, &again, NULL));
  for (guint mode = 0; mode < CORDON_N_ADDRESS_MODES; mode++)
    for (guint bits = 0; bits < 8; bits++)
      {
        const CordonAddressPolicy policy = { (CordonAddressMode) mode, bits & 1, bits & 2, bits & 4 };
        const CordonInterfaceFacts facts = { TRUE, TRUE, TRUE };
        g_autoptr (CordonMdnsNames) names = cordon_mdns_names_new (NULL);
        g_auto (CordonCandidate) shown = { 0 };

        cordon_address_policy_may_use_remote (&policy, &candidate);
        if (!cordon_address_policy_expose (&policy, &candidate, &facts, names, &shown))
          continue;
        g_assert (!policy.relay_only || shown.type == CORDON_CANDIDATE_RELAY);
        g_assert (!policy.hide_private || shown.type == CORDON_CANDIDATE_RELAY
                  || !cordon_address_is_private (shown.address));
      }
  return 0;
}
