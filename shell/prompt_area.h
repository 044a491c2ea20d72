/*
 * Where questions are asked: over the page, under the origin chip. One card for the tab that is seen; a quiet question
 * waits behind a chip in the bar. Keys: F6 leads to the card and back to the page, Escape closes the question.
 */

#pragma once

#include "shell/browser.h"

G_BEGIN_DECLS

typedef struct _ShellPromptArea ShellPromptArea;

/* shell_prompt_area_new: for the life of @window, whose keys it hears; cards hang in @overlay. */
ShellPromptArea *shell_prompt_area_new (ShellBrowser *browser, GtkWidget *window, GtkOverlay *overlay);
void shell_prompt_area_free (ShellPromptArea *area);

/* shell_prompt_area_get_chip: Returns: (transfer none): the widget for the bar that a quiet question waits behind. */
GtkWidget *shell_prompt_area_get_chip (ShellPromptArea *area);

/* shell_prompt_area_set_margin: how far from the left edge the origin chip begins, in pixels. */
void shell_prompt_area_set_margin (ShellPromptArea *area, int margin);

void shell_prompt_area_show (ShellPromptArea *area, CordonPrompt *prompt, ShellTab *tab);
/* shell_prompt_area_remove_closed: takes away what was answered or withdrawn. */
void shell_prompt_area_remove_closed (ShellPromptArea *area);
/* shell_prompt_area_set_current: the tab that is seen (nullable); cards of others are hidden and arm anew. */
void shell_prompt_area_set_current (ShellPromptArea *area, ShellTab *tab);

G_END_DECLS
