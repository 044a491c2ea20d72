#include "tests/unit/ui-bridge/chrome.h"

#include "permissions/error.h"
#include "ui-bridge/permission_list.h"

#define PAGE "https://page.example"

static const CordonPermission *
find (const CordonPermissionList *list, CordonPermissionKind kind, guint *out_index)
{
  for (guint i = 0; i < cordon_permission_list_get_size (list); i++)
    if (cordon_permission_list_get (list, i)->kind == kind)
      {
        if (out_index)
          *out_index = i;
        return cordon_permission_list_get (list, i);
      }
  return NULL;
}

static void
lines_of_the_site_come_first_and_the_others_by_name (void **state)
{
  static const char *const sites[] = { "https://b.example", PAGE, "https://a.example" };
  Chrome *chrome = *state;
  CordonDocument *documents[G_N_ELEMENTS (sites)];
  g_autoptr (CordonPermissionList) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    {
      documents[i] = world_open (chrome->world, sites[i]);
      world_ask (chrome->world, documents[i], CAMERA);
      assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW));
    }
  list = cordon_permission_list_new (chrome->world->profile, documents[1]);
  assert_int_equal (cordon_permission_list_get_size (list), 3);
  assert_string_equal (cordon_origin_to_string (cordon_permission_list_get (list, 0)->grant.origin), PAGE);
  assert_true (cordon_permission_list_get (list, 0)->of_this_site);
  assert_string_equal (cordon_origin_to_string (cordon_permission_list_get (list, 1)->grant.origin),
                       "https://a.example");
  assert_false (cordon_permission_list_get (list, 1)->of_this_site);
  assert_null (cordon_permission_list_get (list, 3));
  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    cordon_document_unref (documents[i]);
}

static void
a_decision_is_taken_back_at_once_and_given_back_by_the_same_line (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, PAGE);
  g_autoptr (CordonPermissionList) list = NULL;
  const CordonPermission *line;

  world_ask (chrome->world, document, CAMERA);
  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW));
  list = cordon_permission_list_new (chrome->world->profile, document);
  line = cordon_permission_list_get (list, 0);
  for (guint i = 0; i < 3; i++)
    {
      assert_int_equal (line->kind, CORDON_PERMISSION_DECIDED);
      assert_true (cordon_permission_list_change (list, 0, NULL));
      assert_int_equal (world_state (chrome->world, document, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
      assert_int_equal (line->kind, CORDON_PERMISSION_ENDED);
      assert_true (cordon_permission_list_change (list, 0, NULL));
      world_settle (chrome->world);
      assert_int_equal (world_state (chrome->world, document, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
    }
}

static void
a_grant_of_a_call_is_taken_back_for_good (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, PAGE);
  g_autoptr (CordonPermissionList) list = NULL;
  g_autoptr (GError) error = NULL;

  world_ask (chrome->world, document, CAMERA);
  assert_true (chrome_answer (chrome, CORDON_ANSWER_ALLOW_CALL));
  list = cordon_permission_list_new (chrome->world->profile, document);
  assert_true (cordon_permission_list_change (list, 0, NULL));
  assert_false (cordon_permission_list_change (list, 0, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STATE));
}

static void
a_site_that_asked_too_often_may_be_let_ask_again (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonDocument) document = world_open (chrome->world, PAGE);
  g_autoptr (CordonPermissionList) list = NULL;
  const CordonPermission *line;
  guint index = 0;

  for (guint i = 0; i < 3; i++)
    {
      world_ask (chrome->world, document, CAMERA);
      assert_true (chrome_answer (chrome, CORDON_ANSWER_DISMISS));
    }
  assert_int_equal (world_state (chrome->world, document, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
  list = cordon_permission_list_new (chrome->world->profile, document);
  line = find (list, CORDON_PERMISSION_PAUSED, &index);
  assert_non_null (line);
  assert_int_equal (line->grant.feature, CORDON_FEATURE_CAMERA);
  assert_int_equal (line->reason, CORDON_REASON_EMBARGO_DISMISSED);
  assert_true (cordon_permission_list_change (list, index, NULL));
  assert_int_equal (world_state (chrome->world, document, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  assert_int_equal (line->kind, CORDON_PERMISSION_ENDED);
  assert_false (line->may_change);
}

static void
somebody_on_the_block_list_is_taken_off_and_put_back (void **state)
{
  Chrome *chrome = *state;
  g_autoptr (CordonCallee) callee = cordon_callee_new_identity ("mallory@idp.example", -1, NULL);
  g_autoptr (CordonPermissionList) list = NULL;
  guint index = 0;

  assert_true (cordon_profile_block_callee (chrome->world->profile, callee, NULL));
  world_settle (chrome->world);
  list = cordon_permission_list_new (chrome->world->profile, NULL);
  assert_non_null (find (list, CORDON_PERMISSION_CALLEE, &index));
  assert_true (cordon_permission_list_change (list, index, NULL));
  world_settle (chrome->world);
  assert_false (cordon_profile_is_callee_blocked (chrome->world->profile, callee));
  assert_true (cordon_permission_list_change (list, index, NULL));
  world_settle (chrome->world);
  assert_true (cordon_profile_is_callee_blocked (chrome->world->profile, callee));
}

static void
rules_of_the_administrator_are_shown_as_such_and_not_changed (void **state)
{
  static const char rules[] = "{ \"allow\": { \"camera\": [ \"" PAGE "\" ] },"
                              "  \"block\": { \"microphone\": [ \"*\" ] } }";
  g_autofree char *folder = g_dir_make_tmp ("cordon-list-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "policy.json", NULL);
  CordonProfileOptions options = { .managed_policy = path };
  World *world;
  g_autoptr (CordonDocument) document = NULL;
  CordonPermissionList *list;

  assert_true (g_file_set_contents (path, rules, -1, NULL));
  world = world_new_full (NULL, &options);
  document = world_open (world, PAGE);
  list = cordon_permission_list_new (world->profile, document);
  assert_int_equal (cordon_permission_list_get_size (list), 2);
  for (guint i = 0; i < 2; i++)
    {
      const CordonPermission *line = cordon_permission_list_get (list, i);
      const gboolean camera = line->grant.feature == CORDON_FEATURE_CAMERA;

      assert_int_equal (line->kind, CORDON_PERMISSION_MANAGED);
      assert_int_equal (line->grant.source, CORDON_GRANT_SOURCE_MANAGED);
      assert_int_equal (line->grant.answer, camera ? CORDON_GRANT_ALLOW : CORDON_GRANT_BLOCK);
      assert_false (line->may_change);
      assert_false (cordon_permission_list_change (list, i, NULL));
    }
  cordon_permission_list_free (list);
  g_clear_pointer (&document, cordon_document_unref);
  world_free (world);
}

static void
what_ended_in_an_earlier_session_can_be_given_back (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("cordon-list-XXXXXX", NULL);
  World *world = world_new_at (folder);
  CordonDocument *document = world_open (world, PAGE);
  CordonPermissionList *list;
  const CordonPermission *line;

  world->user.answers = TRUE;
  world->user.answer = CORDON_ANSWER_ALLOW;
  world_ask (world, document, CAMERA);
  world_settle (world);
  list = cordon_permission_list_new (world->profile, document);
  assert_true (cordon_permission_list_change (list, 0, NULL));
  world_settle (world);
  cordon_permission_list_free (list);
  cordon_document_unref (document);
  world_restart (world, folder);

  document = world_open (world, PAGE);
  list = cordon_permission_list_new (world->profile, document);
  line = cordon_permission_list_get (list, 0);
  assert_non_null (line);
  assert_int_equal (line->kind, CORDON_PERMISSION_ENDED);
  assert_false (line->fell_out_of_use);
  assert_true (cordon_permission_list_change (list, 0, NULL));
  world_settle (world);
  assert_int_equal (world_state (world, document, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
  cordon_permission_list_free (list);
  cordon_document_unref (document);
  world_free (world);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (lines_of_the_site_come_first_and_the_others_by_name, "B-36", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (a_decision_is_taken_back_at_once_and_given_back_by_the_same_line, "B-36 F-32",
                      chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_grant_of_a_call_is_taken_back_for_good, "", chrome_set_up, chrome_tear_down),
    CORDON_TEST_WITH (a_site_that_asked_too_often_may_be_let_ask_again, "B-36", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST_WITH (somebody_on_the_block_list_is_taken_off_and_put_back, "B-36", chrome_set_up,
                      chrome_tear_down),
    CORDON_TEST (rules_of_the_administrator_are_shown_as_such_and_not_changed, ""),
    CORDON_TEST (what_ended_in_an_earlier_session_can_be_given_back, "B-36"),
  };

  return cordon_test_run (tests);
}
