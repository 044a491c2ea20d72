#include "tests/fault/shim.h"

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 512

typedef struct
{
  sqlite3_file base;
  struct _Disk *disk; /* NULL: not a file that outlives the process */
  sqlite3_file *real; /* behind this struct */
} ShimFile;

typedef struct
{
  sqlite3_int64 offset;
  GBytes *bytes; /* NULL: truncated to the offset */
} Change;

/* A file by name, as the medium has it and as the system shows it. Counted: the table and each open file hold it. */
typedef struct _Disk
{
  char *path;
  GByteArray *durable;
  GPtrArray *changes; /* since the last sync */
} Disk;

static struct
{
  GMutex mutex;
  ShimMode mode;
  guint at;
  guint n_operations;
  gboolean fired;
  GRand *rand;
  GHashTable *disks; /* path -> Disk */
  sqlite3_vfs *real;
  sqlite3_vfs vfs;
} shim;

static void
change_free (gpointer data)
{
  Change *change = data;

  if (change->bytes)
    g_bytes_unref (change->bytes);
  g_free (change);
}

static void
disk_clear (gpointer data)
{
  Disk *disk = data;

  g_free (disk->path);
  g_byte_array_unref (disk->durable);
  g_ptr_array_unref (disk->changes);
}

static void
disk_release (gpointer disk)
{
  g_atomic_rc_box_release_full (disk, disk_clear);
}

static Disk *
disk_of (const char *path)
{
  Disk *disk = g_hash_table_lookup (shim.disks, path);
  g_autofree char *contents = NULL;
  gsize size = 0;

  if (disk)
    return disk;
  disk = g_atomic_rc_box_new0 (Disk);
  disk->path = g_strdup (path);
  disk->durable = g_byte_array_new ();
  disk->changes = g_ptr_array_new_with_free_func (change_free);
  if (g_file_get_contents (path, &contents, &size, NULL))
    g_byte_array_append (disk->durable, (const guint8 *) contents, (guint) size);
  g_hash_table_insert (shim.disks, disk->path, disk);
  return disk;
}

/* A sector is there, or not, or in part with what was there before. */
static gsize
cut_sector (gsize size)
{
  switch (g_rand_int_range (shim.rand, 0, 8))
    {
    case 0: return (gsize) g_rand_int_range (shim.rand, 0, (gint32) size + 1);
    case 1:
    case 2:
    case 3: return 0;
    default: return size;
    }
}

static void
apply (GByteArray *bytes, const Change *change, gboolean in_part)
{
  gsize size = 0;
  const guint8 *data;

  if (!change->bytes)
    {
      g_byte_array_set_size (bytes, (guint) change->offset);
      return;
    }
  data = g_bytes_get_data (change->bytes, &size);
  for (gsize done = 0; done < size; done += SECTOR)
    {
      gsize sector = MIN (SECTOR, size - done);
      gsize kept = in_part ? cut_sector (sector) : sector;
      gsize end = (gsize) change->offset + done + kept;
      guint before = bytes->len;

      if (kept == 0)
        continue;
      if (end > before)
        {
          g_byte_array_set_size (bytes, (guint) end);
          memset (bytes->data + before, 0, end - before);
        }
      memcpy (bytes->data + change->offset + done, data + done, kept);
    }
}

/* What was not synced reaches the medium in any order. */
static void
shuffle (GPtrArray *changes)
{
  for (guint i = changes->len; i > 1; i--)
    {
      guint other = (guint) g_rand_int_range (shim.rand, 0, (gint32) i);
      gpointer kept = changes->pdata[i - 1];

      changes->pdata[i - 1] = changes->pdata[other];
      changes->pdata[other] = kept;
    }
}

static void
cut_power (void)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, shim.disks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Disk *disk = value;

      shuffle (disk->changes);
      for (guint i = 0; i < disk->changes->len; i++)
        if (g_rand_boolean (shim.rand))
          apply (disk->durable, g_ptr_array_index (disk->changes, i), TRUE);
      if (g_file_test (disk->path, G_FILE_TEST_EXISTS))
        g_file_set_contents (disk->path, (const char *) disk->durable->data, disk->durable->len, NULL);
    }
  _exit (0);
}

/* Returns: SQLITE_OK, or what the operation fails with. */
static int
operation (gboolean is_write)
{
  shim.n_operations++;
  if (shim.n_operations < shim.at || shim.mode == SHIM_COUNT)
    return SQLITE_OK;
  if (shim.n_operations == shim.at)
    shim.fired = TRUE;
  switch (shim.mode)
    {
    case SHIM_COUNT: return SQLITE_OK;
    case SHIM_IO_ERROR: return shim.n_operations == shim.at ? SQLITE_IOERR_WRITE : SQLITE_OK;
    case SHIM_IO_ERRORS: return SQLITE_IOERR_WRITE;
    case SHIM_FULL:
    case SHIM_SHORT_WRITE: return shim.n_operations == shim.at ? SQLITE_FULL : SQLITE_OK;
    case SHIM_FULL_FOR_GOOD: return is_write ? SQLITE_FULL : SQLITE_OK;
    case SHIM_READ_ONLY: return is_write ? SQLITE_READONLY : SQLITE_OK;
    case SHIM_KILL: _exit (0);
    case SHIM_POWER_CUT: cut_power ();
    }
  return SQLITE_OK;
}

static int
write_file (sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
  ShimFile *self = (ShimFile *) file;
  int code = SQLITE_OK;

  g_mutex_lock (&shim.mutex);
  if (self->disk)
    code = operation (TRUE);
  if (code == SQLITE_OK && self->disk && shim.mode == SHIM_POWER_CUT)
    {
      Change *change = g_new0 (Change, 1);

      change->offset = offset;
      change->bytes = g_bytes_new (data, (gsize) size);
      g_ptr_array_add (self->disk->changes, change);
    }
  g_mutex_unlock (&shim.mutex);
  if (code != SQLITE_OK && shim.mode == SHIM_SHORT_WRITE)
    self->real->pMethods->xWrite (self->real, data, size / 2, offset);
  return code == SQLITE_OK ? self->real->pMethods->xWrite (self->real, data, size, offset) : code;
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 size)
{
  ShimFile *self = (ShimFile *) file;
  int code = SQLITE_OK;

  g_mutex_lock (&shim.mutex);
  if (self->disk)
    code = operation (TRUE);
  if (code == SQLITE_OK && self->disk && shim.mode == SHIM_POWER_CUT)
    {
      Change *change = g_new0 (Change, 1);

      change->offset = size;
      g_ptr_array_add (self->disk->changes, change);
    }
  g_mutex_unlock (&shim.mutex);
  return code == SQLITE_OK ? self->real->pMethods->xTruncate (self->real, size) : code;
}

static int
sync_file (sqlite3_file *file, int flags)
{
  ShimFile *self = (ShimFile *) file;
  int code = SQLITE_OK;

  g_mutex_lock (&shim.mutex);
  if (self->disk)
    code = operation (TRUE);
  if (code == SQLITE_FULL)
    code = SQLITE_IOERR_FSYNC;
  if (code == SQLITE_OK && self->disk)
    {
      for (guint i = 0; i < self->disk->changes->len; i++)
        apply (self->disk->durable, g_ptr_array_index (self->disk->changes, i), FALSE);
      g_ptr_array_set_size (self->disk->changes, 0);
    }
  g_mutex_unlock (&shim.mutex);
  return code == SQLITE_OK ? self->real->pMethods->xSync (self->real, flags) : code;
}

static int
close_file (sqlite3_file *file)
{
  ShimFile *self = (ShimFile *) file;

  g_clear_pointer (&self->disk, disk_release);
  return self->real->pMethods->xClose (self->real);
}

static int
read_file (sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
  ShimFile *self = (ShimFile *) file;

  return self->real->pMethods->xRead (self->real, data, size, offset);
}

static int
file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  ShimFile *self = (ShimFile *) file;

  return self->real->pMethods->xFileSize (self->real, size);
}

static int
lock_file (sqlite3_file *file, int lock)
{
  ShimFile *self = (ShimFile *) file;

  return self->real->pMethods->xLock (self->real, lock);
}

static int
unlock_file (sqlite3_file *file, int lock)
{
  ShimFile *self = (ShimFile *) file;

  return self->real->pMethods->xUnlock (self->real, lock);
}

static int
check_lock (sqlite3_file *file, int *out)
{
  ShimFile *self = (ShimFile *) file;

  return self->real->pMethods->xCheckReservedLock (self->real, out);
}

static int
file_control (sqlite3_file *file, int op, void *argument)
{
  ShimFile *self = (ShimFile *) file;

  return self->real->pMethods->xFileControl (self->real, op, argument);
}

static int
sector_size (sqlite3_file *file)
{
  return SECTOR;
}

/* No promise of atomic or ordered writes: the worst disk. */
static int
characteristics (sqlite3_file *file)
{
  return 0;
}

static const sqlite3_io_methods methods = {
  .iVersion = 1,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = file_size,
  .xLock = lock_file,
  .xUnlock = unlock_file,
  .xCheckReservedLock = check_lock,
  .xFileControl = file_control,
  .xSectorSize = sector_size,
  .xDeviceCharacteristics = characteristics,
};

static int
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  ShimFile *self = (ShimFile *) file;
  int code = SQLITE_OK;

  memset (self, 0, sizeof *self);
  self->real = (sqlite3_file *) (self + 1);
  self->real->pMethods = NULL;
  g_mutex_lock (&shim.mutex);
  if (name && flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL))
    {
      code = operation (FALSE);
      self->disk = g_atomic_rc_box_acquire (disk_of (name));
    }
  g_mutex_unlock (&shim.mutex);
  if (code == SQLITE_OK)
    code = shim.real->xOpen (shim.real, name, self->real, flags, out_flags);
  else
    code = SQLITE_CANTOPEN;
  if (self->real->pMethods)
    self->base.pMethods = &methods;
  else
    g_clear_pointer (&self->disk, disk_release);
  return code;
}

static int
delete_file (sqlite3_vfs *vfs, const char *name, int sync_directory)
{
  int code;

  g_mutex_lock (&shim.mutex);
  code = operation (TRUE);
  if (code == SQLITE_OK)
    g_hash_table_remove (shim.disks, name);
  g_mutex_unlock (&shim.mutex);
  return code == SQLITE_OK ? shim.real->xDelete (shim.real, name, sync_directory) : SQLITE_IOERR_DELETE;
}

static int
access_file (sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
  return shim.real->xAccess (shim.real, name, flags, out);
}

static int
full_path (sqlite3_vfs *vfs, const char *name, int size, char *out)
{
  return shim.real->xFullPathname (shim.real, name, size, out);
}

static int
randomness (sqlite3_vfs *vfs, int size, char *out)
{
  return shim.real->xRandomness (shim.real, size, out);
}

static int
sleep_for (sqlite3_vfs *vfs, int microseconds)
{
  return shim.real->xSleep (shim.real, microseconds);
}

static int
current_time (sqlite3_vfs *vfs, double *out)
{
  return shim.real->xCurrentTime (shim.real, out);
}

static int
last_error (sqlite3_vfs *vfs, int size, char *out)
{
  return 0;
}

void
shim_install (void)
{
  if (shim.real)
    return;
  shim.real = sqlite3_vfs_find (NULL);
  shim.disks = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, disk_release);
  shim.vfs = (sqlite3_vfs){
    .iVersion = 1,
    .szOsFile = (int) sizeof (ShimFile) + shim.real->szOsFile,
    .mxPathname = shim.real->mxPathname,
    .zName = "shim",
    .xOpen = open_file,
    .xDelete = delete_file,
    .xAccess = access_file,
    .xFullPathname = full_path,
    .xRandomness = randomness,
    .xSleep = sleep_for,
    .xCurrentTime = current_time,
    .xGetLastError = last_error,
  };
  sqlite3_vfs_register (&shim.vfs, 1);
}

void
shim_arm (ShimMode mode, guint at, guint32 seed)
{
  g_mutex_lock (&shim.mutex);
  shim.mode = mode;
  shim.at = at;
  shim.n_operations = 0;
  shim.fired = FALSE;
  if (shim.rand)
    g_rand_free (shim.rand);
  shim.rand = g_rand_new_with_seed (seed);
  g_hash_table_remove_all (shim.disks);
  g_mutex_unlock (&shim.mutex);
}

guint
shim_disarm (void)
{
  guint n_operations;

  g_mutex_lock (&shim.mutex);
  n_operations = shim.n_operations;
  shim.mode = SHIM_COUNT;
  g_mutex_unlock (&shim.mutex);
  return n_operations;
}

gboolean
shim_has_fired (void)
{
  return shim.fired;
}
