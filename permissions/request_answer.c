#include "permissions/question_private.h"
#include "permissions/request_private.h"

#include "permissions/call_private.h"
#include "permissions/decision_log_private.h"
#include "permissions/embargo.h"
#include "permissions/embargo_memory_private.h"
#include "permissions/limits.h"
#include "permissions/temporary_block_private.h"
#include "storage/journal.h"

/* Verdict: an answer whose grants are on their way to the disk, and who waits for them. */
typedef struct
{
  GPtrArray *members; /* CordonPending */
  CordonQuestion *question;
  CordonAnswer answer;
  CordonAnswerDetails details; /* its strings are copies */
  guint64 call_id;
  guint64 grant_ids[CORDON_N_FEATURES];
  guint n_left;
  GError *error; /* the first that went wrong */
} Verdict;

typedef struct
{
  Verdict *verdict;
  CordonFeature feature;
} Write;

static void
verdict_free (Verdict *verdict)
{
  g_ptr_array_unref (verdict->members);
  cordon_question_unref (verdict->question);
  g_free ((char *) (guintptr) verdict->details.camera_device);
  g_free ((char *) (guintptr) verdict->details.microphone_device);
  g_free ((char *) (guintptr) verdict->details.speaker_device);
  g_clear_error (&verdict->error);
  g_free (verdict);
}

static Verdict *
verdict_new (GPtrArray *members, CordonQuestion *question, CordonAnswer answer,
             const CordonAnswerDetails *details)
{
  Verdict *verdict = g_new0 (Verdict, 1);

  verdict->members = g_ptr_array_ref (members);
  verdict->question = cordon_question_ref (question);
  verdict->answer = answer;
  verdict->details = *details;
  verdict->details.camera_device = g_strdup (details->camera_device);
  verdict->details.microphone_device = g_strdup (details->microphone_device);
  verdict->details.speaker_device = g_strdup (details->speaker_device);

  return verdict;
}

void
cordon_requests_count_unanswered (CordonProfile *profile, const CordonQuestion *question, gboolean dismissed)
{
  const CordonEmbargoKind kind = dismissed ? CORDON_EMBARGO_DISMISSED : CORDON_EMBARGO_IGNORED;
  gint64 wall_us = cordon_profile_now (profile).wall_us;

  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (question->features & 1u << i)
      {
        gboolean began = cordon_embargoes_record (profile->embargoes, question->key, (CordonFeature) i, kind,
                                                  question->is_quiet, wall_us);

        cordon_profile_embargo_counted (profile, question->key, (CordonFeature) i);
        if (began)
          cordon_profile_states_changed (profile, question->key, (CordonFeature) i);
      }
}

/* Who says yes is not tired of being asked. */
static void
forget_unanswered (CordonProfile *profile, const CordonQuestion *question)
{
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (question->features & 1u << i)
      cordon_profile_embargo_reset (profile, question->key, (CordonFeature) i);
}

static void
log_answer (CordonProfile *profile, const CordonQuestion *question, CordonAnswer answer)
{
  CordonGrantAnswer way;
  gboolean decides = cordon_answer_makes_grant (answer, &way);

  cordon_profile_log (
    profile, NULL,
    &(CordonLogEntry){
      .kind = CORDON_LOG_ANSWER,
      .origin = question->frame_origin != NULL ? question->frame_origin : question->key,
      .top_level_origin = question->key,
      .document_id = question->document_id,
      .verdict = decides && way == CORDON_GRANT_ALLOW ? CORDON_DECISION_ALLOW : CORDON_DECISION_DENY,
      .reason = !decides                    ? CORDON_REASON_DISMISSED
                : way == CORDON_GRANT_ALLOW ? CORDON_REASON_USER_ALLOWED
                                            : CORDON_REASON_USER_BLOCKED,
      .detail = cordon_answer_to_string (answer),
    });
}

/* A no that stores nothing is told in the journal; what stores a grant tells of itself. */
static void
journal_answer (CordonProfile *profile, const CordonQuestion *question, CordonAnswer answer)
{
  CordonGrantAnswer way;

  if (cordon_answer_makes_grant (answer, &way))
    return;
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (question->features & 1u << i)
      cordon_store_journal (profile->store, &(CordonJournalEntry){
                                              .kind = CORDON_JOURNAL_REFUSED,
                                              .wall_us = cordon_profile_now (profile).wall_us,
                                              .origin = question->key,
                                              .feature = (CordonFeature) i,
                                              .reason = CORDON_REASON_DISMISSED,
                                              .detail = cordon_answer_to_string (answer),
                                            });
}

static GPtrArray *
take_members (CordonProfile *profile, const CordonQuestion *question, CordonPendingState state)
{
  GPtrArray *members = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_pending_unref);

  for (guint i = 0; i < profile->requests->list->len; i++)
    {
      CordonPending *pending = profile->requests->list->pdata[i];

      if (pending->question != question)
        continue;
      g_clear_pointer (&pending->question, cordon_question_unref);
      if (state != CORDON_PENDING_ASKING)
        cordon_pending_set_state (pending, state);
      g_ptr_array_add (members, cordon_pending_ref (pending));
    }

  return members;
}

static void
deny_members (CordonProfile *profile, GPtrArray *members, CordonReason reason)
{
  for (guint i = 0; i < members->len; i++)
    {
      CordonPending *pending = members->pdata[i];

      if (pending->state != CORDON_PENDING_DONE)
        cordon_pending_deny (profile, pending, CORDON_FEATURE_NONE, reason);
    }
}

/* Yes. */

static void
report_store_problem (CordonProfile *profile, const Verdict *verdict)
{
  cordon_profile_notice (profile, CORDON_NOTICE_STORE_PROBLEM,
                         &(CordonNoticeFacts){
                           .tab_id = verdict->question->tab_id,
                           .top_level_origin = verdict->question->key,
                           .reason = CORDON_REASON_STORE,
                           .detail = verdict->error->message,
                         });
}

/* All or nothing: what was written before another part failed does not stay. */
static void
take_back (CordonProfile *profile, const Verdict *verdict)
{
  const CordonEnding ending = { .reason = CORDON_REASON_STORE, .by_itself = TRUE };

  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (verdict->grant_ids[i] != 0)
      cordon_profile_end_grant (profile, verdict->grant_ids[i], &ending);
}

static void
replace (char **text, const char *by)
{
  g_free (*text);
  *text = g_strdup (by);
}

static void
apply_yes (CordonPending *pending, const Verdict *verdict)
{
  const CordonAnswerDetails *details = &verdict->details;

  pending->answered |= verdict->question->features & pending->features;
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (pending->answered & 1u << i && verdict->grant_ids[i] != 0)
      pending->grant_ids[i] = verdict->grant_ids[i];
  if (details->camera_device != NULL && pending->to_ask & CORDON_FEATURE_BIT (CAMERA))
    replace (&pending->camera_device, details->camera_device);
  if (details->microphone_device != NULL && pending->to_ask & CORDON_FEATURE_BIT (MICROPHONE))
    replace (&pending->microphone_device, details->microphone_device);
  if (details->speaker_device != NULL)
    replace (&pending->speaker_device, details->speaker_device);
  if (verdict->answer == CORDON_ANSWER_ALLOW_SURFACE)
    {
      pending->surface_id = details->surface_id;
      pending->surface_kind = details->surface_kind;
      pending->share_audio = details->share_audio;
    }
  cordon_pending_set_state (pending, CORDON_PENDING_DELIVERING);
}

static void
finish_yes (CordonProfile *profile, Verdict *verdict)
{
  if (verdict->error != NULL)
    {
      take_back (profile, verdict);
      report_store_problem (profile, verdict);
      deny_members (profile, verdict->members, CORDON_REASON_STORE);
    }
  else
    for (guint i = 0; i < verdict->members->len; i++)
      if (((const CordonPending *) verdict->members->pdata[i])->state == CORDON_PENDING_WRITING)
        apply_yes (verdict->members->pdata[i], verdict);

  if (verdict->call_id != 0)
    cordon_calls_settle (profile, CORDON_CALL_END_PAGE);
  cordon_profile_wake (profile);
  verdict_free (verdict);
}

static void
yes_written (CordonProfile *profile, guint64 grant_id, const GError *error, gpointer data)
{
  g_autofree Write *write = data;
  Verdict *verdict = write->verdict;

  if (error != NULL && verdict->error == NULL)
    verdict->error = g_error_copy (error);
  if (error == NULL)
    {
      verdict->grant_ids[write->feature] = grant_id;
      for (guint i = 0; i < verdict->members->len; i++)
        ((CordonPending *) verdict->members->pdata[i])->grant_ids[write->feature] = grant_id;
      if (cordon_answer_is_for_call (verdict->answer)
          && !cordon_call_add_grant (profile, verdict->call_id, grant_id))
        cordon_profile_end_grant (profile, grant_id,
                                  &(CordonEnding){ .reason = CORDON_REASON_REVOKED, .by_itself = TRUE });
    }
  if (--verdict->n_left == 0)
    finish_yes (profile, verdict);
}

static void
write_yes (CordonProfile *profile, Verdict *verdict)
{
  CordonQuestion *question = verdict->question;
  gint64 wall_us = cordon_profile_now (profile).wall_us;

  verdict->n_left = 1;
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      g_auto (CordonGrant) grant = { 0 };
      Write *write;

      if (!(question->features & 1u << i))
        continue;
      write = g_new0 (Write, 1);
      write->verdict = verdict;
      write->feature = (CordonFeature) i;
      cordon_question_fill_grant (question, write->feature, verdict->answer, &verdict->details,
                                  verdict->call_id, wall_us, &grant);
      verdict->n_left++;
      cordon_profile_write (profile, &grant, yes_written, write);
    }
  if (--verdict->n_left == 0)
    finish_yes (profile, verdict);
}

static void
answer_yes (CordonProfile *profile, CordonQuestion *question, CordonAnswer answer,
            const CordonAnswerDetails *details)
{
  g_autoptr (GPtrArray) members = take_members (profile, question, CORDON_PENDING_WRITING);
  Verdict *verdict = verdict_new (members, question, answer, details);
  CordonDocument *document = cordon_document_set_find (cordon_broker_get_documents (profile->broker),
                                                       question->document_id);

  if (cordon_answer_is_for_call (answer) && document != NULL)
    verdict->call_id = cordon_call_join (profile, document);
  for (guint i = 0; i < members->len; i++)
    {
      ((CordonPending *) members->pdata[i])->call_id = verdict->call_id;
      if (verdict->call_id != 0)
        cordon_call_join (profile, ((CordonPending *) members->pdata[i])->document);
    }
  write_yes (profile, verdict);
}

/* No. */

static void
write_no (CordonProfile *profile, CordonQuestion *question, CordonAnswer answer,
          const CordonAnswerDetails *details)
{
  gint64 wall_us = cordon_profile_now (profile).wall_us;

  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      g_auto (CordonGrant) grant = { 0 };

      if (!(question->features & 1u << i))
        continue;
      cordon_question_fill_grant (question, (CordonFeature) i, answer, details, 0, wall_us, &grant);
      cordon_profile_write (profile, &grant, NULL, NULL);
    }
}

static void
answer_no (CordonProfile *profile, CordonQuestion *question, CordonAnswer answer,
           const CordonAnswerDetails *details)
{
  g_autoptr (GPtrArray) members = take_members (profile, question, CORDON_PENDING_ASKING);
  gint64 until_us = cordon_profile_now (profile).mono_us + CORDON_TEMPORARY_BLOCK_US;

  if (answer == CORDON_ANSWER_BLOCK_CALLEE)
    cordon_profile_block_callee (profile, question->callee, NULL);
  else if (answer != CORDON_ANSWER_BLOCK_TEMPORARILY)
    write_no (profile, question, answer, details);
  else
    for (guint i = 1; i < CORDON_N_FEATURES; i++)
      if (question->features & 1u << i)
        {
          cordon_temporary_blocks_add (profile->temporary_blocks, question->key, (CordonFeature) i, until_us);
          cordon_profile_states_changed (profile, NULL, (CordonFeature) i);
        }
  deny_members (profile, members, CORDON_REASON_USER_BLOCKED);
}

void
cordon_requests_answered (CordonProfile *profile, CordonQuestion *question, CordonAnswer answer,
                          const CordonAnswerDetails *details)
{
  CordonGrantAnswer way = CORDON_GRANT_BLOCK;
  gboolean decides = cordon_answer_makes_grant (answer, &way);

  cordon_profile_ref (profile);
  cordon_question_close (question);
  g_hash_table_remove (profile->requests->asking, &question->tab_id);
  log_answer (profile, question, answer);
  journal_answer (profile, question, answer);
  if (answer == CORDON_ANSWER_DISMISS || answer == CORDON_ANSWER_IGNORE)
    {
      g_ptr_array_unref (take_members (profile, question, CORDON_PENDING_STALLED));
      cordon_requests_count_unanswered (profile, question, answer == CORDON_ANSWER_DISMISS);
    }
  else if (decides && way == CORDON_GRANT_ALLOW)
    {
      forget_unanswered (profile, question);
      answer_yes (profile, question, answer, details);
    }
  else
    answer_no (profile, question, answer, details);
  cordon_profile_wake (profile);
  cordon_profile_unref (profile);
}
