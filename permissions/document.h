/*
 * A document: one environment that asks (frame or worker), with the facts of A-26, registered by the embedder.
 *
 * A request never carries its own origin: it names a document of its channel, and what is known about that document
 * comes from here. A fact that was not set denies.
 */

#pragma once

#include "permissions/fact.h"
#include "permissions/feature.h"
#include "permissions/origin.h"

G_BEGIN_DECLS

/**
 * CordonDocument: a registered document; reference-counted, main thread of its profile. Dead after
 * cordon_document_gone().
 */
typedef struct _CordonDocument CordonDocument;

/**
 * CordonDocumentFacts: the facts of A-26 that are fixed when the navigation commits; copied by the receiver.
 *
 * @ancestors: origins from the parent to the top, for the secure-context chain; empty for a top-level document
 */
typedef struct
{
  gsize struct_size;          /* CORDON_DOCUMENT_FACTS_INIT sets it; any other value is refused */
  const CordonOrigin *origin; /* requesting origin */
  const CordonOrigin *top_level_origin;
  const CordonOrigin *const *ancestors;
  gsize n_ancestors;
  guint64 tab_id;    /* top-level traversable; never reused, never 0 */
  guint64 engine_id; /* the engine's own id of the document, for messages and the debug page */
  CordonPolicyVerdicts permissions_policy;
  CordonFact secure_context; /* what the engine says; Cordon also checks the chain itself */
  CordonFact private_session;
  CordonFact active_mixed_content;  /* */
  CordonFact csp_blocks_webrtc;     /* */
  CordonFact cross_origin_isolated; /* B-48 */
  gboolean is_worker;
} CordonDocumentFacts;

#define CORDON_DOCUMENT_FACTS_INIT .struct_size = sizeof (CordonDocumentFacts)

/** cordon_document_ref: one more reference, and one less; unref takes %NULL. Main thread. */
CORDON_API CordonDocument *cordon_document_ref (CordonDocument *document);
CORDON_API void cordon_document_unref (CordonDocument *document);

/** cordon_document_get_id: Returns: Cordon's id of the document, random, never reused; what messages name. */
CORDON_API guint64 cordon_document_get_id (const CordonDocument *document);
/** cordon_document_get_origin: Returns: (transfer none): the requesting origin. */
CORDON_API const CordonOrigin *cordon_document_get_origin (const CordonDocument *document);
/**
 * cordon_document_get_top_level_origin: Returns: (transfer none): that of the top-level page: the permission key
 * (A-10).
 */
CORDON_API const CordonOrigin *cordon_document_get_top_level_origin (const CordonDocument *document);
/** cordon_document_get_tab_id: Returns: the top-level traversable that the document is in. */
CORDON_API guint64 cordon_document_get_tab_id (const CordonDocument *document);

/** The facts that change while the document lives. All start as missing, so as "no". Main thread. */
CORDON_API void cordon_document_set_fully_active (CordonDocument *document, gboolean fully_active);
/** cordon_document_set_visible: in view: requests that waited for it go on (B-15). */
CORDON_API void cordon_document_set_visible (CordonDocument *document, gboolean visible);
/**
 * cordon_document_set_focused: the top-level traversable has the system focus: results that waited are handed over
 * (B-15).
 */
CORDON_API void cordon_document_set_focused (CordonDocument *document, gboolean focused);

/** cordon_document_activated: the engine saw a user gesture; transient activation lasts 5 s from now (HTML). */
CORDON_API void cordon_document_activated (CordonDocument *document);

/**
 * cordon_document_set_active_mixed_content: the document began to run active mixed content. Cannot be
 * taken back.
 */
CORDON_API void cordon_document_set_active_mixed_content (CordonDocument *document);

/**
 * cordon_document_gone: navigation, unload, crash: requests are dropped, captures stopped, one-call grants end
 * (B-33).
 */
CORDON_API void cordon_document_gone (CordonDocument *document);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonDocument, cordon_document_unref)

G_END_DECLS
