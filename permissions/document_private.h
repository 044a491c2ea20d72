/*
 * What a document is, for the rest of permissions/, and the set of a profile's live documents.
 */

#pragma once

#include "permissions/clock.h"
#include "permissions/document.h"

G_BEGIN_DECLS

typedef struct _CordonDocumentSet CordonDocumentSet;
typedef struct _CordonChannel CordonChannel;

/** CordonDocumentChange: what about a document just changed. */
typedef enum
{
  CORDON_DOCUMENT_CHANGE_NONE = 0,
  CORDON_DOCUMENT_CHANGE_COMMITTED,
  CORDON_DOCUMENT_CHANGE_FULLY_ACTIVE,
  CORDON_DOCUMENT_CHANGE_VISIBLE,
  CORDON_DOCUMENT_CHANGE_FOCUSED,
  CORDON_DOCUMENT_CHANGE_ACTIVATED,
  CORDON_DOCUMENT_CHANGE_MIXED_CONTENT,
  CORDON_DOCUMENT_CHANGE_GONE, /* out of the set already; requests, captures and calls of it end now (B-33) */
} CordonDocumentChange;

/** CordonDocumentChanged: runs after the change, on the main thread; the document is held during the call. */
typedef void (*CordonDocumentChanged) (gpointer data, CordonDocument *document, CordonDocumentChange change);

struct _CordonDocument
{
  grefcount ref_count;
  guint64 id;
  CordonDocumentSet *set; /* NULL once gone */
  CordonChannel *channel; /* NULL once gone, and for a document of the embedder's own process */
  guint32 version_slot;

  CordonDocumentFacts facts; /* with references of its own */
  CordonFact fully_active;
  CordonFact visible;
  CordonFact focused;
  gint64 activated_mono_us; /* 0: never */
  gint64 committed_wall_us;
};

/** CORDON_ACTIVATION_US: how long transient activation lasts (HTML). */
#define CORDON_ACTIVATION_US (5 * CORDON_SECOND_US)

/**
 * cordon_document_facts_check: whether every fact of A-26 is there and they agree with each other.
 *
 * Returns: %FALSE with CORDON_ERROR_FACTS naming the fact.
 */
gboolean cordon_document_facts_check (const CordonDocumentFacts *facts, GError **error);

/** cordon_document_has_activation: whether transient activation holds at @mono_us (B-40). */
gboolean cordon_document_has_activation (const CordonDocument *document, gint64 mono_us);

/** cordon_document_consume_activation: display capture uses the gesture up. */
void cordon_document_consume_activation (CordonDocument *document);

gboolean cordon_document_is_gone (const CordonDocument *document);

/** cordon_document_is_private: Returns: whether it belongs to a private session. */
gboolean cordon_document_is_private (const CordonDocument *document);

/** cordon_document_set_new: @clock and @changed are the profile's. Returns: (transfer full): an empty set. */
CordonDocumentSet *
cordon_document_set_new (const CordonClock *clock, CordonDocumentChanged changed, gpointer data);
void cordon_document_set_free (CordonDocumentSet *set);

/**
 * cordon_document_set_add: a new live document with a random id.
 * @channel: (nullable): whose it is
 *
 * Does not tell of CORDON_DOCUMENT_CHANGE_COMMITTED; the caller does, with cordon_document_set_tell(), when its
 * own side of the document stands.
 *
 * Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_FACTS.
 */
CordonDocument *cordon_document_set_add (CordonDocumentSet *set, CordonChannel *channel,
                                         const CordonDocumentFacts *facts, GError **error);

void cordon_document_set_tell (CordonDocumentSet *set, CordonDocument *document, CordonDocumentChange change);

/** cordon_document_set_is_owned: whether this is the thread that made @set. */
gboolean cordon_document_set_is_owned (const CordonDocumentSet *set);

/** cordon_document_set_find: Returns: (transfer none) (nullable): the live document called @id. */
CordonDocument *cordon_document_set_find (const CordonDocumentSet *set, guint64 id);

gsize cordon_document_set_get_size (const CordonDocumentSet *set);

/**
 * CordonDocumentFunc: Returns: %FALSE to stop. May change the set: the walk is over the documents that were live
 * at its start.
 */
typedef gboolean (*CordonDocumentFunc) (CordonDocument *document, gpointer data);

void cordon_document_set_foreach (CordonDocumentSet *set, CordonDocumentFunc func, gpointer data);

/**
 * cordon_document_set_foreach_key: the documents whose permission key is @top_level_origin; costs only those
 * (B-32).
 */
void cordon_document_set_foreach_key (CordonDocumentSet *set, const CordonOrigin *top_level_origin,
                                      CordonDocumentFunc func, gpointer data);

/** cordon_document_set_foreach_tab: the documents in @tab_id; costs only those. */
void cordon_document_set_foreach_tab (CordonDocumentSet *set, guint64 tab_id, CordonDocumentFunc func,
                                      gpointer data);

G_END_DECLS
