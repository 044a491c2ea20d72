#include "permissions/origin.h"

#include <string.h>

#include "permissions/error.h"
#include "permissions/host_private.h"

struct _CordonOrigin
{
  gatomicrefcount ref_count;
  guint hash;
  guint16 port;
  gboolean opaque;
  const char *scheme;      /* of the table below; NULL when opaque */
  char *host;              /* NULL when opaque */
  char *text;              /* NULL when opaque */
  CordonOrigin *precursor; /* of an opaque origin */
};

/* The schemes whose URLs have a tuple origin. `file` comes in through cordon_origin_new_tuple() only. */
static const struct
{
  const char *name;
  guint16 default_port;
} schemes[] = {
  { "https", 443 }, { "http", 80 }, { "wss", 443 }, { "ws", 80 }, { "ftp", 21 }, { "file", 0 },
};

#define SCHEME_FILE (G_N_ELEMENTS (schemes) - 1)

static gboolean
find_scheme (const char *name, gsize size, gsize *out_index)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (strlen (schemes[i].name) == size && memcmp (schemes[i].name, name, size) == 0)
      {
        *out_index = i;
        return TRUE;
      }

  return FALSE;
}

/* FNV-1a with a final mix, so that hosts that differ in the last byte only do not share buckets. */
static guint
hash_text (const char *text)
{
  guint32 hash = 2166136261u;

  for (; *text; text++)
    hash = (hash ^ (guchar) *text) * 16777619u;
  hash ^= hash >> 16;
  hash *= 0x85ebca6bu;
  hash ^= hash >> 13;

  return hash;
}

static CordonOrigin *
refuse (GError **error, const char *why)
{
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_ORIGIN, "Not a canonical origin: %s", why);
  return NULL;
}

static CordonOrigin *
new_tuple (gsize scheme, const char *host, gsize host_size, guint16 port, gboolean port_is_written)
{
  CordonOrigin *origin = g_new0 (CordonOrigin, 1);

  g_atomic_ref_count_init (&origin->ref_count);
  origin->scheme = schemes[scheme].name;
  origin->host = g_strndup (host, host_size);
  origin->port = port;
  origin->text = port_is_written ? g_strdup_printf ("%s://%s:%u", origin->scheme, origin->host, port)
                                 : g_strdup_printf ("%s://%s", origin->scheme, origin->host);
  origin->hash = hash_text (origin->text);

  return origin;
}

/* A port as a serialiser writes it: no sign, no leading zero, not the scheme's default. */
static gboolean
parse_port (const char *text, gsize size, guint16 default_port, guint16 *out_port)
{
  guint32 port = 0;

  if (size == 0 || size > 5 || (text[0] == '0' && size > 1))
    return FALSE;

  for (gsize i = 0; i < size; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      port = port * 10 + (guint32) (text[i] - '0');
    }
  if (port > G_MAXUINT16 || port == default_port)
    return FALSE;

  *out_port = (guint16) port;
  return TRUE;
}

/* The colon before the port; an IPv6 literal has its own inside the brackets. */
static gsize
find_port_colon (const char *rest, gsize size)
{
  for (gsize i = size; i > 0 && rest[i - 1] != ']'; i--)
    if (rest[i - 1] == ':')
      return i - 1;

  return size;
}

CordonOrigin *
cordon_origin_new (const char *text, gssize size, GError **error)
{
  const char *separator;
  const char *rest;
  gsize length;
  gsize scheme;
  gsize host_size;
  guint16 port;

  g_return_val_if_fail (text != NULL, NULL);

  length = size < 0 ? strlen (text) : (gsize) size;
  if (length > CORDON_ORIGIN_MAX_SIZE)
    return refuse (error, "too long");

  separator = memmem (text, length, "://", 3);
  if (!separator || !find_scheme (text, (gsize) (separator - text), &scheme) || scheme == SCHEME_FILE)
    return refuse (error, "the scheme has no tuple origin");

  rest = separator + 3;
  length -= (gsize) (rest - text);
  host_size = find_port_colon (rest, length);
  if (!cordon_host_is_canonical (rest, host_size))
    return refuse (error, "the host is not canonical");

  port = schemes[scheme].default_port;
  if (host_size < length && !parse_port (rest + host_size + 1, length - host_size - 1, port, &port))
    return refuse (error, "the port is not canonical");

  return new_tuple (scheme, rest, host_size, port, host_size < length);
}

CordonOrigin *
cordon_origin_new_tuple (const char *scheme, gssize scheme_size, const char *host, gssize host_size,
                         guint16 port, GError **error)
{
  gsize index;
  gsize scheme_length;
  gsize host_length;

  g_return_val_if_fail (scheme != NULL, NULL);
  g_return_val_if_fail (host != NULL, NULL);

  scheme_length = scheme_size < 0 ? strlen (scheme) : (gsize) scheme_size;
  host_length = host_size < 0 ? strlen (host) : (gsize) host_size;
  if (!find_scheme (scheme, scheme_length, &index))
    return refuse (error, "the scheme has no tuple origin");
  if (host_length > CORDON_ORIGIN_MAX_SIZE - 16)
    return refuse (error, "too long");
  if (!(index == SCHEME_FILE && host_length == 0) && !cordon_host_is_canonical (host, host_length))
    return refuse (error, "the host is not canonical");
  if (index == SCHEME_FILE && port != 0)
    return refuse (error, "the scheme has no port");

  if (port == 0 || port == schemes[index].default_port)
    return new_tuple (index, host, host_length, schemes[index].default_port, FALSE);

  return new_tuple (index, host, host_length, port, TRUE);
}

CordonOrigin *
cordon_origin_new_opaque (void)
{
  return cordon_origin_new_opaque_from (NULL);
}

CordonOrigin *
cordon_origin_new_opaque_from (const CordonOrigin *precursor)
{
  CordonOrigin *origin = g_new0 (CordonOrigin, 1);

  g_atomic_ref_count_init (&origin->ref_count);
  origin->opaque = TRUE;
  origin->hash = g_direct_hash (origin);
  if (precursor && precursor->opaque)
    precursor = precursor->precursor;
  origin->precursor = precursor ? cordon_origin_ref (precursor) : NULL;

  return origin;
}

const CordonOrigin *
cordon_origin_get_precursor (const CordonOrigin *origin)
{
  return origin ? origin->precursor : NULL;
}

CordonOrigin *
cordon_origin_ref (const CordonOrigin *origin)
{
  /* Immutable to callers; the count is the one part that changes. */
  CordonOrigin *mutable_origin = (CordonOrigin *) (guintptr) origin;

  g_return_val_if_fail (origin != NULL, NULL);

  g_atomic_ref_count_inc (&mutable_origin->ref_count);
  return mutable_origin;
}

void
cordon_origin_unref (CordonOrigin *origin)
{
  if (!origin || !g_atomic_ref_count_dec (&origin->ref_count))
    return;

  cordon_origin_unref (origin->precursor);
  g_free (origin->host);
  g_free (origin->text);
  g_free (origin);
}

gboolean
cordon_origin_is_opaque (const CordonOrigin *origin)
{
  return !origin || origin->opaque;
}

gboolean
cordon_origin_equal (gconstpointer a, gconstpointer b)
{
  const CordonOrigin *first = a;
  const CordonOrigin *second = b;

  if (!first || !second)
    return FALSE;
  if (first == second)
    return TRUE;
  if (first->opaque || second->opaque)
    return FALSE;

  return first->hash == second->hash && strcmp (first->text, second->text) == 0;
}

guint
cordon_origin_hash (gconstpointer origin)
{
  const CordonOrigin *self = origin;

  return self ? self->hash : 0;
}

const char *
cordon_origin_to_string (const CordonOrigin *origin)
{
  return cordon_origin_is_opaque (origin) ? "null" : origin->text;
}

const char *
cordon_origin_get_scheme (const CordonOrigin *origin)
{
  return origin ? origin->scheme : NULL;
}

const char *
cordon_origin_get_host (const CordonOrigin *origin)
{
  return origin ? origin->host : NULL;
}

guint16
cordon_origin_get_port (const CordonOrigin *origin)
{
  return origin ? origin->port : 0;
}
