/*
 * Calls, for the rest of the consent target.
 */

#pragma once

#include "permissions/call.h"
#include "permissions/clock.h"

G_BEGIN_DECLS

typedef struct _CordonCallSet CordonCallSet;

CordonCallSet *cordon_call_set_new (void);
void cordon_call_set_free (CordonCallSet *set);

/** cordon_call_join: Returns: the open call of @document; joins the one of its tab and origin, or opens one. */
guint64 cordon_call_join (CordonProfile *profile, CordonDocument *document);

/** cordon_call_find_joinable: Returns: the call that cordon_call_join() would return, 0 where it would open one. */
guint64 cordon_call_find_joinable (const CordonProfile *profile, const CordonDocument *document);

/** cordon_call_add_grant: @grant_id is not stored: it ends with @call_id, or with the last capture on it
 * (B-03, B-04). Returns: %FALSE where that call is over. */
gboolean cordon_call_add_grant (CordonProfile *profile, guint64 call_id, guint64 grant_id);

/** cordon_calls_settle: ends what nothing keeps any more: call grants without captures, calls without anything. */
void cordon_calls_settle (CordonProfile *profile, CordonCallEnd why);

/** cordon_call_end: Returns: %FALSE where there is no such open call. */
gboolean cordon_call_end (CordonProfile *profile, guint64 call_id, CordonCallEnd why);

void cordon_calls_end_all (CordonProfile *profile, CordonCallEnd why);
void cordon_calls_document_gone (CordonProfile *profile, const CordonDocument *document);

void cordon_calls_tick (CordonProfile *profile, CordonTime now);
gint64 cordon_calls_get_next_due (const CordonProfile *profile);

G_END_DECLS
