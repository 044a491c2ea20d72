#include "tests/support/world.h"

#include <glib/gstdio.h>

#include <string.h>

#include "tests/support/test.h"

/* The user and the engine. */

static void
ask (gpointer data, CordonQuestion *question)
{
  User *user = &((World *) data)->user;

  g_ptr_array_add (user->questions, cordon_question_ref (question));
  if (user->answers)
    assert_true (cordon_question_answer (question, user->answer, &user->details, NULL));
}

static void
withdrawn (gpointer data, CordonQuestion *question)
{
  assert_false (cordon_question_is_open (question));
  ((World *) data)->user.n_withdrawn++;
}

static gboolean
use_began (gpointer data, const CordonUse *use)
{
  User *user = &((World *) data)->user;

  if (user->hides_indicators)
    return FALSE;
  g_array_append_val (user->began, use->capture_id);
  g_strlcpy (user->last_use_origin,
             cordon_origin_to_string (use->frame_origin != NULL ? use->frame_origin : use->top_level_origin),
             sizeof user->last_use_origin);

  return TRUE;
}

static void
use_changed (gpointer data, const CordonUse *use)
{
}

static void
use_ended (gpointer data, const CordonUse *use)
{
  g_array_append_val (((World *) data)->user.ended, use->capture_id);
}

static void
notice (gpointer data, CordonNotice notice, const CordonNoticeFacts *facts)
{
  User *user = &((World *) data)->user;

  user->n_notices[notice]++;
  user->notice_reason = facts->reason;
}

static void
stop_capture (gpointer data, guint64 capture_id, guint64 engine_document_id)
{
  World *world = data;

  g_array_append_val (world->user.stopped, capture_id);
  for (guint i = 0; world->user.obeys && i < world->captures->len; i++)
    if (cordon_capture_get_id (world->captures->pdata[i]) == capture_id)
      cordon_capture_ended (world->captures->pdata[i]);
}

static void
violation (gpointer data, gpointer process, const GError *error)
{
  ((World *) data)->user.n_violations++;
}

static const CordonPresenterInterface presenter = {
  ask, withdrawn, use_began, use_changed, use_ended, notice, stop_capture, violation,
};

static void
drop (gpointer data, GVariant *message)
{
}

static CordonTime
now (gpointer data)
{
  return ((World *) data)->time;
}

static guint32
next_random (gpointer data)
{
  return ((World *) data)->random;
}

/* The world. */

static void
open_profile (World *world, const char *path, const CordonProfileOptions *options)
{
  static const CordonTransport transport = { .send = drop };
  CordonProfileOptions own = *options;

  own.clock = (CordonClock){ now, world };
  own.random = (CordonRandom){ next_random, world };
  world->profile = path != NULL ? cordon_profile_open (path, &own, &world->open_error) : NULL;
  if (world->profile == NULL)
    world->profile = cordon_profile_new_memory (&own);
  cordon_profile_set_presenter (world->profile, &presenter, world);
  world->channel = cordon_broker_attach (cordon_profile_get_broker (world->profile), &transport, world);
}

World *
world_new_full (const char *path, CordonProfileOptions *options)
{
  World *world = g_new0 (World, 1);

  world->time = (CordonTime){ .wall_us = 1700000000 * CORDON_SECOND_US, .mono_us = 1000 * CORDON_SECOND_US };
  world->user.obeys = TRUE;
  world->user.questions = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_question_unref);
  world->user.began = g_array_new (FALSE, FALSE, sizeof (guint64));
  world->user.ended = g_array_new (FALSE, FALSE, sizeof (guint64));
  world->user.stopped = g_array_new (FALSE, FALSE, sizeof (guint64));
  world->outcomes = g_ptr_array_new_with_free_func (g_free);
  world->captures = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_capture_unref);
  open_profile (world, path, options);

  return world;
}

World *
world_new (void)
{
  return world_new_full (NULL, &(CordonProfileOptions){ 0 });
}

World *
world_new_at (const char *path)
{
  return world_new_full (path, &(CordonProfileOptions){ 0 });
}

void
world_close (World *world)
{
  world_settle (world);
  cordon_channel_detach (world->channel);
  cordon_profile_set_presenter (world->profile, NULL, NULL);
  cordon_profile_unref (world->profile);
  g_ptr_array_set_size (world->captures, 0);
}

void
world_restart (World *world, const char *path)
{
  world_close (world);
  world_reopen (world, path);
}

void
world_reopen (World *world, const char *path)
{
  g_clear_error (&world->open_error);
  open_profile (world, path, &(CordonProfileOptions){ 0 });
}

void
world_free (World *world)
{
  world_close (world);
  g_clear_error (&world->open_error);
  g_ptr_array_unref (world->captures);
  g_ptr_array_unref (world->outcomes);
  g_ptr_array_unref (world->user.questions);
  g_array_unref (world->user.began);
  g_array_unref (world->user.ended);
  g_array_unref (world->user.stopped);
  g_free (world);
}

void
world_show_again (World *world)
{
  cordon_profile_set_presenter (world->profile, NULL, NULL);
  cordon_profile_set_presenter (world->profile, &presenter, world);
  world_settle (world);
}

void
world_settle (World *world)
{
  for (guint i = 0; i < 8; i++)
    {
      cordon_profile_tick (world->profile);
      cordon_store_flush (cordon_profile_get_store (world->profile), NULL);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

void
world_advance (World *world, gint64 us)
{
  world->time.wall_us += us;
  world->time.mono_us += us;
  world_settle (world);
}

/* Pages. */

CordonOrigin *
world_origin (const char *text)
{
  CordonOrigin *origin = g_str_equal (text, "null") ? cordon_origin_new_opaque ()
                                                    : cordon_origin_new (text, -1, NULL);

  assert_non_null (origin);

  return origin;
}

CordonDocument *
world_commit (World *world, const char *origin, const char *top, CordonDocumentFacts *facts)
{
  g_autoptr (CordonOrigin) own = world_origin (origin);
  g_autoptr (CordonOrigin) key = g_str_equal (origin, top) ? cordon_origin_ref (own) : world_origin (top);
  const CordonOrigin *ancestors[] = { key };
  GError *error = NULL;
  CordonDocument *document;

  facts->origin = own;
  facts->top_level_origin = key;
  if (own != key)
    {
      facts->ancestors = ancestors;
      facts->n_ancestors = 1;
    }
  document = cordon_channel_commit_document (world->channel, facts, &error);
  if (document == NULL)
    fail_msg ("%s", error->message);
  cordon_document_set_fully_active (document, TRUE);
  cordon_document_set_visible (document, TRUE);
  cordon_document_set_focused (document, TRUE);

  return document;
}

CordonDocumentFacts
world_usual_facts (guint64 tab_id)
{
  return (CordonDocumentFacts){
    CORDON_DOCUMENT_FACTS_INIT,
    .tab_id = tab_id,
    .engine_id = tab_id,
    .permissions_policy = { .known = TRUE, .enabled = (1u << CORDON_N_FEATURES) - 2 },
    .secure_context = CORDON_FACT_YES,
    .private_session = CORDON_FACT_NO,
    .active_mixed_content = CORDON_FACT_NO,
    .csp_blocks_webrtc = CORDON_FACT_NO,
    .cross_origin_isolated = CORDON_FACT_NO,
  };
}

CordonDocument *
world_open_in (World *world, const char *origin, guint64 tab_id)
{
  CordonDocumentFacts facts = world_usual_facts (tab_id);

  return world_commit (world, origin, origin, &facts);
}

CordonDocument *
world_open (World *world, const char *origin)
{
  return world_open_in (world, origin, ++world->last_tab);
}

CordonDocument *
world_open_frame (World *world, const CordonDocument *parent, const char *origin, gboolean wildcard)
{
  CordonDocumentFacts facts = world_usual_facts (cordon_document_get_tab_id (parent));

  if (wildcard)
    facts.permissions_policy.wildcard = facts.permissions_policy.enabled;

  return world_commit (world, origin, cordon_origin_to_string (cordon_document_get_top_level_origin (parent)),
                       &facts);
}

/* Asking. */

static void
request_done (CordonProfile *profile, const CordonRequestResult *result, gpointer data)
{
  Outcome *outcome = data;

  outcome->n_done++;
  outcome->verdict = result->verdict;
  outcome->reason = result->reason;
  g_strlcpy (outcome->exception, result->exception != NULL ? result->exception : "",
             sizeof outcome->exception);
  g_strlcpy (outcome->token, result->token != NULL ? result->token : "", sizeof outcome->token);
  outcome->features = result->features;
  memcpy (outcome->capture_ids, result->capture_ids, sizeof outcome->capture_ids);
  outcome->isolate = result->obligations.isolate;
  outcome->call_id = result->obligations.call_id;
  outcome->surface_id = result->surface_id;
  outcome->share_audio = result->share_audio;
  g_strlcpy (outcome->camera_device, result->camera_device != NULL ? result->camera_device : "",
             sizeof outcome->camera_device);
}

Outcome *
world_ask_only (World *world, CordonDocument *document, const CordonRequestSpec *spec)
{
  Outcome *outcome = g_new0 (Outcome, 1);

  g_ptr_array_add (world->outcomes, outcome);
  outcome->id = cordon_profile_request (world->profile, document, spec, request_done, outcome);
  assert_true ((outcome->id == 0) == (outcome->n_done == 1));

  return outcome;
}

Outcome *
world_ask_spec (World *world, CordonDocument *document, const CordonRequestSpec *spec)
{
  Outcome *outcome = world_ask_only (world, document, spec);

  world_settle (world);

  return outcome;
}

Outcome *
world_ask (World *world, CordonDocument *document, CordonFeatureSet features)
{
  return world_ask_spec (world, document, &(CordonRequestSpec){ .features = features });
}

Outcome *
world_ask_callee (World *world, CordonDocument *document, CordonFeatureSet features, const char *callee)
{
  g_autoptr (CordonCallee) parsed = cordon_callee_new_identity (callee, -1, NULL);

  assert_non_null (parsed);

  return world_ask_spec (world, document, &(CordonRequestSpec){ .features = features, .callee = parsed });
}

CordonQuestion *
world_last_question (const World *world)
{
  const GPtrArray *questions = world->user.questions;

  return questions->len > 0 ? questions->pdata[questions->len - 1] : NULL;
}

gboolean
world_answer (World *world, CordonAnswer answer)
{
  CordonQuestion *question = world_last_question (world);
  gboolean taken;

  assert_non_null (question);
  taken = cordon_question_answer (question, answer, &world->user.details, NULL);
  world_settle (world);

  return taken;
}

/* The engine. */

CordonCapture *
world_redeem (World *world, const CordonDocument *document, const Outcome *outcome, CordonFeature feature)
{
  CordonCapture *capture = cordon_profile_redeem (
    world->profile, outcome->token,
    &(CordonCaptureFacts){
      .document_id = cordon_document_get_id (document),
      .feature = feature,
      .surface_id = outcome->surface_id,
      .surface_kind = outcome->surface_id != 0 ? CORDON_SURFACE_WINDOW : CORDON_SURFACE_NONE,
      .device = outcome->camera_device[0] != '\0' ? outcome->camera_device : NULL,
    },
    NULL);

  if (capture != NULL)
    g_ptr_array_add (world->captures, capture);

  return capture;
}

CordonCapture *
world_capture (World *world, const CordonDocument *document, const Outcome *outcome, CordonFeature feature)
{
  CordonCapture *capture = world_redeem (world, document, outcome, feature);

  assert_non_null (capture);
  assert_true (cordon_capture_started (capture));
  world_settle (world);

  return capture;
}

CordonState
world_state (const World *world, const CordonDocument *document, CordonFeature feature)
{
  return cordon_profile_query (world->profile, document, &(CordonDescriptor){ .feature = feature });
}

CordonState
world_camera_state (const World *world, const CordonDocument *document)
{
  return world_state (world, document, CORDON_FEATURE_CAMERA);
}

typedef struct
{
  guint64 id;
  guint n;
} Found;

static gboolean
find (const CordonGrant *grant, gpointer data)
{
  Found *found = data;

  found->id = grant->id;
  found->n++;

  return TRUE;
}

guint64
world_find_grant (const World *world, const char *origin, CordonFeature feature)
{
  g_autoptr (CordonOrigin) key = world_origin (origin);
  Found found = { 0 };

  cordon_profile_foreach_grant (world->profile, key, feature, find, &found);

  return found.id;
}

guint
world_count_grants (const World *world)
{
  Found found = { 0 };

  cordon_profile_foreach_grant (world->profile, NULL, CORDON_FEATURE_NONE, find, &found);

  return found.n;
}

gboolean
world_has (const GArray *ids, guint64 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, guint64, i) == id)
      return TRUE;

  return FALSE;
}

void
world_expect_denied (const Outcome *outcome, CordonReason reason, const char *exception)
{
  assert_int_equal (outcome->n_done, 1);
  assert_int_equal (outcome->verdict, CORDON_DECISION_DENY);
  assert_string_equal (cordon_reason_to_string (outcome->reason), cordon_reason_to_string (reason));
  assert_string_equal (outcome->exception, exception);
  assert_string_equal (outcome->token, "");
}

void
world_expect_allowed (const Outcome *outcome)
{
  assert_int_equal (outcome->n_done, 1);
  assert_int_equal (outcome->verdict, CORDON_DECISION_ALLOW);
  assert_string_equal (outcome->exception, "");
  assert_int_equal (strlen (outcome->token), 32);
}

void
world_user_always (World *world, CordonAnswer answer)
{
  world->user.answers = TRUE;
  world->user.answer = answer;
}

static int
set_up_with (void **state, CordonAnswer answer)
{
  World *world = world_new ();

  world_user_always (world, answer);
  *state = world;

  return 0;
}

int
world_set_up_willing (void **state)
{
  return set_up_with (state, CORDON_ANSWER_ALLOW);
}

int
world_set_up_for_calls (void **state)
{
  return set_up_with (state, CORDON_ANSWER_ALLOW_CALL);
}

int
world_tear_down (void **state)
{
  world_free (*state);

  return 0;
}

void
world_remove_folder (const char *path)
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
