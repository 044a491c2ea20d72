#include "storage/contents_private.h"

#include "storage/grant_row_private.h"
#include "storage/record_private.h"

typedef struct
{
  CordonStore *store;
  CordonOrigin *origin; /* of the row before: rows of one origin often stand together */
  guint64 n_refused;
  gint64 last_id;
} Loading;

static void
load_grant (Loading *loading, const CordonRow *row)
{
  g_auto (CordonGrant) grant = { 0 };

  if (!cordon_grant_from_row (row, loading->origin, &grant)
      || !cordon_grant_table_insert (loading->store->table, &grant))
    {
      loading->n_refused++;
      return;
    }
  if (loading->origin != grant.origin)
    {
      cordon_origin_unref (loading->origin);
      loading->origin = cordon_origin_ref (grant.origin);
    }
}

static void
load_row (const CordonRow *row, gpointer data)
{
  Loading *loading = data;

  loading->last_id = MAX (loading->last_id, row->id);
  if (row->table == CORDON_TABLE_GRANT)
    load_grant (loading, row);
  else if (!cordon_records_load (loading->store, row))
    loading->n_refused++;
}

void
cordon_contents_load (CordonDisk *disk, CordonContents *result)
{
  Loading loading = { .store = disk->store };

  *result = (CordonContents){ .seal = cordon_ledger_read_seal (disk->ledger, disk->database) };
  if (disk->ledger->state.n_rows > 0 && disk->ledger->state.n_rows < G_MAXINT32)
    cordon_grant_table_reserve (disk->store->table, (guint32) disk->ledger->state.n_rows);
  cordon_loader_scan_all (disk->ledger, disk->database, load_row, &loading, &result->scan);
  result->tally_agrees = result->seal == CORDON_SEAL_VERIFIED
                         && (guint64) disk->ledger->state.n_rows == result->scan.n_good
                         && cordon_ledger_tally_agrees (disk->ledger, disk->database);
  result->head_bad = result->seal == CORDON_SEAL_VERIFIED && disk->ledger->state.last_sequence < 0;
  result->n_refused = loading.n_refused;
  disk->store->next_row_id = (guint64) MAX (disk->ledger->state.next_id, loading.last_id + 1);
  cordon_grant_table_observe_wall (disk->store->table, disk->ledger->state.latest_wall_us);
  cordon_origin_unref (loading.origin);
}

void
cordon_contents_drop (CordonStore *store)
{
  cordon_records_clear (store);
  cordon_records_init (store);
  cordon_grant_table_free (store->table);
  store->table = cordon_grant_table_new ();
}

gboolean
cordon_contents_are_damaged (const CordonContents *result)
{
  return result->scan.n_bad > 0 || result->scan.n_skipped > 0 || result->seal != CORDON_SEAL_VERIFIED
         || !result->tally_agrees || result->head_bad;
}

/* What the lost part of a log took back stands in the log of revocations, unless that was lost with it. */
static gboolean
revocations_may_be_lost (const CordonDisk *disk)
{
  g_autoptr (CordonRevocationLog) log = NULL;
  g_autoptr (GArray) ids = NULL;

  if (!disk->log_lost)
    return FALSE;
  log = cordon_revocation_log_open (disk->directory, disk->ledger->revocations);
  ids = cordon_revocation_log_read (log);
  return ids->len == 0;
}

CordonEvidence *
cordon_contents_get_evidence (CordonDisk *disk, const CordonContents *result)
{
  gboolean looks_sound = result->scan.n_bad == 0 && result->scan.n_skipped == 0
                         && result->seal == CORDON_SEAL_VERIFIED;

  if (result->tally_agrees)
    return NULL;
  return cordon_evidence_new (disk->ledger, disk->database,
                              looks_sound || disk->keystore.get_counter || revocations_may_be_lost (disk));
}

typedef struct
{
  const CordonEvidence *evidence;
  GArray *ids;
} Unproven;

static gboolean
find_unproven (const CordonGrant *grant, gpointer data)
{
  Unproven *unproven = data;
  CordonRow row = cordon_grant_to_row (grant, CORDON_TABLE_GRANT);

  if (!cordon_evidence_speaks_for (unproven->evidence, &row))
    g_array_append_val (unproven->ids, grant->id);
  return TRUE;
}

void
cordon_contents_drop_unproven (CordonStore *store, const CordonEvidence *evidence)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  Unproven unproven = { evidence, ids };

  cordon_grant_table_foreach (store->table, NULL, CORDON_FEATURE_NONE, find_unproven, &unproven);
  for (guint i = 0; i < ids->len; i++)
    cordon_grant_table_remove (store->table, g_array_index (ids, guint64, i));
}
