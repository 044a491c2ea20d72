#include "permissions/origin_pattern.h"

#include <string.h>

#include "permissions/host_private.h"

struct _CordonOriginPattern
{
  char *text;
  char *scheme;
  char *host;
  guint16 port;
  gboolean host_wildcard;
  gboolean port_wildcard;
};

static const struct
{
  const char *name;
  guint16 default_port;
} schemes[] = {
  { "https", 443 }, { "http", 80 }, { "wss", 443 }, { "ws", 80 }, { "ftp", 21 }, { "file", 0 },
};

static gboolean
find_default_port (const char *scheme, guint16 *out_port)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (strcmp (schemes[i].name, scheme) == 0)
      {
        *out_port = schemes[i].default_port;
        return TRUE;
      }

  return FALSE;
}

static gboolean
parse_port (CordonOriginPattern *pattern, const char *text, gboolean wildcards)
{
  guint64 port;

  if (strcmp (text, "*") == 0)
    {
      pattern->port_wildcard = wildcards;
      return wildcards;
    }
  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;

  pattern->port = (guint16) port;
  return strlen (text) <= 5;
}

static gboolean
parse_host (CordonOriginPattern *pattern, const char *host, gboolean wildcards)
{
  if (strcmp (host, "*") == 0 || g_str_has_prefix (host, "*."))
    {
      if (!wildcards)
        return FALSE;
      pattern->host_wildcard = TRUE;
      host += host[1] == '.' ? 2 : 1;
    }
  if (pattern->host_wildcard && *host == '\0')
    return TRUE;
  if (strchr (host, '*') || host[0] == '[' || !cordon_host_is_canonical (host, strlen (host)))
    return FALSE;

  return !pattern->host_wildcard || !cordon_host_ends_in_number (host, strlen (host));
}

static char *
write_text (const CordonOriginPattern *pattern, guint16 default_port)
{
  GString *text = g_string_new (pattern->scheme);

  g_string_append (text, "://");
  if (pattern->host_wildcard)
    g_string_append (text, *pattern->host ? "*." : "*");
  g_string_append (text, pattern->host);
  if (pattern->port_wildcard)
    g_string_append (text, ":*");
  else if (pattern->port != 0 && pattern->port != default_port)
    g_string_append_printf (text, ":%u", pattern->port);

  return g_string_free (text, FALSE);
}

/* `scheme:` alone: any host, any port. */
static void
fill_scheme_only (CordonOriginPattern *pattern)
{
  pattern->host = g_strdup ("");
  pattern->host_wildcard = TRUE;
  pattern->port_wildcard = TRUE;
  pattern->text = g_strdup_printf ("%s:", pattern->scheme);
}

static gboolean
parse (CordonOriginPattern *pattern, char *text, gboolean wildcards)
{
  char *colon = strchr (text, ':');
  guint16 default_port;
  char *host;
  char *port;

  if (!colon)
    return FALSE;
  *colon = '\0';
  pattern->scheme = g_ascii_strdown (text, -1);
  if (!find_default_port (pattern->scheme, &default_port))
    return FALSE;
  if (colon[1] == '\0')
    {
      fill_scheme_only (pattern);
      return wildcards;
    }
  if (colon[1] != '/' || colon[2] != '/')
    return FALSE;

  host = colon + 3;
  host[strcspn (host, "/?#")] = '\0';
  port = strrchr (host, ':');
  if (port)
    *port++ = '\0';
  for (char *c = host; *c; c++)
    *c = g_ascii_tolower (*c);
  if ((port && !parse_port (pattern, port, wildcards)) || !parse_host (pattern, host, wildcards))
    return FALSE;
  if (strcmp (pattern->scheme, "file") == 0 && port)
    return FALSE;

  pattern->host = g_strdup (host + (pattern->host_wildcard ? (host[1] == '.' ? 2 : 1) : 0));
  pattern->text = write_text (pattern, default_port);
  return TRUE;
}

CordonOriginPattern *
cordon_origin_pattern_new (const char *text, gssize size, gboolean wildcards)
{
  g_autoptr (CordonOriginPattern) pattern = g_new0 (CordonOriginPattern, 1);
  g_autofree char *copy = NULL;
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);

  length = size < 0 ? strlen (text) : (gsize) size;
  if (length > CORDON_ORIGIN_MAX_SIZE || memchr (text, '\0', length))
    return NULL;

  copy = g_strndup (text, length);
  return parse (pattern, copy, wildcards) ? g_steal_pointer (&pattern) : NULL;
}

void
cordon_origin_pattern_free (CordonOriginPattern *pattern)
{
  if (!pattern)
    return;

  g_free (pattern->text);
  g_free (pattern->scheme);
  g_free (pattern->host);
  g_free (pattern);
}

/* CSP's scheme-part match: a pattern for the plain scheme takes the secure one as well. */
static gboolean
scheme_matches (const char *pattern, const char *scheme, gboolean *out_upgraded)
{
  *out_upgraded = (strcmp (pattern, "http") == 0 && strcmp (scheme, "https") == 0)
                  || (strcmp (pattern, "ws") == 0 && strcmp (scheme, "wss") == 0);

  return *out_upgraded || strcmp (pattern, scheme) == 0;
}

static gboolean
host_matches (const CordonOriginPattern *pattern, const char *host)
{
  gsize size = strlen (host);
  gsize suffix = strlen (pattern->host);

  if (!pattern->host_wildcard)
    return strcmp (pattern->host, host) == 0;
  if (suffix == 0)
    return TRUE;

  return size > suffix + 1 && host[size - suffix - 1] == '.'
         && strcmp (host + size - suffix, pattern->host) == 0;
}

static gboolean
port_matches (const CordonOriginPattern *pattern, const CordonOrigin *origin, gboolean upgraded)
{
  guint16 own_default = 0;

  if (pattern->port_wildcard)
    return TRUE;

  find_default_port (cordon_origin_get_scheme (origin), &own_default);
  if (pattern->port == 0 || (upgraded && pattern->port == 80))
    return cordon_origin_get_port (origin) == own_default;

  return cordon_origin_get_port (origin) == pattern->port;
}

gboolean
cordon_origin_pattern_matches (const CordonOriginPattern *pattern, const CordonOrigin *origin)
{
  gboolean upgraded;

  g_return_val_if_fail (pattern != NULL, FALSE);

  return !cordon_origin_is_opaque (origin)
         && scheme_matches (pattern->scheme, cordon_origin_get_scheme (origin), &upgraded)
         && host_matches (pattern, cordon_origin_get_host (origin))
         && port_matches (pattern, origin, upgraded);
}

CordonOriginPatternParts
cordon_origin_pattern_get_parts (const CordonOriginPattern *pattern)
{
  g_return_val_if_fail (pattern != NULL, (CordonOriginPatternParts){ 0 });

  return (CordonOriginPatternParts){
    .scheme = pattern->scheme,
    .host = pattern->host,
    .port = pattern->port,
    .host_wildcard = pattern->host_wildcard,
    .port_wildcard = pattern->port_wildcard,
  };
}

const char *
cordon_origin_pattern_to_string (const CordonOriginPattern *pattern)
{
  g_return_val_if_fail (pattern != NULL, "");

  return pattern->text;
}
