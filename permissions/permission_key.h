/*
 * A permission key: what a decision about a feature is kept under. The default is the top-level origin; a
 * feature may ask for a finer one, and keys of different kinds never match.
 */

#pragma once

#include "permissions/feature.h"
#include "permissions/origin.h"

G_BEGIN_DECLS

/** CordonPermissionKey: a value with borrowed origins; zero-filled matches nothing. */
typedef struct
{
  CordonKeyKind kind;
  const CordonOrigin *top_level_origin;
  const CordonOrigin *embedded_origin; /* of CORDON_KEY_DOUBLE only */
} CordonPermissionKey;

/** cordon_permission_key_generate: the key of @feature for a document of @origin in a page of @top_level_origin. */
CORDON_API CordonPermissionKey cordon_permission_key_generate (CordonFeature feature,
                                                               const CordonOrigin *top_level_origin,
                                                               const CordonOrigin *origin);

/** cordon_permission_key_equal: same kind, same origins. */
CORDON_API gboolean cordon_permission_key_equal (const CordonPermissionKey *a, const CordonPermissionKey *b);

G_END_DECLS
