/* Random lives of pages, users and clocks against a small reference that knows nothing of the library: after each step
 * every state that a page can read, and every capture that runs or does not, has to agree.
 */

#include "tests/support/test.h"
#include "tests/unit/permissions/consent_reference.h"

#include <stdio.h>
#include <stdlib.h>

#include "permissions/limits.h"

#define N_STEPS 6000
#define N_STEPS_LONG 1000000
#define STEPS_PER_LIFE 400

static guint
roll (Model *model, guint n)
{
  return (guint) g_rand_int_range (model->dice, 0, (gint32) n);
}

/* The steps. */

static void
open_page (Model *model, guint i)
{
  Page *page = &model->pages[i];

  page->site = roll (model, N_SITES);
  page->seen = TRUE;
  page->document = world_open (model->world, sites[page->site]);
}

static void
close_page (Model *model, guint i)
{
  Page *page = &model->pages[i];

  model_stop_all (model, (Which){ -1, (gint) i, -1, -1, -1 });
  cordon_document_gone (page->document);
  g_clear_pointer (&page->document, cordon_document_unref);
}

static void
flip_page (Model *model, guint i)
{
  model->pages[i].seen = !model->pages[i].seen;
  cordon_document_set_visible (model->pages[i].document, model->pages[i].seen);
}

static void
dismiss (Model *model, Belief *belief)
{
  if (++belief->n_dismissed >= CORDON_EMBARGO_DISMISSALS)
    belief->embargo_us = model_now_us (model);
}

/* Returns: whether the page may capture now, and *out_for_call whether only for this call. */
static gboolean
answer (Model *model, guint i, guint kind, CordonAnswer said, gboolean *out_for_call)
{
  guint site = model->pages[i].site;
  Belief *belief = &model->beliefs[site][kind];
  static const Word words[CORDON_N_ANSWERS] = {
    [CORDON_ANSWER_BLOCK] = BLOCK,        [CORDON_ANSWER_BLOCK_SESSION] = SESSION_BLOCK,
    [CORDON_ANSWER_ALLOW_VISIT] = VISIT,  [CORDON_ANSWER_ALLOW_SESSION] = SESSION,
    [CORDON_ANSWER_ALLOW] = UNTIL_UNUSED,
  };

  if (said == CORDON_ANSWER_DISMISS)
    dismiss (model, belief);
  if (said == CORDON_ANSWER_BLOCK_TEMPORARILY)
    belief->blocked_until_us = model_now_us (model) + CORDON_TEMPORARY_BLOCK_US;
  if (words[said] != NOTHING)
    model_say (model, site, kind, words[said]);
  *out_for_call = said == CORDON_ANSWER_ALLOW_CALL;
  if (!*out_for_call && !model_is_yes (words[said]))
    return FALSE;

  belief->n_dismissed = 0;
  belief->embargo_us = 0;

  return TRUE;
}

static void
ask (Model *model, guint i)
{
  static const CordonAnswer answers[] = {
    CORDON_ANSWER_DISMISS,
    CORDON_ANSWER_DISMISS,
    CORDON_ANSWER_DISMISS,
    CORDON_ANSWER_DISMISS,
    CORDON_ANSWER_BLOCK_TEMPORARILY,
    CORDON_ANSWER_BLOCK_SESSION,
    CORDON_ANSWER_BLOCK,
    CORDON_ANSWER_ALLOW_CALL,
    CORDON_ANSWER_ALLOW_VISIT,
    CORDON_ANSWER_ALLOW_SESSION,
    CORDON_ANSWER_ALLOW,
  };
  guint kind = roll (model, N_KINDS);
  CordonState state = model_expect_state (model, i, kind);
  gboolean for_call = state == CORDON_STATE_GRANTED && model_has_call_grant (model, i, kind);
  gboolean allowed = state == CORDON_STATE_GRANTED;
  guint n_asked = model->world->user.questions->len;
  Outcome *outcome;

  if (!model->pages[i].seen)
    return;
  model->world->user.answer = answers[roll (model, G_N_ELEMENTS (answers))];
  outcome = world_ask (model->world, model->pages[i].document, CORDON_FEATURE_SET_OF (kinds[kind]));
  assert_int_equal (model->world->user.questions->len - n_asked, state == CORDON_STATE_PROMPT);
  if (state == CORDON_STATE_PROMPT)
    allowed = answer (model, i, kind, model->world->user.answer, &for_call);
  assert_int_equal (outcome->verdict == CORDON_DECISION_ALLOW, allowed);
  if (allowed)
    {
      Running running = { .page = i, .kind = kind, .for_call = for_call };
      Belief *belief = &model->beliefs[model->pages[i].site][kind];

      running.capture = world_capture (model->world, model->pages[i].document, outcome, kinds[kind]);
      running.for_good = !for_call && model_is_for_good (belief->word);
      g_array_append_val (model->running, running);
      if (!for_call)
        belief->used_us = model_now_us (model);
    }
}

static void
end_capture (Model *model)
{
  guint i;
  CordonCapture *capture;

  if (model->running->len == 0)
    return;
  i = roll (model, model->running->len);
  capture = g_array_index (model->running, Running, i).capture;
  model_stop_at (model, i);
  cordon_capture_ended (capture);
}

static void
stop_capture (Model *model)
{
  Running running;
  guint i, site;

  if (model->running->len == 0)
    return;
  i = roll (model, model->running->len);
  running = g_array_index (model->running, Running, i);
  site = model->pages[running.page].site;
  model_stop_at (model, i);
  cordon_profile_stop_capture (model->world->profile, cordon_capture_get_id (running.capture));
  if (model_is_for_a_visit (model->beliefs[site][running.kind].word))
    model_end_word (model, site, running.kind);
}

static void
end_call (Model *model, guint i)
{
  guint64 call_id = cordon_profile_get_call (model->world->profile, model->pages[i].document);

  cordon_profile_end_call (model->world->profile, call_id);
  model_stop_all (model, (Which){ -1, (gint) i, -1, -1, -1 });
}

static void
change_settings (Model *model)
{
  guint site = roll (model, N_SITES), kind = roll (model, N_KINDS), to = roll (model, 3);
  static const CordonState states[] = { CORDON_STATE_PROMPT, CORDON_STATE_GRANTED, CORDON_STATE_DENIED };
  g_autoptr (CordonOrigin) origin = world_origin (sites[site]);
  Belief *belief = &model->beliefs[site][kind];

  assert_true (cordon_profile_set_state (model->world->profile, origin, kinds[kind], states[to],
                                         CORDON_GRANT_SOURCE_SETTINGS, NULL));
  belief->n_dismissed = 0;
  belief->embargo_us = belief->blocked_until_us = 0;
  if (states[to] == CORDON_STATE_PROMPT)
    {
      model_forget_word (model, site, kind);
      model_stop_all (model, (Which){ (gint) site, -1, (gint) kind, -1, -1 });
    }
  else
    model_say (model, site, kind, states[to] == CORDON_STATE_GRANTED ? FOREVER : BLOCK);
}

/* In the settings too, while somebody looks at page @i. */
static void
decide_for_a_while (Model *model, guint i)
{
  static const Word words[] = { VISIT, VISIT_BLOCK, SESSION, SESSION_BLOCK };
  const Word word = words[roll (model, G_N_ELEMENTS (words))];
  guint site = model->pages[i].site, kind = roll (model, N_KINDS);
  Belief *belief = &model->beliefs[site][kind];
  g_autoptr (CordonOrigin) origin = world_origin (sites[site]);
  const CordonGrant grant = {
    .origin = origin,
    .feature = kinds[kind],
    .answer = model_is_yes (word) ? CORDON_GRANT_ALLOW : CORDON_GRANT_BLOCK,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = model_is_for_a_visit (word) ? CORDON_LIFETIME_VISIT : CORDON_LIFETIME_SESSION,
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .created_wall_us = model_now_us (model),
    .expires_wall_us = model_is_for_a_visit (word) ? model_now_us (model) + CORDON_VISIT_MAX_US : 0,
  };

  if (!model->pages[i].seen)
    return;
  assert_true (cordon_profile_set_grant (model->world->profile, &grant, NULL, NULL, NULL));
  belief->n_dismissed = 0;
  belief->embargo_us = belief->blocked_until_us = 0;
  model_say (model, site, kind, word);
}

static void
suspend (Model *model)
{
  cordon_profile_suspended (model->world->profile);
  for (guint site = 0; site < N_SITES; site++)
    for (guint kind = 0; kind < N_KINDS; kind++)
      if (model_is_for_a_visit (model->beliefs[site][kind].word))
        model_end_word (model, site, kind);
}

static void
clear (Model *model)
{
  cordon_profile_clear (model->world->profile, &(CordonClear){ .decisions = TRUE });
  model_stop_all (model, (Which){ -1, -1, -1, -1, -1 });
  for (guint site = 0; site < N_SITES; site++)
    for (guint kind = 0; kind < N_KINDS; kind++)
      {
        Belief *belief = &model->beliefs[site][kind];

        belief->word = belief->beneath = NOTHING;
        belief->n_dismissed = 0;
        belief->embargo_us = belief->blocked_until_us = 0;
      }
}

static void
advance (Model *model)
{
  static const gint64 spans[] = {
    CORDON_SECOND_US,    2 * CORDON_MINUTE_US, 6 * CORDON_MINUTE_US, CORDON_HOUR_US,
    17 * CORDON_HOUR_US, 8 * CORDON_DAY_US,    61 * CORDON_DAY_US,
  };

  world_advance (model->world, spans[roll (model, roll (model, 4) == 0 ? G_N_ELEMENTS (spans) : 4)]);
  model_let_time_pass (model);
}

static void
step (Model *model)
{
  guint i = roll (model, N_PAGES), what = roll (model, 100);

  if (model->pages[i].document == NULL)
    open_page (model, i);
  else if (what < 8)
    close_page (model, i);
  else if (what < 20)
    flip_page (model, i);
  else if (what < 55)
    ask (model, i);
  else if (what < 65)
    end_capture (model);
  else if (what < 72)
    stop_capture (model);
  else if (what < 75)
    end_call (model, i);
  else if (what < 79)
    change_settings (model);
  else if (what < 82)
    decide_for_a_while (model, i);
  else if (what < 83)
    suspend (model);
  else if (what < 84)
    clear (model);
  else
    advance (model);
  model_look_around (model);
  world_settle (model->world);
}

static void
compare (Model *model)
{
  for (guint i = 0; i < N_PAGES; i++)
    for (guint kind = 0; model->pages[i].document != NULL && kind < N_KINDS; kind++)
      assert_int_equal (world_state (model->world, model->pages[i].document, kinds[kind]),
                        model_expect_state (model, i, kind));
  for (guint i = 0; i < model->running->len; i++)
    assert_true (cordon_capture_may_deliver (g_array_index (model->running, Running, i).capture));
  for (guint i = 0; i < model->over->len; i++)
    assert_false (cordon_capture_may_deliver (model->over->pdata[i]));
}

static void
live (guint32 seed, guint n_steps, gboolean on_disk)
{
  Model model = { .dice = g_rand_new_with_seed (seed) };

  model.path = on_disk ? g_dir_make_tmp ("cordon-consent-XXXXXX", NULL) : NULL;
  model.world = on_disk ? world_new_at (model.path) : world_new ();
  model.running = g_array_new (FALSE, FALSE, sizeof (Running));
  model.over = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_capture_unref);
  model.world->user.answers = TRUE;
  for (guint i = 0; i < n_steps; i++)
    {
      step (&model);
      compare (&model);
    }
  for (guint i = 0; i < N_PAGES; i++)
    if (model.pages[i].document != NULL)
      close_page (&model, i);
  g_array_unref (model.running);
  g_ptr_array_unref (model.over);
  g_rand_free (model.dice);
  world_free (model.world);
  if (on_disk)
    world_remove_folder (model.path);
  g_free (model.path);
}

static void
live_many (guint n_steps, gboolean on_disk)
{
  const guint32 seed = cordon_test_seed ();

  for (guint i = 0; i < n_steps / STEPS_PER_LIFE; i++)
    {
      printf ("seed %u\n", seed + i);
      live (seed + i, STEPS_PER_LIFE, on_disk);
      cordon_test_progress ("lives", i + 1, n_steps / STEPS_PER_LIFE);
    }
  cordon_test_figures ("trials=%u forged=0 lost=0", n_steps);
}

static gboolean
is_long (void)
{
  return g_getenv ("CORDON_TEST_LONG") != NULL;
}

static void
pages_users_and_clocks_never_disagree_with_a_simple_reference (void **state)
{
  live_many (is_long () ? N_STEPS_LONG : N_STEPS, FALSE);
}

static void
what_is_kept_lies_beneath_as_the_reference_says (void **state)
{
  live_many (is_long () ? N_STEPS_LONG : N_STEPS / 5, TRUE);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (pages_users_and_clocks_never_disagree_with_a_simple_reference,
                 "B-03 B-17 B-22 B-30 B-31 B-32"),
    CORDON_TEST (what_is_kept_lies_beneath_as_the_reference_says, "B-29 B-30 B-31"),
  };

  return cordon_test_run (tests);
}
