/*
 * Consent checks on the wire: the STUN binding requests of one pair, and their answers. The transaction ids are made,
 * kept and compared in here; no function returns one, no text holds one, and a spent one is wiped (E-02, E-03).
 */

#pragma once

#include "isolation/freshness.h"

G_BEGIN_DECLS

typedef struct _CordonConsentCheck CordonConsentCheck;

/** CORDON_CONSENT_CHECK_MAX_SIZE: octets of the longest request. */
#define CORDON_CONSENT_CHECK_MAX_SIZE 640

/**
 * cordon_consent_check_new:
 * @freshness: of the pair; outlives this
 * @username: `REMOTE-UFRAG:LOCAL-UFRAG`
 * @password: the remote password, which only the session's peer shares (E-04)
 * @entropy: (nullable)
 */
CORDON_API CordonConsentCheck *cordon_consent_check_new (CordonFreshness *freshness, const char *username,
                                                         const char *password, const CordonEntropy *entropy);
CORDON_API void cordon_consent_check_free (CordonConsentCheck *check);

/**
 * cordon_consent_check_write: a request with an id of its own, to be sent once. Returns: its octets, 0: none may
 * be sent now.
 */
CORDON_API gsize cordon_consent_check_write (CordonConsentCheck *check,
                                             guint8 out_packet[CORDON_CONSENT_CHECK_MAX_SIZE],
                                             gint64 mono_us);

/**
 * cordon_consent_check_read: a packet came.
 * @from_peer: from exactly the address and port of the pair
 *
 * Returns: whether it was an answer that renewed consent. Everything else changes nothing, but an authenticated
 * 403 revokes.
 */
CORDON_API gboolean cordon_consent_check_read (CordonConsentCheck *check, const guint8 *packet, gsize size,
                                               gboolean from_peer, gint64 mono_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonConsentCheck, cordon_consent_check_free)

G_END_DECLS
