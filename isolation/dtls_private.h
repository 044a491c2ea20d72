#pragma once

#include "isolation/dtls.h"

/* What hangs on an SSL. */
typedef struct
{
  CordonAssociation *association; /* NULL once forgotten */
  CordonAlpn answer;              /* server: what the ALPN callback selects */
  gboolean answered;

  char *local_tls_id;
  char *remote_tls_id;
  guint8 local_hash[32];
  guint8 remote_hash[32];
  gboolean binding;
  gboolean strict;
  gboolean has_local_assertion;
  gboolean has_remote_assertion;
  gboolean saw_session_id;
  gboolean saw_identity_hash;
} CordonDtls;

CordonDtls *cordon_dtls_get (const SSL *ssl);

/* Adds the extensions of RFC 8844 to a context. */
gboolean cordon_dtls_add_binding (SSL_CTX *context);

/* Whether the peer has shown all that a strict binding asks for. */
gboolean cordon_dtls_is_bound (const CordonDtls *dtls);
void cordon_dtls_clear_binding (CordonDtls *dtls);

gboolean cordon_dtls_set_error (GError **error, const char *what);
