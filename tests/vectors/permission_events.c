/* What observers of a store hear, and what an administrator says of it. */

#include <string.h>

#include "permissions/managed_rules.h"
#include "tests/vectors/permission_manager.h"

static void
listen (CordonProfile *profile, const CordonEvent *event, gpointer data)
{
  PermissionManager *manager = data;

  if (event->kind == CORDON_EVENT_GRANT_ADDED)
    g_string_append (manager->heard, "added ");
  if (event->kind == CORDON_EVENT_GRANT_CHANGED)
    g_string_append (manager->heard, "changed ");
  if (event->kind == CORDON_EVENT_GRANT_REMOVED)
    g_string_append (manager->heard, "deleted ");
  if (event->kind == CORDON_EVENT_CLEARED)
    g_string_append (manager->heard, "cleared ");
}

void
permission_manager_check_event (VectorCase *vector, JsonObject *step, PermissionManager *manager)
{
  const char *expect = vector_member_string (step, "expect_event");

  if (expect && (!strstr (manager->heard->str, expect) || manager->heard->len != strlen (expect) + 1))
    vector_fail (vector, "%s: heard %s, expected %s", vector_member_string (step, "op"), manager->heard->str,
                 expect);
  g_string_truncate (manager->heard, 0);
}

void
permission_manager_listen (PermissionManager *manager, World *world)
{
  cordon_profile_add_observer (world->profile, listen, manager);
}

/* Defaults and policy are the administrator's. */
void
permission_add_default (PermissionManager *manager, JsonObject *step, const char *site)
{
  const char *action = vector_member_string (step, "action");
  char *key = g_strdup_printf ("%s %s", site, vector_member_string (step, "type"));
  const char *word = g_strcmp0 (action, "allow") == 0  ? "allow"
                     : g_strcmp0 (action, "deny") == 0 ? "block"
                                                       : NULL;

  if (word)
    g_hash_table_replace (manager->defaults, key, (char *) word);
  else
    {
      g_hash_table_remove (manager->defaults, key);
      g_free (key);
    }
}

const char *
permission_get_default (const PermissionManager *manager, const CordonOrigin *origin, const char *type)
{
  g_autofree char *key = g_strdup_printf ("%s %s", cordon_origin_to_string (origin), type);
  const char *word = g_hash_table_lookup (manager->defaults, key);
  g_autofree char *text = g_strdup_printf ("{\"%s\": {\"camera\": [\"%s\"]}}", word ? word : "allow",
                                           cordon_origin_to_string (origin));
  g_autoptr (CordonManagedRules) rules = word ? cordon_managed_rules_parse (text, -1, "case", NULL) : NULL;
  CordonManagedVerdicts verdicts = { 0 };

  if (rules)
    verdicts = cordon_managed_rules_get_verdicts (rules, origin);
  if (verdicts.blocked & CAMERA)
    return "deny";

  return verdicts.allowed & CAMERA ? "allow" : "unknown";
}
