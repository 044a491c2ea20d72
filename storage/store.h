/*
 * The store: what outlives the process, and the table in memory that answers.
 *
 * Memory answers, disk remembers: a grant enters the table only after its commit, a revocation leaves it before
 * . Grants that never persist (call, visit, session, and everything of a private profile) live in the same
 * table only. Main thread, except where said; completion callbacks run on the thread-default main context of
 * cordon_store_open().
 */

#pragma once

#include "permissions/clock.h"
#include "permissions/grant.h"
#include "storage/grant_table.h"
#include "storage/problem.h"

G_BEGIN_DECLS

typedef struct _CordonStore CordonStore;

/**
 * CordonKeystore: where the embedder keeps the integrity key and the rollback counter. Zero-filled: a key file
 * beside the store, and an older copy of the whole file cannot be told from the newest one.
 *
 * get_key and get_counter are called from cordon_store_open(); set_counter from the store's writer thread, after each
 * commit of what a user decided, before the caller hears of it. The counter only grows.
 */
typedef struct
{
  /*
   * Writes 32 bytes to @key, the same at each call, made at the first, and of this profile alone: files of two stores
   * with one key could change places. Returns FALSE with @error when locked or gone.
   */
  gboolean (*get_key) (gpointer data, guint8 key[32], GError **error);
  gboolean (*get_counter) (gpointer data, guint64 *out_counter, GError **error); /* nullable */
  gboolean (*set_counter) (gpointer data, guint64 counter, GError **error);      /* nullable */
  gpointer data;
} CordonKeystore;

typedef struct
{
  CordonKeystore keystore;
  CordonClock clock;
} CordonStoreOptions;

/**
 * cordon_store_open: opens or creates the store in @directory, which is made with mode 0700 where it is missing.
 *
 * Rows that do not verify read as prompt; a damaged file is moved aside and what verifies is kept
 * (cordon_store_foreach_problem()). One opener at a time, also within a process: the second gets
 * CORDON_ERROR_STORE_BUSY. Messages say what to do next.
 *
 * Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_STORE_….
 */
CORDON_API CordonStore *
cordon_store_open (const char *directory, const CordonStoreOptions *options, GError **error);

/** cordon_store_new_memory: the in-memory twin: writes nothing anywhere (B-37). @options may be %NULL. */
CORDON_API CordonStore *cordon_store_new_memory (const CordonStoreOptions *options);

/** cordon_store_free: commits what is queued, calls what waits, checkpoints, closes. @store may be %NULL. */
CORDON_API void cordon_store_free (CordonStore *store);

/** cordon_store_is_read_only: a newer schema or a read-only medium: reads prompt, writes fail. */
CORDON_API gboolean cordon_store_is_read_only (const CordonStore *store);
/** cordon_store_is_memory: whether nothing of it is on a disk. */
CORDON_API gboolean cordon_store_is_memory (const CordonStore *store);

/** cordon_store_peek_table: Returns: (transfer none): the table that decisions read. */
CORDON_API const CordonGrantTable *cordon_store_peek_table (const CordonStore *store);

/**
 * cordon_store_peek_shelf: Returns: (transfer none): the stored grants over which a value of shorter life lies. They
 * decide nothing; for lists.
 */
CORDON_API const CordonGrantTable *cordon_store_peek_shelf (const CordonStore *store);

/** cordon_store_get_grant: Returns: %TRUE and a copy of grant @id (clear it), wherever it is, or %FALSE. */
CORDON_API gboolean cordon_store_get_grant (const CordonStore *store, guint64 id, CordonGrant *out_grant);

/**
 * cordon_store_foreach_of_key: all that cordon_store_remove() of @id would take: the grant itself, what lies over it,
 * and what lies beneath that.
 */
CORDON_API void
cordon_store_foreach_of_key (const CordonStore *store, guint64 id, CordonGrantFunc func, gpointer data);

/** cordon_store_wall_now: Returns: @now.wall_us, or the latest time the store ever saw where that is later. */
CORDON_API gint64 cordon_store_wall_now (CordonStore *store, CordonTime now);

/** CordonStoreDone: exactly one per call, never from inside it. @grant_id is 0 and @error set on failure. */
typedef void (*CordonStoreDone) (CordonStore *store, guint64 grant_id, const GError *error, gpointer data);

/**
 * cordon_store_set: replaces or adds the grant with @grant's key (B-29): feature, origin, scope, callee, device,
 * call. What is stored replaces all that the key had; what is not replaces its like, and lies over the stored
 * grant, which stays on the disk and is in effect again when the other has ended.
 *
 * Validates first. The table changes when the commit is durable, before @done runs; on failure it is as before,
 * except that a yes which was to be replaced by a no is gone at once and stays gone. A grant that may not
 * persist only changes the table, before this returns. @done may be %NULL.
 */
CORDON_API void
cordon_store_set (CordonStore *store, const CordonGrant *grant, CordonStoreDone done, gpointer data);

/**
 * cordon_store_remove: the user takes a grant back, and with it whatever else its key has
 * (cordon_store_foreach_of_key()): effective in the table before it returns, and never undone by a crash or a failed
 * write; @done (nullable) after the commit. An unknown id ends in CORDON_ERROR_STATE.
 */
CORDON_API void
cordon_store_remove (CordonStore *store, guint64 grant_id, CordonStoreDone done, gpointer data);

/**
 * cordon_store_cancel: takes back what is on its way to the disk for (@origin, @feature) and in no list yet; whoever
 * waits for it gets CORDON_ERROR_GONE.
 */
CORDON_API void cordon_store_cancel (CordonStore *store, const CordonOrigin *origin, CordonFeature feature);

/**
 * cordon_store_end: a grant has ended by itself, with its visit, session or call: effective before it returns. A
 * stored grant beneath it is in effect again, unless it has ended meanwhile.
 */
CORDON_API void cordon_store_end (CordonStore *store, guint64 grant_id, CordonStoreDone done, gpointer data);

/**
 * cordon_store_take_restored: Returns: (transfer full) (element-type guint64): the stored grants that are in effect
 * again since this was asked last, in their order.
 */
CORDON_API GArray *cordon_store_take_restored (CordonStore *store);

/** cordon_store_touch: the grant was used now; written lazily, only ever forward. */
CORDON_API void cordon_store_touch (CordonStore *store, guint64 grant_id, gint64 wall_us);

/**
 * cordon_store_expire: removes what has ended by now, and moves lifetimes along where the clock was set back.
 *
 * @func: (nullable): hears of each grant that is removed, so that captures can be stopped (B-30)
 * Returns: when the next grant ends, or G_MAXINT64.
 */
CORDON_API gint64 cordon_store_expire (CordonStore *store, gint64 wall_us, CordonGrantFunc func,
                                       gpointer data);

/**
 * cordon_store_flush: waits until all that was asked for before is durable, and runs what waits for it. %FALSE
 * with the last write error.
 */
CORDON_API gboolean cordon_store_flush (CordonStore *store, GError **error);

/** cordon_store_foreach_problem: all problems since the store was opened; at most one per kind and thing. */
CORDON_API void
cordon_store_foreach_problem (const CordonStore *store, CordonStoreProblemFunc func, gpointer data);

/** cordon_store_set_problem_func: hears of problems that come up later; %NULL for nobody. */
CORDON_API void
cordon_store_set_problem_func (CordonStore *store, CordonStoreProblemFunc func, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonStore, cordon_store_free)

G_END_DECLS
