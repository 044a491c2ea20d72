#include "tests/fault/script.h"

#include "storage/clearing.h"
#include "tests/unit/storage/support.h"

static const Step steps[SCRIPT_N_STEPS] = {
  { STEP_ALLOW, 0, TRUE },  { STEP_ALLOW, 1, FALSE }, { STEP_ALLOW, 2, TRUE },   { STEP_REMOVE, 0, TRUE },
  { STEP_BLOCK, 1, TRUE },  { STEP_ALLOW, 0, TRUE },  { STEP_ALLOW, 3, FALSE },  { STEP_ALLOW, 3, FALSE },
  { STEP_BLOCK, 2, TRUE },  { STEP_CLEAR, 0, TRUE },  { STEP_REMOVE, 3, FALSE }, { STEP_ALLOW, 1, TRUE },
  { STEP_BLOCK, 0, FALSE }, { STEP_REMOVE, 1, TRUE }, { STEP_ALLOW, 2, TRUE },   { STEP_ALLOW, 3, TRUE },
};

static const char *const places[SCRIPT_N_PLACES] = { "https://a.example", "https://b.example",
                                                     "https://c.example", "https://d.example" };

typedef struct
{
  ScriptFunc func;
  gpointer data;
  guint step;
  guint *n_open;
} Waiting;

static void
on_done (CordonStore *store, guint64 id, const GError *error, gpointer data)
{
  Waiting *waiting = data;

  (*waiting->n_open)--;
  waiting->func (waiting->step, error ? STEP_FAILED : STEP_ACKNOWLEDGED, waiting->data);
  g_free (waiting);
}

static guint64
id_at (const CordonStore *store, const CordonOrigin *origin)
{
  CordonGrantQuery query = { .origin = origin, .feature = CORDON_FEATURE_CAMERA };
  CordonGrantMatch match = { 0 };

  cordon_grant_table_find (cordon_store_peek_table (store), &query, CORDON_SCOPE_ORIGIN, WALL_US, &match);
  return match.id;
}

static void
play (CordonStore *store, guint index, Waiting *waiting)
{
  const Step *step = &steps[index];
  g_auto (CordonGrant) grant = test_grant (places[step->place], CORDON_FEATURE_CAMERA);
  CordonClearing clearing = { .what = CORDON_CLEAR_GRANTS, .origin = grant.origin };

  switch (step->kind)
    {
    case STEP_ALLOW:
    case STEP_BLOCK:
      grant.answer = step->kind == STEP_ALLOW ? CORDON_GRANT_ALLOW : CORDON_GRANT_BLOCK;
      cordon_store_set (store, &grant, on_done, waiting);
      break;
    case STEP_REMOVE: cordon_store_remove (store, id_at (store, grant.origin), on_done, waiting); break;
    case STEP_CLEAR: cordon_store_clear (store, &clearing, NULL, NULL, on_done, waiting); break;
    }
}

void
script_play (CordonStore *store, ScriptFunc func, gpointer data)
{
  guint n_open = 0;

  for (guint i = 0; i < SCRIPT_N_STEPS; i++)
    {
      g_autoptr (CordonOrigin) origin = cordon_origin_new (places[steps[i].place], -1, NULL);
      Waiting *waiting;

      if (steps[i].kind == STEP_REMOVE && id_at (store, origin) == 0)
        {
          func (i, STEP_SKIPPED, data);
          continue;
        }
      waiting = g_new0 (Waiting, 1);
      *waiting = (Waiting){ func, data, i, &n_open };
      n_open++;
      play (store, i, waiting);
      func (i, STEP_BEGUN, data);
      while (steps[i].wait && n_open > 0)
        g_main_context_iteration (NULL, TRUE);
    }
  while (n_open > 0)
    g_main_context_iteration (NULL, TRUE);
}

/*
 * What is taken away is gone when the call returns; only a power cut may bring it back while it was not
 * acknowledged.
 */
static guint
take_away (guint says, guint what, StepState state, gboolean power_cut)
{
  if (!(says & what))
    return says;
  if (state == STEP_BEGUN_UNSEEN || (state == STEP_BEGUN && power_cut))
    return says | SAYS_NOTHING;
  return (says & ~what) | SAYS_NOTHING;
}

static guint
after_step (guint says, const Step *step, StepState state, gboolean power_cut)
{
  guint value = step->kind == STEP_ALLOW ? SAYS_ALLOW : SAYS_BLOCK;

  switch (step->kind)
    {
    case STEP_ALLOW:
    case STEP_BLOCK:
      if (state == STEP_ACKNOWLEDGED)
        return value;
      if (step->kind == STEP_BLOCK)
        says = take_away (says, SAYS_ALLOW, state, power_cut);
      return state == STEP_BEGUN || state == STEP_BEGUN_UNSEEN ? says | value : says;
    case STEP_REMOVE:
    case STEP_CLEAR:
      if (state == STEP_ACKNOWLEDGED)
        return SAYS_NOTHING;
      return take_away (says, SAYS_ALLOW | SAYS_BLOCK, state, power_cut);
    }
  return says;
}

guint
script_expect (const StepState states[SCRIPT_N_STEPS], guint place, gboolean power_cut)
{
  guint says = SAYS_NOTHING;

  for (guint i = 0; i < SCRIPT_N_STEPS; i++)
    if (steps[i].place == place && states[i] != STEP_NOT_BEGUN && states[i] != STEP_SKIPPED)
      says = after_step (says, &steps[i], states[i], power_cut);
  return says;
}

guint
script_found (const CordonStore *store, guint place)
{
  int answer = test_answer (cordon_store_peek_table (store), places[place], CORDON_FEATURE_CAMERA, WALL_US);

  return answer < 0 ? SAYS_NOTHING : answer ? SAYS_ALLOW : SAYS_BLOCK;
}
