#include "permissions/capture_token_private.h"

#include "tests/support/test.h"

#include <string.h>

#include "permissions/error.h"

#define NOW (100 * CORDON_SECOND_US)
#define CAMERA CORDON_FEATURE_CAMERA
#define MICROPHONE CORDON_FEATURE_MICROPHONE

static int
set_up (void **state)
{
  *state = cordon_token_box_new ();

  return 0;
}

static int
tear_down (void **state)
{
  cordon_token_box_free (*state);

  return 0;
}

static char *
issue (CordonTokenBox *box, guint64 document_id, guint64 grant_id)
{
  CordonToken token = { .document_id = document_id, .expires_mono_us = NOW + CORDON_TOKEN_LIFETIME_US };

  token.parts[CAMERA] = (CordonTokenPart){ .capture_id = 1, .grant_id = grant_id, .device = (char *) "cam" };
  token.parts[MICROPHONE] = (CordonTokenPart){ .capture_id = 2, .grant_id = grant_id + 1 };
  token.parts[CAMERA].obligations.call_id = token.parts[MICROPHONE].obligations.call_id = 7;

  return cordon_token_box_issue (box, &token);
}

static gboolean
take (CordonTokenBox *box, const char *text, CordonFeature feature, const char *device, gint64 mono_us)
{
  const CordonCaptureFacts facts = { .document_id = 5, .feature = feature, .device = device };
  g_auto (CordonToken) token = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean taken = cordon_token_box_take (box, text, &facts, mono_us, &token, &error);

  assert_true (taken == (error == NULL));
  if (!taken)
    assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_TOKEN));

  return taken;
}

static void
tokens_are_128_random_bits_and_never_alike (void **state)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 500; i++)
    {
      char *text = issue (*state, 5, 10);

      assert_int_equal (strlen (text), 32);
      assert_int_equal (strspn (text, "0123456789abcdef"), 32);
      assert_true (g_hash_table_add (seen, text));
    }
}

static void
each_part_is_taken_once (void **state)
{
  g_autofree char *text = issue (*state, 5, 10);

  assert_true (take (*state, text, CAMERA, "cam", NOW));
  assert_true (take (*state, text, MICROPHONE, "any", NOW));
  assert_false (take (*state, text, MICROPHONE, "any", NOW));
}

static void
facts_that_it_was_not_made_for_void_all_of_it (void **state)
{
  static const struct
  {
    CordonCaptureFacts facts;
    gint64 mono_us;
  } cases[] = {
    { { .document_id = 6, .feature = CORDON_FEATURE_CAMERA, .device = "cam" }, NOW },
    { { .document_id = 5, .feature = CORDON_FEATURE_DISPLAY_CAPTURE }, NOW },
    { { .document_id = 5, .feature = (CordonFeature) 99 }, NOW },
    { { .document_id = 5, .feature = CORDON_FEATURE_CAMERA, .device = "other" }, NOW },
    { { .document_id = 5, .feature = CORDON_FEATURE_CAMERA }, NOW },
    { { .document_id = 5, .feature = CORDON_FEATURE_CAMERA, .device = "cam", .surface_id = 1 }, NOW },
    { { .document_id = 5, .feature = CORDON_FEATURE_CAMERA, .device = "cam" },
      NOW + CORDON_TOKEN_LIFETIME_US },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = issue (*state, 5, 10);
      g_auto (CordonToken) token = { 0 };

      assert_false (cordon_token_box_take (*state, text, &cases[i].facts, cases[i].mono_us, &token, NULL));
      assert_false (take (*state, text, CAMERA, "cam", NOW));
    }
}

static void
voiding_reaches_what_it_names_and_nothing_else (void **state)
{
  g_autofree char *one = issue (*state, 5, 10);
  g_autofree char *two = issue (*state, 5, 20);

  assert_int_equal (cordon_token_box_count (*state, &(CordonTokenMatch){ .call_id = 7 }), 4);
  assert_int_equal (cordon_token_box_void (*state, &(CordonTokenMatch){ .grant_id = 10 }), 1);
  assert_false (take (*state, one, CAMERA, "cam", NOW));
  cordon_token_box_rebind (*state, 20, 30);
  assert_int_equal (cordon_token_box_void (*state, &(CordonTokenMatch){ .grant_id = 20 }), 0);
  assert_true (take (*state, two, CAMERA, "cam", NOW));
  assert_int_equal (cordon_token_box_void (*state, &(CordonTokenMatch){ .document_id = 6 }), 0);
  assert_int_equal (cordon_token_box_void (*state, &(CordonTokenMatch){ .document_id = 5 }), 1);
  assert_int_equal (cordon_token_box_get_next_end (*state), G_MAXINT64);
}

static void
expired_tokens_are_swept (void **state)
{
  g_autofree char *text = issue (*state, 5, 10);

  assert_int_equal (cordon_token_box_get_next_end (*state), NOW + CORDON_TOKEN_LIFETIME_US);
  assert_int_equal (cordon_token_box_void (*state, &(CordonTokenMatch){ .expired_mono_us = NOW }), 0);
  assert_int_equal (
    cordon_token_box_void (*state, &(CordonTokenMatch){ .expired_mono_us = NOW + CORDON_TOKEN_LIFETIME_US }),
    2);
}

static void
only_its_exact_text_is_a_token (void **state)
{
  g_autofree char *text = issue (*state, 5, 10);
  g_autofree char *upper = g_ascii_strup (text, -1);
  g_autofree char *longer = g_strconcat (text, "0", NULL);
  g_autofree char *shorter = g_strndup (text, 31);

  assert_false (take (*state, NULL, CAMERA, "cam", NOW));
  assert_false (take (*state, longer, CAMERA, "cam", NOW));
  assert_false (take (*state, shorter, CAMERA, "cam", NOW));
  if (strcmp (upper, text) != 0)
    assert_false (take (*state, upper, CAMERA, "cam", NOW));
  assert_true (take (*state, text, CAMERA, "cam", NOW));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (tokens_are_128_random_bits_and_never_alike, "B-01", set_up, tear_down),
    CORDON_TEST_WITH (each_part_is_taken_once, "B-01", set_up, tear_down),
    CORDON_TEST_WITH (facts_that_it_was_not_made_for_void_all_of_it, "B-01", set_up, tear_down),
    CORDON_TEST_WITH (voiding_reaches_what_it_names_and_nothing_else, "B-31 B-32", set_up, tear_down),
    CORDON_TEST_WITH (expired_tokens_are_swept, "B-01", set_up, tear_down),
    CORDON_TEST_WITH (only_its_exact_text_is_a_token, "B-01", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
