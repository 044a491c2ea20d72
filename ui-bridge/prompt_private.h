/*
 * What the queue does to a prompt.
 */

#pragma once

#include "ui-bridge/prompt.h"

G_BEGIN_DECLS

/** CordonPromptClosed: after the prompt closed by an answer that was taken. */
typedef void (*CordonPromptClosed) (gpointer data, CordonPrompt *prompt);

/** cordon_prompt_new: Returns: (transfer full): a waiting prompt for @question, of which it takes a reference. */
CordonPrompt *cordon_prompt_new (CordonQuestion *question, CordonPromptClosed closed, gpointer data);

CordonQuestion *cordon_prompt_get_question (const CordonPrompt *prompt);

/** cordon_prompt_show: its turn has come. */
void cordon_prompt_show (CordonPrompt *prompt);

/** cordon_prompt_is_answering: whether its answer is just being taken. */
gboolean cordon_prompt_is_answering (const CordonPrompt *prompt);

/** cordon_prompt_close: nothing changes it from now on; closed() does not run. */
void cordon_prompt_close (CordonPrompt *prompt);

G_END_DECLS
