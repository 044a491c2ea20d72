/* Consent towards anybody whom the user's address book knows. */

#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/limits.h"

#define SITE "https://call.example"
#define BOB "bob@idp.example"
#define EVE "eve@idp.example"

typedef struct
{
  World *world;
  char *path;
  gboolean knows_bob;
} Room;

static gboolean
contains (gpointer data, const CordonCallee *callee)
{
  const Room *room = data;

  return room->knows_bob && g_str_equal (cordon_callee_get_display (callee), BOB);
}

static void
wire (Room *room)
{
  cordon_profile_set_address_book (room->world->profile, &(CordonAddressBook){ contains, room });
}

static int
set_up (void **state)
{
  Room *room = g_new0 (Room, 1);

  room->path = g_dir_make_tmp ("cordon-book-XXXXXX", NULL);
  room->world = world_new_at (room->path);
  room->knows_bob = TRUE;
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
  g_free (room);

  return 0;
}

static void
allow (Room *room, CordonFeatureSet features)
{
  g_autoptr (CordonOrigin) origin = world_origin (SITE);

  assert_true (cordon_profile_allow_address_book (room->world->profile, origin, features, NULL));
  world_settle (room->world);
}

static CordonDecisionVerdict
decide (Room *room, CordonDocument *page, const char *name)
{
  g_autoptr (CordonCallee) callee = name ? cordon_callee_new_identity (name, -1, NULL) : NULL;
  g_auto (CordonDecision) decision = { 0 };

  cordon_profile_decide (room->world->profile, page, CORDON_FEATURE_CAMERA, callee, &decision);
  assert_int_equal (decision.obligations.isolate, decision.verdict == CORDON_DECISION_ALLOW);

  return decision.verdict;
}

static void
the_scope_is_stored_and_answers_after_a_restart (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = NULL;

  allow (room, CAMERA);
  world_restart (room->world, room->path);
  page = world_open (room->world, SITE);
  assert_int_equal (decide (room, page, BOB), CORDON_DECISION_PROMPT);
  wire (room);
  assert_int_equal (decide (room, page, BOB), CORDON_DECISION_ALLOW);
  assert_int_equal (decide (room, page, EVE), CORDON_DECISION_PROMPT);
  assert_int_equal (decide (room, page, NULL), CORDON_DECISION_PROMPT);
  assert_int_equal (world_count_grants (room->world), 1);
}

static void
who_leaves_the_book_is_not_sent_to_any_more (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  Outcome *first, *second;
  CordonCapture *camera;

  wire (room);
  allow (room, CAMERA);
  first = world_ask_callee (room->world, page, CAMERA, BOB);
  camera = world_capture (room->world, page, first, CORDON_FEATURE_CAMERA);
  second = world_ask_callee (room->world, page, CAMERA, BOB);
  room->knows_bob = FALSE;
  cordon_profile_address_book_changed (room->world->profile);
  assert_false (cordon_capture_may_deliver (camera));
  assert_null (world_redeem (room->world, page, second, CORDON_FEATURE_CAMERA));
  assert_int_equal (decide (room, page, BOB), CORDON_DECISION_PROMPT);
}

static void
a_book_that_is_closed_ends_what_stood_on_it_at_once (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  CordonCapture *camera;

  wire (room);
  allow (room, CAMERA);
  camera = world_capture (room->world, page, world_ask_callee (room->world, page, CAMERA, BOB),
                          CORDON_FEATURE_CAMERA);
  cordon_profile_set_address_book (room->world->profile, NULL);
  assert_false (cordon_capture_may_deliver (camera));
}

/* The list has to be seen to its end, whatever else is kept for the site. */
static void
the_book_is_taken_away_beside_other_consent (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);

  wire (room);
  world_user_always (room->world, CORDON_ANSWER_ALLOW);
  world_ask (room->world, page, CAMERA);
  allow (room, CAMERA | MICROPHONE);
  assert_int_equal (world_count_grants (room->world), 3);
  allow (room, 0);
  assert_int_equal (world_count_grants (room->world), 1);
  assert_int_equal (world_camera_state (room->world, page), CORDON_STATE_GRANTED);
}

static void
the_book_is_taken_away_feature_by_feature_and_by_revoking (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  CordonCapture *camera;

  wire (room);
  allow (room, CAMERA | MICROPHONE);
  assert_int_equal (world_count_grants (room->world), 2);
  allow (room, CAMERA);
  assert_int_equal (world_count_grants (room->world), 1);
  camera = world_capture (room->world, page, world_ask_callee (room->world, page, CAMERA, BOB),
                          CORDON_FEATURE_CAMERA);
  assert_true (cordon_profile_revoke (room->world->profile,
                                      world_find_grant (room->world, SITE, CORDON_FEATURE_CAMERA), NULL));
  assert_false (cordon_capture_may_deliver (camera));
  allow (room, CAMERA);
  allow (room, 0);
  assert_int_equal (world_count_grants (room->world), 0);
}

/* The block-list stands before it, and a frame that got its feature by a wildcard asks (B-09, Q-17). */
static void
the_book_outranks_no_refusal_of_the_callee_and_no_wildcard (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  g_autoptr (CordonDocument) frame = world_open_frame (room->world, page, "https://w.example", TRUE);
  g_autoptr (CordonCallee) bob = cordon_callee_new_identity (BOB, -1, NULL);

  wire (room);
  allow (room, CAMERA);
  assert_int_equal (decide (room, page, BOB), CORDON_DECISION_ALLOW);
  assert_int_equal (decide (room, frame, BOB), CORDON_DECISION_PROMPT);
  assert_true (cordon_profile_block_callee (room->world->profile, bob, NULL));
  assert_int_equal (decide (room, page, BOB), CORDON_DECISION_DENY);
}

static void
the_prompt_offers_the_book_for_those_in_it (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  Outcome *outcome;

  world_ask_callee (room->world, page, CAMERA, BOB);
  assert_false (cordon_question_offers (world_last_question (room->world), CORDON_ANSWER_ALLOW_ADDRESS_BOOK));
  assert_true (world_answer (room->world, CORDON_ANSWER_DISMISS));
  wire (room);
  world_ask_callee (room->world, page, CAMERA, EVE);
  assert_false (cordon_question_offers (world_last_question (room->world), CORDON_ANSWER_ALLOW_ADDRESS_BOOK));
  assert_true (world_answer (room->world, CORDON_ANSWER_DISMISS));
  outcome = world_ask_callee (room->world, page, CAMERA, BOB);
  assert_true (world_answer (room->world, CORDON_ANSWER_ALLOW_ADDRESS_BOOK));
  world_expect_allowed (outcome);
  assert_true (outcome->isolate);
  assert_non_null (world_redeem (room->world, page, outcome, CORDON_FEATURE_CAMERA));
  assert_int_equal (decide (room, page, BOB), CORDON_DECISION_ALLOW);
  assert_int_equal (decide (room, page, EVE), CORDON_DECISION_PROMPT);
}

/* Who is taken off the book between the answer and the device gets nothing. */
static void
an_answer_for_the_book_needs_the_book (void **state)
{
  Room *room = *state;
  g_autoptr (CordonDocument) page = world_open (room->world, SITE);
  Outcome *outcome;

  wire (room);
  outcome = world_ask_callee (room->world, page, CAMERA, BOB);
  cordon_document_set_focused (page, FALSE);
  assert_true (world_answer (room->world, CORDON_ANSWER_ALLOW_ADDRESS_BOOK));
  assert_int_equal (outcome->n_done, 0);
  room->knows_bob = FALSE;
  cordon_profile_address_book_changed (room->world->profile);
  cordon_document_set_focused (page, TRUE);
  world_settle (room->world);
  assert_int_not_equal (outcome->verdict, CORDON_DECISION_ALLOW);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (the_scope_is_stored_and_answers_after_a_restart, "B-09", set_up, tear_down),
    CORDON_TEST_WITH (who_leaves_the_book_is_not_sent_to_any_more, "B-09 B-31", set_up, tear_down),
    CORDON_TEST_WITH (a_book_that_is_closed_ends_what_stood_on_it_at_once, "B-09", set_up, tear_down),
    CORDON_TEST_WITH (the_book_is_taken_away_beside_other_consent, "B-09", set_up, tear_down),
    CORDON_TEST_WITH (the_book_is_taken_away_feature_by_feature_and_by_revoking, "B-09 B-36", set_up,
                      tear_down),
    CORDON_TEST_WITH (the_book_outranks_no_refusal_of_the_callee_and_no_wildcard, "B-09 A-10", set_up,
                      tear_down),
    CORDON_TEST_WITH (the_prompt_offers_the_book_for_those_in_it, "B-09", set_up, tear_down),
    CORDON_TEST_WITH (an_answer_for_the_book_needs_the_book, "B-09", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
