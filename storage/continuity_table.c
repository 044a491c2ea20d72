#include "storage/continuity_table.h"

#include <string.h>

#include "storage/fingerprints_private.h"
#include "storage/record_private.h"

enum
{
  ORIGIN,
  PEER,
  FINGERPRINTS,
  FIRST,
  LAST,
};

static CordonRow
key_row (const CordonOrigin *origin, const CordonCallee *peer)
{
  CordonRow row = { .table = CORDON_TABLE_CONTINUITY };

  row.values[ORIGIN] = cordon_value_text (cordon_origin_to_string (origin));
  row.values[PEER] = cordon_value_text (cordon_callee_to_string (peer));
  row.values[FINGERPRINTS] = cordon_value_text (NULL);
  return row;
}

/* A site that names ever new people pushes out its own. */
static void
make_room (CordonStore *store, CordonUnit *unit, const CordonRow *row)
{
  g_autoptr (GPtrArray) rows = cordon_records_rows (store, CORDON_TABLE_CONTINUITY);
  const CordonRow *oldest = NULL;
  guint n_peers = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const CordonRow *other = g_ptr_array_index (rows, i);

      if (strcmp (other->values[ORIGIN].bytes, row->values[ORIGIN].bytes) != 0)
        continue;
      n_peers++;
      if (!oldest || other->values[LAST].integer < oldest->values[LAST].integer)
        oldest = other;
    }
  if (n_peers >= CORDON_CONTINUITY_MAX_PEERS)
    cordon_records_drop (store, unit, oldest);
}

CordonContinuity
cordon_store_note_peer (CordonStore *store, const CordonOrigin *origin, const CordonCallee *peer,
                        const CordonCallee *fingerprints, gint64 wall_us)
{
  g_autoptr (CordonUnit) unit = NULL;
  CordonContinuity continuity = CORDON_CONTINUITY_FIRST;
  const CordonRow *old;
  CordonRow row;

  g_return_val_if_fail (store != NULL && store->thread == g_thread_self (), CORDON_CONTINUITY_UNKNOWN);

  if (cordon_store_is_memory (store) || cordon_origin_is_opaque (origin) || !peer || !fingerprints
      || cordon_callee_get_kind (fingerprints) != CORDON_CALLEE_FINGERPRINTS)
    return CORDON_CONTINUITY_UNKNOWN;

  unit = cordon_unit_new (NULL, NULL);
  row = key_row (origin, peer);
  old = cordon_records_find (store, &row);
  if (old)
    continuity = cordon_fingerprints_overlap (fingerprints, old->values[FINGERPRINTS].bytes)
                   ? CORDON_CONTINUITY_SAME
                   : CORDON_CONTINUITY_CHANGED;
  else
    make_room (store, unit, &row);
  row.values[FINGERPRINTS] = cordon_value_text (cordon_callee_to_string (fingerprints));
  row.values[FIRST] = cordon_value_integer (old ? old->values[FIRST].integer : MAX (wall_us, 1));
  row.values[LAST] = cordon_value_integer (MAX (wall_us, 1));
  cordon_records_put (store, unit, &row);
  cordon_store_submit (store, g_steal_pointer (&unit));
  return continuity;
}

CordonCallee *
cordon_store_get_peer (CordonStore *store, const CordonOrigin *origin, const CordonCallee *peer)
{
  CordonRow key;
  const CordonRow *row;

  g_return_val_if_fail (store != NULL && store->thread == g_thread_self () && peer != NULL, NULL);

  if (cordon_origin_is_opaque (origin))
    return NULL;
  key = key_row (origin, peer);
  row = cordon_records_find (store, &key);
  return row ? cordon_callee_parse (row->values[FINGERPRINTS].bytes, -1, NULL) : NULL;
}

void
cordon_store_foreach_peer (CordonStore *store, CordonPeerFunc func, gpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_if_fail (store != NULL && store->thread == g_thread_self () && func != NULL);

  rows = cordon_records_rows (store, CORDON_TABLE_CONTINUITY);
  for (guint i = 0; i < rows->len; i++)
    {
      const CordonRow *row = g_ptr_array_index (rows, i);
      g_autoptr (CordonOrigin) origin = cordon_origin_new (row->values[ORIGIN].bytes, -1, NULL);
      g_autoptr (CordonCallee) peer = cordon_callee_parse (row->values[PEER].bytes, -1, NULL);
      g_autoptr (CordonCallee) fingerprints = cordon_callee_parse (row->values[FINGERPRINTS].bytes, -1, NULL);

      if (origin && peer && fingerprints)
        func (origin, peer, fingerprints, row->values[FIRST].integer, row->values[LAST].integer, data);
    }
}
