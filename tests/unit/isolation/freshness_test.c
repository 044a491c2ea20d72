#include "isolation/freshness.h"

#include <string.h>

#include "isolation/transport_consent.h"
#include "tests/support/test.h"

#define MS ((gint64) 1000)
#define VALID ((CordonCheckAnswer){ TRUE, TRUE, 0 })

static CordonFreshness *
granted (void)
{
  CordonFreshness *freshness = cordon_freshness_new (0, NULL);

  assert_true (cordon_freshness_pair_validated (freshness, 0));
  return freshness;
}

static gboolean
may_send_media (CordonFreshness *freshness, gint64 ms)
{
  return cordon_freshness_may_send (freshness, CORDON_PACKET_APPLICATION, ms * MS);
}

static void
only_the_handshake_goes_to_an_endpoint_that_has_not_consented (void **state)
{
  g_autoptr (CordonFreshness) freshness = cordon_freshness_new (0, NULL);

  assert_false (may_send_media (freshness, 0));
  assert_true (cordon_freshness_may_send (freshness, CORDON_PACKET_CHECK, 0));
  assert_true (cordon_freshness_may_send (freshness, CORDON_PACKET_CHECK_ANSWER, 0));
  assert_int_equal (cordon_freshness_check_sent (freshness, 0), 0);
  /* Neither indications nor RTCP are consent. */
  cordon_freshness_indication (freshness, 0);
  assert_false (may_send_media (freshness, 0));
  assert_true (cordon_freshness_pair_validated (freshness, 0));
  assert_true (may_send_media (freshness, 0));
}

static void
consent_dies_thirty_seconds_after_the_last_answer_and_stays_dead (void **state)
{
  g_autoptr (CordonFreshness) freshness = granted ();
  guint32 serial;

  serial = cordon_freshness_check_sent (freshness, 25000 * MS);
  assert_true (cordon_freshness_answered (freshness, serial, &VALID, 25050 * MS));
  serial = cordon_freshness_check_sent (freshness, 55000 * MS);
  assert_true (may_send_media (freshness, 55049));
  assert_true (cordon_freshness_may_send (freshness, CORDON_PACKET_APPLICATION, 55050 * MS - 1));
  assert_false (may_send_media (freshness, 55050));
  assert_false (cordon_freshness_answered (freshness, serial, &VALID, 55051 * MS));
  assert_false (may_send_media (freshness, 55051));
  assert_int_equal (cordon_freshness_get_state (freshness, 55051 * MS), CORDON_FRESHNESS_EXPIRED);
  assert_int_equal (cordon_freshness_check_sent (freshness, 55052 * MS), 0);
  assert_false (cordon_freshness_may_send (freshness, CORDON_PACKET_CHECK, 55052 * MS));
  /* The old credentials are dead; a restart begins anew. */
  assert_false (cordon_freshness_pair_validated (freshness, 55060 * MS));
  cordon_freshness_restart (freshness);
  assert_false (may_send_media (freshness, 55060));
  assert_true (cordon_freshness_pair_validated (freshness, 55060 * MS));
  assert_true (may_send_media (freshness, 55060));
}

static void
indications_alone_do_not_keep_consent (void **state)
{
  g_autoptr (CordonFreshness) freshness = granted ();

  for (gint64 ms = 0; ms < 30000; ms += 100)
    cordon_freshness_indication (freshness, ms * MS);
  assert_true (may_send_media (freshness, 29999));
  assert_false (may_send_media (freshness, 30000));
}

typedef struct
{
  guint64 next;
} Lehmer;

static gboolean
fill_lehmer (guint8 *out, gsize size, gpointer data)
{
  Lehmer *lehmer = data;

  for (gsize i = 0; i < size; i++)
    {
      lehmer->next = lehmer->next * 6364136223846793005u + 1442695040888963407u;
      out[i] = (guint8) (lehmer->next >> 56);
    }
  return TRUE;
}

static gboolean
fill_constant (guint8 *out, gsize size, gpointer data)
{
  memset (out, *(const guint8 *) data, size);
  return TRUE;
}

static void
intervals_are_spread_from_four_to_six_seconds (void **state)
{
  Lehmer lehmer = { 42 };
  const CordonEntropy entropy = { fill_lehmer, &lehmer };
  g_autoptr (CordonFreshness) freshness = cordon_freshness_new (0, &entropy);
  guint buckets[20] = { 0 };
  guint8 low = 0, high = 0xff;
  const CordonEntropy lowest = { fill_constant, &low }, highest = { fill_constant, &high };
  g_autoptr (CordonFreshness) at_low = cordon_freshness_new (0, &lowest);
  g_autoptr (CordonFreshness) at_high = cordon_freshness_new (0, &highest);

  for (int i = 0; i < 20000; i++)
    {
      const gint64 ms = cordon_freshness_draw_interval (freshness) / MS;

      assert_in_range (ms, 4000, 6000);
      buckets[MIN (19, (ms - 4000) / 100)]++;
    }
  for (int i = 0; i < 20; i++)
    assert_in_range (buckets[i], 800, 1200);
  assert_int_equal (cordon_freshness_draw_interval (at_low), 4000 * MS);
  assert_int_equal (cordon_freshness_draw_interval (at_high), 6000 * MS);
}

static void
an_interval_under_four_seconds_is_raised (void **state)
{
  static const gint64 asked_ms[] = { 1, 1000, 3000, 3999, 4000 };

  for (gsize i = 0; i < G_N_ELEMENTS (asked_ms); i++)
    {
      g_autoptr (CordonFreshness) freshness = cordon_freshness_new (asked_ms[i] * MS, NULL);

      for (int draw = 0; draw < 200; draw++)
        assert_in_range (cordon_freshness_draw_interval (freshness) / MS, 4000, 4800);
    }
}

static void
checks_come_one_interval_after_the_other (void **state)
{
  g_autoptr (CordonFreshness) freshness = granted ();
  gint64 now = 0;

  for (int i = 0; i < 50; i++)
    {
      const gint64 due = cordon_freshness_next_check (freshness);
      guint32 serial;

      assert_in_range ((due - now) / MS, 4000, 6000);
      now = due;
      serial = cordon_freshness_check_sent (freshness, now);
      assert_int_not_equal (serial, 0);
      cordon_freshness_answered (freshness, serial, &VALID, now);
    }
}

static void
an_answer_to_any_outstanding_check_counts_once (void **state)
{
  g_autoptr (CordonFreshness) freshness = granted ();
  const guint32 first = cordon_freshness_check_sent (freshness, 5000 * MS);
  const guint32 second = cordon_freshness_check_sent (freshness, 10000 * MS);

  assert_int_not_equal (first, second);
  assert_true (cordon_freshness_answered (freshness, first, &VALID, 11000 * MS));
  assert_int_equal (cordon_freshness_get_deadline (freshness), 41000 * MS);
  assert_false (cordon_freshness_answered (freshness, first, &VALID, 12000 * MS));
  assert_false (cordon_freshness_answered (freshness, 999, &VALID, 12000 * MS));
  assert_int_equal (cordon_freshness_get_deadline (freshness), 41000 * MS);
}

static void
only_authenticated_answers_of_the_very_address_count (void **state)
{
  static const CordonCheckAnswer bad[] = {
    { FALSE, TRUE, 0 },  { TRUE, FALSE, 0 },   { FALSE, FALSE, 0 },
    { TRUE, TRUE, 500 }, { FALSE, TRUE, 403 }, { TRUE, FALSE, 403 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (CordonFreshness) freshness = granted ();
      const guint32 serial = cordon_freshness_check_sent (freshness, 5000 * MS);

      assert_false (cordon_freshness_answered (freshness, serial, &bad[i], 5050 * MS));
      assert_true (may_send_media (freshness, 29999));
      assert_false (may_send_media (freshness, 30000));
    }
}

static void
authenticated_refusals_revoke_at_once_and_other_closes_do_not (void **state)
{
  static const CordonCheckAnswer forbidden = { TRUE, TRUE, 403 };
  g_autoptr (CordonFreshness) by_stun = granted ();
  g_autoptr (CordonFreshness) by_dtls = granted ();
  g_autoptr (CordonFreshness) by_tcp = granted ();
  const guint32 serial = cordon_freshness_check_sent (by_stun, 5000 * MS);

  cordon_freshness_answered (by_stun, serial, &forbidden, 5050 * MS);
  assert_int_equal (cordon_freshness_get_state (by_stun, 5050 * MS), CORDON_FRESHNESS_REVOKED);
  assert_false (may_send_media (by_stun, 5050));
  assert_false (cordon_freshness_pair_validated (by_stun, 5050 * MS));
  cordon_freshness_closed_by_peer (by_dtls, TRUE, 5000 * MS);
  assert_false (may_send_media (by_dtls, 5000));
  cordon_freshness_closed_by_peer (by_tcp, FALSE, 5000 * MS);
  assert_true (may_send_media (by_tcp, 29999));
  assert_false (may_send_media (by_tcp, 30000));
}

static void
an_old_pair_is_kept_while_ice_restarts (void **state)
{
  g_autoptr (CordonFreshness) freshness = granted ();
  guint32 serial;

  cordon_freshness_restart (freshness);
  assert_true (may_send_media (freshness, 5000));
  assert_int_not_equal (cordon_freshness_next_check (freshness), G_MAXINT64);
  serial = cordon_freshness_check_sent (freshness, 5000 * MS);
  assert_true (cordon_freshness_answered (freshness, serial, &VALID, 5000 * MS));
}

static void
an_idle_pair_needs_no_checks_and_comes_back_with_one (void **state)
{
  g_autoptr (CordonFreshness) freshness = granted ();

  cordon_freshness_set_idle (freshness, TRUE, 1000 * MS);
  assert_int_equal (cordon_freshness_next_check (freshness), G_MAXINT64);
  cordon_freshness_set_idle (freshness, FALSE, 20000 * MS);
  assert_int_equal (cordon_freshness_next_check (freshness), 20000 * MS);
  assert_false (may_send_media (freshness, 30000));
  /* It was used again and nobody asked: that is a loss. */
  assert_int_equal (cordon_freshness_get_state (freshness, 30000 * MS), CORDON_FRESHNESS_EXPIRED);
}

/* RFC 7675 5.1: who sends nothing need not ask, and regains consent before the next packet. */
static void
consent_of_an_idle_pair_lapses_and_is_regained (void **state)
{
  g_autoptr (CordonFreshness) freshness = granted ();

  cordon_freshness_set_idle (freshness, TRUE, 1000 * MS);
  assert_true (may_send_media (freshness, 29999));
  assert_false (may_send_media (freshness, 30000));
  assert_int_equal (cordon_freshness_get_state (freshness, 30000 * MS), CORDON_FRESHNESS_NONE);
  cordon_freshness_set_idle (freshness, FALSE, 90000 * MS);
  assert_false (may_send_media (freshness, 90000));
  assert_int_equal (cordon_freshness_check_sent (freshness, 90000 * MS), 0);
  assert_true (cordon_freshness_may_send (freshness, CORDON_PACKET_CHECK, 90000 * MS));
  assert_true (cordon_freshness_pair_validated (freshness, 90050 * MS));
  assert_true (may_send_media (freshness, 120049));
  assert_false (may_send_media (freshness, 120050));
  assert_int_equal (cordon_freshness_get_state (freshness, 120050 * MS), CORDON_FRESHNESS_EXPIRED);
}

/* Going idle is no way around a peer who has stopped to answer (E-13). */
static void
an_unanswered_check_makes_the_lapse_a_loss (void **state)
{
  for (int answered = 0; answered < 2; answered++)
    {
      g_autoptr (CordonFreshness) freshness = granted ();
      const guint32 serial = cordon_freshness_check_sent (freshness, 5000 * MS);

      if (answered)
        assert_true (cordon_freshness_answered (freshness, serial, &VALID, 5050 * MS));
      cordon_freshness_set_idle (freshness, TRUE, 6000 * MS);
      assert_false (may_send_media (freshness, 35050));
      assert_int_equal (cordon_freshness_get_state (freshness, 35050 * MS),
                        answered ? CORDON_FRESHNESS_NONE : CORDON_FRESHNESS_EXPIRED);
      assert_int_equal (cordon_freshness_pair_validated (freshness, 35060 * MS), answered);
    }
}

static void
only_the_moves_of_the_diagram_happen (void **state)
{
  static const CordonCheckAnswer forbidden = { TRUE, TRUE, 403 };
  Lehmer lehmer = { 7 };
  static const char *const moves[] = { "xx..", ".xxx", "x.x.", "x..x" };

  for (int round = 0; round < 500; round++)
    {
      g_autoptr (CordonFreshness) freshness = cordon_freshness_new (0, NULL);
      CordonFreshnessState before = CORDON_FRESHNESS_NONE;
      gint64 now = 0;
      guint32 serial = 0;

      for (int step = 0; step < 60; step++)
        {
          guint8 draw[2];
          CordonFreshnessState after;

          fill_lehmer (draw, 2, &lehmer);
          switch (draw[0] % 7)
            {
            case 0: cordon_freshness_pair_validated (freshness, now); break;
            case 1: serial = cordon_freshness_check_sent (freshness, now); break;
            case 2:
              cordon_freshness_answered (freshness, serial, draw[1] & 3 ? &VALID : &forbidden, now);
              break;
            case 3: cordon_freshness_closed_by_peer (freshness, (draw[1] & 7) == 0, now); break;
            case 4: cordon_freshness_restart (freshness); break;
            case 5: now += draw[1] * 100 * MS; break;
            case 6: cordon_freshness_indication (freshness, now); break;
            }
          after = cordon_freshness_get_state (freshness, now);
          assert_int_equal (moves[before][after], 'x');
          before = after;
        }
    }
}

static void
on_transport (CordonTransportState from, CordonTransportState to, gpointer data)
{
  g_string_append_printf (data, "%s ", cordon_transport_state_to_string (to));
}

static void
on_ended (gpointer data)
{
  g_string_append (data, "ended ");
}

static const CordonTransportObserver watcher = { on_transport, on_ended };

static void
a_transport_follows_the_consent_of_its_pairs (void **state)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (CordonFreshness) used = cordon_freshness_new (0, NULL);
  g_autoptr (CordonFreshness) other = cordon_freshness_new (0, NULL);
  g_autoptr (CordonTransportConsent) transport = cordon_transport_consent_new (&watcher, log);
  guint32 serial;

  cordon_transport_consent_add (transport, used);
  cordon_transport_consent_add (transport, other);
  cordon_transport_consent_update (transport, 0);
  cordon_freshness_pair_validated (used, 0);
  cordon_transport_consent_use (transport, used, 0);
  cordon_freshness_pair_validated (other, 0);
  /* A lost check is invisible. */
  cordon_freshness_check_sent (used, 5000 * MS);
  assert_int_equal (cordon_transport_consent_update (transport, 29999 * MS), 30000 * MS);
  serial = cordon_freshness_check_sent (other, 20000 * MS);
  cordon_freshness_answered (other, serial, &VALID, 20000 * MS);
  assert_string_equal (log->str, "connected ");
  cordon_transport_consent_update (transport, 30000 * MS);
  assert_string_equal (log->str, "connected checking ");
  cordon_transport_consent_use (transport, other, 30000 * MS);
  assert_string_equal (log->str, "connected checking connected ");
  cordon_transport_consent_give_up (transport, 49999 * MS);
  cordon_transport_consent_update (transport, 50000 * MS);
  assert_string_equal (log->str, "connected checking connected failed ");
  cordon_transport_consent_give_up (transport, 50000 * MS);
  cordon_transport_consent_give_up (transport, 50001 * MS);
  assert_string_equal (log->str, "connected checking connected failed ended ");
}

static void
an_idle_pair_in_use_is_no_failure_of_its_transport (void **state)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (CordonFreshness) used = cordon_freshness_new (0, NULL);
  g_autoptr (CordonTransportConsent) transport = cordon_transport_consent_new (&watcher, log);

  cordon_transport_consent_add (transport, used);
  cordon_freshness_set_idle (used, TRUE, 0);
  cordon_transport_consent_use (transport, used, 0);
  assert_string_equal (log->str, "checking ");
  cordon_freshness_pair_validated (used, 0);
  cordon_transport_consent_update (transport, 0);
  cordon_transport_consent_update (transport, 60000 * MS);
  assert_string_equal (log->str, "checking connected ");
  /* In use again it has to be validated first. */
  cordon_freshness_set_idle (used, FALSE, 60000 * MS);
  cordon_transport_consent_update (transport, 60000 * MS);
  assert_string_equal (log->str, "checking connected checking ");
  cordon_freshness_pair_validated (used, 60050 * MS);
  cordon_transport_consent_update (transport, 60050 * MS);
  assert_string_equal (log->str, "checking connected checking connected ");
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (only_the_handshake_goes_to_an_endpoint_that_has_not_consented, "B-13 E-01 E-07"),
    CORDON_TEST (consent_dies_thirty_seconds_after_the_last_answer_and_stays_dead, "E-09 E-12 E-13 E-16"),
    CORDON_TEST (indications_alone_do_not_keep_consent, "E-08"),
    CORDON_TEST (intervals_are_spread_from_four_to_six_seconds, "E-10"),
    CORDON_TEST (an_interval_under_four_seconds_is_raised, "E-10"),
    CORDON_TEST (checks_come_one_interval_after_the_other, "E-10 E-11"),
    CORDON_TEST (an_answer_to_any_outstanding_check_counts_once, "E-11"),
    CORDON_TEST (only_authenticated_answers_of_the_very_address_count, "E-12"),
    CORDON_TEST (authenticated_refusals_revoke_at_once_and_other_closes_do_not, "E-14 E-15"),
    CORDON_TEST (an_old_pair_is_kept_while_ice_restarts, "E-17"),
    CORDON_TEST (an_idle_pair_needs_no_checks_and_comes_back_with_one, "E-18"),
    CORDON_TEST (consent_of_an_idle_pair_lapses_and_is_regained, "E-18"),
    CORDON_TEST (an_unanswered_check_makes_the_lapse_a_loss, "E-13 E-18"),
    CORDON_TEST (only_the_moves_of_the_diagram_happen, "E-13"),
    CORDON_TEST (a_transport_follows_the_consent_of_its_pairs, "E-19 E-20"),
    CORDON_TEST (an_idle_pair_in_use_is_no_failure_of_its_transport, "E-18 E-19"),
  };

  return cordon_test_run (tests);
}
