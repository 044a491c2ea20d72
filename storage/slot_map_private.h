/*
 * A slot map: hashes to pointers, open addressing, one cache line for most look-ups. The caller compares what it
 * finds; the map never looks behind a pointer. Deleting moves entries back instead of leaving marks, so it never
 * wears out.
 */

#pragma once

#include <glib.h>

typedef struct
{
  gpointer value; /* NULL: empty */
  guint32 hash;   /* mixed */
} CordonSlot;

/** CordonSlotMap: zero-filled is empty. */
typedef struct
{
  CordonSlot *slots;
  guint32 capacity;
  guint32 n_used;
} CordonSlotMap;

/* The home of a hash depends on its high bits, which poor hashes leave alike. */
static inline guint32
cordon_slot_mix (guint64 value)
{
  value ^= value >> 33;
  value *= G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  value ^= value >> 33;
  value *= G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  return (guint32) (value >> 32);
}

static inline guint32
cordon_slot_home (const CordonSlotMap *map, guint32 hash)
{
  return (guint32) (((guint64) hash * map->capacity) >> 32);
}

static inline guint32
cordon_slot_after (const CordonSlotMap *map, guint32 index)
{
  return index + 1 == map->capacity ? 0 : index + 1;
}

/**
 * CORDON_SLOT_FOREACH: visits each slot with @hash; @slot is a `const CordonSlot *`, @at a guint32. Not while
 * changing.
 */
#define CORDON_SLOT_FOREACH(map, wanted, slot, at) \
  for ((at) = (map)->capacity ? cordon_slot_home ((map), (wanted)) : 0, \
      (slot) = (map)->capacity ? &(map)->slots[at] : NULL; \
       (slot) != NULL && (slot)->value != NULL; \
       (at) = cordon_slot_after ((map), (at)), (slot) = &(map)->slots[at]) \
    if ((slot)->hash == (wanted))

void cordon_slot_map_clear (CordonSlotMap *map);
void cordon_slot_map_reserve (CordonSlotMap *map, guint32 n_entries);
void cordon_slot_map_insert (CordonSlotMap *map, guint32 hash, gpointer value);

/** cordon_slot_map_replace: the slot with @hash and @old now says @value. Returns: %FALSE when there is none. */
gboolean cordon_slot_map_replace (CordonSlotMap *map, guint32 hash, gpointer old, gpointer value);
gboolean cordon_slot_map_remove (CordonSlotMap *map, guint32 hash, gpointer value);
