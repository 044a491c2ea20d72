#include "isolation/freshness.h"

#include <string.h>

#define STUN_FORBIDDEN 403

static const struct
{
  const char *name;
  guint next;
} states[] = {
  [CORDON_FRESHNESS_NONE] = { "none", 1u << CORDON_FRESHNESS_GRANTED },
  [CORDON_FRESHNESS_GRANTED] = { "granted", 1u << CORDON_FRESHNESS_NONE | 1u << CORDON_FRESHNESS_EXPIRED
                                              | 1u << CORDON_FRESHNESS_REVOKED },
  [CORDON_FRESHNESS_EXPIRED] = { "expired", 1u << CORDON_FRESHNESS_NONE },
  [CORDON_FRESHNESS_REVOKED] = { "revoked", 1u << CORDON_FRESHNESS_NONE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (states) == CORDON_N_FRESHNESS_STATES);

struct _CordonFreshness
{
  gint64 interval_us;
  CordonEntropy entropy;
  CordonFreshnessState state;
  gint64 deadline_mono_us;
  gint64 next_check_mono_us;
  gboolean idle;
  gboolean doubted; /* a check was sent, and none answered since */
  guint32 last_serial;
  guint n_outstanding;
  guint32 outstanding[CORDON_FRESHNESS_MAX_OUTSTANDING]; /* oldest first */
};

CordonFreshness *
cordon_freshness_new (gint64 interval_us, const CordonEntropy *entropy)
{
  CordonFreshness *freshness = g_new0 (CordonFreshness, 1);

  freshness->interval_us = interval_us == 0 ? CORDON_FRESHNESS_INTERVAL_US
                                            : MAX (interval_us, CORDON_FRESHNESS_MIN_INTERVAL_US);
  if (entropy)
    freshness->entropy = *entropy;
  freshness->deadline_mono_us = G_MAXINT64;
  freshness->next_check_mono_us = G_MAXINT64;
  return freshness;
}

void
cordon_freshness_free (CordonFreshness *freshness)
{
  g_free (freshness);
}

/* The one setter. Outside GRANTED there is no deadline, no check and no outstanding one. */
static void
set_state (CordonFreshness *freshness, CordonFreshnessState state)
{
  g_return_if_fail ((states[freshness->state].next & (1u << state)) != 0);

  freshness->state = state;
  freshness->n_outstanding = 0;
  freshness->deadline_mono_us = G_MAXINT64;
  freshness->next_check_mono_us = G_MAXINT64;
}

gint64
cordon_freshness_draw_interval (const CordonFreshness *freshness)
{
  guint32 draw = 0;
  gint64 interval_us;

  g_return_val_if_fail (freshness != NULL, CORDON_FRESHNESS_INTERVAL_US);

  /* Without bits the check comes at the base interval: late would be worse than regular. */
  if (!cordon_entropy_fill (&freshness->entropy, (guint8 *) &draw, sizeof draw))
    return freshness->interval_us;
  interval_us = freshness->interval_us / 5 * 4
                + (gint64) ((guint64) (freshness->interval_us / 5 * 2) * draw / G_MAXUINT32);
  return MAX (interval_us, CORDON_FRESHNESS_MIN_INTERVAL_US);
}

/* Time is noticed here and nowhere else. Consent that nobody asked for has lapsed and not been lost: it can be regained
 * with the same credentials. */
static void
expire (CordonFreshness *freshness, gint64 mono_us)
{
  if (freshness->state == CORDON_FRESHNESS_GRANTED && mono_us >= freshness->deadline_mono_us)
    set_state (freshness,
               freshness->idle && !freshness->doubted ? CORDON_FRESHNESS_NONE : CORDON_FRESHNESS_EXPIRED);
}

static void
renew (CordonFreshness *freshness, gint64 mono_us)
{
  freshness->deadline_mono_us = mono_us + CORDON_FRESHNESS_EXPIRY_US;
  freshness->doubted = FALSE;
}

gboolean
cordon_freshness_pair_validated (CordonFreshness *freshness, gint64 mono_us)
{
  g_return_val_if_fail (freshness != NULL, FALSE);

  expire (freshness, mono_us);
  switch (freshness->state)
    {
    case CORDON_FRESHNESS_NONE:
      set_state (freshness, CORDON_FRESHNESS_GRANTED);
      freshness->next_check_mono_us = mono_us + cordon_freshness_draw_interval (freshness);
      break;
    case CORDON_FRESHNESS_GRANTED: break;
    case CORDON_FRESHNESS_EXPIRED:
    case CORDON_FRESHNESS_REVOKED: return FALSE;
    }
  renew (freshness, mono_us);
  return TRUE;
}

void
cordon_freshness_restart (CordonFreshness *freshness)
{
  g_return_if_fail (freshness != NULL);

  if (freshness->state == CORDON_FRESHNESS_EXPIRED || freshness->state == CORDON_FRESHNESS_REVOKED)
    set_state (freshness, CORDON_FRESHNESS_NONE);
}

void
cordon_freshness_set_idle (CordonFreshness *freshness, gboolean idle, gint64 mono_us)
{
  g_return_if_fail (freshness != NULL);

  expire (freshness, mono_us);
  if (freshness->idle && !idle && freshness->state == CORDON_FRESHNESS_GRANTED)
    freshness->next_check_mono_us = mono_us;
  freshness->idle = idle;
}

gboolean
cordon_freshness_is_idle (const CordonFreshness *freshness)
{
  g_return_val_if_fail (freshness != NULL, FALSE);
  return freshness->idle;
}

gint64
cordon_freshness_next_check (const CordonFreshness *freshness)
{
  g_return_val_if_fail (freshness != NULL, G_MAXINT64);
  return freshness->idle ? G_MAXINT64 : freshness->next_check_mono_us;
}

guint32
cordon_freshness_check_sent (CordonFreshness *freshness, gint64 mono_us)
{
  g_return_val_if_fail (freshness != NULL, 0);

  expire (freshness, mono_us);
  if (freshness->state != CORDON_FRESHNESS_GRANTED)
    return 0;
  if (freshness->n_outstanding == CORDON_FRESHNESS_MAX_OUTSTANDING)
    memmove (freshness->outstanding, freshness->outstanding + 1,
             --freshness->n_outstanding * sizeof *freshness->outstanding);
  if (++freshness->last_serial == 0)
    freshness->last_serial = 1;
  freshness->outstanding[freshness->n_outstanding++] = freshness->last_serial;
  freshness->doubted = TRUE;
  freshness->next_check_mono_us = mono_us + cordon_freshness_draw_interval (freshness);
  return freshness->last_serial;
}

/* Each check is answered once. */
static gboolean
take_outstanding (CordonFreshness *freshness, guint32 serial)
{
  for (guint i = 0; i < freshness->n_outstanding; i++)
    if (freshness->outstanding[i] == serial)
      {
        freshness->n_outstanding--;
        memmove (freshness->outstanding + i, freshness->outstanding + i + 1,
                 (freshness->n_outstanding - i) * sizeof *freshness->outstanding);
        return TRUE;
      }
  return FALSE;
}

gboolean
cordon_freshness_answered (CordonFreshness *freshness, guint32 serial, const CordonCheckAnswer *answer,
                           gint64 mono_us)
{
  g_return_val_if_fail (freshness != NULL && answer != NULL, FALSE);

  expire (freshness, mono_us);
  if (freshness->state != CORDON_FRESHNESS_GRANTED || !answer->authenticated || !answer->from_peer
      || !take_outstanding (freshness, serial))
    return FALSE;
  if (answer->error_code == STUN_FORBIDDEN)
    set_state (freshness, CORDON_FRESHNESS_REVOKED);
  if (answer->error_code != 0)
    return FALSE;
  renew (freshness, mono_us);
  return TRUE;
}

void
cordon_freshness_closed_by_peer (CordonFreshness *freshness, gboolean authenticated, gint64 mono_us)
{
  g_return_if_fail (freshness != NULL);

  expire (freshness, mono_us);
  if (authenticated && freshness->state == CORDON_FRESHNESS_GRANTED)
    set_state (freshness, CORDON_FRESHNESS_REVOKED);
}

void
cordon_freshness_indication (CordonFreshness *freshness, gint64 mono_us)
{
  g_return_if_fail (freshness != NULL);
  expire (freshness, mono_us);
}

gboolean
cordon_freshness_may_send (CordonFreshness *freshness, CordonPacketKind kind, gint64 mono_us)
{
  g_return_val_if_fail (freshness != NULL, FALSE);

  expire (freshness, mono_us);
  switch (kind)
    {
    case CORDON_PACKET_APPLICATION: return freshness->state == CORDON_FRESHNESS_GRANTED;
    case CORDON_PACKET_CHECK:
      return freshness->state == CORDON_FRESHNESS_NONE || freshness->state == CORDON_FRESHNESS_GRANTED;
    case CORDON_PACKET_CHECK_ANSWER: return TRUE;
    }
  return FALSE;
}

CordonFreshnessState
cordon_freshness_get_state (CordonFreshness *freshness, gint64 mono_us)
{
  g_return_val_if_fail (freshness != NULL, CORDON_FRESHNESS_NONE);

  expire (freshness, mono_us);
  return freshness->state;
}

gint64
cordon_freshness_get_deadline (const CordonFreshness *freshness)
{
  g_return_val_if_fail (freshness != NULL, G_MAXINT64);
  return freshness->deadline_mono_us;
}

const char *
cordon_freshness_state_to_string (CordonFreshnessState state)
{
  g_return_val_if_fail ((guint) state < CORDON_N_FRESHNESS_STATES, "");
  return states[state].name;
}

char *
cordon_freshness_describe (CordonFreshness *freshness, gint64 mono_us)
{
  g_return_val_if_fail (freshness != NULL, NULL);

  expire (freshness, mono_us);
  if (freshness->state != CORDON_FRESHNESS_GRANTED)
    return g_strdup (states[freshness->state].name);
  return g_strdup_printf ("granted for %" G_GINT64_FORMAT " ms, %u checks unanswered%s",
                          (freshness->deadline_mono_us - mono_us) / 1000, freshness->n_outstanding,
                          freshness->idle ? ", idle" : "");
}
