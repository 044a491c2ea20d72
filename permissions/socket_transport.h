/*
 * The socket transport: messages of the boundary over a Unix socket pair, for embedders that have no channel of
 * their own, and for tests with a real second process. Both sides use it.
 *
 * The other end is hostile: a frame is bounded before memory is taken for it, descriptors are taken only where one is
 * expected, and who does not read what is sent is cut off.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonSocketTransport: one end. The thread that iterates its main context. */
typedef struct _CordonSocketTransport CordonSocketTransport;

/** CORDON_SOCKET_MAX_QUEUE: bytes that may wait for the other end to read. */
#define CORDON_SOCKET_MAX_QUEUE (4 * 1024 * 1024)

typedef struct
{
  /*
   * A frame arrived; what is in it is for cordon_channel_receive() or cordon_agent_receive() to judge. (transfer
   * none)
   */
  void (*message) (gpointer data, GVariant *message);
  /*
   * The version page arrived; the descriptor is closed afterwards. NULL: this end takes no descriptors (the
   * browser's).
   */
  void (*version_page) (gpointer data, int descriptor, gsize size);
  /* Once: the other end is gone (@error %NULL), or broke the framing (CORDON_ERROR_VIOLATION, CORDON_ERROR_QUOTA). */
  void (*closed) (gpointer data, const GError *error);
  gpointer data;
} CordonSocketFuncs;

/** cordon_socket_transport_pair: two ends of a stream, closed on exec. Returns: %FALSE with CORDON_ERROR_FAILED. */
CORDON_API gboolean cordon_socket_transport_pair (int descriptors[2], GError **error);

/**
 * cordon_socket_transport_new:
 * @descriptor: (transfer full): an end of a connected Unix stream socket
 * @context: (nullable): where the callbacks run; %NULL: the thread's default
 *
 * Returns: (transfer full): the transport; any callback may free it.
 */
CORDON_API CordonSocketTransport *
cordon_socket_transport_new (int descriptor, GMainContext *context, const CordonSocketFuncs *funcs);

/** cordon_socket_transport_free: closes the end; no callback runs any more. @transport may be %NULL. */
CORDON_API void cordon_socket_transport_free (CordonSocketTransport *transport);

/**
 * cordon_socket_transport_send: has the shape of `send` in CordonTransport and CordonAgentTransport.
 * @transport: their data, a CordonSocketTransport
 * @message: (transfer none): what cordon_message_new_…() made
 */
CORDON_API void cordon_socket_transport_send (gpointer transport, GVariant *message);

/** cordon_socket_transport_send_version_page: has the shape of `send_version_page` in CordonTransport. */
CORDON_API void cordon_socket_transport_send_version_page (gpointer transport, int descriptor, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonSocketTransport, cordon_socket_transport_free)

G_END_DECLS
