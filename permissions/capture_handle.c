#include "permissions/capture_handle.h"

#include <string.h>

#include "permissions/limits.h"

struct _CordonCaptureHandle
{
  char *handle;
  CordonOrigin *origin;
  gboolean expose_origin;
  gboolean everyone;
  GPtrArray *permitted; /* CordonOrigin */
};

static glong
count_units (const char *text)
{
  glong n_units = 0;

  for (; *text; text = g_utf8_next_char (text))
    n_units += g_utf8_get_char (text) > 0xffff ? 2 : 1;

  return n_units;
}

static gboolean
are_permitted_origins (const char *const *origins)
{
  gsize n_origins = 0;
  gboolean everyone = FALSE;

  for (; origins && *origins; origins++, n_origins++)
    {
      g_autoptr (CordonOrigin) origin = NULL;

      if (strcmp (*origins, "*") == 0)
        {
          everyone = TRUE;
          continue;
        }
      origin = cordon_origin_new (*origins, -1, NULL);
      if (!origin)
        return FALSE;
    }

  return !everyone || n_origins == 1;
}

const char *
cordon_capture_handle_check (const CordonCaptureHandleConfig *config, gboolean is_top_level)
{
  g_return_val_if_fail (config != NULL, "InvalidStateError");

  if (!is_top_level)
    return "InvalidStateError";
  if (config->handle
      && (!g_utf8_validate (config->handle, -1, NULL)
          || count_units (config->handle) > CORDON_CAPTURE_HANDLE_MAX_UNITS))
    return "TypeError";
  if (!are_permitted_origins (config->permitted_origins))
    return "NotSupportedError";

  return NULL;
}

CordonCaptureHandle *
cordon_capture_handle_new (const CordonCaptureHandleConfig *config, const CordonOrigin *origin)
{
  CordonCaptureHandle *handle = g_new0 (CordonCaptureHandle, 1);
  const char *const *permitted;

  handle->permitted = g_ptr_array_new_with_free_func ((GDestroyNotify) cordon_origin_unref);
  g_return_val_if_fail (cordon_capture_handle_check (config, TRUE) == NULL, handle);
  g_return_val_if_fail (origin != NULL, handle);

  handle->handle = g_strdup (config->handle ? config->handle : "");
  handle->origin = cordon_origin_ref (origin);
  handle->expose_origin = config->expose_origin;
  for (permitted = config->permitted_origins; permitted && *permitted; permitted++)
    if (strcmp (*permitted, "*") == 0)
      handle->everyone = TRUE;
    else
      g_ptr_array_add (handle->permitted, cordon_origin_new (*permitted, -1, NULL));

  return handle;
}

void
cordon_capture_handle_free (CordonCaptureHandle *handle)
{
  if (!handle)
    return;

  g_ptr_array_unref (handle->permitted);
  cordon_origin_unref (handle->origin);
  g_free (handle->handle);
  g_free (handle);
}

static gboolean
is_permitted (const CordonCaptureHandle *handle, const CordonOrigin *capturer)
{
  if (handle->everyone)
    return TRUE;
  for (guint i = 0; i < handle->permitted->len; i++)
    if (cordon_origin_equal (handle->permitted->pdata[i], capturer))
      return TRUE;

  return FALSE;
}

gboolean
cordon_capture_handle_get_view (const CordonCaptureHandle *handle, const CordonOrigin *capturer,
                                CordonCaptureHandleView *out_view)
{
  g_return_val_if_fail (out_view != NULL, FALSE);

  if (!handle || !handle->handle || !is_permitted (handle, capturer))
    return FALSE;
  if (*handle->handle == '\0' && !handle->expose_origin)
    return FALSE;

  *out_view = (CordonCaptureHandleView){ handle->handle, handle->expose_origin ? handle->origin : NULL };
  return TRUE;
}
