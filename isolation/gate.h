/*
 * A gate: whether the content of one track leaves through one session (C-51 … C-57). Decided anew on each event of C-56
 * and kept in one word, which any thread may read: the sender's media thread asks before each frame.
 */

#pragma once

#include "isolation/association.h"
#include "isolation/label.h"

G_BEGIN_DECLS

/** CordonGateVerdict: zero sends nothing. */
typedef enum
{
  CORDON_GATE_NOTHING = 0, /* no packet at all */
  CORDON_GATE_PAUSED,      /* muted or disabled: no audio, one black frame a second (C-57) */
  CORDON_GATE_BLANK,       /* black frames, silence that is sent, or the empty equivalent (C-52) */
  CORDON_GATE_CONTENT,
} CordonGateVerdict;

#define CORDON_N_GATE_VERDICTS 4

/** CordonGateReason: which condition decided; for chrome and debug page, never for script (C-78). */
typedef enum
{
  CORDON_GATE_REASON_NONE = 0,
  CORDON_GATE_REASON_NOT_CONNECTED,
  CORDON_GATE_REASON_SESSION_FAILED,
  CORDON_GATE_REASON_SESSION_CLOSED,
  CORDON_GATE_REASON_CONSENT_LOST, /* E-09, E-14 */
  CORDON_GATE_REASON_REVOKED,      /* the user took the consent back */
  CORDON_GATE_REASON_PAUSED,
  CORDON_GATE_REASON_NO_CALLEE,   /* isolated, but bound to nobody: cross-origin, received, mixed (C-53) */
  CORDON_GATE_REASON_NO_PROMISE,  /* C-51 (b) */
  CORDON_GATE_REASON_NO_IDENTITY, /* C-51 (a), and the three that follow */
  CORDON_GATE_REASON_IDENTITY_PENDING,
  CORDON_GATE_REASON_IDENTITY_FAILED,
  CORDON_GATE_REASON_OTHER_IDENTITY,
  CORDON_GATE_REASON_OTHER_CERTIFICATE, /* D-06 */
  CORDON_GATE_REASON_PLAIN,             /* not isolated: content */
  CORDON_GATE_REASON_MATCH,             /* both conditions hold: content */
} CordonGateReason;

#define CORDON_N_GATE_REASONS 16

/**
 * cordon_session_add_gate: a track is attached to a sender; never refused (C-50).
 * @association: (nullable): the one that carries it; %NULL: it must hold for all of the session
 * @label: of the track
 * @callee: (nullable): whom @label names, from cordon_callee_table_find()
 *
 * A label with a callee raises the requirement where the handshake has not begun.
 *
 * Returns: (transfer none): lives as long as the session, or longer by a reference.
 */
CORDON_API CordonGate *cordon_session_add_gate (CordonSession *session, CordonAssociation *association,
                                                CordonLabel label, const CordonCallee *callee);

/**
 * cordon_session_remove_gate: the sender has gone; the gate shuts and stays shut. The session keeps its label
 * (C-71).
 */
CORDON_API void cordon_session_remove_gate (CordonSession *session, CordonGate *gate);

/**
 * cordon_gate_set_label: the track was replaced or its isolation changed. A wider label holds before this returns
 * (C-55).
 */
CORDON_API void cordon_gate_set_label (CordonGate *gate, CordonLabel label, const CordonCallee *callee);

/** cordon_gate_set_paused: the track is muted or disabled. */
CORDON_API void cordon_gate_set_paused (CordonGate *gate, gboolean paused);

/** cordon_gate_revoke: the user took back the consent that the track came from. There is no way back. */
CORDON_API void cordon_gate_revoke (CordonGate *gate);

/** cordon_gate_ref: one more reference, and one less; unref takes %NULL. */
CORDON_API CordonGate *cordon_gate_ref (CordonGate *gate);
CORDON_API void cordon_gate_unref (CordonGate *gate);

/** cordon_gate_get_verdict: one load; any thread. %NULL: nothing. */
CORDON_API CordonGateVerdict cordon_gate_get_verdict (const CordonGate *gate);
/** cordon_gate_get_reason: any thread. */
CORDON_API CordonGateReason cordon_gate_get_reason (const CordonGate *gate);

/** cordon_session_may_send: the same decision once, for a caller that keeps no gate. */
CORDON_API CordonGateVerdict cordon_session_may_send (const CordonSession *session, CordonLabel label,
                                                      const CordonCallee *callee);

/**
 * cordon_session_get_received_label: the label of everything that arrives: pending, readable, or confidential
 * (C-04, C-05).
 */
CORDON_API CordonLabel cordon_session_get_received_label (const CordonSession *session);

/** cordon_gate_verdict_to_string: Returns: (transfer none): the name for logs and the debug page. */
CORDON_API const char *cordon_gate_verdict_to_string (CordonGateVerdict verdict);
CORDON_API const char *cordon_gate_reason_to_string (CordonGateReason reason);
/** cordon_gate_reason_explain: Returns: (transfer none): a sentence for the debug page. */
CORDON_API const char *cordon_gate_reason_explain (CordonGateReason reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonGate, cordon_gate_unref)

G_END_DECLS
