/*
 * Side doors: members of objects that script reads anyway, and that follow the picture or the sound. One table says
 * for each what becomes of it on isolated media (C-08, C-41 … C-43). Members of plain media are not touched.
 */

#pragma once

#include "isolation/sink.h"

G_BEGIN_DECLS

/** CordonDoor: where the member stands. */
typedef enum
{
  CORDON_DOOR_NONE = 0,         /* every member is dropped */
  CORDON_DOOR_STATS,            /* RTCStatsReport; the group is the stats object's type */
  CORDON_DOOR_SOURCE_LEVELS,    /* getSynchronizationSources (), getContributingSources () */
  CORDON_DOOR_FRAME_METADATA,   /* requestVideoFrameCallback () */
  CORDON_DOOR_PLAYBACK_QUALITY, /* getVideoPlaybackQuality () */
  CORDON_DOOR_TRACK_STATS,      /* MediaStreamTrack.stats */
  CORDON_DOOR_TRACK_SETTINGS,   /* getSettings (), configurationchange */
} CordonDoor;

#define CORDON_N_DOORS 7

/** CordonTreatment: what becomes of the member. */
typedef enum
{
  CORDON_TREATMENT_DROP = 0, /* it is not there */
  CORDON_TREATMENT_FREEZE, /* the value from before isolation, no event; changes that the site asked for are shown */
  CORDON_TREATMENT_COARSEN, /* cordon_member_coarsen_us () */
  CORDON_TREATMENT_KEEP,
} CordonTreatment;

/** CORDON_COARSE_CLOCK_US: the grid of coarse clocks; six frames of ordinary video fall on one point. */
#define CORDON_COARSE_CLOCK_US 200000

/**
 * cordon_member_treatment:
 * @group: (nullable): the stats object's type for CORDON_DOOR_STATS ("inbound-rtp"); ignored elsewhere
 * @member: its name as script writes it
 * @label: of the media that the object is about
 *
 * What a door does not list is kept where only named members are protected (statistics), and dropped or frozen
 * elsewhere.
 */
CORDON_API CordonTreatment cordon_member_treatment (CordonDoor door, const char *group, const char *member,
                                                    CordonLabel label);

/**
 * cordon_member_may_report_change: whether a changed setting shows in getSettings () and fires `configurationchange`.
 * @caused_by_site: it is the result of applyConstraints () (C-23)
 */
CORDON_API gboolean cordon_member_may_report_change (const char *setting, CordonLabel label,
                                                     gboolean caused_by_site);

/** cordon_member_coarsen_us: @time_us rounded down to the grid. */
CORDON_API gint64 cordon_member_coarsen_us (gint64 time_us);

/** cordon_door_to_string: Returns: (transfer none): "stats". */
CORDON_API const char *cordon_door_to_string (CordonDoor door);
/** cordon_treatment_to_string: Returns: (transfer none): "drop". */
CORDON_API const char *cordon_treatment_to_string (CordonTreatment treatment);

G_END_DECLS
