#include "permissions/broker.h"

#include "permissions/channel_private.h"
#include "permissions/error.h"

/* The broker's own side comes first, so that what the host does next finds it already true. */
static void
document_changed (gpointer data, CordonDocument *document, CordonDocumentChange change)
{
  CordonBroker *broker = data;

  switch (change)
    {
    case CORDON_DOCUMENT_CHANGE_FULLY_ACTIVE:
    case CORDON_DOCUMENT_CHANGE_MIXED_CONTENT: cordon_document_invalidate (document); break;
    case CORDON_DOCUMENT_CHANGE_GONE:
      if (document->channel)
        cordon_channel_drop_document (document->channel, document);
      break;
    case CORDON_DOCUMENT_CHANGE_NONE:
    case CORDON_DOCUMENT_CHANGE_COMMITTED:
    case CORDON_DOCUMENT_CHANGE_VISIBLE:
    case CORDON_DOCUMENT_CHANGE_FOCUSED:
    case CORDON_DOCUMENT_CHANGE_ACTIVATED: break;
    }
  if (broker->host.document_changed)
    broker->host.document_changed (broker->host.data, document, change);
}

CordonBroker *
cordon_broker_new_with_host (const CordonBrokerHost *host)
{
  CordonBroker *broker = g_new0 (CordonBroker, 1);

  broker->host = *host;
  broker->documents = cordon_document_set_new (&host->clock, document_changed, broker);
  broker->channels = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_channel_unref);
  return broker;
}

void
cordon_broker_free (CordonBroker *broker)
{
  if (!broker)
    return;
  while (broker->channels->len > 0)
    cordon_channel_detach (g_ptr_array_index (broker->channels, 0));
  g_ptr_array_unref (broker->channels);
  cordon_document_set_free (broker->documents);
  g_free (broker);
}

CordonDocumentSet *
cordon_broker_get_documents (CordonBroker *broker)
{
  return broker->documents;
}

static CordonChannel *
new_channel (CordonBroker *broker, const CordonTransport *transport, gpointer process)
{
  CordonChannel *channel = g_new0 (CordonChannel, 1);

  g_ref_count_init (&channel->ref_count);
  channel->broker = broker;
  channel->transport = *transport;
  channel->process = process;
  channel->state = CORDON_CHANNEL_NEW;
  channel->page = cordon_version_page_new (NULL);
  channel->documents = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                              (GDestroyNotify) cordon_document_unref);
  channel->departed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  channel->requests = g_hash_table_new (g_int64_hash, g_int64_equal);
  return channel;
}

CordonChannel *
cordon_broker_attach (CordonBroker *broker, const CordonTransport *transport, gpointer process)
{
  CordonChannel *channel;

  g_return_val_if_fail (broker != NULL && transport != NULL && transport->send != NULL, NULL);
  g_return_val_if_fail (cordon_document_set_is_owned (broker->documents), NULL);

  channel = new_channel (broker, transport, process);
  g_ptr_array_add (broker->channels, channel);
  return channel;
}

CordonChannel *
cordon_channel_ref (CordonChannel *channel)
{
  g_ref_count_inc (&channel->ref_count);
  return channel;
}

void
cordon_channel_unref (CordonChannel *channel)
{
  if (!channel || !g_ref_count_dec (&channel->ref_count))
    return;
  cordon_version_page_free (channel->page);
  g_hash_table_unref (channel->documents);
  g_hash_table_unref (channel->departed);
  g_hash_table_unref (channel->requests);
  g_free (channel);
}

/* Dead before anything else, so that nothing is sent into a transport that may be gone already. */
void
cordon_channel_detach (CordonChannel *channel)
{
  CordonBroker *broker;

  if (!channel || !channel->broker)
    return;
  broker = channel->broker;
  g_return_if_fail (cordon_document_set_is_owned (broker->documents));
  channel->state = CORDON_CHANNEL_DEAD;
  cordon_channel_end_documents (channel);
  channel->broker = NULL;
  g_ptr_array_remove (broker->channels, channel);
}

void
cordon_channel_end_documents (CordonChannel *channel)
{
  GHashTableIter iter;
  gpointer document = NULL;

  /* Each end runs callbacks that may end others, so the walk begins anew each time. */
  for (;;)
    {
      g_hash_table_iter_init (&iter, channel->documents);
      if (!g_hash_table_iter_next (&iter, NULL, &document))
        return;
      cordon_document_gone (document);
    }
}

CordonDocument *
cordon_channel_commit_document (CordonChannel *channel, const CordonDocumentFacts *facts, GError **error)
{
  CordonDocument *document;

  g_return_val_if_fail (channel != NULL, NULL);

  if (channel->state == CORDON_CHANNEL_DEAD)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_GONE, "the channel is dead");
      return NULL;
    }
  g_return_val_if_fail (cordon_document_set_is_owned (channel->broker->documents), NULL);
  document = cordon_document_set_add (channel->broker->documents, channel, facts, error);
  if (!document)
    return NULL;
  if (channel->page)
    document->version_slot = cordon_version_page_take_slot (channel->page);
  g_hash_table_insert (channel->documents, &document->id, cordon_document_ref (document));
  cordon_channel_announce (channel, document);
  cordon_document_set_tell (channel->broker->documents, document, CORDON_DOCUMENT_CHANGE_COMMITTED);
  return document;
}

void
cordon_channel_drop_document (CordonChannel *channel, CordonDocument *document)
{
  const guint64 id = document->id;

  if (channel->page)
    cordon_version_page_release_slot (channel->page, document->version_slot);
  document->version_slot = CORDON_VERSION_SLOT_NONE;
  /* Before hello it was never told of the document, and needs no time to forget it. */
  if (channel->state == CORDON_CHANNEL_READY)
    g_hash_table_add (channel->departed, g_memdup2 (&id, sizeof id));
  g_hash_table_remove (channel->documents, &id);
  cordon_channel_send (channel, cordon_message_new_document_gone (id));
}

static CordonChannel *
live_channel (CordonDocument *document)
{
  if (!document->channel || cordon_document_is_gone (document) || cordon_channel_is_dead (document->channel))
    return NULL;
  return document->channel;
}

static void
tell_changed (CordonDocument *document, CordonFeature feature, CordonState state)
{
  CordonChannel *channel = live_channel (document);
  CordonChangedMessage changed = { .document_id = document->id, .feature = feature, .state = state };

  if (!channel)
    return;
  if (channel->page)
    changed.version = cordon_version_page_bump (channel->page, document->version_slot);
  cordon_channel_send (channel, cordon_message_new_changed (&changed));
}

void
cordon_document_invalidate (CordonDocument *document)
{
  tell_changed (document, CORDON_FEATURE_NONE, CORDON_STATE_DENIED);
}

void
cordon_document_tell_state (CordonDocument *document, CordonFeature feature, CordonState state)
{
  g_return_if_fail (feature > CORDON_FEATURE_NONE && (guint) feature < CORDON_N_FEATURES);

  tell_changed (document, feature, state);
}

static void
tell_capture (CordonDocument *document, CordonMessageType type, CordonCaptureMessage *capture)
{
  CordonChannel *channel = live_channel (document);

  capture->document_id = document->id;
  if (channel)
    cordon_channel_send (channel, cordon_message_new_capture (type, capture));
}

void
cordon_document_tell_capture_stopped (CordonDocument *document, guint64 capture_id, CordonFeature feature)
{
  tell_capture (document, CORDON_MESSAGE_CAPTURE_STOPPED,
                &(CordonCaptureMessage){ .capture_id = capture_id, .feature = feature });
}

void
cordon_document_tell_capture_muted (CordonDocument *document, guint64 capture_id, gboolean muted)
{
  tell_capture (document, CORDON_MESSAGE_CAPTURE_MUTED,
                &(CordonCaptureMessage){ .capture_id = capture_id, .muted = !!muted });
}

void
cordon_broker_foreach_channel (CordonBroker *broker, CordonChannelFactsFunc func, gpointer data)
{
  for (guint i = 0; i < broker->channels->len; i++)
    {
      const CordonChannel *channel = g_ptr_array_index (broker->channels, i);
      const CordonChannelFacts facts = {
        .state = cordon_channel_state_to_string (channel->state),
        .n_documents = g_hash_table_size (channel->documents),
        .n_departed = g_hash_table_size (channel->departed),
        .n_open_requests = g_hash_table_size (channel->requests),
        .n_messages = channel->n_messages,
      };

      func (&facts, data);
    }
}

void
cordon_broker_set_device_map (CordonBroker *broker, const CordonDeviceMap *map)
{
  broker->devices = map ? *map : (CordonDeviceMap){ 0 };
}

char *
cordon_broker_find_device (CordonBroker *broker, const CordonDocument *document, CordonFeature feature,
                           const char *page_id, gboolean *out_known)
{
  char *hardware_id;

  *out_known = TRUE;
  if (!page_id || !broker->devices.find)
    return NULL;
  hardware_id = broker->devices.find (broker->devices.data, document, feature, page_id);
  *out_known = hardware_id != NULL;
  return hardware_id;
}
