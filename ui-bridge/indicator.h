/*
 * Indicators: what is in use, for whom, and which calls go on, as facts for the chrome. A model without a screen
 * or a clock.
 *
 * One line per tab, top-level origin and asking frame's origin (F-27); one light per kind on each line (F-04). A light
 * is on while any capture behind it is (F-06), and for CORDON_INDICATOR_MIN_US from its start in any case (F-05).
 */

#pragma once

#include "permissions/presenter.h"

G_BEGIN_DECLS

/** CORDON_INDICATOR_MIN_US: how long a light stays perceptible after it went on (F-05). */
#define CORDON_INDICATOR_MIN_US (3 * CORDON_SECOND_US)

/** CordonLightKind: the values that are shown apart (F-04). */
typedef enum
{
  CORDON_LIGHT_CAMERA = 0,
  CORDON_LIGHT_MICROPHONE,
  CORDON_LIGHT_DISPLAY,
  CORDON_LIGHT_DISPLAY_AUDIO,
} CordonLightKind;

#define CORDON_N_LIGHT_KINDS 4

/** CordonLight: from off to live; the stronger of two wins (F-06). */
typedef enum
{
  CORDON_LIGHT_OFF = 0,
  CORDON_LIGHT_LINGERING, /* nothing is open any more, but it was on so shortly that it has to stay */
  CORDON_LIGHT_MUTED,     /* open ("accessible"), and all of it muted */
  CORDON_LIGHT_LIVE,      /* delivers */
} CordonLight;

/**
 * cordon_light_kind_to_string: Returns: (transfer none): the name for the debug page and the bridge's service.
 */
CORDON_API const char *cordon_light_kind_to_string (CordonLightKind kind);
/** cordon_light_to_string: Returns: (transfer none): "off", "lingering", "muted" or "live". */
CORDON_API const char *cordon_light_to_string (CordonLight light);

/** CordonIndicator: one line; valid until the model changes. */
typedef struct
{
  guint64 tab_id;
  const CordonOrigin *top_level_origin;
  const CordonOrigin *frame_origin; /* the same object as top_level_origin, or another origin's frame */
  gboolean private_session;
  CordonLight lights[CORDON_N_LIGHT_KINDS];
  const CordonUse *uses; /* what is open: capture ids for the stop buttons, shared surfaces (F-15), callees */
  gsize n_uses;
} CordonIndicator;

/** CordonCallIndicator: a call that goes on, however the page looks (F-10). */
typedef struct
{
  guint64 call_id;
  guint64 tab_id;
  const CordonOrigin *top_level_origin;
  const CordonCallee *const *callees; /* everybody the chrome was told of (F-31) */
  gsize n_callees;
  gboolean
    secure; /* F-19: each of the callees is verified and the label confidential; FALSE without callees */
} CordonCallIndicator;

typedef struct _CordonIndicators CordonIndicators;

/**
 * CordonIndicatorsChanged: after each change of any light, use or call of @tab_id. Returns: whether the chrome
 * shows it now.
 */
typedef gboolean (*CordonIndicatorsChanged) (gpointer data, guint64 tab_id);

/**
 * cordon_indicators_new: an empty model, and its end; free takes %NULL. @changed runs after each change, with @data.
 */
CORDON_API CordonIndicators *cordon_indicators_new (CordonIndicatorsChanged changed, gpointer data);
CORDON_API void cordon_indicators_free (CordonIndicators *indicators);

/**
 * cordon_indicators_begin: Returns: whether the light is shown when this returns; %FALSE: the source stays muted
 * (F-30).
 */
CORDON_API gboolean cordon_indicators_begin (CordonIndicators *indicators, const CordonUse *use,
                                             gint64 mono_us);
/** cordon_indicators_change: the capture was muted, unmuted, or shares another surface or part; @use is copied. */
CORDON_API void cordon_indicators_change (CordonIndicators *indicators, const CordonUse *use, gint64 mono_us);
/** cordon_indicators_end: after the last sample. Unknown captures are ignored. */
CORDON_API void cordon_indicators_end (CordonIndicators *indicators, guint64 capture_id, gint64 mono_us);

/** cordon_indicators_call_started: a call of the tab has begun or ended (F-10). */
CORDON_API void cordon_indicators_call_started (CordonIndicators *indicators, guint64 call_id, guint64 tab_id,
                                                const CordonOrigin *top_level_origin);
/** cordon_indicators_call_ended: its line goes, with the callees on it. */
CORDON_API void cordon_indicators_call_ended (CordonIndicators *indicators, guint64 call_id);

/** cordon_indicators_call_peer: @secure: label and identity both hold for @callee now (F-19). */
CORDON_API void cordon_indicators_call_peer (CordonIndicators *indicators, guint64 call_id,
                                             const CordonCallee *callee, gboolean secure);

/** cordon_indicators_tick: switches off what has been on long enough. */
CORDON_API void cordon_indicators_tick (CordonIndicators *indicators, gint64 mono_us);
/** cordon_indicators_get_next: Returns: when to tick next; G_MAXINT64: no need. */
CORDON_API gint64 cordon_indicators_get_next (const CordonIndicators *indicators);

/** cordon_indicators_get_light: the merged light of @tab_id (0: of the whole browser, background tabs included). */
CORDON_API CordonLight cordon_indicators_get_light (const CordonIndicators *indicators, guint64 tab_id,
                                                    CordonLightKind kind);

/** CordonIndicatorFunc: Returns: %FALSE to stop. The model must not be changed. */
typedef gboolean (*CordonIndicatorFunc) (const CordonIndicator *indicator, gpointer data);
CORDON_API void cordon_indicators_foreach (const CordonIndicators *indicators, guint64 tab_id,
                                           CordonIndicatorFunc func, gpointer data);

/** cordon_indicators_foreach_call: the open calls of a tab; @func returns %FALSE to stop. */
typedef gboolean (*CordonCallIndicatorFunc) (const CordonCallIndicator *call, gpointer data);
CORDON_API void cordon_indicators_foreach_call (const CordonIndicators *indicators, guint64 tab_id,
                                                CordonCallIndicatorFunc func, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonIndicators, cordon_indicators_free)

G_END_DECLS
