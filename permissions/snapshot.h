/*
 * The snapshot: read-only views for the debug page and the review list (B-36, F-32). Pointers are valid during the call
 * of the visitor only; a visitor returns %FALSE to stop and must not change the profile. Main thread of the profile.
 */

#pragma once

#include "permissions/call.h"
#include "permissions/request.h"

G_BEGIN_DECLS

/**
 * cordon_profile_foreach_grant: every grant in effect, stored or not, with scope, dates, last use and source.
 * @origin is nullable.
 */
CORDON_API void cordon_profile_foreach_grant (CordonProfile *profile, const CordonOrigin *origin,
                                              CordonFeature feature, CordonGrantFunc func, gpointer data);

/**
 * cordon_profile_foreach_beneath: the stored grants over which grant @id lies: they stay on the disk, decide nothing
 * now, and are in effect again when @id has ended by itself. Taking @id back takes them too.
 */
CORDON_API void cordon_profile_foreach_beneath (CordonProfile *profile, guint64 grant_id,
                                                CordonGrantFunc func, gpointer data);

typedef struct
{
  CordonDocument *document;
  guint64 id;
  guint64 engine_id;
  guint64 tab_id;
  guint64 call_id;
  const CordonOrigin *origin;
  const CordonOrigin *top_level_origin;
  gboolean fully_active;
  gboolean visible;
  gboolean focused;
  gboolean secure;
  gboolean private_session;
  gboolean mixed_content;
  CordonState states[CORDON_N_FEATURES];
  CordonReason reasons[CORDON_N_FEATURES];
} CordonDocumentView;

typedef gboolean (*CordonDocumentViewFunc) (const CordonDocumentView *view, gpointer data);
CORDON_API void
cordon_profile_foreach_document (CordonProfile *profile, CordonDocumentViewFunc func, gpointer data);

typedef struct
{
  CordonUse use;
  guint64 document_id;
  guint64 grant_id;
  const char *device;
  gboolean started;
  gboolean delivering;
} CordonCaptureView;

typedef gboolean (*CordonCaptureViewFunc) (const CordonCaptureView *view, gpointer data);
CORDON_API void
cordon_profile_foreach_capture (CordonProfile *profile, CordonCaptureViewFunc func, gpointer data);

typedef struct
{
  guint64 id;
  guint64 tab_id;
  const CordonOrigin *top_level_origin;
  gint64 opened_wall_us;
  gint64 last_activity_mono_us;
  guint n_documents;
  guint n_captures;
  guint n_connections;
  CordonCallEnd end; /* NONE: it is open */
} CordonCallView;

/** cordon_profile_foreach_call: every call that is open or ended lately; @func returns %FALSE to stop. */
typedef gboolean (*CordonCallViewFunc) (const CordonCallView *view, gpointer data);
CORDON_API void cordon_profile_foreach_call (CordonProfile *profile, CordonCallViewFunc func, gpointer data);

/** CordonLogKind: what an entry of the decision log is about. */
typedef enum
{
  CORDON_LOG_NONE = 0,
  CORDON_LOG_REQUEST, /* a request arrived and was decided */
  CORDON_LOG_ANSWER,  /* a user answered */
  CORDON_LOG_RESULT,  /* a request ended */
  CORDON_LOG_REDEEM,  /* a token was presented */
  CORDON_LOG_REVOKE,  /* a grant ended */
  CORDON_LOG_CALL,    /* a call opened or ended */
} CordonLogKind;

/** CordonLogEntry: a line of the ring buffer of the last CORDON_LOG_SIZE decisions. Memory only. */
typedef struct
{
  guint64 serial;
  CordonTime time;
  CordonLogKind kind;
  const CordonOrigin *origin;           /* nullable: opaque or none */
  const CordonOrigin *top_level_origin; /* nullable */
  guint64 document_id;
  guint64 request_id;
  CordonFeature feature;
  CordonDecisionVerdict verdict;
  CordonReason reason;
  guint64 grant_id;
  guint64 call_id;
  const char *detail; /* nullable */
} CordonLogEntry;

#define CORDON_LOG_SIZE 512

/** cordon_log_kind_to_string: Returns: (transfer none): the name for the debug page. */
CORDON_API const char *cordon_log_kind_to_string (CordonLogKind kind);

/** cordon_profile_foreach_decision: the decision log, oldest first. */
typedef gboolean (*CordonLogFunc) (const CordonLogEntry *entry, gpointer data);
CORDON_API void cordon_profile_foreach_decision (CordonProfile *profile, CordonLogFunc func, gpointer data);

G_END_DECLS
