#include "storage/key_file_private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "permissions/error.h"
#include "storage/files_private.h"

#define PREFIX "cordon-key-1 "
#define FILE_SIZE (sizeof PREFIX - 1 + 2 * CORDON_MAC_KEY_SIZE + 1)

static gboolean
fail (GError **error, const char *path, const char *what)
{
  g_set_error (
    error, CORDON_ERROR, CORDON_ERROR_STORE_KEY,
    "The integrity key %s %s. Restore it from a backup; without it, move the store beside it away to begin anew.",
    path, what);
  return FALSE;
}

static int
digit_value (char digit)
{
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  if (digit >= 'a' && digit <= 'f')
    return digit - 'a' + 10;
  return -1;
}

gboolean
cordon_key_file_parse (const char *text, gsize size, guint8 out_key[CORDON_MAC_KEY_SIZE])
{
  const char *digits = text + sizeof PREFIX - 1;
  guint8 key[CORDON_MAC_KEY_SIZE];

  if (size != FILE_SIZE || memcmp (text, PREFIX, sizeof PREFIX - 1) != 0 || text[size - 1] != '\n')
    return FALSE;

  for (gsize i = 0; i < CORDON_MAC_KEY_SIZE; i++)
    {
      int high = digit_value (digits[2 * i]);
      int low = digit_value (digits[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      key[i] = (guint8) (high * 16 + low);
    }
  memcpy (out_key, key, sizeof key);
  cordon_mac_wipe (key, sizeof key);
  return TRUE;
}

static gboolean
create_file (const char *directory, const char *path, GError **error)
{
  guint8 key[CORDON_MAC_KEY_SIZE];
  char text[FILE_SIZE + 1] = PREFIX;
  char *end = text + sizeof PREFIX - 1;
  gboolean written;

  if (!cordon_mac_random (key, sizeof key))
    return fail (error, path, "cannot be made: the system has no randomness");

  for (gsize i = 0; i < sizeof key; i++, end += 2)
    g_snprintf (end, 3, "%02x", key[i]);
  *end = '\n';
  written = cordon_files_write (directory, CORDON_KEY_FILE_NAME, text, FILE_SIZE);
  cordon_mac_wipe (key, sizeof key);
  cordon_mac_wipe (text, sizeof text);
  return written ? TRUE : fail (error, path, g_strerror (errno));
}

gboolean
cordon_key_file_load (const char *directory, gboolean create, guint8 out_key[CORDON_MAC_KEY_SIZE],
                      GError **error)
{
  g_autofree char *path = g_build_filename (directory, CORDON_KEY_FILE_NAME, NULL);
  char text[FILE_SIZE + 1];
  gboolean parsed;
  gssize size;
  int fd;

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT && create)
    {
      if (!create_file (directory, path, error))
        return FALSE;
      fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    }
  if (fd < 0)
    return fail (error, path, errno == ENOENT ? "is missing" : "cannot be opened");

  /* Readable for others by mistake is mended quietly: refusing would only lose the user's decisions. */
  (void) fchmod (fd, 0600);
  size = read (fd, text, sizeof text);
  close (fd);
  parsed = size >= 0 && cordon_key_file_parse (text, (gsize) size, out_key);
  cordon_mac_wipe (text, sizeof text);
  return parsed ? TRUE : fail (error, path, "is damaged");
}
