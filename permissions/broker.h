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

G_END_DECLS
