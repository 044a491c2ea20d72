/*
 * Where the header or the schema of a file cannot be read, its rows are still there: the schema is known, and its
 * tables stand where they stand in a fresh file. So the first pages of a fresh file go over those of a copy, and
 * the copy is read. What the log holds and was not yet moved in is laid over the copy first, each frame that
 * verifies. Whatever that brings up has to verify like everything else, and what was taken back stays so: the
 * revocation log keeps it until the log's frames are in the file.
 */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "storage/disk_private.h"
#include "storage/files_private.h"
#include "storage/frame_log_private.h"
#include "storage/schema_private.h"

#define MENDED_NAME "cordon.sqlite.mended"
#define PAGE_SIZE 4096

/* The file format's offsets, in the first page. */
#define HEADER_SIZE 100
#define HEADER_FORMAT 16 /* page size, versions, reserved space, fractions: one value each */
#define HEADER_FORMAT_SIZE 8
#define HEADER_CHANGES 24
#define HEADER_PAGE_COUNT 28
#define HEADER_VALID_FOR 92
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

static GByteArray *
read_file (const CordonDisk *disk, const char *name)
{
  g_autofree char *path = g_build_filename (disk->directory, name, NULL);
  char *bytes = NULL;
  gsize size = 0;
  struct stat facts;

  if (g_stat (path, &facts) != 0 || facts.st_size > MAX_FILE_SIZE
      || !g_file_get_contents (path, &bytes, &size, NULL))
    return g_byte_array_new ();
  return g_byte_array_new_take ((guint8 *) bytes, size);
}

static CordonFrameLog *
open_log (const CordonDisk *disk)
{
  g_autofree char *path = g_build_filename (disk->directory, CORDON_DATABASE_NAME "-wal", NULL);

  return cordon_frame_log_open (path);
}

/* What SQLite would not take for one of its files, or not with pages of this size. */
static gboolean
header_can_be_read (const CordonDisk *disk)
{
  static const guint8 format[HEADER_FORMAT_SIZE] = { PAGE_SIZE >> 8, 0, 2, 2, 0, 64, 32, 32 };
  g_autofree char *path = g_build_filename (disk->directory, CORDON_DATABASE_NAME, NULL);
  guint8 header[HEADER_SIZE] = { 0 };
  FILE *stream = g_fopen (path, "rbe");

  if (!stream)
    return FALSE;
  if (fread (header, 1, sizeof header, stream) != sizeof header)
    memset (header, 0, sizeof header);
  fclose (stream);
  return memcmp (header, "SQLite format 3", 16) == 0
         && memcmp (header + HEADER_FORMAT, format, sizeof format) == 0;
}

gboolean
cordon_mend_is_needed (const CordonDisk *disk, gboolean *out_torn)
{
  g_autoptr (CordonFrameLog) log = open_log (disk);

  *out_torn = FALSE;
  switch (cordon_frame_log_get_state (log))
    {
    case CORDON_FRAME_LOG_NONE: return FALSE;
    case CORDON_FRAME_LOG_DAMAGED: return TRUE;
    case CORDON_FRAME_LOG_TORN: *out_torn = TRUE; break;
    case CORDON_FRAME_LOG_WHOLE: break;
    }
  return !header_can_be_read (disk);
}

static GByteArray *
make_fresh (const CordonDisk *disk)
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
  return made ? read_file (disk, MENDED_NAME) : g_byte_array_new ();
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
copy_page (GByteArray *image, const GByteArray *fresh, guint32 page)
{
  gsize end = (gsize) page * PAGE_SIZE;

  if (page > 0 && end <= image->len && end <= fresh->len)
    memcpy (image->data + end - PAGE_SIZE, fresh->data + end - PAGE_SIZE, PAGE_SIZE);
}

/* The first page, and those below it where the schema does not fit into one. */
static void
transplant (GByteArray *image, const GByteArray *fresh)
{
  guint32 n_cells = read_number (fresh->data + TREE_N_CELLS, 2);

  copy_page (image, fresh, 1);
  if (fresh->data[TREE_KIND] != KIND_INTERIOR)
    return;
  copy_page (image, fresh, read_number (fresh->data + TREE_LAST_CHILD, 4));
  for (guint32 i = 0; i < n_cells && TREE_CELLS + 2 * i + 2 <= PAGE_SIZE; i++)
    {
      guint32 cell = read_number (fresh->data + TREE_CELLS + 2 * i, 2);

      if (cell + 4 <= PAGE_SIZE)
        copy_page (image, fresh, read_number (fresh->data + cell, 4));
    }
}

/* Pages that the log brought are counted too, and the count is one to go by. */
static void
set_page_count (GByteArray *image)
{
  guint32 n_pages = GUINT32_TO_BE ((guint32) (image->len / PAGE_SIZE));

  memcpy (image->data + HEADER_PAGE_COUNT, &n_pages, sizeof n_pages);
  memcpy (image->data + HEADER_VALID_FOR, image->data + HEADER_CHANGES, 4);
}

static gboolean
open_image (CordonDisk *disk, GByteArray *image)
{
  g_autofree char *path = g_build_filename (disk->directory, MENDED_NAME, NULL);
  gboolean read_only = FALSE;

  g_clear_pointer (&disk->database, cordon_database_close);
  cordon_mend_remove (disk);
  set_page_count (image);
  if (!cordon_files_write (disk->directory, MENDED_NAME, (const char *) image->data, image->len))
    return FALSE;
  disk->database = cordon_database_open (path, &read_only, NULL);
  return disk->database && cordon_ledger_adopt (disk->ledger, disk->database);
}

/* Files that end within a page end with it. */
static void
fill_last_page (GByteArray *image)
{
  gsize size = image->len;
  gsize rest = size % PAGE_SIZE;

  if (rest == 0)
    return;
  g_byte_array_set_size (image, (guint) (size + PAGE_SIZE - rest));
  memset (image->data + size, 0, PAGE_SIZE - rest);
}

gboolean
cordon_mend_open (CordonDisk *disk)
{
  g_autoptr (GByteArray) image = NULL;
  g_autoptr (GByteArray) fresh = NULL;
  g_autoptr (CordonFrameLog) log = NULL;

  if (disk->read_only)
    return FALSE;
  /* The log stays as it was found. */
  if (disk->database)
    cordon_database_keep_log (disk->database);
  g_clear_pointer (&disk->database, cordon_database_close);

  image = read_file (disk, CORDON_DATABASE_NAME);
  log = open_log (disk);
  fill_last_page (image);
  if (cordon_frame_log_lay_over (log, image) > 0 && open_image (disk, image))
    return TRUE;
  fresh = make_fresh (disk);
  if (image->len >= PAGE_SIZE && fresh->len >= PAGE_SIZE)
    {
      transplant (image, fresh);
      if (open_image (disk, image))
        return TRUE;
    }
  g_clear_pointer (&disk->database, cordon_database_close);
  cordon_mend_remove (disk);
  return FALSE;
}
