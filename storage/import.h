/*
 * Importing what users decided in another browser: camera, microphone, screen and speaker. Blocks go first, and
 * whatever Cordon's own rules would not have allowed is left out and listed. Importing twice changes nothing the
 * second time; a decision that the user made in Cordon is never replaced by an imported one.
 */

#pragma once

#include "storage/store.h"

G_BEGIN_DECLS

/** CordonImportLeftOut: why something was not taken over. */
typedef enum
{
  CORDON_IMPORT_TAKEN = 0,
  CORDON_IMPORT_LEFT_HTTP,      /* a network attacker could forge it */
  CORDON_IMPORT_LEFT_ORIGIN,    /* not one exact origin: a pattern, a private or container one, or nonsense */
  CORDON_IMPORT_LEFT_FORBIDDEN, /* the rules have no such grant (B-39) */
  CORDON_IMPORT_LEFT_EXPIRED,
  CORDON_IMPORT_LEFT_SESSION, /* was only for a session */
  CORDON_IMPORT_LEFT_UNKNOWN, /* a value that is neither yes nor no */
  CORDON_IMPORT_LEFT_DECIDED, /* the user decided otherwise here already */
  CORDON_IMPORT_LEFT_SAME,    /* is there already, or stands in the file twice */
  CORDON_IMPORT_LEFT_BLOCKED, /* a no for the same thing was imported with it */
} CordonImportLeftOut;

#define CORDON_N_IMPORT_LEFT_OUT 10

/** cordon_import_left_out_to_string: Returns: (transfer none): a stable name. */
CORDON_API const char *cordon_import_left_out_to_string (CordonImportLeftOut why);

/** CordonImportItem: one decision of the other browser. */
typedef struct
{
  char *origin;  /* as written there */
  char *feature; /* Cordon's name */
  CordonGrantAnswer answer;
  CordonImportLeftOut left_out; /* CORDON_IMPORT_TAKEN: it was taken over */
} CordonImportItem;

/** CordonImportReport: free with cordon_import_report_free(). */
typedef struct
{
  GPtrArray *items; /* CordonImportItem */
  guint n_taken;
  guint n_blocks; /* of them */
  guint n_left_out;
} CordonImportReport;

/** CordonImportSource: which browser. */
typedef enum
{
  CORDON_IMPORT_NONE = 0,
  CORDON_IMPORT_FIREFOX,  /* permissions.sqlite */
  CORDON_IMPORT_CHROMIUM, /* Preferences */
} CordonImportSource;

/**
 * cordon_import: reads @path (a file, or a profile's folder) without changing it, and sets what may be set.
 *
 * Waits until all of it is durable. Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_IMPORT when @path
 * cannot be read as what @source says, or CORDON_ERROR_STORE_… when it could not be stored; importing again then
 * goes on with the rest.
 */
CORDON_API CordonImportReport *cordon_import (CordonStore *store, CordonImportSource source, const char *path,
                                              gint64 wall_us, GError **error);

/** cordon_import_report_free: @report may be %NULL. */
CORDON_API void cordon_import_report_free (CordonImportReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonImportReport, cordon_import_report_free)

G_END_DECLS
