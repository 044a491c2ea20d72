/*
 * A label for an origin: the part of it that somebody had to register stands out and is never cut away (F-14, F-20).
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* shell_origin_label_set: @text as cordon_display_origin () or cordon_prompt_get_origin () wrote it. */
void shell_origin_label_set (GtkLabel *label, const char *text);

/* shell_registrable_domain: Returns: (transfer full): of @host, by the list of public suffixes; @host itself else. */
char *shell_registrable_domain (const char *host);

G_END_DECLS
