/*
 * Describing frames, in a script world of our own, so that the page's functions play no part.
 */

#include "shell/extension/policy.h"

#include "shell/extension/frame.h"
#include "shell/message.h"

/* The element that holds the frame `child`, looked for from the window of a frame that may be its parent. */
static const char container_script[] =
  "(function (child) { for (const e of document.querySelectorAll ('iframe, frame'))"
  " if (e.contentWindow === child) return [(e.getAttribute ('allow') || '').replaceAll ('\\n', ' '),"
  " e.hasAttribute ('sandbox') ? 'null' : e.src].join ('\\n');"
  " return ''; })";

static const char locate_script[] =
  "(function (s) { const e = document.querySelector (s); if (!e) return ''; e.scrollIntoView ({ block: 'nearest' });"
  " const r = e.getBoundingClientRect (); return [r.x, r.y, r.width, r.height].join (' '); })";

static char *
evaluate_string (JSCContext *context, const char *script)
{
  g_autoptr (JSCValue) value = jsc_context_evaluate (context, script, -1);
  if (jsc_context_get_exception (context) || !value)
    {
      jsc_context_clear_exception (context);
      return g_strdup ("");
    }
  return jsc_value_to_string (value);
}

typedef struct
{
  guint64 parent; /* engine id; 0: not found */
  char *allow;
  char *source;
} Container;

static gboolean
look_in (ShellFrame *frame, JSCValue *window, Container *out_container)
{
  JSCContext *context = shell_frame_get_context (frame);
  g_autoptr (JSCValue) find = jsc_context_evaluate (context, container_script, -1);
  g_autoptr (JSCValue) found = jsc_value_function_call (find, JSC_TYPE_VALUE, window, G_TYPE_NONE);
  jsc_context_clear_exception (context);
  g_autofree char *text = found && jsc_value_is_string (found) ? jsc_value_to_string (found) : NULL;
  g_auto (GStrv) lines = text ? g_strsplit (text, "\n", 2) : NULL;
  if (!lines || g_strv_length (lines) != 2)
    return FALSE;
  *out_container = (Container){ shell_frame_get_engine_id (frame), g_strdup (lines[0]), g_strdup (lines[1]) };
  return TRUE;
}

static void
find_container (ShellPage *page, JSCContext *child, Container *out_container)
{
  g_autoptr (JSCValue) window = jsc_context_get_global_object (child);
  g_autoptr (GList) frames = shell_page_list_frames (page);
  for (GList *l = frames; l; l = l->next)
    {
      JSCContext *context = shell_frame_get_context (l->data);
      if (context && context != child && look_in (l->data, window, out_container))
        return;
    }
}

GVariant *
shell_policy_describe (ShellPage *page, WebKitFrame *web_frame, JSCContext *context, guint64 engine_id)
{
  gboolean main = webkit_frame_is_main_frame (web_frame);
  g_autofree char *origin = evaluate_string (context, "String (self.origin)");
  g_autofree char *secure = evaluate_string (context, "String (isSecureContext)");
  Container container = { 0 };
  if (!main)
    find_container (page, context, &container);
  g_autofree char *allow = container.allow, *source = container.source;
  const char *uri = webkit_frame_get_uri (web_frame);

  return g_variant_new (SHELL_FRAME_TYPE, engine_id, main, g_str_equal (secure, "true"), origin,
                        uri ? uri : "", container.parent, allow ? allow : "", source ? source : "");
}

GVariant *
shell_policy_locate (WebKitWebPage *page, const char *selector)
{
  g_autoptr (WebKitScriptWorld) world = webkit_script_world_new_with_name ("locate");
  WebKitFrame *web_frame = webkit_web_page_get_main_frame (page);
  g_autoptr (JSCContext) context = webkit_frame_get_js_context_for_script_world (web_frame, world);
  g_autoptr (JSCValue) function = jsc_context_evaluate (context, locate_script, -1);
  g_autoptr (JSCValue) value = jsc_value_function_call (function, G_TYPE_STRING, selector, G_TYPE_NONE);
  g_autofree char *text = value ? jsc_value_to_string (value) : g_strdup ("");
  g_auto (GStrv) parts = g_strsplit (text, " ", 4);
  if (g_strv_length (parts) != 4)
    return g_variant_new ("(bdddd)", FALSE, 0.0, 0.0, 0.0, 0.0);
  return g_variant_new ("(bdddd)", TRUE, g_ascii_strtod (parts[0], NULL), g_ascii_strtod (parts[1], NULL),
                        g_ascii_strtod (parts[2], NULL), g_ascii_strtod (parts[3], NULL));
}
