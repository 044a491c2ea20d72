/*
 * A decision: a value with a verdict, the reason for it, the grant that decided, and obligations. Its zero denies.
 */

#pragma once

#include "permissions/callee.h"
#include "permissions/feature.h"

G_BEGIN_DECLS

typedef enum
{
  CORDON_DECISION_DENY = 0,
  CORDON_DECISION_PROMPT = 1,
  CORDON_DECISION_ALLOW = 2,
} CordonDecisionVerdict;

/** CordonState: the Permissions API's words for the same three values. */
typedef enum
{
  CORDON_STATE_DENIED = 0,
  CORDON_STATE_PROMPT = 1,
  CORDON_STATE_GRANTED = 2,
} CordonState;

/** CordonReason: the exit that the pipeline took, in its order. Never renumber: the journal keeps them. */
typedef enum
{
  CORDON_REASON_NONE = 0,          /* nothing was decided: deny */
  CORDON_REASON_MISSING_FACTS = 1, /* */
  CORDON_REASON_MANAGED_POLICY = 2,
  CORDON_REASON_OPAQUE_ORIGIN = 3,           /* */
  CORDON_REASON_INSECURE_CONTEXT = 4,        /* A-04 … A-07 */
  CORDON_REASON_PERMISSIONS_POLICY = 5,      /* A-13 … A-18 */
  CORDON_REASON_MIXED_CONTENT = 6,           /* */
  CORDON_REASON_CONTENT_SECURITY_POLICY = 7, /* */
  CORDON_REASON_NOT_FULLY_ACTIVE = 8,        /* B-16 */
  CORDON_REASON_FEATURE_RULE = 9,            /* display and viewport capture always ask (B-39) */
  CORDON_REASON_REVOKED = 10,                /* the call or token was revoked */
  CORDON_REASON_CALLEE_BLOCKED = 11,         /* */
  CORDON_REASON_GRANT = 12,                  /* the grant in grant_id decided */
  CORDON_REASON_WILDCARD_DELEGATION = 13,    /* a stored grant is not reused through `allow="camera *"` */
  CORDON_REASON_EMBARGO_DISMISSED = 14,
  CORDON_REASON_EMBARGO_IGNORED = 15,
  CORDON_REASON_TEMPORARY_BLOCK = 16,
  CORDON_REASON_DEFAULT = 17,       /* nobody decided yet: prompt */
  CORDON_REASON_NOT_VISIBLE = 18,   /* waits (B-15) */
  CORDON_REASON_NOT_FOCUSED = 19,   /* waits or InvalidStateError (B-15, B-40) */
  CORDON_REASON_NO_ACTIVATION = 20, /* B-40 */
  CORDON_REASON_USER_ALLOWED = 21,  /* an answer to the prompt of this very request */
  CORDON_REASON_USER_BLOCKED = 22,
  CORDON_REASON_DISMISSED = 23, /* B-18: nothing stored */
  CORDON_REASON_QUOTA = 24,
  CORDON_REASON_STORE = 25,       /* could not be made durable: fail closed */
  CORDON_REASON_GONE = 26,        /* document, channel or profile went away meanwhile */
  CORDON_REASON_BAD_REQUEST = 27, /* TypeError and its kin */
} CordonReason;

#define CORDON_N_REASONS 28

/**
 * CordonRequestFault: what is wrong with a request besides permission. Told to the page only where it may know (B-23,
 * B-24).
 */
typedef enum
{
  CORDON_REQUEST_FAULT_NONE = 0,
  CORDON_REQUEST_FAULT_SYNTAX, /* TypeError, at once: forbidden constraints of a display request (B-40) */
  CORDON_REQUEST_FAULT_BELOW_FLOOR,     /* OverconstrainedError: `max` below what a surface can be (B-40) */
  CORDON_REQUEST_FAULT_NO_DEVICE,       /* NotFoundError, where permission is not denied */
  CORDON_REQUEST_FAULT_OVERCONSTRAINED, /* OverconstrainedError, where permission is not denied */
} CordonRequestFault;

#define CORDON_N_REQUEST_FAULTS 5

/** CordonObligations: what an allowing decision demands; carried by the capture token, so that it cannot be skipped. */
typedef struct
{
  CordonCallee *callee;        /* isolate to this callee; NULL: plain media */
  gboolean isolate;            /* TRUE whenever callee is set */
  guint64 call_id;             /* tie to this call; 0: none */
  guint64 surface_id;          /* for display capture */
  CordonFeatureSet indicators; /* features whose indicator must be on before the first sample (F-01, F-30) */
} CordonObligations;

/** CordonDecision: a value; clear with cordon_decision_clear(). */
typedef struct
{
  CordonDecisionVerdict verdict;
  CordonReason reason;
  CordonFeature feature;
  guint64 grant_id; /* row or memory id of the deciding grant; 0: none */
  CordonObligations obligations;
} CordonDecision;

CORDON_API void
cordon_obligations_copy_into (const CordonObligations *obligations, CordonObligations *target);
/** cordon_obligations_clear: frees what the struct holds and leaves it zero-filled, which allows nothing. */
CORDON_API void cordon_obligations_clear (CordonObligations *obligations);
CORDON_API void cordon_decision_clear (CordonDecision *decision);

/** cordon_decision_to_state: the Permissions API's word; display and viewport capture are never granted (B-39). */
CORDON_API CordonState cordon_decision_to_state (const CordonDecision *decision);

/** cordon_decision_verdict_to_string: Returns: (transfer none): the name that logs and messages use. */
CORDON_API const char *cordon_decision_verdict_to_string (CordonDecisionVerdict verdict);
/** cordon_state_to_string: Returns: (transfer none): "granted", "prompt" or "denied", which a bad value reads as. */
CORDON_API const char *cordon_state_to_string (CordonState state);
/** cordon_reason_to_string: Returns: (transfer none): a stable name such as "insecure-context". */
CORDON_API const char *cordon_reason_to_string (CordonReason reason);
/** cordon_reason_explain: Returns: (transfer none): a sentence for the debug page. */
CORDON_API const char *cordon_reason_explain (CordonReason reason);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CordonObligations, cordon_obligations_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CordonDecision, cordon_decision_clear)

G_END_DECLS
