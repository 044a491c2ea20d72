#include "storage/shelf_private.h"

gboolean
cordon_shelf_is_stored (guint64 id)
{
  return id != 0 && id < CORDON_MEMORY_ID_BASE;
}

static guint64
find_form (const CordonGrantTable *table, const CordonGrant *place, gboolean pan_tilt_zoom)
{
  CordonGrant form = *place;

  form.pan_tilt_zoom = pan_tilt_zoom;
  return cordon_grant_table_find_place (table, &form);
}

gboolean
cordon_shelf_overrides (const CordonGrant *upper, const CordonGrant *lower)
{
  if (!upper->pan_tilt_zoom == !lower->pan_tilt_zoom)
    return TRUE;
  if (upper->answer == lower->answer)
    return FALSE;
  return upper->pan_tilt_zoom ? upper->answer == CORDON_GRANT_ALLOW : upper->answer == CORDON_GRANT_BLOCK;
}

/* What of @table, in the form asked for, lies over @place or, with @beneath, what lies beneath it; 0: nothing. */
static guint64
find_related (const CordonGrantTable *table, const CordonGrant *place, gboolean form, gboolean beneath)
{
  g_auto (CordonGrant) other = { 0 };
  guint64 id = find_form (table, place, form);

  if (id == 0 || cordon_shelf_is_stored (id) != beneath || !cordon_grant_table_get (table, id, &other))
    return 0;
  return (beneath ? cordon_shelf_overrides (place, &other) : cordon_shelf_overrides (&other, place)) ? id : 0;
}

static gboolean
is_covered (const CordonStore *store, const CordonGrant *grant)
{
  return find_related (store->table, grant, FALSE, FALSE) != 0
         || find_related (store->table, grant, TRUE, FALSE) != 0;
}

static void
put_aside (CordonStore *store, guint64 id)
{
  g_auto (CordonGrant) grant = { 0 };

  if (!cordon_grant_table_get (store->table, id, &grant))
    return;
  cordon_grant_table_remove (store->table, id);
  cordon_grant_table_insert (store->shelf, &grant);
}

/* Lifetimes went on meanwhile: what has ended stays where it decides nothing, until it is removed. */
static void
bring_back (CordonStore *store, guint64 id)
{
  g_auto (CordonGrant) grant = { 0 };

  if (!cordon_grant_table_get (store->shelf, id, &grant) || is_covered (store, &grant)
      || cordon_grant_table_has_ended (store->shelf, id, cordon_grant_table_latest_wall (store->table)))
    return;
  cordon_grant_table_remove (store->shelf, id);
  cordon_grant_table_insert (store->table, &grant);
  g_array_append_val (store->restored, id);
}

static void
arrange_form (CordonStore *store, const CordonGrant *place, gboolean form)
{
  g_auto (CordonGrant) grant = { 0 };
  guint64 id = find_form (store->table, place, form);

  if (cordon_shelf_is_stored (id) && cordon_grant_table_get (store->table, id, &grant)
      && is_covered (store, &grant))
    put_aside (store, id);
  id = find_form (store->shelf, place, form);
  if (id != 0)
    bring_back (store, id);
}

void
cordon_shelf_arrange (CordonStore *store, const CordonGrant *place)
{
  /* Only what lives in memory lies over anything. */
  if (store->next_memory_id == CORDON_MEMORY_ID_BASE)
    return;
  arrange_form (store, place, FALSE);
  arrange_form (store, place, TRUE);
}

void
cordon_shelf_insert (CordonStore *store, const CordonGrant *grant)
{
  guint64 old_id;

  if (cordon_shelf_is_stored (grant->id) && is_covered (store, grant))
    {
      cordon_grant_table_insert (store->shelf, grant);
      return;
    }
  old_id = cordon_grant_table_find_place (store->table, grant);
  if (cordon_shelf_is_stored (old_id))
    put_aside (store, old_id);
  cordon_grant_table_insert (store->table, grant);
}

void
cordon_shelf_remove (CordonStore *store, guint64 id)
{
  if (!cordon_grant_table_remove (store->table, id))
    cordon_grant_table_remove (store->shelf, id);
}

static gboolean
add_once (const CordonStore *store, guint64 id, GPtrArray *grants)
{
  CordonGrant *grant;

  for (guint i = 0; i < grants->len; i++)
    if (((const CordonGrant *) g_ptr_array_index (grants, i))->id == id)
      return FALSE;
  grant = g_new0 (CordonGrant, 1);
  if (!cordon_store_get_grant (store, id, grant))
    {
      g_free (grant);
      return FALSE;
    }
  g_ptr_array_add (grants, grant);
  return TRUE;
}

/* Twice around is enough: over a row lie two values at most, and each has two forms beneath it. */
void
cordon_shelf_collect_key (const CordonStore *store, guint64 id, GPtrArray *grants)
{
  guint first = grants->len;

  if (!add_once (store, id, grants))
    return;
  for (guint i = first; i < grants->len; i++)
    for (gboolean form = FALSE; form <= TRUE; form++)
      {
        const CordonGrant *grant = g_ptr_array_index (grants, i);
        gboolean stored = cordon_shelf_is_stored (grant->id);
        guint64 other = find_related (stored ? store->table : store->shelf, grant, form, !stored);

        if (other != 0)
          add_once (store, other, grants);
      }
}

/* What others may see of it. */

const CordonGrantTable *
cordon_store_peek_shelf (const CordonStore *store)
{
  g_return_val_if_fail (store != NULL, NULL);

  return store->shelf;
}

gboolean
cordon_store_get_grant (const CordonStore *store, guint64 id, CordonGrant *out_grant)
{
  g_return_val_if_fail (store != NULL && out_grant != NULL, FALSE);

  return cordon_grant_table_get (store->table, id, out_grant)
         || cordon_grant_table_get (store->shelf, id, out_grant);
}

void
cordon_store_foreach_of_key (const CordonStore *store, guint64 id, CordonGrantFunc func, gpointer data)
{
  g_autoptr (GPtrArray) grants = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_grant_free);

  g_return_if_fail (store != NULL && func != NULL);

  cordon_shelf_collect_key (store, id, grants);
  for (guint i = 0; i < grants->len; i++)
    if (!func (g_ptr_array_index (grants, i), data))
      return;
}

GArray *
cordon_store_take_restored (CordonStore *store)
{
  GArray *restored;

  g_return_val_if_fail (store != NULL && store->thread == g_thread_self (), NULL);

  restored = store->restored;
  store->restored = g_array_new (FALSE, FALSE, sizeof (guint64));
  return restored;
}
