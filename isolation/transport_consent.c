#include "isolation/transport_consent.h"

static const char *const names[] = {
  [CORDON_TRANSPORT_NEW] = "new",
  [CORDON_TRANSPORT_CHECKING] = "checking",
  [CORDON_TRANSPORT_CONNECTED] = "connected",
  [CORDON_TRANSPORT_FAILED] = "failed",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_TRANSPORT_STATES);

struct _CordonTransportConsent
{
  GPtrArray *pairs;
  CordonFreshness *used;
  CordonTransportState state;
  gboolean ended;
  const CordonTransportObserver *observer;
  gpointer data;
};

CordonTransportConsent *
cordon_transport_consent_new (const CordonTransportObserver *observer, gpointer data)
{
  CordonTransportConsent *transport = g_new0 (CordonTransportConsent, 1);

  transport->pairs = g_ptr_array_new ();
  transport->observer = observer;
  transport->data = data;
  return transport;
}

void
cordon_transport_consent_free (CordonTransportConsent *transport)
{
  if (!transport)
    return;
  g_ptr_array_unref (transport->pairs);
  g_free (transport);
}

void
cordon_transport_consent_add (CordonTransportConsent *transport, CordonFreshness *pair)
{
  g_return_if_fail (transport != NULL && pair != NULL);
  g_ptr_array_add (transport->pairs, pair);
}

static gboolean
lives (CordonFreshness *pair, gint64 mono_us)
{
  return cordon_freshness_get_state (pair, mono_us) == CORDON_FRESHNESS_GRANTED;
}

/* An idle pair in use whose consent has lapsed is no failure: it is validated anew before it sends (E-18). */
static gboolean
rests (const CordonTransportConsent *transport, gint64 mono_us)
{
  return transport->state == CORDON_TRANSPORT_CONNECTED && cordon_freshness_is_idle (transport->used)
         && cordon_freshness_get_state (transport->used, mono_us) == CORDON_FRESHNESS_NONE;
}

static CordonTransportState
find_state (const CordonTransportConsent *transport, gint64 mono_us)
{
  gboolean any_lives = FALSE, all_lost = transport->pairs->len > 0;

  if (transport->used && (lives (transport->used, mono_us) || rests (transport, mono_us)))
    return CORDON_TRANSPORT_CONNECTED;
  for (guint i = 0; i < transport->pairs->len; i++)
    {
      const CordonFreshnessState state = cordon_freshness_get_state (transport->pairs->pdata[i], mono_us);

      any_lives = any_lives || state == CORDON_FRESHNESS_GRANTED;
      all_lost = all_lost && (state == CORDON_FRESHNESS_EXPIRED || state == CORDON_FRESHNESS_REVOKED);
    }
  if (all_lost)
    return CORDON_TRANSPORT_FAILED;
  return any_lives || transport->used || transport->state != CORDON_TRANSPORT_NEW ? CORDON_TRANSPORT_CHECKING
                                                                                  : CORDON_TRANSPORT_NEW;
}

gint64
cordon_transport_consent_update (CordonTransportConsent *transport, gint64 mono_us)
{
  CordonTransportState from, to;
  gint64 next_mono_us = G_MAXINT64;

  g_return_val_if_fail (transport != NULL, G_MAXINT64);

  from = transport->state;
  to = find_state (transport, mono_us);
  for (guint i = 0; i < transport->pairs->len; i++)
    next_mono_us = MIN (next_mono_us, cordon_freshness_get_deadline (transport->pairs->pdata[i]));
  transport->state = to;
  if (from != to && transport->observer && transport->observer->state_changed)
    transport->observer->state_changed (from, to, transport->data);
  return next_mono_us;
}

void
cordon_transport_consent_remove (CordonTransportConsent *transport, CordonFreshness *pair, gint64 mono_us)
{
  g_return_if_fail (transport != NULL && pair != NULL);

  g_ptr_array_remove (transport->pairs, pair);
  if (transport->used == pair)
    transport->used = NULL;
  cordon_transport_consent_update (transport, mono_us);
}

void
cordon_transport_consent_use (CordonTransportConsent *transport, CordonFreshness *pair, gint64 mono_us)
{
  g_return_if_fail (transport != NULL);

  transport->used = pair;
  cordon_transport_consent_update (transport, mono_us);
}

void
cordon_transport_consent_give_up (CordonTransportConsent *transport, gint64 mono_us)
{
  g_return_if_fail (transport != NULL);

  cordon_transport_consent_update (transport, mono_us);
  if (transport->ended || transport->state != CORDON_TRANSPORT_FAILED)
    return;
  transport->ended = TRUE;
  if (transport->observer && transport->observer->ended)
    transport->observer->ended (transport->data);
}

CordonTransportState
cordon_transport_consent_get_state (const CordonTransportConsent *transport)
{
  g_return_val_if_fail (transport != NULL, CORDON_TRANSPORT_NEW);
  return transport->state;
}

const char *
cordon_transport_state_to_string (CordonTransportState state)
{
  g_return_val_if_fail ((guint) state < CORDON_N_TRANSPORT_STATES, "");
  return names[state];
}
