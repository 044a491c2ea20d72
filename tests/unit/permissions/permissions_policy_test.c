#include "tests/support/test.h"

#include "permissions/permissions_policy.h"

typedef struct
{
  CordonOrigin *app;
  CordonOrigin *widget;
  CordonOrigin *third;
} Fixture;

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->app = cordon_origin_new ("https://app.example", -1, NULL);
  fixture->widget = cordon_origin_new ("https://widget.example", -1, NULL);
  fixture->third = cordon_origin_new ("https://third.example", -1, NULL);
  *state = fixture;
  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  cordon_origin_unref (fixture->app);
  cordon_origin_unref (fixture->widget);
  cordon_origin_unref (fixture->third);
  g_free (fixture);
  return 0;
}

static CordonPermissionsPolicy *
make_top (CordonOrigin *origin, const char *header_text)
{
  const CordonPolicyOrigin own = { origin, NULL };
  g_autoptr (CordonDeclaredPolicy)
    header = header_text ? cordon_declared_policy_parse_header (header_text, -1, &own) : NULL;
  const CordonPolicyInputs inputs = { .origin = own, .header = header };

  return cordon_permissions_policy_new (&inputs);
}

/* A frame of @origin whose element says @allow and whose src is at @declared. */
static CordonPermissionsPolicy *
make_frame (const CordonPermissionsPolicy *parent, CordonOrigin *embedder, CordonOrigin *origin,
            CordonOrigin *declared, const char *allow)
{
  const CordonPolicyOrigin self = { embedder, NULL };
  const CordonPolicyOrigin target = { declared, NULL };
  g_autoptr (CordonDeclaredPolicy)
    container = allow ? cordon_declared_policy_parse_allow (allow, -1, &self, &target, NULL) : NULL;
  const CordonPolicyInputs inputs = { .origin = { origin, NULL }, .parent = parent, .container = container };

  return cordon_permissions_policy_new (&inputs);
}

static gboolean
frame_has_camera (Fixture *fixture, const char *header, CordonOrigin *origin, CordonOrigin *declared,
                  const char *allow)
{
  g_autoptr (CordonPermissionsPolicy) top = make_top (fixture->app, header);
  g_autoptr (CordonPermissionsPolicy) frame = make_frame (top, fixture->app, origin, declared, allow);

  return cordon_permissions_policy_is_enabled (frame, CORDON_FEATURE_CAMERA);
}

static void
every_feature_is_on_at_home_and_off_abroad_by_default (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonPermissionsPolicy) top = make_top (fixture->app, NULL);
  g_autoptr (CordonPermissionsPolicy) same = make_frame (top, fixture->app, fixture->app, fixture->app, NULL);
  g_autoptr (CordonPermissionsPolicy)
    cross = make_frame (top, fixture->app, fixture->widget, fixture->widget, NULL);

  for (int i = CORDON_FEATURE_CAMERA; i < CORDON_N_FEATURES; i++)
    {
      assert_true (cordon_permissions_policy_is_enabled (top, (CordonFeature) i));
      assert_true (cordon_permissions_policy_is_enabled (same, (CordonFeature) i));
      assert_false (cordon_permissions_policy_is_enabled (cross, (CordonFeature) i));
    }
  assert_false (cordon_permissions_policy_is_enabled (top, CORDON_FEATURE_NONE));
}

static void
a_frame_needs_every_link_of_the_chain (void **state)
{
  Fixture *fixture = *state;
  CordonOrigin *widget = fixture->widget;

  assert_true (frame_has_camera (fixture, NULL, widget, widget, "camera"));
  assert_true (frame_has_camera (fixture, "camera=*", widget, widget, "camera"));
  assert_false (frame_has_camera (fixture, "camera=*", widget, widget, NULL));
  assert_false (frame_has_camera (fixture, "camera=self", widget, widget, "camera *"));
  assert_false (frame_has_camera (fixture, "camera=()", widget, widget, "camera"));
  assert_true (
    frame_has_camera (fixture, "camera=(self \"https://widget.example\")", widget, widget, "camera"));
  assert_false (frame_has_camera (fixture, NULL, widget, widget, "microphone"));
  assert_false (frame_has_camera (fixture, NULL, widget, widget, "camera 'none'"));
  assert_false (frame_has_camera (fixture, NULL, fixture->app, fixture->app, "camera 'none'"));
}

static void
the_policy_of_a_page_speaks_for_others_by_name_only (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonPermissionsPolicy) silent = make_top (fixture->app, NULL);
  g_autoptr (CordonPermissionsPolicy)
    naming = make_top (fixture->app, "camera=(self \"https://widget.example\")");
  const CordonPolicyOrigin app = { fixture->app, NULL };
  const CordonPolicyOrigin widget = { fixture->widget, NULL };

  assert_true (cordon_permissions_policy_is_enabled_for (silent, CORDON_FEATURE_CAMERA, &app));
  assert_false (cordon_permissions_policy_is_enabled_for (silent, CORDON_FEATURE_CAMERA, &widget));
  assert_true (cordon_permissions_policy_is_enabled_for (naming, CORDON_FEATURE_CAMERA, &widget));
  assert_false (cordon_permissions_policy_is_enabled_for (naming, CORDON_FEATURE_MICROPHONE, &widget));
}

static void
a_redirect_to_a_third_origin_loses_the_delegation (void **state)
{
  Fixture *fixture = *state;

  assert_false (frame_has_camera (fixture, NULL, fixture->third, fixture->widget, "camera"));
  assert_true (
    frame_has_camera (fixture, NULL, fixture->third, fixture->widget, "camera https://third.example"));
}

static void
a_childs_header_only_narrows (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonPermissionsPolicy) top = make_top (fixture->app, NULL);
  const CordonPolicyOrigin own = { fixture->widget, NULL };
  g_autoptr (CordonDeclaredPolicy) open = cordon_declared_policy_parse_header ("camera=*", -1, &own);
  const CordonPolicyInputs inputs = { .origin = own, .parent = top, .header = open };
  g_autoptr (CordonPermissionsPolicy) frame = cordon_permissions_policy_new (&inputs);

  assert_false (cordon_permissions_policy_is_enabled (frame, CORDON_FEATURE_CAMERA));
}

static void
a_childs_header_takes_away_what_its_container_gave (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonPermissionsPolicy) top = make_top (fixture->app, NULL);
  const CordonPolicyOrigin self = { fixture->app, NULL };
  const CordonPolicyOrigin own = { fixture->widget, NULL };
  g_autoptr (CordonDeclaredPolicy)
    container = cordon_declared_policy_parse_allow ("camera; microphone", -1, &self, &own, NULL);
  g_autoptr (CordonDeclaredPolicy) closed = cordon_declared_policy_parse_header ("camera=()", -1, &own);
  const CordonPolicyInputs inputs = {
    .origin = own, .parent = top, .container = container, .header = closed
  };
  g_autoptr (CordonPermissionsPolicy) frame = cordon_permissions_policy_new (&inputs);
  g_autoptr (CordonPermissionsPolicy)
    nested = make_frame (frame, fixture->widget, fixture->widget, fixture->widget, "camera; microphone");

  assert_false (cordon_permissions_policy_is_enabled (frame, CORDON_FEATURE_CAMERA));
  assert_true (cordon_permissions_policy_is_enabled (frame, CORDON_FEATURE_MICROPHONE));
  /* And what the parent lost no frame of it has. */
  assert_false (cordon_permissions_policy_is_enabled (nested, CORDON_FEATURE_CAMERA));
  assert_true (cordon_permissions_policy_is_enabled (nested, CORDON_FEATURE_MICROPHONE));
}

static void
a_sandboxed_frame_matches_by_the_same_instance_only (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonOrigin) sandboxed = cordon_origin_new_opaque_from (fixture->widget);
  g_autoptr (CordonOrigin) another = cordon_origin_new_opaque_from (fixture->widget);

  assert_true (frame_has_camera (fixture, NULL, sandboxed, sandboxed, "camera"));
  assert_true (frame_has_camera (fixture, NULL, sandboxed, sandboxed, "camera 'SRC'"));
  assert_false (frame_has_camera (fixture, NULL, another, sandboxed, "camera"));
  assert_false (frame_has_camera (fixture, NULL, sandboxed, sandboxed, "camera https://widget.example"));
}

static void
a_relaxed_domain_widens_the_policy_and_no_grant (void **state)
{
  g_autoptr (CordonOrigin) first = cordon_origin_new ("https://a.site.example", -1, NULL);
  g_autoptr (CordonOrigin) second = cordon_origin_new ("https://b.site.example:8443", -1, NULL);
  g_autoptr (CordonOrigin) plain = cordon_origin_new ("http://b.site.example", -1, NULL);
  const CordonPolicyOrigin relaxed_first = { first, "site.example" };
  const CordonPolicyOrigin relaxed_second = { second, "site.example" };
  const CordonPolicyOrigin relaxed_plain = { plain, "site.example" };
  const CordonPolicyOrigin strict_first = { first, NULL };

  assert_true (cordon_policy_origin_equal (&relaxed_first, &relaxed_second));
  assert_false (cordon_policy_origin_equal (&relaxed_first, &strict_first));
  assert_false (cordon_policy_origin_equal (&relaxed_second, &relaxed_plain));
  assert_true (cordon_policy_origin_equal (&strict_first, &strict_first));
  assert_false (cordon_origin_equal (first, second));
}

static void
a_relaxed_frame_is_at_home (void **state)
{
  g_autoptr (CordonOrigin) first = cordon_origin_new ("https://a.site.example", -1, NULL);
  g_autoptr (CordonOrigin) second = cordon_origin_new ("https://b.site.example", -1, NULL);
  const CordonPolicyInputs top_inputs = { .origin = { first, "site.example" } };
  g_autoptr (CordonPermissionsPolicy) top = cordon_permissions_policy_new (&top_inputs);
  const CordonPolicyInputs relaxed = { .origin = { second, "site.example" }, .parent = top };
  const CordonPolicyInputs strict = { .origin = { second, NULL }, .parent = top };
  g_autoptr (CordonPermissionsPolicy) relaxed_frame = cordon_permissions_policy_new (&relaxed);
  g_autoptr (CordonPermissionsPolicy) strict_frame = cordon_permissions_policy_new (&strict);

  assert_true (cordon_permissions_policy_is_enabled (relaxed_frame, CORDON_FEATURE_CAMERA));
  assert_false (cordon_permissions_policy_is_enabled (strict_frame, CORDON_FEATURE_CAMERA));
}

static gboolean
takes_camera (const CordonDeclaredPolicy *policy, const CordonPolicyOrigin *origin)
{
  return cordon_declared_policy_match (policy, CORDON_FEATURE_CAMERA, origin) != CORDON_POLICY_MATCH_NONE;
}

static void
attributes_are_read_word_by_word (void **state)
{
  Fixture *fixture = *state;
  static const struct
  {
    const char *allow;
    gboolean app;
    gboolean widget;
    gboolean third;
    guint n_problems;
  } cases[] = {
    { "camera", FALSE, TRUE, FALSE, 0 },
    { " camera ; microphone ", FALSE, TRUE, FALSE, 0 },
    { "camera 'self'", TRUE, FALSE, FALSE, 0 },
    { "camera 'SELF' 'Src'", TRUE, TRUE, FALSE, 0 },
    { "camera *", TRUE, TRUE, TRUE, 0 },
    { "camera https://third.example *", TRUE, TRUE, TRUE, 0 },
    { "camera https://third.example/path?query", FALSE, FALSE, TRUE, 0 },
    { "camera HTTPS://THIRD.example:443", FALSE, FALSE, TRUE, 0 },
    { "camera 'none'", FALSE, FALSE, FALSE, 0 },
    { "camera data:text/html,x", FALSE, FALSE, FALSE, 1 },
    { "camera https://*.example", FALSE, FALSE, FALSE, 1 },
    { "camera https://user@third.example", FALSE, FALSE, FALSE, 1 },
    { "camera self", FALSE, FALSE, FALSE, 1 },
    { "Camera", FALSE, FALSE, FALSE, 1 },
    { "teleport *; camera", FALSE, TRUE, FALSE, 1 },
    { "camera 'none'; camera *", FALSE, FALSE, FALSE, 0 },
    { "", FALSE, FALSE, FALSE, 0 },
    { ";;;", FALSE, FALSE, FALSE, 0 },
  };
  const CordonPolicyOrigin app = { fixture->app, NULL };
  const CordonPolicyOrigin widget = { fixture->widget, NULL };
  const CordonPolicyOrigin third = { fixture->third, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n_problems = 99;
      g_autoptr (CordonDeclaredPolicy)
        policy = cordon_declared_policy_parse_allow (cases[i].allow, -1, &app, &widget, &n_problems);

      if (takes_camera (policy, &app) != cases[i].app || takes_camera (policy, &widget) != cases[i].widget
          || takes_camera (policy, &third) != cases[i].third || n_problems != cases[i].n_problems)
        fail_msg ("%s", cases[i].allow);
    }
}

static gboolean
header_gives (Fixture *fixture, const char *header, CordonOrigin *origin)
{
  const CordonPolicyOrigin app = { fixture->app, NULL };
  const CordonPolicyOrigin other = { origin, NULL };
  g_autoptr (CordonDeclaredPolicy) policy = cordon_declared_policy_parse_header (header, -1, &app);

  return !cordon_declared_policy_declares (policy, CORDON_FEATURE_CAMERA)
         || cordon_declared_policy_match (policy, CORDON_FEATURE_CAMERA, &other) != CORDON_POLICY_MATCH_NONE;
}

/* A header that declares nothing lets everything through to the defaults; one that declares nonsense lets nothing. */
static void
headers_follow_structured_fields (void **state)
{
  Fixture *fixture = *state;
  static const struct
  {
    const char *header;
    gboolean app;
    gboolean widget;
  } cases[] = {
    { "camera=()", FALSE, FALSE },
    { "camera=self", TRUE, FALSE },
    { "camera=(self)", TRUE, FALSE },
    { "camera=*", TRUE, TRUE },
    { "camera=(self \"https://widget.example\")", TRUE, TRUE },
    { "camera=(\"https://*.example\")", TRUE, TRUE },
    { "camera=*, camera=()", FALSE, FALSE },
    { "camera=(self);report-to=x, microphone=()", TRUE, FALSE },
    { "camera", FALSE, FALSE },
    { "camera=1.5", FALSE, FALSE },
    { "camera=:aGk=:", FALSE, FALSE },
    { "camera=@1659578233", FALSE, FALSE },
    { "camera=%\"f%c3%bc\"", FALSE, FALSE },
    { "camera=\"self\"", FALSE, FALSE },
    { "camera=(\"\\\"\" self)", TRUE, FALSE },
    { "microphone=()", TRUE, TRUE },
    { "camera=(", TRUE, TRUE },
    { "camera=()x", TRUE, TRUE },
    { "camera=(),", TRUE, TRUE },
    { "camera=(self\"x\")", TRUE, TRUE },
    { "Camera=()", TRUE, TRUE },
    { "camera=(\"\303\274\")", TRUE, TRUE },
    { "camera=() microphone=()", TRUE, TRUE },
    { "camera=1234567890123456", TRUE, TRUE },
    { "camera=%\"%C3\"", TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (header_gives (fixture, cases[i].header, fixture->app) != cases[i].app
        || header_gives (fixture, cases[i].header, fixture->widget) != cases[i].widget)
      fail_msg ("%s", cases[i].header);
}

/* Feature-Policy, the header of before: it speaks where the other is silent, and takes nothing from it. */
static void
an_old_header_speaks_where_the_new_one_is_silent (void **state)
{
  Fixture *fixture = *state;
  const CordonPolicyOrigin relaxed = { fixture->app, "example" };
  const CordonPolicyOrigin widget = { fixture->widget, NULL };
  const CordonPolicyOrigin relaxed_widget = { fixture->widget, "example" };
  guint n_problems = 9;
  g_autoptr (CordonDeclaredPolicy)
    base = cordon_declared_policy_parse_header ("camera=(self \"https://third.example\")", -1, &relaxed);
  g_autoptr (CordonDeclaredPolicy) both = cordon_declared_policy_parse_legacy_header (
    "camera *; microphone 'none', display-capture 'self'", -1, &relaxed, base, &n_problems);
  const CordonPolicyOrigin third = { fixture->third, NULL };

  assert_int_equal (n_problems, 0);
  g_clear_pointer (&base, cordon_declared_policy_unref);
  assert_true (takes_camera (both, &third));
  assert_true (takes_camera (both, &relaxed_widget));
  assert_false (takes_camera (both, &widget));
  assert_int_equal (cordon_declared_policy_match (both, CORDON_FEATURE_MICROPHONE, &third),
                    CORDON_POLICY_MATCH_NONE);
  assert_int_not_equal (cordon_declared_policy_match (both, CORDON_FEATURE_DISPLAY_CAPTURE, &relaxed),
                        CORDON_POLICY_MATCH_NONE);
  assert_false (cordon_declared_policy_declares (both, CORDON_FEATURE_SPEAKER_SELECTION));
}

static void
a_delegation_by_wildcard_alone_is_marked_down_the_tree (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonPermissionsPolicy) top = make_top (fixture->app, NULL);
  g_autoptr (CordonPermissionsPolicy)
    wild = make_frame (top, fixture->app, fixture->widget, fixture->widget, "camera *; microphone");
  g_autoptr (CordonPermissionsPolicy)
    nested = make_frame (wild, fixture->widget, fixture->third, fixture->third, "camera; microphone");
  g_autoptr (CordonPermissionsPolicy)
    home = make_frame (top, fixture->app, fixture->app, fixture->app, "camera *");

  assert_int_equal (cordon_permissions_policy_get_verdicts (top).wildcard, 0);
  assert_true (cordon_permissions_policy_get_verdicts (top).known);
  assert_int_equal (cordon_permissions_policy_get_verdicts (wild).wildcard, CORDON_FEATURE_BIT (CAMERA));
  assert_int_equal (cordon_permissions_policy_get_verdicts (wild).enabled,
                    CORDON_FEATURE_BIT (CAMERA) | CORDON_FEATURE_BIT (MICROPHONE));
  assert_int_equal (cordon_permissions_policy_get_verdicts (nested).wildcard, CORDON_FEATURE_BIT (CAMERA));
  assert_int_equal (cordon_permissions_policy_get_verdicts (home).wildcard, 0);
}

static void
count_reports (const CordonPolicyViolation *violation, gpointer data)
{
  GString *reports = data;

  g_string_append_printf (reports, "%s@%s ", cordon_feature_to_string (violation->feature),
                          violation->endpoint ? violation->endpoint : "-");
}

static void
a_use_reports_and_a_question_does_not (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonPermissionsPolicy) top = make_top (fixture->app, "camera=();report-to=main");
  g_autoptr (GString) reports = g_string_new (NULL);
  const CordonFeatureSet both = CORDON_FEATURE_BIT (CAMERA) | CORDON_FEATURE_BIT (MICROPHONE);

  assert_false (cordon_permissions_policy_is_enabled (top, CORDON_FEATURE_CAMERA));
  assert_string_equal (reports->str, "");
  assert_false (cordon_permissions_policy_use (top, CORDON_FEATURE_BIT (CAMERA), count_reports, reports));
  assert_string_equal (reports->str, "camera@main ");
  assert_true (cordon_permissions_policy_use (top, CORDON_FEATURE_BIT (MICROPHONE), count_reports, reports));
  assert_false (cordon_permissions_policy_use (top, both, NULL, NULL));
  assert_false (cordon_permissions_policy_use (top, 0, NULL, NULL));
  assert_string_equal (reports->str, "camera@main ");
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (every_feature_is_on_at_home_and_off_abroad_by_default, "A-15 A-16", set_up, tear_down),
    CORDON_TEST_WITH (a_frame_needs_every_link_of_the_chain, "A-15", set_up, tear_down),
    CORDON_TEST_WITH (the_policy_of_a_page_speaks_for_others_by_name_only, "A-15", set_up, tear_down),
    CORDON_TEST_WITH (a_redirect_to_a_third_origin_loses_the_delegation, "A-15", set_up, tear_down),
    CORDON_TEST_WITH (a_childs_header_only_narrows, "A-15", set_up, tear_down),
    CORDON_TEST_WITH (a_childs_header_takes_away_what_its_container_gave, "A-15", set_up, tear_down),
    CORDON_TEST_WITH (a_sandboxed_frame_matches_by_the_same_instance_only, "A-18", set_up, tear_down),
    CORDON_TEST (a_relaxed_domain_widens_the_policy_and_no_grant, "A-12"),
    CORDON_TEST (a_relaxed_frame_is_at_home, "A-12"),
    CORDON_TEST_WITH (attributes_are_read_word_by_word, "A-17", set_up, tear_down),
    CORDON_TEST_WITH (headers_follow_structured_fields, "A-15", set_up, tear_down),
    CORDON_TEST_WITH (an_old_header_speaks_where_the_new_one_is_silent, "A-12 A-15", set_up, tear_down),
    CORDON_TEST_WITH (a_delegation_by_wildcard_alone_is_marked_down_the_tree, "A-15", set_up, tear_down),
    CORDON_TEST_WITH (a_use_reports_and_a_question_does_not, "A-19 A-20", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
