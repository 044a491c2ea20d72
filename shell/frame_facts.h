/*
 * Facts about documents, worked out in the browser process.
 */

#pragma once

#include <webkit/webkit.h>

#include "permissions/document.h"

G_BEGIN_DECLS

/* ShellFrameClaim: what the web process says of a document (SHELL_FRAME_TYPE). Strings are borrowed. */
typedef struct
{
  guint64 engine_id;
  gboolean main;
  gboolean secure;
  const char *origin;
  const char *uri;
  gboolean container_known;
  const char *allow;
  const char *source;
} ShellFrameClaim;

/* ShellHeaders: the response headers of a main document that matter here. */
typedef struct _ShellHeaders ShellHeaders;

ShellHeaders *shell_headers_new (WebKitURIResponse *response);
void shell_headers_free (ShellHeaders *headers);
gboolean shell_headers_block_webrtc (const ShellHeaders *headers);

/* shell_origin_of_uri: Returns: (transfer full): an opaque origin where the address has no other. */
CordonOrigin *shell_origin_of_uri (const char *uri);

/* shell_frame_verdicts: what Permissions Policy leaves to the document that claims @claim and has @origin. */
CordonPolicyVerdicts shell_frame_verdicts (const ShellHeaders *headers, const CordonOrigin *top,
                                           const CordonOrigin *origin, const ShellFrameClaim *claim);

G_END_DECLS
