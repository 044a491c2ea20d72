/*
 * The indicator strip: what is in use in a tab, for whom, with a stop button each. The page can neither cover nor
 * remove it.
 */

#pragma once

#include "shell/browser.h"

G_BEGIN_DECLS

/* shell_strip_new: Returns: (transfer floating): an empty strip, hidden until something is in use. */
GtkWidget *shell_strip_new (void);

/* shell_strip_show: draws the strip for @tab_id anew. Returns: whether anything is in use there. */
gboolean shell_strip_show (GtkWidget *strip, CordonBridge *bridge, guint64 tab_id);

G_END_DECLS
