#pragma once

/* A small world around a profile, for tests of consent: a clock that the test moves, a user who answers questions, an
 * engine that opens and closes devices, and pages that ask. Nothing here knows the inside of the profile.
 */

#include "permissions/broker.h"
#include "permissions/call.h"
#include "permissions/observer.h"
#include "permissions/request.h"
#include "permissions/settings.h"
#include "permissions/snapshot.h"

/* User: what he does when he is asked. */
typedef struct
{
  gboolean answers; /* FALSE: he leaves questions open */
  CordonAnswer answer;
  CordonAnswerDetails details;
  gboolean hides_indicators; /* the chrome cannot show what is in use */
  gboolean obeys;            /* the engine ends a capture that it is told to stop */

  GPtrArray *questions; /* CordonQuestion, all that he was ever asked */
  guint n_withdrawn;
  char last_use_origin[64]; /* the document that the last indicator named */
  GArray *began;            /* guint64: captures whose indicator went on, in order */
  GArray *ended;
  GArray *stopped; /* captures that the engine was told to stop */
  guint n_notices[CORDON_NOTICE_CAPTURE_UNTRUSTED + 1];
  CordonReason notice_reason; /* of the last */
  guint n_violations;
} User;

typedef struct
{
  CordonTime time;
  guint32 random;
  CordonProfile *profile;
  GError *open_error; /* why it is one in memory after all */
  CordonChannel *channel;
  User user;
  GPtrArray *outcomes; /* Outcome, all that pages were ever told */
  GPtrArray *captures; /* CordonCapture, what the engine holds */
  guint64 last_tab;
} World;

/* Outcome: what a page was told. */
typedef struct
{
  guint n_done;
  guint64 id;
  CordonDecisionVerdict verdict;
  CordonReason reason;
  char exception[32];
  char token[64];
  CordonFeatureSet features;
  guint64 capture_ids[CORDON_N_FEATURES];
  gboolean isolate;
  guint64 call_id;
  guint64 surface_id;
  gboolean share_audio;
  char camera_device[64];
} Outcome;

World *world_new (void);
/* On disk, in @path; where that cannot be opened, in memory, as an embedder does. */
World *world_new_at (const char *path);
/* With @options; its clock and its jitter are the world's. @path NULL: memory. */
World *world_new_full (const char *path, CordonProfileOptions *options);
/* Closes the profile and opens it again at the same path. */
void world_restart (World *world, const char *path);
/* The two halves of it; in between only world_reopen() or world_free() may be called. */
void world_close (World *world);
void world_reopen (World *world, const char *path);
void world_free (World *world);
/* The chrome goes and comes again. */
void world_show_again (World *world);

/* Lets everything happen that can happen without time going by. */
void world_settle (World *world);
void world_advance (World *world, gint64 us);

/* A top-level document in a tab of its own: active, seen, focused. (transfer full) */
CordonDocument *world_open (World *world, const char *origin);
CordonDocument *world_open_in (World *world, const char *origin, guint64 tab_id);
/* A frame of @origin in @parent's tab to which everything is delegated. */
CordonDocument *
world_open_frame (World *world, const CordonDocument *parent, const char *origin, gboolean wildcard);
/* What is usually known of a document: everything is in order, everything is delegated. */
CordonDocumentFacts world_usual_facts (guint64 tab_id);
/* With @facts as they are, but for the origins. */
CordonDocument *world_commit (World *world, const char *origin, const char *top, CordonDocumentFacts *facts);

/* Asks, and lets everything happen. The world owns the outcome: a request that is never answered is answered when its
 * document goes.
 */
Outcome *world_ask (World *world, CordonDocument *document, CordonFeatureSet features);
Outcome *
world_ask_callee (World *world, CordonDocument *document, CordonFeatureSet features, const char *callee);
Outcome *world_ask_spec (World *world, CordonDocument *document, const CordonRequestSpec *spec);
/* Asks, and lets nothing happen yet. */
Outcome *world_ask_only (World *world, CordonDocument *document, const CordonRequestSpec *spec);

/* The user's last question; NULL where he was never asked. */
CordonQuestion *world_last_question (const World *world);
gboolean world_answer (World *world, CordonAnswer answer);

/* The engine redeems for one feature; NULL where it is refused. The world holds the capture. */
CordonCapture *
world_redeem (World *world, const CordonDocument *document, const Outcome *outcome, CordonFeature feature);
/* The same, and starts it; fails the test where either is refused. */
CordonCapture *
world_capture (World *world, const CordonDocument *document, const Outcome *outcome, CordonFeature feature);

CordonState world_state (const World *world, const CordonDocument *document, CordonFeature feature);
CordonState world_camera_state (const World *world, const CordonDocument *document);
CordonOrigin *world_origin (const char *text);
/* The id of the only grant of (@origin, @feature); 0 where there is none. */
guint64 world_find_grant (const World *world, const char *origin, CordonFeature feature);
guint world_count_grants (const World *world);
gboolean world_has (const GArray *ids, guint64 id);

#define CAMERA CORDON_FEATURE_BIT (CAMERA)
#define MICROPHONE CORDON_FEATURE_BIT (MICROPHONE)
#define DISPLAY CORDON_FEATURE_BIT (DISPLAY_CAPTURE)

/* What several tests ask of an outcome; each fails the test where it is not so. */
void world_expect_denied (const Outcome *outcome, CordonReason reason, const char *exception);
void world_expect_allowed (const Outcome *outcome);
/* From now on the user gives this answer at once. */
void world_user_always (World *world, CordonAnswer answer);
/* For CORDON_TEST_WITH: *@state is the world; it is set up with a user who always says yes. */
int world_set_up_willing (void **state);
/* The same, with a yes for this call. */
int world_set_up_for_calls (void **state);
int world_tear_down (void **state);
/* A temporary folder and the files in it. */
void world_remove_folder (const char *path);
