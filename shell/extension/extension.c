/*
 * The web-process extension: the content side of Cordon and the binding layer, in every page of this web process.
 */

#include <webkit/webkit-web-process-extension.h>

#include "shell/extension/page.h"

G_MODULE_EXPORT void webkit_web_process_extension_initialize (WebKitWebProcessExtension *extension);

#define PAGE_KEY "cordon-page"

static void
page_created (WebKitWebProcessExtension *extension, WebKitWebPage *web_page, gpointer data)
{
  g_object_set_data_full (G_OBJECT (web_page), PAGE_KEY, shell_page_new (web_page),
                          (GDestroyNotify) shell_page_free);
}

/* Runs before any script of the document, also in a fresh about:blank that the page reaches into at once. */
static void
window_object_cleared (WebKitScriptWorld *world, WebKitWebPage *web_page, WebKitFrame *web_frame,
                       gpointer data)
{
  ShellPage *page = g_object_get_data (G_OBJECT (web_page), PAGE_KEY);
  if (page)
    shell_page_window_cleared (page, web_frame, world);
}

void
webkit_web_process_extension_initialize (WebKitWebProcessExtension *extension)
{
  g_signal_connect (extension, "page-created", G_CALLBACK (page_created), NULL);
  g_signal_connect (webkit_script_world_get_default (), "window-object-cleared",
                    G_CALLBACK (window_object_cleared), NULL);
}
