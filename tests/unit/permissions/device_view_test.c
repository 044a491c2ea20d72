#include "tests/support/test.h"

#include <glib/gstdio.h>

#include "permissions/device_view.h"
#include "storage/identifier_table.h"
#include "tests/support/world.h"

#define SITE "https://a.example"

static const CordonHardware hardware[] = {
  { CORDON_DEVICE_VIDEO_INPUT, "cam-1", NULL, "Camera" },
  { CORDON_DEVICE_AUDIO_INPUT, "mic-1", "headset", "Microphone" },
  { CORDON_DEVICE_AUDIO_OUTPUT, "out-1", "headset", "Headset" },
  { CORDON_DEVICE_AUDIO_OUTPUT, "out-2", "hdmi", "Television" },
};

typedef struct
{
  char *path;
  World *world;
  guint n_changes;
} Fixture;

static void
count_change (CordonProfile *profile, CordonDocument *document, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_changes++;
}

static void
plug_in (Fixture *fixture)
{
  cordon_profile_set_hardware (fixture->world->profile, hardware, G_N_ELEMENTS (hardware));
  cordon_profile_set_devices_changed (fixture->world->profile, count_change, fixture);
}

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->path = g_dir_make_tmp ("cordon-devices-XXXXXX", NULL);
  fixture->world = world_new_at (fixture->path);
  plug_in (fixture);
  *state = fixture;
  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (GDir) folder = NULL;
  const char *name;

  world_free (fixture->world);
  folder = g_dir_open (fixture->path, 0, NULL);
  while ((name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (fixture->path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (fixture->path);
  g_free (fixture->path);
  g_free (fixture);
  return 0;
}

static void
restart (Fixture *fixture)
{
  world_restart (fixture->world, fixture->path);
  plug_in (fixture);
}

static void
append_label (const CordonDeviceInfo *info, gpointer data)
{
  g_string_append_printf (data, "%s:%s ", cordon_device_kind_to_string (info->kind), info->label);
}

static void
assert_list (Fixture *fixture, CordonDocument *document, const char *expected)
{
  g_autoptr (GString) list = g_string_new (NULL);

  cordon_profile_foreach_device (fixture->world->profile, document, append_label, list);
  assert_string_equal (list->str, expected);
}

static void
take_camera_id (const CordonDeviceInfo *info, gpointer data)
{
  if (info->kind == CORDON_DEVICE_VIDEO_INPUT && *info->device_id != '\0')
    g_string_assign (data, info->device_id);
}

/* A page learns its ids by capturing. */
static GString *
learn_id (World *world, CordonDocument *document, CordonAnswer answer)
{
  GString *id = g_string_new (NULL);
  Outcome *outcome;

  world->user.answers = TRUE;
  world->user.answer = answer;
  outcome = world_ask (world, document, CAMERA);
  world_capture (world, document, outcome, CORDON_FEATURE_CAMERA);
  cordon_profile_foreach_device (world->profile, document, take_camera_id, id);
  assert_int_equal (id->len, 8);

  return id;
}

static void
ids_live_on_once_a_device_was_live (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonDocument) first = world_open (fixture->world, SITE);
  g_autoptr (GString) before = learn_id (fixture->world, first, CORDON_ANSWER_ALLOW_CALL);
  g_autoptr (CordonDocument) second = NULL;

  restart (fixture);
  second = world_open (fixture->world, SITE);
  assert_string_equal (
    cordon_profile_find_device (fixture->world->profile, second, CORDON_DEVICE_VIDEO_INPUT, before->str),
    "cam-1");
}

/* The page has seen nothing yet, so that no test but this one can know the id: it is asked for by its device. */
static char *
peek_id (Fixture *fixture, const char *site)
{
  guint8 salt[CORDON_IDENTIFIER_SALT_SIZE];
  g_autoptr (CordonOrigin) origin = world_origin (site);
  CordonDeviceSalts salts = { 0 };

  assert_true (cordon_store_get_salt (cordon_profile_get_store (fixture->world->profile), origin,
                                      CORDON_IDENTIFIER_DEVICE_SALT, FALSE, fixture->world->time.wall_us,
                                      salt));
  memcpy (salts.origin, salt, sizeof salt);
  memcpy (salts.top_level, salt, sizeof salt);
  return cordon_device_id_new (&salts, origin, origin, CORDON_DEVICE_VIDEO_INPUT, "cam-1", 0);
}

static void
ids_live_on_once_a_permission_is_stored (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonDocument) first = world_open (fixture->world, SITE);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  fixture->world->user.answers = TRUE;
  fixture->world->user.answer = CORDON_ANSWER_BLOCK;
  world_ask (fixture->world, first, CAMERA);
  before = peek_id (fixture, SITE);
  restart (fixture);
  after = peek_id (fixture, SITE);
  assert_string_equal (before, after);
}

/* Whatever the permission is for, and though others of the site are not kept. */
static void
any_permission_that_is_kept_keeps_the_ids (void **state)
{
  Fixture *fixture = *state;
  World *world = fixture->world;
  g_autoptr (CordonDocument) first = world_open (world, SITE);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  world->user.answers = TRUE;
  world->user.answer = CORDON_ANSWER_BLOCK_SESSION;
  world_ask (world, first, CAMERA);
  world->user.answer = CORDON_ANSWER_BLOCK;
  world_ask (world, first, MICROPHONE);
  before = peek_id (fixture, SITE);
  restart (fixture);
  after = peek_id (fixture, SITE);
  assert_string_equal (before, after);
}

static void
unused_ids_go_with_the_browser (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonDocument) first = world_open (fixture->world, SITE);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  assert_list (fixture, first, "videoinput: audioinput: ");
  before = peek_id (fixture, SITE);
  restart (fixture);
  after = peek_id (fixture, SITE);
  assert_string_not_equal (before, after);
}

static void
a_site_without_cookies_keeps_no_ids (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonOrigin) origin = world_origin (SITE);
  g_autoptr (CordonDocument) first = world_open (fixture->world, SITE);
  g_autoptr (GString) before = NULL;
  g_autoptr (CordonDocument) second = NULL;

  cordon_profile_bar_identifiers (fixture->world->profile, origin, TRUE);
  before = learn_id (fixture->world, first, CORDON_ANSWER_ALLOW);
  restart (fixture);
  second = world_open (fixture->world, SITE);
  assert_null (
    cordon_profile_find_device (fixture->world->profile, second, CORDON_DEVICE_VIDEO_INPUT, before->str));
}

static void
clearing_a_site_gives_its_live_pages_new_ids (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonOrigin) origin = world_origin (SITE);
  g_autoptr (CordonDocument) document = world_open (fixture->world, SITE);
  g_autoptr (GString) before = learn_id (fixture->world, document, CORDON_ANSWER_ALLOW);

  cordon_profile_site_data_cleared (fixture->world->profile, origin);
  world_settle (fixture->world);
  assert_null (
    cordon_profile_find_device (fixture->world->profile, document, CORDON_DEVICE_VIDEO_INPUT, before->str));
  assert_list (fixture, document, "videoinput: audioinput: ");
}

static void
clearing_a_site_leaves_the_ids_of_others (void **state)
{
  Fixture *fixture = *state;
  World *world = fixture->world;
  g_autoptr (CordonOrigin) origin = world_origin (SITE);
  g_autoptr (CordonDocument) cleared = world_open (world, SITE);
  g_autoptr (CordonDocument) other = world_open (world, "https://b.example");
  g_autoptr (GString) gone = learn_id (world, cleared, CORDON_ANSWER_ALLOW);
  g_autoptr (GString) kept = learn_id (world, other, CORDON_ANSWER_ALLOW);

  cordon_profile_site_data_cleared (world->profile, origin);
  world_settle (world);
  assert_null (cordon_profile_find_device (world->profile, cleared, CORDON_DEVICE_VIDEO_INPUT, gone->str));
  assert_string_equal (
    cordon_profile_find_device (world->profile, other, CORDON_DEVICE_VIDEO_INPUT, kept->str), "cam-1");
  assert_list (fixture, other, "videoinput:Camera audioinput: ");
}

static void
count_kept (const CordonOrigin *origin, CordonIdentifierPurpose purpose, gint64 created, gboolean kept,
            gpointer data)
{
  guint *n_kept = data;

  *n_kept += kept && purpose == CORDON_IDENTIFIER_DEVICE_SALT;
}

static void
the_user_sees_which_sites_have_ids (void **state)
{
  Fixture *fixture = *state;
  CordonStore *store = cordon_profile_get_store (fixture->world->profile);
  g_autoptr (CordonDocument) document = world_open (fixture->world, SITE);
  g_autoptr (GString) id = learn_id (fixture->world, document, CORDON_ANSWER_ALLOW_CALL);
  g_autoptr (CordonOrigin) origin = world_origin (SITE);
  guint n_kept = 0;

  assert_non_null (id);
  cordon_store_foreach_identifier (store, count_kept, &n_kept);
  assert_int_equal (n_kept, 1);
  cordon_profile_site_data_cleared (fixture->world->profile, origin);
  n_kept = 0;
  cordon_store_foreach_identifier (store, count_kept, &n_kept);
  assert_int_equal (n_kept, 0);
}

static void
a_capture_exposes_its_kind_until_the_document_ends (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonDocument) document = world_open (fixture->world, SITE);
  g_autoptr (CordonDocument) reloaded = NULL;
  g_autoptr (GString) id = NULL;

  assert_list (fixture, document, "videoinput: audioinput: ");
  id = learn_id (fixture->world, document, CORDON_ANSWER_ALLOW);
  assert_list (fixture, document, "videoinput:Camera audioinput: ");
  cordon_document_gone (document);
  assert_list (fixture, document, "");
  assert_false (cordon_profile_may_enumerate (fixture->world->profile, document));
  reloaded = world_open (fixture->world, SITE);
  assert_list (fixture, reloaded, "videoinput: audioinput: ");
}

static void
a_hidden_tab_hears_of_devices_when_it_is_seen_again (void **state)
{
  Fixture *fixture = *state;
  g_autoptr (CordonDocument) document = world_open (fixture->world, SITE);

  assert_true (cordon_profile_may_enumerate (fixture->world->profile, document));
  cordon_document_set_visible (document, FALSE);
  assert_false (cordon_profile_may_enumerate (fixture->world->profile, document));
  cordon_profile_set_hardware (fixture->world->profile, hardware, 1);
  assert_int_equal (fixture->n_changes, 0);
  cordon_document_set_visible (document, TRUE);
  assert_int_equal (fixture->n_changes, 1);
  assert_list (fixture, document, "videoinput: ");
}

static void
a_private_session_has_ids_of_its_own (void **state)
{
  Fixture *fixture = *state;
  World *other = world_new ();
  g_autoptr (CordonDocument) normal = world_open (fixture->world, SITE);
  g_autoptr (CordonDocument) hidden = world_open (other, SITE);
  g_autoptr (GString) first = NULL;
  g_autoptr (GString) second = NULL;

  cordon_profile_set_hardware (other->profile, hardware, G_N_ELEMENTS (hardware));
  first = learn_id (fixture->world, normal, CORDON_ANSWER_ALLOW);
  second = learn_id (other, hidden, CORDON_ANSWER_ALLOW);
  assert_string_not_equal (first->str, second->str);
  world_free (other);
}

static void
a_chosen_output_may_be_played_to_and_no_other (void **state)
{
  Fixture *fixture = *state;
  World *world = fixture->world;
  g_autoptr (CordonDocument) document = world_open (world, SITE);
  Outcome *outcome;
  g_autoptr (GString) list = g_string_new (NULL);

  cordon_document_activated (document);
  world->user.answers = TRUE;
  world->user.answer = CORDON_ANSWER_ALLOW;
  world->user.details.speaker_device = "out-2";
  outcome = world_ask (world, document, CORDON_FEATURE_BIT (SPEAKER_SELECTION));
  assert_int_equal (outcome->verdict, CORDON_DECISION_ALLOW);
  cordon_profile_foreach_device (world->profile, document, append_label, list);
  assert_string_equal (list->str, "videoinput: audioinput: audiooutput:Television ");
  assert_null (cordon_profile_check_sink (world->profile, document, ""));
  assert_string_equal (cordon_profile_check_sink (world->profile, document, "other"), "NotFoundError");
}

static void
a_grant_of_one_device_is_found_again_after_a_restart (void **state)
{
  Fixture *fixture = *state;
  World *world = fixture->world;
  g_autoptr (CordonDocument) first = world_open (world, SITE);
  g_autoptr (CordonDocument) second = NULL;

  world->user.answers = TRUE;
  world->user.answer = CORDON_ANSWER_ALLOW;
  world->user.details.camera_device = "cam-1";
  world_ask (world, first, CAMERA);
  assert_int_equal (world_state (world, first, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
  restart (fixture);
  second = world_open (world, SITE);
  assert_int_equal (world_state (world, second, CORDON_FEATURE_CAMERA), CORDON_STATE_GRANTED);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (ids_live_on_once_a_device_was_live, "G-03", set_up, tear_down),
    CORDON_TEST_WITH (ids_live_on_once_a_permission_is_stored, "G-03", set_up, tear_down),
    CORDON_TEST_WITH (any_permission_that_is_kept_keeps_the_ids, "G-03", set_up, tear_down),
    CORDON_TEST_WITH (unused_ids_go_with_the_browser, "G-06", set_up, tear_down),
    CORDON_TEST_WITH (a_site_without_cookies_keeps_no_ids, "G-04", set_up, tear_down),
    CORDON_TEST_WITH (clearing_a_site_gives_its_live_pages_new_ids, "G-05", set_up, tear_down),
    CORDON_TEST_WITH (clearing_a_site_leaves_the_ids_of_others, "G-05", set_up, tear_down),
    CORDON_TEST_WITH (the_user_sees_which_sites_have_ids, "G-06", set_up, tear_down),
    CORDON_TEST_WITH (a_capture_exposes_its_kind_until_the_document_ends, "G-08 G-09", set_up, tear_down),
    CORDON_TEST_WITH (a_hidden_tab_hears_of_devices_when_it_is_seen_again, "G-10", set_up, tear_down),
    CORDON_TEST_WITH (a_private_session_has_ids_of_its_own, "G-20", set_up, tear_down),
    CORDON_TEST_WITH (a_grant_of_one_device_is_found_again_after_a_restart, "B-34", set_up, tear_down),
    CORDON_TEST_WITH (a_chosen_output_may_be_played_to_and_no_other, "B-51", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
