#include "permissions/capture_control.h"

const char *
cordon_capture_control_check (CordonControlAction action, const CordonControlFacts *facts)
{
  g_return_val_if_fail (facts != NULL, "InvalidStateError");

  if (!facts->capture_is_live)
    return "InvalidStateError";
  if (facts->surface != CORDON_DISPLAY_SURFACE_BROWSER)
    return "NotSupportedError";
  if (facts->is_self_capture)
    return "InvalidStateError";

  switch (action)
    {
    case CORDON_CONTROL_READ: return NULL;
    case CORDON_CONTROL_ZOOM:
      if (!facts->in_trusted_handler)
        return "InvalidStateError";
      break;
    case CORDON_CONTROL_FORWARD_WHEEL: break;
    }

  return facts->policy_allows && facts->permission != CORDON_STATE_DENIED ? NULL : "NotAllowedError";
}

CordonCropState
cordon_crop_of_target (gboolean is_attached, double width, double height)
{
  return is_attached && width > 0 && height > 0 ? CORDON_CROP_TARGET : CORDON_CROP_NO_FRAMES;
}

CordonCropState
cordon_crop_of_clone (CordonCropState original)
{
  return CORDON_CROP_WHOLE;
}

CordonCropState
cordon_crop_widest (const CordonCropState *crops, gsize n_crops)
{
  CordonCropState widest = CORDON_CROP_NO_FRAMES;

  g_return_val_if_fail (n_crops == 0 || crops != NULL, CORDON_CROP_WHOLE);

  for (gsize i = 0; i < n_crops; i++)
    widest = MAX (widest, crops[i]);

  return widest;
}

gboolean
cordon_captured_mouse_move (CordonCapturedMouse *mouse, CordonCursorMode cursor, guint n_live,
                            gboolean is_inside, CordonMousePosition position,
                            CordonMousePosition *out_position)
{
  CordonMousePosition now = is_inside ? position : (CordonMousePosition){ -1, -1 };

  g_return_val_if_fail (mouse != NULL, FALSE);
  g_return_val_if_fail (out_position != NULL, FALSE);

  if (n_live == 0 || cursor == CORDON_CURSOR_NEVER || (!is_inside && !mouse->was_inside))
    return FALSE;
  if (is_inside && mouse->was_inside && now.x == mouse->last.x && now.y == mouse->last.y)
    return FALSE;

  mouse->was_inside = is_inside;
  mouse->last = now;
  *out_position = now;
  return TRUE;
}
