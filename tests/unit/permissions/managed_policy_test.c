#include "tests/support/test.h"

#include <glib/gstdio.h>

#include "permissions/error.h"
#include "permissions/managed_policy.h"

#define ALL (~(CordonFeatureSet) 0)

static const char whole_file[] =
  "{\n"
  "  \"allow\": { \"camera\": [\"https://meet.example\"],\n"
  "             \"microphone\": [\"https://*.meet.example\", \"https://meet.example\"] },\n"
  "  \"block\": { \"display-capture\": [\"*\"], \"camera\": [\"https://bad.example\"] },\n"
  "  \"capture\": { \"monitor\": [], \"window\": [\"https://meet.example\"] },\n"
  "  \"insecure-origins\": [\"http://intranet.example:8080\", \"*.lab.example\"],\n"
  "  \"ip-mode\": \"default-route\",\n"
  "  \"refuse-data-channels\": true\n"
  "}\n";

static CordonManagedRules *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  CordonManagedRules *rules = cordon_managed_rules_parse (text, -1, "policy.json", &error);

  if (!rules)
    fail_msg ("%s", error->message);
  return rules;
}

static CordonManagedVerdicts
verdicts_for (const CordonManagedRules *rules, const char *text)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new (text, -1, NULL);

  return cordon_managed_rules_get_verdicts (rules, origin);
}

static void
rules_answer_for_the_origins_they_name (void **state)
{
  g_autoptr (CordonManagedRules) rules = parse (whole_file);
  const CordonFeatureSet display = CORDON_FEATURE_BIT (DISPLAY_CAPTURE);

  assert_int_equal (verdicts_for (rules, "https://meet.example").allowed,
                    CORDON_FEATURE_BIT (CAMERA) | CORDON_FEATURE_BIT (MICROPHONE));
  assert_int_equal (verdicts_for (rules, "https://a.meet.example").allowed, CORDON_FEATURE_BIT (MICROPHONE));
  assert_int_equal (verdicts_for (rules, "https://other.example").allowed, 0);
  assert_int_equal (verdicts_for (rules, "http://meet.example").allowed, 0);
  assert_int_equal (verdicts_for (rules, "https://meet.example:8443").allowed, 0);
  assert_int_equal (verdicts_for (rules, "https://other.example").blocked, display);
  assert_int_equal (verdicts_for (rules, "https://bad.example").blocked,
                    display | CORDON_FEATURE_BIT (CAMERA));
}

static void
what_is_both_allowed_and_blocked_is_blocked (void **state)
{
  g_autoptr (CordonManagedRules)
    rules = parse ("{\"allow\": {\"camera\": [\"*\"]}, \"block\": {\"camera\": [\"https://a.example\"]}}");

  assert_int_equal (verdicts_for (rules, "https://a.example").allowed, 0);
  assert_int_equal (verdicts_for (rules, "https://a.example").blocked, CORDON_FEATURE_BIT (CAMERA));
  assert_int_equal (verdicts_for (rules, "https://b.example").allowed, CORDON_FEATURE_BIT (CAMERA));
}

static void
an_opaque_origin_is_never_allowed (void **state)
{
  g_autoptr (CordonManagedRules) rules = parse ("{\"allow\": {\"camera\": [\"*\"]}}");
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque ();

  assert_int_equal (cordon_managed_rules_get_verdicts (rules, opaque).allowed, 0);
}

static gboolean
may_capture (const CordonManagedRules *rules, const char *text, CordonSurfaceKind kind, gboolean same_origin)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new (text, -1, NULL);

  return cordon_managed_rules_may_capture (rules, origin, kind, same_origin);
}

static void
capture_lists_let_only_their_origins_through (void **state)
{
  g_autoptr (CordonManagedRules) rules = parse (whole_file);

  assert_false (may_capture (rules, "https://meet.example", CORDON_SURFACE_MONITOR, FALSE));
  assert_true (may_capture (rules, "https://meet.example", CORDON_SURFACE_WINDOW, FALSE));
  assert_false (may_capture (rules, "https://other.example", CORDON_SURFACE_WINDOW, FALSE));
  assert_true (may_capture (rules, "https://other.example", CORDON_SURFACE_TAB, FALSE));
  assert_true (may_capture (rules, "https://other.example", CORDON_SURFACE_TAB, TRUE));
  assert_false (may_capture (rules, "https://other.example", CORDON_SURFACE_NONE, FALSE));
}

static void
the_other_rules_are_read (void **state)
{
  g_autoptr (CordonManagedRules) rules = parse (whole_file);
  g_autoptr (CordonManagedRules) empty = parse ("{}");
  g_autoptr (CordonOrigin) excepted = cordon_origin_new ("http://intranet.example:8080", -1, NULL);

  assert_true (cordon_trust_list_contains (cordon_managed_rules_get_insecure_origins (rules), excepted));
  assert_int_equal (cordon_managed_rules_get_ip_mode (rules), CORDON_MANAGED_IP_MODE_DEFAULT_ROUTE);
  assert_true (cordon_managed_rules_refuses_data_channels (rules));
  assert_false (cordon_managed_rules_refuses_data_channels (empty));
  assert_int_equal (cordon_managed_rules_get_ip_mode (empty), CORDON_MANAGED_IP_MODE_UNSET);
  assert_null (cordon_managed_rules_get_insecure_origins (empty));
}

static void
errors_name_the_line (void **state)
{
  static const struct
  {
    const char *text;
    const char *prefix;
  } cases[] = {
    { "[]", "policy.json:1: " },
    { "", "policy.json:1: " },
    { "{\n\"allow\": {\n\"kamera\": [] } }", "policy.json:3: " },
    { "{\n\"allow\": {\n\"camera\": [\n\"https://a.example\",\n\"a.example\" ] } }", "policy.json:5: " },
    { "{\n\n\"ip-mode\": \"none\" }", "policy.json:3: " },
    { "{\n\"alow\": {} }", "policy.json:2: " },
    { "{\n\"refuse-data-channels\": \"yes\" }", "policy.json:2: " },
    { "{\n\"insecure-origins\": [\n\"*.example\" ] }", "policy.json:3: " },
    { "{\n\"capture\": { \"screen\": [] } }", "policy.json:2: " },
    { "{\n\"block\": { \"camera\": \"*\" } }", "policy.json:2: " },
    { "{\n\"block\": { \"camera\": [\n7 ] } }", "policy.json:3: " },
    { "{\n\"block\": {\n", "policy.json:2: " },
    { "\377", "policy.json:1: " },
    { "{}\n{}", "policy.json:2: " },
    { "{}\n\n]", "policy.json:3: " },
    { "{ // all of it\n}", "policy.json:1: " },
    { "{\n\"allow\": {},\n}", "policy.json:3: " },
    { "{\n\"allow\": {\n\"camera\": [ \"https://a.example\" ] } }\n{}", "policy.json:4: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      if (cordon_managed_rules_parse (cases[i].text, -1, "policy.json", &error))
        fail_msg ("accepted: %s", cases[i].text);
      assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_POLICY));
      if (!g_str_has_prefix (error->message, cases[i].prefix))
        fail_msg ("%s: %s", cases[i].text, error->message);
    }
}

/* The file. */

typedef struct
{
  char *folder;
  char *path;
  guint n_changes;
} Fixture;

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->folder = g_dir_make_tmp ("cordon-managed-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "policy.json", NULL);
  *state = fixture;
  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
  g_free (fixture);
  return 0;
}

static void
write_file (Fixture *fixture, const char *text)
{
  assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
}

static CordonFeatureSet
blocked (const CordonManagedPolicy *policy)
{
  return verdicts_for (cordon_managed_policy_get_rules (policy), "https://a.example").blocked;
}

static void
no_file_is_no_rules (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonManagedPolicy) none = cordon_managed_policy_new (NULL, NULL, NULL);
  g_autoptr (CordonManagedPolicy) missing = cordon_managed_policy_new (fixture->path, NULL, NULL);

  assert_int_equal (blocked (none), 0);
  assert_int_equal (blocked (missing), 0);
  assert_null (cordon_managed_policy_get_error (missing));
}

static void
a_file_that_does_not_parse_at_the_start_allows_nothing (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonManagedPolicy) policy = NULL;

  write_file (fixture, "{ \"allow\": ");
  policy = cordon_managed_policy_new (fixture->path, NULL, NULL);
  assert_int_equal (blocked (policy), ALL);
  assert_non_null (cordon_managed_policy_get_error (policy));
  write_file (fixture, "{}");
  assert_true (cordon_managed_policy_reload (policy));
  assert_int_equal (blocked (policy), 0);
  assert_null (cordon_managed_policy_get_error (policy));
}

static void
a_later_mistake_leaves_the_last_good_rules (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonManagedPolicy) policy = NULL;

  write_file (fixture, "{\"block\": {\"camera\": [\"*\"]}}");
  policy = cordon_managed_policy_new (fixture->path, NULL, NULL);
  write_file (fixture, "{\"block\": {\"camra\": [\"*\"]}}");
  assert_false (cordon_managed_policy_reload (policy));
  assert_int_equal (blocked (policy), CORDON_FEATURE_BIT (CAMERA));
  assert_non_null (strstr (cordon_managed_policy_get_error (policy)->message, "camra"));
}

static void
count_change (CordonManagedPolicy *policy, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_changes++;
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
a_change_of_the_file_is_noticed (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonManagedPolicy) policy = NULL;
  guint ticks = g_timeout_add (20, wake, NULL);

  policy = cordon_managed_policy_new (fixture->path, count_change, fixture);
  write_file (fixture, "{\"block\": {\"camera\": [\"*\"]}}");
  for (guint i = 0; i < 3000 && blocked (policy) == 0; i++)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (ticks);
  assert_int_equal (blocked (policy), CORDON_FEATURE_BIT (CAMERA));
  assert_true (fixture->n_changes > 0);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (rules_answer_for_the_origins_they_name, ""),
    CORDON_TEST (what_is_both_allowed_and_blocked_is_blocked, ""),
    CORDON_TEST (an_opaque_origin_is_never_allowed, "A-08"),
    CORDON_TEST (capture_lists_let_only_their_origins_through, ""),
    CORDON_TEST (the_other_rules_are_read, "A-07"),
    CORDON_TEST (errors_name_the_line, ""),
    CORDON_TEST_WITH (no_file_is_no_rules, "", set_up, tear_down),
    CORDON_TEST_WITH (a_file_that_does_not_parse_at_the_start_allows_nothing, "", set_up, tear_down),
    CORDON_TEST_WITH (a_later_mistake_leaves_the_last_good_rules, "", set_up, tear_down),
    CORDON_TEST_WITH (a_change_of_the_file_is_noticed, "", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
