#include "permissions/call_private.h"
#include "permissions/capture_private.h"
#include "permissions/channel_private.h"
#include "permissions/device_use_private.h"
#include "permissions/lifetime_private.h"

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
  if (profile->presenter.stop_capture != NULL)
    profile->presenter.stop_capture (profile->presenter_data, capture->id,
                                     capture->document->facts.engine_id);
  cordon_document_tell_capture_stopped (capture->document, capture->id, capture->feature);
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
          cordon_capture_set_state (capture, CORDON_CAPTURE_STOPPING);
          continue;
        }
      cordon_capture_set_state (capture, CORDON_CAPTURE_ENDED);
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
      cordon_capture_show (capture);
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
      cordon_capture_resume (capture);
      if (capture->state != CORDON_CAPTURE_STARTED)
        continue;
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
  if (profile->presenter.violation != NULL)
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
  if (due->len > 0)
    cordon_calls_settle (profile, CORDON_CALL_END_PAGE);
}

void
cordon_captures_close (CordonProfile *profile)
{
  cordon_captures_stop_matching (profile, &(CordonCaptureMatch){ 0 });
  while (profile->captures->list->len > 0)
    cordon_capture_ended (profile->captures->list->pdata[0]);
}
