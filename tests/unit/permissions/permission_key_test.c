#include "tests/support/test.h"

#include "permissions/permission_key.h"

static void
the_default_key_is_the_top_level_origin (void **state)
{
  g_autoptr (CordonOrigin) app = cordon_origin_new ("https://app.example", -1, NULL);
  g_autoptr (CordonOrigin) widget = cordon_origin_new ("https://widget.example", -1, NULL);

  for (int i = CORDON_FEATURE_CAMERA; i < CORDON_N_FEATURES; i++)
    {
      const CordonPermissionKey framed = cordon_permission_key_generate ((CordonFeature) i, app, widget);
      const CordonPermissionKey top = cordon_permission_key_generate ((CordonFeature) i, app, app);
      const CordonPermissionKey elsewhere = cordon_permission_key_generate ((CordonFeature) i, widget,
                                                                            widget);

      assert_true (cordon_permission_key_equal (&framed, &top));
      assert_false (cordon_permission_key_equal (&framed, &elsewhere));
    }
}

static void
keys_of_different_kinds_never_match (void **state)
{
  g_autoptr (CordonOrigin) app = cordon_origin_new ("https://app.example", -1, NULL);
  g_autoptr (CordonOrigin) widget = cordon_origin_new ("https://widget.example", -1, NULL);
  const CordonPermissionKey single = { CORDON_KEY_TOP_LEVEL, app, NULL };
  const CordonPermissionKey twice = { CORDON_KEY_DOUBLE, app, app };
  const CordonPermissionKey framed = { CORDON_KEY_DOUBLE, app, widget };
  const CordonPermissionKey same = { CORDON_KEY_DOUBLE, app, widget };
  const CordonPermissionKey half = { CORDON_KEY_DOUBLE, app, NULL };
  const CordonPermissionKey nothing = { 0 };

  assert_false (cordon_permission_key_equal (&single, &twice));
  assert_false (cordon_permission_key_equal (&twice, &framed));
  assert_true (cordon_permission_key_equal (&framed, &same));
  assert_false (cordon_permission_key_equal (&half, &half));
  assert_false (cordon_permission_key_equal (&nothing, &nothing));
}

static void
an_opaque_origin_shares_no_key (void **state)
{
  g_autoptr (CordonOrigin) first = cordon_origin_new_opaque ();
  g_autoptr (CordonOrigin) second = cordon_origin_new_opaque ();
  const CordonPermissionKey a = cordon_permission_key_generate (CORDON_FEATURE_CAMERA, first, first);
  const CordonPermissionKey b = cordon_permission_key_generate (CORDON_FEATURE_CAMERA, second, second);

  assert_false (cordon_permission_key_equal (&a, &b));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (the_default_key_is_the_top_level_origin, "A-10"),
    CORDON_TEST (keys_of_different_kinds_never_match, "A-11"),
    CORDON_TEST (an_opaque_origin_shares_no_key, "A-08 A-11"),
  };

  return cordon_test_run (tests);
}
