/*
 * What is sent and what arrived, made and decoded by GStreamer: VP8 pictures and Opus sound in RTP under SRTP.
 * Each track has a picture and a tone of its own, so that what a far end decodes can be told apart: content of
 * this very track, black, silence, something else, or nothing.
 *
 * A gate acts where an engine has it: on raw pictures and samples, in front of the encoder. A packet that was encoded
 * while the gate was open and meets it shut on its way out is dropped as well.
 */

#pragma once

#include <openssl/ssl.h>

#include "isolation/gate.h"

#define MEDIA_MAX_TRACKS 3

/* A browser's picture has this number, its sound the next. */
#define MEDIA_TELEPHONE_SSRC 1129271856u

#define MEDIA_TELEPHONE_SOUND 0
#define MEDIA_TELEPHONE_PICTURE 96

#define MEDIA_WIDTH 96
#define MEDIA_HEIGHT 72
#define MEDIA_PICTURE_SIZE (MEDIA_WIDTH * MEDIA_HEIGHT * 3 / 2) /* I420 */

#define MEDIA_FIRST_SSRC 0x434f5230u

/* What a track shows and sounds like. */
typedef struct
{
  const char *name;
  guint32 rgb;
  guint tone; /* Hz */
} MediaLook;

/* Two rows of a picture, a few columns wide, as RGB. */
#define MEDIA_STRIP_WIDTH 12
#define MEDIA_STRIP_SIZE (2 * MEDIA_STRIP_WIDTH * 3)

typedef enum
{
  MEDIA_VIDEO = 0,
  MEDIA_AUDIO,
} MediaKind;

/* What one picture, or 20 ms of sound, turned out to be. */
typedef enum
{
  MEDIA_ODD = 0, /* neither */
  MEDIA_BLANK,   /* black, or silence */
  MEDIA_CONTENT, /* the picture or the tone of the track that it came on */
} MediaFind;

typedef struct
{
  guint n[MEDIA_CONTENT + 1]; /* since the last mark */
  guint n_refused;            /* script was not let at it */
} MediaSeen;

typedef struct _Media Media;

typedef void (*MediaSendFunc) (const guint8 *packet, gsize size, gpointer data);

/* A decoded picture (I420) or 20 ms of sound (S16, native order), on its way to the page. Main thread. */
typedef void (*MediaPageFunc) (guint track, MediaKind kind, const guint8 *frame, gsize size, gpointer data);

typedef struct
{
  gboolean telephone; /* G.711 sound and VP8 pictures under the numbers of a browser, one line of each */
  gboolean clear;     /* without SRTP, to show what that would mean */
  MediaSendFunc send;
  MediaPageFunc page;
  gpointer data;
} MediaSetup;

Media *media_new (const MediaSetup *setup);
void media_free (Media *media);

/* @gate: NULL: an end without Cordon, which sends what it has. A track that is there already gets the gate. */
void media_add_track (Media *media, guint track, CordonGate *gate);

/* Takes the keys of a finished handshake, of a second one too. */
gboolean media_key (Media *media, SSL *ssl);

/* Sends what was encoded and hands over what was decoded. To be called often. */
void media_pump (Media *media);

/* A packet came. Returns: whether it was media of ours. */
gboolean media_read (Media *media, const guint8 *packet, gsize size);

/* What the user sees and hears of the other's track. */
MediaSeen media_get_seen (Media *media, guint track, MediaKind kind);
void media_mark (Media *media);
/* Of the picture that was decoded last. FALSE: there was none. */
gboolean media_get_strip (Media *media, guint track, guint8 out_strip[MEDIA_STRIP_SIZE]);
guint media_get_n_sent (const Media *media);

const MediaLook *media_get_look (guint track);

/* Whose packet this is, by its header. */
gboolean media_find_track (const guint8 *packet, gsize size, guint *out_track, MediaKind *out_kind);

void media_draw_strip (const guint8 *picture, guint8 out_strip[MEDIA_STRIP_SIZE]);

MediaFind media_judge (guint track, MediaKind kind, const guint8 *frame, gsize size);
/* "content", "black", "silence", "noise", "refused" or "nothing". */
const char *media_describe (const MediaSeen *seen, MediaKind kind);
