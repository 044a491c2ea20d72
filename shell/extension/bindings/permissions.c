/*
 * navigator.permissions.query (): from the agent's cache, with no message, while nothing has changed.
 */

#include "shell/extension/native.h"

typedef struct
{
  ShellFrame *frame;
  CordonFeature feature;
  JSCValue *done;
} Query;

static void
tell (JSCValue *done, CordonState state)
{
  g_autoptr (JSCValue)
    result = jsc_value_function_call (done, G_TYPE_STRING, cordon_state_to_string (state), G_TYPE_NONE);
  jsc_context_clear_exception (jsc_value_get_context (done));
}

static void
query_free (Query *query)
{
  shell_frame_unref (query->frame);
  g_object_unref (query->done);
  g_free (query);
}

static void
answered (CordonAgent *agent, CordonState state, gpointer data)
{
  Query *query = data;
  tell (query->done, state);
  query_free (query);
}

static void
document_known (ShellFrame *frame, guint64 document_id, gpointer data)
{
  Query *query = data;
  ShellPage *page = shell_frame_get_page (frame);
  if (page && document_id != 0)
    cordon_agent_query (shell_page_get_agent (page), document_id, query->feature, answered, query);
  else
    answered (NULL, CORDON_STATE_DENIED, query);
}

static gboolean
is_governed (const char *name, ShellFrame *frame)
{
  return cordon_feature_from_string (name) != CORDON_FEATURE_NONE;
}

/* Returns: (transfer full) (nullable): the state, when no message is needed. */
static char *
peek (const char *name, ShellFrame *frame)
{
  CordonState state = CORDON_STATE_DENIED;
  ShellPage *page = shell_frame_get_page (frame);
  if (!page
      || !cordon_agent_peek (shell_page_get_agent (page), shell_frame_get_document_id (frame),
                             cordon_feature_from_string (name), &state))
    return g_strdup ("");
  return g_strdup (cordon_state_to_string (state));
}

static void
query (const char *name, JSCValue *done, ShellFrame *frame)
{
  Query *made = g_new0 (Query, 1);
  made->frame = shell_frame_ref (frame);
  made->feature = cordon_feature_from_string (name);
  made->done = g_object_ref (done);
  shell_frame_when_known (frame, document_known, made);
}

static void
on_state_change (JSCValue *function, ShellFrame *frame)
{
  shell_frame_listen (frame, SHELL_LISTENER_STATE, function);
}

const ShellNative shell_permission_natives[] = {
  { "isGoverned", G_CALLBACK (is_governed), "b:s" },
  { "peek", G_CALLBACK (peek), "s:s" },
  { "query", G_CALLBACK (query), "-:sv" },
  { "onStateChange", G_CALLBACK (on_state_change), "-:v" },
  { NULL, NULL, NULL },
};
