#include "isolation/gate.h"
#include "tests/unit/isolation/session_tracks.h"

/* A key that changes in a running call: black from the description on, content with the handshake that shows it. */
static void
a_new_key_is_believed_once_the_old_handshake_has_ended (void **state)
{
  const PairSide side = { 0 };

  for (int closed = 0; closed < 2; closed++)
    {
      const CordonFingerprint next = pair_certificate (33);
      Pair pair;
      Tracks tracks;

      pair_open (&pair, &side, &side);
      tracks = attach (&pair.client, TRUE, "bob@idp.example");
      assert_true (pair_handshake (&pair, &side, &side));
      learn (&pair.client, 100, IDENTITY_EQUAL, "bob@idp.example");
      assert_int_equal (cordon_gate_get_verdict (tracks.isolated), CORDON_GATE_CONTENT);
      if (closed)
        cordon_association_closed (pair.client.association);
      cordon_session_expect_fingerprints (pair.client.session, &next, 1);
      assert_int_not_equal (cordon_gate_get_verdict (tracks.isolated), CORDON_GATE_CONTENT);
      learn (&pair.client, 33, IDENTITY_EQUAL, "bob@idp.example");
      assert_int_equal (cordon_session_get_state (pair.client.session) == CORDON_SESSION_FAILED, !closed);
      if (closed)
        {
          pair.server.certificate = next;
          assert_true (pair_handshake (&pair, &side, &side));
          assert_int_equal (cordon_gate_get_verdict (tracks.isolated), CORDON_GATE_CONTENT);
          assert_non_null (cordon_session_get_secure_peer (pair.client.session));
        }
      pair_close (&pair);
    }
}

/* The old certificate again after the change of keys: attested once, but no longer described. */
static void
a_certificate_of_an_earlier_description_is_refused (void **state)
{
  const PairSide side = { 0 };
  const CordonFingerprint next = pair_certificate (33);
  Pair pair;

  pair_open (&pair, &side, &side);
  assert_true (pair_handshake (&pair, &side, &side));
  cordon_association_closed (pair.client.association);
  cordon_session_expect_fingerprints (pair.client.session, &next, 1);
  assert_false (pair_handshake (&pair, &side, &side));
  assert_int_equal (cordon_session_get_failure (pair.client.session), CORDON_SESSION_FAILURE_CERTIFICATE);
  pair_close (&pair);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (a_new_key_is_believed_once_the_old_handshake_has_ended, "D-06 D-27"),
    CORDON_TEST (a_certificate_of_an_earlier_description_is_refused, "D-12 D-27"),
  };

  return cordon_test_run (tests);
}
