/* Scenarios of the identity API, played against a provider that the case's precondition scripts. */

#include <string.h>

#include "isolation/assertion_source.h"
#include "isolation/identity.h"
#include "tests/vectors/runners.h"

#define HOST "idp.example"
#define LATE (2 * CORDON_IDP_BUDGET_US)

static const CordonFingerprint own_print = { .hash = CORDON_HASH_SHA_256, .digest = { 7 } };

typedef struct
{
  guint64 id;
  char *url;
  char *contents;
  char *origin;
  char *value;
  char *exception;
  char *detail;
  char *login_url;
  char *info;
  CordonIdentityVerdict verdict;
  gboolean settled, reject_description, reject_promise, renew_promise;
} Play;

static void
play_clear (Play *play)
{
  g_free (play->url);
  g_free (play->contents);
  g_free (play->origin);
  g_free (play->value);
  g_free (play->exception);
  g_free (play->detail);
  g_free (play->login_url);
  g_free (play->info);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Play, play_clear)

static void
note_failure (Play *play, const char *exception, const CordonIdpFailure *failure)
{
  play->settled = TRUE;
  play->exception = g_strdup (exception);
  if (!failure)
    return;
  play->detail = g_strdup (cordon_idp_error_to_string (failure->error));
  play->login_url = g_strdup (failure->login_url);
  play->info = g_strdup (failure->error_info);
}

static void
on_generate (guint64 id, const char *url, const char *contents, const char *origin,
             const CordonIdpOptions *options, gpointer data)
{
  Play *play = data;

  play->id = id;
  play->url = g_strdup (url);
  play->contents = g_strdup (contents);
  play->origin = g_strdup (origin);
}

static void
on_made (const CordonAssertionResult *result, gpointer data)
{
  Play *play = data;

  note_failure (play, result->exception, result->failure);
  play->value = g_strdup (result->value);
}

static void
on_validate (guint64 id, const char *url, const char *assertion, const char *origin, gpointer data)
{
  Play *play = data;

  play->id = id;
  play->url = g_strdup (url);
}

static void
on_result (const CordonIdentityResult *result, gpointer data)
{
  Play *play = data;

  note_failure (play, result->exception, result->failure);
  play->verdict = result->verdict;
  play->reject_description = result->reject_description;
  play->reject_promise = result->reject_promise;
  play->renew_promise = result->renew_promise;
}

/* What the scripted provider does. Returns: FALSE where it works. */
static gboolean
scripted_failure (JsonObject *precondition, const char *action, CordonIdpFailure *out)
{
  const char *provider = vector_member_string (precondition, "provider");
  const char *protocol = vector_member_string (precondition, "protocol");

  *out = (CordonIdpFailure){ .error_info = vector_member_string (precondition, "errorInfo") };
  if (provider && strstr (provider, "nonexistent"))
    out->error = CORDON_IDP_ERROR_LOAD;
  else if (protocol && strstr (protocol, "bad.js"))
    out->error = CORDON_IDP_ERROR_BAD_SCRIPT;
  else if (action && strstr (action, "login"))
    *out = (CordonIdpFailure){ CORDON_IDP_ERROR_NEED_LOGIN, 0, "https://" HOST "/login", "login required" };
  else if (action && (strstr (action, "throw") || strstr (action, "fail") || strstr (action, "error")))
    out->error = CORDON_IDP_ERROR_EXECUTION;
  else
    return FALSE;
  return TRUE;
}

/* The mock provider knows its own users only; another's hint is answered with its default one. */
static const char *
scripted_user (const char *hint, const char *host)
{
  const char *at = hint ? strchr (hint, '@') : NULL;

  return hint && (!at || g_str_equal (at + 1, host)) ? hint : NULL;
}

static void
check_rejection (VectorCase *vector, const Play *play)
{
  JsonObject *expect = vector_member_object (vector_get_object (vector), "expect");
  const char *rejects = vector_member_string (expect, "rejects");

  if (!play->settled || play->value)
    vector_fail (vector, "not rejected");
  /* The older names of the same: an error of the provider. */
  if (rejects && (g_str_equal (rejects, "RTCError") || g_str_has_prefix (rejects, "Idp"))
      && g_strcmp0 (play->exception, "RTCError") != 0)
    vector_fail (vector, "exception %s", play->exception);
  if (rejects && g_str_equal (rejects, "OperationError") && g_strcmp0 (play->exception, rejects) != 0)
    vector_fail (vector, "exception %s", play->exception);
  if (rejects && strstr (rejects, "time-out") && g_strcmp0 (play->detail, "idp-timeout") != 0)
    vector_fail (vector, "detail %s", play->detail);
  vector_check_string (vector, "errorDetail", play->detail);
  if (vector_has_member (expect, "idpErrorInfo"))
    vector_check_string (vector, "idpErrorInfo", play->info);
  if (vector_has_member (expect, "idpLoginUrl") && !play->login_url)
    vector_fail (vector, "no login URL");
}

static void
check_resolution (VectorCase *vector, const Play *play)
{
  JsonObject *expect = vector_member_object (vector_get_object (vector), "expect");
  g_auto (CordonAssertion) assertion = { 0 };

  if (!play->value || !cordon_assertion_parse (play->value, &assertion, NULL))
    vector_fail (vector, "no assertion");
  else if (vector_has_member (expect, "assertion_username"))
    vector_check_string (vector, "assertion_username", assertion.assertion);
  if (g_strcmp0 (play->origin, "https://site.example") != 0)
    vector_fail (vector, "the provider was told origin %s", play->origin);
}

/* One generateAssertion. */
static void
ask (CordonAssertionSource *source, Play *play, JsonObject *precondition, gboolean again)
{
  const char *action = again ? NULL : vector_member_string (precondition, "idp_action");
  const char *user = scripted_user (vector_member_string (precondition, "usernameHint"), "example.com");
  CordonIdpFailure failure;

  play->id = 0;
  if (!cordon_assertion_source_get (source, 0, on_made, play, NULL))
    {
      play->settled = TRUE;
      return;
    }
  if (action && strstr (action, "hang"))
    cordon_assertion_source_tick (source, LATE);
  else if (scripted_failure (precondition, action, &failure))
    cordon_assertion_source_fail (source, play->id, &failure, 0);
  else if (play->id)
    cordon_assertion_source_answer (source, play->id, HOST, NULL, user ? user : "someone@example.com", 0);
}

static void
run_generate (VectorCase *vector)
{
  static const CordonAssertionProxy proxy = { on_generate, NULL };
  JsonObject *object = vector_get_object (vector);
  JsonObject *expect = vector_member_object (object, "expect");
  JsonObject *precondition = vector_member_object (object, "precondition");
  const CordonIdpOptions options = { vector_member_string (precondition, "protocol"),
                                     vector_member_string (precondition, "usernameHint"),
                                     vector_member_string (precondition, "peerIdentity") };
  const gboolean has_provider = !(json_object_has_member (precondition, "provider")
                                  && json_object_get_null_member (precondition, "provider"));
  CordonAssertionSource *source;
  g_auto (Play) play = { 0 };

  source = cordon_assertion_source_new ("https://site.example", &proxy, &play);
  cordon_assertion_source_set_fingerprints (source, &own_print, 1);
  if (has_provider)
    cordon_assertion_source_set_provider (source, HOST, &options, NULL);
  ask (source, &play, precondition, FALSE);
  if (vector_has_member (precondition, "then"))
    {
      const gboolean done = cordon_idp_is_login_done ("https://" HOST "/login", "https://" HOST,
                                                      "WEBRTC-LOGINDONE");

      play_clear (&play);
      play = (Play){ 0 };
      ask (source, &play, precondition, done);
    }
  if (vector_has_member (expect, "rejects"))
    check_rejection (vector, &play);
  else
    check_resolution (vector, &play);
  cordon_assertion_source_free (source);
}

static CordonSdp *
describe (const char *idp)
{
  g_autofree char *print = cordon_fingerprint_to_string (&own_print);
  g_autofree char *domain = g_strdup (idp);
  char protocol[] = "default", word[] = "word";
  const CordonAssertion assertion = { domain, protocol, word };
  g_autofree char *value = cordon_assertion_to_value (&assertion);
  g_autofree char *text = g_strdup_printf ("v=0\r\na=identity:%s\r\na=fingerprint:%s\r\n", value, print);

  return cordon_sdp_read (text, -1, NULL);
}

static char *
at_host (const char *name)
{
  const char *at = name ? strchr (name, '@') : NULL;

  return at ? g_strdup_printf ("%.*s@" HOST, (int) (at - name), name) : g_strdup (name);
}

static void
validate (CordonIdentityValidator *validator, Play *play, JsonObject *precondition, const char *action)
{
  g_autoptr (CordonSdp) sdp = describe (HOST ":8443");
  g_autofree char *name = at_host (vector_member_string (precondition, "remote_identity"));
  g_autofree char *contents = cordon_assertion_write_contents (&own_print, 1);
  CordonIdpFailure failure;

  play->id = 0;
  cordon_identity_validator_describe (validator, sdp, 0, on_result, play);
  if (action && strstr (action, "hang"))
    cordon_identity_validator_tick (validator, LATE);
  else if (scripted_failure (precondition, action, &failure))
    cordon_identity_validator_fail (validator, play->id, &failure, 0);
  else
    cordon_identity_validator_answer (validator, play->id, name ? name : "alice@" HOST, contents, 0);
}

static void
check_description (VectorCase *vector, const Play *play)
{
  JsonObject *expect = vector_member_object (vector_get_object (vector), "expect");
  const char *rejects = vector_member_string (expect, "rejects");

  if (rejects && (!play->reject_description || g_strcmp0 (play->exception, rejects) != 0))
    vector_fail (vector, "description %s, exception %s", play->reject_description ? "rejected" : "accepted",
                 play->exception);
  if (vector_has_member (expect, "resolves") && play->reject_description)
    vector_fail (vector, "the description was rejected");
  if (vector_has_member (expect, "peerIdentity") && play->verdict != CORDON_IDENTITY_VERDICT_VALID)
    vector_fail (vector, "no identity");
  if ((vector_has_member (expect, "peerIdentity_rejects")
       || vector_has_member (expect, "old_peerIdentity_rejects"))
      && !play->reject_promise)
    vector_fail (vector, "peerIdentity was not rejected");
  if (vector_has_member (expect, "new_peerIdentity") && !play->renew_promise)
    vector_fail (vector, "no new promise");
  vector_check_string (vector, "errorDetail", play->detail);
  if (vector_has_member (expect, "old_peerIdentity_rejects"))
    vector_check_string (vector, "old_peerIdentity_rejects", play->detail);
  if (vector_has_member (expect, "idpErrorInfo"))
    vector_check_string (vector, "idpErrorInfo", play->info);
}

static void
run_describe (VectorCase *vector)
{
  static const CordonIdentityProxy proxy = { on_validate, NULL };
  JsonObject *object = vector_get_object (vector);
  JsonObject *precondition = vector_member_object (object, "precondition");
  g_autofree char *target = at_host (vector_member_string (precondition, "target_peer_identity"));
  g_autoptr (CordonSession) session = cordon_session_new (NULL);
  const char *action = vector_member_string (precondition, "validator");
  g_auto (Play) play = { 0 };
  CordonIdentityValidator *validator = cordon_identity_validator_new (session, "https://site.example", NULL,
                                                                      &proxy, &play);

  if (target)
    {
      g_autoptr (CordonCallee) callee = cordon_callee_new_identity (target, -1, NULL);

      cordon_session_set_target (session, callee, NULL);
    }
  validate (validator, &play, precondition, action);
  check_description (vector, &play);
  if (vector_has_member (vector_member_object (object, "expect"), "new_peerIdentity"))
    {
      play_clear (&play);
      play = (Play){ 0 };
      validate (validator, &play, precondition, NULL);
      if (play.verdict != CORDON_IDENTITY_VERDICT_VALID)
        vector_fail (vector, "a later valid description does not resolve the new promise");
    }
  cordon_identity_validator_free (validator);
}

void
vector_run_idp_scenario (VectorCase *vector)
{
  JsonObject *object = vector_get_object (vector);
  const char *call = vector_member_string (object, "call");

  if (vector_has_tag (vector, "js-binding"))
    vector_skip (vector, "what a value converts to is the engine's binding");
  else if (g_strcmp0 (call, "setRemoteDescription") == 0)
    run_describe (vector);
  else if (call && (g_str_has_prefix (call, "getIdentityAssertion") || g_str_equal (call, "createOffer")))
    run_generate (vector);
  else
    vector_skip (vector, "a whole connection: the call between two processes plays it");
}
