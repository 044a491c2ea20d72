/*
 * The undo list: stored grants that were taken back or fell out of use: for 30 days, the last thousand. Only the
 * user's own action brings one back.
 */

#pragma once

#include "storage/store.h"

G_BEGIN_DECLS

/** CordonUndoReason: why a grant went. Values are stored on disk: never renumber. */
typedef enum
{
  CORDON_UNDO_NONE = 0,
  CORDON_UNDO_REVOKED = 1, /* by the user */
  CORDON_UNDO_UNUSED = 2,  /* for 60 days */
} CordonUndoReason;

#define CORDON_N_UNDO_REASONS 3

/** cordon_undo_reason_to_string: Returns: (transfer none): a stable name. */
CORDON_API const char *cordon_undo_reason_to_string (CordonUndoReason reason);

/**
 * CordonUndoFunc: @undo_id is what cordon_store_undo() takes. Valid during the call; the store must not be
 * changed.
 */
typedef void (*CordonUndoFunc) (guint64 undo_id, const CordonGrant *grant, CordonUndoReason reason,
                                gint64 removed_wall_us, gpointer data);

/** cordon_store_foreach_undo: what can still be undone at @wall_us, in no order. */
CORDON_API void
cordon_store_foreach_undo (CordonStore *store, gint64 wall_us, CordonUndoFunc func, gpointer data);

/**
 * cordon_store_undo: sets the grant again, as cordon_store_set() does, and takes it off the list. A lifetime until
 * a time goes on to the same time; unused days begin anew. CORDON_ERROR_STATE for an unknown or ended one.
 */
CORDON_API void
cordon_store_undo (CordonStore *store, guint64 undo_id, gint64 wall_us, CordonStoreDone done, gpointer data);

G_END_DECLS
