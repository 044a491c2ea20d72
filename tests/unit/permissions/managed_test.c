#include "tests/support/test.h"
#include "tests/support/world.h"

#include <glib/gstdio.h>

#include "permissions/managed_private.h"

#define SITE "https://call.example"
#define OTHER "https://other.example"

typedef struct
{
  char *path;
  World *world;
} Office;

static void
write_rules (Office *office, const char *json)
{
  assert_true (g_file_set_contents (office->path, json, -1, NULL));
  if (office->world != NULL)
    assert_true (cordon_profile_reload_managed (office->world->profile));
}

static int
set_up (void **state)
{
  Office *office = g_new0 (Office, 1);
  g_autofree char *directory = g_dir_make_tmp ("cordon-XXXXXX", NULL);

  office->path = g_build_filename (directory, "policy.json", NULL);
  write_rules (office,
               "{ \"allow\": { \"camera\": [\"" SITE "\"] }, \"block\": { \"microphone\": [\"*\"] } }");
  office->world = world_new_full (NULL, &(CordonProfileOptions){ .managed_policy = office->path });
  *state = office;

  return 0;
}

static int
tear_down (void **state)
{
  Office *office = *state;

  world_free (office->world);
  g_remove (office->path);
  g_free (office->path);
  g_free (office);

  return 0;
}

static void
an_administrator_s_word_stands_above_the_user_s (void **state)
{
  World *world = ((Office *) *state)->world;
  g_autoptr (CordonOrigin) key = world_origin (SITE);
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *camera = world_ask (world, page, CAMERA);
  Outcome *microphone;

  assert_int_equal (camera->verdict, CORDON_DECISION_ALLOW);
  assert_true (cordon_capture_may_deliver (world_capture (world, page, camera, CORDON_FEATURE_CAMERA)));
  assert_true (cordon_profile_set_state (world->profile, key, CORDON_FEATURE_MICROPHONE, CORDON_STATE_GRANTED,
                                         CORDON_GRANT_SOURCE_SETTINGS, NULL));
  world_settle (world);
  microphone = world_ask (world, page, MICROPHONE);
  assert_int_equal (microphone->reason, CORDON_REASON_MANAGED_POLICY);
  assert_int_equal (world->user.questions->len, 0);
}

static void
a_changed_rule_holds_at_once_and_stops_what_it_forbids (void **state)
{
  Office *office = *state;
  World *world = office->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonCapture *camera = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);

  write_rules (office, "{ \"block\": { \"camera\": [\"*\"] } }");
  assert_false (cordon_capture_may_deliver (camera));
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_MICROPHONE), CORDON_STATE_PROMPT);
}

static void
a_rule_that_is_taken_back_leaves_the_user_to_decide (void **state)
{
  Office *office = *state;
  World *world = office->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);
  CordonCapture *camera = world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);

  write_rules (office, "{}");
  assert_false (cordon_capture_may_deliver (camera));
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
}

static void
the_picker_offers_every_surface_that_is_not_forbidden (void **state)
{
  Office *office = *state;
  CordonProfile *profile = office->world->profile;
  g_autoptr (CordonOrigin) key = world_origin (SITE);
  g_autoptr (CordonOrigin) other = world_origin (OTHER);

  assert_true (cordon_profile_may_offer_surface (profile, key, CORDON_SURFACE_MONITOR, NULL));
  assert_true (cordon_profile_may_offer_surface (profile, key, CORDON_SURFACE_TAB, other));
  write_rules (office, "{ \"capture\": { \"monitor\": [], \"tab\": [], \"same-origin-tab\": [\"*\"] } }");
  assert_false (cordon_profile_may_offer_surface (profile, key, CORDON_SURFACE_MONITOR, NULL));
  assert_true (cordon_profile_may_offer_surface (profile, key, CORDON_SURFACE_WINDOW, NULL));
  assert_true (cordon_profile_may_offer_surface (profile, key, CORDON_SURFACE_TAB, key));
  assert_false (cordon_profile_may_offer_surface (profile, key, CORDON_SURFACE_TAB, other));
}

/* What ran on the administrator's word runs on the user's when that is taken back, and ends with it. */
static void
a_capture_that_outlives_a_rule_depends_on_the_user_s_yes (void **state)
{
  Office *office = *state;
  World *world = office->world;
  g_autoptr (CordonOrigin) key = world_origin (SITE);
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera = world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);

  assert_true (cordon_profile_set_state (world->profile, key, CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED,
                                         CORDON_GRANT_SOURCE_SETTINGS, NULL));
  world_settle (world);
  write_rules (office, "{}");
  world_settle (world);
  assert_true (cordon_capture_may_deliver (camera));
  assert_true (
    cordon_profile_revoke (world->profile, world_find_grant (world, SITE, CORDON_FEATURE_CAMERA), NULL));
  assert_false (cordon_capture_may_deliver (camera));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (an_administrator_s_word_stands_above_the_user_s, "B-17", set_up, tear_down),
    CORDON_TEST_WITH (a_changed_rule_holds_at_once_and_stops_what_it_forbids, "B-31", set_up, tear_down),
    CORDON_TEST_WITH (a_rule_that_is_taken_back_leaves_the_user_to_decide, "B-30", set_up, tear_down),
    CORDON_TEST_WITH (the_picker_offers_every_surface_that_is_not_forbidden, "B-38", set_up, tear_down),
    CORDON_TEST_WITH (a_capture_that_outlives_a_rule_depends_on_the_user_s_yes, "B-31", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
