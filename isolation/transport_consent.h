/*
 * Consent of a whole transport: several pairs, one of them in use. What losing a pair means to RTCIceTransport and to
 * the call (E-19, E-20).
 */

#pragma once

#include "isolation/freshness.h"

G_BEGIN_DECLS

typedef struct _CordonTransportConsent CordonTransportConsent;

/** CordonTransportState: the web's names of what consent can bring about. */
typedef enum
{
  CORDON_TRANSPORT_NEW = 0,
  CORDON_TRANSPORT_CHECKING, /* the used pair is lost, others may take over, nothing is in use */
  CORDON_TRANSPORT_CONNECTED,
  CORDON_TRANSPORT_FAILED, /* all are lost */
} CordonTransportState;

#define CORDON_N_TRANSPORT_STATES 4

typedef struct
{
  void (*state_changed) (CordonTransportState from, CordonTransportState to, gpointer data);
  /* No path is left and ICE will not find one: the call ends with the reason consent-lost (E-20). Nullable. */
  void (*ended) (gpointer data);
} CordonTransportObserver;

/** cordon_transport_consent_new: a transport without pairs, and its end; @observer is read until then. */
CORDON_API CordonTransportConsent *
cordon_transport_consent_new (const CordonTransportObserver *observer, gpointer data);
CORDON_API void cordon_transport_consent_free (CordonTransportConsent *transport);

/** cordon_transport_consent_add: @pair: owned by the caller, who removes it before it goes. */
CORDON_API void cordon_transport_consent_add (CordonTransportConsent *transport, CordonFreshness *pair);
CORDON_API void
cordon_transport_consent_remove (CordonTransportConsent *transport, CordonFreshness *pair, gint64 mono_us);

/** cordon_transport_consent_use: the pair that carries data; %NULL: none yet. */
CORDON_API void
cordon_transport_consent_use (CordonTransportConsent *transport, CordonFreshness *pair, gint64 mono_us);

/** cordon_transport_consent_update: after any event, and when time passes. Returns: the next deadline, mono_us. */
CORDON_API gint64 cordon_transport_consent_update (CordonTransportConsent *transport, gint64 mono_us);

/** cordon_transport_consent_give_up: no restart comes. After a failure the call ends. */
CORDON_API void cordon_transport_consent_give_up (CordonTransportConsent *transport, gint64 mono_us);

/**
 * cordon_transport_consent_get_state: how consent stands for the transport as a whole, and the state's name for
 * the debug page.
 */
CORDON_API CordonTransportState cordon_transport_consent_get_state (const CordonTransportConsent *transport);
CORDON_API const char *cordon_transport_state_to_string (CordonTransportState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonTransportConsent, cordon_transport_consent_free)

G_END_DECLS
