/*
 * The keyring of a profile: certificates that sites asked to keep and CNAMEs they asked to reuse, in memory only, like
 * cookies without an expiry; and the way to the keys that peers showed before, which are in the profile's book.
 * One call forgets it all (G-13).
 */

#pragma once

#include "isolation/certificate.h"
#include "permissions/continuity.h"

G_BEGIN_DECLS

typedef struct _CordonKeyring CordonKeyring;

/** CORDON_KEYRING_MAX_CERTIFICATES: kept for one origin; the oldest goes first. */
#define CORDON_KEYRING_MAX_CERTIFICATES 8

/** cordon_keyring_new: @is_private: no continuity records (G-24). Returns: (transfer full). */
CORDON_API CordonKeyring *cordon_keyring_new (gboolean is_private);
CORDON_API void cordon_keyring_free (CordonKeyring *keyring);

/**
 * cordon_keyring_set_peer_book: where peers' keys are remembered; without one nothing is compared.
 * @book: (nullable): copied; what it points to outlives the keyring
 */
CORDON_API void cordon_keyring_set_peer_book (CordonKeyring *keyring, const CordonPeerBook *book);

/**
 * cordon_keyring_for_call: the certificate of a new connection.
 * @keep: the site asked to reuse one; otherwise each call is a new key (D-28, G-14)
 *
 * Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_DTLS.
 */
CORDON_API CordonCertificate *cordon_keyring_for_call (CordonKeyring *keyring, const char *origin,
                                                       gboolean keep, gint64 wall_us, GError **error);

/**
 * cordon_keyring_generate: RTCPeerConnection.generateCertificate() (D-30): kept under its handle. Returns:
 * (transfer full) (nullable).
 */
CORDON_API CordonCertificate *cordon_keyring_generate (CordonKeyring *keyring, const char *origin,
                                                       gint64 lifetime_us, gint64 wall_us, GError **error);

/**
 * cordon_keyring_find: a handle that a content process of @origin names. Returns: (transfer full) (nullable):
 * %NULL with CORDON_ERROR_STATE (D-29, D-32).
 */
CORDON_API CordonCertificate *cordon_keyring_find (CordonKeyring *keyring, const char *origin,
                                                   const char *handle, gint64 wall_us, GError **error);

/**
 * cordon_keyring_get_cname: @keep: the same for all connections of @origin (G-12); else a new one. Returns:
 * (transfer full) (nullable).
 */
CORDON_API char *
cordon_keyring_get_cname (CordonKeyring *keyring, const char *origin, gboolean keep, GError **error);

/**
 * cordon_keyring_saw_peer: compares, and remembers. What is no identity is a word of the site's and is not kept.
 * @origin: of the site, which also gave the name; so the answer authorises nothing (D-41)
 * @name: `user@domain`
 */
CORDON_API CordonContinuity cordon_keyring_saw_peer (CordonKeyring *keyring, const char *origin,
                                                     const char *name, const CordonFingerprint *fingerprint);

/**
 * cordon_keyring_clear_origin: with the site's other storage (G-05, G-15): at CORDON_EVENT_IDENTIFIERS_CLEARED of the
 * profile.
 */
CORDON_API void cordon_keyring_clear_origin (CordonKeyring *keyring, const char *origin);

/** cordon_keyring_reset: all identifiers of all sites (G-13). */
CORDON_API void cordon_keyring_reset (CordonKeyring *keyring);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonKeyring, cordon_keyring_free)

G_END_DECLS
