/*
 * Fixed-size slots in pages that never move, named by a small number. Number 0 is no slot. The first four bytes of a
 * free slot hold the next free one; the rest of it keeps its bytes.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CORDON_SLOT_PAGE_BITS 10
#define CORDON_SLOT_PAGE_SIZE (1U << CORDON_SLOT_PAGE_BITS)

typedef struct
{
  GPtrArray *pages;
  gsize slot_size;
  guint32 n_slots; /* ever made, number 0 included */
  guint32 first_free;
} CordonSlotPool;

void cordon_slot_pool_init (CordonSlotPool *pool, gsize slot_size);
void cordon_slot_pool_clear (CordonSlotPool *pool);

/* Returns: the number of a slot; zeroed where it is new, with its old bytes after the first four where it is not. */
guint32 cordon_slot_pool_take (CordonSlotPool *pool);
void cordon_slot_pool_give_back (CordonSlotPool *pool, guint32 number);

/* @number must have been taken once. */
static inline gpointer
cordon_slot_pool_get (const CordonSlotPool *pool, guint32 number)
{
  guint8 *page = (guint8 *) pool->pages->pdata[number >> CORDON_SLOT_PAGE_BITS];

  return page + (gsize) (number & (CORDON_SLOT_PAGE_SIZE - 1)) * pool->slot_size;
}

G_END_DECLS
