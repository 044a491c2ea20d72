/* Two sessions whose handshakes are played against each other fact by fact, as two DTLS stacks would report them. */

#pragma once

#include "isolation/gate.h"
#include "tests/support/test.h"

typedef struct
{
  gboolean required;
  gboolean relay;
  gboolean no_alpn;     /* this end's software knows no ALPN: it neither offers nor answers */
  CordonAlpnSet offers; /* client: another set than Cordon says; 0: as Cordon says */
  const char *answers;  /* server: this label, whatever was offered */
} PairSide;

typedef struct
{
  CordonSession *session;
  CordonAssociation *association;
  CordonFingerprint certificate;
} PairEnd;

typedef struct
{
  PairEnd client;
  PairEnd server;
  CordonAlpn selected;
  guint8 alert; /* that the aborting side sends */
  gboolean client_aborts;
  gboolean server_aborts;
} Pair;

static inline CordonFingerprint
pair_certificate (guint8 seed)
{
  CordonFingerprint fingerprint = { .hash = CORDON_HASH_SHA_256 };

  for (guint i = 0; i < 32; i++)
    fingerprint.digest[i] = (guint8) (seed + i);
  return fingerprint;
}

static inline void
pair_open_end (PairEnd *end, const PairSide *side, guint8 seed, guint8 peer_seed)
{
  const CordonSessionPolicy policy = { .relay = side->relay };
  const CordonFingerprint expected = pair_certificate (peer_seed);

  end->session = cordon_session_new (&policy);
  end->certificate = pair_certificate (seed);
  cordon_session_expect_fingerprints (end->session, &expected, 1);
  if (side->required)
    cordon_session_require_confidential (end->session);
}

static inline void
pair_open (Pair *pair, const PairSide *client, const PairSide *server)
{
  *pair = (Pair){ 0 };
  pair_open_end (&pair->client, client, 1, 100);
  pair_open_end (&pair->server, server, 100, 1);
}

static inline void
pair_close (Pair *pair)
{
  cordon_session_unref (pair->client.session);
  cordon_session_unref (pair->server.session);
}

static inline gboolean
pair_abort (Pair *pair, PairEnd *end, PairEnd *other)
{
  pair->alert = cordon_session_failure_get_alert (cordon_session_get_failure (end->session));
  if (end == &pair->client)
    pair->client_aborts = TRUE;
  else
    pair->server_aborts = TRUE;
  cordon_association_failed (other->association, pair->alert);
  return FALSE;
}

static inline gboolean
pair_server_hello (Pair *pair, const PairSide *client, const PairSide *server, CordonAlpnSet offered)
{
  guint8 list[CORDON_ALPN_LIST_MAX_SIZE];
  const gsize size = cordon_alpn_list_write (client->no_alpn ? CORDON_ALPN_SET_NONE : offered, list);
  CordonAlpnSet heard = CORDON_ALPN_SET_NONE;
  const gboolean has_alpn = cordon_alpn_list_parse (list, size, &heard);

  if (!cordon_association_answer (pair->server.association, has_alpn && !server->no_alpn, heard,
                                  &pair->selected))
    return server->no_alpn || server->answers ? TRUE : pair_abort (pair, &pair->server, &pair->client);
  return TRUE;
}

static inline gboolean
pair_client_hello_done (Pair *pair, const PairSide *client, const PairSide *server)
{
  const char *label = server->answers ? server->answers : cordon_alpn_to_string (pair->selected);

  if (server->no_alpn)
    label = "";
  if (cordon_association_selected (pair->client.association, (const guint8 *) label, strlen (label)))
    return TRUE;
  return client->no_alpn ? TRUE : pair_abort (pair, &pair->client, &pair->server);
}

/* One handshake on a new association of each session. A side with no_alpn is not bound by what its session says. */
static inline gboolean
pair_handshake (Pair *pair, const PairSide *client, const PairSide *server)
{
  CordonAlpnSet offered = CORDON_ALPN_SET_NONE;

  pair->alert = 0;
  pair->client.association = cordon_session_add_association (pair->client.session, CORDON_DTLS_CLIENT);
  pair->server.association = cordon_session_add_association (pair->server.session, CORDON_DTLS_SERVER);
  if (!cordon_association_begin (pair->client.association, &offered))
    return FALSE;
  if (client->offers)
    {
      offered = client->offers;
      cordon_association_offered (pair->client.association, offered);
    }
  cordon_association_begin (pair->server.association, NULL);
  if (!pair_server_hello (pair, client, server, offered) || !pair_client_hello_done (pair, client, server))
    return FALSE;
  return cordon_association_certificate (pair->client.association, &pair->server.certificate, 1)
         && cordon_association_certificate (pair->server.association, &pair->client.certificate, 1)
         && cordon_association_connected (pair->client.association)
         && cordon_association_connected (pair->server.association);
}
