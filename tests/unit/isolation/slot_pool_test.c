#include "isolation/slot_pool_private.h"

#include "tests/support/test.h"

typedef struct
{
  guint32 link;
  guint32 kept;
} Slot;

static void
slots_never_move_and_zero_is_none (void **state)
{
  CordonSlotPool pool;
  Slot *first;

  cordon_slot_pool_init (&pool, sizeof (Slot));
  assert_int_equal (cordon_slot_pool_take (&pool), 1);
  first = cordon_slot_pool_get (&pool, 1);
  for (guint32 i = 2; i < 5 * CORDON_SLOT_PAGE_SIZE; i++)
    {
      assert_int_equal (cordon_slot_pool_take (&pool), i);
      ((Slot *) cordon_slot_pool_get (&pool, i))->kept = i;
    }
  assert_ptr_equal (cordon_slot_pool_get (&pool, 1), first);
  for (guint32 i = 2; i < 5 * CORDON_SLOT_PAGE_SIZE; i++)
    assert_int_equal (((Slot *) cordon_slot_pool_get (&pool, i))->kept, i);
  cordon_slot_pool_clear (&pool);
}

static void
a_slot_that_is_taken_again_keeps_its_bytes (void **state)
{
  CordonSlotPool pool;

  cordon_slot_pool_init (&pool, sizeof (Slot));
  cordon_slot_pool_take (&pool);
  cordon_slot_pool_take (&pool);
  ((Slot *) cordon_slot_pool_get (&pool, 1))->kept = 42;
  cordon_slot_pool_give_back (&pool, 1);
  cordon_slot_pool_give_back (&pool, 2);
  assert_int_equal (cordon_slot_pool_take (&pool), 2);
  assert_int_equal (cordon_slot_pool_take (&pool), 1);
  assert_int_equal (((Slot *) cordon_slot_pool_get (&pool, 1))->kept, 42);
  assert_int_equal (cordon_slot_pool_take (&pool), 3);
  cordon_slot_pool_clear (&pool);
  cordon_slot_pool_clear (&pool);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (slots_never_move_and_zero_is_none, ""),
    CORDON_TEST (a_slot_that_is_taken_again_keeps_its_bytes, ""),
  };

  return cordon_test_run (tests);
}
