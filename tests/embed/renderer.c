/* The content process: the small library alone. */

#include <stdio.h>

#include "permissions/feature.h"
#include "permissions/origin.h"

int
main (void)
{
  CordonOrigin *opaque = cordon_origin_new_opaque ();
  const int good = cordon_origin_is_opaque (opaque)
                   && cordon_feature_to_string (CORDON_FEATURE_CAMERA) != NULL;

  cordon_origin_unref (opaque);
  puts (good ? "embedded" : "broken");
  return good ? 0 : 1;
}
