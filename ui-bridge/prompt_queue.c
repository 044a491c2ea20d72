#include "ui-bridge/prompt_queue.h"

#include "ui-bridge/prompt_private.h"

struct _CordonPromptQueue
{
  CordonPromptQueueFuncs funcs;
  GPtrArray
    *prompts; /* CordonPrompt, open ones in the order of asking; the first of each tab is the shown one */
};

CordonPromptQueue *
cordon_prompt_queue_new (const CordonPromptQueueFuncs *funcs)
{
  CordonPromptQueue *queue = g_new0 (CordonPromptQueue, 1);

  queue->funcs = *funcs;
  queue->prompts = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_prompt_unref);
  return queue;
}

static gboolean
was_shown (const CordonPrompt *prompt)
{
  return cordon_prompt_is_open (prompt) && cordon_prompt_get_state (prompt, 0) != CORDON_PROMPT_WAITING;
}

static void
take_away (CordonPromptQueue *queue, CordonPrompt *prompt)
{
  const gboolean shown = was_shown (prompt) && !cordon_prompt_is_answering (prompt);

  cordon_prompt_close (prompt);
  if (shown && queue->funcs.withdrawn)
    queue->funcs.withdrawn (queue->funcs.data, prompt);
}

void
cordon_prompt_queue_free (CordonPromptQueue *queue)
{
  if (!queue)
    return;
  while (queue->prompts->len > 0)
    {
      CordonPrompt *prompt = g_ptr_array_steal_index (queue->prompts, 0);

      take_away (queue, prompt);
      cordon_prompt_unref (prompt);
    }
  g_ptr_array_unref (queue->prompts);
  g_free (queue);
}

static CordonPrompt *
first_of_tab (const CordonPromptQueue *queue, guint64 tab_id)
{
  for (guint i = 0; i < queue->prompts->len; i++)
    {
      CordonPrompt *prompt = g_ptr_array_index (queue->prompts, i);

      if (cordon_prompt_get_tab_id (prompt) == tab_id)
        return prompt;
    }
  return NULL;
}

/* A new prompt begins unpainted, so a double click on the one before cannot answer it. */
static void
show_next (CordonPromptQueue *queue, guint64 tab_id)
{
  g_autoptr (CordonPrompt) prompt = first_of_tab (queue, tab_id);

  if (!prompt)
    return;
  cordon_prompt_ref (prompt);
  if (was_shown (prompt))
    return;
  cordon_prompt_show (prompt);
  if (queue->funcs.show)
    queue->funcs.show (queue->funcs.data, prompt);
}

static void
answered (gpointer data, CordonPrompt *prompt)
{
  CordonPromptQueue *queue = data;
  const guint64 tab_id = cordon_prompt_get_tab_id (prompt);

  if (g_ptr_array_remove (queue->prompts, prompt))
    show_next (queue, tab_id);
}

void
cordon_prompt_queue_push (CordonPromptQueue *queue, CordonQuestion *question)
{
  CordonPrompt *prompt = cordon_prompt_new (question, answered, queue);

  g_ptr_array_add (queue->prompts, prompt);
  show_next (queue, cordon_prompt_get_tab_id (prompt));
}

void
cordon_prompt_queue_withdraw (CordonPromptQueue *queue, CordonQuestion *question)
{
  for (guint i = 0; i < queue->prompts->len; i++)
    {
      g_autoptr (CordonPrompt) prompt = NULL;

      if (cordon_prompt_get_question (g_ptr_array_index (queue->prompts, i)) != question)
        continue;
      prompt = g_ptr_array_steal_index (queue->prompts, i);
      take_away (queue, prompt);
      show_next (queue, cordon_prompt_get_tab_id (prompt));
      return;
    }
}

CordonPrompt *
cordon_prompt_queue_get_shown (const CordonPromptQueue *queue, guint64 tab_id)
{
  CordonPrompt *prompt = first_of_tab (queue, tab_id);

  return prompt && was_shown (prompt) ? prompt : NULL;
}

gsize
cordon_prompt_queue_get_size (const CordonPromptQueue *queue, guint64 tab_id)
{
  gsize size = 0;

  for (guint i = 0; i < queue->prompts->len; i++)
    size += tab_id == 0 || cordon_prompt_get_tab_id (g_ptr_array_index (queue->prompts, i)) == tab_id;
  return size;
}

void
cordon_prompt_queue_foreach (const CordonPromptQueue *queue, guint64 tab_id, CordonPromptFunc func,
                             gpointer data)
{
  gboolean go_on = TRUE;

  for (guint i = 0; i < queue->prompts->len && go_on; i++)
    {
      CordonPrompt *prompt = g_ptr_array_index (queue->prompts, i);

      if (tab_id == 0 || cordon_prompt_get_tab_id (prompt) == tab_id)
        go_on = func (prompt, data);
    }
}

void
cordon_prompt_queue_disturb (CordonPromptQueue *queue, guint64 tab_id, gint64 mono_us)
{
  for (guint i = 0; i < queue->prompts->len; i++)
    {
      CordonPrompt *prompt = g_ptr_array_index (queue->prompts, i);

      if (tab_id == 0 || cordon_prompt_get_tab_id (prompt) == tab_id)
        cordon_prompt_disturbed (prompt, mono_us);
    }
}
