/*
 * The certificate and key that this side shows in a handshake. A handle: the private key never leaves it, in no form,
 * and no function signs or derives with it for anybody but an SSL of the embedder's (D-33, D-34, D-37).
 */

#pragma once

#include <openssl/ssl.h>

#include "isolation/fingerprint.h"
#include "permissions/clock.h"

G_BEGIN_DECLS

typedef struct _CordonCertificate CordonCertificate;

/** The lifetimes of generateCertificate() (D-30). */
#define CORDON_CERTIFICATE_DEFAULT_US (30 * CORDON_DAY_US)
#define CORDON_CERTIFICATE_MAX_US (365 * CORDON_DAY_US)

/** CORDON_CERTIFICATE_HANDLE_SIZE: characters of a handle, without the final NUL. */
#define CORDON_CERTIFICATE_HANDLE_SIZE 32

/**
 * cordon_certificate_mint:
 * @origin: the permission key whose scripts may use it
 * @lifetime_us: 0: the default; more than the maximum is cut to it
 * @wall_us: now
 *
 * A new P-256 key; name and serial number are random and say nothing (D-28, D-31).
 *
 * Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_DTLS.
 */
CORDON_API CordonCertificate *
cordon_certificate_mint (const char *origin, gint64 lifetime_us, gint64 wall_us, GError **error);
/** cordon_certificate_ref: one more reference, and one less; unref takes %NULL. Any thread. */
CORDON_API CordonCertificate *cordon_certificate_ref (CordonCertificate *certificate);
CORDON_API void cordon_certificate_unref (CordonCertificate *certificate);

/** cordon_certificate_get_handle: Returns: (transfer none): a random name for messages to the content process. */
CORDON_API const char *cordon_certificate_get_handle (const CordonCertificate *certificate);
CORDON_API const char *cordon_certificate_get_origin (const CordonCertificate *certificate);
CORDON_API gint64 cordon_certificate_get_expires (const CordonCertificate *certificate); /* wall_us */

/** cordon_certificate_get_fingerprint: for `a=fingerprint`; public. Returns: %FALSE for an unknown hash. */
CORDON_API gboolean cordon_certificate_get_fingerprint (const CordonCertificate *certificate, CordonHash hash,
                                                        CordonFingerprint *out);

/**
 * cordon_certificate_may_use: D-32: not expired, and minted for @origin. %FALSE with CORDON_ERROR_STATE; the
 * web's name is InvalidAccessError.
 */
CORDON_API gboolean cordon_certificate_may_use (const CordonCertificate *certificate, const char *origin,
                                                gint64 wall_us, GError **error);

/** cordon_certificate_install: shows it in the handshake of @ssl. */
CORDON_API gboolean cordon_certificate_install (const CordonCertificate *certificate, SSL *ssl,
                                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonCertificate, cordon_certificate_unref)

G_END_DECLS
