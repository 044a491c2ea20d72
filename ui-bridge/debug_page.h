/*
 * The debug page: what the library knows, from one snapshot, as JSON and as HTML. Read-only: rendering changes
 * nothing.
 *
 * The HTML has no script; its links and its filter lead to `cordon:debug` again, with `filter=TEXT` or `format=json`
 * behind a question mark, and the embedder that serves the address fills them in here.
 *
 * Never in it: keys, tokens, passwords, transaction ids, levels of isolated media. Everything that a page
 * or a peer chose is escaped, control and bidi characters are visible.
 */

#pragma once

#include "permissions/profile.h"
#include "ui-bridge/connections.h"
#include "ui-bridge/prompt_queue.h"

G_BEGIN_DECLS

typedef enum
{
  CORDON_DEBUG_JSON = 0,
  CORDON_DEBUG_HTML,
} CordonDebugFormat;

/** CordonDebugRequest: who wants which form of it. */
typedef struct
{
  CordonDebugFormat format;
  const CordonOrigin
    *caller; /* NULL: the chrome's own page; any origin is web content and is refused */
  const CordonConnections *connections; /* nullable: cordon_bridge_get_connections() */
  const CordonPromptQueue *prompts;     /* nullable: cordon_bridge_get_prompts() */
  GVariant *media_graphs;               /* nullable: type `as`, one JSON value per content process */
  const char *filter; /* nullable: only lines of lists that have this text in them, in any letter case */
  const char *no_connections; /* nullable: why this embedder has none to show; instead of the general words */
  gboolean for_export;        /* leaves the browser: addresses masked, private sessions left out */
} CordonDebugRequest;

/**
 * cordon_debug_page_render:
 * @profile: what is shown; a private profile's page shows only that profile
 *
 * @request->media_graphs is what the embedder collected from its content processes: a GVariant of type `as`, each
 * string one JSON value. It is untrusted: what does not parse is shown as a damaged entry.
 *
 * Returns: (transfer full) (nullable): UTF-8 text, or %NULL with CORDON_ERROR_VIOLATION for a web caller
 */
CORDON_API char *
cordon_debug_page_render (CordonProfile *profile, const CordonDebugRequest *request, GError **error);

G_END_DECLS
