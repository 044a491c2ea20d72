#include "storage/slot_map_private.h"

#define MIN_CAPACITY 8

/* Full at 85 %; grows by half, so that what is empty after growing stays small as well. */
static gboolean
is_full (const CordonSlotMap *map)
{
  return (guint64) (map->n_used + 1) * 100 > (guint64) map->capacity * 85;
}

static void
place (CordonSlotMap *map, guint32 hash, gpointer value)
{
  guint32 at = cordon_slot_home (map, hash);

  while (map->slots[at].value)
    at = cordon_slot_after (map, at);
  map->slots[at] = (CordonSlot){ .value = value, .hash = hash };
}

static void
resize (CordonSlotMap *map, guint32 capacity)
{
  CordonSlotMap old = *map;

  map->slots = g_new0 (CordonSlot, capacity);
  map->capacity = capacity;
  for (guint32 i = 0; i < old.capacity; i++)
    if (old.slots[i].value)
      place (map, old.slots[i].hash, old.slots[i].value);
  g_free (old.slots);
}

void
cordon_slot_map_clear (CordonSlotMap *map)
{
  g_free (map->slots);
  *map = (CordonSlotMap){ 0 };
}

void
cordon_slot_map_reserve (CordonSlotMap *map, guint32 n_entries)
{
  guint64 capacity = MAX ((guint64) n_entries * 100 / 80 + MIN_CAPACITY, MIN_CAPACITY);

  if (capacity > map->capacity && capacity < G_MAXUINT32)
    resize (map, (guint32) capacity);
}

void
cordon_slot_map_insert (CordonSlotMap *map, guint32 hash, gpointer value)
{
  g_return_if_fail (value != NULL);

  if (is_full (map))
    resize (map, MAX (map->capacity + map->capacity / 2, MIN_CAPACITY));
  place (map, hash, value);
  map->n_used++;
}

static gboolean
find_slot (const CordonSlotMap *map, guint32 hash, gconstpointer value, guint32 *out_at)
{
  const CordonSlot *slot;
  guint32 at;

  CORDON_SLOT_FOREACH (map, hash, slot, at)
  {
    if (slot->value == value)
      {
        *out_at = at;
        return TRUE;
      }
  }
  return FALSE;
}

gboolean
cordon_slot_map_replace (CordonSlotMap *map, guint32 hash, gpointer old, gpointer value)
{
  guint32 at;

  g_return_val_if_fail (value != NULL, FALSE);

  if (!find_slot (map, hash, old, &at))
    return FALSE;
  map->slots[at].value = value;
  return TRUE;
}

/* Whether @at lies in the cyclic interval (@hole, @from]: then its entry may not move into the hole. */
static gboolean
lies_between (guint32 hole, guint32 at, guint32 from)
{
  return hole <= from ? hole < at && at <= from : hole < at || at <= from;
}

gboolean
cordon_slot_map_remove (CordonSlotMap *map, guint32 hash, gpointer value)
{
  guint32 hole;

  if (!find_slot (map, hash, value, &hole))
    return FALSE;

  for (guint32 from = cordon_slot_after (map, hole); map->slots[from].value;
       from = cordon_slot_after (map, from))
    if (!lies_between (hole, cordon_slot_home (map, map->slots[from].hash), from))
      {
        map->slots[hole] = map->slots[from];
        hole = from;
      }
  map->slots[hole] = (CordonSlot){ 0 };
  map->n_used--;
  return TRUE;
}
