#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/error.h"

#define SITE "https://call.example"
#define BOB "bob@idp.example"

static int
set_up (void **state)
{
  *state = world_new ();

  return 0;
}

static guint
offers (const CordonQuestion *question)
{
  guint set = 0;

  for (guint i = 0; i < CORDON_N_ANSWERS; i++)
    if (cordon_question_offers (question, (CordonAnswer) i))
      set |= 1u << i;

  return set;
}

#define A(NAME) (1u << CORDON_ANSWER_##NAME)
#define NO (A (DISMISS) | A (IGNORE) | A (BLOCK_TEMPORARILY) | A (BLOCK_SESSION) | A (BLOCK))

static void
answers_have_names_both_ways (void **state)
{
  for (guint i = 0; i < CORDON_N_ANSWERS; i++)
    assert_int_equal (cordon_answer_from_string (cordon_answer_to_string ((CordonAnswer) i)), i);
  assert_int_equal (cordon_answer_from_string ("allow everything"), CORDON_ANSWER_DISMISS);
}

static void
a_device_question_offers_one_time_and_permanent_choices_and_every_no (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  world_ask (world, page, CAMERA | MICROPHONE);
  assert_int_equal (offers (world_last_question (world)),
                    NO | A (ALLOW_CALL) | A (ALLOW_VISIT) | A (ALLOW_SESSION) | A (ALLOW_UNTIL) | A (ALLOW));
}

static void
a_callee_question_names_him_and_offers_nothing_wider (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonQuestion *question;

  world_ask_callee (world, page, CAMERA, BOB);
  question = world_last_question (world);
  assert_string_equal (cordon_callee_get_display (cordon_question_get_callee (question)), BOB);
  assert_int_equal (offers (question), NO | A (BLOCK_CALLEE) | A (ALLOW_CALLEE_CALL) | A (ALLOW_CALLEE));
  assert_false (cordon_question_answer (question, CORDON_ANSWER_ALLOW, NULL, NULL));
}

static void
a_screen_question_never_offers_always (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonQuestion *question;

  cordon_document_activated (page);
  world_ask_spec (world, page, &(CordonRequestSpec){ .features = DISPLAY, .wants_audio = TRUE });
  question = world_last_question (world);
  assert_int_equal (offers (question), NO | A (ALLOW_SURFACE));
  assert_true (cordon_question_wants_audio (question));
  assert_false (cordon_question_answer (question, CORDON_ANSWER_ALLOW_SURFACE, NULL, NULL));
  assert_false (cordon_question_answer (
    question, CORDON_ANSWER_ALLOW_SURFACE,
    &(CordonAnswerDetails){ .surface_id = 7, .surface_kind = CORDON_SURFACE_NONE }, NULL));
  assert_false (cordon_question_answer (
    question, CORDON_ANSWER_ALLOW_SURFACE,
    &(CordonAnswerDetails){ .surface_id = 7, .surface_kind = CORDON_SURFACE_VIEWPORT }, NULL));
  assert_true (cordon_question_is_open (question));
}

static void
a_viewport_question_is_for_the_own_tab_of_the_page_alone (void **state)
{
  World *world = *state;
  CordonDocumentFacts facts = world_usual_facts (41);
  g_autoptr (CordonDocument) page = NULL;
  const CordonAnswerDetails wrong[] = {
    { .surface_id = 41, .surface_kind = CORDON_SURFACE_TAB },
    { .surface_id = 41, .surface_kind = CORDON_SURFACE_MONITOR },
    { .surface_id = 42, .surface_kind = CORDON_SURFACE_VIEWPORT },
    { .surface_id = 41,
      .surface_kind = CORDON_SURFACE_VIEWPORT,
      .share_audio = TRUE }, /* nobody asked for it */
    { 0 },
  };
  const CordonAnswerDetails own = { .surface_id = 41, .surface_kind = CORDON_SURFACE_VIEWPORT };
  Outcome *outcome;

  facts.cross_origin_isolated = CORDON_FACT_YES;
  page = world_commit (world, SITE, SITE, &facts);
  cordon_document_activated (page);
  outcome = world_ask (world, page, CORDON_FEATURE_BIT (VIEWPORT_CAPTURE));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_false (
      cordon_question_answer (world_last_question (world), CORDON_ANSWER_ALLOW_SURFACE, &wrong[i], NULL));
  assert_true (cordon_question_answer (world_last_question (world), CORDON_ANSWER_ALLOW_SURFACE, &own, NULL));
  world_settle (world);
  world_expect_allowed (outcome);
  assert_int_equal (outcome->surface_id, 41);
}

static void
a_display_question_takes_no_viewport (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  const CordonAnswerDetails viewport = { .surface_id = cordon_document_get_tab_id (page),
                                         .surface_kind = CORDON_SURFACE_VIEWPORT };

  cordon_document_activated (page);
  world_ask (world, page, DISPLAY);
  assert_false (
    cordon_question_answer (world_last_question (world), CORDON_ANSWER_ALLOW_SURFACE, &viewport, NULL));
}

static void
sound_is_shared_only_with_its_own_tick (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  const CordonAnswerDetails with_sound = { .surface_id = 7,
                                           .surface_kind = CORDON_SURFACE_MONITOR,
                                           .share_audio = TRUE };
  const CordonAnswerDetails without = { .surface_id = 7, .surface_kind = CORDON_SURFACE_MONITOR };
  Outcome *asked, *silent;

  cordon_document_activated (page);
  silent = world_ask_spec (world, page, &(CordonRequestSpec){ .features = DISPLAY });
  assert_false (
    cordon_question_answer (world_last_question (world), CORDON_ANSWER_ALLOW_SURFACE, &with_sound, NULL));
  cordon_question_answer (world_last_question (world), CORDON_ANSWER_ALLOW_SURFACE, &without, NULL);
  world_settle (world);
  assert_false (silent->share_audio);

  cordon_document_activated (page);
  asked = world_ask_spec (world, page, &(CordonRequestSpec){ .features = DISPLAY, .wants_audio = TRUE });
  cordon_question_answer (world_last_question (world), CORDON_ANSWER_ALLOW_SURFACE, &with_sound, NULL);
  world_settle (world);
  assert_true (asked->share_audio);
}

static gboolean
remember_device (const CordonGrant *grant, gpointer data)
{
  g_strlcpy (data, grant->device != NULL ? grant->device : "-", 32);

  return TRUE;
}

static void
a_yes_to_one_device_is_not_a_yes_to_all_of_the_kind (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  char device[32] = "";
  Outcome *other;

  world_ask (world, page, CAMERA);
  assert_true (cordon_question_covers_all_devices (world_last_question (world), CORDON_FEATURE_CAMERA));
  world->user.details.camera_device = "front";
  world_answer (world, CORDON_ANSWER_ALLOW);
  cordon_profile_foreach_grant (world->profile, NULL, CORDON_FEATURE_CAMERA, remember_device, device);
  assert_string_equal (device, "front");

  other = world_ask_spec (world, page, &(CordonRequestSpec){ .features = CAMERA, .camera_device = "back" });
  assert_int_equal (other->n_done, 0);
  assert_false (cordon_question_covers_all_devices (world_last_question (world), CORDON_FEATURE_CAMERA));
  assert_false (cordon_question_answer (world_last_question (world), CORDON_ANSWER_ALLOW,
                                        &(CordonAnswerDetails){ .camera_device = "third" }, NULL));
  world->user.details.camera_device = NULL;
  world_answer (world, CORDON_ANSWER_ALLOW);
  assert_string_equal (other->camera_device, "back");
}

static void
an_answer_is_taken_once_and_only_if_it_was_offered (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonQuestion *question;
  g_autoptr (GError) error = NULL;

  world_ask (world, page, CAMERA);
  question = world_last_question (world);
  assert_false (cordon_question_answer (question, CORDON_ANSWER_ALLOW_SURFACE, NULL, &error));
  assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STATE));
  assert_false (cordon_question_answer (question, (CordonAnswer) 99, NULL, NULL));
  assert_false (cordon_question_answer (question, CORDON_ANSWER_ALLOW_UNTIL,
                                        &(CordonAnswerDetails){ .expires_wall_us = 1 }, NULL));
  assert_int_equal (world_count_grants (world), 0);
  assert_true (cordon_question_answer (question, CORDON_ANSWER_BLOCK, NULL, NULL));
  assert_false (cordon_question_answer (question, CORDON_ANSWER_ALLOW, NULL, NULL));
  world_settle (world);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
}

static void
each_answer_makes_the_grant_that_it_names (void **state)
{
  static const struct
  {
    CordonAnswer answer;
    CordonScope scope;
    CordonLifetime lifetime;
  } cases[] = {
    { CORDON_ANSWER_ALLOW_CALL, CORDON_SCOPE_CALL, CORDON_LIFETIME_CALL },
    { CORDON_ANSWER_ALLOW_VISIT, CORDON_SCOPE_ORIGIN, CORDON_LIFETIME_VISIT },
    { CORDON_ANSWER_ALLOW_SESSION, CORDON_SCOPE_ORIGIN, CORDON_LIFETIME_SESSION },
    { CORDON_ANSWER_ALLOW, CORDON_SCOPE_ORIGIN, CORDON_LIFETIME_UNTIL_UNUSED },
    { CORDON_ANSWER_BLOCK, CORDON_SCOPE_ORIGIN, CORDON_LIFETIME_UNTIL_REVOKED },
    { CORDON_ANSWER_BLOCK_SESSION, CORDON_SCOPE_ORIGIN, CORDON_LIFETIME_SESSION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World *world = world_new ();
      g_autoptr (CordonDocument) page = world_open (world, SITE);
      g_auto (CordonGrant) grant = { 0 };

      world_ask (world, page, CAMERA);
      assert_true (world_answer (world, cases[i].answer));
      assert_true (
        cordon_grant_table_get (cordon_store_peek_table (cordon_profile_get_store (world->profile)),
                                world_find_grant (world, SITE, CORDON_FEATURE_CAMERA), &grant));
      assert_int_equal (grant.scope, cases[i].scope);
      assert_int_equal (grant.lifetime, cases[i].lifetime);
      assert_int_equal (grant.source, CORDON_GRANT_SOURCE_USER);
      world_free (world);
    }
}

static void
local_http_gets_one_time_grants_behind_the_developer_switch (void **state)
{
  World *world = world_new_full (NULL, &(CordonProfileOptions){ .allow_local_http = TRUE });
  g_autoptr (CordonDocument) page = world_open (world, "http://localhost:8080");
  const CordonQuestion *question;

  world_ask (world, page, CAMERA);
  question = world_last_question (world);
  assert_true (cordon_question_offers (question, CORDON_ANSWER_ALLOW_VISIT));
  assert_true (cordon_question_offers (question, CORDON_ANSWER_ALLOW_CALL));
  assert_false (cordon_question_offers (question, CORDON_ANSWER_ALLOW));
  assert_false (cordon_question_offers (question, CORDON_ANSWER_ALLOW_SESSION));
  world_free (world);
}

static void
an_open_question_is_shown_to_a_presenter_that_comes_later (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome = world_ask (world, page, CAMERA);

  world_show_again (world);
  assert_int_equal (world->user.questions->len, 2);
  assert_ptr_equal (world->user.questions->pdata[0], world->user.questions->pdata[1]);
  world_answer (world, CORDON_ANSWER_ALLOW_CALL);
  assert_int_equal (outcome->verdict, CORDON_DECISION_ALLOW);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (answers_have_names_both_ways, ""),
    CORDON_TEST_WITH (a_device_question_offers_one_time_and_permanent_choices_and_every_no, "B-02 B-22",
                      set_up, world_tear_down),
    CORDON_TEST_WITH (a_callee_question_names_him_and_offers_nothing_wider, "B-05 B-08 B-20 F-14", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (a_screen_question_never_offers_always, "B-38 B-39 B-42", set_up, world_tear_down),
    CORDON_TEST_WITH (a_viewport_question_is_for_the_own_tab_of_the_page_alone, "B-48", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (a_display_question_takes_no_viewport, "B-38 B-48", set_up, world_tear_down),
    CORDON_TEST_WITH (sound_is_shared_only_with_its_own_tick, "B-43 B-44", set_up, world_tear_down),
    CORDON_TEST_WITH (a_yes_to_one_device_is_not_a_yes_to_all_of_the_kind, "B-19 B-20", set_up,
                      world_tear_down),
    CORDON_TEST_WITH (an_answer_is_taken_once_and_only_if_it_was_offered, "B-18 B-20", set_up,
                      world_tear_down),
    CORDON_TEST (each_answer_makes_the_grant_that_it_names, "B-02"),
    CORDON_TEST (local_http_gets_one_time_grants_behind_the_developer_switch, "A-04 B-02"),
    CORDON_TEST_WITH (an_open_question_is_shown_to_a_presenter_that_comes_later, "B-18", set_up,
                      world_tear_down),
  };

  return cordon_test_run (tests);
}
