/*
 * Setting, taking back, using and ending grants.
 */

#include "permissions/error.h"
#include "permissions/limits.h"
#include "storage/clock_guard_private.h"
#include "storage/grant_entry_private.h"
#include "storage/grant_row_private.h"
#include "storage/journal_private.h"
#include "storage/store_private.h"
#include "storage/undo_list_private.h"

void
cordon_store_finish_with_error (CordonStore *store, CordonUnit *unit, GError *error)
{
  unit->error = error;
  g_clear_pointer (&unit->grant, cordon_grant_free);
  cordon_store_finish (store, unit);
}

static gboolean
is_on_disk (guint64 id)
{
  return id < CORDON_MEMORY_ID_BASE;
}

/* The old grant goes with the new one's commit; an old yes that a no replaces goes now. */
static void
replace (CordonStore *store, CordonUnit *unit, guint64 old_id)
{
  g_auto (CordonGrant) old = { 0 };

  if (old_id == 0 || !cordon_grant_table_get (store->table, old_id, &old))
    return;

  cordon_unit_will_remove (unit, old_id);
  if (is_on_disk (old_id))
    cordon_unit_delete (unit, CORDON_TABLE_GRANT, (gint64) old_id);
  if (old.answer == CORDON_GRANT_ALLOW && unit->grant->answer == CORDON_GRANT_BLOCK)
    {
      cordon_grant_table_remove (store->table, old_id);
      cordon_store_log_revocation (store, unit, old_id);
    }
}

static gboolean
same_place (const CordonGrant *a, const CordonGrant *b)
{
  CordonGrantEntry entry;
  gboolean same;

  if (!cordon_origin_equal (a->origin, b->origin))
    return FALSE;
  cordon_grant_entry_init (&entry, a);
  same = cordon_grant_entry_is_at (&entry, b, b->pan_tilt_zoom);
  cordon_grant_entry_clear (&entry);
  return same;
}

/* What is on its way to the same place will be there when this unit comes to be written. */
static void
replace_pending (CordonStore *store, CordonUnit *unit)
{
  if (!cordon_store_has_pending (store, unit->grant->origin))
    return;
  for (GList *link = store->pending.head; link; link = link->next)
    {
      const CordonUnit *other = link->data;

      if (!same_place (other->grant, unit->grant))
        continue;
      cordon_unit_will_remove (unit, other->grant->id);
      if (is_on_disk (other->grant->id))
        cordon_unit_delete (unit, CORDON_TABLE_GRANT, (gint64) other->grant->id);
    }
}

static CordonJournalKind
kind_of (const CordonGrant *grant)
{
  return grant->source == CORDON_GRANT_SOURCE_IMPORT ? CORDON_JOURNAL_IMPORTED : CORDON_JOURNAL_DECIDED;
}

void
cordon_store_set_in_unit (CordonStore *store, CordonUnit *unit, const CordonGrant *grant,
                          CordonJournalKind kind)
{
  gboolean persists = store->disk && cordon_grant_may_persist (grant);

  unit->grant = cordon_grant_copy (grant);
  unit->grant->id = persists ? store->next_row_id++ : store->next_memory_id++;
  unit->user_decided = TRUE;
  cordon_grant_table_observe_wall (store->table, grant->created_wall_us);
  replace (store, unit, cordon_grant_table_find_place (store->table, unit->grant));
  replace (store, unit, cordon_grant_table_find_contradiction (store->table, unit->grant));
  replace_pending (store, unit);
  if (persists)
    {
      CordonRow row = cordon_grant_to_row (unit->grant, CORDON_TABLE_GRANT);

      cordon_unit_add (unit, CORDON_CHANGE_PUT, cordon_row_copy (&row));
    }
  unit->waits = unit->changes->len > 0;
  cordon_journal_add_grant (store, unit, kind, unit->grant);
  cordon_store_submit (store, unit);
}

void
cordon_store_set (CordonStore *store, const CordonGrant *grant, CordonStoreDone done, gpointer data)
{
  g_autoptr (CordonUnit) unit = NULL;
  GError *error = NULL;

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && grant != NULL);

  unit = cordon_unit_new (done, data);
  if (cordon_grant_validate (grant, &error))
    cordon_store_set_in_unit (store, g_steal_pointer (&unit), grant, kind_of (grant));
  else
    cordon_store_finish_with_error (store, g_steal_pointer (&unit), error);
}

/* Who takes a grant back does not want the one that is on its way to replace it. */
static void
cancel_pending (CordonStore *store, CordonUnit *unit, const CordonGrant *grant)
{
  if (!cordon_store_has_pending (store, grant->origin))
    return;
  for (GList *link = store->pending.head; link; link = link->next)
    {
      CordonUnit *other = link->data;

      if (!same_place (other->grant, grant))
        continue;
      other->cancelled = TRUE;
      if (is_on_disk (other->grant->id))
        cordon_unit_delete (unit, CORDON_TABLE_GRANT, (gint64) other->grant->id);
      cordon_store_log_revocation (store, unit, other->grant->id);
    }
}

void
cordon_store_take (CordonStore *store, CordonUnit *unit, const CordonGrant *grant)
{
  cordon_grant_table_remove (store->table, grant->id);
  if (is_on_disk (grant->id))
    cordon_unit_delete (unit, CORDON_TABLE_GRANT, (gint64) grant->id);
  cordon_store_log_revocation (store, unit, grant->id);
  cancel_pending (store, unit, grant);
}

/* Takes @grant back for the reason that @kind tells. */
static void
remove_grant (CordonStore *store, CordonUnit *unit, const CordonGrant *grant, CordonJournalKind kind)
{
  unit->revoked_id = grant->id;
  unit->user_decided = TRUE;
  cordon_store_take (store, unit, grant);
  if (is_on_disk (grant->id) && kind == CORDON_JOURNAL_REVOKED)
    cordon_undo_list_add (store, unit, grant, CORDON_UNDO_REVOKED);
  if (is_on_disk (grant->id) && kind == CORDON_JOURNAL_UNUSED)
    cordon_undo_list_add (store, unit, grant, CORDON_UNDO_UNUSED);
  cordon_journal_add_grant (store, unit, kind, grant);
  cordon_store_submit (store, unit);
}

void
cordon_store_remove (CordonStore *store, guint64 grant_id, CordonStoreDone done, gpointer data)
{
  g_auto (CordonGrant) grant = { 0 };
  CordonUnit *unit;

  g_return_if_fail (store != NULL && store->thread == g_thread_self ());

  unit = cordon_unit_new (done, data);
  if (cordon_grant_table_get (store->table, grant_id, &grant))
    remove_grant (store, unit, &grant, CORDON_JOURNAL_REVOKED);
  else
    cordon_store_finish_with_error (
      store, unit,
      g_error_new (CORDON_ERROR, CORDON_ERROR_STATE, "There is no grant %" G_GUINT64_FORMAT, grant_id));
}

void
cordon_store_touch (CordonStore *store, guint64 grant_id, gint64 wall_us)
{
  g_return_if_fail (store != NULL && store->thread == g_thread_self ());

  cordon_grant_table_observe_wall (store->table, wall_us);
  wall_us = cordon_grant_table_latest_wall (store->table);
  if (cordon_grant_table_touch (store->table, grant_id, wall_us) && store->disk && is_on_disk (grant_id))
    g_hash_table_add (store->touched, g_memdup2 (&grant_id, sizeof grant_id));
}

CordonUnit *
cordon_store_take_touched (CordonStore *store)
{
  CordonUnit *unit = cordon_unit_new (NULL, NULL);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, store->touched);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_auto (CordonGrant) grant = { 0 };
      CordonRow row;

      if (!cordon_grant_table_get (store->table, *(guint64 *) id, &grant))
        continue;
      row = cordon_grant_to_row (&grant, CORDON_TABLE_GRANT);
      cordon_unit_add (unit, CORDON_CHANGE_UPDATE, cordon_row_copy (&row));
    }
  g_hash_table_remove_all (store->touched);
  return unit;
}

void
cordon_store_end_grants (CordonStore *store, CordonGrantFunc func, gpointer data)
{
  g_autoptr (GArray)
    ended = cordon_grant_table_ended (store->table, cordon_grant_table_latest_wall (store->table));

  for (guint i = 0; i < ended->len; i++)
    {
      g_auto (CordonGrant) grant = { 0 };
      gboolean unused;

      if (!cordon_grant_table_get (store->table, g_array_index (ended, guint64, i), &grant))
        continue;
      unused = grant.lifetime == CORDON_LIFETIME_UNTIL_UNUSED;
      remove_grant (store, cordon_unit_new (NULL, NULL), &grant,
                    unused ? CORDON_JOURNAL_UNUSED : CORDON_JOURNAL_ENDED);
      if (func && !func (&grant, data))
        func = NULL;
    }
  cordon_undo_list_expire (store);
}

gint64
cordon_store_expire (CordonStore *store, gint64 wall_us, CordonGrantFunc func, gpointer data)
{
  g_return_val_if_fail (store != NULL && store->thread == g_thread_self (), G_MAXINT64);

  cordon_grant_table_observe_wall (store->table, wall_us);
  cordon_store_end_grants (store, func, data);
  cordon_clock_guard_check (store, wall_us);
  if (g_hash_table_size (store->touched) > 0)
    cordon_store_submit (store, cordon_store_take_touched (store));
  return cordon_grant_table_next_deadline (store->table);
}
