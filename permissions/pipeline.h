/*
 * The decision pipeline (design.md 5): may this document use this feature, now?
 *
 * A pure function over an immutable snapshot, the grant table and a time that is passed in. It asks nobody, changes
 * nothing, allocates nothing, and costs the same whatever the store holds (G-18). docs/permissions.md lists its exits.
 */

#pragma once

#include "permissions/clock.h"
#include "permissions/decision.h"
#include "permissions/fact.h"
#include "permissions/origin.h"
#include "storage/grant_table.h"

G_BEGIN_DECLS

/**
 * CordonManagedVerdicts: what the administrator says of one permission key, by feature; see
 * permissions/managed_policy.h.
 */
typedef struct
{
  CordonFeatureSet blocked;
  CordonFeatureSet allowed; /* a feature in both is blocked */
} CordonManagedVerdicts;

/**
 * CordonPipelineFacts: what is known about the asking document; borrowed pointers, a missing fact denies.
 *
 * @trustworthy: what cordon_secure_context_check() says of the whole ancestor chain
 * @secure_context: what the engine says; both have to say yes
 * @key_may_hold_grants: what cordon_origin_may_be_key() says of @key
 * @activation_expires_mono_us: end of the transient activation; 0: none
 */
typedef struct
{
  const CordonOrigin *origin; /* requesting origin */
  const CordonOrigin *key;    /* permission key: the top-level origin */
  CordonFact trustworthy;
  CordonFact secure_context;
  CordonFact key_may_hold_grants;
  CordonFact active_mixed_content;
  CordonFact csp_blocks_webrtc;
  CordonFact private_session;
  CordonFact cross_origin_isolated;
  CordonPolicyVerdicts policy;
  CordonManagedVerdicts managed;
  CordonFact fully_active; /* these start as missing, which reads as no */
  CordonFact visible;
  CordonFact focused;
  gint64 activation_expires_mono_us;
} CordonPipelineFacts;

/**
 * CordonPipelineQuery: one request; members that do not apply are zero. Borrowed pointers.
 *
 * @embargo: NONE, or why this (key, feature) is held back now: EMBARGO_DISMISSED, EMBARGO_IGNORED or TEMPORARY_BLOCK
 * @callee_blocked: the user never wants media towards @callee, from anywhere
 * @callee_in_book: the user's address book knows @callee (B-09)
 * @revoked: the call or the token that the request leans on was revoked
 */
typedef struct
{
  CordonFeature feature;
  const CordonCallee *callee; /* the only one the media may go to; NULL: plain media */
  const char *device;         /* hardware id; NULL: any of the kind */
  guint64 call_id;
  guint64 surface_id;
  gboolean pan_tilt_zoom;
  gboolean callee_blocked;
  gboolean callee_in_book;
  gboolean revoked;
  CordonReason embargo;
} CordonPipelineQuery;

/**
 * cordon_pipeline_decide:
 * @table: (nullable): the grants; %NULL has none
 * @out: (out caller-allocates): overwritten; cordon_decision_clear() releases the callee that an obligation holds
 *
 * ALLOW with obligations, PROMPT when only the user can say, or DENY, each with its reason. A-01 … A-18, B-10 … B-12,
 * B-16, B-20, B-39.
 */
CORDON_API void
cordon_pipeline_decide (const CordonPipelineFacts *facts, const CordonGrantTable *table,
                        const CordonPipelineQuery *query, CordonTime now, CordonDecision *out);

/** CordonReadiness: what the facts of the moment say to a request that was not denied. */
typedef enum
{
  CORDON_READINESS_REFUSED = 0, /* InvalidStateError (B-40) */
  CORDON_READINESS_WAIT = 1,    /* ask again when the document changes (B-15) */
  CORDON_READINESS_READY = 2,
} CordonReadiness;

/** CordonReadinessStage: before the user is asked or a grant used, and before the result is handed over. */
typedef enum
{
  CORDON_READINESS_STAGE_ASK = 0,
  CORDON_READINESS_STAGE_DELIVER,
} CordonReadinessStage;

/**
 * cordon_pipeline_check_readiness: the second stage, for a decision of ALLOW or PROMPT: visible? focused?
 * transient activation?
 * @out_reason: NOT_VISIBLE, NOT_FOCUSED or NO_ACTIVATION; NONE where it passes
 *
 * Camera and microphone wait for the view before asking and for the focus before delivery (B-15); features with
 * `needs_activation` are refused at once (B-40).
 */
CORDON_API CordonReadiness cordon_pipeline_check_readiness (const CordonPipelineFacts *facts,
                                                            CordonFeature feature, CordonReadinessStage stage,
                                                            CordonTime now, CordonReason *out_reason);

G_END_DECLS
