#include "storage/files_private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "permissions/error.h"

gboolean
cordon_files_prepare (const char *directory, GError **error)
{
  struct stat facts;

  if (g_mkdir_with_parents (directory, 0700) != 0 || stat (directory, &facts) != 0)
    {
      g_set_error (error, CORDON_ERROR, CORDON_ERROR_STORE_OPEN,
                   "The profile folder %s cannot be used: %s. Make it, or choose another one.", directory,
                   g_strerror (errno));
      return FALSE;
    }
  if (facts.st_mode & 077)
    (void) chmod (directory, 0700);
  return TRUE;
}

char *
cordon_files_resolve (const char *directory)
{
  char *resolved = realpath (directory, NULL);
  char *path = g_strdup (resolved ? resolved : directory);

  free (resolved);
  return path;
}

gboolean
cordon_files_check (const char *directory, GError **error)
{
  static const char *const names[] = {
    CORDON_DATABASE_NAME,
    CORDON_DATABASE_NAME "-wal",
    CORDON_DATABASE_NAME "-shm",
    CORDON_DATABASE_NAME "-journal",
    CORDON_FRESH_NAME,
    CORDON_LOCK_NAME,
    "cordon.key",
    "cordon.revoked",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);
      struct stat facts;

      if (g_lstat (path, &facts) != 0 || S_ISREG (facts.st_mode))
        continue;
      g_set_error (
        error, CORDON_ERROR, CORDON_ERROR_STORE_OPEN,
        "%s is not a plain file, and a profile's files have to be. Move it away, or restore the profile.",
        path);
      return FALSE;
    }
  return TRUE;
}

/* SQLite's format: a journal that names other files ends in this. */
static const guint8 journal_magic[] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };

static gboolean
read_at (const char *path, off_t offset, int whence, gpointer out, gsize size)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  gboolean read_all = fd >= 0 && lseek (fd, offset, whence) >= 0 && read (fd, out, size) == (gssize) size;

  if (fd >= 0)
    close (fd);
  return read_all;
}

#define VERSION_OFFSET 18
#define VERSION_WITH_LOG 2
#define PAGE_SIZE 4096

/* A store that was only just founded may have one beside its single page, from when it came to have a log. */
static gboolean
has_outgrown_journals (const char *database)
{
  struct stat facts;
  guint8 version = 0;

  return read_at (database, VERSION_OFFSET, SEEK_SET, &version, 1) && version == VERSION_WITH_LOG
         && g_lstat (database, &facts) == 0 && facts.st_size > PAGE_SIZE;
}

void
cordon_files_set_strange_journal_aside (const char *database)
{
  g_autofree char *journal = g_strconcat (database, "-journal", NULL);
  g_autofree char *aside = g_strconcat (journal, ".strange", NULL);
  guint8 end[sizeof journal_magic] = { 0 };

  if (!g_file_test (journal, G_FILE_TEST_EXISTS))
    return;
  if (has_outgrown_journals (database)
      || (read_at (journal, -(off_t) sizeof end, SEEK_END, end, sizeof end)
          && memcmp (end, journal_magic, sizeof end) == 0))
    (void) g_rename (journal, aside);
}

int
cordon_files_lock (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, CORDON_LOCK_NAME, NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0 && errno == EROFS)
    return -1;
  if (fd < 0)
    {
      g_set_error (error, CORDON_ERROR, CORDON_ERROR_STORE_OPEN,
                   "The profile in %s cannot be opened: %s. Check who owns the folder.", directory,
                   g_strerror (errno));
      return -1;
    }
  if (fcntl (fd, F_OFD_SETLK, &lock) == 0)
    return fd;

  g_set_error (error, CORDON_ERROR, CORDON_ERROR_STORE_BUSY,
               "The profile in %s is open in another browser. Close that one first, or use another profile.",
               directory);
  close (fd);
  return -1;
}

static gboolean
write_all (int fd, const char *data, gsize size)
{
  while (size > 0)
    {
      gssize written = write (fd, data, size);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      data += written;
      size -= (gsize) written;
    }
  return fsync (fd) == 0;
}

gboolean
cordon_files_write (const char *directory, const char *name, const char *data, gsize size)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);
  int fd = open (fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean written;

  if (fd < 0)
    return FALSE;
  written = write_all (fd, data, size);
  close (fd);
  if (!written || g_rename (fresh, path) != 0)
    {
      int saved = errno;

      g_unlink (fresh);
      errno = saved;
      return FALSE;
    }
  cordon_files_sync_directory (directory);
  return TRUE;
}

void
cordon_files_sync_directory (const char *directory)
{
  int fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  (void) fsync (fd);
  close (fd);
}

void
cordon_files_touch (const char *path)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return;
  (void) fchmod (fd, 0600);
  close (fd);
}

static gboolean
rename_with (const char *directory, const char *name, const char *aside, const char *suffix)
{
  g_autofree char *from_name = g_strconcat (name, suffix, NULL);
  g_autofree char *to_name = g_strconcat (aside, suffix, NULL);
  g_autofree char *from = g_build_filename (directory, from_name, NULL);
  g_autofree char *to = g_build_filename (directory, to_name, NULL);

  return g_rename (from, to) == 0;
}

char *
cordon_files_move_aside (const char *directory, const char *name, gint64 wall_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC);
  g_autofree char *stamp = time ? g_date_time_format (time, "%Y%m%d-%H%M%S") : g_strdup ("undated");

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *aside = i == 0 ? g_strdup_printf ("%s.damaged-%s", name, stamp)
                                      : g_strdup_printf ("%s.damaged-%s-%u", name, stamp, i);
      g_autofree char *path = g_build_filename (directory, aside, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      /* The log first: a main file without it would be taken for a whole one. */
      rename_with (directory, name, aside, "-wal");
      rename_with (directory, name, aside, "-shm");
      if (!rename_with (directory, name, aside, ""))
        return NULL;
      return g_steal_pointer (&aside);
    }
  errno = EEXIST;
  return NULL;
}
