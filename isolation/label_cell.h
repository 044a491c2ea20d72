/*
 * A label cell: the label of one node as audio and render threads read it. One word, written by the graph's owner
 * thread, read wait-free from anywhere.
 *
 * The order that keeps a protected sample in: take the sample first, ask the cell after. A sample made after a
 * widening returned then always meets the wide label. Whoever asks first and takes later may take one sample too
 * many.
 *
 * To confirm a narrowing is to say that nobody holds a frame of the old kind any more: no queue, and no other thread
 * that has taken one and not asked yet.
 *
 * Narrowing has two phases. The owner asks for it; the reader that sees a generation pending, and has let go of the
 * last frame of the old kind, confirms that generation; the owner then applies it. A widening in between makes a new
 * generation, so that a late confirmation of the old one says nothing.
 */

#pragma once

#include "isolation/label.h"

G_BEGIN_DECLS

typedef struct _CordonLabelCell CordonLabelCell;

/** cordon_label_cell_new: Returns: (transfer full): a cell that holds @label. */
CORDON_API CordonLabelCell *cordon_label_cell_new (CordonLabel label);
/** cordon_label_cell_ref: any thread. */
CORDON_API CordonLabelCell *cordon_label_cell_ref (CordonLabelCell *cell);
/** cordon_label_cell_unref: any thread; %NULL is nothing. */
CORDON_API void cordon_label_cell_unref (CordonLabelCell *cell);

/** cordon_label_cell_get: any thread, wait-free; the unknown label for %NULL. */
CORDON_API CordonLabel cordon_label_cell_get (const CordonLabelCell *cell);

/**
 * cordon_label_cell_is_readable: one load and a comparison; FALSE for %NULL. For every quantum of the
 * audio thread (C-32).
 */
CORDON_API gboolean cordon_label_cell_is_readable (const CordonLabelCell *cell);

/**
 * cordon_label_cell_pending: any thread, wait-free. Returns: the generation that waits to be
 * confirmed; 0: none does.
 */
CORDON_API guint32 cordon_label_cell_pending (const CordonLabelCell *cell);

/**
 * cordon_label_cell_confirm:
 * @generation: what cordon_label_cell_pending() gave before the reader let the last frame of the old kind go
 *
 * Any thread, wait-free. Stale generations are ignored.
 *
 * Returns: TRUE where this was the pending one: tell the owner thread to call cordon_graph_apply_narrowings()
 */
CORDON_API gboolean cordon_label_cell_confirm (CordonLabelCell *cell, guint32 generation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonLabelCell, cordon_label_cell_unref)

G_END_DECLS
