/* Running text in a card or a list of the chrome. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * shell_text_label_append: @max_chars: the width at which lines end. Names have no spaces to break at, and none
 * may stick out: they break anywhere. Returns: (transfer none): the label
 */
GtkWidget *shell_text_label_append (GtkBox *box, const char *text, const char *style, int max_chars);

G_END_DECLS
