#include "storage/import_private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) array = cordon_foreign_new_array ();
  g_autoptr (GError) error = NULL;

  if (!cordon_import_parse_chromium ((const char *) data, size, array, &error))
    g_assert_nonnull (error);
  return 0;
}
