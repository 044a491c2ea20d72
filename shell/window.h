/*
 * The window: the trusted chrome. Everything that a user must be able to believe is drawn here, above the line
 * under which the page begins, or in a card that hangs from it.
 */

#pragma once

#include "shell/browser.h"

G_BEGIN_DECLS

ShellWindow *shell_window_new (ShellBrowser *browser);
void shell_window_free (ShellWindow *window);

GtkWindow *shell_window_get_window (ShellWindow *window);
void shell_window_add_tab (ShellWindow *window, ShellTab *tab);
ShellTab *shell_window_find_tab (ShellWindow *window, guint64 tab_id);
ShellTab *shell_window_get_current (ShellWindow *window);

/* shell_window_close_tab: the last tab of a window stays. */
void shell_window_close_tab (ShellWindow *window, ShellTab *tab);

/* shell_window_tab_changed: address, title or load state of @tab. */
void shell_window_tab_changed (ShellWindow *window, ShellTab *tab);

/* From the bridge. */
void shell_window_show_prompt (ShellWindow *window, CordonPrompt *prompt);
void shell_window_withdraw_prompt (ShellWindow *window, CordonPrompt *prompt);
gboolean shell_window_update_indicators (ShellWindow *window, guint64 tab_id);
void shell_window_show_notice (ShellWindow *window, CordonNotice what, const CordonNoticeFacts *facts);
void shell_window_stop_capture (ShellWindow *window, guint64 capture_id);

/* shell_window_foreach_tab: the tabs from left to right. */
void shell_window_foreach_tab (ShellWindow *window, GFunc func, gpointer data);

G_END_DECLS
