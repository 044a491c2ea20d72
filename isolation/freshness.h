/*
 * Freshness of consent (RFC 7675): whether one far address still wants what is sent to it. A pure state machine over
 * the caller's monotonic clock. It counts checks by serial numbers of its own; transaction ids are unknown to it.
 *
 *      NONE ──pair validated──► GRANTED ──30 s without an answer──► EXPIRED ──ICE restart──► NONE
 *       ▲                        │ │                                                           ▲
 *       └──30 s idle, not asked──┘ └──403 or fatal alert, authenticated──► REVOKED ──ICE restart┘
 *
 *   NONE      nothing but STUN may go there (E-01)
 *   GRANTED   everything may, until the deadline
 *   EXPIRED, REVOKED   nothing but answers to STUN; the old credentials are dead (E-13)
 */

#pragma once

#include "isolation/entropy.h"

G_BEGIN_DECLS

#define CORDON_FRESHNESS_EXPIRY_US (30 * G_USEC_PER_SEC)
#define CORDON_FRESHNESS_INTERVAL_US (5 * G_USEC_PER_SEC)
#define CORDON_FRESHNESS_MIN_INTERVAL_US (4 * G_USEC_PER_SEC)

/** CORDON_FRESHNESS_MAX_OUTSTANDING: checks that may still be answered: all that fit before the expiry. */
#define CORDON_FRESHNESS_MAX_OUTSTANDING 8

typedef struct _CordonFreshness CordonFreshness;

typedef enum
{
  CORDON_FRESHNESS_NONE = 0,
  CORDON_FRESHNESS_GRANTED,
  CORDON_FRESHNESS_EXPIRED,
  CORDON_FRESHNESS_REVOKED,
} CordonFreshnessState;

#define CORDON_N_FRESHNESS_STATES 4

/** CordonPacketKind: what is about to be sent. Zero is the strictest. */
typedef enum
{
  CORDON_PACKET_APPLICATION = 0, /* DTLS, SRTP, SRTCP, SCTP: everything that is not STUN */
  CORDON_PACKET_CHECK,           /* a STUN request of ours */
  CORDON_PACKET_CHECK_ANSWER,    /* a STUN response */
} CordonPacketKind;

/** CordonCheckAnswer: what came back for a check, as the STUN stack judged it (E-04, E-12). */
typedef struct
{
  gboolean authenticated; /* MESSAGE-INTEGRITY held */
  gboolean from_peer;     /* from the very address and port that the check went to */
  guint error_code;       /* 0: success */
} CordonCheckAnswer;

/**
 * cordon_freshness_new: @interval_us: the base interval, 0: 5 s; less than 4 s is raised (E-10). @entropy:
 * (nullable).
 */
CORDON_API CordonFreshness *cordon_freshness_new (gint64 interval_us, const CordonEntropy *entropy);
CORDON_API void cordon_freshness_free (CordonFreshness *freshness);

/**
 * cordon_freshness_pair_validated: ICE has validated the pair. Returns: %FALSE after a loss without an ICE
 * restart (E-13).
 */
CORDON_API gboolean cordon_freshness_pair_validated (CordonFreshness *freshness, gint64 mono_us);

/**
 * cordon_freshness_restart: ICE restarted with new credentials. A consent that lives goes on while data flows
 * (E-17).
 */
CORDON_API void cordon_freshness_restart (CordonFreshness *freshness);

/**
 * cordon_freshness_set_idle: a pair without application data needs no checks (E-18). Used again within the deadline, a
 * check is due at once; later, consent has lapsed and ICE validates the pair anew, with the same credentials, before
 * anything is sent. A check that nobody answered makes it a loss.
 */
CORDON_API void cordon_freshness_set_idle (CordonFreshness *freshness, gboolean idle, gint64 mono_us);

/** cordon_freshness_is_idle: as it was set. */
CORDON_API gboolean cordon_freshness_is_idle (const CordonFreshness *freshness);

/**
 * cordon_freshness_next_check: Returns: when the next check is due, mono_us; G_MAXINT64: none. Each interval is drawn
 * anew from 0.8 to 1.2 of the base and never under 4 s (E-10).
 */
CORDON_API gint64 cordon_freshness_next_check (const CordonFreshness *freshness);

/**
 * cordon_freshness_check_sent: one check left, with a transaction id of its own; it is never sent again (E-11).
 *
 * Returns: its serial number for cordon_freshness_answered(), 0: it must not be sent.
 */
CORDON_API guint32 cordon_freshness_check_sent (CordonFreshness *freshness, gint64 mono_us);

/**
 * cordon_freshness_answered: any outstanding check counts (E-11); an unknown serial, a wrong sender, a bad code
 * do not (E-12, E-14). Returns: whether consent was renewed.
 */
CORDON_API gboolean cordon_freshness_answered (CordonFreshness *freshness, guint32 serial,
                                               const CordonCheckAnswer *answer, gint64 mono_us);

/**
 * cordon_freshness_closed_by_peer: the connection was closed. Only an authenticated message, such as a DTLS fatal
 * alert, revokes (E-14, E-15).
 */
CORDON_API void
cordon_freshness_closed_by_peer (CordonFreshness *freshness, gboolean authenticated, gint64 mono_us);

/** cordon_freshness_indication: a binding indication or RTCP came: it changes nothing (E-07, E-08). */
CORDON_API void cordon_freshness_indication (CordonFreshness *freshness, gint64 mono_us);

/** cordon_freshness_may_send: asked before every packet (E-01, E-09, E-16). */
CORDON_API gboolean cordon_freshness_may_send (CordonFreshness *freshness, CordonPacketKind kind,
                                               gint64 mono_us);

/** cordon_freshness_get_state: at @mono_us. */
CORDON_API CordonFreshnessState cordon_freshness_get_state (CordonFreshness *freshness, gint64 mono_us);

/** cordon_freshness_get_deadline: Returns: when consent expires, mono_us; G_MAXINT64: it is not granted. */
CORDON_API gint64 cordon_freshness_get_deadline (const CordonFreshness *freshness);

/** cordon_freshness_draw_interval: the draw itself. Returns: microseconds. */
CORDON_API gint64 cordon_freshness_draw_interval (const CordonFreshness *freshness);

/** cordon_freshness_state_to_string: Returns: (transfer none): the name for logs and the debug page. */
CORDON_API const char *cordon_freshness_state_to_string (CordonFreshnessState state);

/**
 * cordon_freshness_describe: for the debug page: state and times, nothing of any transaction (E-02). Returns:
 * (transfer full).
 */
CORDON_API char *cordon_freshness_describe (CordonFreshness *freshness, gint64 mono_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonFreshness, cordon_freshness_free)

G_END_DECLS
