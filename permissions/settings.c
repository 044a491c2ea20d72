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

/* Clearing. */

typedef struct
{
  const CordonClear *clear;
  GArray *ids;
} Clearing;

static gboolean
is_excepted (const CordonClear *clear, const CordonOrigin *origin)
{
  for (gsize i = 0; i < clear->n_except; i++)
    if (cordon_origin_equal (clear->except[i], origin))
      return TRUE;

  return FALSE;
}

static gboolean
collect_cleared (const CordonGrant *grant, gpointer data)
{
  Clearing *clearing = data;
  const CordonClear *clear = clearing->clear;

  if ((clear->features == 0 || clear->features & CORDON_FEATURE_SET_OF (grant->feature))
      && MAX (grant->created_wall_us, grant->last_used_wall_us) >= clear->since_wall_us
      && !is_excepted (clear, grant->origin))
    g_array_append_val (clearing->ids, grant->id);

  return TRUE;
}

/* One row at a time, because exceptions and last use are not the store's to know. */
static void
clear_selected (CordonProfile *profile, const CordonClear *clear)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  Clearing clearing = { .clear = clear, .ids = ids };

  cordon_grant_table_foreach (cordon_store_peek_table (profile->store), clear->origin, CORDON_FEATURE_NONE,
                              collect_cleared, &clearing);
  cordon_grant_table_foreach (cordon_store_peek_shelf (profile->store), clear->origin, CORDON_FEATURE_NONE,
                              collect_cleared, &clearing);
  for (guint i = 0; i < ids->len; i++)
    cordon_profile_end_grant (profile, g_array_index (ids, guint64, i),
                              &(CordonEnding){ .reason = CORDON_REASON_REVOKED });
}

static gboolean
collect_gone (const CordonGrant *grant, gpointer data)
{
  g_ptr_array_add (data, cordon_grant_copy (grant));

  return TRUE;
}

static void
clear_in_store (CordonProfile *profile, const CordonClear *clear, guint what)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_grant_free);
  const CordonClearing clearing = {
    .what = what,
    .origin = clear->origin,
    .since_wall_us = clear->since_wall_us,
    .features = clear->features,
  };

  cordon_store_clear (profile->store, &clearing, collect_gone, gone, NULL, NULL);
  for (guint i = 0; i < gone->len; i++)
    cordon_profile_grant_gone (profile, gone->pdata[i], &(CordonEnding){ .reason = CORDON_REASON_REVOKED });
}

static void
reset_counts (CordonProfile *profile, const CordonClear *clear)
{
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (clear->features == 0 || clear->features & 1u << i)
      {
        cordon_profile_embargo_reset (profile, clear->origin, (CordonFeature) i);
        cordon_temporary_blocks_remove (profile->temporary_blocks, clear->origin, (CordonFeature) i);
      }
}

static void
identifiers_went (CordonProfile *profile, const CordonOrigin *origin)
{
  cordon_device_views_identifiers_reset (profile, origin);
  cordon_profile_emit (profile, &(CordonEvent){ .kind = CORDON_EVENT_IDENTIFIERS_CLEARED, .origin = origin });
}

void
cordon_profile_clear (CordonProfile *profile, const CordonClear *clear)
{
  g_return_if_fail (profile != NULL && clear != NULL);
  if (profile->is_closed || (!clear->decisions && !clear->identifiers))
    return;

  cordon_profile_ref (profile);
  if (clear->decisions)
    {
      gboolean whole = clear->n_except == 0;

      clear_selected (profile, clear);
      if (whole)
        {
          clear_in_store (profile, clear,
                          CORDON_CLEAR_GRANTS | CORDON_CLEAR_EMBARGOES | CORDON_CLEAR_UNDO
                            | (clear->features == 0 ? CORDON_CLEAR_JOURNAL : 0));
          reset_counts (profile, clear);
          if (clear->features == 0 && clear->since_wall_us == 0)
            cordon_decision_log_forget (profile->log, clear->origin);
        }
      cordon_profile_emit (profile, &(CordonEvent){ .kind = CORDON_EVENT_CLEARED });
      cordon_profile_states_changed (profile, clear->origin, CORDON_FEATURE_NONE);
      cordon_calls_settle (profile, CORDON_CALL_END_REVOKED);
    }
  if (clear->identifiers)
    {
      clear_in_store (profile, clear, CORDON_CLEAR_IDENTIFIERS);
      identifiers_went (profile, clear->origin);
    }
  cordon_profile_unref (profile);
}

void
cordon_profile_site_data_cleared (CordonProfile *profile, const CordonOrigin *origin)
{
  g_return_if_fail (profile != NULL);

  cordon_store_reset_identifiers (profile->store, origin, NULL, NULL);
  identifiers_went (profile, origin);
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
