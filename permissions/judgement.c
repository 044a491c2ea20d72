/* The profile's side of the pipeline: gathers what is known about a document and asks. */

#include "permissions/profile_private.h"

#include "permissions/call_private.h"
#include "permissions/capture_private.h"
#include "permissions/device_view_private.h"
#include "permissions/embargo.h"
#include "permissions/managed_private.h"
#include "permissions/temporary_block_private.h"
#include "storage/callee_block_list.h"

CordonClient *
cordon_profile_get_client (const CordonProfile *profile, const CordonDocument *document)
{
  return g_hash_table_lookup (profile->clients, &document->id);
}

static CordonFact
to_fact (gboolean value)
{
  return value ? CORDON_FACT_YES : CORDON_FACT_NO;
}

void
cordon_profile_fill_facts (CordonProfile *profile, const CordonDocument *document,
                           CordonPipelineFacts *out_facts)
{
  const CordonDocumentFacts *facts = &document->facts;
  const CordonClient *client = cordon_profile_get_client (profile, document);

  *out_facts = (CordonPipelineFacts){
    .origin = facts->origin,
    .key = facts->top_level_origin,
    .trustworthy = client != NULL ? client->trustworthy : CORDON_FACT_MISSING,
    .key_may_hold_grants = client != NULL ? client->key_may_hold_grants : CORDON_FACT_MISSING,
    .secure_context = facts->secure_context,
    .active_mixed_content = facts->active_mixed_content,
    .csp_blocks_webrtc = facts->csp_blocks_webrtc,
    .private_session = facts->private_session,
    .cross_origin_isolated = facts->cross_origin_isolated,
    .policy = facts->permissions_policy,
    .managed = cordon_profile_get_managed (profile, facts->top_level_origin),
    .fully_active = document->fully_active,
    .visible = document->visible,
    .focused = document->focused,
    .activation_expires_mono_us = document->activated_mono_us != 0
                                    ? document->activated_mono_us + CORDON_ACTIVATION_US
                                    : 0,
  };
  /* A private document in a profile with a disk is a mistake that would leave traces (B-37). */
  if (facts->private_session == CORDON_FACT_YES && !profile->is_memory)
    out_facts->private_session = CORDON_FACT_MISSING;
}

static CordonReason
find_embargo (CordonProfile *profile, const CordonDocument *document, CordonFeature feature, CordonTime now)
{
  const CordonOrigin *key = document->facts.top_level_origin;

  if (cordon_temporary_blocks_contains (profile->temporary_blocks, key, feature, now.mono_us))
    return CORDON_REASON_TEMPORARY_BLOCK;

  return cordon_embargoes_check (profile->embargoes, key, feature, now.wall_us);
}

static gboolean
collect_device (const CordonGrant *grant, gpointer data)
{
  if (grant->device != NULL && grant->answer == CORDON_GRANT_ALLOW)
    g_ptr_array_add (data, g_strdup (grant->device));

  return TRUE;
}

static gboolean
note_device_key (const CordonGrant *grant, gpointer data)
{
  cordon_profile_note_grant (data, grant);

  return TRUE;
}

void
cordon_profile_load_device_keys (CordonProfile *profile)
{
  cordon_grant_table_foreach (cordon_store_peek_table (profile->store), NULL, CORDON_FEATURE_NONE,
                              note_device_key, profile);
}

void
cordon_profile_note_grant (CordonProfile *profile, const CordonGrant *grant)
{
  if (grant->device != NULL)
    g_hash_table_add (profile->device_keys, cordon_origin_ref (grant->origin));
}

static gboolean
is_held_back (CordonReason reason)
{
  return reason == CORDON_REASON_EMBARGO_DISMISSED || reason == CORDON_REASON_EMBARGO_IGNORED
         || reason == CORDON_REASON_TEMPORARY_BLOCK;
}

/* Who asks for any device may have one that is granted (B-34); the grant in the decision says which. */
static void
try_granted_devices (const CordonProfile *profile, const CordonPipelineFacts *facts,
                     const CordonPipelineQuery *query, CordonTime now, CordonDecision *decision)
{
  const CordonGrantTable *table = cordon_store_peek_table (profile->store);
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_free);
  CordonPipelineQuery narrowed = *query;

  if (query->device != NULL || !g_hash_table_contains (profile->device_keys, facts->key))
    return;
  cordon_grant_table_foreach (table, facts->key, query->feature, collect_device, devices);
  for (guint i = 0; i < devices->len && decision->verdict != CORDON_DECISION_ALLOW; i++)
    {
      g_auto (CordonDecision) narrow = { 0 };

      narrowed.device = devices->pdata[i];
      cordon_pipeline_decide (facts, table, &narrowed, now, &narrow);
      if (narrow.verdict != CORDON_DECISION_ALLOW)
        continue;
      cordon_decision_clear (decision);
      *decision = narrow;
      narrow = (CordonDecision){ 0 };
    }
}

typedef struct
{
  const CordonProfile *profile;
  const CordonPipelineFacts *facts;
  const CordonPipelineQuery *query;
  CordonTime now;
} DeviceSearch;

static gboolean
is_device_denied (const char *device, gpointer data)
{
  const DeviceSearch *search = data;
  CordonPipelineQuery narrowed = *search->query;
  g_auto (CordonDecision) decision = { 0 };

  narrowed.device = device;
  cordon_pipeline_decide (search->facts, cordon_store_peek_table (search->profile->store), &narrowed,
                          search->now, &decision);

  return decision.verdict == CORDON_DECISION_DENY && decision.reason == CORDON_REASON_GRANT;
}

/* Of a kind whose every device was refused nothing is left to ask for (B-34). */
static void
try_denied_devices (CordonProfile *profile, const CordonPipelineFacts *facts,
                    const CordonPipelineQuery *query, CordonTime now, CordonDecision *decision)
{
  DeviceSearch search = { profile, facts, query, now };

  if (query->device != NULL || !g_hash_table_contains (profile->device_keys, facts->key)
      || !cordon_device_views_all (profile, query->feature, is_device_denied, &search))
    return;
  decision->verdict = CORDON_DECISION_DENY;
  decision->reason = CORDON_REASON_GRANT;
}

void
cordon_profile_judge (CordonProfile *profile, const CordonDocument *document, const CordonInquiry *inquiry,
                      CordonDecision *out_decision)
{
  const CordonGrantTable *table = cordon_store_peek_table (profile->store);
  CordonTime now = cordon_profile_now (profile);
  CordonPipelineFacts facts;
  CordonPipelineQuery query;

  if (profile->is_closed || cordon_document_is_gone (document))
    {
      *out_decision = (CordonDecision){ .feature = inquiry->feature, .reason = CORDON_REASON_GONE };
      return;
    }

  cordon_profile_fill_facts (profile, document, &facts);
  query = (CordonPipelineQuery){
    .feature = inquiry->feature,
    .callee = inquiry->callee,
    .device = inquiry->device,
    .call_id = cordon_call_find_joinable (profile, document),
    .surface_id = inquiry->surface_id,
    .pan_tilt_zoom = inquiry->pan_tilt_zoom,
    .callee_blocked = inquiry->callee != NULL
                      && cordon_store_is_callee_blocked (profile->store, inquiry->callee),
    .callee_in_book = cordon_profile_book_has (profile, inquiry->callee),
    .revoked = inquiry->revoked,
    .embargo = find_embargo (profile, document, inquiry->feature, now),
  };
  cordon_pipeline_decide (&facts, table, &query, now, out_decision);
  if (out_decision->verdict == CORDON_DECISION_PROMPT || is_held_back (out_decision->reason))
    try_granted_devices (profile, &facts, &query, now, out_decision);
  if (out_decision->verdict == CORDON_DECISION_PROMPT)
    try_denied_devices (profile, &facts, &query, now, out_decision);
}

void
cordon_profile_decide (CordonProfile *profile, const CordonDocument *document, CordonFeature feature,
                       const CordonCallee *callee, CordonDecision *out_decision)
{
  g_return_if_fail (out_decision != NULL);
  *out_decision = (CordonDecision){ 0 };
  g_return_if_fail (profile != NULL && document != NULL);

  cordon_profile_judge (profile, document, &(CordonInquiry){ .feature = feature, .callee = callee },
                        out_decision);
}

CordonState
cordon_profile_query (CordonProfile *profile, const CordonDocument *document,
                      const CordonDescriptor *descriptor)
{
  g_auto (CordonDecision) decision = { 0 };

  g_return_val_if_fail (profile != NULL && document != NULL && descriptor != NULL, CORDON_STATE_DENIED);

  cordon_profile_judge (profile, document,
                        &(CordonInquiry){
                          .feature = descriptor->feature,
                          .callee = descriptor->callee,
                          .pan_tilt_zoom = descriptor->pan_tilt_zoom,
                        },
                        &decision);

  return cordon_decision_to_state (&decision);
}

/* What documents know. */

static CordonFact
check_chain (const CordonProfile *profile, const CordonDocument *document, const CordonTrustOptions *options)
{
  const CordonDocumentFacts *facts = &document->facts;

  return cordon_secure_context_check (facts->origin, facts->ancestors, facts->n_ancestors, options);
}

static void
work_out (const CordonProfile *profile, CordonClient *client)
{
  const CordonTrustOptions options = cordon_profile_get_trust (profile);

  client->trustworthy = check_chain (profile, client->document, &options);
  client->key_may_hold_grants = to_fact (
    cordon_origin_may_be_key (client->document->facts.top_level_origin, &options));
}

void
cordon_profile_refresh_clients (CordonProfile *profile)
{
  GHashTableIter iter;
  gpointer client;

  g_hash_table_iter_init (&iter, profile->clients);
  while (g_hash_table_iter_next (&iter, NULL, &client))
    work_out (profile, client);
}

CordonClient *
cordon_profile_add_client (CordonProfile *profile, CordonDocument *document)
{
  CordonClient *client = g_new0 (CordonClient, 1);

  client->document = document;
  work_out (profile, client);
  g_hash_table_replace (profile->clients, g_memdup2 (&document->id, sizeof document->id), client);

  return client;
}

typedef struct
{
  CordonProfile *profile;
  CordonFeature feature;
  gboolean silent;
} StateWalk;

/* Documents that are not fully active hear nothing (B-35); they read afresh when they are again. */
static void
update_state (const StateWalk *walk, CordonDocument *document, CordonClient *client, CordonFeature feature)
{
  CordonProfile *profile = walk->profile;
  CordonState state = cordon_profile_query (profile, document, &(CordonDescriptor){ .feature = feature });

  if (client->states[feature] == state)
    return;
  client->states[feature] = state;
  if (walk->silent || document->fully_active != CORDON_FACT_YES)
    {
      cordon_document_invalidate (document);
      return;
    }
  cordon_document_tell_state (document, feature, state);
  cordon_profile_emit (profile, &(CordonEvent){
                                  .kind = CORDON_EVENT_STATE_CHANGED,
                                  .document_id = document->id,
                                  .feature = feature,
                                  .state = state,
                                });
}

static gboolean
update_document (CordonDocument *document, gpointer data)
{
  const StateWalk *walk = data;
  CordonClient *client = cordon_profile_get_client (walk->profile, document);

  for (guint i = 1; client != NULL && i < CORDON_N_FEATURES; i++)
    if (walk->feature == CORDON_FEATURE_NONE || (guint) walk->feature == i)
      {
        update_state (walk, document, client, (CordonFeature) i);
        client = cordon_profile_get_client (walk->profile, document);
      }

  return TRUE;
}

void
cordon_profile_states_changed (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature)
{
  CordonDocumentSet *documents = cordon_broker_get_documents (profile->broker);
  StateWalk walk = { .profile = profile, .feature = feature };

  if (profile->is_closed)
    return;
  if (origin != NULL)
    cordon_document_set_foreach_key (documents, origin, update_document, &walk);
  else
    cordon_document_set_foreach (documents, update_document, &walk);
  cordon_profile_refresh_statuses (profile, origin, feature);
  cordon_profile_wake (profile);
}

void
cordon_profile_read_states (CordonProfile *profile, CordonDocument *document)
{
  StateWalk walk = { .profile = profile, .silent = TRUE };

  update_document (document, &walk);
}

void
cordon_profile_note_capture (CordonProfile *profile, const CordonCapture *capture)
{
  CordonClient *client = cordon_profile_get_client (profile, capture->document);

  if (client != NULL
      && (capture->feature == CORDON_FEATURE_CAMERA || capture->feature == CORDON_FEATURE_MICROPHONE))
    client->has_captured = TRUE;
}

gboolean
cordon_profile_has_captured (CordonProfile *profile, const CordonDocument *document)
{
  const CordonClient *client;

  g_return_val_if_fail (profile != NULL && document != NULL, FALSE);

  client = cordon_profile_get_client (profile, document);

  return client != NULL && client->has_captured;
}
