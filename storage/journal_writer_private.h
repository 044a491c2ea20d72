/*
 * The journal's chain: how an entry is bound to the one before, blanked, trimmed and verified. Writer thread.
 *
 * digest = MAC (sequence, salt, content), mac = MAC (sequence, kind, time, digest, mac of the entry before).
 * Blanking replaces content and salt by a MAC that only the key's owner can make; the digest stays, so the chain
 * does, and without the salt nobody can try what the content was.
 */

#pragma once

#include "storage/entry_group_private.h"
#include "storage/journal_private.h"
#include "storage/ledger_private.h"

G_BEGIN_DECLS

/**
 * cordon_journal_writer_append: @row without sequence and salt. Trims where there are too many.
 * @group: (nullable): where the entry waits for others; to be flushed before the seal is written
 */
gboolean cordon_journal_writer_append (CordonLedger *ledger, CordonDatabase *database, const CordonRow *row,
                                       CordonEntryGroup *group, GError **error);

/** cordon_journal_writer_blank: entries of @origin, or all where it is empty. */
gboolean cordon_journal_writer_blank (CordonLedger *ledger, CordonDatabase *database, const char *origin,
                                      GError **error);

/**
 * CordonEntryFunc: one entry; @good: it verifies by itself and in its place; @blank: it was blanked. %FALSE
 * stops.
 */
typedef gboolean (*CordonEntryFunc) (const CordonRow *row, gboolean good, gboolean blank, gpointer data);

/** cordon_journal_writer_walk: all entries behind @after, verified from the checkpoint on. */
gboolean
cordon_journal_writer_walk (const CordonLedger *ledger, CordonDatabase *database, CordonEntryFunc func,
                            gpointer data, CordonJournalReport *out_report, GError **error);

/** cordon_journal_writer_copy: each entry of @from that verifies by itself, chained anew into @to. */
gboolean cordon_journal_writer_copy (const CordonLedger *from_ledger, CordonDatabase *from,
                                     CordonLedger *to_ledger, CordonDatabase *to, GError **error);

G_END_DECLS
