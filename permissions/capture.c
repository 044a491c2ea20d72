#include "permissions/capture_private.h"

#include "permissions/call_private.h"
#include "permissions/device_use_private.h"
#include "permissions/device_view_private.h"
#include "permissions/lifetime_private.h"

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
    .cropped = capture->cropped,
    .private_session = facts->private_session == CORDON_FACT_YES,
    .muted = capture->muted || !cordon_capture_may_deliver (capture),
  };
}

/* Starting, muting, ending: the engine's reports. */

void
cordon_capture_set_state (CordonCapture *capture, CordonCaptureState state)
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
void
cordon_capture_show (CordonCapture *capture)
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

static void
warn_of_surface (CordonCapture *capture)
{
  CordonProfile *profile = capture->profile;

  /* What the system captures may show isolated media; only the user can keep it off the screen. */
  if (capture->surface_kind == CORDON_SURFACE_WINDOW || capture->surface_kind == CORDON_SURFACE_MONITOR)
    cordon_profile_notice (profile, CORDON_NOTICE_CAPTURE_UNTRUSTED,
                           &(CordonNoticeFacts){
                             .tab_id = capture->document->facts.tab_id,
                             .call_id = capture->obligations.call_id,
                             .top_level_origin = capture->document->facts.top_level_origin,
                             .feature = capture->feature,
                           });
}

static void
begin (CordonCapture *capture, gint64 wall_us)
{
  CordonProfile *profile = cordon_profile_ref (capture->profile);

  cordon_capture_set_state (capture, CORDON_CAPTURE_STARTED);
  if (capture->grant_id != 0)
    cordon_store_touch (profile->store, capture->grant_id, wall_us);
  cordon_profile_call_activity (profile, capture->document);
  cordon_profile_note_capture (profile, capture);
  cordon_device_views_captured (profile, capture->document, capture->feature);
  cordon_capture_show (capture);
  if (capture->state == CORDON_CAPTURE_STARTED && !capture->shown)
    {
      capture->waits_for_view = TRUE;
      cordon_document_tell_capture_muted (capture->document, capture->id, TRUE);
    }
  if (capture->state == CORDON_CAPTURE_STARTED)
    {
      warn_of_surface (capture);
      cordon_devices_update (profile, capture->feature, capture->device);
    }
  cordon_profile_wake (profile);
  cordon_profile_unref (profile);
}

gboolean
cordon_capture_started (CordonCapture *capture)
{
  CordonTime now;
  gboolean may_deliver;

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
  begin (capture, now.wall_us);
  may_deliver = cordon_capture_may_deliver (capture);
  cordon_capture_unref (capture);

  return may_deliver;
}

gboolean
cordon_capture_may_deliver (const CordonCapture *capture)
{
  g_return_val_if_fail (capture != NULL, FALSE);

  return capture->state == CORDON_CAPTURE_STARTED && capture->shown && !capture->waits_for_view;
}

static void
tell_change (CordonCapture *capture)
{
  CordonProfile *profile = capture->profile;
  CordonUse use;

  cordon_capture_fill_use (capture, &use);
  use.muted = capture->muted;
  if (profile->presenter.use_changed != NULL)
    profile->presenter.use_changed (profile->presenter_data, &use);
}

void
cordon_capture_set_muted (CordonCapture *capture, gboolean muted)
{
  g_return_if_fail (capture != NULL);
  if (capture->state != CORDON_CAPTURE_STARTED || capture->muted == !!muted)
    return;

  cordon_capture_ref (capture);
  capture->muted = !!muted;
  if (!muted)
    cordon_capture_resume (capture);
  if (capture->state == CORDON_CAPTURE_STARTED)
    {
      cordon_devices_update (capture->profile, capture->feature, capture->device);
      tell_change (capture);
      cordon_document_tell_capture_muted (capture->document, capture->id,
                                          capture->muted || !cordon_capture_may_deliver (capture));
    }
  cordon_capture_unref (capture);
}

void
cordon_capture_set_crop (CordonCapture *capture, CordonCropState widest)
{
  const gboolean cropped = widest == CORDON_CROP_TARGET || widest == CORDON_CROP_NO_FRAMES;

  g_return_if_fail (capture != NULL);
  if (capture->feature != CORDON_FEATURE_DISPLAY_CAPTURE || capture->cropped == cropped)
    return;

  capture->cropped = cropped;
  if (capture->state == CORDON_CAPTURE_STARTED)
    tell_change (capture);
}

const char *
cordon_capture_failed (CordonCapture *capture, CordonCaptureFailure failure)
{
  g_return_val_if_fail (capture != NULL, "AbortError");

  cordon_capture_ended (capture);
  switch (failure)
    {
    case CORDON_CAPTURE_FAILURE_HARDWARE: return "NotReadableError";
    case CORDON_CAPTURE_FAILURE_OTHER: break;
    }

  return "AbortError";
}

void
cordon_capture_ended (CordonCapture *capture)
{
  CordonProfile *profile;
  CordonUse use;
  gboolean began;

  g_return_if_fail (capture != NULL);
  if (capture->state == CORDON_CAPTURE_ENDED)
    return;

  cordon_capture_ref (capture);
  profile = cordon_profile_ref (capture->profile);
  began = capture->state != CORDON_CAPTURE_REDEEMED;
  cordon_capture_set_state (capture, CORDON_CAPTURE_ENDED);
  cordon_capture_fill_use (capture, &use);
  capture->profile = NULL;
  g_ptr_array_remove (profile->captures->list, capture);
  cordon_devices_update (profile, capture->feature, capture->device);
  if (began && profile->presenter.use_ended != NULL)
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
