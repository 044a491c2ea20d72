#include "permissions/error.h"

/* clang-format off */
G_DEFINE_QUARK (cordon-error-quark, cordon_error)
/* clang-format on */

static const char *const names[] = {
  [CORDON_ERROR_FAILED] = "failed",
  [CORDON_ERROR_ORIGIN] = "origin",
  [CORDON_ERROR_CALLEE] = "callee",
  [CORDON_ERROR_GRANT] = "grant",
  [CORDON_ERROR_FACTS] = "facts",
  [CORDON_ERROR_TOKEN] = "token",
  [CORDON_ERROR_VIOLATION] = "violation",
  [CORDON_ERROR_GONE] = "gone",
  [CORDON_ERROR_QUOTA] = "quota",
  [CORDON_ERROR_POLICY] = "policy",
  [CORDON_ERROR_STORE_OPEN] = "store-open",
  [CORDON_ERROR_STORE_BUSY] = "store-busy",
  [CORDON_ERROR_STORE_FULL] = "store-full",
  [CORDON_ERROR_STORE_READ_ONLY] = "store-read-only",
  [CORDON_ERROR_STORE_DAMAGED] = "store-damaged",
  [CORDON_ERROR_STORE_IO] = "store-io",
  [CORDON_ERROR_STORE_KEY] = "store-key",
  [CORDON_ERROR_STATE] = "state",
  [CORDON_ERROR_SYNTAX] = "syntax",
  [CORDON_ERROR_IDENTITY] = "identity",
  [CORDON_ERROR_DTLS] = "dtls",
  [CORDON_ERROR_IMPORT] = "import",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_ERROR_IMPORT + 1);

const char *
cordon_error_to_string (CordonError code)
{
  guint index = (guint) code;

  return index < G_N_ELEMENTS (names) ? names[index] : names[CORDON_ERROR_FAILED];
}
