#include "tests/vectors/engine_url.h"

#include <arpa/inet.h>
#include <string.h>

#include "permissions/idna.h"

static const struct
{
  const char *name;
  guint16 port;
} special_schemes[] = { { "http", 80 }, { "https", 443 }, { "ws", 80 },
                        { "wss", 443 }, { "ftp", 21 },    { "file", 0 } };

void
engine_url_clear (EngineUrl *url)
{
  g_free (url->scheme);
  g_free (url->host);
  g_free (url->rest);
  *url = (EngineUrl){ 0 };
}

/* Leading and trailing C0 and space go, tabs and newlines go everywhere. */
static char *
strip (const char *text, gsize size, gsize *out_size)
{
  GString *result = g_string_new (NULL);
  gsize start = 0;

  while (start < size && (guchar) text[start] <= 0x20)
    start++;
  while (size > start && (guchar) text[size - 1] <= 0x20)
    size--;
  for (gsize i = start; i < size; i++)
    if (text[i] != '\t' && text[i] != '\n' && text[i] != '\r')
      g_string_append_c (result, text[i]);

  *out_size = result->len;
  return g_string_free (result, FALSE);
}

static gsize
scheme_size (const char *text, gsize size)
{
  gsize i = 0;

  if (size == 0 || !g_ascii_isalpha (text[0]))
    return 0;
  while (i < size && (g_ascii_isalnum (text[i]) || strchr ("+-.", text[i])))
    i++;

  return i < size && text[i] == ':' ? i : 0;
}

static char *
percent_decode (const char *text, gsize size, gsize *out_size)
{
  GString *result = g_string_new (NULL);

  for (gsize i = 0; i < size; i++)
    if (text[i] == '%' && size - i > 2 && g_ascii_isxdigit (text[i + 1]) && g_ascii_isxdigit (text[i + 2]))
      {
        g_string_append_c (
          result, (char) (g_ascii_xdigit_value (text[i + 1]) * 16 + g_ascii_xdigit_value (text[i + 2])));
        i += 2;
      }
    else
      g_string_append_c (result, text[i]);

  *out_size = result->len;
  return g_string_free (result, FALSE);
}

/* One part of an IPv4 address: decimal, octal with 0, hexadecimal with 0x. */
static gboolean
parse_ipv4_number (const char *text, guint64 *out_value)
{
  guint base = 10;
  char *end;

  if (text[0] == '0' && g_ascii_tolower (text[1]) == 'x')
    {
      text += 2;
      base = 16;
    }
  else if (text[0] == '0' && text[1] != '\0')
    {
      text += 1;
      base = 8;
    }
  for (const char *c = text; *c; c++)
    if (!g_ascii_isxdigit (*c))
      return FALSE;
  *out_value = *text ? g_ascii_strtoull (text, &end, base) : 0;

  return *text == '\0' || *end == '\0';
}

static gboolean
ends_in_number (char **parts, guint n_parts)
{
  const char *last = parts[n_parts - 1];
  guint64 value;

  if (*last == '\0')
    return FALSE;
  if (strspn (last, "0123456789") == strlen (last))
    return TRUE;

  return g_ascii_strncasecmp (last, "0x", 2) == 0 && parse_ipv4_number (last, &value);
}

static char *
parse_ipv4 (char **parts, guint n_parts)
{
  guint64 address = 0;

  if (n_parts > 4)
    return NULL;
  for (guint i = 0; i < n_parts; i++)
    {
      guint64 value;
      guint64 limit = i + 1 < n_parts ? 256 : (guint64) 1 << (8 * (5 - n_parts));

      if (*parts[i] == '\0' || !parse_ipv4_number (parts[i], &value) || value >= limit)
        return NULL;
      address = i + 1 < n_parts ? address | value << (8 * (3 - i)) : address | value;
    }

  return g_strdup_printf ("%u.%u.%u.%u", (guint) (address >> 24), (guint) (address >> 16 & 255),
                          (guint) (address >> 8 & 255), (guint) (address & 255));
}

static char *
serialise_ipv6 (const struct in6_addr *address)
{
  guint16 groups[8];
  guint best = 0;
  guint best_length = 1;
  GString *text = g_string_new ("[");

  for (guint i = 0; i < 8; i++)
    groups[i] = (guint16) (address->s6_addr[2 * i] << 8 | address->s6_addr[2 * i + 1]);
  for (guint i = 0; i < 8; i++)
    {
      guint length = 0;

      while (i + length < 8 && groups[i + length] == 0)
        length++;
      if (length > best_length)
        {
          best = i;
          best_length = length;
        }
    }
  for (guint i = 0; i < 8; i++)
    if (best_length > 1 && i == best)
      {
        g_string_append (text, i == 0 ? "::" : ":");
        i += best_length - 1;
      }
    else
      g_string_append_printf (text, i < 7 ? "%x:" : "%x", groups[i]);
  g_string_append_c (text, ']');

  return g_string_free (text, FALSE);
}

static char *
parse_ipv6 (const char *host, gsize size)
{
  g_autofree char *text = g_strndup (host, size);
  struct in6_addr address;

  return strlen (text) == size && inet_pton (AF_INET6, text, &address) == 1 ? serialise_ipv6 (&address)
                                                                            : NULL;
}

static gboolean
has_forbidden_byte (const char *domain)
{
  for (; *domain; domain++)
    if ((guchar) *domain <= 0x20 || *domain == 0x7f || strchr ("#/:<>?@[\\]^|%", *domain))
      return TRUE;

  return FALSE;
}

char *
engine_host_parse (const char *host, gsize size)
{
  g_autofree char *decoded = NULL;
  g_autofree char *ascii = NULL;
  g_auto (GStrv) parts = NULL;
  gsize decoded_size;
  guint n_parts;

  if (size > 1 && host[0] == '[')
    return host[size - 1] == ']' ? parse_ipv6 (host + 1, size - 2) : NULL;

  decoded = percent_decode (host, size, &decoded_size);
  if (memchr (decoded, '\0', decoded_size))
    return NULL;
  ascii = cordon_idna_domain_to_ascii (decoded, (gssize) decoded_size, NULL);
  if (!ascii || has_forbidden_byte (ascii))
    return NULL;

  parts = g_strsplit (ascii, ".", -1);
  n_parts = g_strv_length (parts);
  if (n_parts > 1 && *parts[n_parts - 1] == '\0')
    {
      g_clear_pointer (&parts[n_parts - 1], g_free);
      n_parts--;
    }
  if (ends_in_number (parts, n_parts))
    return parse_ipv4 (parts, n_parts);

  return g_steal_pointer (&ascii);
}

static gboolean
parse_port (const char *text, gsize size, guint16 default_port, EngineUrl *url)
{
  guint port = 0;

  for (gsize i = 0; i < size; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      port = port * 10 + (guint) (text[i] - '0');
      if (port > G_MAXUINT16)
        return FALSE;
    }
  url->has_port = size > 0 && port != default_port;
  url->port = (guint16) (size > 0 ? port : default_port);

  return TRUE;
}

/* user:password@host:port, up to the path. */
static void
parse_authority (EngineUrl *url, const char *text, gsize size, guint16 default_port)
{
  const char *at = memrchr (text, '@', size);
  const char *host = at ? at + 1 : text;
  const char *end = text + size;
  const char *bracket = memchr (host, ']', (gsize) (end - host));
  const char *colon = memchr (bracket ? bracket : host, ':', (gsize) (end - (bracket ? bracket : host)));
  const char *host_end = colon ? colon : end;

  url->kind = ENGINE_URL_INVALID;
  if (host_end == host)
    return;
  url->host = engine_host_parse (host, (gsize) (host_end - host));
  url->port = default_port;
  if (url->host && (!colon || parse_port (colon + 1, (gsize) (end - colon - 1), default_port, url)))
    url->kind = ENGINE_URL_TUPLE;
}

static void
parse_file (EngineUrl *url, const char *rest, gsize size)
{
  gsize end = 2;

  url->kind = ENGINE_URL_TUPLE;
  if (size < 2 || !strchr ("/\\", rest[0]) || !strchr ("/\\", rest[1]))
    {
      url->host = g_strdup ("");
      return;
    }
  while (end < size && !strchr ("/\\?#", rest[end]))
    end++;
  url->host = end == 2 ? g_strdup ("") : engine_host_parse (rest + 2, end - 2);
  if (g_strcmp0 (url->host, "localhost") == 0)
    url->host[0] = '\0';
  if (!url->host)
    url->kind = ENGINE_URL_INVALID;
}

static void
parse_special (EngineUrl *url, const char *rest, gsize size, guint16 default_port)
{
  gsize start = 0;
  gsize end;

  while (start < size && (rest[start] == '/' || rest[start] == '\\'))
    start++;
  for (end = start; end < size && !strchr ("/\\?#", rest[end]);)
    end++;
  parse_authority (url, rest + start, end - start, default_port);
}

/* A filesystem: URL names a kind of store in the path behind its origin. */
static gboolean
has_store_name (const char *rest)
{
  const char *path = strpbrk (rest + strspn (rest, "/\\"), "/\\");

  return path && path[1] != '\0';
}

/* A URL inside a URL gives its origin where it is a tuple of its own. */
static void
parse_inner (EngineUrl *url, const char *rest, gsize size, gboolean filesystem)
{
  g_auto (EngineUrl) inner = { 0 };

  engine_url_parse (rest, size, &inner);
  url->nested = TRUE;
  url->kind = filesystem ? ENGINE_URL_INVALID : ENGINE_URL_OPAQUE;
  if (inner.kind != ENGINE_URL_TUPLE || inner.nested || (filesystem && !has_store_name (inner.rest)))
    return;

  url->kind = ENGINE_URL_TUPLE;
  g_free (url->scheme);
  url->scheme = g_steal_pointer (&inner.scheme);
  url->host = g_steal_pointer (&inner.host);
  url->port = inner.port;
  url->has_port = inner.has_port;
}

void
engine_url_parse (const char *text, gsize size, EngineUrl *out)
{
  gsize length;
  g_autofree char *clean = strip (text, size, &length);
  gsize scheme = scheme_size (clean, length);
  const char *rest = clean + scheme + 1;

  *out = (EngineUrl){ 0 };
  if (scheme == 0)
    return;

  length -= scheme + 1;
  out->scheme = g_ascii_strdown (clean, (gssize) scheme);
  out->rest = g_strndup (rest, length);
  out->kind = ENGINE_URL_OPAQUE;
  if (strcmp (out->scheme, "file") == 0)
    parse_file (out, rest, length);
  else if (strcmp (out->scheme, "blob") == 0 || strcmp (out->scheme, "filesystem") == 0)
    parse_inner (out, rest, length, out->scheme[0] == 'f');
  else
    for (gsize i = 0; i < G_N_ELEMENTS (special_schemes); i++)
      if (strcmp (out->scheme, special_schemes[i].name) == 0)
        parse_special (out, rest, length, special_schemes[i].port);
}

CordonOrigin *
engine_url_make_origin (const EngineUrl *url)
{
  g_autofree char *text = NULL;

  if (url->kind != ENGINE_URL_TUPLE)
    return cordon_origin_new_opaque ();
  if (strcmp (url->scheme, "file") == 0)
    return cordon_origin_new_tuple ("file", -1, url->host, -1, 0, NULL);

  text = url->has_port ? g_strdup_printf ("%s://%s:%u", url->scheme, url->host, url->port)
                       : g_strdup_printf ("%s://%s", url->scheme, url->host);
  return cordon_origin_new (text, -1, NULL);
}

CordonOrigin *
engine_origin_of (const char *text)
{
  g_auto (EngineUrl) url = { 0 };

  engine_url_parse (text, strlen (text), &url);
  return engine_url_make_origin (&url);
}

gboolean
engine_url_inherits (const char *text)
{
  gsize size = strcspn (text, "?#");

  return (size == strlen ("about:blank") && g_ascii_strncasecmp (text, "about:blank", size) == 0)
         || (size == strlen ("about:srcdoc") && g_ascii_strncasecmp (text, "about:srcdoc", size) == 0);
}
