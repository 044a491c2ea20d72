/*
 * A fingerprint of a certificate, as `a=fingerprint` writes it: the name of a hash and a digest. A value; it holds no
 * secret. The words are those of RFC 8122.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonHash: in rising order of preference; zero matches nothing. MD2 and MD5 do not exist here (D-39). */
typedef enum
{
  CORDON_HASH_NONE = 0,
  CORDON_HASH_SHA_1,
  CORDON_HASH_SHA_224,
  CORDON_HASH_SHA_256,
  CORDON_HASH_SHA_384,
  CORDON_HASH_SHA_512,
} CordonHash;

#define CORDON_N_HASHES 6

/** CORDON_FINGERPRINT_MAX_SIZE: bytes of the longest digest. */
#define CORDON_FINGERPRINT_MAX_SIZE 64

/** CORDON_FINGERPRINTS_MAX: fingerprints that one description may list; more is refused. */
#define CORDON_FINGERPRINTS_MAX 32

/** CordonFingerprint: zero-filled equals nothing, not even itself. */
typedef struct
{
  CordonHash hash;
  guint8 digest[CORDON_FINGERPRINT_MAX_SIZE];
} CordonFingerprint;

/** cordon_hash_get_size: Returns: bytes of a digest, 0 for none. */
CORDON_API gsize cordon_hash_get_size (CordonHash hash);

/** cordon_hash_is_strong: SHA-256 and longer. Only such a hash may identify a callee (B-07). */
CORDON_API gboolean cordon_hash_is_strong (CordonHash hash);

/** cordon_hash_to_string: Returns: (transfer none): the name in `a=fingerprint`, such as `sha-256`; "" for none. */
CORDON_API const char *cordon_hash_to_string (CordonHash hash);

/**
 * cordon_hash_from_string: any letter case (RFC 8122 5). @size: bytes, or -1. Returns: %CORDON_HASH_NONE for
 * every other name.
 */
CORDON_API CordonHash cordon_hash_from_string (const char *name, gssize size);

/**
 * cordon_fingerprint_parse:
 * @text: the value of the attribute: a hash name, one space, pairs of hexadecimal digits with colons between
 * @size: bytes, or -1
 *
 * Nothing else is accepted: no other length than the hash has, no trailing word, no single digit (D-39).
 *
 * Returns: %FALSE with CORDON_ERROR_SYNTAX; @out is untouched then.
 */
CORDON_API gboolean cordon_fingerprint_parse (const char *text, gssize size, CordonFingerprint *out,
                                              GError **error);

/**
 * cordon_fingerprint_is_of_other_hash: whether @text has the form of a fingerprint, under a hash that does not exist
 * here. It says nothing: a description may list it beside others (RFC 8122 5).
 */
CORDON_API gboolean cordon_fingerprint_is_of_other_hash (const char *text, gssize size);

/** cordon_fingerprint_parse_parts: the same from the two members that an assertion's contents carry (D-01). */
CORDON_API gboolean cordon_fingerprint_parse_parts (const char *algorithm, const char *digest,
                                                    CordonFingerprint *out, GError **error);

/** cordon_fingerprint_to_string: Returns: (transfer full): `sha-256 AB:CD:…`, upper-case. */
CORDON_API char *cordon_fingerprint_to_string (const CordonFingerprint *fingerprint);

/** cordon_fingerprint_digest_to_string: Returns: (transfer full): `AB:CD:…`. */
CORDON_API char *cordon_fingerprint_digest_to_string (const CordonFingerprint *fingerprint);

/** cordon_fingerprint_equal: whether hash and digest agree; %NULL equals nothing. */
CORDON_API gboolean cordon_fingerprint_equal (const CordonFingerprint *a, const CordonFingerprint *b);

/** cordon_fingerprints_contain: whether @fingerprint stands in the list. */
CORDON_API gboolean cordon_fingerprints_contain (const CordonFingerprint *list, gsize n_list,
                                                 const CordonFingerprint *fingerprint);

/**
 * cordon_fingerprints_cover: whether every entry of @needed stands in @list; an empty @needed is not covered
 * (D-05).
 */
CORDON_API gboolean cordon_fingerprints_cover (const CordonFingerprint *list, gsize n_list,
                                               const CordonFingerprint *needed, gsize n_needed);

/** cordon_fingerprints_equal_as_sets: whether both lists hold the same, in any order (D-26). */
CORDON_API gboolean cordon_fingerprints_equal_as_sets (const CordonFingerprint *a, gsize n_a,
                                                       const CordonFingerprint *b, gsize n_b);

/**
 * cordon_fingerprints_match_certificate:
 * @expected: what the description lists
 * @certificate: digests of one certificate, one for each hash that the caller can compute
 *
 * Looks only at the strongest hash that stands in both lists, so that a weak one beside it cannot be attacked
 * (D-39; RFC 8122 5).
 */
CORDON_API gboolean cordon_fingerprints_match_certificate (const CordonFingerprint *expected,
                                                           gsize n_expected,
                                                           const CordonFingerprint *certificate,
                                                           gsize n_certificate);

G_END_DECLS
