#include "permissions/permission_key.h"

CordonPermissionKey
cordon_permission_key_generate (CordonFeature feature, const CordonOrigin *top_level_origin,
                                const CordonOrigin *origin)
{
  CordonKeyKind kind = cordon_feature_get_info (feature)->key;

  return (CordonPermissionKey){
    .kind = kind,
    .top_level_origin = top_level_origin,
    .embedded_origin = kind == CORDON_KEY_DOUBLE ? origin : NULL,
  };
}

gboolean
cordon_permission_key_equal (const CordonPermissionKey *a, const CordonPermissionKey *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  if (a->kind != b->kind || !cordon_origin_equal (a->top_level_origin, b->top_level_origin))
    return FALSE;

  return a->kind == CORDON_KEY_TOP_LEVEL || cordon_origin_equal (a->embedded_origin, b->embedded_origin);
}
