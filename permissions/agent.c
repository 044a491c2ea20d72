#include "permissions/agent_private.h"

void
cordon_agent_release (CordonAgent *agent)
{
  if (!g_ref_count_dec (&agent->ref_count))
    return;
  cordon_version_view_free (agent->view);
  g_hash_table_unref (agent->documents);
  g_hash_table_unref (agent->requests);
  g_free (agent);
}

CordonAgent *
cordon_agent_hold (CordonAgent *agent)
{
  g_ref_count_inc (&agent->ref_count);
  return agent;
}

static void
document_free (gpointer data)
{
  CordonAgentDocument *document = data;

  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    g_clear_pointer (&document->entries[i].waiters, g_array_unref);
  g_hash_table_unref (document->captures);
  g_array_unref (document->given);
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
  cordon_agent_release (agent);
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

void
cordon_agent_send (CordonAgent *agent, GVariant *message)
{
  if (!agent->lost)
    agent->transport.send (agent->transport.data, message);
  g_variant_unref (message);
}

gboolean
cordon_agent_may_send (CordonAgent *agent, CordonMessageType type)
{
  const CordonMessageInfo *info = cordon_message_get_info (type);

  /* Half of what the browser side takes, because its clock and the way there may bunch messages. */
  return cordon_quota_take (&agent->quotas[type], info->burst / 2, info->per_second / 2,
                            cordon_clock_now (&agent->clock).mono_us);
}

void
cordon_agent_start (CordonAgent *agent)
{
  if (agent->started)
    return;
  agent->started = TRUE;
  cordon_agent_send (agent, cordon_message_new_hello (CORDON_PROTOCOL_VERSION));
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

CordonAgentDocument *
cordon_agent_lookup (CordonAgent *agent, guint64 id)
{
  CordonAgentDocument **recent = &agent->recent[id % CORDON_AGENT_N_RECENT];

  if (*recent && (*recent)->id == id)
    return *recent;
  *recent = g_hash_table_lookup (agent->documents, &id);
  return *recent;
}

guint64
cordon_agent_find_document (CordonAgent *agent, guint64 engine_id)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, agent->documents);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((CordonAgentDocument *) value)->engine_id == engine_id)
      return ((CordonAgentDocument *) value)->id;
  return 0;
}

static void
take_document (CordonAgent *agent, const CordonDocumentMessage *message)
{
  CordonAgentDocument *document;

  if (message->document_id == 0 || g_hash_table_contains (agent->documents, &message->document_id))
    return;
  document = g_new0 (CordonAgentDocument, 1);
  document->id = message->document_id;
  document->engine_id = message->engine_id;
  document->version_slot = message->version_slot;
  document->captures = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  document->given = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_hash_table_insert (agent->documents, &document->id, document);
  if (agent->events.document_known)
    agent->events.document_known (agent->events.data, message->document_id, message->engine_id);
}

/* Out of the table first: nothing that a callback asks for can attach to it any more. */
static void
end_document (CordonAgent *agent, guint64 id)
{
  gpointer stolen = NULL;
  CordonAgentDocument *document;

  if (!g_hash_table_steal_extended (agent->documents, &id, NULL, &stolen))
    return;
  document = stolen;
  agent->recent[id % CORDON_AGENT_N_RECENT] = NULL;
  cordon_agent_end_queries (agent, document);
  cordon_agent_end_requests (agent, id);
  document_free (document);
  if (agent->events.document_gone)
    agent->events.document_gone (agent->events.data, id);
}

static void
take_document_gone (CordonAgent *agent, guint64 id)
{
  end_document (agent, id);
  cordon_agent_send (agent, cordon_message_new_forgotten (id));
}

void
cordon_agent_lost (CordonAgent *agent)
{
  g_autoptr (CordonHeldAgent) held = cordon_agent_hold (agent);
  GHashTableIter iter;
  gpointer document = NULL;

  held->lost = TRUE;
  for (;;)
    {
      g_hash_table_iter_init (&iter, held->documents);
      if (!g_hash_table_iter_next (&iter, NULL, &document))
        return;
      end_document (held, ((CordonAgentDocument *) document)->id);
    }
}

static void
take_changed (CordonAgent *agent, const CordonChangedMessage *changed)
{
  CordonAgentDocument *document = cordon_agent_lookup (agent, changed->document_id);

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
  CordonAgentDocument *document = cordon_agent_lookup (agent, capture->document_id);

  if (!document)
    return;
  if (type == CORDON_MESSAGE_CAPTURE_STOPPED)
    {
      g_hash_table_remove (document->captures, &capture->capture_id);
      if (events->capture_stopped)
        events->capture_stopped (events->data, capture->document_id, capture->capture_id, capture->feature);
    }
  else
    {
      if (!capture->muted)
        cordon_agent_note_delivery (document, capture->capture_id);
      if (events->capture_muted)
        events->capture_muted (events->data, capture->document_id, capture->capture_id, capture->muted);
    }
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
        cordon_agent_take_answer (agent, &answer);
      return;
    case CORDON_MESSAGE_RESPONSE:
      if (cordon_message_read_response (message, &response, NULL))
        cordon_agent_take_response (agent, &response);
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
  g_autoptr (CordonHeldAgent) held = cordon_agent_hold (agent);
  g_auto (CordonMessage) opened = { 0 };

  if (!held->lost && cordon_message_open (message, CORDON_DIRECTION_TO_CONTENT, &opened, NULL))
    take_message (held, &opened);
}
