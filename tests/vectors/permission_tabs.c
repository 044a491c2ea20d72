/*
 * Decisions for one tab. Cordon's are for one call, and a call has one tab: the call of a tab has the tab's number.
 * They are for the exact origin, noes too, and a stored "prompt" is no decision at all.
 */

#include "tests/vectors/permission_manager.h"

static guint64
read_tab (JsonObject *step)
{
  return (guint64) vector_member_int (step, "tab");
}

void
permission_add_for_tab (VectorCase *vector, JsonObject *step, gpointer state)
{
  PermissionManager *manager = state;
  World *world = permission_manager_read_world (manager, step);
  const char *action = vector_member_string (step, "action");
  g_autofree char *site = consent_site (vector_member_string (step, "origin"));
  g_autofree char *device = g_strdup (vector_member_string (step, "type"));
  g_autoptr (CordonOrigin) origin = site ? world_origin (site) : NULL;
  CordonGrant grant = {
    .origin = origin,
    .feature = CORDON_FEATURE_CAMERA,
    .device = device,
    .answer = g_strcmp0 (action, "allow") == 0 ? CORDON_GRANT_ALLOW : CORDON_GRANT_BLOCK,
    .scope = CORDON_SCOPE_CALL,
    .call_id = read_tab (step),
    .lifetime = CORDON_LIFETIME_CALL,
    .source = CORDON_GRANT_SOURCE_SETTINGS,
    .created_wall_us = world->time.wall_us,
  };
  gboolean written;

  if (!origin || (g_strcmp0 (action, "allow") != 0 && g_strcmp0 (action, "deny") != 0))
    {
      vector_skip (vector, "a stored prompt is no decision: there is nothing to keep");
      return;
    }
  if (vector_member_int (step, "expire_in_ms") != 0)
    grant.expires_wall_us = world->time.wall_us + vector_member_int (step, "expire_in_ms") * 1000;
  written = cordon_profile_set_grant (world->profile, &grant, NULL, NULL, NULL);
  world_settle (world);
  consent_check_boolean (vector, step, "expect_ok", written);
  if (vector_member_string (step, "expect"))
    consent_check_string (vector, step, "expect", written ? "ok" : "error");
  else if (!written)
    vector_fail (vector, "add_for_tab was refused");
  permission_manager_check_event (vector, step, manager);
}

static const char *
effective (PermissionManager *manager, JsonObject *step)
{
  World *world = permission_manager_read_world (manager, step);
  const CordonGrantTable *table = cordon_store_peek_table (cordon_profile_get_store (world->profile));
  g_autofree char *site = consent_site (vector_member_string (step, "origin"));
  g_autoptr (CordonOrigin) origin = site ? world_origin (site) : NULL;
  const CordonGrantQuery query = {
    .origin = origin,
    .feature = CORDON_FEATURE_CAMERA,
    .device = vector_member_string (step, "type"),
    .call_id = read_tab (step),
  };
  CordonGrantMatch match;

  if (!origin || !cordon_grant_table_find_narrowest (table, &query, world->time.wall_us, &match))
    return "unknown";

  return match.answer == CORDON_GRANT_ALLOW ? "allow" : "deny";
}

void
permission_test_for_tab (VectorCase *vector, JsonObject *step, gpointer state)
{
  const char *expect = vector_member_string (step, "expect");

  if (g_strcmp0 (expect, "prompt") == 0)
    expect = "unknown";
  if (g_strcmp0 (expect, effective (state, step)) != 0)
    vector_fail (vector, "test_for_tab %s: %s, expected %s", vector_member_string (step, "origin"),
                 effective (state, step), expect ? expect : "null");
}

void
permission_get_for_tab (VectorCase *vector, JsonObject *step, gpointer state)
{
  JsonObject *expect = vector_member_object (step, "expect");
  const char *action = effective (state, step);

  if ((expect != NULL) != (g_strcmp0 (action, "unknown") != 0))
    vector_fail (vector, "get_for_tab: %s", action);
  else if (expect)
    consent_check_string (vector, expect, "action", action);
}

typedef struct
{
  guint64 tab;
  const char *site;   /* NULL: any */
  const char *type;   /* NULL: any */
  const char *action; /* NULL: any */
  GArray *ids;
} Removal;

static gboolean
collect (const CordonGrant *grant, gpointer data)
{
  const Removal *removal = data;
  const char *action = grant->answer == CORDON_GRANT_ALLOW ? "allow" : "deny";

  if (grant->scope == CORDON_SCOPE_CALL && grant->call_id == removal->tab
      && (!removal->site || g_str_equal (removal->site, cordon_origin_to_string (grant->origin)))
      && (!removal->type || g_strcmp0 (removal->type, grant->device) == 0)
      && (!removal->action || g_str_equal (removal->action, action)))
    g_array_append_val (removal->ids, grant->id);

  return TRUE;
}

/* One, those of one answer, or all of a tab: what the step names decides. */
void
permission_remove_for_tab (VectorCase *vector, JsonObject *step, gpointer state)
{
  PermissionManager *manager = state;
  World *world = permission_manager_read_world (manager, step);
  g_autofree char *site = consent_site (vector_member_string (step, "origin"));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  Removal removal = { .tab = read_tab (step),
                      .site = site,
                      .type = vector_member_string (step, "type"),
                      .action = vector_member_string (step, "action"),
                      .ids = ids };

  cordon_profile_foreach_grant (world->profile, NULL, CORDON_FEATURE_NONE, collect, &removal);
  for (guint i = 0; i < ids->len; i++)
    cordon_profile_revoke (world->profile, g_array_index (ids, guint64, i), NULL);
  world_settle (world);
  permission_manager_check_event (vector, step, manager);
}
