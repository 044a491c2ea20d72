#include <string.h>

#include "permissions/host_private.h"
#include "permissions/trust.h"

/* A host pattern is kept as its labels; "*" stands for one label or more. */
struct _CordonTrustList
{
  gatomicrefcount ref_count;
  GPtrArray *origins;  /* CordonOrigin */
  GPtrArray *patterns; /* strv of labels */
};

/* Second-level names under country codes that are registries themselves, so that `*.co.uk` is not one site's hosts. */
static const char *const registry_labels[] = { "ac", "co",  "com", "edu", "go", "gob", "gov",
                                               "gv", "mil", "ne",  "net", "or", "org" };

static gboolean
is_registry (const char *second, const char *top)
{
  if (strlen (top) != 2)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (registry_labels); i++)
    if (strcmp (registry_labels[i], second) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_plain_label (const char *label)
{
  return cordon_host_is_strict_domain (label, strlen (label)) && !strchr (label, '.');
}

/*
 * The labels that may not be a wildcard at the end: those of a registrable domain, two of the four of an IPv4
 * address.
 */
static guint
count_fixed_labels (char **labels, guint n_labels)
{
  gboolean address = n_labels >= 2
                     && cordon_host_ends_in_number (labels[n_labels - 1], strlen (labels[n_labels - 1]));

  if (!address && n_labels >= 2 && is_registry (labels[n_labels - 2], labels[n_labels - 1]))
    return 3;

  return 2;
}

static char **
parse_pattern (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_auto (GStrv) labels = g_strsplit (lower, ".", -1);
  guint n_labels = g_strv_length (labels);
  guint n_fixed = count_fixed_labels (labels, n_labels);
  gboolean wild = FALSE;

  if (n_labels <= n_fixed)
    return NULL;

  for (guint i = 0; i < n_labels; i++)
    {
      gboolean any = strcmp (labels[i], "*") == 0;

      if (any ? i >= n_labels - n_fixed : !is_plain_label (labels[i]))
        return NULL;
      wild = wild || any;
    }
  if (cordon_host_ends_in_number (labels[n_labels - 1], strlen (labels[n_labels - 1])) && n_labels > 4)
    return NULL;

  return wild ? g_steal_pointer (&labels) : NULL;
}

static gboolean
add_entry (CordonTrustList *list, const char *text)
{
  /* A host may contain `*`; in a list it would be read as a wildcard that it is not. */
  CordonOrigin *origin = strchr (text, '*') ? NULL : cordon_origin_new (text, -1, NULL);
  char **labels;

  if (origin)
    {
      g_ptr_array_add (list->origins, origin);
      return TRUE;
    }

  labels = parse_pattern (text);
  if (labels)
    g_ptr_array_add (list->patterns, labels);

  return labels != NULL;
}

CordonTrustList *
cordon_trust_list_new (const char *const *patterns, char ***out_rejected)
{
  CordonTrustList *list = g_new0 (CordonTrustList, 1);
  g_autoptr (GStrvBuilder) rejected = g_strv_builder_new ();

  g_atomic_ref_count_init (&list->ref_count);
  list->origins = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_origin_unref);
  list->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (gsize i = 0; patterns && patterns[i]; i++)
    if (!add_entry (list, patterns[i]))
      g_strv_builder_add (rejected, patterns[i]);
  if (out_rejected)
    *out_rejected = g_strv_builder_end (rejected);

  return list;
}

CordonTrustList *
cordon_trust_list_ref (const CordonTrustList *list)
{
  CordonTrustList *mutable_list = (CordonTrustList *) (guintptr) list;

  g_return_val_if_fail (list != NULL, NULL);

  g_atomic_ref_count_inc (&mutable_list->ref_count);
  return mutable_list;
}

void
cordon_trust_list_unref (CordonTrustList *list)
{
  if (!list || !g_atomic_ref_count_dec (&list->ref_count))
    return;

  g_ptr_array_unref (list->origins);
  g_ptr_array_unref (list->patterns);
  g_free (list);
}

/* A wildcard takes one label or more; patterns are as short as host names, so that trying each length costs nothing. */
static gboolean
pattern_matches (char *const *pattern, char *const *host)
{
  while (*pattern && strcmp (*pattern, "*") != 0)
    if (!*host || strcmp (*pattern++, *host++) != 0)
      return FALSE;
  if (!*pattern)
    return !*host;

  while (*host)
    if (pattern_matches (pattern + 1, ++host))
      return TRUE;

  return FALSE;
}

gboolean
cordon_trust_list_contains (const CordonTrustList *list, const CordonOrigin *origin)
{
  g_auto (GStrv) labels = NULL;

  if (!list || cordon_origin_is_opaque (origin))
    return FALSE;

  for (guint i = 0; i < list->origins->len; i++)
    if (cordon_origin_equal (list->origins->pdata[i], origin))
      return TRUE;

  if (list->patterns->len == 0)
    return FALSE;
  labels = g_strsplit (cordon_origin_get_host (origin), ".", -1);
  for (guint i = 0; i < list->patterns->len; i++)
    if (pattern_matches (list->patterns->pdata[i], labels))
      return TRUE;

  return FALSE;
}
