/*
 * A label: what is known about one piece of media. A set of reasons for isolation, and the callee that it is bound
 * to, in one 64-bit word that any thread may copy. Media is readable by script only where the set is empty.
 *
 * The zero word is "nothing is known": no script may read, and nobody may receive. It is the top of the lattice:
 * joined with anything it stays zero.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonIsolation: the reasons, as bits (C-03, C-06). */
typedef enum
{
  CORDON_ISOLATION_NONE = 0,
  CORDON_ISOLATION_PENDING = 1 << 0,       /* remote, and the label of its session is not known yet (C-05) */
  CORDON_ISOLATION_PEER_IDENTITY = 1 << 1, /* captured for one callee (C-02) */
  CORDON_ISOLATION_CONFIDENTIAL_SESSION = 1 << 2, /* arrived on `c-webrtc` (C-04) */
  CORDON_ISOLATION_CROSS_ORIGIN = 1 << 3,         /* of another origin, without its leave */
} CordonIsolation;

#define CORDON_N_ISOLATIONS 4
#define CORDON_ISOLATION_ALL ((CordonIsolation) ((1 << CORDON_N_ISOLATIONS) - 1))

/** CordonLabel: a value; copy and compare it freely. { 0 } is the unknown label. */
typedef struct
{
  guint64 word;
} CordonLabel;

/** CORDON_CALLEE_ID_NONE: bound to no callee; what a label without CORDON_ISOLATION_PEER_IDENTITY carries. */
#define CORDON_CALLEE_ID_NONE 0U
/** CORDON_CALLEE_ID_NOBODY: two different callees met, or one that could not be kept: no callee will do. */
#define CORDON_CALLEE_ID_NOBODY 0x7fffffffU

/** cordon_label_unknown: Returns: the zero label: isolated, for nobody. */
CORDON_API CordonLabel cordon_label_unknown (void);

/** cordon_label_readable: Returns: the label of plain media: no reason, no callee. */
CORDON_API CordonLabel cordon_label_readable (void);

/**
 * cordon_label_new:
 * @reasons: the set of reasons; bits that are not defined give the unknown label
 * @callee_id: of the graph's callee table (isolation/callee_table.h), or CORDON_CALLEE_ID_NONE
 *
 * CORDON_ISOLATION_PEER_IDENTITY without a callee is for nobody; a callee without it gives the unknown label.
 */
CORDON_API CordonLabel cordon_label_new (CordonIsolation reasons, guint32 callee_id);

/**
 * cordon_label_join: the union of both sets of reasons; two different callees join to nobody (C-06,
 * C-13). Total, any thread.
 */
CORDON_API CordonLabel cordon_label_join (CordonLabel a, CordonLabel b);

/**
 * cordon_label_covers: whether @wide has every restriction of @narrow, that is join (wide, narrow)
 * equals @wide.
 */
CORDON_API gboolean cordon_label_covers (CordonLabel wide, CordonLabel narrow);

/**
 * cordon_label_is_readable: the one question of a sink; FALSE for anything but exactly the readable
 * label.
 */
CORDON_API gboolean cordon_label_is_readable (CordonLabel label);

/** cordon_label_is_known: FALSE for the zero label. */
CORDON_API gboolean cordon_label_is_known (CordonLabel label);

/** cordon_label_equal: word by word. */
CORDON_API gboolean cordon_label_equal (CordonLabel a, CordonLabel b);

/**
 * cordon_label_get_reasons: for chrome and the debug page, never for script (C-03). All reasons where
 * the label is unknown.
 */
CORDON_API CordonIsolation cordon_label_get_reasons (CordonLabel label);

/** cordon_label_get_callee_id: CORDON_CALLEE_ID_NOBODY where the label is unknown. */
CORDON_API guint32 cordon_label_get_callee_id (CordonLabel label);

/**
 * cordon_isolation_to_string: one reason's name, "peer-identity". Returns: (transfer none) (nullable):
 * %NULL for no or several bits.
 */
CORDON_API const char *cordon_isolation_to_string (CordonIsolation reason);

/** cordon_isolation_from_string: Returns: the reason, or CORDON_ISOLATION_NONE where the name is none. */
CORDON_API CordonIsolation cordon_isolation_from_string (const char *name);

/**
 * cordon_label_describe: Returns: (transfer full): "readable", "unknown" or "peer-identity+cross-
 * origin"; for chrome and debug page.
 */
CORDON_API char *cordon_label_describe (CordonLabel label);

G_END_DECLS
