#include "isolation/session_private.h"
#include "tests/unit/isolation/session_pair.h"

#include <string.h>

static const PairSide ordinary = { 0 };
static const PairSide in_need = { .required = TRUE };

/* Table 4.7. "client" and "server" are the states that each side ends in. */
static const struct
{
  int row;
  PairSide client;
  PairSide server;
  CordonAlpn selected;
  CordonSessionState client_state;
  CordonSessionState server_state;
  guint8 alert;
  CordonSessionFailure failure; /* of the side that aborts */
} outcomes[] = {
  { 1, { 0 }, { 0 }, CORDON_ALPN_WEBRTC, CORDON_SESSION_ACCESSIBLE, CORDON_SESSION_ACCESSIBLE, 0, 0 },
  { 2,
    { 0 },
    { .required = TRUE },
    CORDON_ALPN_C_WEBRTC,
    CORDON_SESSION_CONFIDENTIAL,
    CORDON_SESSION_CONFIDENTIAL,
    0,
    0 },
  { 3,
    { .required = TRUE },
    { 0 },
    CORDON_ALPN_C_WEBRTC,
    CORDON_SESSION_CONFIDENTIAL,
    CORDON_SESSION_CONFIDENTIAL,
    0,
    0 },
  { 4,
    { .required = TRUE },
    { .required = TRUE },
    CORDON_ALPN_C_WEBRTC,
    CORDON_SESSION_CONFIDENTIAL,
    CORDON_SESSION_CONFIDENTIAL,
    0,
    0 },
  { 5,
    { 0 },
    { .no_alpn = TRUE },
    CORDON_ALPN_NONE,
    CORDON_SESSION_ACCESSIBLE,
    CORDON_SESSION_ACCESSIBLE,
    0,
    0 },
  { 6,
    { .required = TRUE },
    { .no_alpn = TRUE },
    CORDON_ALPN_NONE,
    CORDON_SESSION_FAILED,
    CORDON_SESSION_FAILED,
    120,
    CORDON_SESSION_FAILURE_NOT_CONFIDENTIAL },
  { 7,
    { .no_alpn = TRUE },
    { 0 },
    CORDON_ALPN_NONE,
    CORDON_SESSION_ACCESSIBLE,
    CORDON_SESSION_ACCESSIBLE,
    0,
    0 },
  { 8,
    { .no_alpn = TRUE },
    { .required = TRUE },
    CORDON_ALPN_NONE,
    CORDON_SESSION_FAILED,
    CORDON_SESSION_FAILED,
    120,
    CORDON_SESSION_FAILURE_NOT_CONFIDENTIAL },
  { 9,
    { .offers = CORDON_ALPN_BIT (CORDON_ALPN_WEBRTC) },
    { 0 },
    CORDON_ALPN_WEBRTC,
    CORDON_SESSION_ACCESSIBLE,
    CORDON_SESSION_ACCESSIBLE,
    0,
    0 },
  { 10,
    { .offers = CORDON_ALPN_BIT (CORDON_ALPN_WEBRTC) },
    { .required = TRUE },
    CORDON_ALPN_NONE,
    CORDON_SESSION_FAILED,
    CORDON_SESSION_FAILED,
    120,
    CORDON_SESSION_FAILURE_NOT_CONFIDENTIAL },
  { 11,
    { .required = TRUE },
    { .relay = TRUE },
    CORDON_ALPN_NONE,
    CORDON_SESSION_FAILED,
    CORDON_SESSION_FAILED,
    120,
    CORDON_SESSION_FAILURE_NO_COMMON_LABEL },
  { 12,
    { .required = TRUE, .offers = CORDON_ALPN_SET_BOTH },
    { 0 },
    CORDON_ALPN_WEBRTC,
    CORDON_SESSION_FAILED,
    CORDON_SESSION_FAILED,
    120,
    CORDON_SESSION_FAILURE_NOT_CONFIDENTIAL },
  { 13,
    { .required = TRUE },
    { .answers = "webrtc" },
    CORDON_ALPN_WEBRTC,
    CORDON_SESSION_FAILED,
    CORDON_SESSION_FAILED,
    47,
    CORDON_SESSION_FAILURE_NOT_OFFERED },
  { 13,
    { 0 },
    { .answers = "h2" },
    CORDON_ALPN_WEBRTC,
    CORDON_SESSION_FAILED,
    CORDON_SESSION_FAILED,
    47,
    CORDON_SESSION_FAILURE_NOT_OFFERED },
  { 13,
    { 0 },
    { .answers = "C-WEBRTC" },
    CORDON_ALPN_WEBRTC,
    CORDON_SESSION_FAILED,
    CORDON_SESSION_FAILED,
    47,
    CORDON_SESSION_FAILURE_NOT_OFFERED },
};

static void
every_row_of_the_label_table_ends_as_it_says (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      const gboolean fails = outcomes[i].client_state == CORDON_SESSION_FAILED;
      Pair pair;

      print_message ("row %d\n", outcomes[i].row);
      pair_open (&pair, &outcomes[i].client, &outcomes[i].server);
      assert_int_equal (pair_handshake (&pair, &outcomes[i].client, &outcomes[i].server), !fails);
      if (!fails)
        assert_int_equal (pair.selected, outcomes[i].selected);
      assert_int_equal (cordon_session_get_state (pair.client.session), outcomes[i].client_state);
      assert_int_equal (cordon_session_get_state (pair.server.session), outcomes[i].server_state);
      assert_int_equal (pair.alert, outcomes[i].alert);
      if (fails)
        {
          const PairEnd *aborting = pair.client_aborts ? &pair.client : &pair.server;

          assert_int_equal (cordon_session_get_failure (aborting->session), outcomes[i].failure);
        }
      pair_close (&pair);
    }
}

static void
a_failed_handshake_lets_nothing_through_and_nothing_begins_again (void **state)
{
  const PairSide legacy = { .no_alpn = TRUE };
  Pair pair;
  CordonGate *plain;

  pair_open (&pair, &in_need, &legacy);
  plain = cordon_session_add_gate (pair.client.session, NULL, cordon_label_readable (), NULL);
  assert_false (pair_handshake (&pair, &in_need, &legacy));
  assert_int_equal (cordon_gate_get_verdict (plain), CORDON_GATE_NOTHING);
  assert_int_equal (cordon_gate_get_reason (plain), CORDON_GATE_REASON_SESSION_FAILED);
  assert_false (cordon_session_may_open_data_channel (pair.client.session));
  assert_null (cordon_session_add_association (pair.client.session, CORDON_DTLS_CLIENT));
  assert_false (cordon_association_begin (pair.client.association, NULL));
  pair_close (&pair);
}

static void
a_client_offers_both_labels_unless_it_is_in_need (void **state)
{
  static const guint8 both[] = "\6webrtc\10c-webrtc";
  static const guint8 one[] = "\10c-webrtc";
  guint8 list[CORDON_ALPN_LIST_MAX_SIZE];
  CordonAlpnSet labels = CORDON_ALPN_SET_NONE;

  for (int need = 0; need < 2; need++)
    {
      g_autoptr (CordonSession) session = cordon_session_new (NULL);

      if (need)
        assert_true (cordon_session_require_confidential (session));
      assert_true (
        cordon_association_begin (cordon_session_add_association (session, CORDON_DTLS_CLIENT), &labels));
      assert_int_equal (cordon_alpn_list_write (labels, list), need ? sizeof one - 1 : sizeof both - 1);
      assert_memory_equal (list, need ? one : both, need ? sizeof one - 1 : sizeof both - 1);
    }
}

static void
the_requirement_is_frozen_when_the_first_handshake_begins (void **state)
{
  g_autoptr (CordonSession) session = cordon_session_new (NULL);
  CordonAlpnSet labels = CORDON_ALPN_SET_NONE;

  assert_true (
    cordon_association_begin (cordon_session_add_association (session, CORDON_DTLS_CLIENT), &labels));
  assert_false (cordon_session_require_confidential (session));
  assert_false (cordon_session_is_required (session));
  assert_int_equal (labels, CORDON_ALPN_SET_BOTH);
}

static void
two_associations_that_disagree_fail_the_connection (void **state)
{
  CordonAlpnSet labels = CORDON_ALPN_SET_NONE;

  /* Both handshakes are under way before either ends, as with unbundled media towards two boxes. */
  for (int first = 0; first < 2; first++)
    {
      g_autoptr (CordonSession) session = cordon_session_new (NULL);
      const CordonFingerprint peer = pair_certificate (9);
      const char *const answers[] = { "webrtc", "c-webrtc" };
      CordonAssociation *one = cordon_session_add_association (session, CORDON_DTLS_CLIENT);
      CordonAssociation *two = cordon_session_add_association (session, CORDON_DTLS_CLIENT);
      CordonGate *plain = cordon_session_add_gate (session, NULL, cordon_label_readable (), NULL);

      cordon_session_expect_fingerprints (session, &peer, 1);
      assert_true (cordon_association_begin (one, &labels));
      assert_true (cordon_association_begin (two, &labels));
      assert_true (
        cordon_association_selected (one, (const guint8 *) answers[first], strlen (answers[first])));
      assert_true (
        cordon_association_selected (two, (const guint8 *) answers[!first], strlen (answers[!first])));
      assert_true (cordon_association_certificate (one, &peer, 1));
      assert_true (cordon_association_certificate (two, &peer, 1));
      assert_true (cordon_association_connected (one));
      assert_int_equal (cordon_gate_get_verdict (plain), CORDON_GATE_CONTENT);
      assert_false (cordon_association_connected (two));
      assert_int_equal (cordon_session_get_state (session), CORDON_SESSION_FAILED);
      assert_int_equal (cordon_session_get_failure (session), CORDON_SESSION_FAILURE_DISAGREEMENT);
      assert_int_equal (cordon_gate_get_verdict (plain), CORDON_GATE_NOTHING);
    }
}

static void
every_later_association_reproduces_the_latched_label_or_fails (void **state)
{
  const PairSide only_webrtc = { .offers = CORDON_ALPN_BIT (CORDON_ALPN_WEBRTC) };
  const PairSide without = { .no_alpn = TRUE };
  Pair pair;

  /* The same again, and in other roles, is fine; and only the latched label is offered. */
  pair_open (&pair, &ordinary, &in_need);
  assert_true (pair_handshake (&pair, &ordinary, &in_need));
  assert_true (pair_handshake (&pair, &ordinary, &in_need));
  assert_int_equal (pair.client.association->offered, CORDON_ALPN_BIT (CORDON_ALPN_C_WEBRTC));
  /* A second handshake without the label, or with the other one, ends it. */
  assert_false (pair_handshake (&pair, &only_webrtc, &in_need));
  assert_int_equal (cordon_session_get_state (pair.server.session), CORDON_SESSION_FAILED);
  assert_int_equal (cordon_session_get_failure (pair.server.session), CORDON_SESSION_FAILURE_DISAGREEMENT);
  pair_close (&pair);

  pair_open (&pair, &ordinary, &in_need);
  assert_true (pair_handshake (&pair, &ordinary, &in_need));
  assert_false (pair_handshake (&pair, &without, &in_need));
  assert_int_equal (cordon_session_get_failure (pair.server.session), CORDON_SESSION_FAILURE_DISAGREEMENT);
  pair_close (&pair);
}

static void
a_relay_endpoint_never_promises_in_either_role (void **state)
{
  const PairSide relay = { .relay = TRUE };
  CordonAlpnSet labels = CORDON_ALPN_SET_NONE;
  Pair pair;

  pair_open (&pair, &relay, &ordinary);
  assert_true (pair_handshake (&pair, &relay, &ordinary));
  assert_int_equal (pair.selected, CORDON_ALPN_WEBRTC);
  assert_int_equal (pair.client.association->offered, CORDON_ALPN_BIT (CORDON_ALPN_WEBRTC));
  pair_close (&pair);

  pair_open (&pair, &in_need, &relay);
  assert_false (pair_handshake (&pair, &in_need, &relay));
  pair_close (&pair);

  /* Given an isolated track it cannot even begin. */
  {
    const CordonSessionPolicy policy = { .relay = TRUE };
    g_autoptr (CordonSession) session = cordon_session_new (&policy);

    cordon_session_require_confidential (session);
    assert_false (
      cordon_association_begin (cordon_session_add_association (session, CORDON_DTLS_CLIENT), &labels));
    assert_int_equal (cordon_session_get_failure (session), CORDON_SESSION_FAILURE_RELAY);
  }
}

static void
no_peer_is_ever_assumed_to_promise (void **state)
{
  const PairSide legacy = { .no_alpn = TRUE };
  Pair pair;

  pair_open (&pair, &ordinary, &legacy);
  assert_true (pair_handshake (&pair, &ordinary, &legacy));
  assert_int_equal (cordon_session_get_label (pair.client.session), CORDON_ALPN_WEBRTC);
  assert_true (cordon_label_is_readable (cordon_session_get_received_label (pair.client.session)));
  pair_close (&pair);
}

static void
received_media_is_pending_until_the_label_is_known (void **state)
{
  Pair pair;

  pair_open (&pair, &ordinary, &in_need);
  assert_int_equal (cordon_label_get_reasons (cordon_session_get_received_label (pair.client.session)),
                    CORDON_ISOLATION_PENDING);
  assert_true (pair_handshake (&pair, &ordinary, &in_need));
  assert_int_equal (cordon_label_get_reasons (cordon_session_get_received_label (pair.client.session)),
                    CORDON_ISOLATION_CONFIDENTIAL_SESSION);
  /* Nobody said who the peer is; the promise is kept all the same. */
  assert_int_equal (cordon_session_get_identity_state (pair.client.session), CORDON_IDENTITY_NONE);
  cordon_session_close (pair.client.session);
  assert_int_equal (cordon_label_get_reasons (cordon_session_get_received_label (pair.client.session)),
                    CORDON_ISOLATION_CONFIDENTIAL_SESSION);
  pair_close (&pair);
}

static void
data_channels_are_open_beside_isolated_media_unless_policy_refuses (void **state)
{
  const CordonSessionPolicy refusing = { .refuse_data_channels = TRUE };

  for (int refuse = 0; refuse < 2; refuse++)
    for (int required = 0; required < 2; required++)
      {
        g_autoptr (CordonSession) session = cordon_session_new (refuse ? &refusing : NULL);

        if (required)
          cordon_session_require_confidential (session);
        assert_int_equal (cordon_session_may_open_data_channel (session), !(refuse && required));
      }
}

static void
data_channels_that_the_profile_refuses_end_beside_isolated_media (void **state)
{
  const CordonNetworkLimits strict = { 0 }, free = { .data_channels = TRUE };
  g_autoptr (CordonSession) session = cordon_session_new (NULL);
  g_autoptr (CordonSession) plain = cordon_session_new (NULL);

  cordon_session_require_confidential (session);
  cordon_session_set_limits (session, &free);
  assert_true (cordon_session_may_open_data_channel (session));
  cordon_session_set_limits (session, &strict);
  assert_false (cordon_session_may_open_data_channel (session));
  cordon_session_set_limits (session, &free);
  assert_true (cordon_session_may_open_data_channel (session));
  cordon_session_set_limits (plain, &strict);
  assert_true (cordon_session_may_open_data_channel (plain));
}

static void
a_certificate_that_no_fingerprint_names_fails_with_bad_certificate (void **state)
{
  const CordonFingerprint named = pair_certificate (1), other = pair_certificate (2);

  for (int with_fingerprints = 0; with_fingerprints < 2; with_fingerprints++)
    {
      g_autoptr (CordonSession) session = cordon_session_new (NULL);
      CordonAssociation *association = cordon_session_add_association (session, CORDON_DTLS_CLIENT);

      cordon_session_expect_fingerprints (session, &named, (gsize) with_fingerprints);
      assert_true (cordon_association_begin (association, NULL));
      assert_true (cordon_association_selected (association, (const guint8 *) "webrtc", 6));
      assert_false (cordon_association_certificate (association, with_fingerprints ? &other : &named, 1));
      assert_int_equal (cordon_session_get_failure (session), CORDON_SESSION_FAILURE_CERTIFICATE);
      assert_int_equal (cordon_session_failure_get_alert (CORDON_SESSION_FAILURE_CERTIFICATE), 42);
    }
}

static void
only_the_moves_of_the_diagram_are_possible (void **state)
{
  static const char *const session_moves[] = {
    /*                     new handshaking accessible confidential failed closed */
    [CORDON_SESSION_NEW] = ".x..xx",        [CORDON_SESSION_HANDSHAKING] = "..xxxx",
    [CORDON_SESSION_ACCESSIBLE] = "....xx", [CORDON_SESSION_CONFIDENTIAL] = "....xx",
    [CORDON_SESSION_FAILED] = ".....x",     [CORDON_SESSION_CLOSED] = "......",
  };
  static const char *const association_moves[] = {
    [CORDON_ASSOCIATION_NEW] = ".x...xx",       [CORDON_ASSOCIATION_BEGUN] = "..x..xx",
    [CORDON_ASSOCIATION_LABELLED] = "...x.xx",  [CORDON_ASSOCIATION_VERIFIED] = "....xxx",
    [CORDON_ASSOCIATION_CONNECTED] = ".....xx", [CORDON_ASSOCIATION_FAILED] = ".......",
    [CORDON_ASSOCIATION_CLOSED] = ".......",
  };

  for (guint from = 0; from < CORDON_N_SESSION_STATES; from++)
    for (guint to = 0; to < CORDON_N_SESSION_STATES; to++)
      assert_int_equal (cordon_session_may_change (from, to), session_moves[from][to] == 'x');
  for (guint from = 0; from < CORDON_N_ASSOCIATION_STATES; from++)
    for (guint to = 0; to < CORDON_N_ASSOCIATION_STATES; to++)
      assert_int_equal (cordon_association_may_change (from, to), association_moves[from][to] == 'x');
}

typedef gboolean (*Fact) (CordonAssociation *association);

static gboolean
fact_begin (CordonAssociation *association)
{
  return cordon_association_begin (association, NULL);
}

static gboolean
fact_label (CordonAssociation *association)
{
  return cordon_association_selected (association, (const guint8 *) "webrtc", 6);
}

static gboolean
fact_certificate (CordonAssociation *association)
{
  const CordonFingerprint peer = pair_certificate (9);

  return cordon_association_certificate (association, &peer, 1);
}

static gboolean
fact_connected (CordonAssociation *association)
{
  return cordon_association_connected (association);
}

static void
facts_out_of_order_fail_the_session (void **state)
{
  static const Fact order[] = { fact_begin, fact_label, fact_certificate, fact_connected };

  /* After each prefix of the right order, each fact but the next. */
  for (guint n_done = 0; n_done <= G_N_ELEMENTS (order); n_done++)
    for (guint next = 0; next < G_N_ELEMENTS (order); next++)
      {
        g_autoptr (CordonSession) session = cordon_session_new (NULL);
        const CordonFingerprint peer = pair_certificate (9);
        CordonAssociation *association = cordon_session_add_association (session, CORDON_DTLS_CLIENT);

        cordon_session_expect_fingerprints (session, &peer, 1);
        for (guint i = 0; i < n_done; i++)
          assert_true (order[i](association));
        assert_int_equal (order[next](association), next == n_done);
        if (next != n_done)
          assert_int_equal (cordon_session_get_failure (session), CORDON_SESSION_FAILURE_ORDER);
      }
}

/* What no sequence of facts may bring about: a label that changes, a state that comes back, media after the end. */
static void
random_facts_never_change_a_latched_label_nor_revive_a_session (void **state)
{
  g_autoptr (GRand) random = cordon_test_rand_new ();
  const CordonFingerprint peer = pair_certificate (9), stranger = pair_certificate (77);
  static const char *const labels[] = { "", "webrtc", "c-webrtc", "h2" };

  for (int round = 0; round < 2000; round++)
    {
      const CordonSessionPolicy policy = { .relay = g_rand_int_range (random, 0, 8) == 0 };
      g_autoptr (CordonSession) session = cordon_session_new (&policy);
      CordonAssociation *associations[3] = { NULL };
      CordonGate *gate = cordon_session_add_gate (session, NULL, cordon_label_readable (), NULL);
      CordonAlpn latched = CORDON_ALPN_NONE;
      gboolean over = FALSE;

      cordon_session_expect_fingerprints (session, &peer, 1);
      for (int step = 0; step < 30; step++)
        {
          const int which = g_rand_int_range (random, 0, 3);
          const char *label = labels[g_rand_int_range (random, 0, 4)];
          CordonAssociation *one;

          if (!associations[which])
            associations[which] = cordon_session_add_association (session, CORDON_DTLS_CLIENT);
          one = associations[which];
          if (one)
            switch (g_rand_int_range (random, 0, 9))
              {
              case 0:
              case 1: cordon_association_begin (one, NULL); break;
              case 2:
              case 3: cordon_association_selected (one, (const guint8 *) label, strlen (label)); break;
              case 4:
                cordon_association_certificate (one, g_rand_int_range (random, 0, 20) ? &peer : &stranger, 1);
                break;
              case 5: cordon_association_connected (one); break;
              case 6: cordon_session_require_confidential (session); break;
              case 7: cordon_association_set_consent (one, g_rand_boolean (random)); break;
              case 8:
                if (g_rand_int_range (random, 0, 6) == 0)
                  cordon_association_failed (one, 40);
                break;
              }
          if (latched != CORDON_ALPN_NONE)
            assert_int_equal (cordon_session_get_label (session), latched);
          latched = cordon_session_get_label (session);
          over = over || cordon_session_get_state (session) >= CORDON_SESSION_FAILED;
          assert_int_equal (over, cordon_session_get_state (session) >= CORDON_SESSION_FAILED);
          if (over || latched == CORDON_ALPN_NONE)
            assert_int_equal (cordon_gate_get_verdict (gate), CORDON_GATE_NOTHING);
          if (cordon_session_is_required (session))
            assert_int_not_equal (latched, CORDON_ALPN_WEBRTC);
          if (policy.relay)
            assert_int_not_equal (latched, CORDON_ALPN_C_WEBRTC);
        }
    }
}

static void
names_are_complete (void **state)
{
  for (guint i = 0; i < CORDON_N_SESSION_STATES; i++)
    assert_true (strlen (cordon_session_state_to_string (i)) > 0);
  for (guint i = 0; i < CORDON_N_SESSION_FAILURES; i++)
    assert_true (strlen (cordon_session_failure_to_string (i)) > 0
                 && strlen (cordon_session_failure_explain (i)) > 0);
  for (guint i = 0; i < CORDON_N_ASSOCIATION_STATES; i++)
    assert_true (strlen (cordon_association_state_to_string (i)) > 0);
  for (guint i = 0; i < CORDON_N_IDENTITY_STATES; i++)
    assert_true (strlen (cordon_identity_state_to_string (i)) > 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (every_row_of_the_label_table_ends_as_it_says, "C-64 C-65 C-66 C-67"),
    CORDON_TEST (a_failed_handshake_lets_nothing_through_and_nothing_begins_again, "C-65"),
    CORDON_TEST (a_client_offers_both_labels_unless_it_is_in_need, "C-60 C-62 C-63"),
    CORDON_TEST (the_requirement_is_frozen_when_the_first_handshake_begins, "C-70"),
    CORDON_TEST (two_associations_that_disagree_fail_the_connection, "C-68"),
    CORDON_TEST (every_later_association_reproduces_the_latched_label_or_fails, "C-68 C-69"),
    CORDON_TEST (a_relay_endpoint_never_promises_in_either_role, "C-73"),
    CORDON_TEST (no_peer_is_ever_assumed_to_promise, "C-67"),
    CORDON_TEST (received_media_is_pending_until_the_label_is_known, "C-04 C-05 C-71 C-72"),
    CORDON_TEST (data_channels_that_the_profile_refuses_end_beside_isolated_media, "C-75"),
    CORDON_TEST (data_channels_are_open_beside_isolated_media_unless_policy_refuses, "C-74 C-75"),
    CORDON_TEST (a_certificate_that_no_fingerprint_names_fails_with_bad_certificate, "D-12 D-39"),
    CORDON_TEST (only_the_moves_of_the_diagram_are_possible, "C-69 C-71"),
    CORDON_TEST (facts_out_of_order_fail_the_session, ""),
    CORDON_TEST (random_facts_never_change_a_latched_label_nor_revive_a_session, "C-69 C-71 C-73"),
    CORDON_TEST (names_are_complete, ""),
  };

  return cordon_test_run (tests);
}
