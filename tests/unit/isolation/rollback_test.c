/* Remote descriptions that are taken back, and what is left of the identities in them. */

#include "isolation/assertion.h"
#include "isolation/identity.h"
#include "tests/unit/isolation/session_pair.h"

typedef struct
{
  CordonSession *session;
  CordonIdentityValidator *validator;
  guint64 asked; /* the number of the last validation */
  CordonIdentityVerdict verdict;
  gboolean rejected;
} Bench;

static void
on_validate (guint64 id, const char *url, const char *assertion, const char *origin, gpointer data)
{
  ((Bench *) data)->asked = id;
}

static void
on_result (const CordonIdentityResult *result, gpointer data)
{
  Bench *bench = data;

  bench->verdict = result->verdict;
  bench->rejected = result->reject_description;
}

static void
bench_open (Bench *bench)
{
  static const CordonIdentityProxy proxy = { on_validate, NULL };

  *bench = (Bench){ .session = cordon_session_new (NULL) };
  bench->validator = cordon_identity_validator_new (bench->session, "https://site.example", NULL, &proxy,
                                                    bench);
}

static void
bench_close (Bench *bench)
{
  cordon_identity_validator_free (bench->validator);
  cordon_session_unref (bench->session);
}

static void
describe (Bench *bench, guint8 seed, gboolean with_identity)
{
  char domain[] = "idp.example", protocol[] = "default", word[] = "word";
  const CordonAssertion assertion = { domain, protocol, word };
  const CordonFingerprint fingerprint = pair_certificate (seed);
  g_autofree char *print = cordon_fingerprint_to_string (&fingerprint);
  g_autofree char *value = cordon_assertion_to_value (&assertion);
  g_autofree char *text = g_strdup_printf ("v=0\r\na=fingerprint:%s\r\n%s%s%s", print,
                                           with_identity ? "a=identity:" : "", with_identity ? value : "",
                                           with_identity ? "\r\n" : "");
  g_autoptr (CordonSdp) sdp = cordon_sdp_read (text, -1, NULL);

  assert_non_null (sdp);
  bench->rejected = FALSE;
  cordon_identity_validator_describe (bench->validator, sdp, 0, on_result, bench);
}

static void
answer (Bench *bench, const char *identity, guint8 seed)
{
  const CordonFingerprint fingerprint = pair_certificate (seed);
  g_autofree char *contents = cordon_assertion_write_contents (&fingerprint, 1);

  cordon_identity_validator_answer (bench->validator, bench->asked, identity, contents, 0);
}

static void
an_offer_without_identity_takes_none_away_and_going_back_asks_again (void **state)
{
  Bench bench;

  bench_open (&bench);
  describe (&bench, 1, TRUE);
  answer (&bench, "bob@idp.example", 1);
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_VALID);
  describe (&bench, 1, FALSE);
  assert_int_equal (bench.verdict, CORDON_IDENTITY_VERDICT_NONE);
  assert_false (bench.rejected);
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_VALID);
  describe (&bench, 1, TRUE);
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_VALID);
  answer (&bench, "bob@idp.example", 1);
  assert_int_equal (bench.verdict, CORDON_IDENTITY_VERDICT_VALID);
  assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_VALID);
  bench_close (&bench);
}

/* @answered: before the offer is taken back, or after. */
static void
take_back (Bench *bench, gboolean answered)
{
  gsize n = 1;

  bench_open (bench);
  describe (bench, 1, TRUE);
  if (answered)
    answer (bench, "bob@idp.example", 1);
  cordon_identity_validator_roll_back (bench->validator);
  cordon_session_get_expected_fingerprints (bench->session, &n);
  assert_int_equal (n, 0);
  assert_int_equal (cordon_session_get_identity_state (bench->session), CORDON_IDENTITY_NONE);
  if (!answered)
    answer (bench, "bob@idp.example", 1);
  assert_int_equal (bench->verdict, CORDON_IDENTITY_VERDICT_VALID);
  assert_int_equal (cordon_session_get_identity_state (bench->session), CORDON_IDENTITY_NONE);
  assert_int_equal (cordon_session_get_state (bench->session), CORDON_SESSION_NEW);
}

static void
a_first_offer_that_is_taken_back_leaves_nobody_described (void **state)
{
  for (int answered = 0; answered < 2; answered++)
    {
      Bench bench;

      take_back (&bench, answered);
      describe (&bench, 33, TRUE);
      answer (&bench, "bob@idp.example", 33);
      assert_int_equal (cordon_session_get_identity_state (bench.session), CORDON_IDENTITY_VALID);
      bench_close (&bench);
    }
}

static void
a_name_that_the_page_has_learnt_binds_the_next_offer (void **state)
{
  for (int answered = 0; answered < 2; answered++)
    {
      Bench bench;

      take_back (&bench, answered);
      describe (&bench, 33, TRUE);
      answer (&bench, "eve@idp.example", 33);
      assert_int_equal (bench.verdict, CORDON_IDENTITY_VERDICT_FAILED);
      assert_true (bench.rejected);
      bench_close (&bench);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (an_offer_without_identity_takes_none_away_and_going_back_asks_again, "D-26"),
    CORDON_TEST (a_first_offer_that_is_taken_back_leaves_nobody_described, "D-27"),
    CORDON_TEST (a_name_that_the_page_has_learnt_binds_the_next_offer, "D-22 D-25"),
  };

  return cordon_test_run (tests);
}
