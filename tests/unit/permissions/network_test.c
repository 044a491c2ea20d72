#include "tests/support/test.h"
#include "tests/support/world.h"

#include <glib/gstdio.h>

#include "permissions/managed_private.h"
#include "permissions/network.h"

#define SITE "https://call.example"
#define OTHER "https://other.example"

typedef struct
{
  char *folder;
  char *profile;
  char *rules;
  World *world;
  guint n_told;
} Office;

static void
count_change (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  ((Office *) data)->n_told += event->kind == CORDON_EVENT_NETWORK_CHANGED ? 1 : 0;
}

static void
write_rules (Office *office, const char *json)
{
  assert_true (g_file_set_contents (office->rules, json, -1, NULL));
  if (office->world)
    cordon_profile_reload_managed (office->world->profile);
}

static int
set_up (void **state)
{
  Office *office = g_new0 (Office, 1);

  office->folder = g_dir_make_tmp ("cordon-network-XXXXXX", NULL);
  office->profile = g_build_filename (office->folder, "profile", NULL);
  office->rules = g_build_filename (office->folder, "policy.json", NULL);
  write_rules (office, "{}");
  office->world = world_new_full (office->profile,
                                  &(CordonProfileOptions){ .managed_policy = office->rules });
  assert_null (office->world->open_error);
  cordon_profile_add_observer (office->world->profile, count_change, office);
  world_user_always (office->world, CORDON_ANSWER_ALLOW_CALL);
  *state = office;
  return 0;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      remove_folder (inside);
    }
  g_remove (path);
}

static int
tear_down (void **state)
{
  Office *office = *state;

  world_free (office->world);
  remove_folder (office->folder);
  g_free (office->folder);
  g_free (office->profile);
  g_free (office->rules);
  g_free (office);
  return 0;
}

static CordonNetworkLimits
limits_of (Office *office, const CordonDocument *page, const char *target)
{
  g_autoptr (CordonCallee) callee = target ? cordon_callee_new_identity (target, -1, NULL) : NULL;
  CordonNetworkLimits limits;

  cordon_profile_get_network_limits (office->world->profile, page, callee, &limits);
  return limits;
}

static void
the_administrator_s_mode_is_the_ceiling (void **state)
{
  static const struct
  {
    const char *rules;
    CordonAddressMode ceiling;
    gboolean data_channels;
  } cases[] = {
    { "{}", CORDON_ADDRESSES_ALL, TRUE },
    { "{\"ip-mode\": \"all\"}", CORDON_ADDRESSES_ALL, TRUE },
    { "{\"ip-mode\": \"default-route-and-private\"}", CORDON_ADDRESSES_DEFAULT_ROUTE, TRUE },
    { "{\"ip-mode\": \"default-route\"}", CORDON_ADDRESSES_DEFAULT_PUBLIC, TRUE },
    { "{\"ip-mode\": \"proxy-only\"}", CORDON_ADDRESSES_PROXY, TRUE },
    { "{\"refuse-data-channels\": true}", CORDON_ADDRESSES_ALL, FALSE },
    { "{\"refuse-data-channels\": false}", CORDON_ADDRESSES_ALL, TRUE },
  };
  Office *office = *state;
  g_autoptr (CordonDocument) page = world_open (office->world, SITE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CordonNetworkLimits limits;

      write_rules (office, cases[i].rules);
      limits = limits_of (office, page, NULL);
      assert_int_equal (limits.ceiling, cases[i].ceiling);
      assert_int_equal (limits.data_channels, cases[i].data_channels);
      assert_int_equal (office->n_told, i + 1);
    }
  /* A mistake leaves the last good rules. */
  write_rules (office, "{\"ip-mode\": \"proxy-only\"}");
  write_rules (office, "{\"ip-mode\": \"sometimes\"}");
  assert_int_equal (limits_of (office, page, NULL).ceiling, CORDON_ADDRESSES_PROXY);
}

static void
a_device_in_use_opens_the_interfaces_until_its_grant_is_revoked (void **state)
{
  Office *office = *state;
  World *world = office->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, OTHER);
  Outcome *outcome = world_ask (world, page, CAMERA);

  assert_false (limits_of (office, page, NULL).device_live);
  world_capture (world, page, outcome, CORDON_FEATURE_CAMERA);
  assert_true (limits_of (office, page, NULL).device_live);
  assert_true (limits_of (office, page, "bob@idp.example").device_live);
  assert_false (limits_of (office, page, NULL).callee_live);
  assert_false (limits_of (office, other, NULL).device_live);
  /* Also where the engine takes its time to stop. */
  world->user.obeys = FALSE;
  assert_true (
    cordon_profile_revoke (world->profile, world_find_grant (world, SITE, CORDON_FEATURE_CAMERA), NULL));
  assert_false (limits_of (office, page, NULL).device_live);
}

static void
a_device_for_one_callee_opens_them_for_his_connections_only (void **state)
{
  Office *office = *state;
  World *world = office->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome;

  world_user_always (world, CORDON_ANSWER_ALLOW_CALLEE);
  outcome = world_ask_callee (world, page, MICROPHONE, "bob@idp.example");
  world_capture (world, page, outcome, CORDON_FEATURE_MICROPHONE);
  assert_true (limits_of (office, page, "bob@idp.example").callee_live);
  assert_false (limits_of (office, page, "bob@idp.example").device_live);
  assert_false (limits_of (office, page, "eve@idp.example").callee_live);
  assert_false (limits_of (office, page, NULL).callee_live);
}

static void
a_private_session_is_told_of (void **state)
{
  Office *office = *state;
  CordonDocumentFacts facts = world_usual_facts (77);
  g_autoptr (CordonDocument) page = world_open (office->world, SITE);
  g_autoptr (CordonDocument) secret = NULL;

  facts.private_session = CORDON_FACT_YES;
  secret = world_commit (office->world, SITE, SITE, &facts);
  assert_false (limits_of (office, page, NULL).is_private);
  assert_true (limits_of (office, secret, NULL).is_private);
}

static void
what_is_gone_or_closed_has_the_strictest_limits (void **state)
{
  Office *office = *state;
  g_autoptr (CordonDocument) page = world_open (office->world, SITE);
  g_autoptr (CordonDocument) gone = world_open (office->world, SITE);

  cordon_document_gone (gone);
  assert_int_equal (limits_of (office, gone, NULL).ceiling, CORDON_ADDRESSES_PROXY);
  assert_false (limits_of (office, gone, NULL).data_channels);
  cordon_profile_close (office->world->profile);
  assert_int_equal (limits_of (office, page, NULL).ceiling, CORDON_ADDRESSES_PROXY);
  assert_false (limits_of (office, page, NULL).data_channels);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (the_administrator_s_mode_is_the_ceiling, "E-25 C-75", set_up, tear_down),
    CORDON_TEST_WITH (a_device_in_use_opens_the_interfaces_until_its_grant_is_revoked, "E-24 E-41", set_up,
                      tear_down),
    CORDON_TEST_WITH (a_device_for_one_callee_opens_them_for_his_connections_only, "E-42", set_up, tear_down),
    CORDON_TEST_WITH (a_private_session_is_told_of, "E-25", set_up, tear_down),
    CORDON_TEST_WITH (what_is_gone_or_closed_has_the_strictest_limits, "E-24", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
