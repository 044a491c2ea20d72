#include "permissions/document_private.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "permissions/error.h"
#include "permissions/protocol.h"

struct _CordonDocumentSet
{
  GThread *thread; /* that made it: the only one that may change it */
  CordonClock clock;
  CordonDocumentChanged changed;
  gpointer changed_data;
  GHashTable *by_id;  /* guint64 -> CordonDocument, which holds a reference */
  GHashTable *by_key; /* CordonOrigin -> GPtrArray of CordonDocument */
  GHashTable *by_tab; /* guint64 -> GPtrArray of CordonDocument */
};

static gboolean
missing (GError **error, const char *fact)
{
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_FACTS, "document facts: %s", fact);
  return FALSE;
}

/* The chain ends at the top; a frame that is its own top has no chain. Workers have no place in the frame tree. */
static gboolean
ancestors_agree (const CordonDocumentFacts *facts, GError **error)
{
  if (facts->n_ancestors > 0 && !facts->ancestors)
    return missing (error, "ancestors are missing");
  for (gsize i = 0; i < facts->n_ancestors; i++)
    if (!facts->ancestors[i])
      return missing (error, "an ancestor's origin is missing");
  if (facts->is_worker)
    return TRUE;
  if (facts->n_ancestors == 0)
    return cordon_origin_equal (facts->origin, facts->top_level_origin)
           || missing (error, "a document without ancestors is not its own top");
  return cordon_origin_equal (facts->ancestors[facts->n_ancestors - 1], facts->top_level_origin)
         || missing (error, "the last ancestor is not the top");
}

gboolean
cordon_document_facts_check (const CordonDocumentFacts *facts, GError **error)
{
  if (!facts || facts->struct_size != sizeof (CordonDocumentFacts))
    return missing (error, "the structure was not initialised");
  if (!facts->origin)
    return missing (error, "origin is missing");
  if (!facts->top_level_origin)
    return missing (error, "top_level_origin is missing");
  if (facts->tab_id == 0)
    return missing (error, "tab_id is missing");
  if (!facts->permissions_policy.known)
    return missing (error, "permissions_policy is missing");
  if (facts->secure_context == CORDON_FACT_MISSING)
    return missing (error, "secure_context is missing");
  if (facts->private_session == CORDON_FACT_MISSING)
    return missing (error, "private_session is missing");
  if (facts->active_mixed_content == CORDON_FACT_MISSING)
    return missing (error, "active_mixed_content is missing");
  if (facts->csp_blocks_webrtc == CORDON_FACT_MISSING)
    return missing (error, "csp_blocks_webrtc is missing");
  if (facts->cross_origin_isolated == CORDON_FACT_MISSING)
    return missing (error, "cross_origin_isolated is missing");
  return ancestors_agree (facts, error);
}

static void
copy_facts (const CordonDocumentFacts *facts, CordonDocumentFacts *target)
{
  const CordonOrigin **ancestors = g_new0 (const CordonOrigin *, facts->n_ancestors + 1);

  *target = *facts;
  target->origin = cordon_origin_ref (facts->origin);
  target->top_level_origin = cordon_origin_ref (facts->top_level_origin);
  for (gsize i = 0; i < facts->n_ancestors; i++)
    ancestors[i] = cordon_origin_ref (facts->ancestors[i]);
  target->ancestors = ancestors;
}

static void
unref_const_origin (const CordonOrigin *origin)
{
  cordon_origin_unref ((CordonOrigin *) (guintptr) origin);
}

static void
clear_facts (CordonDocumentFacts *facts)
{
  unref_const_origin (facts->origin);
  unref_const_origin (facts->top_level_origin);
  for (gsize i = 0; i < facts->n_ancestors; i++)
    unref_const_origin (facts->ancestors[i]);
  g_free ((gpointer) (guintptr) facts->ancestors);
  memset (facts, 0, sizeof *facts);
}

CordonDocument *
cordon_document_ref (CordonDocument *document)
{
  g_ref_count_inc (&document->ref_count);
  return document;
}

void
cordon_document_unref (CordonDocument *document)
{
  if (!document || !g_ref_count_dec (&document->ref_count))
    return;
  clear_facts (&document->facts);
  g_free (document);
}

guint64
cordon_document_get_id (const CordonDocument *document)
{
  g_return_val_if_fail (document != NULL, 0);

  return document->id;
}

const CordonOrigin *
cordon_document_get_origin (const CordonDocument *document)
{
  g_return_val_if_fail (document != NULL, NULL);

  return document->facts.origin;
}

const CordonOrigin *
cordon_document_get_top_level_origin (const CordonDocument *document)
{
  g_return_val_if_fail (document != NULL, NULL);

  return document->facts.top_level_origin;
}

guint64
cordon_document_get_tab_id (const CordonDocument *document)
{
  g_return_val_if_fail (document != NULL, 0);

  return document->facts.tab_id;
}

gboolean
cordon_document_set_is_owned (const CordonDocumentSet *set)
{
  return set->thread == g_thread_self ();
}

gboolean
cordon_document_is_gone (const CordonDocument *document)
{
  return document->set == NULL;
}

gboolean
cordon_document_is_private (const CordonDocument *document)
{
  return document->facts.private_session != CORDON_FACT_NO;
}

/* The fact first, then everybody who depends on it; a document that has gone keeps its last facts and tells nobody. */
static void
set_fact (CordonDocument *document, CordonFact *fact, gboolean value, CordonDocumentChange change)
{
  const CordonFact wanted = value ? CORDON_FACT_YES : CORDON_FACT_NO;

  if (!document->set || *fact == wanted)
    return;
  g_return_if_fail (cordon_document_set_is_owned (document->set));
  *fact = wanted;
  cordon_document_set_tell (document->set, document, change);
}

void
cordon_document_set_fully_active (CordonDocument *document, gboolean fully_active)
{
  g_return_if_fail (document != NULL);

  set_fact (document, &document->fully_active, fully_active, CORDON_DOCUMENT_CHANGE_FULLY_ACTIVE);
}

void
cordon_document_set_visible (CordonDocument *document, gboolean visible)
{
  g_return_if_fail (document != NULL);

  set_fact (document, &document->visible, visible, CORDON_DOCUMENT_CHANGE_VISIBLE);
}

void
cordon_document_set_focused (CordonDocument *document, gboolean focused)
{
  g_return_if_fail (document != NULL);

  set_fact (document, &document->focused, focused, CORDON_DOCUMENT_CHANGE_FOCUSED);
}

void
cordon_document_set_active_mixed_content (CordonDocument *document)
{
  g_return_if_fail (document != NULL);

  set_fact (document, &document->facts.active_mixed_content, TRUE, CORDON_DOCUMENT_CHANGE_MIXED_CONTENT);
}

void
cordon_document_activated (CordonDocument *document)
{
  g_return_if_fail (document != NULL);

  if (!document->set)
    return;
  document->activated_mono_us = MAX (cordon_clock_now (&document->set->clock).mono_us, 1);
  cordon_document_set_tell (document->set, document, CORDON_DOCUMENT_CHANGE_ACTIVATED);
}

gboolean
cordon_document_has_activation (const CordonDocument *document, gint64 mono_us)
{
  return document->activated_mono_us != 0 && mono_us >= document->activated_mono_us
         && mono_us - document->activated_mono_us < CORDON_ACTIVATION_US;
}

void
cordon_document_consume_activation (CordonDocument *document)
{
  document->activated_mono_us = 0;
}

CordonDocumentSet *
cordon_document_set_new (const CordonClock *clock, CordonDocumentChanged changed, gpointer data)
{
  CordonDocumentSet *set = g_new0 (CordonDocumentSet, 1);

  set->thread = g_thread_self ();
  if (clock)
    set->clock = *clock;
  set->changed = changed;
  set->changed_data = data;
  set->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  set->by_key = g_hash_table_new_full (cordon_origin_hash, cordon_origin_equal,
                                       (GDestroyNotify) cordon_origin_unref,
                                       (GDestroyNotify) g_ptr_array_unref);
  set->by_tab = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                       (GDestroyNotify) g_ptr_array_unref);
  return set;
}

void
cordon_document_set_free (CordonDocumentSet *set)
{
  GHashTableIter iter;
  gpointer document;

  if (!set)
    return;
  set->changed = NULL;
  g_hash_table_iter_init (&iter, set->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &document))
    {
      ((CordonDocument *) document)->set = NULL;
      ((CordonDocument *) document)->channel = NULL;
      g_hash_table_iter_remove (&iter);
      cordon_document_unref (document);
    }
  g_hash_table_unref (set->by_id);
  g_hash_table_unref (set->by_key);
  g_hash_table_unref (set->by_tab);
  g_free (set);
}

/* 64 bits from the kernel: no process can guess the id of another's document, and none comes back. 0: no randomness. */
static guint64
random_id (const CordonDocumentSet *set)
{
  guint64 id = 0;

  while (id == 0 || g_hash_table_contains (set->by_id, &id))
    if (getrandom (&id, sizeof id, 0) != sizeof id && errno != EINTR)
      return 0;
  return id;
}

static void
index_add (CordonDocumentSet *set, CordonDocument *document)
{
  const CordonOrigin *key = document->facts.top_level_origin;
  const guint64 tab_id = document->facts.tab_id;
  GPtrArray *of_key = g_hash_table_lookup (set->by_key, key);
  GPtrArray *of_tab = g_hash_table_lookup (set->by_tab, &tab_id);

  if (!of_key)
    {
      of_key = g_ptr_array_new ();
      g_hash_table_insert (set->by_key, cordon_origin_ref (key), of_key);
    }
  if (!of_tab)
    {
      of_tab = g_ptr_array_new ();
      g_hash_table_insert (set->by_tab, g_memdup2 (&tab_id, sizeof tab_id), of_tab);
    }
  g_ptr_array_add (of_key, document);
  g_ptr_array_add (of_tab, document);
}

static void
index_remove (CordonDocumentSet *set, CordonDocument *document)
{
  const CordonOrigin *key = document->facts.top_level_origin;
  const guint64 tab_id = document->facts.tab_id;
  GPtrArray *of_key = g_hash_table_lookup (set->by_key, key);
  GPtrArray *of_tab = g_hash_table_lookup (set->by_tab, &tab_id);

  g_ptr_array_remove_fast (of_key, document);
  if (of_key->len == 0)
    g_hash_table_remove (set->by_key, key);
  g_ptr_array_remove_fast (of_tab, document);
  if (of_tab->len == 0)
    g_hash_table_remove (set->by_tab, &tab_id);
}

CordonDocument *
cordon_document_set_add (CordonDocumentSet *set, CordonChannel *channel, const CordonDocumentFacts *facts,
                         GError **error)
{
  CordonDocument *document;
  guint64 id;

  if (!cordon_document_facts_check (facts, error))
    return NULL;
  id = random_id (set);
  if (id == 0)
    {
      g_set_error_literal (error, CORDON_ERROR, CORDON_ERROR_FAILED,
                           "document: the system has no random numbers");
      return NULL;
    }
  document = g_new0 (CordonDocument, 1);
  g_ref_count_init (&document->ref_count);
  document->id = id;
  document->set = set;
  document->channel = channel;
  document->version_slot = CORDON_VERSION_SLOT_NONE;
  document->committed_wall_us = cordon_clock_now (&set->clock).wall_us;
  copy_facts (facts, &document->facts);

  g_hash_table_insert (set->by_id, &document->id, cordon_document_ref (document));
  index_add (set, document);
  return document;
}

void
cordon_document_set_tell (CordonDocumentSet *set, CordonDocument *document, CordonDocumentChange change)
{
  g_autoptr (CordonDocument) held = cordon_document_ref (document);

  if (set->changed)
    set->changed (set->changed_data, held, change);
}

void
cordon_document_gone (CordonDocument *document)
{
  g_autoptr (CordonDocument) held = NULL;
  CordonDocumentSet *set;

  g_return_if_fail (document != NULL);

  set = document->set;
  if (!set)
    return;
  g_return_if_fail (cordon_document_set_is_owned (set));
  held = cordon_document_ref (document);
  g_hash_table_remove (set->by_id, &document->id);
  index_remove (set, document);
  document->set = NULL;
  document->activated_mono_us = 0;
  cordon_document_unref (document);
  cordon_document_set_tell (set, held, CORDON_DOCUMENT_CHANGE_GONE);
  held->channel = NULL;
}

CordonDocument *
cordon_document_set_find (const CordonDocumentSet *set, guint64 id)
{
  return g_hash_table_lookup (set->by_id, &id);
}

gsize
cordon_document_set_get_size (const CordonDocumentSet *set)
{
  return g_hash_table_size (set->by_id);
}

static void
walk (GPtrArray *documents, CordonDocumentFunc func, gpointer data)
{
  gboolean go_on = TRUE;

  for (guint i = 0; i < documents->len && go_on; i++)
    {
      CordonDocument *document = g_ptr_array_index (documents, i);

      if (!cordon_document_is_gone (document))
        go_on = func (document, data);
    }
}

static gpointer
hold (gconstpointer document, gpointer data)
{
  return cordon_document_ref ((CordonDocument *) (guintptr) document);
}

static void
walk_copy (GPtrArray *documents, CordonDocumentFunc func, gpointer data)
{
  GPtrArray *copy;

  if (!documents)
    return;
  copy = g_ptr_array_copy (documents, hold, NULL);
  g_ptr_array_set_free_func (copy, (GDestroyNotify) cordon_document_unref);
  walk (copy, func, data);
  g_ptr_array_unref (copy);
}

void
cordon_document_set_foreach (CordonDocumentSet *set, CordonDocumentFunc func, gpointer data)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_document_unref);
  GHashTableIter iter;
  gpointer document;

  g_hash_table_iter_init (&iter, set->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &document))
    g_ptr_array_add (all, cordon_document_ref (document));
  walk (all, func, data);
}

void
cordon_document_set_foreach_key (CordonDocumentSet *set, const CordonOrigin *top_level_origin,
                                 CordonDocumentFunc func, gpointer data)
{
  walk_copy (g_hash_table_lookup (set->by_key, top_level_origin), func, data);
}

void
cordon_document_set_foreach_tab (CordonDocumentSet *set, guint64 tab_id, CordonDocumentFunc func,
                                 gpointer data)
{
  walk_copy (g_hash_table_lookup (set->by_tab, &tab_id), func, data);
}
