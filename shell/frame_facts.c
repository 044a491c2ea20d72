/*
 * Origins, headers and policy verdicts.
 */

#include "shell/frame_facts.h"

#include <libsoup/soup.h>
#include <string.h>

#include "permissions/connection.h"

struct _ShellHeaders
{
  char *permissions_policy; /* NULL: none was sent */
  gboolean blocks_webrtc;
};

CordonOrigin *
shell_origin_of_uri (const char *uri)
{
  g_autofree char *scheme = NULL, *host = NULL;
  int port = -1;
  if (!uri || !g_uri_split_network (uri, G_URI_FLAGS_ENCODED, &scheme, &host, &port, NULL) || !host)
    return cordon_origin_new_opaque ();

  g_autofree char *bracketed = strchr (host, ':') ? g_strdup_printf ("[%s]", host) : g_strdup (host);
  CordonOrigin *origin = cordon_origin_new_tuple (scheme, -1, bracketed, -1, port > 0 ? (guint16) port : 0,
                                                  NULL);
  return origin ? origin : cordon_origin_new_opaque ();
}

ShellHeaders *
shell_headers_new (WebKitURIResponse *response)
{
  ShellHeaders *headers = g_new0 (ShellHeaders, 1);
  SoupMessageHeaders *sent = webkit_uri_response_get_http_headers (response);
  if (!sent)
    return headers;
  headers->permissions_policy = g_strdup (soup_message_headers_get_list (sent, "Permissions-Policy"));
  headers->blocks_webrtc = cordon_csp_blocks_webrtc (
    soup_message_headers_get_list (sent, "Content-Security-Policy"));
  return headers;
}

void
shell_headers_free (ShellHeaders *headers)
{
  g_free (headers->permissions_policy);
  g_free (headers);
}

gboolean
shell_headers_block_webrtc (const ShellHeaders *headers)
{
  return headers && headers->blocks_webrtc;
}

static CordonDeclaredPolicy *
parse_header (const ShellHeaders *headers, const CordonPolicyOrigin *self)
{
  if (!headers || !headers->permissions_policy)
    return NULL;
  return cordon_declared_policy_parse_header (headers->permissions_policy, -1, self);
}

CordonPermissionsPolicy *
shell_headers_make_policy (const ShellHeaders *headers, const CordonOrigin *origin)
{
  CordonPolicyOrigin self = { .origin = origin };
  g_autoptr (CordonDeclaredPolicy) header = parse_header (headers, &self);
  return cordon_permissions_policy_new (&(CordonPolicyInputs){ .origin = self, .header = header });
}

/* Declared by `src`; without one it is the holder's; a sandboxed frame's is the very origin that it got. */
static CordonOrigin *
get_declared_origin (const ShellFrameClaim *claim, const CordonOrigin *origin, const CordonOrigin *holder)
{
  if (g_str_equal (claim->source, "null"))
    return cordon_origin_ref (origin);
  if (*claim->source == '\0')
    return cordon_origin_ref (holder);
  return shell_origin_of_uri (claim->source);
}

CordonPermissionsPolicy *
shell_frame_make_policy (const CordonPermissionsPolicy *parent, const CordonOrigin *parent_origin,
                         const CordonOrigin *origin, const ShellFrameClaim *claim,
                         const ShellHeaders *headers)
{
  g_autoptr (CordonOrigin) declared = get_declared_origin (claim, origin, parent_origin);
  CordonPolicyOrigin self = { .origin = origin }, holder = { .origin = parent_origin };
  CordonPolicyOrigin target = { .origin = declared };
  g_autoptr (CordonDeclaredPolicy)
    container = cordon_declared_policy_parse_allow (claim->allow, -1, &holder, &target, NULL);
  g_autoptr (CordonDeclaredPolicy) header = parse_header (headers, &self);
  return cordon_permissions_policy_new (
    &(CordonPolicyInputs){ .origin = self, .parent = parent, .container = container, .header = header });
}
