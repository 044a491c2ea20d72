/*
 * What the journal says of the rows, for when the sum over them is wrong: a row with a good MAC is then only known to
 * have been written at some time, and may be one that was taken back since.
 */

#pragma once

#include "storage/ledger_private.h"

G_BEGIN_DECLS

typedef struct _CordonEvidence CordonEvidence;

/**
 * cordon_evidence_new: reads the journal.
 * @strict: nothing but somebody's hand explains the sum, or a counter promises more: a yes then has to be in a journal
 *   that is whole. Otherwise it must only not be taken back in what can be read of it, so that damage costs no more
 *   than it hit.
 *
 * Returns: (transfer full)
 */
CordonEvidence *cordon_evidence_new (const CordonLedger *ledger, CordonDatabase *database, gboolean strict);
void cordon_evidence_free (CordonEvidence *evidence);

/** cordon_evidence_speaks_for: whether @row may be kept. What blocks always may. */
gboolean cordon_evidence_speaks_for (const CordonEvidence *evidence, const CordonRow *row);

/** cordon_row_blocks: whether the row only ever takes something from a site. */
gboolean cordon_row_blocks (const CordonRow *row);

/**
 * cordon_evidence_describe_ids: the ids as text for the journal, at most @max_size bytes: where there are too many
 * to name, the span from first to last. @ids: guint64, gets sorted. Returns: (transfer full).
 */
char *cordon_evidence_describe_ids (GArray *ids, gsize max_size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonEvidence, cordon_evidence_free)

G_END_DECLS
