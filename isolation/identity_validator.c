/* The queue of validations of one connection. A job is a description; the head runs, the others wait. */

#include <string.h>

#include "isolation/assertion.h"
#include "isolation/identity.h"

typedef struct
{
  guint64 id;
  char *identity; /* the value of a=identity; NULL: none */
  CordonAssertion assertion;
  GArray *fingerprints;
  gint64 deadline_mono_us; /* 0: not started */
  CordonIdentityFunc func;
  gpointer data;
} Job;

struct _CordonIdentityValidator
{
  CordonSession *session;
  char *origin;
  const CordonIdentityTrust *trust;
  const CordonIdentityProxy *proxy;
  gpointer proxy_data;
  GQueue jobs; /* Job, the head is running */
  guint64 last_id;
  gboolean starting;
};

static void start_next (CordonIdentityValidator *validator, gint64 mono_us);

static void
job_free (Job *job)
{
  g_free (job->identity);
  cordon_assertion_clear (&job->assertion);
  g_array_unref (job->fingerprints);
  g_free (job);
}

CordonIdentityValidator *
cordon_identity_validator_new (CordonSession *session, const char *origin, const CordonIdentityTrust *trust,
                               const CordonIdentityProxy *proxy, gpointer proxy_data)
{
  CordonIdentityValidator *validator;

  g_return_val_if_fail (session != NULL && origin != NULL && proxy != NULL && proxy->validate != NULL, NULL);

  validator = g_new0 (CordonIdentityValidator, 1);
  validator->session = cordon_session_ref (session);
  validator->origin = g_strdup (origin);
  validator->trust = trust;
  validator->proxy = proxy;
  validator->proxy_data = proxy_data;
  g_queue_init (&validator->jobs);
  return validator;
}

static void
finish (Job *job, const CordonIdentityResult *result)
{
  if (job->func)
    job->func (result, job->data);
  job_free (job);
}

void
cordon_identity_validator_free (CordonIdentityValidator *validator)
{
  const CordonIdentityResult gone = { .verdict = CORDON_IDENTITY_VERDICT_FAILED,
                                      .reject_description = TRUE,
                                      .reject_promise = TRUE,
                                      .exception = "OperationError" };
  Job *job;

  if (!validator)
    return;
  while ((job = g_queue_pop_head (&validator->jobs)))
    {
      if (job->deadline_mono_us != 0 && validator->proxy->cancel)
        validator->proxy->cancel (job->id, validator->proxy_data);
      finish (job, &gone);
    }
  cordon_session_unref (validator->session);
  g_free (validator->origin);
  g_free (validator);
}

gboolean
cordon_identity_validator_must_wait (const CordonIdentityValidator *validator)
{
  g_return_val_if_fail (validator != NULL, TRUE);
  return cordon_session_get_target (validator->session) != NULL;
}

/* The session hears of a description only while no later one has replaced it. */
static gboolean
is_latest (const CordonIdentityValidator *validator, const Job *job)
{
  return job->id == validator->last_id;
}

static void
settle_failed (CordonIdentityValidator *validator, Job *job, const CordonIdpFailure *failure)
{
  const gboolean has_target = cordon_session_get_target (validator->session) != NULL;
  const CordonIdentityResult result = { .verdict = CORDON_IDENTITY_VERDICT_FAILED,
                                        .reject_description = has_target,
                                        .reject_promise = TRUE,
                                        .renew_promise = !has_target,
                                        .exception = failure ? "RTCError" : "OperationError",
                                        .failure = failure };

  if (has_target || is_latest (validator, job))
    cordon_session_identity_failed (validator->session);
  finish (job, &result);
}

static void
settle_none (CordonIdentityValidator *validator, Job *job)
{
  CordonIdentityResult result = { 0 };

  if (is_latest (validator, job))
    cordon_session_identity_absent (validator->session);
  /* With a target an unchanged, valid peer may be silent; any other may not (D-26, D-27). */
  if (cordon_session_get_target (validator->session)
      && cordon_session_get_identity_state (validator->session) != CORDON_IDENTITY_VALID)
    result = (CordonIdentityResult){ .verdict = CORDON_IDENTITY_VERDICT_FAILED,
                                     .reject_description = TRUE,
                                     .reject_promise = TRUE,
                                     .exception = "OperationError" };
  finish (job, &result);
}

/* A later description voids what was validated about this one, but the page learns the name all the same: so it
 * binds the connection as any first identity does (D-22), and another than the target is refused (D-25). */
static gboolean
accept (CordonIdentityValidator *validator, const Job *job, CordonCallee *callee, const GArray *attested)
{
  if (!is_latest (validator, job))
    return cordon_session_set_target (validator->session, callee, NULL);
  return cordon_session_identity_validated (
    validator->session, callee, (const CordonFingerprint *) (gpointer) attested->data, attested->len);
}

static void
settle_valid (CordonIdentityValidator *validator, Job *job, const char *name, CordonCallee *callee,
              const GArray *attested)
{
  const CordonIdentityResult result = { .verdict = CORDON_IDENTITY_VERDICT_VALID,
                                        .idp = job->assertion.domain,
                                        .name = name };

  if (accept (validator, job, callee, attested))
    finish (job, &result);
  else
    settle_failed (validator, job, NULL);
}

static Job *
pop_running (CordonIdentityValidator *validator, guint64 id)
{
  const Job *job = g_queue_peek_head (&validator->jobs);

  if (!job || job->id != id || job->deadline_mono_us == 0)
    return NULL;
  return g_queue_pop_head (&validator->jobs);
}

/* Whether the head went to the provider. */
static gboolean
start (CordonIdentityValidator *validator, Job *job, gint64 mono_us)
{
  g_autofree char *url = NULL;

  if (!cordon_assertion_parse (job->identity, &job->assertion, NULL))
    return FALSE;
  url = cordon_idp_build_url (job->assertion.domain, job->assertion.protocol, NULL);
  if (!url)
    return FALSE;
  job->deadline_mono_us = mono_us + CORDON_IDP_BUDGET_US;
  if (is_latest (validator, job))
    cordon_session_identity_pending (validator->session);
  validator->proxy->validate (job->id, url, job->assertion.assertion, validator->origin,
                              validator->proxy_data);
  return TRUE;
}

static void
start_next (CordonIdentityValidator *validator, gint64 mono_us)
{
  Job *job;

  /* An engine may answer out of validate (), and callbacks may describe again: one loop only. */
  if (validator->starting)
    return;
  validator->starting = TRUE;
  while ((job = g_queue_peek_head (&validator->jobs)) && job->deadline_mono_us == 0)
    {
      if (!job->identity || job->fingerprints->len == 0)
        settle_none (validator, g_queue_pop_head (&validator->jobs));
      else if (!start (validator, job, mono_us))
        settle_failed (validator, g_queue_pop_head (&validator->jobs), NULL);
    }
  validator->starting = FALSE;
}

/* What is longer than any assertion is as good as broken, and is not kept. */
static const char *
readable_identity (const char *identity)
{
  return identity && strlen (identity) > CORDON_ASSERTION_MAX_SIZE / 3 * 4 + 4 ? "" : identity;
}

void
cordon_identity_validator_describe (CordonIdentityValidator *validator, const CordonSdp *sdp, gint64 mono_us,
                                    CordonIdentityFunc func, gpointer data)
{
  const CordonFingerprint *fingerprints;
  gsize n = 0;
  Job *job;

  g_return_if_fail (validator != NULL && sdp != NULL);

  fingerprints = cordon_sdp_get_fingerprints (sdp, &n);
  job = g_new0 (Job, 1);
  job->id = ++validator->last_id;
  job->identity = g_strdup (readable_identity (cordon_sdp_get_identity (sdp)));
  job->fingerprints = g_array_new (FALSE, TRUE, sizeof (CordonFingerprint));
  if (n > 0)
    g_array_append_vals (job->fingerprints, fingerprints, (guint) n);
  job->func = func;
  job->data = data;
  cordon_session_expect_fingerprints (validator->session, fingerprints, n);
  /* A page describes as often as it likes, and its provider may stall. */
  if (g_queue_get_length (&validator->jobs) > CORDON_IDENTITY_MAX_WAITING)
    {
      settle_failed (validator, job, NULL);
      return;
    }
  g_queue_push_tail (&validator->jobs, job);
  start_next (validator, mono_us);
}

void
cordon_identity_validator_roll_back (CordonIdentityValidator *validator)
{
  g_return_if_fail (validator != NULL);

  /* No job has this number: all are overtaken. */
  validator->last_id++;
  cordon_session_expect_fingerprints (validator->session, NULL, 0);
}

void
cordon_identity_validator_answer (CordonIdentityValidator *validator, guint64 id, const char *identity,
                                  const char *contents, gint64 mono_us)
{
  g_autoptr (CordonCallee) callee = NULL;
  g_autoptr (GArray) attested = NULL;
  g_autofree char *name = NULL;
  Job *job;

  g_return_if_fail (validator != NULL);

  cordon_identity_validator_tick (validator, mono_us);
  job = pop_running (validator, id);
  if (!job)
    return;
  if (identity && contents)
    callee = cordon_identity_judge (identity, contents, job->assertion.domain, validator->trust,
                                    (const CordonFingerprint *) (gpointer) job->fingerprints->data,
                                    job->fingerprints->len, &attested, NULL);
  name = g_strdup (identity);
  if (callee)
    settle_valid (validator, job, name, callee, attested);
  else
    settle_failed (validator, job, NULL);
  start_next (validator, mono_us);
}

void
cordon_identity_validator_fail (CordonIdentityValidator *validator, guint64 id,
                                const CordonIdpFailure *failure, gint64 mono_us)
{
  Job *job;

  g_return_if_fail (validator != NULL && failure != NULL);

  cordon_identity_validator_tick (validator, mono_us);
  job = pop_running (validator, id);
  if (!job)
    return;
  settle_failed (validator, job, failure);
  start_next (validator, mono_us);
}

gint64
cordon_identity_validator_tick (CordonIdentityValidator *validator, gint64 mono_us)
{
  static const CordonIdpFailure timeout = { .error = CORDON_IDP_ERROR_TIMEOUT };
  const Job *job;

  g_return_val_if_fail (validator != NULL, G_MAXINT64);

  job = g_queue_peek_head (&validator->jobs);
  if (job && job->deadline_mono_us != 0 && mono_us >= job->deadline_mono_us)
    {
      Job *late = g_queue_pop_head (&validator->jobs);

      if (validator->proxy->cancel)
        validator->proxy->cancel (late->id, validator->proxy_data);
      settle_failed (validator, late, &timeout);
      start_next (validator, mono_us);
    }
  job = g_queue_peek_head (&validator->jobs);
  return job && job->deadline_mono_us != 0 ? job->deadline_mono_us : G_MAXINT64;
}
