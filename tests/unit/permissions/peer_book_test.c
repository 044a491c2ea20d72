#include "tests/support/test.h"
#include "tests/support/world.h"

#include <glib/gstdio.h>

#include "isolation/keyring.h"
#include "permissions/peer_book.h"

#define SITE "https://call.example"
#define OTHER "https://other.example"
#define BOB "bob@idp.example"

static const CordonFingerprint key_one = { .hash = CORDON_HASH_SHA_256, .digest = { 1 } };
static const CordonFingerprint key_two = { .hash = CORDON_HASH_SHA_256, .digest = { 2 } };

typedef struct
{
  char *folder;
  char *path;
  World *world;
  CordonKeyring *keyring;
} Home;

/* As an engine wires it: the book behind the keyring, and the profile's clearing before it. */
static void
follow_clearing (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  Home *home = data;

  if (event->kind != CORDON_EVENT_IDENTIFIERS_CLEARED)
    return;
  if (event->origin)
    cordon_keyring_clear_origin (home->keyring, cordon_origin_to_string (event->origin));
  else
    cordon_keyring_reset (home->keyring);
}

static void
wire (Home *home)
{
  const CordonPeerBook book = cordon_profile_get_peer_book (home->world->profile);

  home->keyring = cordon_keyring_new (cordon_profile_is_private (home->world->profile));
  cordon_keyring_set_peer_book (home->keyring, &book);
  cordon_profile_add_observer (home->world->profile, follow_clearing, home);
}

static void
restart (Home *home)
{
  cordon_keyring_free (home->keyring);
  world_restart (home->world, home->path);
  wire (home);
}

static int
set_up (void **state)
{
  Home *home = g_new0 (Home, 1);

  home->folder = g_dir_make_tmp ("cordon-book-XXXXXX", NULL);
  home->path = g_build_filename (home->folder, "profile", NULL);
  home->world = world_new_at (home->path);
  assert_null (home->world->open_error);
  wire (home);
  *state = home;
  return 0;
}

static int
tear_down (void **state)
{
  Home *home = *state;
  g_autoptr (GDir) profile = g_dir_open (home->path, 0, NULL);
  const char *name;

  cordon_keyring_free (home->keyring);
  world_free (home->world);
  while (profile && (name = g_dir_read_name (profile)))
    {
      g_autofree char *inside = g_build_filename (home->path, name, NULL);

      g_remove (inside);
    }
  g_rmdir (home->path);
  g_rmdir (home->folder);
  g_free (home->path);
  g_free (home->folder);
  g_free (home);
  return 0;
}

static CordonContinuity
meet (Home *home, const char *site, const char *name, const CordonFingerprint *key)
{
  return cordon_keyring_saw_peer (home->keyring, site, name, key);
}

static void
a_peer_s_key_is_known_after_a_restart (void **state)
{
  Home *home = *state;

  assert_int_equal (meet (home, SITE, BOB, &key_one), CORDON_CONTINUITY_FIRST);
  restart (home);
  assert_int_equal (meet (home, SITE, BOB, &key_one), CORDON_CONTINUITY_SAME);
  assert_int_equal (meet (home, SITE, BOB, &key_two), CORDON_CONTINUITY_CHANGED);
  restart (home);
  assert_int_equal (meet (home, SITE, BOB, &key_two), CORDON_CONTINUITY_SAME);
  assert_int_equal (meet (home, OTHER, BOB, &key_two), CORDON_CONTINUITY_FIRST);
}

static void
clearing_the_profile_or_the_keyring_forgets_peers (void **state)
{
  Home *home = *state;
  g_autoptr (CordonOrigin) site = world_origin (SITE);
  const CordonClear one_site = { .identifiers = TRUE, .origin = site }, all = { .identifiers = TRUE };

  for (int way = 0; way < 5; way++)
    {
      const gboolean whole = way % 2;
      g_autofree char *cname = cordon_keyring_get_cname (home->keyring, SITE, TRUE, NULL);
      g_autofree char *later = NULL;

      meet (home, SITE, BOB, &key_one);
      meet (home, OTHER, BOB, &key_one);
      switch (way)
        {
        case 0: cordon_profile_clear (home->world->profile, &one_site); break;
        case 1: cordon_profile_clear (home->world->profile, &all); break;
        case 2: cordon_keyring_clear_origin (home->keyring, SITE); break;
        case 3: cordon_keyring_reset (home->keyring); break;
        case 4: cordon_profile_site_data_cleared (home->world->profile, site); break;
        }
      later = cordon_keyring_get_cname (home->keyring, SITE, TRUE, NULL);
      assert_string_not_equal (cname, later);
      restart (home);
      assert_int_equal (meet (home, SITE, BOB, &key_one), CORDON_CONTINUITY_FIRST);
      assert_int_equal (meet (home, OTHER, BOB, &key_one),
                        whole ? CORDON_CONTINUITY_FIRST : CORDON_CONTINUITY_SAME);
    }
}

static void
clearing_decisions_keeps_peers (void **state)
{
  Home *home = *state;
  const CordonClear decisions = { .decisions = TRUE };

  meet (home, SITE, BOB, &key_one);
  cordon_profile_clear (home->world->profile, &decisions);
  assert_int_equal (meet (home, SITE, BOB, &key_one), CORDON_CONTINUITY_SAME);
}

static void
a_private_profile_remembers_nobody (void **state)
{
  Home *home = *state;
  World *secret = world_new ();
  const CordonPeerBook book = cordon_profile_get_peer_book (secret->profile);
  const CordonPeerBook ordinary = cordon_profile_get_peer_book (home->world->profile);

  for (int is_private = 0; is_private < 2; is_private++)
    {
      CordonKeyring *keyring = cordon_keyring_new (is_private);

      cordon_keyring_set_peer_book (keyring, &book);
      for (int i = 0; i < 2; i++)
        assert_int_equal (cordon_keyring_saw_peer (keyring, SITE, BOB, &key_one), CORDON_CONTINUITY_UNKNOWN);
      cordon_keyring_free (keyring);
    }
  world_free (secret);
  /* Nor does a private session beside an ordinary one. */
  cordon_keyring_free (home->keyring);
  home->keyring = cordon_keyring_new (TRUE);
  cordon_keyring_set_peer_book (home->keyring, &ordinary);
  assert_int_equal (meet (home, SITE, BOB, &key_one), CORDON_CONTINUITY_UNKNOWN);
}

static void
a_closed_profile_remembers_nobody (void **state)
{
  Home *home = *state;

  meet (home, SITE, BOB, &key_one);
  cordon_profile_close (home->world->profile);
  assert_int_equal (meet (home, SITE, BOB, &key_one), CORDON_CONTINUITY_UNKNOWN);
}

static void
the_book_of_one_site_is_bounded (void **state)
{
  Home *home = *state;

  meet (home, OTHER, BOB, &key_one);
  for (int i = 0; i <= CORDON_CONTINUITY_MAX_PEERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("peer%d@idp.example", i);

      world_advance (home->world, CORDON_SECOND_US);
      assert_int_equal (meet (home, SITE, name, &key_one), CORDON_CONTINUITY_FIRST);
    }
  assert_int_equal (meet (home, SITE, "peer1@idp.example", &key_one), CORDON_CONTINUITY_SAME);
  assert_int_equal (meet (home, SITE, "peer0@idp.example", &key_one), CORDON_CONTINUITY_FIRST);
  assert_int_equal (meet (home, OTHER, BOB, &key_one), CORDON_CONTINUITY_SAME);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    CORDON_TEST_WITH (a_peer_s_key_is_known_after_a_restart, "D-40 G-24", set_up, tear_down),
    CORDON_TEST_WITH (clearing_the_profile_or_the_keyring_forgets_peers, "G-13 G-24", set_up, tear_down),
    CORDON_TEST_WITH (clearing_decisions_keeps_peers, "D-40", set_up, tear_down),
    CORDON_TEST_WITH (a_private_profile_remembers_nobody, "G-24", set_up, tear_down),
    CORDON_TEST_WITH (a_closed_profile_remembers_nobody, "", set_up, tear_down),
    CORDON_TEST_WITH (the_book_of_one_site_is_bounded, "G-24", set_up, tear_down),
  };

  return cordon_test_run (tests);
}
