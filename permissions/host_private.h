/* Canonical hosts, as an engine's origin serialiser writes them; shared by origin.c, trust.c and callee.c. */

#pragma once

#include <glib.h>

/* Whether @host is a canonical IPv6 literal in brackets, IPv4 address or domain in lower-case ASCII. */
gboolean cordon_host_is_canonical (const char *host, gsize size);

/* Whether the last label of @host makes it an IPv4 address (or nothing at all). */
gboolean cordon_host_ends_in_number (const char *host, gsize size);

/* Whether @host is a canonical IPv4 address; writes it in host byte order. */
gboolean cordon_host_parse_ipv4 (const char *host, gsize size, guint32 *out_address);

/* Whether @host is a domain name of letters, digits, hyphens and underscores with labels of 1 to 63 bytes. */
gboolean cordon_host_is_strict_domain (const char *host, gsize size);
