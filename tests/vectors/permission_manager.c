/* A store of permissions: adding, expiring, removing, partitions, reload, damage, sweeping what is unused.
 *
 * A case has kinds of its own invention; each is played by a camera of that name, since a decision for one device has
 * a key of its own. Origin attributes partition: a partition is a profile. A stored "prompt" is no decision at all.
 */

#include <sqlite3.h>
#include <string.h>

#include "permissions/limits.h"
#include "tests/vectors/permission_manager.h"
#include "tests/vectors/runners.h"

typedef PermissionManager Manager;

/* Partitions. */

static char *
name_partition (Manager *manager, JsonObject *attributes)
{
  g_autoptr (GList) members = attributes ? json_object_get_members (attributes) : NULL;
  GString *name = g_string_new ("");

  members = g_list_sort (members, (GCompareFunc) (void (*) (void)) strcmp);
  for (GList *l = members; l; l = l->next)
    {
      g_autoptr (JsonNode) node = json_node_copy (json_object_get_member (attributes, l->data));
      g_autofree char *value = json_to_string (node, FALSE);

      if ((g_str_equal (l->data, "userContextId") && !manager->by_container)
          || (g_str_equal (l->data, "privateBrowsingId") && !manager->by_session))
        continue;
      g_string_append_printf (name, "%s=%s;", (const char *) l->data, value);
    }

  return g_string_free (name, FALSE);
}

static World *
find_partition (Manager *manager, JsonObject *attributes)
{
  char *name = name_partition (manager, attributes);
  World *world = g_hash_table_lookup (manager->partitions, name);

  if (!world)
    {
      world = name[0] == '\0' ? world_new_at (manager->path) : world_new ();
      permission_manager_listen (manager, world);
      g_hash_table_insert (manager->partitions, name, world);
    }
  else
    g_free (name);

  return world;
}

World *
permission_manager_read_world (Manager *manager, JsonObject *step)
{
  return find_partition (manager, vector_member_object (step, "attributes"));
}

/* Adding and removing. */

typedef struct
{
  const char *type;
  const CordonGrant *newest;
  guint64 id;
  char *action; /* static */
  CordonLifetime lifetime;
  guint n;
} Lookup;

static gboolean
look_at (const CordonGrant *grant, gpointer data)
{
  Lookup *lookup = data;

  if (lookup->type && g_strcmp0 (grant->device, lookup->type) != 0)
    return TRUE;
  lookup->id = grant->id;
  lookup->action = grant->answer == CORDON_GRANT_ALLOW ? (char *) "allow" : (char *) "deny";
  lookup->lifetime = grant->lifetime;
  lookup->n++;

  return TRUE;
}

static Lookup
look (World *world, const char *url, const char *type)
{
  g_autofree char *site = consent_site (url);
  g_autoptr (CordonOrigin) origin = site ? world_origin (site) : NULL;
  Lookup lookup = { .type = type };

  if (origin || !url)
    cordon_profile_foreach_grant (world->profile, origin, CORDON_FEATURE_NONE, look_at, &lookup);

  return lookup;
}

static void
take_away (World *world, JsonObject *step)
{
  Lookup lookup = look (world, vector_member_string (step, "origin"), vector_member_string (step, "type"));

  if (lookup.id != 0)
    cordon_profile_revoke (world->profile, lookup.id, NULL);
  world_settle (world);
}

static CordonLifetime
read_lifetime (Manager *manager, JsonObject *step)
{
  const char *expire = vector_member_string (step, "expire");

  if (g_strcmp0 (expire, "session") == 0)
    return CORDON_LIFETIME_SESSION;
  if (g_strcmp0 (expire, "time") == 0)
    return CORDON_LIFETIME_UNTIL_TIME;
  if (manager->swept && g_hash_table_contains (manager->swept, vector_member_string (step, "type")))
    return CORDON_LIFETIME_UNTIL_UNUSED;

  return CORDON_LIFETIME_UNTIL_REVOKED;
}

static void
write_grant (Manager *manager, World *world, JsonObject *step, const char *site)
{
  g_autoptr (CordonOrigin) origin = world_origin (site);
  g_autofree char *device = g_strdup (vector_member_string (step, "type"));
  gint64 wall_us = world->time.wall_us;
  CordonGrant grant = {
    .origin = origin,
    .feature = CORDON_FEATURE_CAMERA,
    .device = device,
    .answer = g_strcmp0 (vector_member_string (step, "action"), "allow") == 0 ? CORDON_GRANT_ALLOW
                                                                              : CORDON_GRANT_BLOCK,
    .scope = CORDON_SCOPE_ORIGIN,
    .lifetime = read_lifetime (manager, step),
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .created_wall_us = wall_us,
  };

  if (vector_has_member (step, "expire_in_ms"))
    grant.expires_wall_us = wall_us + vector_member_int (step, "expire_in_ms") * 1000;
  cordon_profile_set_grant (world->profile, &grant, NULL, NULL, NULL);
  world_settle (world);
}

static void
add (VectorCase *vector, JsonObject *step, gpointer state)
{
  Manager *manager = state;
  const char *action = vector_member_string (step, "action");
  g_autofree char *site = consent_site (vector_member_string (step, "origin"));
  World *world = permission_manager_read_world (manager, step);

  if (vector_member_boolean (step, "persist_in_private_browsing") || !site)
    {
      vector_skip (vector, "private sessions keep nothing (B-37)");
      return;
    }
  if (vector_member_boolean (step, "default")
      || g_strcmp0 (vector_member_string (step, "expire"), "policy") == 0)
    {
      permission_add_default (manager, step, site);
      return;
    }
  g_hash_table_add (manager->added, g_strdup (site));
  if (g_strcmp0 (action, "allow") == 0 || g_strcmp0 (action, "deny") == 0)
    write_grant (manager, world, step, site);
  else
    take_away (world, step);
  permission_manager_check_event (vector, step, manager);
}

static void
remove_one (VectorCase *vector, JsonObject *step, gpointer state)
{
  take_away (permission_manager_read_world (state, step), step);
  permission_manager_check_event (vector, step, state);
}

static void
remove_all (VectorCase *vector, JsonObject *step, gpointer state)
{
  World *world = permission_manager_read_world (state, step);

  cordon_profile_clear (world->profile, &(CordonClear){ .decisions = TRUE, .identifiers = TRUE });
  world_settle (world);
}

/* Looking. */

static const char *
effective (Manager *manager, World *world, const char *site, const char *type)
{
  g_autoptr (CordonOrigin) origin = world_origin (site);
  const CordonGrantQuery query = { .origin = origin, .feature = CORDON_FEATURE_CAMERA, .device = type };
  const CordonGrantTable *table = cordon_store_peek_table (cordon_profile_get_store (world->profile));
  CordonGrantMatch match;

  if (!cordon_grant_table_find (table, &query, CORDON_SCOPE_ORIGIN, world->time.wall_us, &match))
    return permission_get_default (manager, origin, type);

  return match.answer == CORDON_GRANT_ALLOW ? "allow" : "deny";
}

/* Nothing flows from a domain to its sub-domains: an origin that nobody decided about is undecided. */
static const char *
read_expectation (Manager *manager, const char *site, const char *expect)
{
  if (g_strcmp0 (expect, "prompt") == 0)
    return "unknown";

  return manager->inherits && !g_hash_table_contains (manager->added, site) ? "unknown" : expect;
}

static void
test (VectorCase *vector, JsonObject *step, gpointer state)
{
  Manager *manager = state;
  g_autofree char *site = consent_site (vector_member_string (step, "origin"));
  const char *expect, *actual;

  if (!site)
    return;
  expect = read_expectation (manager, site, vector_member_string (step, "expect"));
  actual = effective (manager, permission_manager_read_world (manager, step), site,
                      vector_member_string (step, "type"));
  if (g_strcmp0 (expect, actual) != 0)
    vector_fail (vector, "test %s: %s, expected %s", site, actual, expect);
}

static const char *
lifetime_name (CordonLifetime lifetime)
{
  if (lifetime == CORDON_LIFETIME_SESSION)
    return "session";

  return lifetime == CORDON_LIFETIME_UNTIL_TIME ? "time" : "never";
}

static void
get (VectorCase *vector, JsonObject *step, gpointer state)
{
  Manager *manager = state;
  const char *url = vector_member_string (step, "origin");
  g_autofree char *site = consent_site (url);
  Lookup lookup = look (permission_manager_read_world (manager, step), url,
                        vector_member_string (step, "type"));
  JsonObject *expect = vector_member_object (step, "expect");
  JsonObject *attributes = vector_member_object (step, "attributes");
  gboolean is_private = attributes && vector_member_int (attributes, "privateBrowsingId") != 0;
  gboolean decided = expect && g_strcmp0 (vector_member_string (expect, "action"), "prompt") != 0;

  if (manager->inherits && !g_hash_table_contains (manager->added, site))
    decided = FALSE;
  if (decided != (lookup.n > 0))
    vector_fail (vector, "get %s: %s", site, lookup.n > 0 ? "there is a row" : "there is no row");
  if (!decided || lookup.n == 0)
    return;
  consent_check_string (vector, expect, "action", lookup.action);
  /* What a private session holds ends with it, whatever was said (B-37). */
  if (vector_member_string (expect, "expire"))
    consent_check_string (vector, expect, "expire", is_private ? "session" : lifetime_name (lookup.lifetime));
}

typedef struct
{
  VectorCase *vector;
  JsonArray *expect;
  gint64 since_us;
  const char *type;
  guint n;
} List;

/* An entry is [type, action, expiry] or [origin, type, action]. */
static gboolean
is_listed (const CordonGrant *grant, JsonArray *entry, gboolean by_origin)
{
  const char *action = grant->answer == CORDON_GRANT_ALLOW ? "allow" : "deny";
  g_autofree char *site = by_origin ? consent_site (json_array_get_string_element (entry, 0)) : NULL;

  if (!by_origin)
    return g_strcmp0 (json_array_get_string_element (entry, 0), grant->device) == 0
           && g_strcmp0 (json_array_get_string_element (entry, 1), action) == 0
           && g_strcmp0 (json_array_get_string_element (entry, 2), lifetime_name (grant->lifetime)) == 0;

  return g_strcmp0 (site, cordon_origin_to_string (grant->origin)) == 0
         && g_strcmp0 (json_array_get_string_element (entry, 1), grant->device) == 0
         && g_strcmp0 (json_array_get_string_element (entry, 2), action) == 0;
}

static gboolean
check_listed (const CordonGrant *grant, gpointer data)
{
  List *list = data;
  gboolean found = FALSE;

  if ((list->type && g_strcmp0 (list->type, grant->device) != 0) || grant->created_wall_us < list->since_us)
    return TRUE;
  list->n++;
  for (guint i = 0; list->expect && i < json_array_get_length (list->expect); i++)
    found = found || is_listed (grant, json_array_get_array_element (list->expect, i), list->type != NULL);
  if (list->expect && !found)
    vector_fail (list->vector, "an unexpected row of %s for %s", cordon_origin_to_string (grant->origin),
                 grant->device);

  return TRUE;
}

static void
finish_list (VectorCase *vector, JsonObject *step, const List *list)
{
  consent_check_int (vector, step, "expect_count", list->n);
  if (list->expect && list->n != json_array_get_length (list->expect))
    vector_fail (vector, "%u rows, expected %u", list->n, json_array_get_length (list->expect));
}

static void
list_origin (VectorCase *vector, JsonObject *step, gpointer state)
{
  g_autofree char *site = consent_site (vector_member_string (step, "origin"));
  g_autoptr (CordonOrigin) origin = world_origin (site);
  List list = { .vector = vector, .expect = vector_member_array (step, "expect") };

  cordon_profile_foreach_grant (permission_manager_read_world (state, step)->profile, origin,
                                CORDON_FEATURE_NONE, check_listed, &list);
  finish_list (vector, step, &list);
}

/* A number of milliseconds, or the label of a moment. */
static gint64
read_since (Manager *manager, JsonObject *step)
{
  JsonNode *node = json_object_get_member (step, "since");
  const gint64 *mark;

  if (!node || !JSON_NODE_HOLDS_VALUE (node))
    return 0;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return json_node_get_int (node) * 1000;
  mark = g_hash_table_lookup (manager->marks, json_node_get_string (node));

  return mark ? *mark : 0;
}

static void
list_type_since (VectorCase *vector, JsonObject *step, gpointer state)
{
  Manager *manager = state;
  List list = {
    .vector = vector,
    .expect = vector_member_array (step, "expect"),
    .type = vector_member_string (step, "type"),
    .since_us = read_since (manager, step),
  };

  cordon_profile_foreach_grant (permission_manager_read_world (manager, step)->profile, NULL,
                                CORDON_FEATURE_NONE, check_listed, &list);
  finish_list (vector, step, &list);
}

typedef struct
{
  const char *type;
  JsonArray *except;
  gint64 since_us;
  GArray *ids;
} Sweep;

static gboolean
names_kind (JsonArray *names, const char *type)
{
  for (guint i = 0; names && i < json_array_get_length (names); i++)
    if (g_strcmp0 (json_array_get_string_element (names, i), type) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
collect_swept (const CordonGrant *grant, gpointer data)
{
  Sweep *sweep = data;

  if ((!sweep->type || g_strcmp0 (sweep->type, grant->device) == 0)
      && !names_kind (sweep->except, grant->device) && grant->created_wall_us >= sweep->since_us)
    g_array_append_val (sweep->ids, grant->id);

  return TRUE;
}

static void
remove_some (VectorCase *vector, JsonObject *step, gpointer state)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  World *world = permission_manager_read_world (state, step);
  Sweep sweep = {
    .type = vector_member_string (step, "type"),
    .except = vector_member_array (step, vector_has_member (step, "except") ? "except" : "except_types"),
    .since_us = read_since (state, step),
    .ids = ids,
  };

  cordon_profile_foreach_grant (world->profile, NULL, CORDON_FEATURE_NONE, collect_swept, &sweep);
  for (guint i = 0; i < ids->len; i++)
    cordon_profile_revoke (world->profile, g_array_index (ids, guint64, i), NULL);
  world_settle (world);
}

static void
count_all (VectorCase *vector, JsonObject *step, gpointer state)
{
  consent_check_int (vector, step, "expect",
                     world_count_grants (permission_manager_read_world (state, step)));
}

/* Same key: the same partition and the same origin. */
static void
compare (VectorCase *vector, JsonObject *step, gpointer state)
{
  Manager *manager = state;
  g_autofree char *a = consent_site (vector_member_string (step, "permission_origin"));
  g_autofree char *b = consent_site (vector_member_string (step, "principal"));
  g_autofree char *in_a = name_partition (manager, vector_member_object (step, "permission_attributes"));
  g_autofree char *in_b = name_partition (manager, vector_member_object (step, "principal_attributes"));

  consent_check_boolean (vector, step, "expect_exact", g_strcmp0 (a, b) == 0 && g_strcmp0 (in_a, in_b) == 0);
}

/* Time and files. */

static void
advance_clock (VectorCase *vector, JsonObject *step, gpointer state)
{
  GHashTableIter iter;
  gpointer world;

  g_hash_table_iter_init (&iter, ((Manager *) state)->partitions);
  while (g_hash_table_iter_next (&iter, NULL, &world))
    world_advance (world, vector_member_int (step, "ms") * 1000);
  permission_manager_check_event (vector, step, state);
}

static void
mark (VectorCase *vector, JsonObject *step, gpointer state)
{
  Manager *manager = state;
  gint64 *at = g_new (gint64, 1);

  *at = find_partition (manager, NULL)->time.wall_us;
  g_hash_table_replace (manager->marks, g_strdup (vector_member_string (step, "label")), at);
}

static void
reload (VectorCase *vector, JsonObject *step, gpointer state)
{
  Manager *manager = state;

  world_restart (find_partition (manager, NULL), manager->path);
}

static void
corrupt_database (VectorCase *vector, JsonObject *step, gpointer state)
{
  Manager *manager = state;
  World *world = find_partition (manager, NULL);
  g_autoptr (GDir) folder = NULL;
  const char *name;

  world_close (world);
  folder = g_dir_open (manager->path, 0, NULL);
  while ((name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (manager->path, name, NULL);
      g_autofree char *content = NULL;
      gsize size = 0;

      if (!strstr (name, "sqlite") || !g_file_get_contents (file, &content, &size, NULL))
        continue;
      memset (content, 'a', size);
      g_file_set_contents (file, content, (gssize) size, NULL);
    }
  world_reopen (world, manager->path);
}

/* Ending unused. The 60 days stand for the threshold of the case. */

static void
set_last_interaction (VectorCase *vector, JsonObject *step, gpointer state)
{
  const char *age = vector_member_string (step, "age_s");
  gboolean old = age && strchr (age, '+');

  world_advance (permission_manager_read_world (state, step),
                 old ? CORDON_UNUSED_US + CORDON_SECOND_US : CORDON_SECOND_US);
}

static void
record_interaction (VectorCase *vector, JsonObject *step, gpointer state)
{
  World *world = permission_manager_read_world (state, step);
  Lookup lookup = look (world, vector_member_string (step, "origin"), NULL);

  cordon_store_touch (cordon_profile_get_store (world->profile), lookup.id, world->time.wall_us);
}

static void
outside (VectorCase *vector, JsonObject *step, gpointer state)
{
  vector_skip (vector, "a grant keeps its own last use; there is no table of interactions beside it");
}

static void
read_config (VectorCase *vector, Manager *manager)
{
  JsonObject *config = vector_member_object (vector_get_object (vector), "config");
  JsonArray *types = config ? vector_member_array (config, "expirable_types") : NULL;

  manager->inherits = vector_has_tag (vector, "firefox-specific-inheritance");
  manager->by_container = !config || !vector_has_member (config, "isolate_by_user_context")
                          || vector_member_boolean (config, "isolate_by_user_context");
  manager->by_session = !config || !vector_has_member (config, "isolate_by_private_browsing")
                        || vector_member_boolean (config, "isolate_by_private_browsing");
  if (!types)
    return;
  manager->swept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < json_array_get_length (types); i++)
    g_hash_table_add (manager->swept, g_strdup (json_array_get_string_element (types, i)));
}

static void
run (VectorCase *vector)
{
  static const ConsentOp ops[] = {
    { "add", add },
    { "remove", remove_one },
    { "remove_all", remove_all },
    { "remove_all_since", remove_some },
    { "remove_type", remove_some },
    { "remove_type_since", remove_some },
    { "remove_all_except", remove_some },
    { "remove_all_except_types", remove_some },
    { "test", test },
    { "get", get },
    { "list_origin", list_origin },
    { "list_type_since", list_type_since },
    { "count_all", count_all },
    { "matches", compare },
    { "advance_clock", advance_clock },
    { "mark", mark },
    { "reload", reload },
    { "corrupt_database", corrupt_database },
    { "set_last_interaction", set_last_interaction },
    { "record_interaction", record_interaction },
    { "interaction_count", outside },
    { "idle_daily", advance_clock },
    { "add_for_tab", permission_add_for_tab },
    { "test_for_tab", permission_test_for_tab },
    { "get_for_tab", permission_get_for_tab },
    { "remove_for_tab", permission_remove_for_tab },
    { "remove_for_tab_by_action", permission_remove_for_tab },
    { "remove_all_for_tab", permission_remove_for_tab },
    { "inject_row", permission_inject_row },
    { "load", permission_load },
  };
  Manager manager = {
    .partitions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) world_free),
    .added = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
    .defaults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .heard = g_string_new (""),
    .rows = g_ptr_array_new_with_free_func (sqlite3_free),
    .path = g_dir_make_tmp ("cordon-vectors-XXXXXX", NULL),
  };

  read_config (vector, &manager);
  if (!manager.by_session)
    vector_skip (vector, "a private session shares nothing with a normal one (B-37)");
  else
    consent_play (vector, ops, G_N_ELEMENTS (ops), &manager);
  g_hash_table_unref (manager.partitions);
  g_hash_table_unref (manager.added);
  g_hash_table_unref (manager.defaults);
  g_string_free (manager.heard, TRUE);
  g_ptr_array_unref (manager.rows);
  g_hash_table_unref (manager.marks);
  g_clear_pointer (&manager.swept, g_hash_table_unref);
  consent_remove_folder (manager.path);
  g_free (manager.path);
}

const VectorRunner vector_runners_permission_manager[] = {
  { "firefox_permissions", "permission_manager", run },
  { NULL, NULL, NULL },
};
