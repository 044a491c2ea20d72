/*
 * Lifetimes: what ends by itself. One-time grants (visits) end when the last page of their origin has gone, 5 minutes
 * after it was hidden without capturing, at suspend, and after 16 h; timed grants at their time; unused ones after 60
 * days. Nothing here has a timer: cordon_lifetimes_tick() does what is due, cordon_lifetimes_get_next_due() says
 * when.
 */

#pragma once

#include "permissions/profile_private.h"

G_BEGIN_DECLS

CordonLifetimes *cordon_lifetimes_new (void);
void cordon_lifetimes_free (CordonLifetimes *lifetimes);

void cordon_lifetimes_grant_added (CordonProfile *profile, const CordonGrant *grant);
void cordon_lifetimes_grant_removed (CordonProfile *profile, const CordonGrant *grant);

/** cordon_lifetimes_documents_changed: documents under @key came, went, hid or showed themselves. */
void cordon_lifetimes_documents_changed (CordonProfile *profile, const CordonOrigin *key);
void cordon_lifetimes_capture_ended (CordonProfile *profile, const CordonCapture *capture);

/** cordon_lifetimes_end_visits: suspend (both NULL and NONE), or the user's stop of one feature. */
void cordon_lifetimes_end_visits (CordonProfile *profile, const CordonOrigin *key, CordonFeature feature);

void cordon_lifetimes_tick (CordonProfile *profile, CordonTime now);

/** cordon_lifetimes_get_next_due: both clocks' next due times; G_MAXINT64: none. */
CordonTime cordon_lifetimes_get_next_due (CordonProfile *profile);

G_END_DECLS
