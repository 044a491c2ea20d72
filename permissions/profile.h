/*
 * A profile: everything of one browser profile. The one object that the browser process finds first.
 */

#pragma once

#include <gio/gio.h>

#include "permissions/capture.h"
#include "permissions/document.h"
#include "permissions/presenter.h"
#include "storage/store.h"

G_BEGIN_DECLS

typedef struct _CordonProfile CordonProfile;
typedef struct _CordonBroker CordonBroker;

/** CordonRandom: a source of jitter; tests inject their own. */
typedef struct
{
  guint32 (*next) (gpointer data);
  gpointer data;
} CordonRandom;

/** CordonSiteFunc: Returns: (transfer full): the registrable domain of @host, or @host itself. */
typedef char *(*CordonSiteFunc) (const char *host);

typedef struct
{
  CordonKeystore keystore;
  CordonClock clock;
  const char *managed_policy; /* path of the administrator's JSON file; NULL: none */
  gboolean allow_local_http;  /* developer switch: one-time grants for http://localhost */
  CordonRandom random;        /* for delays only; tokens never come from here. Zero-filled: the system's */
  CordonSiteFunc
    site; /* nullable: the registrable domain of a host, from the engine's list of public suffixes */
  guint dismissals_before_embargo; /* 0: CORDON_EMBARGO_DISMISSALS */
} CordonProfileOptions;

/**
 * cordon_profile_open: opens or creates the profile in @path. Returns: (transfer full) (nullable): %NULL with
 * CORDON_ERROR_STORE_….
 */
CORDON_API CordonProfile *
cordon_profile_open (const char *path, const CordonProfileOptions *options, GError **error);

/**
 * cordon_profile_new_memory: a private profile, and what to run with when the real one cannot be opened. @options
 * may be %NULL.
 */
CORDON_API CordonProfile *cordon_profile_new_memory (const CordonProfileOptions *options);

/**
 * cordon_profile_ref: one more reference, and one less; unref takes %NULL. Main thread.
 */
CORDON_API CordonProfile *cordon_profile_ref (CordonProfile *profile);
CORDON_API void cordon_profile_unref (CordonProfile *profile);

/**
 * cordon_profile_close: stops captures, ends calls and session grants, commits, closes. The object stays safe to
 * call and denies.
 */
CORDON_API void cordon_profile_close (CordonProfile *profile);

/**
 * cordon_profile_set_presenter: who asks the user; %NULL withdraws it, and captures are muted until another comes
 * (F-30).
 */
CORDON_API void cordon_profile_set_presenter (CordonProfile *profile,
                                              const CordonPresenterInterface *presenter, gpointer data);

/**
 * cordon_profile_get_broker: the profile's parts (transfer none), its clock, and whether it is kept in memory only.
 */
CORDON_API CordonBroker *cordon_profile_get_broker (CordonProfile *profile);
/** cordon_profile_get_store: Returns: (transfer none): where the decisions are kept. */
CORDON_API CordonStore *cordon_profile_get_store (CordonProfile *profile);
/** cordon_profile_now: Returns: the time of the profile's clock. */
CORDON_API CordonTime cordon_profile_now (const CordonProfile *profile);
/** cordon_profile_is_private: whether it is kept in memory only (B-37). */
CORDON_API gboolean cordon_profile_is_private (const CordonProfile *profile);

/**
 * cordon_profile_decide: the decision for @document, without asking anybody and without side effects (G-18).
 * @callee: (nullable): the only one the media may go to
 */
CORDON_API void
cordon_profile_decide (CordonProfile *profile, const CordonDocument *document, CordonFeature feature,
                       const CordonCallee *callee, CordonDecision *out_decision);

/**
 * cordon_profile_redeem: the only way from a token to a device (B-01). Returns: (transfer full) (nullable): %NULL
 * with CORDON_ERROR_TOKEN.
 */
CORDON_API CordonCapture *cordon_profile_redeem (CordonProfile *profile, const char *token,
                                                 const CordonCaptureFacts *facts, GError **error);

/** cordon_profile_set_capturer: who is told when hardware is not used any more; %NULL: nobody (F-08). */
CORDON_API void cordon_profile_set_capturer (CordonProfile *profile, const CordonCapturer *capturer);

/**
 * cordon_profile_has_captured: whether @document has captured from a camera or microphone: from then on it may know
 * about devices, and OverconstrainedError names the constraint (B-24, G-09).
 */
CORDON_API gboolean cordon_profile_has_captured (CordonProfile *profile, const CordonDocument *document);

/**
 * cordon_profile_revoke: the user takes one grant back: effective before it returns, captures told to stop (B-31,
 * B-32).
 */
CORDON_API gboolean cordon_profile_revoke (CordonProfile *profile, guint64 grant_id, GError **error);

/** cordon_profile_stop_capture: the user pressed stop (F-01, F-11): the page can neither delay nor prevent it. */
CORDON_API void cordon_profile_stop_capture (CordonProfile *profile, guint64 capture_id);

/** cordon_profile_end_call: the user ended the call from the chrome (F-10, Q-28). */
CORDON_API void cordon_profile_end_call (CordonProfile *profile, guint64 call_id);

/** cordon_profile_suspended: the system goes to sleep: one-time grants end. */
CORDON_API void cordon_profile_suspended (CordonProfile *profile);

/**
 * cordon_profile_tick: runs everything that is due. A profile on the system's clocks does this by itself from its main
 * context; with an injected clock the owner of the clock calls it.
 */
CORDON_API void cordon_profile_tick (CordonProfile *profile);

/**
 * cordon_profile_may_offer_surface: whether the picker may offer @key a surface of @kind; everything that the
 * administrator does not forbid is offered (B-38).
 * @surface_origin: (nullable): whose tab it is
 */
CORDON_API gboolean cordon_profile_may_offer_surface (CordonProfile *profile, const CordonOrigin *key,
                                                      CordonSurfaceKind kind,
                                                      const CordonOrigin *surface_origin);

/*
 * Settings, clearing and review: permissions/settings.h. Observers: permissions/observer.h. Debug:
 * permissions/snapshot.h.
 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CordonProfile, cordon_profile_unref)

G_END_DECLS
