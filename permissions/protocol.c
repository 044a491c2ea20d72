#include "permissions/protocol.h"

#include <string.h>

#include "permissions/error.h"

#define ENVELOPE "(uay)"

#define NEW CORDON_CHANNEL_STATE_BIT (NEW)
#define READY CORDON_CHANNEL_STATE_BIT (READY)
#define TO_BROWSER CORDON_DIRECTION_TO_BROWSER
#define TO_CONTENT CORDON_DIRECTION_TO_CONTENT

#define ALL_FEATURES ((CordonFeatureSet) ((1u << CORDON_N_FEATURES) - 2u))

/* An honest agent keeps well below each quota: it answers from its cache, and limits its pages itself. */
static const CordonMessageInfo message_table[] = {
  { CORDON_MESSAGE_NONE, "none", NULL, CORDON_DIRECTION_NONE, 0, 0, FALSE, 0, 0 },
  { CORDON_MESSAGE_HELLO, "hello", "(u)", TO_BROWSER, 16, NEW, TRUE, 1, 0 },
  { CORDON_MESSAGE_QUERY, "query", "(ttu)", TO_BROWSER, 32, READY, FALSE, 8192, 4096 },
  { CORDON_MESSAGE_REQUEST, "request", "(ttubbbumsmsms)", TO_BROWSER, 8192, READY, FALSE, 256, 64 },
  { CORDON_MESSAGE_CANCEL, "cancel", "(t)", TO_BROWSER, 16, READY, FALSE, 256, 64 },
  { CORDON_MESSAGE_TRACK_ENDED, "track-ended", "(tt)", TO_BROWSER, 32, READY, FALSE, 1024, 256 },
  { CORDON_MESSAGE_FORGOTTEN, "forgotten", "(t)", TO_BROWSER, 16, READY, FALSE, 65536, 65536 },
  { CORDON_MESSAGE_DOCUMENT, "document", "(ttu)", TO_CONTENT, 32, READY, FALSE, 0, 0 },
  { CORDON_MESSAGE_DOCUMENT_GONE, "document-gone", "(t)", TO_CONTENT, 16, READY, FALSE, 0, 0 },
  { CORDON_MESSAGE_ANSWER, "answer", "(tut)", TO_CONTENT, 32, READY, FALSE, 0, 0 },
  { CORDON_MESSAGE_RESPONSE, "response", "(tuumsmsmsbttuat)", TO_CONTENT, 16384, READY, FALSE, 0, 0 },
  { CORDON_MESSAGE_CHANGED, "changed", "(tuut)", TO_CONTENT, 32, READY, FALSE, 0, 0 },
  { CORDON_MESSAGE_CAPTURE_STOPPED, "capture-stopped", "(ttu)", TO_CONTENT, 32, READY, FALSE, 0, 0 },
  { CORDON_MESSAGE_CAPTURE_MUTED, "capture-muted", "(ttb)", TO_CONTENT, 32, READY, FALSE, 0, 0 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (message_table) == CORDON_N_MESSAGES);

const CordonMessageInfo *
cordon_message_get_info (CordonMessageType type)
{
  if ((guint) type == CORDON_MESSAGE_NONE || (guint) type >= CORDON_N_MESSAGES)
    return NULL;
  return &message_table[type];
}

const char *
cordon_message_type_to_string (CordonMessageType type)
{
  return message_table[(guint) type < CORDON_N_MESSAGES ? (guint) type : 0].name;
}

CordonMessageType
cordon_message_type_from_string (const char *name)
{
  for (guint i = 1; name && i < CORDON_N_MESSAGES; i++)
    if (strcmp (message_table[i].name, name) == 0)
      return message_table[i].type;
  return CORDON_MESSAGE_NONE;
}

const char *
cordon_channel_state_to_string (CordonChannelState state)
{
  static const char *const names[] = { "dead", "new", "ready" };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_CHANNEL_STATES);
  return names[(guint) state < CORDON_N_CHANNEL_STATES ? (guint) state : 0];
}

static gboolean
violation (GError **error, const char *message, const char *what)
{
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_VIOLATION, "%s: %s", message, what);
  return FALSE;
}

/* The bytes are decoded as the table's type, so the sender cannot make the decoder build any other. */
static GVariant *
open_body (const CordonMessageInfo *info, GVariant *message)
{
  g_autoptr (GVariant) array = g_variant_get_child_value (message, 1);
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer data;
  gsize size = 0;

  data = g_variant_get_fixed_array (array, &size, 1);
  if (size > info->max_size)
    return NULL;
  bytes = g_bytes_new (data, size);
  return g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (info->signature), bytes, FALSE));
}

gboolean
cordon_message_open (GVariant *message, CordonDirection direction, CordonMessage *out_message, GError **error)
{
  const CordonMessageInfo *info;
  g_autoptr (GVariant) body = NULL;
  guint32 type = 0;

  g_return_val_if_fail (out_message != NULL, FALSE);

  if (!message || !g_variant_is_of_type (message, G_VARIANT_TYPE (ENVELOPE)))
    return violation (error, "message", "not an envelope");
  if (g_variant_get_size (message) > CORDON_MESSAGE_MAX_SIZE + 64 || !g_variant_is_normal_form (message))
    return violation (error, "message", "envelope too large or not in normal form");
  g_variant_get_child (message, 0, "u", &type);
  info = cordon_message_get_info ((CordonMessageType) type);
  if (!info)
    return violation (error, "message", "unknown type");
  if (info->direction != direction)
    return violation (error, info->name, "wrong direction");

  body = open_body (info, message);
  if (!body)
    return violation (error, info->name, "too large");
  if (!g_variant_is_normal_form (body))
    return violation (error, info->name, "does not match its signature");
  *out_message = (CordonMessage){ .info = info, .body = g_steal_pointer (&body) };
  return TRUE;
}

void
cordon_message_clear (CordonMessage *message)
{
  g_clear_pointer (&message->body, g_variant_unref);
  message->info = NULL;
}

static GVariant *
new_message (CordonMessageType type, GVariant *body)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (body);
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (owned);
  GVariant *array = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);

  return g_variant_ref_sink (g_variant_new ("(u@ay)", (guint32) type, array));
}

/* A programming error where it fails: each reader is called for its own type only. */
static gboolean
is_of (const CordonMessage *message, CordonMessageType type)
{
  return message->info && message->info->type == type;
}

static gboolean
feature_is_known (guint32 feature)
{
  return feature > CORDON_FEATURE_NONE && feature < CORDON_N_FEATURES;
}

static gboolean
text_fits (const char *text, gsize max_size)
{
  return !text || (*text != '\0' && strlen (text) <= max_size);
}

GVariant *
cordon_message_new_hello (guint32 version)
{
  return new_message (CORDON_MESSAGE_HELLO, g_variant_new ("(u)", version));
}

gboolean
cordon_message_read_hello (const CordonMessage *message, guint32 *out_version, GError **error)
{
  g_return_val_if_fail (is_of (message, CORDON_MESSAGE_HELLO), FALSE);

  g_variant_get (message->body, "(u)", out_version);
  return TRUE;
}

GVariant *
cordon_message_new_query (const CordonQueryMessage *query)
{
  return new_message (CORDON_MESSAGE_QUERY,
                      g_variant_new ("(ttu)", query->query_id, query->document_id, (guint32) query->feature));
}

gboolean
cordon_message_read_query (const CordonMessage *message, CordonQueryMessage *out_query, GError **error)
{
  CordonQueryMessage query = { 0 };
  guint32 feature = 0;

  g_return_val_if_fail (is_of (message, CORDON_MESSAGE_QUERY), FALSE);

  g_variant_get (message->body, "(ttu)", &query.query_id, &query.document_id, &feature);
  if (!feature_is_known (feature))
    return violation (error, "query", "unknown feature");
  query.feature = (CordonFeature) feature;
  *out_query = query;
  return TRUE;
}

GVariant *
cordon_message_new_request (const CordonRequestMessage *request)
{
  return new_message (CORDON_MESSAGE_REQUEST,
                      g_variant_new ("(ttubbbumsmsms)", request->request_id, request->document_id,
                                     request->features, request->pan_tilt_zoom, request->wants_audio,
                                     request->user_chooses, (guint32) request->fault, request->callee,
                                     request->camera_device_id, request->microphone_device_id));
}

gboolean
cordon_message_read_request (const CordonMessage *message, CordonRequestMessage *out_request, GError **error)
{
  CordonRequestMessage request = { 0 };
  guint32 fault = 0;

  g_return_val_if_fail (is_of (message, CORDON_MESSAGE_REQUEST), FALSE);

  g_variant_get (message->body, "(ttubbbum&sm&sm&s)", &request.request_id, &request.document_id,
                 &request.features, &request.pan_tilt_zoom, &request.wants_audio, &request.user_chooses,
                 &fault, &request.callee, &request.camera_device_id, &request.microphone_device_id);
  if (request.features == 0 || (request.features & ~ALL_FEATURES) != 0)
    return violation (error, "request", "empty or unknown features");
  if (fault >= CORDON_N_REQUEST_FAULTS)
    return violation (error, "request", "unknown fault");
  /* An empty peerIdentity is the page's mistake, which the pipeline answers; only its length is checked here. */
  if (request.callee && strlen (request.callee) > CORDON_CALLEE_MAX_SIZE)
    return violation (error, "request", "callee too long");
  if (!text_fits (request.camera_device_id, CORDON_MESSAGE_MAX_DEVICE_SIZE)
      || !text_fits (request.microphone_device_id, CORDON_MESSAGE_MAX_DEVICE_SIZE))
    return violation (error, "request", "device id empty or too long");
  request.fault = (CordonRequestFault) fault;
  *out_request = request;
  return TRUE;
}

GVariant *
cordon_message_new_cancel (guint64 request_id)
{
  return new_message (CORDON_MESSAGE_CANCEL, g_variant_new ("(t)", request_id));
}

GVariant *
cordon_message_new_forgotten (guint64 document_id)
{
  return new_message (CORDON_MESSAGE_FORGOTTEN, g_variant_new ("(t)", document_id));
}

GVariant *
cordon_message_new_document_gone (guint64 document_id)
{
  return new_message (CORDON_MESSAGE_DOCUMENT_GONE, g_variant_new ("(t)", document_id));
}

gboolean
cordon_message_read_id (const CordonMessage *message, guint64 *out_id, GError **error)
{
  g_return_val_if_fail (is_of (message, CORDON_MESSAGE_CANCEL) || is_of (message, CORDON_MESSAGE_FORGOTTEN)
                          || is_of (message, CORDON_MESSAGE_DOCUMENT_GONE),
                        FALSE);

  g_variant_get (message->body, "(t)", out_id);
  return TRUE;
}

GVariant *
cordon_message_new_document (const CordonDocumentMessage *document)
{
  return new_message (CORDON_MESSAGE_DOCUMENT, g_variant_new ("(ttu)", document->document_id,
                                                              document->engine_id, document->version_slot));
}

gboolean
cordon_message_read_document (const CordonMessage *message, CordonDocumentMessage *out_document,
                              GError **error)
{
  g_return_val_if_fail (is_of (message, CORDON_MESSAGE_DOCUMENT), FALSE);

  g_variant_get (message->body, "(ttu)", &out_document->document_id, &out_document->engine_id,
                 &out_document->version_slot);
  return TRUE;
}

GVariant *
cordon_message_new_answer (const CordonAnswerMessage *answer)
{
  return new_message (CORDON_MESSAGE_ANSWER,
                      g_variant_new ("(tut)", answer->query_id, (guint32) answer->state, answer->version));
}

gboolean
cordon_message_read_answer (const CordonMessage *message, CordonAnswerMessage *out_answer, GError **error)
{
  CordonAnswerMessage answer = { 0 };
  guint32 state = 0;

  g_return_val_if_fail (is_of (message, CORDON_MESSAGE_ANSWER), FALSE);

  g_variant_get (message->body, "(tut)", &answer.query_id, &state, &answer.version);
  if (state > CORDON_STATE_GRANTED)
    return violation (error, "answer", "unknown state");
  answer.state = (CordonState) state;
  *out_answer = answer;
  return TRUE;
}

GVariant *
cordon_message_new_response (const CordonResponseMessage *response)
{
  GVariant *captures = g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, response->capture_ids,
                                                  CORDON_N_FEATURES, sizeof (guint64));

  return new_message (CORDON_MESSAGE_RESPONSE,
                      g_variant_new ("(tuumsmsmsbttu@at)", response->request_id, (guint32) response->verdict,
                                     (guint32) response->reason, response->exception, response->token,
                                     response->callee, response->isolate, response->call_id,
                                     response->surface_id, response->indicators, captures));
}

gboolean
cordon_message_read_response (const CordonMessage *message, CordonResponseMessage *out_response,
                              GError **error)
{
  CordonResponseMessage response = { 0 };
  g_autoptr (GVariant) captures = NULL;
  guint32 verdict = 0, reason = 0;
  const guint64 *ids;
  gsize n_ids = 0;

  g_return_val_if_fail (is_of (message, CORDON_MESSAGE_RESPONSE), FALSE);

  g_variant_get (message->body, "(tuum&sm&sm&sbttu@at)", &response.request_id, &verdict, &reason,
                 &response.exception, &response.token, &response.callee, &response.isolate, &response.call_id,
                 &response.surface_id, &response.indicators, &captures);
  if ((verdict != CORDON_DECISION_DENY && verdict != CORDON_DECISION_ALLOW) || reason >= CORDON_N_REASONS)
    return violation (error, "response", "unknown verdict or reason");
  if (response.callee && !response.isolate)
    return violation (error, "response", "a callee without isolation");
  ids = g_variant_get_fixed_array (captures, &n_ids, sizeof (guint64));
  if (n_ids != CORDON_N_FEATURES)
    return violation (error, "response", "not one capture id for each feature");
  memcpy (response.capture_ids, ids, sizeof response.capture_ids);
  response.verdict = (CordonDecisionVerdict) verdict;
  response.reason = (CordonReason) reason;
  *out_response = response;
  return TRUE;
}

GVariant *
cordon_message_new_changed (const CordonChangedMessage *changed)
{
  return new_message (CORDON_MESSAGE_CHANGED,
                      g_variant_new ("(tuut)", changed->document_id, (guint32) changed->feature,
                                     (guint32) changed->state, changed->version));
}

gboolean
cordon_message_read_changed (const CordonMessage *message, CordonChangedMessage *out_changed, GError **error)
{
  CordonChangedMessage changed = { 0 };
  guint32 feature = 0, state = 0;

  g_return_val_if_fail (is_of (message, CORDON_MESSAGE_CHANGED), FALSE);

  g_variant_get (message->body, "(tuut)", &changed.document_id, &feature, &state, &changed.version);
  if (feature >= CORDON_N_FEATURES || state > CORDON_STATE_GRANTED)
    return violation (error, "changed", "unknown feature or state");
  changed.feature = (CordonFeature) feature;
  changed.state = (CordonState) state;
  *out_changed = changed;
  return TRUE;
}

GVariant *
cordon_message_new_track_ended (guint64 document_id, guint64 capture_id)
{
  return new_message (CORDON_MESSAGE_TRACK_ENDED, g_variant_new ("(tt)", document_id, capture_id));
}

GVariant *
cordon_message_new_capture (CordonMessageType type, const CordonCaptureMessage *capture)
{
  if (type == CORDON_MESSAGE_CAPTURE_STOPPED)
    return new_message (
      type, g_variant_new ("(ttu)", capture->document_id, capture->capture_id, (guint32) capture->feature));
  g_return_val_if_fail (type == CORDON_MESSAGE_CAPTURE_MUTED, NULL);
  return new_message (type,
                      g_variant_new ("(ttb)", capture->document_id, capture->capture_id, capture->muted));
}

gboolean
cordon_message_read_capture (const CordonMessage *message, CordonCaptureMessage *out_capture, GError **error)
{
  CordonCaptureMessage capture = { 0 };
  guint32 feature = CORDON_FEATURE_NONE;

  if (is_of (message, CORDON_MESSAGE_CAPTURE_STOPPED))
    g_variant_get (message->body, "(ttu)", &capture.document_id, &capture.capture_id, &feature);
  else if (is_of (message, CORDON_MESSAGE_CAPTURE_MUTED))
    g_variant_get (message->body, "(ttb)", &capture.document_id, &capture.capture_id, &capture.muted);
  else if (is_of (message, CORDON_MESSAGE_TRACK_ENDED))
    g_variant_get (message->body, "(tt)", &capture.document_id, &capture.capture_id);
  else
    g_return_val_if_reached (FALSE);

  if (is_of (message, CORDON_MESSAGE_CAPTURE_STOPPED) && !feature_is_known (feature))
    return violation (error, message->info->name, "unknown feature");
  capture.feature = (CordonFeature) feature;
  *out_capture = capture;
  return TRUE;
}
