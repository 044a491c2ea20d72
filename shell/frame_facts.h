/*
 * Facts about documents, worked out in the browser process.
 */

#pragma once

#include <webkit/webkit.h>

#include "permissions/document.h"
#include "permissions/permissions_policy.h"

G_BEGIN_DECLS

/* ShellFrameClaim: what the web process says of a document (SHELL_FRAME_TYPE). Strings are borrowed. */
typedef struct
{
  guint64 engine_id;
  gboolean main;
  gboolean secure;
  const char *origin;
  const char *uri;
  guint64 parent; /* engine id of the document that holds it; 0: unknown */
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

/* shell_headers_make_policy: Returns: (transfer full): the policy of a top-level document of @origin. */
CordonPermissionsPolicy *shell_headers_make_policy (const ShellHeaders *headers, const CordonOrigin *origin);

/*
 * shell_frame_make_policy: what the document that holds the frame (@parent, of @parent_origin) leaves to it, less what
 * its own @headers (nullable) take away. Returns: (transfer full).
 */
CordonPermissionsPolicy *
shell_frame_make_policy (const CordonPermissionsPolicy *parent, const CordonOrigin *parent_origin,
                         const CordonOrigin *origin, const ShellFrameClaim *claim,
                         const ShellHeaders *headers);

G_END_DECLS
