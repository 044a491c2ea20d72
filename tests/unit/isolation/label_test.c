#include "isolation/label.h"

#include "tests/support/test.h"

static CordonLabel
label_for (CordonIsolation reasons, guint32 callee)
{
  return cordon_label_new (reasons, callee);
}

static void
zero_label_is_isolated_for_nobody (void **state)
{
  CordonLabel zero = { 0 };

  assert_false (cordon_label_is_readable (zero));
  assert_false (cordon_label_is_known (zero));
  assert_int_equal (cordon_label_get_reasons (zero), CORDON_ISOLATION_ALL);
  assert_int_equal (cordon_label_get_callee_id (zero), CORDON_CALLEE_ID_NOBODY);
  assert_true (cordon_label_equal (zero, cordon_label_unknown ()));
}

static void
only_the_empty_set_of_reasons_is_readable (void **state)
{
  for (guint reasons = 0; reasons <= CORDON_ISOLATION_ALL; reasons++)
    {
      CordonLabel label = label_for ((CordonIsolation) reasons, CORDON_CALLEE_ID_NONE);

      assert_int_equal (cordon_label_is_readable (label), reasons == 0);
      assert_int_equal (cordon_label_get_reasons (label), reasons);
    }
}

static void
what_is_no_label_is_unknown (void **state)
{
  assert_false (cordon_label_is_known (label_for ((CordonIsolation) 16, 0)));
  assert_false (cordon_label_is_known (label_for (CORDON_ISOLATION_NONE, 7)));
  assert_false (cordon_label_is_known (label_for (CORDON_ISOLATION_PENDING, 7)));
  assert_false (cordon_label_is_known (label_for (CORDON_ISOLATION_PEER_IDENTITY, 0x80000000U)));
}

static void
peer_identity_without_a_callee_is_for_nobody (void **state)
{
  assert_int_equal (cordon_label_get_callee_id (label_for (CORDON_ISOLATION_PEER_IDENTITY, 0)),
                    CORDON_CALLEE_ID_NOBODY);
  assert_int_equal (cordon_label_get_callee_id (label_for (CORDON_ISOLATION_PEER_IDENTITY, 3)), 3);
  assert_int_equal (cordon_label_get_callee_id (label_for (CORDON_ISOLATION_CROSS_ORIGIN, 0)),
                    CORDON_CALLEE_ID_NONE);
}

static void
reasons_add_and_the_callee_is_kept (void **state)
{
  CordonLabel bob = label_for (CORDON_ISOLATION_PEER_IDENTITY, 3);
  CordonLabel foreign = label_for (CORDON_ISOLATION_CROSS_ORIGIN, 0);
  CordonLabel both = cordon_label_join (bob, foreign);

  assert_int_equal (cordon_label_get_reasons (both),
                    CORDON_ISOLATION_PEER_IDENTITY | CORDON_ISOLATION_CROSS_ORIGIN);
  assert_int_equal (cordon_label_get_callee_id (both), 3);
  assert_false (cordon_label_is_readable (both));
}

static void
two_callees_join_to_nobody (void **state)
{
  CordonLabel bob = label_for (CORDON_ISOLATION_PEER_IDENTITY, 3);
  CordonLabel eve = label_for (CORDON_ISOLATION_PEER_IDENTITY, 4);
  CordonLabel nobody = cordon_label_join (bob, eve);

  assert_int_equal (cordon_label_get_callee_id (nobody), CORDON_CALLEE_ID_NOBODY);
  assert_true (cordon_label_equal (cordon_label_join (nobody, bob), nobody));
  assert_true (cordon_label_equal (cordon_label_join (bob, bob), bob));
}

/* Every label that a table of two callees can make. */
static guint
all_labels (CordonLabel *labels)
{
  guint n_labels = 0;

  labels[n_labels++] = cordon_label_unknown ();
  for (guint reasons = 0; reasons <= CORDON_ISOLATION_ALL; reasons++)
    {
      gboolean bound = (reasons & CORDON_ISOLATION_PEER_IDENTITY) != 0;

      for (guint callee = 0; callee <= (bound ? 2U : 0U); callee++)
        labels[n_labels++] = label_for ((CordonIsolation) reasons, callee);
    }

  return n_labels;
}

static void
join_is_a_lattice_with_the_unknown_on_top (void **state)
{
  CordonLabel labels[64];
  guint n_labels = all_labels (labels);

  for (guint a = 0; a < n_labels; a++)
    {
      assert_true (cordon_label_equal (cordon_label_join (labels[a], labels[a]), labels[a]));
      assert_true (cordon_label_equal (cordon_label_join (labels[a], cordon_label_readable ()), labels[a]));
      assert_false (cordon_label_is_known (cordon_label_join (labels[a], cordon_label_unknown ())));

      for (guint b = 0; b < n_labels; b++)
        {
          CordonLabel ab = cordon_label_join (labels[a], labels[b]);

          assert_true (cordon_label_equal (ab, cordon_label_join (labels[b], labels[a])));
          assert_true (cordon_label_covers (ab, labels[a]));
          for (guint c = 0; c < n_labels; c++)
            assert_true (
              cordon_label_equal (cordon_label_join (ab, labels[c]),
                                  cordon_label_join (labels[a], cordon_label_join (labels[b], labels[c]))));
        }
    }
}

static void
names_read_both_ways (void **state)
{
  for (guint i = 0; i < CORDON_N_ISOLATIONS; i++)
    {
      CordonIsolation reason = (CordonIsolation) (1 << i);

      assert_int_equal (cordon_isolation_from_string (cordon_isolation_to_string (reason)), reason);
    }
  assert_null (cordon_isolation_to_string (CORDON_ISOLATION_ALL));
  assert_int_equal (cordon_isolation_from_string ("peer"), CORDON_ISOLATION_NONE);
  assert_int_equal (cordon_isolation_from_string (NULL), CORDON_ISOLATION_NONE);
}

static void
description_names_every_reason (void **state)
{
  g_autofree char *readable = cordon_label_describe (cordon_label_readable ());
  g_autofree char *unknown = cordon_label_describe (cordon_label_unknown ());
  g_autofree char *two = cordon_label_describe (
    label_for (CORDON_ISOLATION_PEER_IDENTITY | CORDON_ISOLATION_CROSS_ORIGIN, 1));

  assert_string_equal (readable, "readable");
  assert_string_equal (unknown, "unknown");
  assert_string_equal (two, "peer-identity+cross-origin");
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (zero_label_is_isolated_for_nobody, ""),
    CORDON_TEST (only_the_empty_set_of_reasons_is_readable, "C-06"),
    CORDON_TEST (what_is_no_label_is_unknown, ""),
    CORDON_TEST (peer_identity_without_a_callee_is_for_nobody, ""),
    CORDON_TEST (reasons_add_and_the_callee_is_kept, "C-06"),
    CORDON_TEST (two_callees_join_to_nobody, "C-13"),
    CORDON_TEST (join_is_a_lattice_with_the_unknown_on_top, ""),
    CORDON_TEST (names_read_both_ways, ""),
    CORDON_TEST (description_names_every_reason, "C-03"),
  };

  return cordon_test_run (tests);
}
