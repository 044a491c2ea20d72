#include "tests/support/test.h"
#include "tests/support/world.h"

#include "storage/undo_list.h"

#include "permissions/error.h"
#include "permissions/limits.h"
#include "storage/identifier_table.h"
#include "storage/journal.h"

#define SITE "https://call.example"
#define OTHER "https://other.example"
#define BOB "bob@idp.example"

static gboolean
set_state (World *world, const char *origin, CordonFeature feature, CordonState state,
           CordonGrantSource source)
{
  g_autoptr (CordonOrigin) key = world_origin (origin);
  g_autoptr (GError) error = NULL;
  gboolean set = cordon_profile_set_state (world->profile, key, feature, state, source, &error);

  if (!set)
    assert_true (g_error_matches (error, CORDON_ERROR, CORDON_ERROR_GRANT));
  world_settle (world);

  return set;
}

static void
automation_cannot_make_what_the_rules_forbid (void **state)
{
  World *world = *state;
  const CordonGrantSource automation = CORDON_GRANT_SOURCE_AUTOMATION;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  assert_false (set_state (world, SITE, CORDON_FEATURE_DISPLAY_CAPTURE, CORDON_STATE_GRANTED, automation));
  assert_false (set_state (world, SITE, CORDON_FEATURE_VIEWPORT_CAPTURE, CORDON_STATE_GRANTED, automation));
  assert_false (
    set_state (world, "http://plain.example", CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED, automation));
  assert_false (
    set_state (world, "http://localhost", CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED, automation));
  assert_false (set_state (world, "null", CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED, automation));
  assert_int_equal (world_count_grants (world), 0);

  assert_true (set_state (world, SITE, CORDON_FEATURE_DISPLAY_CAPTURE, CORDON_STATE_DENIED, automation));
  assert_int_equal (world_state (world, page, CORDON_FEATURE_DISPLAY_CAPTURE), CORDON_STATE_DENIED);
  assert_true (set_state (world, SITE, CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED, automation));
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);
  assert_true (set_state (world, SITE, CORDON_FEATURE_CAMERA, CORDON_STATE_PROMPT, automation));
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static void
local_http_has_no_grant_without_the_developer_switch (void **state)
{
  World *world = *state;
  World *developer = world_new_full (NULL, &(CordonProfileOptions){ .allow_local_http = TRUE });
  g_autoptr (CordonOrigin) origin = world_origin ("http://localhost");
  const CordonGrant grant = {
    .origin = origin,
    .feature = CORDON_FEATURE_CAMERA,
    .answer = CORDON_GRANT_ALLOW,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = CORDON_LIFETIME_VISIT,
    .source = CORDON_GRANT_SOURCE_AUTOMATION,
    .created_wall_us = world->time.wall_us,
  };

  assert_true (cordon_grant_validate (&grant, NULL));
  assert_false (cordon_profile_set_grant (world->profile, &grant, NULL, NULL, NULL));
  assert_true (cordon_profile_set_grant (developer->profile, &grant, NULL, NULL, NULL));
  world_free (developer);
}

static void
only_settings_and_automation_write_without_a_question (void **state)
{
  World *world = *state;

  assert_false (
    set_state (world, SITE, CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED, CORDON_GRANT_SOURCE_USER));
  assert_false (
    set_state (world, SITE, CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED, CORDON_GRANT_SOURCE_MANAGED));
  assert_false (
    set_state (world, SITE, CORDON_FEATURE_CAMERA, CORDON_STATE_PROMPT, CORDON_GRANT_SOURCE_IMPORT));
  assert_int_equal (world_count_grants (world), 0);
}

static void
a_block_in_the_settings_stops_what_runs (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, OTHER);
  CordonCapture *camera = world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  CordonCapture *others = world_capture (world, other, world_ask (world, other, CAMERA),
                                         CORDON_FEATURE_CAMERA);

  assert_true (
    set_state (world, SITE, CORDON_FEATURE_CAMERA, CORDON_STATE_DENIED, CORDON_GRANT_SOURCE_SETTINGS));
  assert_false (cordon_capture_may_deliver (camera));
  assert_true (cordon_capture_may_deliver (others));
}

/* For what is going on now the user has said yes before; the no is his newer word, and holds before it is written. */
static void
a_block_in_the_settings_ends_what_was_given_for_this_call_only (void **state)
{
  World *world = *state;
  g_autoptr (CordonOrigin) key = world_origin (SITE);
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera, *sound;

  world->user.answer = CORDON_ANSWER_ALLOW_CALL;
  camera = world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  sound = world_capture (world, page, world_ask (world, page, MICROPHONE), CORDON_FEATURE_MICROPHONE);
  assert_true (cordon_profile_set_state (world->profile, key, CORDON_FEATURE_CAMERA, CORDON_STATE_DENIED,
                                         CORDON_GRANT_SOURCE_SETTINGS, NULL));
  assert_false (cordon_capture_may_deliver (camera));
  world_settle (world);
  assert_false (cordon_capture_may_deliver (camera));
  assert_true (cordon_capture_may_deliver (sound));
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_DENIED);
}

static void
a_block_stops_a_lasting_yes_before_it_is_written (void **state)
{
  World *world = *state;
  g_autoptr (CordonOrigin) key = world_origin (SITE);
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera = world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);

  assert_true (cordon_profile_set_state (world->profile, key, CORDON_FEATURE_CAMERA, CORDON_STATE_DENIED,
                                         CORDON_GRANT_SOURCE_SETTINGS, NULL));
  assert_false (cordon_capture_may_deliver (camera));
}

static void
a_word_in_the_settings_ends_a_block_for_an_hour (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  world->user.answer = CORDON_ANSWER_BLOCK_TEMPORARILY;
  world_ask (world, page, CAMERA);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_DENIED);
  assert_true (
    set_state (world, SITE, CORDON_FEATURE_CAMERA, CORDON_STATE_PROMPT, CORDON_GRANT_SOURCE_SETTINGS));
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
  world_ask (world, page, CAMERA);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_DENIED);
  assert_true (
    set_state (world, SITE, CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED, CORDON_GRANT_SOURCE_SETTINGS));
  assert_true (
    cordon_profile_revoke (world->profile, world_find_grant (world, SITE, CORDON_FEATURE_CAMERA), NULL));
  /* What comes back is the question, not the old block. */
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static void
a_lasting_decision_stands_above_what_was_said_for_the_session (void **state)
{
  World *world = *state;
  const CordonGrantSource settings = CORDON_GRANT_SOURCE_SETTINGS;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera;

  world->user.answer = CORDON_ANSWER_BLOCK_SESSION;
  world_ask (world, page, CAMERA);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_DENIED);
  assert_true (set_state (world, SITE, CORDON_FEATURE_CAMERA, CORDON_STATE_GRANTED, settings));
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);

  world->user.answer = CORDON_ANSWER_ALLOW_VISIT;
  camera = world_capture (world, page, world_ask (world, page, MICROPHONE), CORDON_FEATURE_MICROPHONE);
  assert_true (set_state (world, SITE, CORDON_FEATURE_MICROPHONE, CORDON_STATE_GRANTED, settings));
  assert_true (cordon_capture_may_deliver (camera));
  assert_int_equal (world_count_grants (world), 2);
  assert_true (set_state (world, SITE, CORDON_FEATURE_MICROPHONE, CORDON_STATE_DENIED, settings));
  assert_false (cordon_capture_may_deliver (camera));
}

static void
dismiss (World *world, CordonDocument *page, guint n_times)
{
  world->user.answer = CORDON_ANSWER_DISMISS;
  for (guint i = 0; i < n_times; i++)
    world_ask (world, page, CAMERA);
}

static void
a_yes_in_a_prompt_forgets_what_was_dismissed_before (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  dismiss (world, page, 2);
  world->user.answer = CORDON_ANSWER_ALLOW_VISIT;
  world_ask (world, page, CAMERA);
  cordon_profile_suspended (world->profile);
  dismiss (world, page, 2);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
  dismiss (world, page, 1);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_DENIED);
}

static void
a_no_in_a_prompt_forgets_nothing_until_it_is_taken_back (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);

  dismiss (world, page, 2);
  world->user.answer = CORDON_ANSWER_BLOCK_TEMPORARILY;
  world_ask (world, page, CAMERA);
  world_advance (world, 2 * CORDON_HOUR_US);
  dismiss (world, page, 1);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_DENIED);

  world_advance (world, 8 * CORDON_DAY_US);
  world->user.answer = CORDON_ANSWER_BLOCK;
  world_ask (world, page, CAMERA);
  assert_true (
    cordon_profile_revoke (world->profile, world_find_grant (world, SITE, CORDON_FEATURE_CAMERA), NULL));
  dismiss (world, page, 2);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static void
remember_undo (guint64 undo_id, const CordonGrant *grant, CordonUndoReason reason, gint64 removed_wall_us,
               gpointer data)
{
  *(guint64 *) data = undo_id;
}

/* The count that came between does not stand against the site when the yes has ended again. */
static void
undoing_forgets_what_was_dismissed_meanwhile (void **state)
{
  g_autofree char *path = g_dir_make_tmp ("cordon-settings-XXXXXX", NULL);
  World *disk = world_new_at (path);
  g_autoptr (CordonDocument) page = world_open (disk, SITE);
  guint64 undo_id = 0;

  disk->user.answers = TRUE;
  disk->user.answer = CORDON_ANSWER_ALLOW;
  world_ask (disk, page, CAMERA);
  assert_true (
    cordon_profile_revoke (disk->profile, world_find_grant (disk, SITE, CORDON_FEATURE_CAMERA), NULL));
  dismiss (disk, page, 3);
  assert_int_equal (world_camera_state (disk, page), CORDON_STATE_DENIED);
  cordon_store_foreach_undo (cordon_profile_get_store (disk->profile), disk->time.wall_us, remember_undo,
                             &undo_id);
  assert_true (cordon_profile_undo (disk->profile, undo_id, NULL));
  world_settle (disk);
  assert_int_equal (world_camera_state (disk, page), CORDON_STATE_GRANTED);
  cordon_profile_tick (disk->profile);
  world_advance (disk, 61 * CORDON_DAY_US);
  dismiss (disk, page, 2);
  assert_int_equal (world_camera_state (disk, page), CORDON_STATE_PROMPT);
  cordon_document_gone (page);
  world_free (disk);
  world_remove_folder (path);
}

static void
revocation_reaches_exactly_its_key_and_every_live_client (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) one = world_open (world, SITE);
  g_autoptr (CordonDocument) two = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, OTHER);
  CordonCapture *in_one = world_capture (world, one, world_ask (world, one, CAMERA), CORDON_FEATURE_CAMERA);
  CordonCapture *in_two = world_capture (world, two, world_ask (world, two, CAMERA), CORDON_FEATURE_CAMERA);
  CordonCapture *in_other = world_capture (world, other, world_ask (world, other, CAMERA),
                                           CORDON_FEATURE_CAMERA);
  CordonCapture *sound = world_capture (world, one, world_ask (world, one, MICROPHONE),
                                        CORDON_FEATURE_MICROPHONE);

  world->user.obeys = FALSE;
  assert_true (
    cordon_profile_revoke (world->profile, world_find_grant (world, SITE, CORDON_FEATURE_CAMERA), NULL));
  assert_false (cordon_capture_may_deliver (in_one));
  assert_false (cordon_capture_may_deliver (in_two));
  assert_true (cordon_capture_may_deliver (in_other));
  assert_true (cordon_capture_may_deliver (sound));
  assert_int_equal (world_camera_state (world, one), CORDON_STATE_PROMPT);
  assert_int_equal (world_camera_state (world, other), CORDON_STATE_GRANTED);
  assert_int_equal (world_find_grant (world, SITE, CORDON_FEATURE_CAMERA), 0);
  assert_false (cordon_profile_revoke (world->profile, 999999, NULL));
}

static gboolean
find_callee_grant (const CordonGrant *grant, gpointer data)
{
  if (grant->callee != NULL)
    *(guint64 *) data = grant->id;

  return TRUE;
}

static void
revoking_a_callee_grant_leaves_the_plain_one (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *towards_bob, *camera;
  guint64 id = 0;

  world->user.answer = CORDON_ANSWER_ALLOW_CALLEE;
  towards_bob = world_capture (world, page, world_ask_callee (world, page, CAMERA, BOB),
                               CORDON_FEATURE_CAMERA);
  world->user.answer = CORDON_ANSWER_ALLOW;
  camera = world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);

  cordon_profile_foreach_grant (world->profile, NULL, CORDON_FEATURE_NONE, find_callee_grant, &id);
  assert_true (cordon_profile_revoke (world->profile, id, NULL));
  assert_false (cordon_capture_may_deliver (towards_bob));
  assert_true (cordon_capture_may_deliver (camera));
}

static void
a_blocked_callee_never_denies_the_camera_itself (void **state)
{
  World *world = *state;
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity (BOB, -1, NULL);
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, OTHER);
  Outcome *isolated, *again, *from_other, *plain, *eve;
  CordonCapture *towards_bob;

  world->user.answer = CORDON_ANSWER_ALLOW_CALLEE;
  isolated = world_ask_callee (world, page, CAMERA, BOB);
  towards_bob = world_capture (world, page, isolated, CORDON_FEATURE_CAMERA);

  assert_true (cordon_profile_block_callee (world->profile, bob, NULL));
  assert_false (cordon_capture_may_deliver (towards_bob));
  assert_true (cordon_profile_is_callee_blocked (world->profile, bob));
  again = world_ask_callee (world, page, CAMERA, BOB);
  from_other = world_ask_callee (world, other, CAMERA, BOB);
  world_advance (world, 2 * CORDON_SECOND_US);
  assert_int_equal (again->reason, CORDON_REASON_CALLEE_BLOCKED);
  assert_int_equal (from_other->reason, CORDON_REASON_CALLEE_BLOCKED);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);

  eve = world_ask_callee (world, page, CAMERA, "eve@idp.example");
  assert_int_equal (eve->verdict, CORDON_DECISION_ALLOW);
  world->user.answer = CORDON_ANSWER_ALLOW;
  plain = world_ask (world, page, CAMERA);
  assert_int_equal (plain->verdict, CORDON_DECISION_ALLOW);
  /* A plain yes does not reach a blocked callee either. */
  again = world_ask_callee (world, page, CAMERA, BOB);
  world_advance (world, 2 * CORDON_SECOND_US);
  assert_int_equal (again->reason, CORDON_REASON_CALLEE_BLOCKED);

  cordon_profile_unblock_callee (world->profile, bob);
  world_settle (world);
  assert_int_equal (world_ask_callee (world, page, CAMERA, BOB)->verdict, CORDON_DECISION_ALLOW);
}

static void
blocking_a_callee_in_the_prompt_leaves_the_camera_undecided (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  Outcome *isolated;

  world->user.answer = CORDON_ANSWER_BLOCK_CALLEE;
  isolated = world_ask_callee (world, page, CAMERA, BOB);
  assert_int_equal (isolated->verdict, CORDON_DECISION_DENY);
  assert_int_equal (isolated->reason, CORDON_REASON_USER_BLOCKED);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static gboolean
knows_bob (gpointer data, const CordonCallee *callee)
{
  return g_str_equal (cordon_callee_get_display (callee), BOB);
}

static void
the_address_book_scope_answers_no_where_no_book_is_wired (void **state)
{
  World *world = *state;
  g_autoptr (CordonOrigin) key = world_origin (SITE);
  g_autoptr (CordonOrigin) plain_http = world_origin ("http://plain.example");
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  const CordonAddressBook book = { knows_bob, NULL };
  Outcome *bob, *eve;

  world->user.answers = FALSE;
  assert_false (cordon_profile_allow_address_book (world->profile, plain_http, CAMERA, NULL));
  assert_false (cordon_profile_allow_address_book (world->profile, key, DISPLAY, NULL));
  assert_true (cordon_profile_allow_address_book (world->profile, key, CAMERA, NULL));
  bob = world_ask_callee (world, page, CAMERA, BOB);
  assert_int_equal (bob->n_done, 0);

  cordon_profile_set_address_book (world->profile, &book);
  world_settle (world);
  assert_int_equal (bob->verdict, CORDON_DECISION_ALLOW);
  assert_true (bob->isolate);
  eve = world_ask_callee (world, page, CAMERA, "eve@idp.example");
  assert_int_equal (eve->n_done, 0);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
  assert_non_null (world_redeem (world, page, bob, CORDON_FEATURE_CAMERA));
}

static void
decide_everything (World *world, CordonDocument *page, CordonDocument *other)
{
  world_ask (world, page, CAMERA);
  world_ask (world, page, MICROPHONE);
  world_advance (world, CORDON_HOUR_US);
  world_ask (world, other, CAMERA);
  assert_int_equal (world_count_grants (world), 3);
}

static void
clearing_everything_takes_one_time_grants_and_captures_too (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  CordonCapture *camera;

  world->user.answer = CORDON_ANSWER_ALLOW_VISIT;
  camera = world_capture (world, page, world_ask (world, page, CAMERA), CORDON_FEATURE_CAMERA);
  cordon_profile_clear (world->profile, &(CordonClear){ .decisions = TRUE });
  assert_false (cordon_capture_may_deliver (camera));
  assert_int_equal (world_count_grants (world), 0);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static void
site_data_takes_identifiers_and_keeps_decisions (void **state)
{
  World *world = *state;
  CordonStore *store = cordon_profile_get_store (world->profile);
  g_autoptr (CordonOrigin) key = world_origin (SITE);
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  guint8 before[CORDON_IDENTIFIER_SALT_SIZE], after[CORDON_IDENTIFIER_SALT_SIZE];

  world_ask (world, page, CAMERA);
  cordon_store_get_salt (store, key, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, world->time.wall_us, before);
  cordon_profile_site_data_cleared (world->profile, key);
  cordon_store_get_salt (store, key, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, world->time.wall_us, after);
  assert_memory_not_equal (before, after, sizeof before);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);

  cordon_profile_clear (world->profile,
                        &(CordonClear){ .decisions = TRUE, .identifiers = TRUE, .origin = key });
  cordon_store_get_salt (store, key, CORDON_IDENTIFIER_DEVICE_SALT, TRUE, world->time.wall_us, before);
  assert_memory_not_equal (before, after, sizeof before);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_PROMPT);
}

static gboolean
check_listed (const CordonGrant *grant, gpointer data)
{
  guint *n = data;

  (*n)++;
  assert_int_equal (grant->source, CORDON_GRANT_SOURCE_USER);
  assert_int_not_equal (grant->created_wall_us, 0);
  assert_int_not_equal (grant->last_used_wall_us, 0);

  return TRUE;
}

static void
the_list_shows_every_decision_and_each_can_be_taken_back (void **state)
{
  World *world = *state;
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, OTHER);
  guint n = 0;

  decide_everything (world, page, other);
  cordon_profile_foreach_grant (world->profile, NULL, CORDON_FEATURE_NONE, check_listed, &n);
  assert_int_equal (n, 3);
  assert_true (
    cordon_profile_revoke (world->profile, world_find_grant (world, OTHER, CORDON_FEATURE_CAMERA), NULL));
  assert_int_equal (world_count_grants (world), 2);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (automation_cannot_make_what_the_rules_forbid, "B-39 B-54 A-04 A-08",
                      world_set_up_willing, world_tear_down),
    CORDON_TEST_WITH (local_http_has_no_grant_without_the_developer_switch, "A-04 B-54", world_set_up_willing,
                      world_tear_down),
    CORDON_TEST_WITH (only_settings_and_automation_write_without_a_question, "B-54 B-42",
                      world_set_up_willing, world_tear_down),
    CORDON_TEST_WITH (a_block_in_the_settings_stops_what_runs, "B-31 B-32", world_set_up_willing,
                      world_tear_down),
    CORDON_TEST_WITH (a_block_in_the_settings_ends_what_was_given_for_this_call_only, "B-03 B-31",
                      world_set_up_willing, world_tear_down),
    CORDON_TEST_WITH (a_block_stops_a_lasting_yes_before_it_is_written, "B-31 X-07", world_set_up_willing,
                      world_tear_down),
    CORDON_TEST_WITH (a_word_in_the_settings_ends_a_block_for_an_hour, "B-36", world_set_up_willing,
                      world_tear_down),
    CORDON_TEST_WITH (a_lasting_decision_stands_above_what_was_said_for_the_session, "B-29",
                      world_set_up_willing, world_tear_down),
    CORDON_TEST_WITH (a_yes_in_a_prompt_forgets_what_was_dismissed_before, "B-22", world_set_up_willing,
                      world_tear_down),
    CORDON_TEST_WITH (a_no_in_a_prompt_forgets_nothing_until_it_is_taken_back, "B-22", world_set_up_willing,
                      world_tear_down),
    CORDON_TEST_WITH (undoing_forgets_what_was_dismissed_meanwhile, "B-22", world_set_up_willing,
                      world_tear_down),
    CORDON_TEST_WITH (revocation_reaches_exactly_its_key_and_every_live_client, "B-31 B-32 F-32",
                      world_set_up_willing, world_tear_down),
    CORDON_TEST_WITH (revoking_a_callee_grant_leaves_the_plain_one, "B-05 B-32", world_set_up_willing,
                      world_tear_down),
    CORDON_TEST_WITH (a_blocked_callee_never_denies_the_camera_itself, "B-05 B-11", world_set_up_willing,
                      world_tear_down),
    CORDON_TEST_WITH (blocking_a_callee_in_the_prompt_leaves_the_camera_undecided, "B-05",
                      world_set_up_willing, world_tear_down),
    CORDON_TEST_WITH (the_address_book_scope_answers_no_where_no_book_is_wired, "B-09", world_set_up_willing,
                      world_tear_down),
    CORDON_TEST_WITH (clearing_everything_takes_one_time_grants_and_captures_too, "B-36 B-31",
                      world_set_up_willing, world_tear_down),
    CORDON_TEST_WITH (site_data_takes_identifiers_and_keeps_decisions, "B-52 G-05", world_set_up_willing,
                      world_tear_down),
    CORDON_TEST_WITH (the_list_shows_every_decision_and_each_can_be_taken_back, "B-36 F-32",
                      world_set_up_willing, world_tear_down),
  };

  return cordon_test_run (tests);
}
