#include "ui-bridge/prompt_private.h"

#include <string.h>

#include "permissions/error.h"

struct _CordonPrompt
{
  grefcount ref_count;
  CordonQuestion *question;
  CordonPromptClosed closed; /* NULL once closed */
  gpointer closed_data;

  CordonPromptState state; /* never ARMED: that is ARMING, late enough */
  gint64 armed_at_mono_us;
  gboolean answering; /* the profile may withdraw the question while it takes the answer */

  char *origin;
  char *frame_origin;
  char *summary;
  CordonPromptCallee *callees;
  gsize n_callees;

  char *devices[CORDON_N_FEATURES]; /* hardware ids; NULL: all of the kind */
  CordonPromptSurface surface;      /* surface_id 0: none chosen */
  gboolean share_audio;
};

static const char *const state_names[] = { "closed", "waiting", "shown", "arming", "armed" };

G_STATIC_ASSERT (G_N_ELEMENTS (state_names) == CORDON_N_PROMPT_STATES);

const char *
cordon_prompt_state_to_string (CordonPromptState state)
{
  return state_names[(guint) state < CORDON_N_PROMPT_STATES ? (guint) state : 0];
}

/* The one place that changes the state. A move that the diagram does not have closes the prompt, which is safe. */
static void
set_state (CordonPrompt *prompt, CordonPromptState state)
{
  static const guint moves[CORDON_N_PROMPT_STATES] = {
    [CORDON_PROMPT_CLOSED] = 0,
    [CORDON_PROMPT_WAITING] = 1u << CORDON_PROMPT_SHOWN,
    [CORDON_PROMPT_SHOWN] = 1u << CORDON_PROMPT_ARMING,
    [CORDON_PROMPT_ARMING] = 1u << CORDON_PROMPT_ARMING | 1u << CORDON_PROMPT_SHOWN,
  };
  const gboolean permitted = (moves[prompt->state] & (1u << (guint) state)) != 0;

  prompt->state = permitted ? state : CORDON_PROMPT_CLOSED;
}

/* The order is that in which a sentence names them. */
static char *
describe_features (CordonFeatureSet features, gboolean pan_tilt_zoom)
{
  static const struct
  {
    CordonFeature feature;
    const char *words;
  } words[] = {
    { CORDON_FEATURE_CAMERA, "your camera" },
    { CORDON_FEATURE_MICROPHONE, "your microphone" },
    { CORDON_FEATURE_DISPLAY_CAPTURE, "what is on your screen" },
    { CORDON_FEATURE_SPEAKER_SELECTION, "another speaker" },
    { CORDON_FEATURE_CAPTURED_SURFACE_CONTROL, "scrolling and zooming in the shared tab" },
    { CORDON_FEATURE_VIEWPORT_CAPTURE, "a picture of this tab" },
  };
  GString *text = g_string_new (NULL);

  G_STATIC_ASSERT (G_N_ELEMENTS (words) == CORDON_N_FEATURES - 1);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if ((features & CORDON_FEATURE_SET_OF (words[i].feature)) != 0)
      g_string_append_printf (
        text, "%s%s%s", text->len > 0 ? " and " : "", words[i].words,
        words[i].feature == CORDON_FEATURE_CAMERA && pan_tilt_zoom ? " (which it may turn and zoom)" : "");
  return g_string_free (text, FALSE);
}

static char *
describe_callees (const CordonPrompt *prompt)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < prompt->n_callees; i++)
    g_string_append_printf (text, "%s%s%s", i > 0 ? ", " : "", prompt->callees[i].name.text,
                            prompt->callees[i].verified ? "" : " (not verified yet)");
  return g_string_free (text, FALSE);
}

static char *
make_summary (const CordonPrompt *prompt)
{
  g_autofree char *features = describe_features (cordon_question_get_features (prompt->question),
                                                 cordon_question_wants_pan_tilt_zoom (prompt->question));
  g_autofree char *callees = describe_callees (prompt);
  GString *text = g_string_new (prompt->origin);

  if (prompt->frame_origin)
    g_string_append_printf (text, ", for its frame %s,", prompt->frame_origin);
  g_string_append_printf (text, " wants to use %s", features);
  if (prompt->n_callees > 0)
    g_string_append_printf (text, ". Only for media to %s; the site itself cannot see or record it", callees);
  g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}

CordonPrompt *
cordon_prompt_new (CordonQuestion *question, CordonPromptClosed closed, gpointer data)
{
  CordonPrompt *prompt = g_new0 (CordonPrompt, 1);
  const CordonOrigin *frame_origin = cordon_question_get_frame_origin (question);
  const CordonCallee *callee = cordon_question_get_callee (question);

  g_ref_count_init (&prompt->ref_count);
  prompt->question = cordon_question_ref (question);
  prompt->closed = closed;
  prompt->closed_data = data;
  prompt->state = CORDON_PROMPT_WAITING;
  prompt->armed_at_mono_us = G_MAXINT64;
  prompt->origin = cordon_display_origin (cordon_question_get_top_level_origin (question));
  prompt->frame_origin = frame_origin ? cordon_display_origin (frame_origin) : NULL;
  if (callee)
    {
      prompt->callees = g_new0 (CordonPromptCallee, 1);
      prompt->n_callees = 1;
      cordon_peer_name_init (&prompt->callees[0].name, callee);
    }
  prompt->summary = make_summary (prompt);
  /* There is nothing to choose: the page asks for its own tab (B-48). */
  if ((cordon_question_get_features (question) & CORDON_FEATURE_BIT (VIEWPORT_CAPTURE)) != 0)
    prompt->surface = (CordonPromptSurface){ .surface_id = cordon_question_get_tab_id (question),
                                             .kind = CORDON_SURFACE_VIEWPORT };
  return prompt;
}

CordonPrompt *
cordon_prompt_ref (CordonPrompt *prompt)
{
  g_ref_count_inc (&prompt->ref_count);
  return prompt;
}

void
cordon_prompt_unref (CordonPrompt *prompt)
{
  if (!prompt || !g_ref_count_dec (&prompt->ref_count))
    return;
  for (gsize i = 0; i < prompt->n_callees; i++)
    cordon_peer_name_clear (&prompt->callees[i].name);
  for (guint i = 0; i < CORDON_N_FEATURES; i++)
    g_free (prompt->devices[i]);
  g_free (prompt->callees);
  g_free (prompt->origin);
  g_free (prompt->frame_origin);
  g_free (prompt->summary);
  cordon_question_unref (prompt->question);
  g_free (prompt);
}

CordonQuestion *
cordon_prompt_get_question (const CordonPrompt *prompt)
{
  return prompt->question;
}

void
cordon_prompt_show (CordonPrompt *prompt)
{
  set_state (prompt, CORDON_PROMPT_SHOWN);
}

gboolean
cordon_prompt_is_answering (const CordonPrompt *prompt)
{
  return prompt->answering;
}

void
cordon_prompt_close (CordonPrompt *prompt)
{
  prompt->closed = NULL;
  set_state (prompt, CORDON_PROMPT_CLOSED);
}

guint64
cordon_prompt_get_id (const CordonPrompt *prompt)
{
  return cordon_question_get_id (prompt->question);
}

guint64
cordon_prompt_get_tab_id (const CordonPrompt *prompt)
{
  return cordon_question_get_tab_id (prompt->question);
}

CordonPromptKind
cordon_prompt_get_kind (const CordonPrompt *prompt)
{
  return cordon_question_get_kind (prompt->question);
}

CordonFeatureSet
cordon_prompt_get_features (const CordonPrompt *prompt)
{
  return cordon_question_get_features (prompt->question);
}

const char *
cordon_prompt_get_origin (const CordonPrompt *prompt)
{
  return prompt->origin;
}

const char *
cordon_prompt_get_frame_origin (const CordonPrompt *prompt)
{
  return prompt->frame_origin;
}

const CordonPromptCallee *
cordon_prompt_get_callees (const CordonPrompt *prompt, gsize *out_n_callees)
{
  if (out_n_callees)
    *out_n_callees = prompt->n_callees;
  return prompt->callees;
}

gboolean
cordon_prompt_is_verified (const CordonPrompt *prompt)
{
  for (gsize i = 0; i < prompt->n_callees; i++)
    if (!prompt->callees[i].verified)
      return FALSE;
  return prompt->n_callees > 0;
}

gboolean
cordon_prompt_is_private (const CordonPrompt *prompt)
{
  return cordon_question_is_private (prompt->question);
}

gboolean
cordon_prompt_is_quiet (const CordonPrompt *prompt)
{
  return cordon_question_is_quiet (prompt->question);
}

gboolean
cordon_prompt_wants_pan_tilt_zoom (const CordonPrompt *prompt)
{
  return cordon_question_wants_pan_tilt_zoom (prompt->question);
}

gboolean
cordon_prompt_is_picker (const CordonPrompt *prompt)
{
  return cordon_question_is_picker (prompt->question);
}

gboolean
cordon_prompt_offers (const CordonPrompt *prompt, CordonAnswer answer)
{
  return cordon_question_offers (prompt->question, answer);
}

CordonAnswer
cordon_prompt_get_default_answer (const CordonPrompt *prompt)
{
  return CORDON_ANSWER_DISMISS;
}

const char *
cordon_prompt_get_summary (const CordonPrompt *prompt)
{
  return prompt->summary;
}

CordonDeviceScope
cordon_prompt_get_device_scope (const CordonPrompt *prompt, CordonFeature feature)
{
  if ((guint) feature >= CORDON_N_FEATURES || prompt->devices[feature]
      || !cordon_question_covers_all_devices (prompt->question, feature))
    return CORDON_DEVICE_SCOPE_THIS_DEVICE;
  return CORDON_DEVICE_SCOPE_ALL_OF_KIND;
}

void
cordon_prompt_choose_device (CordonPrompt *prompt, CordonFeature feature, const char *hardware_id)
{
  g_return_if_fail (feature == CORDON_FEATURE_CAMERA || feature == CORDON_FEATURE_MICROPHONE);

  g_free (prompt->devices[feature]);
  prompt->devices[feature] = g_strdup (hardware_id);
}

CordonRisk
cordon_prompt_surface_get_risk (const CordonPromptSurface *surface)
{
  if (surface->kind == CORDON_SURFACE_TAB || surface->kind == CORDON_SURFACE_VIEWPORT)
    return CORDON_RISK_TAB;
  if (surface->kind == CORDON_SURFACE_WINDOW && !surface->is_browser_window)
    return CORDON_RISK_WINDOW;
  return CORDON_RISK_EVERYTHING;
}

gboolean
cordon_prompt_choose_surface (CordonPrompt *prompt, const CordonPromptSurface *surface, gint64 mono_us)
{
  if (prompt->state != CORDON_PROMPT_ARMING || surface->surface_id == 0
      || surface->kind == CORDON_SURFACE_NONE || surface->kind == CORDON_SURFACE_VIEWPORT
      || prompt->surface.kind == CORDON_SURFACE_VIEWPORT
      || cordon_prompt_get_kind (prompt) != CORDON_PROMPT_KIND_DISPLAY)
    return FALSE;
  prompt->surface = *surface;
  if (cordon_prompt_surface_get_risk (surface) == CORDON_RISK_EVERYTHING)
    cordon_prompt_disturbed (prompt, mono_us);
  return TRUE;
}

gboolean
cordon_prompt_wants_audio (const CordonPrompt *prompt)
{
  return cordon_question_wants_audio (prompt->question);
}

void
cordon_prompt_set_share_audio (CordonPrompt *prompt, gboolean share_audio)
{
  prompt->share_audio = share_audio && cordon_prompt_wants_audio (prompt);
}

CordonPromptState
cordon_prompt_get_state (const CordonPrompt *prompt, gint64 mono_us)
{
  if (prompt->state == CORDON_PROMPT_ARMING && mono_us >= prompt->armed_at_mono_us)
    return CORDON_PROMPT_ARMED;
  return prompt->state;
}

gint64
cordon_prompt_get_armed_at (const CordonPrompt *prompt)
{
  return prompt->armed_at_mono_us;
}

gboolean
cordon_prompt_is_open (const CordonPrompt *prompt)
{
  return prompt->state != CORDON_PROMPT_CLOSED;
}

void
cordon_prompt_painted (CordonPrompt *prompt, gint64 mono_us)
{
  if (prompt->state != CORDON_PROMPT_SHOWN)
    return;
  set_state (prompt, CORDON_PROMPT_ARMING);
  prompt->armed_at_mono_us = mono_us + CORDON_PROMPT_ARMING_US;
}

/* The later one counts: a clock that stands still cannot shorten the delay. */
void
cordon_prompt_disturbed (CordonPrompt *prompt, gint64 mono_us)
{
  if (prompt->state != CORDON_PROMPT_ARMING)
    return;
  set_state (prompt, CORDON_PROMPT_ARMING);
  prompt->armed_at_mono_us = MAX (prompt->armed_at_mono_us, mono_us + CORDON_PROMPT_ARMING_US);
}

void
cordon_prompt_hidden (CordonPrompt *prompt)
{
  if (prompt->state != CORDON_PROMPT_ARMING)
    return;
  set_state (prompt, CORDON_PROMPT_SHOWN);
  prompt->armed_at_mono_us = G_MAXINT64;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, CORDON_ERROR, CORDON_ERROR_STATE, "prompt: %s", why);
  return FALSE;
}

/* Whoever clicks too early may go on clicking: the next click has to come as late as if it were the first. */
static gboolean
may_take (CordonPrompt *prompt, CordonAnswer answer, gint64 mono_us, GError **error)
{
  const CordonPromptState state = cordon_prompt_get_state (prompt, mono_us);
  const gboolean dismisses = answer == CORDON_ANSWER_DISMISS || answer == CORDON_ANSWER_IGNORE;

  if (state == CORDON_PROMPT_CLOSED || !cordon_question_is_open (prompt->question))
    return refuse (error, "answered or withdrawn already");
  if (state == CORDON_PROMPT_WAITING)
    return refuse (error, "not shown yet");
  if (!dismisses && state != CORDON_PROMPT_ARMED)
    {
      cordon_prompt_disturbed (prompt, mono_us);
      return refuse (error, "too early");
    }
  if (!cordon_prompt_offers (prompt, answer))
    return refuse (error, "not on offer");
  if (answer == CORDON_ANSWER_ALLOW_SURFACE && prompt->surface.surface_id == 0)
    return refuse (error, "no surface chosen");
  return TRUE;
}

/* What was chosen in the prompt is what is granted; @details adds what the chrome keeps itself. */
static CordonAnswerDetails
complete_details (const CordonPrompt *prompt, const CordonAnswerDetails *details)
{
  CordonAnswerDetails complete = details ? *details : (CordonAnswerDetails){ 0 };

  if (prompt->devices[CORDON_FEATURE_CAMERA])
    complete.camera_device = prompt->devices[CORDON_FEATURE_CAMERA];
  if (prompt->devices[CORDON_FEATURE_MICROPHONE])
    complete.microphone_device = prompt->devices[CORDON_FEATURE_MICROPHONE];
  complete.surface_id = prompt->surface.surface_id;
  complete.surface_kind = prompt->surface.kind;
  complete.share_audio |= prompt->share_audio;
  return complete;
}

gboolean
cordon_prompt_answer (CordonPrompt *prompt, CordonAnswer answer, const CordonAnswerDetails *details,
                      gint64 mono_us, GError **error)
{
  g_autoptr (CordonPrompt) held = cordon_prompt_ref (prompt);
  const CordonAnswerDetails complete = complete_details (held, details);
  CordonPromptClosed closed;
  gboolean taken;

  if (!may_take (held, answer, mono_us, error))
    return FALSE;
  held->answering = TRUE;
  taken = cordon_question_answer (held->question, answer, &complete, error);
  held->answering = FALSE;
  if (!taken)
    return FALSE;
  closed = held->closed;
  cordon_prompt_close (held);
  if (closed)
    closed (held->closed_data, held);
  return TRUE;
}
