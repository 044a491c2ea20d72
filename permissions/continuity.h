/* How a peer's key compares with what is remembered of it. Advisory: nothing is ever authorised by a match (D-41). */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** CordonContinuity: the outcome of one comparison (D-40). */
typedef enum
{
  CORDON_CONTINUITY_UNKNOWN = 0, /* nothing is kept: private session, or no valid input */
  CORDON_CONTINUITY_FIRST,       /* first meeting; remembered now */
  CORDON_CONTINUITY_SAME,        /* at least one fingerprint in common */
  CORDON_CONTINUITY_CHANGED, /* worth one notice that blocks nothing (F-24); the new ones are remembered now */
} CordonContinuity;

#define CORDON_N_CONTINUITIES 4

G_END_DECLS
