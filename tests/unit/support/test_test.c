/* The test frame itself: what ./dev test builds its counts on. */

#include "tests/support/test.h"

static int
leave_a_mark (void **state)
{
  *state = g_strdup ("mark");
  return 0;
}

static int
remove_the_mark (void **state)
{
  g_free (*state);
  return 0;
}

static void
set_up_hands_its_state_to_the_test (void **state)
{
  assert_string_equal (*state, "mark");
}

static void
expected_critical_does_not_end_the_program (void **state)
{
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*'FALSE' failed*");
  g_return_if_fail_warning (G_LOG_DOMAIN, G_STRFUNC, "FALSE");
  g_test_assert_expected_messages ();
}

static void
same_seed_gives_the_same_numbers (void **state)
{
  guint32 first, second;
  GRand *rand;

  g_setenv ("CORDON_TEST_SEED", "42", TRUE);
  rand = cordon_test_rand_new ();
  first = g_rand_int (rand);
  g_rand_free (rand);
  rand = cordon_test_rand_new ();
  second = g_rand_int (rand);
  g_rand_free (rand);
  g_unsetenv ("CORDON_TEST_SEED");
  assert_int_equal (first, second);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (set_up_hands_its_state_to_the_test, "", leave_a_mark, remove_the_mark),
    CORDON_TEST (expected_critical_does_not_end_the_program, ""),
    CORDON_TEST (same_seed_gives_the_same_numbers, ""),
  };

  return cordon_test_run (tests);
}
