#include "storage/grant_key_private.h"

/* Up to so many entries are compared one by one. */
#define LINEAR_MAX 16

struct _CordonGrantKeyIndex
{
  CordonSlotMap by_hash; /* entry hash -> position + 1 */
  CordonSlotMap by_id;
};

guint32
cordon_grant_key_hash_id (guint64 id)
{
  return cordon_slot_mix (id);
}

void
cordon_grant_key_free (CordonGrantKey *key)
{
  for (guint32 i = 0; i < key->n_entries; i++)
    cordon_grant_entry_clear (&key->entries[i]);
  if (key->entries != &key->one)
    g_free (key->entries);
  if (key->index)
    {
      cordon_slot_map_clear (&key->index->by_hash);
      cordon_slot_map_clear (&key->index->by_id);
      g_free (key->index);
    }
  g_free (key);
}

static void
index_add (CordonGrantKeyIndex *index, const CordonGrantEntry *entry, guint32 position)
{
  cordon_slot_map_insert (&index->by_hash, entry->hash, GUINT_TO_POINTER (position + 1));
  cordon_slot_map_insert (&index->by_id, cordon_grant_key_hash_id (entry->id),
                          GUINT_TO_POINTER (position + 1));
}

static void
key_grow (CordonGrantKey *key)
{
  guint32 n_allocated = key->n_allocated + MAX (key->n_allocated / 2, 1);
  CordonGrantEntry *entries = g_new (CordonGrantEntry, n_allocated);

  memcpy (entries, key->entries, key->n_entries * sizeof *entries);
  if (key->entries != &key->one)
    g_free (key->entries);
  key->entries = entries;
  key->n_allocated = n_allocated;
}

void
cordon_grant_key_add (CordonGrantKey *key, const CordonGrant *grant)
{
  CordonGrantEntry *entry;

  if (key->n_entries == key->n_allocated)
    key_grow (key);
  entry = &key->entries[key->n_entries++];
  cordon_grant_entry_init (entry, grant);
  key->scopes |= (guint8) (1u << entry->scope);

  if (key->index)
    index_add (key->index, entry, key->n_entries - 1);
  else if (key->n_entries > LINEAR_MAX)
    {
      key->index = g_new0 (CordonGrantKeyIndex, 1);
      for (guint32 i = 0; i < key->n_entries; i++)
        index_add (key->index, &key->entries[i], i);
    }
}

CordonGrantEntry *
cordon_grant_key_find_id (const CordonGrantKey *key, guint64 id)
{
  const CordonSlot *slot;
  guint32 at;

  if (key->index)
    {
      CORDON_SLOT_FOREACH (&key->index->by_id, cordon_grant_key_hash_id (id), slot, at)
      {
        CordonGrantEntry *entry = &key->entries[GPOINTER_TO_UINT (slot->value) - 1];

        if (entry->id == id)
          return entry;
      }
      return NULL;
    }

  for (guint32 i = 0; i < key->n_entries; i++)
    if (key->entries[i].id == id)
      return &key->entries[i];
  return NULL;
}

static void
key_update_scopes (CordonGrantKey *key)
{
  key->scopes = 0;
  for (guint32 i = 0; i < key->n_entries; i++)
    key->scopes |= (guint8) (1u << key->entries[i].scope);
}

/* The last entry moves into the gap. */
void
cordon_grant_key_remove (CordonGrantKey *key, CordonGrantEntry *entry)
{
  guint32 position = (guint32) (entry - key->entries);
  guint32 last = key->n_entries - 1;
  CordonGrantKeyIndex *index = key->index;
  CordonGrantEntry removed = *entry;

  if (index)
    {
      cordon_slot_map_remove (&index->by_hash, entry->hash, GUINT_TO_POINTER (position + 1));
      cordon_slot_map_remove (&index->by_id, cordon_grant_key_hash_id (entry->id),
                              GUINT_TO_POINTER (position + 1));
    }
  if (index && position != last)
    {
      const CordonGrantEntry *moved = &key->entries[last];

      cordon_slot_map_replace (&index->by_hash, moved->hash, GUINT_TO_POINTER (last + 1),
                               GUINT_TO_POINTER (position + 1));
      cordon_slot_map_replace (&index->by_id, cordon_grant_key_hash_id (moved->id),
                               GUINT_TO_POINTER (last + 1), GUINT_TO_POINTER (position + 1));
    }
  key->entries[position] = key->entries[last];
  key->n_entries--;
  cordon_grant_entry_clear (&removed);
  if (!index)
    key_update_scopes (key);
}

/* A block beats an allow; among equals the first wins. */
static const CordonGrantEntry *
better (const CordonGrantEntry *best, const CordonGrantEntry *entry, const CordonGrantQuery *query,
        gint64 wall_us)
{
  if (!cordon_grant_entry_applies (entry, query) || cordon_grant_entry_deadline (entry) <= wall_us)
    return best;
  if (best && (best->answer == CORDON_GRANT_BLOCK || entry->answer == CORDON_GRANT_ALLOW))
    return best;
  return entry;
}

/* Grants of the origin as a whole name nothing that a hash would tell apart sooner than the feature does. */
static const CordonGrantEntry *
find_plain (const CordonGrantKey *key, const CordonGrantQuery *query, gint64 wall_us)
{
  const CordonGrantEntry *best = NULL;

  for (guint32 i = 0; i < key->n_entries; i++)
    if (key->entries[i].scope == CORDON_SCOPE_ORIGIN)
      best = better (best, &key->entries[i], query, wall_us);
  return best;
}

const CordonGrantEntry *
cordon_grant_key_find (const CordonGrantKey *key, const CordonGrantQuery *query, CordonScope scope,
                       gint64 wall_us)
{
  const CordonGrantEntry *best = NULL;
  const CordonSlot *slot;
  guint32 hash;
  guint32 at;

  if (!(key->scopes & (1u << scope)))
    return NULL;
  if (scope == CORDON_SCOPE_ORIGIN && !key->index)
    return find_plain (key, query, wall_us);
  if (!cordon_grant_entry_hash_query (query, scope, &hash))
    return NULL;

  if (key->index)
    {
      CORDON_SLOT_FOREACH (&key->index->by_hash, hash, slot, at)
      {
        const CordonGrantEntry *entry = &key->entries[GPOINTER_TO_UINT (slot->value) - 1];

        if (entry->scope == (guint) scope)
          best = better (best, entry, query, wall_us);
      }
      return best;
    }

  for (guint32 i = 0; i < key->n_entries; i++)
    if (key->entries[i].hash == hash && key->entries[i].scope == (guint) scope)
      best = better (best, &key->entries[i], query, wall_us);
  return best;
}

const CordonGrantEntry *
cordon_grant_key_find_place (const CordonGrantKey *key, const CordonGrant *grant, gboolean pan_tilt_zoom)
{
  const CordonSlot *slot;
  guint32 at;

  if (key->index)
    {
      CORDON_SLOT_FOREACH (&key->index->by_hash, cordon_grant_entry_hash_grant (grant), slot, at)
      {
        const CordonGrantEntry *entry = &key->entries[GPOINTER_TO_UINT (slot->value) - 1];

        if (cordon_grant_entry_is_at (entry, grant, pan_tilt_zoom))
          return entry;
      }
      return NULL;
    }

  for (guint32 i = 0; i < key->n_entries; i++)
    if (cordon_grant_entry_is_at (&key->entries[i], grant, pan_tilt_zoom))
      return &key->entries[i];
  return NULL;
}
