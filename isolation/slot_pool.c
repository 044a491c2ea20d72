#include "isolation/slot_pool_private.h"

void
cordon_slot_pool_init (CordonSlotPool *pool, gsize slot_size)
{
  g_assert (slot_size >= sizeof (guint32));

  pool->pages = g_ptr_array_new_with_free_func (g_free);
  pool->slot_size = slot_size;
  pool->n_slots = 1;
  pool->first_free = 0;
}

void
cordon_slot_pool_clear (CordonSlotPool *pool)
{
  g_clear_pointer (&pool->pages, g_ptr_array_unref);
}

guint32
cordon_slot_pool_take (CordonSlotPool *pool)
{
  guint32 number = pool->first_free;

  if (number != 0)
    {
      pool->first_free = *(guint32 *) cordon_slot_pool_get (pool, number);
      return number;
    }

  number = pool->n_slots++;
  if (number >> CORDON_SLOT_PAGE_BITS >= pool->pages->len)
    g_ptr_array_add (pool->pages, g_malloc0_n (CORDON_SLOT_PAGE_SIZE, pool->slot_size));

  return number;
}

void
cordon_slot_pool_give_back (CordonSlotPool *pool, guint32 number)
{
  *(guint32 *) cordon_slot_pool_get (pool, number) = pool->first_free;
  pool->first_free = number;
}
