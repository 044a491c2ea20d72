/* The dispatch table: what a content process may say, and what happens then. Everything else kills the channel. */

#include "permissions/channel_private.h"
#include "permissions/error.h"

/* One request of the content process that the host has not finished. It lives until done () has run and the function
 * that started it has returned.
 */
typedef struct
{
  grefcount ref_count;
  CordonChannel *channel; /* a reference */
  guint64 id;
  guint64 document_id;
  guint64 host_id;
} OpenRequest;

static void
open_request_unref (OpenRequest *request)
{
  if (!g_ref_count_dec (&request->ref_count))
    return;
  cordon_channel_unref (request->channel);
  g_free (request);
}

static gboolean
violation (GError **error, const CordonMessage *message, const char *what)
{
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_VIOLATION, "%s: %s", message->info->name, what);
  return FALSE;
}

void
cordon_channel_send (CordonChannel *channel, GVariant *message)
{
  if (channel->state == CORDON_CHANNEL_READY)
    channel->transport.send (channel->transport.data, message);
  g_variant_unref (message);
}

void
cordon_channel_announce (CordonChannel *channel, const CordonDocument *document)
{
  cordon_channel_send (channel, cordon_message_new_document (&(CordonDocumentMessage){
                                  .document_id = document->id,
                                  .engine_id = document->facts.engine_id,
                                  .version_slot = document->version_slot,
                                }));
}

/* Whose is it? A document that has just gone is nobody's fault; any other id is a lie. */
static gboolean
find_document (CordonChannel *channel, const CordonMessage *message, guint64 id,
               CordonDocument **out_document, GError **error)
{
  *out_document = g_hash_table_lookup (channel->documents, &id);
  return *out_document || g_hash_table_contains (channel->departed, &id)
         || violation (error, message, "a document that is not its own");
}

static void
hold_document (gpointer document, gpointer data)
{
  cordon_document_ref (document);
}

static gboolean
handle_hello (CordonChannel *channel, const CordonMessage *message, GError **error)
{
  g_autolist (CordonDocument) documents = NULL;
  guint32 version = 0;

  if (!cordon_message_read_hello (message, &version, error))
    return FALSE;
  if (version != CORDON_PROTOCOL_VERSION)
    return violation (error, message, "another version of the protocol");
  channel->state = CORDON_CHANNEL_READY;
  if (channel->page && channel->transport.send_version_page)
    channel->transport.send_version_page (channel->transport.data,
                                          cordon_version_page_get_descriptor (channel->page),
                                          cordon_version_page_get_size (channel->page));
  documents = g_hash_table_get_values (channel->documents);
  g_list_foreach (documents, hold_document, NULL);
  for (GList *l = documents; l; l = l->next)
    if (!cordon_document_is_gone (l->data))
      cordon_channel_announce (channel, l->data);
  return TRUE;
}

/* The word is read before the state: a change in between makes the answer stale, never the cache wrong. */
static gboolean
handle_query (CordonChannel *channel, const CordonMessage *message, GError **error)
{
  const CordonBrokerHost *host = &channel->broker->host;
  CordonDocument *document = NULL;
  CordonQueryMessage query;
  CordonAnswerMessage answer = { 0 };

  if (!cordon_message_read_query (message, &query, error))
    return FALSE;
  if (query.query_id <= channel->last_query_id)
    return violation (error, message, "an id that was there before");
  if (!find_document (channel, message, query.document_id, &document, error))
    return FALSE;
  channel->last_query_id = query.query_id;

  answer.query_id = query.query_id;
  if (document)
    {
      if (channel->page)
        answer.version = cordon_version_page_read (channel->page, document->version_slot);
      answer.state = host->query (host->data, document, query.feature);
    }
  cordon_channel_send (channel, cordon_message_new_answer (&answer));
  return TRUE;
}

static void
respond (CordonChannel *channel, guint64 request_id, const CordonRequestOutcome *outcome)
{
  const gboolean allowed = outcome->verdict == CORDON_DECISION_ALLOW;
  CordonResponseMessage response = { .request_id = request_id, .reason = outcome->reason };

  if (!allowed)
    response.exception = outcome->exception ? outcome->exception : "NotAllowedError";
  else
    {
      response.verdict = CORDON_DECISION_ALLOW;
      response.token = outcome->token;
      for (guint i = 0; outcome->capture_ids && i < CORDON_N_FEATURES; i++)
        response.capture_ids[i] = outcome->capture_ids[i];
    }
  if (allowed && outcome->obligations)
    {
      const CordonObligations *obligations = outcome->obligations;

      response.callee = obligations->callee ? cordon_callee_to_string (obligations->callee) : NULL;
      response.isolate = obligations->isolate || obligations->callee;
      response.call_id = obligations->call_id;
      response.surface_id = obligations->surface_id;
      response.indicators = obligations->indicators;
    }
  cordon_channel_send (channel, cordon_message_new_response (&response));
}

/* The token of a document that has gone meanwhile must not reach the process. */
static void
request_done (const CordonRequestOutcome *outcome, gpointer data)
{
  OpenRequest *request = data;
  CordonChannel *channel = request->channel;

  if (g_hash_table_remove (channel->requests, &request->id)
      && g_hash_table_contains (channel->documents, &request->document_id))
    respond (channel, request->id, outcome);
  open_request_unref (request);
}

static void
start_request (CordonChannel *channel, CordonDocument *document, const CordonRequestMessage *message)
{
  const CordonBrokerHost *host = &channel->broker->host;
  g_autoptr (CordonDocument) held = cordon_document_ref (document);
  OpenRequest *request = g_new0 (OpenRequest, 1);

  g_ref_count_init (&request->ref_count);
  request->channel = cordon_channel_ref (channel);
  request->id = message->request_id;
  request->document_id = document->id;
  g_hash_table_insert (channel->requests, &request->id, request);

  g_ref_count_inc (&request->ref_count);
  request->host_id = host->request (host->data, held, message, request_done, request);
  open_request_unref (request);
}

static gboolean
handle_request (CordonChannel *channel, const CordonMessage *message, GError **error)
{
  static const CordonRequestOutcome gone = { .reason = CORDON_REASON_GONE, .exception = "AbortError" };
  CordonDocument *document = NULL;
  CordonRequestMessage request;

  if (!cordon_message_read_request (message, &request, error))
    return FALSE;
  if (request.request_id <= channel->last_request_id)
    return violation (error, message, "an id that was there before");
  if (!find_document (channel, message, request.document_id, &document, error))
    return FALSE;
  if (g_hash_table_size (channel->requests) >= CORDON_MESSAGE_MAX_OPEN_REQUESTS)
    return violation (error, message, "too many open requests");
  channel->last_request_id = request.request_id;
  if (document)
    start_request (channel, document, &request);
  else
    respond (channel, request.request_id, &gone);
  return TRUE;
}

/* It may cross the response on its way, so an id that has been there is fine; one that never was is a lie. */
static gboolean
handle_cancel (CordonChannel *channel, const CordonMessage *message, GError **error)
{
  const CordonBrokerHost *host = &channel->broker->host;
  OpenRequest *request;
  guint64 id = 0;

  if (!cordon_message_read_id (message, &id, error))
    return FALSE;
  if (id == 0 || id > channel->last_request_id)
    return violation (error, message, "a request that was never made");
  request = g_hash_table_lookup (channel->requests, &id);
  if (!request)
    return TRUE;
  g_hash_table_remove (channel->requests, &id);
  host->cancel (host->data, request->host_id);
  return TRUE;
}

static gboolean
handle_track_ended (CordonChannel *channel, const CordonMessage *message, GError **error)
{
  const CordonBrokerHost *host = &channel->broker->host;
  CordonDocument *document = NULL;
  CordonCaptureMessage capture;

  if (!cordon_message_read_capture (message, &capture, error)
      || !find_document (channel, message, capture.document_id, &document, error))
    return FALSE;
  if (document)
    host->track_ended (host->data, document, capture.capture_id);
  return TRUE;
}

static gboolean
handle_forgotten (CordonChannel *channel, const CordonMessage *message, GError **error)
{
  guint64 id = 0;

  return cordon_message_read_id (message, &id, error)
         && (g_hash_table_remove (channel->departed, &id)
             || violation (error, message, "a document that it was not told to forget"));
}

typedef gboolean (*Handler) (CordonChannel *channel, const CordonMessage *message, GError **error);

static const Handler handlers[] = {
  [CORDON_MESSAGE_HELLO] = handle_hello,
  [CORDON_MESSAGE_QUERY] = handle_query,
  [CORDON_MESSAGE_REQUEST] = handle_request,
  [CORDON_MESSAGE_CANCEL] = handle_cancel,
  [CORDON_MESSAGE_TRACK_ENDED] = handle_track_ended,
  [CORDON_MESSAGE_FORGOTTEN] = handle_forgotten,
};

/* The first message to the content process follows the last one from it. */
G_STATIC_ASSERT (G_N_ELEMENTS (handlers) == CORDON_MESSAGE_DOCUMENT);

/* What holds for every message, from its row alone. */
static gboolean
is_permitted (CordonChannel *channel, const CordonMessage *message, GError **error)
{
  const CordonMessageInfo *info = message->info;
  const guint32 bit = 1u << (guint) info->type;
  const gint64 mono_us = cordon_clock_now (&channel->broker->host.clock).mono_us;

  if ((info->states & (1u << (guint) channel->state)) == 0)
    return violation (error, message, "not in this state");
  if (info->once && (channel->seen & bit) != 0)
    return violation (error, message, "not twice");
  if (!cordon_quota_take (&channel->quotas[info->type], info->burst, info->per_second, mono_us))
    return violation (error, message, "too often");
  channel->seen |= bit;
  channel->n_messages++;
  if (g_hash_table_size (channel->departed) > CORDON_CHANNEL_MAX_DEPARTED)
    return violation (error, message, "never forgets a document");
  return TRUE;
}

static gboolean
dispatch (CordonChannel *channel, GVariant *message, GError **error)
{
  g_auto (CordonMessage) opened = { 0 };

  return cordon_message_open (message, CORDON_DIRECTION_TO_BROWSER, &opened, error)
         && is_permitted (channel, &opened, error) && handlers[opened.info->type](channel, &opened, error);
}

/* Its documents go at once: what a hostile process had open must not stay open until somebody kills it. */
static void
kill_channel (CordonChannel *channel, const GError *error)
{
  CordonBroker *broker = channel->broker;
  gpointer process = channel->process;

  channel->state = CORDON_CHANNEL_DEAD;
  cordon_channel_end_documents (channel);
  broker->host.violation (broker->host.data, process, error);
}

gboolean
cordon_channel_receive (CordonChannel *channel, GVariant *message, GError **error)
{
  g_autoptr (CordonChannel) held = NULL;
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (channel != NULL, FALSE);

  if (channel->state == CORDON_CHANNEL_DEAD)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_VIOLATION, "the channel is dead");
      return FALSE;
    }
  g_return_val_if_fail (cordon_document_set_is_owned (channel->broker->documents), FALSE);
  held = cordon_channel_ref (channel);
  if (dispatch (held, message, &reason))
    return TRUE;
  /* A message that came in while this one was handled may have killed it already. */
  if (held->state != CORDON_CHANNEL_DEAD)
    kill_channel (held, reason);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

gboolean
cordon_channel_is_dead (const CordonChannel *channel)
{
  return !channel || channel->state == CORDON_CHANNEL_DEAD;
}
