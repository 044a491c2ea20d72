/*
 * ICE candidates as text (RFC 8839 5.1), read strictly: a peer or a page wrote them.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

typedef enum
{
  CORDON_CANDIDATE_HOST = 0, /* tells most: the strictest rules are its */
  CORDON_CANDIDATE_SERVER_REFLEXIVE,
  CORDON_CANDIDATE_PEER_REFLEXIVE,
  CORDON_CANDIDATE_RELAY,
} CordonCandidateType;

#define CORDON_N_CANDIDATE_TYPES 4

/** CORDON_CANDIDATE_MAX_SIZE: bytes of the longest line. */
#define CORDON_CANDIDATE_MAX_SIZE 1024

/** CordonCandidate: a value; clear with cordon_candidate_clear(). */
typedef struct
{
  char *foundation;
  guint component;
  gboolean tcp;
  guint32 priority;
  char *address; /* IPv4, IPv6 or a host name */
  guint port;
  CordonCandidateType type;
  char *related_address; /* nullable */
  guint related_port;
  char *extensions; /* the rest, as it stood; nullable */
} CordonCandidate;

/** cordon_candidate_parse: `candidate:…`, with `a=` in front or without. Returns: %FALSE with CORDON_ERROR_SYNTAX. */
CORDON_API gboolean cordon_candidate_parse (const char *line, gssize size, CordonCandidate *out,
                                            GError **error);

/** cordon_candidate_to_string: Returns: (transfer full): `candidate:…`. */
CORDON_API char *cordon_candidate_to_string (const CordonCandidate *candidate);
CORDON_API void cordon_candidate_clear (CordonCandidate *candidate);
CORDON_API void cordon_candidate_copy_into (const CordonCandidate *candidate, CordonCandidate *target);

/** cordon_candidate_type_to_string: Returns: (transfer none): the name for logs and the debug page. */
CORDON_API const char *cordon_candidate_type_to_string (CordonCandidateType type);

/**
 * cordon_address_is_private: RFC 1918, unique local, link-local, shared (RFC 6598), loopback, and what else is not
 * reachable from everywhere; also within an IPv6 address that stands for an IPv4 one. %FALSE for names and public
 * addresses.
 */
CORDON_API gboolean cordon_address_is_private (const char *address);

/**
 * cordon_address_may_be_host: %FALSE for what is never gathered (RFC 8445 5.1.1.1): loopback, unspecified, site-local,
 * IPv4 in IPv6. %TRUE for names.
 */
CORDON_API gboolean cordon_address_may_be_host (const char *address);

/** cordon_address_is_ipv6: @address: a literal without brackets. */
CORDON_API gboolean cordon_address_is_ipv6 (const char *address);
CORDON_API gboolean cordon_address_is_ipv4 (const char *address);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CordonCandidate, cordon_candidate_clear)

G_END_DECLS
