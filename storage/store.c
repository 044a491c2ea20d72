/*
 * The store's life: opening, units on their way, callbacks, problems. What it holds is in the files of each noun.
 */

#include "storage/store.h"

#include "permissions/error.h"
#include "storage/disk_private.h"
#include "storage/record_private.h"
#include "storage/shelf_private.h"

typedef struct
{
  CordonStoreProblem problem;
  char *detail;
} ProblemRecord;

static void
problem_record_free (gpointer data)
{
  ProblemRecord *record = data;

  g_free (record->detail);
  g_free (record);
}

static CordonStore *
store_new (const CordonStoreOptions *options)
{
  CordonStore *store = g_new0 (CordonStore, 1);

  store->table = cordon_grant_table_new ();
  store->shelf = cordon_grant_table_new ();
  store->restored = g_array_new (FALSE, FALSE, sizeof (guint64));
  cordon_records_init (store);
  store->context = g_main_context_ref_thread_default ();
  store->thread = g_thread_self ();
  store->clock = options ? options->clock : (CordonClock){ 0 };
  store->next_row_id = 1;
  store->next_memory_id = CORDON_MEMORY_ID_BASE;
  store->pending_origins = g_hash_table_new_full (cordon_origin_hash, cordon_origin_equal,
                                                  (GDestroyNotify) cordon_origin_unref, NULL);
  store->late = g_array_new (FALSE, FALSE, sizeof (guint64));
  store->touched = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  store->problems = g_ptr_array_new_with_free_func (problem_record_free);
  g_mutex_init (&store->mutex);
  return store;
}

CordonStore *
cordon_store_new_memory (const CordonStoreOptions *options)
{
  return store_new (options);
}

CordonStore *
cordon_store_open (const char *directory, const CordonStoreOptions *options, GError **error)
{
  g_autoptr (CordonStore) store = NULL;

  g_return_val_if_fail (directory != NULL, NULL);

  store = store_new (options);
  if (!cordon_disk_open (store, directory, options, error))
    return NULL;
  return g_steal_pointer (&store);
}

/* Finished units. */

/* Revocations. */

void
cordon_store_log_revocation (CordonStore *store, CordonUnit *unit, guint64 id)
{
  if (!store->disk || id >= CORDON_MEMORY_ID_BASE)
    return;
  cordon_unit_will_revoke (unit, id);
  if (store->disk->revocations)
    cordon_revocation_log_append (store->disk->revocations, (gint64) id);
}

/* What could not be written is written with the next chance; until then the log keeps it. */
static void
retry_late (CordonStore *store)
{
  CordonUnit *unit;

  if (store->late->len == 0)
    return;
  unit = cordon_unit_new (NULL, NULL);
  unit->user_decided = TRUE;
  for (guint i = 0; i < store->late->len; i++)
    {
      guint64 id = g_array_index (store->late, guint64, i);

      cordon_unit_delete (unit, CORDON_TABLE_GRANT, (gint64) id);
      cordon_unit_will_revoke (unit, id);
    }
  g_array_set_size (store->late, 0);
  cordon_store_submit (store, unit);
}

static void
settle_revocations (CordonStore *store, const CordonUnit *unit)
{
  if (!store->disk || !unit->revoked)
    return;
  store->disk->n_revoking--;
  if (unit->error)
    {
      g_array_append_vals (store->late, unit->revoked->data, unit->revoked->len);
      cordon_store_report (store, CORDON_STORE_PROBLEM_REVOCATION_LATE, unit->error->message);
    }
}

/*
 * What was taken back stays in its log until the file has it, not just the database's own log: a damaged frame there
 * costs all frames behind it.
 */
static void
forget_revocations (CordonStore *store, const CordonUnit *unit)
{
  if (unit->moved_in && store->disk->n_revoking == 0 && store->late->len == 0 && store->disk->revocations)
    cordon_revocation_log_clear (store->disk->revocations);
}

/* What is on its way. */

gboolean
cordon_store_has_pending (const CordonStore *store, const CordonOrigin *origin)
{
  return g_hash_table_contains (store->pending_origins, origin);
}

static void
add_pending (CordonStore *store, CordonUnit *unit)
{
  CordonOrigin *origin = unit->grant->origin;
  guint n_pending = GPOINTER_TO_UINT (g_hash_table_lookup (store->pending_origins, origin));

  g_queue_push_tail (&store->pending, unit);
  g_hash_table_replace (store->pending_origins, cordon_origin_ref (origin), GUINT_TO_POINTER (n_pending + 1));
  unit->is_pending = TRUE;
}

static void
remove_pending (CordonStore *store, CordonUnit *unit)
{
  CordonOrigin *origin = unit->grant->origin;
  guint n_pending = GPOINTER_TO_UINT (g_hash_table_lookup (store->pending_origins, origin));

  g_queue_remove (&store->pending, unit);
  if (n_pending > 1)
    g_hash_table_replace (store->pending_origins, cordon_origin_ref (origin),
                          GUINT_TO_POINTER (n_pending - 1));
  else
    g_hash_table_remove (store->pending_origins, origin);
  unit->is_pending = FALSE;
}

/* The log of the database may lose what took a yes's place, but not bring that yes back. */
static void
log_replaced (CordonStore *store, const CordonUnit *unit)
{
  for (guint i = 0; unit->removed && i < unit->removed->len; i++)
    {
      guint64 id = g_array_index (unit->removed, guint64, i);

      if (store->disk && store->disk->revocations && id < CORDON_MEMORY_ID_BASE)
        cordon_revocation_log_append (store->disk->revocations, (gint64) id);
    }
}

/* What the unit says becomes so in memory. */
static void
settle (CordonStore *store, CordonUnit *unit)
{
  if (unit->settled)
    return;
  unit->settled = TRUE;
  if (unit->is_pending)
    remove_pending (store, unit);

  for (guint i = 0; !unit->error && unit->removed && i < unit->removed->len; i++)
    cordon_shelf_remove (store, g_array_index (unit->removed, guint64, i));
  if (!unit->error && unit->grant && !unit->cancelled)
    cordon_shelf_insert (store, unit->grant);
  if (unit->grant)
    cordon_shelf_arrange (store, unit->grant);
  if (!unit->error && unit->forgotten)
    cordon_records_drop (store, NULL, unit->forgotten);
  if (!unit->error)
    log_replaced (store, unit);

  settle_revocations (store, unit);
  forget_revocations (store, unit);
  if (unit->counter_failed)
    cordon_store_report (
      store, CORDON_STORE_PROBLEM_COUNTER,
      "The keystore did not take the counter: an older copy of the store may go unnoticed. "
      "Unlock the keystore.");
  if (!unit->error && unit->changes->len > 0)
    retry_late (store);
  if (unit->error)
    {
      g_clear_error (&store->write_error);
      store->write_error = g_error_copy (unit->error);
    }
}

static void
tell (CordonStore *store, CordonUnit *unit)
{
  guint64 id = unit->grant ? unit->grant->id : unit->revoked_id;
  gboolean failed;

  if (unit->cancelled && !unit->error)
    unit->error = g_error_new_literal (CORDON_ERROR, CORDON_ERROR_GONE,
                                       "The decision was taken back before it was stored");
  failed = unit->error && !unit->in_effect;
  if (unit->error && (!failed || !unit->done))
    cordon_store_report (store, CORDON_STORE_PROBLEM_WRITE_FAILED, unit->error->message);
  if (unit->done)
    unit->done (store, failed ? 0 : id, failed ? unit->error : NULL, unit->data);
}

static CordonUnit *
take_finished (CordonStore *store)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->mutex);

  return g_queue_pop_head (&store->finished);
}

static void
run_finished (CordonStore *store)
{
  CordonUnit *unit;

  while ((unit = take_finished (store)))
    {
      settle (store, unit);
      tell (store, unit);
      cordon_unit_free (unit);
    }
}

static gboolean
on_finished (gpointer data)
{
  CordonStore *store = data;

  g_mutex_lock (&store->mutex);
  g_clear_pointer (&store->source, g_source_unref);
  g_mutex_unlock (&store->mutex);
  run_finished (store);
  return G_SOURCE_REMOVE;
}

void
cordon_store_finish (CordonStore *store, CordonUnit *const *units, guint n_units)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->mutex);

  for (guint i = 0; i < n_units; i++)
    g_queue_push_tail (&store->finished, units[i]);
  if (store->source)
    return;

  store->source = g_idle_source_new ();
  g_source_set_priority (store->source, G_PRIORITY_DEFAULT);
  g_source_set_callback (store->source, on_finished, store, NULL);
  g_source_attach (store->source, store->context);
}

void
cordon_store_submit (CordonStore *store, CordonUnit *unit)
{
  gboolean to_disk = store->disk && unit->changes->len > 0;

  unit->latest_wall_us = cordon_grant_table_latest_wall (store->table);
  if (to_disk && unit->revoked)
    store->disk->n_revoking++;
  if (unit->grant && unit->waits)
    add_pending (store, unit);
  else if (unit->grant || !to_disk)
    {
      unit->in_effect = TRUE;
      settle (store, unit);
    }

  if (to_disk && store->read_only)
    unit->error = g_error_new_literal (
      CORDON_ERROR, CORDON_ERROR_STORE_READ_ONLY,
      "The store is read-only: nothing that is decided now outlives this session");
  if (to_disk && !store->read_only)
    cordon_disk_submit (store->disk, unit);
  else
    cordon_store_finish (store, &unit, 1);
}

/* All that waits goes to the disk, and everything that has come back is told. */
static void
drain (CordonStore *store)
{
  if (g_hash_table_size (store->touched) > 0)
    cordon_store_submit (store, cordon_store_take_touched (store));
  do
    {
      if (store->disk)
        cordon_disk_wait (store->disk);
      run_finished (store);
    }
  while (store->disk && cordon_disk_is_busy (store->disk));
}

gboolean
cordon_store_flush (CordonStore *store, GError **error)
{
  g_return_val_if_fail (store != NULL && store->thread == g_thread_self (), FALSE);

  retry_late (store);
  drain (store);
  if (!store->write_error)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&store->write_error));
  return FALSE;
}

void
cordon_store_free (CordonStore *store)
{
  if (!store)
    return;
  g_return_if_fail (store->thread == g_thread_self ());

  retry_late (store);
  drain (store);
  cordon_disk_close (store->disk);
  if (store->source)
    g_source_destroy (store->source);
  g_clear_pointer (&store->source, g_source_unref);
  g_main_context_unref (store->context);
  cordon_records_clear (store);
  cordon_grant_table_free (store->table);
  cordon_grant_table_free (store->shelf);
  g_array_unref (store->restored);
  g_clear_error (&store->write_error);
  g_hash_table_unref (store->pending_origins);
  g_array_unref (store->late);
  g_hash_table_unref (store->touched);
  g_ptr_array_unref (store->problems);
  g_mutex_clear (&store->mutex);
  g_free (store);
}

/* Facts. */

gboolean
cordon_store_is_read_only (const CordonStore *store)
{
  g_return_val_if_fail (store != NULL, TRUE);

  return store->read_only;
}

gboolean
cordon_store_is_memory (const CordonStore *store)
{
  g_return_val_if_fail (store != NULL, TRUE);

  return store->disk == NULL;
}

const CordonGrantTable *
cordon_store_peek_table (const CordonStore *store)
{
  g_return_val_if_fail (store != NULL, NULL);

  return store->table;
}

gint64
cordon_store_wall_now (CordonStore *store, CordonTime now)
{
  g_return_val_if_fail (store != NULL, now.wall_us);

  cordon_grant_table_observe_wall (store->table, now.wall_us);
  return cordon_grant_table_latest_wall (store->table);
}

/* Problems. */

void
cordon_store_report (CordonStore *store, CordonStoreProblem problem, const char *detail)
{
  ProblemRecord *record;

  for (guint i = 0; i < store->problems->len; i++)
    {
      record = g_ptr_array_index (store->problems, i);
      if (record->problem == problem && g_str_equal (record->detail, detail))
        return;
    }

  record = g_new0 (ProblemRecord, 1);
  record->problem = problem;
  record->detail = g_strdup (detail);
  g_ptr_array_add (store->problems, record);
  if (store->problem_func)
    store->problem_func (problem, record->detail, store->problem_data);
}

void
cordon_store_foreach_problem (const CordonStore *store, CordonStoreProblemFunc func, gpointer data)
{
  g_return_if_fail (store != NULL && func != NULL);

  for (guint i = 0; i < store->problems->len; i++)
    {
      const ProblemRecord *record = g_ptr_array_index (store->problems, i);

      func (record->problem, record->detail, data);
    }
}

void
cordon_store_set_problem_func (CordonStore *store, CordonStoreProblemFunc func, gpointer data)
{
  g_return_if_fail (store != NULL);

  store->problem_func = func;
  store->problem_data = data;
}
