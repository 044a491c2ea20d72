#include "storage/journal.h"

#include <string.h>

#include "permissions/error.h"
#include "storage/journal_private.h"
#include "storage/store_private.h"

static const char *const names[] = {
  [CORDON_JOURNAL_NONE] = "none",           [CORDON_JOURNAL_DECIDED] = "decided",
  [CORDON_JOURNAL_REVOKED] = "revoked",     [CORDON_JOURNAL_ENDED] = "ended",
  [CORDON_JOURNAL_UNUSED] = "unused",       [CORDON_JOURNAL_UNDONE] = "undone",
  [CORDON_JOURNAL_IMPORTED] = "imported",   [CORDON_JOURNAL_CLEARED] = "cleared",
  [CORDON_JOURNAL_MANAGED] = "managed",     [CORDON_JOURNAL_CALLEE] = "callee",
  [CORDON_JOURNAL_RECOVERED] = "recovered", [CORDON_JOURNAL_REFUSED] = "refused",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_JOURNAL_KINDS);

const char *
cordon_journal_kind_to_string (CordonJournalKind kind)
{
  return names[(guint) kind < CORDON_N_JOURNAL_KINDS ? kind : CORDON_JOURNAL_NONE];
}

static CordonValue
detail_value (const char *detail)
{
  CordonValue value = cordon_value_text (detail);

  value.size = MIN (value.size, CORDON_JOURNAL_MAX_DETAIL);
  while (value.size > 0 && !g_utf8_validate (value.bytes, (gssize) value.size, NULL))
    value.size--;
  return value;
}

void
cordon_journal_add (CordonStore *store, CordonUnit *unit, const CordonJournalEntry *entry)
{
  CordonRow row = { .table = CORDON_TABLE_JOURNAL };
  gboolean has_origin = !cordon_origin_is_opaque (entry->origin);

  if (!store->disk)
    return;

  row.values[CORDON_ENTRY_KIND] = cordon_value_integer (entry->kind);
  row.values[CORDON_ENTRY_WALL] = cordon_value_integer (MAX (entry->wall_us, 1));
  row.values[CORDON_ENTRY_ORIGIN] = cordon_value_text (has_origin ? cordon_origin_to_string (entry->origin)
                                                                  : NULL);
  row.values[CORDON_ENTRY_FEATURE] = cordon_value_integer (entry->feature);
  row.values[CORDON_ENTRY_ANSWER] = cordon_value_integer (entry->answer);
  row.values[CORDON_ENTRY_SCOPE] = cordon_value_integer (entry->scope);
  row.values[CORDON_ENTRY_LIFETIME] = cordon_value_integer (entry->lifetime);
  row.values[CORDON_ENTRY_SOURCE] = cordon_value_integer (entry->source);
  row.values[CORDON_ENTRY_CALLEE] = cordon_value_text (entry->callee ? cordon_callee_to_string (entry->callee)
                                                                     : NULL);
  row.values[CORDON_ENTRY_GRANT_ID] = cordon_value_integer ((gint64) entry->grant_id);
  row.values[CORDON_ENTRY_REASON] = cordon_value_integer (entry->reason);
  row.values[CORDON_ENTRY_DETAIL] = detail_value (entry->detail);
  row.values[CORDON_ENTRY_SALT] = cordon_value_blob (NULL, 0);
  cordon_unit_add (unit, CORDON_CHANGE_JOURNAL, cordon_row_copy (&row));
}

void
cordon_journal_add_grant (CordonStore *store, CordonUnit *unit, CordonJournalKind kind,
                          const CordonGrant *grant)
{
  CordonJournalEntry entry = {
    .kind = kind,
    .wall_us = cordon_grant_table_latest_wall (store->table),
    .origin = grant->origin,
    .feature = grant->feature,
    .answer = grant->answer,
    .scope = grant->scope,
    .lifetime = grant->lifetime,
    .source = grant->source,
    .callee = grant->callee,
    .grant_id = grant->id,
  };

  cordon_journal_add (store, unit, &entry);
}

void
cordon_store_journal (CordonStore *store, const CordonJournalEntry *entry)
{
  g_autoptr (CordonUnit) unit = NULL;

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && entry != NULL);
  g_return_if_fail (entry->kind > CORDON_JOURNAL_NONE && entry->kind < CORDON_N_JOURNAL_KINDS);

  unit = cordon_unit_new (NULL, NULL);
  cordon_journal_add (store, unit, entry);
  cordon_store_submit (store, g_steal_pointer (&unit));
}

gboolean
cordon_store_read_journal (CordonStore *store, guint max_entries, CordonJournalFunc func, gpointer data,
                           GError **error)
{
  g_return_val_if_fail (store != NULL && store->thread == g_thread_self () && func != NULL, FALSE);

  return TRUE;
}

gboolean
cordon_store_verify_journal (CordonStore *store, CordonJournalReport *out_report, GError **error)
{
  g_return_val_if_fail (store != NULL && store->thread == g_thread_self () && out_report != NULL, FALSE);

  *out_report = (CordonJournalReport){ 0 };
  return TRUE;
}
