/*
 * A tab: a web view, the channel to the web process that shows it, its documents and its captures.
 */

#pragma once

#include "shell/browser.h"
#include "shell/captures.h"
#include "shell/documents.h"

G_BEGIN_DECLS

/* shell_tab_new: @related (nullable): the view whose script opens this one. */
ShellTab *shell_tab_new (ShellBrowser *browser, WebKitWebView *related);
void shell_tab_free (ShellTab *tab);

guint64 shell_tab_get_id (ShellTab *tab);
WebKitWebView *shell_tab_get_view (ShellTab *tab);
ShellBrowser *shell_tab_get_browser (ShellTab *tab);
ShellDocuments *shell_tab_get_documents (ShellTab *tab);
ShellCaptures *shell_tab_get_captures (ShellTab *tab);

/* shell_tab_load: what the user typed, or a bookmark; the only way to cordon:debug. */
void shell_tab_load (ShellTab *tab, const char *text);

/*
 * shell_tab_get_origin: Returns: (transfer full) (nullable): the origin of the committed page, as the address bar
 * stands for it.
 */
CordonOrigin *shell_tab_get_origin (ShellTab *tab);

/* shell_tab_set_seen: whether the tab is in view, and whether its window has the focus. */
/* shell_tab_close_menu: a list of choices that the page has open, which is drawn above the chrome. */
void shell_tab_close_menu (ShellTab *tab);

/* shell_tab_set_refusal: what the page was refused without a question, in words; NULL: nothing since it was loaded. */
void shell_tab_set_refusal (ShellTab *tab, const char *words);
const char *shell_tab_get_refusal (ShellTab *tab);

void shell_tab_set_seen (ShellTab *tab, gboolean visible, gboolean focused);

void shell_tab_kill_process (ShellTab *tab, const char *why);

/* shell_tab_send: to the page's web process. */
void shell_tab_send (ShellTab *tab, const char *name, GVariant *parameters);

G_END_DECLS
