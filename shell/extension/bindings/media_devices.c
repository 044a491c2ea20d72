/*
 * getUserMedia () and getDisplayMedia (): one question to the agent, one token to the capturer.
 */

#include "isolation/graph.h"
#include "shell/extension/native.h"
#include "shell/extension/process.h"
#include "shell/message.h"

typedef struct
{
  ShellFrame *frame;
  CordonFeatureSet features;
  char *callee;
  gboolean pan_tilt_zoom;
  gboolean with_audio;
  JSCValue *done;
} Request;

static void
request_free (Request *request)
{
  shell_frame_unref (request->frame);
  g_free (request->callee);
  g_object_unref (request->done);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static char *
capture_text (const CordonResponse *response, CordonFeature feature)
{
  guint64 id = response->capture_ids[feature];
  return id ? g_strdup_printf ("%" G_GUINT64_FORMAT, id) : g_strdup ("");
}

/* done (allowed, exception, reason, token, camera, microphone, display) */
static void
tell (Request *request, const CordonResponse *response)
{
  gboolean allowed = response->verdict == CORDON_DECISION_ALLOW;
  g_autofree char *camera = capture_text (response, CORDON_FEATURE_CAMERA);
  g_autofree char *microphone = capture_text (response, CORDON_FEATURE_MICROPHONE);
  g_autofree char *display = capture_text (response, CORDON_FEATURE_DISPLAY_CAPTURE);

  g_autoptr (JSCValue) result = jsc_value_function_call (
    request->done, G_TYPE_BOOLEAN, allowed, G_TYPE_STRING,
    response->exception ? response->exception : "NotAllowedError", G_TYPE_STRING,
    cordon_reason_to_string (response->reason), G_TYPE_STRING, response->token ? response->token : "",
    G_TYPE_STRING, camera, G_TYPE_STRING, microphone, G_TYPE_STRING, display, G_TYPE_NONE);
  jsc_context_clear_exception (jsc_value_get_context (request->done));
}

static void
responded (CordonAgent *agent, const CordonResponse *response, gpointer data)
{
  g_autoptr (Request) request = data;
  for (guint feature = 1; feature < CORDON_N_FEATURES; feature++)
    if (response->capture_ids[feature])
      shell_process_keep_obligations (response->capture_ids[feature], &response->obligations);
  tell (request, response);
}

static void
document_known (ShellFrame *frame, guint64 document_id, gpointer data)
{
  Request *request = data;
  ShellPage *page = shell_frame_get_page (frame);
  if (!page || document_id == 0)
    {
      tell (request, &(CordonResponse){ .reason = CORDON_REASON_MISSING_FACTS });
      request_free (request);
      return;
    }

  cordon_agent_request (shell_page_get_agent (page), document_id,
                        &(CordonRequest){ .features = request->features,
                                          .callee = request->callee,
                                          .pan_tilt_zoom = request->pan_tilt_zoom,
                                          .wants_audio = request->with_audio },
                        responded, request);
}

static CordonFeatureSet
feature_set (gboolean camera, gboolean microphone, gboolean display)
{
  return (camera ? CORDON_FEATURE_BIT (CAMERA) : 0) | (microphone ? CORDON_FEATURE_BIT (MICROPHONE) : 0)
         | (display ? CORDON_FEATURE_BIT (DISPLAY_CAPTURE) : 0);
}

static void
request (gboolean camera, gboolean microphone, gboolean display, JSCValue *callee, gboolean pan_tilt_zoom,
         gboolean with_audio, JSCValue *done, ShellFrame *frame)
{
  Request *made = g_new0 (Request, 1);
  made->frame = shell_frame_ref (frame);
  made->features = feature_set (camera, microphone, display);
  made->callee = jsc_value_is_string (callee) ? jsc_value_to_string (callee) : NULL;
  made->pan_tilt_zoom = pan_tilt_zoom;
  made->with_audio = with_audio;
  made->done = g_object_ref (done);
  shell_frame_when_known (frame, document_known, made);
}

static void
capture_answered (GVariant *parameters, gpointer data)
{
  g_autoptr (JSCValue) done = data;
  gboolean opened = FALSE;
  if (parameters)
    g_variant_get (parameters, "(b)", &opened);
  g_autoptr (JSCValue) result = jsc_value_function_call (done, G_TYPE_BOOLEAN, opened, G_TYPE_NONE);
  jsc_context_clear_exception (jsc_value_get_context (done));
}

/* The browser process redeems the token, shows the indicator, and lets the engine open the device. */
static void
open_capture (const char *token, gboolean camera, gboolean microphone, gboolean display, JSCValue *done,
              ShellFrame *frame)
{
  ShellPage *page = shell_frame_get_page (frame);
  CordonFeatureSet features = feature_set (camera, microphone, display);
  g_object_ref (done);
  if (page)
    shell_page_send (page, SHELL_MESSAGE_CAPTURE,
                     g_variant_new ("(tsu)", shell_frame_get_document_id (frame), token, features),
                     capture_answered, done);
  else
    capture_answered (NULL, done);
}

static void
cancel_display (ShellFrame *frame)
{
  ShellPage *page = shell_frame_get_page (frame);
  if (page)
    shell_page_send (page, SHELL_MESSAGE_CANCEL_DISPLAY,
                     g_variant_new ("(t)", shell_frame_get_document_id (frame)), NULL, NULL);
}

static void
track_cloned (const char *capture, ShellFrame *frame)
{
  ShellPage *page = shell_frame_get_page (frame);
  if (page)
    cordon_agent_track_cloned (shell_page_get_agent (page), shell_frame_get_document_id (frame),
                               g_ascii_strtoull (capture, NULL, 10));
}

/* Once for each track, wherever a transfer has carried it. @track_id: "" where the engine made none. */
static void
track_ended (const char *capture, const char *track_id, ShellFrame *frame)
{
  ShellPage *page = shell_frame_get_page (frame);
  if (page && shell_process_end_track (track_id))
    cordon_agent_track_ended (shell_page_get_agent (page), shell_frame_get_document_id (frame),
                              g_ascii_strtoull (capture, NULL, 10));
}

static void
on_capture_stopped (JSCValue *function, ShellFrame *frame)
{
  shell_frame_listen (frame, SHELL_LISTENER_STOPPED, function);
}

static void
document_gone (ShellFrame *frame)
{
  ShellPage *page = shell_frame_get_page (frame);
  if (page)
    shell_page_frame_gone (page, frame);
}

const ShellNative shell_request_natives[] = {
  { "request", G_CALLBACK (request), "-:bbbvbbv" },
  { "openCapture", G_CALLBACK (open_capture), "-:sbbbv" },
  { "cancelDisplay", G_CALLBACK (cancel_display), "-:" },
  { "trackCloned", G_CALLBACK (track_cloned), "-:s" },
  { "trackEnded", G_CALLBACK (track_ended), "-:ss" },
  { "documentGone", G_CALLBACK (document_gone), "-:" },
  { "onCaptureStopped", G_CALLBACK (on_capture_stopped), "-:v" },
  { NULL, NULL, NULL },
};
