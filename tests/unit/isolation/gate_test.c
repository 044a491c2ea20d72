#include "isolation/gate.h"
#include "tests/unit/isolation/session_tracks.h"

#include <string.h>

/* Table 4.8. A is the client in one pass and the server in the other. "iso" is the verdict of a track that its side
 * isolated, or that of its plain track where it isolated none. */
static const struct
{
  int row;
  gboolean a_isolated, b_isolated;
  Knowledge a_knows_b, b_knows_a;
  CordonAlpn label;
  CordonGateVerdict a_to_b, b_to_a;
} matrix[] = {
  { 1, FALSE, FALSE, IDENTITY_ABSENT, IDENTITY_ABSENT, CORDON_ALPN_WEBRTC, CORDON_GATE_CONTENT,
    CORDON_GATE_CONTENT },
  { 2, TRUE, FALSE, IDENTITY_EQUAL, IDENTITY_ABSENT, CORDON_ALPN_C_WEBRTC, CORDON_GATE_CONTENT,
    CORDON_GATE_CONTENT },
  { 3, TRUE, FALSE, IDENTITY_ABSENT, IDENTITY_ABSENT, CORDON_ALPN_C_WEBRTC, CORDON_GATE_BLANK,
    CORDON_GATE_CONTENT },
  { 3, TRUE, FALSE, IDENTITY_PENDING, IDENTITY_ABSENT, CORDON_ALPN_C_WEBRTC, CORDON_GATE_BLANK,
    CORDON_GATE_CONTENT },
  { 3, TRUE, FALSE, IDENTITY_FAILED, IDENTITY_ABSENT, CORDON_ALPN_C_WEBRTC, CORDON_GATE_BLANK,
    CORDON_GATE_CONTENT },
  { 4, TRUE, FALSE, IDENTITY_OTHER, IDENTITY_ABSENT, CORDON_ALPN_C_WEBRTC, CORDON_GATE_BLANK,
    CORDON_GATE_CONTENT },
  { 5, FALSE, TRUE, IDENTITY_ABSENT, IDENTITY_EQUAL, CORDON_ALPN_C_WEBRTC, CORDON_GATE_CONTENT,
    CORDON_GATE_CONTENT },
  { 6, FALSE, TRUE, IDENTITY_ABSENT, IDENTITY_FAILED, CORDON_ALPN_C_WEBRTC, CORDON_GATE_CONTENT,
    CORDON_GATE_BLANK },
  { 7, TRUE, TRUE, IDENTITY_EQUAL, IDENTITY_EQUAL, CORDON_ALPN_C_WEBRTC, CORDON_GATE_CONTENT,
    CORDON_GATE_CONTENT },
  { 8, TRUE, TRUE, IDENTITY_EQUAL, IDENTITY_ABSENT, CORDON_ALPN_C_WEBRTC, CORDON_GATE_CONTENT,
    CORDON_GATE_BLANK },
  { 9, TRUE, TRUE, IDENTITY_ABSENT, IDENTITY_ABSENT, CORDON_ALPN_C_WEBRTC, CORDON_GATE_BLANK,
    CORDON_GATE_BLANK },
};

static void
play_matrix_row (gsize i, gboolean a_is_client)
{
  Pair pair;
  PairEnd *a = a_is_client ? &pair.client : &pair.server;
  PairEnd *b = a_is_client ? &pair.server : &pair.client;
  const PairSide side = { 0 };
  Tracks of_a, of_b;

  print_message ("row %d, A is the %s\n", matrix[i].row, a_is_client ? "client" : "server");
  pair_open (&pair, &side, &side);
  of_a = attach (a, matrix[i].a_isolated, "bob@idp.example");
  of_b = attach (b, matrix[i].b_isolated, "alice@idp.example");
  assert_true (pair_handshake (&pair, &side, &side));
  assert_int_equal (cordon_session_get_label (a->session), matrix[i].label);
  assert_int_equal (cordon_session_get_label (b->session), matrix[i].label);
  learn (a, a_is_client ? 100 : 1, matrix[i].a_knows_b, "bob@idp.example");
  learn (b, a_is_client ? 1 : 100, matrix[i].b_knows_a, "alice@idp.example");

  assert_int_equal (cordon_gate_get_verdict (of_a.plain), CORDON_GATE_CONTENT);
  assert_int_equal (cordon_gate_get_verdict (of_b.plain), CORDON_GATE_CONTENT);
  if (of_a.isolated)
    assert_int_equal (cordon_gate_get_verdict (of_a.isolated), matrix[i].a_to_b);
  if (of_b.isolated)
    assert_int_equal (cordon_gate_get_verdict (of_b.isolated), matrix[i].b_to_a);
  assert_int_equal (cordon_label_is_readable (cordon_session_get_received_label (a->session)),
                    matrix[i].label == CORDON_ALPN_WEBRTC);
  assert_int_equal (cordon_label_is_readable (cordon_session_get_received_label (b->session)),
                    matrix[i].label == CORDON_ALPN_WEBRTC);
  pair_close (&pair);
}

static void
every_row_of_the_content_table_carries_what_it_says (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (matrix); i++)
    {
      play_matrix_row (i, TRUE);
      play_matrix_row (i, FALSE);
    }
}

static void
a_peer_that_cannot_promise_gets_nothing_at_all (void **state)
{
  const PairSide side = { 0 }, legacy = { .no_alpn = TRUE };
  Pair pair;
  Tracks tracks;

  pair_open (&pair, &side, &legacy);
  tracks = attach (&pair.client, TRUE, "bob@idp.example");
  assert_false (pair_handshake (&pair, &side, &legacy));
  assert_int_equal (cordon_gate_get_verdict (tracks.isolated), CORDON_GATE_NOTHING);
  assert_int_equal (cordon_gate_get_verdict (tracks.plain), CORDON_GATE_NOTHING);
  pair_close (&pair);
}

static void
an_isolated_track_that_comes_late_is_blank_and_changes_nothing_else (void **state)
{
  const PairSide side = { 0 };
  Pair pair;
  Tracks tracks;

  pair_open (&pair, &side, &side);
  tracks = attach (&pair.client, FALSE, "bob@idp.example");
  assert_true (pair_handshake (&pair, &side, &side));
  learn (&pair.client, 100, IDENTITY_EQUAL, "bob@idp.example");
  tracks = attach (&pair.client, TRUE, "bob@idp.example");
  assert_int_equal (cordon_gate_get_verdict (tracks.isolated), CORDON_GATE_BLANK);
  assert_int_equal (cordon_gate_get_reason (tracks.isolated), CORDON_GATE_REASON_NO_PROMISE);
  assert_int_equal (cordon_gate_get_verdict (tracks.plain), CORDON_GATE_CONTENT);
  assert_int_equal (cordon_session_get_state (pair.client.session), CORDON_SESSION_ACCESSIBLE);
  assert_true (cordon_label_is_readable (cordon_session_get_received_label (pair.client.session)));
  pair_close (&pair);
}

static void
of_two_isolated_tracks_only_the_peers_own_carries_content (void **state)
{
  const PairSide side = { 0 };
  g_autoptr (CordonCallee) bob = identity ("bob@idp.example");
  g_autoptr (CordonCallee) quinn = identity ("quinn@idp.example");
  CordonGate *for_bob, *for_quinn, *for_nobody;
  Pair pair;

  pair_open (&pair, &side, &side);
  for_bob = cordon_session_add_gate (pair.client.session, NULL, isolated (), bob);
  for_quinn = cordon_session_add_gate (pair.client.session, NULL,
                                       cordon_label_new (CORDON_ISOLATION_PEER_IDENTITY, 2), quinn);
  for_nobody = cordon_session_add_gate (
    pair.client.session, NULL,
    cordon_label_join (isolated (), cordon_label_new (CORDON_ISOLATION_PEER_IDENTITY, 2)), bob);
  assert_true (pair_handshake (&pair, &side, &side));
  learn (&pair.client, 100, IDENTITY_EQUAL, "bob@idp.example");
  assert_int_equal (cordon_gate_get_verdict (for_bob), CORDON_GATE_CONTENT);
  assert_int_equal (cordon_gate_get_verdict (for_quinn), CORDON_GATE_BLANK);
  assert_int_equal (cordon_gate_get_reason (for_quinn), CORDON_GATE_REASON_OTHER_IDENTITY);
  assert_int_equal (cordon_gate_get_verdict (for_nobody), CORDON_GATE_BLANK);
  pair_close (&pair);
}

static void
a_cross_origin_track_is_always_blank_and_asks_for_no_promise (void **state)
{
  const PairSide side = { 0 };
  const CordonLabel foreign = cordon_label_new (CORDON_ISOLATION_CROSS_ORIGIN, CORDON_CALLEE_ID_NONE);
  CordonGate *gate;
  Pair pair;

  pair_open (&pair, &side, &side);
  gate = cordon_session_add_gate (pair.client.session, NULL, foreign, NULL);
  assert_false (cordon_session_is_required (pair.client.session));
  assert_true (pair_handshake (&pair, &side, &side));
  assert_int_equal (cordon_session_get_label (pair.client.session), CORDON_ALPN_WEBRTC);
  assert_int_equal (cordon_gate_get_verdict (gate), CORDON_GATE_BLANK);
  learn (&pair.client, 100, IDENTITY_EQUAL, "bob@idp.example");
  assert_int_equal (cordon_gate_get_verdict (gate), CORDON_GATE_BLANK);
  pair_close (&pair);
}

static void
no_label_but_one_callees_opens_a_gate (void **state)
{
  const PairSide side = { .required = TRUE };
  g_autoptr (CordonCallee) bob = identity ("bob@idp.example");
  Pair pair;

  pair_open (&pair, &side, &side);
  assert_true (pair_handshake (&pair, &side, &side));
  learn (&pair.client, 100, IDENTITY_EQUAL, "bob@idp.example");
  for (guint reasons = 1; reasons <= CORDON_ISOLATION_ALL; reasons++)
    {
      const gboolean bound = reasons & CORDON_ISOLATION_PEER_IDENTITY;
      const CordonLabel label = cordon_label_new ((CordonIsolation) reasons,
                                                  bound ? BOB : CORDON_CALLEE_ID_NONE);

      assert_int_equal (cordon_session_may_send (pair.client.session, label, bob),
                        reasons == CORDON_ISOLATION_PEER_IDENTITY ? CORDON_GATE_CONTENT : CORDON_GATE_BLANK);
    }
  assert_int_equal (cordon_session_may_send (pair.client.session, cordon_label_unknown (), bob),
                    CORDON_GATE_BLANK);
  assert_int_equal (cordon_session_may_send (pair.client.session, isolated (), NULL), CORDON_GATE_BLANK);
  pair_close (&pair);
}

typedef struct
{
  GString *log;
} Watch;

static void
on_gate (CordonSession *session, CordonGate *gate, gpointer data)
{
  g_string_append_printf (data, "%s ", cordon_gate_verdict_to_string (cordon_gate_get_verdict (gate)));
}

static void
on_secure (CordonSession *session, const CordonCallee *peer, gpointer data)
{
  g_string_append_printf (data, "secure:%s ", peer ? cordon_callee_get_display (peer) : "no");
}

static const CordonSessionObserver watcher = { .gate_changed = on_gate, .secure_media_changed = on_secure };

#define ASSERT_LOG(log, text) \
  do \
    { \
      assert_string_equal ((log)->str, text); \
      g_string_truncate (log, 0); \
    } \
  while (0)

static void
the_gate_is_decided_anew_on_every_event (void **state)
{
  const PairSide side = { 0 };
  const CordonFingerprint peer = pair_certificate (100), more[2] = { peer, pair_certificate (50) };
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (CordonCallee) bob = identity ("bob@idp.example");
  CordonGate *gate;
  Pair pair;

  pair_open (&pair, &side, &side);
  cordon_session_set_observer (pair.client.session, &watcher, log);
  gate = cordon_session_add_gate (pair.client.session, NULL, isolated (), bob);
  assert_true (pair_handshake (&pair, &side, &side));
  ASSERT_LOG (log, "blank ");
  /* Identity resolved, lost with the fingerprints, resolved again, under the same ones no change. */
  learn (&pair.client, 100, IDENTITY_EQUAL, "bob@idp.example");
  ASSERT_LOG (log, "content secure:bob@idp.example ");
  cordon_session_expect_fingerprints (pair.client.session, &peer, 1);
  ASSERT_LOG (log, "");
  cordon_session_expect_fingerprints (pair.client.session, more, 2);
  ASSERT_LOG (log, "blank secure:no ");
  assert_int_equal (cordon_session_get_identity_state (pair.client.session), CORDON_IDENTITY_NONE);
  cordon_session_expect_fingerprints (pair.client.session, &peer, 1);
  learn (&pair.client, 100, IDENTITY_EQUAL, "bob@idp.example");
  ASSERT_LOG (log, "content secure:bob@idp.example ");
  /* Consent of the far address, pausing, another label, revocation. */
  cordon_association_set_consent (pair.client.association, FALSE);
  ASSERT_LOG (log, "nothing secure:no ");
  cordon_association_set_consent (pair.client.association, TRUE);
  ASSERT_LOG (log, "content secure:bob@idp.example ");
  cordon_gate_set_paused (gate, TRUE);
  ASSERT_LOG (log, "paused ");
  cordon_gate_set_paused (gate, FALSE);
  cordon_gate_set_label (gate, cordon_label_new (CORDON_ISOLATION_CROSS_ORIGIN, CORDON_CALLEE_ID_NONE), NULL);
  ASSERT_LOG (log, "content blank ");
  cordon_gate_set_label (gate, cordon_label_readable (), NULL);
  ASSERT_LOG (log, "content ");
  cordon_gate_revoke (gate);
  ASSERT_LOG (log, "blank ");
  /* DTLS fails. */
  cordon_association_failed (pair.client.association, 80);
  ASSERT_LOG (log, "nothing secure:no ");
  pair_close (&pair);
}

static void
an_accessible_track_that_becomes_isolated_is_blank_before_the_call_returns (void **state)
{
  const PairSide side = { .required = TRUE };
  CordonGate *gate;
  Pair pair;

  pair_open (&pair, &side, &side);
  gate = cordon_session_add_gate (pair.client.session, NULL, cordon_label_readable (), NULL);
  assert_true (pair_handshake (&pair, &side, &side));
  assert_int_equal (cordon_gate_get_verdict (gate), CORDON_GATE_CONTENT);
  cordon_gate_set_label (gate, isolated (), NULL);
  assert_int_equal (cordon_gate_get_verdict (gate), CORDON_GATE_BLANK);
  pair_close (&pair);
}

static void
a_paused_track_sends_another_thing_than_a_blanked_one (void **state)
{
  const PairSide side = { 0 };
  CordonGate *plain;
  Pair pair;

  pair_open (&pair, &side, &side);
  plain = cordon_session_add_gate (pair.client.session, NULL, cordon_label_readable (), NULL);
  assert_true (pair_handshake (&pair, &side, &side));
  cordon_gate_set_paused (plain, TRUE);
  assert_int_equal (cordon_gate_get_verdict (plain), CORDON_GATE_PAUSED);
  cordon_gate_revoke (plain);
  assert_int_equal (cordon_gate_get_verdict (plain), CORDON_GATE_BLANK);
  pair_close (&pair);
}

static void
removing_the_last_isolated_track_does_not_downgrade (void **state)
{
  const PairSide side = { 0 };
  Pair pair;
  Tracks tracks;

  pair_open (&pair, &side, &side);
  tracks = attach (&pair.client, TRUE, "bob@idp.example");
  assert_true (pair_handshake (&pair, &side, &side));
  cordon_session_remove_gate (pair.client.session, tracks.isolated);
  assert_int_equal (cordon_session_get_state (pair.client.session), CORDON_SESSION_CONFIDENTIAL);
  assert_false (cordon_label_is_readable (cordon_session_get_received_label (pair.client.session)));
  assert_true (pair_handshake (&pair, &side, &side));
  assert_int_equal (pair.selected, CORDON_ALPN_C_WEBRTC);
  pair_close (&pair);
}

static void
a_callee_of_fingerprints_needs_no_provider (void **state)
{
  const PairSide side = { 0 };
  const CordonFingerprint theirs = pair_certificate (100), other = pair_certificate (7);
  g_autofree char *their_text = cordon_fingerprint_to_string (&theirs);
  g_autofree char *other_text = cordon_fingerprint_to_string (&other);
  const char *const list[] = { their_text, other_text };
  g_autoptr (CordonCallee) callee = cordon_callee_new_fingerprints (list, 2, NULL);
  g_autoptr (CordonCallee) stranger = cordon_callee_new_fingerprints (list + 1, 1, NULL);
  g_autoptr (GString) log = g_string_new (NULL);
  CordonGate *right, *wrong;
  Pair pair;

  pair_open (&pair, &side, &side);
  cordon_session_set_observer (pair.client.session, &watcher, log);
  right = cordon_session_add_gate (pair.client.session, NULL, isolated (), callee);
  wrong = cordon_session_add_gate (pair.client.session, NULL,
                                   cordon_label_new (CORDON_ISOLATION_PEER_IDENTITY, 2), stranger);
  assert_true (pair_handshake (&pair, &side, &side));
  assert_int_equal (cordon_gate_get_verdict (right), CORDON_GATE_CONTENT);
  assert_int_equal (cordon_gate_get_verdict (wrong), CORDON_GATE_BLANK);
  assert_int_equal (cordon_gate_get_reason (wrong), CORDON_GATE_REASON_OTHER_CERTIFICATE);
  g_string_truncate (log, 0);
  assert_true (cordon_session_identify_by_fingerprints (pair.client.session, callee));
  assert_true (g_str_has_prefix (log->str, "secure:sha-256 "));
  pair_close (&pair);
}

static void
an_identity_of_another_certificate_opens_nothing (void **state)
{
  const PairSide side = { 0 };
  Pair pair;
  Tracks tracks;

  /* The description lists what the provider attested, but the handshake shows a third certificate. */
  pair_open (&pair, &side, &side);
  tracks = attach (&pair.client, TRUE, "bob@idp.example");
  assert_true (pair_handshake (&pair, &side, &side));
  {
    const CordonFingerprint elsewhere = pair_certificate (60);

    cordon_session_expect_fingerprints (pair.client.session, &elsewhere, 1);
    learn (&pair.client, 60, IDENTITY_EQUAL, "bob@idp.example");
  }
  assert_int_equal (cordon_gate_get_verdict (tracks.isolated), CORDON_GATE_BLANK);
  assert_int_equal (cordon_session_get_identity_state (pair.client.session), CORDON_IDENTITY_FAILED);
  assert_null (cordon_session_get_secure_peer (pair.client.session));
  pair_close (&pair);

  /* Known before the handshake, it stops it. */
  pair_open (&pair, &side, &side);
  {
    const CordonFingerprint both[2] = { pair_certificate (100), pair_certificate (60) };
    g_autoptr (CordonCallee) bob = identity ("bob@idp.example");

    cordon_session_expect_fingerprints (pair.client.session, both, 2);
    assert_false (cordon_session_identity_validated (pair.client.session, bob, both + 1, 1));
    assert_true (cordon_session_identity_validated (pair.client.session, bob, both, 2));
  }
  assert_true (pair_handshake (&pair, &side, &side));
  pair_close (&pair);
}

static void
an_identity_that_comes_late_covers_running_media (void **state)
{
  const PairSide side = { 0 };
  Pair pair;
  Tracks tracks;

  pair_open (&pair, &side, &side);
  tracks = attach (&pair.client, TRUE, "bob@idp.example");
  assert_true (pair_handshake (&pair, &side, &side));
  cordon_session_identity_absent (pair.client.session);
  assert_int_equal (cordon_gate_get_verdict (tracks.isolated), CORDON_GATE_BLANK);
  learn (&pair.client, 100, IDENTITY_EQUAL, "bob@idp.example");
  assert_int_equal (cordon_gate_get_verdict (tracks.isolated), CORDON_GATE_CONTENT);
  /* The same fingerprints again, without an identity: it stays. */
  cordon_session_identity_absent (pair.client.session);
  assert_int_equal (cordon_gate_get_verdict (tracks.isolated), CORDON_GATE_CONTENT);
  pair_close (&pair);
}

static void
secure_media_needs_both_facts (void **state)
{
  const PairSide side = { 0 }, need = { .required = TRUE };

  for (int promised = 0; promised < 2; promised++)
    for (Knowledge knowledge = IDENTITY_ABSENT; knowledge <= IDENTITY_EQUAL; knowledge++)
      {
        const PairSide *client = promised ? &need : &side;
        const gboolean known = knowledge >= IDENTITY_OTHER;
        Pair pair;

        pair_open (&pair, client, &side);
        assert_true (pair_handshake (&pair, client, &side));
        learn (&pair.client, 100, knowledge, "bob@idp.example");
        assert_int_equal (cordon_session_get_secure_peer (pair.client.session) != NULL, promised && known);
        pair_close (&pair);
      }
}

static void
the_target_is_set_once_and_a_change_without_it_fails (void **state)
{
  const PairSide side = { 0 };
  const CordonFingerprint next = pair_certificate (33);
  g_autoptr (CordonCallee) bob = identity ("bob@idp.example");
  g_autoptr (CordonCallee) eve = identity ("eve@idp.example");
  g_autoptr (GError) error = NULL;
  Pair pair;
  Tracks tracks;

  pair_open (&pair, &side, &side);
  tracks = attach (&pair.client, TRUE, "bob@idp.example");
  assert_true (pair_handshake (&pair, &side, &side));
  learn (&pair.client, 100, IDENTITY_EQUAL, "bob@idp.example");
  assert_true (cordon_callee_equal (cordon_session_get_target (pair.client.session), bob));
  assert_true (cordon_session_set_target (pair.client.session, bob, NULL));
  assert_false (cordon_session_set_target (pair.client.session, eve, &error));
  assert_non_null (error);
  /* Black at the moment of change; and the re-offer without an identity is the end. */
  cordon_session_expect_fingerprints (pair.client.session, &next, 1);
  assert_int_equal (cordon_gate_get_verdict (tracks.isolated), CORDON_GATE_BLANK);
  assert_int_equal (cordon_gate_get_verdict (tracks.plain), CORDON_GATE_CONTENT);
  cordon_session_identity_absent (pair.client.session);
  assert_int_equal (cordon_session_get_state (pair.client.session), CORDON_SESSION_FAILED);
  assert_int_equal (cordon_gate_get_verdict (tracks.plain), CORDON_GATE_NOTHING);
  pair_close (&pair);
}

static void
a_gate_of_one_association_ignores_the_other (void **state)
{
  g_autoptr (CordonSession) session = cordon_session_new (NULL);
  const CordonFingerprint peer = pair_certificate (9);
  CordonAssociation *one = cordon_session_add_association (session, CORDON_DTLS_CLIENT);
  CordonAssociation *two = cordon_session_add_association (session, CORDON_DTLS_CLIENT);
  CordonGate *on_one = cordon_session_add_gate (session, one, cordon_label_readable (), NULL);
  CordonGate *on_two = cordon_session_add_gate (session, two, cordon_label_readable (), NULL);
  CordonGate *on_all = cordon_session_add_gate (session, NULL, cordon_label_readable (), NULL);

  cordon_session_expect_fingerprints (session, &peer, 1);
  for (int i = 0; i < 2; i++)
    {
      CordonAssociation *each = i ? two : one;

      assert_true (cordon_association_begin (each, NULL));
      assert_true (cordon_association_selected (each, (const guint8 *) "webrtc", 6));
      assert_true (cordon_association_certificate (each, &peer, 1));
      assert_true (cordon_association_connected (each));
    }
  cordon_association_set_consent (two, FALSE);
  assert_int_equal (cordon_gate_get_verdict (on_one), CORDON_GATE_CONTENT);
  assert_int_equal (cordon_gate_get_verdict (on_two), CORDON_GATE_NOTHING);
  assert_int_equal (cordon_gate_get_verdict (on_all), CORDON_GATE_NOTHING);
}

static void
a_gate_outlives_its_session_and_stays_shut (void **state)
{
  CordonSession *session = cordon_session_new (NULL);
  g_autoptr (CordonGate)
    gate = cordon_gate_ref (cordon_session_add_gate (session, NULL, cordon_label_readable (), NULL));

  cordon_session_unref (session);
  assert_int_equal (cordon_gate_get_verdict (gate), CORDON_GATE_NOTHING);
  cordon_gate_set_label (gate, cordon_label_readable (), NULL);
  cordon_gate_set_paused (gate, FALSE);
  cordon_gate_revoke (gate);
  assert_int_equal (cordon_gate_get_verdict (gate), CORDON_GATE_NOTHING);
  assert_int_equal (cordon_gate_get_verdict (NULL), CORDON_GATE_NOTHING);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (every_row_of_the_content_table_carries_what_it_says, "C-50 C-51 C-52 C-54"),
    CORDON_TEST (a_peer_that_cannot_promise_gets_nothing_at_all, "C-65"),
    CORDON_TEST (an_isolated_track_that_comes_late_is_blank_and_changes_nothing_else, "C-55 C-70"),
    CORDON_TEST (of_two_isolated_tracks_only_the_peers_own_carries_content, "C-51 C-56"),
    CORDON_TEST (a_cross_origin_track_is_always_blank_and_asks_for_no_promise, "C-53"),
    CORDON_TEST (no_label_but_one_callees_opens_a_gate, "C-51 C-53"),
    CORDON_TEST (the_gate_is_decided_anew_on_every_event, "C-56 C-77 D-27 F-19"),
    CORDON_TEST (an_accessible_track_that_becomes_isolated_is_blank_before_the_call_returns, "C-55"),
    CORDON_TEST (a_paused_track_sends_another_thing_than_a_blanked_one, "C-57"),
    CORDON_TEST (removing_the_last_isolated_track_does_not_downgrade, "C-71"),
    CORDON_TEST (a_callee_of_fingerprints_needs_no_provider, "B-06 B-07"),
    CORDON_TEST (an_identity_of_another_certificate_opens_nothing, "D-05 D-06"),
    CORDON_TEST (an_identity_that_comes_late_covers_running_media, "D-26"),
    CORDON_TEST (secure_media_needs_both_facts, "C-77 F-19"),
    CORDON_TEST (the_target_is_set_once_and_a_change_without_it_fails, "D-22 D-27 D-46"),
    CORDON_TEST (a_gate_of_one_association_ignores_the_other, "C-56"),
    CORDON_TEST (a_gate_outlives_its_session_and_stays_shut, ""),
  };

  return cordon_test_run (tests);
}
