#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/device_view.h"
#include "permissions/error.h"

#define SITE "https://call.example"

typedef struct
{
  World *world;
  GString *heard; /* a letter per event */
  guint second;   /* id of another observer */
} Room;

static int
set_up (void **state)
{
  Room *room = g_new0 (Room, 1);

  room->world = world_new ();
  room->world->user.answers = TRUE;
  room->world->user.answer = CORDON_ANSWER_ALLOW;
  room->heard = g_string_new ("");
  *state = room;

  return 0;
}

static int
tear_down (void **state)
{
  Room *room = *state;

  world_free (room->world);
  g_string_free (room->heard, TRUE);
  g_free (room);

  return 0;
}

static void
listen (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  static const char letters[] = { '?', 'A', 'C', 'R', 'X', 's', 'i', 'n', 'B' };

  g_string_append_c (((Room *) data)->heard, letters[event->kind]);
}

static void
set_camera (Room *room, CordonState camera)
{
  g_autoptr (CordonOrigin) origin = world_origin (SITE);

  assert_true (cordon_profile_set_state (room->world->profile, origin, CORDON_FEATURE_CAMERA, camera,
                                         CORDON_GRANT_SOURCE_SETTINGS, NULL));
  world_settle (room->world);
}

static void
observers_hear_of_facts_in_their_order (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);

  cordon_profile_add_observer (room->world->profile, listen, room);
  set_camera (room, CORDON_STATE_GRANTED);
  set_camera (room, CORDON_STATE_DENIED);
  set_camera (room, CORDON_STATE_PROMPT);
  cordon_profile_clear (room->world->profile, &(CordonClear){ .decisions = TRUE });
  assert_string_equal (room->heard->str, "AsCsRsX");
}

static void
change_back (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  Room *room = data;

  if (event->kind != CORDON_EVENT_GRANT_ADDED)
    return;
  assert_true (cordon_profile_revoke (profile, event->grant->id, NULL));
  /* The fact holds already; who stands behind hears of it when everybody has heard of the first one. */
  g_string_append_c (room->heard, '!');
}

static void
an_observer_may_change_things_and_nobody_hears_them_out_of_order (void **state)
{
  Room *room = *state;

  cordon_profile_add_observer (room->world->profile, change_back, room);
  cordon_profile_add_observer (room->world->profile, listen, room);
  set_camera (room, CORDON_STATE_GRANTED);
  assert_string_equal (room->heard->str, "!AR");
  assert_int_equal (world_count_grants (room->world), 0);
}

static void
remove_second (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  cordon_profile_remove_observer (profile, ((Room *) data)->second);
}

static void
a_removed_observer_hears_nothing_more_not_even_of_this_event (void **state)
{
  Room *room = *state;

  cordon_profile_add_observer (room->world->profile, remove_second, room);
  room->second = cordon_profile_add_observer (room->world->profile, listen, room);
  set_camera (room, CORDON_STATE_GRANTED);
  assert_string_equal (room->heard->str, "");
}

/* Status objects. */

typedef struct
{
  guint n;
  CordonState last;
} Changes;

static void
changed (CordonPermissionStatus *status, CordonState new_state, gpointer data)
{
  Changes *changes = data;

  changes->n++;
  changes->last = new_state;
  assert_int_equal (cordon_permission_status_get_state (status), new_state);
}

static CordonPermissionStatus *
query (Room *room, CordonDocument *document, CordonFeature feature, Changes *changes, GError **error)
{
  return cordon_permission_status_new (room->world->profile, document,
                                       &(CordonDescriptor){ .feature = feature }, changed, changes, error);
}

static void
a_status_changes_with_every_transition_and_only_then (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  Changes changes = { 0 };
  g_autoptr (CordonPermissionStatus) status = query (room, page, CORDON_FEATURE_CAMERA, &changes, NULL);

  assert_int_equal (cordon_permission_status_get_state (status), CORDON_STATE_PROMPT);
  set_camera (room, CORDON_STATE_PROMPT);
  assert_int_equal (changes.n, 0);
  set_camera (room, CORDON_STATE_GRANTED);
  set_camera (room, CORDON_STATE_GRANTED);
  assert_int_equal (changes.n, 1);
  assert_int_equal (changes.last, CORDON_STATE_GRANTED);
  set_camera (room, CORDON_STATE_DENIED);
  assert_int_equal (changes.n, 2);
}

static void
query_refuses_inactive_documents_before_unknown_names (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) inactive = NULL;

  assert_null (query (room, page, CORDON_FEATURE_NONE, NULL, &unknown));
  assert_true (g_error_matches (unknown, CORDON_ERROR, CORDON_ERROR_SYNTAX));
  cordon_document_set_fully_active (page, FALSE);
  assert_null (query (room, page, CORDON_FEATURE_NONE, NULL, &inactive));
  assert_true (g_error_matches (inactive, CORDON_ERROR, CORDON_ERROR_STATE));
}

static void
a_document_that_is_not_fully_active_hears_no_change_and_reads_afresh (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  Changes changes = { 0 };
  g_autoptr (CordonPermissionStatus) status = query (room, page, CORDON_FEATURE_CAMERA, &changes, NULL);

  cordon_document_set_fully_active (page, FALSE);
  set_camera (room, CORDON_STATE_GRANTED);
  assert_int_equal (changes.n, 0);
  cordon_document_set_fully_active (page, TRUE);
  assert_int_equal (changes.n, 0);
  assert_int_equal (cordon_permission_status_get_state (status), CORDON_STATE_GRANTED);
}

static void
display_capture_never_reads_granted (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  Outcome *outcome;

  room->world->user.answer = CORDON_ANSWER_ALLOW_SURFACE;
  room->world->user.details = (CordonAnswerDetails){ .surface_id = 3, .surface_kind = CORDON_SURFACE_WINDOW };
  cordon_document_activated (page);
  outcome = world_ask (room->world, page, DISPLAY);
  world_capture (room->world, page, outcome, CORDON_FEATURE_DISPLAY_CAPTURE);
  assert_int_equal (world_state (room->world, page, CORDON_FEATURE_DISPLAY_CAPTURE), CORDON_STATE_PROMPT);
}

static void
one_granted_device_of_the_kind_reads_granted_and_one_denied_does_not_read_denied (void **state)
{
  Room *room = *state;
  World *world = room->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonOrigin) origin = world_origin (SITE);
  CordonGrant grant = {
    .origin = origin,
    .feature = CORDON_FEATURE_CAMERA,
    .answer = CORDON_GRANT_BLOCK,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = CORDON_LIFETIME_UNTIL_REVOKED,
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .device = (char *) "cam-1",
    .created_wall_us = world->time.wall_us,
  };

  assert_true (cordon_profile_set_grant (world->profile, &grant, NULL, NULL, NULL));
  world_settle (world);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_PROMPT);
  grant.answer = CORDON_GRANT_ALLOW;
  grant.device = (char *) "cam-2";
  assert_true (cordon_profile_set_grant (world->profile, &grant, NULL, NULL, NULL));
  world_settle (world);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
}

/* The user's decision about one device, in the settings. */
static void
decide_device (World *world, CordonGrantAnswer answer, const char *device)
{
  g_autoptr (CordonOrigin) origin = world_origin (SITE);
  const CordonGrant grant = {
    .origin = origin,
    .feature = CORDON_FEATURE_CAMERA,
    .answer = answer,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = CORDON_LIFETIME_UNTIL_REVOKED,
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .device = (char *) device,
    .created_wall_us = world->time.wall_us,
  };

  assert_true (cordon_profile_set_grant (world->profile, &grant, NULL, NULL, NULL));
  world_settle (world);
}

static void
a_kind_reads_denied_when_every_device_of_it_is (void **state)
{
  static const CordonHardware hardware[] = {
    { CORDON_DEVICE_VIDEO_INPUT, "cam-1", NULL, "One" },
    { CORDON_DEVICE_AUDIO_INPUT, "mic-1", NULL, "Sound" },
    { CORDON_DEVICE_VIDEO_INPUT, "cam-2", NULL, "Two" },
    { CORDON_DEVICE_VIDEO_INPUT, "cam-3", NULL, "Three" },
  };
  Room *room = *state;
  World *world = room->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Changes changes = { 0 };
  g_autoptr (CordonPermissionStatus) status = query (room, page, CORDON_FEATURE_CAMERA, &changes, NULL);
  Outcome *refused;

  cordon_profile_set_hardware (world->profile, hardware, 3);
  decide_device (world, CORDON_GRANT_BLOCK, "cam-1");
  assert_int_equal (cordon_permission_status_get_state (status), CORDON_STATE_PROMPT);
  decide_device (world, CORDON_GRANT_BLOCK, "cam-2");
  assert_int_equal (cordon_permission_status_get_state (status), CORDON_STATE_DENIED);
  assert_int_equal (world_state (world, page, CORDON_FEATURE_MICROPHONE), CORDON_STATE_PROMPT);
  refused = world_ask (world, page, CAMERA);
  world_advance (world, 2 * CORDON_SECOND_US);
  world_expect_denied (refused, CORDON_REASON_GRANT, "NotAllowedError");
  assert_int_equal (world->user.questions->len, 0);

  /* Another one is plugged in: about that nothing was said. */
  cordon_profile_set_hardware (world->profile, hardware, 4);
  assert_int_equal (cordon_permission_status_get_state (status), CORDON_STATE_PROMPT);
  assert_int_equal (changes.n, 2);
  decide_device (world, CORDON_GRANT_ALLOW, "cam-3");
  assert_int_equal (cordon_permission_status_get_state (status), CORDON_STATE_GRANTED);
}

static void
hear_states_of (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  if (event->kind == CORDON_EVENT_STATE_CHANGED)
    g_string_append_c (((Room *) data)->heard, 's');
}

static void
no_state_is_told_of_a_document_that_is_not_fully_active (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  g_autoptr (CordonDocument) other = world_open (room->world, SITE);

  cordon_profile_add_observer (room->world->profile, hear_states_of, room);
  cordon_document_set_fully_active (page, FALSE);
  cordon_document_set_fully_active (other, FALSE);
  g_string_truncate (room->heard, 0);
  set_camera (room, CORDON_STATE_GRANTED);
  assert_string_equal (room->heard->str, "");
  cordon_document_set_fully_active (page, TRUE);
  g_string_truncate (room->heard, 0);
  set_camera (room, CORDON_STATE_DENIED);
  assert_string_equal (room->heard->str, "s");
}

static void
a_status_hears_of_an_embargo_and_of_its_end (void **state)
{
  Room *room = *state;
  World *world = room->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Changes changes = { 0 };
  g_autoptr (CordonPermissionStatus) status = query (room, page, CORDON_FEATURE_CAMERA, &changes, NULL);

  world->user.answer = CORDON_ANSWER_DISMISS;
  for (guint i = 0; i < 3; i++)
    {
      assert_int_equal (changes.n, 0);
      world_ask (world, page, CAMERA);
    }
  assert_int_equal (changes.n, 1);
  assert_int_equal (changes.last, CORDON_STATE_DENIED);
  world_advance (world, 7 * CORDON_DAY_US + CORDON_SECOND_US);
  assert_int_equal (changes.n, 2);
  assert_int_equal (cordon_permission_status_get_state (status), CORDON_STATE_PROMPT);
}

/* B-31: tracks end, then the row goes, then the status changes. Each is true when it is told. */
static void
hear_revocation (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  Room *room = data;
  const World *world = room->world;

  if (event->kind == CORDON_EVENT_GRANT_REMOVED)
    g_string_append_printf (room->heard, "row-gone(stopped=%u,rows=%u) ", world->user.stopped->len,
                            world_count_grants (world));
  else if (event->kind == CORDON_EVENT_STATE_CHANGED)
    g_string_append_printf (room->heard, "%s ", cordon_state_to_string (event->state));
}

static void
revocation_ends_the_tracks_then_takes_the_row_then_changes_the_status (void **state)
{
  Room *room = *state;
  World *world = room->world;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera = world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);

  cordon_profile_add_observer (world->profile, hear_revocation, room);
  assert_true (
    cordon_profile_revoke (world->profile, world_find_grant (world, SITE, CORDON_FEATURE_CAMERA), NULL));
  assert_string_equal (room->heard->str, "row-gone(stopped=1,rows=0) prompt ");
  assert_false (cordon_capture_may_deliver (camera));
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (observers_hear_of_facts_in_their_order, "B-31", set_up, tear_down),
    CORDON_TEST_WITH (an_observer_may_change_things_and_nobody_hears_them_out_of_order, "B-31", set_up,
                      tear_down),
    CORDON_TEST_WITH (a_removed_observer_hears_nothing_more_not_even_of_this_event, "", set_up, tear_down),
    CORDON_TEST_WITH (a_status_changes_with_every_transition_and_only_then, "B-30 B-35", set_up, tear_down),
    CORDON_TEST_WITH (query_refuses_inactive_documents_before_unknown_names, "B-35", set_up, tear_down),
    CORDON_TEST_WITH (a_document_that_is_not_fully_active_hears_no_change_and_reads_afresh, "B-35", set_up,
                      tear_down),
    CORDON_TEST_WITH (display_capture_never_reads_granted, "B-39", set_up, tear_down),
    CORDON_TEST_WITH (one_granted_device_of_the_kind_reads_granted_and_one_denied_does_not_read_denied,
                      "B-34", set_up, tear_down),
    CORDON_TEST_WITH (a_kind_reads_denied_when_every_device_of_it_is, "B-34", set_up, tear_down),
    CORDON_TEST_WITH (no_state_is_told_of_a_document_that_is_not_fully_active, "B-35", set_up, tear_down),
    CORDON_TEST_WITH (a_status_hears_of_an_embargo_and_of_its_end, "B-22 B-30 B-35", set_up, tear_down),
    CORDON_TEST_WITH (revocation_ends_the_tracks_then_takes_the_row_then_changes_the_status, "B-31", set_up,
                      tear_down),
  };

  return cordon_test_run (tests);
}
