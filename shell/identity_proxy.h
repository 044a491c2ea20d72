/*
 * The engine's side of identity validation (isolation/identity.h): loads a provider's script, runs it in a realm of its
 * own, in the provider's origin and without any page of the user's (D-15), and hands back what it returned.
 */

#pragma once

#include "isolation/identity.h"
#include "shell/browser.h"

G_BEGIN_DECLS

typedef struct _ShellIdentityProxy ShellIdentityProxy;

/* One for each validator; @browser outlives it. */
ShellIdentityProxy *shell_identity_proxy_new (ShellBrowser *browser);
void shell_identity_proxy_free (ShellIdentityProxy *proxy);

/* Where the answers go; the proxy's data for cordon_identity_validator_new () is the ShellIdentityProxy. */
void shell_identity_proxy_set_validator (ShellIdentityProxy *proxy, CordonIdentityValidator *validator);
const CordonIdentityProxy *shell_identity_proxy_get_interface (void);

G_END_DECLS
