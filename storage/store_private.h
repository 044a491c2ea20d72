/*
 * The inside of a store, for the files of this folder that are its parts.
 */

#pragma once

#include "storage/grant_table_private.h"
#include "storage/journal.h"
#include "storage/unit_private.h"

G_BEGIN_DECLS

typedef struct _CordonDisk CordonDisk;

/* Ids of grants that live in memory only; rows are numbered from 1. */
#define CORDON_MEMORY_ID_BASE (G_GUINT64_CONSTANT (1) << 62)

struct _CordonStore
{
  CordonGrantTable *table;
  CordonGrantTable *shelf; /* stored grants over which something lies: storage/shelf_private.h */
  GArray *restored;        /* guint64 ids that came back from there and were not told of yet */
  CordonDisk *disk;        /* NULL: memory */
  CordonClock clock;
  GMainContext *context;
  GThread *thread;
  gboolean read_only;
  GHashTable *records
    [CORDON_N_TABLES]; /* what is not a grant: key -> CordonRow; NULL where a table has none in memory */
  guint64 next_row_id;
  guint64 next_memory_id;
  GQueue pending;              /* CordonUnit with a grant: on its way to the disk; not owned */
  GHashTable *pending_origins; /* CordonOrigin -> how many of them */

  GMutex mutex;    /* guards the two below, which the writer thread touches */
  GQueue finished; /* CordonUnit */
  GSource *source; /* runs the finished ones; NULL: none is scheduled */

  GHashTable *touched; /* ids whose time of use is not written yet */
  GArray *late;        /* guint64 ids of grants that are revoked but still on the disk: tried again */

  GError *write_error; /* the last one since the last flush */
  GPtrArray *problems; /* ProblemRecord */
  CordonStoreProblemFunc problem_func;
  gpointer problem_data;
};

/**
 * cordon_store_submit: @unit: (transfer full): to the disk, or straight to the finished ones where it has
 * nothing for it.
 */
void cordon_store_submit (CordonStore *store, CordonUnit *unit);

/** cordon_store_finish: the units are done; any thread. The units are taken over, the array is not. */
void cordon_store_finish (CordonStore *store, CordonUnit *const *units, guint n_units);

/** cordon_store_finish_with_error: @unit, @error: (transfer full): nothing comes of it. */
void cordon_store_finish_with_error (CordonStore *store, CordonUnit *unit, GError *error);

/** cordon_store_set_in_unit: cordon_store_set() with more to do in the same transaction. @unit: (transfer full). */
void cordon_store_set_in_unit (CordonStore *store, CordonUnit *unit, const CordonGrant *grant,
                               CordonJournalKind kind);

/**
 * cordon_store_take_back: the user does not want @grant any more: it leaves the table or the shelf now, and the disk
 * with @unit; with it what is on its way to the same place.
 */
void cordon_store_take_back (CordonStore *store, CordonUnit *unit, const CordonGrant *grant);

/**
 * cordon_store_cancel_matching: what is on its way to the disk and @func returns %TRUE for never counts, and @unit
 * removes it again. Returns: whether there was any.
 */
gboolean
cordon_store_cancel_matching (CordonStore *store, CordonUnit *unit, CordonGrantFunc func, gpointer data);

/** cordon_store_take_touched: Returns: (transfer full): writes the times of use that wait. */
CordonUnit *cordon_store_take_touched (CordonStore *store);

/** cordon_store_end_grants: removes what has ended by the latest time seen. */
void cordon_store_end_grants (CordonStore *store, CordonGrantFunc func, gpointer data);

/** cordon_store_log_revocation: @id is gone from the table; the disk follows with @unit, whatever happens. */
void cordon_store_log_revocation (CordonStore *store, CordonUnit *unit, guint64 id);

/** cordon_store_has_pending: whether something is on its way to @origin. */
gboolean cordon_store_has_pending (const CordonStore *store, const CordonOrigin *origin);

/** cordon_store_report: one problem, told once. @detail: a sentence with the next step. */
void cordon_store_report (CordonStore *store, CordonStoreProblem problem, const char *detail);

G_END_DECLS
