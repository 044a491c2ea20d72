/*
 * C functions that the binding layer's JavaScript calls. A table per API family; each row is one function, and
 * its body is the call that an engine would make at that place.
 */

#pragma once

#include <jsc/jsc.h>

#include "shell/extension/frame.h"

G_BEGIN_DECLS

/*
 * @signature: result, colon, parameters: n number, s string, b boolean, v value, - nothing ("b:nv"). The function
 * gets the parameters as double, const char *, gboolean and JSCValue *, then the ShellFrame. A string result is
 * (transfer full).
 */
typedef struct
{
  const char *name;
  GCallback function;
  const char *signature;
} ShellNative;

/* The families, each ended by a row without a name. */
extern const ShellNative shell_request_natives[];
extern const ShellNative shell_permission_natives[];
extern const ShellNative shell_track_natives[];
extern const ShellNative shell_element_natives[];
extern const ShellNative shell_canvas_natives[];
extern const ShellNative shell_media_sink_natives[];

/*
 * shell_native_make: Returns: (transfer full): an object without prototype that holds every function of every
 * family.
 */
JSCValue *shell_native_make (JSCContext *context, ShellFrame *frame);

G_END_DECLS
