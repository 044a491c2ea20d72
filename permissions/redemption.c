/* From a token to a capture: the one place where a yes becomes a device (B-01). */

#include "permissions/capture_private.h"
#include "permissions/capture_token_private.h"
#include "permissions/decision_log_private.h"

/* What the token says was true when it was made; whether it still is, only the pipeline knows. PROMPT means that nobody
 * has decided for good, so the answer to the token's own request stands as long as the grant that it made does.
 */
static gboolean
still_allowed (CordonProfile *profile, const CordonDocument *document, const CordonToken *token,
               const CordonCaptureFacts *facts)
{
  const CordonFeature feature = facts->feature;
  const CordonTokenPart *part = &token->parts[feature];
  /* Where any device will do, the one that is opened may be one that the user refused. */
  const CordonInquiry inquiry = {
    .feature = feature,
    .callee = part->obligations.callee,
    .device = part->device != NULL ? part->device : facts->device,
    .pan_tilt_zoom = part->pan_tilt_zoom,
    .surface_id = token->surface_id,
  };
  g_auto (CordonDecision) decision = { 0 };
  g_auto (CordonGrant) grant = { 0 };

  cordon_profile_judge (profile, document, &inquiry, &decision);
  if (decision.verdict != CORDON_DECISION_PROMPT)
    return decision.verdict == CORDON_DECISION_ALLOW;

  return cordon_grant_table_get (cordon_store_peek_table (profile->store), part->grant_id, &grant)
         && cordon_grant_stands_alone (&grant);
}

static CordonCapture *
capture_new (CordonProfile *profile, CordonDocument *document, CordonToken *token,
             const CordonCaptureFacts *facts)
{
  CordonTokenPart *part = &token->parts[facts->feature];
  CordonCapture *capture = g_new0 (CordonCapture, 1);

  g_ref_count_init (&capture->ref_count);
  capture->profile = profile;
  capture->state = CORDON_CAPTURE_REDEEMED;
  capture->id = part->capture_id;
  capture->document = cordon_document_ref (document);
  capture->feature = facts->feature;
  capture->device = g_strdup (facts->device);
  capture->surface_id = token->surface_id;
  capture->surface_kind = token->surface_kind;
  capture->share_audio = token->share_audio;
  cordon_obligations_copy_into (&part->obligations, &capture->obligations);
  capture->grant_id = part->grant_id;
  capture->pan_tilt_zoom = part->pan_tilt_zoom;
  capture->since_mono_us = cordon_profile_now (profile).mono_us;
  g_ptr_array_add (profile->captures->list, capture);

  return capture;
}

static void
log_redeem (CordonProfile *profile, const CordonDocument *document, const CordonCaptureFacts *facts,
            const char *fault)
{
  cordon_profile_log (profile, document,
                      &(CordonLogEntry){
                        .kind = CORDON_LOG_REDEEM,
                        .feature = facts->feature,
                        .verdict = fault == NULL ? CORDON_DECISION_ALLOW : CORDON_DECISION_DENY,
                        .reason = fault == NULL ? CORDON_REASON_GRANT : CORDON_REASON_REVOKED,
                        .detail = fault,
                      });
}

CordonCapture *
cordon_profile_redeem (CordonProfile *profile, const char *token, const CordonCaptureFacts *facts,
                       GError **error)
{
  g_auto (CordonToken) taken = { 0 };
  g_autoptr (GError) local = NULL;
  CordonDocument *document;
  CordonCapture *capture;

  g_return_val_if_fail (profile != NULL && facts != NULL, NULL);

  cordon_profile_wake (profile);
  document = cordon_document_set_find (cordon_broker_get_documents (profile->broker), facts->document_id);
  if (profile->is_closed
      || !cordon_token_box_take (profile->tokens, token, facts, cordon_profile_now (profile).mono_us, &taken,
                                 &local))
    {
      log_redeem (profile, document, facts, local != NULL ? local->message : "the profile is closed");
      if (local == NULL)
        g_set_error_literal (&local, CORDON_ERROR, CORDON_ERROR_TOKEN, "the profile is closed");
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (document == NULL || !still_allowed (profile, document, &taken, facts))
    {
      log_redeem (profile, document, facts, "it is not allowed any more");
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_TOKEN, "The capture is not allowed any more");
      return NULL;
    }

  capture = cordon_capture_ref (capture_new (profile, document, &taken, facts));
  log_redeem (profile, document, facts, NULL);

  return capture;
}
