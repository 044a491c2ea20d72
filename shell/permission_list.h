/*
 * The list of what the user has decided: every stored decision, revoked with one click, given back with another (B-36,
 * F-32).
 */

#pragma once

#include <gtk/gtk.h>

#include "permissions/profile.h"

G_BEGIN_DECLS

GtkWidget *shell_permission_list_new (void);

/* shell_permission_list_show: fills it; what concerns the site of @document (nullable) comes first. */
void shell_permission_list_show (GtkWidget *list, CordonProfile *profile, const CordonDocument *document);

G_END_DECLS
