/*
 * An origin: scheme, host and port, or opaque.
 *
 * Cordon never parses URLs: the engine does, and hands over the ASCII serialisation of the origin it computed. A text
 * that is not already canonical is refused, never repaired, so that there is no second opinion about who is asking.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonOrigin: an immutable, reference-counted origin. May be shared between threads. */
typedef struct _CordonOrigin CordonOrigin;

/** CORDON_ORIGIN_MAX_SIZE: bytes of the longest accepted serialisation. */
#define CORDON_ORIGIN_MAX_SIZE 2048

/**
 * cordon_origin_new:
 * @text: the canonical ASCII serialisation, such as `https://example.org` or `https://[2001:db8::1]:8443`
 * @size: bytes in @text, or -1 where it is NUL-terminated; an embedded NUL is refused
 * @error: CORDON_ERROR_ORIGIN
 *
 * Accepts only what an engine's origin serialiser writes: lower-case scheme and host, A-labels, a compressed IPv6
 * literal in brackets, no default port, no user info, path or query. `null` is refused: an opaque origin has no
 * text to come back from.
 *
 * Returns: (transfer full) (nullable): the origin, or %NULL with @error set.
 */
CORDON_API CordonOrigin *cordon_origin_new (const char *text, gssize size, GError **error);

/**
 * cordon_origin_new_tuple:
 * @scheme: canonical scheme
 * @host: canonical host
 * @port: 0 for the scheme's default
 *
 * Also makes `file` origins, host empty or not, port 0, for engines that do not take them for opaque; their text
 * cannot be read back by cordon_origin_new() and they are never a permission key.
 *
 * The same checks as cordon_origin_new(), for an engine that holds the parts. Sizes are bytes, -1 for NUL-terminated.
 *
 * Returns: (transfer full) (nullable): the origin, or %NULL with CORDON_ERROR_ORIGIN.
 */
CORDON_API CordonOrigin *cordon_origin_new_tuple (const char *scheme, gssize scheme_size, const char *host,
                                                  gssize host_size, guint16 port, GError **error);

/** cordon_origin_new_opaque: Returns: (transfer full): an opaque origin, equal only to itself. */
CORDON_API CordonOrigin *cordon_origin_new_opaque (void);

/**
 * cordon_origin_new_opaque_from:
 * @precursor: (nullable): the origin that the document would have had without the sandbox, or its creator's
 *
 * The precursor answers for the secure-context chain alone; it gives no permission and takes no part in
 * comparisons.
 *
 * Returns: (transfer full): an opaque origin, equal only to itself.
 */
CORDON_API CordonOrigin *cordon_origin_new_opaque_from (const CordonOrigin *precursor);

/** cordon_origin_get_precursor: Returns: (transfer none) (nullable): %NULL for an origin that is not opaque. */
CORDON_API const CordonOrigin *cordon_origin_get_precursor (const CordonOrigin *origin);

/** cordon_origin_ref: Returns: (transfer full): @origin. Any thread. */
CORDON_API CordonOrigin *cordon_origin_ref (const CordonOrigin *origin);

/** cordon_origin_unref: drops a reference; @origin may be %NULL. Any thread. */
CORDON_API void cordon_origin_unref (CordonOrigin *origin);

/** cordon_origin_is_opaque: Returns: %TRUE also for %NULL, which is nobody's origin. */
CORDON_API gboolean cordon_origin_is_opaque (const CordonOrigin *origin);

/**
 * cordon_origin_equal: same origin (HTML); an opaque origin equals only the same instance; %NULL equals
 * nothing.
 */
CORDON_API gboolean cordon_origin_equal (gconstpointer a, gconstpointer b);

/** cordon_origin_hash: a hash computed once at construction, for GHashTable. */
CORDON_API guint cordon_origin_hash (gconstpointer origin);

/** cordon_origin_to_string: Returns: (transfer none): the serialisation; `null` for an opaque origin. Never a key. */
CORDON_API const char *cordon_origin_to_string (const CordonOrigin *origin);

/** cordon_origin_get_scheme: Returns: (transfer none) (nullable): the scheme; %NULL for an opaque origin. */
CORDON_API const char *cordon_origin_get_scheme (const CordonOrigin *origin);

/**
 * cordon_origin_get_host: Returns: (transfer none) (nullable): the host, IPv6 in brackets; %NULL for an opaque
 * origin.
 */
CORDON_API const char *cordon_origin_get_host (const CordonOrigin *origin);

/** cordon_origin_get_port: Returns: the port, the scheme's default where none is written; 0 for an opaque origin. */
CORDON_API guint16 cordon_origin_get_port (const CordonOrigin *origin);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonOrigin, cordon_origin_unref)

G_END_DECLS
