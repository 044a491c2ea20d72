/*
 * What the parts of the consent target tell each other through the profile. Everything here is main-thread.
 */

#pragma once

#include "permissions/broker_private.h"
#include "permissions/error.h"
#include "permissions/managed_policy.h"
#include "permissions/observer_private.h"
#include "permissions/pipeline.h"
#include "permissions/profile.h"
#include "permissions/settings.h"
#include "permissions/snapshot.h"

G_BEGIN_DECLS

typedef struct _CordonCallSet CordonCallSet;
typedef struct _CordonCaptureSet CordonCaptureSet;
typedef struct _CordonDecisionLog CordonDecisionLog;
typedef struct _CordonDeviceUses CordonDeviceUses;
typedef struct _CordonDeviceViews CordonDeviceViews;
typedef struct _CordonEmbargoes CordonEmbargoes;
typedef struct _CordonLifetimes CordonLifetimes;
typedef struct _CordonObservers CordonObservers;
typedef struct _CordonRequestQueue CordonRequestQueue;
typedef struct _CordonTemporaryBlocks CordonTemporaryBlocks;
typedef struct _CordonThrottle CordonThrottle;
typedef struct _CordonTokenBox CordonTokenBox;

struct _CordonProfile
{
  grefcount ref_count;
  GThread *thread;
  gboolean is_memory;
  gboolean is_closed;

  CordonClock clock;
  CordonTime last_reading; /* guards the wall clock: see cordon_profile_now () */
  CordonRandom random;
  CordonSiteFunc site;
  gboolean allow_local_http;

  CordonStore *store;
  CordonBroker *broker;
  CordonManagedPolicy *managed;
  CordonDeviceViews *device_views;

  gboolean has_presenter;
  CordonPresenterInterface presenter;
  gpointer presenter_data;

  GHashTable *device_keys; /* origins that had a yes for one device only */
  GHashTable *clients;     /* document id → CordonClient */
  CordonRequestQueue *requests;
  CordonTokenBox *tokens;
  CordonCaptureSet *captures;
  CordonCallSet *calls;
  CordonDeviceUses *devices;
  CordonEmbargoes *embargoes;
  CordonTemporaryBlocks *temporary_blocks;
  CordonThrottle *throttle;
  CordonLifetimes *lifetimes;
  CordonObservers *observers;
  CordonDecisionLog *log;

  CordonAddressBook address_book;
  CordonFeatureSet quiet_features;
  GHashTable *hidden_tabs; /* tab ids whose indicators are covered */
  gboolean all_hidden;

  gint64 embargo_due_wall_us; /* when the next embargo lapses */
  gboolean woken;             /* there is work for this turn */
  GSource *turn;              /* the next thing to do, on the context of the thread that made the profile */
  guint n_writes;             /* commits under way */
};

/** CordonClient: what the profile knows about a registered document beside its facts. */
typedef struct
{
  CordonDocument *document;
  CordonFact trustworthy; /* the whole ancestor chain; fixed when the navigation commits */
  CordonFact key_may_hold_grants;
  CordonState states[CORDON_N_FEATURES]; /* last told */
  gboolean has_captured;                 /* from a camera or microphone */
} CordonClient;

/** cordon_profile_get_client: Returns: (transfer none) (nullable): %NULL for a document that has gone. */
CordonClient *cordon_profile_get_client (const CordonProfile *profile, const CordonDocument *document);

/** cordon_profile_add_client: a document was committed: what is fixed about it is worked out. */
CordonClient *cordon_profile_add_client (CordonProfile *profile, CordonDocument *document);

/** cordon_profile_refresh_clients: what the rules say of each document is worked out again. */
void cordon_profile_refresh_clients (CordonProfile *profile);

/** cordon_profile_read_states: the states of @document are read afresh, and nobody is told of a change. */
void cordon_profile_read_states (CordonProfile *profile, CordonDocument *document);

/** CordonInquiry: what is to be judged; borrowed. */
typedef struct
{
  CordonFeature feature;
  const CordonCallee *callee;
  const char *device;
  gboolean pan_tilt_zoom;
  guint64 surface_id;
  gboolean revoked;
} CordonInquiry;

/**
 * cordon_profile_note_grant: remembers keys that have a grant for one device, so that nobody else pays for looking.
 */
void cordon_profile_note_grant (CordonProfile *profile, const CordonGrant *grant);
void cordon_profile_load_device_keys (CordonProfile *profile);

/** cordon_profile_fill_facts: what is known about @document, for the pipeline; borrowed from it. */
void cordon_profile_fill_facts (CordonProfile *profile, const CordonDocument *document,
                                CordonPipelineFacts *out_facts);

/**
 * cordon_profile_judge: the pipeline over the current facts, embargo, blocks, grants and address book; no side
 * effects.
 */
void cordon_profile_judge (CordonProfile *profile, const CordonDocument *document,
                           const CordonInquiry *inquiry, CordonDecision *out_decision);

/** cordon_profile_states_changed: states under @origin (NULL: all) may have changed: tells those that did. */
void
cordon_profile_states_changed (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature);

/** cordon_profile_is_quiet: whether @feature asks with a chip. */
gboolean cordon_profile_is_quiet (const CordonProfile *profile, CordonFeature feature);

/** cordon_profile_are_indicators_visible: whether the chrome can show the truth about @tab_id now (F-02, F-30). */
gboolean cordon_profile_are_indicators_visible (const CordonProfile *profile, guint64 tab_id);

/** cordon_profile_next_random: a number for jitter, never for secrets. */
guint32 cordon_profile_next_random (CordonProfile *profile);

/** cordon_profile_note_capture: a capture started: its document may know about devices now (B-24). */
void cordon_profile_note_capture (CordonProfile *profile, const CordonCapture *capture);

/**
 * cordon_profile_unref_later: for callbacks of the store, which must not be freed inside its own callback: where it is
 * the last reference, it is dropped in the next turn of the main loop.
 */
void cordon_profile_unref_later (CordonProfile *profile);

/** cordon_profile_wake: there is work for the next turn of the main loop. */
void cordon_profile_wake (CordonProfile *profile);

/** cordon_profile_notice: tells the presenter, where there is one. */
void cordon_profile_notice (CordonProfile *profile, CordonNotice notice, const CordonNoticeFacts *facts);

/** cordon_profile_write: cordon_store_set () with the profile held and the observers told. @done is nullable. */
typedef void (*CordonWriteDone) (CordonProfile *profile, guint64 grant_id, const GError *error,
                                 gpointer data);
void
cordon_profile_write (CordonProfile *profile, const CordonGrant *grant, CordonWriteDone done, gpointer data);

/** CordonEnding: how a grant ends. */
typedef struct
{
  CordonReason reason;
  gboolean by_itself; /* with its visit, session or call: what lies beneath it is in effect again */
} CordonEnding;

/**
 * cordon_profile_end_grant: takes @grant_id away, from memory before it returns: tokens void, captures stopped, row
 * removed, then `change` (B-30, B-31). Only what stands on exactly this grant is touched (B-32). Unless it ends by
 * itself the rest of its key goes with it: what lies over it, and what lies beneath.
 *
 * Returns: %FALSE where there is no such grant.
 */
gboolean cordon_profile_end_grant (CordonProfile *profile, guint64 grant_id, const CordonEnding *ending);

/** cordon_profile_tell_restored: stored grants that are in effect again: observers hear of them, captures too. */
void cordon_profile_tell_restored (CordonProfile *profile);

/** cordon_profile_grant_gone: the same for @grant that the store has removed already. */
void cordon_profile_grant_gone (CordonProfile *profile, const CordonGrant *grant, const CordonEnding *ending);

/**
 * cordon_profile_recheck_captures: stops what no decision supports any more under (@origin, @feature; NULL, NONE:
 * all).
 */
void
cordon_profile_recheck_captures (CordonProfile *profile, const CordonOrigin *origin, CordonFeature feature);

/* address_book.c */
gboolean cordon_profile_book_has (const CordonProfile *profile, const CordonCallee *callee);

/** cordon_grant_stands_alone: a yes that holds as long as it is there; one for the address book needs its book. */
gboolean cordon_grant_stands_alone (const CordonGrant *grant);

G_END_DECLS
