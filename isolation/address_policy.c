#include "isolation/address_policy.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DISCARD_PORT 9

static CordonAddressMode
strictest (CordonAddressMode a, CordonAddressMode b)
{
  return MIN (a, b);
}

static gboolean
may_use_all (const CordonAddressFacts *facts)
{
  return facts->device_live
         || (facts->granted_callee && facts->target
             && cordon_callee_equal (facts->granted_callee, facts->target));
}

CordonAddressMode
cordon_address_mode_decide (const CordonAddressFacts *facts)
{
  CordonAddressMode mode = CORDON_ADDRESSES_DEFAULT_ROUTE;

  g_return_val_if_fail (facts != NULL, CORDON_ADDRESSES_PROXY);

  if (may_use_all (facts))
    mode = CORDON_ADDRESSES_ALL;
  if (facts->is_private)
    mode = strictest (mode, CORDON_ADDRESSES_DEFAULT_PUBLIC);
  return strictest (mode, facts->ceiling);
}

guint
cordon_address_mode_get_number (CordonAddressMode mode)
{
  g_return_val_if_fail ((guint) mode < CORDON_N_ADDRESS_MODES, 4);
  return 4 - (guint) mode;
}

void
cordon_address_policy_set_limits (CordonAddressPolicy *policy, const CordonNetworkLimits *limits)
{
  CordonAddressFacts facts = { 0 };

  g_return_if_fail (policy != NULL && limits != NULL);

  facts.ceiling = limits->ceiling;
  facts.is_private = limits->is_private;
  /* A device for this very callee unlocks what one for everybody does. */
  facts.device_live = limits->device_live || limits->callee_live;
  policy->mode = cordon_address_mode_decide (&facts);
  policy->hide_private = policy->mode != CORDON_ADDRESSES_ALL;
}

void
cordon_address_policy_set_anonymous (CordonAddressPolicy *policy)
{
  g_return_if_fail (policy != NULL);

  policy->mode = strictest (policy->mode, CORDON_ADDRESSES_DEFAULT_PUBLIC);
  policy->relay_only = TRUE;
  policy->hide_private = TRUE;
}

static gboolean
is_private_or_name (const char *address)
{
  return cordon_address_is_private (address)
         || (!cordon_address_is_ipv4 (address) && !cordon_address_is_ipv6 (address));
}

/* A relay's address is the relay's own. */
static gboolean
tells_private (const CordonCandidate *candidate)
{
  return candidate->type != CORDON_CANDIDATE_RELAY && is_private_or_name (candidate->address);
}

static gboolean
mode_allows (CordonAddressMode mode, const CordonCandidate *candidate, const CordonInterfaceFacts *facts)
{
  switch (mode)
    {
    case CORDON_ADDRESSES_ALL: return TRUE;
    case CORDON_ADDRESSES_DEFAULT_ROUTE: return facts->is_default_route;
    case CORDON_ADDRESSES_DEFAULT_PUBLIC: return facts->is_default_route && !tells_private (candidate);
    case CORDON_ADDRESSES_PROXY:
      return facts->through_proxy && candidate->type != CORDON_CANDIDATE_HOST && !tells_private (candidate);
    }
  return FALSE;
}

/* Never gathered, whatever the mode. */
static gboolean
is_gathered (const CordonAddressPolicy *policy, const CordonCandidate *candidate,
             const CordonInterfaceFacts *facts)
{
  if (candidate->type != CORDON_CANDIDATE_HOST)
    return TRUE;
  return !facts->is_superseded && (policy->allow_loopback || cordon_address_may_be_host (candidate->address));
}

static void
mask_related (CordonCandidate *candidate)
{
  const gboolean six = cordon_address_is_ipv6 (candidate->address);

  if (!candidate->related_address)
    return;
  g_free (candidate->related_address);
  candidate->related_address = g_strdup (six ? "::" : "0.0.0.0");
  candidate->related_port = DISCARD_PORT;
}

/* Whether the candidate's base is an address that is not told. */
static gboolean
must_mask (const CordonAddressPolicy *policy, const CordonCandidate *candidate)
{
  if (!candidate->related_address || candidate->type == CORDON_CANDIDATE_HOST)
    return FALSE;
  return policy->relay_only || policy->mode <= CORDON_ADDRESSES_DEFAULT_PUBLIC
         || (policy->hide_private && is_private_or_name (candidate->related_address));
}

/* Only the address of a host can have a name. */
static gboolean
give_name (CordonCandidate *candidate, CordonMdnsNames *names)
{
  const gboolean may = names && candidate->type == CORDON_CANDIDATE_HOST;
  const char *name = may ? cordon_mdns_names_get (names, candidate->address) : NULL;

  if (!name)
    return FALSE;
  g_free (candidate->address);
  candidate->address = g_strdup (name);
  return TRUE;
}

gboolean
cordon_address_policy_expose (const CordonAddressPolicy *policy, const CordonCandidate *candidate,
                              const CordonInterfaceFacts *facts, CordonMdnsNames *names, CordonCandidate *out)
{
  g_auto (CordonCandidate) shown = { 0 };

  g_return_val_if_fail (policy != NULL && candidate != NULL && facts != NULL && out != NULL, FALSE);

  if ((policy->relay_only && candidate->type != CORDON_CANDIDATE_RELAY)
      || (policy->tunnels_only && !facts->is_tunnel) || !is_gathered (policy, candidate, facts)
      || !mode_allows (policy->mode, candidate, facts))
    return FALSE;
  cordon_candidate_copy_into (candidate, &shown);
  if (must_mask (policy, candidate))
    mask_related (&shown);
  if (policy->hide_private && candidate->type != CORDON_CANDIDATE_RELAY
      && cordon_address_is_private (candidate->address) && !give_name (&shown, names))
    return FALSE;
  *out = shown;
  shown = (CordonCandidate){ 0 };
  return TRUE;
}

static gboolean
is_name (const char *address)
{
  return !cordon_address_is_ipv4 (address) && !cordon_address_is_ipv6 (address);
}

gboolean
cordon_address_policy_may_use_remote (const CordonAddressPolicy *policy, const CordonCandidate *remote)
{
  g_return_val_if_fail (policy != NULL && remote != NULL, FALSE);

  if (!is_name (remote->address))
    return TRUE;
  if (cordon_mdns_is_name (remote->address))
    return cordon_mdns_may_resolve (remote->address, policy->relay_only);
  return !policy->relay_only;
}

gboolean
cordon_candidates_may_pair (const CordonCandidate *local, const CordonCandidate *remote)
{
  g_return_val_if_fail (local != NULL && remote != NULL, FALSE);

  return local->tcp == remote->tcp && local->component == remote->component
         && !(local->type == CORDON_CANDIDATE_RELAY && is_name (remote->address));
}

char *
cordon_candidate_get_default (const CordonAddressPolicy *policy, const CordonCandidate *exposed,
                              guint *out_port)
{
  g_return_val_if_fail (policy != NULL && exposed != NULL && out_port != NULL, NULL);

  if (is_name (exposed->address) || (policy->hide_private && cordon_address_is_private (exposed->address)))
    {
      *out_port = DISCARD_PORT;
      return g_strdup (cordon_address_is_ipv6 (exposed->address) ? "::" : "0.0.0.0");
    }
  *out_port = exposed->port;
  return g_strdup (exposed->address);
}

char *
cordon_candidate_get_stats_address (const CordonCandidate *signalled, const char *address,
                                    gboolean was_signalled)
{
  g_return_val_if_fail (signalled != NULL && address != NULL, NULL);

  if (is_name (signalled->address) || (signalled->type == CORDON_CANDIDATE_PEER_REFLEXIVE && !was_signalled))
    return NULL;
  return g_strdup (address);
}

/* Connecting a datagram socket chooses the route and sends nothing. */
static char *
ask_kernel (const char *remote_address, guint port)
{
  struct sockaddr_storage remote = { 0 }, local = { 0 };
  struct sockaddr_in *four = (struct sockaddr_in *) (gpointer) &remote;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *) (gpointer) &remote;
  socklen_t size = sizeof *four, local_size = sizeof local;
  char text[INET6_ADDRSTRLEN];
  const char *found = NULL;
  int fd;

  remote.ss_family = AF_INET;
  four->sin_port = htons ((guint16) port);
  if (inet_pton (AF_INET, remote_address, &four->sin_addr) != 1)
    {
      remote.ss_family = AF_INET6;
      size = sizeof *six;
      six->sin6_port = htons ((guint16) port);
      if (inet_pton (AF_INET6, remote_address, &six->sin6_addr) != 1)
        return NULL;
    }
  fd = socket (remote.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return NULL;
  if (connect (fd, (struct sockaddr *) &remote, size) == 0
      && getsockname (fd, (struct sockaddr *) &local, &local_size) == 0)
    found = local.ss_family == AF_INET
              ? inet_ntop (AF_INET, &((struct sockaddr_in *) (gpointer) &local)->sin_addr, text, sizeof text)
              : inet_ntop (AF_INET6, &((struct sockaddr_in6 *) (gpointer) &local)->sin6_addr, text,
                           sizeof text);
  close (fd);
  return g_strdup (found);
}

char *
cordon_route_find_source (const CordonRoute *route, const char *remote_address, guint port)
{
  g_return_val_if_fail (remote_address != NULL && port <= 65535, NULL);

  if (route && route->find_source)
    return route->find_source (remote_address, port, route->data);
  return ask_kernel (remote_address, port);
}
