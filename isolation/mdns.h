/*
 * Names instead of private addresses (draft-ietf-mmusic-mdns-ice-candidates): what is handed out, and what of a peer's
 * is ever resolved. Registering and resolving are the engine's.
 */

#pragma once

#include "isolation/entropy.h"

G_BEGIN_DECLS

/** CordonMdnsNames: the names of one page: scoped to its origin and gone with it (E-32). */
typedef struct _CordonMdnsNames CordonMdnsNames;

/** CORDON_MDNS_MAX_NAMES: addresses that one page may have names for. */
#define CORDON_MDNS_MAX_NAMES 64

/** cordon_mdns_names_new: a new one, and its end; free takes %NULL. */
CORDON_API CordonMdnsNames *cordon_mdns_names_new (const CordonEntropy *entropy);
CORDON_API void cordon_mdns_names_free (CordonMdnsNames *names);

/**
 * cordon_mdns_names_get: a random UUID and `.local`, another one for each address (E-30, E-32). Whether it could be
 * registered plays no part, or it would be an oracle (E-31).
 *
 * Returns: (transfer none) (nullable): %NULL without entropy or with too many: hand out no candidate.
 */
CORDON_API const char *cordon_mdns_names_get (CordonMdnsNames *names, const char *address);

/**
 * cordon_mdns_names_find_address: Returns: (transfer none) (nullable): of a name of this page; for ICE, never for
 * script.
 */
CORDON_API const char *cordon_mdns_names_find_address (const CordonMdnsNames *names, const char *name);

/** cordon_mdns_may_register: not for third parties, nor in private sessions (E-38). */
CORDON_API gboolean cordon_mdns_may_register (gboolean is_third_party, gboolean is_private);

/** cordon_mdns_is_name: whether @name is treated as mDNS at all: ends in `.local`. */
CORDON_API gboolean cordon_mdns_is_name (const char *name);

/**
 * cordon_mdns_may_resolve: a peer's name: a UUID and `.local`, exactly one dot; never for a relay-only connection
 * (E-30, E-35).
 */
CORDON_API gboolean cordon_mdns_may_resolve (const char *name, gboolean relay_only);

/** cordon_mdns_may_use_answer: a name with several addresses is ignored (E-35). */
CORDON_API gboolean cordon_mdns_may_use_answer (guint n_addresses);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonMdnsNames, cordon_mdns_names_free)

G_END_DECLS
