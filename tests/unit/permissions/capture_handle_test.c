#include "tests/support/test.h"

#include "permissions/capture_handle.h"

static void
assert_name (const char *actual, const char *expected)
{
  if (g_strcmp0 (actual, expected) != 0)
    fail_msg ("%s, not %s", actual ? actual : "nothing", expected ? expected : "nothing");
}

static void
a_handle_is_set_by_a_top_level_document_only (void **state)
{
  const CordonCaptureHandleConfig config = { .handle = "x" };

  assert_name (cordon_capture_handle_check (&config, TRUE), NULL);
  assert_name (cordon_capture_handle_check (&config, FALSE), "InvalidStateError");
}

static void
a_handle_has_1024_units_at_most (void **state)
{
  g_autofree char *exact = g_strnfill (1024, 'a');
  g_autofree char *longer = g_strnfill (1025, 'a');
  g_autoptr (GString) wide = g_string_new (NULL);
  CordonCaptureHandleConfig config = { .handle = exact };

  assert_name (cordon_capture_handle_check (&config, TRUE), NULL);
  config.handle = longer;
  assert_name (cordon_capture_handle_check (&config, TRUE), "TypeError");

  /* Outside the first plane a character is two units. */
  for (guint i = 0; i < 512; i++)
    g_string_append (wide, "\360\237\231\210");
  config.handle = wide->str;
  assert_name (cordon_capture_handle_check (&config, TRUE), NULL);
  g_string_append (wide, "a");
  config.handle = wide->str;
  assert_name (cordon_capture_handle_check (&config, TRUE), "TypeError");
}

static void
permitted_origins_are_origins_or_everyone (void **state)
{
  static const char *const good[] = { "https://a.example", "https://b.example:8443", NULL };
  static const char *const everyone[] = { "*", NULL };
  static const char *const mixed[] = { "*", "https://a.example", NULL };
  static const char *const bad[] = { "a.example", NULL };
  CordonCaptureHandleConfig config = { .permitted_origins = good };

  assert_name (cordon_capture_handle_check (&config, TRUE), NULL);
  config.permitted_origins = everyone;
  assert_name (cordon_capture_handle_check (&config, TRUE), NULL);
  config.permitted_origins = mixed;
  assert_name (cordon_capture_handle_check (&config, TRUE), "NotSupportedError");
  config.permitted_origins = bad;
  assert_name (cordon_capture_handle_check (&config, TRUE), "NotSupportedError");
}

static void
only_permitted_origins_see_a_handle (void **state)
{
  static const char *const permitted[] = { "https://a.example", NULL };
  g_autoptr (CordonOrigin) own = cordon_origin_new ("https://own.example", -1, NULL);
  g_autoptr (CordonOrigin) first = cordon_origin_new ("https://a.example", -1, NULL);
  g_autoptr (CordonOrigin) second = cordon_origin_new ("https://b.example", -1, NULL);
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque ();
  const CordonCaptureHandleConfig config = { .handle = "slides", .permitted_origins = permitted };
  g_autoptr (CordonCaptureHandle) handle = cordon_capture_handle_new (&config, own);
  CordonCaptureHandleView view = { 0 };

  assert_true (cordon_capture_handle_get_view (handle, first, &view));
  assert_string_equal (view.handle, "slides");
  assert_null (view.origin);
  assert_false (cordon_capture_handle_get_view (handle, second, &view));
  assert_false (cordon_capture_handle_get_view (handle, own, &view));
  assert_false (cordon_capture_handle_get_view (handle, opaque, &view));
  assert_false (cordon_capture_handle_get_view (NULL, first, &view));
}

static void
the_origin_shows_on_opt_in_and_an_empty_handle_not_at_all (void **state)
{
  static const char *const everyone[] = { "*", NULL };
  g_autoptr (CordonOrigin) own = cordon_origin_new ("https://own.example", -1, NULL);
  g_autoptr (CordonOrigin) capturer = cordon_origin_new ("https://a.example", -1, NULL);
  CordonCaptureHandleConfig config = { .expose_origin = TRUE, .permitted_origins = everyone };
  g_autoptr (CordonCaptureHandle) named = cordon_capture_handle_new (&config, own);
  g_autoptr (CordonCaptureHandle) empty = NULL;
  CordonCaptureHandleView view = { 0 };

  assert_true (cordon_capture_handle_get_view (named, capturer, &view));
  assert_string_equal (view.handle, "");
  assert_true (cordon_origin_equal (view.origin, own));
  config.expose_origin = FALSE;
  empty = cordon_capture_handle_new (&config, own);
  assert_false (cordon_capture_handle_get_view (empty, capturer, &view));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (a_handle_is_set_by_a_top_level_document_only, "B-45"),
    CORDON_TEST (a_handle_has_1024_units_at_most, "B-45"),
    CORDON_TEST (permitted_origins_are_origins_or_everyone, "B-45"),
    CORDON_TEST (only_permitted_origins_see_a_handle, "B-45"),
    CORDON_TEST (the_origin_shows_on_opt_in_and_an_empty_handle_not_at_all, "B-45"),
  };

  return cordon_test_run (tests);
}
