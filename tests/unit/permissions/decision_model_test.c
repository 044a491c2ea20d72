/*
 * A profile against a small model of it: pages ask, users answer, clocks go on, documents come and go, the browser
 * restarts, and after each step every decision must be what the model says. CORDON_TEST_SEED repeats a run;
 * CORDON_TEST_LONG makes it a million steps.
 *
 * The model knows the rules as the requirements tell them and nothing of how they are kept.
 */

#include "tests/support/test.h"

#include <glib/gstdio.h>
#include <stdio.h>

#include "permissions/limits.h"
#include "tests/support/world.h"

#define N_STEPS 400
#define N_SITES 3
#define N_PAGES 5
#define N_CALLEES 3 /* nobody, bob, eve */

static const char *const sites[N_SITES] = { "https://a.example", "https://b.example", "https://c.example" };
static const char *const names[N_CALLEES] = { NULL, "bob@idp.example", "eve@idp.example" };

/* Three top-level pages, and two frames in the first: one delegated by name, one by a wildcard. */
static const struct
{
  guint site; /* of the top level */
  gboolean frame;
  gboolean wildcard;
} pages[N_PAGES] = { { 0 }, { 1 }, { 2 }, { 0, TRUE, FALSE }, { 0, TRUE, TRUE } };

typedef struct
{
  gboolean is_set;
  gboolean allow;
  CordonLifetime lifetime;
  gint64 ends_wall_us;
  gint64 used_wall_us;
} Entry;

/* What is in force, and what the disk would bring back; a value for the session replaces what was kept (B-29). */
typedef struct
{
  Entry live;
  Entry kept;
} Place;

typedef struct
{
  guint n_dismissed;
  gint64 embargo_wall_us; /* 0: never */
  gint64 blocked_until_mono_us;
} Held;

typedef struct
{
  World *world;
  char *path; /* NULL: memory */
  GRand *dice;
  guint step;
  CordonDocument *documents[N_PAGES];
  CordonCallee *callees[N_CALLEES];
  gboolean active[N_PAGES];
  gboolean mixed[N_PAGES];
  Place places[N_SITES][CORDON_N_FEATURES][N_CALLEES]; /* by callee; nobody: the origin's */
  Held held[N_SITES][CORDON_N_FEATURES];
  gboolean never[N_CALLEES];
} Model;

/* The model. */

static gboolean
is_lasting (CordonLifetime lifetime)
{
  return lifetime == CORDON_LIFETIME_UNTIL_TIME || lifetime == CORDON_LIFETIME_UNTIL_UNUSED
         || lifetime == CORDON_LIFETIME_UNTIL_REVOKED;
}

static gboolean
is_over (const Entry *entry, gint64 wall_us)
{
  if (entry->lifetime == CORDON_LIFETIME_UNTIL_UNUSED)
    return wall_us >= entry->used_wall_us + CORDON_UNUSED_US;

  return entry->ends_wall_us != 0 && wall_us >= entry->ends_wall_us;
}

static const Entry *
look_up (Model *model, guint site, CordonFeature feature, guint callee)
{
  Place *place = &model->places[site][feature][callee];
  gint64 wall_us = model->world->time.wall_us;

  if (place->kept.is_set && is_over (&place->kept, wall_us))
    place->kept.is_set = FALSE;
  if (place->live.is_set && is_over (&place->live, wall_us))
    place->live = is_lasting (place->live.lifetime) ? (Entry){ 0 } : place->kept;

  return place->live.is_set ? &place->live : NULL;
}

static CordonDecisionVerdict
expect (Model *model, guint page, CordonFeature feature, guint callee)
{
  guint site = pages[page].site;
  const Held *held = &model->held[site][feature];
  const CordonTime now = model->world->time;
  const Entry *towards = callee != 0 ? look_up (model, site, feature, callee) : NULL;
  const Entry *plain = look_up (model, site, feature, 0);

  if (!model->active[page] || model->mixed[page] || model->never[callee])
    return CORDON_DECISION_DENY;
  if (towards && !pages[page].wildcard)
    return CORDON_DECISION_ALLOW;
  if (plain && !plain->allow)
    return CORDON_DECISION_DENY;
  if (plain && !pages[page].wildcard)
    return CORDON_DECISION_ALLOW;
  if (now.mono_us < held->blocked_until_mono_us)
    return CORDON_DECISION_DENY;
  if (held->embargo_wall_us != 0 && now.wall_us < held->embargo_wall_us + CORDON_EMBARGO_US)
    return CORDON_DECISION_DENY;

  return CORDON_DECISION_PROMPT;
}

static void
put (Model *model, guint site, CordonFeature feature, guint callee, Entry entry)
{
  Place *place = &model->places[site][feature][callee];

  entry.is_set = TRUE;
  entry.used_wall_us = model->world->time.wall_us;
  place->live = entry;
  place->kept = is_lasting (entry.lifetime) ? entry : (Entry){ 0 };
}

/* The yes that answers a request was used now. */
static void
use (Model *model, guint site, CordonFeature feature, guint callee)
{
  guint deciding = callee != 0 && look_up (model, site, feature, callee) ? callee : 0;
  Place *place = &model->places[site][feature][deciding];

  place->live.used_wall_us = model->world->time.wall_us;
  if (place->kept.is_set && is_lasting (place->live.lifetime))
    place->kept.used_wall_us = model->world->time.wall_us;
}

static void
forget_held (Model *model, guint site, CordonFeature feature)
{
  model->held[site][feature] = (Held){ 0 };
}

/* Visits end with the last page of their site. */
static void
page_went (Model *model, guint site)
{
  for (guint i = 0; i < N_PAGES; i++)
    if (pages[i].site == site && model->documents[i])
      return;

  for (guint feature = 0; feature < CORDON_N_FEATURES; feature++)
    {
      Place *place = &model->places[site][feature][0];

      if (place->live.is_set && place->live.lifetime == CORDON_LIFETIME_VISIT)
        place->live = place->kept;
    }
}

/* The world. */

static void
check (Model *model, const char *what)
{
  for (guint page = 0; page < N_PAGES; page++)
    for (guint i = CORDON_FEATURE_CAMERA; model->documents[page] && i <= CORDON_FEATURE_MICROPHONE; i++)
      for (guint callee = 0; callee < N_CALLEES; callee++)
        {
          g_auto (CordonDecision) decision = { 0 };
          CordonDecisionVerdict expected = expect (model, page, (CordonFeature) i, callee);

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
  page_went (model, pages[page].site);
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
      put (model, site, feature, 0, (Entry){ .lifetime = CORDON_LIFETIME_SESSION });
      break;
    case CORDON_ANSWER_BLOCK:
      put (model, site, feature, 0, (Entry){ .lifetime = CORDON_LIFETIME_UNTIL_REVOKED });
      break;
    case CORDON_ANSWER_ALLOW_VISIT:
      put (model, site, feature, 0,
           (Entry){ .allow = TRUE,
                    .lifetime = CORDON_LIFETIME_VISIT,
                    .ends_wall_us = now.wall_us + CORDON_VISIT_MAX_US });
      break;
    case CORDON_ANSWER_ALLOW_SESSION:
      put (model, site, feature, 0, (Entry){ .allow = TRUE, .lifetime = CORDON_LIFETIME_SESSION });
      break;
    case CORDON_ANSWER_ALLOW_UNTIL:
      put (model, site, feature, 0,
           (Entry){ .allow = TRUE, .lifetime = CORDON_LIFETIME_UNTIL_TIME, .ends_wall_us = until_wall_us });
      break;
    case CORDON_ANSWER_ALLOW:
      put (model, site, feature, 0, (Entry){ .allow = TRUE, .lifetime = CORDON_LIFETIME_UNTIL_UNUSED });
      break;
    case CORDON_ANSWER_ALLOW_CALLEE:
      put (model, site, feature, callee, (Entry){ .allow = TRUE, .lifetime = CORDON_LIFETIME_UNTIL_UNUSED });
      break;
    case CORDON_ANSWER_IGNORE:
    case CORDON_ANSWER_ALLOW_CALL:
    case CORDON_ANSWER_ALLOW_CALLEE_CALL:
    case CORDON_ANSWER_ALLOW_SURFACE: fail_msg ("%s was chosen", cordon_answer_to_string (answer));
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
  CordonDecisionVerdict expected = expect (model, page, feature, callee);
  guint n_questions = world->user.questions->len;
  Outcome *outcome;

  if (expected == CORDON_DECISION_ALLOW)
    use (model, pages[page].site, feature, callee);
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
  forget_held (model, site, feature);
  if (state == CORDON_STATE_PROMPT)
    memset (model->places[site][feature], 0, sizeof model->places[site][feature]);
  else
    put (model, site, feature, 0,
         (Entry){ .allow = state == CORDON_STATE_GRANTED, .lifetime = CORDON_LIFETIME_UNTIL_REVOKED });
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
  if (die < 93)
    {
      decide_in_settings (model);
      return "a setting";
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
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
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
    remove_folder (model.path);
  g_free (model.path);
  g_rand_free (model.dice);
}

static void
live_many (guint n_lives, gboolean on_disk)
{
  const char *given = g_getenv ("CORDON_TEST_SEED");
  guint32 seed = given ? (guint32) g_ascii_strtoull (given, NULL, 10) : g_random_int ();

  for (guint i = 0; i < n_lives; i++)
    {
      printf ("CORDON_TEST_SEED=%u\n", seed + i);
      fflush (stdout);
      live (seed + i, on_disk);
    }
}

static void
decisions_are_those_of_the_model (void **state)
{
  live_many (g_getenv ("CORDON_TEST_LONG") ? 2000 : 8, FALSE);
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
