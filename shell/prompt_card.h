/*
 * The card that asks: who asks, for what, whom it may go to; and the answers on offer. It hangs from the origin
 * chip, over the page's area, and is no part of the page.
 */

#pragma once

#include <gtk/gtk.h>

#include "ui-bridge/bridge.h"

G_BEGIN_DECLS

/* ShellSurfaceChosen: the user picked a surface in the display dialog. */
typedef void (*ShellSurfaceChosen) (gpointer data, guint64 surface_id, CordonSurfaceKind kind);

typedef struct
{
  CordonProfile *profile;
  gboolean test_picture; /* the engine shares a picture of its own instead of a screen */
  ShellSurfaceChosen chosen;
  gpointer data;
} ShellPromptCardFacts;

/* shell_prompt_card_new: a widget for @prompt; it removes itself from sight when it is answered. */
GtkWidget *shell_prompt_card_new (CordonPrompt *prompt, const ShellPromptCardFacts *facts);

/* shell_prompt_card_get_prompt: Returns: (transfer none): what the card shows. */
CordonPrompt *shell_prompt_card_get_prompt (GtkWidget *card);

/* shell_prompt_card_grab_focus: for F6: on the choice of a surface, or on the answer that changes nothing. */
void shell_prompt_card_grab_focus (GtkWidget *card);

/* shell_prompt_card_dismiss: Escape. Returns: whether the question is closed now. */
gboolean shell_prompt_card_dismiss (GtkWidget *card);

G_END_DECLS
