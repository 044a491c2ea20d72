/*
 * The prompt queue: one prompt at a time in each tab, in the order of asking. Main thread.
 */

#pragma once

#include "ui-bridge/prompt.h"

G_BEGIN_DECLS

typedef struct _CordonPromptQueue CordonPromptQueue;

/** CordonPromptQueueFuncs: both run after the queue has changed. @withdrawn only for a prompt that was shown. */
typedef struct
{
  void (*show) (gpointer data, CordonPrompt *prompt);
  void (*withdrawn) (gpointer data, CordonPrompt *prompt);
  gpointer data;
} CordonPromptQueueFuncs;

/** cordon_prompt_queue_new: Returns: (transfer full): an empty queue; @funcs is copied. */
CORDON_API CordonPromptQueue *cordon_prompt_queue_new (const CordonPromptQueueFuncs *funcs);
/** cordon_prompt_queue_free: withdraws what is open; no answer is given for the user. @queue may be %NULL. */
CORDON_API void cordon_prompt_queue_free (CordonPromptQueue *queue);

/** cordon_prompt_queue_push: @question waits its turn; shown before this returns where its tab has no prompt. */
CORDON_API void cordon_prompt_queue_push (CordonPromptQueue *queue, CordonQuestion *question);

/** cordon_prompt_queue_withdraw: @question needs no answer any more. */
CORDON_API void cordon_prompt_queue_withdraw (CordonPromptQueue *queue, CordonQuestion *question);

/** cordon_prompt_queue_get_shown: Returns: (transfer none) (nullable): the prompt of @tab_id. */
CORDON_API CordonPrompt *cordon_prompt_queue_get_shown (const CordonPromptQueue *queue, guint64 tab_id);

/** cordon_prompt_queue_get_size: open prompts of @tab_id, the shown one included; 0: of all tabs. */
CORDON_API gsize cordon_prompt_queue_get_size (const CordonPromptQueue *queue, guint64 tab_id);

/** CordonPromptFunc: Returns: %FALSE to stop. The queue must not be changed. */
typedef gboolean (*CordonPromptFunc) (CordonPrompt *prompt, gpointer data);
/** cordon_prompt_queue_foreach: open prompts of @tab_id (0: of all tabs), in the order of asking. */
CORDON_API void cordon_prompt_queue_foreach (const CordonPromptQueue *queue, guint64 tab_id,
                                             CordonPromptFunc func, gpointer data);

/** cordon_prompt_queue_disturb: all shown prompts of @tab_id; 0: of all tabs. */
CORDON_API void cordon_prompt_queue_disturb (CordonPromptQueue *queue, guint64 tab_id, gint64 mono_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonPromptQueue, cordon_prompt_queue_free)

G_END_DECLS
