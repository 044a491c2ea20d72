#include "tests/support/test.h"

#include "permissions/error.h"
#include "permissions/grant.h"

/* Each case says what it changes about an ordinary grant. */
#pragma GCC diagnostic ignored "-Woverride-init"

#define GRANT(...) \
  (CordonGrant) \
  { \
    .feature = CORDON_FEATURE_CAMERA, .answer = CORDON_GRANT_ALLOW, .scope = CORDON_SCOPE_ORIGIN, \
    .lifetime = CORDON_LIFETIME_UNTIL_REVOKED, .source = CORDON_GRANT_SOURCE_USER, .created_wall_us = 1000, \
    __VA_ARGS__ \
  }

static gboolean
is_valid_for (CordonGrant grant, const char *origin)
{
  g_autoptr (CordonOrigin) key = origin ? cordon_origin_new (origin, -1, NULL) : cordon_origin_new_opaque ();
  g_autoptr (GError) error = NULL;
  gboolean valid;

  assert_non_null (key);
  grant.origin = key;
  valid = cordon_grant_validate (&grant, &error);
  assert_true (valid || g_error_matches (error, CORDON_ERROR, CORDON_ERROR_GRANT));

  return valid;
}

static gboolean
is_valid (CordonGrant grant)
{
  return is_valid_for (grant, "https://a.example");
}

static void
an_ordinary_grant_is_valid (void **state)
{
  assert_true (is_valid (GRANT ()));
  assert_true (is_valid (GRANT (.answer = CORDON_GRANT_BLOCK)));
  assert_true (is_valid (GRANT (.lifetime = CORDON_LIFETIME_UNTIL_TIME, .expires_wall_us = 2000)));
  assert_true (is_valid (GRANT (.scope = CORDON_SCOPE_CALL, .lifetime = CORDON_LIFETIME_CALL, .call_id = 1)));
  assert_true (is_valid (GRANT (.pan_tilt_zoom = TRUE, .device = (char *) "cam0")));
}

static void
a_key_that_can_be_forged_or_is_opaque_owns_no_grant (void **state)
{
  assert_false (is_valid_for (GRANT (), "http://a.example"));
  assert_false (is_valid_for (GRANT (.answer = CORDON_GRANT_BLOCK), "http://a.example"));
  assert_false (is_valid_for (GRANT (.lifetime = CORDON_LIFETIME_VISIT), "http://a.example"));
  assert_false (is_valid_for (GRANT (), "wss://a.example"));
  assert_false (is_valid_for (GRANT (), NULL));
  assert_false (cordon_grant_validate (&GRANT (), NULL));
}

static void
what_is_no_feature_is_no_grant_however_short (void **state)
{
  static const CordonFeature none[] = { CORDON_FEATURE_NONE, CORDON_N_FEATURES, (CordonFeature) 31 };

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    {
      assert_false (is_valid (GRANT (.feature = none[i])));
      assert_false (is_valid (GRANT (.feature = none[i], .lifetime = CORDON_LIFETIME_VISIT)));
      assert_false (is_valid (GRANT (.feature = none[i], .answer = CORDON_GRANT_BLOCK)));
    }
}

static void
local_http_gets_one_time_grants_only (void **state)
{
  assert_true (is_valid_for (GRANT (.lifetime = CORDON_LIFETIME_VISIT), "http://localhost:8000"));
  assert_true (is_valid_for (
    GRANT (.scope = CORDON_SCOPE_CALL, .lifetime = CORDON_LIFETIME_CALL, .call_id = 1), "http://127.0.0.1"));
  assert_false (is_valid_for (GRANT (.lifetime = CORDON_LIFETIME_SESSION), "http://localhost"));
  assert_false (is_valid_for (GRANT (), "http://localhost"));
}

static void
captures_of_a_surface_are_never_granted_in_advance (void **state)
{
  static const CordonFeature features[] = { CORDON_FEATURE_DISPLAY_CAPTURE, CORDON_FEATURE_VIEWPORT_CAPTURE };

  for (gsize i = 0; i < G_N_ELEMENTS (features); i++)
    {
      assert_false (is_valid (GRANT (.feature = features[i])));
      assert_false (is_valid (GRANT (.feature = features[i], .lifetime = CORDON_LIFETIME_SESSION)));
      assert_false (is_valid (GRANT (.feature = features[i], .source = CORDON_GRANT_SOURCE_AUTOMATION)));
      assert_false (is_valid (GRANT (.feature = features[i], .source = CORDON_GRANT_SOURCE_IMPORT)));
      assert_true (is_valid (GRANT (.feature = features[i], .answer = CORDON_GRANT_BLOCK)));
      assert_true (is_valid (GRANT (.feature = features[i], .scope = CORDON_SCOPE_SURFACE,
                                    .lifetime = CORDON_LIFETIME_CALL, .surface_id = 3)));
    }
  assert_false (is_valid (GRANT (.feature = CORDON_FEATURE_CAPTURED_SURFACE_CONTROL)));
}

static void
a_callee_stands_where_its_scope_says (void **state)
{
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@x.example", -1, NULL);

  assert_true (is_valid (GRANT (.scope = CORDON_SCOPE_CALLEE, .callee = bob)));
  assert_true (is_valid (GRANT (.scope = CORDON_SCOPE_CALLEE, .callee = bob, .answer = CORDON_GRANT_BLOCK)));
  assert_true (is_valid (
    GRANT (.scope = CORDON_SCOPE_CALL, .lifetime = CORDON_LIFETIME_CALL, .call_id = 1, .callee = bob)));
  assert_false (is_valid (GRANT (.scope = CORDON_SCOPE_CALLEE)));
  assert_true (is_valid (GRANT (.scope = CORDON_SCOPE_ADDRESS_BOOK)));
  assert_false (is_valid (GRANT (.scope = CORDON_SCOPE_ADDRESS_BOOK, .callee = bob)));
  assert_false (is_valid (GRANT (.scope = CORDON_SCOPE_ADDRESS_BOOK, .answer = CORDON_GRANT_BLOCK)));
  assert_false (
    is_valid (GRANT (.feature = CORDON_FEATURE_SPEAKER_SELECTION, .scope = CORDON_SCOPE_ADDRESS_BOOK)));
  assert_false (is_valid (GRANT (.callee = bob)));
  assert_false (is_valid (GRANT (.scope = CORDON_SCOPE_CALL, .lifetime = CORDON_LIFETIME_CALL, .call_id = 1,
                                 .callee = bob, .answer = CORDON_GRANT_BLOCK)));
  assert_false (is_valid (
    GRANT (.feature = CORDON_FEATURE_SPEAKER_SELECTION, .scope = CORDON_SCOPE_CALLEE, .callee = bob)));
}

static void
scopes_lifetimes_and_objects_agree (void **state)
{
  assert_false (is_valid (GRANT (.scope = CORDON_SCOPE_NONE)));
  assert_false (is_valid (GRANT (.scope = (CordonScope) 9)));
  assert_false (is_valid (GRANT (.lifetime = CORDON_LIFETIME_NONE)));
  assert_false (is_valid (GRANT (.lifetime = (CordonLifetime) 99)));
  assert_false (is_valid (GRANT (.lifetime = CORDON_LIFETIME_CALL)));
  assert_false (is_valid (GRANT (.scope = CORDON_SCOPE_CALL, .call_id = 1)));
  assert_false (is_valid (GRANT (.scope = CORDON_SCOPE_CALL, .lifetime = CORDON_LIFETIME_CALL)));
  assert_false (is_valid (GRANT (.call_id = 1)));
  assert_false (is_valid (GRANT (.surface_id = 1)));
  assert_false (is_valid (GRANT (.source = CORDON_GRANT_SOURCE_NONE)));
  assert_false (is_valid (GRANT (.answer = (CordonGrantAnswer) 7)));
  assert_false (is_valid (GRANT (.feature = CORDON_FEATURE_NONE)));
  assert_false (is_valid (GRANT (.feature = (CordonFeature) 42)));
}

static void
times_devices_and_ptz_make_sense (void **state)
{
  assert_false (is_valid (GRANT (.lifetime = CORDON_LIFETIME_UNTIL_TIME)));
  assert_false (is_valid (GRANT (.lifetime = CORDON_LIFETIME_UNTIL_TIME, .expires_wall_us = 1000)));
  assert_false (is_valid (GRANT (.lifetime = CORDON_LIFETIME_UNTIL_TIME, .expires_wall_us = -5)));
  assert_false (is_valid (GRANT (.lifetime = CORDON_LIFETIME_UNTIL_UNUSED, .answer = CORDON_GRANT_BLOCK)));
  assert_false (is_valid (GRANT (.feature = CORDON_FEATURE_MICROPHONE, .pan_tilt_zoom = TRUE)));
  assert_false (is_valid (GRANT (.device = (char *) "")));
  assert_false (is_valid (GRANT (.device = (char *) "\xff")));
  assert_false (is_valid (GRANT (.feature = CORDON_FEATURE_DISPLAY_CAPTURE, .answer = CORDON_GRANT_BLOCK,
                                 .device = (char *) "screen")));
}

static gboolean
may_persist (CordonGrant grant)
{
  g_autoptr (CordonOrigin) key = cordon_origin_new ("https://a.example", -1, NULL);

  grant.origin = key;
  return cordon_grant_may_persist (&grant);
}

static void
only_lasting_decisions_reach_the_disk (void **state)
{
  assert_true (may_persist (GRANT ()));
  assert_true (may_persist (GRANT (.lifetime = CORDON_LIFETIME_UNTIL_UNUSED)));
  assert_false (may_persist (GRANT (.lifetime = CORDON_LIFETIME_VISIT)));
  assert_false (may_persist (GRANT (.lifetime = CORDON_LIFETIME_SESSION)));
  assert_false (
    may_persist (GRANT (.scope = CORDON_SCOPE_CALL, .lifetime = CORDON_LIFETIME_CALL, .call_id = 1)));
  assert_false (may_persist (GRANT (.source = CORDON_GRANT_SOURCE_MANAGED)));
  assert_false (may_persist (GRANT (.feature = CORDON_FEATURE_DISPLAY_CAPTURE)));
}

static void
a_copy_is_deep_and_clearing_takes_what_is_half_built (void **state)
{
  g_auto (CordonGrant) grant = GRANT (.device = g_strdup ("cam0"));
  g_autoptr (CordonGrant) copy = NULL;

  grant.origin = cordon_origin_new ("https://a.example", -1, NULL);
  copy = cordon_grant_copy (&grant);
  cordon_grant_clear (&grant);
  assert_null (grant.origin);
  assert_string_equal (copy->device, "cam0");
  assert_string_equal (cordon_origin_to_string (copy->origin), "https://a.example");
  cordon_grant_clear (NULL);
  cordon_grant_free (NULL);
}

static void
names_of_scopes_and_lifetimes_read_back (void **state)
{
  for (int i = CORDON_SCOPE_NONE; i <= CORDON_SCOPE_ORIGIN; i++)
    assert_int_equal (cordon_scope_from_string (cordon_scope_to_string ((CordonScope) i)), i);
  for (int i = CORDON_LIFETIME_NONE; i <= CORDON_LIFETIME_UNTIL_REVOKED; i++)
    assert_int_equal (cordon_lifetime_from_string (cordon_lifetime_to_string ((CordonLifetime) i)), i);
  assert_int_equal (cordon_scope_from_string ("everything"), CORDON_SCOPE_NONE);
  assert_string_equal (cordon_lifetime_to_string ((CordonLifetime) 77), "none");
  assert_string_equal (cordon_grant_answer_to_string ((CordonGrantAnswer) 77), "block");
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (an_ordinary_grant_is_valid, ""),
    CORDON_TEST (a_key_that_can_be_forged_or_is_opaque_owns_no_grant, "A-04 A-08"),
    CORDON_TEST (what_is_no_feature_is_no_grant_however_short, "A-16"),
    CORDON_TEST (local_http_gets_one_time_grants_only, "A-04"),
    CORDON_TEST (captures_of_a_surface_are_never_granted_in_advance, "B-39 B-42"),
    CORDON_TEST (a_callee_stands_where_its_scope_says, "B-05"),
    CORDON_TEST (scopes_lifetimes_and_objects_agree, ""),
    CORDON_TEST (times_devices_and_ptz_make_sense, ""),
    CORDON_TEST (only_lasting_decisions_reach_the_disk, "B-03 B-39"),
    CORDON_TEST (a_copy_is_deep_and_clearing_takes_what_is_half_built, ""),
    CORDON_TEST (names_of_scopes_and_lifetimes_read_back, ""),
  };

  return cordon_test_run (tests);
}
