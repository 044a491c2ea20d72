/*
 * A store's disk: its folder, lock, key, database and writer thread.
 *
 * The opener's thread has the database until cordon_disk_start(); from then on who has set @busy, the writer thread
 * or a caller that waits for it.
 */

#pragma once

#include "storage/evidence_private.h"
#include "storage/ledger_private.h"
#include "storage/revocation_log_private.h"
#include "storage/store_private.h"

G_BEGIN_DECLS

struct _CordonDisk
{
  CordonStore *store;
  char *directory;
  int lock; /* descriptor; -1 on a medium that cannot be written */
  CordonKeystore keystore;
  CordonDatabase *database;
  CordonLedger *ledger;
  CordonRevocationLog *revocations;
  gboolean read_only;
  gboolean log_lost; /* the database's own log was damaged: some of it may be gone */
  guint n_revoking;  /* units on their way that take something away; main thread */

  GThread *writer;
  GMutex mutex;    /* guards the rest */
  GCond wake;      /* the writer has something to do */
  GCond idle;      /* the writer has done all of it */
  GQueue queue;    /* CordonUnit */
  gboolean kicked; /* the turn has ended: what has gathered is committed */
  GSource *kick;   /* main thread: kicks at the end of this turn of its loop; NULL: none is scheduled */
  gboolean rests;  /* the writer waits for @wake, and nobody has given it */
  gboolean busy;
  gboolean stopping;
};

/** cordon_disk_open: and loads everything into @store, recovering what verifies where the file is damaged. */
CordonDisk *cordon_disk_open (CordonStore *store, const char *directory, const CordonStoreOptions *options,
                              GError **error);

/**
 * cordon_disk_submit: @unit: (transfer full): comes back through cordon_store_finish().
 *
 * What one turn of the main loop submits is one transaction; something taken away starts the writer at once.
 */
void cordon_disk_submit (CordonDisk *disk, CordonUnit *unit);

/** cordon_disk_is_busy: whether the writer has something to do. */
gboolean cordon_disk_is_busy (CordonDisk *disk);

/** cordon_disk_wait: until the writer has done all that was submitted. */
void cordon_disk_wait (CordonDisk *disk);

/** CordonDiskFunc: runs while the writer is idle and nothing can be submitted. */
typedef gboolean (*CordonDiskFunc) (CordonDisk *disk, gpointer data, GError **error);

/** cordon_disk_call: runs @func with the database, after all that was submitted before. */
gboolean cordon_disk_call (CordonDisk *disk, CordonDiskFunc func, gpointer data, GError **error);

/** cordon_disk_close: writes what is queued, checkpoints, closes. */
void cordon_disk_close (CordonDisk *disk);

/* Parts of it, in files of their own. */

void cordon_writer_start (CordonDisk *disk);
void cordon_writer_stop (CordonDisk *disk);

/** cordon_recovery_finish_switch: ends a recovery that a crash cut short. */
void cordon_recovery_finish_switch (const char *directory, gint64 wall_us);

/**
 * cordon_mend_is_needed: whether SQLite must not have the file: it would drop what the log holds.
 * @out_torn: whether the end of the log does not verify, so that the last change may be gone
 */
gboolean cordon_mend_is_needed (const CordonDisk *disk, gboolean *out_torn);

/**
 * cordon_mend_open: opens a copy of a file that cannot be opened, with what verifies of its log and with its schema
 * mended. %FALSE: no database is open. File and log stay as they were found.
 */
gboolean cordon_mend_open (CordonDisk *disk);

/** cordon_mend_remove: removes the copy, also one that a crash left behind. */
void cordon_mend_remove (const CordonDisk *disk);

/** CordonRecovery: what to keep, and what came of it. */
typedef struct
{
  gboolean blocks_only;           /* the file is an older copy: a yes in it may have been taken back since */
  const CordonEvidence *evidence; /* nullable: what may be kept */
  gint64 min_generation;
  gint64 wall_us;
  guint64 n_kept;
  char *aside; /* the name that the damaged file has now */
} CordonRecovery;

/**
 * cordon_recovery_run: verified rows into a fresh file, the damaged one aside. Closes the database; %FALSE
 * leaves all as it was.
 */
gboolean cordon_recovery_run (CordonDisk *disk, CordonRecovery *recovery, GError **error);

G_END_DECLS
