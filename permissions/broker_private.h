/*
 * The broker, for the rest of permissions/: who decides behind it, and how a document's content process is told.
 */

#pragma once

#include "permissions/broker.h"
#include "permissions/clock.h"
#include "permissions/decision.h"
#include "permissions/document_private.h"
#include "permissions/profile.h"
#include "permissions/protocol.h"

G_BEGIN_DECLS

/** CordonRequestOutcome: how a request ended; valid during the call. Its zero denies. */
typedef struct
{
  CordonDecisionVerdict verdict; /* ALLOW or DENY */
  CordonReason reason;
  const char *exception;                /* DOMException name where denied; NULL: "NotAllowedError" */
  const CordonObligations *obligations; /* nullable */
  const char *token;                    /* where allowed */
  const guint64 *capture_ids; /* (array fixed-size=CORDON_N_FEATURES) (nullable): by feature, where allowed */
} CordonRequestOutcome;

/** CordonBrokerDone: exactly once for each request that the host was handed, maybe before request() returns. */
typedef void (*CordonBrokerDone) (const CordonRequestOutcome *outcome, gpointer data);

/**
 * CordonBrokerHost: what stands behind the dispatch table. The profile in a browser, a script in a test.
 *
 * Messages were decoded and their document found before any of these runs. All on the main thread.
 */
typedef struct
{
  CordonClock clock;
  /* The Permissions API's state; asks nobody, changes nothing. */
  CordonState (*query) (gpointer data, CordonDocument *document, CordonFeature feature);
  /*
   * Returns an id for cancel(), 0 where done() has run already. @request is valid during the call. Document gone:
   * done() with REASON_GONE.
   */
  guint64 (*request) (gpointer data, CordonDocument *document, const CordonRequestMessage *request,
                      CordonBrokerDone done, gpointer done_data);
  /* The page does not wait any more; done() still runs, once. */
  void (*cancel) (gpointer data, guint64 request);
  /* All tracks of @capture_id ended there (B-04). Ids are the content process's word: another document's is ignored. */
  void (*track_ended) (gpointer data, CordonDocument *document, guint64 capture_id);
  /* Something about a document changed. For GONE: drop its requests, captures, calls (B-33). */
  CordonDocumentChanged document_changed;
  /* Once per channel: kill @process. */
  void (*violation) (gpointer data, gpointer process, const GError *error);
  gpointer data;
} CordonBrokerHost;

/** cordon_broker_new_with_host: @host is copied. Returns: (transfer full): a broker without channels. */
CordonBroker *cordon_broker_new_with_host (const CordonBrokerHost *host);

/**
 * cordon_broker_new: the broker of @profile, which outlives it. permissions/broker_host.c is its host, and joins
 * BUILD.gn together with the profile and permissions:idna.
 */
CordonBroker *cordon_broker_new (CordonProfile *profile);

/* What permissions/broker_host.c asks of the profile besides its public functions. */
void cordon_profile_document_changed (CordonProfile *profile, CordonDocument *document,
                                      CordonDocumentChange change);
void cordon_profile_track_ended (CordonProfile *profile, CordonDocument *document, guint64 capture_id);
void cordon_profile_violation (CordonProfile *profile, gpointer process, const GError *error);

/** cordon_broker_free: detaches what is still attached: its documents go, so their requests end. */
void cordon_broker_free (CordonBroker *broker);

/** cordon_broker_get_documents: Returns: (transfer none): all live documents of the profile. */
CordonDocumentSet *cordon_broker_get_documents (CordonBroker *broker);

/*
 * Telling the content process of one document. All do nothing when the document has gone or its channel is dead.
 */

/** cordon_document_invalidate: what its content process holds in its cache is void from now on, before this returns. */
void cordon_document_invalidate (CordonDocument *document);

/** cordon_document_tell_state: the state changed: voids the cache and fires `change` there (B-30, B-31). */
void cordon_document_tell_state (CordonDocument *document, CordonFeature feature, CordonState state);

/** cordon_document_tell_capture_stopped: its tracks end now, and the page cannot prevent it (B-31, F-11). */
void
cordon_document_tell_capture_stopped (CordonDocument *document, guint64 capture_id, CordonFeature feature);
void cordon_document_tell_capture_muted (CordonDocument *document, guint64 capture_id, gboolean muted);

/**
 * cordon_broker_find_device: the hardware behind a page's deviceId constraint.
 * @page_id: (nullable): %NULL asks for none
 * @out_known: %FALSE where @page_id names no device of the document (B-23)
 *
 * Returns: (transfer full) (nullable): %NULL also without a map: then the engine matches the constraint alone.
 */
char *cordon_broker_find_device (CordonBroker *broker, const CordonDocument *document, CordonFeature feature,
                                 const char *page_id, gboolean *out_known);

G_END_DECLS
