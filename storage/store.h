/*
 * The store: what outlives the process, and the table in memory that answers.
 *
 * Memory answers, disk remembers: a grant enters the table only after its commit, a revocation leaves it before.
 * Grants that never persist (call, visit, session, and everything of a private profile) live in the same table only.
 * Main thread, except where said; completion callbacks run on the thread-default main context of cordon_store_open().
 */

#pragma once

#include "permissions/clock.h"
#include "permissions/grant.h"
#include "storage/grant_table.h"

G_BEGIN_DECLS

typedef struct _CordonStore CordonStore;

/** CordonKeystore: where the embedder keeps the integrity key and the rollback counter. Zero-filled: a key file beside the store. */
typedef struct
{
  /* Writes 32 bytes to @key, the same at each call, made at the first. Returns FALSE with @error when locked or gone. */
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

/** cordon_store_open: opens or creates the store in @directory. Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_STORE_…. */
CORDON_API CordonStore *cordon_store_open (const char *directory, const CordonStoreOptions *options, GError **error);

/** cordon_store_new_memory: the in-memory twin: writes nothing anywhere (B-37). @options may be %NULL. */
CORDON_API CordonStore *cordon_store_new_memory (const CordonStoreOptions *options);

/** cordon_store_free: commits what is queued, checkpoints, closes. @store may be %NULL. */
CORDON_API void cordon_store_free (CordonStore *store);

/** cordon_store_is_read_only: a newer schema or a read-only medium: reads prompt, writes fail. */
CORDON_API gboolean cordon_store_is_read_only (const CordonStore *store);
CORDON_API gboolean cordon_store_is_memory (const CordonStore *store);

/** cordon_store_peek_table: Returns: (transfer none): the table that decisions read. */
CORDON_API const CordonGrantTable *cordon_store_peek_table (const CordonStore *store);

/** CordonStoreDone: exactly one per call, never from inside it. @grant_id is 0 and @error set on failure. */
typedef void (*CordonStoreDone) (CordonStore *store, guint64 grant_id, const GError *error, gpointer data);

/**
 * cordon_store_set: replaces or adds the grant with @grant's key (B-29): feature, origin, scope, callee, device, call.
 *
 * Validates first. The table changes when the commit is durable, before @done runs; on failure it is as before.
 */
CORDON_API void cordon_store_set (CordonStore *store, const CordonGrant *grant, CordonStoreDone done, gpointer data);

/** cordon_store_remove: effective in the table before it returns; @done (nullable) after the commit. */
CORDON_API void cordon_store_remove (CordonStore *store, guint64 grant_id, CordonStoreDone done, gpointer data);

/** cordon_store_touch: the grant was used now; written lazily, only ever forward. */
CORDON_API void cordon_store_touch (CordonStore *store, guint64 grant_id, gint64 wall_us);

/* The owner of this folder adds here: undo list, embargo counters, site identifiers, block-list, journal, clearing, export. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonStore, cordon_store_free)

G_END_DECLS
