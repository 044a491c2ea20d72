/* Bytes as a content process could send them: through the decoder, every reader, and a broker with a document. The
 * first byte says which way; the rest is a sequence of envelopes, each with its size before it.
 */

#include <stdint.h>
#include <string.h>

#include "permissions/agent.h"
#include "permissions/broker_private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static CordonState
query (gpointer data, CordonDocument *document, CordonFeature feature)
{
  return CORDON_STATE_PROMPT;
}

static guint64
request (gpointer data, CordonDocument *document, const CordonRequestMessage *message, CordonBrokerDone done,
         gpointer done_data)
{
  static const CordonRequestOutcome no = { .reason = CORDON_REASON_USER_BLOCKED };

  g_assert (message->features != 0 && (!message->callee || g_utf8_validate (message->callee, -1, NULL)));
  done (&no, done_data);
  return 0;
}

static void
cancel (gpointer data, guint64 id)
{
}

static void
track_ended (gpointer data, CordonDocument *document, guint64 capture_id)
{
}

static void
violation (gpointer data, gpointer process, const GError *error)
{
  (*(guint *) data)++;
}

static void
send_to_content (gpointer data, GVariant *message)
{
  g_assert (g_variant_is_normal_form (message));
}

static CordonDocument *
commit (CordonChannel *channel)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://page.example", -1, NULL);
  const CordonDocumentFacts facts = {
    CORDON_DOCUMENT_FACTS_INIT,
    .origin = origin,
    .top_level_origin = origin,
    .tab_id = 1,
    .engine_id = 1,
    .permissions_policy = { .known = TRUE },
    .secure_context = CORDON_FACT_YES,
    .private_session = CORDON_FACT_NO,
    .active_mixed_content = CORDON_FACT_NO,
    .csp_blocks_webrtc = CORDON_FACT_NO,
    .cross_origin_isolated = CORDON_FACT_NO,
  };

  return cordon_channel_commit_document (channel, &facts, NULL);
}

/* The id of the document is random: where the input says 0x0101010101010101 it means it. */
static GVariant *
next_message (const uint8_t **data, size_t *size, guint64 document_id)
{
  static const guint8 mark[8] = { 1, 1, 1, 1, 1, 1, 1, 1 };
  const size_t frame_size = *size > 1 ? MIN ((size_t) (*data)[0] * 2, *size - 1) : 0;
  guint8 *bytes = g_memdup2 (*data + 1, MAX (frame_size, 1));
  g_autoptr (GBytes) frame = NULL;

  for (size_t i = 0; i + 8 <= frame_size; i += 4)
    if (memcmp (bytes + i, mark, sizeof mark) == 0)
      memcpy (bytes + i, &document_id, sizeof document_id);
  *data += frame_size + 1;
  *size -= frame_size + 1;
  frame = g_bytes_new_take (bytes, frame_size);
  return g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("(uay)"), frame, FALSE));
}

static void
feed_broker (const uint8_t *data, size_t size)
{
  guint n_violations = 0;
  const CordonBrokerHost host = { .query = query,
                                  .request = request,
                                  .cancel = cancel,
                                  .track_ended = track_ended,
                                  .violation = violation,
                                  .data = &n_violations };
  CordonBroker *broker = cordon_broker_new_with_host (&host);
  CordonChannel *channel = cordon_broker_attach (broker, &(CordonTransport){ .send = send_to_content }, NULL);
  g_autoptr (CordonDocument) document = commit (channel);

  while (size > 1)
    {
      g_autoptr (GVariant) message = next_message (&data, &size, cordon_document_get_id (document));

      cordon_channel_receive (channel, message, NULL);
    }
  g_assert (n_violations == (cordon_channel_is_dead (channel) ? 1 : 0));
  cordon_broker_free (broker);
}

static void
feed_agent (const uint8_t *data, size_t size)
{
  g_autoptr (CordonAgent) agent = cordon_agent_new (&(CordonAgentTransport){ .send = send_to_content });

  cordon_agent_start (agent);
  while (size > 1)
    {
      g_autoptr (GVariant) message = next_message (&data, &size, 1);

      cordon_agent_receive (agent, message);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size < 2)
    return 0;
  if (data[0] % 2 == 0)
    feed_broker (data + 1, size - 1);
  else
    feed_agent (data + 1, size - 1);
  return 0;
}
