/*
 * This side's own identity: `setIdentityProvider()`, `getIdentityAssertion()`, and the assertion in offers and answers
 * (D-47, D-48). The engine runs the provider; here is when it is asked, what it is given and what may be reused.
 */

#pragma once

#include "isolation/assertion.h"
#include "isolation/idp.h"

G_BEGIN_DECLS

typedef struct _CordonAssertionSource CordonAssertionSource;

/** CordonIdpOptions: what the page asked for; all nullable. */
typedef struct
{
  const char *protocol;
  const char *username_hint;
  const char *peer_identity;
} CordonIdpOptions;

/** CordonAssertionProxy: the engine's side. */
typedef struct
{
  /* Load @url, call generateAssertion (@contents, @origin, @options); answer with @id, once (D-01, D-17). */
  void (*generate) (guint64 id, const char *url, const char *contents, const char *origin,
                    const CordonIdpOptions *options, gpointer data);
  void (*cancel) (guint64 id, gpointer data); /* nullable */
} CordonAssertionProxy;

/** CordonAssertionResult: strings live during the callback. */
typedef struct
{
  const char *value;               /* for `a=identity`; NULL: failed, or no provider is set */
  const char *exception;           /* nullable */
  const CordonIdpFailure *failure; /* nullable: with "RTCError" */
} CordonAssertionResult;

typedef void (*CordonAssertionFunc) (const CordonAssertionResult *result, gpointer data);

/** cordon_assertion_source_new: @origin: of the document that made the connection; no call can change it (D-17). */
CORDON_API CordonAssertionSource *
cordon_assertion_source_new (const char *origin, const CordonAssertionProxy *proxy, gpointer proxy_data);
/** cordon_assertion_source_free: who waits is told OperationError. */
CORDON_API void cordon_assertion_source_free (CordonAssertionSource *source);

/**
 * cordon_assertion_source_set_provider: any change drops the assertion that was made (D-47).
 *
 * Returns: %FALSE with CORDON_ERROR_STATE once closed (InvalidStateError), CORDON_ERROR_SYNTAX for a bad protocol
 * (SyntaxError). A bad domain fails the next assertion.
 */
CORDON_API gboolean cordon_assertion_source_set_provider (CordonAssertionSource *source, const char *domain,
                                                          const CordonIdpOptions *options, GError **error);

/**
 * cordon_assertion_source_set_fingerprints: of every certificate that the connection may use (D-04). A change
 * drops the assertion.
 */
CORDON_API void cordon_assertion_source_set_fingerprints (CordonAssertionSource *source,
                                                          const CordonFingerprint *fingerprints, gsize n);

/** cordon_assertion_source_has_provider: whether offers and answers wait (D-48). */
CORDON_API gboolean cordon_assertion_source_has_provider (const CordonAssertionSource *source);

/**
 * cordon_assertion_source_get: for `getIdentityAssertion()`, and for an offer or answer, which fails where this does.
 * @func: called once, at once where an assertion is there
 *
 * Returns: %FALSE with CORDON_ERROR_STATE once closed, or without a provider; @func is not called then.
 */
CORDON_API gboolean cordon_assertion_source_get (CordonAssertionSource *source, gint64 mono_us,
                                                 CordonAssertionFunc func, gpointer data, GError **error);

/** cordon_assertion_source_answer: the script resolved with who vouches and an opaque word. */
CORDON_API void cordon_assertion_source_answer (CordonAssertionSource *source, guint64 id, const char *domain,
                                                const char *protocol, const char *assertion, gint64 mono_us);
CORDON_API void cordon_assertion_source_fail (CordonAssertionSource *source, guint64 id,
                                              const CordonIdpFailure *failure, gint64 mono_us);

/** cordon_assertion_source_tick: Returns: when to call again, mono_us. */
CORDON_API gint64 cordon_assertion_source_tick (CordonAssertionSource *source, gint64 mono_us);

/** cordon_assertion_source_close: the connection is closed. */
CORDON_API void cordon_assertion_source_close (CordonAssertionSource *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonAssertionSource, cordon_assertion_source_free)

G_END_DECLS
