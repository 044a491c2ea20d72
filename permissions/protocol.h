/*
 * The messages between a content process and the browser process: one table, and the only encoder and decoder of
 * both sides.
 *
 * A message is a GVariant `(uay)`: its type, and its body as bytes whose signature the table knows, so that the
 * sender never chooses a type. No message carries an origin. What comes from a content process is hostile until
 * cordon_message_open() and the reader of its type have both taken it; they check size, normal form and the range
 * of every member.
 */

#pragma once

#include "permissions/decision.h"

G_BEGIN_DECLS

#define CORDON_PROTOCOL_VERSION 1

/** CORDON_MESSAGE_MAX_SIZE: bytes of the longest body in either direction. */
#define CORDON_MESSAGE_MAX_SIZE 16384

/** CORDON_MESSAGE_MAX_DEVICE_SIZE: bytes of a page's deviceId constraint. */
#define CORDON_MESSAGE_MAX_DEVICE_SIZE 256

/** CORDON_MESSAGE_MAX_OPEN_REQUESTS: requests that one content process may have open. */
#define CORDON_MESSAGE_MAX_OPEN_REQUESTS 64

/** CORDON_VERSION_SLOT_NONE: a document without a word in the version page. */
#define CORDON_VERSION_SLOT_NONE G_MAXUINT32

typedef enum
{
  CORDON_MESSAGE_NONE = 0,
  /* From the content process: it asks, and it lowers. */
  CORDON_MESSAGE_HELLO,
  CORDON_MESSAGE_QUERY,
  CORDON_MESSAGE_REQUEST,
  CORDON_MESSAGE_CANCEL,
  CORDON_MESSAGE_TRACK_ENDED,
  CORDON_MESSAGE_FORGOTTEN,
  /* To the content process. */
  CORDON_MESSAGE_DOCUMENT,
  CORDON_MESSAGE_DOCUMENT_GONE,
  CORDON_MESSAGE_ANSWER,
  CORDON_MESSAGE_RESPONSE,
  CORDON_MESSAGE_CHANGED,
  CORDON_MESSAGE_CAPTURE_STOPPED,
  CORDON_MESSAGE_CAPTURE_MUTED,
} CordonMessageType;

#define CORDON_N_MESSAGES 14

typedef enum
{
  CORDON_DIRECTION_NONE = 0,
  CORDON_DIRECTION_TO_BROWSER,
  CORDON_DIRECTION_TO_CONTENT,
} CordonDirection;

/*
 * CordonChannelState: what a channel has been through.
 *
 *   NEW ── hello ──► READY          NEW: nothing has been told to the content process, nothing but hello is taken
 *    │                 │            READY: it knows its documents
 *    └── violation ────┴──► DEAD    DEAD: nothing is taken or sent any more
 */
typedef enum
{
  CORDON_CHANNEL_DEAD = 0,
  CORDON_CHANNEL_NEW,
  CORDON_CHANNEL_READY,
} CordonChannelState;

#define CORDON_N_CHANNEL_STATES 3

/** cordon_channel_state_to_string: Returns: (transfer none): "dead" for a bad value. */
CORDON_API const char *cordon_channel_state_to_string (CordonChannelState state);

#define CORDON_CHANNEL_STATE_BIT(NAME) (1u << (guint) CORDON_CHANNEL_##NAME)

/** CordonMessageInfo: one row of the message table. */
typedef struct
{
  CordonMessageType type;
  const char *name;
  const char *signature; /* of the body */
  CordonDirection direction;
  guint32 max_size;   /* bytes of the body */
  guint states;       /* CORDON_CHANNEL_STATE_BIT()s in which it is permitted */
  gboolean once;      /* at most once per channel */
  guint32 burst;      /* that may come at once; 0: unlimited (only to the content process) */
  guint32 per_second; /* by which the burst refills */
} CordonMessageInfo;

/** CordonMessage: an opened message; clear with cordon_message_clear(). */
typedef struct
{
  const CordonMessageInfo *info;
  GVariant *body; /* of the type that info says, in normal form */
} CordonMessage;

/** cordon_message_get_info: Returns: (transfer none) (nullable): the row; %NULL for a value that has none. */
CORDON_API const CordonMessageInfo *cordon_message_get_info (CordonMessageType type);

/** cordon_message_type_to_string: Returns: (transfer none): a stable name; "none" for a bad value. */
CORDON_API const char *cordon_message_type_to_string (CordonMessageType type);
/** cordon_message_type_from_string: Returns: CORDON_MESSAGE_NONE for another name. */
CORDON_API CordonMessageType cordon_message_type_from_string (const char *name);

/**
 * cordon_message_open: takes a message apart, whoever made it.
 *
 * Checks the envelope, the type, the direction, the size and the normal form of the body. Any thread.
 *
 * Returns: %TRUE with @out_message written, or %FALSE with CORDON_ERROR_VIOLATION.
 */
CORDON_API gboolean cordon_message_open (GVariant *message, CordonDirection direction,
                                         CordonMessage *out_message, GError **error);
CORDON_API void cordon_message_clear (CordonMessage *message);

/* The bodies. Strings that were read belong to the message. Every writer returns a (transfer full) message that
 * does not float; every reader returns FALSE with CORDON_ERROR_VIOLATION when a member is out of range, and then
 * wrote nothing.
 */

typedef struct
{
  guint64 query_id; /* greater than each before it on the channel */
  guint64 document_id;
  CordonFeature feature;
} CordonQueryMessage;

/** CordonRequestMessage: what getUserMedia(), getDisplayMedia() and their kin ask for. */
typedef struct
{
  guint64 request_id; /* greater than each before it on the channel */
  guint64 document_id;
  CordonFeatureSet features; /* never empty, known features only */
  gboolean pan_tilt_zoom;
  gboolean wants_audio;
  gboolean user_chooses;
  CordonRequestFault fault;
  const char *callee;               /* raw peerIdentity, nullable, never trusted */
  const char *camera_device_id;     /* nullable */
  const char *microphone_device_id; /* nullable */
} CordonRequestMessage;

typedef struct
{
  guint64 document_id;
  guint64 engine_id;
  guint32 version_slot;
} CordonDocumentMessage;

typedef struct
{
  guint64 query_id;
  CordonState state;
  guint64 version; /* of the document's word when the state was read */
} CordonAnswerMessage;

/** CordonResponseMessage: how a request ended. Its zero denies. */
typedef struct
{
  guint64 request_id;
  CordonDecisionVerdict verdict;
  CordonReason reason;
  const char *exception; /* DOMException name; nullable */
  const char *token;     /* nullable */
  const char *callee;    /* canonical text of the callee that the media is isolated to; nullable */
  gboolean isolate;
  guint64 call_id;
  guint64 surface_id;
  CordonFeatureSet indicators;
  guint64 capture_ids[CORDON_N_FEATURES]; /* by feature, what track-ended will name; 0: not granted */
} CordonResponseMessage;

/** CordonChangedMessage: @feature NONE: something changed, what the cache holds of the document is void. */
typedef struct
{
  guint64 document_id;
  CordonFeature feature;
  CordonState state;
  guint64 version;
} CordonChangedMessage;

typedef struct
{
  guint64 document_id;
  guint64 capture_id;
  CordonFeature feature; /* stopped */
  gboolean muted;        /* muted */
} CordonCaptureMessage;

/** cordon_message_new_hello: each makes one message. Returns: (transfer full): it does not float. */
CORDON_API GVariant *cordon_message_new_hello (guint32 version);
CORDON_API GVariant *cordon_message_new_query (const CordonQueryMessage *query);
CORDON_API GVariant *cordon_message_new_request (const CordonRequestMessage *request);
CORDON_API GVariant *cordon_message_new_cancel (guint64 request_id);
CORDON_API GVariant *cordon_message_new_track_ended (guint64 document_id, guint64 capture_id);
CORDON_API GVariant *cordon_message_new_forgotten (guint64 document_id);
CORDON_API GVariant *cordon_message_new_document (const CordonDocumentMessage *document);
CORDON_API GVariant *cordon_message_new_document_gone (guint64 document_id);
CORDON_API GVariant *cordon_message_new_answer (const CordonAnswerMessage *answer);
CORDON_API GVariant *cordon_message_new_response (const CordonResponseMessage *response);
CORDON_API GVariant *cordon_message_new_changed (const CordonChangedMessage *changed);
CORDON_API GVariant *cordon_message_new_capture (CordonMessageType type, const CordonCaptureMessage *capture);

/**
 * cordon_message_read_hello: each reads the content of an opened message; out-parameters are written on success
 * only. Returns: %FALSE with CORDON_ERROR_VIOLATION where the content breaks a bound.
 */
CORDON_API gboolean cordon_message_read_hello (const CordonMessage *message, guint32 *out_version,
                                               GError **error);
CORDON_API gboolean cordon_message_read_query (const CordonMessage *message, CordonQueryMessage *out_query,
                                               GError **error);
CORDON_API gboolean cordon_message_read_request (const CordonMessage *message,
                                                 CordonRequestMessage *out_request, GError **error);
/** cordon_message_read_id: the one id of a cancel, forgotten or document-gone message. */
CORDON_API gboolean cordon_message_read_id (const CordonMessage *message, guint64 *out_id, GError **error);
CORDON_API gboolean cordon_message_read_document (const CordonMessage *message,
                                                  CordonDocumentMessage *out_document, GError **error);
CORDON_API gboolean cordon_message_read_answer (const CordonMessage *message, CordonAnswerMessage *out_answer,
                                                GError **error);
CORDON_API gboolean cordon_message_read_response (const CordonMessage *message,
                                                  CordonResponseMessage *out_response, GError **error);
CORDON_API gboolean cordon_message_read_changed (const CordonMessage *message,
                                                 CordonChangedMessage *out_changed, GError **error);
/** cordon_message_read_capture: of the three messages that speak of a capture, track-ended included. */
CORDON_API gboolean cordon_message_read_capture (const CordonMessage *message,
                                                 CordonCaptureMessage *out_capture, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CordonMessage, cordon_message_clear)

G_END_DECLS
