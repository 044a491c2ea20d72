/*
 * Makes JavaScript functions of the tables.
 */

#include "shell/extension/native.h"

static GType
type_of (char letter)
{
  switch (letter)
    {
    case 'n': return G_TYPE_DOUBLE;
    case 's': return G_TYPE_STRING;
    case 'b': return G_TYPE_BOOLEAN;
    case 'v': return JSC_TYPE_VALUE;
    default: return G_TYPE_NONE;
    }
}

static void
add_native (JSCValue *object, JSCContext *context, const ShellNative *native, ShellFrame *frame)
{
  GType types[8];
  guint n_types = 0;
  for (const char *letter = native->signature + 2; *letter != '\0' && n_types < G_N_ELEMENTS (types);
       letter++)
    types[n_types++] = type_of (*letter);

  g_autoptr (JSCValue) function = jsc_value_new_functionv (
    context, native->name, native->function, shell_frame_ref (frame), (GDestroyNotify) shell_frame_unref,
    type_of (native->signature[0]), n_types, types);
  jsc_value_object_set_property (object, native->name, function);
}

JSCValue *
shell_native_make (JSCContext *context, ShellFrame *frame)
{
  static const ShellNative *const families[] = {
    shell_request_natives, shell_permission_natives, shell_track_natives,
    shell_element_natives, shell_canvas_natives,     shell_media_sink_natives,
  };
  g_autoptr (JSCValue) object = jsc_context_evaluate (context, "Object.create(null)", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    for (const ShellNative *native = families[i]; native->name; native++)
      add_native (object, context, native, frame);
  return g_steal_pointer (&object);
}
