#include "permissions/snapshot.h"

#include "permissions/call_private.h"
#include "permissions/capture_private.h"
#include "permissions/profile_private.h"

void
cordon_profile_foreach_grant (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature,
                              CordonGrantFunc func, gpointer data)
{
  g_return_if_fail (profile != NULL && func != NULL);

  cordon_grant_table_foreach (cordon_store_peek_table (profile->store), origin, feature, func, data);
}

typedef struct
{
  const CordonGrantTable *shelf;
  CordonGrantFunc func;
  gpointer data;
} BeneathWalk;

static gboolean
view_beneath (const CordonGrant *grant, gpointer data)
{
  const BeneathWalk *walk = data;
  g_auto (CordonGrant) beneath = { 0 };

  return !cordon_grant_table_get (walk->shelf, grant->id, &beneath) || walk->func (grant, walk->data);
}

void
cordon_profile_foreach_beneath (CordonProfile *profile, guint64 grant_id, CordonGrantFunc func, gpointer data)
{
  BeneathWalk walk = { .func = func, .data = data };

  g_return_if_fail (profile != NULL && func != NULL);

  walk.shelf = cordon_store_peek_shelf (profile->store);
  cordon_store_foreach_of_key (profile->store, grant_id, view_beneath, &walk);
}

typedef struct
{
  CordonProfile *profile;
  CordonDocumentViewFunc func;
  gpointer data;
} DocumentWalk;

static void
fill_states (CordonProfile *profile, CordonDocument *document, CordonDocumentView *view)
{
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      g_auto (CordonDecision) decision = { 0 };

      cordon_profile_judge (profile, document, &(CordonInquiry){ .feature = (CordonFeature) i }, &decision);
      view->states[i] = cordon_decision_to_state (&decision);
      view->reasons[i] = decision.reason;
    }
}

static gboolean
view_document (CordonDocument *document, gpointer data)
{
  const DocumentWalk *walk = data;
  const CordonDocumentFacts *facts = &document->facts;
  const CordonClient *client = cordon_profile_get_client (walk->profile, document);
  CordonDocumentView view = {
    .document = document,
    .id = document->id,
    .engine_id = facts->engine_id,
    .tab_id = facts->tab_id,
    .call_id = cordon_profile_get_call (walk->profile, document),
    .origin = facts->origin,
    .top_level_origin = facts->top_level_origin,
    .fully_active = document->fully_active == CORDON_FACT_YES,
    .visible = document->visible == CORDON_FACT_YES,
    .focused = document->focused == CORDON_FACT_YES,
    .secure = client != NULL && client->trustworthy == CORDON_FACT_YES
              && facts->secure_context == CORDON_FACT_YES,
    .private_session = facts->private_session != CORDON_FACT_NO,
    .mixed_content = facts->active_mixed_content != CORDON_FACT_NO,
  };

  fill_states (walk->profile, document, &view);

  return walk->func (&view, walk->data);
}

void
cordon_profile_foreach_document (CordonProfile *profile, CordonDocumentViewFunc func, gpointer data)
{
  DocumentWalk walk = { .profile = profile, .func = func, .data = data };

  g_return_if_fail (profile != NULL && func != NULL);

  cordon_document_set_foreach (cordon_broker_get_documents (profile->broker), view_document, &walk);
}

typedef struct
{
  CordonCaptureViewFunc func;
  gpointer data;
  gboolean stopped;
} CaptureWalk;

static void
view_capture (CordonCapture *capture, gpointer data)
{
  CaptureWalk *walk = data;
  CordonCaptureView view = {
    .document_id = capture->document->id,
    .grant_id = capture->grant_id,
    .device = capture->device,
    .started = capture->state == CORDON_CAPTURE_STARTED,
    .delivering = cordon_capture_may_deliver (capture),
  };

  if (walk->stopped)
    return;
  cordon_capture_fill_use (capture, &view.use);
  walk->stopped = !walk->func (&view, walk->data);
}

void
cordon_profile_foreach_capture (CordonProfile *profile, CordonCaptureViewFunc func, gpointer data)
{
  CaptureWalk walk = { .func = func, .data = data };

  g_return_if_fail (profile != NULL && func != NULL);

  cordon_captures_foreach (profile, view_capture, &walk);
}
