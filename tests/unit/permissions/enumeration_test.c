#include "tests/support/test.h"

#include "permissions/enumeration.h"

#define ALL_DEVICES \
  (CORDON_FEATURE_BIT (CAMERA) | CORDON_FEATURE_BIT (MICROPHONE) | CORDON_FEATURE_BIT (SPEAKER_SELECTION))

static const CordonHardware hardware[] = {
  { CORDON_DEVICE_VIDEO_INPUT, "cam-1", "desk", "Bob's Camera" },
  { CORDON_DEVICE_VIDEO_INPUT, "cam-2", NULL, "Second" },
  { CORDON_DEVICE_AUDIO_INPUT, "mic-1", "headset", "Headset" },
  { CORDON_DEVICE_AUDIO_OUTPUT, "out-1", "headset", "Headset" },
  { CORDON_DEVICE_AUDIO_OUTPUT, "out-2", "hdmi", "Television" },
};

typedef struct
{
  CordonOrigin *origin;
  CordonDeviceSalts salts;
  CordonEnumeration *enumeration;
} Fixture;

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->origin = cordon_origin_new ("https://a.example", -1, NULL);
  memset (&fixture->salts, 7, sizeof fixture->salts);
  fixture->enumeration = cordon_enumeration_new (&fixture->salts, fixture->origin, fixture->origin,
                                                 ALL_DEVICES);
  cordon_enumeration_set_hardware (fixture->enumeration, hardware, G_N_ELEMENTS (hardware));
  cordon_enumeration_set_in_view (fixture->enumeration, TRUE);
  *state = fixture;
  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  cordon_enumeration_free (fixture->enumeration);
  cordon_origin_unref (fixture->origin);
  g_free (fixture);
  return 0;
}

static void
write_entry (const CordonDeviceInfo *info, gpointer data)
{
  g_string_append_printf (data, "%s:%s ", cordon_device_kind_to_string (info->kind), info->label);
  if (*info->label == '\0')
    {
      assert_string_equal (info->device_id, "");
      assert_string_equal (info->group_id, "");
    }
}

static void
assert_list (const CordonEnumeration *enumeration, const char *expected)
{
  g_autoptr (GString) list = g_string_new (NULL);

  cordon_enumeration_foreach (enumeration, write_entry, list);
  assert_string_equal (list->str, expected);
}

static void
before_a_capture_there_is_one_nameless_entry_a_kind (void **state)
{
  Fixture *fixture = *state;

  assert_list (fixture->enumeration, "videoinput: audioinput: ");
}

static void
write_capabilities (const CordonDeviceInfo *info, gpointer data)
{
  g_string_append_printf (data, "%s:%s ", cordon_device_kind_to_string (info->kind),
                          info->has_capabilities ? "some" : "none");
}

static void
capabilities_are_empty_until_the_kind_was_captured (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (GString) list = g_string_new (NULL);

  cordon_enumeration_foreach (fixture->enumeration, write_capabilities, list);
  assert_string_equal (list->str, "videoinput:none audioinput:none ");
  g_string_truncate (list, 0);
  cordon_enumeration_captured (fixture->enumeration, CORDON_FEATURE_MICROPHONE);
  cordon_enumeration_foreach (fixture->enumeration, write_capabilities, list);
  assert_string_equal (list->str, "videoinput:none audioinput:some audiooutput:none ");
}

static void
a_kind_that_the_policy_forbids_is_not_hinted_at (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonEnumeration) frame = cordon_enumeration_new (&fixture->salts, fixture->origin,
                                                                fixture->origin, CORDON_FEATURE_BIT (CAMERA));

  cordon_enumeration_set_hardware (frame, hardware, G_N_ELEMENTS (hardware));
  assert_list (frame, "videoinput: ");
  cordon_enumeration_captured (frame, CORDON_FEATURE_MICROPHONE);
  assert_list (frame, "videoinput: ");
}

static void
a_capture_shows_its_kind_and_the_outputs_of_the_microphone (void **state)
{
  Fixture *fixture = *state;

  cordon_enumeration_captured (fixture->enumeration, CORDON_FEATURE_CAMERA);
  assert_list (fixture->enumeration, "videoinput:Camera videoinput:Second audioinput: ");
  cordon_enumeration_captured (fixture->enumeration, CORDON_FEATURE_MICROPHONE);
  assert_list (fixture->enumeration,
               "videoinput:Camera videoinput:Second audioinput:Headset audiooutput:Headset ");
}

static void
the_exposure_dies_with_the_document_and_may_be_withdrawn (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonEnumeration) reloaded = NULL;

  cordon_enumeration_captured (fixture->enumeration, CORDON_FEATURE_CAMERA);
  reloaded = cordon_enumeration_new (&fixture->salts, fixture->origin, fixture->origin, ALL_DEVICES);
  cordon_enumeration_set_hardware (reloaded, hardware, G_N_ELEMENTS (hardware));
  assert_list (reloaded, "videoinput: audioinput: ");
  assert_true (cordon_enumeration_withdraw (fixture->enumeration));
  assert_list (fixture->enumeration, "videoinput: audioinput: ");
}

static void
a_change_is_told_only_where_the_page_could_see_it (void **state)
{
  Fixture *fixture = *state;
  CordonEnumeration *enumeration = fixture->enumeration;

  /* One camera of two goes: the nameless entry stays what it was. */
  assert_false (cordon_enumeration_set_hardware (enumeration, hardware + 1, G_N_ELEMENTS (hardware) - 1));
  assert_true (cordon_enumeration_captured (enumeration, CORDON_FEATURE_CAMERA));
  assert_true (cordon_enumeration_set_hardware (enumeration, hardware, G_N_ELEMENTS (hardware)));
  assert_false (cordon_enumeration_set_hardware (enumeration, hardware, G_N_ELEMENTS (hardware)));
}

static void
a_hidden_document_is_told_when_it_comes_into_view (void **state)
{
  Fixture *fixture = *state;
  CordonEnumeration *enumeration = fixture->enumeration;

  assert_true (cordon_enumeration_may_proceed (enumeration));
  assert_false (cordon_enumeration_set_in_view (enumeration, FALSE));
  assert_false (cordon_enumeration_may_proceed (enumeration));
  assert_false (cordon_enumeration_set_hardware (enumeration, hardware, 1));
  assert_true (cordon_enumeration_set_in_view (enumeration, TRUE));
  assert_list (enumeration, "videoinput: ");
}

static void
the_first_look_at_the_devices_is_no_change (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonEnumeration)
    fresh = cordon_enumeration_new (&fixture->salts, fixture->origin, fixture->origin, ALL_DEVICES);

  assert_false (cordon_enumeration_set_in_view (fresh, TRUE));
  assert_false (cordon_enumeration_set_hardware (fresh, hardware, G_N_ELEMENTS (hardware)));
}

/* A surface has no kind of device: whatever a browser hands over as one is not listed and changes nothing. */
static void
surfaces_are_never_listed (void **state)
{
  Fixture *fixture = *state;
  CordonHardware with_screen[G_N_ELEMENTS (hardware) + 2];

  memcpy (with_screen, hardware, sizeof hardware);
  with_screen[G_N_ELEMENTS (hardware)] = (CordonHardware){ (CordonDeviceKind) 4, "screen-1", NULL, "Screen" };
  with_screen[G_N_ELEMENTS (hardware) + 1] = (CordonHardware){ CORDON_DEVICE_NONE, "tab-1", NULL, "Tab" };
  cordon_enumeration_captured (fixture->enumeration, CORDON_FEATURE_DISPLAY_CAPTURE);
  assert_list (fixture->enumeration, "videoinput: audioinput: ");
  assert_false (
    cordon_enumeration_set_hardware (fixture->enumeration, with_screen, G_N_ELEMENTS (with_screen)));
  assert_list (fixture->enumeration, "videoinput: audioinput: ");
}

static char *
sink_id (Fixture *fixture, const char *output)
{
  return cordon_device_id_new (&fixture->salts, fixture->origin, fixture->origin, CORDON_DEVICE_AUDIO_OUTPUT,
                               output, 0);
}

static void
an_output_needs_consent_and_the_default_none (void **state)
{
  Fixture *fixture = *state;
  CordonEnumeration *enumeration = fixture->enumeration;
  g_autofree char *headset = sink_id (fixture, "out-1");
  g_autofree char *television = sink_id (fixture, "out-2");

  assert_null (cordon_enumeration_check_sink (enumeration, ""));
  assert_string_equal (cordon_enumeration_check_sink (enumeration, "nonsense"), "NotFoundError");
  assert_string_equal (cordon_enumeration_check_sink (enumeration, headset), "NotAllowedError");
  cordon_enumeration_captured (enumeration, CORDON_FEATURE_MICROPHONE);
  assert_null (cordon_enumeration_check_sink (enumeration, headset));
  assert_string_equal (cordon_enumeration_check_sink (enumeration, television), "NotAllowedError");
  cordon_enumeration_output_granted (enumeration, "out-2");
  assert_null (cordon_enumeration_check_sink (enumeration, television));
}

static void
a_policy_takes_the_outputs_away (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *television = sink_id (fixture, "out-2");
  g_autoptr (CordonEnumeration) frame = cordon_enumeration_new (&fixture->salts, fixture->origin,
                                                                fixture->origin, CORDON_FEATURE_BIT (CAMERA));

  cordon_enumeration_set_hardware (frame, hardware, G_N_ELEMENTS (hardware));
  cordon_enumeration_output_granted (frame, "out-2");
  assert_string_equal (cordon_enumeration_check_sink (frame, television), "NotAllowedError");
  assert_null (cordon_enumeration_check_sink (frame, ""));
}

static void
an_id_leads_back_to_its_device_of_its_kind (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *headset = sink_id (fixture, "out-1");

  assert_string_equal (
    cordon_enumeration_find_hardware (fixture->enumeration, CORDON_DEVICE_AUDIO_OUTPUT, headset), "out-1");
  assert_null (cordon_enumeration_find_hardware (fixture->enumeration, CORDON_DEVICE_AUDIO_INPUT, headset));
  assert_null (cordon_enumeration_find_hardware (fixture->enumeration, CORDON_DEVICE_AUDIO_OUTPUT, "out-1"));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (before_a_capture_there_is_one_nameless_entry_a_kind, "G-08", set_up, tear_down),
    CORDON_TEST_WITH (capabilities_are_empty_until_the_kind_was_captured, "G-08", set_up, tear_down),
    CORDON_TEST_WITH (a_kind_that_the_policy_forbids_is_not_hinted_at, "G-08", set_up, tear_down),
    CORDON_TEST_WITH (a_capture_shows_its_kind_and_the_outputs_of_the_microphone, "G-09 B-51", set_up,
                      tear_down),
    CORDON_TEST_WITH (the_exposure_dies_with_the_document_and_may_be_withdrawn, "G-09", set_up, tear_down),
    CORDON_TEST_WITH (a_change_is_told_only_where_the_page_could_see_it, "G-10", set_up, tear_down),
    CORDON_TEST_WITH (a_hidden_document_is_told_when_it_comes_into_view, "G-10", set_up, tear_down),
    CORDON_TEST_WITH (the_first_look_at_the_devices_is_no_change, "G-10", set_up, tear_down),
    CORDON_TEST_WITH (surfaces_are_never_listed, "G-22", set_up, tear_down),
    CORDON_TEST_WITH (an_output_needs_consent_and_the_default_none, "B-51", set_up, tear_down),
    CORDON_TEST_WITH (a_policy_takes_the_outputs_away, "B-51", set_up, tear_down),
    CORDON_TEST_WITH (an_id_leads_back_to_its_device_of_its_kind, "G-01", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
