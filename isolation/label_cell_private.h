/* What only the graph does to a cell, on its owner thread. */

#pragma once

#include "isolation/label_cell.h"

G_BEGIN_DECLS

/* Publishes @label: holds when this returns, for whoever takes a sample first and asks then. */
void cordon_label_cell_set (CordonLabelCell *cell, CordonLabel label);

/* Asks for a confirmation of @generation; 0 takes the question back. */
void cordon_label_cell_arm (CordonLabelCell *cell, guint32 generation);

guint32 cordon_label_cell_confirmed (const CordonLabelCell *cell);

G_END_DECLS
