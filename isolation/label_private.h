/* The word inside a label, for the files of this folder that are asked at every sample. */

#pragma once

#include "isolation/label.h"

G_BEGIN_DECLS

/* Bit 63 says that anything is known at all; bits 32 to 62 hold the callee; the low bits hold the reasons. */
#define CORDON_LABEL_KNOWN_BIT (G_GUINT64_CONSTANT (1) << 63)
#define CORDON_LABEL_CALLEE_SHIFT 32
#define CORDON_LABEL_CALLEE_MASK ((guint64) CORDON_CALLEE_ID_NOBODY << CORDON_LABEL_CALLEE_SHIFT)
#define CORDON_LABEL_REASONS_MASK ((guint64) CORDON_ISOLATION_ALL)

static inline gboolean
label_is_readable (CordonLabel label)
{
  return label.word == CORDON_LABEL_KNOWN_BIT;
}

static inline gboolean
label_equal (CordonLabel a, CordonLabel b)
{
  return a.word == b.word;
}

static inline CordonLabel
label_join (CordonLabel a, CordonLabel b)
{
  guint64 callee_a = a.word & CORDON_LABEL_CALLEE_MASK;
  guint64 callee_b = b.word & CORDON_LABEL_CALLEE_MASK;
  guint64 callee = callee_a | callee_b;

  if ((a.word & b.word & CORDON_LABEL_KNOWN_BIT) == 0)
    return (CordonLabel){ 0 };
  if (callee_a != callee_b && callee_a != 0 && callee_b != 0)
    callee = CORDON_LABEL_CALLEE_MASK;

  return (CordonLabel){ CORDON_LABEL_KNOWN_BIT | callee | ((a.word | b.word) & CORDON_LABEL_REASONS_MASK) };
}

G_END_DECLS
