/* Whether a piece came out as its table says. */

#pragma once

#include "tests/interop/call/pieces.h"

gboolean verdict_is_right (const Piece *piece, const StageResult *result);
