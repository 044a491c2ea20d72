/* What is stored for whom: private sessions, session scope, expiry. Keys are exact origins; patterns are not
 * Cordon's.
 */

#include <string.h>

#include "tests/vectors/consent.h"
#include "tests/vectors/runners.h"

typedef struct
{
  World *regular;
  World *private_session;
  char *path;
  ConsentKinds kinds;
  char *fallback; /* what the case says of sites that nobody decided about */
} Map;

static World *
read_world (Map *map, JsonObject *step)
{
  return g_strcmp0 (vector_member_string (step, "profile"), "private") == 0 ? map->private_session
                                                                            : map->regular;
}

static gboolean
is_foreign_kind (const char *type)
{
  return type && cordon_feature_from_string (type) == CORDON_FEATURE_NONE
         && (g_str_equal (type, "javascript") || g_str_equal (type, "popups") || g_str_equal (type, "cookies")
             || g_str_equal (type, "images"));
}

static void
set_default (VectorCase *vector, JsonObject *step, gpointer state)
{
  Map *map = state;

  g_free (map->fallback);
  map->fallback = g_strdup (vector_member_string (step, "value"));
}

/* A word such as <any other value> stands for what is not there yet. */
static gboolean
read_answer (const char *value, CordonGrantAnswer *out_answer)
{
  *out_answer = g_strcmp0 (value, "allow") == 0 ? CORDON_GRANT_ALLOW : CORDON_GRANT_BLOCK;

  return value && (g_str_equal (value, "allow") || g_str_equal (value, "block") || value[0] == '<');
}

static void
write_grant (Map *map, World *world, JsonObject *step, const char *site, CordonGrantAnswer answer)
{
  g_autoptr (CordonOrigin) origin = world_origin (site);
  gint64 seconds = vector_member_int (step, "expires_in_s");
  gboolean session = g_strcmp0 (vector_member_string (step, "session"), "user-session") == 0;
  const CordonGrant grant = {
    .origin = origin,
    .feature = consent_kind (&map->kinds, vector_member_string (step, "type")),
    .answer = answer,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = session        ? CORDON_LIFETIME_SESSION
                : seconds != 0 ? CORDON_LIFETIME_UNTIL_TIME
                               : CORDON_LIFETIME_UNTIL_REVOKED,
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .created_wall_us = world->time.wall_us,
    .expires_wall_us = seconds != 0 ? world->time.wall_us + seconds * CORDON_SECOND_US : 0,
  };
  g_autoptr (GError) error = NULL;

  if (!cordon_profile_set_grant (world->profile, &grant, NULL, NULL, &error))
    g_debug ("%s", error->message);
  world_settle (world);
}

static void
set (VectorCase *vector, JsonObject *step, gpointer state)
{
  Map *map = state;
  const char *pattern = vector_member_string (step, "pattern");
  g_autofree char *site = consent_site (pattern);
  World *world = read_world (map, step);
  CordonGrantAnswer answer;
  g_autoptr (CordonOrigin) origin = NULL;

  if (!site)
    {
      vector_skip (vector,
                   "a pattern of hosts or schemes: decisions are kept for exact origins (A-01, A-03)");
      return;
    }
  if (read_answer (vector_member_string (step, "value"), &answer))
    {
      write_grant (map, world, step, site, answer);
      return;
    }
  origin = world_origin (site);
  cordon_profile_set_state (world->profile, origin,
                            consent_kind (&map->kinds, vector_member_string (step, "type")),
                            CORDON_STATE_PROMPT, CORDON_GRANT_SOURCE_SETTINGS, NULL);
}

static gboolean
find_answer (const CordonGrant *grant, gpointer data)
{
  *(const char **) data = grant->answer == CORDON_GRANT_ALLOW ? "allow" : "block";

  return FALSE;
}

static void
query (VectorCase *vector, JsonObject *step, gpointer state)
{
  Map *map = state;
  g_autofree char *site = consent_site (vector_member_string (step, "url"));
  const char *expect = vector_member_string (step, "expect");
  const char *answer = map->fallback;
  g_autoptr (CordonOrigin) origin = NULL;

  if (is_foreign_kind (vector_member_string (step, "type")) || !site)
    {
      vector_skip (vector, "not a permission, or not a site, that Cordon governs");
      return;
    }
  origin = world_origin (site);
  cordon_profile_foreach_grant (read_world (map, step)->profile, origin,
                                consent_kind (&map->kinds, vector_member_string (step, "type")), find_answer,
                                &answer);
  if (expect && g_str_equal (expect, "<original>"))
    expect = map->fallback;
  if (expect && expect[0] == '<')
    expect = "block";
  if (g_strcmp0 (expect, answer) != 0)
    vector_fail (vector, "query %s: %s, expected %s", site, answer, expect);
}

typedef struct
{
  const char *filter;
  gint64 n;
} Count;

static gboolean
count_grant (const CordonGrant *grant, gpointer data)
{
  Count *counted = data;
  gboolean session = grant->lifetime == CORDON_LIFETIME_SESSION;

  if (!counted->filter || g_str_equal (counted->filter, "user-session") == session)
    counted->n++;

  return TRUE;
}

/* The cases count the rule for everybody else as a lasting one. */
static void
count (VectorCase *vector, JsonObject *step, gpointer state)
{
  Map *map = state;
  Count counted = { .filter = vector_member_string (step, "filter") };

  cordon_profile_foreach_grant (map->regular->profile, NULL,
                                consent_kind (&map->kinds, vector_member_string (step, "type")), count_grant,
                                &counted);
  if (!counted.filter || g_str_equal (counted.filter, "durable"))
    counted.n++;
  consent_check_int (vector, step, "expect", counted.n);
}

static void
restart (VectorCase *vector, JsonObject *step, gpointer state)
{
  Map *map = state;

  world_restart (map->regular, map->path);
}

static void
advance_clock (VectorCase *vector, JsonObject *step, gpointer state)
{
  Map *map = state;
  gint64 us = vector_member_int (step, "seconds") * CORDON_SECOND_US;

  world_advance (map->regular, us);
  world_advance (map->private_session, us);
}

static void
can_set_narrowest (VectorCase *vector, JsonObject *step, gpointer state)
{
  g_autofree char *site = consent_site (vector_member_string (step, "url"));

  consent_check_boolean (vector, step, "expect", site != NULL);
}

static void
restricted (VectorCase *vector, JsonObject *step, gpointer state)
{
  Map *map = state;
  g_autoptr (CordonOrigin) origin = world_origin ("http://www.example.org");

  if (is_foreign_kind (vector_member_string (step, "type")))
    vector_skip (vector, "a setting that is no permission of Cordon's");
  else
    consent_check_boolean (vector, step, "expect",
                           !cordon_profile_set_state (map->regular->profile, origin, CORDON_FEATURE_CAMERA,
                                                      CORDON_STATE_GRANTED, CORDON_GRANT_SOURCE_SETTINGS,
                                                      NULL));
}

static void
default_is (VectorCase *vector, JsonObject *step, gpointer state)
{
  if (is_foreign_kind (vector_member_string (step, "type")))
    vector_skip (vector, "a setting that is no permission of Cordon's");
  else
    consent_check_string (vector, step, "expect", ((Map *) state)->fallback);
}

static void
run (VectorCase *vector)
{
  static const ConsentOp ops[] = {
    { "default", set_default },
    { "set", set },
    { "query", query },
    { "count", count },
    { "restart", restart },
    { "advance_clock", advance_clock },
    { "can_set_narrowest", can_set_narrowest },
    { "restricted_to_secure_origins", restricted },
    { "default_is", default_is },
  };
  Map map = { .path = g_dir_make_tmp ("cordon-vectors-XXXXXX", NULL), .fallback = g_strdup ("ask") };

  map.regular = world_new_at (map.path);
  map.private_session = world_new ();
  consent_play (vector, ops, G_N_ELEMENTS (ops), &map);
  world_free (map.regular);
  world_free (map.private_session);
  consent_remove_folder (map.path);
  g_free (map.path);
  g_free (map.fallback);
  consent_kinds_clear (&map.kinds);
}

const VectorRunner vector_runners_settings_map[] = {
  { "chromium_content_settings", "host_settings_map", run },
  { NULL, NULL, NULL },
};
