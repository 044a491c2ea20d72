#include "permissions/capture_private.h"

#include "permissions/call_private.h"
#include "permissions/capture_token_private.h"
#include "permissions/channel_private.h"
#include "permissions/decision_log_private.h"
#include "permissions/lifetime_private.h"

struct _CordonCaptureSet
{
  GPtrArray *list; /* CordonCapture, owned, in the order of redeeming */
  guint64 last_id;
};

CordonCaptureSet *
cordon_capture_set_new (void)
{
  CordonCaptureSet *set = g_new0 (CordonCaptureSet, 1);

  set->list = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_capture_unref);

  return set;
}

void
cordon_capture_set_free (CordonCaptureSet *set)
{
  if (set == NULL)
    return;

  g_ptr_array_unref (set->list);
  g_free (set);
}

guint64
cordon_capture_set_next_id (CordonCaptureSet *set)
{
  return ++set->last_id;
}

CordonCapture *
cordon_capture_ref (CordonCapture *capture)
{
  g_return_val_if_fail (capture != NULL, NULL);
  g_ref_count_inc (&capture->ref_count);

  return capture;
}

void
cordon_capture_unref (CordonCapture *capture)
{
  if (capture == NULL || !g_ref_count_dec (&capture->ref_count))
    return;

  cordon_document_unref (capture->document);
  cordon_obligations_clear (&capture->obligations);
  g_free (capture->device);
  g_free (capture);
}

guint64
cordon_capture_get_id (const CordonCapture *capture)
{
  g_return_val_if_fail (capture != NULL, 0);

  return capture->id;
}

const CordonObligations *
cordon_capture_get_obligations (const CordonCapture *capture)
{
  g_return_val_if_fail (capture != NULL, NULL);

  return &capture->obligations;
}

void
cordon_capture_fill_use (const CordonCapture *capture, CordonUse *out_use)
{
  const CordonDocumentFacts *facts = &capture->document->facts;

  *out_use = (CordonUse){
    .capture_id = capture->id,
    .feature = capture->feature,
    .top_level_origin = facts->top_level_origin,
    .frame_origin = cordon_origin_equal (facts->origin, facts->top_level_origin) ? NULL : facts->origin,
    .tab_id = facts->tab_id,
    .call_id = capture->obligations.call_id,
    .callee = capture->obligations.callee,
    .surface_id = capture->surface_id,
    .surface_kind = capture->surface_kind,
    .share_audio = capture->share_audio,
    .private_session = facts->private_session == CORDON_FACT_YES,
    .muted = capture->muted || !cordon_capture_may_deliver (capture),
  };
}

/* Redeeming. */

/* What the token says was true when it was made; whether it still is, only the pipeline knows. PROMPT means that nobody
 * has decided for good, so the answer to the token's own request stands as long as the grant that it made does.
 */
static gboolean
still_allowed (CordonProfile *profile, const CordonDocument *document, const CordonToken *token,
               CordonFeature feature)
{
  const CordonTokenPart *part = &token->parts[feature];
  const CordonInquiry inquiry = {
    .feature = feature,
    .callee = part->obligations.callee,
    .device = part->device,
    .pan_tilt_zoom = part->pan_tilt_zoom,
    .surface_id = token->surface_id,
  };
  g_auto (CordonDecision) decision = { 0 };
  g_auto (CordonGrant) grant = { 0 };

  cordon_profile_judge (profile, document, &inquiry, &decision);
  if (decision.verdict != CORDON_DECISION_PROMPT)
    return decision.verdict == CORDON_DECISION_ALLOW;

  return part->grant_id != 0
         && cordon_grant_table_get (cordon_store_peek_table (profile->store), part->grant_id, &grant)
         && grant.answer == CORDON_GRANT_ALLOW;
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
  if (document == NULL || !still_allowed (profile, document, &taken, facts->feature))
    {
      log_redeem (profile, document, facts, "it is not allowed any more");
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_TOKEN, "The capture is not allowed any more");
      return NULL;
    }

  capture = cordon_capture_ref (capture_new (profile, document, &taken, facts));
  log_redeem (profile, document, facts, NULL);

  return capture;
}

/* Starting, muting, ending: the engine's reports. */

static void
set_state (CordonCapture *capture, CordonCaptureState state)
{
  static const guint allowed[] = {
    [CORDON_CAPTURE_ENDED] = 0,
    [CORDON_CAPTURE_REDEEMED] = 1u << CORDON_CAPTURE_STARTED | 1u << CORDON_CAPTURE_ENDED,
    [CORDON_CAPTURE_STARTED] = 1u << CORDON_CAPTURE_STOPPING | 1u << CORDON_CAPTURE_ENDED,
    [CORDON_CAPTURE_STOPPING] = 1u << CORDON_CAPTURE_ENDED,
  };

  g_return_if_fail (allowed[capture->state] & 1u << state);

  capture->state = state;
  if (capture->profile != NULL)
    capture->since_mono_us = cordon_profile_now (capture->profile).mono_us;
}

/* Turns the indicator on where that is possible; a capture without one does not deliver. */
static void
show (CordonCapture *capture)
{
  CordonProfile *profile = capture->profile;
  gboolean was_shown = capture->shown;
  gboolean can_show = profile->has_presenter
                      && cordon_profile_are_indicators_visible (profile, capture->document->facts.tab_id);
  CordonUse use;

  if (capture->state != CORDON_CAPTURE_STARTED)
    return;

  cordon_capture_fill_use (capture, &use);
  use.muted = capture->muted;
  capture->shown = FALSE;
  if (can_show && profile->presenter.use_began != NULL)
    capture->shown = profile->presenter.use_began (profile->presenter_data, &use);
  if (capture->state != CORDON_CAPTURE_STARTED || was_shown == capture->shown)
    return;
  if (capture->shown)
    capture->waits_for_view = capture->waits_for_view && capture->document->visible != CORDON_FACT_YES;
  cordon_document_tell_capture_muted (capture->document, capture->id, !cordon_capture_may_deliver (capture));
}

gboolean
cordon_capture_started (CordonCapture *capture)
{
  CordonTime now;

  g_return_val_if_fail (capture != NULL, FALSE);
  if (capture->profile == NULL || capture->state == CORDON_CAPTURE_STOPPING)
    return FALSE;
  if (capture->state == CORDON_CAPTURE_STARTED)
    return cordon_capture_may_deliver (capture);

  now = cordon_profile_now (capture->profile);
  if (now.mono_us >= capture->since_mono_us + CORDON_CAPTURE_START_US)
    {
      cordon_profile_wake (capture->profile);
      return FALSE;
    }

  cordon_capture_ref (capture);
  set_state (capture, CORDON_CAPTURE_STARTED);
  if (capture->grant_id != 0)
    cordon_store_touch (capture->profile->store, capture->grant_id, now.wall_us);
  cordon_profile_call_activity (capture->profile, capture->document);
  show (capture);
  if (capture->profile != NULL && capture->state == CORDON_CAPTURE_STARTED && !capture->shown)
    {
      capture->waits_for_view = TRUE;
      cordon_document_tell_capture_muted (capture->document, capture->id, TRUE);
    }
  if (capture->profile != NULL)
    cordon_profile_wake (capture->profile);
  {
    gboolean may_deliver = cordon_capture_may_deliver (capture);

    cordon_capture_unref (capture);

    return may_deliver;
  }
}

gboolean
cordon_capture_may_deliver (const CordonCapture *capture)
{
  g_return_val_if_fail (capture != NULL, FALSE);

  return capture->profile != NULL && capture->state == CORDON_CAPTURE_STARTED && capture->shown
         && !capture->waits_for_view;
}

void
cordon_capture_set_muted (CordonCapture *capture, gboolean muted)
{
  CordonUse use;

  g_return_if_fail (capture != NULL);
  if (capture->profile == NULL || capture->state != CORDON_CAPTURE_STARTED || capture->muted == !!muted)
    return;

  capture->muted = !!muted;
  cordon_capture_fill_use (capture, &use);
  if (capture->profile->has_presenter && capture->profile->presenter.use_changed != NULL)
    capture->profile->presenter.use_changed (capture->profile->presenter_data, &use);
}

void
cordon_capture_ended (CordonCapture *capture)
{
  CordonProfile *profile;
  CordonUse use;
  gboolean began;

  g_return_if_fail (capture != NULL);
  if (capture->profile == NULL || capture->state == CORDON_CAPTURE_ENDED)
    return;

  cordon_capture_ref (capture);
  profile = cordon_profile_ref (capture->profile);
  began = capture->state != CORDON_CAPTURE_REDEEMED;
  set_state (capture, CORDON_CAPTURE_ENDED);
  cordon_capture_fill_use (capture, &use);
  capture->profile = NULL;
  g_ptr_array_remove (profile->captures->list, capture);
  if (began && profile->has_presenter && profile->presenter.use_ended != NULL)
    profile->presenter.use_ended (profile->presenter_data, &use);
  cordon_lifetimes_capture_ended (profile, capture);
  cordon_calls_settle (profile, CORDON_CALL_END_PAGE);
  cordon_profile_wake (profile);
  cordon_capture_unref (capture);
  cordon_profile_unref (profile);
}

void
cordon_profile_track_ended (CordonProfile *profile, CordonDocument *document, guint64 capture_id)
{
  cordon_captures_stop_matching (
    profile, &(CordonCaptureMatch){ .capture_id = capture_id, .document_id = document->id });
  cordon_calls_settle (profile, CORDON_CALL_END_PAGE);
}

/* Many at once. */

static gboolean
is_live (const CordonCapture *capture)
{
  return capture->state == CORDON_CAPTURE_REDEEMED || capture->state == CORDON_CAPTURE_STARTED;
}

static gboolean
matches (const CordonCapture *capture, const CordonCaptureMatch *match)
{
  const CordonDocumentFacts *facts = &capture->document->facts;

  return (match->capture_id == 0 || match->capture_id == capture->id)
         && (match->document_id == 0 || match->document_id == capture->document->id)
         && (match->grant_id == 0 || match->grant_id == capture->grant_id)
         && (match->call_id == 0 || match->call_id == capture->obligations.call_id)
         && (match->tab_id == 0 || match->tab_id == facts->tab_id)
         && (match->key == NULL || cordon_origin_equal (match->key, facts->top_level_origin))
         && (match->feature == CORDON_FEATURE_NONE || match->feature == capture->feature)
         && (match->callee == NULL || cordon_callee_equal (match->callee, capture->obligations.callee));
}

GPtrArray *
cordon_captures_collect (CordonProfile *profile, const CordonCaptureMatch *match)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_capture_unref);

  for (guint i = 0; i < profile->captures->list->len; i++)
    {
      CordonCapture *capture = profile->captures->list->pdata[i];

      if (is_live (capture) && matches (capture, match))
        g_ptr_array_add (found, cordon_capture_ref (capture));
    }

  return found;
}

guint
cordon_captures_count (CordonProfile *profile, const CordonCaptureMatch *match)
{
  guint n = 0;

  for (guint i = 0; i < profile->captures->list->len; i++)
    if (is_live (profile->captures->list->pdata[i]) && matches (profile->captures->list->pdata[i], match))
      n++;

  return n;
}

static void
tell_stopped (CordonProfile *profile, CordonCapture *capture)
{
  if (profile->has_presenter && profile->presenter.stop_capture != NULL)
    profile->presenter.stop_capture (profile->presenter_data, capture->id,
                                     capture->document->facts.engine_id);
  cordon_document_tell_capture_stopped (capture->document, capture->id, capture->feature);
  if (capture->state == CORDON_CAPTURE_ENDED)
    cordon_lifetimes_capture_ended (profile, capture);
}

void
cordon_captures_stop (CordonProfile *profile, GPtrArray *captures)
{
  g_autoptr (GPtrArray) stopped = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_capture_unref);

  for (guint i = 0; i < captures->len; i++)
    {
      CordonCapture *capture = captures->pdata[i];

      if (capture->profile == NULL || !is_live (capture))
        continue;
      g_ptr_array_add (stopped, cordon_capture_ref (capture));
      if (capture->state == CORDON_CAPTURE_STARTED)
        {
          set_state (capture, CORDON_CAPTURE_STOPPING);
          continue;
        }
      set_state (capture, CORDON_CAPTURE_ENDED);
      capture->profile = NULL;
      g_ptr_array_remove (profile->captures->list, capture);
    }

  for (guint i = 0; i < stopped->len; i++)
    tell_stopped (profile, stopped->pdata[i]);
  if (stopped->len > 0)
    cordon_profile_wake (profile);
}

guint
cordon_captures_stop_matching (CordonProfile *profile, const CordonCaptureMatch *match)
{
  g_autoptr (GPtrArray) captures = cordon_captures_collect (profile, match);

  cordon_captures_stop (profile, captures);

  return captures->len;
}

void
cordon_captures_show (CordonProfile *profile)
{
  g_autoptr (GPtrArray) captures = cordon_captures_collect (profile, &(CordonCaptureMatch){ 0 });

  for (guint i = 0; i < captures->len; i++)
    {
      CordonCapture *capture = captures->pdata[i];

      if (capture->profile == NULL || capture->state != CORDON_CAPTURE_STARTED)
        continue;
      if (!profile->has_presenter
          || !cordon_profile_are_indicators_visible (profile, capture->document->facts.tab_id))
        capture->waits_for_view = TRUE;
      show (capture);
    }
}

void
cordon_captures_document_seen (CordonProfile *profile, const CordonDocument *document)
{
  g_autoptr (GPtrArray)
    captures = cordon_captures_collect (profile, &(CordonCaptureMatch){ .document_id = document->id });

  for (guint i = 0; i < captures->len; i++)
    {
      CordonCapture *capture = captures->pdata[i];

      if (capture->profile == NULL || !capture->waits_for_view || !capture->shown)
        continue;
      capture->waits_for_view = FALSE;
      cordon_document_tell_capture_muted (capture->document, capture->id,
                                          !cordon_capture_may_deliver (capture));
    }
}

void
cordon_captures_foreach (CordonProfile *profile, CordonCaptureFunc func, gpointer data)
{
  for (guint i = 0; i < profile->captures->list->len; i++)
    func (profile->captures->list->pdata[i], data);
}

static gint64
get_due (const CordonCapture *capture)
{
  if (capture->state == CORDON_CAPTURE_REDEEMED)
    return capture->since_mono_us + CORDON_CAPTURE_START_US;
  if (capture->state == CORDON_CAPTURE_STOPPING)
    return capture->since_mono_us + CORDON_CAPTURE_STOP_US;

  return G_MAXINT64;
}

gint64
cordon_captures_get_next_due (const CordonProfile *profile)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < profile->captures->list->len; i++)
    next = MIN (next, get_due (profile->captures->list->pdata[i]));

  return next;
}

/* The engine did not stop: it is told once more, and whoever runs it is asked to end its process (F-01). */
static void
report_stuck (CordonProfile *profile, CordonCapture *capture)
{
  g_autoptr (GError)
    error = g_error_new (CORDON_ERROR, CORDON_ERROR_VIOLATION,
                         "capture %" G_GUINT64_FORMAT " was told to stop and did not", capture->id);
  gpointer process = capture->document->channel != NULL ? capture->document->channel->process : NULL;

  tell_stopped (profile, capture);
  if (profile->has_presenter && profile->presenter.violation != NULL)
    profile->presenter.violation (profile->presenter_data, process, error);
  cordon_capture_ended (capture);
}

void
cordon_captures_tick (CordonProfile *profile, CordonTime now)
{
  g_autoptr (GPtrArray) due = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_capture_unref);

  for (guint i = 0; i < profile->captures->list->len; i++)
    if (get_due (profile->captures->list->pdata[i]) <= now.mono_us)
      g_ptr_array_add (due, cordon_capture_ref (profile->captures->list->pdata[i]));

  for (guint i = 0; i < due->len; i++)
    {
      CordonCapture *capture = due->pdata[i];

      if (capture->state == CORDON_CAPTURE_STOPPING)
        report_stuck (profile, capture);
      else if (capture->state == CORDON_CAPTURE_REDEEMED)
        cordon_captures_stop_matching (profile, &(CordonCaptureMatch){ .capture_id = capture->id });
    }
}

void
cordon_captures_close (CordonProfile *profile)
{
  cordon_captures_stop_matching (profile, &(CordonCaptureMatch){ 0 });
  while (profile->captures->list->len > 0)
    cordon_capture_ended (profile->captures->list->pdata[0]);
}
