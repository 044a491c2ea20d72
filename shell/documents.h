/*
 * The documents of a tab, registered with Cordon. What decides comes from this process: the committed address, the
 * response headers, the tab's state. What the web process says of its frames can only take away (docs/limits.md).
 */

#pragma once

#include <webkit/webkit.h>

#include "permissions/broker.h"

G_BEGIN_DECLS

typedef struct _ShellTab ShellTab;
typedef struct _ShellDocuments ShellDocuments;

ShellDocuments *shell_documents_new (ShellTab *tab);
void shell_documents_free (ShellDocuments *documents);

/*
 * shell_documents_committed: a main-frame navigation committed: all earlier documents have gone. @uri: NULL:
 * nothing is shown.
 */
void shell_documents_committed (ShellDocuments *documents, const char *uri);

/* shell_documents_response: a response is about to be loaded into a frame of this tab. */
void shell_documents_response (ShellDocuments *documents, WebKitResponsePolicyDecision *decision);

/* shell_documents_begin: SHELL_MESSAGE_FRAME. shell_documents_end: SHELL_MESSAGE_FRAME_GONE. */
void shell_documents_begin (ShellDocuments *documents, CordonChannel *channel, GVariant *frame);
void shell_documents_end (ShellDocuments *documents, GVariant *frame);
void shell_documents_clear (ShellDocuments *documents);

/* shell_documents_get_origin: Returns: (transfer none) (nullable): the main document's. */
const CordonOrigin *shell_documents_get_origin (ShellDocuments *documents);
/* shell_documents_get_main: Returns: (transfer none) (nullable): once its process has spoken. */
CordonDocument *shell_documents_get_main (ShellDocuments *documents);
gboolean shell_documents_has (ShellDocuments *documents, guint64 document_id);

void shell_documents_set_seen (ShellDocuments *documents, gboolean visible, gboolean focused);
void shell_documents_activated (ShellDocuments *documents);

G_END_DECLS
