#include "permissions/throttle_private.h"

#include "tests/support/test.h"

#include "permissions/temporary_block_private.h"

#define NOW (100 * CORDON_SECOND_US)

static void
failures_are_free_at_first_then_dearer_up_to_a_limit (void **state)
{
  CordonThrottle *throttle = cordon_throttle_new ();
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://a.example", -1, NULL);
  g_autoptr (CordonOrigin) other = cordon_origin_new ("https://b.example", -1, NULL);
  gint64 last = 0;

  for (guint i = 0; i < CORDON_THROTTLE_FREE; i++)
    assert_int_equal (cordon_throttle_failed (throttle, origin, NOW), 0);
  for (guint i = 0; i < 10; i++)
    {
      gint64 delay = cordon_throttle_failed (throttle, origin, NOW);

      assert_true (delay > last || delay == CORDON_THROTTLE_LONGEST_US);
      last = delay;
    }
  assert_int_equal (last, CORDON_THROTTLE_LONGEST_US);
  assert_int_equal (cordon_throttle_failed (throttle, other, NOW), 0);
  assert_int_equal (cordon_throttle_failed (throttle, origin, NOW + CORDON_THROTTLE_WINDOW_US), 0);
  cordon_throttle_free (throttle);
}

static void
success_forgets_failures_and_an_opaque_origin_has_no_credit (void **state)
{
  CordonThrottle *throttle = cordon_throttle_new ();
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://a.example", -1, NULL);
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque ();

  for (guint i = 0; i <= CORDON_THROTTLE_FREE; i++)
    cordon_throttle_failed (throttle, origin, NOW);
  cordon_throttle_succeeded (throttle, origin);
  assert_int_equal (cordon_throttle_failed (throttle, origin, NOW), 0);
  assert_true (cordon_throttle_failed (throttle, opaque, NOW) > 0);
  cordon_throttle_free (throttle);
}

static void
making_up_origins_does_not_grow_it_for_ever (void **state)
{
  CordonThrottle *throttle = cordon_throttle_new ();

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *text = g_strdup_printf ("https://n%u.example", i);
      g_autoptr (CordonOrigin) origin = cordon_origin_new (text, -1, NULL);

      cordon_throttle_failed (throttle, origin, NOW);
    }
  cordon_throttle_free (throttle);
}

static void
a_site_is_guessed_from_the_labels_of_its_host (void **state)
{
  static const char *const cases[][2] = {
    { "example.org", "example.org" },
    { "www.example.org", "example.org" },
    { "a.b.c.example.org", "example.org" },
    { "shop.example.co.uk", "example.co.uk" },
    { "www.shop.example.co.uk", "example.co.uk" },
    { "example.org.", "example.org" },
    { "localhost", "localhost" },
    { "192.0.2.7", "192.0.2.7" },
    { "[2001:db8::1]", "[2001:db8::1]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *site = cordon_guess_site (cases[i][0]);

      assert_string_equal (site, cases[i][1]);
    }
}

static char *
take_whole_host (const char *host)
{
  return g_strdup (host);
}

static void
the_engine_s_list_of_suffixes_goes_before_the_guess (void **state)
{
  CordonTemporaryBlocks *blocks = cordon_temporary_blocks_new (take_whole_host);
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://user.pages.example", -1, NULL);
  g_autoptr (CordonOrigin) neighbour = cordon_origin_new ("https://other.pages.example", -1, NULL);

  cordon_temporary_blocks_add (blocks, origin, CORDON_FEATURE_CAMERA, NOW);
  assert_true (cordon_temporary_blocks_contains (blocks, origin, CORDON_FEATURE_CAMERA, NOW - 1));
  assert_false (cordon_temporary_blocks_contains (blocks, origin, CORDON_FEATURE_MICROPHONE, NOW - 1));
  assert_false (cordon_temporary_blocks_contains (blocks, neighbour, CORDON_FEATURE_CAMERA, NOW - 1));
  assert_false (cordon_temporary_blocks_contains (blocks, origin, CORDON_FEATURE_CAMERA, NOW));
  assert_int_equal (cordon_temporary_blocks_get_next_end (blocks), NOW);
  assert_true (cordon_temporary_blocks_purge (blocks, NOW));
  assert_false (cordon_temporary_blocks_purge (blocks, NOW));
  cordon_temporary_blocks_free (blocks);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (failures_are_free_at_first_then_dearer_up_to_a_limit, "B-26"),
    CORDON_TEST (success_forgets_failures_and_an_opaque_origin_has_no_credit, "B-26"),
    CORDON_TEST (making_up_origins_does_not_grow_it_for_ever, ""),
    CORDON_TEST (a_site_is_guessed_from_the_labels_of_its_host, "B-22"),
    CORDON_TEST (the_engine_s_list_of_suffixes_goes_before_the_guess, "B-22"),
  };

  return cordon_test_run (tests);
}
