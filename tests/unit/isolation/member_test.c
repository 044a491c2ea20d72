#include "isolation/member.h"

#include "tests/support/test.h"

static CordonLabel
isolated (void)
{
  return cordon_label_new (CORDON_ISOLATION_PEER_IDENTITY, 1);
}

static CordonTreatment
stats (const char *type, const char *member)
{
  return cordon_member_treatment (CORDON_DOOR_STATS, type, member, isolated ());
}

static void
audio_levels_are_absent_from_statistics (void **state)
{
  assert_int_equal (stats ("media-source", "audioLevel"), CORDON_TREATMENT_DROP);
  assert_int_equal (stats ("media-source", "totalAudioEnergy"), CORDON_TREATMENT_DROP);
  assert_int_equal (stats ("inbound-rtp", "audioLevel"), CORDON_TREATMENT_DROP);
  assert_int_equal (stats ("inbound-rtp", "totalAudioEnergy"), CORDON_TREATMENT_DROP);
}

static void
near_relatives_are_absent_as_well (void **state)
{
  assert_int_equal (stats ("media-source", "totalSamplesDuration"), CORDON_TREATMENT_DROP);
  assert_int_equal (stats ("inbound-rtp", "totalSamplesDuration"), CORDON_TREATMENT_DROP);
  assert_int_equal (stats ("inbound-rtp", "silentConcealedSamples"), CORDON_TREATMENT_DROP);
  assert_int_equal (stats ("media-source", "echoReturnLoss"), CORDON_TREATMENT_DROP);
  assert_int_equal (stats ("media-source", "echoReturnLossEnhancement"), CORDON_TREATMENT_DROP);
  assert_int_equal (cordon_member_treatment (CORDON_DOOR_SOURCE_LEVELS, NULL, "audioLevel", isolated ()),
                    CORDON_TREATMENT_DROP);
}

/* Earlier drafts had an object of the track's own, and engines still give it. */
static void
what_earlier_drafts_called_them_is_absent_too (void **state)
{
  static const char *const levels[] = { "audioLevel",           "totalAudioEnergy",
                                        "totalSamplesDuration", "silentConcealedSamples",
                                        "echoReturnLoss",       "echoReturnLossEnhancement" };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    assert_int_equal (stats ("track", levels[i]), CORDON_TREATMENT_DROP);
  assert_int_equal (
    cordon_member_treatment (CORDON_DOOR_SOURCE_LEVELS, NULL, "voiceActivityFlag", isolated ()),
    CORDON_TREATMENT_DROP);
}

static void
everything_else_in_statistics_stays (void **state)
{
  static const char *const kept[] = { "bytesReceived", "packetsLost", "jitter", "codecId",
                                      "framesPerSecond" };
  static const char *const types[] = { "media-source", "inbound-rtp", "outbound-rtp",  "remote-inbound-rtp",
                                       "codec",        "transport",   "candidate-pair" };

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    for (guint j = 0; j < G_N_ELEMENTS (types); j++)
      assert_int_equal (stats (types[j], kept[i]), CORDON_TREATMENT_KEEP);
  assert_int_equal (stats (NULL, "bytesReceived"), CORDON_TREATMENT_KEEP);
  assert_int_equal (stats ("outbound-rtp", "audioLevel"), CORDON_TREATMENT_KEEP);
  assert_int_equal (cordon_member_treatment (CORDON_DOOR_SOURCE_LEVELS, NULL, "timestamp", isolated ()),
                    CORDON_TREATMENT_KEEP);
}

static void
frame_metadata_is_coarse_and_has_no_processing_time (void **state)
{
  static const struct
  {
    CordonDoor door;
    const char *member;
    CordonTreatment treatment;
  } cases[] = {
    { CORDON_DOOR_FRAME_METADATA, "processingDuration", CORDON_TREATMENT_DROP },
    { CORDON_DOOR_FRAME_METADATA, "somethingNew", CORDON_TREATMENT_DROP },
    { CORDON_DOOR_FRAME_METADATA, "presentationTime", CORDON_TREATMENT_COARSEN },
    { CORDON_DOOR_FRAME_METADATA, "expectedDisplayTime", CORDON_TREATMENT_COARSEN },
    { CORDON_DOOR_FRAME_METADATA, "mediaTime", CORDON_TREATMENT_COARSEN },
    { CORDON_DOOR_FRAME_METADATA, "captureTime", CORDON_TREATMENT_COARSEN },
    { CORDON_DOOR_FRAME_METADATA, "receiveTime", CORDON_TREATMENT_COARSEN },
    { CORDON_DOOR_FRAME_METADATA, "width", CORDON_TREATMENT_KEEP },
    { CORDON_DOOR_FRAME_METADATA, "height", CORDON_TREATMENT_KEEP },
    { CORDON_DOOR_FRAME_METADATA, "presentedFrames", CORDON_TREATMENT_KEEP },
    { CORDON_DOOR_PLAYBACK_QUALITY, "creationTime", CORDON_TREATMENT_COARSEN },
    { CORDON_DOOR_PLAYBACK_QUALITY, "totalVideoFrames", CORDON_TREATMENT_KEEP },
    { CORDON_DOOR_PLAYBACK_QUALITY, "somethingNew", CORDON_TREATMENT_DROP },
    { CORDON_DOOR_TRACK_STATS, "totalFramesDuration", CORDON_TREATMENT_COARSEN },
    { CORDON_DOOR_TRACK_STATS, "deliveredFramesDuration", CORDON_TREATMENT_COARSEN },
    { CORDON_DOOR_TRACK_STATS, "deliveredFrames", CORDON_TREATMENT_KEEP },
    { CORDON_DOOR_TRACK_STATS, "somethingNew", CORDON_TREATMENT_DROP },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cordon_member_treatment (cases[i].door, NULL, cases[i].member, isolated ()) != cases[i].treatment)
      fail_msg ("%s: %s", cordon_door_to_string (cases[i].door), cases[i].member);
}

static void
coarse_clocks_stand_still_for_a_fifth_of_a_second (void **state)
{
  assert_int_equal (CORDON_COARSE_CLOCK_US, 200000);
  assert_int_equal (cordon_member_coarsen_us (999999), 800000);
  assert_int_equal (cordon_member_coarsen_us (800000), 800000);
  assert_int_equal (cordon_member_coarsen_us (0), 0);
  assert_int_equal (cordon_member_coarsen_us (-1), -200000);
  assert_int_equal (cordon_member_coarsen_us (-200000), -200000);
}

static void
settings_that_follow_content_freeze_and_others_stay (void **state)
{
  static const char *const frozen[] = { "zoom",          "exposureTime",     "backgroundBlur", "faceFraming",
                                        "focusDistance", "whiteBalanceMode", "somethingNew" };
  static const char *const kept[] = {
    "width",      "height",       "aspectRatio", "frameRate",        "facingMode",      "resizeMode",
    "sampleRate", "sampleSize",   "latency",     "echoCancellation", "autoGainControl", "noiseSuppression",
    "deviceId",   "channelCount", "groupId",     "displaySurface",   "logicalSurface",  "cursor",
  };
  CordonDoor door = CORDON_DOOR_TRACK_SETTINGS;

  for (guint i = 0; i < G_N_ELEMENTS (frozen); i++)
    {
      assert_int_equal (cordon_member_treatment (door, NULL, frozen[i], isolated ()),
                        CORDON_TREATMENT_FREEZE);
      assert_false (cordon_member_may_report_change (frozen[i], isolated (), FALSE));
      assert_true (cordon_member_may_report_change (frozen[i], isolated (), TRUE));
    }
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      assert_int_equal (cordon_member_treatment (door, NULL, kept[i], isolated ()), CORDON_TREATMENT_KEEP);
      assert_true (cordon_member_may_report_change (kept[i], isolated (), FALSE));
    }
}

static void
plain_media_keeps_every_member (void **state)
{
  CordonLabel plain = cordon_label_readable ();

  for (guint door = 1; door < CORDON_N_DOORS; door++)
    assert_int_equal (cordon_member_treatment ((CordonDoor) door, "inbound-rtp", "audioLevel", plain),
                      CORDON_TREATMENT_KEEP);
  assert_true (cordon_member_may_report_change ("zoom", plain, FALSE));
}

static void
doors_that_do_not_exist_show_nothing (void **state)
{
  assert_int_equal (cordon_member_treatment (CORDON_DOOR_NONE, NULL, "x", cordon_label_readable ()),
                    CORDON_TREATMENT_DROP);
  assert_int_equal (cordon_member_treatment ((CordonDoor) 99, NULL, "x", cordon_label_readable ()),
                    CORDON_TREATMENT_DROP);
  assert_string_equal (cordon_door_to_string ((CordonDoor) 99), "none");
  assert_string_equal (cordon_door_to_string (CORDON_DOOR_STATS), "stats");
  assert_string_equal (cordon_treatment_to_string (CORDON_TREATMENT_FREEZE), "freeze");
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (audio_levels_are_absent_from_statistics, "C-41"),
    CORDON_TEST (near_relatives_are_absent_as_well, "C-42"),
    CORDON_TEST (what_earlier_drafts_called_them_is_absent_too, "C-42"),
    CORDON_TEST (everything_else_in_statistics_stays, "C-07 C-41"),
    CORDON_TEST (frame_metadata_is_coarse_and_has_no_processing_time, "C-43"),
    CORDON_TEST (coarse_clocks_stand_still_for_a_fifth_of_a_second, "C-43"),
    CORDON_TEST (settings_that_follow_content_freeze_and_others_stay, "C-07 C-08 C-23"),
    CORDON_TEST (plain_media_keeps_every_member, "C-11"),
    CORDON_TEST (doors_that_do_not_exist_show_nothing, "C-47"),
  };

  return cordon_test_run (tests);
}
