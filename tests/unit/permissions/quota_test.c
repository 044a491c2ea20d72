#include "tests/support/test.h"

#include "permissions/clock.h"
#include "permissions/quota.h"

static guint
take_all (CordonQuota *quota, gint64 mono_us)
{
  guint n = 0;

  while (n < 1000 && cordon_quota_take (quota, 10, 4, mono_us))
    n++;
  return n;
}

static void
a_full_bucket_gives_its_burst_and_refills_by_time (void **state)
{
  CordonQuota quota = { 0 };

  assert_int_equal (take_all (&quota, 5), 10);
  assert_int_equal (take_all (&quota, 5 + CORDON_SECOND_US / 4), 1);
  assert_int_equal (take_all (&quota, 5 + CORDON_SECOND_US / 4), 0);
  assert_int_equal (take_all (&quota, 5 + 2 * CORDON_SECOND_US), 7);
  assert_int_equal (take_all (&quota, 5 + 1000 * CORDON_SECOND_US), 10);
}

static void
time_that_runs_backwards_refills_nothing (void **state)
{
  CordonQuota quota = { 0 };

  assert_int_equal (take_all (&quota, 100 * CORDON_SECOND_US), 10);
  assert_int_equal (take_all (&quota, 0), 0);
  assert_int_equal (take_all (&quota, 100 * CORDON_SECOND_US), 0);
}

static void
no_burst_gives_nothing (void **state)
{
  CordonQuota quota = { 0 };

  assert_false (cordon_quota_take (&quota, 0, 1000, G_MAXINT64));
  assert_true (cordon_quota_take (&quota, 1, 0, G_MAXINT64));
  assert_false (cordon_quota_take (&quota, 1, 0, G_MAXINT64));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (a_full_bucket_gives_its_burst_and_refills_by_time, ""),
    CORDON_TEST (time_that_runs_backwards_refills_nothing, ""),
    CORDON_TEST (no_burst_gives_nothing, ""),
  };

  return cordon_test_run (tests);
}
