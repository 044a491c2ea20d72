/*
 * A part of a card that scrolls where the window is too small for it, and is as high as its content where it is not.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* shell_scroller_add: at the end of @card. Returns: (transfer none): the empty box that scrolls. */
GtkBox *shell_scroller_add (GtkBox *card, int spacing);

/* shell_scroller_get_content: Returns: (transfer none): the same box. */
GtkBox *shell_scroller_get_content (GtkWidget *card);

/* shell_scroller_get_height: Returns: what @card needs at @width pixels so that nothing scrolls. */
int shell_scroller_get_height (GtkWidget *card, int width);

G_END_DECLS
