/*
 * The glue to OpenSSL: on an embedder's SSL it sets what a confidential session needs and reports what happened
 * as facts of an association. It decides nothing and keeps no key. DTLS 1.2 today; written so that 1.3 works
 * where the library has it.
 *
 *   cordon_dtls_prepare (context)                  once for each SSL_CTX, before its first SSL
 *   cordon_dtls_configure (association, ssl)       before the handshake; a client's requirement is frozen here
 *   SSL_do_handshake (ssl) …                       a failure: cordon_dtls_failed (association, ssl)
 *   cordon_dtls_report (association, ssl)          when it has finished; FALSE: free the SSL
 *
 * Cordon takes these callbacks of the context: ClientHello, ALPN selection, server name, verification of certificates.
 * An SSL of the context that was not configured here behaves as without Cordon: its chain is verified, and it
 * selects no label.
 */

#pragma once

#include <openssl/ssl.h>

#include "isolation/association.h"

G_BEGIN_DECLS

/**
 * cordon_dtls_prepare: callbacks, custom extensions and policy of a context (D-35, D-36). Returns: %FALSE with
 * CORDON_ERROR_DTLS.
 */
CORDON_API gboolean cordon_dtls_prepare (SSL_CTX *context, GError **error);

/**
 * cordon_dtls_configure:
 * @association: outlives @ssl, or cordon_dtls_forget() is called before
 *
 * Role by cordon_association_get_role(). Sets versions, ciphers, groups, SRTP profiles, the ALPN list, verification
 * without chain but by fingerprint; forbids renegotiation, resumption and tickets.
 *
 * Returns: %FALSE with CORDON_ERROR_DTLS or, where the session may not begin, CORDON_ERROR_STATE.
 */
CORDON_API gboolean cordon_dtls_configure (CordonAssociation *association, SSL *ssl, GError **error);

/** cordon_dtls_forget: the association goes away before the SSL; whatever the SSL does then fails. */
CORDON_API void cordon_dtls_forget (SSL *ssl);

/** cordon_dtls_report: the handshake has finished. Returns: whether media may flow; %FALSE: the session has failed. */
CORDON_API gboolean cordon_dtls_report (CordonAssociation *association, SSL *ssl);

/**
 * cordon_dtls_failed: SSL_do_handshake() or SSL_read() said that it is over. Call it before the error queue is cleared:
 * an alert of the peer is read from there (C-66).
 *
 * Returns: the alert received, 0 for none.
 */
CORDON_API guint8 cordon_dtls_failed (CordonAssociation *association, SSL *ssl);

/** CordonDtlsBinding: what RFC 8844 binds a handshake to (D-38). Members may be %NULL. */
typedef struct
{
  const char *local_tls_id;     /* our a=tls-id */
  const char *remote_tls_id;    /* the peer's; NULL: its extension is not checked */
  const char *local_assertion;  /* the value of our a=identity, as base64; NULL: none, the hash is empty */
  const char *remote_assertion; /* the peer's; NULL: none, its hash must be empty */
  gboolean strict;              /* a peer that does not know the extensions is refused */
} CordonDtlsBinding;

/**
 * cordon_dtls_bind: after configure, before the handshake. A mismatch ends it with `illegal_parameter`, a body that
 * the extension cannot have with `decode_error`.
 */
CORDON_API gboolean cordon_dtls_bind (SSL *ssl, const CordonDtlsBinding *binding, GError **error);

/**
 * cordon_dtls_digests: Returns: how many of @out_digests were written: each hash that Cordon knows, of
 * @certificate.
 */
CORDON_API gsize cordon_dtls_digests (const X509 *certificate,
                                      CordonFingerprint out_digests[CORDON_CERTIFICATE_MAX_DIGESTS]);

/**
 * CordonDtlsFacts: the security characteristics of a running association, for the inspector (F-22, F-23). No
 * secret.
 */
typedef struct
{
  const char *version;      /* "DTLSv1.2" */
  const char *cipher;       /* "ECDHE-ECDSA-AES128-GCM-SHA256" */
  const char *srtp_profile; /* "SRTP_AES128_CM_SHA1_80"; NULL: none */
  CordonAlpn label;
  gboolean forward_secret;
  gboolean authenticated_encryption;
  gboolean bound; /* both extensions of RFC 8844 were checked */
} CordonDtlsFacts;

/**
 * cordon_dtls_get_facts: strings belong to OpenSSL and live as long as @ssl. Returns: %FALSE before the handshake
 * has finished.
 */
CORDON_API gboolean cordon_dtls_get_facts (const SSL *ssl, CordonDtlsFacts *out_facts);

/** CORDON_SAS_SIZE: octets of a short authentication string. */
#define CORDON_SAS_SIZE 4

/**
 * cordon_dtls_get_sas: the value that both ends of one association can compare aloud (D-42): the exporter of RFC 5705
 * under `EXPERIMENTAL-short-authentication-string`, with the SHA-256 of the client's certificate and then the server's
 * as its context. Render it with isolation/sas.h. Advisory: it opens no gate, and DTLS has no commitment as ZRTP has:
 * who stands between and computes 2^20 key exchanges while the handshake waits finds one that reads the same. For more,
 * people compare the fingerprints.
 *
 * Returns: %FALSE before the handshake has finished, and with a peer of DTLS 1.2 without the extended master secret.
 */
CORDON_API gboolean cordon_dtls_get_sas (SSL *ssl, guint8 out_sas[CORDON_SAS_SIZE]);

/**
 * cordon_dtls_verify_domain: D-43: a peer whose certificate chains to a root that the user trusts.
 * @ssl: of @association
 * @roots: the trust store
 * @domain: in A-labels
 * @wall_us: now
 *
 * Where the chain holds for @domain, the session's identity becomes `*@domain`, with the rank of a provider's. It holds
 * as for a site: issued for servers, @domain among the alternative names, no link weaker than 112 bits. Revocation is
 * the embedder's, through @roots.
 */
CORDON_API gboolean cordon_dtls_verify_domain (CordonAssociation *association, SSL *ssl, X509_STORE *roots,
                                               const char *domain, gint64 wall_us, GError **error);

G_END_DECLS
