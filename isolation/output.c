#include "isolation/output.h"

CordonEncodedRoute
cordon_output_encoded_route (gboolean is_sender, gboolean has_script_transform, CordonLabel label)
{
  if (cordon_label_is_readable (label))
    return has_script_transform ? CORDON_ENCODED_SCRIPT : CORDON_ENCODED_BYPASS;
  if (is_sender && has_script_transform)
    return CORDON_ENCODED_NOTHING;

  return CORDON_ENCODED_BYPASS;
}

CordonSurfaceTreatment
cordon_output_surface (CordonSurfaceKind kind, gboolean taints, CordonLabel label)
{
  if (cordon_sink_verdict (CORDON_SINK_SURFACE_VIDEO, label) == CORDON_VERDICT_ALLOW)
    return CORDON_SURFACE_TREATMENT_SHOW;

  switch (kind)
    {
    case CORDON_SURFACE_WINDOW:
    case CORDON_SURFACE_MONITOR:
      return taints ? CORDON_SURFACE_TREATMENT_TAINT : CORDON_SURFACE_TREATMENT_WARN;
    case CORDON_SURFACE_NONE:
    case CORDON_SURFACE_VIEWPORT:
    case CORDON_SURFACE_TAB: break;
    }

  return taints ? CORDON_SURFACE_TREATMENT_TAINT : CORDON_SURFACE_TREATMENT_BLACKEN;
}

CordonVerdict
cordon_output_verdict (CordonSink sink, gboolean is_own_display, CordonLabel label)
{
  if (is_own_display && (sink == CORDON_SINK_REMOTE_PLAYBACK || sink == CORDON_SINK_PRESENTATION))
    return cordon_sink_verdict (CORDON_SINK_RENDER, label);

  return cordon_sink_verdict (sink, label);
}
