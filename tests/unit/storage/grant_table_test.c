#include "storage/grant_table.h"

#include "permissions/limits.h"
#include "storage/grant_table_private.h"
#include "tests/unit/storage/support.h"

static void
insert (CordonGrantTable *table, guint64 id, CordonGrant *grant)
{
  grant->id = id;
  assert_true (cordon_grant_table_insert (table, grant));
}

static void
a_grant_answers_its_own_key_and_feature_only (void **state)
{
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);

  insert (table, 1, &grant);
  assert_int_equal (test_answer (table, "https://a.example", CORDON_FEATURE_CAMERA, WALL_US), 1);
  assert_int_equal (test_answer (table, "https://a.example", CORDON_FEATURE_MICROPHONE, WALL_US), -1);
  assert_int_equal (test_answer (table, "https://a.example:444", CORDON_FEATURE_CAMERA, WALL_US), -1);
  assert_int_equal (test_answer (table, "https://b.a.example", CORDON_FEATURE_CAMERA, WALL_US), -1);
  assert_int_equal (cordon_grant_table_get_size (table), 1);
}

static void
an_opaque_origin_finds_nothing (void **state)
{
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  g_autoptr (CordonOrigin) opaque = cordon_origin_new_opaque ();
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  CordonGrantQuery query = { .origin = opaque, .feature = CORDON_FEATURE_CAMERA };
  CordonGrantMatch match;

  insert (table, 1, &grant);
  assert_false (cordon_grant_table_find (table, &query, CORDON_SCOPE_ORIGIN, WALL_US, &match));
}

static void
scopes_answer_only_for_the_object_they_name (void **state)
{
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  g_autoptr (CordonCallee) other = cordon_callee_new_identity ("eve@idp.example", -1, NULL);
  CordonGrantQuery query = { .origin = grant.origin, .feature = CORDON_FEATURE_CAMERA };
  CordonGrantMatch match;

  grant.scope = CORDON_SCOPE_CALLEE;
  grant.callee = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  insert (table, 1, &grant);
  assert_false (cordon_grant_table_find (table, &query, CORDON_SCOPE_CALLEE, WALL_US, &match));
  query.callee = other;
  assert_false (cordon_grant_table_find (table, &query, CORDON_SCOPE_CALLEE, WALL_US, &match));
  query.callee = grant.callee;
  assert_true (cordon_grant_table_find (table, &query, CORDON_SCOPE_CALLEE, WALL_US, &match));
  assert_int_equal (match.id, 1);
  assert_false (cordon_grant_table_find (table, &query, CORDON_SCOPE_ORIGIN, WALL_US, &match));

  grant.scope = CORDON_SCOPE_CALL;
  grant.lifetime = CORDON_LIFETIME_CALL;
  grant.call_id = 7;
  insert (table, 2, &grant);
  query.call_id = 8;
  assert_false (cordon_grant_table_find (table, &query, CORDON_SCOPE_CALL, WALL_US, &match));
  query.call_id = 7;
  assert_true (cordon_grant_table_find (table, &query, CORDON_SCOPE_CALL, WALL_US, &match));
  query.callee = other;
  assert_false (cordon_grant_table_find (table, &query, CORDON_SCOPE_CALL, WALL_US, &match));
}

static void
the_narrowest_scope_comes_first (void **state)
{
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  CordonGrantQuery query = { .origin = grant.origin, .feature = CORDON_FEATURE_CAMERA, .call_id = 3 };
  CordonGrantMatch match;

  grant.answer = CORDON_GRANT_BLOCK;
  insert (table, 1, &grant);
  grant.answer = CORDON_GRANT_ALLOW;
  grant.scope = CORDON_SCOPE_CALL;
  grant.call_id = 3;
  insert (table, 2, &grant);
  assert_true (cordon_grant_table_find_narrowest (table, &query, WALL_US, &match));
  assert_int_equal (match.id, 2);
  query.call_id = 4;
  assert_true (cordon_grant_table_find_narrowest (table, &query, WALL_US, &match));
  assert_int_equal (match.id, 1);
}

static void
a_block_beats_an_allow_of_the_same_scope (void **state)
{
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  CordonGrantQuery query = { .origin = grant.origin, .feature = CORDON_FEATURE_CAMERA, .device = "cam" };
  CordonGrantMatch match;

  insert (table, 1, &grant);
  grant.device = g_strdup ("cam");
  grant.answer = CORDON_GRANT_BLOCK;
  insert (table, 2, &grant);
  assert_true (cordon_grant_table_find (table, &query, CORDON_SCOPE_ORIGIN, WALL_US, &match));
  assert_int_equal (match.answer, CORDON_GRANT_BLOCK);
  query.device = "other";
  assert_true (cordon_grant_table_find (table, &query, CORDON_SCOPE_ORIGIN, WALL_US, &match));
  assert_int_equal (match.answer, CORDON_GRANT_ALLOW);
}

static void
a_grant_for_one_device_says_which (void **state)
{
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  CordonGrantQuery query = { .origin = grant.origin, .feature = CORDON_FEATURE_CAMERA };
  CordonGrantMatch match;

  grant.device = g_strdup ("cam");
  insert (table, 1, &grant);
  assert_false (cordon_grant_table_find (table, &query, CORDON_SCOPE_ORIGIN, WALL_US, &match));
  query.any_device = TRUE;
  assert_true (cordon_grant_table_find (table, &query, CORDON_SCOPE_ORIGIN, WALL_US, &match));
  assert_string_equal (match.device, "cam");
  query.device = "other";
  assert_false (cordon_grant_table_find (table, &query, CORDON_SCOPE_ORIGIN, WALL_US, &match));
}

/* { stored form, stored answer, asked form, answer or -1 } */
static void
pan_tilt_zoom_is_the_stronger_form (void **state)
{
  static const int cases[][4] = {
    { FALSE, 1, FALSE, 1 }, { FALSE, 1, TRUE, -1 }, { FALSE, 0, FALSE, 0 }, { FALSE, 0, TRUE, 0 },
    { TRUE, 1, FALSE, 1 },  { TRUE, 1, TRUE, 1 },   { TRUE, 0, FALSE, -1 }, { TRUE, 0, TRUE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
      g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
      CordonGrantQuery query = { .origin = grant.origin,
                                 .feature = CORDON_FEATURE_CAMERA,
                                 .pan_tilt_zoom = cases[i][2] };
      CordonGrantMatch match;
      gboolean found;

      grant.pan_tilt_zoom = cases[i][0];
      grant.answer = (CordonGrantAnswer) cases[i][1];
      insert (table, 1, &grant);
      found = cordon_grant_table_find (table, &query, CORDON_SCOPE_ORIGIN, WALL_US, &match);
      assert_int_equal (found ? (int) match.answer : -1, cases[i][3]);
    }
}

static void
lifetimes_end_and_a_clock_set_back_revives_nothing (void **state)
{
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  g_auto (CordonGrant) timed = test_grant ("https://timed.example", CORDON_FEATURE_CAMERA);
  g_auto (CordonGrant) unused = test_grant ("https://unused.example", CORDON_FEATURE_CAMERA);

  timed.lifetime = CORDON_LIFETIME_UNTIL_TIME;
  timed.expires_wall_us = WALL_US + CORDON_HOUR_US;
  insert (table, 1, &timed);
  unused.lifetime = CORDON_LIFETIME_UNTIL_UNUSED;
  insert (table, 2, &unused);

  assert_int_equal (
    test_answer (table, "https://timed.example", CORDON_FEATURE_CAMERA, timed.expires_wall_us - 1), 1);
  assert_int_equal (
    test_answer (table, "https://timed.example", CORDON_FEATURE_CAMERA, timed.expires_wall_us), -1);
  assert_int_equal (test_answer (table, "https://timed.example", CORDON_FEATURE_CAMERA, WALL_US), -1);
  assert_int_equal (
    test_answer (table, "https://unused.example", CORDON_FEATURE_CAMERA, WALL_US + CORDON_UNUSED_US - 1), 1);
  assert_true (cordon_grant_table_touch (table, 2, WALL_US + CORDON_UNUSED_US - 1));
  assert_false (cordon_grant_table_touch (table, 2, WALL_US));
  assert_int_equal (
    test_answer (table, "https://unused.example", CORDON_FEATURE_CAMERA, WALL_US + CORDON_UNUSED_US), 1);
  assert_int_equal (
    test_answer (table, "https://unused.example", CORDON_FEATURE_CAMERA, WALL_US + 2 * CORDON_UNUSED_US), -1);
}

static void
moving_times_back_keeps_what_is_left_of_a_lifetime (void **state)
{
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);
  gint64 year = 365 * CORDON_DAY_US;

  grant.lifetime = CORDON_LIFETIME_UNTIL_TIME;
  grant.expires_wall_us = WALL_US + CORDON_HOUR_US;
  insert (table, 1, &grant);
  cordon_grant_table_observe_wall (table, WALL_US);
  cordon_grant_table_rebase (table, year);
  assert_int_equal (cordon_grant_table_latest_wall (table), WALL_US - year);
  assert_int_equal (test_answer (table, "https://a.example", CORDON_FEATURE_CAMERA, WALL_US - year), 1);
  assert_int_equal (
    test_answer (table, "https://a.example", CORDON_FEATURE_CAMERA, WALL_US - year + CORDON_HOUR_US), -1);
}

static void
a_place_holds_one_grant (void **state)
{
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);

  insert (table, 1, &grant);
  grant.id = 2;
  assert_int_equal (cordon_grant_table_find_place (table, &grant), 1);
  assert_false (cordon_grant_table_insert (table, &grant));
  assert_true (cordon_grant_table_remove (table, 1));
  assert_false (cordon_grant_table_remove (table, 1));
  assert_true (cordon_grant_table_insert (table, &grant));
}

static void
a_copy_comes_out_as_it_went_in (void **state)
{
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  g_auto (CordonGrant) grant = test_grant ("https://[2001:db8::1]:8443", CORDON_FEATURE_CAMERA);
  g_auto (CordonGrant) copy = { 0 };

  grant.scope = CORDON_SCOPE_CALLEE;
  grant.callee = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  grant.device = g_strdup ("front");
  grant.lifetime = CORDON_LIFETIME_UNTIL_TIME;
  grant.source = CORDON_GRANT_SOURCE_IMPORT;
  grant.last_used_wall_us = WALL_US + 1;
  grant.expires_wall_us = WALL_US + 2;
  insert (table, 9, &grant);
  assert_true (cordon_grant_table_get (table, 9, &copy));
  assert_true (cordon_origin_equal (copy.origin, grant.origin));
  assert_true (cordon_callee_equal (copy.callee, grant.callee));
  assert_string_equal (copy.device, "front");
  assert_int_equal (copy.lifetime, grant.lifetime);
  assert_int_equal (copy.source, grant.source);
  assert_int_equal (copy.created_wall_us, grant.created_wall_us);
  assert_int_equal (copy.last_used_wall_us, grant.last_used_wall_us);
  assert_int_equal (copy.expires_wall_us, grant.expires_wall_us);
}

/* The table against an array that is searched from end to end. */

typedef struct
{
  CordonGrant grants[400];
  guint n_grants;
} Model;

static CordonGrant
random_grant (GRand *rand)
{
  static const char *const origins[] = { "https://a.example", "https://b.example", "https://c.example" };
  g_autofree char *callee = g_strdup_printf ("u%d@idp.example", g_rand_int_range (rand, 0, 30));
  int feature = g_rand_int_range (rand, 1, 3);
  int answer = g_rand_int_range (rand, 0, 2);
  int scope = g_rand_int_range (rand, 2, 5);
  CordonGrant grant = test_grant (origins[g_rand_int_range (rand, 0, 3)], CORDON_FEATURE_CAMERA);

  grant.feature = (CordonFeature) feature;
  grant.answer = (CordonGrantAnswer) answer;
  grant.scope = (CordonScope) scope;
  grant.pan_tilt_zoom = g_rand_int_range (rand, 0, 4) == 0;
  if (grant.scope == CORDON_SCOPE_CALLEE)
    grant.callee = cordon_callee_new_identity (callee, -1, NULL);
  if (grant.scope == CORDON_SCOPE_CALL)
    grant.call_id = (guint64) g_rand_int_range (rand, 1, 20);
  if (g_rand_int_range (rand, 0, 3) == 0)
    grant.device = g_strdup (g_rand_boolean (rand) ? "front" : "back");
  return grant;
}

static gboolean
model_applies (const CordonGrant *grant, const CordonGrant *asked, CordonScope scope)
{
  if (grant->scope != scope || !cordon_origin_equal (grant->origin, asked->origin)
      || grant->feature != asked->feature)
    return FALSE;
  if (grant->callee && !cordon_callee_equal (grant->callee, asked->callee))
    return FALSE;
  if (grant->call_id && grant->call_id != asked->call_id)
    return FALSE;
  if (grant->device && g_strcmp0 (grant->device, asked->device) != 0)
    return FALSE;
  if (grant->pan_tilt_zoom != asked->pan_tilt_zoom)
    return grant->pan_tilt_zoom ? grant->answer == CORDON_GRANT_ALLOW : grant->answer == CORDON_GRANT_BLOCK;
  return TRUE;
}

static void
compare (const CordonGrantTable *table, const Model *model, const CordonGrant *asked)
{
  CordonGrantQuery query = { .origin = asked->origin,
                             .feature = asked->feature,
                             .callee = asked->callee,
                             .device = asked->device,
                             .call_id = asked->call_id,
                             .pan_tilt_zoom = asked->pan_tilt_zoom };

  for (CordonScope scope = CORDON_SCOPE_CALL; scope <= CORDON_SCOPE_ORIGIN; scope++)
    {
      CordonGrantMatch match;
      int expected = -1;
      gboolean found;

      for (guint i = 0; i < model->n_grants; i++)
        if (model_applies (&model->grants[i], asked, scope))
          expected = expected == 0 ? 0 : (int) model->grants[i].answer;
      found = cordon_grant_table_find (table, &query, scope, WALL_US, &match);
      assert_int_equal (found ? (int) match.answer : -1, expected);
    }
}

static void
model_step (GRand *rand, CordonGrantTable *table, Model *model, guint64 id)
{
  CordonGrant grant = random_grant (rand);
  guint64 there;

  if (g_rand_int_range (rand, 0, 3) == 0 && model->n_grants > 0)
    {
      guint victim = (guint) g_rand_int_range (rand, 0, (gint32) model->n_grants);

      assert_true (cordon_grant_table_remove (table, model->grants[victim].id));
      cordon_grant_clear (&model->grants[victim]);
      model->grants[victim] = model->grants[--model->n_grants];
    }
  grant.id = id;
  there = cordon_grant_table_find_place (table, &grant);
  compare (table, model, &grant);
  if (there == 0 && model->n_grants < G_N_ELEMENTS (model->grants))
    {
      assert_true (cordon_grant_table_insert (table, &grant));
      model->grants[model->n_grants++] = grant;
    }
  else
    {
      assert_false (there == 0 && model->n_grants < G_N_ELEMENTS (model->grants));
      cordon_grant_clear (&grant);
    }
  assert_int_equal (cordon_grant_table_get_size (table), model->n_grants);
}

static void
random_tables_answer_like_a_plain_search (void **state)
{
  g_autoptr (GRand) rand = cordon_test_rand_new ();
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  Model *model = g_new0 (Model, 1);

  for (guint64 id = 1; id < 4000; id++)
    model_step (rand, table, model, id);
  while (model->n_grants > 0)
    {
      assert_true (cordon_grant_table_remove (table, model->grants[--model->n_grants].id));
      cordon_grant_clear (&model->grants[model->n_grants]);
    }
  assert_int_equal (cordon_grant_table_get_size (table), 0);
  g_free (model);
}

static gboolean
count_grant (const CordonGrant *grant, gpointer data)
{
  (*(guint *) data)++;
  return TRUE;
}

static void
one_key_with_thousands_of_callees_answers_each (void **state)
{
  g_autoptr (CordonGrantTable) table = cordon_grant_table_new ();
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://a.example", -1, NULL);
  guint n_grants = 0;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *name = g_strdup_printf ("user%u@idp.example", i);
      g_auto (CordonGrant) grant = test_grant ("https://a.example", CORDON_FEATURE_CAMERA);

      grant.scope = CORDON_SCOPE_CALLEE;
      grant.callee = cordon_callee_new_identity (name, -1, NULL);
      insert (table, i + 1, &grant);
    }
  for (guint i = 0; i < 3000; i += 7)
    {
      g_autofree char *name = g_strdup_printf ("user%u@idp.example", i);
      g_autoptr (CordonCallee) callee = cordon_callee_new_identity (name, -1, NULL);
      CordonGrantQuery query = { .origin = origin, .feature = CORDON_FEATURE_CAMERA, .callee = callee };
      CordonGrantMatch match;

      assert_true (cordon_grant_table_find (table, &query, CORDON_SCOPE_CALLEE, WALL_US, &match));
      assert_int_equal (match.id, i + 1);
    }
  cordon_grant_table_foreach (table, origin, CORDON_FEATURE_CAMERA, count_grant, &n_grants);
  assert_int_equal (n_grants, 3000);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (a_grant_answers_its_own_key_and_feature_only, "A-10"),
    CORDON_TEST (an_opaque_origin_finds_nothing, "A-08"),
    CORDON_TEST (scopes_answer_only_for_the_object_they_name, ""),
    CORDON_TEST (the_narrowest_scope_comes_first, ""),
    CORDON_TEST (a_block_beats_an_allow_of_the_same_scope, ""),
    CORDON_TEST (a_grant_for_one_device_says_which, "B-34"),
    CORDON_TEST (pan_tilt_zoom_is_the_stronger_form, "B-12"),
    CORDON_TEST (lifetimes_end_and_a_clock_set_back_revives_nothing, "X-08"),
    CORDON_TEST (moving_times_back_keeps_what_is_left_of_a_lifetime, "X-08"),
    CORDON_TEST (a_place_holds_one_grant, "B-29"),
    CORDON_TEST (a_copy_comes_out_as_it_went_in, ""),
    CORDON_TEST (random_tables_answer_like_a_plain_search, ""),
    CORDON_TEST (one_key_with_thousands_of_callees_answers_each, ""),
  };

  return cordon_test_run (tests);
}
