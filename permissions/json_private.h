#pragma once

#include <glib.h>

/**
 * cordon_json_is_strict: whether @text is one JSON value by RFC 8259 and nothing else, no deeper than @max_depth.
 *
 * The library's parser takes more than that, recurses without a limit, makes bytes that are not UTF-8 of half a
 * surrogate pair, and leaks the first of two values; so it only sees what passed here. U+0000, which would cut a
 * C string short, is refused too.
 *
 * @text: UTF-8 or not; need not end with NUL
 * @size: in bytes
 * @out_at: (out) (optional): set with %FALSE: the offset at which it stops being that
 */
gboolean cordon_json_is_strict (const char *text, gsize size, guint max_depth, gsize *out_at);
