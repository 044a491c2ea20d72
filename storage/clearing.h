/*
 * Clearing: what to forget, of whom, since when. Gone from memory before the call returns, overwritten on disk when
 * it is done.
 */

#pragma once

#include "storage/store.h"

G_BEGIN_DECLS

/** CordonClearWhat: bits. */
typedef enum
{
  CORDON_CLEAR_NOTHING = 0,
  CORDON_CLEAR_GRANTS = 1 << 0,
  CORDON_CLEAR_EMBARGOES = 1 << 1,
  CORDON_CLEAR_IDENTIFIERS = 1 << 2, /* and continuity records (G-13) */
  CORDON_CLEAR_BLOCKED_CALLEES = 1 << 3,
  CORDON_CLEAR_UNDO = 1 << 4,
  CORDON_CLEAR_JOURNAL = 1 << 5,    /* blanks what it tells of the origin; without one, of everybody */
  CORDON_CLEAR_CONTINUITY = 1 << 6, /* continuity records alone */
} CordonClearWhat;

/** What Clear-Site-Data and clearing cookies mean: identifiers rotate, decisions stay (B-52). */
#define CORDON_CLEAR_SITE_DATA CORDON_CLEAR_IDENTIFIERS

/** What "forget this site" means. */
#define CORDON_CLEAR_ALL \
  (CORDON_CLEAR_GRANTS | CORDON_CLEAR_EMBARGOES | CORDON_CLEAR_IDENTIFIERS | CORDON_CLEAR_BLOCKED_CALLEES \
   | CORDON_CLEAR_UNDO | CORDON_CLEAR_JOURNAL)

/**
 * CordonClearing: zero-filled clears nothing. Restrictions that do not apply are zero; all that are given must
 * hold.
 */
typedef struct
{
  guint what;                 /* CordonClearWhat */
  const CordonOrigin *origin; /* NULL: all */
  gint64
    since_wall_us; /* made or changed at this time or later; 0: ever. The journal is not restricted by it. */
  CordonFeatureSet features; /* of grants, undo list, embargoes; empty: all */
  CordonFeatureSet except;   /* features to keep */
} CordonClearing;

/**
 * cordon_store_clear:
 * @func: (nullable): hears of each grant that goes, so that captures can be stopped
 * @done: (nullable): after the commit, with the old bytes overwritten and the log truncated
 */
CORDON_API void cordon_store_clear (CordonStore *store, const CordonClearing *clearing, CordonGrantFunc func,
                                    gpointer func_data, CordonStoreDone done, gpointer data);

G_END_DECLS
