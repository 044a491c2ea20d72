#include "isolation/idp.h"

#include <string.h>

#include "isolation/assertion.h"
#include "permissions/error.h"
#include "permissions/idna.h"

static const char *const errors[] = {
  [CORDON_IDP_ERROR_EXECUTION] = "idp-execution-failure",
  [CORDON_IDP_ERROR_LOAD] = "idp-load-failure",
  [CORDON_IDP_ERROR_TLS] = "idp-tls-failure",
  [CORDON_IDP_ERROR_BAD_SCRIPT] = "idp-bad-script-failure",
  [CORDON_IDP_ERROR_TOKEN_EXPIRED] = "idp-token-expired",
  [CORDON_IDP_ERROR_TOKEN_INVALID] = "idp-token-invalid",
  [CORDON_IDP_ERROR_TIMEOUT] = "idp-timeout",
  [CORDON_IDP_ERROR_NEED_LOGIN] = "idp-need-login",
};

G_STATIC_ASSERT (G_N_ELEMENTS (errors) == CORDON_N_IDP_ERRORS);

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX, what);
  return FALSE;
}

const char *
cordon_idp_error_to_string (CordonIdpError error)
{
  g_return_val_if_fail ((guint) error < CORDON_N_IDP_ERRORS, errors[CORDON_IDP_ERROR_EXECUTION]);
  return errors[error];
}

gboolean
cordon_idp_error_from_string (const char *name, CordonIdpError *out_error)
{
  g_return_val_if_fail (name != NULL && out_error != NULL, FALSE);

  for (guint i = 0; i < CORDON_N_IDP_ERRORS; i++)
    if (g_str_equal (errors[i], name))
      {
        *out_error = (CordonIdpError) i;
        return TRUE;
      }
  return FALSE;
}

/* Whether the path part of @protocol is a dot segment, in whatever spelling. */
static gboolean
is_dot_segment (const char *protocol)
{
  const gsize size = strcspn (protocol, "?#");
  gsize at = 0;
  guint n_dots = 0;

  while (at < size)
    {
      if (protocol[at] == '.')
        at++;
      else if (size - at >= 3 && g_ascii_strncasecmp (protocol + at, "%2e", 3) == 0)
        at += 3;
      else
        return FALSE;
      n_dots++;
    }
  return n_dots == 0 || n_dots <= 2;
}

gboolean
cordon_idp_check_protocol (const char *protocol, GError **error)
{
  g_return_val_if_fail (protocol != NULL, FALSE);

  for (const char *at = protocol; *at; at++)
    {
      if (!g_ascii_isgraph (*at))
        return refuse (error, "a provider's protocol is printable ASCII without spaces");
      if (*at == '/' || *at == '\\' || g_ascii_strncasecmp (at, "%2f", 3) == 0
          || g_ascii_strncasecmp (at, "%5c", 3) == 0)
        return refuse (error, "a provider's protocol holds no slash");
    }
  if (is_dot_segment (protocol))
    return refuse (error, "a provider's protocol is a name");
  return TRUE;
}

static gboolean
is_port (const char *text)
{
  guint64 port = 0;

  return g_ascii_isdigit (*text) && g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL);
}

static gboolean
is_host (const char *host)
{
  const gsize size = strlen (host);

  if (size == 0 || size > 253 || host[0] == '.' || host[0] == '-')
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isalnum (host[i]) && host[i] != '-' && host[i] != '.' && host[i] != '_')
      return FALSE;
  return !strstr (host, "..");
}

/* Splits "host:port"; the host comes back in A-labels, the port as it stands, or NULL. */
static char *
split_authority (const char *authority, const char **out_port, GError **error)
{
  const char *colon = strchr (authority, ':');
  g_autofree char *host = NULL;

  *out_port = colon ? colon + 1 : NULL;
  if (*authority == '\0' || strpbrk (authority, "/\\?#@% ") || (colon && !is_port (colon + 1)))
    {
      refuse (error, "a provider's domain is a host, with a port or without");
      return NULL;
    }
  host = cordon_idna_domain_to_ascii (authority, colon ? colon - authority : -1, error);
  if (!host)
    return NULL;
  if (!is_host (host))
    {
      refuse (error, "a provider's domain is a host, with a port or without");
      return NULL;
    }
  return g_steal_pointer (&host);
}

char *
cordon_idp_build_url (const char *domain, const char *protocol, GError **error)
{
  g_autofree char *host = NULL;
  const char *port = NULL;

  g_return_val_if_fail (domain != NULL, NULL);

  if (!protocol)
    protocol = CORDON_IDP_DEFAULT_PROTOCOL;
  host = split_authority (domain, &port, error);
  if (!host || !cordon_idp_check_protocol (protocol, error))
    return NULL;
  return g_strconcat ("https://", host, port ? ":" : "", port ? port : "", "/.well-known/idp-proxy/",
                      protocol, NULL);
}

char *
cordon_idp_get_domain (const char *authority, GError **error)
{
  const char *port = NULL;

  g_return_val_if_fail (authority != NULL, NULL);
  return split_authority (authority, &port, error);
}

gboolean
cordon_idp_may_redirect (const char *target_url)
{
  g_return_val_if_fail (target_url != NULL, FALSE);
  return g_ascii_strncasecmp (target_url, "https://", 8) == 0 && g_ascii_isgraph (target_url[8])
         && target_url[8] != '/';
}

/* The part of @url up to the path, if it is one of https. The port that https has anyway is no part of an origin,
 * written or not. */
static gsize
origin_size (const char *url)
{
  const gsize size = cordon_idp_may_redirect (url) ? 8 + strcspn (url + 8, "/?#\\") : 0;

  return size > 12 && memcmp (url + size - 4, ":443", 4) == 0 ? size - 4 : size;
}

/* Whether @url ends where its origin does. */
static gboolean
is_origin (const char *url)
{
  return url[8 + strcspn (url + 8, "/?#\\")] == '\0';
}

gboolean
cordon_idp_is_login_done (const char *login_url, const char *message_origin, const char *message)
{
  gsize size;

  g_return_val_if_fail (login_url != NULL && message_origin != NULL && message != NULL, FALSE);

  size = origin_size (login_url);
  return size > 0 && origin_size (message_origin) == size && is_origin (message_origin)
         && g_ascii_strncasecmp (login_url, message_origin, size) == 0
         && strcmp (message, CORDON_IDP_LOGIN_DONE) == 0;
}
