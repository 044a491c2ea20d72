/*
 * A profile against a small model of it: pages ask, users answer, clocks go on, documents come and go, the browser
 * restarts, and after each step every decision must be what the model says. CORDON_TEST_SEED repeats a run;
 * CORDON_TEST_LONG makes it a million steps.
 *
 * The model knows the rules as the requirements tell them and nothing of how they are kept.
 */

#include "tests/support/test.h"

#include <stdio.h>

#include "permissions/limits.h"
#include "tests/unit/permissions/decision_reference.h"

#define N_STEPS 400
/* The world. */

typedef struct
{
  guint64 ids[8];
  guint n;
} Ids;

static gboolean
collect_plain (const CordonGrant *grant, gpointer data)
{
  Ids *ids = data;

  if (!grant->callee)
    ids->ids[ids->n++] = grant->id;
  return ids->n < G_N_ELEMENTS (ids->ids);
}

static gboolean
count_beneath (const CordonGrant *grant, gpointer data)
{
  Model *model = data;
  const Place *place = NULL;
  Ids ids = { 0 };

  for (guint site = 0; site < N_SITES; site++)
    if (g_str_equal (cordon_origin_to_string (grant->origin), sites[site]))
      {
        /* What has ended meanwhile is no longer kept, also where no page of the site was there to ask. */
        model_look_up (model, site, grant->feature, 0);
        place = &model->places[site][grant->feature][0];
      }
  if (!place || grant->callee)
    return TRUE;
  cordon_profile_foreach_beneath (model->world->profile, grant->id, collect_plain, &ids);
  if (ids.n != (place->kept.is_set && !model_is_lasting (grant->lifetime)))
    fail_msg ("step %u: %u grants beneath one of %s", model->step, ids.n,
              cordon_lifetime_to_string (grant->lifetime));
  return TRUE;
}

static void
check (Model *model, const char *what)
{
  for (guint page = 0; page < N_PAGES; page++)
    for (guint i = CORDON_FEATURE_CAMERA; model->documents[page] && i <= CORDON_FEATURE_MICROPHONE; i++)
      for (guint callee = 0; callee < N_CALLEES; callee++)
        {
          g_auto (CordonDecision) decision = { 0 };
          CordonDecisionVerdict expected = model_expect (model, page, (CordonFeature) i, callee);

          cordon_profile_decide (model->world->profile, model->documents[page], (CordonFeature) i,
                                 model->callees[callee], &decision);
          if (decision.verdict != expected)
            fail_msg ("step %u, after %s: page %u, %s towards %s: %s (%s), not %s", model->step, what, page,
                      cordon_feature_to_string ((CordonFeature) i), names[callee] ? names[callee] : "nobody",
                      cordon_decision_verdict_to_string (decision.verdict),
                      cordon_reason_to_string (decision.reason),
                      cordon_decision_verdict_to_string (expected));
          if (expected == CORDON_DECISION_ALLOW)
            assert_true (decision.obligations.isolate == (callee != 0));
        }
  cordon_profile_foreach_grant (model->world->profile, NULL, CORDON_FEATURE_NONE, count_beneath, model);
}

static void
open_page (Model *model, guint page)
{
  World *world = model->world;
  guint top = pages[page].site;

  if (pages[page].frame && !model->documents[top])
    return;

  model->documents[page] = pages[page].frame ? world_open_frame (world, model->documents[top],
                                                                 "https://w.example", pages[page].wildcard)
                                             : world_open (world, sites[top]);
  model->active[page] = TRUE;
  model->mixed[page] = FALSE;
}

static void
close_page (Model *model, guint page)
{
  /* A page takes its frames with it. */
  for (guint i = 0; i < N_PAGES; i++)
    if (i == page || (!pages[page].frame && pages[i].frame && pages[i].site == pages[page].site))
      if (model->documents[i])
        {
          cordon_document_gone (model->documents[i]);
          g_clear_pointer (&model->documents[i], cordon_document_unref);
        }
  model_page_went (model, pages[page].site);
}

static CordonAnswer
choose_answer (Model *model, const CordonQuestion *question)
{
  static const CordonAnswer answers[] = {
    CORDON_ANSWER_DISMISS,       CORDON_ANSWER_BLOCK_TEMPORARILY, CORDON_ANSWER_BLOCK_SESSION,
    CORDON_ANSWER_BLOCK,         CORDON_ANSWER_BLOCK_CALLEE,      CORDON_ANSWER_ALLOW_VISIT,
    CORDON_ANSWER_ALLOW_SESSION, CORDON_ANSWER_ALLOW_UNTIL,       CORDON_ANSWER_ALLOW_CALLEE,
    CORDON_ANSWER_ALLOW,         CORDON_ANSWER_DISMISS,
  };
  CordonAnswer answer;

  do
    answer = answers[g_rand_int_range (model->dice, 0, G_N_ELEMENTS (answers))];
  while (!cordon_question_offers (question, answer));

  return answer;
}

/* What each answer means. */
static void
learn (Model *model, guint page, CordonFeature feature, guint callee, CordonAnswer answer,
       gint64 until_wall_us)
{
  guint site = pages[page].site;
  const CordonTime now = model->world->time;
  Held *held = &model->held[site][feature];

  switch (answer)
    {
    case CORDON_ANSWER_DISMISS:
      if (++held->n_dismissed >= CORDON_EMBARGO_DISMISSALS)
        held->embargo_wall_us = now.wall_us;
      return;
    case CORDON_ANSWER_BLOCK_TEMPORARILY:
      held->blocked_until_mono_us = now.mono_us + CORDON_TEMPORARY_BLOCK_US;
      return;
    case CORDON_ANSWER_BLOCK_CALLEE: model->never[callee] = TRUE; return;
    case CORDON_ANSWER_BLOCK_SESSION:
      model_put (model, site, feature, 0, (Entry){ .lifetime = CORDON_LIFETIME_SESSION });
      break;
    case CORDON_ANSWER_BLOCK:
      model_put (model, site, feature, 0, (Entry){ .lifetime = CORDON_LIFETIME_UNTIL_REVOKED });
      break;
    case CORDON_ANSWER_ALLOW_VISIT:
      model_put (model, site, feature, 0,
                 (Entry){ .allow = TRUE,
                          .lifetime = CORDON_LIFETIME_VISIT,
                          .ends_wall_us = now.wall_us + CORDON_VISIT_MAX_US });
      break;
    case CORDON_ANSWER_ALLOW_SESSION:
      model_put (model, site, feature, 0, (Entry){ .allow = TRUE, .lifetime = CORDON_LIFETIME_SESSION });
      break;
    case CORDON_ANSWER_ALLOW_UNTIL:
      model_put (
        model, site, feature, 0,
        (Entry){ .allow = TRUE, .lifetime = CORDON_LIFETIME_UNTIL_TIME, .ends_wall_us = until_wall_us });
      break;
    case CORDON_ANSWER_ALLOW:
      model_put (model, site, feature, 0, (Entry){ .allow = TRUE, .lifetime = CORDON_LIFETIME_UNTIL_UNUSED });
      break;
    case CORDON_ANSWER_ALLOW_CALLEE:
      model_put (model, site, feature, callee,
                 (Entry){ .allow = TRUE, .lifetime = CORDON_LIFETIME_UNTIL_UNUSED });
      break;
    case CORDON_ANSWER_IGNORE:
    case CORDON_ANSWER_ALLOW_CALL:
    case CORDON_ANSWER_ALLOW_CALLEE_CALL:
    case CORDON_ANSWER_ALLOW_ADDRESS_BOOK:
    case CORDON_ANSWER_ALLOW_SURFACE: fail_msg ("%s was chosen", cordon_answer_to_string (answer));
    }
  /* Who says yes is not tired of being asked. */
  if (model_look_up (model, site, feature, answer == CORDON_ANSWER_ALLOW_CALLEE ? callee : 0)->allow)
    {
      held->n_dismissed = 0;
      held->embargo_wall_us = 0;
    }
}

static void
answer_question (Model *model, guint page, CordonFeature feature, guint callee, CordonQuestion *question)
{
  const CordonAnswerDetails details = {
    .expires_wall_us = model->world->time.wall_us + g_rand_int_range (model->dice, 1, 90) * CORDON_HOUR_US
                       + 77,
  };
  CordonAnswer answer = choose_answer (model, question);
  g_autoptr (GError) error = NULL;

  learn (model, page, feature, callee, answer, details.expires_wall_us);
  if (!cordon_question_answer (question, answer, &details, &error))
    fail_msg ("step %u: %s", model->step, error->message);
  world_settle (model->world);
}

static void
ask (Model *model, guint page)
{
  World *world = model->world;
  CordonFeature feature = g_rand_boolean (model->dice) ? CORDON_FEATURE_CAMERA : CORDON_FEATURE_MICROPHONE;
  guint callee = (guint) g_rand_int_range (model->dice, 0, N_CALLEES);
  CordonDecisionVerdict expected = model_expect (model, page, feature, callee);
  guint n_questions = world->user.questions->len;
  Outcome *outcome;

  if (expected == CORDON_DECISION_ALLOW)
    model_use (model, pages[page].site, feature, callee);
  outcome = world_ask_spec (
    world, model->documents[page],
    &(CordonRequestSpec){ .features = CORDON_FEATURE_SET_OF (feature), .callee = model->callees[callee] });
  if ((world->user.questions->len > n_questions) != (expected == CORDON_DECISION_PROMPT))
    fail_msg ("step %u: page %u: %s asked", model->step, page,
              expected == CORDON_DECISION_PROMPT ? "nobody was" : "the user was");
  if (expected == CORDON_DECISION_PROMPT)
    answer_question (model, page, feature, callee, world_last_question (world));
  else if (expected == CORDON_DECISION_ALLOW
           && (outcome->n_done != 1 || outcome->verdict != CORDON_DECISION_ALLOW))
    fail_msg ("step %u: page %u was not allowed", model->step, page);
  if (outcome->n_done == 0)
    cordon_profile_cancel_request (world->profile, outcome->id);
  world_settle (world);
}

static void
decide_in_settings (Model *model)
{
  guint site = (guint) g_rand_int_range (model->dice, 0, N_SITES);
  CordonFeature feature = g_rand_boolean (model->dice) ? CORDON_FEATURE_CAMERA : CORDON_FEATURE_MICROPHONE;
  int die = g_rand_int_range (model->dice, 0, 3);
  CordonState state = (CordonState) die;
  g_autoptr (CordonOrigin) origin = world_origin (sites[site]);

  assert_true (cordon_profile_set_state (model->world->profile, origin, feature, state,
                                         CORDON_GRANT_SOURCE_SETTINGS, NULL));
  world_settle (model->world);
  model_forget_held (model, site, feature);
  if (state == CORDON_STATE_PROMPT)
    memset (model->places[site][feature], 0, sizeof model->places[site][feature]);
  else
    model_put (model, site, feature, 0,
               (Entry){ .allow = state == CORDON_STATE_GRANTED, .lifetime = CORDON_LIFETIME_UNTIL_REVOKED });
}

/* The user decides for a while, over whatever he decided for good; one visit needs somebody who visits. */
static void
decide_for_a_while (Model *model, guint page)
{
  guint site = pages[page].site;
  const gboolean visit = g_rand_boolean (model->dice);
  g_autoptr (CordonOrigin) origin = world_origin (sites[site]);
  CordonGrant grant = {
    .origin = origin,
    .feature = g_rand_boolean (model->dice) ? CORDON_FEATURE_CAMERA : CORDON_FEATURE_MICROPHONE,
    .answer = g_rand_boolean (model->dice) ? CORDON_GRANT_ALLOW : CORDON_GRANT_BLOCK,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = visit ? CORDON_LIFETIME_VISIT : CORDON_LIFETIME_SESSION,
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .created_wall_us = model->world->time.wall_us,
    .expires_wall_us = visit ? model->world->time.wall_us + CORDON_VISIT_MAX_US : 0,
  };

  assert_true (cordon_profile_set_grant (model->world->profile, &grant, NULL, NULL, NULL));
  world_settle (model->world);
  model_forget_held (model, site, grant.feature);
  model_put (model, site, grant.feature, 0,
             (Entry){ .allow = grant.answer == CORDON_GRANT_ALLOW,
                      .lifetime = grant.lifetime,
                      .ends_wall_us = grant.expires_wall_us });
}

/* Of what is in force or of what lies beneath, by its id: the whole key is undecided then. */
static void
take_back (Model *model)
{
  guint site = (guint) g_rand_int_range (model->dice, 0, N_SITES);
  CordonFeature feature = g_rand_boolean (model->dice) ? CORDON_FEATURE_CAMERA : CORDON_FEATURE_MICROPHONE;
  g_autoptr (CordonOrigin) origin = world_origin (sites[site]);
  Ids ids = { 0 };

  cordon_profile_foreach_grant (model->world->profile, origin, feature, collect_plain, &ids);
  if (ids.n == 0)
    return;
  assert_int_equal (ids.n, 1);
  cordon_profile_foreach_beneath (model->world->profile, ids.ids[0], collect_plain, &ids);
  assert_true (cordon_profile_revoke (model->world->profile,
                                      ids.ids[g_rand_int_range (model->dice, 0, (gint32) ids.n)], NULL));
  world_settle (model->world);
  model->places[site][feature][0] = (Place){ 0 };
  model->held[site][feature].n_dismissed = 0;
  model->held[site][feature].embargo_wall_us = 0;
}

static void
block_or_unblock (Model *model)
{
  guint callee = (guint) g_rand_int_range (model->dice, 1, N_CALLEES);

  model->never[callee] = !model->never[callee];
  if (model->never[callee])
    assert_true (cordon_profile_block_callee (model->world->profile, model->callees[callee], NULL));
  else
    cordon_profile_unblock_callee (model->world->profile, model->callees[callee]);
  world_settle (model->world);
}

static void
let_time_pass (Model *model)
{
  static const gint64 spans[] = {
    CORDON_SECOND_US, 4 * CORDON_MINUTE_US, CORDON_HOUR_US,     10 * CORDON_HOUR_US,
    CORDON_DAY_US,    8 * CORDON_DAY_US,    61 * CORDON_DAY_US,
  };

  world_advance (model->world, spans[g_rand_int_range (model->dice, 0, G_N_ELEMENTS (spans))]
                                 + g_rand_int_range (model->dice, 1, 1000));
}

static void
change_page (Model *model, guint page)
{
  switch (g_rand_int_range (model->dice, 0, 4))
    {
    case 0:
      model->mixed[page] = TRUE;
      cordon_document_set_active_mixed_content (model->documents[page]);
      break;
    case 1: close_page (model, page); break;
    default:
      model->active[page] = !model->active[page];
      cordon_document_set_fully_active (model->documents[page], model->active[page]);
    }
  world_settle (model->world);
}

static void
restart (Model *model)
{
  if (!model->path)
    return;

  for (guint page = 0; page < N_PAGES; page++)
    g_clear_pointer (&model->documents[page], cordon_document_unref);
  world_restart (model->world, model->path);
  for (guint site = 0; site < N_SITES; site++)
    for (guint feature = 0; feature < CORDON_N_FEATURES; feature++)
      {
        model->held[site][feature].blocked_until_mono_us = 0;
        for (guint callee = 0; callee < N_CALLEES; callee++)
          model->places[site][feature][callee].live = model->places[site][feature][callee].kept;
      }
}

static const char *
live_a_step (Model *model)
{
  guint page = (guint) g_rand_int_range (model->dice, 0, N_PAGES);
  int die = g_rand_int_range (model->dice, 0, 100);

  if (!model->documents[page])
    {
      open_page (model, page);
      return "a page came";
    }
  if (die < 50)
    {
      ask (model, page);
      return "a request";
    }
  if (die < 75)
    {
      let_time_pass (model);
      return "time passed";
    }
  if (die < 85)
    {
      change_page (model, page);
      return "a page changed";
    }
  if (die < 88)
    {
      decide_in_settings (model);
      return "a setting";
    }
  if (die < 91)
    {
      decide_for_a_while (model, page);
      return "a setting for a while";
    }
  if (die < 93)
    {
      take_back (model);
      return "a revocation";
    }
  if (die < 98)
    {
      block_or_unblock (model);
      return "the block-list changed";
    }
  restart (model);
  return "a restart";
}

static void
live (guint32 seed, gboolean on_disk)
{
  Model model = { .dice = g_rand_new_with_seed (seed) };

  model.path = on_disk ? g_dir_make_tmp ("cordon-model-XXXXXX", NULL) : NULL;
  model.world = on_disk ? world_new_at (model.path) : world_new ();
  for (guint i = 1; i < N_CALLEES; i++)
    model.callees[i] = cordon_callee_new_identity (names[i], -1, NULL);

  for (model.step = 0; model.step < N_STEPS; model.step++)
    check (&model, live_a_step (&model));

  for (guint page = 0; page < N_PAGES; page++)
    g_clear_pointer (&model.documents[page], cordon_document_unref);
  world_free (model.world);
  for (guint i = 1; i < N_CALLEES; i++)
    cordon_callee_unref (model.callees[i]);
  if (model.path)
    world_remove_folder (model.path);
  g_free (model.path);
  g_rand_free (model.dice);
}

static void
live_many (guint n_lives, gboolean on_disk)
{
  const guint32 seed = cordon_test_seed ();

  for (guint i = 0; i < n_lives; i++)
    {
      printf ("CORDON_TEST_SEED=%u\n", seed + i);
      fflush (stdout);
      live (seed + i, on_disk);
      cordon_test_progress ("lives", i + 1, n_lives);
    }
  cordon_test_figures ("trials=%u forged=0 lost=0", n_lives * N_STEPS);
}

static void
decisions_are_those_of_the_model (void **state)
{
  live_many (g_getenv ("CORDON_TEST_LONG") ? 2500 : 8, FALSE);
}

static void
decisions_survive_restarts_as_the_model_says (void **state)
{
  live_many (g_getenv ("CORDON_TEST_LONG") ? 500 : 2, TRUE);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (decisions_are_those_of_the_model, "B-11 B-30 B-31 B-32"),
    CORDON_TEST (decisions_survive_restarts_as_the_model_says, "B-03 B-29"),
  };

  return cordon_test_run (tests);
}
