/*
 * The inside of a channel, shared by permissions/broker.c and permissions/channel.c.
 */

#pragma once

#include "permissions/broker_private.h"
#include "permissions/quota.h"
#include "permissions/version_page.h"

G_BEGIN_DECLS

struct _CordonBroker
{
  CordonBrokerHost host;
  CordonDocumentSet *documents;
  GPtrArray *channels; /* CordonChannel, one reference each */
  CordonDeviceMap devices;
};

/* Every callback may detach the channel, so whoever calls out holds a reference. */
struct _CordonChannel
{
  grefcount ref_count;
  CordonBroker *broker; /* NULL once detached */
  CordonTransport transport;
  gpointer process;
  CordonChannelState state;
  guint32 seen; /* bits of the message types that came */
  CordonQuota quotas[CORDON_N_MESSAGES];
  CordonVersionPage *page; /* NULL where the system has none: queries then cost messages */
  GHashTable *documents;   /* guint64 -> CordonDocument, one reference each: what it may speak of */
  GHashTable *departed;    /* guint64: gone, but the content process has not said yet that it knows */
  GHashTable *requests;    /* guint64 -> OpenRequest, which owns itself until it is done */
  guint64 last_query_id;
  guint64 last_request_id;
  guint64 n_messages;
};

/** CORDON_CHANNEL_MAX_DEPARTED: documents whose end the content process may leave unconfirmed. */
#define CORDON_CHANNEL_MAX_DEPARTED 65536

CordonChannel *cordon_channel_ref (CordonChannel *channel);
void cordon_channel_unref (CordonChannel *channel);

/** cordon_channel_send: @message is (transfer full); dropped unless the channel is ready. */
void cordon_channel_send (CordonChannel *channel, GVariant *message);

/** cordon_channel_announce: tells the content process of @document. */
void cordon_channel_announce (CordonChannel *channel, const CordonDocument *document);

/** cordon_channel_drop_document: @document has gone: nothing can name it any more. */
void cordon_channel_drop_document (CordonChannel *channel, CordonDocument *document);

/** cordon_channel_end_documents: all documents of the channel go. */
void cordon_channel_end_documents (CordonChannel *channel);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonChannel, cordon_channel_unref)

G_END_DECLS
