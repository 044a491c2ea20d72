/*
 * What a store's file holds, taken into memory, and what has to be thought of it.
 */

#pragma once

#include "storage/disk_private.h"
#include "storage/loader_private.h"

G_BEGIN_DECLS

typedef struct
{
  CordonScan scan;
  CordonSealState seal;
  gboolean tally_agrees; /* the sum over all rows is the seal's */
  gboolean head_bad;     /* the journal's */
  guint64 n_refused;     /* rows that verify and say what the rules forbid */
} CordonContents;

/** cordon_contents_load: each row that verifies into the store. */
void cordon_contents_load (CordonDisk *disk, CordonContents *result);

/** cordon_contents_drop: everything leaves the store's memory. */
void cordon_contents_drop (CordonStore *store);

gboolean cordon_contents_are_damaged (const CordonContents *result);

/**
 * cordon_contents_get_evidence: with the sum wrong, a row may be one of an earlier time. Where a counter promises that
 * those are noticed, where nothing else of the file is damaged, so that somebody's hand is the likely reason, or where
 * a lost log may have taken its revocations with it, the journal has to speak for it.
 *
 * Returns: (transfer full) (nullable): %NULL where the sum is right.
 */
CordonEvidence *cordon_contents_get_evidence (CordonDisk *disk, const CordonContents *result);

/** cordon_contents_drop_unproven: grants that @evidence does not speak for leave the store's memory. */
void cordon_contents_drop_unproven (CordonStore *store, const CordonEvidence *evidence);

G_END_DECLS
