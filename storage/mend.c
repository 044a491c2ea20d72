/*
 * Where the header or the schema of a file cannot be read, its rows are still there: the schema is known, and its
 * tables stand where they stand in a fresh file. So the first pages of a fresh file go over those of a copy, and
 * the copy is read. Whatever that brings up has to verify like everything else.
 */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "storage/disk_private.h"
#include "storage/files_private.h"
#include "storage/schema_private.h"

#define MENDED_NAME "cordon.sqlite.mended"
#define PAGE_SIZE 4096

/* The file format's offsets, in the first page. */
#define HEADER_PAGE_COUNT 28
#define TREE_KIND 100
#define TREE_N_CELLS 103
#define TREE_LAST_CHILD 108
#define TREE_CELLS 112
#define KIND_INTERIOR 5

#define MAX_FILE_SIZE (256 * 1024 * 1024)

void
cordon_mend_remove (const CordonDisk *disk)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (MENDED_NAME, suffixes[i], NULL);
      g_autofree char *path = g_build_filename (disk->directory, name, NULL);

      g_unlink (path);
    }
}

static gboolean
read_file (const CordonDisk *disk, const char *name, guint8 **out_bytes, gsize *out_size)
{
  g_autofree char *path = g_build_filename (disk->directory, name, NULL);
  struct stat facts;

  if (g_stat (path, &facts) != 0 || facts.st_size < PAGE_SIZE || facts.st_size > MAX_FILE_SIZE)
    return FALSE;
  return g_file_get_contents (path, (char **) out_bytes, out_size, NULL) && *out_size >= PAGE_SIZE;
}

/* Decisions of the log that are not in the file would be lost, and with them what was taken back. */
static gboolean
has_log (const CordonDisk *disk)
{
  g_autofree char *path = g_build_filename (disk->directory, CORDON_DATABASE_NAME "-wal", NULL);
  struct stat facts;

  return g_stat (path, &facts) == 0 && facts.st_size > 0;
}

static gboolean
make_fresh (const CordonDisk *disk, guint8 **out_bytes, gsize *out_size)
{
  g_autofree char *path = g_build_filename (disk->directory, MENDED_NAME, NULL);
  CordonDatabase *database;
  gboolean read_only = FALSE;
  gboolean made;

  cordon_mend_remove (disk);
  database = cordon_database_open (path, &read_only, NULL);
  made = database && !read_only && cordon_schema_migrate (database, NULL)
         && cordon_database_run (database, CORDON_STATEMENT_CHECKPOINT, NULL);
  cordon_database_close (database);
  return made && read_file (disk, MENDED_NAME, out_bytes, out_size);
}

static guint32
read_number (const guint8 *bytes, gsize size)
{
  guint32 number = 0;

  for (gsize i = 0; i < size; i++)
    number = number << 8 | bytes[i];
  return number;
}

static void
copy_page (guint8 *bytes, gsize size, const guint8 *fresh, gsize fresh_size, guint32 page)
{
  gsize end = (gsize) page * PAGE_SIZE;

  if (page > 0 && end <= size && end <= fresh_size)
    memcpy (bytes + end - PAGE_SIZE, fresh + end - PAGE_SIZE, PAGE_SIZE);
}

/* The first page, and those below it where the schema does not fit into one. */
static void
transplant (guint8 *bytes, gsize size, const guint8 *fresh, gsize fresh_size)
{
  guint32 n_pages = GUINT32_TO_BE ((guint32) (size / PAGE_SIZE));
  guint32 n_cells = read_number (fresh + TREE_N_CELLS, 2);

  copy_page (bytes, size, fresh, fresh_size, 1);
  memcpy (bytes + HEADER_PAGE_COUNT, &n_pages, sizeof n_pages);
  if (fresh[TREE_KIND] != KIND_INTERIOR)
    return;
  copy_page (bytes, size, fresh, fresh_size, read_number (fresh + TREE_LAST_CHILD, 4));
  for (guint32 i = 0; i < n_cells && TREE_CELLS + 2 * i + 2 <= PAGE_SIZE; i++)
    {
      guint32 cell = read_number (fresh + TREE_CELLS + 2 * i, 2);

      if (cell + 4 <= PAGE_SIZE)
        copy_page (bytes, size, fresh, fresh_size, read_number (fresh + cell, 4));
    }
}

static gboolean
open_mended (CordonDisk *disk)
{
  g_autofree char *path = g_build_filename (disk->directory, MENDED_NAME, NULL);
  gboolean read_only = FALSE;

  g_clear_pointer (&disk->database, cordon_database_close);
  disk->database = cordon_database_open (path, &read_only, NULL);
  return disk->database && cordon_ledger_adopt (disk->ledger, disk->database);
}

gboolean
cordon_mend_open (CordonDisk *disk)
{
  g_autofree guint8 *bytes = NULL;
  g_autofree guint8 *fresh = NULL;
  gsize fresh_size = 0;
  gsize size = 0;

  if (disk->read_only || has_log (disk) || !read_file (disk, CORDON_DATABASE_NAME, &bytes, &size)
      || !make_fresh (disk, &fresh, &fresh_size))
    return FALSE;
  transplant (bytes, size, fresh, fresh_size);
  if (cordon_files_write (disk->directory, MENDED_NAME, (const char *) bytes, size) && open_mended (disk))
    return TRUE;
  g_clear_pointer (&disk->database, cordon_database_close);
  cordon_mend_remove (disk);
  return FALSE;
}
