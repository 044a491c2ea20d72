#include "isolation/label_cell_private.h"

#include "tests/support/test.h"

static void
no_cell_reads_as_isolated (void **state)
{
  assert_false (cordon_label_cell_is_readable (NULL));
  assert_false (cordon_label_is_known (cordon_label_cell_get (NULL)));
  assert_int_equal (cordon_label_cell_pending (NULL), 0);
  assert_false (cordon_label_cell_confirm (NULL, 1));
}

static void
cell_shows_what_was_set_last (void **state)
{
  g_autoptr (CordonLabelCell) cell = cordon_label_cell_new (cordon_label_readable ());

  assert_true (cordon_label_cell_is_readable (cell));
  cordon_label_cell_set (cell, cordon_label_new (CORDON_ISOLATION_PENDING, 0));
  assert_false (cordon_label_cell_is_readable (cell));
  assert_int_equal (cordon_label_get_reasons (cordon_label_cell_get (cell)), CORDON_ISOLATION_PENDING);
}

static void
only_the_pending_generation_can_be_confirmed (void **state)
{
  g_autoptr (CordonLabelCell) cell = cordon_label_cell_new (cordon_label_unknown ());

  assert_false (cordon_label_cell_confirm (cell, 0));
  assert_false (cordon_label_cell_confirm (cell, 1));

  cordon_label_cell_arm (cell, 2);
  assert_int_equal (cordon_label_cell_pending (cell), 2);
  assert_false (cordon_label_cell_confirm (cell, 1));
  assert_int_equal (cordon_label_cell_confirmed (cell), 0);
  assert_true (cordon_label_cell_confirm (cell, 2));
  assert_int_equal (cordon_label_cell_confirmed (cell), 2);
  assert_false (cordon_label_cell_confirm (cell, 2));

  cordon_label_cell_arm (cell, 0);
  assert_false (cordon_label_cell_confirm (cell, 2));
}

static void
confirming_changes_no_label (void **state)
{
  g_autoptr (CordonLabelCell) cell = cordon_label_cell_new (cordon_label_unknown ());

  cordon_label_cell_arm (cell, 9);
  assert_true (cordon_label_cell_confirm (cell, 9));
  assert_false (cordon_label_cell_is_readable (cell));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (no_cell_reads_as_isolated, ""),
    CORDON_TEST (cell_shows_what_was_set_last, ""),
    CORDON_TEST (only_the_pending_generation_can_be_confirmed, "C-05"),
    CORDON_TEST (confirming_changes_no_label, "C-05"),
  };

  return cordon_test_run (tests);
}
