/*
 * Reading a file's rows, believing only those whose MAC verifies, and going on behind damage.
 */

#pragma once

#include "storage/ledger_private.h"

G_BEGIN_DECLS

/** CordonScan: what reading found. */
typedef struct
{
  guint64 n_good;
  guint64 n_bad;     /* rows that do not verify */
  guint64 n_skipped; /* places where the file itself could not be read */
} CordonScan;

/** CordonRowFunc: @row is valid during the call. */
typedef void (*CordonRowFunc) (const CordonRow *row, gpointer data);

/**
 * cordon_loader_scan: calls @func for each row of @table that verifies, and adds it to the ledger's tally.
 *
 * Where the file cannot be read on, it goes on from the other end and then in between.
 */
void cordon_loader_scan (CordonLedger *ledger, CordonDatabase *database, CordonTableId table,
                         CordonRowFunc func, gpointer data, CordonScan *scan);

/** cordon_loader_scan_all: all tables of rows that the file has. */
void cordon_loader_scan_all (CordonLedger *ledger, CordonDatabase *database, CordonRowFunc func,
                             gpointer data, CordonScan *scan);

G_END_DECLS
