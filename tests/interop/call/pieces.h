/* What is played: a line for each row of the tables of labels and of content, and one for each attack. */

#pragma once

#include "tests/interop/call/stage.h"

/* A member that is NULL is not compared. */
typedef struct
{
  const char *state;
  const char *received;
  const char *alert;
  const char *secure;
  const char *data;
  const char *plain;    /* what it decoded of the other's plain track: "content", "blank", "nothing" */
  const char *isolated; /* of the other's isolated track */
  const char *isolated_too;
} PieceEnd;

typedef struct
{
  const char *table; /* "4.7", "4.8", "attack", "rules", "consent", "keys" */
  const char *row;
  const char *what;
  StageScript script;
  PieceEnd a, b;
  gboolean (*check) (const StageResult *result); /* more; nullable */
} Piece;

typedef struct
{
  const Piece *pieces;
  gsize n;
} PieceTable;

extern const PieceTable piece_table_labels;  /* 4.7, 4.8 */
extern const PieceTable piece_table_attacks; /* attack */
extern const PieceTable piece_table_rules;   /* rules, consent, keys */
