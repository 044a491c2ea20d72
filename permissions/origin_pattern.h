/*
 * An origin pattern: an origin, or a set of origins written with wildcards, as policies and administrators write them.
 *
 * It reads less than a URL parser does, on purpose: a text that it does not understand is no pattern and matches
 * nothing.
 */

#pragma once

#include "permissions/origin.h"

G_BEGIN_DECLS

typedef struct _CordonOriginPattern CordonOriginPattern;

/** CordonOriginPatternParts: what a pattern was written as. Strings live as long as the pattern. */
typedef struct
{
  const char *scheme;
  const char *host;       /* without the wildcard; "" where any host will do */
  guint16 port;           /* 0: none written */
  gboolean host_wildcard; /* `*.` before the host, or `*` for it */
  gboolean port_wildcard;
} CordonOriginPatternParts;

/**
 * cordon_origin_pattern_new:
 * @text: `https://example.org`, `https://example.org:8443/ignored`; with wildcards `*` may also stand for the
 * port, for the
 *   whole host or, followed by a dot, before it, and `https:` alone is any host
 * @size: bytes, or -1
 * @wildcards: whether wildcards are understood: in headers and managed policy, not in the `allow` attribute
 *
 * Returns: (transfer full) (nullable): %NULL where @text is no pattern; also for IPv6 literals.
 */
CORDON_API CordonOriginPattern *cordon_origin_pattern_new (const char *text, gssize size, gboolean wildcards);
CORDON_API void cordon_origin_pattern_free (CordonOriginPattern *pattern);

/**
 * cordon_origin_pattern_matches: an opaque origin never matches; `http` takes the `https` of the same
 * place too.
 */
CORDON_API gboolean cordon_origin_pattern_matches (const CordonOriginPattern *pattern,
                                                   const CordonOrigin *origin);

/** cordon_origin_pattern_get_parts: Returns: the pattern's parts; strings are (transfer none). */
CORDON_API CordonOriginPatternParts cordon_origin_pattern_get_parts (const CordonOriginPattern *pattern);

/** cordon_origin_pattern_to_string: Returns: (transfer none): the canonical text, without default port and path. */
CORDON_API const char *cordon_origin_pattern_to_string (const CordonOriginPattern *pattern);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonOriginPattern, cordon_origin_pattern_free)

G_END_DECLS
