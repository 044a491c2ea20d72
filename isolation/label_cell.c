#include "isolation/label_cell_private.h"

#include <stdatomic.h>

#include "isolation/label_private.h"

struct _CordonLabelCell
{
  gatomicrefcount n_refs;
  _Atomic guint64 word;
  _Atomic guint32 pending;   /* written by the owner */
  _Atomic guint32 confirmed; /* written by the reader */
};

CordonLabelCell *
cordon_label_cell_new (CordonLabel label)
{
  CordonLabelCell *cell = g_new0 (CordonLabelCell, 1);

  g_atomic_ref_count_init (&cell->n_refs);
  atomic_init (&cell->word, label.word);

  return cell;
}

CordonLabelCell *
cordon_label_cell_ref (CordonLabelCell *cell)
{
  g_return_val_if_fail (cell != NULL, NULL);

  g_atomic_ref_count_inc (&cell->n_refs);

  return cell;
}

void
cordon_label_cell_unref (CordonLabelCell *cell)
{
  if (cell && g_atomic_ref_count_dec (&cell->n_refs))
    g_free (cell);
}

CordonLabel
cordon_label_cell_get (const CordonLabelCell *cell)
{
  if (!cell)
    return (CordonLabel){ 0 };

  return (CordonLabel){ atomic_load_explicit (&cell->word, memory_order_acquire) };
}

gboolean
cordon_label_cell_is_readable (const CordonLabelCell *cell)
{
  return cell && atomic_load_explicit (&cell->word, memory_order_acquire) == CORDON_LABEL_KNOWN_BIT;
}

guint32
cordon_label_cell_pending (const CordonLabelCell *cell)
{
  if (!cell)
    return 0;

  return atomic_load_explicit (&cell->pending, memory_order_acquire);
}

gboolean
cordon_label_cell_confirm (CordonLabelCell *cell, guint32 generation)
{
  if (!cell || generation == 0)
    return FALSE;
  if (atomic_load_explicit (&cell->pending, memory_order_acquire) != generation)
    return FALSE;

  /* The owner may have taken the question back meanwhile: it compares the number with its own before it believes it. */
  return atomic_exchange_explicit (&cell->confirmed, generation, memory_order_acq_rel) != generation;
}

void
cordon_label_cell_set (CordonLabelCell *cell, CordonLabel label)
{
  atomic_store (&cell->word, label.word);
}

void
cordon_label_cell_arm (CordonLabelCell *cell, guint32 generation)
{
  atomic_store_explicit (&cell->pending, generation, memory_order_release);
}

guint32
cordon_label_cell_confirmed (const CordonLabelCell *cell)
{
  return atomic_load_explicit (&cell->confirmed, memory_order_acquire);
}
