/* A decision for a while over one for good: what pages, captures and observers see of it. */

#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/lifetime_private.h"
#include "permissions/limits.h"

#define SITE "https://call.example"

typedef struct
{
  World *world;
  char *path;
  GString *heard; /* a letter per event of a grant */
} Room;

static void
listen (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  static const char letters[] = {
    [CORDON_EVENT_GRANT_ADDED] = 'A',
    [CORDON_EVENT_GRANT_CHANGED] = 'C',
    [CORDON_EVENT_GRANT_REMOVED] = 'R',
    [CORDON_EVENT_GRANT_RESTORED] = 'B',
  };

  if (event->kind < G_N_ELEMENTS (letters) && letters[event->kind] != '\0')
    g_string_append_c (((Room *) data)->heard, letters[event->kind]);
}

static int
set_up (void **state)
{
  Room *room = g_new0 (Room, 1);

  room->path = g_dir_make_tmp ("cordon-shadow-XXXXXX", NULL);
  room->world = world_new_at (room->path);
  room->world->user.answers = TRUE;
  room->world->user.answer = CORDON_ANSWER_ALLOW;
  room->heard = g_string_new ("");
  cordon_profile_add_observer (room->world->profile, listen, room);
  *state = room;

  return 0;
}

static int
tear_down (void **state)
{
  Room *room = *state;

  world_free (room->world);
  world_remove_folder (room->path);
  g_free (room->path);
  g_string_free (room->heard, TRUE);
  g_free (room);

  return 0;
}

static void
decide (Room *room, CordonGrantAnswer answer, CordonLifetime lifetime)
{
  gint64 wall_us = room->world->time.wall_us;
  g_autoptr (CordonOrigin) origin = world_origin (SITE);
  const CordonGrant grant = {
    .origin = origin,
    .feature = CORDON_FEATURE_CAMERA,
    .answer = answer,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = lifetime,
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .created_wall_us = wall_us,
    .expires_wall_us = lifetime == CORDON_LIFETIME_VISIT ? wall_us + CORDON_VISIT_MAX_US : 0,
  };

  assert_true (cordon_profile_set_grant (room->world->profile, &grant, NULL, NULL, NULL));
  world_settle (room->world);
}

static CordonState
camera_state (Room *room, CordonDocument *page)
{
  return world_state (room->world, page, CORDON_FEATURE_CAMERA);
}

static CordonCapture *
film (Room *room, CordonDocument *page)
{
  return world_capture (room->world, page, world_ask (room->world, page, CAMERA), CORDON_FEATURE_CAMERA);
}

static void
a_visit_lies_over_what_was_decided_for_good (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  g_autoptr (CordonDocument) later = NULL;

  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED);
  decide (room, CORDON_GRANT_BLOCK, CORDON_LIFETIME_VISIT);
  assert_int_equal (camera_state (room, page), CORDON_STATE_DENIED);
  cordon_document_gone (page);
  assert_string_equal (room->heard->str, "ACRB");
  later = world_open (room->world, SITE);
  assert_int_equal (camera_state (room, later), CORDON_STATE_GRANTED);
}

static void
open_pages_hear_that_the_stored_decision_is_back (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  g_autoptr (CordonPermissionStatus) status = NULL;

  decide (room, CORDON_GRANT_BLOCK, CORDON_LIFETIME_UNTIL_REVOKED);
  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_VISIT);
  status = cordon_permission_status_new (
    room->world->profile, page, &(CordonDescriptor){ .feature = CORDON_FEATURE_CAMERA }, NULL, NULL, NULL);
  assert_int_equal (cordon_permission_status_get_state (status), CORDON_STATE_GRANTED);
  cordon_profile_suspended (room->world->profile);
  assert_int_equal (cordon_permission_status_get_state (status), CORDON_STATE_DENIED);
}

static void
a_no_for_a_while_stops_what_runs_and_lets_nothing_start (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  CordonCapture *camera;
  Outcome *waiting;

  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED);
  camera = film (room, page);
  waiting = world_ask (room->world, page, CAMERA);
  decide (room, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION);
  assert_false (cordon_capture_may_deliver (camera));
  assert_null (world_redeem (room->world, page, waiting, CORDON_FEATURE_CAMERA));
  assert_int_equal (world_ask (room->world, page, CAMERA)->verdict, CORDON_DECISION_DENY);
}

/* Only what stands on the value that ended stops (B-32). */
static void
a_capture_stands_on_the_yes_that_it_was_given (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  CordonCapture *on_stored, *on_visit;

  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED);
  on_stored = film (room, page);
  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_VISIT);
  on_visit = film (room, page);
  cordon_profile_suspended (room->world->profile);
  assert_true (cordon_capture_may_deliver (on_stored));
  assert_false (cordon_capture_may_deliver (on_visit));
}

static void
taking_the_visit_back_takes_what_lies_beneath (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  g_autoptr (CordonDocument) later = NULL;
  CordonCapture *camera;

  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED);
  camera = film (room, page);
  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_VISIT);
  assert_true (cordon_profile_revoke (room->world->profile,
                                      world_find_grant (room->world, SITE, CORDON_FEATURE_CAMERA), NULL));
  assert_false (cordon_capture_may_deliver (camera));
  assert_string_equal (room->heard->str, "ACRR");
  assert_int_equal (camera_state (room, page), CORDON_STATE_PROMPT);
  cordon_document_gone (page);
  world_restart (room->world, room->path);
  later = world_open (room->world, SITE);
  assert_int_equal (camera_state (room, later), CORDON_STATE_PROMPT);
}

static void
asking_again_in_the_settings_forgets_what_lies_beneath (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  g_autoptr (CordonOrigin) origin = world_origin (SITE);

  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED);
  decide (room, CORDON_GRANT_BLOCK, CORDON_LIFETIME_VISIT);
  assert_true (cordon_profile_set_state (room->world->profile, origin, CORDON_FEATURE_CAMERA,
                                         CORDON_STATE_PROMPT, CORDON_GRANT_SOURCE_SETTINGS, NULL));
  cordon_profile_suspended (room->world->profile);
  assert_int_equal (camera_state (room, page), CORDON_STATE_PROMPT);

  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED);
  decide (room, CORDON_GRANT_BLOCK, CORDON_LIFETIME_VISIT);
  cordon_profile_clear (room->world->profile, &(CordonClear){ .decisions = TRUE });
  cordon_profile_suspended (room->world->profile);
  assert_int_equal (camera_state (room, page), CORDON_STATE_PROMPT);
}

/* Nor does a yes that was still on its way to the disk. */
static void
asking_again_takes_what_is_on_its_way (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  g_autoptr (CordonOrigin) origin = world_origin (SITE);

  assert_true (cordon_profile_set_state (room->world->profile, origin, CORDON_FEATURE_CAMERA,
                                         CORDON_STATE_GRANTED, CORDON_GRANT_SOURCE_SETTINGS, NULL));
  assert_true (cordon_profile_set_state (room->world->profile, origin, CORDON_FEATURE_CAMERA,
                                         CORDON_STATE_PROMPT, CORDON_GRANT_SOURCE_SETTINGS, NULL));
  world_settle (room->world);
  assert_int_equal (camera_state (room, page), CORDON_STATE_PROMPT);
  world_restart (room->world, room->path);
  assert_int_equal (world_count_grants (room->world), 0);
}

static void
use_beneath_keeps_it_from_being_unused (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);

  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_UNUSED);
  film (room, page);
  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_SESSION);
  for (guint i = 0; i < 7; i++)
    world_advance (room->world, 10 * CORDON_DAY_US);
  world_restart (room->world, room->path);
  assert_int_equal (world_count_grants (room->world), 1);
}

static gboolean
remember (const CordonGrant *grant, gpointer data)
{
  *(CordonGrantAnswer *) data = grant->answer;

  return TRUE;
}

static void
the_list_tells_what_lies_beneath (void **state)
{
  Room *room = *state;
  CordonGrantAnswer beneath = CORDON_GRANT_BLOCK;

  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED);
  decide (room, CORDON_GRANT_BLOCK, CORDON_LIFETIME_SESSION);
  assert_int_equal (world_count_grants (room->world), 1);
  cordon_profile_foreach_beneath (
    room->world->profile, world_find_grant (room->world, SITE, CORDON_FEATURE_CAMERA), remember, &beneath);
  assert_int_equal (beneath, CORDON_GRANT_ALLOW);
}

/* A visit that a lasting decision replaced waits for nothing any more. */
static void
a_replaced_visit_is_not_due_for_ever (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);

  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_VISIT);
  decide (room, CORDON_GRANT_ALLOW, CORDON_LIFETIME_UNTIL_REVOKED);
  cordon_document_set_visible (page, FALSE);
  world_advance (room->world, CORDON_VISIT_HIDDEN_US + CORDON_SECOND_US);
  assert_true (cordon_lifetimes_get_next_due (room->world->profile).mono_us > room->world->time.mono_us);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_visit_lies_over_what_was_decided_for_good, "B-29 B-30", set_up, tear_down),
    CORDON_TEST_WITH (open_pages_hear_that_the_stored_decision_is_back, "B-30 B-35", set_up, tear_down),
    CORDON_TEST_WITH (a_no_for_a_while_stops_what_runs_and_lets_nothing_start, "B-31", set_up, tear_down),
    CORDON_TEST_WITH (a_capture_stands_on_the_yes_that_it_was_given, "B-31 B-32", set_up, tear_down),
    CORDON_TEST_WITH (taking_the_visit_back_takes_what_lies_beneath, "B-31", set_up, tear_down),
    CORDON_TEST_WITH (asking_again_in_the_settings_forgets_what_lies_beneath, "B-36", set_up, tear_down),
    CORDON_TEST_WITH (asking_again_takes_what_is_on_its_way, "B-36 X-07", set_up, tear_down),
    CORDON_TEST_WITH (use_beneath_keeps_it_from_being_unused, "B-30", set_up, tear_down),
    CORDON_TEST_WITH (the_list_tells_what_lies_beneath, "B-36", set_up, tear_down),
    CORDON_TEST_WITH (a_replaced_visit_is_not_due_for_ever, "B-30", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
