#include "isolation/callee_table.h"

#include "tests/support/test.h"

static CordonCallee *
callee_named (const char *identity)
{
  CordonCallee *callee = cordon_callee_new_identity (identity, -1, NULL);

  assert_non_null (callee);

  return callee;
}

static void
equal_callees_have_one_number (void **state)
{
  g_autoptr (CordonCalleeTable) table = cordon_callee_table_new ();
  g_autoptr (CordonCallee) bob = callee_named ("bob@idp.example");
  g_autoptr (CordonCallee) twin = callee_named ("bob@idp.example");
  g_autoptr (CordonCallee) eve = callee_named ("eve@idp.example");
  guint32 number = cordon_callee_table_intern (table, bob);

  assert_int_not_equal (number, CORDON_CALLEE_ID_NONE);
  assert_int_equal (cordon_callee_table_intern (table, twin), number);
  assert_int_not_equal (cordon_callee_table_intern (table, eve), number);
  assert_true (cordon_callee_equal (cordon_callee_table_get (table, number), twin));
}

static void
a_label_finds_its_callee_again (void **state)
{
  g_autoptr (CordonCalleeTable) table = cordon_callee_table_new ();
  g_autoptr (CordonCallee) bob = callee_named ("bob@idp.example");
  CordonLabel label = cordon_label_new (CORDON_ISOLATION_PEER_IDENTITY,
                                        cordon_callee_table_intern (table, bob));

  assert_true (cordon_callee_equal (cordon_callee_table_find (table, label), bob));
  assert_null (cordon_callee_table_find (table, cordon_label_readable ()));
  assert_null (cordon_callee_table_find (table, cordon_label_unknown ()));
  assert_null (cordon_callee_table_get (table, 77));
}

static void
no_callee_and_a_full_table_are_nobody (void **state)
{
  g_autoptr (CordonCalleeTable) table = cordon_callee_table_new ();

  assert_int_equal (cordon_callee_table_intern (table, NULL), CORDON_CALLEE_ID_NOBODY);
  for (guint i = 0; i < CORDON_CALLEE_TABLE_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("user%u@idp.example", i);
      g_autoptr (CordonCallee) callee = callee_named (name);

      assert_int_equal (cordon_callee_table_intern (table, callee), i + 1);
    }

  g_autoptr (CordonCallee) late = callee_named ("late@idp.example");
  g_autoptr (CordonCallee) early = callee_named ("user0@idp.example");

  assert_int_equal (cordon_callee_table_intern (table, late), CORDON_CALLEE_ID_NOBODY);
  assert_int_equal (cordon_callee_table_intern (table, early), 1);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (equal_callees_have_one_number, ""),
    CORDON_TEST (a_label_finds_its_callee_again, "C-06"),
    CORDON_TEST (no_callee_and_a_full_table_are_nobody, ""),
  };

  return cordon_test_run (tests);
}
