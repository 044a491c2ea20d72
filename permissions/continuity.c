#include "permissions/continuity.h"

static const char *const names[] = {
  [CORDON_CONTINUITY_UNKNOWN] = "unknown",
  [CORDON_CONTINUITY_FIRST] = "first",
  [CORDON_CONTINUITY_SAME] = "same",
  [CORDON_CONTINUITY_CHANGED] = "changed",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_CONTINUITIES);

const char *
cordon_continuity_to_string (CordonContinuity continuity)
{
  return names[(guint) continuity < CORDON_N_CONTINUITIES ? continuity : CORDON_CONTINUITY_UNKNOWN];
}
