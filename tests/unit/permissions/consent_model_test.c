/* Random lives of pages, users and clocks against a small reference that knows nothing of the library: after each step
 * every state that a page can read, and every capture that runs or does not, has to agree.
 */

#include "tests/support/test.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>

#include "permissions/limits.h"

#define N_SITES 3
#define N_PAGES 5
#define N_KINDS 2
#define N_STEPS 6000
#define N_STEPS_LONG 1000000
#define STEPS_PER_LIFE 400

static const char *const sites[N_SITES] = { "https://a.example", "https://b.example", "https://c.example" };
static const CordonFeature kinds[N_KINDS] = { CORDON_FEATURE_CAMERA, CORDON_FEATURE_MICROPHONE };

/* What the user said of a site and kind, at most one thing at a time. */
typedef enum
{
  NOTHING = 0,
  VISIT,
  SESSION,
  SESSION_BLOCK,
  UNTIL_UNUSED,
  FOREVER,
  BLOCK,
} Word;

typedef struct
{
  Word word;
  gint64 said_us;
  gint64 used_us;
  gint64 hidden_us;   /* since when no page of the site is seen; 0: one is */
  gint64 captured_us; /* end of the last capture */
  guint n_dismissed;
  gint64 embargo_us; /* when it began; 0: never */
  gint64 blocked_until_us;
} Belief;

typedef struct
{
  CordonCapture *capture; /* the world holds it */
  guint page;
  guint kind;
  gboolean for_call;
} Running;

typedef struct
{
  CordonDocument *document;
  guint site;
  gboolean seen;
} Page;

typedef struct
{
  World *world;
  GRand *dice;
  Belief beliefs[N_SITES][N_KINDS];
  Page pages[N_PAGES];
  GArray *running; /* Running */
  GPtrArray *over; /* CordonCapture that must never deliver again */
} Model;

static guint
roll (Model *model, guint n)
{
  return (guint) g_rand_int_range (model->dice, 0, (gint32) n);
}

static gint64
now_us (const Model *model)
{
  return model->world->time.wall_us;
}

/* The reference. */

static void
stop_at (Model *model, guint i)
{
  const Running *running = &g_array_index (model->running, Running, i);

  model->beliefs[model->pages[running->page].site][running->kind].captured_us = now_us (model);
  g_ptr_array_add (model->over, cordon_capture_ref (running->capture));
  g_array_remove_index (model->running, i);
}

typedef struct
{
  gint site, page, kind, for_call; /* -1: any */
} Which;

static void
stop_all (Model *model, Which which)
{
  for (guint i = model->running->len; i > 0; i--)
    {
      const Running *running = &g_array_index (model->running, Running, i - 1);
      gint site = (gint) model->pages[running->page].site;

      if ((which.site < 0 || which.site == site) && (which.page < 0 || which.page == (gint) running->page)
          && (which.kind < 0 || which.kind == (gint) running->kind)
          && (which.for_call < 0 || which.for_call == running->for_call))
        stop_at (model, i - 1);
    }
}

static gboolean
has_call_grant (const Model *model, guint page, guint kind)
{
  for (guint i = 0; i < model->running->len; i++)
    {
      const Running *running = &g_array_index (model->running, Running, i);

      if (running->page == page && running->kind == kind && running->for_call)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_captured (const Model *model, guint site, guint kind)
{
  for (guint i = 0; i < model->running->len; i++)
    {
      const Running *running = &g_array_index (model->running, Running, i);

      if (model->pages[running->page].site == site && running->kind == kind)
        return TRUE;
    }

  return FALSE;
}

/* The word is taken back, and what stood on it stops. */
static void
forget_word (Model *model, guint site, guint kind)
{
  model->beliefs[site][kind].word = NOTHING;
  stop_all (model, (Which){ (gint) site, -1, (gint) kind, FALSE });
}

static gboolean
is_yes (Word word)
{
  return word == VISIT || word == SESSION || word == UNTIL_UNUSED || word == FOREVER;
}

static CordonState
expect_state (const Model *model, guint page, guint kind)
{
  const Belief *belief = &model->beliefs[model->pages[page].site][kind];

  if (has_call_grant (model, page, kind))
    return CORDON_STATE_GRANTED;
  if (belief->word != NOTHING)
    return is_yes (belief->word) ? CORDON_STATE_GRANTED : CORDON_STATE_DENIED;
  if (belief->blocked_until_us > now_us (model))
    return CORDON_STATE_DENIED;
  if (belief->embargo_us != 0 && now_us (model) < belief->embargo_us + CORDON_EMBARGO_US)
    return CORDON_STATE_DENIED;

  return CORDON_STATE_PROMPT;
}

static void
look_around (Model *model)
{
  for (guint site = 0; site < N_SITES; site++)
    {
      guint n_pages = 0, n_seen = 0;

      for (guint i = 0; i < N_PAGES; i++)
        if (model->pages[i].document != NULL && model->pages[i].site == site)
          {
            n_pages++;
            n_seen += model->pages[i].seen;
          }
      for (guint kind = 0; kind < N_KINDS; kind++)
        {
          Belief *belief = &model->beliefs[site][kind];

          if (n_pages == 0 && belief->word == VISIT)
            forget_word (model, site, kind);
          if (n_seen > 0)
            belief->hidden_us = 0;
          else if (belief->hidden_us == 0)
            belief->hidden_us = now_us (model);
        }
    }
}

static void
let_time_pass (Model *model)
{
  gint64 now = now_us (model);

  for (guint site = 0; site < N_SITES; site++)
    for (guint kind = 0; kind < N_KINDS; kind++)
      {
        Belief *belief = &model->beliefs[site][kind];
        gboolean hidden = belief->hidden_us != 0 && !is_captured (model, site, kind)
                          && MAX (belief->hidden_us, belief->captured_us) + CORDON_VISIT_HIDDEN_US <= now;

        for (guint i = 0; i < model->running->len; i++)
          {
            const Running *running = &g_array_index (model->running, Running, i);

            if (model->pages[running->page].site == site && running->kind == kind && !running->for_call)
              belief->used_us = now;
          }
        if (belief->word == VISIT && (hidden || belief->said_us + CORDON_VISIT_MAX_US <= now))
          forget_word (model, site, kind);
        if (belief->word == UNTIL_UNUSED && belief->used_us + CORDON_UNUSED_US <= now)
          forget_word (model, site, kind);
      }
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

  stop_all (model, (Which){ -1, (gint) i, -1, -1 });
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
say (Model *model, guint site, guint kind, Word word)
{
  Belief *belief = &model->beliefs[site][kind];

  belief->word = word;
  belief->said_us = belief->used_us = now_us (model);
  if (word == BLOCK || word == SESSION_BLOCK)
    stop_all (model, (Which){ (gint) site, -1, (gint) kind, -1 });
}

static void
dismiss (Model *model, Belief *belief)
{
  if (++belief->n_dismissed >= CORDON_EMBARGO_DISMISSALS)
    belief->embargo_us = now_us (model);
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
    belief->blocked_until_us = now_us (model) + CORDON_TEMPORARY_BLOCK_US;
  if (words[said] != NOTHING)
    say (model, site, kind, words[said]);
  *out_for_call = said == CORDON_ANSWER_ALLOW_CALL;

  return *out_for_call || is_yes (words[said]);
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
  CordonState state = expect_state (model, i, kind);
  gboolean for_call = state == CORDON_STATE_GRANTED && has_call_grant (model, i, kind);
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

      running.capture = world_capture (model->world, model->pages[i].document, outcome, kinds[kind]);
      g_array_append_val (model->running, running);
      if (!for_call)
        model->beliefs[model->pages[i].site][kind].used_us = now_us (model);
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
  stop_at (model, i);
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
  stop_at (model, i);
  cordon_profile_stop_capture (model->world->profile, cordon_capture_get_id (running.capture));
  if (model->beliefs[site][running.kind].word == VISIT)
    forget_word (model, site, running.kind);
}

static void
end_call (Model *model, guint i)
{
  guint64 call_id = cordon_profile_get_call (model->world->profile, model->pages[i].document);

  cordon_profile_end_call (model->world->profile, call_id);
  stop_all (model, (Which){ -1, (gint) i, -1, -1 });
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
      forget_word (model, site, kind);
      stop_all (model, (Which){ (gint) site, -1, (gint) kind, -1 });
    }
  else
    say (model, site, kind, states[to] == CORDON_STATE_GRANTED ? FOREVER : BLOCK);
}

static void
suspend (Model *model)
{
  cordon_profile_suspended (model->world->profile);
  for (guint site = 0; site < N_SITES; site++)
    for (guint kind = 0; kind < N_KINDS; kind++)
      if (model->beliefs[site][kind].word == VISIT)
        forget_word (model, site, kind);
}

static void
clear (Model *model)
{
  cordon_profile_clear (model->world->profile, &(CordonClear){ .decisions = TRUE });
  stop_all (model, (Which){ -1, -1, -1, -1 });
  for (guint site = 0; site < N_SITES; site++)
    for (guint kind = 0; kind < N_KINDS; kind++)
      {
        Belief *belief = &model->beliefs[site][kind];

        belief->word = NOTHING;
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
  let_time_pass (model);
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
  else if (what < 82)
    change_settings (model);
  else if (what < 83)
    suspend (model);
  else if (what < 84)
    clear (model);
  else
    advance (model);
  look_around (model);
  world_settle (model->world);
}

static void
compare (Model *model)
{
  for (guint i = 0; i < N_PAGES; i++)
    for (guint kind = 0; model->pages[i].document != NULL && kind < N_KINDS; kind++)
      assert_int_equal (world_state (model->world, model->pages[i].document, kinds[kind]),
                        expect_state (model, i, kind));
  for (guint i = 0; i < model->running->len; i++)
    assert_true (cordon_capture_may_deliver (g_array_index (model->running, Running, i).capture));
  for (guint i = 0; i < model->over->len; i++)
    assert_false (cordon_capture_may_deliver (model->over->pdata[i]));
}

static void
live (guint32 seed, guint n_steps)
{
  Model model = { .world = world_new (), .dice = g_rand_new_with_seed (seed) };

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
}

static void
pages_users_and_clocks_never_disagree_with_a_simple_reference (void **state)
{
  const char *fixed = g_getenv ("CORDON_TEST_SEED");
  guint n_steps = g_getenv ("CORDON_TEST_LONG") != NULL ? N_STEPS_LONG : N_STEPS;
  guint32 seed = fixed != NULL ? (guint32) strtoul (fixed, NULL, 10) : g_random_int ();

  for (guint i = 0; i < n_steps / STEPS_PER_LIFE; i++)
    {
      printf ("seed %u\n", seed + i);
      live (seed + i, STEPS_PER_LIFE);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (pages_users_and_clocks_never_disagree_with_a_simple_reference,
                 "B-03 B-17 B-22 B-30 B-31 B-32"),
  };

  return cordon_test_run (tests);
}
