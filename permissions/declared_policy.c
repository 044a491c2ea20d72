#include "permissions/declared_policy.h"

#include <string.h>

#include "permissions/structured_field_private.h"

typedef struct
{
  gboolean declared;
  gboolean all;
  CordonOrigin *self;
  char *self_domain;
  CordonOrigin *src;
  char *src_domain;
  GPtrArray *patterns; /* NULL: none */
  char *report_to;
} Allowlist;

struct _CordonDeclaredPolicy
{
  gatomicrefcount ref_count;
  Allowlist lists[CORDON_N_FEATURES];
};

gboolean
cordon_policy_origin_equal (const CordonPolicyOrigin *a, const CordonPolicyOrigin *b)
{
  if (!a->origin || !b->origin)
    return FALSE;
  if (cordon_origin_is_opaque (a->origin) || cordon_origin_is_opaque (b->origin)
      || (!a->domain && !b->domain))
    return cordon_origin_equal (a->origin, b->origin);

  return a->domain && b->domain && strcmp (a->domain, b->domain) == 0
         && strcmp (cordon_origin_get_scheme (a->origin), cordon_origin_get_scheme (b->origin)) == 0;
}

static CordonDeclaredPolicy *
new_policy (void)
{
  CordonDeclaredPolicy *policy = g_new0 (CordonDeclaredPolicy, 1);

  g_atomic_ref_count_init (&policy->ref_count);
  return policy;
}

static void
allowlist_clear (Allowlist *list)
{
  cordon_origin_unref (list->self);
  cordon_origin_unref (list->src);
  g_free (list->self_domain);
  g_free (list->src_domain);
  g_clear_pointer (&list->patterns, g_ptr_array_unref);
  g_free (list->report_to);
  *list = (Allowlist){ 0 };
}

static void
set_self (Allowlist *list, const CordonPolicyOrigin *self)
{
  if (list->self || !self || !self->origin)
    return;

  list->self = cordon_origin_ref (self->origin);
  list->self_domain = g_strdup (self->domain);
}

static void
set_src (Allowlist *list, const CordonPolicyOrigin *target)
{
  if (list->src || !target->origin)
    return;

  list->src = cordon_origin_ref (target->origin);
  list->src_domain = g_strdup (target->domain);
}

static gboolean
add_pattern (Allowlist *list, const char *text, gboolean wildcards)
{
  CordonOriginPattern *pattern = cordon_origin_pattern_new (text, -1, wildcards);

  if (!pattern)
    return FALSE;

  if (!list->patterns)
    list->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_origin_pattern_free);
  g_ptr_array_add (list->patterns, pattern);
  return TRUE;
}

/* `*` anywhere means all, whatever else stands there. */
static void
settle_all (Allowlist *list)
{
  if (!list->all)
    return;

  g_clear_pointer (&list->self, cordon_origin_unref);
  g_clear_pointer (&list->src, cordon_origin_unref);
  g_clear_pointer (&list->self_domain, g_free);
  g_clear_pointer (&list->src_domain, g_free);
  g_clear_pointer (&list->patterns, g_ptr_array_unref);
}

/* The header. */

static void
add_member (Allowlist *list, const CordonFieldMember *member, const CordonPolicyOrigin *self)
{
  /* A repeated feature in the header was folded by the dictionary; what is no list, `*` or `self` is an empty list. */
  allowlist_clear (list);
  list->declared = TRUE;
  list->report_to = g_strdup (member->report_to);
  for (guint i = 0; i < member->items->len; i++)
    {
      const CordonFieldItem *item = &g_array_index (member->items, CordonFieldItem, i);

      if (item->type == CORDON_FIELD_TOKEN && strcmp (item->text, "*") == 0)
        list->all = TRUE;
      else if (item->type == CORDON_FIELD_TOKEN && strcmp (item->text, "self") == 0)
        set_self (list, self);
      else if (item->type == CORDON_FIELD_STRING && member->is_list)
        add_pattern (list, item->text, TRUE);
    }
  settle_all (list);
}

CordonDeclaredPolicy *
cordon_declared_policy_parse_header (const char *text, gssize size, const CordonPolicyOrigin *self)
{
  CordonDeclaredPolicy *policy = new_policy ();
  g_autoptr (GPtrArray) members = NULL;

  g_return_val_if_fail (text != NULL, policy);

  members = cordon_field_parse_dictionary (text, size < 0 ? strlen (text) : (gsize) size);
  for (guint i = 0; members && i < members->len; i++)
    {
      const CordonFieldMember *member = members->pdata[i];
      CordonFeature feature = cordon_feature_from_string (member->key);

      if (feature != CORDON_FEATURE_NONE)
        add_member (&policy->lists[feature], member, self);
    }

  return policy;
}

/* The attribute and the legacy header: declarations of words. */

typedef struct
{
  const CordonPolicyOrigin *self;
  const CordonPolicyOrigin *target; /* NULL in a header */
  guint n_problems;
} Words;

static void
add_word (Allowlist *list, const char *word, Words *words)
{
  if (strcmp (word, "*") == 0)
    list->all = TRUE;
  else if (g_ascii_strcasecmp (word, "'self'") == 0)
    set_self (list, words->self);
  else if (g_ascii_strcasecmp (word, "'src'") == 0 && words->target)
    set_src (list, words->target);
  else if (g_ascii_strcasecmp (word, "'none'") != 0 && !add_pattern (list, word, FALSE))
    words->n_problems++;
}

static void
add_declaration (CordonDeclaredPolicy *policy, const char *text, Words *words)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " \t\n\f\r", -1);
  Allowlist scratch = { 0 };
  Allowlist *list = NULL;
  CordonFeature feature = CORDON_FEATURE_NONE;
  gboolean empty = TRUE;

  for (guint i = 0; parts[i]; i++)
    {
      if (*parts[i] == '\0')
        continue;
      if (!list)
        {
          feature = cordon_feature_from_string (parts[i]);
          list = &scratch;
          words->n_problems += feature == CORDON_FEATURE_NONE;
          continue;
        }
      empty = FALSE;
      add_word (list, parts[i], words);
    }
  if (list && empty)
    words->target ? set_src (list, words->target) : set_self (list, words->self);

  scratch.declared = TRUE;
  settle_all (&scratch);
  if (feature == CORDON_FEATURE_NONE || policy->lists[feature].declared)
    allowlist_clear (&scratch);
  else
    policy->lists[feature] = scratch;
}

static void
add_declarations (CordonDeclaredPolicy *policy, const char *text, gsize size, const char *separators,
                  Words *words)
{
  g_autofree char *copy = g_strndup (text, size);
  g_auto (GStrv) declarations = g_strsplit_set (copy, separators, -1);

  for (guint i = 0; declarations[i]; i++)
    add_declaration (policy, declarations[i], words);
}

CordonDeclaredPolicy *
cordon_declared_policy_parse_allow (const char *text, gssize size, const CordonPolicyOrigin *self,
                                    const CordonPolicyOrigin *target, guint *out_n_problems)
{
  CordonDeclaredPolicy *policy = new_policy ();
  Words words = { self, target, 0 };

  g_return_val_if_fail (text != NULL, policy);
  g_return_val_if_fail (target != NULL, policy);

  add_declarations (policy, text, size < 0 ? strlen (text) : (gsize) size, ";", &words);
  if (out_n_problems)
    *out_n_problems = words.n_problems;

  return policy;
}

static void
allowlist_copy (const Allowlist *list, Allowlist *copy)
{
  *copy = *list;
  copy->self = list->self ? cordon_origin_ref (list->self) : NULL;
  copy->src = list->src ? cordon_origin_ref (list->src) : NULL;
  copy->self_domain = g_strdup (list->self_domain);
  copy->src_domain = g_strdup (list->src_domain);
  copy->patterns = list->patterns ? g_ptr_array_ref (list->patterns) : NULL;
  copy->report_to = g_strdup (list->report_to);
}

CordonDeclaredPolicy *
cordon_declared_policy_parse_legacy_header (const char *text, gssize size, const CordonPolicyOrigin *self,
                                            const CordonDeclaredPolicy *base, guint *out_n_problems)
{
  CordonDeclaredPolicy *policy = new_policy ();
  Words words = { self, NULL, 0 };

  g_return_val_if_fail (text != NULL, policy);

  for (guint i = 0; base && i < CORDON_N_FEATURES; i++)
    allowlist_copy (&base->lists[i], &policy->lists[i]);
  add_declarations (policy, text, size < 0 ? strlen (text) : (gsize) size, ";,", &words);
  if (out_n_problems)
    *out_n_problems = words.n_problems;

  return policy;
}

CordonDeclaredPolicy *
cordon_declared_policy_ref (const CordonDeclaredPolicy *policy)
{
  CordonDeclaredPolicy *mutable_policy = (CordonDeclaredPolicy *) (guintptr) policy;

  g_return_val_if_fail (policy != NULL, NULL);

  g_atomic_ref_count_inc (&mutable_policy->ref_count);
  return mutable_policy;
}

void
cordon_declared_policy_unref (CordonDeclaredPolicy *policy)
{
  if (!policy || !g_atomic_ref_count_dec (&policy->ref_count))
    return;

  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    allowlist_clear (&policy->lists[i]);
  g_free (policy);
}

static const Allowlist *
get_list (const CordonDeclaredPolicy *policy, CordonFeature feature)
{
  if (!policy || feature <= CORDON_FEATURE_NONE || (guint) feature >= CORDON_N_FEATURES
      || !policy->lists[feature].declared)
    return NULL;

  return &policy->lists[feature];
}

gboolean
cordon_declared_policy_declares (const CordonDeclaredPolicy *policy, CordonFeature feature)
{
  return get_list (policy, feature) != NULL;
}

CordonPolicyMatch
cordon_declared_policy_match (const CordonDeclaredPolicy *policy, CordonFeature feature,
                              const CordonPolicyOrigin *origin)
{
  const Allowlist *list = get_list (policy, feature);
  const CordonPolicyOrigin self = { list ? list->self : NULL, list ? list->self_domain : NULL };
  const CordonPolicyOrigin src = { list ? list->src : NULL, list ? list->src_domain : NULL };

  g_return_val_if_fail (origin != NULL && origin->origin != NULL, CORDON_POLICY_MATCH_NONE);

  if (!list)
    return CORDON_POLICY_MATCH_NONE;
  if (list->all)
    return CORDON_POLICY_MATCH_WILDCARD;
  if (cordon_policy_origin_equal (&self, origin) || cordon_policy_origin_equal (&src, origin))
    return CORDON_POLICY_MATCH_NAMED;

  for (guint i = 0; list->patterns && i < list->patterns->len; i++)
    if (cordon_origin_pattern_matches (list->patterns->pdata[i], origin->origin))
      return CORDON_POLICY_MATCH_NAMED;

  return CORDON_POLICY_MATCH_NONE;
}

CordonAllowlistParts
cordon_declared_policy_get_parts (const CordonDeclaredPolicy *policy, CordonFeature feature)
{
  const Allowlist *list = get_list (policy, feature);

  if (!list)
    return (CordonAllowlistParts){ 0 };

  return (CordonAllowlistParts){
    .all = list->all,
    .self = list->self,
    .src = list->src,
    .patterns = list->patterns,
    .report_to = list->report_to,
  };
}
