#include "storage/import.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "permissions/error.h"
#include "storage/import_private.h"
#include "storage/store_private.h"

/* Larger files are not another browser's settings. */
#define MAX_FILE_SIZE (256 * 1024 * 1024)

static const char *const names[] = {
  [CORDON_IMPORT_TAKEN] = "taken",
  [CORDON_IMPORT_LEFT_HTTP] = "http",
  [CORDON_IMPORT_LEFT_ORIGIN] = "not-one-origin",
  [CORDON_IMPORT_LEFT_FORBIDDEN] = "forbidden",
  [CORDON_IMPORT_LEFT_EXPIRED] = "expired",
  [CORDON_IMPORT_LEFT_SESSION] = "session-only",
  [CORDON_IMPORT_LEFT_UNKNOWN] = "neither-yes-nor-no",
  [CORDON_IMPORT_LEFT_DECIDED] = "decided-otherwise",
  [CORDON_IMPORT_LEFT_SAME] = "there-already",
  [CORDON_IMPORT_LEFT_BLOCKED] = "blocked-as-well",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_IMPORT_LEFT_OUT);

static const struct
{
  const char *file; /* in a profile's folder */
  gboolean (*read) (const char *path, GPtrArray *array, GError **error);
} sources[] = {
  [CORDON_IMPORT_NONE] = { NULL, NULL },
  [CORDON_IMPORT_FIREFOX] = { "permissions.sqlite", cordon_import_read_firefox },
  [CORDON_IMPORT_CHROMIUM] = { "Preferences", cordon_import_read_chromium },
};

const char *
cordon_import_left_out_to_string (CordonImportLeftOut why)
{
  return names[(guint) why < CORDON_N_IMPORT_LEFT_OUT ? why : CORDON_IMPORT_LEFT_UNKNOWN];
}

static void
foreign_free (gpointer data)
{
  CordonForeign *foreign = data;

  g_free (foreign->origin);
  g_free (foreign);
}

GPtrArray *
cordon_foreign_new_array (void)
{
  return g_ptr_array_new_with_free_func (foreign_free);
}

CordonForeign *
cordon_foreign_add (GPtrArray *array, const char *origin, CordonFeature feature)
{
  CordonForeign *foreign = g_new0 (CordonForeign, 1);

  foreign->origin = g_utf8_make_valid (origin, -1);
  foreign->feature = feature;
  g_ptr_array_add (array, foreign);
  return foreign;
}

static void
item_free (gpointer data)
{
  CordonImportItem *item = data;

  g_free (item->origin);
  g_free (item->feature);
  g_free (item);
}

void
cordon_import_report_free (CordonImportReport *report)
{
  if (!report)
    return;

  g_ptr_array_unref (report->items);
  g_free (report);
}

/* Blocks first, so that a yes never stands where a no is about to come. */
static int
compare_foreign (gconstpointer a, gconstpointer b)
{
  const CordonForeign *first = *(const CordonForeign *const *) a;
  const CordonForeign *second = *(const CordonForeign *const *) b;

  return (first->answer == CORDON_GRANT_ALLOW) - (second->answer == CORDON_GRANT_ALLOW);
}

static gboolean
fill_grant (const CordonForeign *foreign, gint64 wall_us, CordonGrant *grant)
{
  grant->origin = cordon_origin_new (foreign->origin, -1, NULL);
  grant->feature = foreign->feature;
  grant->answer = foreign->answer;
  grant->scope = CORDON_SCOPE_ORIGIN;
  grant->source = CORDON_GRANT_SOURCE_IMPORT;
  grant->created_wall_us = wall_us;
  grant->expires_wall_us = foreign->expires_wall_us;
  if (foreign->expires_wall_us != 0)
    grant->lifetime = CORDON_LIFETIME_UNTIL_TIME;
  else if (foreign->answer == CORDON_GRANT_ALLOW)
    grant->lifetime = CORDON_LIFETIME_UNTIL_UNUSED;
  else
    grant->lifetime = CORDON_LIFETIME_UNTIL_REVOKED;
  return grant->origin != NULL;
}

static CordonImportLeftOut
compare_with (const CordonGrantTable *table, const CordonGrant *grant)
{
  guint64 id = cordon_grant_table_find_place (table, grant);
  g_auto (CordonGrant) there = { 0 };

  if (id == 0 || !cordon_grant_table_get (table, id, &there))
    return CORDON_IMPORT_TAKEN;
  if (there.answer == grant->answer)
    return CORDON_IMPORT_LEFT_SAME;
  return there.source == CORDON_GRANT_SOURCE_IMPORT ? CORDON_IMPORT_TAKEN : CORDON_IMPORT_LEFT_DECIDED;
}

/* What stands at the place already, by this import or from before, in effect or beneath what is. */
static CordonImportLeftOut
compare_with_store (const CordonStore *store, GHashTable *taken, const CordonGrant *grant)
{
  g_autofree char *place = g_strdup_printf ("%d %s", grant->feature, cordon_origin_to_string (grant->origin));
  CordonImportLeftOut beneath = compare_with (store->shelf, grant);
  gpointer answer;

  if (g_hash_table_lookup_extended (taken, place, NULL, &answer))
    return GPOINTER_TO_INT (answer) == (int) grant->answer ? CORDON_IMPORT_LEFT_SAME
                                                           : CORDON_IMPORT_LEFT_BLOCKED;
  g_hash_table_insert (taken, g_steal_pointer (&place), GINT_TO_POINTER (grant->answer));

  return beneath != CORDON_IMPORT_TAKEN ? beneath : compare_with (store->table, grant);
}

static CordonImportLeftOut
judge (CordonStore *store, GHashTable *taken, const CordonForeign *foreign, gint64 wall_us)
{
  g_auto (CordonGrant) grant = { 0 };
  CordonImportLeftOut why;

  if (foreign->left_out != CORDON_IMPORT_TAKEN)
    return foreign->left_out;
  if (!foreign->known)
    return CORDON_IMPORT_LEFT_UNKNOWN;
  if (g_str_has_prefix (foreign->origin, "http:"))
    return CORDON_IMPORT_LEFT_HTTP;
  if (!fill_grant (foreign, wall_us, &grant))
    return CORDON_IMPORT_LEFT_ORIGIN;
  if (foreign->expires_wall_us != 0 && foreign->expires_wall_us <= wall_us)
    return CORDON_IMPORT_LEFT_EXPIRED;
  if (!cordon_grant_may_persist (&grant))
    return CORDON_IMPORT_LEFT_FORBIDDEN;

  why = compare_with_store (store, taken, &grant);
  if (why == CORDON_IMPORT_TAKEN)
    cordon_store_set (store, &grant, NULL, NULL);
  return why;
}

static void
add_item (CordonImportReport *report, const CordonForeign *foreign, CordonImportLeftOut why)
{
  CordonImportItem *item = g_new0 (CordonImportItem, 1);

  item->origin = g_strdup (foreign->origin);
  item->feature = g_strdup (cordon_feature_to_string (foreign->feature));
  item->answer = foreign->answer;
  item->left_out = why;
  g_ptr_array_add (report->items, item);
  if (why == CORDON_IMPORT_TAKEN)
    report->n_taken++;
  else
    report->n_left_out++;
  if (why == CORDON_IMPORT_TAKEN && foreign->answer == CORDON_GRANT_BLOCK)
    report->n_blocks++;
}

/* A pipe would be waited for, and a device read for ever. */
static gboolean
check_file (const char *path, GError **error)
{
  const char *why = NULL;
  GStatBuf facts;

  if (g_stat (path, &facts) != 0)
    why = g_strerror (errno);
  else if (!S_ISREG (facts.st_mode))
    why = "it is not a plain file";
  else if (facts.st_size > MAX_FILE_SIZE)
    why = "it is too large";
  if (why)
    g_set_error (error, CORDON_ERROR, CORDON_ERROR_IMPORT,
                 "%s cannot be read as another browser's settings (%s). Name another file.", path, why);
  return why == NULL;
}

CordonImportReport *
cordon_import (CordonStore *store, CordonImportSource source, const char *path, gint64 wall_us,
               GError **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) array = cordon_foreign_new_array ();
  g_autoptr (CordonImportReport) report = NULL;
  g_autofree char *file = NULL;

  g_return_val_if_fail (store != NULL && store->thread == g_thread_self () && path != NULL, NULL);
  g_return_val_if_fail (source == CORDON_IMPORT_FIREFOX || source == CORDON_IMPORT_CHROMIUM, NULL);

  file = g_file_test (path, G_FILE_TEST_IS_DIR) ? g_build_filename (path, sources[source].file, NULL)
                                                : g_strdup (path);
  if (!cordon_store_flush (store, error) || !check_file (file, error)
      || !sources[source].read (file, array, error))
    return NULL;

  cordon_grant_table_observe_wall (store->table, wall_us);
  wall_us = cordon_grant_table_latest_wall (store->table);
  g_ptr_array_sort (array, compare_foreign);
  report = g_new0 (CordonImportReport, 1);
  report->items = g_ptr_array_new_with_free_func (item_free);
  for (guint i = 0; i < array->len; i++)
    add_item (report, g_ptr_array_index (array, i),
              judge (store, taken, g_ptr_array_index (array, i), wall_us));
  if (!cordon_store_flush (store, error))
    return NULL;
  return g_steal_pointer (&report);
}
