#pragma once

/* A browser side and a content side in one process: broker and agent joined by a queue of messages, and a host that
 * does what the test tells it to.
 */

#include "permissions/agent.h"
#include "permissions/broker_private.h"

G_BEGIN_DECLS

/* A request that the host holds back until the test ends it. */
typedef struct
{
  guint64 id;
  CordonDocument *document;
  CordonFeatureSet features;
  char *callee;
  CordonBrokerDone done;
  gpointer done_data;
} HeldRequest;

typedef struct
{
  CordonBroker *broker;
  CordonChannel *channel;
  CordonAgent *agent;
  GQueue to_agent; /* GVariant, where delivery is held */
  gboolean hold;   /* messages to the agent wait for boundary_loop_deliver() */
  int page_descriptor;
  gsize page_size;

  gint64 mono_us;
  CordonState states[CORDON_N_FEATURES]; /* what the host answers to queries */
  GPtrArray *held;                       /* HeldRequest */
  guint n_queries;
  guint n_requests;
  guint n_cancels;
  guint n_ended_tracks;
  guint64 last_ended_capture;
  guint n_violations;
  char *last_violation;
  gpointer violator;
  guint n_gone;
  guint n_to_agent; /* messages */
  guint n_to_browser;
} BoundaryLoop;

/* Opens no channel: boundary_loop_connect () does. */
void boundary_loop_init (BoundaryLoop *loop);
void boundary_loop_clear (BoundaryLoop *loop);

/* Attaches a channel, makes an agent, and lets it say hello. */
void boundary_loop_connect (BoundaryLoop *loop, gboolean with_page);

/* A channel without an agent, for who writes its own messages; it is ready for anything. */
CordonChannel *boundary_loop_attach_raw (BoundaryLoop *loop, gpointer process);

void boundary_loop_deliver (BoundaryLoop *loop);

/* Facts that permit everything: https://page.example in tab 1. The origins stay with the loop's caller. */
CordonDocumentFacts boundary_facts (const CordonOrigin *origin);

/* Commits such a document; the caller unrefs it. */
CordonDocument *boundary_loop_commit (BoundaryLoop *loop, CordonChannel *channel);

/* Ends the held request number @index. */
void boundary_loop_finish (BoundaryLoop *loop, guint index, const CordonRequestOutcome *outcome);

G_END_DECLS
