#include "permissions/host_private.h"

#include <arpa/inet.h>
#include <string.h>

#define IPV6_GROUPS 8
#define DOMAIN_MAX_SIZE 253
#define LABEL_MAX_SIZE 63

/* The URL standard's forbidden domain code points, and upper case, which a canonical host cannot have. */
static gboolean
is_domain_byte (char c)
{
  guchar byte = (guchar) c;

  return byte > 0x20 && byte < 0x7f && !g_ascii_isupper (c) && !strchr ("#/:<>?@[\\]^|%", c);
}

static gsize
last_label_start (const char *host, gsize size)
{
  gsize start = size;

  while (start > 0 && host[start - 1] != '.')
    start--;

  return start;
}

gboolean
cordon_host_ends_in_number (const char *host, gsize size)
{
  gsize start;
  gboolean hexadecimal;

  if (size > 0 && host[size - 1] == '.')
    size--;
  start = last_label_start (host, size);
  if (start == size)
    return FALSE;

  hexadecimal = size - start >= 2 && host[start] == '0' && host[start + 1] == 'x';
  for (gsize i = start + (hexadecimal ? 2 : 0); i < size; i++)
    if (!(hexadecimal ? g_ascii_isxdigit (host[i]) : g_ascii_isdigit (host[i])))
      return FALSE;

  return TRUE;
}

gboolean
cordon_host_parse_ipv4 (const char *host, gsize size, guint32 *out_address)
{
  guint32 address = 0;
  gsize position = 0;

  for (guint part = 0; part < 4; part++)
    {
      gsize start = position;
      guint32 value = 0;

      while (position < size && position - start < 3 && g_ascii_isdigit (host[position]))
        value = value * 10 + (guint32) (host[position++] - '0');
      if (position == start || value > 255 || (host[start] == '0' && position - start > 1))
        return FALSE;
      if (part < 3 && (position == size || host[position++] != '.'))
        return FALSE;
      address = address << 8 | value;
    }

  if (position != size)
    return FALSE;

  *out_address = address;
  return TRUE;
}

/* The first of the longest runs of two or more zero groups, which "::" replaces. */
static void
find_longest_zero_run (const guint16 groups[IPV6_GROUPS], guint *out_start, guint *out_length)
{
  guint start = 0;
  guint length = 1;

  for (guint i = 0; i < IPV6_GROUPS; i++)
    {
      guint end = i;

      while (end < IPV6_GROUPS && groups[end] == 0)
        end++;
      if (end - i > length)
        {
          start = i;
          length = end - i;
        }
      if (end > i)
        i = end;
    }

  *out_start = start;
  *out_length = length > 1 ? length : 0;
}

static void
write_ipv6 (const guint16 groups[IPV6_GROUPS], char *text, gsize text_size)
{
  guint start;
  guint length;
  gsize used = 0;

  find_longest_zero_run (groups, &start, &length);
  text[0] = '\0';
  for (guint i = 0; i < IPV6_GROUPS; i++)
    {
      if (length > 0 && i == start)
        {
          used += (gsize) g_snprintf (text + used, (gulong) (text_size - used), "::");
          i += length - 1;
          continue;
        }
      if (i > 0 && text[used - 1] != ':')
        used += (gsize) g_snprintf (text + used, (gulong) (text_size - used), ":");
      used += (gsize) g_snprintf (text + used, (gulong) (text_size - used), "%x", groups[i]);
    }
}

static gboolean
is_canonical_ipv6 (const char *host, gsize size)
{
  char text[INET6_ADDRSTRLEN];
  char canonical[INET6_ADDRSTRLEN];
  struct in6_addr address;
  guint16 groups[IPV6_GROUPS];

  if (size < 4 || size - 2 >= sizeof text || host[size - 1] != ']')
    return FALSE;

  memcpy (text, host + 1, size - 2);
  text[size - 2] = '\0';
  if (strlen (text) != size - 2 || inet_pton (AF_INET6, text, &address) != 1)
    return FALSE;

  for (guint i = 0; i < IPV6_GROUPS; i++)
    groups[i] = (guint16) (address.s6_addr[2 * i] << 8 | address.s6_addr[2 * i + 1]);
  write_ipv6 (groups, canonical, sizeof canonical);

  return strcmp (text, canonical) == 0;
}

gboolean
cordon_host_is_canonical (const char *host, gsize size)
{
  guint32 address;

  if (size == 0)
    return FALSE;
  if (host[0] == '[')
    return is_canonical_ipv6 (host, size);

  for (gsize i = 0; i < size; i++)
    if (!is_domain_byte (host[i]))
      return FALSE;

  return !cordon_host_ends_in_number (host, size) || cordon_host_parse_ipv4 (host, size, &address);
}

gboolean
cordon_host_is_strict_domain (const char *host, gsize size)
{
  gsize label = 0;

  if (size == 0 || size > DOMAIN_MAX_SIZE)
    return FALSE;

  for (gsize i = 0; i < size; i++)
    {
      if (host[i] == '.')
        {
          if (label == 0)
            return FALSE;
          label = 0;
          continue;
        }
      if (!g_ascii_islower (host[i]) && !g_ascii_isdigit (host[i]) && host[i] != '-' && host[i] != '_')
        return FALSE;
      if (++label > LABEL_MAX_SIZE)
        return FALSE;
    }

  return label > 0;
}
