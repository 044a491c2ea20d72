/* Consent freshness over a fake clock. */

#include <string.h>

#include "isolation/consent_check.h"
#include "isolation/freshness.h"
#include "isolation/stun_private.h"
#include "tests/vectors/runners.h"

#define MS ((gint64) 1000)

typedef struct
{
  CordonFreshness *freshness;
  gint64 now_us;
  gint64 interval_us;
  GHashTable *serials; /* id in the case -> serial */
  guint32 last_serial;
} Play;

static void
restart (Play *play)
{
  g_clear_pointer (&play->freshness, cordon_freshness_free);
  play->freshness = cordon_freshness_new (play->interval_us, NULL);
}

static void
check_sending (VectorCase *vector, Play *play, JsonObject *step, CordonPacketKind kind)
{
  const char *expect = vector_member_string (step, "expect");
  const char *actual = cordon_freshness_may_send (play->freshness, kind, play->now_us) ? "allowed"
                                                                                       : "blocked";

  if (expect && strcmp (expect, actual) != 0)
    vector_fail (vector, "at %" G_GINT64_FORMAT " ms sending is %s", play->now_us / MS, actual);
}

static void
check_state (VectorCase *vector, Play *play, JsonObject *step)
{
  const char *actual = cordon_freshness_state_to_string (
    cordon_freshness_get_state (play->freshness, play->now_us));

  if (g_strcmp0 (vector_member_string (step, "expect"), actual) != 0)
    vector_fail (vector, "at %" G_GINT64_FORMAT " ms the state is %s", play->now_us / MS, actual);
}

static void
step_response (Play *play, JsonObject *step)
{
  const char *reason = vector_member_string (step, "reason");
  const gboolean is_error = vector_has_member (step, "error");
  const gboolean valid = is_error ? vector_member_boolean (step, "authenticated")
                                  : vector_member_boolean (step, "valid");
  const gboolean other_address = reason && strstr (reason, "address");
  CordonCheckAnswer answer = { .authenticated = valid || other_address,
                               .from_peer = valid || !other_address };
  guint32 serial = play->last_serial;

  if (is_error)
    answer.error_code = (guint) vector_member_int (step, "error");
  if (vector_has_member (step, "to"))
    serial = vector_member_string (step, "to")
               ? 0
               : GPOINTER_TO_UINT (
                 g_hash_table_lookup (play->serials, GINT_TO_POINTER ((int) vector_member_int (step, "to"))));
  cordon_freshness_answered (play->freshness, serial, &answer, play->now_us);
}

static void
step_draw (VectorCase *vector, Play *play, JsonObject *step)
{
  JsonObject *expect = vector_member_object (step, "expect");

  restart (play);
  for (gint64 i = 0; i < vector_member_int (step, "count"); i++)
    {
      const gint64 us = cordon_freshness_draw_interval (play->freshness);

      if ((vector_has_member (expect, "min_ms_at_least")
           && us < vector_member_int (expect, "min_ms_at_least") * MS)
          || (vector_has_member (expect, "max_ms_at_most")
              && us > vector_member_int (expect, "max_ms_at_most") * MS))
        vector_fail (vector, "an interval of %" G_GINT64_FORMAT " us", us);
    }
}

static void
step_collect (VectorCase *vector, JsonObject *step)
{
  g_autoptr (CordonFreshness) freshness = cordon_freshness_new (0, NULL);
  g_autoptr (CordonConsentCheck) check = cordon_consent_check_new (freshness, "a:b", "password", NULL);
  g_autoptr (GHashTable)
    seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  cordon_freshness_pair_validated (freshness, 0);
  for (gint64 i = 0; i < vector_member_int (step, "count"); i++)
    {
      guint8 packet[CORDON_CONSENT_CHECK_MAX_SIZE];
      CordonStunMessage message;

      if (!cordon_stun_read (packet, cordon_consent_check_write (check, packet, i), &message)
          || !g_hash_table_add (seen, g_bytes_new (message.id, STUN_ID_SIZE)))
        vector_fail (vector, "check %d has no id of its own", (int) i);
    }
}

static void
step_send_what (VectorCase *vector, Play *play, JsonObject *step)
{
  const char *what = vector_member_string (step, "what");

  if (what && strstr (what, "STUN"))
    check_sending (vector, play, step,
                   strstr (what, "response") ? CORDON_PACKET_CHECK_ANSWER : CORDON_PACKET_CHECK);
  else
    check_sending (vector, play, step, CORDON_PACKET_APPLICATION);
}

static void
step_check_sent (Play *play, JsonObject *step)
{
  play->last_serial = cordon_freshness_check_sent (play->freshness, play->now_us);
  if (vector_has_member (step, "id"))
    g_hash_table_insert (play->serials, GINT_TO_POINTER ((int) vector_member_int (step, "id")),
                         GUINT_TO_POINTER (play->last_serial));
}

static void
step_old_credentials (VectorCase *vector, Play *play, JsonObject *step)
{
  const char *actual = cordon_freshness_pair_validated (play->freshness, play->now_us) ? "accepted"
                                                                                       : "refused";

  if (g_strcmp0 (vector_member_string (step, "expect"), actual) != 0)
    vector_fail (vector, "the old credentials are %s", actual);
}

/* Returns: FALSE for a step that this runner does not know. */
static gboolean
play_step (VectorCase *vector, Play *play, JsonObject *step)
{
  const char *op = vector_member_string (step, "op");

  if (g_strcmp0 (op, "start") == 0 || g_strcmp0 (op, "pair_validated") == 0)
    cordon_freshness_pair_validated (play->freshness, play->now_us);
  else if (g_strcmp0 (op, "at") == 0)
    play->now_us = vector_member_int (step, "ms") * MS;
  else if (g_strcmp0 (op, "check_sent") == 0)
    step_check_sent (play, step);
  else if (g_strcmp0 (op, "response") == 0)
    step_response (play, step);
  else if (g_strcmp0 (op, "send_application_data") == 0)
    check_sending (vector, play, step, CORDON_PACKET_APPLICATION);
  else if (g_strcmp0 (op, "send") == 0 && vector_has_member (step, "what"))
    step_send_what (vector, play, step);
  else if (g_strcmp0 (op, "state") == 0)
    check_state (vector, play, step);
  else if (g_strcmp0 (op, "unauthenticated_close") == 0)
    cordon_freshness_closed_by_peer (play->freshness, FALSE, play->now_us);
  else if (g_strcmp0 (op, "authenticated_close") == 0 || g_strcmp0 (op, "dtls_fatal_alert") == 0)
    cordon_freshness_closed_by_peer (play->freshness, TRUE, play->now_us);
  else if (g_strcmp0 (op, "indication") == 0 || g_strcmp0 (op, "binding_indication") == 0
           || g_strcmp0 (op, "rtcp") == 0)
    cordon_freshness_indication (play->freshness, play->now_us);
  else if (g_strcmp0 (op, "ice_restart") == 0)
    cordon_freshness_restart (play->freshness);
  else if (g_strcmp0 (op, "new_check_same_credentials") == 0)
    step_old_credentials (vector, play, step);
  else if (g_strcmp0 (op, "configure_interval") == 0)
    play->interval_us = vector_member_int (step, "ms") * MS;
  else if (g_strcmp0 (op, "draw_intervals") == 0)
    step_draw (vector, play, step);
  else if (g_strcmp0 (op, "collect_transaction_ids") == 0)
    step_collect (vector, step);
  else
    return FALSE;
  return TRUE;
}

/* Some cases count lost checks, or connect two whole ICE agents: other rules than the one that the rows ask for. */
static gboolean
is_of_another_agent (JsonArray *steps)
{
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      const char *op = vector_member_string (step, "op");

      if (g_strcmp0 (op, "connect") == 0
          || (g_strcmp0 (op, "configure") == 0 && vector_has_member (step, "failures")))
        return TRUE;
    }
  return FALSE;
}

static void
run_scenario (VectorCase *vector)
{
  JsonArray *steps = vector_member_array (vector_get_object (vector), "steps");
  Play play = { 0 };

  if (!steps || is_of_another_agent (steps))
    {
      vector_skip (vector, "a whole agent, or one that counts lost checks; E-09 counts time alone");
      return;
    }
  play.serials = g_hash_table_new (NULL, NULL);
  restart (&play);
  for (guint i = 0; i < json_array_get_length (steps); i++)
    if (!play_step (vector, &play, json_array_get_object_element (steps, i)))
      {
        vector_skip (vector, "a step that this runner does not know");
        break;
      }
  cordon_freshness_free (play.freshness);
  g_hash_table_unref (play.serials);
}

static const struct
{
  const char *name, *member;
  gint64 actual;
} facts[] = {
  { "consent expiry", "ms", CORDON_FRESHNESS_EXPIRY_US / 1000 },
  { "default check interval", "ms", CORDON_FRESHNESS_INTERVAL_US / 1000 },
  { "resulting period", "min_ms", CORDON_FRESHNESS_INTERVAL_US / 1000 / 5 * 4 },
  { "resulting period", "max_ms", CORDON_FRESHNESS_INTERVAL_US / 1000 / 5 * 6 },
  { "smallest permitted period", "ms", CORDON_FRESHNESS_MIN_INTERVAL_US / 1000 },
};

static void
run_timing_fact (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  JsonObject *value = vector_member_object (object, "value");
  const char *name = vector_member_string (object, "name");
  gboolean known = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (g_strcmp0 (facts[i].name, name) == 0)
      {
        known = TRUE;
        if (vector_member_int (value, facts[i].member) != facts[i].actual)
          vector_fail (vector, "%s is %d ms", name, (int) facts[i].actual);
      }
  if (!known)
    vector_skip (vector, "a number of another implementation, or one that a scenario plays");
}

const VectorRunner vector_runners_freshness[] = {
  { "freshness", "scenarios", run_scenario },
  { "freshness", "timing_facts", run_timing_fact },
  { NULL, NULL, NULL },
};
