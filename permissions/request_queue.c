#include "permissions/question_private.h"
#include "permissions/request_private.h"

CordonRequestQueue *
cordon_request_queue_new (void)
{
  CordonRequestQueue *queue = g_new0 (CordonRequestQueue, 1);

  queue->list = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_pending_unref);
  queue->asking = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                         (GDestroyNotify) cordon_question_unref);

  return queue;
}

void
cordon_request_queue_free (CordonRequestQueue *queue)
{
  if (queue == NULL)
    return;

  g_ptr_array_unref (queue->list);
  g_hash_table_unref (queue->asking);
  g_free (queue);
}

/* The walk is over who was there at its start; a callback may add and remove. */
static GPtrArray *
copy_list (const CordonProfile *profile)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_pending_unref);

  for (guint i = 0; i < profile->requests->list->len; i++)
    g_ptr_array_add (copy, cordon_pending_ref (profile->requests->list->pdata[i]));

  return copy;
}

/* Questions. */

static gboolean
equal_callee (const CordonCallee *a, const CordonCallee *b)
{
  return a == b || (a != NULL && b != NULL && cordon_callee_equal (a, b));
}

static gboolean
equal_frame (const CordonQuestion *question, const CordonDocumentFacts *facts)
{
  if (question->frame_origin == NULL)
    return cordon_origin_equal (facts->origin, question->key);

  return cordon_origin_equal (question->frame_origin, facts->origin);
}

/* What one dialog can ask about at once: the same asker, the same terms (B-21). Screens are asked for one by one
 * (B-41).
 */
static gboolean
may_join (const CordonQuestion *question, const CordonPending *pending)
{
  const CordonDocumentFacts *facts = &pending->document->facts;

  return question->kind == CORDON_PROMPT_KIND_DEVICE && pending->kind == CORDON_PROMPT_KIND_DEVICE
         && question->tab_id == facts->tab_id && cordon_origin_equal (question->key, facts->top_level_origin)
         && equal_frame (question, facts) && equal_callee (question->callee, pending->callee)
         && question->pan_tilt_zoom == pending->pan_tilt_zoom && question->is_picker == pending->user_chooses
         && g_strcmp0 (question->camera_device, pending->camera_device) == 0
         && g_strcmp0 (question->microphone_device, pending->microphone_device) == 0;
}

static void
join (CordonQuestion *question, CordonPending *pending)
{
  pending->question = cordon_question_ref (question);
  pending->was_asked = TRUE;
  question->features |= pending->to_ask;
  cordon_pending_set_state (pending, CORDON_PENDING_ASKING);
}

static gboolean
is_wildcard (const CordonPending *pending)
{
  return (pending->to_ask & pending->document->facts.permissions_policy.wildcard) != 0;
}

static CordonQuestion *
make_question (CordonProfile *profile, CordonPending *first)
{
  CordonQuestion *question = cordon_question_new (profile, first->document,
                                                  ++profile->requests->last_question_id);

  question->kind = first->kind;
  question->callee = first->callee != NULL ? cordon_callee_ref (first->callee) : NULL;
  question->camera_device = g_strdup (first->camera_device);
  question->microphone_device = g_strdup (first->microphone_device);
  question->pan_tilt_zoom = first->pan_tilt_zoom;
  question->wants_audio = first->wants_audio;
  question->is_picker = first->user_chooses;
  join (question, first);

  return question;
}

static void
show_question (CordonProfile *profile, CordonQuestion *question)
{
  if (!profile->has_presenter || profile->presenter.ask == NULL || question->profile == NULL)
    return;

  question->is_shown = TRUE;
  profile->presenter.ask (profile->presenter_data, question);
}

/* A decision for the same key is on its way to the disk: it may answer this request too. */
static gboolean
is_being_decided (const CordonProfile *profile, const CordonPending *pending)
{
  for (guint i = 0; i < profile->requests->list->len; i++)
    {
      const CordonPending *other = profile->requests->list->pdata[i];

      if (other->state == CORDON_PENDING_WRITING
          && cordon_origin_equal (other->document->facts.top_level_origin,
                                  pending->document->facts.top_level_origin))
        return TRUE;
    }

  return FALSE;
}

static CordonPending *
find_first_queued (const CordonProfile *profile, guint64 tab_id)
{
  for (guint i = 0; i < profile->requests->list->len; i++)
    {
      CordonPending *pending = profile->requests->list->pdata[i];

      if (pending->state == CORDON_PENDING_QUEUED && pending->document->facts.tab_id == tab_id)
        return is_being_decided (profile, pending) ? NULL : pending;
    }

  return NULL;
}

static void
open_question (CordonProfile *profile, guint64 tab_id)
{
  CordonPending *first = find_first_queued (profile, tab_id);
  CordonQuestion *question;

  if (first == NULL || g_hash_table_contains (profile->requests->asking, &tab_id))
    return;

  question = make_question (profile, first);
  question->is_wildcard = is_wildcard (first);
  for (guint i = 0; i < profile->requests->list->len; i++)
    {
      CordonPending *pending = profile->requests->list->pdata[i];

      if (pending->state != CORDON_PENDING_QUEUED || !may_join (question, pending))
        continue;
      question->is_wildcard = question->is_wildcard || is_wildcard (pending);
      join (question, pending);
    }
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (question->features & 1u << i && cordon_profile_is_quiet (profile, (CordonFeature) i))
      question->is_quiet = TRUE;
  cordon_question_set_offers (question);
  g_hash_table_insert (profile->requests->asking, g_memdup2 (&tab_id, sizeof tab_id), question);
  cordon_question_ref (question);
  show_question (profile, question);
  cordon_question_unref (question);
}

/* A request that came while the same question is on the screen: it waits for the same answer. */
static void
join_open_question (CordonProfile *profile, CordonPending *pending)
{
  CordonQuestion *question = g_hash_table_lookup (profile->requests->asking,
                                                  &pending->document->facts.tab_id);

  if (question != NULL && may_join (question, pending) && (pending->to_ask & ~question->features) == 0
      && (!is_wildcard (pending) || question->is_wildcard))
    join (question, pending);
}

static guint
count_members (const CordonProfile *profile, const CordonQuestion *question)
{
  guint n = 0;

  for (guint i = 0; i < profile->requests->list->len; i++)
    if (((const CordonPending *) profile->requests->list->pdata[i])->question == question)
      n++;

  return n;
}

static void
withdraw (CordonProfile *profile, CordonQuestion *question)
{
  cordon_question_ref (question);
  cordon_question_close (question);
  g_hash_table_remove (profile->requests->asking, &question->tab_id);
  if (question->is_shown && profile->has_presenter && profile->presenter.withdrawn != NULL)
    profile->presenter.withdrawn (profile->presenter_data, question);
  cordon_question_unref (question);
  cordon_profile_wake (profile);
}

/* Without anybody left the question is withdrawn; a page that went away from it has ignored it. */
static void
leave_question (CordonProfile *profile, CordonPending *pending, gboolean went_away)
{
  g_autoptr (CordonQuestion) question = g_steal_pointer (&pending->question);

  if (question == NULL || question->profile == NULL || count_members (profile, question) > 0)
    return;
  if (went_away && question->is_shown)
    cordon_requests_count_unanswered (profile, question, FALSE);
  withdraw (profile, question);
}

/* Whether there is still something to ask (B-17): a decision elsewhere may have made the question pointless. */
static gboolean
is_still_asking (CordonProfile *profile, const CordonPending *pending)
{
  gboolean prompts = pending->user_chooses;

  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      g_auto (CordonDecision) decision = { 0 };

      if (!(pending->features & 1u << i))
        continue;
      cordon_pending_judge (profile, pending, (CordonFeature) i, &decision);
      if (decision.verdict == CORDON_DECISION_DENY)
        return FALSE;
      prompts = prompts || decision.verdict == CORDON_DECISION_PROMPT;
    }

  return prompts;
}

static void
advance (CordonProfile *profile, CordonPending *pending, gint64 mono_us)
{
  if (pending->state == CORDON_PENDING_ASKING && !is_still_asking (profile, pending))
    {
      cordon_pending_set_state (pending, CORDON_PENDING_CHECKING);
      leave_question (profile, pending, FALSE);
    }
  if (pending->state == CORDON_PENDING_QUEUED && !is_still_asking (profile, pending))
    cordon_pending_set_state (pending, CORDON_PENDING_CHECKING);
  if (pending->state == CORDON_PENDING_CHECKING)
    cordon_pending_check (profile, pending);
  if (pending->state == CORDON_PENDING_QUEUED)
    join_open_question (profile, pending);
  if (pending->state == CORDON_PENDING_DELIVERING)
    cordon_pending_deliver (profile, pending);
  if (pending->state == CORDON_PENDING_DELAYED && pending->due_mono_us <= mono_us)
    cordon_pending_finish_denied (profile, pending);
}

void
cordon_requests_turn (CordonProfile *profile)
{
  g_autoptr (GPtrArray) list = copy_list (profile);
  gint64 mono_us = cordon_profile_now (profile).mono_us;

  for (guint i = 0; i < list->len; i++)
    advance (profile, list->pdata[i], mono_us);
  for (guint i = 0; i < list->len; i++)
    if (((const CordonPending *) list->pdata[i])->state == CORDON_PENDING_QUEUED)
      open_question (profile, ((const CordonPending *) list->pdata[i])->document->facts.tab_id);
}

gint64
cordon_requests_get_next_due (const CordonProfile *profile)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < profile->requests->list->len; i++)
    {
      const CordonPending *pending = profile->requests->list->pdata[i];

      if (pending->state == CORDON_PENDING_DELAYED)
        next = MIN (next, pending->due_mono_us);
    }

  return next;
}

/* What happens around them. */

static void
abandon (CordonProfile *profile, CordonPending *pending)
{
  leave_question (profile, pending, TRUE);
  pending->reason = CORDON_REASON_GONE;
  pending->exception = "AbortError";
  cordon_pending_finish_denied (profile, pending);
}

void
cordon_profile_cancel_request (CordonProfile *profile, guint64 request_id)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_if_fail (profile != NULL);

  list = copy_list (profile);
  for (guint i = 0; i < list->len; i++)
    if (((const CordonPending *) list->pdata[i])->id == request_id)
      abandon (profile, list->pdata[i]);
}

void
cordon_requests_document_changed (CordonProfile *profile, const CordonDocument *document)
{
  for (guint i = 0; i < profile->requests->list->len; i++)
    {
      CordonPending *pending = profile->requests->list->pdata[i];

      if (pending->document == document && pending->state == CORDON_PENDING_WAITING)
        cordon_pending_set_state (pending, CORDON_PENDING_CHECKING);
    }
  cordon_profile_wake (profile);
}

void
cordon_requests_document_gone (CordonProfile *profile, const CordonDocument *document)
{
  g_autoptr (GPtrArray) list = copy_list (profile);

  for (guint i = 0; i < list->len; i++)
    {
      CordonPending *pending = list->pdata[i];

      if (pending->document == document && pending->state != CORDON_PENDING_DONE)
        abandon (profile, pending);
    }
}

void
cordon_requests_presenter_changed (CordonProfile *profile)
{
  g_autoptr (GList) questions = g_hash_table_get_values (profile->requests->asking);

  g_list_foreach (questions, (GFunc) (void (*) (void)) cordon_question_ref, NULL);
  for (GList *l = questions; l != NULL; l = l->next)
    {
      show_question (profile, l->data);
      cordon_question_unref (l->data);
    }
}

void
cordon_requests_close (CordonProfile *profile)
{
  g_autoptr (GPtrArray) list = copy_list (profile);

  for (guint i = 0; i < list->len; i++)
    if (((const CordonPending *) list->pdata[i])->state != CORDON_PENDING_DONE)
      abandon (profile, list->pdata[i]);
}

gboolean
cordon_requests_hold_call (const CordonProfile *profile, guint64 call_id, guint64 grant_id)
{
  for (guint i = 0; i < profile->requests->list->len; i++)
    {
      const CordonPending *pending = profile->requests->list->pdata[i];

      if (pending->call_id != call_id
          || (pending->state != CORDON_PENDING_WRITING && pending->state != CORDON_PENDING_DELIVERING))
        continue;
      if (grant_id == 0)
        return TRUE;
      for (guint j = 0; j < CORDON_N_FEATURES; j++)
        if (pending->grant_ids[j] == grant_id)
          return TRUE;
    }

  return FALSE;
}
