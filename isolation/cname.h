/* RTCP CNAMEs that say nothing about host or user (G-12): short-term, one for each connection. */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CORDON_CNAME_N_BITS: randomness in a CNAME (RFC 7022 5). */
#define CORDON_CNAME_N_BITS 96

/**
 * cordon_cname_new: Returns: (transfer full) (nullable): 16 characters of base64; %NULL with CORDON_ERROR_FAILED
 * without a generator.
 */
CORDON_API char *cordon_cname_new (GError **error);

G_END_DECLS
