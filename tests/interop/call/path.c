#include "tests/interop/call/path.h"

#include <gio/gio.h>
#include <string.h>

#include "isolation/consent_check.h"
#include "isolation/stun_private.h"
#include "isolation/transport_consent.h"

#define ROUTE_PROBE "127.0.0.1"

struct _Path
{
  PathSetup setup;
  NiceAgent *agent;
  guint stream;
  CordonAddressPolicy policy;
  gboolean has_policy;
  CordonMdnsNames *names;
  gboolean is_bare; /* nothing may be gathered */
  gboolean ready;
  gboolean heard; /* the other end is ready too */
  int answer;
  char *remote_ufrag;
  char *remote_password;

  GMainContext *parked; /* where libnice waits in vain */
  GSocket *socket;
  GSocketAddress *remote;
  GSource *source;

  CordonFreshness *freshness;
  CordonTransportConsent *transport;
  CordonConsentCheck *check;
  gint64 now_us;
  gint64 renewed_us;
  gint64 sent_us;
};

static void
on_ended (gpointer data)
{
  Path *path = data;

  path->setup.observer->consent_lost (path, path->setup.data);
}

static void
on_gathered (NiceAgent *agent, guint stream, gpointer data)
{
  Path *path = data;

  path->setup.observer->gathered (path, path->setup.data);
}

/* ICE has found that the other end answers: consent begins, and may be renewed from now on. */
static void
validate (Path *path)
{
  if (!path->freshness || !cordon_freshness_pair_validated (path->freshness, path->now_us))
    return;
  path->renewed_us = path->now_us;
  cordon_transport_consent_use (path->transport, path->freshness, path->now_us);
}

static void
on_state (NiceAgent *agent, guint stream, guint component, guint state, gpointer data)
{
  Path *path = data;

  if (state != NICE_COMPONENT_STATE_READY || path->ready)
    return;
  path->ready = TRUE;
  validate (path);
  path->setup.observer->ready (path, path->setup.data);
}

static void
on_nice_packet (NiceAgent *agent, guint stream, guint component, guint size, char *packet, gpointer data)
{
  Path *path = data;

  path->heard = TRUE;
  path->setup.observer->packet (path, (const guint8 *) packet, size, path->setup.data);
}

Path *
path_new (const PathSetup *setup)
{
  static const CordonTransportObserver observer = { .ended = on_ended };
  Path *path = g_new0 (Path, 1);

  path->setup = *setup;
  path->agent = nice_agent_new (g_main_context_default (), NICE_COMPATIBILITY_RFC5245);
  g_object_set (path->agent, "controlling-mode", setup->controlling, "ice-tcp", FALSE, "upnp", FALSE, NULL);
  path->stream = nice_agent_add_stream (path->agent, 1);
  g_signal_connect (path->agent, "component-state-changed", G_CALLBACK (on_state), path);
  g_signal_connect (path->agent, "candidate-gathering-done", G_CALLBACK (on_gathered), path);
  nice_agent_attach_recv (path->agent, path->stream, 1, g_main_context_default (), on_nice_packet, path);
  path->parked = g_main_context_new ();
  if (setup->checks_consent)
    {
      path->freshness = cordon_freshness_new (0, NULL);
      path->transport = cordon_transport_consent_new (&observer, path);
      cordon_transport_consent_add (path->transport, path->freshness);
    }
  return path;
}

void
path_free (Path *path)
{
  if (!path)
    return;
  if (path->source)
    g_source_destroy (path->source);
  g_clear_pointer (&path->source, g_source_unref);
  g_clear_object (&path->socket);
  g_clear_object (&path->remote);
  g_object_unref (path->agent);
  g_main_context_unref (path->parked);
  cordon_consent_check_free (path->check);
  g_free (path->remote_ufrag);
  g_free (path->remote_password);
  if (path->transport)
    cordon_transport_consent_remove (path->transport, path->freshness, path->now_us);
  cordon_transport_consent_free (path->transport);
  cordon_freshness_free (path->freshness);
  g_free (path);
}

/* Candidates. */

static CordonInterfaceFacts
facts_of (const char *address)
{
  g_autofree char *source = cordon_route_find_source (NULL, ROUTE_PROBE, 443);

  return (CordonInterfaceFacts){ .is_default_route = g_strcmp0 (address, source) == 0 };
}

/* Whether the policy leaves anything of @candidate; then @out is what may be seen. */
static gboolean
expose (const Path *path, const CordonCandidate *candidate, CordonCandidate *out)
{
  const char *base = candidate->related_address ? candidate->related_address : candidate->address;
  const CordonInterfaceFacts facts = facts_of (base);

  if (path->has_policy)
    return cordon_address_policy_expose (&path->policy, candidate, &facts, path->names, out);
  cordon_candidate_copy_into (candidate, out);
  return TRUE;
}

static gboolean
may_use (const Path *path, const char *address)
{
  g_auto (CordonCandidate) candidate = { .component = 1, .port = 9, .type = CORDON_CANDIDATE_HOST };
  g_auto (CordonCandidate) shown = { 0 };

  candidate.foundation = g_strdup ("1");
  candidate.address = g_strdup (address);
  return expose (path, &candidate, &shown);
}

void
path_gather (Path *path, const CordonAddressPolicy *policy, guint n_homes, CordonMdnsNames *names)
{
  path->has_policy = policy != NULL;
  if (policy)
    path->policy = *policy;
  path->names = names;
  path->is_bare = TRUE;
  for (guint i = 1; i <= n_homes; i++)
    {
      g_autofree char *text = g_strdup_printf ("127.0.0.%u", i);
      NiceAddress address;

      if (!may_use (path, text))
        continue;
      nice_address_init (&address);
      nice_address_set_from_string (&address, text);
      nice_agent_add_local_address (path->agent, &address);
      path->is_bare = FALSE;
    }
  /* Without an address of ours libnice would take all that there are. */
  if (path->is_bare)
    path->setup.observer->gathered (path, path->setup.data);
  else
    nice_agent_gather_candidates (path->agent, path->stream);
}

static char *
show_line (const Path *path, const char *line)
{
  g_auto (CordonCandidate) candidate = { 0 };
  g_auto (CordonCandidate) shown = { 0 };
  g_autofree char *text = NULL;

  if (g_str_has_prefix (line, "c="))
    return g_strdup ("c=IN IP4 0.0.0.0");
  if (!g_str_has_prefix (line, "a=candidate:"))
    return g_strdup (line);
  if (!cordon_candidate_parse (line, -1, &candidate, NULL) || !expose (path, &candidate, &shown))
    return NULL;
  text = cordon_candidate_to_string (&shown);
  return g_strconcat ("a=", text, NULL);
}

char *
path_write_ice (Path *path)
{
  g_autofree char *whole = nice_agent_generate_local_sdp (path->agent);
  g_auto (GStrv) lines = g_strsplit (whole, "\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; lines[i] && *lines[i]; i++)
    {
      g_autofree char *shown = show_line (path, lines[i]);

      if (shown)
        g_string_append_printf (text, "%s\n", shown);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
find_value (const char *ice, const char *name)
{
  const char *at = strstr (ice, name);

  return at ? g_strndup (at + strlen (name), strcspn (at + strlen (name), "\r\n")) : NULL;
}

gboolean
path_read_ice (Path *path, const char *ice)
{
  g_free (path->remote_ufrag);
  g_free (path->remote_password);
  path->remote_ufrag = find_value (ice, "a=ice-ufrag:");
  path->remote_password = find_value (ice, "a=ice-pwd:");
  return nice_agent_parse_remote_sdp (path->agent, ice) >= 0;
}

/* Packets. */

static gboolean
is_stun (const guint8 *packet, gsize size)
{
  return size >= 20 && packet[0] < 4;
}

static void
send_raw (Path *path, const guint8 *packet, gsize size)
{
  if (path->socket)
    g_socket_send_to (path->socket, path->remote, (const char *) packet, size, NULL, NULL);
  else
    nice_agent_send (path->agent, path->stream, 1, (guint) size, (const char *) packet);
}

gboolean
path_send (Path *path, const guint8 *packet, gsize size, gint64 mono_us)
{
  path->now_us = mono_us;
  if (path->freshness && !cordon_freshness_may_send (path->freshness, CORDON_PACKET_APPLICATION, mono_us))
    return FALSE;
  path->sent_us = mono_us;
  send_raw (path, packet, size);
  return TRUE;
}

/* A check of the other's: answered where it has our password, whatever we think of him. */
static void
answer_check (Path *path, const guint8 *packet, gsize size, const CordonStunMessage *message)
{
  g_autofree char *ufrag = NULL;
  g_autofree char *password = NULL;
  guint8 answer[512];
  gsize answer_size;

  nice_agent_get_local_credentials (path->agent, path->stream, &ufrag, &password);
  if (path->answer < 0 || !cordon_stun_verify (packet, size, message, password))
    return;
  answer_size = cordon_stun_write (path->answer > 0 ? STUN_BINDING_ERROR : STUN_BINDING_SUCCESS, message->id,
                                   NULL, (guint) path->answer, password, answer, sizeof answer);
  if (cordon_freshness_may_send (path->freshness, CORDON_PACKET_CHECK_ANSWER, path->now_us))
    send_raw (path, answer, answer_size);
}

static void
read_stun (Path *path, const guint8 *packet, gsize size, gboolean from_peer)
{
  CordonStunMessage message;

  if (!cordon_stun_read (packet, size, &message))
    return;
  if (message.type == STUN_BINDING_REQUEST)
    answer_check (path, packet, size, &message);
  else if (message.type == STUN_BINDING_INDICATION)
    cordon_freshness_indication (path->freshness, path->now_us);
  else if (cordon_consent_check_read (path->check, packet, size, from_peer, path->now_us))
    path->renewed_us = path->now_us;
}

static gboolean
on_socket (GSocket *socket, GIOCondition condition, gpointer data)
{
  Path *path = data;
  g_autoptr (GSocketAddress) from = NULL;
  guint8 packet[2048];
  const gssize size = g_socket_receive_from (socket, &from, (char *) packet, sizeof packet, NULL, NULL);
  GInetSocketAddress *sender = G_INET_SOCKET_ADDRESS (from), *remote = G_INET_SOCKET_ADDRESS (path->remote);
  gboolean from_peer;

  if (size <= 0)
    return G_SOURCE_CONTINUE;
  from_peer = g_inet_socket_address_get_port (sender) == g_inet_socket_address_get_port (remote)
              && g_inet_address_equal (g_inet_socket_address_get_address (sender),
                                       g_inet_socket_address_get_address (remote));
  if (is_stun (packet, (gsize) size))
    read_stun (path, packet, (gsize) size, from_peer);
  else if (from_peer)
    path->setup.observer->packet (path, packet, (gsize) size, path->setup.data);
  return G_SOURCE_CONTINUE;
}

static GSocketAddress *
find_remote (Path *path)
{
  NiceCandidate *local, *remote;
  char text[NICE_ADDRESS_STRING_LEN];

  if (!nice_agent_get_selected_pair (path->agent, path->stream, 1, &local, &remote))
    return NULL;
  nice_address_to_string (&remote->addr, text);
  return g_inet_socket_address_new_from_string (text, nice_address_get_port (&remote->addr));
}

static CordonConsentCheck *
new_check (Path *path)
{
  g_autofree char *ufrag = NULL;
  g_autofree char *password = NULL;
  g_autofree char *username = NULL;

  nice_agent_get_local_credentials (path->agent, path->stream, &ufrag, &password);
  username = g_strdup_printf ("%s:%s", path->remote_ufrag, ufrag);
  return cordon_consent_check_new (path->freshness, username, path->remote_password, NULL);
}

/* libnice goes on reading in a context that nobody runs. */
static void
take_over (Path *path)
{
  path->remote = find_remote (path);
  path->socket = nice_agent_get_selected_socket (path->agent, path->stream, 1);
  if (!path->remote || !path->socket)
    g_error ("there is no selected pair");
  g_object_ref (path->socket);
  nice_agent_attach_recv (path->agent, path->stream, 1, path->parked, on_nice_packet, path);
  path->check = new_check (path);
  path->source = g_socket_create_source (path->socket, G_IO_IN, NULL);
  g_source_set_callback (path->source, G_SOURCE_FUNC (on_socket), path, NULL);
  g_source_attach (path->source, NULL);
}

void
path_tick (Path *path, gint64 mono_us)
{
  guint8 packet[CORDON_CONSENT_CHECK_MAX_SIZE];
  gsize size;

  path->now_us = mono_us;
  if (!path->freshness || !path->ready)
    return;
  if (path->heard && !path->socket)
    take_over (path);
  if (path->check && cordon_freshness_next_check (path->freshness) <= mono_us
      && (size = cordon_consent_check_write (path->check, packet, mono_us)) > 0)
    send_raw (path, packet, size);
  cordon_transport_consent_update (path->transport, mono_us);
  /* There is no other pair, and nobody restarts ICE for it. */
  if (cordon_transport_consent_get_state (path->transport) == CORDON_TRANSPORT_FAILED)
    cordon_transport_consent_give_up (path->transport, mono_us);
}

void
path_set_answer (Path *path, int error)
{
  path->answer = error;
}

gboolean
path_is_ready (const Path *path)
{
  return path->ready;
}

CordonFreshnessState
path_get_freshness (Path *path, gint64 mono_us)
{
  return path->freshness ? cordon_freshness_get_state (path->freshness, mono_us) : CORDON_FRESHNESS_NONE;
}

gint64
path_get_last_gap (const Path *path)
{
  return path->sent_us - path->renewed_us;
}

NiceAgent *
path_get_agent (Path *path)
{
  return path->agent;
}

guint
path_get_stream (const Path *path)
{
  return path->stream;
}
