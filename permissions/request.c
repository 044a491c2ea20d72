#include "permissions/request_private.h"

#include "permissions/call_private.h"
#include "permissions/capture_private.h"
#include "permissions/capture_token_private.h"
#include "permissions/decision_log_private.h"
#include "permissions/device_view_private.h"
#include "permissions/limits.h"
#include "permissions/throttle_private.h"

static const char *const no_exception = "NotAllowedError";

CordonPending *
cordon_pending_ref (CordonPending *pending)
{
  g_ref_count_inc (&pending->ref_count);

  return pending;
}

void
cordon_pending_unref (CordonPending *pending)
{
  if (!g_ref_count_dec (&pending->ref_count))
    return;

  cordon_document_unref (pending->document);
  cordon_callee_unref (pending->callee);
  cordon_question_unref (pending->question);
  g_free (pending->camera_device);
  g_free (pending->microphone_device);
  g_free (pending->speaker_device);
  g_free (pending);
}

#define TO(NAME) (1u << CORDON_PENDING_##NAME)

void
cordon_pending_set_state (CordonPending *pending, CordonPendingState state)
{
  static const guint allowed[] = {
    [CORDON_PENDING_DONE] = 0,
    [CORDON_PENDING_CHECKING] = TO (WAITING) | TO (QUEUED) | TO (DELIVERING) | TO (DELAYED) | TO (DONE),
    [CORDON_PENDING_WAITING] = TO (CHECKING) | TO (DONE),
    [CORDON_PENDING_QUEUED] = TO (CHECKING) | TO (ASKING) | TO (DONE),
    [CORDON_PENDING_ASKING] = TO (CHECKING) | TO (STALLED) | TO (DELAYED) | TO (WRITING) | TO (DONE),
    [CORDON_PENDING_STALLED] = TO (DONE),
    [CORDON_PENDING_WRITING] = TO (DELIVERING) | TO (DELAYED) | TO (DONE),
    [CORDON_PENDING_DELIVERING] = TO (CHECKING) | TO (DELAYED) | TO (DONE),
    [CORDON_PENDING_DELAYED] = TO (DONE),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (allowed) == CORDON_N_PENDING_STATES);
  g_return_if_fail (allowed[pending->state] & 1u << state);

  pending->state = state;
}

/* Arrival. */

static CordonPending *
pending_new (CordonProfile *profile, CordonDocument *document, const CordonRequestSpec *spec)
{
  CordonPending *pending = g_new0 (CordonPending, 1);

  g_ref_count_init (&pending->ref_count);
  pending->id = ++profile->requests->last_id;
  pending->state = CORDON_PENDING_CHECKING;
  pending->document = cordon_document_ref (document);
  pending->features = spec->features;
  pending->callee = spec->callee != NULL ? cordon_callee_ref (spec->callee) : NULL;
  pending->camera_device = g_strdup (spec->camera_device);
  pending->microphone_device = g_strdup (spec->microphone_device);
  pending->pan_tilt_zoom = spec->pan_tilt_zoom;
  pending->wants_audio = spec->wants_audio;
  pending->user_chooses = spec->user_chooses;
  pending->fault = spec->fault;

  return pending;
}

/* What TypeError is for: nothing asked for, things that have no common dialog, a callee for what takes none. */
static CordonPromptKind
find_kind (const CordonRequestSpec *spec)
{
  CordonPromptKind kind = CORDON_PROMPT_KIND_NONE;

  if (spec->features >= 1u << CORDON_N_FEATURES || spec->features & CORDON_FEATURE_BIT (NONE))
    return CORDON_PROMPT_KIND_NONE;
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      const CordonFeatureInfo *info = cordon_feature_get_info ((CordonFeature) i);

      if (!(spec->features & 1u << i))
        continue;
      if ((kind != CORDON_PROMPT_KIND_NONE && kind != info->prompt)
          || (spec->callee != NULL && !info->takes_callee))
        return CORDON_PROMPT_KIND_NONE;
      kind = info->prompt;
    }
  if (kind == CORDON_PROMPT_KIND_DISPLAY && (spec->features & (spec->features - 1)) != 0)
    return CORDON_PROMPT_KIND_NONE;

  return kind;
}

guint64
cordon_profile_request (CordonProfile *profile, CordonDocument *document, const CordonRequestSpec *spec,
                        CordonRequestDone done, gpointer data)
{
  CordonPending *pending;
  guint64 id;

  g_return_val_if_fail (profile != NULL && document != NULL && spec != NULL && done != NULL, 0);

  cordon_profile_ref (profile);
  pending = pending_new (profile, document, spec);
  pending->kind = find_kind (spec);
  pending->done = done;
  pending->data = data;
  g_ptr_array_add (profile->requests->list, cordon_pending_ref (pending));

  if (profile->is_closed || cordon_document_is_gone (document))
    cordon_pending_deny (profile, pending, CORDON_FEATURE_NONE, CORDON_REASON_GONE);
  else if (pending->kind == CORDON_PROMPT_KIND_NONE || pending->fault == CORDON_REQUEST_FAULT_SYNTAX)
    cordon_pending_deny (profile, pending, CORDON_FEATURE_NONE, CORDON_REASON_BAD_REQUEST);
  else
    cordon_pending_check (profile, pending);

  id = pending->state != CORDON_PENDING_DONE ? pending->id : 0;
  cordon_pending_unref (pending);
  cordon_profile_wake (profile);
  cordon_profile_unref (profile);

  return id;
}

/* Judging. */

static const char *
get_device (const CordonPending *pending, CordonFeature feature)
{
  if (feature == CORDON_FEATURE_CAMERA)
    return pending->camera_device;
  if (feature == CORDON_FEATURE_MICROPHONE)
    return pending->microphone_device;
  if (feature == CORDON_FEATURE_SPEAKER_SELECTION)
    return pending->speaker_device;

  return NULL;
}

void
cordon_pending_judge (CordonProfile *profile, const CordonPending *pending, CordonFeature feature,
                      CordonDecision *out_decision)
{
  const CordonInquiry inquiry = {
    .feature = feature,
    .callee = pending->callee,
    .device = get_device (pending, feature),
    .pan_tilt_zoom = pending->pan_tilt_zoom && feature == CORDON_FEATURE_CAMERA,
    .surface_id = pending->surface_id,
  };

  cordon_profile_judge (profile, pending->document, &inquiry, out_decision);
}

static void
log_request (CordonProfile *profile, const CordonPending *pending, const CordonDecision *decision)
{
  cordon_profile_log (profile, pending->document,
                      &(CordonLogEntry){
                        .kind = CORDON_LOG_REQUEST,
                        .request_id = pending->id,
                        .feature = decision->feature,
                        .verdict = decision->verdict,
                        .reason = decision->reason,
                        .grant_id = decision->grant_id,
                      });
}

/* Judges every feature. Returns: FALSE where one is denied, and then the request is on its way out. */
static gboolean
judge_all (CordonProfile *profile, CordonPending *pending, CordonFeatureSet *out_to_ask)
{
  CordonFeatureSet to_ask = 0;

  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      g_auto (CordonDecision) decision = { 0 };

      if (!(pending->features & 1u << i))
        continue;
      cordon_pending_judge (profile, pending, (CordonFeature) i, &decision);
      if (!pending->was_asked)
        log_request (profile, pending, &decision);
      if (decision.verdict == CORDON_DECISION_DENY)
        {
          cordon_pending_deny (profile, pending, (CordonFeature) i, decision.reason);
          return FALSE;
        }
      if (decision.verdict == CORDON_DECISION_PROMPT || pending->user_chooses)
        to_ask |= 1u << i;
    }
  *out_to_ask = to_ask & ~pending->answered;

  return TRUE;
}

/* Returns: the readiness of the least permitted feature. */
static CordonReadiness
check_readiness (CordonProfile *profile, const CordonPending *pending, CordonReadinessStage stage,
                 CordonReason *out_reason)
{
  CordonTime now = cordon_profile_now (profile);
  CordonPipelineFacts facts;
  CordonReadiness worst = CORDON_READINESS_READY;

  cordon_profile_fill_facts (profile, pending->document, &facts);
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      CordonReason reason = CORDON_REASON_NONE;
      CordonReadiness readiness;

      if (!(pending->features & 1u << i))
        continue;
      readiness = cordon_pipeline_check_readiness (&facts, (CordonFeature) i, stage, now, &reason);
      if (readiness < worst)
        {
          worst = readiness;
          *out_reason = reason;
        }
    }

  return worst;
}

void
cordon_pending_check (CordonProfile *profile, CordonPending *pending)
{
  CordonReason reason = CORDON_REASON_NONE;
  CordonFeatureSet to_ask = 0;
  CordonReadiness readiness;

  if (!judge_all (profile, pending, &to_ask))
    return;
  readiness = pending->was_ready ? CORDON_READINESS_READY
                                 : check_readiness (profile, pending, CORDON_READINESS_STAGE_ASK, &reason);
  if (readiness == CORDON_READINESS_REFUSED)
    {
      cordon_pending_deny (profile, pending, CORDON_FEATURE_NONE, reason);
      return;
    }
  if (readiness == CORDON_READINESS_WAIT)
    {
      cordon_pending_set_state (pending, CORDON_PENDING_WAITING);
      return;
    }
  if (pending->fault != CORDON_REQUEST_FAULT_NONE)
    {
      cordon_pending_deny (profile, pending, CORDON_FEATURE_NONE, CORDON_REASON_BAD_REQUEST);
      return;
    }

  if (pending->kind != CORDON_PROMPT_KIND_DEVICE && !pending->was_ready)
    {
      pending->was_ready = TRUE;
      if (pending->kind == CORDON_PROMPT_KIND_DISPLAY)
        cordon_document_consume_activation (pending->document);
    }
  pending->to_ask = to_ask;
  cordon_pending_set_state (pending, to_ask != 0 ? CORDON_PENDING_QUEUED : CORDON_PENDING_DELIVERING);
  cordon_profile_wake (profile);
}

/* Refusing. */

static const char *
find_exception (const CordonPending *pending, CordonFeature feature, CordonReason reason)
{
  switch (reason)
    {
    case CORDON_REASON_NOT_FULLY_ACTIVE:
    case CORDON_REASON_NOT_VISIBLE:
    case CORDON_REASON_NOT_FOCUSED:
    case CORDON_REASON_NO_ACTIVATION: return "InvalidStateError";
    case CORDON_REASON_BAD_REQUEST:
      if (pending->fault == CORDON_REQUEST_FAULT_NO_DEVICE)
        return "NotFoundError";
      if (pending->fault == CORDON_REQUEST_FAULT_OVERCONSTRAINED
          || pending->fault == CORDON_REQUEST_FAULT_BELOW_FLOOR)
        return "OverconstrainedError";
      return "TypeError";
    case CORDON_REASON_GONE:
    case CORDON_REASON_STORE:
    case CORDON_REASON_QUOTA: return "AbortError";
    case CORDON_REASON_FEATURE_RULE:
      return feature == CORDON_FEATURE_VIEWPORT_CAPTURE ? "SecurityError" : no_exception;
    case CORDON_REASON_NONE:
    case CORDON_REASON_MISSING_FACTS:
    case CORDON_REASON_MANAGED_POLICY:
    case CORDON_REASON_OPAQUE_ORIGIN:
    case CORDON_REASON_INSECURE_CONTEXT:
    case CORDON_REASON_PERMISSIONS_POLICY:
    case CORDON_REASON_MIXED_CONTENT:
    case CORDON_REASON_CONTENT_SECURITY_POLICY:
    case CORDON_REASON_REVOKED:
    case CORDON_REASON_CALLEE_BLOCKED:
    case CORDON_REASON_GRANT:
    case CORDON_REASON_WILDCARD_DELEGATION:
    case CORDON_REASON_EMBARGO_DISMISSED:
    case CORDON_REASON_EMBARGO_IGNORED:
    case CORDON_REASON_TEMPORARY_BLOCK:
    case CORDON_REASON_DEFAULT:
    case CORDON_REASON_USER_ALLOWED:
    case CORDON_REASON_USER_BLOCKED:
    case CORDON_REASON_DISMISSED: break;
    }

  return no_exception;
}

/* Whether a page could tell the refusal from a user's only by its speed. */
static gboolean
looks_like_a_user (CordonReason reason)
{
  return reason == CORDON_REASON_GRANT || reason == CORDON_REASON_EMBARGO_DISMISSED
         || reason == CORDON_REASON_EMBARGO_IGNORED || reason == CORDON_REASON_TEMPORARY_BLOCK
         || reason == CORDON_REASON_CALLEE_BLOCKED;
}

/* What the specifications reject before anything is looked at; waiting would only show that something was. */
static gboolean
is_immediate (const CordonPending *pending, CordonReason reason)
{
  return reason == CORDON_REASON_GONE || reason == CORDON_REASON_USER_BLOCKED || reason == CORDON_REASON_STORE
         || reason == CORDON_REASON_NOT_FULLY_ACTIVE || reason == CORDON_REASON_NOT_FOCUSED
         || reason == CORDON_REASON_NOT_VISIBLE || reason == CORDON_REASON_NO_ACTIVATION
         || (reason == CORDON_REASON_BAD_REQUEST
             && (pending->fault == CORDON_REQUEST_FAULT_NONE
                 || pending->fault == CORDON_REQUEST_FAULT_SYNTAX));
}

static gint64
find_delay (CordonProfile *profile, const CordonPending *pending, CordonReason reason)
{
  const gint64 span = CORDON_AUTO_DENIAL_MAX_US - CORDON_AUTO_DENIAL_MIN_US;
  gint64 delay = 0, throttled;

  if (is_immediate (pending, reason))
    return 0;
  if (looks_like_a_user (reason))
    delay = CORDON_AUTO_DENIAL_MIN_US + cordon_profile_next_random (profile) % (span + 1);
  throttled = cordon_throttle_failed (profile->throttle, pending->document->facts.origin,
                                      cordon_profile_now (profile).mono_us);

  return MAX (delay, throttled);
}

void
cordon_pending_deny (CordonProfile *profile, CordonPending *pending, CordonFeature feature,
                     CordonReason reason)
{
  gint64 delay = find_delay (profile, pending, reason);

  pending->reason = reason;
  pending->exception = find_exception (pending, feature, reason);
  if (delay == 0)
    {
      cordon_pending_finish_denied (profile, pending);
      return;
    }
  pending->due_mono_us = cordon_profile_now (profile).mono_us + delay;
  cordon_pending_set_state (pending, CORDON_PENDING_DELAYED);
  cordon_profile_wake (profile);
}

static void
finish (CordonProfile *profile, CordonPending *pending, CordonRequestResult *result)
{
  cordon_pending_ref (pending);
  cordon_pending_set_state (pending, CORDON_PENDING_DONE);
  g_ptr_array_remove (profile->requests->list, pending);
  cordon_profile_log (profile, pending->document,
                      &(CordonLogEntry){
                        .kind = CORDON_LOG_RESULT,
                        .request_id = pending->id,
                        .verdict = result->verdict,
                        .reason = result->reason,
                        .call_id = result->obligations.call_id,
                        .detail = result->exception,
                      });
  result->request_id = pending->id;
  pending->done (profile, result, pending->data);
  cordon_pending_unref (pending);
  cordon_profile_wake (profile);
}

void
cordon_pending_finish_denied (CordonProfile *profile, CordonPending *pending)
{
  CordonRequestResult result = { .reason = pending->reason, .exception = pending->exception };
  const CordonNoticeFacts facts = {
    .tab_id = pending->document->facts.tab_id,
    .top_level_origin = pending->document->facts.top_level_origin,
    .callee = pending->callee,
    .reason = pending->reason,
    .detail = pending->exception,
  };

  if (result.exception == NULL)
    result.exception = no_exception;
  if (!pending->was_asked && pending->reason != CORDON_REASON_GONE)
    cordon_profile_notice (profile, CORDON_NOTICE_REQUEST_DENIED, &facts);
  finish (profile, pending, &result);
}

/* Delivering. */

static gboolean
is_own_answer (CordonProfile *profile, const CordonPending *pending, CordonFeature feature)
{
  g_auto (CordonGrant) grant = { 0 };

  return pending->answered & CORDON_FEATURE_SET_OF (feature)
         && cordon_grant_table_get (cordon_store_peek_table (profile->store), pending->grant_ids[feature],
                                    &grant)
         && cordon_grant_stands_alone (&grant);
}

/* Fills the part of @feature. Returns: FALSE where it is not allowed any more, with the reason. */
static gboolean
fill_part (CordonProfile *profile, const CordonPending *pending, CordonFeature feature, CordonToken *token,
           CordonReason *out_reason)
{
  CordonTokenPart *part = &token->parts[feature];
  g_auto (CordonDecision) decision = { 0 };
  g_auto (CordonGrant) grant = { 0 };

  cordon_pending_judge (profile, pending, feature, &decision);
  if (decision.verdict == CORDON_DECISION_DENY
      || (decision.verdict == CORDON_DECISION_PROMPT && !is_own_answer (profile, pending, feature)))
    {
      *out_reason = decision.verdict == CORDON_DECISION_DENY ? decision.reason : CORDON_REASON_REVOKED;
      return FALSE;
    }

  part->grant_id = decision.verdict == CORDON_DECISION_ALLOW ? decision.grant_id
                                                             : pending->grant_ids[feature];
  part->capture_id = cordon_capture_set_next_id (profile->captures);
  part->pan_tilt_zoom = pending->pan_tilt_zoom && feature == CORDON_FEATURE_CAMERA;
  part->device = g_strdup (get_device (pending, feature));
  if (part->device == NULL && part->grant_id != 0
      && cordon_grant_table_get (cordon_store_peek_table (profile->store), part->grant_id, &grant))
    part->device = g_strdup (grant.device);
  cordon_obligations_copy_into (&decision.obligations, &part->obligations);
  if (pending->callee != NULL && part->obligations.callee == NULL)
    part->obligations.callee = cordon_callee_ref (pending->callee);
  part->obligations.isolate = part->obligations.isolate || part->obligations.callee != NULL;
  part->obligations.surface_id = pending->surface_id;
  if (cordon_feature_get_info (feature)->indicator != CORDON_INDICATOR_KIND_NONE)
    part->obligations.indicators |= CORDON_FEATURE_SET_OF (feature);

  return TRUE;
}

static gboolean
has_indicator (CordonFeatureSet features)
{
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (features & 1u << i
        && cordon_feature_get_info ((CordonFeature) i)->indicator != CORDON_INDICATOR_KIND_NONE)
      return TRUE;

  return FALSE;
}

static void
fill_result (const CordonPending *pending, const CordonToken *token, CordonRequestResult *result)
{
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      const CordonObligations *obligations = &token->parts[i].obligations;

      if (!(pending->features & 1u << i))
        continue;
      result->capture_ids[i] = token->parts[i].capture_id;
      result->obligations.callee = obligations->callee;
      result->obligations.isolate = result->obligations.isolate || obligations->isolate;
      result->obligations.call_id = obligations->call_id;
      result->obligations.indicators |= obligations->indicators;
    }
  result->obligations.surface_id = token->surface_id;
  result->features = pending->features;
  result->camera_device = token->parts[CORDON_FEATURE_CAMERA].device;
  result->microphone_device = token->parts[CORDON_FEATURE_MICROPHONE].device;
  result->speaker_device = token->parts[CORDON_FEATURE_SPEAKER_SELECTION].device;
  result->surface_id = token->surface_id;
  result->surface_kind = token->surface_kind;
  result->share_audio = pending->share_audio;
}

static void
hand_over (CordonProfile *profile, CordonPending *pending, CordonToken *token)
{
  CordonTime now = cordon_profile_now (profile);
  CordonRequestResult result = {
    .verdict = CORDON_DECISION_ALLOW,
    .reason = pending->answered != 0 ? CORDON_REASON_USER_ALLOWED : CORDON_REASON_GRANT,
  };
  g_autofree char *text = NULL;
  guint64 call_id = has_indicator (pending->features) ? cordon_call_join (profile, pending->document) : 0;

  token->document_id = pending->document->id;
  token->request_id = pending->id;
  token->expires_mono_us = now.mono_us + CORDON_TOKEN_LIFETIME_US;
  token->surface_id = pending->surface_id;
  token->surface_kind = pending->surface_kind;
  token->share_audio = pending->share_audio;
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (pending->features & 1u << i)
      {
        token->parts[i].obligations.call_id = call_id;
        if (token->parts[i].grant_id != 0)
          cordon_store_touch (profile->store, token->parts[i].grant_id, now.wall_us);
      }
  text = cordon_token_box_issue (profile->tokens, token);
  if (text == NULL)
    {
      cordon_pending_deny (profile, pending, CORDON_FEATURE_NONE, CORDON_REASON_QUOTA);
      return;
    }

  cordon_throttle_succeeded (profile->throttle, pending->document->facts.origin);
  fill_result (pending, token, &result);
  if (result.speaker_device != NULL)
    cordon_device_views_output_granted (profile, pending->document, result.speaker_device);
  result.token = text;
  finish (profile, pending, &result);
}

void
cordon_pending_deliver (CordonProfile *profile, CordonPending *pending)
{
  g_auto (CordonToken) token = { 0 };
  CordonReason reason = CORDON_REASON_NONE;

  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (pending->features & 1u << i && !fill_part (profile, pending, (CordonFeature) i, &token, &reason))
      {
        cordon_pending_deny (profile, pending, (CordonFeature) i, reason);
        return;
      }
  if (pending->kind == CORDON_PROMPT_KIND_DEVICE
      && check_readiness (profile, pending, CORDON_READINESS_STAGE_DELIVER, &reason)
           != CORDON_READINESS_READY)
    return;

  hand_over (profile, pending, &token);
}
