/* How grants come and go: commits with everybody told, revocations that hold before they return. */

#include "permissions/profile_private.h"

#include "permissions/call_private.h"
#include "permissions/capture_private.h"
#include "permissions/capture_token_private.h"
#include "permissions/decision_log_private.h"
#include "permissions/device_view_private.h"
#include "permissions/embargo_memory_private.h"
#include "permissions/lifetime_private.h"
#include "permissions/limits.h"

/* Going. */

static void
log_end (CordonProfile *profile, const CordonGrant *grant, const CordonEnding *ending)
{
  cordon_profile_log (profile, NULL,
                      &(CordonLogEntry){
                        .kind = CORDON_LOG_REVOKE,
                        .origin = grant->origin,
                        .top_level_origin = grant->origin,
                        .feature = grant->feature,
                        .reason = ending->reason,
                        .grant_id = grant->id,
                        .call_id = grant->call_id,
                        .detail = cordon_lifetime_to_string (grant->lifetime),
                      });
}

void
cordon_profile_grant_gone (CordonProfile *profile, const CordonGrant *grant, const CordonEnding *ending)
{
  cordon_profile_ref (profile);
  cordon_lifetimes_grant_removed (profile, grant);
  cordon_token_box_void (profile->tokens, &(CordonTokenMatch){ .grant_id = grant->id });
  cordon_captures_stop_matching (profile, &(CordonCaptureMatch){ .grant_id = grant->id });
  log_end (profile, grant, ending);
  cordon_profile_emit (
    profile, &(CordonEvent){ .kind = CORDON_EVENT_GRANT_REMOVED, .grant = grant, .reason = ending->reason });
  cordon_profile_states_changed (profile, grant->origin, grant->feature);
  cordon_profile_unref (profile);
}

/* Coming back. What runs was judged while the other one was there. */
void
cordon_profile_tell_restored (CordonProfile *profile)
{
  g_autoptr (GArray) ids = cordon_store_take_restored (profile->store);

  for (guint i = 0; i < ids->len; i++)
    {
      g_auto (CordonGrant) grant = { 0 };

      if (!cordon_grant_table_get (cordon_store_peek_table (profile->store), g_array_index (ids, guint64, i),
                                   &grant))
        continue;
      cordon_lifetimes_grant_added (profile, &grant);
      cordon_profile_emit (profile, &(CordonEvent){ .kind = CORDON_EVENT_GRANT_RESTORED, .grant = &grant });
      cordon_profile_recheck_captures (profile, grant.origin, grant.feature);
      cordon_profile_states_changed (profile, grant.origin, grant.feature);
    }
}

static gboolean
collect_gone (const CordonGrant *grant, gpointer data)
{
  g_ptr_array_add (data, cordon_grant_copy (grant));

  return TRUE;
}

gboolean
cordon_profile_end_grant (CordonProfile *profile, guint64 grant_id, const CordonEnding *ending)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_grant_free);
  g_auto (CordonGrant) grant = { 0 };

  if (ending->by_itself && cordon_store_get_grant (profile->store, grant_id, &grant))
    {
      cordon_store_end (profile->store, grant_id, NULL, NULL);
      g_ptr_array_add (gone, cordon_grant_copy (&grant));
    }
  else if (!ending->by_itself)
    {
      cordon_store_foreach_of_key (profile->store, grant_id, collect_gone, gone);
      if (gone->len > 0)
        cordon_store_remove (profile->store, grant_id, NULL, NULL);
    }
  if (gone->len == 0)
    {
      cordon_token_box_void (profile->tokens, &(CordonTokenMatch){ .grant_id = grant_id });
      cordon_captures_stop_matching (profile, &(CordonCaptureMatch){ .grant_id = grant_id });
      return FALSE;
    }

  cordon_profile_ref (profile);
  for (guint i = 0; i < gone->len; i++)
    cordon_profile_grant_gone (profile, gone->pdata[i], ending);
  cordon_profile_tell_restored (profile);
  cordon_profile_unref (profile);

  return TRUE;
}

gboolean
cordon_profile_revoke (CordonProfile *profile, guint64 grant_id, GError **error)
{
  g_auto (CordonGrant) grant = { 0 };

  g_return_val_if_fail (profile != NULL, FALSE);

  /* From the list: the user wants to be asked again, whatever he did not answer before. */
  if (cordon_store_get_grant (profile->store, grant_id, &grant))
    cordon_profile_embargo_reset (profile, grant.origin, grant.feature);
  if (grant_id == 0
      || !cordon_profile_end_grant (profile, grant_id, &(CordonEnding){ .reason = CORDON_REASON_REVOKED }))
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE, "There is no such grant");
      return FALSE;
    }
  cordon_calls_settle (profile, CORDON_CALL_END_REVOKED);

  return TRUE;
}

/* A page that sleeps, or is not asked about any more, has not lost what it was given. */
static gboolean
says_nothing_of_captures (CordonReason reason)
{
  return reason == CORDON_REASON_NOT_FULLY_ACTIVE || reason == CORDON_REASON_EMBARGO_DISMISSED
         || reason == CORDON_REASON_EMBARGO_IGNORED || reason == CORDON_REASON_TEMPORARY_BLOCK;
}

/* Whether anything still supports @capture; where another grant does, it stands on that one from now on. */
static gboolean
is_supported (CordonProfile *profile, CordonCapture *capture)
{
  const CordonInquiry inquiry = {
    .feature = capture->feature,
    .callee = capture->obligations.callee,
    .device = capture->device,
    .pan_tilt_zoom = capture->pan_tilt_zoom,
    .surface_id = capture->surface_id,
  };
  g_auto (CordonDecision) decision = { 0 };
  g_auto (CordonGrant) grant = { 0 };

  cordon_profile_judge (profile, capture->document, &inquiry, &decision);
  if (decision.verdict == CORDON_DECISION_DENY && !says_nothing_of_captures (decision.reason))
    return FALSE;
  if (cordon_store_get_grant (profile->store, capture->grant_id, &grant)
      && cordon_grant_stands_alone (&grant))
    return TRUE;
  if (decision.verdict == CORDON_DECISION_ALLOW)
    capture->grant_id = decision.grant_id;

  return decision.verdict == CORDON_DECISION_ALLOW;
}

void
cordon_profile_recheck_captures (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature)
{
  const CordonCaptureMatch match = { .key = origin, .feature = feature };
  g_autoptr (GPtrArray) captures = cordon_captures_collect (profile, &match);

  for (guint i = captures->len; i > 0; i--)
    if (is_supported (profile, captures->pdata[i - 1]))
      g_ptr_array_remove_index (captures, i - 1);
  cordon_captures_stop (profile, captures);
  if (captures->len > 0)
    cordon_calls_settle (profile, CORDON_CALL_END_REVOKED);
}

void
cordon_profile_stop_capture (CordonProfile *profile, guint64 capture_id)
{
  g_autoptr (GPtrArray) captures = NULL;

  g_return_if_fail (profile != NULL);

  captures = cordon_captures_collect (profile, &(CordonCaptureMatch){ .capture_id = capture_id });
  if (capture_id == 0 || captures->len == 0)
    return;

  cordon_profile_ref (profile);
  cordon_captures_stop (profile, captures);
  /* No grace: what was given for this visit does not come back by itself after the user's stop. */
  for (guint i = 0; i < captures->len; i++)
    {
      const CordonCapture *capture = captures->pdata[i];

      cordon_lifetimes_end_visits (profile, capture->document->facts.top_level_origin, capture->feature);
    }
  cordon_calls_settle (profile, CORDON_CALL_END_CHROME);
  cordon_profile_unref (profile);
}

/* Coming. */

typedef struct
{
  CordonProfile *profile;
  CordonGrant *grant;
  GArray *replaced; /* ids of the grants of the same key */
  CordonWriteDone done;
  gpointer data;
} Commit;

static gboolean
collect_same_key (const CordonGrant *grant, gpointer data)
{
  Commit *commit = data;
  const CordonGrant *new = commit->grant;
  gboolean same_device = g_strcmp0 (grant->device, new->device) == 0;
  gboolean same_callee = grant->callee == new->callee || cordon_callee_equal (grant->callee, new->callee);

  if (grant->scope == new->scope && grant->call_id == new->call_id
      && grant->surface_id == new->surface_id &&same_device &&same_callee)
    g_array_append_val (commit->replaced, grant->id);

  return TRUE;
}

static gboolean
was_replaced (const Commit *commit, guint64 grant_id)
{
  for (guint i = 0; i < commit->replaced->len; i++)
    if (g_array_index (commit->replaced, guint64, i) == grant_id)
      return TRUE;

  return FALSE;
}

static void
rebind (CordonCapture *capture, gpointer data)
{
  const Commit *commit = data;

  if (was_replaced (commit, capture->grant_id))
    capture->grant_id = commit->grant->id;
}

/* What was not replaced after all: another form of the same key, or a stored grant that lies beneath the new one. */
static void
drop_survivors (const CordonProfile *profile, Commit *commit)
{
  for (guint i = commit->replaced->len; i > 0; i--)
    {
      g_auto (CordonGrant) old = { 0 };

      if (cordon_store_get_grant (profile->store, g_array_index (commit->replaced, guint64, i - 1), &old))
        g_array_remove_index (commit->replaced, i - 1);
    }
}

/* What stood on a grant that was replaced stands on the new one, where that is a yes too; what stands on one beneath
 * stays there.
 */
static void
take_over (CordonProfile *profile, Commit *commit)
{
  gboolean allow = commit->grant->answer == CORDON_GRANT_ALLOW;

  if (allow)
    drop_survivors (profile, commit);
  for (guint i = 0; i < commit->replaced->len; i++)
    {
      guint64 id = g_array_index (commit->replaced, guint64, i);

      if (allow)
        cordon_token_box_rebind (profile->tokens, id, commit->grant->id);
      else
        cordon_token_box_void (profile->tokens, &(CordonTokenMatch){ .grant_id = id });
    }
  if (allow)
    cordon_captures_foreach (profile, rebind, commit);
}

static void
committed (CordonStore *store, guint64 grant_id, const GError *error, gpointer data)
{
  Commit *commit = data;
  CordonProfile *profile = commit->profile;
  gboolean changed = commit->replaced->len > 0;

  profile->n_writes--;
  if (error == NULL && !profile->is_closed)
    {
      commit->grant->id = grant_id;
      cordon_profile_note_grant (profile, commit->grant);
      take_over (profile, commit);
      cordon_lifetimes_grant_added (profile, commit->grant);
      if (cordon_grant_may_persist (commit->grant))
        cordon_device_views_grant_stored (profile, commit->grant->origin);
      cordon_profile_emit (profile, &(CordonEvent){
                                      .kind = changed ? CORDON_EVENT_GRANT_CHANGED : CORDON_EVENT_GRANT_ADDED,
                                      .grant = commit->grant,
                                    });
      cordon_profile_recheck_captures (profile, commit->grant->origin, commit->grant->feature);
      cordon_profile_states_changed (profile, commit->grant->origin, commit->grant->feature);
    }
  if (!profile->is_closed)
    cordon_profile_tell_restored (profile);
  if (commit->done != NULL)
    commit->done (profile, grant_id, error, commit->data);
  cordon_grant_free (commit->grant);
  g_array_unref (commit->replaced);
  g_free (commit);
  cordon_profile_wake (profile);
  cordon_profile_unref_later (profile);
}

static gboolean
collect_contradicted (const CordonGrant *grant, gpointer data)
{
  gboolean is_running = grant->scope == CORDON_SCOPE_CALL || grant->scope == CORDON_SCOPE_SURFACE;

  if (is_running && grant->callee == NULL && grant->answer == CORDON_GRANT_ALLOW)
    g_array_append_val (data, grant->id);

  return TRUE;
}

/* A narrower yes stands above a wider no, but not a yes that was given before it for what is going on right now.
 * Consent towards one callee is another thing, and stays.
 */
static void
end_contradicted (CordonProfile *profile, const CordonGrant *block)
{
  const CordonEnding ending = { .reason = CORDON_REASON_USER_BLOCKED };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  if (block->scope != CORDON_SCOPE_ORIGIN || block->device != NULL)
    return;
  cordon_grant_table_foreach (cordon_store_peek_table (profile->store), block->origin, block->feature,
                              collect_contradicted, ids);
  for (guint i = 0; i < ids->len; i++)
    cordon_profile_end_grant (profile, g_array_index (ids, guint64, i), &ending);
}

/* Whoever gave it: no visit outlasts a day of work. */
static void
cap_visit (CordonGrant *grant)
{
  gint64 latest_wall_us = grant->created_wall_us + CORDON_VISIT_MAX_US;

  if (grant->lifetime == CORDON_LIFETIME_VISIT
      && (grant->expires_wall_us == 0 || grant->expires_wall_us > latest_wall_us))
    grant->expires_wall_us = latest_wall_us;
}

void
cordon_profile_write (CordonProfile *profile, const CordonGrant *grant, CordonWriteDone done, gpointer data)
{
  Commit *commit = g_new0 (Commit, 1);

  commit->profile = cordon_profile_ref (profile);
  commit->grant = cordon_grant_copy (grant);
  cap_visit (commit->grant);
  commit->replaced = g_array_new (FALSE, FALSE, sizeof (guint64));
  commit->done = done;
  commit->data = data;
  cordon_grant_table_foreach (cordon_store_peek_table (profile->store), grant->origin, grant->feature,
                              collect_same_key, commit);
  if (grant->answer == CORDON_GRANT_BLOCK)
    end_contradicted (profile, grant);
  profile->n_writes++;
  cordon_store_set (profile->store, commit->grant, committed, commit);
  /* A no takes its yes away before it is written. */
  if (grant->answer == CORDON_GRANT_BLOCK)
    cordon_profile_recheck_captures (profile, grant->origin, grant->feature);
}
