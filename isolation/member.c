#include "isolation/member.h"

#include <string.h>

typedef struct
{
  CordonDoor door;
  const char *group; /* NULL: any */
  const char *member;
  CordonTreatment treatment;
} MemberRow;

/* What is not named here has its door's own treatment. */
static const MemberRow members[] = {
  /* C-41: the four that the statistics specification removes. */
  { CORDON_DOOR_STATS, "media-source", "audioLevel", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "media-source", "totalAudioEnergy", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "inbound-rtp", "audioLevel", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "inbound-rtp", "totalAudioEnergy", CORDON_TREATMENT_DROP },
  /* C-42: the same information by other names. */
  { CORDON_DOOR_STATS, "media-source", "totalSamplesDuration", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "media-source", "echoReturnLoss", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "media-source", "echoReturnLossEnhancement", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "inbound-rtp", "totalSamplesDuration", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "inbound-rtp", "silentConcealedSamples", CORDON_TREATMENT_DROP },
  /* The object of earlier drafts, which engines still give. */
  { CORDON_DOOR_STATS, "track", "audioLevel", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "track", "totalAudioEnergy", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "track", "totalSamplesDuration", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "track", "silentConcealedSamples", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "track", "echoReturnLoss", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_STATS, "track", "echoReturnLossEnhancement", CORDON_TREATMENT_DROP },

  { CORDON_DOOR_SOURCE_LEVELS, NULL, "audioLevel", CORDON_TREATMENT_DROP },
  { CORDON_DOOR_SOURCE_LEVELS, NULL, "voiceActivityFlag", CORDON_TREATMENT_DROP },

  /* C-43. */
  { CORDON_DOOR_FRAME_METADATA, NULL, "presentationTime", CORDON_TREATMENT_COARSEN },
  { CORDON_DOOR_FRAME_METADATA, NULL, "expectedDisplayTime", CORDON_TREATMENT_COARSEN },
  { CORDON_DOOR_FRAME_METADATA, NULL, "mediaTime", CORDON_TREATMENT_COARSEN },
  { CORDON_DOOR_FRAME_METADATA, NULL, "captureTime", CORDON_TREATMENT_COARSEN },
  { CORDON_DOOR_FRAME_METADATA, NULL, "receiveTime", CORDON_TREATMENT_COARSEN },
  { CORDON_DOOR_FRAME_METADATA, NULL, "width", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_FRAME_METADATA, NULL, "height", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_FRAME_METADATA, NULL, "presentedFrames", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_PLAYBACK_QUALITY, NULL, "creationTime", CORDON_TREATMENT_COARSEN },
  { CORDON_DOOR_PLAYBACK_QUALITY, NULL, "totalVideoFrames", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_PLAYBACK_QUALITY, NULL, "droppedVideoFrames", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_PLAYBACK_QUALITY, NULL, "corruptedVideoFrames", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_STATS, NULL, "deliveredFrames", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_STATS, NULL, "discardedFrames", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_STATS, NULL, "totalFrames", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_STATS, NULL, "totalFramesDuration", CORDON_TREATMENT_COARSEN },
  { CORDON_DOOR_TRACK_STATS, NULL, "deliveredFramesDuration", CORDON_TREATMENT_COARSEN },

  /* C-07: what was negotiated, and is the device's. All other settings may follow content: they freeze (C-08). */
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "width", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "height", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "aspectRatio", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "frameRate", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "facingMode", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "resizeMode", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "sampleRate", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "sampleSize", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "channelCount", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "latency", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "echoCancellation", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "autoGainControl", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "noiseSuppression", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "deviceId", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "groupId", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "displaySurface", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "logicalSurface", CORDON_TREATMENT_KEEP },
  { CORDON_DOOR_TRACK_SETTINGS, NULL, "cursor", CORDON_TREATMENT_KEEP },
};

static const struct
{
  const char *name;
  CordonTreatment unlisted;
} doors[] = {
  [CORDON_DOOR_NONE] = { "none", CORDON_TREATMENT_DROP },
  [CORDON_DOOR_STATS] = { "stats", CORDON_TREATMENT_KEEP },
  [CORDON_DOOR_SOURCE_LEVELS] = { "source-levels", CORDON_TREATMENT_KEEP },
  [CORDON_DOOR_FRAME_METADATA] = { "frame-metadata", CORDON_TREATMENT_DROP },
  [CORDON_DOOR_PLAYBACK_QUALITY] = { "playback-quality", CORDON_TREATMENT_DROP },
  [CORDON_DOOR_TRACK_STATS] = { "track-stats", CORDON_TREATMENT_DROP },
  [CORDON_DOOR_TRACK_SETTINGS] = { "track-settings", CORDON_TREATMENT_FREEZE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (doors) == CORDON_N_DOORS);

static CordonTreatment
listed_treatment (CordonDoor door, const char *group, const char *member)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (members[i].door == door && (!members[i].group || g_strcmp0 (members[i].group, group) == 0)
        && strcmp (members[i].member, member) == 0)
      return members[i].treatment;

  return doors[door].unlisted;
}

CordonTreatment
cordon_member_treatment (CordonDoor door, const char *group, const char *member, CordonLabel label)
{
  g_return_val_if_fail (member != NULL, CORDON_TREATMENT_DROP);

  if (door == CORDON_DOOR_NONE || (guint) door >= CORDON_N_DOORS)
    return CORDON_TREATMENT_DROP;
  if (cordon_label_is_readable (label))
    return CORDON_TREATMENT_KEEP;

  return listed_treatment (door, group, member);
}

gboolean
cordon_member_may_report_change (const char *setting, CordonLabel label, gboolean caused_by_site)
{
  return caused_by_site
         || cordon_member_treatment (CORDON_DOOR_TRACK_SETTINGS, NULL, setting, label)
              == CORDON_TREATMENT_KEEP;
}

gint64
cordon_member_coarsen_us (gint64 time_us)
{
  gint64 over = time_us % CORDON_COARSE_CLOCK_US;

  return time_us - over - (over < 0 ? CORDON_COARSE_CLOCK_US : 0);
}

const char *
cordon_door_to_string (CordonDoor door)
{
  return doors[(guint) door < CORDON_N_DOORS ? door : CORDON_DOOR_NONE].name;
}

const char *
cordon_treatment_to_string (CordonTreatment treatment)
{
  switch (treatment)
    {
    case CORDON_TREATMENT_DROP: return "drop";
    case CORDON_TREATMENT_FREEZE: return "freeze";
    case CORDON_TREATMENT_COARSEN: return "coarsen";
    case CORDON_TREATMENT_KEEP: return "keep";
    }

  return "drop";
}
