/* What a piece came to, for people: in colours where there is a terminal. */

#pragma once

#include "tests/interop/call/pieces.h"

void show_title (gboolean colours);
void show_piece (const Piece *piece, const StageResult *result, gboolean right, gboolean colours);
