/* A store's file, whatever its bytes: opening it ends in a store or an error, and no grant appears that has no MAC. */

#include <glib/gstdio.h>
#include <string.h>

#include "storage/journal.h"
#include "storage/store.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
get_key (gpointer data, guint8 key[32], GError **error)
{
  memset (key, 7, 32);
  return TRUE;
}

static gboolean
check_grant (const CordonGrant *grant, gpointer data)
{
  g_assert_true (cordon_grant_may_persist (grant));
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const CordonStoreOptions options = { .keystore = { .get_key = get_key } };
  g_autofree char *folder = fuzz_folder_new ("cordon.sqlite", data, size);
  g_autoptr (GError) error = NULL;
  CordonStore *store = cordon_store_open (folder, &options, &error);

  if (store)
    {
      CordonJournalReport report;

      cordon_grant_table_foreach (cordon_store_peek_table (store), NULL, CORDON_FEATURE_NONE, check_grant,
                                  NULL);
      cordon_store_verify_journal (store, &report, NULL);
      cordon_store_free (store);
    }
  else
    g_assert_nonnull (error);
  fuzz_folder_remove (folder);
  return 0;
}
