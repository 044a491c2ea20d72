/*
 * permissions.sqlite: table moz_perms, one row for each origin and type. The file is copied first: its owner may be
 * running, and opening it could change it.
 */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "permissions/error.h"
#include "storage/database_private.h"
#include "storage/files_private.h"
#include "storage/import_private.h"

/* The columns of the statement. */
enum
{
  ORIGIN,
  TYPE,
  PERMISSION,
  EXPIRE_TYPE,
  EXPIRE_TIME,
};

enum
{
  PERMISSION_ALLOW = 1,
  PERMISSION_DENY = 2,
};

enum
{
  EXPIRE_NEVER = 0,
  EXPIRE_SESSION = 1,
  EXPIRE_TIME_GIVEN = 2,
};

static const struct
{
  const char *type;
  CordonFeature feature;
} types[] = {
  { "camera", CORDON_FEATURE_CAMERA },
  { "microphone", CORDON_FEATURE_MICROPHONE },
  { "screen", CORDON_FEATURE_DISPLAY_CAPTURE },
  { "speaker", CORDON_FEATURE_SPEAKER_SELECTION },
};

/* A type may carry a device behind `^`, which means nothing here. */
static CordonFeature
feature_of (const char *type, gboolean *out_has_device)
{
  const char *mark = strchr (type, '^');
  gsize size = mark ? (gsize) (mark - type) : strlen (type);

  *out_has_device = mark != NULL;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strlen (types[i].type) == size && strncmp (types[i].type, type, size) == 0)
      return types[i].feature;
  return CORDON_FEATURE_NONE;
}

static void
read_row (sqlite3_stmt *statement, GPtrArray *array)
{
  const char *origin = (const char *) sqlite3_column_text (statement, ORIGIN);
  const char *type = (const char *) sqlite3_column_text (statement, TYPE);
  int permission = sqlite3_column_int (statement, PERMISSION);
  int expire_type = sqlite3_column_int (statement, EXPIRE_TYPE);
  gint64 expire_ms = sqlite3_column_int64 (statement, EXPIRE_TIME);
  gboolean has_device = FALSE;
  CordonFeature feature = type ? feature_of (type, &has_device) : CORDON_FEATURE_NONE;
  CordonForeign *foreign;

  if (!origin || feature == CORDON_FEATURE_NONE)
    return;

  foreign = cordon_foreign_add (array, origin, feature);
  foreign->known = permission == PERMISSION_ALLOW || permission == PERMISSION_DENY;
  foreign->answer = permission == PERMISSION_ALLOW ? CORDON_GRANT_ALLOW : CORDON_GRANT_BLOCK;
  if (expire_type == EXPIRE_TIME_GIVEN)
    foreign->expires_wall_us = expire_ms > 0 && expire_ms < G_MAXINT64 / 1000 ? expire_ms * 1000 : 1;
  /* A suffix is a container or a private window: not the origin as every page has it. */
  if (strchr (origin, '^'))
    foreign->left_out = CORDON_IMPORT_LEFT_ORIGIN;
  else if (expire_type == EXPIRE_SESSION)
    foreign->left_out = CORDON_IMPORT_LEFT_SESSION;
  else if (expire_type != EXPIRE_NEVER && expire_type != EXPIRE_TIME_GIVEN)
    foreign->left_out = CORDON_IMPORT_LEFT_FORBIDDEN;
  else if (has_device)
    foreign->left_out = CORDON_IMPORT_LEFT_UNKNOWN;
}

static gboolean
copy_file (const char *path, const char *copy, const char *suffix)
{
  g_autofree char *from = g_strconcat (path, suffix, NULL);
  g_autofree char *to = g_strconcat (copy, suffix, NULL);
  g_autofree char *contents = NULL;
  gsize size = 0;

  return g_file_get_contents (from, &contents, &size, NULL)
         && g_file_set_contents_full (to, contents, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

static gboolean
read_copy (const char *copy, GPtrArray *array, GError **error)
{
  gboolean read_only = FALSE;
  g_autoptr (CordonDatabase) database = cordon_database_open (copy, &read_only, error);
  sqlite3_stmt *statement = database
                              ? cordon_database_prepare (database, CORDON_STATEMENT_IMPORT_FIREFOX, error)
                              : NULL;
  int code;

  if (!statement)
    return FALSE;
  while ((code = cordon_database_step (database, statement, error)) == SQLITE_ROW)
    read_row (statement, array);
  return code == SQLITE_DONE;
}

static void
remove_folder (const char *folder, const char *copy)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal", "-journal.strange" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (copy, suffixes[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

gboolean
cordon_import_read_firefox (const char *path, GPtrArray *array, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("cordon-import-XXXXXX", NULL);
  g_autofree char *copy = folder ? g_build_filename (folder, "copy.sqlite", NULL) : NULL;
  g_autoptr (GError) failure = NULL;
  gboolean read = FALSE;
  int copy_errno = 0;

  if (copy && !copy_file (path, copy, ""))
    copy_errno = errno;
  else if (copy)
    {
      copy_file (path, copy, "-wal");
      copy_file (path, copy, "-journal");
      cordon_files_set_strange_journal_aside (copy);
      read = read_copy (copy, array, &failure);
    }
  if (folder)
    remove_folder (folder, copy);
  if (!read)
    g_set_error (
      error, CORDON_ERROR, CORDON_ERROR_IMPORT,
      "%s cannot be read as another browser's permissions (%s). Close that browser, or name another file.",
      path, failure ? "it is another kind of file, or damaged" : g_strerror (copy_errno));
  return read;
}
