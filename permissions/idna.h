/*
 * Domain names by IDNA (UTS #46, non-transitional): what people and providers write becomes the canonical form that
 * permissions/callee.h takes. Nothing here parses URLs.
 */

#pragma once

#include "permissions/callee.h"

G_BEGIN_DECLS

/**
 * cordon_idna_domain_to_ascii:
 * @domain: UTF-8, in U-labels or A-labels, any case
 * @size: bytes, or -1
 *
 * Returns: (transfer full) (nullable): lower-case A-labels, or %NULL with CORDON_ERROR_SYNTAX. Not checked for what an
 * origin or an identity may contain.
 */
CORDON_API char *cordon_idna_domain_to_ascii (const char *domain, gssize size, GError **error);

/** cordon_idna_domains_are_equivalent: label by label, A-labels and U-labels alike, ASCII without case (D-08). */
CORDON_API gboolean cordon_idna_domains_are_equivalent (const char *a, const char *b);

/**
 * cordon_idna_parse_identity:
 * @identity: `user@domain` with the domain in U-labels or A-labels (D-07), `@` and `%` percent-encoded in user (D-09)
 *
 * Returns: (transfer full) (nullable): the callee, or %NULL with CORDON_ERROR_CALLEE.
 */
CORDON_API CordonCallee *cordon_idna_parse_identity (const char *identity, gssize size, GError **error);

G_END_DECLS
