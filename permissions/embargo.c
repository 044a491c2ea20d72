#include "permissions/embargo.h"

#include "permissions/limits.h"

struct _CordonEmbargoes
{
  guint dismissals;
  GHashTable *by_origin; /* CordonOrigin → CordonEmbargoEntry[CORDON_N_FEATURES] */
};

CordonEmbargoes *
cordon_embargoes_new (guint dismissals)
{
  CordonEmbargoes *embargoes = g_new0 (CordonEmbargoes, 1);

  embargoes->dismissals = dismissals != 0 ? dismissals : CORDON_EMBARGO_DISMISSALS;
  embargoes->by_origin = g_hash_table_new_full (cordon_origin_hash, cordon_origin_equal,
                                                (GDestroyNotify) cordon_origin_unref, g_free);

  return embargoes;
}

void
cordon_embargoes_free (CordonEmbargoes *embargoes)
{
  if (embargoes == NULL)
    return;

  g_hash_table_unref (embargoes->by_origin);
  g_free (embargoes);
}

static gboolean
is_countable (const CordonOrigin *origin, CordonFeature feature)
{
  return !cordon_origin_is_opaque (origin) && feature > CORDON_FEATURE_NONE
         && (guint) feature < CORDON_N_FEATURES;
}

static CordonEmbargoEntry *
find (const CordonEmbargoes *embargoes, const CordonOrigin *origin, CordonFeature feature)
{
  CordonEmbargoEntry *entries;

  if (!is_countable (origin, feature))
    return NULL;
  entries = g_hash_table_lookup (embargoes->by_origin, origin);

  return entries != NULL ? &entries[feature] : NULL;
}

static CordonEmbargoEntry *
ensure (CordonEmbargoes *embargoes, const CordonOrigin *origin, CordonFeature feature)
{
  CordonEmbargoEntry *entry = find (embargoes, origin, feature);
  CordonEmbargoEntry *entries;

  if (entry != NULL)
    return entry;

  entries = g_new0 (CordonEmbargoEntry, CORDON_N_FEATURES);
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    entries[i].feature = (CordonFeature) i;
  g_hash_table_insert (embargoes->by_origin, cordon_origin_ref (origin), entries);

  return &entries[feature];
}

static guint
threshold (const CordonEmbargoes *embargoes, CordonEmbargoKind kind, gboolean quiet)
{
  if (kind == CORDON_EMBARGO_IGNORED)
    return quiet ? CORDON_EMBARGO_QUIET_IGNORES : CORDON_EMBARGO_IGNORES;

  return quiet ? CORDON_EMBARGO_QUIET_DISMISSALS : embargoes->dismissals;
}

gboolean
cordon_embargoes_record (CordonEmbargoes *embargoes, const CordonOrigin *origin, CordonFeature feature,
                         CordonEmbargoKind kind, gboolean quiet, gint64 wall_us)
{
  CordonEmbargoEntry *entry;

  g_return_val_if_fail (embargoes != NULL && (guint) kind < CORDON_N_EMBARGO_KINDS, FALSE);
  if (!is_countable (origin, feature))
    return FALSE;

  entry = ensure (embargoes, origin, feature);
  if (entry->counts[kind] < G_MAXINT32)
    entry->counts[kind]++;
  if (entry->counts[kind] < threshold (embargoes, kind, quiet))
    return FALSE;
  entry->started_wall_us[kind] = wall_us;

  return TRUE;
}

static gboolean
holds (const CordonEmbargoEntry *entry, CordonEmbargoKind kind, gint64 wall_us)
{
  return entry->started_wall_us[kind] != 0 && wall_us < entry->started_wall_us[kind] + CORDON_EMBARGO_US;
}

CordonReason
cordon_embargoes_check (const CordonEmbargoes *embargoes, const CordonOrigin *origin, CordonFeature feature,
                        gint64 wall_us)
{
  const CordonEmbargoEntry *entry;

  g_return_val_if_fail (embargoes != NULL, CORDON_REASON_EMBARGO_DISMISSED);

  entry = find (embargoes, origin, feature);
  if (entry == NULL)
    return CORDON_REASON_NONE;
  if (holds (entry, CORDON_EMBARGO_DISMISSED, wall_us))
    return CORDON_REASON_EMBARGO_DISMISSED;
  if (holds (entry, CORDON_EMBARGO_IGNORED, wall_us))
    return CORDON_REASON_EMBARGO_IGNORED;

  return CORDON_REASON_NONE;
}

gboolean
cordon_embargoes_get (const CordonEmbargoes *embargoes, const CordonOrigin *origin, CordonFeature feature,
                      CordonEmbargoEntry *out_entry)
{
  const CordonEmbargoEntry *entry;

  g_return_val_if_fail (embargoes != NULL && out_entry != NULL, FALSE);

  entry = find (embargoes, origin, feature);
  if (entry == NULL
      || (entry->counts[CORDON_EMBARGO_DISMISSED] == 0 && entry->counts[CORDON_EMBARGO_IGNORED] == 0))
    return FALSE;
  *out_entry = *entry;

  return TRUE;
}

void
cordon_embargoes_put (CordonEmbargoes *embargoes, const CordonOrigin *origin, const CordonEmbargoEntry *entry)
{
  g_return_if_fail (embargoes != NULL && entry != NULL);

  if (is_countable (origin, entry->feature))
    *ensure (embargoes, origin, entry->feature) = *entry;
}

gint64
cordon_embargoes_get_start (const CordonEmbargoes *embargoes, const CordonOrigin *origin,
                            CordonFeature feature)
{
  const CordonEmbargoEntry *entry;

  g_return_val_if_fail (embargoes != NULL, 0);

  entry = find (embargoes, origin, feature);
  if (entry == NULL)
    return 0;

  return MAX (entry->started_wall_us[CORDON_EMBARGO_DISMISSED],
              entry->started_wall_us[CORDON_EMBARGO_IGNORED]);
}

static void
reset_entries (CordonEmbargoEntry *entries, CordonFeature feature)
{
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    if (feature == CORDON_FEATURE_NONE || (guint) feature == i)
      entries[i] = (CordonEmbargoEntry){ .feature = (CordonFeature) i };
}

void
cordon_embargoes_reset (CordonEmbargoes *embargoes, const CordonOrigin *origin, CordonFeature feature)
{
  GHashTableIter iter;
  gpointer key, entries;

  g_return_if_fail (embargoes != NULL);

  g_hash_table_iter_init (&iter, embargoes->by_origin);
  while (g_hash_table_iter_next (&iter, &key, &entries))
    if (origin == NULL || cordon_origin_equal (key, origin))
      reset_entries (entries, feature);
}

void
cordon_embargoes_foreach (const CordonEmbargoes *embargoes, CordonEmbargoesFunc func, gpointer data)
{
  GHashTableIter iter;
  gpointer key, entries;

  g_return_if_fail (embargoes != NULL && func != NULL);

  g_hash_table_iter_init (&iter, embargoes->by_origin);
  while (g_hash_table_iter_next (&iter, &key, &entries))
    for (guint i = CORDON_FEATURE_NONE + 1; i < CORDON_N_FEATURES; i++)
      {
        const CordonEmbargoEntry *entry = (const CordonEmbargoEntry *) entries + i;

        if ((entry->counts[CORDON_EMBARGO_DISMISSED] != 0 || entry->counts[CORDON_EMBARGO_IGNORED] != 0)
            && !func (key, entry, data))
          return;
      }
}

typedef struct
{
  gint64 wall_us;
  gint64 next_wall_us;
} NextEnd;

static gboolean
find_next_end (const CordonOrigin *origin, const CordonEmbargoEntry *entry, gpointer data)
{
  NextEnd *next = data;

  for (guint kind = 0; kind < CORDON_N_EMBARGO_KINDS; kind++)
    if (holds (entry, (CordonEmbargoKind) kind, next->wall_us))
      next->next_wall_us = MIN (next->next_wall_us, entry->started_wall_us[kind] + CORDON_EMBARGO_US);

  return TRUE;
}

gint64
cordon_embargoes_get_next_end (const CordonEmbargoes *embargoes, gint64 wall_us)
{
  NextEnd next = { .wall_us = wall_us, .next_wall_us = G_MAXINT64 };

  g_return_val_if_fail (embargoes != NULL, G_MAXINT64);
  cordon_embargoes_foreach (embargoes, find_next_end, &next);

  return next.next_wall_us;
}
