#include "isolation/callee_table.h"
#include "tests/interop/call/peer.h"

/* A track of the page's, with the label that it has in the graph, is given to a sender. Never refused (C-50). */
static void
send_track (Peer *peer, guint track, CordonNodeId node)
{
  CordonGraph *graph = page_get_graph (peer->page);
  const CordonLabel label = cordon_graph_label (graph, node);
  const CordonCallee *callee = cordon_callee_table_find (cordon_graph_get_callees (graph), label);

  peer->gates[track] = cordon_session_add_gate (peer->session, NULL, label, callee);
  media_add_track (peer->media, track, peer->gates[track]);
  peer->stale = TRUE;
}

static void
on_captured (guint track, const CordonObligations *obligations, gpointer data)
{
  Peer *peer = data;

  if (!obligations)
    g_error ("the user's yes came to nothing");
  send_track (peer, track,
              cordon_graph_add_track (page_get_graph (peer->page), CORDON_SOURCE_CAPTURE, obligations));
  if (peer->n_asked > 0 && --peer->n_asked == 0)
    peer_transport_gather (peer);
}

static void
on_stopped (guint track, gpointer data)
{
  Peer *peer = data;

  if (peer->gates[track])
    cordon_gate_revoke (peer->gates[track]);
  peer->stale = TRUE;
}

static void
on_secure (const CordonCallee *callee, gpointer data)
{
  Peer *peer = data;

  g_free (peer->secure_with);
  peer->secure_with = callee ? g_strdup (cordon_callee_get_display (callee)) : NULL;
}

static void
on_key_changed (gpointer data)
{
  ((Peer *) data)->n_key_notices++;
}

static CordonCallee *
parse_callee (const char *text)
{
  CordonCallee *callee = g_str_has_prefix (text, "sha-") ? cordon_callee_new_fingerprints (&text, 1, NULL)
                                                         : cordon_callee_new_identity (text, -1, NULL);

  if (!callee)
    g_error ("%s is nobody", text);
  return callee;
}

/* Data channels at once; addresses at the next gathering. */
static void
on_network_changed (gpointer data)
{
  Peer *peer = data;
  CordonNetworkLimits limits;

  if (!peer->session)
    return;
  browser_get_limits (peer->browser, NULL, &limits);
  cordon_session_set_limits (peer->session, &limits);
}

static const BrowserObserver browser_observer = {
  on_captured, on_stopped, on_secure, on_key_changed, on_network_changed,
};

void
peer_open_browser (Peer *peer)
{
  const guint speed = peer->options.speed ? (guint) g_ascii_strtoull (peer->options.speed, NULL, 10) : 1;

  if (peer->options.no_cordon)
    return;
  peer->names = cordon_mdns_names_new (NULL);
  peer->folder = peer->options.profile ? g_strdup (peer->options.profile)
                                       : g_dir_make_tmp ("cordon-call-XXXXXX", NULL);
  peer->browser = browser_new (peer->folder, peer->options.policy, speed, &browser_observer, peer);
}

static void
on_session_state (CordonSession *session, CordonSessionState from, gpointer data)
{
  Peer *peer = data;

  peer->stale = TRUE;
  if (cordon_session_get_label (session) != CORDON_ALPN_NONE)
    page_latch (peer->page, cordon_session_get_label (session) == CORDON_ALPN_C_WEBRTC);
}

static void
on_session_identity (CordonSession *session, gpointer data)
{
  ((Peer *) data)->stale = TRUE;
}

static void
on_session_gate (CordonSession *session, CordonGate *gate, gpointer data)
{
  ((Peer *) data)->stale = TRUE;
}

static void
on_validate (guint64 id, const char *url, const char *assertion, const char *origin, gpointer data)
{
  Peer *peer = data;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, id);

  wire_send (peer->wire, "validate", number, assertion, NULL);
}

void
peer_open_session (Peer *peer)
{
  static const CordonSessionObserver observer = {
    .state_changed = on_session_state,
    .identity_changed = on_session_identity,
    .gate_changed = on_session_gate,
  };
  static const CordonIdentityProxy proxy = { on_validate, NULL };
  const CordonSessionPolicy policy = { .relay = peer->options.relay };

  if (!peer->browser)
    return;
  peer->session = cordon_session_new (&policy);
  cordon_session_set_observer (peer->session, &observer, peer);
  peer->validator = cordon_identity_validator_new (peer->session, BROWSER_ORIGIN, NULL, &proxy, peer);
  on_network_changed (peer);
  if (peer->options.target)
    {
      g_autoptr (CordonCallee) target = parse_callee (peer->options.target);

      cordon_session_set_target (peer->session, target, NULL);
    }
}

static void
ask (Peer *peer, guint track, const char *callee_name)
{
  g_autoptr (CordonCallee) callee = callee_name ? parse_callee (callee_name) : NULL;

  peer->n_asked++;
  browser_capture (peer->browser, track, callee);
}

/* A film of another site's, captured from its element: bound to nobody (C-53). */
static void
add_foreign (Peer *peer)
{
  CordonGraph *graph = page_get_graph (peer->page);
  const CordonNodeId film = cordon_graph_add_resource (graph, FALSE);
  const CordonNodeId element = cordon_graph_add_element (graph);

  cordon_graph_attach (graph, film, element);
  send_track (peer, 1, cordon_graph_derive (graph, element, CORDON_DERIVE_ELEMENT_CAPTURE));
}

void
peer_ask_for_tracks (Peer *peer)
{
  const PeerOptions *options = &peer->options;

  if (!peer->browser)
    {
      media_add_track (peer->media, 0, NULL);
      peer_transport_gather (peer);
      return;
    }
  /* A telephone has one line. */
  if (!options->watches && (!options->telephone || !options->isolated))
    ask (peer, 0, NULL);
  if (options->isolated)
    ask (peer, 1, options->isolated);
  if (options->isolated_too)
    ask (peer, 2, options->isolated_too);
  if (peer->contact)
    ask (peer, 1, peer->contact);
  if (options->foreign)
    add_foreign (peer);
  if (peer->n_asked == 0)
    peer_transport_gather (peer);
}

void
peer_isolate (Peer *peer, const char *callee)
{
  g_autoptr (CordonCallee) parsed = parse_callee (callee);

  browser_capture (peer->browser, 1, parsed);
}
