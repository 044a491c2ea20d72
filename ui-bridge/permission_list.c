#include "ui-bridge/permission_list.h"

#include "permissions/error.h"
#include "permissions/managed_policy.h"
#include "permissions/settings.h"
#include "permissions/snapshot.h"
#include "storage/callee_block_list.h"
#include "storage/undo_list.h"

struct _CordonPermissionList
{
  CordonProfile *profile;
  const CordonOrigin *site; /* the document's; nullable */
  GPtrArray *lines;         /* CordonPermission */
};

static const char *const kind_names[] = { "none", "managed", "decided", "paused", "ended", "callee" };

G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == CORDON_N_PERMISSION_KINDS);

const char *
cordon_permission_kind_to_string (CordonPermissionKind kind)
{
  return kind_names[(guint) kind < CORDON_N_PERMISSION_KINDS ? (guint) kind : 0];
}

static void
line_free (gpointer data)
{
  CordonPermission *line = data;

  cordon_grant_clear (&line->grant);
  g_free (line);
}

static CordonPermission *
add_line (CordonPermissionList *list, CordonPermissionKind kind, const CordonGrant *grant)
{
  CordonPermission *line = g_new0 (CordonPermission, 1);

  line->kind = kind;
  cordon_grant_copy_into (grant, &line->grant);
  line->may_change = kind != CORDON_PERMISSION_MANAGED;
  line->of_this_site = list->site && grant->origin && cordon_origin_equal (grant->origin, list->site);
  g_ptr_array_add (list->lines, line);
  return line;
}

static gboolean
add_grant (const CordonGrant *grant, gpointer data)
{
  add_line (data, CORDON_PERMISSION_DECIDED, grant);
  return TRUE;
}

static void
add_ended (guint64 undo_id, const CordonGrant *grant, CordonUndoReason reason, gint64 removed_wall_us,
           gpointer data)
{
  CordonPermission *line = add_line (data, CORDON_PERMISSION_ENDED, grant);

  line->undo_id = undo_id;
  line->fell_out_of_use = reason == CORDON_UNDO_UNUSED;
}

static void
add_callee (const CordonCallee *callee, const CordonOrigin *origin, gint64 wall_us, gpointer data)
{
  const CordonGrant grant = {
    .answer = CORDON_GRANT_BLOCK,
    .callee = (CordonCallee *) (guintptr) callee,
    .created_wall_us = wall_us,
  };

  add_line (data, CORDON_PERMISSION_CALLEE, &grant);
}

static CordonPermission *
add_rule (CordonPermissionList *list, CordonPermissionKind kind, CordonFeature feature,
          CordonGrantAnswer answer)
{
  const CordonGrant rule = {
    .origin = (CordonOrigin *) (guintptr) list->site,
    .feature = feature,
    .answer = answer,
    .scope = CORDON_SCOPE_ORIGIN,
    .source = kind == CORDON_PERMISSION_MANAGED ? CORDON_GRANT_SOURCE_MANAGED : CORDON_GRANT_SOURCE_NONE,
  };

  return add_line (list, kind, &rule);
}

static void
add_managed (CordonPermissionList *list)
{
  const CordonManagedPolicy *policy = cordon_profile_get_managed_policy (list->profile);
  CordonManagedVerdicts verdicts;

  if (!policy)
    return;
  verdicts = cordon_managed_rules_get_verdicts (cordon_managed_policy_get_rules (policy), list->site);
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    if (((verdicts.blocked | verdicts.allowed) & CORDON_FEATURE_SET_OF ((CordonFeature) i)) != 0)
      add_rule (list, CORDON_PERMISSION_MANAGED, (CordonFeature) i,
                (verdicts.blocked & CORDON_FEATURE_SET_OF ((CordonFeature) i)) != 0 ? CORDON_GRANT_BLOCK
                                                                                    : CORDON_GRANT_ALLOW);
}

static void
add_pauses (CordonPermissionList *list, const CordonDocument *document)
{
  for (guint i = 1; i < CORDON_N_FEATURES; i++)
    {
      CordonDecision decision = { 0 };

      cordon_profile_decide (list->profile, document, (CordonFeature) i, NULL, &decision);
      if (decision.reason == CORDON_REASON_EMBARGO_DISMISSED
          || decision.reason == CORDON_REASON_EMBARGO_IGNORED
          || decision.reason == CORDON_REASON_TEMPORARY_BLOCK)
        add_rule (list, CORDON_PERMISSION_PAUSED, (CordonFeature) i, CORDON_GRANT_BLOCK)->reason = decision
                                                                                                     .reason;
      cordon_decision_clear (&decision);
    }
}

static const char *
get_site_text (const CordonPermission *line)
{
  return line->grant.origin ? cordon_origin_to_string (line->grant.origin) : "";
}

/* This site, then the others by name; of each, by kind and feature. */
static gint
compare_lines (gconstpointer one, gconstpointer other)
{
  const CordonPermission *a = *(CordonPermission *const *) one;
  const CordonPermission *b = *(CordonPermission *const *) other;
  gint order = b->of_this_site - a->of_this_site;

  if (order == 0)
    order = g_strcmp0 (get_site_text (a), get_site_text (b));
  if (order == 0)
    order = (gint) a->kind - (gint) b->kind;
  return order != 0 ? order : (gint) a->grant.feature - (gint) b->grant.feature;
}

CordonPermissionList *
cordon_permission_list_new (CordonProfile *profile, const CordonDocument *document)
{
  CordonPermissionList *list;
  CordonStore *store;

  g_return_val_if_fail (profile != NULL, NULL);

  list = g_new0 (CordonPermissionList, 1);
  list->profile = cordon_profile_ref (profile);
  list->lines = g_ptr_array_new_with_free_func (line_free);
  list->site = document ? cordon_origin_ref (cordon_document_get_top_level_origin (document)) : NULL;
  store = cordon_profile_get_store (profile);

  if (document && !cordon_origin_is_opaque (list->site))
    {
      add_managed (list);
      add_pauses (list, document);
    }
  cordon_profile_foreach_grant (profile, NULL, CORDON_FEATURE_NONE, add_grant, list);
  cordon_store_foreach_undo (store, cordon_profile_now (profile).wall_us, add_ended, list);
  cordon_store_foreach_blocked_callee (store, add_callee, list);
  g_ptr_array_sort (list->lines, compare_lines);
  return list;
}

void
cordon_permission_list_free (CordonPermissionList *list)
{
  if (!list)
    return;
  g_ptr_array_unref (list->lines);
  cordon_origin_unref ((CordonOrigin *) (guintptr) list->site);
  cordon_profile_unref (list->profile);
  g_free (list);
}

guint
cordon_permission_list_get_size (const CordonPermissionList *list)
{
  return list->lines->len;
}

const CordonPermission *
cordon_permission_list_get (const CordonPermissionList *list, guint index)
{
  return index < list->lines->len ? g_ptr_array_index (list->lines, index) : NULL;
}

typedef struct
{
  const CordonGrant *wanted;
  guint64 id;
} Search;

static gboolean
compare_grant (const CordonGrant *grant, gpointer data)
{
  Search *search = data;
  const CordonGrant *wanted = search->wanted;

  if (grant->scope != wanted->scope || grant->answer != wanted->answer || grant->call_id != wanted->call_id
      || grant->surface_id != wanted->surface_id || g_strcmp0 (grant->device, wanted->device) != 0
      || (grant->callee == NULL) != (wanted->callee == NULL)
      || (grant->callee && !cordon_callee_equal (grant->callee, wanted->callee)))
    return TRUE;
  search->id = grant->id;
  return FALSE;
}

/* What was given back has another number than what was taken. */
static guint64
find_grant (const CordonPermissionList *list, const CordonGrant *wanted)
{
  Search search = { .wanted = wanted };

  cordon_profile_foreach_grant (list->profile, wanted->origin, wanted->feature, compare_grant, &search);
  return search.id;
}

/* A grant for a call or a visit cannot be given back from here: what it hung on may be over. */
static gboolean
take_back (CordonPermissionList *list, CordonPermission *line, GError **error)
{
  if (!cordon_profile_revoke (list->profile, find_grant (list, &line->grant), error))
    return FALSE;
  line->kind = CORDON_PERMISSION_ENDED;
  line->undo_id = 0;
  line->may_change = cordon_grant_may_persist (&line->grant) && line->grant.scope != CORDON_SCOPE_CALL;
  return TRUE;
}

/* Without a place on the undo list the same decision is written anew, by the user's own hand. */
static gboolean
give_back (CordonPermissionList *list, CordonPermission *line, GError **error)
{
  if (line->undo_id != 0)
    {
      if (!cordon_profile_undo (list->profile, line->undo_id, error))
        return FALSE;
    }
  else
    {
      CordonGrant again = line->grant;

      again.id = 0;
      again.source = CORDON_GRANT_SOURCE_SETTINGS;
      again.created_wall_us = cordon_profile_now (list->profile).wall_us;
      if (!cordon_profile_set_grant (list->profile, &again, NULL, NULL, error))
        return FALSE;
    }
  line->kind = CORDON_PERMISSION_DECIDED;
  return TRUE;
}

static gboolean
ask_again (CordonPermissionList *list, CordonPermission *line, GError **error)
{
  if (!cordon_profile_set_state (list->profile, line->grant.origin, line->grant.feature, CORDON_STATE_PROMPT,
                                 CORDON_GRANT_SOURCE_SETTINGS, error))
    return FALSE;
  line->kind = CORDON_PERMISSION_ENDED;
  line->may_change = FALSE;
  return TRUE;
}

static gboolean
change_callee (CordonPermissionList *list, CordonPermission *line, GError **error)
{
  if (line->kind == CORDON_PERMISSION_ENDED)
    {
      if (!cordon_profile_block_callee (list->profile, line->grant.callee, error))
        return FALSE;
      line->kind = CORDON_PERMISSION_CALLEE;
      return TRUE;
    }
  cordon_profile_unblock_callee (list->profile, line->grant.callee);
  line->kind = CORDON_PERMISSION_ENDED;
  return TRUE;
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_STATE, "This line is not changed here.");
  return FALSE;
}

gboolean
cordon_permission_list_change (CordonPermissionList *list, guint index, GError **error)
{
  CordonPermission *line = index < list->lines->len ? g_ptr_array_index (list->lines, index) : NULL;

  if (!line || !line->may_change)
    return refuse (error);
  if (!line->grant.origin)
    return change_callee (list, line, error);
  switch (line->kind)
    {
    case CORDON_PERMISSION_DECIDED: return take_back (list, line, error);
    case CORDON_PERMISSION_PAUSED: return ask_again (list, line, error);
    case CORDON_PERMISSION_ENDED: return give_back (list, line, error);
    case CORDON_PERMISSION_NONE:
    case CORDON_PERMISSION_MANAGED:
    case CORDON_PERMISSION_CALLEE: break;
    }
  return refuse (error);
}
