#include "permissions/display_capture.h"

#include <string.h>

#include "permissions/limits.h"

static gboolean
is_required (const CordonRangeConstraint *constraint)
{
  return constraint->has_min || constraint->has_exact;
}

static gboolean
is_below (const CordonRangeConstraint *constraint, double floor)
{
  return constraint->has_max && !(constraint->max >= floor);
}

static gboolean
has_forbidden_constraint (const CordonDisplayOptions *options)
{
  return options->has_advanced || options->has_required_constraint || is_required (&options->width)
         || is_required (&options->height) || is_required (&options->frame_rate);
}

const char *
cordon_display_options_check (const CordonDisplayOptions *options, const CordonDisplayMoment *moment)
{
  g_return_val_if_fail (options != NULL, "InvalidStateError");
  g_return_val_if_fail (moment != NULL, "InvalidStateError");

  if (!moment->fully_active || !moment->has_activation)
    return "InvalidStateError";
  if (options->video_is_false || has_forbidden_constraint (options))
    return "TypeError";
  if (!moment->focused)
    return "InvalidStateError";
  if (!moment->policy_allows)
    return "NotAllowedError";
  if (is_below (&options->width, CORDON_DISPLAY_FLOOR_PIXELS)
      || is_below (&options->height, CORDON_DISPLAY_FLOOR_PIXELS)
      || is_below (&options->frame_rate, CORDON_DISPLAY_FLOOR_RATE))
    return "OverconstrainedError";

  return NULL;
}

CordonDisplayTracks
cordon_display_count_tracks (const CordonDisplayOptions *options, gboolean audio_shared)
{
  g_return_val_if_fail (options != NULL, (CordonDisplayTracks){ 0 });

  return (CordonDisplayTracks){ .n_video = 1, .n_audio = options->wants_audio && audio_shared ? 1 : 0 };
}

static const char *const surfaces[] = {
  [CORDON_DISPLAY_SURFACE_NONE] = "none",
  [CORDON_DISPLAY_SURFACE_BROWSER] = "browser",
  [CORDON_DISPLAY_SURFACE_WINDOW] = "window",
  [CORDON_DISPLAY_SURFACE_MONITOR] = "monitor",
};

const char *
cordon_display_surface_to_string (CordonDisplaySurface surface)
{
  guint index = (guint) surface;

  return surfaces[index < G_N_ELEMENTS (surfaces) ? index : CORDON_DISPLAY_SURFACE_NONE];
}

CordonDisplaySurface
cordon_display_surface_from_string (const char *name)
{
  g_return_val_if_fail (name != NULL, CORDON_DISPLAY_SURFACE_NONE);

  for (guint i = CORDON_DISPLAY_SURFACE_BROWSER; i < G_N_ELEMENTS (surfaces); i++)
    if (strcmp (surfaces[i], name) == 0)
      return (CordonDisplaySurface) i;

  return CORDON_DISPLAY_SURFACE_NONE;
}

/* Smaller stands earlier. */
static int
rank_surface (const CordonOfferedSurface *surface, const CordonOfferHints *hints)
{
  if (surface->is_own_tab && hints->avoids_own_tab)
    return 3;
  if (surface->is_own_tab && hints->prefers_own_tab)
    return 0;

  return surface->surface == hints->preferred ? 1 : 2;
}

static int
compare_surfaces (gconstpointer a, gconstpointer b, gpointer data)
{
  return rank_surface (a, data) - rank_surface (b, data);
}

void
cordon_display_arrange_offer (CordonOfferedSurface *offered, gsize n_surfaces, const CordonOfferHints *hints)
{
  CordonOfferHints copy;

  g_return_if_fail (n_surfaces == 0 || offered != NULL);
  g_return_if_fail (hints != NULL);
  g_return_if_fail (n_surfaces <= G_MAXINT);

  copy = *hints;
  g_qsort_with_data (offered, (int) n_surfaces, sizeof *offered, compare_surfaces, &copy);
}

const char *
cordon_display_check_focus_behavior (gint64 started_mono_us, gboolean was_set, gint64 mono_us)
{
  if (was_set)
    return "InvalidStateError";
  if (started_mono_us != 0 && mono_us - started_mono_us >= CORDON_FOCUS_DECISION_US)
    return "InvalidStateError";

  return NULL;
}

const char *
cordon_surface_presence_change (CordonSurfacePresence *presence, CordonSurfacePresence next)
{
  CordonSurfacePresence before;

  g_return_val_if_fail (presence != NULL, "ended");

  before = *presence;
  if (before == CORDON_SURFACE_PRESENCE_GONE || before == next)
    return NULL;

  *presence = next;
  switch (next)
    {
    case CORDON_SURFACE_PRESENCE_GONE: return "ended";
    case CORDON_SURFACE_PRESENCE_HIDDEN: return "mute";
    case CORDON_SURFACE_PRESENCE_SHOWN: return "unmute";
    }

  return NULL;
}

gboolean
cordon_surface_part_may_be_captured (CordonSurfacePart part)
{
  switch (part)
    {
    case CORDON_SURFACE_PART_SHOWN: return TRUE;
    case CORDON_SURFACE_PART_UNKNOWN:
    case CORDON_SURFACE_PART_BROWSER_DIALOG:
    case CORDON_SURFACE_PART_BEHIND:
    case CORDON_SURFACE_PART_HIDDEN_WINDOW:
    case CORDON_SURFACE_PART_OFF_SCREEN: break;
    }

  return FALSE;
}

const char *
cordon_viewport_check (const CordonViewportFacts *facts, const CordonDisplayOptions *options)
{
  g_return_val_if_fail (facts != NULL, "SecurityError");

  if (!facts->cross_origin_isolated || !facts->document_policy_allows)
    return "SecurityError";

  return cordon_display_options_check (options, &facts->moment);
}
