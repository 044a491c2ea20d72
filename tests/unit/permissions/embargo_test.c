#include "permissions/embargo.h"

#include "tests/support/test.h"

#include "permissions/limits.h"

#define NOW (1700000000 * CORDON_SECOND_US)
#define CAMERA CORDON_FEATURE_CAMERA
#define DISMISSED CORDON_EMBARGO_DISMISSED
#define IGNORED CORDON_EMBARGO_IGNORED

typedef struct
{
  CordonEmbargoes *embargoes;
  CordonOrigin *origin;
  CordonOrigin *other;
} Fixture;

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->embargoes = cordon_embargoes_new (0);
  fixture->origin = cordon_origin_new ("https://call.example", -1, NULL);
  fixture->other = cordon_origin_new ("https://call.example:8443", -1, NULL);
  *state = fixture;

  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  cordon_embargoes_free (fixture->embargoes);
  cordon_origin_unref (fixture->origin);
  cordon_origin_unref (fixture->other);
  g_free (fixture);

  return 0;
}

static gboolean
record (Fixture *fixture, CordonEmbargoKind kind, gboolean quiet, gint64 wall_us)
{
  return cordon_embargoes_record (fixture->embargoes, fixture->origin, CAMERA, kind, quiet, wall_us);
}

static CordonReason
check (Fixture *fixture, gint64 wall_us)
{
  return cordon_embargoes_check (fixture->embargoes, fixture->origin, CAMERA, wall_us);
}

static void
each_kind_of_prompt_has_its_own_limit (void **state)
{
  static const struct
  {
    CordonEmbargoKind kind;
    gboolean quiet;
    guint limit;
    CordonReason reason;
  } cases[] = {
    { DISMISSED, FALSE, 3, CORDON_REASON_EMBARGO_DISMISSED },
    { DISMISSED, TRUE, 1, CORDON_REASON_EMBARGO_DISMISSED },
    { IGNORED, FALSE, 4, CORDON_REASON_EMBARGO_IGNORED },
    { IGNORED, TRUE, 2, CORDON_REASON_EMBARGO_IGNORED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture *fixture = *state;

      cordon_embargoes_reset (fixture->embargoes, NULL, CORDON_FEATURE_NONE);
      for (guint n = 1; n < cases[i].limit; n++)
        assert_false (record (fixture, cases[i].kind, cases[i].quiet, NOW));
      assert_int_equal (check (fixture, NOW), CORDON_REASON_NONE);
      assert_true (record (fixture, cases[i].kind, cases[i].quiet, NOW));
      assert_int_equal (check (fixture, NOW), cases[i].reason);
    }
}

static void
it_lasts_seven_days_and_one_more_starts_the_next (void **state)
{
  Fixture *fixture = *state;

  for (guint i = 0; i < 3; i++)
    record (fixture, DISMISSED, FALSE, NOW);
  assert_int_equal (check (fixture, NOW + CORDON_EMBARGO_US - 1), CORDON_REASON_EMBARGO_DISMISSED);
  assert_int_equal (check (fixture, NOW + CORDON_EMBARGO_US), CORDON_REASON_NONE);
  assert_int_equal (cordon_embargoes_get_next_end (fixture->embargoes, NOW), NOW + CORDON_EMBARGO_US);
  assert_int_equal (cordon_embargoes_get_next_end (fixture->embargoes, NOW + CORDON_EMBARGO_US), G_MAXINT64);
  assert_true (record (fixture, DISMISSED, FALSE, NOW + CORDON_EMBARGO_US));
  assert_int_equal (cordon_embargoes_get_start (fixture->embargoes, fixture->origin, CAMERA),
                    NOW + CORDON_EMBARGO_US);
}

static void
origins_and_features_are_counted_apart (void **state)
{
  Fixture *fixture = *state;

  for (guint i = 0; i < 3; i++)
    record (fixture, DISMISSED, FALSE, NOW);
  assert_int_equal (cordon_embargoes_check (fixture->embargoes, fixture->other, CAMERA, NOW),
                    CORDON_REASON_NONE);
  assert_int_equal (
    cordon_embargoes_check (fixture->embargoes, fixture->origin, CORDON_FEATURE_MICROPHONE, NOW),
    CORDON_REASON_NONE);
}

static void
a_decision_resets_the_counts (void **state)
{
  Fixture *fixture = *state;
  CordonEmbargoEntry entry;

  for (guint i = 0; i < 3; i++)
    record (fixture, DISMISSED, FALSE, NOW);
  cordon_embargoes_reset (fixture->embargoes, fixture->origin, CAMERA);
  assert_int_equal (check (fixture, NOW), CORDON_REASON_NONE);
  assert_false (cordon_embargoes_get (fixture->embargoes, fixture->origin, CAMERA, &entry));
  assert_false (record (fixture, DISMISSED, FALSE, NOW));
}

static void
an_opaque_origin_has_no_counts (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque ();

  for (guint i = 0; i < 10; i++)
    assert_false (cordon_embargoes_record (fixture->embargoes, opaque, CAMERA, DISMISSED, FALSE, NOW));
  assert_false (cordon_embargoes_record (fixture->embargoes, NULL, CAMERA, DISMISSED, FALSE, NOW));
  assert_false (
    cordon_embargoes_record (fixture->embargoes, fixture->origin, CORDON_FEATURE_NONE, DISMISSED, TRUE, NOW));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (each_kind_of_prompt_has_its_own_limit, "B-22", set_up, tear_down),
    CORDON_TEST_WITH (it_lasts_seven_days_and_one_more_starts_the_next, "B-22", set_up, tear_down),
    CORDON_TEST_WITH (origins_and_features_are_counted_apart, "A-01 B-22", set_up, tear_down),
    CORDON_TEST_WITH (a_decision_resets_the_counts, "B-22", set_up, tear_down),
    CORDON_TEST_WITH (an_opaque_origin_has_no_counts, "A-08", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
