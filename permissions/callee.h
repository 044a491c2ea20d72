/*
 * A callee: whom media may go to. Either an identity `user@domain` that will have to be verified, or a set of
 * certificate fingerprints (B-05, B-06, Q-25). Never a name that a page claims.
 *
 * Only canonical values exist: a domain in lower-case A-labels, upper-case fingerprint digits in sorted order.
 * permissions/idna.h turns what people and providers write into this form.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonCallee: an immutable, reference-counted callee. May be shared between threads. */
typedef struct _CordonCallee CordonCallee;

typedef enum
{
  CORDON_CALLEE_NONE = 0,
  CORDON_CALLEE_IDENTITY,
  CORDON_CALLEE_FINGERPRINTS,
} CordonCalleeKind;

/** CORDON_CALLEE_MAX_SIZE: bytes of the longest accepted canonical text. */
#define CORDON_CALLEE_MAX_SIZE 4096

/** CORDON_CALLEE_MAX_FINGERPRINTS: fingerprints in the largest accepted set. */
#define CORDON_CALLEE_MAX_FINGERPRINTS 16

/**
 * cordon_callee_new_identity:
 * @identity: `user@domain`, domain in canonical A-labels; `@` and `%` inside user percent-encoded, nothing else
 * (D-07, D-09)
 * @size: bytes, or -1
 *
 * Returns: (transfer full) (nullable): the callee, or %NULL with CORDON_ERROR_CALLEE.
 */
CORDON_API CordonCallee *cordon_callee_new_identity (const char *identity, gssize size, GError **error);

/**
 * cordon_callee_new_fingerprints:
 * @fingerprints: (array length=n_fingerprints): each `sha-256 AB:CD:…`, hash name of `a=fingerprint`, strong
 * hashes only
 *
 * Order and letter case of the input do not matter; duplicates are folded.
 *
 * Returns: (transfer full) (nullable): the callee, or %NULL with CORDON_ERROR_CALLEE.
 */
CORDON_API CordonCallee *
cordon_callee_new_fingerprints (const char *const *fingerprints, gsize n_fingerprints, GError **error);

/** cordon_callee_parse: reads what cordon_callee_to_string() wrote, strictly. Returns: (transfer full) (nullable). */
CORDON_API CordonCallee *cordon_callee_parse (const char *text, gssize size, GError **error);

/** cordon_callee_ref: one more reference, and one less; unref takes %NULL. Any thread. */
CORDON_API CordonCallee *cordon_callee_ref (const CordonCallee *callee);
CORDON_API void cordon_callee_unref (CordonCallee *callee);

/** cordon_callee_get_kind: Returns: what @callee is known by; %CORDON_CALLEE_NONE for %NULL. */
CORDON_API CordonCalleeKind cordon_callee_get_kind (const CordonCallee *callee);

/**
 * cordon_callee_equal: identities: domain by label, user octet for octet (D-11); sets: the same fingerprints.
 * %NULL equals nothing.
 */
CORDON_API gboolean cordon_callee_equal (gconstpointer a, gconstpointer b);
CORDON_API guint cordon_callee_hash (gconstpointer callee);

/**
 * cordon_callee_to_string: Returns: (transfer none): `identity:bob@idp.example` or `fingerprints:sha-256
 * AB:…,sha-256 CD:…`.
 */
CORDON_API const char *cordon_callee_to_string (const CordonCallee *callee);

/**
 * cordon_callee_get_display: Returns: (transfer none): the text without its prefix; for chrome only through
 * ui-bridge/peer_name.h (F-20).
 */
CORDON_API const char *cordon_callee_get_display (const CordonCallee *callee);

/** cordon_callee_has_fingerprint: whether a set holds (@algorithm, @digest), digest as `AB:CD:…` in any case (B-07). */
CORDON_API gboolean cordon_callee_has_fingerprint (const CordonCallee *callee, const char *algorithm,
                                                   const char *digest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonCallee, cordon_callee_unref)

G_END_DECLS
