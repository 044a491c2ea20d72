/*
 * One line of the debug page, by table: each column says where in a view its value stands and how it is written.
 */

#pragma once

#include <json-glib/json-glib.h>
#include <stddef.h>

#include "ui-bridge/debug_page.h"

G_BEGIN_DECLS

/** CordonDebugPage: what the tables write to. */
typedef struct
{
  JsonBuilder *json;
  CordonProfile *profile;
  const CordonDebugRequest *request;
} CordonDebugPage;

typedef struct _CordonDebugColumn CordonDebugColumn;

/** CordonDebugWrite: writes the one member at @value. */
typedef void (*CordonDebugWrite) (CordonDebugPage *page, const CordonDebugColumn *column, const void *value);

/** CordonDebugName: a member of an enum as its stable name; %NULL: nothing to say. */
typedef const char *(*CordonDebugName) (guint value);

struct _CordonDebugColumn
{
  const char *name;
  CordonDebugWrite write;
  gsize offset;
  CordonDebugName to_name; /* for cordon_debug_write_name() */
};

/** What a member can be. Each takes a pointer to the member itself. */
void cordon_debug_write_string (CordonDebugPage *page, const CordonDebugColumn *column, const void *value);
void cordon_debug_write_origin (CordonDebugPage *page, const CordonDebugColumn *column, const void *value);
void cordon_debug_write_callee (CordonDebugPage *page, const CordonDebugColumn *column, const void *value);
void cordon_debug_write_flag (CordonDebugPage *page, const CordonDebugColumn *column, const void *value);
/** cordon_debug_write_id: a guint64, as text: a reader in JavaScript has no 64-bit numbers. 0: null. */
void cordon_debug_write_id (CordonDebugPage *page, const CordonDebugColumn *column, const void *value);
void cordon_debug_write_count (CordonDebugPage *page, const CordonDebugColumn *column, const void *value);
void cordon_debug_write_number (CordonDebugPage *page, const CordonDebugColumn *column, const void *value);
void cordon_debug_write_size (CordonDebugPage *page, const CordonDebugColumn *column, const void *value);
/** cordon_debug_write_time: wall clock, microseconds. 0: null. */
void cordon_debug_write_time (CordonDebugPage *page, const CordonDebugColumn *column, const void *value);
void cordon_debug_write_name (CordonDebugPage *page, const CordonDebugColumn *column, const void *value);

/** cordon_debug_add_text: one member outside of a table; %NULL is null. */
void cordon_debug_add_text (CordonDebugPage *page, const char *name, const char *text);
void cordon_debug_add_flag (CordonDebugPage *page, const char *name, gboolean flag);
void cordon_debug_add_time (CordonDebugPage *page, const char *name, gint64 wall_us);

/** cordon_debug_add_line: an object with one member for each of @columns. */
void cordon_debug_add_line (CordonDebugPage *page, const CordonDebugColumn *columns, gsize n_columns,
                            const void *view);

/** A column of a view of @Type: the member called @name stands in @member. */
#define COLUMN(Type, kind, name, member) \
  { \
    name, cordon_debug_write_##kind, offsetof (Type, member), NULL \
  }
/** An enum's, with its names. */
#define NAMED(Type, names, name, member) \
  { \
    name, cordon_debug_write_name, offsetof (Type, member), names \
  }

G_END_DECLS
