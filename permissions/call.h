/*
 * A call: the span that the user agreed to. It opens with its first grant or first media, and grants of scope
 * `call` end with it (B-03). A document has at most one open call; same-origin documents of its tab (frames,
 * workers) share it.
 *
 *   none ──grant or media──► open ──ends──► ended (never opens again; the next grant makes a new call)
 *
 * It ends when its last capture has ended and no connection is left, when its last document goes, when
 * chrome ends it, when the last connection loses consent, when a document becomes mixed, or when it had
 * neither capture nor connection and nothing else lived in it for CORDON_CALL_IDLE_US.
 */

#pragma once

#include "permissions/profile.h"

G_BEGIN_DECLS

/** CordonCallEnd: why a call ended. */
typedef enum
{
  CORDON_CALL_END_NONE = 0, /* it is open */
  CORDON_CALL_END_PAGE,     /* the page stopped everything */
  CORDON_CALL_END_CHROME,   /* the user, from the chrome (F-10) */
  CORDON_CALL_END_UNLOAD,   /* its documents went (B-33) */
  CORDON_CALL_END_CONSENT,  /* the last connection lost the peer's consent */
  CORDON_CALL_END_REVOKED,  /* the grant it stood on was revoked */
  CORDON_CALL_END_IDLE,
  CORDON_CALL_END_MIXED,   /* active mixed content appeared */
  CORDON_CALL_END_PROFILE, /* the profile closed */
} CordonCallEnd;

#define CORDON_N_CALL_ENDS 9

/** cordon_call_end_to_string: Returns: (transfer none): a stable name such as "chrome". */
CORDON_API const char *cordon_call_end_to_string (CordonCallEnd end);

/** cordon_profile_get_call: Returns: the open call of @document, or 0. */
CORDON_API guint64 cordon_profile_get_call (CordonProfile *profile, const CordonDocument *document);

/**
 * cordon_profile_connection_opened: a peer connection of @document begins to carry media, in or out.
 * @connection_id: the engine's number of it, unique in the document
 *
 * Opens a call where none is open. Data-only connections are not reported (B-13, B-14).
 */
CORDON_API guint64 cordon_profile_connection_opened (CordonProfile *profile, CordonDocument *document,
                                                     guint64 connection_id);

/** cordon_profile_connection_closed: closed by the page; the call may end. */
CORDON_API void cordon_profile_connection_closed (CordonProfile *profile, const CordonDocument *document,
                                                  guint64 connection_id);

/**
 * cordon_profile_connection_consent_lost: consent of the peer expired on it; the call ends when it was the last
 * one.
 */
CORDON_API void
cordon_profile_connection_consent_lost (CordonProfile *profile, const CordonDocument *document,
                                        guint64 connection_id);

/** cordon_profile_call_activity: something lives in the call of @document (media flows); restarts the idle cap. */
CORDON_API void cordon_profile_call_activity (CordonProfile *profile, const CordonDocument *document);

G_END_DECLS
