/*
 * Validation of a peer's identity (RFC 8827 7; webrtc-identity): one description at a time, within 15 seconds, against
 * the fingerprints of the very description that carried the assertion. The provider's script runs in the engine; what
 * it returns is judged here, and only here does a name become an identity.
 */

#pragma once

#include "isolation/idp.h"
#include "isolation/sdp.h"
#include "isolation/session.h"

G_BEGIN_DECLS

/**
 * CordonIdentityTrust: which providers may vouch for domains that are not theirs (D-10). Short, and from the
 * browser's configuration.
 */
typedef struct _CordonIdentityTrust CordonIdentityTrust;

/** cordon_identity_trust_new: a new one, and its end; free takes %NULL. */
CORDON_API CordonIdentityTrust *cordon_identity_trust_new (void);
CORDON_API void cordon_identity_trust_free (CordonIdentityTrust *trust);

/** cordon_identity_trust_add: @idp: a provider's domain. @domain: one domain, or "*" for all. */
CORDON_API gboolean cordon_identity_trust_add (CordonIdentityTrust *trust, const char *idp,
                                               const char *domain, GError **error);

/**
 * cordon_identity_judge: the pure part: whether what a provider returned proves an identity.
 * @identity: `user@domain`, as returned
 * @contents: as returned
 * @idp: the authority of the provider, port allowed
 * @trust: (nullable): third parties; %NULL: none
 * @fingerprints: every `a=fingerprint` of the description
 * @out_attested: (out) (transfer full) (element-type CordonFingerprint): what it vouched for
 *
 * Returns: (transfer full) (nullable): the identity; %NULL with CORDON_ERROR_IDENTITY.
 */
CORDON_API CordonCallee *
cordon_identity_judge (const char *identity, const char *contents, const char *idp,
                       const CordonIdentityTrust *trust, const CordonFingerprint *fingerprints,
                       gsize n_fingerprints, GArray **out_attested, GError **error);

/**
 * cordon_identity_encode: `user@domain`, with `@` and `%` of @user escaped and nothing else (D-09). Returns:
 * (transfer full) (nullable).
 */
CORDON_API char *cordon_identity_encode (const char *user, const char *domain, GError **error);

typedef struct _CordonIdentityValidator CordonIdentityValidator;

/** CORDON_IDENTITY_MAX_WAITING: descriptions that wait behind the running one; one more fails at once. */
#define CORDON_IDENTITY_MAX_WAITING 16

typedef enum
{
  CORDON_IDENTITY_VERDICT_NONE =
    0, /* the description carries no identity, or nothing that it could be about */
  CORDON_IDENTITY_VERDICT_FAILED,
  CORDON_IDENTITY_VERDICT_VALID,
} CordonIdentityVerdict;

/**
 * CordonIdentityResult: what the engine does with `setRemoteDescription()` and `peerIdentity`. Strings live
 * during the callback.
 */
typedef struct
{
  CordonIdentityVerdict verdict;
  gboolean reject_description;     /* D-25: there is a target, and this is not it */
  gboolean reject_promise;         /* D-24 */
  gboolean renew_promise;          /* and a fresh pending one replaces it */
  const char *exception;           /* "RTCError" with the detail below, "OperationError", or NULL */
  const CordonIdpFailure *failure; /* with RTCError */
  const char *idp;                 /* VALID: the provider's authority */
  const char *name; /* VALID: user@domain as the provider wrote it; to chrome through ui-bridge/peer_name.h */
} CordonIdentityResult;

/** CordonIdentityProxy: the engine's side. */
typedef struct
{
  /*
   * Load @url in a realm of its own and call validateAssertion (@assertion, @origin). Answer with @id, once
   * (D-15, D-17).
   */
  void (*validate) (guint64 id, const char *url, const char *assertion, const char *origin, gpointer data);
  /* Nobody waits for @id any more: throw its realm away. Nullable. */
  void (*cancel) (guint64 id, gpointer data);
} CordonIdentityProxy;

typedef void (*CordonIdentityFunc) (const CordonIdentityResult *result, gpointer data);

/**
 * cordon_identity_validator_new: one for each connection; all on the session's thread.
 * @origin: of the document that made the connection (D-17)
 * @trust: (nullable): outlives the validator
 */
CORDON_API CordonIdentityValidator *
cordon_identity_validator_new (CordonSession *session, const char *origin, const CordonIdentityTrust *trust,
                               const CordonIdentityProxy *proxy, gpointer proxy_data);

/** cordon_identity_validator_free: descriptions that still wait fail with OperationError. */
CORDON_API void cordon_identity_validator_free (CordonIdentityValidator *validator);

/**
 * cordon_identity_validator_describe: a remote description is being applied.
 * @mono_us: now
 * @func: called once, at once or later: only a connection with a target has to wait for it (D-23). It does not free the
 *   validator.
 *
 * The fingerprints become the expected ones of the session before this returns (D-27). Validations run one by one
 * (D-18).
 */
CORDON_API void cordon_identity_validator_describe (CordonIdentityValidator *validator, const CordonSdp *sdp,
                                                    gint64 mono_us, CordonIdentityFunc func, gpointer data);

/**
 * cordon_identity_validator_roll_back: the first remote description is rolled back: nobody is described any more. What
 * was validated about it is void, and what still runs changes nothing of the session's identity but, where the page
 * learns a name by it, whom the connection is for (D-22).
 *
 * Back to an earlier description is cordon_identity_validator_describe() with that one; where it lists the fingerprints
 * that the rolled back one lists, nothing need be called, for an offer without identity took none away (D-26).
 */
CORDON_API void cordon_identity_validator_roll_back (CordonIdentityValidator *validator);

/**
 * cordon_identity_validator_answer: the script resolved. A %NULL member: it returned something of another type.
 * Unknown and late ids are ignored.
 */
CORDON_API void cordon_identity_validator_answer (CordonIdentityValidator *validator, guint64 id,
                                                  const char *identity, const char *contents, gint64 mono_us);

/** cordon_identity_validator_fail: loading, registering or running the script failed. */
CORDON_API void cordon_identity_validator_fail (CordonIdentityValidator *validator, guint64 id,
                                                const CordonIdpFailure *failure, gint64 mono_us);

/**
 * cordon_identity_validator_tick: time passes. Returns: when to call again, mono_us; G_MAXINT64: when something
 * happens.
 */
CORDON_API gint64 cordon_identity_validator_tick (CordonIdentityValidator *validator, gint64 mono_us);

/** cordon_identity_validator_must_wait: whether `setRemoteDescription()` settles only with the result (D-23). */
CORDON_API gboolean cordon_identity_validator_must_wait (const CordonIdentityValidator *validator);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonIdentityTrust, cordon_identity_trust_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonIdentityValidator, cordon_identity_validator_free)

G_END_DECLS
