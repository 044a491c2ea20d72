#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/device_use_private.h"

#define SITE "https://call.example"

typedef struct
{
  World *world;
  guint n_released;
  guint n_reacquired;
  CordonFeature last_released;
  gboolean is_gone; /* the device cannot be had again */
} Room;

static void
release (gpointer data, CordonFeature feature, const char *device)
{
  ((Room *) data)->n_released++;
  ((Room *) data)->last_released = feature;
}

static gboolean
reacquire (gpointer data, CordonFeature feature, const char *device)
{
  Room *room = data;

  room->n_reacquired++;

  return !room->is_gone;
}

static int
set_up (void **state)
{
  Room *room = g_new0 (Room, 1);

  room->world = world_new ();
  room->world->user.answers = TRUE;
  room->world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  cordon_profile_set_capturer (room->world->profile, &(CordonCapturer){ release, reacquire, room });
  *state = room;

  return 0;
}

static int
tear_down (void **state)
{
  world_free (((Room *) *state)->world);
  g_free (*state);

  return 0;
}

static CordonCapture *
start (Room *room, CordonDocument *page)
{
  return world_capture (room->world, page, world_ask (room->world, page, CAMERA), CORDON_FEATURE_CAMERA);
}

static void
hardware_is_let_go_three_seconds_after_its_last_use_on_any_page (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) one = world_open (room->world, SITE);
  g_autoptr (CordonDocument) two = world_open (room->world, "https://other.example");
  CordonCapture *first = start (room, one), *second = start (room, two);

  cordon_capture_set_muted (first, TRUE);
  world_advance (room->world, CORDON_MINUTE_US);
  assert_int_equal (room->n_released, 0);
  cordon_capture_set_muted (second, TRUE);
  world_advance (room->world, CORDON_DEVICE_RELEASE_US - 1);
  assert_int_equal (room->n_released, 0);
  world_advance (room->world, 1);
  assert_int_equal (room->n_released, 1);
  world_advance (room->world, CORDON_MINUTE_US);
  assert_int_equal (room->n_released, 1);
}

static void
a_capture_that_ends_leaves_the_device_to_the_muted_ones_for_three_seconds (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) one = world_open (room->world, SITE);
  g_autoptr (CordonDocument) two = world_open (room->world, "https://other.example");
  CordonCapture *first = start (room, one), *second = start (room, two);

  cordon_capture_set_muted (first, TRUE);
  world_advance (room->world, CORDON_MINUTE_US);
  cordon_capture_ended (second);
  world_advance (room->world, CORDON_DEVICE_RELEASE_US - 1);
  assert_int_equal (room->n_released, 0);
  world_advance (room->world, 1);
  assert_int_equal (room->n_released, 1);
}

static void
a_device_that_is_used_again_in_time_is_counted_from_its_next_rest (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  CordonCapture *capture = start (room, page);

  for (guint i = 0; i < 3; i++)
    {
      cordon_capture_set_muted (capture, TRUE);
      world_advance (room->world, CORDON_DEVICE_RELEASE_US - 1);
      cordon_capture_set_muted (capture, FALSE);
      world_advance (room->world, CORDON_SECOND_US);
    }
  assert_int_equal (room->n_released, 0);
  assert_int_equal (room->n_reacquired, 0);
  assert_true (cordon_capture_may_deliver (capture));
}

/* A surface is nobody's hardware, and one kind of device says nothing about another. */
static void
only_the_device_that_rests_is_let_go (void **state)
{
  Room *room = *state;
  World *world = room->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera = start (room, page), *microphone, *screen;

  microphone = world_capture (world, page, world_ask (world, page, MICROPHONE), CORDON_FEATURE_MICROPHONE);
  world->user.answer = CORDON_ANSWER_ALLOW_SURFACE;
  world->user.details = (CordonAnswerDetails){ .surface_id = 3, .surface_kind = CORDON_SURFACE_WINDOW };
  cordon_document_activated (page);
  screen = world_capture (world, page, world_ask (world, page, DISPLAY), CORDON_FEATURE_DISPLAY_CAPTURE);
  cordon_capture_set_muted (screen, TRUE);
  world_advance (world, CORDON_MINUTE_US);
  assert_int_equal (room->n_released, 0);
  cordon_capture_set_muted (microphone, TRUE);
  world_advance (world, CORDON_MINUTE_US);
  assert_int_equal (room->n_released, 1);
  assert_int_equal (room->last_released, CORDON_FEATURE_MICROPHONE);
  assert_true (cordon_capture_may_deliver (camera));
}

static void
a_resumed_track_has_its_device_back_before_the_first_sample (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  CordonCapture *capture = start (room, page);

  cordon_capture_set_muted (capture, TRUE);
  world_advance (room->world, CORDON_DEVICE_RELEASE_US);
  cordon_capture_set_muted (capture, FALSE);
  assert_int_equal (room->n_reacquired, 1);
  assert_true (cordon_capture_may_deliver (capture));
  /* And the next rest counts like the first. */
  cordon_capture_set_muted (capture, TRUE);
  world_advance (room->world, CORDON_DEVICE_RELEASE_US);
  assert_int_equal (room->n_released, 2);
}

static void
a_hidden_page_s_track_stays_mute_until_it_is_seen (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  CordonCapture *capture = start (room, page);

  cordon_capture_set_muted (capture, TRUE);
  world_advance (room->world, CORDON_DEVICE_RELEASE_US);
  cordon_document_set_visible (page, FALSE);
  cordon_capture_set_muted (capture, FALSE);
  assert_int_equal (room->n_reacquired, 0);
  assert_false (cordon_capture_may_deliver (capture));
  cordon_document_set_visible (page, TRUE);
  assert_int_equal (room->n_reacquired, 1);
  assert_true (cordon_capture_may_deliver (capture));
}

static void
a_device_that_cannot_be_had_again_ends_the_track (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  CordonCapture *capture = start (room, page);

  room->is_gone = TRUE;
  cordon_capture_set_muted (capture, TRUE);
  world_advance (room->world, CORDON_DEVICE_RELEASE_US);
  cordon_capture_set_muted (capture, FALSE);
  assert_false (cordon_capture_may_deliver (capture));
  assert_true (world_has (room->world->user.stopped, cordon_capture_get_id (capture)));
}

static void
failures_after_the_yes_have_their_own_names_and_end_the_grant (void **state)
{
  Room *room = *state;
  World *world = room->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *busy = world_redeem (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  CordonCapture *broken;

  assert_string_equal (cordon_capture_failed (busy, CORDON_CAPTURE_FAILURE_HARDWARE), "NotReadableError");
  world_settle (world);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  broken = world_redeem (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  assert_string_equal (cordon_capture_failed (broken, CORDON_CAPTURE_FAILURE_OTHER), "AbortError");
  assert_int_equal (world->user.began->len, 0);
}

static void
a_document_may_name_constraints_only_after_it_captured (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  g_autoptr (CordonDocument) other = world_open (room->world, SITE);

  assert_false (cordon_profile_has_captured (room->world->profile, page));
  world_ask (room->world, page, CAMERA);
  assert_false (cordon_profile_has_captured (room->world->profile, page));
  start (room, page);
  assert_true (cordon_profile_has_captured (room->world->profile, page));
  assert_false (cordon_profile_has_captured (room->world->profile, other));
}

static void
sharing_what_the_system_captures_is_warned_about (void **state)
{
  Room *room = *state;
  World *world = room->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  world->user.answer = CORDON_ANSWER_ALLOW_SURFACE;
  world->user.details = (CordonAnswerDetails){ .surface_id = 3, .surface_kind = CORDON_SURFACE_WINDOW };
  cordon_document_activated (page);
  world_capture (world, page, world_ask (world, page, DISPLAY), CORDON_FEATURE_DISPLAY_CAPTURE);
  assert_int_equal (world->user.n_notices[CORDON_NOTICE_CAPTURE_UNTRUSTED], 1);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (hardware_is_let_go_three_seconds_after_its_last_use_on_any_page, "F-08", set_up,
                      tear_down),
    CORDON_TEST_WITH (a_capture_that_ends_leaves_the_device_to_the_muted_ones_for_three_seconds, "F-08",
                      set_up, tear_down),
    CORDON_TEST_WITH (a_device_that_is_used_again_in_time_is_counted_from_its_next_rest, "F-07 F-08", set_up,
                      tear_down),
    CORDON_TEST_WITH (only_the_device_that_rests_is_let_go, "F-08", set_up, tear_down),
    CORDON_TEST_WITH (a_resumed_track_has_its_device_back_before_the_first_sample, "F-07 F-09", set_up,
                      tear_down),
    CORDON_TEST_WITH (a_hidden_page_s_track_stays_mute_until_it_is_seen, "F-09 F-12", set_up, tear_down),
    CORDON_TEST_WITH (a_device_that_cannot_be_had_again_ends_the_track, "F-09", set_up, tear_down),
    CORDON_TEST_WITH (failures_after_the_yes_have_their_own_names_and_end_the_grant, "B-25", set_up,
                      tear_down),
    CORDON_TEST_WITH (a_document_may_name_constraints_only_after_it_captured, "B-24", set_up, tear_down),
    CORDON_TEST_WITH (sharing_what_the_system_captures_is_warned_about, "", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
