#include "permissions/temporary_block_private.h"

#include <string.h>

struct _CordonTemporaryBlocks
{
  CordonSiteFunc site;
  GHashTable *by_site; /* "host" → gint64[CORDON_N_FEATURES], ends on the monotonic clock */
};

CordonTemporaryBlocks *
cordon_temporary_blocks_new (CordonSiteFunc site)
{
  CordonTemporaryBlocks *blocks = g_new0 (CordonTemporaryBlocks, 1);

  blocks->site = site != NULL ? site : cordon_guess_site;
  blocks->by_site = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return blocks;
}

void
cordon_temporary_blocks_free (CordonTemporaryBlocks *blocks)
{
  if (blocks == NULL)
    return;

  g_hash_table_unref (blocks->by_site);
  g_free (blocks);
}

static gboolean
is_address (const char *host)
{
  return host[0] == '[' || strspn (host, "0123456789.") == strlen (host);
}

/* Without a list of public suffixes: the last two labels, or three where the last two look like a country's registry
 * (co.uk, com.br). Too wide a guess blocks a neighbour for an hour; too narrow a one would let the site ask again.
 */
char *
cordon_guess_site (const char *host)
{
  g_auto (GStrv) labels = NULL;
  guint n, keep;

  g_return_val_if_fail (host != NULL, NULL);
  if (is_address (host))
    return g_strdup (host);

  labels = g_strsplit (host, ".", -1);
  n = g_strv_length (labels);
  while (n > 0 && labels[n - 1][0] == '\0')
    g_clear_pointer (&labels[--n], g_free);
  keep = n >= 3 && strlen (labels[n - 1]) == 2 && strlen (labels[n - 2]) <= 3 ? 3 : 2;

  return n <= keep ? g_strjoinv (".", labels) : g_strjoinv (".", labels + (n - keep));
}

static char *
get_site (const CordonTemporaryBlocks *blocks, const CordonOrigin *origin)
{
  const char *host = cordon_origin_get_host (origin);

  return host != NULL ? blocks->site (host) : NULL;
}

void
cordon_temporary_blocks_add (CordonTemporaryBlocks *blocks, const CordonOrigin *origin, CordonFeature feature,
                             gint64 until_mono_us)
{
  g_autofree char *site = get_site (blocks, origin);
  gint64 *ends;

  if (site == NULL || (guint) feature >= CORDON_N_FEATURES)
    return;

  ends = g_hash_table_lookup (blocks->by_site, site);
  if (ends == NULL)
    {
      ends = g_new0 (gint64, CORDON_N_FEATURES);
      g_hash_table_insert (blocks->by_site, g_steal_pointer (&site), ends);
    }
  ends[feature] = until_mono_us;
}

gboolean
cordon_temporary_blocks_contains (const CordonTemporaryBlocks *blocks, const CordonOrigin *origin,
                                  CordonFeature feature, gint64 mono_us)
{
  g_autofree char *site = NULL;
  const gint64 *ends;

  if (g_hash_table_size (blocks->by_site) == 0 || (guint) feature >= CORDON_N_FEATURES)
    return FALSE;
  site = get_site (blocks, origin);
  ends = site != NULL ? g_hash_table_lookup (blocks->by_site, site) : NULL;

  return ends != NULL && ends[feature] != 0 && mono_us < ends[feature];
}

static gboolean
is_empty (const gint64 *ends)
{
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    if (ends[i] != 0)
      return FALSE;

  return TRUE;
}

void
cordon_temporary_blocks_remove (CordonTemporaryBlocks *blocks, const CordonOrigin *origin,
                                CordonFeature feature)
{
  g_autofree char *site = origin != NULL ? get_site (blocks, origin) : NULL;
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, blocks->by_site);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      gint64 *ends = value;

      if (origin != NULL && g_strcmp0 (key, site) != 0)
        continue;
      for (guint i = 0; i < CORDON_N_FEATURES; i++)
        if (feature == CORDON_FEATURE_NONE || (guint) feature == i)
          ends[i] = 0;
      if (is_empty (ends))
        g_hash_table_iter_remove (&iter);
    }
}

gboolean
cordon_temporary_blocks_purge (CordonTemporaryBlocks *blocks, gint64 mono_us)
{
  GHashTableIter iter;
  gpointer value;
  gboolean expired = FALSE;

  g_hash_table_iter_init (&iter, blocks->by_site);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      gint64 *ends = value;

      for (guint i = 0; i < CORDON_N_FEATURES; i++)
        if (ends[i] != 0 && ends[i] <= mono_us)
          {
            ends[i] = 0;
            expired = TRUE;
          }
      if (is_empty (ends))
        g_hash_table_iter_remove (&iter);
    }

  return expired;
}

gint64
cordon_temporary_blocks_get_next_end (const CordonTemporaryBlocks *blocks)
{
  GHashTableIter iter;
  gpointer value;
  gint64 next = G_MAXINT64;

  g_hash_table_iter_init (&iter, blocks->by_site);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    for (guint i = 0; i < CORDON_N_FEATURES; i++)
      if (((const gint64 *) value)[i] != 0)
        next = MIN (next, ((const gint64 *) value)[i]);

  return next;
}
