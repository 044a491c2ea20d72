#include "tests/support/test.h"

#include "permissions/device_id.h"

typedef struct
{
  CordonOrigin *first;
  CordonOrigin *second;
  CordonDeviceSalts salts;
} Fixture;

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->first = cordon_origin_new ("https://a.example", -1, NULL);
  fixture->second = cordon_origin_new ("https://w.example", -1, NULL);
  memset (fixture->salts.origin, 1, CORDON_DEVICE_SALT_SIZE);
  memset (fixture->salts.top_level, 2, CORDON_DEVICE_SALT_SIZE);
  memset (fixture->salts.document, 3, CORDON_DEVICE_SALT_SIZE);
  *state = fixture;
  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  cordon_origin_unref (fixture->first);
  cordon_origin_unref (fixture->second);
  g_free (fixture);
  return 0;
}

static char *
id_of (const CordonDeviceSalts *salts, const CordonOrigin *origin, const CordonOrigin *top)
{
  return cordon_device_id_new (salts, origin, top, CORDON_DEVICE_VIDEO_INPUT, "usb-1", 0);
}

static void
an_id_is_short_stable_and_unlike_the_hardware (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *first = id_of (&fixture->salts, fixture->first, fixture->first);
  g_autofree char *again = id_of (&fixture->salts, fixture->first, fixture->first);

  assert_string_equal (first, again);
  assert_int_equal (strlen (first), 8);
  assert_int_equal (strspn (first, "0123456789abcdef"), 8);
}

static void
origins_kinds_devices_and_frames_have_ids_of_their_own (void **state)
{
  Fixture *fixture = *state;
  const CordonDeviceSalts *salts = &fixture->salts;
  g_autofree char *id = id_of (salts, fixture->first, fixture->first);
  g_autofree char *elsewhere = id_of (salts, fixture->second, fixture->second);
  g_autofree char *framed = id_of (salts, fixture->second, fixture->first);
  g_autofree char *audio = cordon_device_id_new (salts, fixture->first, fixture->first,
                                                 CORDON_DEVICE_AUDIO_INPUT, "usb-1", 0);
  g_autofree char *other = cordon_device_id_new (salts, fixture->first, fixture->first,
                                                 CORDON_DEVICE_VIDEO_INPUT, "usb-2", 0);
  const char *const all[] = { id, elsewhere, framed, audio, other };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    for (gsize j = 0; j < i; j++)
      assert_string_not_equal (all[i], all[j]);
}

static void
clearing_either_site_rotates_the_id (void **state)
{
  Fixture *fixture = *state;
  CordonDeviceSalts salts = fixture->salts;
  g_autofree char *before = id_of (&salts, fixture->second, fixture->first);
  g_autofree char *own = NULL;
  g_autofree char *embedder = NULL;

  salts.origin[0] ^= 1;
  own = id_of (&salts, fixture->second, fixture->first);
  salts = fixture->salts;
  salts.top_level[31] ^= 1;
  embedder = id_of (&salts, fixture->second, fixture->first);
  assert_string_not_equal (before, own);
  assert_string_not_equal (before, embedder);
  assert_string_not_equal (own, embedder);
}

static void
groups_are_fresh_in_each_document (void **state)
{
  Fixture *fixture = *state;
  CordonDeviceSalts other = fixture->salts;
  g_autofree char *first = cordon_group_id_new (&fixture->salts, "headset");
  g_autofree char *same = cordon_group_id_new (&fixture->salts, "headset");
  g_autofree char *reloaded = NULL;

  assert_true (cordon_device_salts_new_document (&other));
  reloaded = cordon_group_id_new (&other, "headset");
  assert_string_equal (first, same);
  assert_string_not_equal (first, reloaded);
}

static void
media_ids_are_random_uuids (void **state)
{
  g_autofree char *first = cordon_media_id_new ();
  g_autofree char *second = cordon_media_id_new ();

  assert_true (g_uuid_string_is_valid (first));
  assert_int_equal (first[14], '4');
  assert_non_null (strchr ("89ab", first[19]));
  assert_string_not_equal (first, second);
}

static void
labels_lose_the_name_of_their_owner (void **state)
{
  static const char *const cases[][2] = {
    { "Bob's AirPods", "AirPods" },  { "Bob\342\200\231s AirPods", "AirPods" },
    { "Boris' Headset", "Headset" }, { "Integrated Camera", "Integrated Camera" },
    { "Bob's ", "Bob's " },          { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *label = cordon_device_label_sanitize (cases[i][0]);

      assert_string_equal (label, cases[i][1]);
    }
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (an_id_is_short_stable_and_unlike_the_hardware, "G-01", set_up, tear_down),
    CORDON_TEST_WITH (origins_kinds_devices_and_frames_have_ids_of_their_own, "G-01 G-02", set_up, tear_down),
    CORDON_TEST_WITH (clearing_either_site_rotates_the_id, "G-05", set_up, tear_down),
    CORDON_TEST_WITH (groups_are_fresh_in_each_document, "G-07", set_up, tear_down),
    CORDON_TEST (media_ids_are_random_uuids, "G-11"),
    CORDON_TEST (labels_lose_the_name_of_their_owner, "G-21"),
  };

  return cordon_test_run (tests);
}
