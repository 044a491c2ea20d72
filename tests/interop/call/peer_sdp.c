/*
 * Descriptions. Between two of our ends: the pieces that Cordon reads, with what ICE needs beside them. For a browser:
 * a whole one with a line of G.711 sound and one of VP8 pictures, ICE without trickling.
 */

#include <string.h>

#include "tests/interop/call/peer.h"

static const char head[] =
  "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\na=msid-semantic:WMS *\r\n";

static const struct
{
  const char *media, *attributes, *name;
} lines[] = {
  [MEDIA_VIDEO] = { "video 9 UDP/TLS/RTP/SAVPF 96",
                    "a=mid:1\r\na=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack pli\r\n", "picture" },
  [MEDIA_AUDIO] = { "audio 9 UDP/TLS/RTP/SAVPF 0", "a=mid:0\r\na=rtpmap:0 PCMU/8000\r\n", "sound" },
};

static void
write_line (Peer *peer, MediaKind kind, GString *text)
{
  g_autofree char *ufrag = NULL;
  g_autofree char *password = NULL;

  nice_agent_get_local_credentials (path_get_agent (peer->path), path_get_stream (peer->path), &ufrag,
                                    &password);
  g_string_append_printf (text,
                          "m=%s\r\nc=IN IP4 0.0.0.0\r\na=sendrecv\r\na=rtcp-mux\r\n%sa=setup:%s\r\n"
                          "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=msid:line %s\r\na=ssrc:%u cname:short\r\n",
                          lines[kind].media, lines[kind].attributes,
                          peer->options.server ? "passive" : "active", ufrag, password, lines[kind].name,
                          MEDIA_TELEPHONE_SSRC + (guint32) kind);
}

static char *
write_telephone (Peer *peer, const char *fingerprint)
{
  NiceAgent *agent = path_get_agent (peer->path);
  const guint stream = path_get_stream (peer->path);
  g_autoptr (GString) text = g_string_new (head);
  GSList *candidates = nice_agent_get_local_candidates (agent, stream, 1);

  g_string_append_printf (text, "a=fingerprint:%s\r\na=tls-id:%s\r\n", fingerprint, peer->tls_id);
  if (peer->assertion)
    g_string_append_printf (text, "a=identity:%s\r\n", peer->assertion);
  write_line (peer, MEDIA_AUDIO, text);
  for (GSList *each = candidates; each; each = each->next)
    {
      g_autofree char *line = nice_agent_generate_local_candidate_sdp (agent, each->data);

      g_string_append_printf (text, "%s\r\n", line);
    }
  g_string_append (text, "a=end-of-candidates\r\n");
  write_line (peer, MEDIA_VIDEO, text);
  g_slist_free_full (candidates, (GDestroyNotify) nice_candidate_free);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
read_telephone (Peer *peer, const char *sdp)
{
  NiceAgent *agent = path_get_agent (peer->path);
  const guint stream = path_get_stream (peer->path);
  g_auto (GStrv) lines = g_strsplit_set (sdp, "\r\n", -1);
  const char *ufrag = NULL, *password = NULL;
  GSList *candidates = NULL;

  for (guint i = 0; lines[i]; i++)
    {
      NiceCandidate *candidate;

      if (g_str_has_prefix (lines[i], "a=ice-ufrag:"))
        ufrag = lines[i] + strlen ("a=ice-ufrag:");
      if (g_str_has_prefix (lines[i], "a=ice-pwd:"))
        password = lines[i] + strlen ("a=ice-pwd:");
      if (!g_str_has_prefix (lines[i], "a=candidate:") || !strstr (lines[i], "UDP"))
        continue;
      candidate = nice_agent_parse_remote_candidate_sdp (agent, stream, lines[i]);
      if (candidate)
        candidates = g_slist_append (candidates, candidate);
    }
  if (ufrag && password)
    nice_agent_set_remote_credentials (agent, stream, ufrag, password);
  nice_agent_set_remote_candidates (agent, stream, 1, candidates);
  g_slist_free_full (candidates, (GDestroyNotify) nice_candidate_free);
}

static char *
fingerprint_of (const Peer *peer)
{
  CordonFingerprint fingerprint = { 0 };

  if (peer->plain_key)
    plain_key_get_fingerprint (peer->plain_key, &fingerprint);
  else
    cordon_certificate_get_fingerprint (peer->certificate, CORDON_HASH_SHA_256, &fingerprint);
  return cordon_fingerprint_to_string (&fingerprint);
}

static gboolean
wants_data (const Peer *peer)
{
  return !peer->session || cordon_session_may_open_data_channel (peer->session);
}

static char *
write_pieces (Peer *peer, const char *fingerprint)
{
  return g_strdup_printf (
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=fingerprint:%s\r\na=tls-id:%s\r\n%s%s%s"
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nm=audio 9 UDP/TLS/RTP/SAVPF 97\r\n"
    "m=application %d UDP/DTLS/SCTP webrtc-datachannel\r\n",
    fingerprint, peer->tls_id, peer->assertion ? "a=identity:" : "", peer->assertion ? peer->assertion : "",
    peer->assertion ? "\r\n" : "", wants_data (peer) ? 9 : 0);
}

/* What an engine would register with the local network: "name address" a line. */
static char *
list_names (const Peer *peer, const char *ice)
{
  g_auto (GStrv) words = g_strsplit_set (ice, " \n", -1);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; peer->names && words[i]; i++)
    if (cordon_mdns_is_name (words[i]))
      g_string_append_printf (list, "%s %s\n", words[i],
                              cordon_mdns_names_find_address (peer->names, words[i]));
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* The description and what ICE needs leave together, when both are complete. */
void
peer_say_description (Peer *peer)
{
  Path *path = peer->next ? peer->next : peer->path;
  g_autofree char *print = NULL;
  g_autofree char *ice = NULL;
  g_autofree char *sdp = NULL;
  g_autofree char *names = NULL;

  if (!peer->gathered || (peer->options.identity && !peer->assertion))
    return;
  print = fingerprint_of (peer);
  if (peer->options.telephone)
    {
      sdp = write_telephone (peer, print);
      wire_send (peer->wire, "description", sdp, "", NULL);
      return;
    }
  ice = path_write_ice (path);
  sdp = write_pieces (peer, print);
  names = list_names (peer, ice);
  wire_send (peer->wire, "description", sdp, ice, names, NULL);
}

static void
on_identity (const CordonIdentityResult *result, gpointer data)
{
}

/*
 * Names of a local network, as its multicast DNS resolves them: the stage sent them along, one "name address" a
 * line.
 */
static char *
resolve_names (const Peer *peer, const char *ice, const char *names)
{
  g_auto (GStrv) lines = g_strsplit (names, "\n", -1);
  char *text = g_strdup (ice);

  for (guint i = 0; lines[i]; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 2);
      g_auto (GStrv) parts = NULL;

      if (g_strv_length (words) != 2 || !cordon_mdns_may_resolve (words[0], peer->policy.relay_only))
        continue;
      parts = g_strsplit (text, words[0], -1);
      g_free (text);
      text = g_strjoinv (words[1], parts);
    }
  return text;
}

void
peer_take_description (Peer *peer, const char *text, const char *ice, const char *names)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CordonSdp) sdp = cordon_sdp_read (text, -1, &error);
  g_autofree char *resolved = resolve_names (peer, ice, names);

  if (!sdp || !cordon_sdp_has_fingerprint (sdp))
    {
      peer_say_state (peer, "failed");
      return;
    }
  g_free (peer->remote_tls_id);
  g_free (peer->remote_assertion);
  peer->remote_tls_id = g_strdup (cordon_sdp_get_tls_id (sdp));
  peer->remote_assertion = g_strdup (cordon_sdp_get_identity (sdp));
  peer->has_data_section = wants_data (peer) && strstr (text, "m=application 9 ");
  if (peer->validator)
    cordon_identity_validator_describe (peer->validator, sdp, g_get_monotonic_time (), on_identity, peer);
  if (peer->options.telephone)
    {
      read_telephone (peer, text);
      return;
    }
  /* The other end restarts ICE: so does this one, before it reads on. */
  if (path_is_ready (peer->path) && !peer->next)
    peer_transport_restart (peer);
  if (!path_read_ice (peer->next ? peer->next : peer->path, resolved))
    g_error ("libnice does not read the other's candidates");
}
