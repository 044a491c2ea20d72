#include "tests/support/boundary_loop.h"

#include <unistd.h>

static CordonTime
loop_now (gpointer data)
{
  const BoundaryLoop *loop = data;

  return (CordonTime){ .wall_us = 1700000000 * CORDON_SECOND_US, .mono_us = loop->mono_us };
}

static CordonState
host_query (gpointer data, CordonDocument *document, CordonFeature feature)
{
  BoundaryLoop *loop = data;

  loop->n_queries++;
  return loop->states[feature];
}

static void
held_free (gpointer data)
{
  HeldRequest *held = data;

  cordon_document_unref (held->document);
  g_free (held->callee);
  g_free (held);
}

static guint64
host_request (gpointer data, CordonDocument *document, const CordonRequestMessage *request,
              CordonBrokerDone done, gpointer done_data)
{
  BoundaryLoop *loop = data;
  HeldRequest *held = g_new0 (HeldRequest, 1);

  held->id = ++loop->n_requests;
  held->document = cordon_document_ref (document);
  held->features = request->features;
  held->callee = g_strdup (request->callee);
  held->done = done;
  held->done_data = done_data;
  g_ptr_array_add (loop->held, held);
  return held->id;
}

void
boundary_loop_finish (BoundaryLoop *loop, guint index, const CordonRequestOutcome *outcome)
{
  HeldRequest *held = g_ptr_array_steal_index (loop->held, index);

  held->done (outcome, held->done_data);
  held_free (held);
}

static void
end_requests (BoundaryLoop *loop, guint64 id, const CordonDocument *document)
{
  static const CordonRequestOutcome gone = { .reason = CORDON_REASON_GONE, .exception = "AbortError" };

  for (guint i = loop->held->len; i > 0; i--)
    {
      const HeldRequest *held = g_ptr_array_index (loop->held, i - 1);

      if (held->id == id || held->document == document)
        boundary_loop_finish (loop, i - 1, &gone);
    }
}

static void
host_cancel (gpointer data, guint64 request)
{
  BoundaryLoop *loop = data;

  loop->n_cancels++;
  end_requests (loop, request, NULL);
}

static void
host_track_ended (gpointer data, CordonDocument *document, guint64 capture_id)
{
  BoundaryLoop *loop = data;

  loop->n_ended_tracks++;
  loop->last_ended_capture = capture_id;
}

static void
host_document_changed (gpointer data, CordonDocument *document, CordonDocumentChange change)
{
  BoundaryLoop *loop = data;

  if (change != CORDON_DOCUMENT_CHANGE_GONE)
    return;
  loop->n_gone++;
  end_requests (loop, 0, document);
}

static void
host_violation (gpointer data, gpointer process, const GError *error)
{
  BoundaryLoop *loop = data;

  loop->n_violations++;
  loop->violator = process;
  g_free (loop->last_violation);
  loop->last_violation = g_strdup (error->message);
}

void
boundary_loop_init (BoundaryLoop *loop)
{
  const CordonBrokerHost host = {
    .clock = { loop_now, loop },
    .query = host_query,
    .request = host_request,
    .cancel = host_cancel,
    .track_ended = host_track_ended,
    .document_changed = host_document_changed,
    .violation = host_violation,
    .data = loop,
  };

  *loop = (BoundaryLoop){ .mono_us = CORDON_SECOND_US, .page_descriptor = -1 };
  g_queue_init (&loop->to_agent);
  loop->held = g_ptr_array_new_with_free_func (held_free);
  loop->broker = cordon_broker_new_with_host (&host);
}

void
boundary_loop_clear (BoundaryLoop *loop)
{
  g_clear_pointer (&loop->agent, cordon_agent_free);
  loop->channel = NULL;
  g_clear_pointer (&loop->broker, cordon_broker_free);
  g_clear_pointer (&loop->held, g_ptr_array_unref);
  g_clear_pointer (&loop->last_violation, g_free);
  g_queue_clear_full (&loop->to_agent, (GDestroyNotify) g_variant_unref);
}

static void
send_to_agent (gpointer data, GVariant *message)
{
  BoundaryLoop *loop = data;

  loop->n_to_agent++;
  if (loop->hold)
    g_queue_push_tail (&loop->to_agent, g_variant_ref (message));
  else if (loop->agent)
    cordon_agent_receive (loop->agent, message);
}

static void
send_page (gpointer data, int descriptor, gsize size)
{
  BoundaryLoop *loop = data;

  loop->page_descriptor = descriptor;
  loop->page_size = size;
  if (loop->agent && !cordon_agent_adopt_version_page (loop->agent, descriptor, size, NULL))
    g_error ("the agent does not take the version page");
}

static void
send_to_browser (gpointer data, GVariant *message)
{
  BoundaryLoop *loop = data;

  loop->n_to_browser++;
  if (loop->channel)
    cordon_channel_receive (loop->channel, message, NULL);
}

void
boundary_loop_connect (BoundaryLoop *loop, gboolean with_page)
{
  const CordonTransport transport = { send_to_agent, with_page ? send_page : NULL, loop };
  const CordonAgentTransport agent_transport = { send_to_browser, loop };
  const CordonClock clock = { loop_now, loop };

  loop->channel = cordon_broker_attach (loop->broker, &transport, loop);
  loop->agent = cordon_agent_new (&agent_transport);
  cordon_agent_set_clock (loop->agent, &clock);
  cordon_agent_start (loop->agent);
}

CordonChannel *
boundary_loop_attach_raw (BoundaryLoop *loop, gpointer process)
{
  const CordonTransport transport = { send_to_agent, send_page, loop };

  return cordon_broker_attach (loop->broker, &transport, process);
}

void
boundary_loop_deliver (BoundaryLoop *loop)
{
  GVariant *message;

  while ((message = g_queue_pop_head (&loop->to_agent)))
    {
      cordon_agent_receive (loop->agent, message);
      g_variant_unref (message);
    }
}

CordonDocumentFacts
boundary_facts (const CordonOrigin *origin)
{
  return (CordonDocumentFacts){
    CORDON_DOCUMENT_FACTS_INIT,
    .origin = origin,
    .top_level_origin = origin,
    .tab_id = 1,
    .engine_id = 7,
    .permissions_policy = { .known = TRUE, .enabled = G_MAXUINT32 },
    .secure_context = CORDON_FACT_YES,
    .private_session = CORDON_FACT_NO,
    .active_mixed_content = CORDON_FACT_NO,
    .csp_blocks_webrtc = CORDON_FACT_NO,
    .cross_origin_isolated = CORDON_FACT_NO,
  };
}

CordonDocument *
boundary_loop_commit (BoundaryLoop *loop, CordonChannel *channel)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://page.example", -1, NULL);
  const CordonDocumentFacts facts = boundary_facts (origin);

  return cordon_channel_commit_document (channel, &facts, NULL);
}
