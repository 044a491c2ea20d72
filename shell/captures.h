/*
 * The captures of a tab, and the backstop: the engine opens a device for this tab only where Cordon has granted
 * one, and closes it when Cordon says so, whatever the page does.
 */

#pragma once

#include <webkit/webkit.h>

#include "permissions/profile.h"

G_BEGIN_DECLS

typedef struct _ShellTab ShellTab;
typedef struct _ShellCaptures ShellCaptures;

ShellCaptures *shell_captures_new (ShellTab *tab);
void shell_captures_free (ShellCaptures *captures);

/* shell_captures_open: redeems @token for each of @features; the indicator is on when this returns TRUE (F-30). */
gboolean shell_captures_open (ShellCaptures *captures, guint64 document_id, const char *token,
                              CordonFeatureSet features);

/* shell_captures_stop: now. Returns: FALSE where the capture is not of this tab. */
gboolean shell_captures_stop (ShellCaptures *captures, guint64 capture_id);

/*
 * shell_captures_cancel_display: the page's getDisplayMedia () will not come: the engine's question is answered
 * with no.
 */
void shell_captures_cancel_display (ShellCaptures *captures);

/* shell_captures_choose_surface: what the user picked in the display dialog; the token must agree with it. */
void shell_captures_choose_surface (ShellCaptures *captures, guint64 surface_id, CordonSurfaceKind kind);

/* shell_captures_reconcile: what Cordon no longer lets through is closed in the engine too. */
void shell_captures_reconcile (ShellCaptures *captures);

/* shell_captures_clear: the page has gone. */
void shell_captures_clear (ShellCaptures *captures);

G_END_DECLS
