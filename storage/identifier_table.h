/*
 * Site identifiers: the salts and keys behind deviceIds, CNAMEs and certificates, one set per origin, with the
 * lifetime of a cookie. Clearing a site's data, or one reset, takes them all (G-03, G-05, G-13, G-15).
 */

#pragma once

#include "permissions/origin.h"
#include "storage/store.h"

G_BEGIN_DECLS

/** CordonIdentifierPurpose: what an identifier is for. Values are stored on disk: never renumber. */
typedef enum
{
  CORDON_IDENTIFIER_NONE = 0,
  CORDON_IDENTIFIER_DEVICE_SALT = 1, /* deviceId = keyed hash with it (G-01) */
  CORDON_IDENTIFIER_CNAME = 2,       /* kept only where the site asked for it (G-12) */
  CORDON_IDENTIFIER_CERTIFICATE = 3, /* private key and certificate (G-15) */
} CordonIdentifierPurpose;

#define CORDON_N_IDENTIFIER_PURPOSES 4

/** CORDON_IDENTIFIER_MAX_SIZE: bytes of the largest identifier. */
#define CORDON_IDENTIFIER_MAX_SIZE 16384

/** CORDON_IDENTIFIER_SALT_SIZE: bytes of a salt that the store makes. */
#define CORDON_IDENTIFIER_SALT_SIZE 32

/** CORDON_IDENTIFIER_LIFETIME_US: without use it is forgotten after so long, like the longest cookie. */
#define CORDON_IDENTIFIER_LIFETIME_US (400 * CORDON_DAY_US)

/** cordon_identifier_purpose_to_string: Returns: (transfer none): a stable name. */
CORDON_API const char *cordon_identifier_purpose_to_string (CordonIdentifierPurpose purpose);

/**
 * cordon_store_get_salt: the origin's salt for @purpose, made at the first call.
 * @keep: %TRUE once a device was live or a permission is stored (G-03); until then it lasts as long as the store is
 * open,
 *   also for sites that may not keep cookies (G-04)
 *
 * Returns: %FALSE, with @out_salt zeroed, when there is no randomness or @origin is opaque.
 */
CORDON_API gboolean cordon_store_get_salt (CordonStore *store, const CordonOrigin *origin,
                                           CordonIdentifierPurpose purpose, gboolean keep, gint64 wall_us,
                                           guint8 out_salt[CORDON_IDENTIFIER_SALT_SIZE]);

/** cordon_store_get_identifier: Returns: (transfer full) (nullable): what was put. */
CORDON_API GBytes *cordon_store_get_identifier (CordonStore *store, const CordonOrigin *origin,
                                                CordonIdentifierPurpose purpose, gint64 wall_us);

/** cordon_store_put_identifier: replaces it; memory only unless @keep. Returns: %FALSE when it is too large. */
CORDON_API gboolean cordon_store_put_identifier (CordonStore *store, const CordonOrigin *origin,
                                                 CordonIdentifierPurpose purpose, GBytes *value,
                                                 gboolean keep, gint64 wall_us);

/** CordonIdentifierFunc: what a site has, without the secret itself; for the list that users see (G-06). */
typedef void (*CordonIdentifierFunc) (const CordonOrigin *origin, CordonIdentifierPurpose purpose,
                                      gint64 created_wall_us, gboolean kept, gpointer data);

/** cordon_store_foreach_identifier: all of them, in no order. */
CORDON_API void
cordon_store_foreach_identifier (CordonStore *store, CordonIdentifierFunc func, gpointer data);

/**
 * cordon_store_reset_identifiers: forgets identifiers and continuity records of @origin, or of everyone where it is
 * %NULL, in memory before it returns; overwritten on disk when @done runs (G-05, G-13, X-09).
 */
CORDON_API void cordon_store_reset_identifiers (CordonStore *store, const CordonOrigin *origin,
                                                CordonStoreDone done, gpointer data);

G_END_DECLS
