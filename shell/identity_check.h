/*
 * What setRemoteDescription() would do with a description that carries an identity. This engine's build has no peer
 * connections; here the validator of one stands alone, with a real provider page behind it.
 */

#pragma once

#include <json-glib/json-glib.h>

#include "shell/browser.h"

G_BEGIN_DECLS

/* Once, maybe before shell_identity_check() returns; @builder holds one finished object. */
typedef void (*ShellIdentityChecked) (JsonBuilder *builder, gpointer data);

/*
 * shell_identity_check:
 * @origin: of the document that made the connection
 * @target: (nullable): the identity that the connection is for
 */
void shell_identity_check (ShellBrowser *browser, const char *sdp, const char *origin, const char *target,
                           ShellIdentityChecked done, gpointer data);

G_END_DECLS
