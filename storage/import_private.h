/*
 * What a reader of another browser's file hands over: decisions, not yet judged.
 */

#pragma once

#include "storage/import.h"

G_BEGIN_DECLS

/** CordonForeign: one decision as the other browser has it. */
typedef struct
{
  char *origin; /* nearly as written there; default ports are gone */
  CordonFeature feature;
  gboolean known; /* a clear yes or no */
  CordonGrantAnswer answer;
  CordonImportLeftOut left_out; /* the reader's own reason, or CORDON_IMPORT_TAKEN */
  gint64 expires_wall_us;       /* 0: never */
} CordonForeign;

/** cordon_foreign_new_array: Returns: (transfer full): of CordonForeign *. */
GPtrArray *cordon_foreign_new_array (void);
CordonForeign *cordon_foreign_add (GPtrArray *array, const char *origin, CordonFeature feature);

/** cordon_import_read_firefox: permissions.sqlite; works on a copy. */
gboolean cordon_import_read_firefox (const char *path, GPtrArray *array, GError **error);

/** cordon_import_parse_chromium: the text of Preferences. */
gboolean cordon_import_parse_chromium (const char *text, gsize size, GPtrArray *array, GError **error);
gboolean cordon_import_read_chromium (const char *path, GPtrArray *array, GError **error);

G_END_DECLS
