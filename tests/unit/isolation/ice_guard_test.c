#include "isolation/ice_guard.h"

#include <string.h>

#include "tests/support/test.h"

static gboolean
fill_fails (guint8 *out, gsize size, gpointer data)
{
  return FALSE;
}

static void
checks_are_held_until_the_callee_answered (void **state)
{
  g_autoptr (CordonIceGuard) guard = cordon_ice_guard_new (TRUE, NULL);

  assert_true (cordon_ice_guard_may_gather (guard));
  assert_false (cordon_ice_guard_may_check (guard));
  assert_false (cordon_ice_guard_may_answer (guard, "peer"));
  cordon_ice_guard_go (guard);
  assert_true (cordon_ice_guard_may_check (guard));
  assert_true (cordon_ice_guard_may_answer (guard, "peer"));
}

static void
script_reads_the_credentials_and_never_chooses_them (void **state)
{
  g_autoptr (CordonIceGuard) guard = cordon_ice_guard_new (FALSE, NULL);
  g_autofree char *old_ufrag = g_strdup (cordon_ice_guard_get_ufrag (guard));
  g_autofree char *own = g_strdup_printf ("v=0\r\na=ice-ufrag:%s\r\na=ice-pwd:%s\r\n", old_ufrag,
                                          cordon_ice_guard_get_password (guard));
  g_autofree char *ufrag = g_strdup_printf ("a=ice-ufrag:chosen\r\na=ice-pwd:%s\r\n",
                                            cordon_ice_guard_get_password (guard));
  g_autofree char *password = g_strdup_printf ("a=ice-ufrag:%s\na=ice-pwd:chosenchosenchosenchosen\n",
                                               old_ufrag);
  const CordonEntropy broken = { fill_fails, NULL };

  assert_int_equal (strlen (old_ufrag), 6);
  assert_int_equal (strlen (cordon_ice_guard_get_password (guard)), 24);
  assert_true (cordon_ice_guard_check_local (guard, own, -1, NULL));
  assert_false (cordon_ice_guard_check_local (guard, ufrag, -1, NULL));
  assert_false (cordon_ice_guard_check_local (guard, password, -1, NULL));
  /* What stands behind a NUL is another reader's. */
  {
    g_autoptr (GString) hidden = g_string_new ("v=0\r\n");

    g_string_append_len (hidden, "\0\r\n", 3);
    g_string_append (hidden, ufrag);
    assert_false (cordon_ice_guard_check_local (guard, hidden->str, (gssize) hidden->len, NULL));
  }
  assert_true (cordon_ice_guard_restart (guard));
  assert_string_not_equal (cordon_ice_guard_get_ufrag (guard), old_ufrag);
  assert_false (cordon_ice_guard_check_local (guard, own, -1, NULL));
  assert_null (cordon_ice_guard_new (FALSE, &broken));
}

static void
only_so_many_forks_of_a_call_are_answered (void **state)
{
  g_autoptr (CordonIceGuard) guard = cordon_ice_guard_new (FALSE, NULL);

  for (int i = 0; i <= CORDON_ICE_MAX_REMOTE_UFRAGS; i++)
    {
      g_autofree char *ufrag = g_strdup_printf ("fork%d", i);

      assert_int_equal (cordon_ice_guard_may_answer (guard, ufrag), i < CORDON_ICE_MAX_REMOTE_UFRAGS);
    }
  assert_true (cordon_ice_guard_may_answer (guard, "fork0"));
  /* New credentials, new peers. */
  assert_true (cordon_ice_guard_restart (guard));
  assert_true (cordon_ice_guard_may_answer (guard, "another"));
}

static void
only_masked_or_dtls_flows_run_over_tcp (void **state)
{
  for (int bits = 0; bits < 16; bits++)
    {
      const CordonFlow flow = { bits & 1, bits & 2, bits & 4, bits & 8 };
      const gboolean runs = flow.dtls || flow.masked || (!flow.tcp && !flow.turn_tcp);

      assert_int_equal (cordon_flow_may_run (&flow), runs);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (checks_are_held_until_the_callee_answered, "E-39"),
    CORDON_TEST (script_reads_the_credentials_and_never_chooses_them, "E-05"),
    CORDON_TEST (only_so_many_forks_of_a_call_are_answered, "E-06"),
    CORDON_TEST (only_masked_or_dtls_flows_run_over_tcp, "E-21 E-22"),
  };

  return cordon_test_run (tests);
}
