#include "ui-bridge/indicator.h"

/* One line of the strip. It goes when nothing is open and no light lingers. */
typedef struct
{
  guint64 tab_id;
  CordonOrigin *top_level_origin;
  CordonOrigin *frame_origin;
  gboolean private_session;
  GArray *uses; /* CordonUse with strings and objects of its own */
  gint64 open_until_mono_us
    [CORDON_N_LIGHT_KINDS]; /* an edge to muted or live stays visible so long; 0: no longer */
  gint64 live_until_mono_us[CORDON_N_LIGHT_KINDS]; /* an edge to live */
} Line;

typedef struct
{
  guint64 id;
  guint64 tab_id;
  CordonOrigin *top_level_origin;
  GPtrArray *callees; /* CordonCallee */
  GArray *secure;     /* gboolean, for each of them */
} Call;

struct _CordonIndicators
{
  CordonIndicatorsChanged changed;
  gpointer changed_data;
  GPtrArray *lines; /* Line */
  GPtrArray *calls; /* Call */
};

static const char *const light_kind_names[] = { "camera", "microphone", "display", "display-audio" };
static const char *const light_names[] = { "off", "lingering", "muted", "live" };

G_STATIC_ASSERT (G_N_ELEMENTS (light_kind_names) == CORDON_N_LIGHT_KINDS);
G_STATIC_ASSERT (G_N_ELEMENTS (light_names) == CORDON_LIGHT_LIVE + 1);

const char *
cordon_light_kind_to_string (CordonLightKind kind)
{
  return (guint) kind < CORDON_N_LIGHT_KINDS ? light_kind_names[kind] : "none";
}

const char *
cordon_light_to_string (CordonLight light)
{
  return (guint) light < G_N_ELEMENTS (light_names) ? light_names[light] : "off";
}

static void
copy_use (const CordonUse *use, CordonUse *target)
{
  *target = *use;
  target->top_level_origin = cordon_origin_ref (use->top_level_origin);
  target->frame_origin = cordon_origin_ref (use->frame_origin ? use->frame_origin : use->top_level_origin);
  target->callee = use->callee ? cordon_callee_ref (use->callee) : NULL;
}

static void
clear_use (gpointer data)
{
  CordonUse *use = data;

  cordon_origin_unref ((CordonOrigin *) (guintptr) use->top_level_origin);
  cordon_origin_unref ((CordonOrigin *) (guintptr) use->frame_origin);
  cordon_callee_unref ((CordonCallee *) (guintptr) use->callee);
}

static void
line_free (gpointer data)
{
  Line *line = data;

  cordon_origin_unref (line->top_level_origin);
  cordon_origin_unref (line->frame_origin);
  g_array_unref (line->uses);
  g_free (line);
}

static void
call_free (gpointer data)
{
  Call *call = data;

  cordon_origin_unref (call->top_level_origin);
  g_ptr_array_unref (call->callees);
  g_array_unref (call->secure);
  g_free (call);
}

CordonIndicators *
cordon_indicators_new (CordonIndicatorsChanged changed, gpointer data)
{
  CordonIndicators *indicators = g_new0 (CordonIndicators, 1);

  indicators->changed = changed;
  indicators->changed_data = data;
  indicators->lines = g_ptr_array_new_with_free_func (line_free);
  indicators->calls = g_ptr_array_new_with_free_func (call_free);
  return indicators;
}

void
cordon_indicators_free (CordonIndicators *indicators)
{
  if (!indicators)
    return;
  g_ptr_array_unref (indicators->lines);
  g_ptr_array_unref (indicators->calls);
  g_free (indicators);
}

static gboolean
tell (CordonIndicators *indicators, guint64 tab_id)
{
  return indicators->changed && indicators->changed (indicators->changed_data, tab_id);
}

static gboolean
lights_up (const CordonUse *use, CordonLightKind kind)
{
  const CordonIndicatorKind indicator = cordon_feature_get_info (use->feature)->indicator;

  switch (kind)
    {
    case CORDON_LIGHT_CAMERA: return indicator == CORDON_INDICATOR_KIND_CAMERA;
    case CORDON_LIGHT_MICROPHONE: return indicator == CORDON_INDICATOR_KIND_MICROPHONE;
    case CORDON_LIGHT_DISPLAY: return indicator == CORDON_INDICATOR_KIND_DISPLAY;
    case CORDON_LIGHT_DISPLAY_AUDIO: return indicator == CORDON_INDICATOR_KIND_DISPLAY && use->share_audio;
    }
  return FALSE;
}

/* What the captures alone say. */
static CordonLight
get_raw_light (const Line *line, CordonLightKind kind)
{
  CordonLight light = CORDON_LIGHT_OFF;

  for (guint i = 0; i < line->uses->len; i++)
    {
      const CordonUse *use = &g_array_index (line->uses, CordonUse, i);

      if (lights_up (use, kind))
        light = MAX (light, use->muted ? CORDON_LIGHT_MUTED : CORDON_LIGHT_LIVE);
    }
  return light;
}

static CordonLight
get_light (const Line *line, CordonLightKind kind)
{
  const CordonLight light = get_raw_light (line, kind);

  if (light == CORDON_LIGHT_OFF
      && (line->open_until_mono_us[kind] != 0 || line->live_until_mono_us[kind] != 0))
    return CORDON_LIGHT_LINGERING;
  return light == CORDON_LIGHT_MUTED && line->live_until_mono_us[kind] != 0 ? CORDON_LIGHT_LIVE : light;
}

/* Each edge upwards has its three seconds, also one that follows shortly on another (F-05). */
static void
note_edges (Line *line, const CordonLight *before, gint64 mono_us)
{
  for (guint kind = 0; kind < CORDON_N_LIGHT_KINDS; kind++)
    {
      const CordonLight now = get_raw_light (line, (CordonLightKind) kind);

      if (before[kind] == CORDON_LIGHT_OFF && now > CORDON_LIGHT_OFF)
        line->open_until_mono_us[kind] = mono_us + CORDON_INDICATOR_MIN_US;
      if (before[kind] < CORDON_LIGHT_LIVE && now == CORDON_LIGHT_LIVE)
        line->live_until_mono_us[kind] = mono_us + CORDON_INDICATOR_MIN_US;
    }
}

static void
get_raw_lights (const Line *line, CordonLight *lights)
{
  for (guint kind = 0; kind < CORDON_N_LIGHT_KINDS; kind++)
    lights[kind] = get_raw_light (line, (CordonLightKind) kind);
}

static Line *
find_line (CordonIndicators *indicators, const CordonUse *use)
{
  const CordonOrigin *frame_origin = use->frame_origin ? use->frame_origin : use->top_level_origin;

  for (guint i = 0; i < indicators->lines->len; i++)
    {
      Line *line = g_ptr_array_index (indicators->lines, i);

      if (line->tab_id == use->tab_id && line->private_session == use->private_session
          && cordon_origin_equal (line->top_level_origin, use->top_level_origin)
          && cordon_origin_equal (line->frame_origin, frame_origin))
        return line;
    }
  return NULL;
}

static Line *
add_line (CordonIndicators *indicators, const CordonUse *use)
{
  Line *line = g_new0 (Line, 1);

  line->tab_id = use->tab_id;
  line->private_session = use->private_session;
  line->top_level_origin = cordon_origin_ref (use->top_level_origin);
  line->frame_origin = cordon_origin_ref (use->frame_origin ? use->frame_origin : use->top_level_origin);
  line->uses = g_array_new (FALSE, FALSE, sizeof (CordonUse));
  g_array_set_clear_func (line->uses, clear_use);
  g_ptr_array_add (indicators->lines, line);
  return line;
}

static CordonUse *
find_use (CordonIndicators *indicators, guint64 capture_id, Line **out_line, guint *out_index)
{
  for (guint i = 0; i < indicators->lines->len; i++)
    {
      Line *line = g_ptr_array_index (indicators->lines, i);

      for (guint j = 0; j < line->uses->len; j++)
        {
          CordonUse *use = &g_array_index (line->uses, CordonUse, j);

          if (use->capture_id != capture_id)
            continue;
          *out_line = line;
          *out_index = j;
          return use;
        }
    }
  return NULL;
}

gboolean
cordon_indicators_begin (CordonIndicators *indicators, const CordonUse *use, gint64 mono_us)
{
  CordonLight before[CORDON_N_LIGHT_KINDS];
  Line *line = NULL;
  CordonUse copy;
  guint index = 0;

  g_return_val_if_fail (use != NULL && use->top_level_origin != NULL, FALSE);

  if (find_use (indicators, use->capture_id, &line, &index))
    {
      cordon_indicators_change (indicators, use, mono_us);
      return tell (indicators, use->tab_id);
    }
  line = find_line (indicators, use);
  if (!line)
    line = add_line (indicators, use);
  get_raw_lights (line, before);
  copy_use (use, &copy);
  g_array_append_val (line->uses, copy);
  note_edges (line, before, mono_us);
  return tell (indicators, use->tab_id);
}

/* A surface may switch or be cropped, a capture may be muted or unmuted; whose it is cannot change. */
void
cordon_indicators_change (CordonIndicators *indicators, const CordonUse *use, gint64 mono_us)
{
  Line *line = NULL;
  guint index = 0;
  CordonUse *known = find_use (indicators, use->capture_id, &line, &index);
  CordonLight before[CORDON_N_LIGHT_KINDS];

  if (!known)
    return;
  get_raw_lights (line, before);
  known->muted = use->muted;
  known->surface_id = use->surface_id;
  known->surface_kind = use->surface_kind;
  known->call_id = use->call_id;
  known->share_audio = use->share_audio;
  known->cropped = use->cropped;
  note_edges (line, before, mono_us);
  tell (indicators, line->tab_id);
}

static gboolean
line_is_dark (const Line *line)
{
  for (guint kind = 0; kind < CORDON_N_LIGHT_KINDS; kind++)
    if (get_light (line, (CordonLightKind) kind) != CORDON_LIGHT_OFF)
      return FALSE;
  return line->uses->len == 0;
}

/* Returns whether a light of @line is another one now. */
static gboolean
let_go (Line *line, gint64 mono_us)
{
  gboolean changed = FALSE;

  for (guint kind = 0; kind < CORDON_N_LIGHT_KINDS; kind++)
    {
      const CordonLight before = get_light (line, (CordonLightKind) kind);

      if (mono_us >= line->open_until_mono_us[kind])
        line->open_until_mono_us[kind] = 0;
      if (mono_us >= line->live_until_mono_us[kind])
        line->live_until_mono_us[kind] = 0;
      changed |= get_light (line, (CordonLightKind) kind) != before;
    }
  return changed;
}

void
cordon_indicators_tick (CordonIndicators *indicators, gint64 mono_us)
{
  g_autoptr (GArray) tabs = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = indicators->lines->len; i > 0; i--)
    {
      Line *line = g_ptr_array_index (indicators->lines, i - 1);

      if (!let_go (line, mono_us))
        continue;
      g_array_append_val (tabs, line->tab_id);
      if (line_is_dark (line))
        g_ptr_array_remove_index (indicators->lines, i - 1);
    }
  for (guint i = 0; i < tabs->len; i++)
    tell (indicators, g_array_index (tabs, guint64, i));
}

void
cordon_indicators_end (CordonIndicators *indicators, guint64 capture_id, gint64 mono_us)
{
  Line *line = NULL;
  guint index = 0;
  guint64 tab_id;

  if (!find_use (indicators, capture_id, &line, &index))
    return;
  tab_id = line->tab_id;
  g_array_remove_index (line->uses, index);
  let_go (line, mono_us);
  if (line_is_dark (line))
    g_ptr_array_remove (indicators->lines, line);
  tell (indicators, tab_id);
}

/* Deadlines whose passing would change nothing need no tick. */
static gint64
get_deadline (const Line *line, CordonLightKind kind)
{
  const CordonLight raw = get_raw_light (line, kind);
  const gint64 open_until = line->open_until_mono_us[kind];
  const gint64 live_until = line->live_until_mono_us[kind];

  if (raw == CORDON_LIGHT_OFF && (open_until != 0 || live_until != 0))
    return MAX (open_until, live_until);
  return raw == CORDON_LIGHT_MUTED && live_until != 0 ? live_until : G_MAXINT64;
}

gint64
cordon_indicators_get_next (const CordonIndicators *indicators)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < indicators->lines->len; i++)
    for (guint kind = 0; kind < CORDON_N_LIGHT_KINDS; kind++)
      next = MIN (next, get_deadline (g_ptr_array_index (indicators->lines, i), (CordonLightKind) kind));
  return next;
}

CordonLight
cordon_indicators_get_light (const CordonIndicators *indicators, guint64 tab_id, CordonLightKind kind)
{
  CordonLight light = CORDON_LIGHT_OFF;

  g_return_val_if_fail ((guint) kind < CORDON_N_LIGHT_KINDS, CORDON_LIGHT_OFF);

  for (guint i = 0; i < indicators->lines->len; i++)
    {
      const Line *line = g_ptr_array_index (indicators->lines, i);

      if (tab_id == 0 || line->tab_id == tab_id)
        light = MAX (light, get_light (line, kind));
    }
  return light;
}

void
cordon_indicators_foreach (const CordonIndicators *indicators, guint64 tab_id, CordonIndicatorFunc func,
                           gpointer data)
{
  gboolean go_on = TRUE;

  for (guint i = 0; i < indicators->lines->len && go_on; i++)
    {
      const Line *line = g_ptr_array_index (indicators->lines, i);
      CordonIndicator indicator = {
        .tab_id = line->tab_id,
        .top_level_origin = line->top_level_origin,
        .frame_origin = line->frame_origin,
        .private_session = line->private_session,
        .uses = (const CordonUse *) (gconstpointer) line->uses->data,
        .n_uses = line->uses->len,
      };

      if (tab_id != 0 && line->tab_id != tab_id)
        continue;
      for (guint kind = 0; kind < CORDON_N_LIGHT_KINDS; kind++)
        indicator.lights[kind] = get_light (line, (CordonLightKind) kind);
      go_on = func (&indicator, data);
    }
}

static Call *
find_call (const CordonIndicators *indicators, guint64 call_id)
{
  for (guint i = 0; i < indicators->calls->len; i++)
    {
      Call *call = g_ptr_array_index (indicators->calls, i);

      if (call->id == call_id)
        return call;
    }
  return NULL;
}

static void
unref_callee (gpointer callee)
{
  cordon_callee_unref (callee);
}

void
cordon_indicators_call_started (CordonIndicators *indicators, guint64 call_id, guint64 tab_id,
                                const CordonOrigin *top_level_origin)
{
  Call *call;

  if (find_call (indicators, call_id))
    return;
  call = g_new0 (Call, 1);
  call->id = call_id;
  call->tab_id = tab_id;
  call->top_level_origin = top_level_origin ? cordon_origin_ref (top_level_origin) : NULL;
  call->callees = g_ptr_array_new_with_free_func (unref_callee);
  call->secure = g_array_new (FALSE, FALSE, sizeof (gboolean));
  g_ptr_array_add (indicators->calls, call);
  tell (indicators, tab_id);
}

void
cordon_indicators_call_ended (CordonIndicators *indicators, guint64 call_id)
{
  Call *call = find_call (indicators, call_id);
  guint64 tab_id;

  if (!call)
    return;
  tab_id = call->tab_id;
  g_ptr_array_remove (indicators->calls, call);
  tell (indicators, tab_id);
}

void
cordon_indicators_call_peer (CordonIndicators *indicators, guint64 call_id, const CordonCallee *callee,
                             gboolean secure)
{
  Call *call = find_call (indicators, call_id);
  guint index = 0;

  if (!call || !callee)
    return;
  if (!g_ptr_array_find_with_equal_func (call->callees, callee, cordon_callee_equal, &index))
    {
      index = call->callees->len;
      g_ptr_array_add (call->callees, cordon_callee_ref (callee));
      g_array_append_val (call->secure, secure);
    }
  g_array_index (call->secure, gboolean, index) = secure;
  tell (indicators, call->tab_id);
}

/* One who is not verified makes the whole display unverified (F-31). */
static gboolean
all_secure (const Call *call)
{
  for (guint i = 0; i < call->secure->len; i++)
    if (!g_array_index (call->secure, gboolean, i))
      return FALSE;
  return call->secure->len > 0;
}

void
cordon_indicators_foreach_call (const CordonIndicators *indicators, guint64 tab_id,
                                CordonCallIndicatorFunc func, gpointer data)
{
  gboolean go_on = TRUE;

  for (guint i = 0; i < indicators->calls->len && go_on; i++)
    {
      const Call *call = g_ptr_array_index (indicators->calls, i);
      const CordonCallIndicator indicator = {
        .call_id = call->id,
        .tab_id = call->tab_id,
        .top_level_origin = call->top_level_origin,
        .callees = (const CordonCallee *const *) call->callees->pdata,
        .n_callees = call->callees->len,
        .secure = all_secure (call),
      };

      if (tab_id == 0 || call->tab_id == tab_id)
        go_on = func (&indicator, data);
    }
}
