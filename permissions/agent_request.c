#include <string.h>

#include "permissions/agent_private.h"

/* The page's share of what its process may have open, so that one document cannot starve the others. */
#define MAX_OPEN_PER_DOCUMENT (CORDON_MESSAGE_MAX_OPEN_REQUESTS / 2)

static void
finish (CordonAgent *agent, CordonAgentRequest *request, const CordonResponse *response)
{
  const CordonAgentRequest copy = *request;
  CordonAgentDocument *document = cordon_agent_lookup (agent, copy.document_id);

  if (document)
    document->n_open--;
  g_hash_table_remove (agent->requests, &copy.id);
  copy.func (agent, response, copy.data);
}

static void
deny (CordonAgent *agent, CordonReason reason, const char *exception, CordonAgentResponseFunc func,
      gpointer data)
{
  const CordonResponse response = { .reason = reason, .exception = exception };

  func (agent, &response, data);
}

static gboolean
text_fits (const char *text, gsize max_size)
{
  return !text || (strlen (text) <= max_size && g_utf8_validate (text, -1, NULL));
}

/* Everything that would be a violation when sent is the page's mistake here, and gets the page's exception. */
static const char *
find_fault (CordonAgent *agent, const CordonAgentDocument *document, const CordonRequest *request,
            CordonReason *out_reason)
{
  *out_reason = CORDON_REASON_BAD_REQUEST;
  if (request->features == 0 || request->features >= (1u << CORDON_N_FEATURES)
      || (request->features & 1u) != 0)
    return "TypeError";
  if ((guint) request->fault >= CORDON_N_REQUEST_FAULTS)
    return "TypeError";
  if (!text_fits (request->callee, CORDON_CALLEE_MAX_SIZE))
    return "TypeError";
  if (!text_fits (request->camera_device_id, CORDON_MESSAGE_MAX_DEVICE_SIZE)
      || !text_fits (request->microphone_device_id, CORDON_MESSAGE_MAX_DEVICE_SIZE))
    return "OverconstrainedError";
  *out_reason = CORDON_REASON_GONE;
  if (!document)
    return "InvalidStateError";
  *out_reason = CORDON_REASON_QUOTA;
  if (document->n_open >= MAX_OPEN_PER_DOCUMENT
      || g_hash_table_size (agent->requests) >= CORDON_MESSAGE_MAX_OPEN_REQUESTS
      || !cordon_agent_may_send (agent, CORDON_MESSAGE_REQUEST))
    return "NotAllowedError";
  return NULL;
}

static const char *
none_if_empty (const char *text)
{
  return text && *text ? text : NULL;
}

static void
send_request (CordonAgent *agent, guint64 request_id, guint64 document_id, const CordonRequest *request)
{
  const CordonRequestMessage message = {
    .request_id = request_id,
    .document_id = document_id,
    .features = request->features,
    .pan_tilt_zoom = !!request->pan_tilt_zoom,
    .wants_audio = !!request->wants_audio,
    .user_chooses = !!request->user_chooses,
    .fault = request->fault,
    .callee = request->callee,
    .camera_device_id = none_if_empty (request->camera_device_id),
    .microphone_device_id = none_if_empty (request->microphone_device_id),
  };

  cordon_agent_send (agent, cordon_message_new_request (&message));
}

guint64
cordon_agent_request (CordonAgent *agent, guint64 document_id, const CordonRequest *request,
                      CordonAgentResponseFunc func, gpointer data)
{
  g_autoptr (CordonHeldAgent) held = cordon_agent_hold (agent);
  CordonAgentDocument *document = cordon_agent_lookup (held, document_id);
  CordonReason reason = CORDON_REASON_NONE;
  const char *fault;
  CordonAgentRequest *open;
  guint64 id;

  g_return_val_if_fail (request != NULL && func != NULL, 0);

  fault = find_fault (held, document, request, &reason);
  if (fault)
    {
      deny (held, reason, fault, func, data);
      return 0;
    }
  id = ++held->last_request_id;
  open = g_new0 (CordonAgentRequest, 1);
  *open = (CordonAgentRequest){ .id = id, .document_id = document_id, .func = func, .data = data };
  g_hash_table_insert (held->requests, &open->id, open);
  document->n_open++;
  send_request (held, id, document_id, request);
  return g_hash_table_contains (held->requests, &id) ? id : 0;
}

void
cordon_agent_cancel (CordonAgent *agent, guint64 request_id)
{
  static const CordonResponse gone = { .reason = CORDON_REASON_GONE, .exception = "AbortError" };
  g_autoptr (CordonHeldAgent) held = cordon_agent_hold (agent);
  CordonAgentRequest *request = g_hash_table_lookup (held->requests, &request_id);

  if (!request)
    return;
  cordon_agent_send (held, cordon_message_new_cancel (request_id));
  request = g_hash_table_lookup (held->requests, &request_id);
  if (request)
    finish (held, request, &gone);
}

static void
remember_captures (CordonAgentDocument *document, const guint64 *capture_ids)
{
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    if (capture_ids[i] != 0)
      g_hash_table_insert (document->captures, g_memdup2 (&capture_ids[i], sizeof (guint64)),
                           GUINT_TO_POINTER (1));
  if (document->had_device)
    return;
  if (capture_ids[CORDON_FEATURE_CAMERA] != 0)
    g_array_append_val (document->given, capture_ids[CORDON_FEATURE_CAMERA]);
  if (capture_ids[CORDON_FEATURE_MICROPHONE] != 0)
    g_array_append_val (document->given, capture_ids[CORDON_FEATURE_MICROPHONE]);
}

void
cordon_agent_note_delivery (CordonAgentDocument *document, guint64 capture_id)
{
  for (guint i = 0; i < document->given->len && !document->had_device; i++)
    document->had_device = g_array_index (document->given, guint64, i) == capture_id;
  if (document->had_device)
    g_array_set_size (document->given, 0);
}

gboolean
cordon_agent_may_name_constraint (CordonAgent *agent, guint64 document_id)
{
  const CordonAgentDocument *document;

  g_return_val_if_fail (agent != NULL, FALSE);

  document = cordon_agent_lookup (agent, document_id);
  return document && document->had_device;
}

/* A callee that does not parse leaves the zero response, which denies. */
static gboolean
read_obligations (const CordonResponseMessage *message, CordonResponse *response)
{
  response->obligations = (CordonObligations){
    .isolate = message->isolate,
    .call_id = message->call_id,
    .surface_id = message->surface_id,
    .indicators = message->indicators,
  };
  if (!message->callee)
    return TRUE;
  response->obligations.callee = cordon_callee_parse (message->callee, -1, NULL);
  return response->obligations.callee != NULL;
}

void
cordon_agent_take_response (CordonAgent *agent, const CordonResponseMessage *message)
{
  CordonAgentRequest *request = g_hash_table_lookup (agent->requests, &message->request_id);
  CordonResponse response = { .reason = message->reason, .exception = message->exception };
  CordonAgentDocument *document;

  if (!request)
    return;
  document = cordon_agent_lookup (agent, request->document_id);
  if (message->verdict == CORDON_DECISION_ALLOW && document && read_obligations (message, &response))
    {
      response.verdict = CORDON_DECISION_ALLOW;
      response.token = message->token;
      memcpy (response.capture_ids, message->capture_ids, sizeof response.capture_ids);
      remember_captures (document, message->capture_ids);
    }
  else if (!response.exception)
    response.exception = "NotAllowedError";
  finish (agent, request, &response);
  cordon_obligations_clear (&response.obligations);
}

static CordonAgentRequest *
find_request_of (CordonAgent *agent, guint64 document_id)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, agent->requests);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((CordonAgentRequest *) value)->document_id == document_id)
      return value;
  return NULL;
}

void
cordon_agent_end_requests (CordonAgent *agent, guint64 document_id)
{
  static const CordonResponse gone = { .reason = CORDON_REASON_GONE, .exception = "AbortError" };
  CordonAgentRequest *request;

  while ((request = find_request_of (agent, document_id)))
    finish (agent, request, &gone);
}

static guint
get_n_tracks (const CordonAgentDocument *document, guint64 capture_id)
{
  return document ? GPOINTER_TO_UINT (g_hash_table_lookup (document->captures, &capture_id)) : 0;
}

static void
set_n_tracks (CordonAgentDocument *document, guint64 capture_id, guint n_tracks)
{
  g_hash_table_insert (document->captures, g_memdup2 (&capture_id, sizeof capture_id),
                       GUINT_TO_POINTER (n_tracks));
}

void
cordon_agent_track_cloned (CordonAgent *agent, guint64 document_id, guint64 capture_id)
{
  CordonAgentDocument *document = cordon_agent_lookup (agent, document_id);
  const guint n_tracks = get_n_tracks (document, capture_id);

  if (n_tracks > 0)
    set_n_tracks (document, capture_id, n_tracks + 1);
}

void
cordon_agent_track_ended (CordonAgent *agent, guint64 document_id, guint64 capture_id)
{
  g_autoptr (CordonHeldAgent) held = cordon_agent_hold (agent);
  CordonAgentDocument *document = cordon_agent_lookup (held, document_id);
  const guint n_tracks = get_n_tracks (document, capture_id);

  if (n_tracks == 0)
    return;
  if (n_tracks > 1)
    {
      set_n_tracks (document, capture_id, n_tracks - 1);
      return;
    }
  g_hash_table_remove (document->captures, &capture_id);
  cordon_agent_send (held, cordon_message_new_track_ended (document_id, capture_id));
}
