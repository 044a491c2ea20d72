/*
 * Describing frames, in a script world of our own, so that the page's functions play no part.
 */

#include "shell/extension/policy.h"

#include "permissions/feature.h"
#include "shell/message.h"

/* The element that holds the frame `child`, looked for from the window of a frame that may be its parent. */
static const char container_script[] =
  "(function (child) { for (const e of document.querySelectorAll ('iframe, frame'))"
  " if (e.contentWindow === child) return [e.getAttribute ('allow') || '', e.hasAttribute ('sandbox') ? 'null' : e.src].join ('\\n');"
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

/*
 * Returns: (transfer full): the container's `allow` and declared address, on a line each; empty where it is not
 * found.
 */
static char *
find_container (ShellPage *page, JSCContext *child)
{
  g_autoptr (JSCValue) window = jsc_context_get_global_object (child);
  g_autoptr (GList) contexts = shell_page_list_contexts (page);
  for (GList *l = contexts; l; l = l->next)
    {
      if (l->data == child)
        continue;
      g_autoptr (JSCValue) find = jsc_context_evaluate (l->data, container_script, -1);
      g_autoptr (JSCValue) found = jsc_value_function_call (find, JSC_TYPE_VALUE, window, G_TYPE_NONE);
      jsc_context_clear_exception (l->data);
      g_autofree char *text = found && jsc_value_is_string (found) ? jsc_value_to_string (found) : NULL;
      if (text && *text != '\0')
        return g_steal_pointer (&text);
    }
  return g_strdup ("");
}

GVariant *
shell_policy_describe (ShellPage *page, WebKitFrame *web_frame, JSCContext *context, guint64 engine_id)
{
  gboolean main = webkit_frame_is_main_frame (web_frame);
  g_autofree char *origin = evaluate_string (context, "String (self.origin)");
  g_autofree char *secure = evaluate_string (context, "String (isSecureContext)");
  g_autofree char *container = main ? g_strdup ("") : find_container (page, context);
  g_auto (GStrv) lines = g_strsplit (container, "\n", 2);
  gboolean found = g_strv_length (lines) == 2;
  const char *uri = webkit_frame_get_uri (web_frame);

  return g_variant_new (SHELL_FRAME_TYPE, engine_id, main, g_str_equal (secure, "true"), origin,
                        uri ? uri : "", found, found ? lines[0] : "", found ? lines[1] : "");
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
