/*
 * A row: the values of one line of one table, in the table's column order, whatever the table. MACs, writing,
 * loading and recovery know rows only; what a row means is for the file of its noun.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** CordonTableId: part of every MAC: never renumber. */
typedef enum
{
  CORDON_TABLE_NONE = 0,
  CORDON_TABLE_GRANT = 1,
  CORDON_TABLE_JOURNAL = 2,
  CORDON_TABLE_UNDO = 3,
  CORDON_TABLE_EMBARGO = 4,
  CORDON_TABLE_IDENTIFIER = 5,
  CORDON_TABLE_CONTINUITY = 6,
  CORDON_TABLE_BLOCKED_CALLEE = 7,
} CordonTableId;

#define CORDON_N_TABLES 8

typedef enum
{
  CORDON_COLUMN_NONE = 0,
  CORDON_COLUMN_INTEGER,
  CORDON_COLUMN_TIME, /* an integer, µs of wall clock, 0 for never: moves when the clock was set back */
  CORDON_COLUMN_TEXT,
  CORDON_COLUMN_BLOB,
} CordonColumnKind;

#define CORDON_MAX_COLUMNS 16

typedef struct
{
  const char *name;
  CordonColumnKind kind;
} CordonColumn;

typedef struct
{
  const char *name;
  guint n_key; /* so many of the first columns name the row in memory; 0: its id does */
  guint n_columns;
  CordonColumn columns[CORDON_MAX_COLUMNS];
} CordonTableInfo;

/** CordonValue: by the column's kind: @integer, or @size bytes at @bytes (never NULL). */
typedef struct
{
  gint64 integer;
  const char *bytes;
  gsize size;
} CordonValue;

typedef struct
{
  CordonTableId table;
  guint32 size; /* of the allocation, where it is one */
  gint64 id;
  CordonValue values[CORDON_MAX_COLUMNS];
} CordonRow;

/** cordon_table_get_info: Returns: (transfer none): the columns after the id and before the MAC. */
const CordonTableInfo *cordon_table_get_info (CordonTableId table);

gboolean cordon_column_is_integer (CordonColumnKind kind);

/** cordon_row_new: a row of zeros and empty texts. */
CordonRow *cordon_row_new (CordonTableId table, gint64 id);

/** cordon_row_copy: one allocation with everything that it points to. */
CordonRow *cordon_row_copy (const CordonRow *row);
void cordon_row_free (CordonRow *row);

/** cordon_row_rebase: times move back by @delta_us, to 1 at the least. */
void cordon_row_rebase (CordonRow *row, gint64 delta_us);

static inline CordonValue
cordon_value_integer (gint64 integer)
{
  return (CordonValue){ .integer = integer, .bytes = "" };
}

CordonValue cordon_value_text (const char *text);
CordonValue cordon_value_blob (gconstpointer bytes, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonRow, cordon_row_free)

G_END_DECLS
