#include "permissions/agent.h"

#include <string.h>

#include "permissions/error.h"
#include "permissions/protocol.h"
#include "permissions/quota.h"
#include "permissions/version_page.h"

/* The page's share of what its process may have open, so that one document cannot starve the others. */
#define MAX_OPEN_PER_DOCUMENT (CORDON_MESSAGE_MAX_OPEN_REQUESTS / 2)

typedef struct
{
  CordonAgentStateFunc func;
  gpointer data;
} Waiter;

/* What is known of one feature of one document. */
typedef struct
{
  gboolean valid;
  CordonState state;
  guint64 version;  /* of the document's word when the state was read */
  guint64 query_id; /* of the message under way; 0: none */
  GArray *waiters;  /* Waiter; who waits for it */
} Entry;

typedef struct
{
  guint64 id;
  guint64 engine_id;
  guint32 version_slot;
  Entry entries[CORDON_N_FEATURES];
  GHashTable *captures; /* guint64 -> number of live tracks */
  guint n_open;
} Document;

typedef struct
{
  guint64 id;
  guint64 document_id;
  CordonAgentResponseFunc func;
  gpointer data;
} Request;

/* Callbacks may free the agent, so whoever calls out holds a reference. */
struct _CordonAgent
{
  grefcount ref_count;
  CordonAgentTransport transport;
  CordonAgentEvents events;
  CordonClock clock;
  CordonVersionView *view;
  GHashTable *documents; /* guint64 -> Document */
  GHashTable *requests;  /* guint64 -> Request */
  Document *last;        /* the document of the last look-up */
  CordonQuota quotas[CORDON_N_MESSAGES];
  guint64 last_query_id;
  guint64 last_request_id;
  gboolean started;
  gboolean lost;
};

static void
agent_unref (CordonAgent *agent)
{
  if (!g_ref_count_dec (&agent->ref_count))
    return;
  cordon_version_view_free (agent->view);
  g_hash_table_unref (agent->documents);
  g_hash_table_unref (agent->requests);
  g_free (agent);
}

static CordonAgent *
agent_ref (CordonAgent *agent)
{
  g_ref_count_inc (&agent->ref_count);
  return agent;
}

typedef CordonAgent HeldAgent;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeldAgent, agent_unref)

static void
document_free (gpointer data)
{
  Document *document = data;

  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    g_clear_pointer (&document->entries[i].waiters, g_array_unref);
  g_hash_table_unref (document->captures);
  g_free (document);
}

CordonAgent *
cordon_agent_new (const CordonAgentTransport *transport)
{
  CordonAgent *agent;

  g_return_val_if_fail (transport != NULL && transport->send != NULL, NULL);

  agent = g_new0 (CordonAgent, 1);
  g_ref_count_init (&agent->ref_count);
  agent->transport = *transport;
  agent->documents = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, document_free);
  agent->requests = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return agent;
}

void
cordon_agent_free (CordonAgent *agent)
{
  if (!agent)
    return;
  cordon_agent_lost (agent);
  agent_unref (agent);
}

void
cordon_agent_set_clock (CordonAgent *agent, const CordonClock *clock)
{
  agent->clock = *clock;
}

void
cordon_agent_set_events (CordonAgent *agent, const CordonAgentEvents *events)
{
  agent->events = events ? *events : (CordonAgentEvents){ 0 };
}

static void
send_message (CordonAgent *agent, GVariant *message)
{
  if (!agent->lost)
    agent->transport.send (agent->transport.data, message);
  g_variant_unref (message);
}

void
cordon_agent_start (CordonAgent *agent)
{
  if (agent->started)
    return;
  agent->started = TRUE;
  send_message (agent, cordon_message_new_hello (CORDON_PROTOCOL_VERSION));
}

gboolean
cordon_agent_adopt_version_page (CordonAgent *agent, int descriptor, gsize size, GError **error)
{
  CordonVersionView *view = cordon_version_view_new (descriptor, size, error);

  if (!view)
    return FALSE;
  cordon_version_view_free (agent->view);
  agent->view = view;
  return TRUE;
}

static Document *
find_document (CordonAgent *agent, guint64 id)
{
  if (agent->last && agent->last->id == id)
    return agent->last;
  agent->last = g_hash_table_lookup (agent->documents, &id);
  return agent->last;
}

guint64
cordon_agent_find_document (CordonAgent *agent, guint64 engine_id)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, agent->documents);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Document *) value)->engine_id == engine_id)
      return ((Document *) value)->id;
  return 0;
}

/* Without a word the browser's `changed` message is what voids the entry. */
static gboolean
entry_holds (const CordonAgent *agent, const Document *document, const Entry *entry)
{
  guint64 version = 0;

  if (!entry->valid)
    return FALSE;
  if (!agent->view || !cordon_version_view_read (agent->view, document->version_slot, &version))
    return TRUE;
  return version == entry->version;
}

gboolean
cordon_agent_peek (CordonAgent *agent, guint64 document_id, CordonFeature feature, CordonState *out_state)
{
  const Document *document = find_document (agent, document_id);

  if (!document || (guint) feature >= CORDON_N_FEATURES
      || !entry_holds (agent, document, &document->entries[feature]))
    return FALSE;
  *out_state = document->entries[feature].state;
  return TRUE;
}

static gboolean
may_send (CordonAgent *agent, CordonMessageType type)
{
  const CordonMessageInfo *info = cordon_message_get_info (type);

  /* Half of what the browser side takes, because its clock and the way there may bunch messages. */
  return cordon_quota_take (&agent->quotas[type], info->burst / 2, info->per_second / 2,
                            cordon_clock_now (&agent->clock).mono_us);
}

/* All who ask while a message is under way share its answer, so a page cannot make its process noisy. */
static void
wait_for_answer (CordonAgent *agent, Document *document, CordonFeature feature, Waiter waiter)
{
  Entry *entry = &document->entries[feature];
  CordonQueryMessage query = { .document_id = document->id, .feature = feature };

  if (!entry->waiters)
    entry->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  g_array_append_val (entry->waiters, waiter);
  if (entry->query_id != 0)
    return;
  query.query_id = ++agent->last_query_id;
  entry->query_id = query.query_id;
  send_message (agent, cordon_message_new_query (&query));
}

void
cordon_agent_query (CordonAgent *agent, guint64 document_id, CordonFeature feature, CordonAgentStateFunc func,
                    gpointer data)
{
  g_autoptr (HeldAgent) held = agent_ref (agent);
  CordonState state = CORDON_STATE_DENIED;
  Document *document = find_document (held, document_id);

  g_return_if_fail (func != NULL);

  if (cordon_agent_peek (held, document_id, feature, &state))
    func (held, state, data);
  else if (!document || feature <= CORDON_FEATURE_NONE || (guint) feature >= CORDON_N_FEATURES
           || (document->entries[feature].query_id == 0 && !may_send (held, CORDON_MESSAGE_QUERY)))
    func (held, CORDON_STATE_DENIED, data);
  else
    wait_for_answer (held, document, feature, (Waiter){ func, data });
}

static void
tell_waiters (CordonAgent *agent, GArray *waiters, CordonState state)
{
  for (guint i = 0; waiters && i < waiters->len; i++)
    {
      const Waiter *waiter = &g_array_index (waiters, Waiter, i);

      waiter->func (agent, state, waiter->data);
    }
  if (waiters)
    g_array_unref (waiters);
}

static Document *
find_query (CordonAgent *agent, guint64 query_id, CordonFeature *out_feature)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, agent->documents);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    for (guint i = 1; i < CORDON_N_FEATURES; i++)
      if (((Document *) value)->entries[i].query_id == query_id)
        {
          *out_feature = (CordonFeature) i;
          return value;
        }
  return NULL;
}

static void
take_answer (CordonAgent *agent, const CordonAnswerMessage *answer)
{
  CordonFeature feature = CORDON_FEATURE_NONE;
  Document *document = answer->query_id == 0 ? NULL : find_query (agent, answer->query_id, &feature);
  Entry *entry;

  if (!document)
    return;
  entry = &document->entries[feature];
  entry->valid = TRUE;
  entry->state = answer->state;
  entry->version = answer->version;
  entry->query_id = 0;
  tell_waiters (agent, g_steal_pointer (&entry->waiters), answer->state);
}

static void
finish (CordonAgent *agent, Request *request, const CordonResponse *response)
{
  const Request copy = *request;
  Document *document = find_document (agent, copy.document_id);

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
find_fault (CordonAgent *agent, const Document *document, const CordonRequest *request,
            CordonReason *out_reason)
{
  *out_reason = CORDON_REASON_BAD_REQUEST;
  if (request->features == 0 || request->features >= (1u << CORDON_N_FEATURES)
      || (request->features & 1u) != 0)
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
      || !may_send (agent, CORDON_MESSAGE_REQUEST))
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
    .callee = request->callee,
    .camera_device_id = none_if_empty (request->camera_device_id),
    .microphone_device_id = none_if_empty (request->microphone_device_id),
  };

  send_message (agent, cordon_message_new_request (&message));
}

guint64
cordon_agent_request (CordonAgent *agent, guint64 document_id, const CordonRequest *request,
                      CordonAgentResponseFunc func, gpointer data)
{
  g_autoptr (HeldAgent) held = agent_ref (agent);
  Document *document = find_document (held, document_id);
  CordonReason reason = CORDON_REASON_NONE;
  const char *fault;
  Request *open;
  guint64 id;

  g_return_val_if_fail (request != NULL && func != NULL, 0);

  fault = find_fault (held, document, request, &reason);
  if (fault)
    {
      deny (held, reason, fault, func, data);
      return 0;
    }
  id = ++held->last_request_id;
  open = g_new0 (Request, 1);
  *open = (Request){ .id = id, .document_id = document_id, .func = func, .data = data };
  g_hash_table_insert (held->requests, &open->id, open);
  document->n_open++;
  send_request (held, id, document_id, request);
  return g_hash_table_contains (held->requests, &id) ? id : 0;
}

void
cordon_agent_cancel (CordonAgent *agent, guint64 request_id)
{
  static const CordonResponse gone = { .reason = CORDON_REASON_GONE, .exception = "AbortError" };
  g_autoptr (HeldAgent) held = agent_ref (agent);
  Request *request = g_hash_table_lookup (held->requests, &request_id);

  if (!request)
    return;
  send_message (held, cordon_message_new_cancel (request_id));
  request = g_hash_table_lookup (held->requests, &request_id);
  if (request)
    finish (held, request, &gone);
}

static void
remember_captures (Document *document, const guint64 *capture_ids)
{
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    if (capture_ids[i] != 0)
      g_hash_table_insert (document->captures, g_memdup2 (&capture_ids[i], sizeof (guint64)),
                           GUINT_TO_POINTER (1));
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

static void
take_response (CordonAgent *agent, const CordonResponseMessage *message)
{
  Request *request = g_hash_table_lookup (agent->requests, &message->request_id);
  CordonResponse response = { .reason = message->reason, .exception = message->exception };
  Document *document;

  if (!request)
    return;
  document = find_document (agent, request->document_id);
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

static void
take_document (CordonAgent *agent, const CordonDocumentMessage *message)
{
  Document *document;

  if (message->document_id == 0 || g_hash_table_contains (agent->documents, &message->document_id))
    return;
  document = g_new0 (Document, 1);
  document->id = message->document_id;
  document->engine_id = message->engine_id;
  document->version_slot = message->version_slot;
  document->captures = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_hash_table_insert (agent->documents, &document->id, document);
  agent->last = NULL;
  if (agent->events.document_known)
    agent->events.document_known (agent->events.data, message->document_id, message->engine_id);
}

static Request *
find_request_of (CordonAgent *agent, guint64 document_id)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, agent->requests);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Request *) value)->document_id == document_id)
      return value;
  return NULL;
}

/* Out of the table first: nothing that a callback asks for can attach to it any more. */
static void
end_document (CordonAgent *agent, guint64 id)
{
  static const CordonResponse gone = { .reason = CORDON_REASON_GONE, .exception = "AbortError" };
  gpointer stolen = NULL;
  Document *document;
  Request *request;

  if (!g_hash_table_steal_extended (agent->documents, &id, NULL, &stolen))
    return;
  document = stolen;
  agent->last = NULL;
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    tell_waiters (agent, g_steal_pointer (&document->entries[i].waiters), CORDON_STATE_DENIED);
  while ((request = find_request_of (agent, id)))
    finish (agent, request, &gone);
  document_free (document);
  if (agent->events.document_gone)
    agent->events.document_gone (agent->events.data, id);
}

static void
take_document_gone (CordonAgent *agent, guint64 id)
{
  end_document (agent, id);
  send_message (agent, cordon_message_new_forgotten (id));
}

void
cordon_agent_lost (CordonAgent *agent)
{
  g_autoptr (HeldAgent) held = agent_ref (agent);
  GHashTableIter iter;
  gpointer document = NULL;

  held->lost = TRUE;
  for (;;)
    {
      g_hash_table_iter_init (&iter, held->documents);
      if (!g_hash_table_iter_next (&iter, NULL, &document))
        return;
      end_document (held, ((Document *) document)->id);
    }
}

static void
take_changed (CordonAgent *agent, const CordonChangedMessage *changed)
{
  Document *document = find_document (agent, changed->document_id);

  if (!document)
    return;
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    document->entries[i].valid = FALSE;
  if (changed->feature == CORDON_FEATURE_NONE)
    return;
  document->entries[changed->feature].valid = TRUE;
  document->entries[changed->feature].state = changed->state;
  document->entries[changed->feature].version = changed->version;
  if (agent->events.state_changed)
    agent->events.state_changed (agent->events.data, changed->document_id, changed->feature, changed->state);
}

static void
take_capture (CordonAgent *agent, CordonMessageType type, const CordonCaptureMessage *capture)
{
  const CordonAgentEvents *events = &agent->events;
  Document *document = find_document (agent, capture->document_id);

  if (!document)
    return;
  if (type == CORDON_MESSAGE_CAPTURE_STOPPED)
    {
      g_hash_table_remove (document->captures, &capture->capture_id);
      if (events->capture_stopped)
        events->capture_stopped (events->data, capture->document_id, capture->capture_id, capture->feature);
    }
  else if (events->capture_muted)
    events->capture_muted (events->data, capture->document_id, capture->capture_id, capture->muted);
}

static void
take_message (CordonAgent *agent, const CordonMessage *message)
{
  CordonAnswerMessage answer;
  CordonCaptureMessage capture;
  CordonChangedMessage changed;
  CordonDocumentMessage document;
  CordonResponseMessage response;
  guint64 id = 0;

  switch (message->info->type)
    {
    case CORDON_MESSAGE_DOCUMENT:
      if (cordon_message_read_document (message, &document, NULL))
        take_document (agent, &document);
      return;
    case CORDON_MESSAGE_DOCUMENT_GONE:
      if (cordon_message_read_id (message, &id, NULL))
        take_document_gone (agent, id);
      return;
    case CORDON_MESSAGE_ANSWER:
      if (cordon_message_read_answer (message, &answer, NULL))
        take_answer (agent, &answer);
      return;
    case CORDON_MESSAGE_RESPONSE:
      if (cordon_message_read_response (message, &response, NULL))
        take_response (agent, &response);
      return;
    case CORDON_MESSAGE_CHANGED:
      if (cordon_message_read_changed (message, &changed, NULL))
        take_changed (agent, &changed);
      return;
    case CORDON_MESSAGE_CAPTURE_STOPPED:
    case CORDON_MESSAGE_CAPTURE_MUTED:
      if (cordon_message_read_capture (message, &capture, NULL))
        take_capture (agent, message->info->type, &capture);
      return;
    case CORDON_MESSAGE_NONE:
    case CORDON_MESSAGE_HELLO:
    case CORDON_MESSAGE_QUERY:
    case CORDON_MESSAGE_REQUEST:
    case CORDON_MESSAGE_CANCEL:
    case CORDON_MESSAGE_TRACK_ENDED:
    case CORDON_MESSAGE_FORGOTTEN: return;
    }
}

void
cordon_agent_receive (CordonAgent *agent, GVariant *message)
{
  g_autoptr (HeldAgent) held = agent_ref (agent);
  g_auto (CordonMessage) opened = { 0 };

  if (!held->lost && cordon_message_open (message, CORDON_DIRECTION_TO_CONTENT, &opened, NULL))
    take_message (held, &opened);
}

static guint
get_n_tracks (const Document *document, guint64 capture_id)
{
  return document ? GPOINTER_TO_UINT (g_hash_table_lookup (document->captures, &capture_id)) : 0;
}

static void
set_n_tracks (Document *document, guint64 capture_id, guint n_tracks)
{
  g_hash_table_insert (document->captures, g_memdup2 (&capture_id, sizeof capture_id),
                       GUINT_TO_POINTER (n_tracks));
}

void
cordon_agent_track_cloned (CordonAgent *agent, guint64 document_id, guint64 capture_id)
{
  Document *document = find_document (agent, document_id);
  const guint n_tracks = get_n_tracks (document, capture_id);

  if (n_tracks > 0)
    set_n_tracks (document, capture_id, n_tracks + 1);
}

void
cordon_agent_track_ended (CordonAgent *agent, guint64 document_id, guint64 capture_id)
{
  g_autoptr (HeldAgent) held = agent_ref (agent);
  Document *document = find_document (held, document_id);
  const guint n_tracks = get_n_tracks (document, capture_id);

  if (n_tracks == 0)
    return;
  if (n_tracks > 1)
    {
      set_n_tracks (document, capture_id, n_tracks - 1);
      return;
    }
  g_hash_table_remove (document->captures, &capture_id);
  send_message (held, cordon_message_new_track_ended (document_id, capture_id));
}
