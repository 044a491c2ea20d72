/*
 * Where Cordon follows a requirement row, or a decision in the design, rather than a case. The one place for it.
 */

#include <string.h>

#include "tests/vectors/vectors.h"

static gboolean
is_data_or_about (VectorCase *vector)
{
  const char *url = vector_member_string (vector_get_object (vector), "url");

  return url && (g_str_has_prefix (url, "data:") || g_str_has_prefix (url, "about:"));
}

/* The provider failed, and what it said is kept. */
static gboolean
is_offer_with_failing_provider (VectorCase *vector)
{
  return g_strcmp0 (vector_member_string (vector_get_object (vector), "call"), "createOffer") == 0;
}

const VectorException vector_exceptions[] = {
  { "identity", "fingerprint_attribute", NULL, "length-mismatch-accepted-by-firefox", "D-39",
    "a digest of another length than its hash has can match nothing" },
  { "identity", "idp_scenarios", is_offer_with_failing_provider, NULL, "Q-13",
    "an offer that fails by its provider fails with RTCError and the detail" },
  { "trustworthy", "chromium_is_potentially_trustworthy", is_data_or_about, "about-or-data", "A-09",
    "data: and about: other than about:blank and about:srcdoc follow the specification" },
  { "url", "chromium_origin", NULL, "file-scheme", "Q-19",
    "the serialisation of a file origin with a host keeps it; no file origin is a permission key" },
  { NULL, NULL, NULL, NULL, NULL, NULL },
};
