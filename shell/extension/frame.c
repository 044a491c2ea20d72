/*
 * One document of one frame in the web process.
 */

#include "shell/extension/frame.h"

#include <gio/gio.h>

#include "shell/delay.h"
#include "shell/extension/native.h"
#include "shell/extension/process.h"

typedef struct
{
  ShellFrameKnown func;
  gpointer data;
} Waiting;

struct _ShellFrame
{
  gatomicrefcount ref_count;
  guint64 number;  /* in the process */
  ShellPage *page; /* NULL once gone */
  guint64 engine_id;
  guint64 document_id;
  gboolean settled;
  GArray *waiting;         /* of Waiting */
  JSCContext *context;     /* NULL once gone */
  JSCWeakValue *listeners; /* of the realm, which keeps them: an object without prototype, by name */
};

static const char *const listener_names[SHELL_N_LISTENERS] = { "reaction", "orphan", "state", "stopped",
                                                               "renewed" };

/* In the order in which they stand on each other. */
static const char *const binding_files[] = {
  "tracks.js",  "streams.js", "media_devices.js", "permissions.js", "elements.js", "canvas.js",
  "bitmaps.js", "webgl.js",   "codecs.js",        "audio.js",       "recorder.js", "messages.js",
};

ShellFrame *
shell_frame_new (ShellPage *page, guint64 engine_id)
{
  ShellFrame *frame = g_new0 (ShellFrame, 1);
  g_atomic_ref_count_init (&frame->ref_count);
  frame->page = page;
  frame->engine_id = engine_id;
  frame->waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));
  frame->number = shell_process_add_frame (frame);
  return frame;
}

ShellFrame *
shell_frame_ref (ShellFrame *frame)
{
  g_atomic_ref_count_inc (&frame->ref_count);
  return frame;
}

void
shell_frame_unref (ShellFrame *frame)
{
  if (!g_atomic_ref_count_dec (&frame->ref_count))
    return;
  shell_process_remove_frame (frame->number);
  g_array_unref (frame->waiting);
  g_clear_object (&frame->listeners);
  g_free (frame);
}

static JSCValue *
evaluate_file (JSCContext *context, const char *name)
{
  g_autofree char *path = g_strconcat ("/cordon/bindings/", name, NULL);
  g_autoptr (GBytes) code = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (!code)
    return NULL;

  gsize size = 0;
  const char *text = g_bytes_get_data (code, &size);
  return jsc_context_evaluate_with_source_uri (context, text, (gssize) size, name, 1);
}

/* A binding that does not install leaves a door open: the process must not show the page. */
static void
check_installed (JSCContext *context, const char *name)
{
  JSCException *exception = jsc_context_get_exception (context);
  if (!exception)
    return;
  g_autofree char *report = jsc_exception_report (exception);
  g_error ("binding %s does not install: %s", name, report);
}

void
shell_frame_install (ShellFrame *frame, JSCContext *context)
{
  shell_delay ("install");
  g_autoptr (JSCValue) natives = shell_native_make (context, frame);
  g_autoptr (JSCValue) listeners = shell_process_remember_realm (context, frame->number);
  frame->context = g_object_ref (context);
  frame->listeners = jsc_weak_value_new (listeners);
  g_autoptr (JSCValue) make_realm = evaluate_file (context, "realm.js");
  check_installed (context, "realm.js");

  g_autoptr (JSCValue) realm = jsc_value_function_call (
    make_realm, JSC_TYPE_VALUE, shell_process_get_nodes (context), JSC_TYPE_VALUE,
    shell_process_get_disguises (context), JSC_TYPE_VALUE, natives, G_TYPE_NONE);
  check_installed (context, "realm.js");
  for (gsize i = 0; i < G_N_ELEMENTS (binding_files); i++)
    {
      g_autoptr (JSCValue) install = evaluate_file (context, binding_files[i]);
      check_installed (context, binding_files[i]);
      g_autoptr (JSCValue) result = jsc_value_function_call (install, JSC_TYPE_VALUE, realm, G_TYPE_NONE);
      check_installed (context, binding_files[i]);
    }
}

void
shell_frame_renew (ShellFrame *frame, ShellPage *page, guint64 engine_id, JSCContext *context)
{
  shell_frame_gone (frame);
  frame->page = page;
  frame->engine_id = engine_id;
  frame->settled = FALSE;
  frame->context = g_object_ref (context);
  shell_frame_tell (frame, SHELL_LISTENER_RENEWED, "", "");
}

guint64
shell_frame_get_engine_id (ShellFrame *frame)
{
  return frame->engine_id;
}

guint64
shell_frame_get_document_id (ShellFrame *frame)
{
  return frame->document_id;
}

ShellPage *
shell_frame_get_page (ShellFrame *frame)
{
  return frame->page;
}

JSCContext *
shell_frame_get_context (ShellFrame *frame)
{
  return frame->context;
}

void
shell_frame_when_known (ShellFrame *frame, ShellFrameKnown func, gpointer data)
{
  if (frame->settled)
    {
      func (frame, frame->document_id, data);
      return;
    }
  Waiting waiting = { func, data };
  g_array_append_val (frame->waiting, waiting);
}

void
shell_frame_set_known (ShellFrame *frame, guint64 document_id)
{
  g_autoptr (GArray) waiting = frame->waiting;
  frame->settled = TRUE;
  frame->document_id = document_id;
  frame->waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));
  for (guint i = 0; i < waiting->len; i++)
    {
      Waiting *entry = &g_array_index (waiting, Waiting, i);
      entry->func (frame, document_id, entry->data);
    }
}

void
shell_frame_gone (ShellFrame *frame)
{
  frame->page = NULL;
  shell_frame_set_known (frame, 0);
  g_clear_object (&frame->context);
}

void
shell_frame_listen (ShellFrame *frame, ShellListener listener, JSCValue *function)
{
  g_autoptr (JSCValue) listeners = jsc_weak_value_get_value (frame->listeners);
  if (listeners)
    jsc_value_object_set_property (listeners, listener_names[listener], function);
}

ShellTold
shell_frame_tell (ShellFrame *frame, ShellListener listener, const char *first, const char *second)
{
  g_autoptr (JSCValue) listeners = frame->listeners ? jsc_weak_value_get_value (frame->listeners) : NULL;
  if (!listeners)
    return SHELL_TOLD_NOBODY;
  g_autoptr (JSCValue) function = jsc_value_object_get_property (listeners, listener_names[listener]);
  if (!jsc_value_is_function (function))
    return SHELL_TOLD_NOBODY;

  JSCContext *context = jsc_value_get_context (function);
  g_autoptr (JSCValue)
    result = jsc_value_function_call (function, G_TYPE_STRING, first, G_TYPE_STRING, second, G_TYPE_NONE);
  gboolean has_failed = jsc_context_get_exception (context) != NULL;
  gboolean is_done = result && jsc_value_is_boolean (result) && jsc_value_to_boolean (result);
  jsc_context_clear_exception (context);

  return has_failed ? SHELL_TOLD_FAILED : is_done ? SHELL_TOLD_DONE : SHELL_TOLD_NOBODY;
}
