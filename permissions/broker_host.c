/* The profile behind the broker: what a content process asks for becomes what the profile decides. */

#include "permissions/broker_private.h"
#include "permissions/error.h"
#include "permissions/idna.h"
#include "permissions/observer.h"
#include "permissions/request.h"

/* Who waits in the broker for a request of the profile. */
typedef struct
{
  CordonBrokerDone done;
  gpointer data;
} Waiting;

static CordonState
query (gpointer data, CordonDocument *document, CordonFeature feature)
{
  return cordon_profile_query (data, document, &(CordonDescriptor){ .feature = feature });
}

static void
request_done (CordonProfile *profile, const CordonRequestResult *result, gpointer data)
{
  g_autofree Waiting *waiting = data;
  const CordonRequestOutcome outcome = {
    .verdict = result->verdict,
    .reason = result->reason,
    .exception = result->exception,
    .obligations = &result->obligations,
    .token = result->token,
    .capture_ids = result->capture_ids,
  };

  waiting->done (&outcome, waiting->data);
}

/* A name that is none cannot be anybody's: the page made a mistake, and is told so before anything is looked up. */
static gboolean
read_callee (const char *text, CordonCallee **out_callee)
{
  *out_callee = text ? cordon_idna_parse_identity (text, -1, NULL) : NULL;
  return !text || *out_callee;
}

static guint64
request (gpointer data, CordonDocument *document, const CordonRequestMessage *message, CordonBrokerDone done,
         gpointer done_data)
{
  CordonBroker *broker = cordon_profile_get_broker (data);
  static const CordonRequestOutcome bad_callee = { .reason = CORDON_REASON_BAD_REQUEST,
                                                   .exception = "TypeError" };
  g_autoptr (CordonCallee) callee = NULL;
  g_autofree char *camera = NULL;
  g_autofree char *microphone = NULL;
  gboolean camera_known = TRUE, microphone_known = TRUE;
  CordonRequestSpec spec = {
    .features = message->features,
    .pan_tilt_zoom = message->pan_tilt_zoom,
    .wants_audio = message->wants_audio,
    .user_chooses = message->user_chooses,
    .fault = message->fault,
  };
  Waiting *waiting;

  if (!read_callee (message->callee, &callee))
    {
      done (&bad_callee, done_data);
      return 0;
    }
  camera = cordon_broker_find_device (broker, document, CORDON_FEATURE_CAMERA, message->camera_device_id,
                                      &camera_known);
  microphone = cordon_broker_find_device (broker, document, CORDON_FEATURE_MICROPHONE,
                                          message->microphone_device_id, &microphone_known);
  spec.callee = callee;
  spec.camera_device = camera;
  spec.microphone_device = microphone;
  if (spec.fault == CORDON_REQUEST_FAULT_NONE && (!camera_known || !microphone_known))
    spec.fault = CORDON_REQUEST_FAULT_OVERCONSTRAINED;
  waiting = g_new0 (Waiting, 1);
  *waiting = (Waiting){ done, done_data };
  return cordon_profile_request (data, document, &spec, request_done, waiting);
}

static void
cancel (gpointer data, guint64 request_id)
{
  cordon_profile_cancel_request (data, request_id);
}

static void
track_ended (gpointer data, CordonDocument *document, guint64 capture_id)
{
  cordon_profile_track_ended (data, document, capture_id);
}

static void
document_changed (gpointer data, CordonDocument *document, CordonDocumentChange change)
{
  cordon_profile_document_changed (data, document, change);
}

static void
violation (gpointer data, gpointer process, const GError *error)
{
  cordon_profile_violation (data, process, error);
}

static CordonTime
now (gpointer data)
{
  return cordon_profile_now (data);
}

CordonBroker *
cordon_broker_new (CordonProfile *profile)
{
  const CordonBrokerHost host = {
    .clock = { now, profile },
    .query = query,
    .request = request,
    .cancel = cancel,
    .track_ended = track_ended,
    .document_changed = document_changed,
    .violation = violation,
    .data = profile,
  };

  return cordon_broker_new_with_host (&host);
}
