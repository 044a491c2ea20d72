/*
 * One end of a call: ICE by libnice, DTLS by OpenSSL, SRTP by libsrtp2, pictures and sound by GStreamer, and the
 * whole of Cordon on top, as an engine embeds it. An end may also be one without Cordon: an older browser, or an
 * attacker.
 */

#pragma once

#include "isolation/certificate.h"
#include "isolation/dtls.h"
#include "isolation/identity.h"
#include "tests/interop/call/browser.h"
#include "tests/interop/call/media.h"
#include "tests/interop/call/page.h"
#include "tests/interop/call/path.h"
#include "tests/interop/call/plain_key.h"
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
  gboolean two_homes;  /* the machine has another interface beside the default route */
  gboolean insists;    /* sends data whatever was negotiated */
  gboolean watches;    /* receives only: no device is in use */
  const char *isolated;
  const char *isolated_too;
  const char *identity;
  const char *target;
  const char *offers;  /* without Cordon: labels, comma-separated */
  const char *answers; /* without Cordon: this label */
  const char *key;     /* without Cordon: a file that keeps its key from one call to the next */
  const char *profile; /* a folder; NULL: one for this call */
  const char *policy;  /* the administrator's file */
  const char *speed;   /* of the clock: how often faster than the wall's */
} PeerOptions;

typedef struct
{
  PeerOptions options;
  GMainLoop *loop;
  Wire *wire;
  guint timer;

  /* The browser process. NULL without Cordon. */
  Browser *browser;
  char *folder;  /* of the profile */
  guint n_asked; /* captures that the user has not been asked about yet */
  CordonMdnsNames *names;
  CordonAddressPolicy policy;
  CordonContinuity continuity;
  guint n_key_notices;
  char *secure_with;
  gboolean stale; /* the bridge has to hear of something */

  /* The transport. */
  Path *path;
  Path *next; /* of an ICE restart */
  gboolean gathered;
  SSL_CTX *context;
  SSL *ssl;
  gboolean begun;
  gboolean over;
  gboolean connected;
  guint8 received_alert;
  char *data; /* what came over the data channel */
  guint n_data_refused;
  gboolean has_data_section; /* in both descriptions */

  /* The peer connection. */
  PlainKey *plain_key;            /* an end without Cordon that keeps its key */
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

  Media *media;
  Page *page;
} Peer;

/* peer.c */
int peer_main (int n_arguments, char **arguments);
void peer_say_state (Peer *peer, const char *state);

/* peer_tracks.c: what the page asks for, and what becomes of it. */
void peer_open_browser (Peer *peer);
void peer_open_session (Peer *peer);
void peer_ask_for_tracks (Peer *peer);
void peer_isolate (Peer *peer, const char *callee);

/* peer_facts.c: what the bridge and the stage hear. */
void peer_tell_bridge (Peer *peer);
void peer_report (Peer *peer);
void peer_send_debug_pages (Peer *peer);

/* peer_sdp.c */
void peer_say_description (Peer *peer);
void peer_take_description (Peer *peer, const char *text, const char *ice, const char *names);

/* peer_transport.c */
void peer_transport_open (Peer *peer);
void peer_transport_gather (Peer *peer);
void peer_transport_restart (Peer *peer);
void peer_transport_begin (Peer *peer);
void peer_transport_again (Peer *peer, const char *offers);
void peer_transport_renegotiate (Peer *peer);
void peer_transport_say (Peer *peer, const char *text);
void peer_transport_close (Peer *peer);
