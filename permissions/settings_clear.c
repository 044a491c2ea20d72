/*
 * Clearing: what the user wants forgotten. Where sites are excepted, everything of each other one goes, one after the
 * other: what the store, the undo list, the journal and the counts know of it.
 */

#include "permissions/call_private.h"
#include "permissions/decision_log_private.h"
#include "permissions/device_view_private.h"
#include "permissions/embargo_memory_private.h"
#include "permissions/profile_private.h"
#include "permissions/temporary_block_private.h"
#include "storage/clearing.h"
#include "storage/continuity_table.h"
#include "storage/embargo_table.h"
#include "storage/identifier_table.h"
#include "storage/journal.h"
#include "storage/undo_list.h"

typedef struct
{
  const CordonClear *clear;
  GArray *ids;
} Clearing;

static gboolean
collect_cleared (const CordonGrant *grant, gpointer data)
{
  Clearing *clearing = data;
  const CordonClear *clear = clearing->clear;

  if ((clear->features == 0 || clear->features & CORDON_FEATURE_SET_OF (grant->feature))
      && MAX (grant->created_wall_us, grant->last_used_wall_us) >= clear->since_wall_us)
    g_array_append_val (clearing->ids, grant->id);

  return TRUE;
}

/* One row at a time, because the last use is not the store's to know. */
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

static void
clear_decisions (CordonProfile *profile, const CordonClear *clear)
{
  clear_selected (profile, clear);
  clear_in_store (profile, clear,
                  CORDON_CLEAR_GRANTS | CORDON_CLEAR_EMBARGOES | CORDON_CLEAR_UNDO
                    | (clear->features == 0 ? CORDON_CLEAR_JOURNAL : 0));
  reset_counts (profile, clear);
  if (clear->features == 0 && clear->since_wall_us == 0)
    cordon_decision_log_forget (profile->log, clear->origin);
  cordon_profile_emit (profile, &(CordonEvent){ .kind = CORDON_EVENT_CLEARED, .origin = clear->origin });
  cordon_profile_states_changed (profile, clear->origin, CORDON_FEATURE_NONE);
  cordon_calls_settle (profile, CORDON_CALL_END_REVOKED);
}

/* Identifiers first: the journal tells of that, and clearing decisions makes it forget. */
static void
clear_one (CordonProfile *profile, const CordonClear *clear)
{
  if (clear->identifiers)
    {
      clear_in_store (profile, clear, CORDON_CLEAR_IDENTIFIERS);
      identifiers_went (profile, clear->origin);
    }
  if (clear->decisions)
    clear_decisions (profile, clear);
}

/* Exceptions. */

static gboolean
add_origin (GHashTable *origins, const CordonOrigin *origin)
{
  if (origin != NULL && !cordon_origin_is_opaque (origin))
    g_hash_table_add (origins, cordon_origin_ref (origin));

  return TRUE;
}

static gboolean
add_grant (const CordonGrant *grant, gpointer data)
{
  return add_origin (data, grant->origin);
}

static gboolean
add_entry (const CordonJournalEntry *entry, gpointer data)
{
  return add_origin (data, entry->origin);
}

static void
add_undo (guint64 undo_id, const CordonGrant *grant, CordonUndoReason reason, gint64 removed_wall_us,
          gpointer data)
{
  add_origin (data, grant->origin);
}

static void
add_embargo (const CordonOrigin *origin, CordonFeature feature, const CordonEmbargo *embargo, gpointer data)
{
  add_origin (data, origin);
}

static void
add_identifier (const CordonOrigin *origin, CordonIdentifierPurpose purpose, gint64 created_wall_us,
                gboolean kept, gpointer data)
{
  add_origin (data, origin);
}

static void
add_peer (const CordonOrigin *origin, const CordonCallee *peer, const CordonCallee *fingerprints,
          gint64 first_wall_us, gint64 last_wall_us, gpointer data)
{
  add_origin (data, origin);
}

static gboolean
add_document (CordonDocument *document, gpointer data)
{
  return add_origin (data, document->facts.top_level_origin);
}

/* Everybody of whom anything is known. */
static GHashTable *
collect_origins (CordonProfile *profile)
{
  CordonStore *store = profile->store;
  GHashTable *origins = g_hash_table_new_full (cordon_origin_hash, cordon_origin_equal,
                                               (GDestroyNotify) cordon_origin_unref, NULL);

  cordon_grant_table_foreach (cordon_store_peek_table (store), NULL, CORDON_FEATURE_NONE, add_grant, origins);
  cordon_grant_table_foreach (cordon_store_peek_shelf (store), NULL, CORDON_FEATURE_NONE, add_grant, origins);
  cordon_store_foreach_undo (store, cordon_profile_now (profile).wall_us, add_undo, origins);
  cordon_store_foreach_embargo (store, add_embargo, origins);
  cordon_store_foreach_identifier (store, add_identifier, origins);
  cordon_store_foreach_peer (store, add_peer, origins);
  cordon_store_read_journal (store, 0, add_entry, origins, NULL);
  cordon_document_set_foreach (cordon_broker_get_documents (profile->broker), add_document, origins);

  return origins;
}

static gboolean
is_excepted (const CordonClear *clear, const CordonOrigin *origin)
{
  for (gsize i = 0; i < clear->n_except; i++)
    if (cordon_origin_equal (clear->except[i], origin))
      return TRUE;

  return FALSE;
}

static void
clear_others (CordonProfile *profile, const CordonClear *clear)
{
  g_autoptr (GHashTable) origins = collect_origins (profile);
  GHashTableIter iter;
  gpointer origin;

  g_hash_table_iter_init (&iter, origins);
  while (g_hash_table_iter_next (&iter, &origin, NULL) && !profile->is_closed)
    {
      CordonClear one = *clear;

      one.origin = origin;
      one.except = NULL;
      one.n_except = 0;
      if (!is_excepted (clear, origin)
          && (clear->origin == NULL || cordon_origin_equal (clear->origin, origin)))
        clear_one (profile, &one);
    }
}

void
cordon_profile_clear (CordonProfile *profile, const CordonClear *clear)
{
  g_return_if_fail (profile != NULL && clear != NULL);
  if (profile->is_closed || (!clear->decisions && !clear->identifiers))
    return;

  cordon_profile_ref (profile);
  if (clear->n_except > 0)
    clear_others (profile, clear);
  else
    clear_one (profile, clear);
  cordon_profile_unref (profile);
}

void
cordon_profile_site_data_cleared (CordonProfile *profile, const CordonOrigin *origin)
{
  g_return_if_fail (profile != NULL);

  cordon_store_reset_identifiers (profile->store, origin, NULL, NULL);
  identifiers_went (profile, origin);
}
