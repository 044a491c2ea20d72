#include "tests/interop/call/relay.h"

#include <gio/gio.h>
#include <string.h>

#include "tests/interop/call/media_sink.h"

/* A face shows itself to one end as if it were the other. */
typedef struct
{
  Relay *relay;
  GSocket *socket;
  GSource *source;
  GSocketAddress *end; /* where the end that it faces is */
} Face;

struct _Relay
{
  gboolean (*func) (guint8 *packet, gsize size, gboolean from_a, gpointer data);
  gsize (*inject) (guint8 *out, gsize max, gboolean to_a, gpointer data);
  gpointer data;
  Face faces[2]; /* of A, of B */
  MediaListener *listener;
};

guint
relay_get_n_readable (Relay *relay)
{
  return media_listener_get_n_content (relay->listener);
}

static void
send_on (Relay *relay, gboolean from_a, const guint8 *packet, gsize size)
{
  Face *out = &relay->faces[from_a ? 1 : 0];

  if (out->end)
    g_socket_send_to (out->socket, out->end, (const char *) packet, size, NULL, NULL);
}

static gboolean
on_packet (GSocket *socket, GIOCondition condition, gpointer data)
{
  Face *face = data;
  Relay *relay = face->relay;
  const gboolean from_a = face == &relay->faces[0];
  g_autoptr (GSocketAddress) from = NULL;
  guint8 packet[2048], extra[256];
  const gssize size = g_socket_receive_from (socket, &from, (char *) packet, sizeof packet, NULL, NULL);
  gsize extra_size;

  if (size <= 0)
    return G_SOURCE_CONTINUE;
  media_listener_hear (relay->listener, packet, (gsize) size);
  if (relay->func (packet, (gsize) size, from_a, relay->data))
    send_on (relay, from_a, packet, (gsize) size);
  extra_size = relay->inject (extra, sizeof extra, !from_a, relay->data);
  if (extra_size > 0)
    send_on (relay, from_a, extra, extra_size);
  return G_SOURCE_CONTINUE;
}

static void
open_face (Relay *relay, Face *face)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GError) error = NULL;

  face->relay = relay;
  face->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, &error);
  if (!face->socket || !g_socket_bind (face->socket, any, FALSE, &error))
    g_error ("%s", error->message);
  face->source = g_socket_create_source (face->socket, G_IO_IN, NULL);
  g_source_set_callback (face->source, G_SOURCE_FUNC (on_packet), face, NULL);
  g_source_attach (face->source, NULL);
}

Relay *
relay_new (gboolean (*func) (guint8 *packet, gsize size, gboolean from_a, gpointer data),
           gsize (*inject) (guint8 *out, gsize max, gboolean to_a, gpointer data), gpointer data)
{
  Relay *relay = g_new0 (Relay, 1);

  relay->func = func;
  relay->inject = inject;
  relay->data = data;
  relay->listener = media_listener_new ();
  open_face (relay, &relay->faces[0]);
  open_face (relay, &relay->faces[1]);
  return relay;
}

void
relay_free (Relay *relay)
{
  if (!relay)
    return;
  for (int i = 0; i < 2; i++)
    {
      g_source_destroy (relay->faces[i].source);
      g_source_unref (relay->faces[i].source);
      g_object_unref (relay->faces[i].socket);
      g_clear_object (&relay->faces[i].end);
    }
  media_listener_free (relay->listener);
  g_free (relay);
}

static guint
port_of (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

char *
relay_rewrite (Relay *relay, const char *ice, gboolean of_a)
{
  Face *towards = &relay->faces[of_a ? 0 : 1]; /* the end whose text this is */
  Face *shown = &relay->faces[of_a ? 1 : 0];   /* what the other end will talk to */
  g_auto (GStrv) lines = g_strsplit (ice, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

      if (!g_str_has_prefix (lines[i], "a=candidate:") || g_strv_length (words) < 8)
        continue;
      g_clear_object (&towards->end);
      towards->end = g_inet_socket_address_new_from_string (words[4],
                                                            (guint) g_ascii_strtoull (words[5], NULL, 10));
      g_free (words[5]);
      words[5] = g_strdup_printf ("%u", port_of (shown->socket));
      g_free (lines[i]);
      lines[i] = g_strjoinv (" ", words);
    }
  return g_strjoinv ("\n", lines);
}
