#include "tests/interop/call/peer.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <gst/gst.h>
#include <string.h>
#include <unistd.h>

#include "isolation/assertion.h"
#include "isolation/sink.h"

#define ORIGIN "https://site.example"

void
peer_say_state (Peer *peer, const char *state)
{
  wire_send (peer->wire, "state", state, NULL);
}

static char *
fingerprint_of (const CordonCertificate *certificate)
{
  CordonFingerprint fingerprint = { 0 };

  cordon_certificate_get_fingerprint (certificate, CORDON_HASH_SHA_256, &fingerprint);
  return cordon_fingerprint_to_string (&fingerprint);
}

/* The description and what ICE needs leave together, when both are complete. */
static void
say_description (Peer *peer)
{
  g_autofree char *print = fingerprint_of (peer->certificate);
  g_autofree char *ice = NULL;
  g_autofree char *sdp = NULL;

  if (!peer->gathered || (peer->options.identity && !peer->assertion))
    return;
  if (peer->options.telephone)
    {
      sdp = peer_write_sdp (peer, print);
      wire_send (peer->wire, "description", sdp, "", NULL);
      return;
    }
  ice = nice_agent_generate_local_sdp (peer->agent);
  sdp = g_strdup_printf (
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=fingerprint:%s\r\na=tls-id:%s\r\n%s%s%s"
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nm=audio 9 UDP/TLS/RTP/SAVPF 97\r\n",
    print, peer->tls_id, peer->assertion ? "a=identity:" : "", peer->assertion ? peer->assertion : "",
    peer->assertion ? "\r\n" : "");
  wire_send (peer->wire, "description", sdp, ice, NULL);
}

static void
on_gathered (NiceAgent *agent, guint stream, gpointer data)
{
  Peer *peer = data;

  peer->gathered = TRUE;
  say_description (peer);
}

static void
ask_provider (Peer *peer)
{
  CordonFingerprint fingerprint = { 0 };
  g_autofree char *contents = NULL;

  cordon_certificate_get_fingerprint (peer->certificate, CORDON_HASH_SHA_256, &fingerprint);
  contents = cordon_assertion_write_contents (&fingerprint, 1);
  wire_send (peer->wire, "generate", peer->options.identity, contents, NULL);
}

static void
take_token (Peer *peer, char *const *arguments)
{
  const char *token = arguments[0];
  g_autofree char *domain = g_strdup (arguments[1] ? arguments[1] : "idp.example");
  g_autofree char *protocol = g_strdup (arguments[1] && arguments[2] ? arguments[2] : "default");
  g_autofree char *word = g_strdup (token);
  const CordonAssertion assertion = { domain, protocol, word };

  peer->assertion = cordon_assertion_to_value (&assertion);
  say_description (peer);
}

static void
on_validate (guint64 id, const char *url, const char *assertion, const char *origin, gpointer data)
{
  Peer *peer = data;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, id);

  wire_send (peer->wire, "validate", number, assertion, NULL);
}

static const CordonIdentityProxy proxy = { on_validate, NULL };

static void
on_identity (const CordonIdentityResult *result, gpointer data)
{
}

static void
on_secure (CordonSession *session, const CordonCallee *callee, gpointer data)
{
  Peer *peer = data;

  peer->secure_with = callee ? cordon_callee_get_display (callee) : NULL;
}

static void
on_session_state (CordonSession *session, CordonSessionState from, gpointer data)
{
  Peer *peer = data;

  if (cordon_session_get_label (session) != CORDON_ALPN_NONE)
    page_latch (peer->page, cordon_session_get_label (session) == CORDON_ALPN_C_WEBRTC);
}

static const CordonSessionObserver observer = {
  .state_changed = on_session_state,
  .secure_media_changed = on_secure,
};

static void
add_track (Peer *peer, guint track, const char *callee_name, CordonIsolation reasons)
{
  g_autoptr (CordonCallee) callee = NULL;
  const CordonLabel label = reasons == CORDON_ISOLATION_NONE
                              ? cordon_label_readable ()
                              : cordon_label_new (reasons, callee_name ? track : CORDON_CALLEE_ID_NONE);

  if (callee_name && g_str_has_prefix (callee_name, "sha-"))
    callee = cordon_callee_new_fingerprints (&callee_name, 1, NULL);
  else if (callee_name)
    callee = cordon_callee_new_identity (callee_name, -1, NULL);
  peer->gates[track] = cordon_session_add_gate (peer->session, NULL, label, callee);
  media_add_track (peer->media, track, peer->gates[track]);
}

static void
add_tracks (Peer *peer)
{
  const PeerOptions *options = &peer->options;

  if (!peer->session)
    {
      media_add_track (peer->media, 0, NULL);
      return;
    }
  /* A telephone has one line. */
  if (!options->telephone || !options->isolated)
    add_track (peer, 0, NULL, CORDON_ISOLATION_NONE);
  if (options->isolated)
    add_track (peer, 1, options->isolated, CORDON_ISOLATION_PEER_IDENTITY);
  if (options->isolated_too)
    add_track (peer, 2, options->isolated_too, CORDON_ISOLATION_PEER_IDENTITY);
  if (options->foreign)
    add_track (peer, 1, NULL, CORDON_ISOLATION_CROSS_ORIGIN);
  if (peer->contact)
    add_track (peer, 1, peer->contact, CORDON_ISOLATION_PEER_IDENTITY);
}

static void
take_description (Peer *peer, const char *text, const char *ice)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CordonSdp) sdp = cordon_sdp_read (text, -1, &error);

  if (!sdp || !cordon_sdp_has_fingerprint (sdp))
    {
      peer_say_state (peer, "failed");
      return;
    }
  peer->remote_tls_id = g_strdup (cordon_sdp_get_tls_id (sdp));
  peer->remote_assertion = g_strdup (cordon_sdp_get_identity (sdp));
  if (peer->validator)
    cordon_identity_validator_describe (peer->validator, sdp, g_get_monotonic_time (), on_identity, peer);
  if (peer->options.telephone)
    peer_read_candidates (peer, text);
  else if (nice_agent_parse_remote_sdp (peer->agent, ice) < 0)
    g_error ("libnice does not read the other's candidates");
}

static const char *
received_label (const Peer *peer)
{
  CordonLabel label;

  if (!peer->session)
    return "no Cordon";
  label = cordon_session_get_received_label (peer->session);
  /* What a page there could do with it. */
  if (cordon_sink_verdict (CORDON_SINK_CANVAS_READ_BACK, label) == CORDON_VERDICT_ALLOW)
    return "accessible";
  return cordon_session_get_label (peer->session) == CORDON_ALPN_NONE ? "pending" : "isolated";
}

static void
report (Peer *peer)
{
  const char *seen[MEDIA_MAX_TRACKS][2], *read[MEDIA_MAX_TRACKS][2];
  g_autofree char *alert = g_strdup_printf ("%u", peer->received_alert);

  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    for (MediaKind kind = MEDIA_VIDEO; kind <= MEDIA_AUDIO; kind++)
      {
        const MediaSeen user = media_get_seen (peer->media, track, kind);
        const MediaSeen script = page_get_seen (peer->page, track, kind);

        seen[track][kind] = media_describe (&user, kind);
        read[track][kind] = media_describe (&script, kind);
      }
  wire_send (
    peer->wire, "report",
    peer->session     ? cordon_session_state_to_string (cordon_session_get_state (peer->session))
    : peer->connected ? "connected"
                      : "failed",
    peer->session ? cordon_session_failure_to_string (cordon_session_get_failure (peer->session)) : "none",
    received_label (peer), alert, peer->data ? peer->data : "", peer->secure_with ? peer->secure_with : "",
    seen[0][0], seen[0][1], seen[1][0], seen[1][1], seen[2][0], seen[2][1], read[0][0], read[0][1],
    read[1][0], read[1][1], read[2][0], read[2][1], NULL);
}

/* Only when all that had arrived before has been read. */
static gboolean
on_mark (gpointer data)
{
  Peer *peer = data;

  media_mark (peer->media);
  page_mark (peer->page);
  return G_SOURCE_REMOVE;
}

static void
take_word (Peer *peer, const char *word, char **arguments)
{
  if (g_str_equal (word, "description"))
    take_description (peer, arguments[0], arguments[1]);
  else if (g_str_equal (word, "token"))
    take_token (peer, arguments);
  else if (g_str_equal (word, "answer") && peer->validator)
    cordon_identity_validator_answer (peer->validator, g_ascii_strtoull (arguments[0], NULL, 10),
                                      arguments[1], arguments[2], g_get_monotonic_time ());
  else if (g_str_equal (word, "refuse") && peer->validator)
    {
      static const CordonIdpFailure failure = { .error = CORDON_IDP_ERROR_TOKEN_INVALID };

      cordon_identity_validator_fail (peer->validator, g_ascii_strtoull (arguments[0], NULL, 10), &failure,
                                      g_get_monotonic_time ());
    }
  else if (g_str_equal (word, "go"))
    {
      peer->contact = g_strdup (*arguments[0] ? arguments[0] : NULL);
      add_tracks (peer);
      nice_agent_gather_candidates (peer->agent, peer->stream);
      if (peer->options.identity)
        ask_provider (peer);
    }
  else if (g_str_equal (word, "isolate"))
    add_track (peer, 1, arguments[0], CORDON_ISOLATION_PEER_IDENTITY);
  else if (g_str_equal (word, "revoke") && peer->gates[0])
    cordon_gate_revoke (peer->gates[0]);
  else if (g_str_equal (word, "again"))
    peer_transport_again (peer, g_intern_string (arguments[0]));
  else if (g_str_equal (word, "renegotiate"))
    peer_transport_renegotiate (peer);
  else if (g_str_equal (word, "mark"))
    g_idle_add_full (G_PRIORITY_LOW, on_mark, peer, NULL);
  else if (g_str_equal (word, "report"))
    report (peer);
}

static void
on_word (const char *word, char **arguments, gpointer data)
{
  Peer *peer = data;

  if (!word || g_str_equal (word, "quit"))
    g_main_loop_quit (peer->loop);
  else
    take_word (peer, word, arguments);
}

static void
read_option (PeerOptions *options, const char *argument)
{
  const struct
  {
    const char *name;
    gboolean *flag;
    const char **text;
  } known[] = {
    { "server", &options->server, NULL },       { "offerer", &options->offerer, NULL },
    { "no-cordon", &options->no_cordon, NULL }, { "relay", &options->relay, NULL },
    { "lies", &options->lies, NULL },           { "foreign", &options->foreign, NULL },
    { "contact", &options->by_contact, NULL },  { "binds", &options->binds, NULL },
    { "telephone", &options->telephone, NULL }, { "clear", &options->clear, NULL },
    { "isolated=", NULL, &options->isolated },  { "isolated-too=", NULL, &options->isolated_too },
    { "identity=", NULL, &options->identity },  { "target=", NULL, &options->target },
    { "offers=", NULL, &options->offers },      { "answers=", NULL, &options->answers },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (known[i].flag && g_str_equal (argument, known[i].name))
        *known[i].flag = TRUE;
      if (known[i].text && g_str_has_prefix (argument, known[i].name))
        *known[i].text = argument + strlen (known[i].name);
    }
}

static void
open_session (Peer *peer)
{
  const CordonSessionPolicy policy = { .relay = peer->options.relay };

  if (peer->options.no_cordon)
    return;
  peer->session = cordon_session_new (&policy);
  cordon_session_set_observer (peer->session, &observer, peer);
  peer->validator = cordon_identity_validator_new (peer->session, ORIGIN, NULL, &proxy, peer);
  if (peer->options.target)
    {
      g_autoptr (CordonCallee) target = cordon_callee_new_identity (peer->options.target, -1, NULL);

      cordon_session_set_target (peer->session, target, NULL);
    }
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
    .send = peer_transport_send,
    .page = peer->options.telephone ? NULL : on_page,
    .data = peer,
  };

  gst_init (NULL, NULL);
  peer->media = media_new (&setup);
  peer->page = page_new (peer->session != NULL);
}

static void
peer_clear (Peer *peer)
{
  peer_transport_close (peer);
  media_free (peer->media);
  page_free (peer->page);
  cordon_identity_validator_free (peer->validator);
  cordon_session_unref (peer->session);
  cordon_certificate_unref (peer->certificate);
  cordon_certificate_unref (peer->shown);
  g_free (peer->contact);
  g_free (peer->tls_id);
  g_free (peer->remote_tls_id);
  g_free (peer->assertion);
  g_free (peer->remote_assertion);
  g_free (peer->data);
  wire_free (peer->wire);
  g_main_loop_unref (peer->loop);
}

int
peer_main (int n_arguments, char **arguments)
{
  g_autoptr (GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GOutputStream) out = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  g_autofree char *print = NULL;
  Peer peer = { 0 };

  for (int i = 0; i < n_arguments; i++)
    read_option (&peer.options, arguments[i]);
  peer.loop = g_main_loop_new (NULL, FALSE);
  peer.certificate = cordon_certificate_mint (ORIGIN, 0, g_get_real_time (), NULL);
  peer.shown = peer.options.lies ? cordon_certificate_mint (ORIGIN, 0, g_get_real_time (), NULL)
                                 : cordon_certificate_ref (peer.certificate);
  peer.tls_id = cordon_sdp_new_tls_id (NULL);
  open_session (&peer);
  open_media (&peer);
  peer.wire = wire_new (in, out, on_word, &peer);
  peer_transport_open (&peer);
  g_signal_connect (peer.agent, "candidate-gathering-done", G_CALLBACK (on_gathered), &peer);
  print = fingerprint_of (peer.certificate);
  wire_send (peer.wire, "hello", print, NULL);
  g_main_loop_run (peer.loop);
  peer_clear (&peer);
  return 0;
}
