#include "permissions/peer_book.h"

#include "permissions/profile_private.h"
#include "storage/clearing.h"
#include "storage/continuity_table.h"

static CordonContinuity
note_peer (const CordonOrigin *origin, const CordonCallee *peer, const CordonCallee *keys, gpointer data)
{
  CordonProfile *profile = data;

  g_return_val_if_fail (origin != NULL && peer != NULL && keys != NULL, CORDON_CONTINUITY_UNKNOWN);

  return cordon_store_note_peer (profile->store, origin, peer, keys, cordon_profile_now (profile).wall_us);
}

static void
forget_peers (const CordonOrigin *origin, gpointer data)
{
  CordonProfile *profile = data;
  const CordonClearing clearing = { .what = CORDON_CLEAR_CONTINUITY, .origin = origin };

  cordon_store_clear (profile->store, &clearing, NULL, NULL, NULL, NULL);
}

CordonPeerBook
cordon_profile_get_peer_book (CordonProfile *profile)
{
  g_return_val_if_fail (profile != NULL, (CordonPeerBook){ 0 });

  return (CordonPeerBook){ note_peer, forget_peers, profile };
}
