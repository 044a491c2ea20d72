/*
 * The parts of the debug page: one tree of JSON, and how it is written.
 */

#pragma once

#include <json-glib/json-glib.h>

#include "ui-bridge/debug_page.h"

G_BEGIN_DECLS

/** cordon_debug_build_snapshot: all that the page shows, made safe already. Returns: (transfer full): an object. */
JsonNode *cordon_debug_build_snapshot (CordonProfile *profile, const CordonDebugRequest *request);

/**
 * cordon_debug_read_media:
 * @text: what a content process says of its media graph: hostile
 *
 * Takes only the members that the graph and the sessions are known to have; nothing else can come in with them.
 *
 * Returns: (transfer full): what is left of it; {"damaged": …} where it does not parse
 */
JsonNode *cordon_debug_read_media (const char *text, gboolean for_export);

/** cordon_debug_safe_text: hidden characters visible; addresses masked in an export. Returns: (transfer full). */
char *cordon_debug_safe_text (const char *text, gboolean for_export);

/** cordon_debug_explain_empty: Returns: (transfer none) (nullable): what it means that @list has no lines. */
const char *cordon_debug_explain_empty (const char *list);

/**
 * cordon_debug_filter: leaves those lines of the lists of @snapshot that have @text somewhere in them.
 *
 * Returns: (transfer full): a new snapshot.
 */
JsonNode *cordon_debug_filter (JsonNode *snapshot, const char *text);

/**
 * cordon_debug_write_html: Returns: (transfer full): a page without scripts, frames or images, whose links lead to
 * itself.
 */
char *cordon_debug_write_html (JsonNode *snapshot, const CordonDebugRequest *request);

G_END_DECLS
