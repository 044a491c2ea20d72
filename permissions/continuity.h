/*
 * Key continuity: how the key that a peer shows compares with the one he had last time, as one site saw him (D-40). A
 * hint for people: nothing is ever authorised by a match (D-41). A contact list by its nature: one per origin,
 * never from a private session, gone with the site's identifiers (G-24).
 */

#pragma once

#include "permissions/callee.h"
#include "permissions/origin.h"

G_BEGIN_DECLS

/** CordonContinuity: how a peer's key compares with what is remembered. */
typedef enum
{
  CORDON_CONTINUITY_UNKNOWN = 0, /* nothing is kept: private session, or nothing to compare */
  CORDON_CONTINUITY_FIRST,       /* first meeting; remembered now */
  CORDON_CONTINUITY_SAME,        /* at least one fingerprint in common */
  CORDON_CONTINUITY_CHANGED, /* tell the user once, without blocking; the new ones are remembered now (F-24) */
} CordonContinuity;

#define CORDON_N_CONTINUITIES 4

/** CORDON_CONTINUITY_MAX_PEERS: peers remembered for one origin; the one not met for longest goes first. */
#define CORDON_CONTINUITY_MAX_PEERS 256

/** cordon_continuity_to_string: Returns: (transfer none): a stable name. */
CORDON_API const char *cordon_continuity_to_string (CordonContinuity continuity);

/**
 * CordonPeerBook: where the keys of peers are remembered beyond the process. The profile has one
 * (permissions/peer_book.h), the keyring takes one (isolation/keyring.h). Zero-filled: nowhere.
 */
typedef struct
{
  /* Compares @keys, a callee of kind FINGERPRINTS, with those of @peer, and remembers them. */
  CordonContinuity (*note) (const CordonOrigin *origin, const CordonCallee *peer, const CordonCallee *keys,
                            gpointer data);
  /* Forgets the peers of @origin; %NULL: everybody's. */
  void (*forget) (const CordonOrigin *origin, gpointer data);
  gpointer data;
} CordonPeerBook;

G_END_DECLS
