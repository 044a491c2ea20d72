#include "tests/unit/ui-bridge/chrome.h"

#include "permissions/protocol.h"

static CordonConnection
facts_of (const CordonCallee *peer, guint64 connection_id)
{
  return (CordonConnection){
    .tab_id = 1,
    .call_id = 9,
    .connection_id = connection_id,
    .peer = peer,
    .assurance = peer ? CORDON_ASSURANCE_PROVIDER : CORDON_ASSURANCE_NONE,
    .confidential = TRUE,
    .dtls_version = "DTLSv1.2",
    .cipher = "ECDHE-ECDSA-AES128-GCM-SHA256",
    .srtp_profile = "SRTP_AEAD_AES_128_GCM",
    .forward_secret = TRUE,
    .own_certificate = "sha-256 0A:0B",
    .peer_certificate = "sha-256 0C:0D",
    .check_value = "tango hotel",
  };
}

static CordonCallee *
bob (void)
{
  return cordon_callee_new_identity ("bob@idp.example", -1, NULL);
}

static gboolean
keep_call (const CordonCallIndicator *call, gpointer data)
{
  *(CordonCallIndicator *) data = *call;
  return FALSE;
}

static gboolean
strip_says_secure (const Chrome *chrome)
{
  CordonCallIndicator call = { 0 };

  cordon_indicators_foreach_call (cordon_bridge_get_indicators (chrome->bridge), 0, keep_call, &call);
  return call.secure;
}

/* The profile opens the call; the number is made here. */
static void
begin_call (Chrome *chrome)
{
  cordon_indicators_call_started ((CordonIndicators *) cordon_bridge_get_indicators (chrome->bridge), 9, 1,
                                  NULL);
}

static void
secure_media_is_told_where_label_and_identity_hold_and_taken_back_on_either_loss (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonCallee) peer = bob ();
  CordonConnection facts = facts_of (peer, 1);

  begin_call (chrome);
  facts.confidential = FALSE;
  cordon_bridge_report_connection (chrome->bridge, &facts);
  assert_int_equal (chrome->n_notices[CORDON_NOTICE_SECURE_MEDIA], 0);
  assert_false (strip_says_secure (chrome));
  facts.confidential = TRUE;
  cordon_bridge_report_connection (chrome->bridge, &facts);
  assert_int_equal (chrome->n_notices[CORDON_NOTICE_SECURE_MEDIA], 1);
  assert_string_equal (chrome->last_callee, "identity:bob@idp.example");
  assert_true (strip_says_secure (chrome));
  facts.assurance = CORDON_ASSURANCE_FAILED;
  cordon_bridge_report_connection (chrome->bridge, &facts);
  assert_int_equal (chrome->n_notices[CORDON_NOTICE_SECURE_MEDIA_WITHDRAWN], 1);
  assert_false (strip_says_secure (chrome));
  facts.assurance = CORDON_ASSURANCE_PROVIDER;
  cordon_bridge_report_connection (chrome->bridge, &facts);
  assert_true (strip_says_secure (chrome));
  facts.confidential = FALSE;
  cordon_bridge_report_connection (chrome->bridge, &facts);
  assert_int_equal (chrome->n_notices[CORDON_NOTICE_SECURE_MEDIA_WITHDRAWN], 2);
  assert_false (strip_says_secure (chrome));
}

static void
one_connection_without_a_verified_peer_makes_the_call_unverified (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonCallee) peer = bob ();
  const CordonConnection known = facts_of (peer, 1);
  const CordonConnection unknown = facts_of (NULL, 2);

  begin_call (chrome);
  cordon_bridge_report_connection (chrome->bridge, &known);
  assert_true (strip_says_secure (chrome));
  cordon_bridge_report_connection (chrome->bridge, &unknown);
  assert_int_equal (chrome->n_notices[CORDON_NOTICE_SECURE_MEDIA_WITHDRAWN], 1);
  assert_false (strip_says_secure (chrome));
  cordon_bridge_connection_ended (chrome->bridge, 9, 2);
  assert_int_equal (chrome->n_notices[CORDON_NOTICE_SECURE_MEDIA], 2);
  assert_true (strip_says_secure (chrome));
  cordon_bridge_connection_ended (chrome->bridge, 9, 0);
  assert_int_equal (chrome->n_notices[CORDON_NOTICE_SECURE_MEDIA_WITHDRAWN], 2);
}

static void
the_peer_of_one_call_says_nothing_about_another (void **state)
{
  Chrome *chrome = *state;
  const CordonConnections *connections = cordon_bridge_get_connections (chrome->bridge);
  g_autoptr (CordonCallee) peer = bob ();
  const CordonConnection known = facts_of (peer, 1);
  CordonConnection elsewhere = facts_of (NULL, 1);

  begin_call (chrome);
  cordon_bridge_report_connection (chrome->bridge, &known);
  assert_true (cordon_connections_is_secure (connections, 9));
  assert_false (cordon_connections_is_secure (connections, 10));
  elsewhere.call_id = 10;
  cordon_bridge_report_connection (chrome->bridge, &elsewhere);
  assert_true (cordon_connections_is_secure (connections, 9));
  assert_true (strip_says_secure (chrome));
  assert_false (cordon_connections_is_secure (connections, 10));
}

static void
who_vouches_for_a_peer_has_a_value_of_its_own (void **state)
{
  g_autoptr (CordonCallee) peer = bob ();

  for (guint i = 0; i < CORDON_N_ASSURANCES; i++)
    {
      CordonConnection facts = facts_of (peer, 1);

      facts.assurance = (CordonAssurance) i;
      assert_int_equal (cordon_connection_is_secure (&facts),
                        i == CORDON_ASSURANCE_KEYS || i == CORDON_ASSURANCE_PROVIDER);
      for (guint j = 0; j < i; j++)
        assert_string_not_equal (cordon_assurance_to_string ((CordonAssurance) i),
                                 cordon_assurance_to_string ((CordonAssurance) j));
    }
  assert_string_equal (cordon_assurance_to_string ((CordonAssurance) 99), "none");
}

static void
a_changed_key_is_one_notice_and_no_gate (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonCallee) peer = bob ();
  CordonConnection facts = facts_of (peer, 1);

  begin_call (chrome);
  facts.key_changed = TRUE;
  for (guint i = 0; i < 3; i++)
    cordon_bridge_report_connection (chrome->bridge, &facts);
  assert_int_equal (chrome->n_notices[CORDON_NOTICE_PEER_KEY_CHANGED], 1);
  assert_true (strip_says_secure (chrome));
  assert_int_equal (chrome->prompts->len, 0);
}

static gboolean
keep_connection (const CordonConnection *connection, gpointer data)
{
  *(CordonConnection *) data = *connection;
  return FALSE;
}

static CordonConnection
inspect (const Chrome *chrome)
{
  CordonConnection found = { 0 };

  cordon_connections_foreach (cordon_bridge_get_connections (chrome->bridge), 9, keep_connection, &found);
  return found;
}

static void
a_check_value_is_marked_until_the_user_has_compared_it (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonCallee) peer = bob ();
  CordonConnection facts = facts_of (peer, 1);

  cordon_bridge_report_connection (chrome->bridge, &facts);
  assert_false (inspect (chrome).check_compared);
  cordon_bridge_check_compared (chrome->bridge, 9, 1, TRUE);
  assert_true (inspect (chrome).check_compared);
  cordon_bridge_report_connection (chrome->bridge, &facts);
  assert_true (inspect (chrome).check_compared);
  facts.check_value = "another value";
  cordon_bridge_report_connection (chrome->bridge, &facts);
  assert_false (inspect (chrome).check_compared);
}

static void
nothing_is_compared_where_there_is_nothing_to_compare (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonCallee) peer = bob ();
  CordonConnection facts = facts_of (peer, 1);

  cordon_bridge_check_compared (chrome->bridge, 9, 1, TRUE);
  facts.check_value = NULL;
  cordon_bridge_report_connection (chrome->bridge, &facts);
  cordon_bridge_check_compared (chrome->bridge, 9, 1, TRUE);
  cordon_bridge_check_compared (chrome->bridge, 9, 2, TRUE);
  assert_false (inspect (chrome).check_compared);
}

static void
the_inspector_has_every_characteristic_of_every_connection (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonCallee) peer = bob ();
  const CordonConnection facts = facts_of (peer, 1);
  CordonConnection shown;

  cordon_bridge_report_connection (chrome->bridge, &facts);
  shown = inspect (chrome);
  assert_true (cordon_callee_equal (shown.peer, peer));
  assert_int_equal (shown.assurance, CORDON_ASSURANCE_PROVIDER);
  assert_true (shown.confidential);
  assert_true (shown.forward_secret);
  assert_string_equal (shown.dtls_version, "DTLSv1.2");
  assert_string_equal (shown.cipher, "ECDHE-ECDSA-AES128-GCM-SHA256");
  assert_string_equal (shown.srtp_profile, "SRTP_AEAD_AES_128_GCM");
  assert_string_equal (shown.own_certificate, "sha-256 0A:0B");
  assert_string_equal (shown.peer_certificate, "sha-256 0C:0D");
  assert_string_equal (shown.check_value, "tango hotel");
}

static void
count_message (gpointer data, GVariant *message)
{
  (*(guint *) data)++;
}

/* Everybody's content process listens, and hears nothing of who the peer was proven to be. */
static void
an_identity_goes_to_the_chrome_and_to_no_content_process (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonCallee) peer = bob ();
  const CordonConnection facts = facts_of (peer, 1);
  g_autoptr (GVariant) hello = cordon_message_new_hello (CORDON_PROTOCOL_VERSION);
  guint n_messages = 0;
  CordonChannel *channel = cordon_broker_attach (cordon_profile_get_broker (chrome->world->profile),
                                                 &(CordonTransport){ count_message, NULL, &n_messages },
                                                 NULL);
  CordonChannel *others = chrome->world->channel;
  g_autoptr (CordonDocument) document = NULL;

  chrome->world->channel = channel;
  document = world_open (chrome->world, "https://page.example");
  chrome->world->channel = others;
  assert_true (cordon_channel_receive (channel, hello, NULL));
  world_settle (chrome->world);
  n_messages = 0;
  begin_call (chrome);
  cordon_bridge_report_connection (chrome->bridge, &facts);
  cordon_bridge_connection_ended (chrome->bridge, 9, 1);
  world_settle (chrome->world);
  assert_int_equal (chrome->n_notices[CORDON_NOTICE_SECURE_MEDIA], 1);
  assert_int_equal (n_messages, 0);
  cordon_channel_detach (channel);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (secure_media_is_told_where_label_and_identity_hold_and_taken_back_on_either_loss,
                      "F-19 C-77", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (the_peer_of_one_call_says_nothing_about_another, "F-19 F-31", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (one_connection_without_a_verified_peer_makes_the_call_unverified, "F-31", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST (who_vouches_for_a_peer_has_a_value_of_its_own, "F-21"),
    CORDON_TEST_WITH (a_changed_key_is_one_notice_and_no_gate, "F-24 F-28", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_check_value_is_marked_until_the_user_has_compared_it, "F-25", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (nothing_is_compared_where_there_is_nothing_to_compare, "F-25", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (the_inspector_has_every_characteristic_of_every_connection, "F-22 F-23", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (an_identity_goes_to_the_chrome_and_to_no_content_process, "F-18", chrome_set_up,
                      chrome_tear_down),
  };

  return cordon_test_run (tests);
}
