/*
 * Which addresses a connection may use and show (RFC 8828; R8827 6.4): four modes, relay only, tunnels only, names for
 * private addresses. What is not shown is not gathered either.
 */

#pragma once

#include "isolation/candidate.h"
#include "isolation/mdns.h"
#include "permissions/callee.h"
#include "permissions/network_limits.h"

G_BEGIN_DECLS

/** CordonAddressFacts: what the browser knows when a connection begins to gather; zero-filled gives the strictest. */
typedef struct
{
  CordonAddressMode ceiling; /* of policy or the user; CORDON_ADDRESSES_ALL: none */
  gboolean is_private;       /* a private session: mode 3 at most */
  gboolean device_live;      /* a plain camera or microphone grant of this document is in use */
  const CordonCallee *granted_callee; /* nullable: a callee-scoped grant in use */
  const CordonCallee *target;         /* nullable: the target identity of this very connection (E-42) */
} CordonAddressFacts;

/**
 * cordon_address_mode_decide: asked anew at each gathering: a revoked grant drops the mode (E-24, E-25, E-41,
 * E-42).
 */
CORDON_API CordonAddressMode cordon_address_mode_decide (const CordonAddressFacts *facts);

/** cordon_address_mode_get_number: 1 to 4, as the specification counts. */
CORDON_API guint cordon_address_mode_get_number (CordonAddressMode mode);

/** CordonAddressPolicy: of one gathering. Zero-filled: mode 4. */
typedef struct
{
  CordonAddressMode mode;
  gboolean relay_only;   /* asked by the site, or by the anonymity preset (E-28, G-16) */
  gboolean tunnels_only; /* privacy networks (E-26) */
  gboolean hide_private; /* names instead of private addresses (E-30) */
  gboolean
    allow_loopback; /* for tests of an engine; otherwise loopback is never gathered (RFC 8445 5.1.1.1) */
} CordonAddressPolicy;

/**
 * cordon_address_policy_set_limits: the mode that @limits allow, and names instead of private addresses where no device
 * in use has opened them anyway. What the site asked for stays. At each gathering.
 */
CORDON_API void
cordon_address_policy_set_limits (CordonAddressPolicy *policy, const CordonNetworkLimits *limits);

/** cordon_address_policy_set_anonymous: the preset of G-16: relays only, nothing private. */
CORDON_API void cordon_address_policy_set_anonymous (CordonAddressPolicy *policy);

/** CordonInterfaceFacts: where a candidate comes from. */
typedef struct
{
  gboolean is_default_route; /* the address that the kernel would send from (E-27) */
  gboolean is_tunnel;
  gboolean through_proxy;
  gboolean
    is_superseded; /* a permanent IPv6 address beside a temporary one of its scope (RFC 8835 3.2): not used */
} CordonInterfaceFacts;

/**
 * cordon_address_policy_expose: what script, signalling and statistics may see of a candidate.
 * @names: (nullable): of the page; needed where private addresses are hidden
 * @out: (out): the candidate to show: masked, named, or as it was
 *
 * A private address shows in no candidate of this side where it is hidden, whichever way it was learnt: a server that a
 * page chose may sit in the user's own network and report it back (E-34).
 *
 * Returns: %FALSE: the candidate does not exist: neither shown nor used.
 */
CORDON_API gboolean cordon_address_policy_expose (const CordonAddressPolicy *policy,
                                                  const CordonCandidate *candidate,
                                                  const CordonInterfaceFacts *facts, CordonMdnsNames *names,
                                                  CordonCandidate *out);

/**
 * cordon_address_policy_may_use_remote: a peer's candidate; names other than mDNS ones are not resolved under
 * relay policy (E-35).
 */
CORDON_API gboolean cordon_address_policy_may_use_remote (const CordonAddressPolicy *policy,
                                                          const CordonCandidate *remote);

/**
 * cordon_candidates_may_pair: never an own relay with a peer's mDNS name (E-36). @remote: as signalled, before
 * resolving.
 */
CORDON_API gboolean cordon_candidates_may_pair (const CordonCandidate *local, const CordonCandidate *remote);

/**
 * cordon_candidate_get_default: what stands in `c=` and `m=`: never a name or a private address of a hidden one
 * (E-34). Returns: (transfer full).
 */
CORDON_API char *cordon_candidate_get_default (const CordonAddressPolicy *policy,
                                               const CordonCandidate *exposed, guint *out_port);

/**
 * cordon_candidate_get_stats_address: what statistics say (E-37).
 * @was_signalled: whether script has seen this address in a candidate
 *
 * Returns: (transfer full) (nullable): %NULL: the member is absent; the entry exists all the same.
 */
CORDON_API char *cordon_candidate_get_stats_address (const CordonCandidate *signalled, const char *address,
                                                     gboolean was_signalled);

/**
 * CordonRoute: how to learn the source address of a route; tests stub the table. Zero-filled asks the kernel,
 * with no packet (E-27).
 */
typedef struct
{
  char *(*find_source) (const char *remote_address, guint port,
                        gpointer data); /* (transfer full) (nullable) */
  gpointer data;
} CordonRoute;

/**
 * cordon_route_find_source: Returns: (transfer full) (nullable): the local address that the kernel would use
 * towards @remote_address.
 */
CORDON_API char *cordon_route_find_source (const CordonRoute *route, const char *remote_address, guint port);

G_END_DECLS
