/* The way of a packet: libnice, then DTLS or SRTP by its first octet (RFC 7983). */

#include <openssl/err.h>
#include <string.h>

#include "tests/interop/call/peer.h"

#define TICK_MS 10

static int
accept_any (int preverified, X509_STORE_CTX *store)
{
  return 1;
}

static int
answer_label (SSL *ssl, const unsigned char **out, unsigned char *out_size, const unsigned char *list,
              unsigned int size, void *data)
{
  const Peer *peer = data;

  *out = (const unsigned char *) peer->options.answers;
  *out_size = (unsigned char) strlen (peer->options.answers);
  return SSL_TLSEXT_ERR_OK;
}

static void
offer_labels (SSL *ssl, const char *labels)
{
  g_auto (GStrv) words = g_strsplit (labels, ",", -1);
  guint8 list[256];
  guint at = 0;

  for (guint i = 0; words[i]; i++)
    {
      const gsize size = strlen (words[i]);

      list[at] = (guint8) size;
      memcpy (list + at + 1, words[i], size);
      at += (guint) size + 1;
    }
  SSL_set_alpn_protos (ssl, list, at);
}

static void
dress_without_cordon (Peer *peer)
{
  SSL_set_verify (peer->ssl, SSL_VERIFY_PEER, accept_any);
  SSL_set_tlsext_use_srtp (peer->ssl, "SRTP_AES128_CM_SHA1_80");
  if (peer->options.server)
    SSL_set_accept_state (peer->ssl);
  else
    SSL_set_connect_state (peer->ssl);
  if (peer->options.offers)
    offer_labels (peer->ssl, peer->options.offers);
}

static void
bind_session (Peer *peer)
{
  const CordonDtlsBinding binding = { peer->tls_id, peer->remote_tls_id, peer->assertion,
                                      peer->remote_assertion, TRUE };

  if (peer->options.binds && !cordon_dtls_bind (peer->ssl, &binding, NULL))
    g_error ("the handshake cannot be bound");
}

/* FALSE where the session may not begin. */
static gboolean
dress_with_cordon (Peer *peer)
{
  g_autoptr (GError) error = NULL;

  peer->association = cordon_session_add_association (
    peer->session, peer->options.server ? CORDON_DTLS_SERVER : CORDON_DTLS_CLIENT);
  if (!peer->association || !cordon_dtls_configure (peer->association, peer->ssl, &error))
    return FALSE;
  bind_session (peer);
  /* libsrtp2 of the distribution may lack GCM; the mandatory profile is enough here. */
  SSL_set_tlsext_use_srtp (peer->ssl, "SRTP_AES128_CM_SHA1_80");
  return TRUE;
}

static void
end (Peer *peer)
{
  if (peer->over)
    return;
  peer->over = TRUE;
  peer->connected = FALSE;
  if (peer->association)
    peer->received_alert = cordon_dtls_failed (peer->association, peer->ssl);
  else if (ERR_GET_REASON (ERR_peek_last_error ()) > 1000)
    peer->received_alert = (guint8) (ERR_GET_REASON (ERR_peek_last_error ()) - 1000);
  peer_say_state (peer, "failed");
}

static void
flush (Peer *peer)
{
  char data[65536];
  int size;

  while ((size = BIO_read (SSL_get_wbio (peer->ssl), data, sizeof data)) > 0)
    /* A flight may be longer than a datagram: one record after the other. */
    for (int at = 0; at + 13 <= size;)
      {
        const int length = 13 + ((guint8) data[at + 11] << 8 | (guint8) data[at + 12]);

        nice_agent_send (peer->agent, peer->stream, 1, (guint) MIN (length, size - at), data + at);
        at += length;
      }
}

static void
connect_done (Peer *peer)
{
  if (peer->association && !cordon_dtls_report (peer->association, peer->ssl))
    {
      end (peer);
      return;
    }
  peer->connected = media_key (peer->media, peer->ssl);
  if (!peer->options.telephone)
    SSL_write (peer->ssl, "hello", 5);
  peer_say_state (peer, peer->connected ? "connected" : "failed");
}

static gboolean
is_fatal (Peer *peer, int result)
{
  const int kind = SSL_get_error (peer->ssl, result);

  return result <= 0 && kind != SSL_ERROR_WANT_READ && kind != SSL_ERROR_WANT_WRITE;
}

static void
pump (Peer *peer)
{
  char data[256];
  int result;

  if (!peer->begun || peer->over)
    return;
  ERR_clear_error ();
  if (!peer->connected)
    {
      result = SSL_do_handshake (peer->ssl);
      if (result == 1)
        connect_done (peer);
      else if (is_fatal (peer, result))
        end (peer);
    }
  while (peer->connected && !peer->over)
    {
      result = SSL_read (peer->ssl, data, sizeof data - 1);
      if (is_fatal (peer, result))
        end (peer);
      if (result <= 0)
        break;
      data[result] = '\0';
      g_free (peer->data);
      peer->data = g_strdup (data);
    }
  flush (peer);
}

static void
on_packet (NiceAgent *agent, guint stream, guint component, guint size, char *data, gpointer user_data)
{
  Peer *peer = user_data;
  const guint8 first = size > 0 ? (guint8) data[0] : 0;

  if (first >= 20 && first <= 63 && peer->ssl)
    {
      BIO_write (SSL_get_rbio (peer->ssl), data, (int) size);
      pump (peer);
    }
  else if (first >= 128 && first <= 191 && !peer->over)
    media_read (peer->media, (const guint8 *) data, size);
}

void
peer_transport_send (const guint8 *packet, gsize size, gpointer data)
{
  Peer *peer = data;

  nice_agent_send (peer->agent, peer->stream, 1, (guint) size, (const char *) packet);
}

static gboolean
on_tick (gpointer data)
{
  Peer *peer = data;

  if (peer->ssl && peer->begun && !peer->connected)
    DTLSv1_handle_timeout (peer->ssl);
  pump (peer);
  /* Media asks its gate for every frame; also after a failure, when nothing may come of it. */
  media_pump (peer->media);
  return G_SOURCE_CONTINUE;
}

static void
on_state (NiceAgent *agent, guint stream, guint component, guint state, gpointer data)
{
  Peer *peer = data;

  if (state != NICE_COMPONENT_STATE_READY || peer->ready)
    return;
  peer->ready = TRUE;
  peer_transport_begin (peer);
}

void
peer_transport_open (Peer *peer)
{
  NiceAddress loopback;

  peer->agent = nice_agent_new (g_main_context_default (), NICE_COMPATIBILITY_RFC5245);
  g_object_set (peer->agent, "controlling-mode", peer->options.offerer, "ice-tcp", FALSE, "upnp", FALSE,
                NULL);
  nice_address_init (&loopback);
  nice_address_set_from_string (&loopback, "127.0.0.1");
  nice_agent_add_local_address (peer->agent, &loopback);
  peer->stream = nice_agent_add_stream (peer->agent, 1);
  g_signal_connect (peer->agent, "component-state-changed", G_CALLBACK (on_state), peer);
  nice_agent_attach_recv (peer->agent, peer->stream, 1, g_main_context_default (), on_packet, peer);
  peer->context = SSL_CTX_new (DTLS_method ());
  if (peer->session && !cordon_dtls_prepare (peer->context, NULL))
    g_error ("the context cannot be prepared");
  if (peer->options.answers)
    SSL_CTX_set_alpn_select_cb (peer->context, answer_label, peer);
  peer->timer = g_timeout_add (TICK_MS, on_tick, peer);
}

static void
new_ssl (Peer *peer)
{
  SSL_free (peer->ssl);
  peer->ssl = SSL_new (peer->context);
  SSL_set_options (peer->ssl, SSL_OP_NO_QUERY_MTU);
  DTLS_set_link_mtu (peer->ssl, 1200);
  SSL_set_bio (peer->ssl, BIO_new (BIO_s_mem ()), BIO_new (BIO_s_mem ()));
  BIO_set_mem_eof_return (SSL_get_rbio (peer->ssl), -1);
  cordon_certificate_install (peer->shown, peer->ssl, NULL);
}

void
peer_transport_begin (Peer *peer)
{
  if (peer->begun || !peer->ready)
    return;
  peer->begun = TRUE;
  new_ssl (peer);
  if (!peer->session)
    dress_without_cordon (peer);
  else if (!dress_with_cordon (peer))
    {
      end (peer);
      return;
    }
  pump (peer);
}

/* A second association of the same session, as after an ICE restart with a new tls-id. Media goes on meanwhile. */
void
peer_transport_again (Peer *peer, const char *offers)
{
  peer->begun = peer->connected = peer->over = FALSE;
  if (*offers)
    peer->options.offers = offers;
  peer_transport_begin (peer);
}

void
peer_transport_renegotiate (Peer *peer)
{
  SSL_renegotiate (peer->ssl);
  SSL_do_handshake (peer->ssl);
  flush (peer);
}

void
peer_transport_close (Peer *peer)
{
  g_source_remove (peer->timer);
  SSL_free (peer->ssl);
  SSL_CTX_free (peer->context);
  g_object_unref (peer->agent);
}
