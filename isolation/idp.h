/*
 * Where an identity provider's script is, what may be loaded, and how it may fail (RFC 8827 7). The script runs in the
 * engine, in the provider's origin and in a realm of its own; here its address is built and its words are weighed.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonIdpError: the details of an RTCError (D-20). Zero is the one that says nothing. */
typedef enum
{
  CORDON_IDP_ERROR_EXECUTION = 0,
  CORDON_IDP_ERROR_LOAD,
  CORDON_IDP_ERROR_TLS,
  CORDON_IDP_ERROR_BAD_SCRIPT, /* did not register during its first run (D-16), or is no script */
  CORDON_IDP_ERROR_TOKEN_EXPIRED,
  CORDON_IDP_ERROR_TOKEN_INVALID,
  CORDON_IDP_ERROR_TIMEOUT,
  CORDON_IDP_ERROR_NEED_LOGIN,
} CordonIdpError;

#define CORDON_N_IDP_ERRORS 8

/** CordonIdpFailure: what an engine reports of a provider that failed. Strings are the provider's: untrusted. */
typedef struct
{
  CordonIdpError error;
  guint http_status;      /* with CORDON_IDP_ERROR_LOAD; 0: none */
  const char *login_url;  /* with CORDON_IDP_ERROR_NEED_LOGIN */
  const char *error_info; /* nullable */
} CordonIdpFailure;

/** CORDON_IDP_BUDGET_US: for loading and one operation together (D-19). */
#define CORDON_IDP_BUDGET_US (15 * G_USEC_PER_SEC)

/** CORDON_IDP_LOGIN_DONE: the message of a login page (D-21). */
#define CORDON_IDP_LOGIN_DONE "WEBRTC-LOGINDONE"

/** cordon_idp_error_to_string: Returns: (transfer none): `idp-load-failure` and so on. */
CORDON_API const char *cordon_idp_error_to_string (CordonIdpError error);

/** cordon_idp_error_from_string: Returns: %FALSE for another name. */
CORDON_API gboolean cordon_idp_error_from_string (const char *name, CordonIdpError *out_error);

/**
 * cordon_idp_check_protocol: D-13: no way out of the well-known folder, also none that is percent-encoded. %FALSE
 * with CORDON_ERROR_SYNTAX; so is the web's name.
 */
CORDON_API gboolean cordon_idp_check_protocol (const char *protocol, GError **error);

/**
 * cordon_idp_build_url:
 * @domain: the authority: a domain, with a port or without; nothing else of a URL
 * @protocol: (nullable): %NULL: `default`
 *
 * Returns: (transfer full) (nullable): `https://DOMAIN/.well-known/idp-proxy/PROTOCOL`, or %NULL with
 * CORDON_ERROR_SYNTAX.
 */
CORDON_API char *cordon_idp_build_url (const char *domain, const char *protocol, GError **error);

/**
 * cordon_idp_get_domain: the domain that @authority may speak for: without port, in A-labels (D-08). Returns:
 * (transfer full) (nullable).
 */
CORDON_API char *cordon_idp_get_domain (const char *authority, GError **error);

/** cordon_idp_may_redirect: only to https (D-14); the domain that the script speaks for stays that of the first URL. */
CORDON_API gboolean cordon_idp_may_redirect (const char *target_url);

/**
 * cordon_idp_is_login_done:
 * @login_url: that the provider gave
 * @message_origin: of the window that posted @message
 *
 * Whether the login page itself says so (D-21). A written `:443` makes no other origin.
 */
CORDON_API gboolean cordon_idp_is_login_done (const char *login_url, const char *message_origin,
                                              const char *message);

G_END_DECLS
