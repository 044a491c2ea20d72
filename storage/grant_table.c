/*
 * Two maps over one set of keys: permission key to CordonGrantKey for questions, id to CordonGrantKey for the rest. A key with
 * one grant, the usual case, is one allocation; one with many has an index of its own, so that a question costs the same
 * whether a key has one callee or thousands.
 */

#include "storage/grant_table.h"

#include <string.h>

#include "storage/grant_entry_private.h"
#include "storage/grant_table_private.h"
#include "storage/slot_map_private.h"

/* Up to so many entries are compared one by one. */
#define LINEAR_MAX 8

typedef struct
{
  CordonSlotMap by_hash; /* entry hash -> position + 1 */
  CordonSlotMap by_id;
} KeyIndex;

typedef struct
{
  CordonGrantEntry *entries; /* &one, or an allocation */
  KeyIndex *index;           /* NULL up to LINEAR_MAX entries */
  guint32 hash;
  guint32 n_entries;
  guint32 n_allocated;
  guint16 origin_size; /* without the NUL */
  guint8 scopes;       /* bit n: has an entry of scope n */
  CordonGrantEntry one;
  char origin[];
} CordonGrantKey;

struct _CordonGrantTable
{
  CordonSlotMap keys;     /* origin hash -> CordonGrantKey */
  CordonSlotMap ids;      /* id hash -> CordonGrantKey */
  gint64 *latest_wall_us; /* behind a pointer: asking moves it */
};

CordonGrantTable *
cordon_grant_table_new (void)
{
  CordonGrantTable *table = g_new0 (CordonGrantTable, 1);

  table->latest_wall_us = g_new0 (gint64, 1);
  return table;
}

static void
key_free (CordonGrantKey *key)
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

void
cordon_grant_table_free (CordonGrantTable *table)
{
  if (!table)
    return;

  for (guint32 i = 0; i < table->keys.capacity; i++)
    if (table->keys.slots[i].value)
      key_free (table->keys.slots[i].value);
  cordon_slot_map_clear (&table->keys);
  cordon_slot_map_clear (&table->ids);
  g_free (table->latest_wall_us);
  g_free (table);
}

void
cordon_grant_table_reserve (CordonGrantTable *table, guint32 n_grants)
{
  cordon_slot_map_reserve (&table->keys, n_grants);
  cordon_slot_map_reserve (&table->ids, n_grants);
}

/* Keys. */

static guint32
hash_origin (const CordonOrigin *origin)
{
  return cordon_slot_mix (cordon_origin_hash (origin));
}

static CordonGrantKey *
find_key (const CordonGrantTable *table, const CordonOrigin *origin)
{
  guint32 hash = hash_origin (origin);
  const CordonSlot *slot;
  guint32 at;

  if (cordon_origin_is_opaque (origin))
    return NULL;

  CORDON_SLOT_FOREACH (&table->keys, hash, slot, at)
  {
    CordonGrantKey *key = slot->value;

    if (strcmp (key->origin, cordon_origin_to_string (origin)) == 0)
      return key;
  }
  return NULL;
}

static CordonGrantKey *
add_key (CordonGrantTable *table, const CordonOrigin *origin)
{
  const char *text = cordon_origin_to_string (origin);
  gsize size = strlen (text);
  CordonGrantKey *key = g_malloc0 (sizeof *key + size + 1);

  key->entries = &key->one;
  key->n_allocated = 1;
  key->hash = hash_origin (origin);
  key->origin_size = (guint16) size;
  memcpy (key->origin, text, size + 1);
  cordon_slot_map_insert (&table->keys, key->hash, key);
  return key;
}

static guint32
hash_id (guint64 id)
{
  return cordon_slot_mix (id);
}

static void
index_add (KeyIndex *index, const CordonGrantEntry *entry, guint32 position)
{
  cordon_slot_map_insert (&index->by_hash, entry->hash, GUINT_TO_POINTER (position + 1));
  cordon_slot_map_insert (&index->by_id, hash_id (entry->id), GUINT_TO_POINTER (position + 1));
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

static void
key_add (CordonGrantKey *key, const CordonGrant *grant)
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
      key->index = g_new0 (KeyIndex, 1);
      for (guint32 i = 0; i < key->n_entries; i++)
        index_add (key->index, &key->entries[i], i);
    }
}

static CordonGrantEntry *
key_find_id (const CordonGrantKey *key, guint64 id)
{
  const CordonSlot *slot;
  guint32 at;

  if (key->index)
    {
      CORDON_SLOT_FOREACH (&key->index->by_id, hash_id (id), slot, at)
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
static void
key_remove (CordonGrantKey *key, CordonGrantEntry *entry)
{
  guint32 position = (guint32) (entry - key->entries);
  guint32 last = key->n_entries - 1;
  KeyIndex *index = key->index;
  CordonGrantEntry removed = *entry;

  if (index)
    {
      cordon_slot_map_remove (&index->by_hash, entry->hash, GUINT_TO_POINTER (position + 1));
      cordon_slot_map_remove (&index->by_id, hash_id (entry->id), GUINT_TO_POINTER (position + 1));
    }
  if (index && position != last)
    {
      const CordonGrantEntry *moved = &key->entries[last];

      cordon_slot_map_replace (&index->by_hash, moved->hash, GUINT_TO_POINTER (last + 1),
                               GUINT_TO_POINTER (position + 1));
      cordon_slot_map_replace (&index->by_id, hash_id (moved->id), GUINT_TO_POINTER (last + 1),
                               GUINT_TO_POINTER (position + 1));
    }
  key->entries[position] = key->entries[last];
  key->n_entries--;
  cordon_grant_entry_clear (&removed);
  if (!index)
    key_update_scopes (key);
}

/* Ids. */

static CordonGrantEntry *
find_id (const CordonGrantTable *table, guint64 id, CordonGrantKey **out_key)
{
  const CordonSlot *slot;
  guint32 at;

  CORDON_SLOT_FOREACH (&table->ids, hash_id (id), slot, at)
  {
    CordonGrantKey *key = slot->value;
    CordonGrantEntry *entry = key_find_id (key, id);

    if (entry)
      {
        *out_key = key;
        return entry;
      }
  }
  return NULL;
}

gboolean
cordon_grant_table_insert (CordonGrantTable *table, const CordonGrant *grant)
{
  CordonGrantKey *key;

  g_return_val_if_fail (table != NULL && grant != NULL && grant->id != 0, FALSE);
  g_return_val_if_fail (!cordon_origin_is_opaque (grant->origin) && grant->scope != CORDON_SCOPE_NONE, FALSE);

  if (find_id (table, grant->id, &key) || cordon_grant_table_find_place (table, grant) != 0)
    return FALSE;

  key = find_key (table, grant->origin);
  if (!key)
    key = add_key (table, grant->origin);
  key_add (key, grant);
  cordon_slot_map_insert (&table->ids, hash_id (grant->id), key);
  return TRUE;
}

gboolean
cordon_grant_table_remove (CordonGrantTable *table, guint64 id)
{
  CordonGrantKey *key;
  CordonGrantEntry *entry;

  g_return_val_if_fail (table != NULL, FALSE);

  entry = find_id (table, id, &key);
  if (!entry)
    return FALSE;

  cordon_slot_map_remove (&table->ids, hash_id (id), key);
  key_remove (key, entry);
  if (key->n_entries == 0)
    {
      cordon_slot_map_remove (&table->keys, key->hash, key);
      key_free (key);
    }
  return TRUE;
}

/* Questions. */

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

static const CordonGrantEntry *
key_find (const CordonGrantKey *key, const CordonGrantQuery *query, CordonScope scope, gint64 wall_us)
{
  const CordonGrantEntry *best = NULL;
  const CordonSlot *slot;
  guint32 hash;
  guint32 at;

  if (!(key->scopes & (1u << scope)) || !cordon_grant_entry_hash_query (query, scope, &hash))
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

static void
write_match (const CordonGrantEntry *entry, CordonGrantMatch *out_match)
{
  gint64 deadline = cordon_grant_entry_deadline (entry);

  *out_match = (CordonGrantMatch){
    .id = entry->id,
    .answer = (CordonGrantAnswer) entry->answer,
    .scope = (CordonScope) entry->scope,
    .lifetime = (CordonLifetime) entry->lifetime,
    .expires_wall_us = deadline == G_MAXINT64 ? 0 : deadline,
    .device = cordon_grant_entry_peek_device (entry),
  };
}

void
cordon_grant_table_observe_wall (const CordonGrantTable *table, gint64 wall_us)
{
  if (wall_us > *table->latest_wall_us)
    *table->latest_wall_us = wall_us;
}

gboolean
cordon_grant_table_find (const CordonGrantTable *table, const CordonGrantQuery *query, CordonScope scope,
                         gint64 wall_us, CordonGrantMatch *out_match)
{
  const CordonGrantKey *key;
  const CordonGrantEntry *entry;

  g_return_val_if_fail (table != NULL && query != NULL && out_match != NULL, FALSE);
  g_return_val_if_fail (scope > CORDON_SCOPE_NONE && scope <= CORDON_SCOPE_ORIGIN, FALSE);

  cordon_grant_table_observe_wall (table, wall_us);
  key = find_key (table, query->origin);
  entry = key ? key_find (key, query, scope, *table->latest_wall_us) : NULL;
  if (!entry)
    return FALSE;

  write_match (entry, out_match);
  return TRUE;
}

gboolean
cordon_grant_table_find_narrowest (const CordonGrantTable *table, const CordonGrantQuery *query,
                                   gint64 wall_us, CordonGrantMatch *out_match)
{
  const CordonGrantKey *key;

  g_return_val_if_fail (table != NULL && query != NULL && out_match != NULL, FALSE);

  cordon_grant_table_observe_wall (table, wall_us);
  key = find_key (table, query->origin);
  for (CordonScope scope = CORDON_SCOPE_SURFACE; key && scope <= CORDON_SCOPE_ORIGIN; scope++)
    {
      const CordonGrantEntry *entry = key_find (key, query, scope, *table->latest_wall_us);

      if (entry)
        {
          write_match (entry, out_match);
          return TRUE;
        }
    }
  return FALSE;
}

/* Places (B-29). */

static const CordonGrantEntry *
key_find_place (const CordonGrantKey *key, const CordonGrant *grant, gboolean pan_tilt_zoom)
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

guint64
cordon_grant_table_find_place (const CordonGrantTable *table, const CordonGrant *grant)
{
  const CordonGrantKey *key = find_key (table, grant->origin);
  const CordonGrantEntry *entry = key ? key_find_place (key, grant, grant->pan_tilt_zoom) : NULL;

  return entry ? entry->id : 0;
}

guint64
cordon_grant_table_find_contradiction (const CordonGrantTable *table, const CordonGrant *grant)
{
  const CordonGrantKey *key = find_key (table, grant->origin);
  const CordonGrantEntry *entry = key ? key_find_place (key, grant, !grant->pan_tilt_zoom) : NULL;
  const gboolean strong_allow = grant->pan_tilt_zoom && grant->answer == CORDON_GRANT_ALLOW;
  const gboolean weak_block = !grant->pan_tilt_zoom && grant->answer == CORDON_GRANT_BLOCK;

  if (!entry || !(strong_allow || weak_block) || entry->answer == (guint) grant->answer)
    return 0;
  return entry->id;
}

/* The rest. */

static void
fill_grant (const CordonGrantKey *key, const CordonGrantEntry *entry, CordonGrant *grant)
{
  *grant = (CordonGrant){ .origin = cordon_origin_new (key->origin, key->origin_size, NULL) };
  cordon_grant_entry_fill (entry, grant);
}

gboolean
cordon_grant_table_get (const CordonGrantTable *table, guint64 id, CordonGrant *out_grant)
{
  CordonGrantKey *key;
  const CordonGrantEntry *entry;

  g_return_val_if_fail (table != NULL && out_grant != NULL, FALSE);

  entry = find_id (table, id, &key);
  if (!entry)
    return FALSE;
  fill_grant (key, entry, out_grant);
  return TRUE;
}

static gboolean
key_foreach (const CordonGrantKey *key, CordonFeature feature, CordonGrantFunc func, gpointer data)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new (key->origin, key->origin_size, NULL);

  for (guint32 i = 0; i < key->n_entries; i++)
    {
      g_auto (CordonGrant) grant = { .origin = cordon_origin_ref (origin) };

      if (feature != CORDON_FEATURE_NONE && key->entries[i].feature != (guint) feature)
        continue;
      cordon_grant_entry_fill (&key->entries[i], &grant);
      if (!func (&grant, data))
        return FALSE;
    }
  return TRUE;
}

void
cordon_grant_table_foreach (const CordonGrantTable *table, const CordonOrigin *origin, CordonFeature feature,
                            CordonGrantFunc func, gpointer data)
{
  g_return_if_fail (table != NULL && func != NULL);

  if (origin)
    {
      const CordonGrantKey *key = find_key (table, origin);

      if (key)
        key_foreach (key, feature, func, data);
      return;
    }

  for (guint32 i = 0; i < table->keys.capacity; i++)
    if (table->keys.slots[i].value && !key_foreach (table->keys.slots[i].value, feature, func, data))
      return;
}

gsize
cordon_grant_table_get_size (const CordonGrantTable *table)
{
  g_return_val_if_fail (table != NULL, 0);

  return table->ids.n_used;
}

gint64
cordon_grant_table_latest_wall (const CordonGrantTable *table)
{
  g_return_val_if_fail (table != NULL, 0);

  return *table->latest_wall_us;
}

gboolean
cordon_grant_table_touch (CordonGrantTable *table, guint64 id, gint64 wall_us)
{
  CordonGrantKey *key;
  CordonGrantEntry *entry;

  g_return_val_if_fail (table != NULL, FALSE);

  entry = find_id (table, id, &key);
  if (!entry || entry->last_used_wall_us >= wall_us)
    return FALSE;
  entry->last_used_wall_us = wall_us;
  return TRUE;
}

gboolean
cordon_grant_table_has_ended (const CordonGrantTable *table, guint64 id, gint64 wall_us)
{
  CordonGrantKey *key;
  const CordonGrantEntry *entry = find_id (table, id, &key);

  return entry && cordon_grant_entry_deadline (entry) <= wall_us;
}

GArray *
cordon_grant_table_ended (const CordonGrantTable *table, gint64 wall_us)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint32 i = 0; i < table->keys.capacity; i++)
    {
      const CordonGrantKey *key = table->keys.slots[i].value;

      for (guint32 j = 0; key && j < key->n_entries; j++)
        if (cordon_grant_entry_deadline (&key->entries[j]) <= wall_us)
          g_array_append_val (ids, key->entries[j].id);
    }
  return ids;
}

gint64
cordon_grant_table_next_deadline (const CordonGrantTable *table)
{
  gint64 next = G_MAXINT64;

  for (guint32 i = 0; i < table->keys.capacity; i++)
    {
      const CordonGrantKey *key = table->keys.slots[i].value;

      for (guint32 j = 0; key && j < key->n_entries; j++)
        next = MIN (next, cordon_grant_entry_deadline (&key->entries[j]));
    }
  return next;
}

static void
rebase_time (gint64 *time, gint64 delta_us)
{
  if (*time != 0)
    *time = MAX (*time - delta_us, 1);
}

void
cordon_grant_table_rebase (CordonGrantTable *table, gint64 delta_us)
{
  g_return_if_fail (delta_us >= 0);

  for (guint32 i = 0; i < table->keys.capacity; i++)
    {
      CordonGrantKey *key = table->keys.slots[i].value;

      for (guint32 j = 0; key && j < key->n_entries; j++)
        {
          rebase_time (&key->entries[j].created_wall_us, delta_us);
          rebase_time (&key->entries[j].last_used_wall_us, delta_us);
          rebase_time (&key->entries[j].expires_wall_us, delta_us);
        }
    }
  *table->latest_wall_us -= delta_us;
}
