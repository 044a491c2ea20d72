/*
 * Observers, for the parts of the consent target that cause events.
 */

#pragma once

#include "permissions/observer.h"

G_BEGIN_DECLS

typedef struct _CordonObservers CordonObservers;

CordonObservers *cordon_observers_new (void);
void cordon_observers_free (CordonObservers *observers);

/**
 * cordon_profile_emit: queues a copy of @event and, unless events are being told already, tells all that are queued.
 * Call it when the state has changed and the invariants hold again.
 */
void cordon_profile_emit (CordonProfile *profile, const CordonEvent *event);

/** cordon_profile_refresh_statuses: permission status objects under @origin (NULL: all) read their state again. */
void
cordon_profile_refresh_statuses (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature);

/** cordon_profile_detach_statuses: those of @document (NULL: all) never change again. */
void cordon_profile_detach_statuses (CordonProfile *profile, const CordonDocument *document);

G_END_DECLS
