/*
 * Requests, for the rest of the consent target. One request is one CordonPending; request.c takes it from state to
 * state, request_queue.c asks the user, request_answer.c turns answers into grants.
 */

#pragma once

#include "permissions/profile_private.h"

G_BEGIN_DECLS

/*
 * CordonPendingState: where a request stands.
 *
 *   CHECKING ──► WAITING      not in view yet (B-15); back to CHECKING when the document changes
 *      │   └───► DELAYED      refused; the page hears of it when it is due
 *      ├───────► QUEUED ──► ASKING ──► STALLED     dismissed: the page hears nothing (B-18)
 *      │           ▲          ├──────► CHECKING    the question became pointless
 *      │           │          ├──────► DELAYED     refused by the user
 *      │           │          └──────► WRITING     the yes is on its way to the disk
 *      └──► DELIVERING ◄──────────────────┘        waits for the focus, then gets its token
 *
 * Every state goes to DONE; the callback runs there, once.
 */
typedef enum
{
  CORDON_PENDING_DONE = 0,
  CORDON_PENDING_CHECKING,
  CORDON_PENDING_WAITING,
  CORDON_PENDING_QUEUED,
  CORDON_PENDING_ASKING,
  CORDON_PENDING_STALLED,
  CORDON_PENDING_WRITING,
  CORDON_PENDING_DELIVERING,
  CORDON_PENDING_DELAYED,
} CordonPendingState;

#define CORDON_N_PENDING_STATES 9

typedef struct
{
  grefcount ref_count;
  guint64 id;
  CordonPendingState state;
  CordonDocument *document;
  CordonFeatureSet features;
  CordonPromptKind kind;
  CordonCallee *callee;
  char *camera_device;
  char *microphone_device;
  char *speaker_device;
  gboolean pan_tilt_zoom;
  gboolean wants_audio;
  gboolean user_chooses;
  CordonRequestFault fault;
  CordonRequestDone done;
  gpointer data;

  CordonFeatureSet to_ask;
  gboolean was_ready; /* activation was there, and was used up */
  gboolean was_asked;
  CordonQuestion *question; /* in ASKING */

  CordonFeatureSet answered; /* allowed by the user's answer to this request */
  guint64 grant_ids[CORDON_N_FEATURES];
  guint64 call_id; /* that the answer spoke of */
  guint64 surface_id;
  CordonSurfaceKind surface_kind;
  gboolean share_audio;

  CordonReason reason; /* in DELAYED */
  const char *exception;
  gint64 due_mono_us;
} CordonPending;

CordonPending *cordon_pending_ref (CordonPending *pending);
void cordon_pending_unref (CordonPending *pending);

struct _CordonRequestQueue
{
  GPtrArray *list;    /* CordonPending, owned, in the order of arrival */
  GHashTable *asking; /* tab id → CordonQuestion, owned: at most one open question per tab */
  guint64 last_id;
  guint64 last_question_id;
};

CordonRequestQueue *cordon_request_queue_new (void);
void cordon_request_queue_free (CordonRequestQueue *queue);

/* request.c */

void cordon_pending_set_state (CordonPending *pending, CordonPendingState state);

/** cordon_pending_judge: what the pipeline says of one of its features now. */
void cordon_pending_judge (CordonProfile *profile, const CordonPending *pending, CordonFeature feature,
                           CordonDecision *out_decision);

/** cordon_pending_check: from CHECKING to wherever facts and grants send it. */
void cordon_pending_check (CordonProfile *profile, CordonPending *pending);

/** cordon_pending_deny: finishes it with a refusal, at once or when it is due. */
void cordon_pending_deny (CordonProfile *profile, CordonPending *pending, CordonFeature feature,
                          CordonReason reason);

/** cordon_pending_finish_denied: in DELAYED, or where the page may know at once: done. */
void cordon_pending_finish_denied (CordonProfile *profile, CordonPending *pending);

/** cordon_pending_deliver: in DELIVERING: hands the token over, if the document has the focus and all still holds. */
void cordon_pending_deliver (CordonProfile *profile, CordonPending *pending);

/* request_queue.c */

/** cordon_requests_turn: everything that can move moves; questions are asked. Once per turn of the main loop. */
void cordon_requests_turn (CordonProfile *profile);
gint64 cordon_requests_get_next_due (const CordonProfile *profile);

void cordon_requests_document_changed (CordonProfile *profile, const CordonDocument *document);
void cordon_requests_document_gone (CordonProfile *profile, const CordonDocument *document);
void cordon_requests_presenter_changed (CordonProfile *profile);
void cordon_requests_close (CordonProfile *profile);

/**
 * cordon_requests_hold_call: whether a request that was said yes to still needs @call_id, or its @grant_id (0: any).
 */
gboolean cordon_requests_hold_call (const CordonProfile *profile, guint64 call_id, guint64 grant_id);

/* request_answer.c */

/** cordon_requests_answered: the user's answer, which the question offers. */
void cordon_requests_answered (CordonProfile *profile, CordonQuestion *question, CordonAnswer answer,
                               const CordonAnswerDetails *details);

/** cordon_requests_count_unanswered: @question ended without an answer: counted towards the embargo. */
void
cordon_requests_count_unanswered (CordonProfile *profile, const CordonQuestion *question, gboolean dismissed);

G_END_DECLS
