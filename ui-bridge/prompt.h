/*
 * A prompt: one question as the chrome shows it, with everything that it must say, and the rules that make an
 * answer count.
 *
 *   WAITING ──► SHOWN ──painted──► ARMING ──500 ms──► ARMED ──answer──► CLOSED
 *      │          │ ▲                │ ▲ ▲               │ │
 *      │          │ │                │ │ └──disturbed────┘ │
 *      │          │ └────hidden──────┴─┼───────────────────┘
 *      └──────────┴── withdrawn ───────┴────────────────────────────► CLOSED
 *
 * WAITING: another prompt of the tab comes first. SHOWN: the chrome was told. ARMING: on the screen, but a click could
 * still be meant for what was there before (F-13). ARMED: an answer counts. CLOSED: nothing changes it any more.
 *
 * Only an answer in ARMED is taken; one that comes earlier starts the delay anew, so that rapid clicking never gets
 * through. Dismissing is possible from SHOWN on, because it stores nothing. What is not on the screen is never armed.
 */

#pragma once

#include "permissions/limits.h"
#include "permissions/presenter.h"
#include "ui-bridge/peer_name.h"

G_BEGIN_DECLS

/** CORDON_PROMPT_ARMING_US: after paint, and after each focus, move or resize that the page caused. */
#define CORDON_PROMPT_ARMING_US CORDON_ARMING_US

typedef struct _CordonPrompt CordonPrompt;

typedef enum
{
  CORDON_PROMPT_CLOSED = 0,
  CORDON_PROMPT_WAITING,
  CORDON_PROMPT_SHOWN,
  CORDON_PROMPT_ARMING,
  CORDON_PROMPT_ARMED,
} CordonPromptState;

#define CORDON_N_PROMPT_STATES 5

/** CordonDeviceScope: what a yes covers (B-19). Zero is the narrow one. */
typedef enum
{
  CORDON_DEVICE_SCOPE_THIS_DEVICE = 0,
  CORDON_DEVICE_SCOPE_ALL_OF_KIND,
} CordonDeviceScope;

/** CordonRisk: what a shared surface may give away beside what the user means (F-16). Zero is the worst. */
typedef enum
{
  CORDON_RISK_EVERYTHING =
    0, /* a monitor, or a window of this browser, which can show any site with the user's login */
  CORDON_RISK_WINDOW, /* another program's window */
  CORDON_RISK_TAB,    /* one tab */
} CordonRisk;

/** CordonPromptSurface: one surface that the display dialog offers. */
typedef struct
{
  guint64 surface_id;
  CordonSurfaceKind kind;
  gboolean is_browser_window; /* a window of this browser */
} CordonPromptSurface;

/** CordonPromptCallee: one of those whom the media may go to (F-31). */
typedef struct
{
  CordonPeerName name;
  gboolean
    verified; /* somebody has proven to be him on this call; until then the name is only the limit of the consent */
} CordonPromptCallee;

/** cordon_prompt_ref: one more reference, and one less; unref takes %NULL. Main thread. */
CORDON_API CordonPrompt *cordon_prompt_ref (CordonPrompt *prompt);
CORDON_API void cordon_prompt_unref (CordonPrompt *prompt);

/** What the prompt must say. Strings are safe plain text, (transfer none). Main thread. */
/** cordon_prompt_get_id: Returns: never 0, never used again. */
CORDON_API guint64 cordon_prompt_get_id (const CordonPrompt *prompt);
/** cordon_prompt_get_tab_id: Returns: the tab whose page asks; the prompt is shown there only. */
CORDON_API guint64 cordon_prompt_get_tab_id (const CordonPrompt *prompt);
/** cordon_prompt_get_kind: Returns: which dialog it is; a screen has its own (B-41). */
CORDON_API CordonPromptKind cordon_prompt_get_kind (const CordonPrompt *prompt);
/** cordon_prompt_get_features: Returns: all that one yes would answer (B-21). */
CORDON_API CordonFeatureSet cordon_prompt_get_features (const CordonPrompt *prompt);
/** cordon_prompt_get_origin: who asks, and whose permission it is: the top-level origin (F-14). */
CORDON_API const char *cordon_prompt_get_origin (const CordonPrompt *prompt);
/**
 * cordon_prompt_get_frame_origin: Returns: (nullable): the frame that asks through delegation, where it is
 * another one (F-14).
 */
CORDON_API const char *cordon_prompt_get_frame_origin (const CordonPrompt *prompt);
/**
 * cordon_prompt_get_callees: whom alone the media may go to; none: anybody whom the page chooses (B-08, F-14,
 * F-31).
 */
CORDON_API const CordonPromptCallee *
cordon_prompt_get_callees (const CordonPrompt *prompt, gsize *out_n_callees);
/** cordon_prompt_is_verified: %TRUE only where there are callees and each is verified (F-31). */
CORDON_API gboolean cordon_prompt_is_verified (const CordonPrompt *prompt);
/** cordon_prompt_is_private: whether a private session asks: nothing can be kept. */
CORDON_API gboolean cordon_prompt_is_private (const CordonPrompt *prompt);
/** cordon_prompt_is_quiet: a chip; it becomes a dialog when the user opens it, and only then is it painted. */
CORDON_API gboolean cordon_prompt_is_quiet (const CordonPrompt *prompt);
/** cordon_prompt_wants_pan_tilt_zoom: the camera may also be turned and zoomed: say so beside it (B-12). */
CORDON_API gboolean cordon_prompt_wants_pan_tilt_zoom (const CordonPrompt *prompt);
/** cordon_prompt_is_picker: permission may exist already; the question is which device (B-28). */
CORDON_API gboolean cordon_prompt_is_picker (const CordonPrompt *prompt);
/** cordon_prompt_offers: whether @answer may be given; show a control for these and no other. */
CORDON_API gboolean cordon_prompt_offers (const CordonPrompt *prompt, CordonAnswer answer);
/** cordon_prompt_get_default_answer: what Return, Escape and a click elsewhere mean: always a refusal (F-13). */
CORDON_API CordonAnswer cordon_prompt_get_default_answer (const CordonPrompt *prompt);
/** cordon_prompt_get_summary: one sentence: who asks for what, and whom it may go to. */
CORDON_API const char *cordon_prompt_get_summary (const CordonPrompt *prompt);

/** cordon_prompt_get_device_scope: what a yes would cover now; the chrome says it beside the button (B-19). */
CORDON_API CordonDeviceScope cordon_prompt_get_device_scope (const CordonPrompt *prompt,
                                                             CordonFeature feature);
/** cordon_prompt_choose_device: the user picked a device; %NULL: all of the kind. Camera or microphone. */
CORDON_API void
cordon_prompt_choose_device (CordonPrompt *prompt, CordonFeature feature, const char *hardware_id);

/**
 * cordon_prompt_choose_surface: the user picked what to share; nothing can be shared without (B-38).
 *
 * A surface of risk EVERYTHING disarms the prompt: its yes counts only after another arming delay, so that sharing it
 * takes two separate acts (F-16).
 */
CORDON_API gboolean cordon_prompt_choose_surface (CordonPrompt *prompt, const CordonPromptSurface *surface,
                                                  gint64 mono_us);
/** cordon_prompt_surface_get_risk: Returns: how much more than intended the surface may give away (F-16). */
CORDON_API CordonRisk cordon_prompt_surface_get_risk (const CordonPromptSurface *surface);

/** cordon_prompt_wants_audio: whether the display dialog has a tick for sound; never ticked by itself (B-44). */
CORDON_API gboolean cordon_prompt_wants_audio (const CordonPrompt *prompt);
/** cordon_prompt_set_share_audio: the user's tick. Ignored where the page did not ask for sound. */
CORDON_API void cordon_prompt_set_share_audio (CordonPrompt *prompt, gboolean share_audio);

/** cordon_prompt_get_state: at @mono_us, CordonTime.mono_us of the profile's clock. */
CORDON_API CordonPromptState cordon_prompt_get_state (const CordonPrompt *prompt, gint64 mono_us);
/**
 * cordon_prompt_get_armed_at: Returns: when it will be armed if nothing disturbs it; G_MAXINT64 where it was not
 * painted.
 */
CORDON_API gint64 cordon_prompt_get_armed_at (const CordonPrompt *prompt);
/** cordon_prompt_is_open: %FALSE once it was answered or withdrawn. */
CORDON_API gboolean cordon_prompt_is_open (const CordonPrompt *prompt);

/** cordon_prompt_painted: its first frame is on the screen. Not before it is shown. */
CORDON_API void cordon_prompt_painted (CordonPrompt *prompt, gint64 mono_us);

/**
 * cordon_prompt_disturbed: the page moved, resized, covered or focused something, or the pointer was moving where the
 * prompt appeared: what follows may be meant for something else. Starts the delay anew.
 */
CORDON_API void cordon_prompt_disturbed (CordonPrompt *prompt, gint64 mono_us);

/**
 * cordon_prompt_hidden: it is not on the screen any more: another tab, another window, minimised. It keeps what was
 * chosen and arms anew after the next cordon_prompt_painted().
 */
CORDON_API void cordon_prompt_hidden (CordonPrompt *prompt);

/**
 * cordon_prompt_answer: the user's answer, from a real input event in the chrome.
 * @details: (nullable): what comes with it; devices and surface that were chosen before are filled in
 *
 * Returns: %TRUE when it was taken. %FALSE with CORDON_ERROR_STATE when it came too early, twice, for a withdrawn
 * or waiting prompt, or is not on offer; then nothing changed but that one too early starts the arming delay anew.
 */
CORDON_API gboolean cordon_prompt_answer (CordonPrompt *prompt, CordonAnswer answer,
                                          const CordonAnswerDetails *details, gint64 mono_us, GError **error);

/** cordon_prompt_state_to_string: Returns: (transfer none): the name for the debug page. */
CORDON_API const char *cordon_prompt_state_to_string (CordonPromptState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonPrompt, cordon_prompt_unref)

G_END_DECLS
