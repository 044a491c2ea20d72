/* What clearing takes, and what it leaves. */

#include "tests/support/test.h"
#include "tests/support/world.h"

#include "permissions/limits.h"
#include "storage/identifier_table.h"
#include "storage/journal.h"
#include "storage/undo_list.h"

#define SITE "https://call.example"
#define OTHER "https://other.example"

static void
dismiss (World *world, CordonDocument *page, guint n_times)
{
  world->user.answer = CORDON_ANSWER_DISMISS;
  for (guint i = 0; i < n_times; i++)
    world_ask (world, page, CAMERA);
}

static void
remember_undo (guint64 undo_id, const CordonGrant *grant, CordonUndoReason reason, gint64 removed_wall_us,
               gpointer data)
{
  *(guint64 *) data = undo_id;
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
clearing_can_be_narrowed_by_origin_feature_time_and_exception (void **state)
{
  World *world = *state;
  g_autoptr (CordonOrigin) key = world_origin (SITE);
  g_autoptr (CordonOrigin) other_key = world_origin (OTHER);
  const CordonOrigin *except[] = { other_key };
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, OTHER);

  decide_everything (world, page, other);
  cordon_profile_clear (world->profile, &(CordonClear){ 0 });
  assert_int_equal (world_count_grants (world), 3);
  cordon_profile_clear (world->profile,
                        &(CordonClear){ .decisions = TRUE, .origin = key, .features = MICROPHONE });
  assert_int_equal (world_count_grants (world), 2);
  assert_int_equal (world_camera_state (world, page), CORDON_STATE_GRANTED);
  cordon_profile_clear (world->profile, &(CordonClear){ .decisions = TRUE, .except = except, .n_except = 1 });
  assert_int_equal (world_count_grants (world), 1);
  assert_int_equal (world_camera_state (world, other), CORDON_STATE_GRANTED);
  cordon_profile_clear (world->profile,
                        &(CordonClear){ .decisions = TRUE, .since_wall_us = world->time.wall_us + 1 });
  assert_int_equal (world_count_grants (world), 1);
  cordon_profile_clear (
    world->profile,
    &(CordonClear){ .decisions = TRUE, .since_wall_us = world->time.wall_us - CORDON_MINUTE_US });
  assert_int_equal (world_count_grants (world), 0);
}

typedef struct
{
  const char *origin;
  guint n;
} Mention;

static gboolean
count_mention (const CordonJournalEntry *entry, gpointer data)
{
  Mention *mention = data;

  if (entry->origin != NULL && g_str_equal (cordon_origin_to_string (entry->origin), mention->origin))
    mention->n++;

  return TRUE;
}

static guint
count_mentions (World *world, const char *origin)
{
  Mention mention = { .origin = origin };

  assert_true (
    cordon_store_read_journal (cordon_profile_get_store (world->profile), 0, count_mention, &mention, NULL));
  return mention.n;
}

static void
count_identifier (const CordonOrigin *origin, CordonIdentifierPurpose purpose, gint64 created_wall_us,
                  gboolean kept, gpointer data)
{
  if (g_str_equal (cordon_origin_to_string (origin), SITE))
    (*(guint *) data)++;
}

/*
 * All that is known of the others goes, embargo, undo list, journal and identifiers too; the one that is kept,
 * wholly.
 */
static void
clearing_all_but_one_site_keeps_that_one_and_nothing_else (void **state)
{
  World *outer = *state;
  g_autofree char *path = g_dir_make_tmp ("cordon-settings-XXXXXX", NULL);
  World *world = world_new_at (path);
  g_autoptr (CordonOrigin) key = world_origin (SITE);
  const CordonOrigin *except[] = { key };
  g_autoptr (CordonDocument) page = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, OTHER);
  guint8 salt[CORDON_IDENTIFIER_SALT_SIZE];
  guint64 undo_id = 0;
  guint n_identifiers = 0;

  world->user.answers = outer->user.answers;
  world->user.answer = CORDON_ANSWER_ALLOW;
  world_ask (world, page, CAMERA);
  world_ask (world, other, MICROPHONE);
  dismiss (world, other, 3);
  assert_true (cordon_store_get_salt (cordon_profile_get_store (world->profile), key,
                                      CORDON_IDENTIFIER_DEVICE_SALT, TRUE, world->time.wall_us, salt));
  cordon_profile_clear (
    world->profile,
    &(CordonClear){ .decisions = TRUE, .identifiers = TRUE, .except = except, .n_except = 1 });
  world_settle (world);
  assert_int_equal (world_count_grants (world), 1);
  assert_int_equal (world_camera_state (world, other), CORDON_STATE_PROMPT);
  cordon_store_foreach_undo (cordon_profile_get_store (world->profile), world->time.wall_us, remember_undo,
                             &undo_id);
  assert_int_equal (undo_id, 0);
  assert_int_equal (count_mentions (world, OTHER), 0);
  assert_true (count_mentions (world, SITE) > 0);
  cordon_store_foreach_identifier (cordon_profile_get_store (world->profile), count_identifier,
                                   &n_identifiers);
  assert_int_equal (n_identifiers, 1);
  cordon_document_gone (page);
  cordon_document_gone (other);
  world_free (world);
  world_remove_folder (path);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (clearing_can_be_narrowed_by_origin_feature_time_and_exception, "B-36",
                      world_set_up_willing, world_tear_down),
    CORDON_TEST_WITH (clearing_all_but_one_site_keeps_that_one_and_nothing_else, "B-36 X-09 G-13",
                      world_set_up_willing, world_tear_down),
  };

  return cordon_test_run (tests);
}
