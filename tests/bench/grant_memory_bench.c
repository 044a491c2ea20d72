/*
 * Bytes of memory per stored grant, everything counted: the allocator's own view before and after a table is
 * filled.
 */

#include <malloc.h>

#include "storage/grant_table_private.h"
#include "tests/bench/store_bench.h"

static gsize
allocated (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static void
report (const char *what, guint n_grants, guint n_keys, gboolean callees)
{
  CordonGrantTable *table = cordon_grant_table_new ();
  gsize before = allocated ();
  double each;

  for (guint i = 0; i < n_grants; i++)
    {
      CordonGrant grant = bench_grant (i % n_keys);
      g_autofree char *callee = g_strdup_printf ("user-%u@idp.example", i);

      grant.id = i + 1;
      if (callees)
        {
          grant.scope = CORDON_SCOPE_CALLEE;
          grant.callee = cordon_callee_new_identity (callee, -1, NULL);
        }
      g_assert_true (cordon_grant_table_insert (table, &grant));
      cordon_grant_clear (&grant);
    }
  each = (double) (allocated () - before) / n_grants;
  printf ("{\"name\": \"memory_per_grant_%s\", \"value\": %.0f, \"unit\": \"bytes\"}\n", what, each);
  cordon_grant_table_free (table);
}

int
main (void)
{
  report ("1000", 1000, 1000, FALSE);
  report ("100000", 100000, 100000, FALSE);
  report ("1000000", 1000000, 1000000, FALSE);
  report ("callees_100000", 100000, 10000, TRUE);
  report ("callees_of_one_key", 1000, 1, TRUE);
  return 0;
}
