/*
 * The decision log: a ring buffer of what was decided and why, for the debug page. In memory; it decides nothing.
 */

#pragma once

#include "permissions/snapshot.h"

G_BEGIN_DECLS

typedef struct _CordonDecisionLog CordonDecisionLog;

CordonDecisionLog *cordon_decision_log_new (void);
void cordon_decision_log_free (CordonDecisionLog *log);

/** cordon_decision_log_add: copies @entry; its serial is set here. */
void cordon_decision_log_add (CordonDecisionLog *log, const CordonLogEntry *entry);
void cordon_decision_log_foreach (const CordonDecisionLog *log, CordonLogFunc func, gpointer data);

/** cordon_decision_log_forget: drops what names @origin as asker or key (NULL: everything). */
void cordon_decision_log_forget (CordonDecisionLog *log, const CordonOrigin *origin);

/** cordon_profile_log: adds an entry about @document (nullable) at the profile's time. */
void cordon_profile_log (CordonProfile *profile, const CordonDocument *document, const CordonLogEntry *entry);

G_END_DECLS
