#include "isolation/identity.h"

#include <string.h>

#include "isolation/assertion.h"
#include "isolation/gate.h"
#include "permissions/idna.h"
#include "tests/unit/isolation/session_pair.h"

#define SECOND G_USEC_PER_SEC

static char *
print_text (guint8 seed)
{
  const CordonFingerprint fingerprint = pair_certificate (seed);

  return cordon_fingerprint_to_string (&fingerprint);
}

static char *
contents_of (guint8 seed)
{
  const CordonFingerprint fingerprint = pair_certificate (seed);

  return cordon_assertion_write_contents (&fingerprint, 1);
}

/* A description with one fingerprint and, if @idp is given, an identity of it. */
static CordonSdp *
description (guint8 seed, const char *idp, const char *word)
{
  g_autofree char *print = print_text (seed);
  g_autofree char *idp_copy = g_strdup (idp);
  g_autofree char *word_copy = g_strdup (word);
  char protocol[] = "default";
  const CordonAssertion assertion = { idp_copy, protocol, word_copy };
  g_autofree char *value = idp ? cordon_assertion_to_value (&assertion) : NULL;
  g_autofree char *text = g_strdup_printf ("v=0\r\na=fingerprint:%s\r\n%s%s%s", print,
                                           value ? "a=identity:" : "", value ? value : "",
                                           value ? "\r\n" : "");
  CordonSdp *sdp = cordon_sdp_read (text, -1, NULL);

  assert_non_null (sdp);
  return sdp;
}

typedef struct
{
  CordonSession *session;
  CordonIdentityValidator *validator;
  GString *log;
  guint64 id;
  int n_running, n_most;
} Bench;

static void
on_validate (guint64 id, const char *url, const char *assertion, const char *origin, gpointer data)
{
  Bench *bench = data;

  bench->id = id;
  bench->n_running++;
  bench->n_most = MAX (bench->n_most, bench->n_running);
  g_string_append_printf (bench->log, "ask:%s,%s,%s ", url, assertion, origin);
}

static void
on_cancel (guint64 id, gpointer data)
{
  Bench *bench = data;

  bench->n_running--;
  g_string_append (bench->log, "cancel ");
}

static const CordonIdentityProxy proxy = { on_validate, on_cancel };

static void
on_result (const CordonIdentityResult *result, gpointer data)
{
  Bench *bench = data;

  switch (result->verdict)
    {
    case CORDON_IDENTITY_VERDICT_NONE: g_string_append (bench->log, "none "); break;
    case CORDON_IDENTITY_VERDICT_VALID:
      g_string_append_printf (bench->log, "valid:%s,%s ", result->idp, result->name);
      break;
    case CORDON_IDENTITY_VERDICT_FAILED:
      g_string_append_printf (bench->log, "failed:%s%s%s%s ", result->exception, result->failure ? "," : "",
                              result->failure ? cordon_idp_error_to_string (result->failure->error) : "",
                              result->reject_description ? ",reject"
                              : result->renew_promise    ? ",renew"
                                                         : "");
      break;
    }
}

static void
bench_open (Bench *bench, const CordonIdentityTrust *trust)
{
  *bench = (Bench){ 0 };
  bench->session = cordon_session_new (NULL);
  bench->log = g_string_new (NULL);
  bench->validator = cordon_identity_validator_new (bench->session, "https://site.example", trust, &proxy,
                                                    bench);
}

static void
bench_close (Bench *bench)
{
  cordon_identity_validator_free (bench->validator);
  cordon_session_unref (bench->session);
  g_string_free (bench->log, TRUE);
}

static void
describe (Bench *bench, guint8 seed, const char *idp, gint64 mono_us)
{
  g_autoptr (CordonSdp) sdp = description (seed, idp, "word");

  cordon_identity_validator_describe (bench->validator, sdp, mono_us, on_result, bench);
}

static void
answer (Bench *bench, const char *identity, guint8 seed, gint64 mono_us)
{
  g_autofree char *contents = contents_of (seed);

  bench->n_running--;
  cordon_identity_validator_answer (bench->validator, bench->id, identity, contents, mono_us);
}

#define ASSERT_LOG(bench, text) \
  do \
    { \
      assert_string_equal ((bench)->log->str, text); \
      g_string_truncate ((bench)->log, 0); \
    } \
  while (0)

#define ASKED "ask:https://idp.example/.well-known/idp-proxy/default,word,https://site.example "

static void
identities_are_judged_by_domain_form_and_coverage (void **state)
{
  static const struct
  {
    const char *identity, *idp;
    gboolean accepted;
  } cases[] = {
    { "bob@idp.example", "idp.example", TRUE },
    { "bob@IDP.Example", "idp.example:8443", TRUE },
    { "bob@b\303\274cher.example", "xn--bcher-kva.example", TRUE },
    { "bob@xn--bcher-kva.example", "B\303\274cher.example", TRUE },
    { "a%40b@idp.example", "idp.example", TRUE },
    { "bob@idp.example", "other.example", FALSE },
    { "bob@sub.idp.example", "idp.example", FALSE },
    { "bob@example", "idp.example", FALSE },
    { "a%41@idp.example", "idp.example", FALSE },
    { "a@b@idp.example", "idp.example", FALSE },
    { "bob", "idp.example", FALSE },
    { "@idp.example", "idp.example", FALSE },
    { "bob@", "idp.example", FALSE },
    { "", "idp.example", FALSE },
    /* The same name to a resolver, and another to a reader. */
    { "bob@idp.example.", "idp.example", FALSE },
    { "bob@idp.example", "idp.example.", FALSE },
    { "bob@idp.example", "evil.example:443@idp.example", FALSE },
    { "bob@idp.example:8443", "idp.example:8443", FALSE },
    { "bob@evil.example\357\274\240idp.example", "idp.example", FALSE },
    { "bob@idp\343\200\202example", "idp.example", TRUE },
    { "bob\357\274\240evil.example@idp.example", "idp.example", TRUE },
    { "bob%40evil.example@idp.example", "evil.example", FALSE },
    { "*@idp.example", "evil.example", FALSE },
    { "bob@xn--idp.example", "idp.example", FALSE },
    { "bob@127.0.0.1", "127.0.0.1", TRUE },
    { "bob@[::1]", "idp.example", FALSE },
  };
  const CordonFingerprint print = pair_certificate (1);
  g_autofree char *contents = contents_of (1);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordonCallee) callee = cordon_identity_judge (cases[i].identity, contents, cases[i].idp,
                                                               NULL, &print, 1, NULL, NULL);

      print_message ("%s by %s\n", cases[i].identity, cases[i].idp);
      assert_int_equal (callee != NULL, cases[i].accepted);
    }
}

static void
every_fingerprint_of_the_description_is_covered_or_none_counts (void **state)
{
  const CordonFingerprint two[2] = { pair_certificate (1), pair_certificate (2) };
  g_autofree char *one = cordon_assertion_write_contents (two, 1);
  g_autofree char *both = cordon_assertion_write_contents (two, 2);
  g_autoptr (CordonCallee)
    covered = cordon_identity_judge ("b@i.example", both, "i.example", NULL, two, 2, NULL, NULL);
  g_autoptr (CordonCallee)
    fewer = cordon_identity_judge ("b@i.example", both, "i.example", NULL, two, 1, NULL, NULL);

  assert_non_null (covered);
  assert_non_null (fewer);
  assert_null (cordon_identity_judge ("b@i.example", one, "i.example", NULL, two, 2, NULL, NULL));
  assert_null (cordon_identity_judge ("b@i.example", both, "i.example", NULL, two, 0, NULL, NULL));
  assert_null (cordon_identity_judge ("b@i.example", "{}", "i.example", NULL, two, 1, NULL, NULL));
}

static void
a_third_party_vouches_only_where_the_configuration_says_so (void **state)
{
  g_autoptr (CordonIdentityTrust) trust = cordon_identity_trust_new ();
  const CordonFingerprint print = pair_certificate (1);
  g_autofree char *contents = contents_of (1);
  static const struct
  {
    const char *idp, *identity;
    gboolean accepted;
  } cases[] = {
    { "third.example", "bob@corp.example", TRUE },      { "third.example", "bob@other.example", FALSE },
    { "wide.example", "bob@other.example", TRUE },      { "corp.example", "bob@third.example", FALSE },
    { "sub.third.example", "bob@corp.example", FALSE },
  };

  assert_true (cordon_identity_trust_add (trust, "third.example", "corp.example", NULL));
  assert_true (cordon_identity_trust_add (trust, "wide.example", "*", NULL));
  assert_false (cordon_identity_trust_add (trust, "not a domain", "*", NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordonCallee) with = cordon_identity_judge (cases[i].identity, contents, cases[i].idp, trust,
                                                             &print, 1, NULL, NULL);
      g_autoptr (CordonCallee) without = cordon_identity_judge (cases[i].identity, contents, cases[i].idp,
                                                                NULL, &print, 1, NULL, NULL);

      assert_int_equal (with != NULL, cases[i].accepted);
      assert_null (without);
    }
}

static void
the_user_part_is_compared_octet_by_octet_and_the_domain_by_label (void **state)
{
  g_autoptr (CordonCallee) bob = cordon_idna_parse_identity ("bob@B\303\234CHER.example", -1, NULL);
  g_autoptr (CordonCallee) same = cordon_idna_parse_identity ("bob@xn--bcher-kva.example", -1, NULL);
  g_autoptr (CordonCallee) other = cordon_idna_parse_identity ("Bob@xn--bcher-kva.example", -1, NULL);

  assert_true (cordon_callee_equal (bob, same));
  assert_false (cordon_callee_equal (bob, other));
}

static void
users_are_escaped_and_nothing_else (void **state)
{
  g_autofree char *percent = cordon_identity_encode ("100%", "example.com", NULL);
  g_autofree char *at = cordon_identity_encode ("a@b c", "example.com", NULL);

  assert_string_equal (percent, "100%25@example.com");
  assert_string_equal (at, "a%40b c@example.com");
  assert_null (cordon_identity_encode ("", "example.com", NULL));
}

static void
a_valid_assertion_names_the_peer (void **state)
{
  Bench bench;

  bench_open (&bench, NULL);
  describe (&bench, 1, "idp.example", 0);
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_PENDING);
  assert_false (cordon_identity_validator_must_wait (bench.validator));
  answer (&bench, "bob@idp.example", 1, SECOND);
  ASSERT_LOG (&bench, ASKED "valid:idp.example,bob@idp.example ");
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_VALID);
  assert_true (cordon_identity_validator_must_wait (bench.validator));
  bench_close (&bench);
}

static void
a_failure_without_target_rejects_the_promise_and_renews_it (void **state)
{
  Bench bench;

  bench_open (&bench, NULL);
  describe (&bench, 1, "idp.example", 0);
  answer (&bench, "bob@evil.example", 1, 0);
  ASSERT_LOG (&bench, ASKED "failed:OperationError,renew ");
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_FAILED);
  assert_int_equal (cordon_session_get_state (bench.session), CORDON_SESSION_NEW);
  /* A later valid description resolves the new promise. */
  describe (&bench, 1, "idp.example", 0);
  answer (&bench, "bob@idp.example", 1, 0);
  ASSERT_LOG (&bench, ASKED "valid:idp.example,bob@idp.example ");
  bench_close (&bench);
}

static void
a_failure_with_target_rejects_the_description_and_the_connection (void **state)
{
  static const char *const answers[] = { "eve@idp.example", "bob@evil.example", "bob" };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
      Bench bench;

      bench_open (&bench, NULL);
      assert_true (cordon_session_set_target (bench.session, bob, NULL));
      assert_true (cordon_identity_validator_must_wait (bench.validator));
      describe (&bench, 1, "idp.example", 0);
      answer (&bench, answers[i], 1, 0);
      ASSERT_LOG (&bench, ASKED "failed:OperationError,reject ");
      assert_int_equal (cordon_session_get_failure (bench.session), CORDON_SESSION_FAILURE_IDENTITY);
      bench_close (&bench);
    }
}

static void
a_description_without_the_targets_identity_is_rejected (void **state)
{
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  Bench bench;

  bench_open (&bench, NULL);
  describe (&bench, 1, NULL, 0);
  ASSERT_LOG (&bench, "none ");
  assert_true (cordon_session_set_target (bench.session, bob, NULL));
  describe (&bench, 1, "idp.example", 0);
  answer (&bench, "bob@idp.example", 1, 0);
  /* Unchanged fingerprints need no repetition; changed ones do. */
  describe (&bench, 1, NULL, 0);
  ASSERT_LOG (&bench, ASKED "valid:idp.example,bob@idp.example none ");
  describe (&bench, 2, NULL, 0);
  ASSERT_LOG (&bench, "failed:OperationError,reject ");
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_NONE);
  bench_close (&bench);
}

static void
one_validation_runs_at_a_time (void **state)
{
  Bench bench;

  bench_open (&bench, NULL);
  describe (&bench, 1, "idp.example", 0);
  describe (&bench, 2, "idp.example", 0);
  describe (&bench, 3, NULL, 0);
  ASSERT_LOG (&bench, ASKED);
  answer (&bench, "bob@idp.example", 1, 0);
  ASSERT_LOG (&bench, "valid:idp.example,bob@idp.example " ASKED);
  /* It was about fingerprints that are no longer expected: nobody is validated by it. */
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_NONE);
  answer (&bench, "bob@idp.example", 2, 0);
  /* The third names nobody, with other fingerprints: the page was told of Bob, so that is the end (D-22, D-27). */
  ASSERT_LOG (&bench, "valid:idp.example,bob@idp.example failed:OperationError,reject ");
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_NONE);
  assert_int_equal (cordon_session_get_failure (bench.session), CORDON_SESSION_FAILURE_IDENTITY);
  assert_int_equal (bench.n_most, 1);
  bench_close (&bench);
}

/* Two descriptions in quick succession: the first one's provider must not name another person to the page. */
static void
an_overtaken_identity_binds_the_connection_or_is_refused (void **state)
{
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  g_autoptr (CordonCallee) eve = cordon_callee_new_identity ("eve@idp.example", -1, NULL);
  Bench bench;

  /* Eve first, then Bob: the page hears of Eve, and Bob is not whom the connection is for. */
  bench_open (&bench, NULL);
  describe (&bench, 1, "idp.example", 0);
  describe (&bench, 2, "idp.example", 0);
  answer (&bench, "eve@idp.example", 1, 0);
  ASSERT_LOG (&bench, ASKED "valid:idp.example,eve@idp.example " ASKED);
  assert_true (cordon_callee_equal (cordon_session_get_target (bench.session), eve));
  assert_null (cordon_session_get_identity (bench.session));
  answer (&bench, "bob@idp.example", 2, 0);
  ASSERT_LOG (&bench, "failed:OperationError,reject ");
  assert_int_equal (cordon_session_get_failure (bench.session), CORDON_SESSION_FAILURE_IDENTITY);
  bench_close (&bench);

  /* With a target, an overtaken answer is weighed like any other. */
  bench_open (&bench, NULL);
  assert_true (cordon_session_set_target (bench.session, bob, NULL));
  describe (&bench, 1, "idp.example", 0);
  describe (&bench, 2, "idp.example", 0);
  answer (&bench, "eve@idp.example", 1, 0);
  ASSERT_LOG (&bench, ASKED "failed:OperationError,reject " ASKED);
  assert_int_equal (cordon_session_get_failure (bench.session), CORDON_SESSION_FAILURE_IDENTITY);
  bench_close (&bench);
}

static void
a_provider_has_fifteen_seconds_and_no_more (void **state)
{
  Bench bench;

  bench_open (&bench, NULL);
  describe (&bench, 1, "idp.example", 7 * SECOND);
  assert_int_equal (cordon_identity_validator_tick (bench.validator, 7 * SECOND), 22 * SECOND);
  assert_int_equal (cordon_identity_validator_tick (bench.validator, 22 * SECOND - 1), 22 * SECOND);
  ASSERT_LOG (&bench, ASKED);
  assert_int_equal (cordon_identity_validator_tick (bench.validator, 22 * SECOND), G_MAXINT64);
  ASSERT_LOG (&bench, "cancel failed:RTCError,idp-timeout,renew ");
  answer (&bench, "bob@idp.example", 1, 22 * SECOND);
  ASSERT_LOG (&bench, "");
  /* An answer at the very deadline is late, ticked or not; the next one has a budget of its own. */
  describe (&bench, 1, "idp.example", 30 * SECOND);
  answer (&bench, "bob@idp.example", 1, 45 * SECOND);
  ASSERT_LOG (&bench, ASKED "cancel failed:RTCError,idp-timeout,renew ");
  describe (&bench, 1, "idp.example", 60 * SECOND);
  answer (&bench, "bob@idp.example", 1, 75 * SECOND - 1);
  ASSERT_LOG (&bench, ASKED "valid:idp.example,bob@idp.example ");
  bench_close (&bench);
}

static void
each_failure_of_a_provider_keeps_its_detail (void **state)
{
  for (CordonIdpError error = 0; error < CORDON_N_IDP_ERRORS; error++)
    {
      const CordonIdpFailure failure = { error, 404, "https://idp.example/login", "info" };
      g_autofree char *expected = g_strdup_printf (ASKED "failed:RTCError,%s,renew ",
                                                   cordon_idp_error_to_string (error));
      Bench bench;

      bench_open (&bench, NULL);
      describe (&bench, 1, "idp.example", 0);
      cordon_identity_validator_fail (bench.validator, bench.id, &failure, 0);
      ASSERT_LOG (&bench, expected);
      bench_close (&bench);
    }
}

static void
malformed_identities_fail_and_never_reach_a_provider (void **state)
{
  static const char *const lines[] = {
    "a=identity:%%%%", "a=identity:eyJpZHAiOg==", "a=identity:",
    "a=identity:eyJpZHAiOnsiZG9tYWluIjoiYS9iIn0sImFzc2VydGlvbiI6IngifQ=="
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *print = print_text (1);
      g_autofree char *text = g_strdup_printf ("v=0\r\na=fingerprint:%s\r\n%s\r\n", print, lines[i]);
      g_autoptr (CordonSdp) sdp = cordon_sdp_read (text, -1, NULL);
      Bench bench;

      bench_open (&bench, NULL);
      cordon_identity_validator_describe (bench.validator, sdp, 0, on_result, &bench);
      ASSERT_LOG (&bench, "failed:OperationError,renew ");
      bench_close (&bench);
    }
}

static void
an_identity_of_nothing_is_none (void **state)
{
  g_autoptr (CordonSdp) sdp = cordon_sdp_read ("v=0\r\na=identity:e30=\r\n", -1, NULL);
  Bench bench;

  bench_open (&bench, NULL);
  cordon_identity_validator_describe (bench.validator, sdp, 0, on_result, &bench);
  ASSERT_LOG (&bench, "none ");
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_NONE);
  bench_close (&bench);
}

static void
only_the_validation_that_was_asked_for_is_answered (void **state)
{
  const CordonIdpFailure failure = { .error = CORDON_IDP_ERROR_LOAD };
  g_autofree char *contents = contents_of (1);
  Bench bench;

  bench_open (&bench, NULL);
  describe (&bench, 1, "idp.example", 0);
  ASSERT_LOG (&bench, ASKED);
  cordon_identity_validator_answer (bench.validator, bench.id + 1, "bob@idp.example", contents, 0);
  cordon_identity_validator_fail (bench.validator, bench.id + 1, &failure, 0);
  cordon_identity_validator_answer (bench.validator, 0, "bob@idp.example", contents, 0);
  ASSERT_LOG (&bench, "");
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_PENDING);
  answer (&bench, "bob@idp.example", 1, 0);
  ASSERT_LOG (&bench, "valid:idp.example,bob@idp.example ");
  /* And once. */
  cordon_identity_validator_answer (bench.validator, bench.id, "eve@idp.example", contents, 0);
  ASSERT_LOG (&bench, "");
  bench_close (&bench);
}

/* A page describes without end, and its provider never answers. */
static void
only_so_many_descriptions_wait (void **state)
{
  Bench bench;

  bench_open (&bench, NULL);
  for (int i = 0; i <= CORDON_IDENTITY_MAX_WAITING; i++)
    describe (&bench, 1, "idp.example", 0);
  ASSERT_LOG (&bench, ASKED);
  describe (&bench, 1, "idp.example", 0);
  ASSERT_LOG (&bench, "failed:OperationError,renew ");
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_FAILED);
  /* The others go on in their order. */
  answer (&bench, "bob@idp.example", 1, 0);
  ASSERT_LOG (&bench, "valid:idp.example,bob@idp.example " ASKED);
  assert_int_equal (bench.n_most, 1);
  bench_close (&bench);
}

static void
an_identity_longer_than_any_assertion_fails (void **state)
{
  g_autofree char *print = print_text (1);
  g_autofree char *value = g_strnfill (CORDON_ASSERTION_MAX_SIZE / 3 * 4 + 8, 'A');
  g_autofree char *text = g_strdup_printf ("v=0\r\na=fingerprint:%s\r\na=identity:%s\r\n", print, value);
  g_autoptr (CordonSdp) sdp = cordon_sdp_read (text, -1, NULL);
  Bench bench;

  bench_open (&bench, NULL);
  cordon_identity_validator_describe (bench.validator, sdp, 0, on_result, &bench);
  ASSERT_LOG (&bench, "failed:OperationError,renew ");
  bench_close (&bench);
}

static void
who_waits_is_told_when_the_connection_goes_away (void **state)
{
  Bench bench;
  GString *log;

  bench_open (&bench, NULL);
  describe (&bench, 1, "idp.example", 0);
  describe (&bench, 2, "idp.example", 0);
  log = bench.log;
  g_string_truncate (log, 0);
  cordon_identity_validator_free (g_steal_pointer (&bench.validator));
  ASSERT_LOG (&bench, "cancel failed:OperationError,reject failed:OperationError,reject ");
  bench_close (&bench);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (identities_are_judged_by_domain_form_and_coverage, "D-07 D-08 D-09 D-10"),
    CORDON_TEST (every_fingerprint_of_the_description_is_covered_or_none_counts, "D-05"),
    CORDON_TEST (a_third_party_vouches_only_where_the_configuration_says_so, "D-10"),
    CORDON_TEST (the_user_part_is_compared_octet_by_octet_and_the_domain_by_label, "D-11"),
    CORDON_TEST (users_are_escaped_and_nothing_else, "D-09"),
    CORDON_TEST (a_valid_assertion_names_the_peer, "D-17 D-22 D-23"),
    CORDON_TEST (a_failure_without_target_rejects_the_promise_and_renews_it, "D-24"),
    CORDON_TEST (a_failure_with_target_rejects_the_description_and_the_connection, "D-22 D-23 D-25"),
    CORDON_TEST (a_description_without_the_targets_identity_is_rejected, "D-26 D-27 D-46"),
    CORDON_TEST (one_validation_runs_at_a_time, "D-18"),
    CORDON_TEST (an_overtaken_identity_binds_the_connection_or_is_refused, "D-22 D-25"),
    CORDON_TEST (a_provider_has_fifteen_seconds_and_no_more, "D-19"),
    CORDON_TEST (each_failure_of_a_provider_keeps_its_detail, "D-16 D-20"),
    CORDON_TEST (malformed_identities_fail_and_never_reach_a_provider, "D-03"),
    CORDON_TEST (an_identity_of_nothing_is_none, "D-05"),
    CORDON_TEST (only_the_validation_that_was_asked_for_is_answered, "D-18"),
    CORDON_TEST (only_so_many_descriptions_wait, "D-18"),
    CORDON_TEST (an_identity_longer_than_any_assertion_fails, "D-03"),
    CORDON_TEST (who_waits_is_told_when_the_connection_goes_away, ""),
  };

  return cordon_test_run (tests);
}
