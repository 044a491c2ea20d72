/*
 * The version page: one word per document, written by the browser process, read by one content process.
 *
 * A word grows with each change of what a document may do; an answer that was cached together with the word is still
 * true while the word is the same. The page holds nothing else, and each content process has its own.
 *
 * The content process cannot write it: the memory is sealed against new writable mappings and against resizing, and the
 * descriptor it gets is open for reading only.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

/** CordonVersionPage: the browser's writable side. Main thread. */
typedef struct _CordonVersionPage CordonVersionPage;

/** CordonVersionView: the content process's read-only side. */
typedef struct _CordonVersionView CordonVersionView;

/** CORDON_VERSION_PAGE_N_SLOTS: documents of one content process that can have a word; the others cost a message. */
#define CORDON_VERSION_PAGE_N_SLOTS 4096

/**
 * cordon_version_page_new: Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_FAILED where the system
 * refuses.
 */
CORDON_API CordonVersionPage *cordon_version_page_new (GError **error);
CORDON_API void cordon_version_page_free (CordonVersionPage *page);

/** cordon_version_page_get_descriptor: Returns: (transfer none): what the content process gets, read-only. */
CORDON_API int cordon_version_page_get_descriptor (const CordonVersionPage *page);
/** cordon_version_page_get_size: Returns: bytes to map. */
CORDON_API gsize cordon_version_page_get_size (const CordonVersionPage *page);

/** cordon_version_page_take_slot: Returns: a free slot, or CORDON_VERSION_SLOT_NONE when all are taken. */
CORDON_API guint32 cordon_version_page_take_slot (CordonVersionPage *page);

/** cordon_version_page_release_slot: voids what was cached under @slot, and frees it. NONE is ignored. */
CORDON_API void cordon_version_page_release_slot (CordonVersionPage *page, guint32 slot);

/** cordon_version_page_bump: Returns: the new word, visible to the other process when this returns. */
CORDON_API guint64 cordon_version_page_bump (CordonVersionPage *page, guint32 slot);
/** cordon_version_page_read: Returns: the word of @slot as the owner sees it. */
CORDON_API guint64 cordon_version_page_read (const CordonVersionPage *page, guint32 slot);

/**
 * cordon_version_view_new: maps @descriptor, which stays the caller's.
 *
 * Refuses one that is not exactly of a version page's size, or that could still shrink under the reader.
 *
 * Returns: (transfer full) (nullable): %NULL with CORDON_ERROR_FAILED.
 */
CORDON_API CordonVersionView *cordon_version_view_new (int descriptor, gsize size, GError **error);
CORDON_API void cordon_version_view_free (CordonVersionView *view);

/** cordon_version_view_read: Returns: %FALSE for a slot outside the page. Any thread. One atomic load. */
CORDON_API gboolean cordon_version_view_read (const CordonVersionView *view, guint32 slot,
                                              guint64 *out_version);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonVersionPage, cordon_version_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonVersionView, cordon_version_view_free)

G_END_DECLS
