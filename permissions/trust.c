#include "permissions/trust.h"

#include <string.h>

#include "permissions/host_private.h"

static const CordonTrustOptions strict = { 0 };

static gboolean
is_loopback_name (const char *host)
{
  gsize size = strlen (host);

  if (size > 0 && host[size - 1] == '.')
    size--;
  if (size == strlen ("localhost"))
    return memcmp (host, "localhost", size) == 0;

  return size > strlen (".localhost")
         && memcmp (host + size - strlen (".localhost"), ".localhost", strlen (".localhost")) == 0;
}

/* 127.0.0.0/8 and ::1 alone: an IPv4 address mapped into IPv6 is no loopback address here. */
static gboolean
is_loopback_address (const char *host)
{
  guint32 address;

  if (strcmp (host, "[::1]") == 0)
    return TRUE;

  return cordon_host_parse_ipv4 (host, strlen (host), &address) && address >> 24 == 127;
}

gboolean
cordon_origin_is_local (const CordonOrigin *origin, const CordonTrustOptions *options)
{
  const char *host;

  if (cordon_origin_is_opaque (origin))
    return FALSE;

  host = cordon_origin_get_host (origin);
  if (is_loopback_address (host))
    return TRUE;

  return options && options->resolves_localhost && is_loopback_name (host);
}

gboolean
cordon_origin_is_trustworthy (const CordonOrigin *origin, const CordonTrustOptions *options)
{
  const char *scheme;

  if (cordon_origin_is_opaque (origin))
    return FALSE;
  if (!options)
    options = &strict;

  scheme = cordon_origin_get_scheme (origin);
  if (strcmp (scheme, "https") == 0 || strcmp (scheme, "wss") == 0)
    return TRUE;
  if (strcmp (scheme, "file") == 0)
    return !options->refuse_files;

  return cordon_origin_is_local (origin, options) || cordon_trust_list_contains (options->exceptions, origin);
}

static gboolean
is_link_secure (const CordonOrigin *origin, const CordonTrustOptions *options)
{
  if (cordon_origin_is_opaque (origin))
    origin = cordon_origin_get_precursor (origin);

  return cordon_origin_is_trustworthy (origin, options);
}

CordonFact
cordon_secure_context_check (const CordonOrigin *origin, const CordonOrigin *const *ancestors,
                             gsize n_ancestors, const CordonTrustOptions *options)
{
  g_return_val_if_fail (n_ancestors == 0 || ancestors != NULL, CORDON_FACT_NO);

  if (!is_link_secure (origin, options))
    return CORDON_FACT_NO;
  for (gsize i = 0; i < n_ancestors; i++)
    if (!is_link_secure (ancestors[i], options))
      return CORDON_FACT_NO;

  return CORDON_FACT_YES;
}

gboolean
cordon_origin_may_be_key (const CordonOrigin *origin, const CordonTrustOptions *options)
{
  const char *scheme;

  if (cordon_origin_is_opaque (origin))
    return FALSE;

  scheme = cordon_origin_get_scheme (origin);
  if (strcmp (scheme, "https") == 0)
    return TRUE;

  return strcmp (scheme, "http") == 0 && options && options->allow_local_http
         && cordon_origin_is_local (origin, options);
}
