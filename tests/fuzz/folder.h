#pragma once

/* A folder with one file in it, for parsers that read files. */

#include <glib/gstdio.h>

static inline char *
fuzz_folder_new (const char *name, const guint8 *data, gsize size)
{
  g_autofree char *in_memory = g_strdup ("/dev/shm/cordon-fuzz-XXXXXX");
  char *folder = g_mkdtemp (in_memory) ? g_steal_pointer (&in_memory)
                                       : g_dir_make_tmp ("cordon-fuzz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  return folder;
}

static inline void
fuzz_folder_remove (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory && (name = g_dir_read_name (directory)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}
