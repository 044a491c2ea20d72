#include "permissions/socket_transport.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "permissions/error.h"
#include "permissions/protocol.h"

#define ENVELOPE_TYPE G_VARIANT_TYPE ("(uay)")
#define MAX_FRAME_SIZE (CORDON_MESSAGE_MAX_SIZE + 64)

typedef enum
{
  FRAME_MESSAGE = 1,
  FRAME_VERSION_PAGE = 2,
} FrameKind;

typedef struct
{
  guint32 kind;
  guint32 size; /* of what follows */
} Header;

/* A frame that waits to be sent. */
typedef struct
{
  guint8 *bytes;
  gsize size;
  gsize n_sent;
  int descriptor; /* goes with the first byte; -1: none */
} Chunk;

struct _CordonSocketTransport
{
  grefcount ref_count;
  CordonSocketFuncs funcs;
  GMainContext *context;
  int descriptor;
  GSource *reader;
  GSource *writer; /* while the socket is full */
  GQueue chunks;
  gsize queued;
  GByteArray *input;
  int received;        /* a descriptor that no frame has claimed yet; -1: none */
  gboolean is_overrun; /* the other end does not read, and is about to be cut off */
  gboolean is_closed;
};

static void
chunk_free (gpointer data)
{
  Chunk *chunk = data;

  if (chunk->descriptor >= 0)
    close (chunk->descriptor);
  g_free (chunk->bytes);
  g_free (chunk);
}

static void
transport_unref (CordonSocketTransport *transport)
{
  if (!g_ref_count_dec (&transport->ref_count))
    return;
  g_queue_clear_full (&transport->chunks, chunk_free);
  g_byte_array_unref (transport->input);
  g_main_context_unref (transport->context);
  g_free (transport);
}

static CordonSocketTransport *
transport_ref (CordonSocketTransport *transport)
{
  g_ref_count_inc (&transport->ref_count);
  return transport;
}

typedef CordonSocketTransport HeldTransport;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeldTransport, transport_unref)

static void
drop_source (GSource **source)
{
  if (*source)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
shut (CordonSocketTransport *transport)
{
  transport->is_closed = TRUE;
  drop_source (&transport->reader);
  drop_source (&transport->writer);
  if (transport->descriptor >= 0)
    close (transport->descriptor);
  if (transport->received >= 0)
    close (transport->received);
  transport->descriptor = -1;
  transport->received = -1;
}

/* Returns FALSE, for the caller to pass on. */
static gboolean
end (CordonSocketTransport *transport, int code, const char *why)
{
  g_autoptr (GError) error = why ? g_error_new_literal (CORDON_ERROR, code, why) : NULL;

  if (transport->is_closed)
    return FALSE;
  shut (transport);
  if (transport->funcs.closed)
    transport->funcs.closed (transport->funcs.data, error);
  return FALSE;
}

gboolean
cordon_socket_transport_pair (int descriptors[2], GError **error)
{
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, descriptors) == 0)
    return TRUE;
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_FAILED, "cannot make a socket pair: %s", g_strerror (errno));
  return FALSE;
}

static int
take_received (CordonSocketTransport *transport)
{
  const int descriptor = transport->received;

  transport->received = -1;
  return descriptor;
}

static gboolean
take_version_page (CordonSocketTransport *transport, const guint8 *bytes, gsize size)
{
  const int descriptor = take_received (transport);
  guint64 page_size = 0;

  if (!transport->funcs.version_page || size != sizeof page_size || descriptor < 0)
    {
      if (descriptor >= 0)
        close (descriptor);
      return end (transport, CORDON_ERROR_VIOLATION, "socket: a descriptor that was not expected");
    }
  memcpy (&page_size, bytes, sizeof page_size);
  transport->funcs.version_page (transport->funcs.data, descriptor, (gsize) page_size);
  close (descriptor);
  return TRUE;
}

static gboolean
take_frame (CordonSocketTransport *transport, const Header *header)
{
  const guint8 *bytes = transport->input->data + sizeof *header;
  g_autoptr (GBytes) copy = NULL;
  g_autoptr (GVariant) message = NULL;

  if (header->kind == FRAME_VERSION_PAGE)
    return take_version_page (transport, bytes, header->size);
  copy = g_bytes_new (bytes, header->size);
  message = g_variant_ref_sink (g_variant_new_from_bytes (ENVELOPE_TYPE, copy, FALSE));
  transport->funcs.message (transport->funcs.data, message);
  return TRUE;
}

/* Returns whether another whole frame may be there. */
static gboolean
take_next (CordonSocketTransport *transport)
{
  Header header;

  if (transport->input->len < sizeof header)
    return FALSE;
  memcpy (&header, transport->input->data, sizeof header);
  if ((header.kind != FRAME_MESSAGE && header.kind != FRAME_VERSION_PAGE) || header.size > MAX_FRAME_SIZE)
    return end (transport, CORDON_ERROR_VIOLATION, "socket: not a frame");
  if (transport->input->len < sizeof header + header.size)
    return FALSE;
  if (!take_frame (transport, &header) || transport->is_closed)
    return FALSE;
  g_byte_array_remove_range (transport->input, 0, (guint) (sizeof header + header.size));
  return TRUE;
}

/* One descriptor at a time, and only where this end takes any: the kernel closes what there is no room for. */
static void
keep_descriptor (CordonSocketTransport *transport, struct msghdr *header)
{
  for (struct cmsghdr *c = CMSG_FIRSTHDR (header); c; c = CMSG_NXTHDR (header, c))
    {
      int descriptor = -1;

      if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS
          || c->cmsg_len != CMSG_LEN (sizeof descriptor))
        continue;
      memcpy (&descriptor, CMSG_DATA (c), sizeof descriptor);
      if (transport->received >= 0)
        close (transport->received);
      transport->received = descriptor;
    }
}

static gssize
receive_some (CordonSocketTransport *transport, guint8 *buffer, gsize size)
{
  union
  {
    struct cmsghdr align;
    char bytes[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  struct iovec part = { buffer, size };
  struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };
  gssize n_received;

  if (transport->funcs.version_page)
    {
      header.msg_control = control.bytes;
      header.msg_controllen = sizeof control.bytes;
    }
  do
    n_received = recvmsg (transport->descriptor, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  while (n_received < 0 && errno == EINTR);
  if (n_received > 0 && transport->funcs.version_page)
    keep_descriptor (transport, &header);
  return n_received;
}

static gboolean
can_read (gint descriptor, GIOCondition condition, gpointer data)
{
  g_autoptr (HeldTransport) transport = transport_ref (data);
  guint8 buffer[MAX_FRAME_SIZE + sizeof (Header)];
  gssize n_received;

  /* One bufferful in each turn of the main loop: who floods does not keep the others waiting. */
  n_received = receive_some (transport, buffer, sizeof buffer);
  if (n_received > 0)
    g_byte_array_append (transport->input, buffer, (guint) n_received);
  else if (n_received == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
    end (transport, 0, NULL);
  while (!transport->is_closed && take_next (transport))
    ;
  return transport->is_closed ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

CordonSocketTransport *
cordon_socket_transport_new (int descriptor, GMainContext *context, const CordonSocketFuncs *funcs)
{
  CordonSocketTransport *transport;

  g_return_val_if_fail (descriptor >= 0 && funcs != NULL && funcs->message != NULL, NULL);

  transport = g_new0 (CordonSocketTransport, 1);
  g_ref_count_init (&transport->ref_count);
  transport->funcs = *funcs;
  transport->context = context ? g_main_context_ref (context) : g_main_context_ref_thread_default ();
  transport->descriptor = descriptor;
  transport->received = -1;
  transport->input = g_byte_array_new ();
  g_queue_init (&transport->chunks);
  transport->reader = g_unix_fd_source_new (descriptor, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (transport->reader, G_SOURCE_FUNC (can_read), transport, NULL);
  g_source_attach (transport->reader, transport->context);
  return transport;
}

void
cordon_socket_transport_free (CordonSocketTransport *transport)
{
  if (!transport)
    return;
  shut (transport);
  transport_unref (transport);
}

static gssize
send_some (CordonSocketTransport *transport, Chunk *chunk)
{
  union
  {
    struct cmsghdr align;
    char bytes[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  struct iovec part = { chunk->bytes + chunk->n_sent, chunk->size - chunk->n_sent };
  struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };
  gssize n_sent;

  if (chunk->descriptor >= 0)
    {
      header.msg_control = control.bytes;
      header.msg_controllen = sizeof control.bytes;
      *CMSG_FIRSTHDR (&header) = (struct cmsghdr){ .cmsg_len = CMSG_LEN (sizeof (int)),
                                                   .cmsg_level = SOL_SOCKET,
                                                   .cmsg_type = SCM_RIGHTS };
      memcpy (CMSG_DATA (CMSG_FIRSTHDR (&header)), &chunk->descriptor, sizeof (int));
    }
  do
    n_sent = sendmsg (transport->descriptor, &header, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (n_sent < 0 && errno == EINTR);
  return n_sent;
}

static gboolean can_write (gint descriptor, GIOCondition condition, gpointer data);

static void
wait_for_room (CordonSocketTransport *transport)
{
  if (transport->writer)
    return;
  transport->writer = g_unix_fd_source_new (transport->descriptor, G_IO_OUT);
  g_source_set_callback (transport->writer, G_SOURCE_FUNC (can_write), transport, NULL);
  g_source_attach (transport->writer, transport->context);
}

/* A broken pipe is left to the reader, which tells of it from the main loop rather than from inside a send. */
static void
flush (CordonSocketTransport *transport)
{
  Chunk *chunk;

  while (!transport->is_closed && (chunk = g_queue_peek_head (&transport->chunks)))
    {
      const gssize n_sent = send_some (transport, chunk);

      if (n_sent < 0)
        {
          if (errno == EAGAIN || errno == EWOULDBLOCK)
            wait_for_room (transport);
          return;
        }
      if (chunk->descriptor >= 0)
        close (chunk->descriptor);
      chunk->descriptor = -1;
      chunk->n_sent += (gsize) n_sent;
      transport->queued -= (gsize) n_sent;
      if (chunk->n_sent == chunk->size)
        chunk_free (g_queue_pop_head (&transport->chunks));
    }
}

static gboolean
can_write (gint descriptor, GIOCondition condition, gpointer data)
{
  g_autoptr (HeldTransport) transport = transport_ref (data);

  drop_source (&transport->writer);
  flush (transport);
  return G_SOURCE_REMOVE;
}

static gboolean
end_later (gpointer data)
{
  end (data, CORDON_ERROR_QUOTA, "socket: the other end does not read");
  return G_SOURCE_REMOVE;
}

static void
release (gpointer data)
{
  transport_unref (data);
}

/* Not from inside a send: whoever sends is in the middle of something. */
static void
schedule_end (CordonSocketTransport *transport)
{
  GSource *source = g_idle_source_new ();

  transport->is_overrun = TRUE;
  g_source_set_callback (source, end_later, transport_ref (transport), release);
  g_source_attach (source, transport->context);
  g_source_unref (source);
}

static void
queue_frame (CordonSocketTransport *transport, FrameKind kind, gconstpointer bytes, gsize size,
             int descriptor)
{
  const Header header = { (guint32) kind, (guint32) size };
  Chunk *chunk;

  if (transport->is_overrun)
    return;
  if (transport->queued + size > CORDON_SOCKET_MAX_QUEUE)
    {
      schedule_end (transport);
      return;
    }
  chunk = g_new0 (Chunk, 1);
  chunk->size = sizeof header + size;
  chunk->bytes = g_malloc (chunk->size);
  chunk->descriptor = descriptor;
  memcpy (chunk->bytes, &header, sizeof header);
  memcpy (chunk->bytes + sizeof header, bytes, size);
  g_queue_push_tail (&transport->chunks, chunk);
  transport->queued += chunk->size;
  flush (transport);
}

void
cordon_socket_transport_send (gpointer transport, GVariant *message)
{
  CordonSocketTransport *self = transport;

  g_return_if_fail (g_variant_is_of_type (message, ENVELOPE_TYPE)
                    && g_variant_get_size (message) <= MAX_FRAME_SIZE);

  if (!self->is_closed)
    queue_frame (self, FRAME_MESSAGE, g_variant_get_data (message), g_variant_get_size (message), -1);
}

void
cordon_socket_transport_send_version_page (gpointer transport, int descriptor, gsize size)
{
  CordonSocketTransport *self = transport;
  const guint64 page_size = size;
  const int copy = self->is_closed ? -1 : fcntl (descriptor, F_DUPFD_CLOEXEC, 0);

  if (copy >= 0)
    queue_frame (self, FRAME_VERSION_PAGE, &page_size, sizeof page_size, copy);
}
