/*
 * Registration of documents.
 */

#include "shell/documents.h"

#include "shell/frame_facts.h"
#include "shell/message.h"
#include "shell/tab.h"

struct _ShellDocuments
{
  ShellTab *tab;
  CordonOrigin *origin;       /* of the committed address; NULL: nothing is shown */
  ShellHeaders *headers;      /* of the committed main document */
  ShellHeaders *next_headers; /* of a main document that has not committed yet */
  GHashTable *seen_origins;   /* origins of frames whose responses passed through this process */
  CordonDocument *main;
  GHashTable *by_engine_id;  /* of this page: engine id → Entry */
  GHashTable *frame_headers; /* address → ShellHeaders, of frames since the main document committed */
  gboolean visible;
  gboolean focused;
};

typedef struct
{
  CordonDocument *document;
  CordonPermissionsPolicy *policy;
} Entry;

static void
entry_free (Entry *entry)
{
  cordon_document_unref (entry->document);
  cordon_permissions_policy_unref (entry->policy);
  g_free (entry);
}

ShellDocuments *
shell_documents_new (ShellTab *tab)
{
  ShellDocuments *documents = g_new0 (ShellDocuments, 1);
  documents->tab = tab;
  documents->seen_origins = g_hash_table_new_full (cordon_origin_hash, cordon_origin_equal,
                                                   (GDestroyNotify) cordon_origin_unref, NULL);
  documents->by_engine_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                   (GDestroyNotify) entry_free);
  documents->frame_headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                    (GDestroyNotify) shell_headers_free);
  return documents;
}

void
shell_documents_clear (ShellDocuments *documents)
{
  GHashTableIter iter;
  gpointer entry;
  g_hash_table_iter_init (&iter, documents->by_engine_id);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    cordon_document_gone (((Entry *) entry)->document);
  g_hash_table_remove_all (documents->by_engine_id);
  g_clear_pointer (&documents->main, cordon_document_unref);
}

void
shell_documents_free (ShellDocuments *documents)
{
  shell_documents_clear (documents);
  g_hash_table_unref (documents->by_engine_id);
  g_hash_table_unref (documents->seen_origins);
  g_hash_table_unref (documents->frame_headers);
  g_clear_pointer (&documents->origin, cordon_origin_unref);
  g_clear_pointer (&documents->headers, shell_headers_free);
  g_clear_pointer (&documents->next_headers, shell_headers_free);
  g_free (documents);
}

void
shell_documents_committed (ShellDocuments *documents, const char *uri)
{
  shell_documents_clear (documents);
  g_hash_table_remove_all (documents->seen_origins);
  g_hash_table_remove_all (documents->frame_headers);
  g_clear_pointer (&documents->origin, cordon_origin_unref);
  documents->origin = uri ? shell_origin_of_uri (uri) : NULL;
  g_clear_pointer (&documents->headers, shell_headers_free);
  documents->headers = g_steal_pointer (&documents->next_headers);
}

void
shell_documents_response (ShellDocuments *documents, WebKitResponsePolicyDecision *decision)
{
  WebKitURIResponse *response = webkit_response_policy_decision_get_response (decision);
  if (webkit_response_policy_decision_is_main_frame_main_resource (decision))
    {
      g_clear_pointer (&documents->next_headers, shell_headers_free);
      documents->next_headers = shell_headers_new (response);
      return;
    }
  const char *uri = webkit_uri_response_get_uri (response);
  g_autoptr (CordonOrigin) origin = shell_origin_of_uri (uri);
  g_hash_table_replace (documents->frame_headers, g_strdup (uri), shell_headers_new (response));
  if (!cordon_origin_is_opaque (origin))
    g_hash_table_add (documents->seen_origins, g_steal_pointer (&origin));
}

/* The origin that the web process claims, where this process has grounds to believe it; an opaque one else. */
static CordonOrigin *
believe_origin (ShellDocuments *documents, gboolean main, const char *claimed)
{
  g_autoptr (CordonOrigin) origin = cordon_origin_new (claimed, -1, NULL);
  if (!origin)
    return cordon_origin_new_opaque ();
  if (cordon_origin_equal (origin, documents->origin))
    return g_steal_pointer (&origin);
  if (!main && g_hash_table_contains (documents->seen_origins, origin))
    return g_steal_pointer (&origin);
  return cordon_origin_new_opaque ();
}

/* A frame whose holder is not known gets a policy that leaves nothing. */
static CordonPermissionsPolicy *
make_policy (ShellDocuments *documents, const CordonOrigin *origin, const ShellFrameClaim *claim)
{
  if (claim->main)
    return shell_headers_make_policy (documents->headers, origin);
  const Entry *parent = g_hash_table_lookup (documents->by_engine_id, &claim->parent);
  if (!parent || !parent->policy)
    return NULL;
  return shell_frame_make_policy (parent->policy, cordon_document_get_origin (parent->document), origin,
                                  claim, g_hash_table_lookup (documents->frame_headers, claim->uri));
}

/* The page's own policy counts for its frames too, for one that inherits is not told from one that does not. */
static gboolean
blocks_webrtc (ShellDocuments *documents, const ShellFrameClaim *claim)
{
  if (shell_headers_block_webrtc (documents->headers))
    return TRUE;
  return !claim->main
         && shell_headers_block_webrtc (g_hash_table_lookup (documents->frame_headers, claim->uri));
}

static CordonDocument *
commit (ShellDocuments *documents, CordonChannel *channel, const CordonOrigin *origin,
        const CordonPermissionsPolicy *policy, const ShellFrameClaim *claim)
{
  const CordonOrigin *ancestors[] = { documents->origin };
  const CordonPolicyVerdicts nothing = { .known = TRUE };
  gboolean is_private = shell_browser_is_private (shell_tab_get_browser (documents->tab));
  g_autoptr (GError) error = NULL;
  const CordonDocumentFacts facts = {
    CORDON_DOCUMENT_FACTS_INIT,
    .origin = origin,
    .top_level_origin = claim->main ? origin : cordon_document_get_origin (documents->main),
    .ancestors = ancestors,
    .n_ancestors = claim->main ? 0 : 1,
    .tab_id = shell_tab_get_id (documents->tab),
    .engine_id = claim->engine_id,
    .permissions_policy = policy ? cordon_permissions_policy_get_verdicts (policy) : nothing,
    .secure_context = claim->secure ? CORDON_FACT_YES : CORDON_FACT_NO,
    .private_session = is_private ? CORDON_FACT_YES : CORDON_FACT_NO,
    .active_mixed_content = CORDON_FACT_NO, /* this engine blocks it */
    .csp_blocks_webrtc = blocks_webrtc (documents, claim) ? CORDON_FACT_YES : CORDON_FACT_NO,
    .cross_origin_isolated = CORDON_FACT_NO,
  };
  CordonDocument *document = cordon_channel_commit_document (channel, &facts, &error);
  if (!document)
    g_printerr ("cordon-shell: a document was not registered: %s\n", error->message);
  return document;
}

static Entry *
register_document (ShellDocuments *documents, CordonChannel *channel, const ShellFrameClaim *claim)
{
  g_autoptr (CordonOrigin) origin = believe_origin (documents, claim->main, claim->origin);
  g_autoptr (CordonPermissionsPolicy) policy = make_policy (documents, origin, claim);
  CordonDocument *document = commit (documents, channel, origin, policy, claim);
  if (!document)
    return NULL;
  Entry *entry = g_new0 (Entry, 1);
  *entry = (Entry){ document, g_steal_pointer (&policy) };
  return entry;
}

static void
tell_seen (CordonDocument *document, ShellDocuments *documents)
{
  cordon_document_set_visible (document, documents->visible);
  cordon_document_set_focused (document, documents->focused);
}

void
shell_documents_begin (ShellDocuments *documents, CordonChannel *channel, GVariant *frame)
{
  ShellFrameClaim claim = { 0 };
  g_variant_get (frame, "(tbb&s&st&s&s)", &claim.engine_id, &claim.main, &claim.secure, &claim.origin,
                 &claim.uri, &claim.parent, &claim.allow, &claim.source);
  gboolean possible = documents->origin && (claim.main || documents->main);
  Entry *entry = possible ? register_document (documents, channel, &claim) : NULL;
  if (!entry)
    {
      shell_tab_send (documents->tab, SHELL_MESSAGE_REFUSED, g_variant_new ("(t)", claim.engine_id));
      return;
    }
  if (claim.main)
    {
      g_clear_pointer (&documents->main, cordon_document_unref);
      documents->main = cordon_document_ref (entry->document);
    }
  g_hash_table_replace (documents->by_engine_id, g_memdup2 (&claim.engine_id, sizeof claim.engine_id), entry);
  cordon_document_set_fully_active (entry->document, TRUE);
  tell_seen (entry->document, documents);
}

void
shell_documents_end (ShellDocuments *documents, GVariant *frame)
{
  guint64 engine_id = 0;
  g_variant_get (frame, "(t)", &engine_id);
  Entry *entry = g_hash_table_lookup (documents->by_engine_id, &engine_id);
  if (!entry)
    return;
  if (entry->document == documents->main)
    g_clear_pointer (&documents->main, cordon_document_unref);
  cordon_document_gone (entry->document);
  g_hash_table_remove (documents->by_engine_id, &engine_id);
}

const CordonOrigin *
shell_documents_get_origin (ShellDocuments *documents)
{
  return documents->origin;
}

CordonDocument *
shell_documents_get_main (ShellDocuments *documents)
{
  return documents->main;
}

gboolean
shell_documents_has (ShellDocuments *documents, guint64 document_id)
{
  GHashTableIter iter;
  gpointer entry;
  g_hash_table_iter_init (&iter, documents->by_engine_id);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    if (cordon_document_get_id (((Entry *) entry)->document) == document_id)
      return TRUE;
  return FALSE;
}

void
shell_documents_set_seen (ShellDocuments *documents, gboolean visible, gboolean focused)
{
  GHashTableIter iter;
  gpointer entry;
  documents->visible = visible;
  documents->focused = focused;
  g_hash_table_iter_init (&iter, documents->by_engine_id);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    tell_seen (((Entry *) entry)->document, documents);
}

/* Which frame was clicked is not told to an embedder. The engine itself checks activation by frame as well. */
void
shell_documents_activated (ShellDocuments *documents)
{
  GHashTableIter iter;
  gpointer entry;
  g_hash_table_iter_init (&iter, documents->by_engine_id);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    cordon_document_activated (((Entry *) entry)->document);
}
