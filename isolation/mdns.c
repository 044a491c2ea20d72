#include "isolation/mdns.h"

#include <string.h>

#define SUFFIX ".local"
#define UUID_SIZE 36

struct _CordonMdnsNames
{
  CordonEntropy entropy;
  GHashTable *by_address; /* address -> name */
};

CordonMdnsNames *
cordon_mdns_names_new (const CordonEntropy *entropy)
{
  CordonMdnsNames *names = g_new0 (CordonMdnsNames, 1);

  if (entropy)
    names->entropy = *entropy;
  names->by_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return names;
}

void
cordon_mdns_names_free (CordonMdnsNames *names)
{
  if (!names)
    return;
  g_hash_table_unref (names->by_address);
  g_free (names);
}

/* A version 4 UUID from the given generator: g_uuid_string_random () has a predictable one. */
static char *
new_name (const CordonEntropy *entropy)
{
  guint8 b[16];

  if (!cordon_entropy_fill (entropy, b, sizeof b))
    return NULL;
  b[6] = (guint8) ((b[6] & 0x0f) | 0x40);
  b[8] = (guint8) ((b[8] & 0x3f) | 0x80);
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x" SUFFIX, b[0],
                          b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
                          b[14], b[15]);
}

const char *
cordon_mdns_names_get (CordonMdnsNames *names, const char *address)
{
  char *name;

  g_return_val_if_fail (names != NULL && address != NULL, NULL);

  name = g_hash_table_lookup (names->by_address, address);
  if (name || g_hash_table_size (names->by_address) >= CORDON_MDNS_MAX_NAMES)
    return name;
  name = new_name (&names->entropy);
  if (name)
    g_hash_table_insert (names->by_address, g_strdup (address), name);
  return name;
}

const char *
cordon_mdns_names_find_address (const CordonMdnsNames *names, const char *name)
{
  GHashTableIter iter;
  gpointer address, known;

  g_return_val_if_fail (names != NULL && name != NULL, NULL);

  g_hash_table_iter_init (&iter, names->by_address);
  while (g_hash_table_iter_next (&iter, &address, &known))
    if (g_ascii_strcasecmp (known, name) == 0)
      return address;
  return NULL;
}

gboolean
cordon_mdns_may_register (gboolean is_third_party, gboolean is_private)
{
  return !is_third_party && !is_private;
}

gboolean
cordon_mdns_is_name (const char *name)
{
  gsize size;

  g_return_val_if_fail (name != NULL, FALSE);

  size = strlen (name);
  /* A trailing dot makes the same name to a resolver. */
  if (size > 0 && name[size - 1] == '.')
    size--;
  return size > strlen (SUFFIX)
         && g_ascii_strncasecmp (name + size - strlen (SUFFIX), SUFFIX, strlen (SUFFIX)) == 0;
}

gboolean
cordon_mdns_may_resolve (const char *name, gboolean relay_only)
{
  g_autofree char *uuid = NULL;

  g_return_val_if_fail (name != NULL, FALSE);

  if (relay_only || strlen (name) != UUID_SIZE + strlen (SUFFIX)
      || g_ascii_strcasecmp (name + UUID_SIZE, SUFFIX) != 0)
    return FALSE;
  uuid = g_strndup (name, UUID_SIZE);
  return g_uuid_string_is_valid (uuid);
}

gboolean
cordon_mdns_may_use_answer (guint n_addresses)
{
  return n_addresses == 1;
}
