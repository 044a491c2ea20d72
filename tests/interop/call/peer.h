/*
 * One end of a call: ICE by libnice, DTLS by OpenSSL, SRTP by libsrtp2, and Cordon on top, as an engine embeds it. An
 * end may also be one without Cordon: an older browser, or an attacker.
 */

#pragma once

#include <nice/agent.h>

#include "isolation/certificate.h"
#include "isolation/dtls.h"
#include "isolation/identity.h"
#include "tests/interop/call/media.h"
#include "tests/interop/call/page.h"
#include "tests/interop/call/wire.h"

typedef struct
{
  gboolean server;  /* in DTLS */
  gboolean offerer; /* controlling in ICE */
  gboolean no_cordon;
  gboolean relay;
  gboolean lies;       /* shows another certificate than its description names */
  gboolean foreign;    /* sends a cross-origin track */
  gboolean by_contact; /* isolates to the fingerprints of an address book */
  gboolean binds;      /* RFC 8844 */
  gboolean telephone;  /* the other end is a browser: its SDP, its sound */
  gboolean clear;      /* without SRTP: what nobody may do */
  const char *isolated;
  const char *isolated_too;
  const char *identity;
  const char *target;
  const char *offers;  /* without Cordon: labels, comma-separated */
  const char *answers; /* without Cordon: this label */
} PeerOptions;

typedef struct
{
  PeerOptions options;
  GMainLoop *loop;
  Wire *wire;

  NiceAgent *agent;
  guint stream;
  gboolean gathered;
  gboolean ready;

  SSL_CTX *context;
  SSL *ssl;
  gboolean begun;
  gboolean over;
  gboolean connected;
  guint8 received_alert;
  guint timer;

  CordonCertificate *certificate; /* in the description */
  CordonCertificate *shown;       /* in the handshake */
  CordonSession *session;         /* NULL without Cordon */
  CordonAssociation *association;
  CordonIdentityValidator *validator;
  CordonGate *gates[MEDIA_MAX_TRACKS];
  char *contact; /* a fingerprint of the address book */
  char *tls_id;
  char *remote_tls_id;
  char *assertion;
  char *remote_assertion;
  const char *secure_with;

  Media *media;
  Page *page;
  char *data; /* what came over the data channel */
} Peer;

/* peer.c */
int peer_main (int n_arguments, char **arguments);
void peer_say_state (Peer *peer, const char *state);

/* peer_sdp.c */
char *peer_write_sdp (Peer *peer, const char *fingerprint);
void peer_read_candidates (Peer *peer, const char *sdp);

/* peer_transport.c */
void peer_transport_open (Peer *peer);
void peer_transport_begin (Peer *peer);
void peer_transport_again (Peer *peer, const char *offers);
void peer_transport_renegotiate (Peer *peer);
void peer_transport_close (Peer *peer);
void peer_transport_send (const guint8 *packet, gsize size, gpointer data);
