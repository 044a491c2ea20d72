/* Packets that claim to answer a consent check: none that was not keyed may renew consent or revoke it. */

#include <stdint.h>

#include "isolation/consent_check.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (CordonFreshness) freshness = cordon_freshness_new (0, NULL);
  g_autoptr (CordonConsentCheck)
    check = cordon_consent_check_new (freshness, "a:b", "a password of the session", NULL);
  guint8 packet[CORDON_CONSENT_CHECK_MAX_SIZE];

  cordon_freshness_pair_validated (freshness, 0);
  g_assert (cordon_consent_check_write (check, packet, 1) > 0);
  g_assert (!cordon_consent_check_read (check, data, size, TRUE, 2));
  g_assert (cordon_freshness_get_state (freshness, 3) == CORDON_FRESHNESS_GRANTED);
  return 0;
}
