#include "permissions/agent_private.h"

/* Without a word the browser's `changed` message is what voids the entry. */
static gboolean
entry_holds (const CordonAgent *agent, const CordonAgentDocument *document, const CordonAgentEntry *entry)
{
  guint64 version = 0;

  if (!entry->valid)
    return FALSE;
  if (!agent->view || !cordon_version_view_read (agent->view, document->version_slot, &version))
    return TRUE;
  return version == entry->version;
}

gboolean
cordon_agent_peek (CordonAgent *agent, guint64 document_id, CordonFeature feature, CordonState *out_state)
{
  const CordonAgentDocument *document = cordon_agent_lookup (agent, document_id);

  if (!document || (guint) feature >= CORDON_N_FEATURES
      || !entry_holds (agent, document, &document->entries[feature]))
    return FALSE;
  *out_state = document->entries[feature].state;
  return TRUE;
}

/* All who ask while a message is under way share its answer, so a page cannot make its process noisy. */
static void
wait_for_answer (CordonAgent *agent, CordonAgentDocument *document, CordonFeature feature, Waiter waiter)
{
  CordonAgentEntry *entry = &document->entries[feature];
  CordonQueryMessage query = { .document_id = document->id, .feature = feature };

  if (!entry->waiters)
    entry->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  g_array_append_val (entry->waiters, waiter);
  if (entry->query_id != 0)
    return;
  query.query_id = ++agent->last_query_id;
  entry->query_id = query.query_id;
  cordon_agent_send (agent, cordon_message_new_query (&query));
}

static void
ask_browser (CordonAgent *agent, guint64 document_id, CordonFeature feature, Waiter waiter)
{
  g_autoptr (CordonHeldAgent) held = cordon_agent_hold (agent);
  CordonAgentDocument *document = cordon_agent_lookup (held, document_id);

  if (!document || feature <= CORDON_FEATURE_NONE || (guint) feature >= CORDON_N_FEATURES
      || (document->entries[feature].query_id == 0 && !cordon_agent_may_send (held, CORDON_MESSAGE_QUERY)))
    waiter.func (held, CORDON_STATE_DENIED, waiter.data);
  else
    wait_for_answer (held, document, feature, waiter);
}

void
cordon_agent_query (CordonAgent *agent, guint64 document_id, CordonFeature feature, CordonAgentStateFunc func,
                    gpointer data)
{
  CordonState state = CORDON_STATE_DENIED;

  g_return_if_fail (func != NULL);

  if (cordon_agent_peek (agent, document_id, feature, &state))
    func (agent, state, data);
  else
    ask_browser (agent, document_id, feature, (Waiter){ func, data });
}

static void
tell_waiters (CordonAgent *agent, GArray *waiters, CordonState state)
{
  for (guint i = 0; waiters && i < waiters->len; i++)
    {
      const Waiter *waiter = &g_array_index (waiters, Waiter, i);

      waiter->func (agent, state, waiter->data);
    }
  if (waiters)
    g_array_unref (waiters);
}

static CordonAgentDocument *
find_query (CordonAgent *agent, guint64 query_id, CordonFeature *out_feature)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, agent->documents);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    for (guint i = 1; i < CORDON_N_FEATURES; i++)
      if (((CordonAgentDocument *) value)->entries[i].query_id == query_id)
        {
          *out_feature = (CordonFeature) i;
          return value;
        }
  return NULL;
}

void
cordon_agent_take_answer (CordonAgent *agent, const CordonAnswerMessage *answer)
{
  CordonFeature feature = CORDON_FEATURE_NONE;
  CordonAgentDocument *document = answer->query_id == 0 ? NULL
                                                        : find_query (agent, answer->query_id, &feature);
  CordonAgentEntry *entry;

  if (!document)
    return;
  entry = &document->entries[feature];
  entry->valid = TRUE;
  entry->state = answer->state;
  entry->version = answer->version;
  entry->query_id = 0;
  tell_waiters (agent, g_steal_pointer (&entry->waiters), answer->state);
}

void
cordon_agent_end_queries (CordonAgent *agent, CordonAgentDocument *document)
{
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    tell_waiters (agent, g_steal_pointer (&document->entries[i].waiters), CORDON_STATE_DENIED);
}
