#include "tests/interop/call/peer.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>
#include <unistd.h>

#include "isolation/assertion.h"

void
peer_say_state (Peer *peer, const char *state)
{
  wire_send (peer->wire, "state", state, NULL);
}

static void
ask_provider (Peer *peer)
{
  CordonFingerprint fingerprint = { 0 };
  g_autofree char *contents = NULL;

  if (peer->plain_key)
    plain_key_get_fingerprint (peer->plain_key, &fingerprint);
  else
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
  peer_say_description (peer);
}

static void
go (Peer *peer, char **arguments)
{
  peer->contact = g_strdup (peer->options.by_contact ? arguments[0] : NULL);
  peer_ask_for_tracks (peer);
  if (peer->options.identity)
    ask_provider (peer);
}

static void
refuse (Peer *peer, char **arguments)
{
  static const CordonIdpFailure failure = { .error = CORDON_IDP_ERROR_TOKEN_INVALID };

  if (peer->validator)
    cordon_identity_validator_fail (peer->validator, g_ascii_strtoull (arguments[0], NULL, 10), &failure,
                                    g_get_monotonic_time ());
}

static void
answer (Peer *peer, char **arguments)
{
  if (peer->validator)
    cordon_identity_validator_answer (peer->validator, g_ascii_strtoull (arguments[0], NULL, 10),
                                      arguments[1], arguments[2], g_get_monotonic_time ());
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
mark (Peer *peer, char **arguments)
{
  g_idle_add_full (G_PRIORITY_LOW, on_mark, peer, NULL);
}

static void
describe (Peer *peer, char **arguments)
{
  peer_take_description (peer, arguments[0], arguments[1], arguments[2] ? arguments[2] : "");
}

static void
isolate (Peer *peer, char **arguments)
{
  peer_isolate (peer, arguments[0]);
}

static void
take_back (Peer *peer, char **arguments)
{
  browser_revoke (peer->browser, 0);
}

static void
again (Peer *peer, char **arguments)
{
  peer_transport_again (peer, g_intern_string (arguments[0]));
}

static void
renegotiate (Peer *peer, char **arguments)
{
  peer_transport_renegotiate (peer);
}

static void
restart (Peer *peer, char **arguments)
{
  peer_transport_restart (peer);
}

/* To the consent checks of the other end: nothing, or 403. */
static void
fall_silent (Peer *peer, char **arguments)
{
  path_set_answer (peer->path, -1);
}

static void
forbid (Peer *peer, char **arguments)
{
  path_set_answer (peer->path, 403);
}

static void
say (Peer *peer, char **arguments)
{
  peer_transport_say (peer, arguments[0]);
}

static void
write_policy (Peer *peer, char **arguments)
{
  g_file_set_contents (peer->options.policy, arguments[0], -1, NULL);
}

static void
clear (Peer *peer, char **arguments)
{
  browser_clear_identifiers (peer->browser);
}

static void
report (Peer *peer, char **arguments)
{
  peer_report (peer);
}

static void
debug (Peer *peer, char **arguments)
{
  peer_send_debug_pages (peer);
}

static void
token (Peer *peer, char **arguments)
{
  take_token (peer, arguments);
}

static const struct
{
  const char *word;
  void (*act) (Peer *peer, char **arguments);
} words[] = {
  { "description", describe },
  { "token", token },
  { "answer", answer },
  { "refuse", refuse },
  { "go", go },
  { "isolate", isolate },
  { "revoke", take_back },
  { "again", again },
  { "renegotiate", renegotiate },
  { "restart", restart },
  { "fall-silent", fall_silent },
  { "forbid", forbid },
  { "say", say },
  { "policy", write_policy },
  { "clear", clear },
  { "mark", mark },
  { "report", report },
  { "debug", debug },
};

static void
on_word (const char *word, char **arguments, gpointer data)
{
  Peer *peer = data;

  if (!word || g_str_equal (word, "quit"))
    {
      g_main_loop_quit (peer->loop);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      words[i].act (peer, arguments);
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
    { "server", &options->server, NULL },
    { "offerer", &options->offerer, NULL },
    { "no-cordon", &options->no_cordon, NULL },
    { "relay", &options->relay, NULL },
    { "lies", &options->lies, NULL },
    { "foreign", &options->foreign, NULL },
    { "contact", &options->by_contact, NULL },
    { "binds", &options->binds, NULL },
    { "telephone", &options->telephone, NULL },
    { "clear", &options->clear, NULL },
    { "two-homes", &options->two_homes, NULL },
    { "insists", &options->insists, NULL },
    { "watches", &options->watches, NULL },
    { "isolated=", NULL, &options->isolated },
    { "isolated-too=", NULL, &options->isolated_too },
    { "identity=", NULL, &options->identity },
    { "target=", NULL, &options->target },
    { "offers=", NULL, &options->offers },
    { "answers=", NULL, &options->answers },
    { "key=", NULL, &options->key },
    { "profile=", NULL, &options->profile },
    { "policy=", NULL, &options->policy },
    { "speed=", NULL, &options->speed },
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
open_keys (Peer *peer)
{
  const gint64 now_us = g_get_real_time ();

  if (peer->options.key)
    peer->plain_key = plain_key_open (peer->options.key);
  peer->certificate = peer->browser ? cordon_keyring_for_call (browser_get_keyring (peer->browser),
                                                               BROWSER_ORIGIN, FALSE, now_us, NULL)
                                    : cordon_certificate_mint (BROWSER_ORIGIN, 0, now_us, NULL);
  peer->shown = peer->options.lies ? cordon_certificate_mint (BROWSER_ORIGIN, 0, now_us, NULL)
                                   : cordon_certificate_ref (peer->certificate);
  peer->tls_id = cordon_sdp_new_tls_id (NULL);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      g_remove (inside);
    }
  g_rmdir (path);
}

static void
peer_clear (Peer *peer)
{
  peer_transport_close (peer);
  /* It stops captures, whose gates are the session's. */
  browser_free (peer->browser);
  cordon_identity_validator_free (peer->validator);
  cordon_session_unref (peer->session);
  cordon_certificate_unref (peer->certificate);
  cordon_certificate_unref (peer->shown);
  plain_key_free (peer->plain_key);
  if (peer->folder && !peer->options.profile)
    remove_folder (peer->folder);
  g_free (peer->folder);
  cordon_mdns_names_free (peer->names);
  g_free (peer->secure_with);
  g_free (peer->contact);
  g_free (peer->tls_id);
  g_free (peer->remote_tls_id);
  g_free (peer->assertion);
  g_free (peer->remote_assertion);
  g_free (peer->data);
  wire_free (peer->wire);
  g_main_loop_unref (peer->loop);
}

static void
say_hello (Peer *peer)
{
  CordonFingerprint fingerprint = { 0 };
  g_autofree char *print = NULL;

  cordon_certificate_get_fingerprint (peer->certificate, CORDON_HASH_SHA_256, &fingerprint);
  print = cordon_fingerprint_to_string (&fingerprint);
  wire_send (peer->wire, "hello", print, NULL);
}

int
peer_main (int n_arguments, char **arguments)
{
  g_autoptr (GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GOutputStream) out = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  Peer peer = { 0 };

  for (int i = 0; i < n_arguments; i++)
    read_option (&peer.options, arguments[i]);
  gst_init (NULL, NULL);
  peer.loop = g_main_loop_new (NULL, FALSE);
  peer_open_browser (&peer);
  peer_open_session (&peer);
  open_keys (&peer);
  peer.wire = wire_new (in, out, on_word, &peer);
  peer_transport_open (&peer);
  say_hello (&peer);
  g_main_loop_run (peer.loop);
  peer_clear (&peer);
  return 0;
}
