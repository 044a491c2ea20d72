/*
 * One page: the content side's end of the boundary.
 */

#include "shell/extension/page.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "shell/delay.h"
#include "shell/extension/frame.h"
#include "shell/extension/policy.h"
#include "shell/extension/process.h"
#include "shell/message.h"

struct _ShellPage
{
  WebKitWebPage *web_page;
  CordonAgent *agent;
  GHashTable *frames;   /* engine id → ShellFrame */
  GHashTable *by_frame; /* WebKitFrame id → engine id, of the document that is there now */
  guint64 next_engine_id;
};

static void
send_to_broker (gpointer data, GVariant *message)
{
  ShellPage *page = data;
  GVariant *parameters = g_variant_new_variant (message);
  webkit_web_page_send_message_to_view (
    page->web_page, webkit_user_message_new (SHELL_MESSAGE_BROKER, parameters), NULL, NULL, NULL);
}

static ShellFrame *
find_document (ShellPage *page, guint64 document_id)
{
  GHashTableIter iter;
  gpointer frame;
  g_hash_table_iter_init (&iter, page->frames);
  while (g_hash_table_iter_next (&iter, NULL, &frame))
    if (shell_frame_get_document_id (frame) == document_id)
      return frame;
  return NULL;
}

static void
document_known (gpointer data, guint64 document_id, guint64 engine_id)
{
  ShellPage *page = data;
  ShellFrame *frame = g_hash_table_lookup (page->frames, &engine_id);
  if (frame)
    shell_frame_set_known (frame, document_id);
}

static void
state_changed (gpointer data, guint64 document_id, CordonFeature feature, CordonState state)
{
  ShellFrame *frame = find_document (data, document_id);
  if (frame)
    shell_frame_tell (frame, SHELL_LISTENER_STATE, cordon_feature_to_string (feature),
                      cordon_state_to_string (state));
}

static void
capture_stopped (gpointer data, guint64 document_id, guint64 capture_id, CordonFeature feature)
{
  ShellFrame *frame = find_document (data, document_id);
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, capture_id);
  if (frame)
    shell_frame_tell (frame, SHELL_LISTENER_STOPPED, id, "");
}

/* Capture states are the engine's own, set by the browser process: nothing to do for a mute. */
static void
capture_muted (gpointer data, guint64 document_id, guint64 capture_id, gboolean muted)
{
}

static void
document_gone (gpointer data, guint64 document_id)
{
  ShellFrame *frame = find_document (data, document_id);
  if (frame)
    shell_frame_set_known (frame, 0);
}

static void
adopt_version_page (ShellPage *page, WebKitUserMessage *message)
{
  GUnixFDList *descriptors = webkit_user_message_get_fd_list (message);
  guint64 size = 0;
  g_variant_get (webkit_user_message_get_parameters (message), "(t)", &size);
  int descriptor = descriptors ? g_unix_fd_list_get (descriptors, 0, NULL) : -1;
  if (descriptor < 0)
    return;
  cordon_agent_adopt_version_page (page->agent, descriptor, size, NULL);
  close (descriptor);
}

static gboolean
locate (ShellPage *page, WebKitUserMessage *message)
{
  const char *selector = NULL;
  g_variant_get (webkit_user_message_get_parameters (message), "(&s)", &selector);
  webkit_user_message_send_reply (
    message, webkit_user_message_new (SHELL_MESSAGE_LOCATE, shell_policy_locate (page->web_page, selector)));
  return TRUE;
}

static gboolean
user_message_received (WebKitWebPage *web_page, WebKitUserMessage *message, ShellPage *page)
{
  const char *name = webkit_user_message_get_name (message);
  GVariant *parameters = webkit_user_message_get_parameters (message);

  if (!page->agent)
    return FALSE;
  shell_delay ("message");
  if (g_str_equal (name, SHELL_MESSAGE_AGENT))
    {
      g_autoptr (GVariant) inner = g_variant_get_variant (parameters);
      cordon_agent_receive (page->agent, inner);
    }
  else if (g_str_equal (name, SHELL_MESSAGE_VERSION_PAGE))
    adopt_version_page (page, message);
  else if (g_str_equal (name, SHELL_MESSAGE_REFUSED))
    {
      guint64 engine_id = 0;
      g_variant_get (parameters, "(t)", &engine_id);
      document_known (page, 0, engine_id);
    }
  else if (g_str_equal (name, SHELL_MESSAGE_LOCATE))
    return locate (page, message);
  else if (g_str_equal (name, SHELL_MESSAGE_SETTLE))
    webkit_user_message_send_reply (message, webkit_user_message_new (SHELL_MESSAGE_SETTLE, NULL));
  else if (g_str_equal (name, SHELL_MESSAGE_ISOLATE))
    shell_process_isolate_captures ();
  else if (g_str_equal (name, SHELL_MESSAGE_GRAPH))
    webkit_user_message_send_reply (message,
                                    webkit_user_message_new (SHELL_MESSAGE_GRAPH, shell_process_describe ()));
  return TRUE;
}

/*
 * Not before the first document: what a page says before its navigation has committed does not reach the browser
 * process.
 */
static void
ensure_agent (ShellPage *page)
{
  if (page->agent)
    return;
  page->agent = cordon_agent_new (&(CordonAgentTransport){ .send = send_to_broker, .data = page });
  cordon_agent_set_events (page->agent, &(CordonAgentEvents){ .state_changed = state_changed,
                                                              .capture_stopped = capture_stopped,
                                                              .capture_muted = capture_muted,
                                                              .document_known = document_known,
                                                              .document_gone = document_gone,
                                                              .data = page });
  cordon_agent_start (page->agent);
}

ShellPage *
shell_page_new (WebKitWebPage *web_page)
{
  ShellPage *page = g_new0 (ShellPage, 1);
  page->web_page = web_page;
  page->frames = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                        (GDestroyNotify) shell_frame_unref);
  page->by_frame = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  page->next_engine_id = 1;
  g_signal_connect (web_page, "user-message-received", G_CALLBACK (user_message_received), page);
  return page;
}

void
shell_page_free (ShellPage *page)
{
  GHashTableIter iter;
  gpointer frame;
  g_hash_table_iter_init (&iter, page->frames);
  while (g_hash_table_iter_next (&iter, NULL, &frame))
    shell_frame_gone (frame);
  g_hash_table_unref (page->by_frame);
  g_hash_table_unref (page->frames);
  g_clear_pointer (&page->agent, cordon_agent_free);
  g_free (page);
}

static void
drop_document (ShellPage *page, guint64 engine_id)
{
  ShellFrame *frame = g_hash_table_lookup (page->frames, &engine_id);
  if (!frame)
    return;
  shell_page_send (page, SHELL_MESSAGE_FRAME_GONE, g_variant_new ("(t)", engine_id), NULL, NULL);
  shell_frame_gone (frame);
  g_hash_table_remove (page->frames, &engine_id);
}

void
shell_page_frame_gone (ShellPage *page, ShellFrame *frame)
{
  drop_document (page, shell_frame_get_engine_id (frame));
}

static void
forget_document (ShellPage *page, guint64 frame_id)
{
  guint64 *before = g_hash_table_lookup (page->by_frame, &frame_id);
  if (before)
    drop_document (page, *before);
}

static void
keep_document (ShellPage *page, guint64 frame_id, ShellFrame *frame)
{
  guint64 engine_id = shell_frame_get_engine_id (frame);
  g_hash_table_replace (page->by_frame, g_memdup2 (&frame_id, sizeof frame_id),
                        g_memdup2 (&engine_id, sizeof engine_id));
  g_hash_table_replace (page->frames, g_memdup2 (&engine_id, sizeof engine_id), shell_frame_ref (frame));
}

void
shell_page_window_cleared (ShellPage *page, WebKitFrame *web_frame, WebKitScriptWorld *world)
{
  g_autoptr (JSCContext) context = webkit_frame_get_js_context_for_script_world (web_frame, world);
  guint64 frame_id = webkit_frame_get_id (web_frame), engine_id = page->next_engine_id++;
  ShellFrame *known = shell_process_find_realm (context);
  ensure_agent (page);
  forget_document (page, frame_id);
  if (known)
    shell_frame_renew (known, page, engine_id, context);
  g_autoptr (ShellFrame) frame = known ? shell_frame_ref (known) : shell_frame_new (page, engine_id);
  keep_document (page, frame_id, frame);
  if (!known)
    shell_frame_install (frame, context);
  shell_page_send (page, SHELL_MESSAGE_FRAME, shell_policy_describe (page, web_frame, context, engine_id),
                   NULL, NULL);
}

CordonAgent *
shell_page_get_agent (ShellPage *page)
{
  return page->agent;
}

typedef struct
{
  ShellReply reply;
  gpointer data;
} PendingReply;

static void
replied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree PendingReply *pending = data;
  g_autoptr (WebKitUserMessage)
    answer = webkit_web_page_send_message_to_view_finish (WEBKIT_WEB_PAGE (source), result, NULL);
  pending->reply (answer ? webkit_user_message_get_parameters (answer) : NULL, pending->data);
}

void
shell_page_send (ShellPage *page, const char *name, GVariant *parameters, ShellReply reply, gpointer data)
{
  WebKitUserMessage *message = webkit_user_message_new (name, parameters);
  if (!reply)
    {
      webkit_web_page_send_message_to_view (page->web_page, message, NULL, NULL, NULL);
      return;
    }
  PendingReply *pending = g_new (PendingReply, 1);
  *pending = (PendingReply){ reply, data };
  webkit_web_page_send_message_to_view (page->web_page, message, NULL, replied, pending);
}

GList *
shell_page_list_frames (ShellPage *page)
{
  return g_hash_table_get_values (page->frames);
}
