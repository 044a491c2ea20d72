/*
 * The broker: the browser side of the boundary. One channel per content process, one dispatch table for all of them.
 */

#pragma once

#include "permissions/document.h"

G_BEGIN_DECLS

typedef struct _CordonBroker CordonBroker;
typedef struct _CordonChannel CordonChannel;

/**
 * CordonTransport: how the broker sends to one content process. Main thread; the embedder owns it and outlives
 * the channel.
 */
typedef struct
{
  /* @message is (transfer none), floating not possible. The embedder delivers it to cordon_agent_receive() there. */
  void (*send) (gpointer data, GVariant *message);
  /*
   * The sealed read-only version page (design.md 9); -1 where the transport cannot pass a descriptor. (transfer
   * none)
   */
  void (*send_version_page) (gpointer data, int descriptor, gsize size);
  gpointer data;
} CordonTransport;

/**
 * cordon_broker_attach: a content process starts. @process: what the violation callback gets back. Returns:
 * (transfer none).
 */
CORDON_API CordonChannel *
cordon_broker_attach (CordonBroker *broker, const CordonTransport *transport, gpointer process);

/** cordon_channel_detach: the process has gone: all of its documents go, @channel is freed. */
CORDON_API void cordon_channel_detach (CordonChannel *channel);

/**
 * cordon_channel_commit_document: a navigation committed; from now on the channel may speak for this document.
 *
 * Returns: (transfer full) (nullable): the document, or %NULL with CORDON_ERROR_FACTS when @facts are incomplete.
 */
CORDON_API CordonDocument *
cordon_channel_commit_document (CordonChannel *channel, const CordonDocumentFacts *facts, GError **error);

/**
 * cordon_channel_receive: a message from the content process, hostile until proven otherwise (design.md 9).
 *
 * A violation kills the channel: this and every later call returns %FALSE with CORDON_ERROR_VIOLATION, and the
 * presenter's violation() has run once.
 */
CORDON_API gboolean cordon_channel_receive (CordonChannel *channel, GVariant *message, GError **error);

/**
 * cordon_channel_is_dead: Returns: %TRUE after a violation or a detach; nothing that arrives is read any more.
 */
CORDON_API gboolean cordon_channel_is_dead (const CordonChannel *channel);

/** CordonDeviceMap: which device a page means, because only the engine lists devices; see permissions/device_id.h. */
typedef struct
{
  /*
   * Returns (transfer full) (nullable): the hardware id of what @document knows as @page_id; NULL: it knows none
   * such.
   */
  char *(*find) (gpointer data, const CordonDocument *document, CordonFeature feature, const char *page_id);
  gpointer data;
} CordonDeviceMap;

/** cordon_broker_set_device_map: @map is copied; %NULL: a page's deviceId constraint is left to the engine (G-01). */
CORDON_API void cordon_broker_set_device_map (CordonBroker *broker, const CordonDeviceMap *map);

/** CordonChannelFacts: a channel as the debug page shows it. */
typedef struct
{
  const char *state;
  gsize n_documents;
  gsize n_departed; /* gone, and not yet forgotten there */
  gsize n_open_requests;
  guint64 n_messages; /* that it has sent */
} CordonChannelFacts;

/** CordonChannelFactsFunc: @facts valid during the call; the broker must not be changed. */
typedef void (*CordonChannelFactsFunc) (const CordonChannelFacts *facts, gpointer data);

/** cordon_broker_foreach_channel: read-only. */
CORDON_API void
cordon_broker_foreach_channel (CordonBroker *broker, CordonChannelFactsFunc func, gpointer data);

G_END_DECLS
