#include "storage/clearing.h"

#include <string.h>

#include "storage/evidence_private.h"
#include "storage/grant_row_private.h"
#include "storage/journal_private.h"
#include "storage/record_private.h"
#include "storage/shelf_private.h"

/* What makes a record one of an origin's, or new enough; -1: the table has no such column. */
static const struct
{
  guint what; /* CordonClearWhat */
  CordonTableId table;
  int origin;
  int feature;
  int time;
} record_tables[] = {
  { CORDON_CLEAR_EMBARGOES, CORDON_TABLE_EMBARGO, 0, 1, 6 },
  { CORDON_CLEAR_IDENTIFIERS, CORDON_TABLE_IDENTIFIER, 0, -1, 3 },
  { CORDON_CLEAR_IDENTIFIERS | CORDON_CLEAR_CONTINUITY, CORDON_TABLE_CONTINUITY, 0, -1, 4 },
  { CORDON_CLEAR_BLOCKED_CALLEES, CORDON_TABLE_BLOCKED_CALLEE, 1, -1, 2 },
  { CORDON_CLEAR_UNDO, CORDON_TABLE_UNDO, CORDON_GRANT_ORIGIN, CORDON_GRANT_FEATURE, CORDON_UNDO_REMOVED },
};

static gboolean
feature_is_meant (const CordonClearing *clearing, gint64 feature)
{
  CordonFeatureSet bit = feature > 0 && feature < CORDON_N_FEATURES ? CORDON_FEATURE_SET_OF (feature) : 0;

  if (clearing->features && !(clearing->features & bit))
    return FALSE;
  return !(clearing->except & bit);
}

static gboolean
record_is_meant (const CordonClearing *clearing, guint index, const CordonRow *row)
{
  const CordonValue *values = row->values;
  int origin = record_tables[index].origin;
  int feature = record_tables[index].feature;
  int time = record_tables[index].time;

  if (clearing->origin && strcmp (values[origin].bytes, cordon_origin_to_string (clearing->origin)) != 0)
    return FALSE;
  if (feature >= 0 && !feature_is_meant (clearing, values[feature].integer))
    return FALSE;
  return values[time].integer >= clearing->since_wall_us;
}

static void
clear_records (CordonStore *store, const CordonClearing *clearing, CordonUnit *unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (record_tables); i++)
    {
      g_autoptr (GPtrArray) rows = NULL;

      if (!(clearing->what & record_tables[i].what))
        continue;
      rows = cordon_records_rows (store, record_tables[i].table);
      for (guint j = 0; j < rows->len; j++)
        if (record_is_meant (clearing, i, g_ptr_array_index (rows, j)))
          cordon_records_drop (store, unit, g_ptr_array_index (rows, j));
    }
}

typedef struct
{
  const CordonClearing *clearing;
  GArray *ids;
} Selection;

static gboolean
grant_is_meant (const CordonGrant *grant, gpointer data)
{
  const CordonClearing *clearing = data;

  return feature_is_meant (clearing, grant->feature) && grant->created_wall_us >= clearing->since_wall_us
         && (!clearing->origin || cordon_origin_equal (clearing->origin, grant->origin));
}

static gboolean
select_grant (const CordonGrant *grant, gpointer data)
{
  const Selection *selection = data;

  if (grant_is_meant (grant, (gpointer) (guintptr) selection->clearing))
    g_array_append_val (selection->ids, grant->id);
  return TRUE;
}

/* Keys meet: what one of them took is not taken again. A whole profile may go, so nothing is searched in a row. */
static void
collect_key (const CordonStore *store, guint64 id, GHashTable *taken, GPtrArray *grants)
{
  g_autoptr (GPtrArray) key = NULL;

  if (g_hash_table_contains (taken, &id))
    return;

  key = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_grant_free);
  cordon_shelf_collect_key (store, id, key);
  while (key->len > 0)
    {
      CordonGrant *grant = g_ptr_array_steal_index (key, 0);

      if (g_hash_table_add (taken, &grant->id))
        g_ptr_array_add (grants, grant);
      else
        cordon_grant_free (grant);
    }
}

/* What is cleared does not come back from beneath: the whole key goes. */
static GPtrArray *
select_grants (const CordonStore *store, const CordonClearing *clearing)
{
  GPtrArray *grants = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_grant_free);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GHashTable) taken = g_hash_table_new (g_int64_hash, g_int64_equal);
  Selection selection = { clearing, ids };

  if (!(clearing->what & CORDON_CLEAR_GRANTS))
    return grants;
  cordon_grant_table_foreach (store->table, clearing->origin, CORDON_FEATURE_NONE, select_grant, &selection);
  cordon_grant_table_foreach (store->shelf, clearing->origin, CORDON_FEATURE_NONE, select_grant, &selection);
  for (guint i = 0; i < ids->len; i++)
    collect_key (store, g_array_index (ids, guint64, i), taken, grants);
  return grants;
}

/* The ids tell nothing of a site, and speak against rows that somebody puts back. */
static char *
describe (const CordonClearing *clearing, const GPtrArray *grants)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autofree char *list = NULL;

  for (guint i = 0; i < grants->len; i++)
    {
      const CordonGrant *grant = g_ptr_array_index (grants, i);

      if (grant->id < CORDON_MEMORY_ID_BASE)
        g_array_append_val (ids, grant->id);
    }
  list = cordon_evidence_describe_ids (ids, CORDON_JOURNAL_MAX_DETAIL / 2);
  return g_strdup_printf ("what=%u grants=%u%s", clearing->what, grants->len, list);
}

static void
add_journal (CordonStore *store, const CordonClearing *clearing, CordonUnit *unit, const GPtrArray *grants)
{
  g_autofree char *detail = describe (clearing, grants);
  CordonJournalEntry entry = {
    .kind = CORDON_JOURNAL_CLEARED,
    .wall_us = cordon_grant_table_latest_wall (store->table),
    .origin = clearing->what & CORDON_CLEAR_JOURNAL ? NULL : clearing->origin,
    .detail = detail,
  };

  if (clearing->what & CORDON_CLEAR_JOURNAL && store->disk)
    {
      CordonRow row = { .table = CORDON_TABLE_JOURNAL };

      for (guint i = 0; i < CORDON_MAX_COLUMNS; i++)
        row.values[i].bytes = "";
      row.values[CORDON_ENTRY_ORIGIN] = cordon_value_text (
        clearing->origin ? cordon_origin_to_string (clearing->origin) : NULL);
      cordon_unit_add (unit, CORDON_CHANGE_REDACT, cordon_row_copy (&row));
    }
  cordon_journal_add (store, unit, &entry);
}

void
cordon_store_clear (CordonStore *store, const CordonClearing *clearing, CordonGrantFunc func,
                    gpointer func_data, CordonStoreDone done, gpointer data)
{
  g_autoptr (CordonUnit) unit = NULL;
  g_autoptr (GPtrArray) grants = NULL;

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && clearing != NULL);
  g_return_if_fail (!clearing->origin || !cordon_origin_is_opaque (clearing->origin));

  unit = cordon_unit_new (done, data);
  unit->user_decided = TRUE;
  unit->scrub = TRUE;
  grants = select_grants (store, clearing);
  for (guint i = 0; i < grants->len; i++)
    cordon_store_take_back (store, unit, g_ptr_array_index (grants, i));
  if (clearing->what & CORDON_CLEAR_GRANTS)
    cordon_store_cancel_matching (store, unit, grant_is_meant, (gpointer) (guintptr) clearing);
  clear_records (store, clearing, unit);
  if (clearing->what)
    add_journal (store, clearing, unit, grants);
  cordon_store_submit (store, g_steal_pointer (&unit));

  for (guint i = 0; func && i < grants->len; i++)
    if (!func (g_ptr_array_index (grants, i), func_data))
      return;
}
