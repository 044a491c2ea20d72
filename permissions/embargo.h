/*
 * The embargo: a prompt that is dismissed or ignored again and again is held back for a week. Counted per origin and
 * feature, dismissals and ignores apart. Counts outlive the embargo, so that one more after it starts the next; what
 * the user decides resets them: a yes in a prompt, and whatever he does in the chrome's list, revoking and undoing
 * included. A no does not: it stands by itself. Pure: time is passed in, nothing is stored here.
 */

#pragma once

#include "permissions/decision.h"
#include "permissions/origin.h"

G_BEGIN_DECLS

typedef struct _CordonEmbargoes CordonEmbargoes;

/** CordonEmbargoKind: how a prompt ended without a decision. */
typedef enum
{
  CORDON_EMBARGO_DISMISSED = 0,
  CORDON_EMBARGO_IGNORED = 1,
} CordonEmbargoKind;

#define CORDON_N_EMBARGO_KINDS 2

/** CordonEmbargoEntry: what is known of one key; a value. */
typedef struct
{
  CordonFeature feature;
  guint counts[CORDON_N_EMBARGO_KINDS];
  gint64 started_wall_us[CORDON_N_EMBARGO_KINDS]; /* 0: never */
} CordonEmbargoEntry;

/** cordon_embargoes_new: @dismissals: how many of them start an embargo; 0: CORDON_EMBARGO_DISMISSALS. */
CORDON_API CordonEmbargoes *cordon_embargoes_new (guint dismissals);
CORDON_API void cordon_embargoes_free (CordonEmbargoes *embargoes);

/**
 * cordon_embargoes_record: a prompt for (@origin, @feature) ended without a decision.
 * @quiet: it was a quiet one, for which fewer are enough
 *
 * Returns: %TRUE when this started an embargo.
 */
CORDON_API gboolean cordon_embargoes_record (CordonEmbargoes *embargoes, const CordonOrigin *origin,
                                             CordonFeature feature, CordonEmbargoKind kind, gboolean quiet,
                                             gint64 wall_us);

/** cordon_embargoes_check: Returns: EMBARGO_DISMISSED or EMBARGO_IGNORED while one holds at @wall_us, else NONE. */
CORDON_API CordonReason cordon_embargoes_check (const CordonEmbargoes *embargoes, const CordonOrigin *origin,
                                                CordonFeature feature, gint64 wall_us);

/** cordon_embargoes_get: Returns: %TRUE with *@out_entry, or %FALSE where nothing was counted. */
CORDON_API gboolean cordon_embargoes_get (const CordonEmbargoes *embargoes, const CordonOrigin *origin,
                                          CordonFeature feature, CordonEmbargoEntry *out_entry);

/** cordon_embargoes_put: what a store remembered. Replaces the entry of its key. */
CORDON_API void cordon_embargoes_put (CordonEmbargoes *embargoes, const CordonOrigin *origin,
                                      const CordonEmbargoEntry *entry);

/**
 * cordon_embargoes_get_start: Returns: when the latest embargo of the key began, also where it has lapsed; 0: never.
 */
CORDON_API gint64 cordon_embargoes_get_start (const CordonEmbargoes *embargoes, const CordonOrigin *origin,
                                              CordonFeature feature);

/** cordon_embargoes_reset: forgets counts and embargo of @origin (NULL: all) for @feature (NONE: all). */
CORDON_API void
cordon_embargoes_reset (CordonEmbargoes *embargoes, const CordonOrigin *origin, CordonFeature feature);

typedef gboolean (*CordonEmbargoesFunc) (const CordonOrigin *origin, const CordonEmbargoEntry *entry,
                                         gpointer data);
CORDON_API void
cordon_embargoes_foreach (const CordonEmbargoes *embargoes, CordonEmbargoesFunc func, gpointer data);

/** cordon_embargoes_get_next_end: Returns: when the next embargo that holds at @wall_us lapses; G_MAXINT64: none. */
CORDON_API gint64 cordon_embargoes_get_next_end (const CordonEmbargoes *embargoes, gint64 wall_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonEmbargoes, cordon_embargoes_free)

G_END_DECLS
