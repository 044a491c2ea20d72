/* An attacker on the path: each end's packets go through it, and it may do to them what a network can. */

#pragma once

#include <glib.h>

typedef struct _Relay Relay;

/* @func: may change the packet in place; FALSE drops it. @inject: what goes along behind it; 0: nothing. */
Relay *relay_new (gboolean (*func) (guint8 *packet, gsize size, gboolean from_a, gpointer data),
                  gsize (*inject) (guint8 *out, gsize max, gboolean to_a, gpointer data), gpointer data);
void relay_free (Relay *relay);

/* Returns: (transfer full): ICE's text of one end, with the relay's address in it. */
char *relay_rewrite (Relay *relay, const char *ice, gboolean of_a);

/* How much content the relay could decode of what went through it. */
guint relay_get_n_readable (Relay *relay);
