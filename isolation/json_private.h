#pragma once

#include <glib.h>

/*
 * Whether @text is one JSON value by RFC 8259 and nothing else, in UTF-8, no deeper than @max_depth. The library's
 * parser takes more than that, recurses without a limit, and leaks what it had when it gives up; so it only sees what
 * passed here.
 */
gboolean cordon_json_is_strict (const char *text, gsize size, guint max_depth);
