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
  GHashTable *by_engine_id; /* of this page: engine id → CordonDocument */
  gboolean visible;
  gboolean focused;
};

ShellDocuments *
shell_documents_new (ShellTab *tab)
{
  ShellDocuments *documents = g_new0 (ShellDocuments, 1);
  documents->tab = tab;
  documents->seen_origins = g_hash_table_new_full (cordon_origin_hash, cordon_origin_equal,
                                                   (GDestroyNotify) cordon_origin_unref, NULL);
  documents->by_engine_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                   (GDestroyNotify) cordon_document_unref);
  return documents;
}

void
shell_documents_clear (ShellDocuments *documents)
{
  GHashTableIter iter;
  gpointer document;
  g_hash_table_iter_init (&iter, documents->by_engine_id);
  while (g_hash_table_iter_next (&iter, NULL, &document))
    cordon_document_gone (document);
  g_hash_table_remove_all (documents->by_engine_id);
  g_clear_pointer (&documents->main, cordon_document_unref);
}

void
shell_documents_free (ShellDocuments *documents)
{
  shell_documents_clear (documents);
  g_hash_table_unref (documents->by_engine_id);
  g_hash_table_unref (documents->seen_origins);
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
  g_autoptr (CordonOrigin) origin = shell_origin_of_uri (webkit_uri_response_get_uri (response));
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

static CordonDocument *
register_document (ShellDocuments *documents, CordonChannel *channel, const ShellFrameClaim *claim)
{
  g_autoptr (CordonOrigin) origin = believe_origin (documents, claim->main, claim->origin);
  const CordonOrigin *ancestors[] = { documents->origin };
  g_autoptr (GError) error = NULL;
  CordonDocument *document = cordon_channel_commit_document (
    channel,
    &(CordonDocumentFacts){
      CORDON_DOCUMENT_FACTS_INIT,
      .origin = origin,
      .top_level_origin = claim->main ? origin : documents->origin,
      .ancestors = ancestors,
      .n_ancestors = claim->main ? 0 : 1,
      .tab_id = shell_tab_get_id (documents->tab),
      .engine_id = claim->engine_id,
      .permissions_policy = shell_frame_verdicts (documents->headers, documents->origin, origin, claim),
      .secure_context = claim->secure ? CORDON_FACT_YES : CORDON_FACT_NO,
      .private_session = shell_browser_is_private (shell_tab_get_browser (documents->tab)) ? CORDON_FACT_YES
                                                                                           : CORDON_FACT_NO,
      .active_mixed_content = CORDON_FACT_NO, /* this engine blocks it */
      .csp_blocks_webrtc = shell_headers_block_webrtc (documents->headers) ? CORDON_FACT_YES : CORDON_FACT_NO,
      .cross_origin_isolated = CORDON_FACT_NO,
    },
    &error);
  if (!document)
    g_printerr ("cordon-shell: a document was not registered: %s\n", error->message);
  return document;
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
  g_variant_get (frame, "(tbb&s&sb&s&s)", &claim.engine_id, &claim.main, &claim.secure, &claim.origin,
                 &claim.uri, &claim.container_known, &claim.allow, &claim.source);
  gboolean possible = documents->origin && (claim.main || documents->main);
  CordonDocument *document = possible ? register_document (documents, channel, &claim) : NULL;
  if (!document)
    {
      shell_tab_send (documents->tab, SHELL_MESSAGE_REFUSED, g_variant_new ("(t)", claim.engine_id));
      return;
    }
  if (claim.main)
    {
      g_clear_pointer (&documents->main, cordon_document_unref);
      documents->main = cordon_document_ref (document);
    }
  g_hash_table_replace (documents->by_engine_id, g_memdup2 (&claim.engine_id, sizeof claim.engine_id),
                        document);
  cordon_document_set_fully_active (document, TRUE);
  tell_seen (document, documents);
}

void
shell_documents_end (ShellDocuments *documents, GVariant *frame)
{
  guint64 engine_id = 0;
  g_variant_get (frame, "(t)", &engine_id);
  CordonDocument *document = g_hash_table_lookup (documents->by_engine_id, &engine_id);
  if (!document)
    return;
  if (document == documents->main)
    g_clear_pointer (&documents->main, cordon_document_unref);
  cordon_document_gone (document);
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
  gpointer document;
  g_hash_table_iter_init (&iter, documents->by_engine_id);
  while (g_hash_table_iter_next (&iter, NULL, &document))
    if (cordon_document_get_id (document) == document_id)
      return TRUE;
  return FALSE;
}

void
shell_documents_set_seen (ShellDocuments *documents, gboolean visible, gboolean focused)
{
  GHashTableIter iter;
  gpointer document;
  documents->visible = visible;
  documents->focused = focused;
  g_hash_table_iter_init (&iter, documents->by_engine_id);
  while (g_hash_table_iter_next (&iter, NULL, &document))
    tell_seen (document, documents);
}

/* Which frame was clicked is not told to an embedder. The engine itself checks activation by frame as well. */
void
shell_documents_activated (ShellDocuments *documents)
{
  GHashTableIter iter;
  gpointer document;
  g_hash_table_iter_init (&iter, documents->by_engine_id);
  while (g_hash_table_iter_next (&iter, NULL, &document))
    cordon_document_activated (document);
}
