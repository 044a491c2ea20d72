/* A description that a browser takes: a line of G.711 sound and one of VP8 pictures, ICE without trickling. */

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

  nice_agent_get_local_credentials (peer->agent, peer->stream, &ufrag, &password);
  g_string_append_printf (text,
                          "m=%s\r\nc=IN IP4 0.0.0.0\r\na=sendrecv\r\na=rtcp-mux\r\n%sa=setup:%s\r\n"
                          "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=msid:line %s\r\na=ssrc:%u cname:short\r\n",
                          lines[kind].media, lines[kind].attributes,
                          peer->options.server ? "passive" : "active", ufrag, password, lines[kind].name,
                          MEDIA_TELEPHONE_SSRC + (guint32) kind);
}

char *
peer_write_sdp (Peer *peer, const char *fingerprint)
{
  g_autoptr (GString) text = g_string_new (head);
  GSList *candidates = nice_agent_get_local_candidates (peer->agent, peer->stream, 1);

  g_string_append_printf (text, "a=fingerprint:%s\r\na=tls-id:%s\r\n", fingerprint, peer->tls_id);
  if (peer->assertion)
    g_string_append_printf (text, "a=identity:%s\r\n", peer->assertion);
  write_line (peer, MEDIA_AUDIO, text);
  for (GSList *each = candidates; each; each = each->next)
    {
      g_autofree char *line = nice_agent_generate_local_candidate_sdp (peer->agent, each->data);

      g_string_append_printf (text, "%s\r\n", line);
    }
  g_string_append (text, "a=end-of-candidates\r\n");
  write_line (peer, MEDIA_VIDEO, text);
  g_slist_free_full (candidates, (GDestroyNotify) nice_candidate_free);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
peer_read_candidates (Peer *peer, const char *sdp)
{
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
      candidate = nice_agent_parse_remote_candidate_sdp (peer->agent, peer->stream, lines[i]);
      if (candidate)
        candidates = g_slist_append (candidates, candidate);
    }
  if (ufrag && password)
    nice_agent_set_remote_credentials (peer->agent, peer->stream, ufrag, password);
  nice_agent_set_remote_candidates (peer->agent, peer->stream, 1, candidates);
  g_slist_free_full (candidates, (GDestroyNotify) nice_candidate_free);
}
