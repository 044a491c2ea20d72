/*
 * The profile's book of peers' keys: key continuity that outlives the browser (D-40). It ends with the site's
 * identifiers, and with cordon_profile_clear().
 */

#pragma once

#include "permissions/continuity.h"
#include "permissions/profile.h"

G_BEGIN_DECLS

/**
 * cordon_profile_get_peer_book: for cordon_keyring_set_peer_book(). It says CORDON_CONTINUITY_UNKNOWN and remembers
 * nothing in a private profile and in one that is closed. Valid as long as @profile; main thread.
 */
CORDON_API CordonPeerBook cordon_profile_get_peer_book (CordonProfile *profile);

G_END_DECLS
