#pragma once

/*
 * A SQLite VFS between the store and the disk that counts what is done to files, and at the Nth such thing fails
 * it, kills the process, or cuts the power: what was not synced is then there in part or not at all.
 */

#include <glib.h>

typedef enum
{
  SHIM_COUNT = 0, /* only count */
  SHIM_IO_ERROR,  /* fails once */
  SHIM_IO_ERRORS, /* fails from then on */
  SHIM_FULL,      /* disk full, once */
  SHIM_FULL_FOR_GOOD,
  SHIM_SHORT_WRITE, /* half of it is written, then disk full */
  SHIM_READ_ONLY,
  SHIM_KILL, /* _exit before it is done */
  SHIM_POWER_CUT,
} ShimMode;

/** shim_install: makes it the default VFS, once. */
void shim_install (void);

/** shim_arm: at operation @at (from 1). @seed decides which unsynced sectors a power cut keeps. */
void shim_arm (ShimMode mode, guint at, guint32 seed);

/** shim_disarm: Returns: how many operations there were since it was armed. */
guint shim_disarm (void);

/** shim_has_fired: whether the armed operation was reached. */
gboolean shim_has_fired (void);
