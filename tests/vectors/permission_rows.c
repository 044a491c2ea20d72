/*
 * Rows that a case puts into its own store's file. Cordon reads that format where it takes decisions over from another
 * browser; what it does not understand may cost no other row. Every kind of a case is a camera there.
 */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "storage/import.h"
#include "tests/vectors/permission_manager.h"

typedef struct
{
  const char *name;
  int number;
} Name;

/* A word of the format, or the number itself. */
static gint64
read_number (JsonObject *row, const char *member, const Name *names, gsize n_names, gint64 usual)
{
  const char *word;

  if (!vector_has_member (row, member))
    return usual;
  if (json_node_get_value_type (json_object_get_member (row, member)) != G_TYPE_STRING)
    return vector_member_int (row, member);
  word = vector_member_string (row, member);
  for (gsize i = 0; i < n_names; i++)
    if (g_str_equal (names[i].name, word))
      return names[i].number;

  return -1;
}

/* A host that is none stays as it is: no origin is made of it. */
static char *
read_origin (JsonObject *row)
{
  const char *origin = vector_member_string (row, "origin");
  const char *host = vector_member_string (row, "host");

  if (origin)
    return consent_site (origin);
  if (!host)
    return g_strdup ("https://row.example");

  return strchr (host, ':') ? g_strdup (host) : g_strconcat ("https://", host, NULL);
}

void
permission_inject_row (VectorCase *vector, JsonObject *step, gpointer state)
{
  static const Name actions[] = { { "unknown", 0 }, { "allow", 1 }, { "deny", 2 }, { "prompt", 3 } };
  static const Name expiries[] = { { "never", 0 }, { "session", 1 }, { "time", 2 }, { "policy", 3 } };
  PermissionManager *manager = state;
  JsonObject *row = vector_member_object (step, "row");
  g_autofree char *origin = row ? read_origin (row) : NULL;

  if (!row)
    return;
  g_ptr_array_add (manager->rows,
                   sqlite3_mprintf ("INSERT INTO moz_perms VALUES (%d, %Q, 'camera', %lld, %lld, %lld, 0);",
                                    (int) manager->rows->len + 1, origin,
                                    read_number (row, "action", actions, G_N_ELEMENTS (actions), 1),
                                    read_number (row, "expireType", expiries, G_N_ELEMENTS (expiries), 0),
                                    read_number (row, "expireTime", NULL, 0, 0)));
}

static gboolean
write_file (const PermissionManager *manager, const char *path)
{
  sqlite3 *database = NULL;
  gboolean good = sqlite3_open (path, &database) == SQLITE_OK
                  && sqlite3_exec (database,
                                   "CREATE TABLE moz_perms (id INTEGER PRIMARY KEY, origin TEXT, type TEXT,"
                                   " permission INTEGER, expireType INTEGER, expireTime INTEGER,"
                                   " modificationTime INTEGER)",
                                   NULL, NULL, NULL)
                       == SQLITE_OK;

  for (guint i = 0; good && i < manager->rows->len; i++)
    good = sqlite3_exec (database, manager->rows->pdata[i], NULL, NULL, NULL) == SQLITE_OK;
  sqlite3_close (database);

  return good;
}

void
permission_load (VectorCase *vector, JsonObject *step, gpointer state)
{
  PermissionManager *manager = state;
  World *world = permission_manager_read_world (manager, step);
  g_autofree char *folder = g_dir_make_tmp ("cordon-rows-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "permissions.sqlite", NULL);
  g_autoptr (CordonImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (write_file (manager, path))
    report = cordon_import (cordon_profile_get_store (world->profile), CORDON_IMPORT_FIREFOX, path,
                            world->time.wall_us, &error);
  if (!report)
    vector_fail (vector, "the rows could not be read: %s", error ? error->message : "no file");
  consent_remove_folder (folder);
}
