#include "permissions/limits.h"

#include "permissions/clock.h"
#include "permissions/device_use_private.h"

#include "tests/support/test.h"

/* The other tests speak of these by their names; here they are what the requirements say. */

#define MS ((gint64) 1000)
#define S (1000 * MS)

static void
times_are_those_of_the_requirements (void **state)
{
  assert_int_equal (CORDON_DEVICE_RELEASE_US, 3 * S);
  assert_int_equal (CORDON_FOCUS_DECISION_US, 1 * S);
  assert_int_equal (CORDON_ARMING_US, 500 * MS);
  assert_int_equal (CORDON_ACTIVATION_US, 5 * S);
  assert_int_equal (CORDON_VISIT_HIDDEN_US, 5 * 60 * S);
  assert_int_equal (CORDON_VISIT_MAX_US, 16 * 3600 * S);
  assert_int_equal (CORDON_TEMPORARY_BLOCK_US, 3600 * S);
  assert_int_equal (CORDON_EMBARGO_US, 7 * 24 * 3600 * S);
  assert_int_equal (CORDON_UNUSED_US, 60 * 24 * 3600 * S);
  assert_int_equal (CORDON_UNDO_US, 30 * 24 * 3600 * S);
  assert_int_equal (CORDON_AUTO_DENIAL_MIN_US, 250 * MS);
  assert_int_equal (CORDON_AUTO_DENIAL_MAX_US, 1250 * MS);
}

static void
counts_are_those_of_the_requirements (void **state)
{
  assert_int_equal (CORDON_EMBARGO_DISMISSALS, 3);
  assert_int_equal (CORDON_EMBARGO_IGNORES, 4);
  assert_int_equal (CORDON_CAPTURE_HANDLE_MAX_UNITS, 1024);
  assert_in_range (CORDON_DEVICE_ID_BITS, 24, 32);
  assert_true (CORDON_DISPLAY_FLOOR_PIXELS > 0 && CORDON_DISPLAY_FLOOR_RATE > 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (times_are_those_of_the_requirements, "B-22 B-23 B-30 B-38 B-40 F-08 F-13"),
    CORDON_TEST (counts_are_those_of_the_requirements, "B-22 B-40 B-45 G-01"),
  };

  return cordon_test_run (tests);
}
