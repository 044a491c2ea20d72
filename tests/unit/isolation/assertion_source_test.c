#include "isolation/assertion_source.h"

#include "tests/unit/isolation/session_pair.h"

#define SECOND G_USEC_PER_SEC

#define ASSERT_LOG(bench, text) \
  do \
    { \
      assert_string_equal ((bench)->log->str, text); \
      g_string_truncate ((bench)->log, 0); \
    } \
  while (0)

typedef struct
{
  CordonAssertionSource *source;
  GString *log;
  guint64 id;
} Maker;

static void
on_generate (guint64 id, const char *url, const char *contents, const char *origin,
             const CordonIdpOptions *options, gpointer data)
{
  Maker *maker = data;
  g_autoptr (GArray) prints = cordon_assertion_parse_contents (contents, -1, NULL);

  maker->id = id;
  g_string_append_printf (maker->log, "ask:%s,%u,%s,%s ", url, prints->len, origin,
                          options->username_hint ? options->username_hint : "-");
}

static void
on_drop (guint64 id, gpointer data)
{
  Maker *maker = data;

  g_string_append (maker->log, "cancel ");
}

static void
on_made (const CordonAssertionResult *result, gpointer data)
{
  Maker *maker = data;

  g_string_append_printf (maker->log, "%s%s%s ", result->value ? "made" : result->exception,
                          result->failure ? "," : "",
                          result->failure ? cordon_idp_error_to_string (result->failure->error) : "");
}

static const CordonAssertionProxy generator = { on_generate, on_drop };

static void
maker_open (Maker *maker)
{
  const CordonFingerprint two[2] = { pair_certificate (1), pair_certificate (2) };

  *maker = (Maker){ 0 };
  maker->log = g_string_new (NULL);
  maker->source = cordon_assertion_source_new ("https://site.example", &generator, maker);
  cordon_assertion_source_set_fingerprints (maker->source, two, 2);
}

static void
maker_close (Maker *maker)
{
  cordon_assertion_source_free (maker->source);
  g_string_free (maker->log, TRUE);
}

static void
offers_wait_for_the_assertion_and_fail_with_it (void **state)
{
  const CordonIdpOptions options = { .protocol = "p", .username_hint = "alice" };
  const CordonIdpFailure failure = { .error = CORDON_IDP_ERROR_NEED_LOGIN,
                                     .login_url = "https://idp.example/login" };
  g_autoptr (GError) error = NULL;
  Maker maker;

  maker_open (&maker);
  assert_false (cordon_assertion_source_has_provider (maker.source));
  assert_false (cordon_assertion_source_get (maker.source, 0, on_made, &maker, &error));
  assert_true (cordon_assertion_source_set_provider (maker.source, "idp.example", &options, NULL));
  assert_true (cordon_assertion_source_has_provider (maker.source));
  /* The offer and an explicit call share one question; both certificates are in it. */
  cordon_assertion_source_get (maker.source, 0, on_made, &maker, NULL);
  cordon_assertion_source_get (maker.source, 0, on_made, &maker, NULL);
  ASSERT_LOG (&maker, "ask:https://idp.example/.well-known/idp-proxy/p,2,https://site.example,alice ");
  cordon_assertion_source_fail (maker.source, maker.id, &failure, 0);
  ASSERT_LOG (&maker, "RTCError,idp-need-login RTCError,idp-need-login ");
  cordon_assertion_source_get (maker.source, 0, on_made, &maker, NULL);
  cordon_assertion_source_answer (maker.source, maker.id, "idp.example", NULL, "word", 0);
  cordon_assertion_source_get (maker.source, 0, on_made, &maker, NULL);
  ASSERT_LOG (&maker,
              "ask:https://idp.example/.well-known/idp-proxy/p,2,https://site.example,alice made made ");
  maker_close (&maker);
}

static void
any_change_of_provider_or_keys_drops_the_assertion (void **state)
{
  const CordonIdpOptions hinted = { .username_hint = "bob" };
  const CordonFingerprint one = pair_certificate (1);
  Maker maker;

  maker_open (&maker);
  for (int change = 0; change < 4; change++)
    {
      assert_true (cordon_assertion_source_set_provider (maker.source, "idp.example", NULL, NULL));
      cordon_assertion_source_get (maker.source, 0, on_made, &maker, NULL);
      cordon_assertion_source_answer (maker.source, maker.id, "idp.example", NULL, "word", 0);
      switch (change)
        {
        case 0: cordon_assertion_source_set_provider (maker.source, "idp.example", NULL, NULL); break;
        case 1: cordon_assertion_source_set_provider (maker.source, "other.example", NULL, NULL); break;
        case 2: cordon_assertion_source_set_provider (maker.source, "idp.example", &hinted, NULL); break;
        case 3: cordon_assertion_source_set_fingerprints (maker.source, &one, 1); break;
        }
      g_string_truncate (maker.log, 0);
      cordon_assertion_source_get (maker.source, 0, on_made, &maker, NULL);
      assert_int_equal (g_str_has_prefix (maker.log->str, "ask:"), change != 0);
      assert_int_equal (g_str_has_prefix (maker.log->str, "made"), change == 0);
      cordon_assertion_source_answer (maker.source, maker.id, "idp.example", NULL, "word", 0);
    }
  maker_close (&maker);
}

static void
generating_has_the_same_budget_and_ends_with_the_connection (void **state)
{
  Maker maker;

  maker_open (&maker);
  cordon_assertion_source_set_provider (maker.source, "idp.example", NULL, NULL);
  cordon_assertion_source_get (maker.source, SECOND, on_made, &maker, NULL);
  g_string_truncate (maker.log, 0);
  assert_int_equal (cordon_assertion_source_tick (maker.source, 16 * SECOND - 1), 16 * SECOND);
  ASSERT_LOG (&maker, "");
  cordon_assertion_source_tick (maker.source, 16 * SECOND);
  ASSERT_LOG (&maker, "cancel RTCError,idp-timeout ");
  cordon_assertion_source_get (maker.source, 20 * SECOND, on_made, &maker, NULL);
  g_string_truncate (maker.log, 0);
  cordon_assertion_source_close (maker.source);
  ASSERT_LOG (&maker, "cancel OperationError ");
  assert_false (cordon_assertion_source_get (maker.source, 0, on_made, &maker, NULL));
  assert_false (cordon_assertion_source_set_provider (maker.source, "idp.example", NULL, NULL));
  maker_close (&maker);
}

static void
a_bad_protocol_is_a_syntax_error_at_once (void **state)
{
  const CordonIdpOptions slash = { .protocol = "a/b" }, backslash = { .protocol = "a\\b" };
  Maker maker;

  maker_open (&maker);
  assert_false (cordon_assertion_source_set_provider (maker.source, "idp.example", &slash, NULL));
  assert_false (cordon_assertion_source_set_provider (maker.source, "idp.example", &backslash, NULL));
  /* A domain that is none loads nothing. */
  assert_true (cordon_assertion_source_set_provider (maker.source, "a@b", NULL, NULL));
  cordon_assertion_source_get (maker.source, 0, on_made, &maker, NULL);
  ASSERT_LOG (&maker, "RTCError,idp-load-failure ");
  maker_close (&maker);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (offers_wait_for_the_assertion_and_fail_with_it, "D-04 D-17 D-48"),
    CORDON_TEST (any_change_of_provider_or_keys_drops_the_assertion, "D-47"),
    CORDON_TEST (generating_has_the_same_budget_and_ends_with_the_connection, "D-19 D-47"),
    CORDON_TEST (a_bad_protocol_is_a_syntax_error_at_once, "D-13 D-47"),
  };

  return cordon_test_run (tests);
}
