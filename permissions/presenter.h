/*
 * The presenter: the upward interface through which permissions/ asks the trusted chrome and tells it the truth.
 * ui-bridge/ implements it. Nothing here is reachable from a content process.
 *
 * No presenter, or a lost one: questions stay open and nothing is granted; captures are muted (F-02, F-30).
 */

#pragma once

#include "permissions/clock.h"
#include "permissions/decision.h"
#include "permissions/grant.h"
#include "permissions/surface.h"

G_BEGIN_DECLS

/** CordonQuestion: one open question to the user; reference-counted; answered once, or withdrawn. */
typedef struct _CordonQuestion CordonQuestion;

/** CordonAnswer: what the user chose. Zero stores nothing. */
typedef enum
{
  CORDON_ANSWER_DISMISS =
    0,                  /* closed, Esc, click elsewhere: stores nothing, counts towards the embargo (B-18) */
  CORDON_ANSWER_IGNORE, /* the page or tab went away unanswered */
  CORDON_ANSWER_BLOCK_TEMPORARILY, /* 1 h */
  CORDON_ANSWER_BLOCK_SESSION,
  CORDON_ANSWER_BLOCK,        /* until revoked */
  CORDON_ANSWER_BLOCK_CALLEE, /* never to this callee: block-list, the camera itself stays undecided */
  CORDON_ANSWER_ALLOW_CALL,   /* this call only (B-03) */
  CORDON_ANSWER_ALLOW_VISIT,  /* one-time */
  CORDON_ANSWER_ALLOW_SESSION,
  CORDON_ANSWER_ALLOW_UNTIL,       /* until CordonAnswerDetails.expires_wall_us */
  CORDON_ANSWER_ALLOW,             /* until revoked or unused for 60 days */
  CORDON_ANSWER_ALLOW_CALLEE_CALL, /* isolated, towards this callee, this call */
  CORDON_ANSWER_ALLOW_CALLEE,      /* isolated, always towards this callee (B-05, B-09) */
  CORDON_ANSWER_ALLOW_SURFACE,     /* the chosen surface, this capture (B-38) */
  CORDON_ANSWER_ALLOW_ADDRESS_BOOK, /* isolated, towards this callee and anybody else in the user's book (B-09) */
} CordonAnswer;

#define CORDON_N_ANSWERS 15

/** cordon_answer_to_string: Returns: (transfer none): a stable name such as "allow-call"; "dismiss" for a bad value. */
CORDON_API const char *cordon_answer_to_string (CordonAnswer answer);
/** cordon_answer_from_string: Returns: the answer called @name; CORDON_ANSWER_DISMISS for another name. */
CORDON_API CordonAnswer cordon_answer_from_string (const char *name);

/** CordonAnswerDetails: what comes with an answer; zero-filled for none. */
typedef struct
{
  const char *camera_device; /* hardware id; NULL: all of the kind, only where the question said so (B-19) */
  const char *microphone_device;
  guint64 surface_id; /* for CORDON_ANSWER_ALLOW_SURFACE */
  CordonSurfaceKind surface_kind;
  gboolean share_audio;       /* its own tick (B-44) */
  gint64 expires_wall_us;     /* for CORDON_ANSWER_ALLOW_UNTIL */
  const char *speaker_device; /* the output that speaker-selection is about (B-51) */
} CordonAnswerDetails;

/* What the chrome shows. All strings are raw: ui-bridge/peer_name.h makes them safe to display. Main thread. */

/** cordon_question_ref: Returns: (transfer full): @question. */
CORDON_API CordonQuestion *cordon_question_ref (CordonQuestion *question);
/** cordon_question_unref: drops a reference; @question may be %NULL. */
CORDON_API void cordon_question_unref (CordonQuestion *question);
/** cordon_question_get_id: Returns: a number of this profile, never reused. */
CORDON_API guint64 cordon_question_get_id (const CordonQuestion *question);
/** cordon_question_get_kind: Returns: which dialog asks; screens have their own (B-41). */
CORDON_API CordonPromptKind cordon_question_get_kind (const CordonQuestion *question);
/** cordon_question_get_features: Returns: everything that one answer decides (B-21). */
CORDON_API CordonFeatureSet cordon_question_get_features (const CordonQuestion *question);
/**
 * cordon_question_get_top_level_origin: Returns: (transfer none): who asks, and under whom the answer is kept
 * (F-14).
 */
CORDON_API const CordonOrigin *cordon_question_get_top_level_origin (const CordonQuestion *question);
/** cordon_question_get_frame_origin: Returns: (nullable): the asking frame's origin where it is another one (F-14). */
CORDON_API const CordonOrigin *cordon_question_get_frame_origin (const CordonQuestion *question);
/** cordon_question_get_callee: Returns: (nullable): the only one the media may go to (B-08). */
CORDON_API const CordonCallee *cordon_question_get_callee (const CordonQuestion *question);
/** cordon_question_get_tab_id: Returns: the tab of which it is a part; other tabs are not held up. */
CORDON_API guint64 cordon_question_get_tab_id (const CordonQuestion *question);
/** cordon_question_is_private: whether a private session asks; nothing of the answer is kept (B-37). */
CORDON_API gboolean cordon_question_is_private (const CordonQuestion *question);
/** cordon_question_is_quiet: show a chip instead of a dialog. */
CORDON_API gboolean cordon_question_is_quiet (const CordonQuestion *question);
/**
 * cordon_question_covers_all_devices: whether a yes without a chosen device covers all of the kind; the chrome says
 * so (B-19).
 */
CORDON_API gboolean cordon_question_covers_all_devices (const CordonQuestion *question,
                                                        CordonFeature feature);
/** cordon_question_wants_audio: whether a display dialog has a tick for sound; never ticked by itself (B-44). */
CORDON_API gboolean cordon_question_wants_audio (const CordonQuestion *question);
/** cordon_question_wants_pan_tilt_zoom: the camera may also be turned and zoomed; the chrome says so (B-12). */
CORDON_API gboolean cordon_question_wants_pan_tilt_zoom (const CordonQuestion *question);
/** cordon_question_is_picker: permission may exist already; the question is which device (B-28). */
CORDON_API gboolean cordon_question_is_picker (const CordonQuestion *question);
/** cordon_question_offers: whether @answer may be given; all others are refused. */
CORDON_API gboolean cordon_question_offers (const CordonQuestion *question, CordonAnswer answer);
/** cordon_question_is_open: %FALSE once it was answered or withdrawn. */
CORDON_API gboolean cordon_question_is_open (const CordonQuestion *question);

/**
 * cordon_question_answer: the user's answer, from trusted chrome only.
 *
 * Returns: %TRUE when it was taken; %FALSE with CORDON_ERROR_STATE when the question is closed or does not offer
 * @answer, and then nothing changed.
 */
CORDON_API gboolean cordon_question_answer (CordonQuestion *question, CordonAnswer answer,
                                            const CordonAnswerDetails *details, GError **error);

/**
 * CordonUse: one thing in use, for indicators (F-01, F-04, F-27). A value; strings and objects belong to the caller.
 */
typedef struct
{
  guint64 capture_id;
  CordonFeature feature;
  const CordonOrigin *top_level_origin;
  const CordonOrigin *frame_origin;
  guint64 tab_id;
  guint64 call_id;
  const CordonCallee *callee; /* isolated towards; NULL: the page can read it */
  guint64 surface_id;
  CordonSurfaceKind surface_kind;
  gboolean share_audio; /* display capture with sound (B-44) */
  gboolean cropped;     /* no track of the capture takes more than a part of the surface (B-49) */
  gboolean private_session;
  gboolean muted;
} CordonUse;

/** CordonNotice: things to tell without blocking anything (F-28). */
typedef enum
{
  CORDON_NOTICE_NONE = 0,
  CORDON_NOTICE_CALL_STARTED, /* F-10 */
  CORDON_NOTICE_CALL_ENDED,
  CORDON_NOTICE_MIXED_CONTENT,    /* */
  CORDON_NOTICE_PEER_KEY_CHANGED, /* D-40, F-24 */
  CORDON_NOTICE_SECURE_MEDIA,     /* F-19: label and identity both hold */
  CORDON_NOTICE_SECURE_MEDIA_WITHDRAWN,
  CORDON_NOTICE_STORE_PROBLEM,     /* */
  CORDON_NOTICE_REQUEST_DENIED,    /* denied without a prompt: for the console and the origin chip */
  CORDON_NOTICE_GRANTS_UNUSED,     /* revoked after 60 days; may be undone for 30 */
  CORDON_NOTICE_CAPTURE_UNTRUSTED, /* monitor capture may show isolated media */
} CordonNotice;

/** CordonNoticeFacts: what a notice speaks of; members that do not apply are zero. Valid during the call only. */
typedef struct
{
  guint64 tab_id;
  guint64 call_id;
  const CordonOrigin *top_level_origin;
  const CordonCallee *callee;
  CordonFeature feature;
  CordonReason reason;
  const char *detail; /* for logs and the debug page */
} CordonNoticeFacts;

/**
 * CordonPresenterInterface: called on the profile's main thread, after the state has changed; re-entrance is allowed.
 */
typedef struct
{
  void (*ask) (gpointer data, CordonQuestion *question);
  void (*withdrawn) (gpointer data, CordonQuestion *question);
  /* The indicator must be on when this returns (F-30). FALSE: it cannot be shown, so the capture stays muted. */
  gboolean (*use_began) (gpointer data, const CordonUse *use);
  void (*use_changed) (gpointer data, const CordonUse *use);
  void (*use_ended) (gpointer data, const CordonUse *use);
  void (*notice) (gpointer data, CordonNotice notice, const CordonNoticeFacts *facts);
  void (*stop_capture) (gpointer data, guint64 capture_id,
                        guint64 engine_document_id);                        /* the engine must stop it now */
  void (*violation) (gpointer data, gpointer process, const GError *error); /* kill the process */
} CordonPresenterInterface;

G_END_DECLS
