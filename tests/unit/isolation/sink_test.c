#include "isolation/sink.h"

#include <string.h>

#include "tests/support/test.h"

static CordonLabel
isolated (void)
{
  return cordon_label_new (CORDON_ISOLATION_CROSS_ORIGIN, CORDON_CALLEE_ID_NONE);
}

/* The requirements, transcribed once more: sink, what refusing looks like, what it looks like late, the exception. */
static const struct
{
  CordonSink sink;
  const char *form;
  const char *late_form;
  const char *exception;
  const char *row;
} required[] = {
  { CORDON_SINK_CANVAS_DRAW, "taint", "none", NULL, "C-24" },
  { CORDON_SINK_CANVAS_PATTERN, "taint", "none", NULL, "C-24" },
  { CORDON_SINK_CANVAS_READ_BACK, "throw", "none", "SecurityError", "C-25" },
  { CORDON_SINK_CANVAS_CONVERT_TO_BLOB, "reject", "none", "SecurityError", "C-26" },
  { CORDON_SINK_CREATE_IMAGE_BITMAP, "taint", "none", NULL, "C-27" },
  { CORDON_SINK_WEBGL_UPLOAD, "throw", "none", "SecurityError", "C-28" },
  { CORDON_SINK_WEBGPU_IMPORT, "throw", "none", "SecurityError", "C-29" },
  { CORDON_SINK_WEBGPU_COPY, "throw", "none", "SecurityError", "C-29" },
  { CORDON_SINK_VIDEO_FRAME, "throw", "none", "SecurityError", "C-30" },
  { CORDON_SINK_CANVAS_CAPTURE, "throw", "mute", "SecurityError", "C-31" },
  { CORDON_SINK_ELEMENT_CAPTURE, "mute", "mute", NULL, "C-16" },
  { CORDON_SINK_AUDIO_STREAM_SOURCE, "silence", "silence", NULL, "C-32" },
  { CORDON_SINK_AUDIO_TRACK_SOURCE, "silence", "silence", NULL, "C-32" },
  { CORDON_SINK_AUDIO_ELEMENT_SOURCE, "silence", "silence", NULL, "C-33" },
  { CORDON_SINK_RECORDER, "throw", "discard", "SecurityError", "C-34 C-35" },
  { CORDON_SINK_TRACK_PROCESSOR, "throw", "error-stream", "SecurityError", "C-36" },
  { CORDON_SINK_SENDER_TRANSFORM, "withhold", "withhold", NULL, "C-37" },
  { CORDON_SINK_RECEIVER_TRANSFORM, "withhold", "withhold", NULL, "C-37" },
  { CORDON_SINK_TAKE_PHOTO, "reject", "reject", "SecurityError", "C-38" },
  { CORDON_SINK_GRAB_FRAME, "reject", "reject", "SecurityError", "C-38" },
  { CORDON_SINK_PHOTO_SETTINGS, "reject", "reject", "SecurityError", "C-38" },
  { CORDON_SINK_SHAPE_DETECTION, "reject", "reject", "SecurityError", "C-39" },
  { CORDON_SINK_SPEECH_RECOGNITION, "throw", "silence", "SecurityError", "C-40" },
  { CORDON_SINK_STATS, "absent", "absent", NULL, "C-41 C-42" },
  { CORDON_SINK_SOURCE_LEVELS, "absent", "absent", NULL, "C-42" },
  { CORDON_SINK_FRAME_METADATA, "coarsen", "coarsen", NULL, "C-43" },
  { CORDON_SINK_TRACK_SETTINGS, "freeze", "freeze", NULL, "C-08" },
  { CORDON_SINK_SURFACE_VIDEO, "black", "black", NULL, "C-44" },
  { CORDON_SINK_SURFACE_AUDIO, "silence", "silence", NULL, "C-44" },
  { CORDON_SINK_REMOTE_PLAYBACK, "reject", "black", "SecurityError", "C-45" },
  { CORDON_SINK_PRESENTATION, "black", "black", NULL, "C-45" },
  { CORDON_SINK_EXTENSION_SCREENSHOT, "black", "black", NULL, "C-45" },
  { CORDON_SINK_PRINT, "black", "black", NULL, "C-45" },
  { CORDON_SINK_HTML_IN_CANVAS, "black", "black", NULL, "C-45" },
  { CORDON_SINK_CSS_ELEMENT, "black", "black", NULL, "C-45" },
  { CORDON_SINK_RENDER, "none", "none", NULL, "C-46" },
  { CORDON_SINK_FULLSCREEN, "none", "none", NULL, "C-46" },
  { CORDON_SINK_PICTURE_IN_PICTURE, "none", "none", NULL, "C-46" },
  { CORDON_SINK_OUTPUT_DEVICE, "none", "none", NULL, "C-46" },
};

static void
every_sink_fails_in_its_own_form (void **state)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (required) == CORDON_N_SINKS - 1);

  for (guint i = 0; i < G_N_ELEMENTS (required); i++)
    {
      CordonSink sink = required[i].sink;

      assert_string_equal (cordon_form_to_string (cordon_sink_form (sink)), required[i].form);
      assert_string_equal (cordon_form_to_string (cordon_sink_late_form (sink)), required[i].late_form);
      assert_string_equal (cordon_sink_source_row (sink), required[i].row);
      if (required[i].exception)
        assert_string_equal (cordon_sink_exception (sink), required[i].exception);
      else
        assert_null (cordon_sink_exception (sink));
    }
}

static void
isolated_media_is_refused_at_every_sink_but_rendering (void **state)
{
  static const CordonSink rendering[] = { CORDON_SINK_RENDER, CORDON_SINK_FULLSCREEN,
                                          CORDON_SINK_PICTURE_IN_PICTURE, CORDON_SINK_OUTPUT_DEVICE };

  for (guint sink = 1; sink < CORDON_N_SINKS; sink++)
    {
      gboolean renders = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (rendering); i++)
        renders |= sink == rendering[i];
      for (guint reasons = 1; reasons <= CORDON_ISOLATION_ALL; reasons++)
        {
          CordonLabel label = cordon_label_new ((CordonIsolation) reasons, CORDON_CALLEE_ID_NONE);

          assert_int_equal (cordon_sink_verdict ((CordonSink) sink, label),
                            renders ? CORDON_VERDICT_ALLOW : CORDON_VERDICT_REFUSE);
        }
    }
}

static void
plain_media_is_allowed_at_every_sink (void **state)
{
  for (guint sink = 1; sink < CORDON_N_SINKS; sink++)
    assert_int_equal (cordon_sink_verdict ((CordonSink) sink, cordon_label_readable ()),
                      CORDON_VERDICT_ALLOW);
}

static void
sinks_that_are_not_registered_are_refused (void **state)
{
  static const int unregistered[] = { 0, CORDON_N_SINKS, CORDON_N_SINKS + 1, 1000, -1 };

  for (guint i = 0; i < G_N_ELEMENTS (unregistered); i++)
    {
      CordonSink sink = (CordonSink) unregistered[i];

      assert_int_equal (cordon_sink_verdict (sink, cordon_label_readable ()), CORDON_VERDICT_REFUSE);
      assert_int_equal (cordon_sink_verdict (sink, isolated ()), CORDON_VERDICT_REFUSE);
      assert_int_equal (cordon_sink_form (sink), CORDON_FORM_THROW);
      assert_int_equal (cordon_sink_late_form (sink), CORDON_FORM_THROW);
      assert_string_equal (cordon_sink_exception (sink), "SecurityError");
      assert_string_equal (cordon_sink_first_exception (sink, cordon_label_readable (), NULL),
                           "SecurityError");
      assert_string_equal (cordon_sink_source_row (sink), "C-47");
      assert_string_equal (cordon_sink_to_string (sink), "none");
    }
}

static void
unknown_labels_are_refused (void **state)
{
  for (guint sink = 1; sink < CORDON_SINK_RENDER; sink++)
    assert_int_equal (cordon_sink_verdict ((CordonSink) sink, cordon_label_unknown ()),
                      CORDON_VERDICT_REFUSE);
}

static void
recorder_looks_at_state_then_isolation_then_the_stream (void **state)
{
  static const char *const all[] = { "NotSupportedError", "InvalidStateError", NULL };
  static const char *const inactive_stream[] = { "NotSupportedError", NULL };
  CordonLabel readable = cordon_label_readable ();

  assert_string_equal (cordon_sink_first_exception (CORDON_SINK_RECORDER, isolated (), all),
                       "InvalidStateError");
  assert_string_equal (cordon_sink_first_exception (CORDON_SINK_RECORDER, isolated (), inactive_stream),
                       "SecurityError");
  assert_string_equal (cordon_sink_first_exception (CORDON_SINK_RECORDER, readable, inactive_stream),
                       "NotSupportedError");
  assert_null (cordon_sink_first_exception (CORDON_SINK_RECORDER, readable, NULL));
}

static void
video_frame_and_speech_look_at_usability_first (void **state)
{
  static const char *const unusable[] = { "InvalidStateError", NULL };

  assert_string_equal (cordon_sink_first_exception (CORDON_SINK_VIDEO_FRAME, isolated (), unusable),
                       "InvalidStateError");
  assert_string_equal (cordon_sink_first_exception (CORDON_SINK_VIDEO_FRAME, isolated (), NULL),
                       "SecurityError");
  assert_string_equal (cordon_sink_first_exception (CORDON_SINK_SPEECH_RECOGNITION, isolated (), unusable),
                       "InvalidStateError");
  assert_string_equal (cordon_sink_first_exception (CORDON_SINK_SPEECH_RECOGNITION, isolated (), NULL),
                       "SecurityError");
}

/* In the order of the specifications; where several checks fail at once, the first one names the exception. */
static void
each_sink_looks_in_the_order_of_its_specification (void **state)
{
  static const struct
  {
    CordonSink sink;
    const char *order;
  } cases[] = {
    { CORDON_SINK_CANVAS_DRAW, "InvalidStateError" },
    { CORDON_SINK_CANVAS_PATTERN, "" },
    { CORDON_SINK_CANVAS_READ_BACK, "IndexSizeError SecurityError" },
    { CORDON_SINK_CANVAS_CONVERT_TO_BLOB, "InvalidStateError SecurityError IndexSizeError" },
    { CORDON_SINK_CREATE_IMAGE_BITMAP, "RangeError InvalidStateError" },
    { CORDON_SINK_WEBGL_UPLOAD, "SecurityError" },
    { CORDON_SINK_WEBGPU_IMPORT, "InvalidStateError SecurityError" },
    { CORDON_SINK_WEBGPU_COPY, "TypeError SecurityError OperationError" },
    { CORDON_SINK_VIDEO_FRAME, "InvalidStateError SecurityError" },
    { CORDON_SINK_CANVAS_CAPTURE, "SecurityError NotSupportedError" },
    { CORDON_SINK_ELEMENT_CAPTURE, "" },
    { CORDON_SINK_AUDIO_STREAM_SOURCE, "InvalidStateError" },
    { CORDON_SINK_AUDIO_TRACK_SOURCE, "InvalidStateError" },
    { CORDON_SINK_AUDIO_ELEMENT_SOURCE, "InvalidStateError" },
    { CORDON_SINK_RECORDER, "InvalidStateError SecurityError NotSupportedError" },
    { CORDON_SINK_TRACK_PROCESSOR, "TypeError SecurityError" },
    { CORDON_SINK_SENDER_TRANSFORM, "" },
    { CORDON_SINK_RECEIVER_TRANSFORM, "" },
    { CORDON_SINK_TAKE_PHOTO, "InvalidStateError SecurityError" },
    { CORDON_SINK_GRAB_FRAME, "InvalidStateError SecurityError" },
    { CORDON_SINK_PHOTO_SETTINGS, "InvalidStateError SecurityError" },
    { CORDON_SINK_SHAPE_DETECTION, "SecurityError InvalidStateError" },
    { CORDON_SINK_SPEECH_RECOGNITION, "InvalidStateError SecurityError" },
    { CORDON_SINK_REMOTE_PLAYBACK, "InvalidStateError OperationError InvalidAccessError SecurityError" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const *checks = cordon_sink_checks (cases[i].sink);
      g_autofree char *order = g_strjoinv (" ", (char **) checks);
      const char *after_allowed = checks[0] && g_str_equal (checks[0], "SecurityError") ? checks[1]
                                                                                        : checks[0];

      assert_string_equal (order, cases[i].order);
      /* Everything fails at once; the media is the only fault; everything but the media is at fault. */
      assert_ptr_equal (cordon_sink_first_exception (cases[i].sink, isolated (), checks), checks[0]);
      assert_ptr_equal (cordon_sink_first_exception (cases[i].sink, isolated (), NULL),
                        cordon_sink_exception (cases[i].sink));
      assert_ptr_equal (cordon_sink_first_exception (cases[i].sink, cordon_label_readable (), checks),
                        after_allowed);
    }
}

static void
nothing_is_thrown_where_the_form_is_another (void **state)
{
  assert_null (cordon_sink_first_exception (CORDON_SINK_CANVAS_DRAW, isolated (), NULL));
  assert_null (cordon_sink_first_exception (CORDON_SINK_AUDIO_STREAM_SOURCE, isolated (), NULL));
}

static void
names_read_both_ways (void **state)
{
  for (guint sink = 0; sink < CORDON_N_SINKS; sink++)
    assert_int_equal (cordon_sink_from_string (cordon_sink_to_string ((CordonSink) sink)), sink);
  for (guint form = 0; form < CORDON_N_FORMS; form++)
    assert_int_equal (cordon_form_from_string (cordon_form_to_string ((CordonForm) form)), form);

  assert_int_equal (cordon_sink_from_string ("canvas"), CORDON_SINK_NONE);
  assert_int_equal (cordon_sink_from_string (NULL), CORDON_SINK_NONE);
  assert_int_equal (cordon_form_from_string ("allow"), CORDON_FORM_THROW);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST (every_sink_fails_in_its_own_form,
                 "C-24 C-25 C-26 C-27 C-28 C-29 C-30 C-36 C-37 C-38 C-39 C-40"),
    CORDON_TEST (isolated_media_is_refused_at_every_sink_but_rendering, "C-39 C-45 C-46"),
    CORDON_TEST (plain_media_is_allowed_at_every_sink, "C-11"),
    CORDON_TEST (sinks_that_are_not_registered_are_refused, "C-47"),
    CORDON_TEST (unknown_labels_are_refused, "C-47"),
    CORDON_TEST (recorder_looks_at_state_then_isolation_then_the_stream, "C-34"),
    CORDON_TEST (video_frame_and_speech_look_at_usability_first, "C-30 C-40"),
    CORDON_TEST (each_sink_looks_in_the_order_of_its_specification,
                 "C-24 C-25 C-26 C-27 C-28 C-29 C-30 C-31 C-34 C-36 C-38 C-39 C-40"),
    CORDON_TEST (nothing_is_thrown_where_the_form_is_another, "C-24 C-32"),
    CORDON_TEST (names_read_both_ways, ""),
  };

  return cordon_test_run (tests);
}
