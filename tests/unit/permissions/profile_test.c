#include "tests/support/test.h"
#include "tests/support/world.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>

#include "permissions/limits.h"
#include "storage/journal.h"

#define SITE "https://call.example"

typedef struct
{
  char *path;
  World *world;
} Disk;

static int
set_up (void **state)
{
  Disk *disk = g_new0 (Disk, 1);

  disk->path = g_dir_make_tmp ("cordon-XXXXXX", NULL);
  disk->world = world_new_at (disk->path);
  disk->world->user.answers = TRUE;
  disk->world->user.answer = CORDON_ANSWER_ALLOW;
  *state = disk;

  return 0;
}

static int
tear_down (void **state)
{
  Disk *disk = *state;
  g_autoptr (GDir) folder = NULL;
  const char *name;

  world_free (disk->world);
  folder = g_dir_open (disk->path, 0, NULL);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (disk->path, name, NULL);

      g_remove (file);
    }
  g_rmdir (disk->path);
  g_free (disk->path);
  g_free (disk);

  return 0;
}

static CordonDocument *
open_private (World *world)
{
  CordonDocumentFacts facts = world_usual_facts (77);

  facts.private_session = CORDON_FACT_YES;

  return world_commit (world, SITE, SITE, &facts);
}

static void
a_private_profile_inherits_nothing_and_leaves_nothing (void **state)
{
  Disk *disk = *state;
  World *hidden = world_new ();
  g_autoptr (CordonDocument) normal = world_open (disk->world, SITE);
  g_autoptr (CordonDocument) page = open_private (hidden);

  world_ask (disk->world, normal, CAMERA);
  assert_int_equal (world_state (disk->world, normal, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
  assert_int_equal (world_state (hidden, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  assert_true (cordon_profile_is_private (hidden->profile));
  assert_false (cordon_profile_is_private (disk->world->profile));

  hidden->user.answers = TRUE;
  hidden->user.answer = CORDON_ANSWER_BLOCK;
  world_ask (hidden, page, CAMERA);
  assert_true (cordon_question_is_private (world_last_question (hidden)));
  assert_int_equal (world_state (hidden, page, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
  assert_int_equal (world_state (disk->world, normal, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
  world_free (hidden);
}

static void
a_private_document_in_a_profile_with_a_disk_is_refused (void **state)
{
  Disk *disk = *state;
  g_autoptr (CordonDocument) page = open_private (disk->world);
  Outcome *outcome = world_ask (disk->world, page, CAMERA);

  assert_int_equal (outcome->reason, CORDON_REASON_MISSING_FACTS);
  assert_int_equal (world_count_grants (disk->world), 0);
}

static void
what_was_decided_is_there_again_after_a_restart (void **state)
{
  Disk *disk = *state;
  CordonDocument *page = world_open (disk->world, SITE);

  world_ask (disk->world, page, CAMERA);
  disk->world->user.answer = CORDON_ANSWER_ALLOW_CALLEE;
  world_ask_callee (disk->world, page, MICROPHONE, "bob@idp.example");
  cordon_document_unref (page);
  world_restart (disk->world, disk->path);

  disk->world->user.answers = FALSE;
  page = world_open (disk->world, SITE);
  assert_int_equal (world_ask (disk->world, page, CAMERA)->verdict, CORDON_DECISION_ALLOW);
  assert_int_equal (world_ask_callee (disk->world, page, MICROPHONE, "bob@idp.example")->verdict,
                    CORDON_DECISION_ALLOW);
  assert_int_equal (world_ask (disk->world, page, MICROPHONE)->n_done, 0);
  cordon_document_unref (page);
}

static void
embargoes_and_blocked_callees_outlive_a_restart (void **state)
{
  Disk *disk = *state;
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity ("bob@idp.example", -1, NULL);
  CordonDocument *page = world_open (disk->world, SITE);

  disk->world->user.answer = CORDON_ANSWER_DISMISS;
  for (guint i = 0; i < 3; i++)
    world_ask (disk->world, page, CAMERA);
  cordon_profile_block_callee (disk->world->profile, bob, NULL);
  cordon_document_unref (page);
  world_restart (disk->world, disk->path);

  page = world_open (disk->world, SITE);
  assert_int_equal (world_state (disk->world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
  assert_true (cordon_profile_is_callee_blocked (disk->world->profile, bob));
  world_advance (disk->world, CORDON_EMBARGO_US);
  assert_int_equal (world_state (disk->world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  disk->world->user.answer = CORDON_ANSWER_DISMISS;
  world_ask (disk->world, page, CAMERA);
  assert_int_equal (world_state (disk->world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_DENIED);
  cordon_document_unref (page);
}

static void
a_revoked_grant_does_not_come_back_after_a_restart (void **state)
{
  Disk *disk = *state;
  CordonDocument *page = world_open (disk->world, SITE);

  world_ask (disk->world, page, CAMERA);
  assert_true (cordon_profile_revoke (disk->world->profile,
                                      world_find_grant (disk->world, SITE, CORDON_FEATURE_CAMERA), NULL));
  cordon_document_unref (page);
  world_restart (disk->world, disk->path);
  page = world_open (disk->world, SITE);
  assert_int_equal (world_state (disk->world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  cordon_document_unref (page);
}

static gboolean
remember_grant (const CordonGrant *grant, gpointer data)
{
  *(guint64 *) data = grant->id;

  return TRUE;
}

static void
set_file_limit (rlim_t limit)
{
  struct rlimit all;

  getrlimit (RLIMIT_FSIZE, &all);
  all.rlim_cur = limit;
  setrlimit (RLIMIT_FSIZE, &all);
}

static void
a_yes_that_cannot_be_written_is_no_yes (void **state)
{
  Disk *disk = *state;
  World *world = disk->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  struct rlimit before;
  Outcome *outcome;

  getrlimit (RLIMIT_FSIZE, &before);
  signal (SIGXFSZ, SIG_IGN);
  set_file_limit (1);
  outcome = world_ask (world, page, CAMERA | MICROPHONE);
  set_file_limit (before.rlim_cur);
  assert_int_equal (outcome->n_done, 1);
  assert_int_equal (outcome->verdict, CORDON_DECISION_DENY);
  assert_int_equal (outcome->reason, CORDON_REASON_STORE);
  assert_string_equal (outcome->exception, "AbortError");
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  assert_int_equal (world_count_grants (world), 0);
  assert_true (world->user.n_notices[CORDON_NOTICE_STORE_PROBLEM] > 0);
}

static gboolean
note_kind (const CordonJournalEntry *entry, gpointer data)
{
  *(CordonJournalKind *) data = entry->kind;
  return TRUE;
}

static void
a_no_that_stores_nothing_is_told_in_the_journal (void **state)
{
  Disk *disk = *state;
  World *world = disk->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonJournalKind last = CORDON_JOURNAL_NONE;

  world->user.answer = CORDON_ANSWER_DISMISS;
  world_ask (world, page, CAMERA);
  assert_int_equal (world_count_grants (world), 0);
  assert_true (
    cordon_store_read_journal (cordon_profile_get_store (world->profile), 0, note_kind, &last, NULL));
  assert_int_equal (last, CORDON_JOURNAL_REFUSED);
}

static void
a_grant_is_usable_only_after_its_commit (void **state)
{
  Disk *disk = *state;
  World *world = disk->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *outcome;

  world->user.answers = FALSE;
  outcome = world_ask (world, page, CAMERA);
  assert_true (cordon_question_answer (world_last_question (world), CORDON_ANSWER_ALLOW, NULL, NULL));
  assert_int_equal (outcome->n_done, 0);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  world_settle (world);
  assert_int_equal (outcome->verdict, CORDON_DECISION_ALLOW);
}

static void
a_profile_may_go_while_a_yes_is_being_written (void **state)
{
  g_autofree char *path = g_dir_make_tmp ("cordon-XXXXXX", NULL);
  g_autoptr (CordonOrigin) origin = world_origin (SITE);
  CordonProfile *profile = cordon_profile_open (path, NULL, NULL);
  CordonProfile *again;
  guint64 found = 0;

  assert_true (cordon_profile_set_state (profile, origin, CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED,
                                         CORDON_GRANT_SOURCE_SETTINGS, NULL));
  cordon_profile_unref (profile);
  for (guint i = 0; i < 30000 && (again = cordon_profile_open (path, NULL, NULL)) == NULL; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (2000);
    }
  assert_non_null (again);
  cordon_profile_foreach_grant (again, origin, CORDON_FEATURE_CAMERA, remember_grant, &found);
  assert_int_not_equal (found, 0);
  cordon_profile_unref (again);
}

static void
an_unknown_or_incomplete_document_is_denied (void **state)
{
  Disk *disk = *state;
  CordonDocumentFacts facts = world_usual_facts (5);
  g_autoptr (CordonDocument) page = NULL;
  CordonDecision decision;

  facts.permissions_policy.enabled = 0;
  page = world_commit (disk->world, SITE, SITE, &facts);
  cordon_profile_decide (disk->world->profile, page, CORDON_FEATURE_CAMERA, NULL, &decision);
  assert_int_equal (decision.verdict, CORDON_DECISION_DENY);
  assert_int_equal (decision.reason, CORDON_REASON_PERMISSIONS_POLICY);
  cordon_document_gone (page);
  cordon_profile_decide (disk->world->profile, page, CORDON_FEATURE_CAMERA, NULL, &decision);
  assert_int_equal (decision.reason, CORDON_REASON_GONE);
}

static void
a_profile_on_the_system_s_clock_turns_by_itself (void **state)
{
  g_autoptr (CordonProfile) profile = cordon_profile_new_memory (NULL);

  assert_true (g_main_context_pending (NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_true (cordon_profile_now (profile).wall_us > 0);
}

static gboolean
count_entry (const CordonLogEntry *entry, gpointer data)
{
  guint *counts = data;

  counts[entry->kind]++;
  assert_non_null (cordon_log_kind_to_string (entry->kind));

  return TRUE;
}

static gboolean
check_view (const CordonDocumentView *view, gpointer data)
{
  guint *n = data;

  (*n)++;
  assert_int_equal (view->states[CORDON_FEATURE_CAMERA], CORDON_STATE_GRANTED);
  assert_int_equal (view->reasons[CORDON_FEATURE_CAMERA], CORDON_REASON_GRANT);
  assert_true (view->secure && view->visible && view->focused && view->fully_active);

  return TRUE;
}

static gboolean
check_use (const CordonCaptureView *view, gpointer data)
{
  guint *n = data;

  (*n)++;
  assert_true (view->started && view->delivering);
  assert_string_equal (cordon_origin_to_string (view->use.top_level_origin), SITE);

  return TRUE;
}

static void
the_snapshot_tells_what_is_so_and_why (void **state)
{
  Disk *disk = *state;
  World *world = disk->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  guint counts[CORDON_LOG_CALL + 1] = { 0 }, n_documents = 0, n_captures = 0;

  world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  cordon_profile_foreach_document (world->profile, check_view, &n_documents);
  assert_int_equal (n_documents, 1);
  /* A page out of sight that captures stays on the list of what is in use. */
  cordon_document_set_visible (page, FALSE);
  cordon_profile_foreach_capture (world->profile, check_use, &n_captures);
  assert_int_equal (n_captures, 1);
  cordon_profile_foreach_decision (world->profile, count_entry, counts);
  assert_int_equal (counts[CORDON_LOG_REQUEST], 1);
  assert_int_equal (counts[CORDON_LOG_ANSWER], 1);
  assert_int_equal (counts[CORDON_LOG_RESULT], 1);
  assert_int_equal (counts[CORDON_LOG_REDEEM], 1);
  assert_int_equal (counts[CORDON_LOG_CALL], 1);
}

static gboolean
remember_use (const CordonGrant *grant, gpointer data)
{
  *(gint64 *) data = grant->last_used_wall_us;

  return TRUE;
}

static void
hear (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  (*(guint *) data)++;
}

static void
a_query_is_a_silent_probe (void **state)
{
  Disk *disk = *state;
  World *world = disk->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  guint before[CORDON_LOG_CALL + 1] = { 0 }, after[CORDON_LOG_CALL + 1] = { 0 }, n_events = 0;
  gint64 used_us = 0, used_after_us = 0;

  world_ask (world, page, CAMERA);
  world_advance (world, CORDON_HOUR_US);
  cordon_profile_foreach_grant (world->profile, NULL, CORDON_FEATURE_NONE, remember_use, &used_us);
  cordon_profile_foreach_decision (world->profile, count_entry, before);
  cordon_profile_add_observer (world->profile, hear, &n_events);
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    world_state (world, page, (CordonFeature) i);
  world_settle (world);
  cordon_profile_foreach_grant (world->profile, NULL, CORDON_FEATURE_NONE, remember_use, &used_after_us);
  cordon_profile_foreach_decision (world->profile, count_entry, after);
  assert_int_equal (used_us, used_after_us);
  assert_memory_equal (before, after, sizeof before);
  assert_int_equal (n_events, 0);
  assert_int_equal (world->user.questions->len, 1);
}

static gboolean
count_all (const CordonLogEntry *entry, gpointer data)
{
  (*(guint *) data)++;

  return TRUE;
}

static void
the_decision_log_keeps_the_last_ones_only (void **state)
{
  Disk *disk = *state;
  g_autoptr (CordonDocument) page = world_open (disk->world, SITE);
  guint n = 0;

  for (guint i = 0; i < CORDON_LOG_SIZE; i++)
    world_ask_only (disk->world, page, &(CordonRequestSpec){ 0 });
  world_ask (disk->world, page, CAMERA);
  cordon_profile_foreach_decision (disk->world->profile, count_all, &n);
  assert_int_equal (n, CORDON_LOG_SIZE);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_private_profile_inherits_nothing_and_leaves_nothing, "B-37", set_up, tear_down),
    CORDON_TEST_WITH (a_private_document_in_a_profile_with_a_disk_is_refused, "B-37", set_up, tear_down),
    CORDON_TEST_WITH (what_was_decided_is_there_again_after_a_restart, "B-02 B-05", set_up, tear_down),
    CORDON_TEST_WITH (embargoes_and_blocked_callees_outlive_a_restart, "B-22", set_up, tear_down),
    CORDON_TEST_WITH (a_revoked_grant_does_not_come_back_after_a_restart, "B-31 X-07", set_up, tear_down),
    CORDON_TEST_WITH (a_no_that_stores_nothing_is_told_in_the_journal, "B-18", set_up, tear_down),
    CORDON_TEST_WITH (a_yes_that_cannot_be_written_is_no_yes, "X-06 X-07", set_up, tear_down),
    CORDON_TEST_WITH (a_grant_is_usable_only_after_its_commit, "X-07", set_up, tear_down),
    CORDON_TEST (a_profile_may_go_while_a_yes_is_being_written, "X-07"),
    CORDON_TEST_WITH (an_unknown_or_incomplete_document_is_denied, "A-13 A-26", set_up, tear_down),
    CORDON_TEST (a_profile_on_the_system_s_clock_turns_by_itself, ""),
    CORDON_TEST_WITH (the_snapshot_tells_what_is_so_and_why, "A-23 B-36", set_up, tear_down),
    CORDON_TEST_WITH (a_query_is_a_silent_probe, "G-18", set_up, tear_down),
    CORDON_TEST_WITH (the_decision_log_keeps_the_last_ones_only, "", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
