/*
 * Two maps over one set of keys: permission key to CordonGrantKey for questions, id to CordonGrantKey for the rest.
 * A key with one grant, the usual case, is one allocation; one with many has an index of its own, so that a
 * question costs the same whether a key has one callee or thousands.
 */

#include "storage/grant_table.h"

#include <string.h>

#include "storage/grant_key_private.h"
#include "storage/grant_table_private.h"

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

void
cordon_grant_table_free (CordonGrantTable *table)
{
  if (!table)
    return;

  for (guint32 i = 0; i < table->keys.capacity; i++)
    if (table->keys.slots[i].value)
      cordon_grant_key_free (table->keys.slots[i].value);
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

/* Ids. */

static CordonGrantEntry *
find_id (const CordonGrantTable *table, guint64 id, CordonGrantKey **out_key)
{
  const CordonSlot *slot;
  guint32 at;

  CORDON_SLOT_FOREACH (&table->ids, cordon_grant_key_hash_id (id), slot, at)
  {
    CordonGrantKey *key = slot->value;
    CordonGrantEntry *entry = cordon_grant_key_find_id (key, id);

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

  if (find_id (table, grant->id, &key))
    return FALSE;
  key = find_key (table, grant->origin);
  if (key && cordon_grant_key_find_place (key, grant, grant->pan_tilt_zoom))
    return FALSE;

  if (!key)
    key = add_key (table, grant->origin);
  cordon_grant_key_add (key, grant);
  cordon_slot_map_insert (&table->ids, cordon_grant_key_hash_id (grant->id), key);
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

  cordon_slot_map_remove (&table->ids, cordon_grant_key_hash_id (id), key);
  cordon_grant_key_remove (key, entry);
  if (key->n_entries == 0)
    {
      cordon_slot_map_remove (&table->keys, key->hash, key);
      cordon_grant_key_free (key);
    }
  return TRUE;
}

/* Questions. */

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
  g_return_val_if_fail (scope > CORDON_SCOPE_NONE && scope <= CORDON_SCOPE_ADDRESS_BOOK, FALSE);

  cordon_grant_table_observe_wall (table, wall_us);
  key = find_key (table, query->origin);
  entry = key ? cordon_grant_key_find (key, query, scope, *table->latest_wall_us) : NULL;
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
      const CordonGrantEntry *entry = cordon_grant_key_find (key, query, scope, *table->latest_wall_us);

      if (entry)
        {
          write_match (entry, out_match);
          return TRUE;
        }
    }
  return FALSE;
}

/* Places (B-29). */

guint64
cordon_grant_table_find_place (const CordonGrantTable *table, const CordonGrant *grant)
{
  const CordonGrantKey *key = find_key (table, grant->origin);
  const CordonGrantEntry *entry = key ? cordon_grant_key_find_place (key, grant, grant->pan_tilt_zoom) : NULL;

  return entry ? entry->id : 0;
}

guint64
cordon_grant_table_find_contradiction (const CordonGrantTable *table, const CordonGrant *grant)
{
  const CordonGrantKey *key = find_key (table, grant->origin);
  const CordonGrantEntry *entry = key ? cordon_grant_key_find_place (key, grant, !grant->pan_tilt_zoom)
                                      : NULL;
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
