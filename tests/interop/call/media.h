/*
 * What is sent and what arrived: tiny raw pictures and sounds in RTP under SRTP. A picture of content is a pattern that
 * only its track has; black is black, silence is zero.
 */

#pragma once

#include <openssl/ssl.h>

#include "isolation/gate.h"

#define MEDIA_MAX_TRACKS 4
#define MEDIA_PACKET_MAX 512
#define MEDIA_TELEPHONE_SSRC 1129271857u

typedef enum
{
  MEDIA_VIDEO = 0,
  MEDIA_AUDIO,
} MediaKind;

/* What a far end found in a track. */
typedef struct
{
  guint n_packets;
  guint n_content;
  guint n_blank;
  guint n_content_since; /* since media_mark() */
  guint n_since;
} MediaSeen;

typedef struct _Media Media;

/*
 * Keys of a finished handshake; NULL where there are none. @telephone: G.711 sound as a browser sends it, 20 ms a
 * packet, and no pictures; content is a tone.
 */
Media *media_new (SSL *ssl, gboolean telephone);
void media_free (Media *media);

/* Returns: octets of the packet, 0: the verdict sends nothing. */
gsize media_write (Media *media, guint track, MediaKind kind, CordonGateVerdict verdict, guint8 *out);

/* Returns: whether @packet was media of ours. */
gboolean media_read (Media *media, const guint8 *packet, gsize size);

/* Whether @packet, as it went over the network, shows a piece of content in clear. */
gboolean media_is_readable (const guint8 *packet, gsize size);

const MediaSeen *media_get_seen (const Media *media, guint track, MediaKind kind);
void media_mark (Media *media);

/* "content", "black", "silence" or "nothing". */
const char *media_describe (const MediaSeen *seen, MediaKind kind);
