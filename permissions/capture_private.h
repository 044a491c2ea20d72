/*
 * Captures, for the rest of the consent target.
 */

#pragma once

#include "permissions/profile_private.h"

G_BEGIN_DECLS

/*
 * CordonCaptureState: what has become of a redeemed token.
 *
 *   REDEEMED ──started──► STARTED ──stop──► STOPPING ──ended──► ENDED
 *      │                     └───────────────ended───────────────┤
 *      └──stop, ended, or not started in time────────────────────┘
 *
 * Samples may flow in STARTED only, and only while the indicator is on. STOPPING waits for the last sample.
 */
typedef enum
{
  CORDON_CAPTURE_ENDED = 0,
  CORDON_CAPTURE_REDEEMED,
  CORDON_CAPTURE_STARTED,
  CORDON_CAPTURE_STOPPING,
} CordonCaptureState;

/** CORDON_CAPTURE_START_US: a redeemed token that opens no device by then is void. */
#define CORDON_CAPTURE_START_US (30 * CORDON_SECOND_US)

/** CORDON_CAPTURE_STOP_US: an engine that has not stopped by then is reported for killing. */
#define CORDON_CAPTURE_STOP_US (3 * CORDON_SECOND_US)

struct _CordonCapture
{
  grefcount ref_count;
  CordonProfile *profile; /* NULL once it is out of the profile's set */
  CordonCaptureState state;
  guint64 id;
  CordonDocument *document; /* who owns it, also where its tracks were transferred (B-53) */
  CordonFeature feature;
  char *device;
  guint64 surface_id;
  CordonSurfaceKind surface_kind;
  gboolean share_audio;
  CordonObligations obligations;
  guint64 grant_id;
  gboolean pan_tilt_zoom;
  gboolean muted;          /* by the engine */
  gboolean shown;          /* its indicator is on */
  gboolean cropped;        /* all its tracks are */
  gboolean waits_for_view; /* comes back when its document is seen (F-09) */
  gint64 since_mono_us;    /* since when in this state */
};

/** CordonCaptureSet: all that are not over. */
struct _CordonCaptureSet
{
  GPtrArray *list; /* CordonCapture, owned, in the order of redeeming */
  guint64 last_id;
};

/** cordon_capture_set_state: the one setter; refuses moves that the diagram does not have. */
void cordon_capture_set_state (CordonCapture *capture, CordonCaptureState state);

/** cordon_capture_show: turns the indicator on where that is possible; without one nothing is delivered (F-30). */
void cordon_capture_show (CordonCapture *capture);

CordonCaptureSet *cordon_capture_set_new (void);
void cordon_capture_set_free (CordonCaptureSet *set);
guint64 cordon_capture_set_next_id (CordonCaptureSet *set);

/** CordonCaptureMatch: members that are zero do not restrict. */
typedef struct
{
  guint64 capture_id;
  guint64 document_id;
  guint64 grant_id;
  guint64 call_id;
  guint64 tab_id;
  const CordonOrigin *key;
  CordonFeature feature;
  const CordonCallee *callee;
} CordonCaptureMatch;

/**
 * cordon_captures_collect: Returns: (transfer full) (element-type CordonCapture): what is redeemed or started, held.
 */
GPtrArray *cordon_captures_collect (CordonProfile *profile, const CordonCaptureMatch *match);
guint cordon_captures_count (CordonProfile *profile, const CordonCaptureMatch *match);

/** cordon_captures_stop: all of @captures: first none of them delivers any more, then everybody is told. */
void cordon_captures_stop (CordonProfile *profile, GPtrArray *captures);
guint cordon_captures_stop_matching (CordonProfile *profile, const CordonCaptureMatch *match);

/**
 * cordon_captures_show: after presenter or visibility changed: mutes what has no indicator, unmutes what has (F-02,
 * F-30).
 */
void cordon_captures_show (CordonProfile *profile);
/** cordon_captures_document_seen: what waited for the view of @document comes back (F-09). */
void cordon_captures_document_seen (CordonProfile *profile, const CordonDocument *document);

/** cordon_captures_tick: what was not started or not stopped in time. */
void cordon_captures_tick (CordonProfile *profile, CordonTime now);
gint64 cordon_captures_get_next_due (const CordonProfile *profile);

/** cordon_captures_fill_use: what an indicator says of @capture. */
void cordon_capture_fill_use (const CordonCapture *capture, CordonUse *out_use);

/** cordon_captures_foreach: everything in the set; @func must not change it. */
typedef void (*CordonCaptureFunc) (CordonCapture *capture, gpointer data);
void cordon_captures_foreach (CordonProfile *profile, CordonCaptureFunc func, gpointer data);

/** cordon_captures_close: the profile goes: everything stops and leaves the set. */
void cordon_captures_close (CordonProfile *profile);

G_END_DECLS
