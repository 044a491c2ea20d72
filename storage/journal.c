#include "storage/journal.h"

#include <string.h>

#include "permissions/error.h"
#include "storage/disk_private.h"
#include "storage/journal_writer_private.h"

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

typedef struct
{
  CordonJournalFunc func;
  gpointer data;
  guint64 from;
  CordonJournalReport report;
} Reading;

static gboolean
show_entry (const CordonRow *row, gboolean good, gboolean blank, gpointer data)
{
  const Reading *reading = data;
  const CordonValue *values = row->values;
  g_autoptr (CordonOrigin) origin = NULL;
  g_autoptr (CordonCallee) callee = NULL;
  CordonJournalEntry entry = { .sequence = (guint64) row->id, .forgotten = blank };

  if (!reading->func || !good || entry.sequence < reading->from)
    return TRUE;
  if (values[CORDON_ENTRY_ORIGIN].size)
    origin = cordon_origin_new (values[CORDON_ENTRY_ORIGIN].bytes, -1, NULL);
  if (values[CORDON_ENTRY_CALLEE].size)
    callee = cordon_callee_parse (values[CORDON_ENTRY_CALLEE].bytes, -1, NULL);
  entry.kind = (CordonJournalKind) values[CORDON_ENTRY_KIND].integer;
  entry.wall_us = values[CORDON_ENTRY_WALL].integer;
  entry.origin = origin;
  entry.feature = (CordonFeature) values[CORDON_ENTRY_FEATURE].integer;
  entry.answer = (CordonGrantAnswer) values[CORDON_ENTRY_ANSWER].integer;
  entry.scope = (CordonScope) values[CORDON_ENTRY_SCOPE].integer;
  entry.lifetime = (CordonLifetime) values[CORDON_ENTRY_LIFETIME].integer;
  entry.source = (CordonGrantSource) values[CORDON_ENTRY_SOURCE].integer;
  entry.callee = callee;
  entry.grant_id = (guint64) values[CORDON_ENTRY_GRANT_ID].integer;
  entry.reason = (CordonReason) values[CORDON_ENTRY_REASON].integer;
  entry.detail = values[CORDON_ENTRY_DETAIL].bytes;
  return reading->func (&entry, reading->data);
}

static gboolean
walk (CordonDisk *disk, gpointer data, GError **error)
{
  Reading *reading = data;

  if (!disk->database || !cordon_database_has_table (disk->database, "journal"))
    return TRUE;
  return cordon_journal_writer_walk (disk->ledger, disk->database, show_entry, reading, &reading->report,
                                     error);
}

gboolean
cordon_store_read_journal (CordonStore *store, guint max_entries, CordonJournalFunc func, gpointer data,
                           GError **error)
{
  Reading reading = { .func = func, .data = data };

  g_return_val_if_fail (store != NULL && store->thread == g_thread_self () && func != NULL, FALSE);

  if (!store->disk || !store->disk->writer)
    return TRUE;
  cordon_disk_wait (store->disk);
  if (max_entries > 0 && store->disk->ledger->state.last_sequence > max_entries)
    reading.from = (guint64) store->disk->ledger->state.last_sequence - max_entries + 1;
  return cordon_disk_call (store->disk, walk, &reading, error);
}

gboolean
cordon_store_verify_journal (CordonStore *store, CordonJournalReport *out_report, GError **error)
{
  Reading reading = { 0 };
  gboolean read = TRUE;

  g_return_val_if_fail (store != NULL && store->thread == g_thread_self () && out_report != NULL, FALSE);

  if (store->disk && store->disk->writer)
    read = cordon_disk_call (store->disk, walk, &reading, error);
  *out_report = reading.report;
  if (!read)
    return FALSE;
  if (reading.report.n_bad == 0 && !reading.report.tail_missing && !reading.report.checkpoint_bad)
    return TRUE;
  g_set_error (
    error, CORDON_ERROR, CORDON_ERROR_STORE_DAMAGED,
    "The journal does not verify: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " entries are wrong%s%s",
    reading.report.n_bad, reading.report.n_entries, reading.report.tail_missing ? ", the end is missing" : "",
    reading.report.checkpoint_bad ? ", the checkpoint is wrong" : "");
  return FALSE;
}
