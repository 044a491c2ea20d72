/* navigator.permissions.query() in the content process while nothing has changed: what the page pays, against the
 * look-up of the same answer in a bare hash table.
 */

#include <stdio.h>

#include "permissions/agent.h"
#include "permissions/broker_private.h"

#define N_DOCUMENTS 100
#define N_ROUNDS 5000000
#define N_REPEATS 5

static CordonState
host_query (gpointer data, CordonDocument *document, CordonFeature feature)
{
  return CORDON_STATE_PROMPT;
}

typedef struct
{
  CordonBroker *broker;
  CordonChannel *channel;
  CordonAgent *agent;
  CordonDocument *documents[N_DOCUMENTS];
  guint64 n_messages;
  guint64 n_answers;
} Bench;

static void
to_agent (gpointer data, GVariant *message)
{
  cordon_agent_receive (((Bench *) data)->agent, message);
}

static void
page_to_agent (gpointer data, int descriptor, gsize size)
{
  if (!cordon_agent_adopt_version_page (((Bench *) data)->agent, descriptor, size, NULL))
    g_error ("no version page");
}

static void
to_broker (gpointer data, GVariant *message)
{
  ((Bench *) data)->n_messages++;
  cordon_channel_receive (((Bench *) data)->channel, message, NULL);
}

static void
answered (CordonAgent *agent, CordonState state, gpointer data)
{
  ((Bench *) data)->n_answers += state == CORDON_STATE_PROMPT;
}

static void
set_up (Bench *bench)
{
  const CordonBrokerHost host = { .query = host_query };
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://page.example", -1, NULL);
  CordonDocumentFacts facts = {
    CORDON_DOCUMENT_FACTS_INIT,
    .origin = origin,
    .top_level_origin = origin,
    .tab_id = 1,
    .permissions_policy = { .known = TRUE },
    .secure_context = CORDON_FACT_YES,
    .private_session = CORDON_FACT_NO,
    .active_mixed_content = CORDON_FACT_NO,
    .csp_blocks_webrtc = CORDON_FACT_NO,
    .cross_origin_isolated = CORDON_FACT_NO,
  };

  bench->broker = cordon_broker_new_with_host (&host);
  bench->channel = cordon_broker_attach (bench->broker, &(CordonTransport){ to_agent, page_to_agent, bench },
                                         NULL);
  bench->agent = cordon_agent_new (&(CordonAgentTransport){ to_broker, bench });
  cordon_agent_start (bench->agent);
  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      facts.engine_id = i + 1;
      bench->documents[i] = cordon_channel_commit_document (bench->channel, &facts, NULL);
      cordon_agent_query (bench->agent, cordon_document_get_id (bench->documents[i]), CORDON_FEATURE_CAMERA,
                          answered, bench);
    }
}

static void
tear_down (Bench *bench)
{
  cordon_agent_free (bench->agent);
  for (guint i = 0; i < N_DOCUMENTS; i++)
    cordon_document_unref (bench->documents[i]);
  cordon_broker_free (bench->broker);
}

/* @n_documents in turn: 1 is a page that asks again and again. */
static double
measure_query (Bench *bench, guint n_documents)
{
  guint64 ids[N_DOCUMENTS];
  gint64 best_us = G_MAXINT64;

  for (guint i = 0; i < n_documents; i++)
    ids[i] = cordon_document_get_id (bench->documents[i]);
  for (guint repeat = 0; repeat < N_REPEATS; repeat++)
    {
      const gint64 begin_us = g_get_monotonic_time ();

      for (guint i = 0; i < N_ROUNDS; i++)
        cordon_agent_query (bench->agent, ids[i % n_documents], CORDON_FEATURE_CAMERA, answered, bench);
      best_us = MIN (best_us, g_get_monotonic_time () - begin_us);
    }
  return (double) best_us * 1000 / N_ROUNDS;
}

static double
measure_hash_table (const Bench *bench)
{
  g_autoptr (GHashTable) table = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint64 ids[N_DOCUMENTS];
  gint64 best_us = G_MAXINT64;
  guint64 n_found = 0;

  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      ids[i] = cordon_document_get_id (bench->documents[i]);
      g_hash_table_insert (table, &ids[i], GUINT_TO_POINTER (1));
    }
  for (guint repeat = 0; repeat < N_REPEATS; repeat++)
    {
      const gint64 begin_us = g_get_monotonic_time ();

      for (guint i = 0; i < N_ROUNDS; i++)
        n_found += GPOINTER_TO_UINT (g_hash_table_lookup (table, &ids[i % N_DOCUMENTS]));
      best_us = MIN (best_us, g_get_monotonic_time () - begin_us);
    }
  if (n_found != (guint64) N_REPEATS * N_ROUNDS)
    g_error ("the table lost something");
  return (double) best_us * 1000 / N_ROUNDS;
}

static void
report (const char *name, double value, double peer)
{
  printf (
    "{\"name\": \"%s\", \"value\": %.1f, \"unit\": \"ns\", \"peer\": \"GHashTable hit\", \"peer_value\": %.1f, "
    "\"ratio\": %.2f}\n",
    name, value, peer, value / peer);
}

int
main (void)
{
  Bench bench = { 0 };
  guint64 n_before;
  double peer;

  set_up (&bench);
  n_before = bench.n_messages;
  peer = measure_hash_table (&bench);
  report ("agent_query", measure_query (&bench, 1), peer);
  report ("agent_query_100_documents", measure_query (&bench, N_DOCUMENTS), peer);
  printf ("{\"name\": \"agent_query_messages\", \"value\": %" G_GUINT64_FORMAT ", \"unit\": \"messages\"}\n",
          bench.n_messages - n_before);
  tear_down (&bench);
  return 0;
}
