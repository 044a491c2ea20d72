/*
 * Setting, taking back, using and ending grants.
 */

#include "permissions/error.h"
#include "permissions/limits.h"
#include "storage/clock_guard_private.h"
#include "storage/grant_entry_private.h"
#include "storage/grant_row_private.h"
#include "storage/journal_private.h"
#include "storage/shelf_private.h"
#include "storage/store_private.h"
#include "storage/undo_list_private.h"

void
cordon_store_finish_with_error (CordonStore *store, CordonUnit *unit, GError *error)
{
  unit->error = error;
  g_clear_pointer (&unit->grant, cordon_grant_free);
  cordon_store_finish (store, &unit, 1);
}

/*
 * The old grant goes with the new one's commit; an old yes that a no replaces goes now. What is stored stays, under
 * a new one that is not: the shelf has it when that enters the table.
 */
static void
replace (CordonStore *store, CordonUnit *unit, guint64 old_id)
{
  g_auto (CordonGrant) old = { 0 };

  if (cordon_shelf_is_stored (old_id) && !cordon_shelf_is_stored (unit->grant->id))
    return;
  if (old_id == 0 || !cordon_store_get_grant (store, old_id, &old))
    return;

  cordon_unit_will_remove (unit, old_id);
  if (cordon_shelf_is_stored (old_id))
    cordon_unit_delete (unit, CORDON_TABLE_GRANT, (gint64) old_id);
  if (old.answer == CORDON_GRANT_ALLOW && unit->grant->answer == CORDON_GRANT_BLOCK)
    {
      cordon_shelf_remove (store, old_id);
      cordon_store_log_revocation (store, unit, old_id);
    }
}

static void
replace_all (CordonStore *store, CordonUnit *unit)
{
  const CordonGrant *grant = unit->grant;

  replace (store, unit, cordon_grant_table_find_place (store->shelf, grant));
  replace (store, unit, cordon_grant_table_find_contradiction (store->shelf, grant));
  replace (store, unit, cordon_grant_table_find_place (store->table, grant));
  replace (store, unit, cordon_grant_table_find_contradiction (store->table, grant));
  cordon_shelf_arrange (store, grant);
}

/* The same key, in whatever form. */
static gboolean
same_key (const CordonGrant *a, const CordonGrant *b)
{
  CordonGrantEntry entry;
  gboolean same;

  if (!cordon_origin_equal (a->origin, b->origin))
    return FALSE;
  cordon_grant_entry_init (&entry, a);
  same = cordon_grant_entry_is_at (&entry, b, a->pan_tilt_zoom);
  cordon_grant_entry_clear (&entry);
  return same;
}

/* What is on its way to the same place will be there when this unit comes to be written. */
static void
replace_pending (CordonStore *store, CordonUnit *unit)
{
  if (!cordon_store_has_pending (store, unit->grant->origin) || !cordon_shelf_is_stored (unit->grant->id))
    return;
  for (GList *link = store->pending.head; link; link = link->next)
    {
      const CordonUnit *other = link->data;

      if (!same_key (other->grant, unit->grant) || !cordon_shelf_overrides (unit->grant, other->grant))
        continue;
      cordon_unit_will_remove (unit, other->grant->id);
      if (cordon_shelf_is_stored (other->grant->id))
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
  replace_all (store, unit);
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

gboolean
cordon_store_cancel_matching (CordonStore *store, CordonUnit *unit, CordonGrantFunc func, gpointer data)
{
  gboolean found = FALSE;

  for (GList *link = store->pending.head; link; link = link->next)
    {
      CordonUnit *other = link->data;

      if (other->cancelled || !func (other->grant, data))
        continue;
      found = TRUE;
      other->cancelled = TRUE;
      if (cordon_shelf_is_stored (other->grant->id))
        cordon_unit_delete (unit, CORDON_TABLE_GRANT, (gint64) other->grant->id);
      cordon_store_log_revocation (store, unit, other->grant->id);
    }
  return found;
}

static gboolean
is_at_same_place (const CordonGrant *pending, gpointer data)
{
  const CordonGrant *grant = data;

  return same_key (pending, grant) && !pending->pan_tilt_zoom == !grant->pan_tilt_zoom;
}

/* Who takes a grant back does not want the one that is on its way to replace it. */
static void
cancel_pending (CordonStore *store, CordonUnit *unit, const CordonGrant *grant)
{
  if (cordon_store_has_pending (store, grant->origin))
    cordon_store_cancel_matching (store, unit, is_at_same_place, (gpointer) (guintptr) grant);
}

typedef struct
{
  const CordonOrigin *origin;
  CordonFeature feature;
} Key;

static gboolean
is_of_key (const CordonGrant *pending, gpointer data)
{
  const Key *key = data;

  return pending->feature == key->feature && cordon_origin_equal (pending->origin, key->origin);
}

void
cordon_store_cancel (CordonStore *store, const CordonOrigin *origin, CordonFeature feature)
{
  Key key = { origin, feature };
  CordonUnit *unit;

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && origin != NULL);

  unit = cordon_unit_new (NULL, NULL);
  unit->user_decided = TRUE;
  if (cordon_store_cancel_matching (store, unit, is_of_key, &key))
    cordon_store_submit (store, unit);
  else
    cordon_unit_free (unit);
}

static void
take (CordonStore *store, CordonUnit *unit, const CordonGrant *grant)
{
  cordon_shelf_remove (store, grant->id);
  if (cordon_shelf_is_stored (grant->id))
    cordon_unit_delete (unit, CORDON_TABLE_GRANT, (gint64) grant->id);
  cordon_store_log_revocation (store, unit, grant->id);
}

void
cordon_store_take_back (CordonStore *store, CordonUnit *unit, const CordonGrant *grant)
{
  take (store, unit, grant);
  cancel_pending (store, unit, grant);
}

/* A newer decision that is on its way outlives the end of the old one. */
static void
end_grant (CordonStore *store, CordonUnit *unit, const CordonGrant *grant, CordonJournalKind kind)
{
  unit->revoked_id = grant->id;
  unit->user_decided = TRUE;
  take (store, unit, grant);
  cordon_shelf_arrange (store, grant);
  if (cordon_shelf_is_stored (grant->id) && kind == CORDON_JOURNAL_UNUSED)
    cordon_undo_list_add (store, unit, grant, CORDON_UNDO_UNUSED);
  cordon_journal_add_grant (store, unit, kind, grant);
  cordon_store_submit (store, unit);
}

static void
finish_unknown (CordonStore *store, CordonUnit *unit, guint64 grant_id)
{
  cordon_store_finish_with_error (
    store, unit,
    g_error_new (CORDON_ERROR, CORDON_ERROR_STATE, "There is no grant %" G_GUINT64_FORMAT, grant_id));
}

void
cordon_store_remove (CordonStore *store, guint64 grant_id, CordonStoreDone done, gpointer data)
{
  g_autoptr (GPtrArray) grants = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_grant_free);
  CordonUnit *unit;

  g_return_if_fail (store != NULL && store->thread == g_thread_self ());

  unit = cordon_unit_new (done, data);
  cordon_shelf_collect_key (store, grant_id, grants);
  if (grants->len == 0)
    {
      finish_unknown (store, unit, grant_id);
      return;
    }

  unit->revoked_id = grant_id;
  unit->user_decided = TRUE;
  for (guint i = 0; i < grants->len; i++)
    {
      const CordonGrant *grant = g_ptr_array_index (grants, i);

      cordon_store_take_back (store, unit, grant);
      if (cordon_shelf_is_stored (grant->id))
        cordon_undo_list_add (store, unit, grant, CORDON_UNDO_REVOKED);
      cordon_journal_add_grant (store, unit, CORDON_JOURNAL_REVOKED, grant);
    }
  cordon_store_submit (store, unit);
}

void
cordon_store_end (CordonStore *store, guint64 grant_id, CordonStoreDone done, gpointer data)
{
  g_auto (CordonGrant) grant = { 0 };
  CordonUnit *unit;

  g_return_if_fail (store != NULL && store->thread == g_thread_self ());

  unit = cordon_unit_new (done, data);
  if (cordon_store_get_grant (store, grant_id, &grant))
    end_grant (store, unit, &grant, CORDON_JOURNAL_ENDED);
  else
    finish_unknown (store, unit, grant_id);
}

void
cordon_store_touch (CordonStore *store, guint64 grant_id, gint64 wall_us)
{
  g_return_if_fail (store != NULL && store->thread == g_thread_self ());

  cordon_grant_table_observe_wall (store->table, wall_us);
  wall_us = cordon_grant_table_latest_wall (store->table);
  if ((cordon_grant_table_touch (store->table, grant_id, wall_us)
       || cordon_grant_table_touch (store->shelf, grant_id, wall_us))
      && store->disk && cordon_shelf_is_stored (grant_id))
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

      if (!cordon_store_get_grant (store, *(guint64 *) id, &grant))
        continue;
      row = cordon_grant_to_row (&grant, CORDON_TABLE_GRANT);
      cordon_unit_add (unit, CORDON_CHANGE_UPDATE, cordon_row_copy (&row));
    }
  g_hash_table_remove_all (store->touched);
  return unit;
}

/* What has ended on the shelf goes first, and does not come back when what lies over it ends now too. */
static GArray *
collect_ended (const CordonStore *store)
{
  gint64 wall_us = cordon_grant_table_latest_wall (store->table);
  GArray *ended = cordon_grant_table_ended (store->shelf, wall_us);
  g_autoptr (GArray) in_table = cordon_grant_table_ended (store->table, wall_us);

  return g_array_append_vals (ended, in_table->data, in_table->len);
}

void
cordon_store_end_grants (CordonStore *store, CordonGrantFunc func, gpointer data)
{
  g_autoptr (GArray) ended = collect_ended (store);

  for (guint i = 0; i < ended->len; i++)
    {
      g_auto (CordonGrant) grant = { 0 };
      gboolean unused;

      if (!cordon_store_get_grant (store, g_array_index (ended, guint64, i), &grant))
        continue;
      unused = grant.lifetime == CORDON_LIFETIME_UNTIL_UNUSED;
      end_grant (store, cordon_unit_new (NULL, NULL), &grant,
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
  return MIN (cordon_grant_table_next_deadline (store->table),
              cordon_grant_table_next_deadline (store->shelf));
}
