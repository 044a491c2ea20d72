#include "tests/unit/permissions/consent_reference.h"

#include "permissions/limits.h"

gint64
model_now_us (const Model *model)
{
  return model->world->time.wall_us;
}

void
model_stop_at (Model *model, guint i)
{
  const Running *running = &g_array_index (model->running, Running, i);

  model->beliefs[model->pages[running->page].site][running->kind].captured_us = model_now_us (model);
  g_ptr_array_add (model->over, cordon_capture_ref (running->capture));
  g_array_remove_index (model->running, i);
}

void
model_stop_all (Model *model, Which which)
{
  for (guint i = model->running->len; i > 0; i--)
    {
      const Running *running = &g_array_index (model->running, Running, i - 1);
      gint site = (gint) model->pages[running->page].site;

      if ((which.site < 0 || which.site == site) && (which.page < 0 || which.page == (gint) running->page)
          && (which.kind < 0 || which.kind == (gint) running->kind)
          && (which.for_call < 0 || which.for_call == running->for_call)
          && (which.for_good < 0 || which.for_good == running->for_good))
        model_stop_at (model, i - 1);
    }
}

gboolean
model_has_call_grant (const Model *model, guint page, guint kind)
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

gboolean
model_is_for_good (Word word)
{
  return word == UNTIL_UNUSED || word == FOREVER || word == BLOCK;
}

gboolean
model_is_for_a_visit (Word word)
{
  return word == VISIT || word == VISIT_BLOCK;
}

void
model_end_word (Model *model, guint site, guint kind)
{
  Belief *belief = &model->beliefs[site][kind];

  model_stop_all (model, (Which){ (gint) site, -1, (gint) kind, FALSE, model_is_for_good (belief->word) });
  belief->word = belief->beneath;
  belief->used_us = belief->beneath_used_us;
  belief->beneath = NOTHING;
}

static void
end_beneath (Model *model, guint site, guint kind)
{
  model->beliefs[site][kind].beneath = NOTHING;
  model_stop_all (model, (Which){ (gint) site, -1, (gint) kind, FALSE, TRUE });
}

void
model_forget_word (Model *model, guint site, guint kind)
{
  model->beliefs[site][kind].word = model->beliefs[site][kind].beneath = NOTHING;
  model_stop_all (model, (Which){ (gint) site, -1, (gint) kind, FALSE, -1 });
}

gboolean
model_is_yes (Word word)
{
  return word == VISIT || word == SESSION || word == UNTIL_UNUSED || word == FOREVER;
}

CordonState
model_expect_state (const Model *model, guint page, guint kind)
{
  const Belief *belief = &model->beliefs[model->pages[page].site][kind];

  if (model_has_call_grant (model, page, kind))
    return CORDON_STATE_GRANTED;
  if (belief->word != NOTHING)
    return model_is_yes (belief->word) ? CORDON_STATE_GRANTED : CORDON_STATE_DENIED;
  if (belief->blocked_until_us > model_now_us (model))
    return CORDON_STATE_DENIED;
  if (belief->embargo_us != 0 && model_now_us (model) < belief->embargo_us + CORDON_EMBARGO_US)
    return CORDON_STATE_DENIED;

  return CORDON_STATE_PROMPT;
}

void
model_look_around (Model *model)
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

          if (n_pages == 0 && model_is_for_a_visit (belief->word))
            model_end_word (model, site, kind);
          if (n_seen > 0)
            belief->hidden_us = 0;
          else if (belief->hidden_us == 0)
            belief->hidden_us = model_now_us (model);
        }
    }
}

void
model_let_time_pass (Model *model)
{
  gint64 now = model_now_us (model);

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
              *(running->for_good && belief->beneath ? &belief->beneath_used_us : &belief->used_us) = now;
          }
        if (belief->beneath == UNTIL_UNUSED && belief->beneath_used_us + CORDON_UNUSED_US <= now)
          end_beneath (model, site, kind);
        if (model_is_for_a_visit (belief->word) && (hidden || belief->said_us + CORDON_VISIT_MAX_US <= now))
          model_end_word (model, site, kind);
        if (belief->word == UNTIL_UNUSED && belief->used_us + CORDON_UNUSED_US <= now)
          model_end_word (model, site, kind);
      }
}

/* What ran on a word that was replaced stands on the new one; what ran on the word beneath stays there. */
static void
stand_on (Model *model, guint site, guint kind)
{
  const Belief *belief = &model->beliefs[site][kind];

  for (guint i = 0; i < model->running->len; i++)
    {
      Running *running = &g_array_index (model->running, Running, i);

      if (model->pages[running->page].site == site && running->kind == kind && !running->for_call
          && !(running->for_good && belief->beneath))
        running->for_good = model_is_for_good (belief->word);
    }
}

void
model_say (Model *model, guint site, guint kind, Word word)
{
  Belief *belief = &model->beliefs[site][kind];

  if (model_is_for_good (word) || !model->path)
    belief->beneath = NOTHING;
  else if (model_is_for_good (belief->word))
    {
      belief->beneath = belief->word;
      belief->beneath_used_us = belief->used_us;
    }
  belief->word = word;
  belief->said_us = belief->used_us = model_now_us (model);
  if (model_is_yes (word))
    stand_on (model, site, kind);
  else
    model_stop_all (model, (Which){ (gint) site, -1, (gint) kind, -1, -1 });
}
