/* The way of a packet: the path, then DTLS or SRTP by its first octet (RFC 7983). */

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

static gint64
now_of (const Peer *peer)
{
  return peer->browser ? browser_now (peer->browser).mono_us : g_get_monotonic_time ();
}

static void
send_packet (const guint8 *packet, gsize size, gpointer data)
{
  Peer *peer = data;

  path_send (peer->path, packet, size, now_of (peer));
}

static void
flush (Peer *peer)
{
  guint8 data[65536];
  int size;

  while ((size = BIO_read (SSL_get_wbio (peer->ssl), data, sizeof data)) > 0)
    /* A flight may be longer than a datagram: one record after the other. */
    for (int at = 0; at + 13 <= size;)
      {
        const int length = 13 + (data[at + 11] << 8 | data[at + 12]);

        send_packet (data + at, (gsize) MIN (length, size - at), peer);
        at += length;
      }
}

/* A channel for data is not isolated, and the policy may refuse it: none is opened, and what comes is not taken. */
static gboolean
may_use_data (const Peer *peer)
{
  if (!peer->session)
    return peer->has_data_section || peer->options.insists;
  return peer->has_data_section && cordon_session_may_open_data_channel (peer->session);
}

static void
take_data (Peer *peer, const char *text)
{
  if (!may_use_data (peer))
    {
      peer->n_data_refused++;
      return;
    }
  g_free (peer->data);
  peer->data = g_strdup (text);
}

void
peer_transport_say (Peer *peer, const char *text)
{
  if (!may_use_data (peer))
    return;
  SSL_write (peer->ssl, text, (int) strlen (text));
  flush (peer);
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
  peer->stale = TRUE;
  if (peer->browser)
    browser_connected (peer->browser);
  if (!peer->options.telephone)
    peer_transport_say (peer, "hello");
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
      take_data (peer, data);
    }
  flush (peer);
}

static void
on_packet (Path *path, const guint8 *packet, gsize size, gpointer data)
{
  Peer *peer = data;

  if (packet[0] >= 20 && packet[0] <= 63 && peer->ssl)
    {
      BIO_write (SSL_get_rbio (peer->ssl), packet, (int) size);
      pump (peer);
    }
  else if (packet[0] >= 128 && packet[0] <= 191 && !peer->over)
    media_read (peer->media, packet, size);
}

static void
on_gathered (Path *path, gpointer data)
{
  Peer *peer = data;

  peer->gathered = TRUE;
  peer_say_description (peer);
}

/* The new path carries everything from now on; the old one was kept until here (E-17). */
static void
on_ready (Path *path, gpointer data)
{
  Peer *peer = data;

  if (path != peer->next)
    {
      peer_transport_begin (peer);
      return;
    }
  path_free (peer->path);
  peer->path = g_steal_pointer (&peer->next);
  peer->stale = TRUE;
}

static void
on_consent_lost (Path *path, gpointer data)
{
  Peer *peer = data;

  if (path != peer->path)
    return;
  cordon_association_set_consent (peer->association, FALSE);
  browser_lost_consent (peer->browser);
  peer->stale = TRUE;
}

static Path *
new_path (Peer *peer)
{
  static const PathObserver observer = { on_gathered, on_ready, on_packet, on_consent_lost };

  return path_new (&(PathSetup){ .controlling = peer->options.offerer,
                                 .checks_consent = peer->session && !peer->options.telephone,
                                 .observer = &observer,
                                 .data = peer });
}

static gboolean
on_tick (gpointer data)
{
  Peer *peer = data;

  if (peer->browser)
    browser_tick (peer->browser);
  path_tick (peer->path, now_of (peer));
  if (peer->next)
    path_tick (peer->next, now_of (peer));
  if (peer->ssl && peer->begun && !peer->connected)
    DTLSv1_handle_timeout (peer->ssl);
  pump (peer);
  /* Media asks its gate for every frame; also after a failure, when nothing may come of it. */
  media_pump (peer->media);
  if (peer->stale)
    peer_tell_bridge (peer);
  return G_SOURCE_CONTINUE;
}

static void
on_page (guint track, MediaKind kind, const guint8 *frame, gsize size, gpointer data)
{
  page_read (((Peer *) data)->page, track, kind, frame, size);
}

static void
open_media (Peer *peer)
{
  const MediaSetup setup = {
    .telephone = peer->options.telephone,
    .clear = peer->options.clear,
    .send = send_packet,
    .page = peer->options.telephone ? NULL : on_page,
    .data = peer,
  };

  peer->media = media_new (&setup);
  peer->page = page_new (peer->session != NULL);
}

void
peer_transport_open (Peer *peer)
{
  open_media (peer);
  peer->path = new_path (peer);
  peer->context = SSL_CTX_new (DTLS_method ());
  if (peer->session && !cordon_dtls_prepare (peer->context, NULL))
    g_error ("the context cannot be prepared");
  if (peer->options.answers)
    SSL_CTX_set_alpn_select_cb (peer->context, answer_label, peer);
  peer->timer = g_timeout_add (TICK_MS, on_tick, peer);
}

/* Asked anew for each gathering: what the profile said an hour ago may not hold any more. */
static void
gather (Peer *peer, Path *path)
{
  const char *for_whom = peer->options.target ? peer->options.target : peer->options.isolated;
  g_autoptr (CordonCallee) target = for_whom ? cordon_callee_new_identity (for_whom, -1, NULL) : NULL;
  CordonNetworkLimits limits;

  peer->gathered = FALSE;
  if (peer->browser)
    {
      browser_get_limits (peer->browser, target, &limits);
      cordon_address_policy_set_limits (&peer->policy, &limits);
      /* The whole stage is one machine. */
      peer->policy.allow_loopback = TRUE;
    }
  path_gather (path, peer->browser ? &peer->policy : NULL, peer->options.two_homes ? 2 : 1, peer->names);
}

void
peer_transport_gather (Peer *peer)
{
  gather (peer, peer->path);
}

void
peer_transport_restart (Peer *peer)
{
  peer->next = new_path (peer);
  gather (peer, peer->next);
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
  if (peer->plain_key)
    plain_key_install (peer->plain_key, peer->ssl);
  else
    cordon_certificate_install (peer->shown, peer->ssl, NULL);
}

void
peer_transport_begin (Peer *peer)
{
  if (peer->begun || !path_is_ready (peer->path))
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
  path_free (peer->path);
  path_free (peer->next);
  media_free (peer->media);
  page_free (peer->page);
}
