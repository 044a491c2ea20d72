/*
 * The inside of the agent, shared by permissions/agent.c, agent_query.c and agent_request.c.
 */

#pragma once

#include "permissions/agent.h"
#include "permissions/protocol.h"
#include "permissions/quota.h"
#include "permissions/version_page.h"

G_BEGIN_DECLS

typedef struct
{
  CordonAgentStateFunc func;
  gpointer data;
} Waiter;

/* What is known of one feature of one document. */
typedef struct
{
  gboolean valid;
  CordonState state;
  guint64 version;  /* of the document's word when the state was read */
  guint64 query_id; /* of the message under way; 0: none */
  GArray *waiters;  /* Waiter; who waits for it */
} CordonAgentEntry;

typedef struct
{
  guint64 id;
  guint64 engine_id;
  guint32 version_slot;
  CordonAgentEntry entries[CORDON_N_FEATURES];
  GHashTable *captures; /* guint64 -> number of live tracks */
  GArray *given; /* guint64: cameras and microphones that it was given, and that have not delivered yet */
  gboolean had_device; /* one of them has */
  guint n_open;
} CordonAgentDocument;

typedef struct
{
  guint64 id;
  guint64 document_id;
  CordonAgentResponseFunc func;
  gpointer data;
} CordonAgentRequest;

/** CORDON_AGENT_N_RECENT: documents that a query finds without the hash table. */
#define CORDON_AGENT_N_RECENT 64

/* Callbacks may free the agent, so whoever calls out holds a reference. */
struct _CordonAgent
{
  grefcount ref_count;
  CordonAgentTransport transport;
  CordonAgentEvents events;
  CordonClock clock;
  CordonVersionView *view;
  GHashTable *documents; /* guint64 -> CordonAgentDocument */
  GHashTable *requests;  /* guint64 -> CordonAgentRequest */
  CordonAgentDocument
    *recent[CORDON_AGENT_N_RECENT]; /* by the low bits of the id, which is random; or NULL */
  CordonQuota quotas[CORDON_N_MESSAGES];
  guint64 last_query_id;
  guint64 last_request_id;
  gboolean started;
  gboolean lost;
};

/** cordon_agent_lookup: Returns: (transfer none) (nullable): the document called @id. */
CordonAgentDocument *cordon_agent_lookup (CordonAgent *agent, guint64 id);

/** cordon_agent_note_delivery: @capture_id of @document is not muted any more, or never was. */
void cordon_agent_note_delivery (CordonAgentDocument *document, guint64 capture_id);

/** cordon_agent_send: @message is (transfer full); dropped when the transport is lost. */
void cordon_agent_send (CordonAgent *agent, GVariant *message);

/** cordon_agent_may_send: takes from the agent's own quota, which is narrower than the browser's. */
gboolean cordon_agent_may_send (CordonAgent *agent, CordonMessageType type);

void cordon_agent_take_answer (CordonAgent *agent, const CordonAnswerMessage *answer);
void cordon_agent_take_response (CordonAgent *agent, const CordonResponseMessage *message);

/** cordon_agent_end_queries: all who wait for a state of @document hear that it is denied. */
void cordon_agent_end_queries (CordonAgent *agent, CordonAgentDocument *document);

/** cordon_agent_end_requests: all who wait for a response for @document_id hear that it has gone. */
void cordon_agent_end_requests (CordonAgent *agent, guint64 document_id);

CordonAgent *cordon_agent_hold (CordonAgent *agent);
void cordon_agent_release (CordonAgent *agent);

typedef CordonAgent CordonHeldAgent;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonHeldAgent, cordon_agent_release)

G_END_DECLS
