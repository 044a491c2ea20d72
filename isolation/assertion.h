/*
 * Identity assertions (RFC 8827 5, 7.4): the JSON that a provider attests to, and the one in `a=identity` that carries
 * its word. Peers and providers write both; nothing in them is believed here.
 */

#pragma once

#include "isolation/fingerprint.h"

G_BEGIN_DECLS

/** CORDON_ASSERTION_MAX_SIZE: bytes of the longest JSON that is read. */
#define CORDON_ASSERTION_MAX_SIZE (64 * 1024)

/** CORDON_IDP_DEFAULT_PROTOCOL: where an assertion names none. */
#define CORDON_IDP_DEFAULT_PROTOCOL "default"

/** CordonAssertion: who vouches, and the provider's word; clear with cordon_assertion_clear(). */
typedef struct
{
  char *domain; /* authority of the provider, as written */
  char *protocol;
  char *assertion; /* opaque to everybody but the provider */
} CordonAssertion;

/**
 * cordon_assertion_parse: the value of `a=identity`, base64 of JSON (D-03). Returns: %FALSE with
 * CORDON_ERROR_SYNTAX.
 */
CORDON_API gboolean cordon_assertion_parse (const char *value, CordonAssertion *out, GError **error);

/** cordon_assertion_to_value: Returns: (transfer full): for `a=identity`. */
CORDON_API char *cordon_assertion_to_value (const CordonAssertion *assertion);
CORDON_API void cordon_assertion_clear (CordonAssertion *assertion);

/**
 * cordon_assertion_write_contents: all fingerprints that the connection may use (D-01, D-04). Returns: (transfer
 * full): JSON.
 */
CORDON_API char *cordon_assertion_write_contents (const CordonFingerprint *fingerprints, gsize n);

/**
 * cordon_assertion_parse_contents: what a provider returned: any order of keys, extra members ignored, types
 * exact (D-01).
 *
 * Returns: (transfer full) (nullable) (element-type CordonFingerprint): %NULL with CORDON_ERROR_SYNTAX. An entry with a
 * hash that is not supported covers nothing and is left out.
 */
CORDON_API GArray *cordon_assertion_parse_contents (const char *json, gssize size, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CordonAssertion, cordon_assertion_clear)

G_END_DECLS
