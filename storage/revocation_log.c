#include "storage/revocation_log_private.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  gint64 id; /* little endian */
  guint8 mac[CORDON_ROW_MAC_SIZE];
} Record;

G_STATIC_ASSERT (sizeof (Record) == 24);

struct _CordonRevocationLog
{
  int fd; /* -1: cannot be written */
  const CordonMac *mac;
  gboolean is_empty;
};

CordonRevocationLog *
cordon_revocation_log_open (const char *directory, const CordonMac *mac)
{
  g_autofree char *path = g_build_filename (directory, CORDON_REVOCATION_LOG_NAME, NULL);
  CordonRevocationLog *log = g_new0 (CordonRevocationLog, 1);
  struct stat facts;

  log->mac = mac;
  log->fd = open (path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (log->fd < 0)
    log->fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  log->is_empty = log->fd < 0 || fstat (log->fd, &facts) != 0 || facts.st_size == 0;
  return log;
}

void
cordon_revocation_log_close (CordonRevocationLog *log)
{
  if (!log)
    return;

  if (log->fd >= 0)
    close (log->fd);
  g_free (log);
}

static void
make_record (const CordonRevocationLog *log, gint64 id, Record *record)
{
  guint8 mac[CORDON_MAC_SIZE];

  record->id = GINT64_TO_LE (id);
  cordon_mac_compute (log->mac, &record->id, sizeof record->id, mac);
  memcpy (record->mac, mac, sizeof record->mac);
}

/* Whether @record is one of this store's; noise of a torn write is skipped byte by byte. */
static gboolean
verifies (const CordonRevocationLog *log, const Record *record)
{
  Record expected;

  make_record (log, GINT64_FROM_LE (record->id), &expected);
  return cordon_mac_equal (expected.mac, record->mac, sizeof expected.mac);
}

GArray *
cordon_revocation_log_read (CordonRevocationLog *log)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  Record record;
  off_t at = 0;

  while (log->fd >= 0 && pread (log->fd, &record, sizeof record, at) == (gssize) sizeof record)
    {
      gint64 id = GINT64_FROM_LE (record.id);

      if (!verifies (log, &record))
        {
          at++;
          continue;
        }
      g_array_append_val (ids, id);
      at += (off_t) sizeof record;
    }
  return ids;
}

gboolean
cordon_revocation_log_append (CordonRevocationLog *log, gint64 id)
{
  Record record;

  if (log->fd < 0)
    return FALSE;
  make_record (log, id, &record);
  log->is_empty = FALSE;
  return write (log->fd, &record, sizeof record) == (gssize) sizeof record;
}

void
cordon_revocation_log_clear (CordonRevocationLog *log)
{
  if (log->is_empty || log->fd < 0)
    return;
  log->is_empty = ftruncate (log->fd, 0) == 0;
}
