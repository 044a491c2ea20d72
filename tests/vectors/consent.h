/*
 * What the runners on consent share: a world per case, and the case's words in ours. Nothing in the cases depends on
 * the kind of permission or, but for a few that say so, on the scheme: a kind that Cordon does not govern is played
 * by one that it does, and an http site by the https one, because http sites hold no grants at all.
 */

#pragma once

#include "tests/support/world.h"
#include "tests/vectors/vectors.h"

/* Returns: (transfer full) (nullable): the permission key that plays @url; NULL where it has none. */
char *consent_site (const char *url);

/* ConsentKinds: which feature plays which kind, in the order of first use. */
typedef struct
{
  char *names[CORDON_N_FEATURES];
} ConsentKinds;

/* Returns: CORDON_FEATURE_NONE where no feature is left. */
CordonFeature consent_kind (ConsentKinds *kinds, const char *name);
void consent_kinds_clear (ConsentKinds *kinds);

/* "denied", "prompt", "granted". */
const char *consent_state_name (CordonState state);

/* Compares one member of a step. */
void consent_check_string (VectorCase *vector, JsonObject *step, const char *member, const char *actual);
void consent_check_boolean (VectorCase *vector, JsonObject *step, const char *member, gboolean actual);
void consent_check_int (VectorCase *vector, JsonObject *step, const char *member, gint64 actual);

/* Removes a temporary folder of files. */
void consent_remove_folder (const char *path);

/* ConsentOp: a word of the steps and what plays it. */
typedef struct
{
  const char *name;
  void (*play) (VectorCase *vector, JsonObject *step, gpointer state);
} ConsentOp;

/* Plays the steps; a word that is not in the table skips the case. */
void consent_play (VectorCase *vector, const ConsentOp *ops, gsize n_ops, gpointer state);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ConsentKinds, consent_kinds_clear)
