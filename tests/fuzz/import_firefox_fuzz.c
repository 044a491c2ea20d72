#include "storage/import_private.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *folder = fuzz_folder_new ("permissions.sqlite", data, size);
  g_autofree char *path = g_build_filename (folder, "permissions.sqlite", NULL);
  g_autoptr (GPtrArray) array = cordon_foreign_new_array ();
  g_autoptr (GError) error = NULL;

  if (!cordon_import_read_firefox (path, array, &error))
    g_assert_nonnull (error);
  fuzz_folder_remove (folder);
  return 0;
}
