/* Random lives of documents, requests and answers over a boundary whose messages arrive late. Whatever happens: every
 * question has exactly one answer, the honest side never breaks a rule, and a cached answer is never an old one.
 */

#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/boundary_loop.h"

#define N_STEPS 4000
#define N_LIVES 12

typedef struct
{
  BoundaryLoop loop;
  GRand *dice;
  GPtrArray *documents; /* CordonDocument, live */
  GArray *requests;     /* guint64 ids, maybe ended */
  guint n_asked;        /* requests and queries */
  guint n_answered;
} Model;

static void
state_cb (CordonAgent *agent, CordonState state, gpointer data)
{
  ((Model *) data)->n_answered++;
}

static void
response_cb (CordonAgent *agent, const CordonResponse *response, gpointer data)
{
  ((Model *) data)->n_answered++;
  assert_true ((response->verdict == CORDON_DECISION_ALLOW) == (response->token != NULL));
  assert_true ((response->verdict == CORDON_DECISION_ALLOW) == (response->exception == NULL));
}

static guint
roll (Model *model, guint n)
{
  return (guint) g_rand_int_range (model->dice, 0, (gint32) n);
}

static CordonDocument *
any_document (Model *model)
{
  return model->documents->len > 0 ? g_ptr_array_index (model->documents, roll (model, model->documents->len))
                                   : NULL;
}

static CordonFeature
any_feature (Model *model)
{
  return (CordonFeature) (1 + roll (model, CORDON_N_FEATURES - 1));
}

static void
change_state (Model *model)
{
  const CordonFeature feature = any_feature (model);
  const guint state = roll (model, 3);

  model->loop.states[feature] = (CordonState) state;
  for (guint i = 0; i < model->documents->len; i++)
    cordon_document_tell_state (g_ptr_array_index (model->documents, i), feature,
                                model->loop.states[feature]);
}

static void
finish_request (Model *model)
{
  static const guint64 captures[CORDON_N_FEATURES] = { [CORDON_FEATURE_CAMERA] = 5 };
  const CordonRequestOutcome yes = { .verdict = CORDON_DECISION_ALLOW,
                                     .token = "t",
                                     .capture_ids = captures };
  const CordonRequestOutcome no = { .reason = CORDON_REASON_USER_BLOCKED };

  if (model->loop.held->len > 0)
    boundary_loop_finish (&model->loop, roll (model, model->loop.held->len),
                          roll (model, 2) == 0 ? &yes : &no);
}

static void
ask (Model *model, CordonDocument *document)
{
  const CordonRequest request = { .features = CORDON_FEATURE_SET_OF (1 + roll (model, 2)) };
  guint64 id;

  model->n_asked++;
  id = cordon_agent_request (model->loop.agent, cordon_document_get_id (document), &request, response_cb,
                             model);
  if (id != 0)
    g_array_append_val (model->requests, id);
}

static void
step (Model *model)
{
  CordonDocument *document = any_document (model);

  model->loop.mono_us += roll (model, 20000);
  switch (roll (model, 12))
    {
    case 0:
      g_ptr_array_add (model->documents, boundary_loop_commit (&model->loop, model->loop.channel));
      return;
    case 1: change_state (model); return;
    case 2: finish_request (model); return;
    case 3: model->loop.hold = TRUE; return;
    case 4:
      model->loop.hold = FALSE;
      boundary_loop_deliver (&model->loop);
      return;
    case 5:
      if (model->requests->len > 0)
        cordon_agent_cancel (model->loop.agent,
                             g_array_index (model->requests, guint64, roll (model, model->requests->len)));
      return;
    default: break;
    }
  if (!document)
    return;
  switch (roll (model, 7))
    {
    case 0:
      cordon_document_gone (document);
      g_ptr_array_remove (model->documents, document);
      return;
    case 1: cordon_agent_track_ended (model->loop.agent, cordon_document_get_id (document), 5); return;
    case 2: cordon_document_set_fully_active (document, roll (model, 2)); return;
    case 3:
    case 4: ask (model, document); return;
    default:
      model->n_asked++;
      cordon_agent_query (model->loop.agent, cordon_document_get_id (document), any_feature (model), state_cb,
                          model);
    }
}

/* With a page the word tells at once; without one the message has to have come. */
static void
check_cache (Model *model, gboolean with_page)
{
  if (!with_page && model->loop.to_agent.length > 0)
    return;
  for (guint i = 0; i < model->documents->len; i++)
    for (guint feature = 1; feature < CORDON_N_FEATURES; feature++)
      {
        const guint64 id = cordon_document_get_id (g_ptr_array_index (model->documents, i));
        CordonState cached = CORDON_STATE_DENIED;

        if (cordon_agent_peek (model->loop.agent, id, (CordonFeature) feature, &cached))
          assert_int_equal (cached, model->loop.states[feature]);
      }
}

static void
live (guint32 seed, gboolean with_page)
{
  Model model = { .dice = g_rand_new_with_seed (seed) };

  model.documents = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_document_unref);
  model.requests = g_array_new (FALSE, FALSE, sizeof (guint64));
  boundary_loop_init (&model.loop);
  boundary_loop_connect (&model.loop, with_page);
  for (guint i = 0; i < N_STEPS; i++)
    {
      step (&model);
      check_cache (&model, with_page);
      assert_true (model.n_answered <= model.n_asked);
    }
  assert_int_equal (model.loop.n_violations, 0);

  model.loop.hold = FALSE;
  boundary_loop_deliver (&model.loop);
  while (model.loop.held->len > 0)
    finish_request (&model);
  assert_int_equal (model.n_answered, model.n_asked);

  boundary_loop_clear (&model.loop);
  assert_int_equal (model.n_answered, model.n_asked);
  g_ptr_array_unref (model.documents);
  g_array_unref (model.requests);
  g_rand_free (model.dice);
}

static void
live_many (gboolean with_page)
{
  const guint32 seed = cordon_test_seed ();

  for (guint i = 0; i < N_LIVES; i++)
    live (seed + i, with_page);
}

static void
every_question_has_one_answer_and_no_cached_one_is_old (void **state)
{
  live_many (TRUE);
}

static void
the_same_holds_without_a_version_page (void **state)
{
  live_many (FALSE);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (every_question_has_one_answer_and_no_cached_one_is_old, ""),
    CORDON_TEST (the_same_holds_without_a_version_page, ""),
  };

  return cordon_test_run (tests);
}
