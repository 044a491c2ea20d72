#include "permissions/profile_private.h"

#include "permissions/call_private.h"
#include "permissions/capture_private.h"
#include "permissions/capture_token_private.h"
#include "permissions/decision_log_private.h"
#include "permissions/device_use_private.h"
#include "permissions/device_view_private.h"
#include "permissions/embargo.h"
#include "permissions/embargo_memory_private.h"
#include "permissions/lifetime_private.h"
#include "permissions/managed_private.h"
#include "permissions/request_private.h"
#include "permissions/temporary_block_private.h"
#include "permissions/throttle_private.h"

/* Work that makes work is done in the same turn, up to so often; then the main loop gets its turn. */
#define MAX_ROUNDS 16

/* The turn of the main loop. */

typedef struct
{
  GSource source;
  CordonProfile *profile; /* not held: the profile destroys its source */
} TurnSource;

static gboolean
turn_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  g_source_set_ready_time (source, -1);
  cordon_profile_tick (((TurnSource *) source)->profile);

  return G_SOURCE_CONTINUE;
}

static GSource *
turn_source_new (CordonProfile *profile)
{
  static GSourceFuncs funcs = { .dispatch = turn_dispatch };
  GSource *source = g_source_new (&funcs, sizeof (TurnSource));

  ((TurnSource *) source)->profile = profile;
  g_source_set_ready_time (source, -1);
  /* Behind what is on its way from content processes, so that what a page asks in one breath is asked together. */
  g_source_set_priority (source, G_PRIORITY_HIGH_IDLE);
  g_source_set_static_name (source, "Cordon profile");
  g_source_attach (source, g_main_context_get_thread_default ());

  return source;
}

void
cordon_profile_wake (CordonProfile *profile)
{
  if (profile->is_closed)
    return;
  profile->woken = TRUE;
  g_source_set_ready_time (profile->turn, 0);
}

/* Life. */

static void
profile_build (CordonProfile *profile, const CordonProfileOptions *options)
{
  profile->clients = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  profile->device_keys = g_hash_table_new_full (cordon_origin_hash, cordon_origin_equal,
                                                (GDestroyNotify) cordon_origin_unref, NULL);
  profile->requests = cordon_request_queue_new ();
  profile->tokens = cordon_token_box_new ();
  profile->captures = cordon_capture_set_new ();
  profile->calls = cordon_call_set_new ();
  profile->devices = cordon_device_uses_new ();
  profile->embargoes = cordon_embargoes_new (options->dismissals_before_embargo);
  profile->temporary_blocks = cordon_temporary_blocks_new (options->site);
  profile->throttle = cordon_throttle_new ();
  profile->lifetimes = cordon_lifetimes_new ();
  profile->observers = cordon_observers_new ();
  profile->log = cordon_decision_log_new ();
  profile->hidden_tabs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  profile->device_views = cordon_device_views_new ();
  profile->broker = cordon_broker_new (profile);
  profile->turn = turn_source_new (profile);
}

/* The chrome tells people what is wrong with their store. */
static void
tell_store_problem (CordonStoreProblem problem, const char *detail, gpointer data)
{
  cordon_profile_notice (data, CORDON_NOTICE_STORE_PROBLEM, &(CordonNoticeFacts){ .detail = detail });
}

static CordonProfile *
profile_new (CordonStore *store, const CordonProfileOptions *options)
{
  CordonProfile *profile = g_new0 (CordonProfile, 1);

  g_ref_count_init (&profile->ref_count);
  profile->thread = g_thread_self ();
  profile->store = store;
  profile->is_memory = cordon_store_is_memory (store);
  profile->clock = options->clock;
  profile->random = options->random;
  profile->site = options->site;
  profile->allow_local_http = options->allow_local_http;
  profile->last_reading = cordon_clock_now (&profile->clock);
  profile->last_reading.wall_us = cordon_store_wall_now (store, profile->last_reading);
  profile_build (profile, options);
  cordon_store_set_problem_func (store, tell_store_problem, profile);
  cordon_profile_load_managed (profile, options->managed_policy);
  cordon_profile_load_embargoes (profile);
  cordon_profile_load_device_keys (profile);
  profile->embargo_due_wall_us = cordon_embargoes_get_next_end (profile->embargoes,
                                                                profile->last_reading.wall_us);
  cordon_profile_wake (profile);

  return profile;
}

CordonProfile *
cordon_profile_open (const char *path, const CordonProfileOptions *options, GError **error)
{
  static const CordonProfileOptions none = { 0 };
  CordonStoreOptions store_options;
  CordonStore *store;

  g_return_val_if_fail (path != NULL, NULL);

  if (options == NULL)
    options = &none;
  store_options = (CordonStoreOptions){ .keystore = options->keystore, .clock = options->clock };
  store = cordon_store_open (path, &store_options, error);

  return store != NULL ? profile_new (store, options) : NULL;
}

CordonProfile *
cordon_profile_new_memory (const CordonProfileOptions *options)
{
  static const CordonProfileOptions none = { 0 };
  CordonStoreOptions store_options;

  if (options == NULL)
    options = &none;
  store_options = (CordonStoreOptions){ .clock = options->clock };

  return profile_new (cordon_store_new_memory (&store_options), options);
}

CordonProfile *
cordon_profile_ref (CordonProfile *profile)
{
  g_return_val_if_fail (profile != NULL, NULL);
  g_ref_count_inc (&profile->ref_count);

  return profile;
}

static void
profile_free (CordonProfile *profile)
{
  cordon_broker_free (profile->broker);
  g_source_destroy (profile->turn);
  g_source_unref (profile->turn);
  cordon_profile_unload_managed (profile);
  cordon_device_views_free (profile->device_views);
  cordon_store_free (profile->store);
  cordon_request_queue_free (profile->requests);
  cordon_token_box_free (profile->tokens);
  cordon_capture_set_free (profile->captures);
  cordon_call_set_free (profile->calls);
  cordon_device_uses_free (profile->devices);
  cordon_embargoes_free (profile->embargoes);
  cordon_temporary_blocks_free (profile->temporary_blocks);
  cordon_throttle_free (profile->throttle);
  cordon_lifetimes_free (profile->lifetimes);
  cordon_observers_free (profile->observers);
  cordon_decision_log_free (profile->log);
  g_hash_table_unref (profile->hidden_tabs);
  g_hash_table_unref (profile->device_keys);
  g_hash_table_unref (profile->clients);
  g_free (profile);
}

void
cordon_profile_unref (CordonProfile *profile)
{
  if (profile == NULL)
    return;

  /* Closing calls back, and a callback may hold the profile for longer. */
  if (g_ref_count_compare (&profile->ref_count, 1))
    cordon_profile_close (profile);
  if (g_ref_count_dec (&profile->ref_count))
    profile_free (profile);
}

static gboolean
unref_now (gpointer data)
{
  cordon_profile_unref (data);

  return G_SOURCE_REMOVE;
}

void
cordon_profile_unref_later (CordonProfile *profile)
{
  g_autoptr (GSource) source = NULL;

  if (!g_ref_count_compare (&profile->ref_count, 1))
    {
      cordon_profile_unref (profile);
      return;
    }
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, unref_now, profile, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

void
cordon_profile_close (CordonProfile *profile)
{
  CordonStore *store;

  g_return_if_fail (profile != NULL && profile->thread == g_thread_self ());
  if (profile->is_closed)
    return;

  cordon_profile_ref (profile);
  cordon_requests_close (profile);
  cordon_calls_end_all (profile, CORDON_CALL_END_PROFILE);
  cordon_captures_close (profile);
  cordon_token_box_void (profile->tokens, &(CordonTokenMatch){ 0 });
  cordon_profile_detach_statuses (profile, NULL);
  profile->is_closed = TRUE;
  g_source_set_ready_time (profile->turn, -1);

  store = profile->store;
  profile->store = cordon_store_new_memory (&(CordonStoreOptions){ .clock = profile->clock });
  cordon_store_free (store);
  (void) g_ref_count_dec (&profile->ref_count); /* never the last: the caller holds one */
}

/* Time. */

/* The wall clock never runs behind the monotonic one: set back, nothing lives longer. */
CordonTime
cordon_profile_now (const CordonProfile *profile)
{
  CordonTime reading = { 0 };
  CordonProfile *mutable = (CordonProfile *) (guintptr) profile;

  g_return_val_if_fail (profile != NULL, reading);

  reading = cordon_clock_now (&profile->clock);
  reading.mono_us = MAX (reading.mono_us, profile->last_reading.mono_us);
  reading.wall_us = MAX (reading.wall_us,
                         profile->last_reading.wall_us + reading.mono_us - profile->last_reading.mono_us);
  mutable->last_reading = reading;

  return reading;
}

static gint64
find_next_due (CordonProfile *profile, CordonTime now)
{
  CordonTime lifetimes = cordon_lifetimes_get_next_due (profile);
  gint64 wall_us = MIN (lifetimes.wall_us, cordon_embargoes_get_next_end (profile->embargoes, now.wall_us));
  gint64 due = lifetimes.mono_us;

  due = MIN (due, cordon_requests_get_next_due (profile));
  due = MIN (due, cordon_captures_get_next_due (profile));
  due = MIN (due, cordon_token_box_get_next_end (profile->tokens));
  due = MIN (due, cordon_calls_get_next_due (profile));
  due = MIN (due, cordon_devices_get_next_due (profile));
  due = MIN (due, cordon_temporary_blocks_get_next_end (profile->temporary_blocks));
  if (wall_us != G_MAXINT64)
    due = MIN (due, now.mono_us + CLAMP (wall_us - now.wall_us, 0, CORDON_HOUR_US));

  return due;
}

/* With a clock of somebody else's there are no timers: who moves the clock calls cordon_profile_tick (). */
static void
schedule (CordonProfile *profile)
{
  gint64 due;

  if (profile->clock.now != NULL || profile->woken || profile->is_closed)
    return;
  due = find_next_due (profile, cordon_profile_now (profile));
  g_source_set_ready_time (profile->turn, due == G_MAXINT64 ? -1 : due);
}

static void
run_once (CordonProfile *profile)
{
  CordonTime now = cordon_profile_now (profile);
  gboolean embargo_ended = profile->embargo_due_wall_us <= now.wall_us;

  cordon_requests_turn (profile);
  cordon_captures_tick (profile, now);
  if (cordon_token_box_void (profile->tokens, &(CordonTokenMatch){ .expired_mono_us = now.mono_us }) > 0)
    cordon_calls_settle (profile, CORDON_CALL_END_PAGE);
  cordon_calls_tick (profile, now);
  cordon_devices_tick (profile, now);
  cordon_lifetimes_tick (profile, now);
  if (cordon_temporary_blocks_purge (profile->temporary_blocks, now.mono_us) || embargo_ended)
    cordon_profile_states_changed (profile, NULL, CORDON_FEATURE_NONE);
  profile->embargo_due_wall_us = cordon_embargoes_get_next_end (profile->embargoes, now.wall_us);
}

void
cordon_profile_tick (CordonProfile *profile)
{
  guint n_rounds = 0;

  g_return_if_fail (profile != NULL && profile->thread == g_thread_self ());
  if (profile->is_closed)
    return;

  cordon_profile_ref (profile);
  do
    {
      profile->woken = FALSE;
      run_once (profile);
    }
  while (profile->woken && !profile->is_closed && ++n_rounds < MAX_ROUNDS);
  schedule (profile);
  cordon_profile_unref (profile);
}

void
cordon_profile_suspended (CordonProfile *profile)
{
  g_return_if_fail (profile != NULL);

  cordon_lifetimes_end_visits (profile, NULL, CORDON_FEATURE_NONE);
  cordon_calls_settle (profile, CORDON_CALL_END_REVOKED);
}

guint32
cordon_profile_next_random (CordonProfile *profile)
{
  return profile->random.next != NULL ? profile->random.next (profile->random.data) : g_random_int ();
}

/* What the chrome is. */

void
cordon_profile_set_presenter (CordonProfile *profile, const CordonPresenterInterface *presenter,
                              gpointer data)
{
  g_return_if_fail (profile != NULL);

  profile->has_presenter = presenter != NULL;
  profile->presenter = presenter != NULL ? *presenter : (CordonPresenterInterface){ 0 };
  profile->presenter_data = data;
  if (profile->is_closed)
    return;
  cordon_captures_show (profile);
  cordon_requests_presenter_changed (profile);
  cordon_store_foreach_problem (profile->store, tell_store_problem, profile);
  cordon_profile_wake (profile);
}

void
cordon_profile_notice (CordonProfile *profile, CordonNotice notice, const CordonNoticeFacts *facts)
{
  if (profile->presenter.notice != NULL)
    profile->presenter.notice (profile->presenter_data, notice, facts);
}

void
cordon_profile_violation (CordonProfile *profile, gpointer process, const GError *error)
{
  if (profile->presenter.violation != NULL)
    profile->presenter.violation (profile->presenter_data, process, error);
}

gboolean
cordon_profile_is_quiet (const CordonProfile *profile, CordonFeature feature)
{
  return (profile->quiet_features & CORDON_FEATURE_SET_OF (feature)) != 0;
}

gboolean
cordon_profile_are_indicators_visible (const CordonProfile *profile, guint64 tab_id)
{
  return !profile->all_hidden && !g_hash_table_contains (profile->hidden_tabs, &tab_id);
}

CordonBroker *
cordon_profile_get_broker (CordonProfile *profile)
{
  g_return_val_if_fail (profile != NULL, NULL);

  return profile->broker;
}

CordonStore *
cordon_profile_get_store (CordonProfile *profile)
{
  g_return_val_if_fail (profile != NULL, NULL);

  return profile->store;
}

gboolean
cordon_profile_is_private (const CordonProfile *profile)
{
  g_return_val_if_fail (profile != NULL, TRUE);

  return profile->is_memory;
}

/* What documents do. */

/* the call ends; going on under a warning would leave the decision to a mark that nobody reads (F-26). */
static void
became_mixed (CordonProfile *profile, CordonDocument *document)
{
  guint64 call_id = cordon_profile_get_call (profile, document);

  if (call_id != 0)
    cordon_call_end (profile, call_id, CORDON_CALL_END_MIXED);
  cordon_token_box_void (profile->tokens, &(CordonTokenMatch){ .document_id = document->id });
  cordon_captures_stop_matching (profile, &(CordonCaptureMatch){ .document_id = document->id });
  if (call_id != 0)
    cordon_profile_notice (profile, CORDON_NOTICE_MIXED_CONTENT,
                           &(CordonNoticeFacts){
                             .tab_id = document->facts.tab_id,
                             .call_id = call_id,
                             .top_level_origin = document->facts.top_level_origin,
                             .reason = CORDON_REASON_MIXED_CONTENT,
                           });
  cordon_profile_states_changed (profile, document->facts.top_level_origin, CORDON_FEATURE_NONE);
}

static void
document_gone (CordonProfile *profile, CordonDocument *document)
{
  cordon_requests_document_gone (profile, document);
  cordon_token_box_void (profile->tokens, &(CordonTokenMatch){ .document_id = document->id });
  cordon_calls_document_gone (profile, document);
  cordon_captures_stop_matching (profile, &(CordonCaptureMatch){ .document_id = document->id });
  cordon_calls_settle (profile, CORDON_CALL_END_UNLOAD);
  cordon_profile_detach_statuses (profile, document);
  g_hash_table_remove (profile->clients, &document->id);
  cordon_lifetimes_documents_changed (profile, document->facts.top_level_origin);
}

static void
document_visible (CordonProfile *profile, CordonDocument *document)
{
  cordon_lifetimes_documents_changed (profile, document->facts.top_level_origin);
  if (document->visible == CORDON_FACT_YES)
    cordon_captures_document_seen (profile, document);
  cordon_requests_document_changed (profile, document);
}

void
cordon_profile_document_changed (CordonProfile *profile, CordonDocument *document,
                                 CordonDocumentChange change)
{
  if (profile->is_closed)
    return;

  cordon_profile_ref (profile);
  cordon_device_views_document_changed (profile, document, change);
  switch (change)
    {
    case CORDON_DOCUMENT_CHANGE_COMMITTED:
      cordon_profile_add_client (profile, document);
      cordon_profile_read_states (profile, document);
      cordon_lifetimes_documents_changed (profile, document->facts.top_level_origin);
      break;
    case CORDON_DOCUMENT_CHANGE_FULLY_ACTIVE:
      cordon_profile_read_states (profile, document);
      cordon_requests_document_changed (profile, document);
      break;
    case CORDON_DOCUMENT_CHANGE_VISIBLE: document_visible (profile, document); break;
    case CORDON_DOCUMENT_CHANGE_FOCUSED:
    case CORDON_DOCUMENT_CHANGE_ACTIVATED: cordon_requests_document_changed (profile, document); break;
    case CORDON_DOCUMENT_CHANGE_MIXED_CONTENT: became_mixed (profile, document); break;
    case CORDON_DOCUMENT_CHANGE_GONE: document_gone (profile, document); break;
    case CORDON_DOCUMENT_CHANGE_NONE: break;
    }
  cordon_profile_wake (profile);
  cordon_profile_unref (profile);
}
