/*
 * GError means "could not decide" and callers treat it as deny. A denial is not an error: it is a CordonDecision.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

#define CORDON_ERROR (cordon_error_quark ())
/** cordon_error_quark: the domain of Cordon's errors: a GError of it means that nothing could be decided. */
CORDON_API GQuark cordon_error_quark (void);

typedef enum
{
  CORDON_ERROR_FAILED = 0,
  CORDON_ERROR_ORIGIN,          /* not a canonical ASCII origin, or opaque where a key is needed */
  CORDON_ERROR_CALLEE,          /* not a canonical identity or fingerprint set */
  CORDON_ERROR_GRANT,           /* a grant that the rules forbid to store (A-04, A-08, B-39) */
  CORDON_ERROR_FACTS,           /* a fact of A-26 is missing */
  CORDON_ERROR_TOKEN,           /* capture token unknown, used, expired, revoked or for another document */
  CORDON_ERROR_VIOLATION,       /* a content process said what it must not say; kill it */
  CORDON_ERROR_GONE,            /* document, channel or profile has gone */
  CORDON_ERROR_QUOTA,           /* more than one origin or process may have */
  CORDON_ERROR_POLICY,          /* managed policy file or Permissions-Policy text does not parse */
  CORDON_ERROR_STORE_OPEN,      /* cannot be opened: missing directory, permissions */
  CORDON_ERROR_STORE_BUSY,      /* another browser has this profile open */
  CORDON_ERROR_STORE_FULL,      /* disk full */
  CORDON_ERROR_STORE_READ_ONLY, /* medium or newer schema: nothing can be written */
  CORDON_ERROR_STORE_DAMAGED,   /* bytes that do not verify */
  CORDON_ERROR_STORE_IO,        /* any other failure of the disk */
  CORDON_ERROR_STORE_KEY,       /* the integrity key is missing or unreadable */
  CORDON_ERROR_STATE,           /* the call is not possible in this state */
  CORDON_ERROR_SYNTAX,          /* text of a peer or provider does not parse */
  CORDON_ERROR_IDENTITY,        /* an identity does not verify */
  CORDON_ERROR_DTLS,            /* the TLS library refused a setting */
  CORDON_ERROR_IMPORT,          /* a foreign profile cannot be read */
} CordonError;

/** cordon_error_to_string: Returns: (transfer none): a stable name of the code, such as "store-busy". */
CORDON_API const char *cordon_error_to_string (CordonError code);

G_END_DECLS
