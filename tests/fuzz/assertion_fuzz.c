/* Assertions and contents: JSON of peers and providers. What is accepted survives being written again. */

#include <stdint.h>
#include <string.h>

#include "isolation/assertion.h"
#include "isolation/identity.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_value (const char *value)
{
  g_auto (CordonAssertion) assertion = { 0 };
  g_auto (CordonAssertion) again = { 0 };
  g_autofree char *written = NULL;
  g_autofree char *url = NULL;

  if (!cordon_assertion_parse (value, &assertion, NULL))
    return;
  written = cordon_assertion_to_value (&assertion);
  g_assert (cordon_assertion_parse (written, &again, NULL));
  g_assert (strcmp (assertion.domain, again.domain) == 0
            && strcmp (assertion.assertion, again.assertion) == 0);
  url = cordon_idp_build_url (assertion.domain, assertion.protocol, NULL);
  g_assert (!url || g_str_has_prefix (url, "https://"));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *encoded = g_base64_encode (data, size);
  g_autoptr (GArray) contents = cordon_assertion_parse_contents ((const char *) data, (gssize) size, NULL);
  const CordonFingerprint print = { .hash = CORDON_HASH_SHA_256 };
  g_autoptr (CordonCallee)
    callee = cordon_identity_judge (text, text, "idp.example", NULL, &print, 1, NULL, NULL);

  try_value (text);
  try_value (encoded);
  if (contents)
    {
      g_autofree char *json = cordon_assertion_write_contents (
        (const CordonFingerprint *) (gpointer) contents->data, contents->len);
      g_autoptr (GArray) again = cordon_assertion_parse_contents (json, -1, NULL);

      g_assert (again && again->len == contents->len);
    }
  /* No text is an identity and its own proof. */
  g_assert (!callee);
  return 0;
}
