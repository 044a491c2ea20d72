#include "isolation/graph_snapshot.h"
#include "isolation/sas.h"
#include "isolation/sink.h"
#include "tests/interop/call/peer.h"

static const CordonAssurance assurances[CORDON_N_IDENTITY_STATES] = {
  [CORDON_IDENTITY_FAILED] = CORDON_ASSURANCE_FAILED,
  [CORDON_IDENTITY_VALID] = CORDON_ASSURANCE_PROVIDER,
};

/* Whom the fingerprints prove, where nobody vouches: a contact. */
static CordonCallee *
find_peer (const Peer *peer, CordonAssurance *out_assurance)
{
  const CordonCallee *identity = cordon_session_get_identity (peer->session);

  *out_assurance = assurances[cordon_session_get_identity_state (peer->session)];
  if (identity)
    return cordon_callee_ref (identity);
  if (!peer->contact || cordon_gate_get_reason (peer->gates[1]) != CORDON_GATE_REASON_MATCH)
    return NULL;
  *out_assurance = CORDON_ASSURANCE_KEYS;
  return cordon_callee_new_fingerprints ((const char *const *) &peer->contact, 1, NULL);
}

static gsize
list_tracks (const Peer *peer, CordonConnectionTrack *out_tracks)
{
  gsize n = 0;

  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    if (peer->gates[track])
      out_tracks[n++] = (CordonConnectionTrack){
        .name = media_get_look (track)->name,
        .isolated = track > 0,
        .verdict = cordon_gate_get_verdict (peer->gates[track]),
        .reason = cordon_gate_get_reason (peer->gates[track]),
      };
  return n;
}

/* Compared once, when it is known whose key it is; a match opens nothing (D-41). */
static void
meet (Peer *peer)
{
  const CordonCallee *identity = cordon_session_get_identity (peer->session);
  CordonFingerprint digests[CORDON_CERTIFICATE_MAX_DIGESTS];
  const gsize n = cordon_dtls_digests (SSL_get0_peer_certificate (peer->ssl), digests);

  for (gsize i = 0; identity && peer->continuity == CORDON_CONTINUITY_UNKNOWN && i < n; i++)
    if (digests[i].hash == CORDON_HASH_SHA_256)
      peer->continuity = cordon_keyring_saw_peer (browser_get_keyring (peer->browser), BROWSER_ORIGIN,
                                                  cordon_callee_get_display (identity), &digests[i]);
}

/* (nullable) */
static char *
describe_certificate (const X509 *certificate)
{
  CordonFingerprint digests[CORDON_CERTIFICATE_MAX_DIGESTS];
  const gsize n = certificate ? cordon_dtls_digests (certificate, digests) : 0;

  for (gsize i = 0; i < n; i++)
    if (digests[i].hash == CORDON_HASH_SHA_256)
      return cordon_fingerprint_to_string (&digests[i]);
  return NULL;
}

void
peer_tell_bridge (Peer *peer)
{
  CordonConnectionTrack tracks[MEDIA_MAX_TRACKS];
  g_autoptr (CordonCallee) callee = NULL;
  g_autofree char *check = NULL;
  g_autofree char *own = NULL;
  g_autofree char *shown = NULL;
  CordonConnection facts = { .tracks = tracks };
  CordonDtlsFacts dtls = { 0 };
  guint8 sas[CORDON_SAS_SIZE];

  peer->stale = FALSE;
  if (!peer->browser || !peer->ssl || !cordon_dtls_get_facts (peer->ssl, &dtls))
    return;
  meet (peer);
  callee = find_peer (peer, &facts.assurance);
  if (cordon_dtls_get_sas (peer->ssl, sas))
    check = cordon_sas_to_words (sas);
  own = describe_certificate (SSL_get_certificate (peer->ssl));
  shown = describe_certificate (SSL_get0_peer_certificate (peer->ssl));
  facts.own_certificate = own;
  facts.peer_certificate = shown;
  facts.peer = callee;
  facts.confidential = cordon_session_get_state (peer->session) == CORDON_SESSION_CONFIDENTIAL;
  facts.key_changed = peer->continuity == CORDON_CONTINUITY_CHANGED;
  facts.label = cordon_alpn_to_string (cordon_session_get_label (peer->session));
  facts.dtls_version = dtls.version;
  facts.cipher = dtls.cipher;
  facts.srtp_profile = dtls.srtp_profile;
  facts.forward_secret = dtls.forward_secret;
  facts.check_value = check;
  facts.freshness = path_get_freshness (peer->path, browser_now (peer->browser).mono_us);
  facts.address_mode = cordon_address_mode_get_number (peer->policy.mode);
  facts.n_tracks = list_tracks (peer, tracks);
  browser_report (peer->browser, &facts);
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

static const char *
state_of (const Peer *peer)
{
  if (peer->session)
    return cordon_session_state_to_string (cordon_session_get_state (peer->session));
  return peer->connected ? "connected" : "failed";
}

static char *
write_hex (const guint8 *data, gsize size)
{
  GString *hex = g_string_sized_new (2 * size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  return g_string_free (hex, FALSE);
}

/* What the stage knows as "name=value". */
static GPtrArray *
list_facts (Peer *peer)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func (g_free);
  const gint64 mono_us = peer->browser ? browser_now (peer->browser).mono_us : 0;
  guint8 strip[MEDIA_STRIP_SIZE];

#define FACT(...) g_ptr_array_add (facts, g_strdup_printf (__VA_ARGS__))
  FACT ("mode=%u", peer->browser ? cordon_address_mode_get_number (peer->policy.mode) : 0);
  FACT ("freshness=%s", cordon_freshness_state_to_string (path_get_freshness (peer->path, mono_us)));
  FACT ("gap=%" G_GINT64_FORMAT, path_get_last_gap (peer->path));
  FACT ("key=%s", cordon_continuity_to_string (peer->continuity));
  FACT ("key-notices=%u", peer->n_key_notices);
  FACT ("data-refused=%u", peer->n_data_refused);
  FACT ("data-section=%s", peer->has_data_section ? "yes" : "no");
  FACT ("call=%s", peer->browser && browser_has_call (peer->browser) ? "open" : "none");
  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    if (peer->gates[track])
      FACT ("gate-%s=%s", media_get_look (track)->name,
            cordon_gate_reason_to_string (cordon_gate_get_reason (peer->gates[track])));
  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    if (media_get_strip (peer->media, track, strip))
      {
        g_autofree char *hex = write_hex (strip, sizeof strip);

        FACT ("strip-%u=%s", track, hex);
      }
#undef FACT
  return facts;
}

static char *
join_facts (Peer *peer)
{
  g_autoptr (GPtrArray) facts = list_facts (peer);

  g_ptr_array_add (facts, NULL);
  return g_strjoinv (" ", (char **) facts->pdata);
}

void
peer_report (Peer *peer)
{
  const char *seen[MEDIA_MAX_TRACKS][2], *read[MEDIA_MAX_TRACKS][2];
  g_autofree char *alert = g_strdup_printf ("%u", peer->received_alert);
  g_autofree char *facts = join_facts (peer);
  const CordonSessionFailure failure = peer->session ? cordon_session_get_failure (peer->session)
                                                     : CORDON_SESSION_FAILURE_NONE;

  for (guint track = 0; track < MEDIA_MAX_TRACKS; track++)
    for (MediaKind kind = MEDIA_VIDEO; kind <= MEDIA_AUDIO; kind++)
      {
        const MediaSeen user = media_get_seen (peer->media, track, kind);
        const MediaSeen script = page_get_seen (peer->page, track, kind);

        seen[track][kind] = media_describe (&user, kind);
        read[track][kind] = media_describe (&script, kind);
      }
  wire_send (peer->wire, "report", state_of (peer), cordon_session_failure_to_string (failure),
             received_label (peer), alert, peer->data ? peer->data : "",
             peer->secure_with ? peer->secure_with : "", seen[0][0], seen[0][1], seen[1][0], seen[1][1],
             seen[2][0], seen[2][1], read[0][0], read[0][1], read[1][0], read[1][1], read[2][0], read[2][1],
             facts, NULL);
}

void
peer_send_debug_pages (Peer *peer)
{
  g_autofree char *graph = cordon_graph_to_json (page_get_graph (peer->page));
  g_autofree char *html = NULL;
  g_autofree char *json = NULL;

  if (peer->browser)
    {
      html = browser_render (peer->browser, CORDON_DEBUG_HTML, graph);
      json = browser_render (peer->browser, CORDON_DEBUG_JSON, graph);
    }
  wire_send (peer->wire, "debug", html ? html : "", json ? json : "", NULL);
}
