#include "permissions/settings.h"

#include "permissions/call_private.h"
#include "permissions/capture_private.h"
#include "permissions/decision_log_private.h"
#include "permissions/device_view_private.h"
#include "permissions/embargo_memory_private.h"
#include "permissions/error.h"
#include "permissions/lifetime_private.h"
#include "permissions/managed_private.h"
#include "permissions/profile_private.h"
#include "permissions/request_private.h"
#include "permissions/temporary_block_private.h"
#include "storage/callee_block_list.h"
#include "storage/clearing.h"
#include "storage/identifier_table.h"
#include "storage/undo_list.h"

/* Writing. */

typedef struct
{
  CordonProfileDone done;
  gpointer data;
} Setting;

static void
setting_written (CordonProfile *profile, guint64 grant_id, const GError *error, gpointer data)
{
  g_autofree Setting *setting = data;

  if (setting->done != NULL)
    setting->done (profile, error, setting->data);
}

static gboolean
check_source (CordonGrantSource source, GError **error)
{
  if (source == CORDON_GRANT_SOURCE_SETTINGS || source == CORDON_GRANT_SOURCE_AUTOMATION)
    return TRUE;
  g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_GRANT, "Only settings and automation write here");

  return FALSE;
}

/* Validation alone knows what the developer switch could allow; whether it is on is known here. */
static gboolean
check_key (const CordonProfile *profile, const CordonOrigin *origin, GError **error)
{
  const CordonTrustOptions options = cordon_profile_get_trust (profile);

  if (cordon_origin_may_be_key (origin, &options))
    return TRUE;
  g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_GRANT,
                       "The origin cannot hold a grant (A-04, A-08)");

  return FALSE;
}

gboolean
cordon_profile_set_grant (CordonProfile *profile, const CordonGrant *grant, CordonProfileDone done,
                          gpointer data, GError **error)
{
  Setting *setting;

  g_return_val_if_fail (profile != NULL && grant != NULL, FALSE);

  if (profile->is_closed)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_GONE, "The profile is closed");
      return FALSE;
    }
  if (!check_source (grant->source, error) || !cordon_grant_validate (grant, error)
      || !check_key (profile, grant->origin, error))
    return FALSE;

  setting = g_new0 (Setting, 1);
  setting->done = done;
  setting->data = data;
  cordon_profile_embargo_reset (profile, grant->origin, grant->feature);
  cordon_temporary_blocks_remove (profile->temporary_blocks, grant->origin, grant->feature);
  cordon_profile_write (profile, grant, setting_written, setting);

  return TRUE;
}

static gboolean
collect_id (const CordonGrant *grant, gpointer data)
{
  g_array_append_val (data, grant->id);

  return TRUE;
}

static void
forget_decisions (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  cordon_grant_table_foreach (cordon_store_peek_table (profile->store), origin, feature, collect_id, ids);
  for (guint i = 0; i < ids->len; i++)
    cordon_profile_end_grant (profile, g_array_index (ids, guint64, i),
                              &(CordonEnding){ .reason = CORDON_REASON_REVOKED });
  cordon_store_cancel (profile->store, origin, feature);
  cordon_profile_embargo_reset (profile, origin, feature);
  cordon_temporary_blocks_remove (profile->temporary_blocks, origin, feature);
  cordon_profile_states_changed (profile, origin, feature);
  cordon_calls_settle (profile, CORDON_CALL_END_REVOKED);
}

gboolean
cordon_profile_set_state (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature,
                          CordonState state, CordonGrantSource source, GError **error)
{
  CordonGrant grant = {
    .origin = (CordonOrigin *) (guintptr) origin,
    .feature = feature,
    .answer = state == CORDON_STATE_GRANTED ? CORDON_GRANT_ALLOW : CORDON_GRANT_BLOCK,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = CORDON_LIFETIME_UNTIL_REVOKED,
    .source = source,
  };

  g_return_val_if_fail (profile != NULL, FALSE);

  grant.created_wall_us = cordon_profile_now (profile).wall_us;
  if (state != CORDON_STATE_PROMPT)
    return cordon_profile_set_grant (profile, &grant, NULL, NULL, error);

  if (!check_source (source, error) || !check_key (profile, origin, error))
    return FALSE;
  forget_decisions (profile, origin, feature);

  return TRUE;
}

/* Callees. */

gboolean
cordon_profile_block_callee (CordonProfile *profile, const CordonCallee *callee, GError **error)
{
  g_return_val_if_fail (profile != NULL, FALSE);

  if (callee == NULL || profile->is_closed)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_CALLEE, "There is nobody to block");
      return FALSE;
    }

  cordon_store_block_callee (profile->store, callee, NULL, cordon_profile_now (profile).wall_us, NULL, NULL);
  cordon_profile_recheck_captures (profile, NULL, CORDON_FEATURE_NONE);
  cordon_profile_states_changed (profile, NULL, CORDON_FEATURE_NONE);

  return TRUE;
}

static void
unblocked (CordonStore *store, guint64 id, const GError *error, gpointer data)
{
  CordonProfile *profile = data;

  cordon_profile_states_changed (profile, NULL, CORDON_FEATURE_NONE);
  cordon_profile_unref_later (profile);
}

void
cordon_profile_unblock_callee (CordonProfile *profile, const CordonCallee *callee)
{
  g_return_if_fail (profile != NULL && callee != NULL);

  cordon_store_unblock_callee (profile->store, callee, unblocked, cordon_profile_ref (profile));
}

gboolean
cordon_profile_is_callee_blocked (CordonProfile *profile, const CordonCallee *callee)
{
  g_return_val_if_fail (profile != NULL, TRUE);

  return callee != NULL && cordon_store_is_callee_blocked (profile->store, callee);
}

/* Undo. */

static void
undone (CordonStore *store, guint64 grant_id, const GError *error, gpointer data)
{
  CordonProfile *profile = data;
  g_auto (CordonGrant) grant = { 0 };

  if (error == NULL && !profile->is_closed
      && cordon_grant_table_get (cordon_store_peek_table (profile->store), grant_id, &grant))
    {
      cordon_profile_embargo_reset (profile, grant.origin, grant.feature);
      cordon_lifetimes_grant_added (profile, &grant);
      cordon_profile_note_grant (profile, &grant);
      cordon_profile_emit (profile, &(CordonEvent){ .kind = CORDON_EVENT_GRANT_ADDED, .grant = &grant });
      cordon_profile_states_changed (profile, grant.origin, grant.feature);
    }
  if (!profile->is_closed)
    cordon_profile_tell_restored (profile);
  cordon_profile_unref_later (profile);
}

static void
find_undo (guint64 undo_id, const CordonGrant *grant, CordonUndoReason reason, gint64 removed_wall_us,
           gpointer data)
{
  guint64 *wanted = data;

  if (*wanted == undo_id)
    *wanted = 0;
}

gboolean
cordon_profile_undo (CordonProfile *profile, guint64 undo_id, GError **error)
{
  guint64 wanted = undo_id;
  gint64 wall_us;

  g_return_val_if_fail (profile != NULL, FALSE);

  wall_us = cordon_profile_now (profile).wall_us;
  cordon_store_foreach_undo (profile->store, wall_us, find_undo, &wanted);
  if (undo_id == 0 || wanted != 0)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE,
                           "There is nothing of that number to undo");
      return FALSE;
    }
  cordon_store_undo (profile->store, undo_id, wall_us, undone, cordon_profile_ref (profile));

  return TRUE;
}

/* The chrome. */

void
cordon_profile_set_quiet_prompts (CordonProfile *profile, CordonFeatureSet features)
{
  g_return_if_fail (profile != NULL);

  profile->quiet_features = features;
}

void
cordon_profile_set_indicators_visible (CordonProfile *profile, guint64 tab_id, gboolean visible)
{
  g_return_if_fail (profile != NULL);

  if (tab_id == 0)
    profile->all_hidden = !visible;
  else if (visible)
    g_hash_table_remove (profile->hidden_tabs, &tab_id);
  else
    g_hash_table_add (profile->hidden_tabs, g_memdup2 (&tab_id, sizeof tab_id));
  if (!profile->is_closed)
    cordon_captures_show (profile);
}
