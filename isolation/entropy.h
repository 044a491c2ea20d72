/* Where unguessable bits come from; tests put their own generator here. */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonEntropy: zero-filled means the system's cryptographic generator (E-03). */
typedef struct
{
  gboolean (*fill) (guint8 *out, gsize size, gpointer data); /* FALSE: no bits to be had */
  gpointer data;
} CordonEntropy;

/** cordon_entropy_fill: @entropy: (nullable). Returns: %FALSE where there are none; nothing may go on then. */
CORDON_API gboolean cordon_entropy_fill (const CordonEntropy *entropy, guint8 *out, gsize size);

G_END_DECLS
