/* What a session knows of its peer's identity. Every loss is effective before the call that caused it returns. */

#include "isolation/session_private.h"

#include "permissions/error.h"

static const char *const names[] = {
  [CORDON_IDENTITY_NONE] = "none",
  [CORDON_IDENTITY_PENDING] = "pending",
  [CORDON_IDENTITY_FAILED] = "failed",
  [CORDON_IDENTITY_VALID] = "valid",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_IDENTITY_STATES);

#define IS_OWNER(session) ((session)->owner == g_thread_self ())

/* The one setter. @callee and @attested are kept for VALID only. */
static void
set_identity (CordonSession *session, CordonIdentityState state, const CordonCallee *callee, GArray *attested)
{
  CordonCallee *old = session->identity.callee;

  g_clear_pointer (&session->identity.attested, g_array_unref);
  session->identity.state = state;
  session->identity.callee = state == CORDON_IDENTITY_VALID ? cordon_callee_ref (callee) : NULL;
  session->identity.attested = state == CORDON_IDENTITY_VALID && attested ? g_array_ref (attested) : NULL;
  g_clear_pointer (&old, cordon_callee_unref);
}

static gboolean
is_over (const CordonSession *session)
{
  return session->state == CORDON_SESSION_FAILED || session->state == CORDON_SESSION_CLOSED;
}

static gboolean
set_holds (const CordonCallee *callee, const CordonAssociation *association)
{
  for (guint i = 0; i < association->n_digests; i++)
    {
      const CordonFingerprint *fingerprint = &association->digests[i];
      g_autofree char *digest = NULL;

      if (!cordon_hash_is_strong (fingerprint->hash))
        continue;
      digest = cordon_fingerprint_digest_to_string (fingerprint);
      if (cordon_callee_has_fingerprint (callee, cordon_hash_to_string (fingerprint->hash), digest))
        return TRUE;
    }
  return FALSE;
}

gboolean
cordon_session_identity_holds (const CordonCallee *callee, const GArray *attested,
                               const CordonAssociation *association)
{
  if (!callee || association->n_digests == 0)
    return FALSE;
  if (!attested)
    return set_holds (callee, association);
  return cordon_fingerprints_match_certificate ((const CordonFingerprint *) (gpointer) attested->data,
                                                attested->len, association->digests, association->n_digests);
}

static gboolean
holds_everywhere (const CordonSession *session, const CordonSessionIdentity *identity)
{
  for (const CordonAssociation *association = session->associations; association;
       association = association->next)
    {
      if (association->n_digests > 0 && association->state != CORDON_ASSOCIATION_FAILED
          && association->state != CORDON_ASSOCIATION_CLOSED
          && !cordon_session_identity_holds (identity->callee, identity->attested, association))
        return FALSE;
    }
  return TRUE;
}

void
cordon_session_expect_fingerprints (CordonSession *session, const CordonFingerprint *fingerprints, gsize n)
{
  g_return_if_fail (session != NULL && IS_OWNER (session));
  g_return_if_fail (fingerprints != NULL || n == 0);
  g_return_if_fail (n <= CORDON_FINGERPRINTS_MAX);

  const gboolean changed = !cordon_fingerprints_equal_as_sets (session->expected, session->n_expected,
                                                               fingerprints, n);
  const gboolean voided = changed && session->n_expected > 0
                          && session->identity.state != CORDON_IDENTITY_NONE;
  CordonFingerprint *old;

  if (!changed)
    return;
  old = session->expected;
  session->expected = g_memdup2 (fingerprints, n * sizeof *fingerprints);
  session->n_expected = (guint) n;
  g_free (old);
  if (voided)
    set_identity (session, CORDON_IDENTITY_NONE, NULL, NULL);
  cordon_session_settle (session, session->state, voided);
}

const CordonFingerprint *
cordon_session_get_expected_fingerprints (const CordonSession *session, gsize *out_n)
{
  g_return_val_if_fail (session != NULL && out_n != NULL, NULL);

  *out_n = session->n_expected;
  return session->expected;
}

gboolean
cordon_session_wants_hash (const CordonSession *session, CordonHash hash)
{
  g_return_val_if_fail (session != NULL, TRUE);

  if (hash == CORDON_HASH_SHA_256 || (session->has_sets && cordon_hash_is_strong (hash)))
    return TRUE;
  for (guint i = 0; i < session->n_expected; i++)
    if (session->expected[i].hash == hash)
      return TRUE;
  return FALSE;
}

gboolean
cordon_session_set_target (CordonSession *session, const CordonCallee *target, GError **error)
{
  g_return_val_if_fail (session != NULL && IS_OWNER (session), FALSE);
  g_return_val_if_fail (target != NULL, FALSE);

  if (!session->target)
    session->target = cordon_callee_ref (target);
  if (cordon_callee_equal (session->target, target))
    return TRUE;
  g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE,
                       "the connection is for another identity already, and that cannot be changed");
  return FALSE;
}

void
cordon_session_identity_pending (CordonSession *session)
{
  g_return_if_fail (session != NULL && IS_OWNER (session));

  if (is_over (session) || session->identity.state == CORDON_IDENTITY_VALID
      || session->identity.state == CORDON_IDENTITY_PENDING)
    return;
  set_identity (session, CORDON_IDENTITY_PENDING, NULL, NULL);
  cordon_session_settle (session, session->state, TRUE);
}

static void
lose_identity (CordonSession *session, CordonIdentityState state)
{
  const CordonSessionState from = session->state;

  if (is_over (session))
    return;
  set_identity (session, state, NULL, NULL);
  if (session->target)
    cordon_session_fail (session, CORDON_SESSION_FAILURE_IDENTITY);
  cordon_session_settle (session, from, TRUE);
}

void
cordon_session_identity_failed (CordonSession *session)
{
  g_return_if_fail (session != NULL && IS_OWNER (session));
  lose_identity (session, CORDON_IDENTITY_FAILED);
}

void
cordon_session_identity_absent (CordonSession *session)
{
  g_return_if_fail (session != NULL && IS_OWNER (session));

  /* A re-offer with the same fingerprints need not repeat the identity (D-26). */
  if (session->identity.state != CORDON_IDENTITY_VALID)
    lose_identity (session, CORDON_IDENTITY_NONE);
}

static gboolean
accept (CordonSession *session, const CordonSessionIdentity *identity)
{
  if (is_over (session))
    return FALSE;
  if ((session->target && !cordon_callee_equal (session->target, identity->callee))
      || !holds_everywhere (session, identity))
    {
      lose_identity (session, CORDON_IDENTITY_FAILED);
      return FALSE;
    }
  if (!session->target)
    session->target = cordon_callee_ref (identity->callee);
  set_identity (session, CORDON_IDENTITY_VALID, identity->callee, identity->attested);
  cordon_session_settle (session, session->state, TRUE);
  return TRUE;
}

gboolean
cordon_session_identity_validated (CordonSession *session, const CordonCallee *identity,
                                   const CordonFingerprint *attested, gsize n)
{
  g_return_val_if_fail (session != NULL && IS_OWNER (session), FALSE);
  g_return_val_if_fail (identity != NULL && cordon_callee_get_kind (identity) == CORDON_CALLEE_IDENTITY,
                        FALSE);
  g_return_val_if_fail (attested != NULL || n == 0, FALSE);
  g_return_val_if_fail (n <= CORDON_FINGERPRINTS_MAX, FALSE);

  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (CordonFingerprint));
  g_autoptr (CordonCallee) callee = cordon_callee_ref (identity);
  const CordonSessionIdentity candidate = { CORDON_IDENTITY_VALID, callee, list };

  if (!cordon_fingerprints_cover (attested, n, session->expected, session->n_expected))
    {
      lose_identity (session, CORDON_IDENTITY_FAILED);
      return FALSE;
    }
  g_array_append_vals (list, attested, (guint) n);
  return accept (session, &candidate);
}

gboolean
cordon_session_identify_by_fingerprints (CordonSession *session, const CordonCallee *fingerprints)
{
  g_return_val_if_fail (session != NULL && IS_OWNER (session), FALSE);
  g_return_val_if_fail (fingerprints != NULL, FALSE);
  g_return_val_if_fail (cordon_callee_get_kind (fingerprints) == CORDON_CALLEE_FINGERPRINTS, FALSE);

  g_autoptr (CordonCallee) callee = cordon_callee_ref (fingerprints);
  const CordonSessionIdentity candidate = { CORDON_IDENTITY_VALID, callee, NULL };

  session->has_sets = TRUE;
  return accept (session, &candidate);
}

CordonIdentityState
cordon_session_get_identity_state (const CordonSession *session)
{
  g_return_val_if_fail (session != NULL, CORDON_IDENTITY_NONE);
  return session->identity.state;
}

const CordonCallee *
cordon_session_get_identity (const CordonSession *session)
{
  g_return_val_if_fail (session != NULL, NULL);
  return session->identity.callee;
}

const CordonCallee *
cordon_session_get_target (const CordonSession *session)
{
  g_return_val_if_fail (session != NULL, NULL);
  return session->target;
}

const char *
cordon_identity_state_to_string (CordonIdentityState state)
{
  g_return_val_if_fail ((guint) state < CORDON_N_IDENTITY_STATES, "");
  return names[state];
}
