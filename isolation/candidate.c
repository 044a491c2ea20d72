#include "isolation/candidate.h"

#include <arpa/inet.h>
#include <string.h>

#include "permissions/error.h"

static const char *const types[] = {
  [CORDON_CANDIDATE_HOST] = "host",
  [CORDON_CANDIDATE_SERVER_REFLEXIVE] = "srflx",
  [CORDON_CANDIDATE_PEER_REFLEXIVE] = "prflx",
  [CORDON_CANDIDATE_RELAY] = "relay",
};

G_STATIC_ASSERT (G_N_ELEMENTS (types) == CORDON_N_CANDIDATE_TYPES);

const char *
cordon_candidate_type_to_string (CordonCandidateType type)
{
  g_return_val_if_fail ((guint) type < CORDON_N_CANDIDATE_TYPES, "");
  return types[type];
}

gboolean
cordon_address_is_ipv4 (const char *address)
{
  struct in_addr parsed;

  g_return_val_if_fail (address != NULL, FALSE);
  return inet_pton (AF_INET, address, &parsed) == 1;
}

gboolean
cordon_address_is_ipv6 (const char *address)
{
  struct in6_addr parsed;

  g_return_val_if_fail (address != NULL, FALSE);
  return inet_pton (AF_INET6, address, &parsed) == 1;
}

static gboolean
ipv4_is_private (guint32 address)
{
  static const struct
  {
    guint32 network, mask;
  } ranges[] = {
    { 0x0a000000, 0xff000000 }, { 0xac100000, 0xfff00000 }, { 0xc0a80000, 0xffff0000 },
    { 0xa9fe0000, 0xffff0000 }, { 0x64400000, 0xffc00000 }, { 0x7f000000, 0xff000000 },
    { 0x00000000, 0xff000000 }, { 0xc0000000, 0xffffff00 }, { 0xc6120000, 0xfffe0000 },
    { 0xf0000000, 0xf0000000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    if ((address & ranges[i].mask) == ranges[i].network)
      return TRUE;
  return FALSE;
}

static guint32
ipv4_at (const struct in6_addr *six, gsize at)
{
  guint32 address;

  memcpy (&address, six->s6_addr + at, sizeof address);
  return ntohl (address);
}

/* IPv6 addresses that are IPv4 ones in another spelling: mapped, compatible, of NAT64 (RFC 6052), of 6to4. */
static gboolean
ipv6_holds_private_ipv4 (const struct in6_addr *six)
{
  static const guint8 nat64[12] = { 0, 0x64, 0xff, 0x9b };

  if (IN6_IS_ADDR_V4MAPPED (six) || IN6_IS_ADDR_V4COMPAT (six)
      || memcmp (six->s6_addr, nat64, sizeof nat64) == 0)
    return ipv4_is_private (ipv4_at (six, 12));
  return six->s6_addr[0] == 0x20 && six->s6_addr[1] == 0x02 && ipv4_is_private (ipv4_at (six, 2));
}

/* The part of NAT64 that each network makes use of as it likes (RFC 8215). */
static gboolean
ipv6_is_local_nat64 (const struct in6_addr *six)
{
  static const guint8 prefix[6] = { 0, 0x64, 0xff, 0x9b, 0, 1 };

  return memcmp (six->s6_addr, prefix, sizeof prefix) == 0;
}

gboolean
cordon_address_is_private (const char *address)
{
  struct in_addr four;
  struct in6_addr six;

  g_return_val_if_fail (address != NULL, TRUE);

  if (inet_pton (AF_INET, address, &four) == 1)
    return ipv4_is_private (ntohl (four.s_addr));
  if (inet_pton (AF_INET6, address, &six) != 1)
    return FALSE;
  return (six.s6_addr[0] & 0xfe) == 0xfc || IN6_IS_ADDR_LINKLOCAL (&six) || IN6_IS_ADDR_LOOPBACK (&six)
         || IN6_IS_ADDR_UNSPECIFIED (&six) || IN6_IS_ADDR_SITELOCAL (&six) || ipv6_holds_private_ipv4 (&six)
         || ipv6_is_local_nat64 (&six);
}

gboolean
cordon_address_may_be_host (const char *address)
{
  struct in_addr four;
  struct in6_addr six;

  g_return_val_if_fail (address != NULL, FALSE);

  if (inet_pton (AF_INET, address, &four) == 1)
    return ntohl (four.s_addr) >> 24 != 127 && ntohl (four.s_addr) >> 24 != 0;
  if (inet_pton (AF_INET6, address, &six) != 1)
    return TRUE;
  return !IN6_IS_ADDR_LOOPBACK (&six) && !IN6_IS_ADDR_UNSPECIFIED (&six) && !IN6_IS_ADDR_SITELOCAL (&six)
         && !IN6_IS_ADDR_V4MAPPED (&six) && !IN6_IS_ADDR_V4COMPAT (&six);
}

static gboolean
is_ice_text (const char *text, gsize max)
{
  const gsize size = strlen (text);

  if (size == 0 || size > max)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;
  return TRUE;
}

static gboolean
is_host_name (const char *text)
{
  const gsize size = strlen (text);

  if (size == 0 || size > 253)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '.' && text[i] != '_')
      return FALSE;
  return text[0] != '.' && !strstr (text, "..");
}

static gboolean
is_address (const char *text)
{
  return cordon_address_is_ipv4 (text) || cordon_address_is_ipv6 (text) || is_host_name (text);
}

static gboolean
read_number (const char *text, guint64 max, guint64 *out)
{
  return g_ascii_isdigit (text[0]) && g_ascii_string_to_unsigned (text, 10, 0, max, out, NULL);
}

static gboolean
read_type (const char *text, CordonCandidateType *out)
{
  for (guint i = 0; i < CORDON_N_CANDIDATE_TYPES; i++)
    if (g_str_equal (types[i], text))
      {
        *out = (CordonCandidateType) i;
        return TRUE;
      }
  return FALSE;
}

/* `candidate:F C UDP P ADDRESS PORT typ TYPE`: eight words. */
static gboolean
read_fixed (char **words, CordonCandidate *out)
{
  guint64 component, priority, port;

  if (!g_str_has_prefix (words[0], "candidate:") || !is_ice_text (words[0] + 10, 32)
      || !read_number (words[1], 256, &component) || component == 0
      || !read_number (words[3], G_MAXUINT32, &priority) || !is_address (words[4])
      || !read_number (words[5], 65535, &port) || !g_str_equal (words[6], "typ")
      || !read_type (words[7], &out->type))
    return FALSE;
  out->tcp = g_ascii_strcasecmp (words[2], "tcp") == 0;
  if (!out->tcp && g_ascii_strcasecmp (words[2], "udp") != 0)
    return FALSE;
  out->foundation = g_strdup (words[0] + 10);
  out->component = (guint) component;
  out->priority = (guint32) priority;
  out->address = g_strdup (words[4]);
  out->port = (guint) port;
  return TRUE;
}

/* `raddr A` and `rport P` come first, in this order; the rest are pairs of name and value. */
static gboolean
read_rest (char **words, CordonCandidate *out)
{
  guint64 port = 0;

  if (words[0] && g_str_equal (words[0], "raddr"))
    {
      if (!words[1] || !is_address (words[1]) || !words[2] || !g_str_equal (words[2], "rport") || !words[3]
          || !read_number (words[3], 65535, &port))
        return FALSE;
      out->related_address = g_strdup (words[1]);
      out->related_port = (guint) port;
      words += 4;
    }
  if (g_strv_length (words) % 2 != 0)
    return FALSE;
  for (guint i = 0; words[i]; i++)
    if (*words[i] == '\0' || g_str_equal (words[i], "raddr") || g_str_equal (words[i], "rport"))
      return FALSE;
  out->extensions = words[0] ? g_strjoinv (" ", words) : NULL;
  return TRUE;
}

gboolean
cordon_candidate_parse (const char *line, gssize size, CordonCandidate *out, GError **error)
{
  g_auto (CordonCandidate) candidate = { 0 };
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  gsize length;

  g_return_val_if_fail (line != NULL && out != NULL, FALSE);

  length = size < 0 ? strlen (line) : (gsize) size;
  if (length <= CORDON_CANDIDATE_MAX_SIZE && !memchr (line, '\0', length))
    {
      text = g_strndup (line, length);
      words = g_strsplit (g_str_has_prefix (text, "a=") ? text + 2 : text, " ", -1);
    }
  for (gsize i = 0; words && i < length; i++)
    if (!g_ascii_isprint (line[i]))
      g_clear_pointer (&words, g_strfreev);
  if (!words || g_strv_length (words) < 8 || !read_fixed (words, &candidate)
      || !read_rest (words + 8, &candidate))
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_SYNTAX, "not an ICE candidate");
      return FALSE;
    }
  *out = candidate;
  candidate = (CordonCandidate){ 0 };
  return TRUE;
}

char *
cordon_candidate_to_string (const CordonCandidate *candidate)
{
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (candidate != NULL && candidate->foundation && candidate->address, NULL);

  text = g_string_new (NULL);
  g_string_append_printf (text, "candidate:%s %u %s %u %s %u typ %s", candidate->foundation,
                          candidate->component, candidate->tcp ? "tcp" : "udp", candidate->priority,
                          candidate->address, candidate->port, types[candidate->type]);
  if (candidate->related_address)
    g_string_append_printf (text, " raddr %s rport %u", candidate->related_address, candidate->related_port);
  if (candidate->extensions)
    g_string_append_printf (text, " %s", candidate->extensions);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
cordon_candidate_clear (CordonCandidate *candidate)
{
  g_clear_pointer (&candidate->foundation, g_free);
  g_clear_pointer (&candidate->address, g_free);
  g_clear_pointer (&candidate->related_address, g_free);
  g_clear_pointer (&candidate->extensions, g_free);
}

void
cordon_candidate_copy_into (const CordonCandidate *candidate, CordonCandidate *target)
{
  g_return_if_fail (candidate != NULL && target != NULL);

  *target = *candidate;
  target->foundation = g_strdup (candidate->foundation);
  target->address = g_strdup (candidate->address);
  target->related_address = g_strdup (candidate->related_address);
  target->extensions = g_strdup (candidate->extensions);
}
